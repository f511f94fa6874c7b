"""The cases of a pack as files: what is right is read, a difference is a sentence, a wrong form is refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from legal_rules import PackRefused
from legal_rules.cases import read_cases, read_proposals
from legal_rules.pack import PACKS_FOLDER, load_pack

RIGHT = """
cases:
  - case: "half is not enough"
    decision: ru:44.2.4.7
    on: 2022-09-01
    tally: {share: {all: 1000, present: 600, for: 500, against: 100}}
    expect: {outcome: not_carried, quorum: true, next: null, needed: {share: "> 500", heads: null}, mark: text}
    source: "art. 46(1)"
"""


def write(folder: Path, text: str) -> Path:
    (folder / "cases").mkdir(exist_ok=True)
    (folder / "cases" / "one.yaml").write_text(text, "utf-8")
    return folder


def test_a_right_case_is_read_and_answered(tmp_path: Path) -> None:
    (case,) = read_cases(write(tmp_path, RIGHT))
    assert (case.file, case.number, case.source) == ("cases/one.yaml", 1, "art. 46(1)")
    assert case.differences() == []
    assert read_proposals(tmp_path) == []


def test_a_folder_without_cases_has_none(tmp_path: Path) -> None:
    assert read_cases(tmp_path) == []


REASON = (
    "Not carried: for 500.0 m², needed: more than 500.0 m² — half of the votes of all owners. Exactly that is not enough: "
    "more is needed. Stayed away — 400.0 m²: measured by all, this works like a vote against."
)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("outcome: not_carried", "outcome: carried", f"outcome: expected carried, came not_carried ({REASON})"),
        ("quorum: true", "quorum: false", f"quorum: expected no, came yes ({REASON})"),
        ("next: null", 'next: "ru:1"', f"next: expected ru:1, came none ({REASON})"),
        ("mark: text", "mark: unverified", f"mark: expected unverified, came text ({REASON})"),
        ('share: "> 500"', 'share: ">= 500"', "needed by share: expected >= 500, came > 500"),
        ('share: "> 500"', 'share: "> 500.5"', "needed by share: expected > 500.5, came > 500"),
        ("heads: null", "heads: '> 1'", "needed by heads: expected > 1, came none"),
        ('share: "> 500"', "share: null", "needed by share: expected none, came > 500"),
        ("mark: text", "says: moon", f"the reason does not say 'moon': {REASON}"),
        ("mark: text", "says_not: enough", f"the reason says 'enough': {REASON}"),
        (
            "present: 600",
            "present: 599",
            "the engine refuses this case: share: for, against and abstain together are more than present",
        ),
    ],
)
def test_a_difference_is_a_sentence(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in RIGHT
    (case,) = read_cases(write(tmp_path, RIGHT.replace(old, new)))
    (sentence,) = case.differences()
    assert sentence == says


def test_words_of_the_reason_are_found_in_either_language(tmp_path: Path) -> None:
    for words in ("Exactly that is not enough", "Ровно столько мало"):
        (case,) = read_cases(write(tmp_path, RIGHT.replace("mark: text", f'says: "{words}"')))
        assert case.differences() == []
    (case,) = read_cases(write(tmp_path, RIGHT.replace("mark: text", "says_not: moon")))
    assert case.differences() == []


VOTERS = RIGHT.replace("tally: {share: {all: 1000, present: 600, for: 500, against: 100}}", "voters: %s")


def test_voters_are_read_in_both_forms(tmp_path: Path) -> None:
    short = '["A 1/3 for heads 1 units 2 online #entrance #parking", {id: B, share: "0.5", vote: absent}]'
    (case,) = read_cases(write(tmp_path, VOTERS % short))
    assert case.case.voters is not None
    first, second = case.case.voters
    assert (first.id, first.vote, str(first.share), first.heads, first.units) == ("A", "for", "1/3", 1, 2)
    assert (first.channel, first.tags) == ("online", {"entrance", "parking"})
    assert (second.id, second.vote, str(second.share), second.tags) == ("B", "absent", "1/2", frozenset())


def test_a_case_may_bring_nothing_but_facts(tmp_path: Path) -> None:
    text = """
cases:
  - case: "nobody knows what item 3.6 is about"
    decision: ru:44.2.3.6
    on: 2026-11-21
    expect: {outcome: hold, quorum: null, needed: {share: null}, says: "item 3.6"}
    source: "art. 44(2)"
