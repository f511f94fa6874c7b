"""Cases around the vote: every kind is answered, every difference told, a wrong form refused; all packs keep theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from legal_rules import PackRefused, packs
from legal_rules.cases_around import AroundCase, read_around
from legal_rules.lint import lint_pack
from legal_rules.pack import PACKS_FOLDER, load_pack
from tests.legal_rules.around_packs import write_pack

CASES = {name: read_around(PACKS_FOLDER / name) for name in packs()}

PACK = """
terms:
  notice: [{at_least: 10 clear_days, before: opening, breach: voidable, HEAD}]
  closing: [{at_least: 7 days, after: opening, exact: true, HEAD}]
  copies: [{hold: {ru: "Не записано.", en: "Not recorded."}}]
  posting: [{at_least: 1 days, when: [{fact: units, gt: 5}], after: results, HEAD}]
calls: [{call: 2, announced: true, at_least: 30 minutes, HEAD}, {call: 2, announced: false, notice: 3 days, HEAD}]
proxies:
  - limits: {any: [{held: principals, at_most: 2}, {held: share, at_most: 1/10, of: all, with_own: true}]}
    banned: [manager]
    max_age: 1 year
    ratified_within: 14 days
    sub_delegation: false
    blank: {gives: [council_chair]}
    HEAD
channels:
  postal: [{cut_off: {at_least: 3 clear_days, before: meeting}, gives_way_to: [room], HEAD}]
  room: [{HEAD}]
secrecy: [{decisions: [xx:1], vote: open, names: all, HEAD}, {vote: free, HEAD}]
protocol:
  - fields: {quorum: {ru: "кворум", en: "quorum"}}
    annexes: {voters: {ru: "список", en: "list"}}
    signatories: [{role: chair, says: {ru: "председатель", en: "the chair"}}]
    HEAD
challenges:
  against_law: [{who: [against], within: 1 year, after: minutes_notified, HEAD}]
convening:
  owners: [{right: demand, test: {all: [{initiators: share, of: all, gt: 1/4}, {initiators: heads, number: 3}]}, HEAD}]
  council: [{right: convene, office: council, HEAD}]
  parking: [{right: convene, electorate: parking, test: {initiators: heads, of: all, ge: 1/10}, HEAD}]
yearly: {in_person: [{last_year: 2028, HEAD}]}
provisions: {snils: [{value: true, HEAD}]}
online:
  - from: 2026-01-01
    operators: [state_system]
    article: {ru: "1", en: "1"}
    mark: text
    counts: {ru: "1", en: "1"}
    counts_not: {ru: "1", en: "1"}
