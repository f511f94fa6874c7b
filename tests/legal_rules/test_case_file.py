"""A file of cases from another program: what is right is answered, what is wrong is named, nothing falls over."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legal_rules import CaseRefused
from legal_rules.case_file import MOST_BYTES, decide_all, read_case_file

SUMS = {"all": "10", "present": "6", "for": "5", "against": "1"}
RIGHT: dict[str, Any] = {"id": "x", "decision": "ru:44.2.5", "on": "2026-11-21", "tally": {"share": SUMS}}
VOTER = {"id": "A", "heads": 1, "share": "550", "vote": "for"}
WITH_VOTERS = {"id": "x", "decision": "ru:44.2.5", "on": "2026-11-21", "voters": [VOTER]}


def refused(entry: Any) -> str:
    verdicts, (refusal,) = decide_all([entry])
    assert verdicts == []
    return refusal.sentence


def test_every_right_case_is_answered_in_order() -> None:
    entries = [{**RIGHT, "id": "a"}, {**RIGHT, "id": "b", "decision": "ru:40.2"}, {**WITH_VOTERS, "id": 3}]
    verdicts, refusals = decide_all(entries)
    assert [(verdict.id, verdict.outcome) for verdict in verdicts] == [
        ("a", "carried"), ("b", "not_carried"), ("3", "carried"),
    ]  # fmt: skip
    assert refusals == []


def test_a_wrong_case_keeps_no_other_from_being_decided() -> None:
    verdicts, refusals = decide_all([RIGHT, {**RIGHT, "id": "bad", "call": 0}, {**RIGHT, "id": "y"}])
    assert [verdict.id for verdict in verdicts] == ["x", "y"]
    assert [(one.id, one.position, one.sentence) for one in refusals] == [("bad", 2, "case 'bad': 'call' is 1 or 2")]


def test_an_id_on_several_cases_is_refused_on_each_of_them() -> None:
    verdicts, refusals = decide_all([RIGHT, RIGHT, {**RIGHT, "id": "y"}, {**RIGHT, "id": ""}, {**RIGHT, "id": ""}])
    assert [verdict.id for verdict in verdicts] == ["y", "", ""]
    assert [one.sentence for one in refusals] == ["case 'x': this id stands on several cases"] * 2


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (7, "case no. 1: a case is a set of named values"),
        ({**RIGHT, "id": [1]}, "case no. 1: 'id' is a text: [1]"),
        ({**RIGHT, "id": 7, "on": "2026-13-01"}, "case '7': 'on' is no date (YYYY-MM-DD): '2026-13-01'"),
        ({**RIGHT, "on": 20261121}, "case 'x': 'on' is no date (YYYY-MM-DD): 20261121"),
        ({**RIGHT, "tally": {"share": {**SUMS, "for": "NaN"}}}, "case 'x': share: not an exact number: 'NaN'"),
        ({**RIGHT, "tally": {"share": {**SUMS, "for": "1e5"}}}, "case 'x': share: not an exact number: '1e5'"),
        ({**RIGHT, "tally": {"share": {**SUMS, "for": "-1"}}}, "case 'x': share: for is below zero"),
        ({**RIGHT, "tally": {"share": {**SUMS, "for": "11"}}}, "case 'x': share: the answers together are more than all"),
        ({**RIGHT, "tally": {"share": {**SUMS, "present": "10.01"}}}, "case 'x': share: present is more than all"),
        ({**RIGHT, "tally": {"share": {**SUMS, "for": "9" * 41}}}, "not an exact number: '999999999"),
        ({**RIGHT, "tally": {"share": {**SUMS, "x" * 99: "1"}}}, f"unknown sum '{'x' * 59}…; known are"),
        ({**RIGHT, "tally": {"area": SUMS}}, "case 'x': unknown measure 'area'; known are share, heads, units"),
        ({**RIGHT, "electorates": {"entrance": {"share": {**SUMS, "for": "10"}}}}, "case 'x': entrance: share: the answers"),
        ({**RIGHT, "electorates": {"entrance": {"share": {**SUMS, "for": "7"}}}},
         "case 'x': entrance: share: for, against and abstain together are more than present"),
        ({**RIGHT, "tally": {"share": {**SUMS, "for": "5.1"}}}, "case 'x': share: for, against and abstain together"),
        ({**RIGHT, "facts": {"by_law": {"votes_by": {"value": "heads", "why": 1}}}, "decision": "pl:23"},
         "by_law 'votes_by' has a 'value' and its 'evidence', nothing else"),
        ({**RIGHT, "facts": {"by_law": {"votes_by": [1]}}, "decision": "pl:23"},
         "by_law 'votes_by' is a text or a number written as text"),
        ({**WITH_VOTERS, "voters": [VOTER, VOTER]}, "case 'x': voter 'A' stands twice"),
        ({**WITH_VOTERS, "voters": [{**VOTER, "id": ""}]}, "case 'x': a voter has no 'id': {'id': ''"),
        ({**WITH_VOTERS, "voters": [{**VOTER, "id": None}]}, "case 'x': a voter has no 'id'"),
        ({**WITH_VOTERS, "voters": [{**VOTER, "tags": "abc"}]}, "case 'x': voter 'A': 'tags' is a list of texts"),
        ({**WITH_VOTERS, "voters": [{**VOTER, "tags": [1]}]}, "case 'x': voter 'A': 'tags' is a list of texts"),
        ({**WITH_VOTERS, "voters": [{**VOTER, "represented_by": ["B"]}]}, "'represented_by' is the id of another voter"),
    ],
)  # fmt: skip
def test_a_wrong_case_is_one_sentence_that_names_it(entry: Any, says: str) -> None:
    sentence = refused(entry)
    assert says in sentence
    assert len(sentence) < 200


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "the file is no JSON"),
        (b"[]", 'expected {"cases": [...]}'),
        (b'{"cases": {}}', 'expected {"cases": [...]}'),
        (b'{"cases": [], "cases": []}', "the key 'cases' stands twice"),
        (b"\xff\xfe\x00", "the file is not text in UTF-8"),
        (b'{"cases": ' + b"[" * 100_000, "the file is nested too deeply"),
        (b" " * (MOST_BYTES + 1), "the file is larger than 32 MiB"),
    ],
)
def test_a_wrong_file_is_one_sentence(content: bytes, says: str) -> None:
    with pytest.raises(CaseRefused, match=says.replace("{", r"\{").replace("[", r"\[").replace(".", r"\.")):
        read_case_file(content)


def test_a_file_of_the_greatest_size_is_read() -> None:
    assert read_case_file(b'{"cases": []}'.ljust(MOST_BYTES)) == []


def test_numbers_of_a_file_stay_exact() -> None:
    text = json.dumps({"cases": [RIGHT]}).replace('"5"', "5.10000000000000000001").replace('"10"', "1" + "0" * 39)
    (entry,) = read_case_file(b"\xef\xbb\xbf" + text.encode())
    assert entry["tally"]["share"]["for"] == "5.10000000000000000001"
    assert entry["tally"]["share"]["all"] == 10**39
    for number in ("NaN", "Infinity", "1e5", "9" * 41, "9" * 5000):
        (entry,) = read_case_file(json.dumps({"cases": [RIGHT]}).replace('"5"', number).encode())
        assert refused(entry).startswith("case 'x': share: not an exact number: ")


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["for", "1/2", "share", "yes"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*SUMS, "value", "by_law"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
keys = st.sampled_from(["id", "decision", "on", "call", "tally", "voters", "facts", "electorates"])
facts = st.dictionaries(
    st.sampled_from(["by_law", "interpretation", "entrances", "amended", "chair_vote", "poll"]), junk, max_size=3
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([RIGHT, WITH_VOTERS]), st.dictionaries(keys, junk, max_size=2), facts)
def test_nonsense_is_answered_or_refused_and_never_falls_over(
    entry: dict[str, Any], wrong: dict[str, Any], told: dict[str, Any]
) -> None:
    verdicts, refusals = decide_all([{**entry, "facts": told, **wrong}])
    assert len(verdicts) + len(refusals) == 1
    for verdict in verdicts:
        assert verdict.because["ru"]
        assert verdict.cite["en"]
