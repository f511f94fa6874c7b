"""The cases of a pack: sentences with known answers, read from ``cases/*.yaml`` and held against the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from legal_rules.case import CHANNELS, Case
from legal_rules.deciding import decide
from legal_rules.figures import MEASURES, CaseRefused
from legal_rules.numbers import NumberRefused, parse_number
from legal_rules.pack import Pack
from legal_rules.proposing import propose
from legal_rules.reading import At, PackRefused, required
from legal_rules.rule import MARKS
from legal_rules.strict_yaml import YamlRefused, load_strictly
from legal_rules.tree import Bound
from legal_rules.verdict import OUTCOMES, Verdict
from legal_rules.words import LANGUAGES

KINDS = ("cases", "proposals", "around")
_ASKED = ("decision", "on", "call", "tally", "voters", "electorates", "facts")
_CASE_KEYS = ("case", *_ASKED, "expect", "source")
_EXPECT_KEYS = ("outcome", "quorum", "next", "needed", "mark", "says", "says_not")
_PROPOSAL_KEYS = ("text", "kind", "on", "lang", "source")
_SIGNS = {">": True, ">=": False}
_SAID: dict[object, str] = {None: "none", True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class PackCase:
    """One case of a pack: a sentence, what is asked, and what the source says must be answered.

    ``expect`` holds only what the case is about: outcome, quorum, next, mark, ``needed`` (the bound by measure, None
    where there must be none), ``says`` and ``says_not`` (words that must, or must not, stand in the reason, in either
    language).
    """

    file: str
    number: int
    sentence: str
    case: Case
    expect: Mapping[str, Any]
    source: str

    def differences(self, pack: Pack | None = None) -> list[str]:
        """Where the engine answers otherwise, one sentence each; nothing when it answers as expected."""
        try:
            verdict = decide(self.case, pack)
        except CaseRefused as wrong:
            return [f"the engine refuses this case: {wrong}"]
        return list(_differences(self.expect, verdict))


@dataclass(frozen=True, slots=True)
class ProposalCase:
    """The text of a question as people write it, and the kind of decision that must be proposed first."""

    file: str
    number: int
    sentence: str
    kind: str
    on: date
    lang: str

    def differences(self, pack: Pack) -> list[str]:
        """What was proposed instead, in one sentence; nothing when the right kind comes first."""
        found = [entry.decision for entry in propose(pack, self.on, self.sentence, self.lang)]
        if found and found[0] == self.kind:
            return []
        return [f"expected {self.kind} to be proposed first, came {', '.join(found[:3]) or 'nothing'}"]


def case_places(folder: Path, kind: str) -> Iterator[tuple[int, At]]:
    """Every entry of one kind (cases, proposals, around) in a pack's folder, numbered from 1 within its file.

    Raises PackRefused for a file that is no YAML, or that has a key which is none of these kinds.
    """
    for file in sorted((folder / "cases").glob("*.yaml")):
        name = f"cases/{file.name}"
        try:
            content = load_strictly(file)
        except YamlRefused as wrong:
            raise PackRefused(name, "", str(wrong)) from None
        top = At(name, "", content).mapping(KINDS)
        for number, item in enumerate(top[kind].items() if kind in top else [], start=1):
            yield number, At(name, f"{kind} no. {number}", item.value)


def read_cases(folder: Path) -> list[PackCase]:
    """The decided cases of a pack's folder. Raises PackRefused with file, number of the case and reason."""
    return [read_case(number, at) for number, at in case_places(folder, "cases")]


def read_proposals(folder: Path) -> list[ProposalCase]:
    """The texts of questions of a pack's folder with their kinds. Raises PackRefused as ``read_cases``."""
    return [read_proposal(number, at) for number, at in case_places(folder, "proposals")]