"""
    (case,) = read_cases(write(tmp_path, text))
    assert case.case.tally == {}
    assert case.differences() == []


WRONG: list[tuple[str, str, str, str]] = [
    ("cases:", "case:", "case", "unknown key"),
    ("cases:", "cases: [", "", "expected"),
    ('case: "half is not enough"', "colour: blue", "cases no. 1.colour", "unknown key"),
    ('- case: "half is not enough"\n    decision', "- decision", "cases no. 1", "'case' is missing"),
    ('source: "art. 46(1)"', "", "cases no. 1", "'source' is missing"),
    ("on: 2022-09-01", "on: yesterday", "cases no. 1", "'on' is no date (YYYY-MM-DD): 'yesterday'"),
    ("all: 1000", "all: 1000.5", "cases no. 1", "share: not an exact number (write it as text): 1000.5"),
    ("outcome: not_carried, ", "", "cases no. 1.expect", "'outcome' is missing"),
    ("outcome: not_carried", "outcome: maybe", "cases no. 1.expect.outcome", "'maybe' is none of"),
    ("quorum: true", "quorum: most", "cases no. 1.expect.quorum", "true, false or null"),
    ("next: null", "next: 3", "cases no. 1.expect.next", "a text is expected"),
    ("mark: text", "mark: sure", "cases no. 1.expect.mark", "'sure' is none of"),
    ("mark: text", "colour: blue", "cases no. 1.expect.colour", "unknown key"),
    ('share: "> 500"', 'votes: "> 500"', "cases no. 1.expect.needed.votes", "unknown key"),
    ('share: "> 500"', 'share: "500"', "cases no. 1.expect.needed.share", "a bound is"),
    ('share: "> 500"', 'share: "> many"', "cases no. 1.expect.needed.share", "a bound is"),
    ("mark: text", "says: 5", "cases no. 1.expect.says", "a text is expected"),
]


@pytest.mark.parametrize(("old", "new", "key", "reason"), WRONG)
def test_a_wrong_case_is_named(tmp_path: Path, old: str, new: str, key: str, reason: str) -> None:
    assert old in RIGHT
    with pytest.raises(PackRefused) as refused:
        read_cases(write(tmp_path, RIGHT.replace(old, new)))
    assert refused.value.file == "cases/one.yaml"
    assert refused.value.key == key
    assert reason in refused.value.reason


def test_a_case_needs_no_more_than_an_outcome(tmp_path: Path) -> None:
    (case,) = read_cases(
        write(
            tmp_path,
            RIGHT.replace(
                'quorum: true, next: null, needed: {share: "> 500", heads: null}, mark: text', "quorum: true"
            ),
        )
    )
    assert case.expect == {"outcome": "not_carried", "quorum": True}
    (case,) = read_cases(write(tmp_path, RIGHT.replace("quorum: true, ", "")))
    assert "quorum" not in case.expect
    assert case.differences() == []


@pytest.mark.parametrize(
    ("voter", "reason"),
    [
        ("A 5", "a voter in short form is"),
        ("A 5 for soon", "'soon' is no channel, no measure and no #tag"),
        ("A 5 for #", "'#' is no channel"),
        ("A five for", "not an exact number: 'five'"),
        ("A 5 for heads", "not an exact number: ''"),
        ("A 5 maybe", "vote 'maybe' is none of"),
    ],
)
def test_a_wrong_voter_is_named(tmp_path: Path, voter: str, reason: str) -> None:
    with pytest.raises(PackRefused) as refused:
        read_cases(write(tmp_path, VOTERS % f'["{voter}"]'))
    assert refused.value.key.startswith("cases no. 1")
    assert reason in refused.value.reason


PROPOSAL = """
proposals:
  - {text: "Провести ремонт подъездов", kind: "ru:44.2.4.1", on: 2026-11-21, source: "an agenda"}
  - {text: "Repair of the staircases", kind: "ru:44.2.4.1", on: 2026-11-21, lang: en}
"""


def test_a_proposal_is_held_against_the_catalogue(tmp_path: Path) -> None:
    russia: Any = load_pack(PACKS_FOLDER / "ru")
    for proposal in read_proposals(write(tmp_path, PROPOSAL)):
        assert proposal.differences(russia) == []
    (wrong, _) = read_proposals(write(tmp_path, PROPOSAL.replace("44.2.4.1", "44.2.3", 1)))
    assert wrong.differences(russia) == ["expected ru:44.2.3 to be proposed first, came ru:44.2.4.1"]
    (silent, _) = read_proposals(write(tmp_path, PROPOSAL.replace("Провести ремонт подъездов", "Да", 1)))
    assert silent.differences(russia) == ["expected ru:44.2.4.1 to be proposed first, came nothing"]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("on: 2026-11-21, source", "on: null, source", "proposals no. 1.on"),
        ("on: 2026-11-21, source", "source", "proposals no. 1"),
        ("lang: en", "lang: fr", "proposals no. 2.lang"),
        ("lang: en", "colour: red", "proposals no. 2.colour"),
    ],
)
def test_a_wrong_proposal_is_named(tmp_path: Path, old: str, new: str, key: str) -> None:
    with pytest.raises(PackRefused) as refused:
        read_proposals(write(tmp_path, PROPOSAL.replace(old, new)))
    assert refused.value.key == key