"""

MANY_WRONGS = """
      whole: {share: 1000}
      holder: {share: 50, roles: [manager]}
      principals:
        - A 30 given 2026-01-01
        - B 30 heads 1 form written given 2020-01-01 ratified 2027-01-02
        - C 30 given 2026-06-01 through A blank
      meeting: 2027-03-10"""
ANSWERED = [
    ("dates", '{opening: "2027-03-10 09:00"}', "{notice: {latest: 2027-02-27, earliest: unknown}, protocol: unknown}"),
    ("dates", '{opening: "2027-03-10 09:00"}', '{closing: {earliest: "2027-03-17 09:00"}}'),
    ("dates", '{opening: "2027-03-10 23:30"}', "{closing: {earliest: 2027-03-17}, posting: unknown}"),
    ("dates", "{notice: 2027-02-27}", "{opening: {earliest: 2027-03-10}}"),
    ("dates", "{opening: 2027-03-10 09:00:00}", "{notice: {latest: 2027-02-27}}"),
    ("call", '{first: "2027-03-10 18:00", second: "2027-03-10 18:30"}', "{allowed: true}"),
    ("call", '{first: "2027-03-10 18:00", second: "2027-03-10 18:29", announced: true}', "{allowed: false}"),
    ("call", "{first: 2027-03-10, second: 2027-03-20, announced: false, notice: 2027-03-17}", "{allowed: true}"),
    ("call", "{first: 2027-03-10, second: 2027-03-20, announced: false}", "{allowed: false}"),
    ("call", "{first: 2027-03-10, second: 2027-03-20, call: 3}", "{allowed: unknown}"),
    ("proxies", '{whole: {share: 1000}, holder: {share: 50}, principals: ["A 30 given 2027-01-01"]}', "{breaches: []}"),
    (
        "proxies",
        MANY_WRONGS,
        "{breaches: [age, banned, blank, limit, sub_delegation]}",
    ),
    ("proxies", '{whole: {share: 1000}, principals: ["A 30"]}', "{breaches: unknown}"),
    (
        "convening",
        "{whole: {share: 1000, heads: 20}, initiators: {share: 250, heads: 2}}",
        "{owners: false, council: false, parking: unknown}",
    ),
    (
        "convening",
        "{whole: {share: 1000, heads: 20}, initiators: {share: 250, heads: 2}, offices: [council]}",
        '{owners: {held: false, missing: {share: "> 250", heads: ">= 3"}}, council: true}',
    ),
    (
        "convening",
        "{electorates: {parking: {whole: {heads: 20}, initiators: {heads: 2}}}}",
        "{owners: unknown, parking: true}",
    ),
    (
        "channel",
        '{votes: [{channel: postal, received: "2027-03-06 12:00"}, {channel: room}], meeting: "2027-03-10 18:00"}',
        "{counts: room, refused: [postal]}",
    ),
    ("channel", "{votes: [{channel: postal, received: 2027-03-07, topic: x}], meeting: 2027-03-10}", "{counts: none}"),
    ("channel", "{votes: [{channel: video}]}", "{counts: unknown}"),
    ("secrecy", "{}", "{vote: free, names: unknown}"),
    ("protocol", "{says: [quorum], annexes: [], signed: {}}", "{missing: [chair, voters]}"),
    ("protocol", "{kinds: [signature]}", "{missing: [chair]}"),
    ("challenges", "{minutes_notified: 2027-03-20}", "{against_law: 2028-03-20}"),
    ("challenges", "{}", "{against_law: unknown}"),
    ("yearly", "{first_year: 2027, last_year: 2030}", "{in_person: [2027, 2028]}"),
    ("online", "{operator: state_system}", "{counts: true}"),
    ("online", "{operator: private}", "{counts: false}"),
    ("provision", "{name: snils}", "{value: true, mark: text}"),
    ("provision", "{name: fax}", "{value: unknown}"),
    (
        "breaches",
        '{notice: 2027-02-28, opening: "2027-03-10 09:00"}',
        "{breaches: [notice late], effect: {notice: voidable}}",
    ),
    ("breaches", "{copies: 2027-03-20}", "{breaches: unknown, effect: unknown}"),
    ("breaches", '{notice: 2027-02-27, opening: "2027-03-10 09:00"}', "{breaches: [], effect: {notice: unknown}}"),
]


def case_text(ask: str, given: str, expect: str, change: dict[str, str] | None = None) -> str:
    said = {
        "case": "a sentence",
        "ask": ask,
        "on": "2027-01-01",
        "facts": "{units: 5}",
        "given": given,
        "expect": expect,
        "source": "art. 1",
        **(change or {}),
    }
    lines = [f"{key}: {value}" for key, value in said.items() if value]
    return "around:\n  - " + "\n    ".join(lines) + "\n"


def differences(folder: Path, *said: str, **change: str) -> list[str]:
    pack = load_pack(write_pack(folder, PACK, case_text(*said, change)))
    (case,) = read_around(folder)
    return case.differences(pack)


@pytest.mark.parametrize(("ask", "given", "expect"), ANSWERED)
def test_every_kind_of_question_is_answered(tmp_path: Path, ask: str, given: str, expect: str) -> None:
    assert differences(tmp_path, ask, given, expect) == []
    assert lint_pack(tmp_path) == []


@pytest.mark.parametrize(
    ("ask", "given", "expect", "said"),
    [
        (
            "dates",
            "{opening: 2027-03-10}",
            "{notice: {latest: 2027-02-28}}",
            "notice.latest: expected 2027-02-28, came 2027-02-27",
        ),
        ("dates", "{opening: 2027-03-10}", "{notice: unknown}", "notice: expected unknown, came {"),
        ("dates", "{opening: 2027-03-10}", "{results: {latest: 2027-02-28}}", "came unknown"),
        (
            "breaches",
            "{notice: 2027-02-28, opening: 2027-03-10}",
            "{breaches: []}",
            "breaches: expected [], came ['notice late']",
        ),
        ("secrecy", "{}", "unknown", "answer: expected unknown, came {"),
        ("online", "{operator: private}", "{counts: true}", "counts: expected True, came False"),
        ("proxies", '{principals: ["A 30 sitting"]}', "{breaches: []}", "cannot be answered"),
        ("proxies", '{principals: ["A x"]}', "{breaches: []}", "cannot be answered"),
        ("call", "{first: 2027-03-10}", "{allowed: true}", "cannot be answered: KeyError('second')"),
        ("dates", "{opening: soon}", "{}", "cannot be answered"),
    ],
)
def test_a_difference_is_told(tmp_path: Path, ask: str, given: str, expect: str, said: str) -> None:
    (difference,) = differences(tmp_path, ask, given, expect)
    assert said in difference
    (finding,) = lint_pack(tmp_path)
    assert (finding.file, finding.key) == ("cases/around.yaml", "around no. 1")
    assert said in finding.reason


def test_form_facts_and_decision_are_asked_for(tmp_path: Path) -> None:
    assert differences(tmp_path, "secrecy", "{}", "{vote: open, names: all}", decision="xx:1", form="mixed") == []


def test_a_missing_fact_makes_the_answer_unknown(tmp_path: Path) -> None:
    given = "{results: 2027-01-01, posting: 2027-01-01}"
    assert differences(tmp_path, "breaches", given, "{breaches: unknown, effect: unknown}", facts="") == []


def test_a_pack_that_says_nothing_answers_unknown(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "")
    pack = load_pack(folder)
    (folder / "cases").mkdir()
    for ask, expect in (
        ("secrecy", "unknown"),
        ("protocol", "{missing: unknown}"),
        ("online", "{counts: unknown}"),
        ("proxies", "unknown"),
    ):
        (folder / "cases" / "a.yaml").write_text(case_text(ask, "", expect), encoding="utf-8")
        (case,) = read_around(folder)
        assert case.differences(pack) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"on": ""}, "'on' is missing"),
        ({"on": "null"}, "a date YYYY-MM-DD"),
        ({"ask": "dreams"}, "none of"),
        ({"given": "[1]"}, "named values"),
        ({"facts": "[1]"}, "named values"),
        ({"form": "party"}, "none of"),
        ({"expect": ""}, "'expect' is missing"),
        ({"source": ""}, "'source' is missing"),
        ({"case": '""'}, "a text is expected"),
        ({"colour": "red"}, "unknown key"),
    ],
)
def test_a_case_in_a_wrong_form_is_refused(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    folder = write_pack(tmp_path, PACK, case_text("secrecy", "{}", "{}", change))
    with pytest.raises(PackRefused, match=reason):
        read_around(folder)


@pytest.mark.parametrize(
    ("pack", "case"),
    [
        pytest.param(name, case, id=f"{name}/{Path(case.file).stem}:{case.number} {case.sentence}")
        for name, cases in CASES.items()
        for case in cases
    ],
)
def test_a_pack_answers_as_its_sources_say(pack: str, case: AroundCase) -> None:
    assert case.differences(packs()[pack]) == []
