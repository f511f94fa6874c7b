"""Checks a pack as a whole and lists everything that is wrong: file, key and reason, for the person who writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from legal_rules.cases import case_places, read_case, read_proposal
from legal_rules.cases_around import read_around_case
from legal_rules.lint_order import findings_of_order
from legal_rules.pack import load_pack
from legal_rules.provisions import read_online, read_provision
from legal_rules.reading import At, PackRefused
from legal_rules.reading_around import AroundReader
from legal_rules.reading_pack import PackReader

T = TypeVar("T")
_NAMED = {"majorities": "use", "quorums": "quorum", "switches": "interpretation"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in a pack."""

    file: str
    key: str
    reason: str


def lint_pack(path: Path) -> list[Finding]:
    """List what is wrong in the pack of a folder; an empty list when it can be used.

    First what would refuse the pack (floats, unknown keys, missing articles, marks or translations, overlapping
    versions). Where there is nothing of that, what would not: gaps between dates, what is never reached or never used,
    names nobody knows, and cases that come out otherwise than their source says.
    """
    try:
        reader = PackReader(path)
    except PackRefused as refusal:
        return [*_unread(path), _finding(refusal)]
    refused = [_finding(refusal) for refusal in _refusals(reader)]
    return [*_unread(path), *(refused or _weighed(path, reader))]


def _weighed(path: Path, reader: PackReader) -> list[Finding]:
    """What is wrong in a pack that can be read."""
    order = [Finding(at.file, at.key, reason) for at, reason in findings_of_order(reader)]
    return [*order, *_names(reader), *_unused(reader), *_cases(path)]


def _finding(refusal: PackRefused) -> Finding:
    return Finding(refusal.file, refusal.key, refusal.reason)


def _refusals(reader: PackReader) -> Iterator[PackRefused]:
    """Everything that would refuse the pack, each entry read by itself so that one mistake does not hide the next."""
    top = reader.top
    yield from _each(lambda: [top["time_zone"]], At.text)
    yield from _each(lambda: reader.decision_places().items(), lambda one: reader.read_decision(*one))
    yield from _each(lambda: _provision_places(reader), lambda one: read_provision(*one))
    yield from _each(lambda: AroundReader(top, reader.switches).refusals(), _refuse)
    yield from _each(lambda: top["online"].items() if "online" in top else [], read_online)


def _each(find: Callable[[], Iterable[T]], read: Callable[[T], Any]) -> Iterator[PackRefused]:
    """What refuses a list as a whole, or else each of its entries."""
    try:
        found = list(find())
    except PackRefused as refusal:
        yield refusal
        return
    for one in found:
        try:
            read(one)
        except PackRefused as refusal:
            yield refusal


def _refuse(refusal: PackRefused) -> None:
    raise refusal


def _provision_places(reader: PackReader) -> Iterator[tuple[str, At]]:
    if "provisions" in reader.top:
        for name, at in reader.top["provisions"].mapping().items():
            for item in at.items():
                yield name, item


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


def _names(reader: PackReader) -> Iterator[Finding]:
    """Readings and decisions that a condition names and the pack does not have."""
    for at in reader.top.values():
        for place in _mappings(at):
            parts = place.mapping()
            if "interpretation" in parts and "is" in parts:
                switch = reader.switches[parts["interpretation"].text()]
                if str(parts["is"].value) not in switch.options:
                    reason = f"{parts['is'].value!r} is no option of {switch.name}: {', '.join(switch.options)}"
                    yield Finding(place.file, parts["is"].key, reason)
            for item in parts["decisions"].items() if isinstance(place.value.get("decisions"), list) else []:
                if item.value not in reader.decision_places():
                    yield Finding(item.file, item.key, f"there is no decision {item.value!r} in this pack")


def _mappings(at: At) -> Iterator[At]:
    """Every set of named values at a place, from the outside in."""
    if isinstance(at.value, Mapping):
        yield at
        for part in at.mapping().values():
            yield from _mappings(part)
    elif isinstance(at.value, list):
        for part in at.items():
            yield from _mappings(part)


def _unread(folder: Path) -> Iterator[Finding]:
    """Files that look like a part of the pack and are none."""
    for file in sorted(folder.rglob("*")):
        name = str(file.relative_to(folder))
        if file.is_file() and not (file.suffix == ".yaml" and str(file.parent.relative_to(folder)) in (".", "cases")):
            yield Finding(name, "", "is not read: files of a pack end in .yaml and lie in its folder or in cases/")


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
