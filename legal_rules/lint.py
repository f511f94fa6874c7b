"""Checks a pack as a whole and lists everything that is wrong: file, key and reason, for the person who writes it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from legal_rules.cases import case_places, read_case, read_proposal
from legal_rules.cases_around import read_around_case
from legal_rules.pack import load_pack
from legal_rules.provisions import FORMS, DatedProvision, read_online, read_provision
from legal_rules.reading import At, PackRefused
from legal_rules.reading_around import AroundReader
from legal_rules.reading_pack import PackReader
from legal_rules.rule import Dated

_NAMED = {"majorities": "use", "quorums": "quorum", "switches": "interpretation"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in a pack."""

    file: str
    key: str
    reason: str


def lint_pack(path: Path) -> list[Finding]:
    """List what is wrong in the pack of a folder; an empty list when it can be used.

    Finds what would refuse the pack (floats, unknown keys, missing articles or marks, overlapping dates, variants that
    are never reached) and what would not: gaps between dates, majorities, quorums or readings nothing uses, and cases
    that come out otherwise than their source says.
    """
    try:
        reader = PackReader(path)
    except PackRefused as refusal:
        return [_finding(refusal)]
    found = [_finding(refusal) for refusal in _refusals(reader)]
    return found or [*_gaps(reader), *_unused(reader), *_cases(path)]


def _finding(refusal: PackRefused) -> Finding:
    return Finding(refusal.file, refusal.key, refusal.reason)


def _refused(read: Callable[[], Any]) -> list[PackRefused]:
    try:
        read()
    except PackRefused as refusal:
        return [refusal]
    return []


def _refusals(reader: PackReader) -> Iterator[PackRefused]:
    yield from _refused(reader.top["time_zone"].text)
    for name, at in reader.decision_places().items():
        yield from _refused(lambda name=name, at=at: reader.read_decision(name, at))  # type: ignore[misc]
    for name, item in _provision_places(reader):
        yield from _refused(lambda name=name, item=item: read_provision(name, item))  # type: ignore[misc]
    yield from AroundReader(reader.top, reader.switches).refusals()
    for item in reader.top["online"].items() if "online" in reader.top else []:
        yield from _refused(lambda item=item: read_online(item))  # type: ignore[misc]


def _provision_places(reader: PackReader) -> Iterator[tuple[str, At]]:
    if "provisions" in reader.top:
        for name, at in reader.top["provisions"].mapping().items():
            for item in at.items():
                yield name, item


def _gaps(reader: PackReader) -> Iterator[Finding]:
    for name, at in reader.decision_places().items():
        decision = reader.read_decision(name, at)
        for earlier, later in pairwise(sorted(decision.versions, key=_start)):
            if earlier.until != later.since:
                yield Finding(at.file, at.key, f"nothing is said from {earlier.until} until {later.since}")
    read: dict[str, list[tuple[At, DatedProvision]]] = {}
    for name, item in _provision_places(reader):
        read.setdefault(name, []).append((item, read_provision(name, item)))
    for versions in read.values():
        for number, (item, dated) in enumerate(versions):
            if any(_hides(earlier, dated) for _, earlier in versions[:number]):
                yield Finding(item.file, item.key, "an earlier entry without a condition is in force at the same time")


def _cases(path: Path) -> Iterator[Finding]:
    """Cases in a wrong form, and cases that come out otherwise than their source says."""
    pack = load_pack(path)
    for kind, read in (("cases", read_case), ("proposals", read_proposal), ("around", read_around_case)):
        try:
            places = list(case_places(path, kind))
        except PackRefused as refusal:
            yield _finding(refusal)
            return
        for number, at in places:
            try:
                case = read(number, at)
            except PackRefused as refusal:
                yield _finding(refusal)
                continue
            for difference in case.differences(pack):
                yield Finding(at.file, at.key, f"«{case.sentence}»: {difference}")


def _start(dated: Dated) -> date:
    return dated.since or date.min


def _hides(earlier: DatedProvision, later: DatedProvision) -> bool:
    """True when ``earlier`` always answers first where ``later`` would."""
    apart = (earlier.until or date.max) <= (later.since or date.min) or (later.until or date.max) <= (
        earlier.since or date.min
    )
    return not apart and not earlier.guards and bool(set(earlier.forms) & set(later.forms) & set(FORMS))


def _unused(reader: PackReader) -> Iterator[Finding]:
    used: dict[str, set[str]] = {key: set() for key in _NAMED.values()}
    for at in reader.top.values():
        _collect(at.value, used)
    for top, key in _NAMED.items():
        for name, at in (reader.top[top].mapping() if top in reader.top else {}).items():
            default = reader.top.get("default_quorum")
            if name not in used[key] and not (top == "quorums" and default is not None and default.value == name):
                yield Finding(at.file, at.key, "nothing uses it")


def _collect(value: Any, used: dict[str, set[str]]) -> None:
    if isinstance(value, dict):
        for key, part in value.items():
            if key in used and isinstance(part, str):
                used[key].add(part)
            _collect(part, used)
    elif isinstance(value, list):
        for part in value:
            _collect(part, used)


def main(arguments: list[str]) -> int:
    """``python -m legal_rules.lint FOLDER …``: one line a finding; 0 when there is none, 1 otherwise."""
    findings = [(folder, finding) for folder in arguments for finding in lint_pack(Path(folder))]
    for folder, finding in findings:
        sys.stdout.write(f"{Path(folder) / finding.file}: {finding.key}: {finding.reason}\n")
    return 1 if findings else 0


if __name__ == "__main__":  # pragma: no cover
    sys.exit(main(sys.argv[1:]))
