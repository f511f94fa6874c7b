"""The published and derived cases: every verdict says what the source says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from legal_rules import Case, CaseRefused, decide

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "files" / "cases.json").read_text("utf-8"))["cases"]


@pytest.mark.parametrize("given", CASES, ids=[case["id"] for case in CASES])
def test_the_verdict_is_the_expected_one(given: dict[str, Any]) -> None:
    verdict = decide(Case.from_json(given)).as_json()
    assert {key: verdict[key] for key in given["expect"]} == given["expect"]
    assert verdict["id"] == given["id"]
    assert verdict["because"]
    assert verdict["cite"]
    assert verdict["next"] == given["expect"].get("next")


def test_there_are_all_63_of_them() -> None:
    assert len(CASES) == 63


def test_the_json_form_of_a_verdict_is_the_public_one() -> None:
    given = next(case for case in CASES if case["id"] == "RU-V2-q13-all50")
    assert decide(Case.from_json(given)).as_json("en") == {
        "id": "RU-V2-q13-all50",
        "outcome": "not_carried",
        "quorum": True,
        "next": None,
        "because": "Not carried: for 5\u202f150.954 m², needed: more than 5\u202f212.25 m² — half of the votes of all owners. "
        "Missing: a little more than 61.296 m². Stayed away — 4\u202f982.5 m²: measured by all, this works like a vote against.",
        "cite": "Housing Code of Russia, art. 44(2) item 4, art. 46(1)",
        "mark": "text",
        "needed": {"share": {"amount": "5212.25", "strict": True}},
        "readings": {"parking": "counted"},
        "by_laws": {},
        "effects": [],
    }


SUMS = {"all": "10", "present": "6", "for": "5", "against": "1"}
RIGHT: dict[str, Any] = {"id": "x", "decision": "ru:44.2.5", "on": "2026-11-21", "tally": {"share": SUMS}}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"decision": None}, "'decision' is missing"),
        ({"on": "21.11.2026"}, "'on' is no date"),
        ({"call": 0}, "'call' is 1 or 2"),
        ({"call": True}, "'call' is 1 or 2"),
        ({"facts": []}, "'facts' is a set"),
        ({"electorates": []}, "'electorates' is a set"),
        ({"voters": []}, "give either"),
        ({"tally": []}, "a tally is a set of measures"),
        ({"tally": {"votes": SUMS}}, "unknown measure 'votes'"),
        ({"tally": {"share": []}}, "a tally is a set of named sums"),
        ({"tally": {"share": {**SUMS, "absent": "1"}}}, "unknown sum 'absent'"),
        ({"tally": {"share": {"all": "1"}}}, "'present' is missing"),
        ({"tally": {"share": {**SUMS, "for": 5.0}}}, "not an exact number"),
        ({"tally": {"share": {**SUMS, "for": "five"}}}, "not an exact number"),
        ({"tally": {"share": {**SUMS, "for": "1/0"}}}, "division by zero"),
        ({"tally": {"share": {**SUMS, "for": "-1"}}}, "for is below zero"),
        ({"tally": {"share": {**SUMS, "present": "11"}}}, "present is more than all"),
        ({"tally": {"share": {**SUMS, "silent": "5"}}}, "the answers together are more than all"),
        ({"tally": {"share": {**SUMS, "blank": "2", "invalid": "3"}}}, "the answers together are more than all"),
        ({"facts": {"by_law": "x"}}, "'by_law' is a set"),
        ({"facts": {"interpretation": {"parking": "maybe"}}}, "one of counted, not_counted"),
        ({"tally": {"share": {**SUMS, "abstain": "1"}}}, "more than present"),
    ],
)
def test_a_wrong_case_is_refused_by_name(change: dict[str, Any], says: str) -> None:
    given = {**RIGHT, **change}
    with pytest.raises(CaseRefused, match=says):
        decide_with_voters(given)


def decide_with_voters(given: dict[str, Any]) -> None:
    case = Case.from_json(given)
    decide(case)
    decide(Case(case.decision, case.on, voters=Case.from_json(VOTERS).voters, facts=case.facts))


VOTERS: dict[str, Any] = {
    **{key: RIGHT[key] for key in ("id", "decision", "on")},
    "voters": [{"id": "A", "heads": 1, "share": "550", "vote": "for", "channel": "paper", "tags": ["parking"]}],
}


@pytest.mark.parametrize(
    ("voter", "says"),
    [
        ("A", "a voter is a set"),
        ({"id": "A", "vote": "yes"}, "vote 'yes' is none of"),
        ({"id": "A", "vote": "for", "weight": 1}, "unknown key 'weight'"),
        ({"id": "A", "vote": "for", "channel": "pigeon"}, "channel 'pigeon'"),
        ({"id": "A", "vote": "for", "share": "a lot"}, "not an exact number"),
        ({"id": "A", "vote": "for", "share": "-1"}, "a weight is below zero"),
    ],
)
def test_a_wrong_voter_is_refused_by_name(voter: object, says: str) -> None:
    with pytest.raises(CaseRefused, match=says):
        Case.from_json({**VOTERS, "voters": [voter]})


def test_a_case_is_a_set_of_values_and_its_voters_a_list() -> None:
    with pytest.raises(CaseRefused, match="a case is a set"):
        Case.from_json([])
    with pytest.raises(CaseRefused, match="'voters' is a list"):
        Case.from_json({**VOTERS, "voters": {}})


def test_the_same_voter_twice_is_refused() -> None:
    with pytest.raises(CaseRefused, match="stands twice"):
        decide(Case.from_json({**VOTERS, "voters": VOTERS["voters"] * 2}))