def read_case(number: int, at: At) -> PackCase:
    """Read one entry of ``cases``. Raises PackRefused."""
    parts = at.mapping(_CASE_KEYS)
    sentence, source = required(at, parts, "case").text(), required(at, parts, "source").text()
    given = {key: parts[key].value for key in _ASKED if key in parts}
    if "voters" in parts:
        given["voters"] = [_read_voter(item) for item in parts["voters"].items()]
    elif "tally" not in given:
        given["tally"] = {}
    try:
        case = Case.from_json({**given, "id": sentence})
    except CaseRefused as wrong:
        raise at.refuse(str(wrong).removeprefix(f"case {sentence!r}: ")) from None
    return PackCase(at.file, number, sentence, case, _read_expect(required(at, parts, "expect")), source)


def read_proposal(number: int, at: At) -> ProposalCase:
    """Read one entry of ``proposals``. Raises PackRefused."""
    parts = at.mapping(_PROPOSAL_KEYS)
    on = required(at, parts, "on").day()
    if on is None:
        raise parts["on"].refuse("a date YYYY-MM-DD is expected here")
    lang = parts["lang"].one_of(LANGUAGES) if "lang" in parts else LANGUAGES[0]
    text, kind = required(at, parts, "text").text(), required(at, parts, "kind").text()
    return ProposalCase(at.file, number, text, kind, on, lang)


def _read_voter(at: At) -> object:
    """A voter in long form, or in short: ``A 550 for heads 1 units 2 paper #tag``."""
    if not isinstance(at.value, str):
        return at.value
    words = at.value.split()
    if len(words) < 3:
        raise at.refuse("a voter in short form is: id share vote [heads 1] [units 2] [channel] [#tag …]")
    voter: dict[str, Any] = {"id": words[0], "share": words[1], "vote": words[2], "tags": []}
    rest = iter(words[3:])
    for word in rest:
        if word in CHANNELS:
            voter["channel"] = word
        elif word in MEASURES:
            voter[word] = next(rest, "")
        elif word.startswith("#") and len(word) > 1:
            voter["tags"].append(word[1:])
        else:
            raise at.refuse(f"{word!r} is no channel, no measure and no #tag")
    return voter


def _read_expect(at: At) -> dict[str, Any]:
    parts = at.mapping(_EXPECT_KEYS)
    expect: dict[str, Any] = {"outcome": required(at, parts, "outcome").one_of(OUTCOMES)}
    if "quorum" in parts:
        if parts["quorum"].value not in (True, False, None):
            raise parts["quorum"].refuse("true, false or null is expected")
        expect["quorum"] = parts["quorum"].value
    if "next" in parts:
        expect["next"] = None if parts["next"].value is None else parts["next"].text()
    if "mark" in parts:
        expect["mark"] = parts["mark"].one_of(MARKS)
    if "needed" in parts:
        expect["needed"] = {name: _read_bound(item) for name, item in parts["needed"].mapping(MEASURES).items()}
    for key in ("says", "says_not"):
        if key in parts:
            expect[key] = parts[key].text()
    return expect


def _read_bound(at: At) -> Bound | None:
    if at.value is None:
        return None
    sign, _, amount = at.text().partition(" ")
    try:
        return Bound(parse_number(amount), _SIGNS[sign])
    except (KeyError, NumberRefused):
        raise at.refuse('a bound is "> 500" (to be passed), ">= 500" (to be reached) or null') from None


def _differences(expect: Mapping[str, Any], verdict: Verdict) -> Iterator[str]:
    for key in ("outcome", "quorum", "next", "mark"):
        came = getattr(verdict, key)
        if key in expect and expect[key] != came:
            yield f"{key}: expected {_plain(expect[key])}, came {_plain(came)} ({verdict.because['en']})"
    for measure, bound in expect.get("needed", {}).items():
        came = verdict.needed.get(measure)
        if came != bound:
            yield f"needed by {measure}: expected {_plain(bound)}, came {_plain(came)}"
    for key, must in (("says", True), ("says_not", False)):
        if key in expect and any(expect[key] in said for said in verdict.because.values()) is not must:
            yield f"the reason {'does not say' if must else 'says'} {expect[key]!r}: {verdict.because['en']}"


def _plain(value: object) -> str:
    if isinstance(value, Bound):
        return f"{'>' if value.strict else '>='} {value.as_json()['amount']}"
    return _SAID.get(value, str(value))
