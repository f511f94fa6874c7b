"""The check of a pack names file, key and reason of everything that is wrong; one test a kind of mistake."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from legal_rules.lint import Finding, lint_pack
from legal_rules.strict_yaml import load_strictly

PACK = """
pack: xx
title: {ru: "Страна", en: "Country"}
version: "1"
time_zone: Europe/Moscow
switches:
  moon: {options: [new, full], default: new, why: {ru: "Почему", en: "Why"}}
majorities:
  half: {test: {for: share, of: all, gt: 1/2}}
quorums:
  house:
    test: {present: share, of: all, gt: 1/2}
    article: {ru: "ст. 1", en: "art. 1"}
    mark: text
default_quorum: house
decisions:
  xx:1:
    subject: {ru: "О чём", en: "About"}
    subject_mark: text
    keywords: {ru: [ремонт], en: [repair]}
    article: {ru: "ст. 2", en: "art. 2"}
    rules:
      - until: 2020-01-01
        hold: {ru: "Не прочитано", en: "Not read"}
      - from: 2020-01-01
        mark: text
        needs: {ru: "половина", en: "half"}
        variants:
          - when: [{interpretation: moon, is: full}]
            use: half
          - test: {for: share, of: all, ge: 1/2}
"""
AROUND = """
terms:
  notice:
    - {at_least: 10 days, before: opening, article: &a {ru: "ст. 3", en: "art. 3"}, mark: text, says: &s {ru: "Да", en: "Yes"}}
provisions:
  kept:
    - {until: 2021-01-01, value: 1, article: *a, mark: text, says: *s}
    - {from: 2021-01-01, value: 2, article: *a, mark: text, says: *s}
online:
  - {operators: [any], article: *a, mark: text, counts: *s, counts_not: *s}
calls:
  - {call: 2, announced: true, article: *a, mark: text, says: *s}
  - {call: 2, announced: false, article: *a, mark: text, says: *s}
proxies:
  - {decisions: [xx:1], form: written, article: *a, mark: text, says: *s}
  - {article: *a, mark: text, says: *s}
"""
CASES = """
cases:
  - case: "half is enough"
    decision: xx:1
    on: 2026-01-01
    tally: {share: {all: 10, present: 6, for: 5, against: 1}}
    expect: {outcome: carried}
    source: "art. 2"
proposals:
  - {text: "Repair the roof", kind: "xx:1", on: 2026-01-01, lang: en}
around:
  - case: "ten days"
    ask: dates
    on: 2026-01-01
    given: {opening: 2026-01-20}
    expect: {notice: {latest: 2026-01-10}}
    source: "art. 3"
"""


def pack(folder: Path, *changes: tuple[str, str]) -> Path:
    files = {"pack.yaml": PACK, "around.yaml": AROUND, "cases/votes.yaml": CASES}
    for old, new in changes:
        (name,) = (name for name, text in files.items() if old in text)
        files[name] = files[name].replace(old, new, 1)
    (folder / "cases").mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def test_a_right_pack_has_no_finding(tmp_path: Path) -> None:
    assert lint_pack(pack(tmp_path)) == []


def test_an_entry_for_one_decision_does_not_hide_the_entry_for_all(tmp_path: Path) -> None:
    one = ("{until: 2021-01-01, value: 1", "{decisions: [xx:1], value: 1")
    assert lint_pack(pack(tmp_path, one, ("{from: 2021-01-01, value: 2", "{value: 2"))) == []


class Mistake(NamedTuple):
    """One change of a right pack, and where and how it must be named."""

    old: str
    new: str
    file: str
    key: str
    reason: str


ONE_MISTAKE = {
    "a float": Mistake(
        "ge: 1/2}\n", "ge: 0.5}\n", "pack.yaml", "decisions.xx:1.rules[1].variants[1].test.ge", "a float is not exact"
    ),
    "an unknown key": Mistake(
        "mark: text\n        needs",
        "colour: red\n        mark: text\n        needs",
        "pack.yaml",
        "decisions.xx:1.rules[1].colour",
        "unknown key",
    ),
    "a missing article of a rule": Mistake(
        '    article: {ru: "ст. 2", en: "art. 2"}\n',
        "",
        "pack.yaml",
        "decisions.xx:1.rules[1]",
        "the article is missing",
    ),
    "a missing article around the vote": Mistake(
        "article: *a, mark: text, counts", "mark: text, counts", "around.yaml", "online[0]", "'article' is missing"
    ),
    "a missing mark": Mistake(
        "        mark: text\n        needs",
        "        needs",
        "pack.yaml",
        "decisions.xx:1.rules[1]",
        "'mark' is missing",
    ),
    "a missing mark around the vote": Mistake(
        "call: 2, announced: true, article: *a, mark: text",
        "call: 2, announced: true, article: *a",
        "around.yaml",
        "calls[0]",
        "'mark' is missing",
    ),
    "a missing translation": Mistake(
        '{ru: "О чём", en: "About"}', '{ru: "О чём"}', "pack.yaml", "decisions.xx:1.subject", "the en text is missing"
    ),
    "a missing translation of a gap": Mistake(
        '{ru: "Не прочитано", en: "Not read"}',
        '{en: "Not read"}',
        "pack.yaml",
        "decisions.xx:1.rules[0].hold",
        "the ru text is missing",
    ),
    "two versions in force": Mistake(
        "from: 2020-01-01\n",
        "from: 2019-12-31\n",
        "pack.yaml",
        "decisions.xx:1",
        "two versions are in force on 2019-12-31",
    ),
    "an empty interval": Mistake(
        "- until: 2020-01-01\n",
        "- {from: 2020-01-01, until: 2020-01-01, hold: {ru: а, en: b}}\n      - until: 2020-01-01\n",
        "pack.yaml",
        "decisions.xx:1",
        "is empty",
    ),
    "days on which nothing is said": Mistake(
        "from: 2020-01-01\n",
        "from: 2020-01-02\n",
        "pack.yaml",
        "decisions.xx:1.rules[1]",
        "nothing is said from 2020-01-01 until 2020-01-02",
    ),
    "days of a provision on which nothing is said": Mistake(
        "{from: 2021-01-01",
        "{from: 2021-02-01",
        "around.yaml",
        "provisions.kept[1]",
        "nothing is said from 2021-01-01 until 2021-02-01",
    ),
    "two entries that speak at once": Mistake(
        "{from: 2021-01-01",
        "{from: 2020-12-31",
        "around.yaml",
        "provisions.kept[1]",
        "provisions.kept[0] is in force on 2020-12-31 as well",
    ),
    "an entry that never answers": Mistake(
        "{from: 2021-01-01",
        "{until: 2020-01-01",
        "around.yaml",
        "provisions.kept[1]",
        "it is never reached: provisions.kept[0] answers first",
    ),
    "a variant after one without a condition": Mistake(
        "          - when: [{interpretation: moon, is: full}]\n            use",
        "          - use",
        "pack.yaml",
        "decisions.xx:1.rules[1].variants",
        "the next ones are never reached",
    ),
    "a variant that never applies": Mistake(
        "          - test: {for",
        "          - when: [{call: 1}, {interpretation: moon, is: full}]\n            test: {for",
        "pack.yaml",
        "decisions.xx:1.rules[1].variants[1]",
        "it is never reached: decisions.xx:1.rules[1].variants[0] answers first",
    ),
    "a call that never answers": Mistake(
        "announced: false", "announced: true", "around.yaml", "calls[1]", "it is never reached: calls[0] answers first"
    ),
    "a general entry before a special one": Mistake(
        "{decisions: [xx:1], form: written",
        "{form: written",
        "around.yaml",
        "proxies[1]",
        "it is never reached: proxies[0] answers first",
    ),
    "a rule of voting online that never answers": Mistake(
        "  - {operators: [any]",
        "  - {operators: [any], article: *a, mark: text, counts: *s, counts_not: *s}\n  - {operators: [any]",
        "around.yaml",
        "online[1]",
        "it is never reached: online[0] answers first",
    ),
    "a majority nobody uses": Mistake(
        "majorities:\n",
        "majorities:\n  none: {test: {none_against: share}}\n",
        "pack.yaml",
        "majorities.none",
        "nothing uses it",
    ),
    "a quorum nobody uses": Mistake("default_quorum: house\n", "", "pack.yaml", "quorums.house", "nothing uses it"),
    "an option the reading does not have": Mistake(
        "is: full",
        "is: blue",
        "pack.yaml",
        "decisions.xx:1.rules[1].variants[0].when[0].is",
        "'blue' is no option of moon: new, full",
    ),
    "a decision nobody knows": Mistake(
        "decisions: [xx:1]",
        "decisions: [xx:2]",
        "around.yaml",
        "proxies[0].decisions[0]",
        "there is no decision 'xx:2' in this pack",
    ),
    "a case that comes out otherwise": Mistake(
        "outcome: carried",
        "outcome: not_carried",
        "cases/votes.yaml",
        "cases no. 1",
        "«half is enough»: outcome: expected not_carried, came carried",
    ),
    "a case in a wrong form": Mistake(
        "outcome: carried", "outcome: yes", "cases/votes.yaml", "cases no. 1.expect.outcome", "'yes' is none of"
    ),
    "a question for which another kind is proposed": Mistake(
        "Repair the roof",
        "Paint the roof",
        "cases/votes.yaml",
        "proposals no. 1",
        "expected xx:1 to be proposed first, came nothing",
    ),
    "a case around the vote that comes out otherwise": Mistake(
        "latest: 2026-01-10",
        "latest: 2026-01-11",
        "cases/votes.yaml",
        "around no. 1",
        "«ten days»: notice.latest: expected 2026-01-11",
    ),
    "a file of cases with a key nobody knows": Mistake(
        "proposals:", "suggestions:", "cases/votes.yaml", "suggestions", "unknown key"
    ),
}


@pytest.mark.parametrize("mistake", ONE_MISTAKE.values(), ids=ONE_MISTAKE)
def test_a_mistake_is_named_by_file_key_and_reason(tmp_path: Path, mistake: Mistake) -> None:
    found = lint_pack(pack(tmp_path, (mistake.old, mistake.new)))
    (named,) = [one for one in found if one.file == mistake.file]
    assert named.key == mistake.key
    assert mistake.reason in named.reason


def test_an_unused_reading_is_named(tmp_path: Path) -> None:
    change = (
        "          - when: [{interpretation: moon, is: full}]\n            use",
        "          - when: [{call: 2}]\n            use",
    )
    (found,) = lint_pack(pack(tmp_path, change))
    assert (found.key, found.reason) == ("switches.moon", "nothing uses it")


def test_a_special_entry_before_a_general_one_is_right(tmp_path: Path) -> None:
    special = "  kept:\n    - {until: 2021-01-01, forms: [mixed], value: 3, article: *a, mark: text, says: *s}\n"
    assert lint_pack(pack(tmp_path, ("  kept:\n", special))) == []


def test_an_entry_for_more_forms_or_more_days_is_reached(tmp_path: Path) -> None:
    for number, head in enumerate(("until: 2021-01-01, forms: [mixed]", "until: 2020-06-01, forms: [mixed, system]")):
        folder = tmp_path / str(number)
        folder.mkdir()
        special = f"  kept:\n    - {{{head}, value: 3, article: *a, mark: text, says: *s}}\n"
        assert lint_pack(pack(folder, ("  kept:\n", special))) == []


def test_two_terms_from_different_days_both_answer(tmp_path: Path) -> None:
    second = "\n    - {at_least: 20 days, before: meeting, article: *a, mark: text, says: *s}\nprovisions:"
    assert "around.yaml" not in [one.file for one in lint_pack(pack(tmp_path, ("\nprovisions:", second)))]
    first = "notice:\n    - hold: {ru: Нет, en: No}\n"
    folder = tmp_path / "gap"
    folder.mkdir()
    (found,) = [one for one in lint_pack(pack(folder, ("notice:\n", first))) if one.file == "around.yaml"]
    assert found == Finding("around.yaml", "terms.notice[1]", "it is never reached: terms.notice[0] answers first")


def test_files_that_are_no_part_of_a_pack_are_named(tmp_path: Path) -> None:
    pack(tmp_path)
    (tmp_path / "more.yml").write_text("decisions: {}", "utf-8")
    (tmp_path / "cases" / "old").mkdir()
    (tmp_path / "cases" / "old" / "votes.yaml").write_text(CASES, "utf-8")
    found = lint_pack(tmp_path)
    assert [one.file for one in found] == ["cases/old/votes.yaml", "more.yml"]
    assert all(one.reason.startswith("is not read") for one in found)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("decisions: {xx:1: [}", "while parsing"),
        ("decisions:\n\txx:1: 2\n", "line 2, column 1"),
        ("note: {ru: а}\nnote: {ru: б}\n", "the key 'note' stands twice, line 1"),
    ],
)
def test_broken_yaml_is_named_by_its_line(tmp_path: Path, broken: str, says: str) -> None:
    (pack(tmp_path) / "more.yaml").write_text(broken, "utf-8")
    (found,) = lint_pack(tmp_path)
    assert found.file == "more.yaml"
    assert says in found.reason
    assert "unicode string" not in found.reason


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("online", "online: 5\n"),
        ("provisions", "provisions: [1]\n"),
        ("provisions.kept", "provisions: {kept: 1}\n"),
        ("roles", "roles: 5\n"),
        ("terms", "terms: [1]\n"),
    ],
)
def test_a_list_of_the_wrong_shape_is_named(tmp_path: Path, key: str, text: str) -> None:
    (pack(tmp_path) / "around.yaml").write_text(text, "utf-8")
    found = [one for one in lint_pack(tmp_path) if one.file == "around.yaml"]
    assert [one.key for one in found] == [key]
    assert "expected here" in found[0].reason


def test_decisions_of_the_wrong_shape_are_named(tmp_path: Path) -> None:
    text = PACK[: PACK.index("decisions:")] + "decisions: [1]\n"
    (pack(tmp_path) / "pack.yaml").write_text(text, "utf-8")
    assert {one.key for one in lint_pack(tmp_path)} == {"decisions"}


def test_a_mandate_that_says_nothing_is_named(tmp_path: Path) -> None:
    case = """
  - {case: "empty", ask: proxies, on: 2026-01-01, given: {principals: [%s]}, expect: {breaches: []}, source: "art. 4"}
"""
    for number, mandate in enumerate(("A", '""', '"A 5 heads"', '"A 5 given"')):
        folder = tmp_path / str(number)
        folder.mkdir()
        (pack(folder) / "cases" / "more.yaml").write_text("around:" + case % mandate, "utf-8")
        (found,) = lint_pack(folder)
        assert "the case cannot be answered" in found.reason


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (pack(tmp_path) / "more.yaml").write_bytes("note: да".encode("cp1251"))
    (found,) = lint_pack(tmp_path)
    assert "utf-8" in found.reason


def test_on_yes_and_no_are_words(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("{on: yes, a: no, b: off, c: true, d: false, e: truest}", "utf-8")
    words = load_strictly(tmp_path / "words.yaml")
    assert words == {"on": "yes", "a": "no", "b": "off", "c": True, "d": False, "e": "truest"}


def test_several_mistakes_of_different_kinds_are_told_together(tmp_path: Path) -> None:
    pack(
        tmp_path,
        ("from: 2020-01-01\n", "from: 2020-01-02\n"),
        ("outcome: carried", "outcome: hold"),
        ("is: full", "is: blue"),
    )
    assert [one.key for one in lint_pack(tmp_path)] == [
        "decisions.xx:1.rules[1]",
        "decisions.xx:1.rules[1].variants[0].when[0].is",
        "cases no. 1",
    ]


def test_before_a_pack_can_be_read_its_cases_are_not_looked_at(tmp_path: Path) -> None:
    pack(tmp_path, ("ge: 1/2}\n", "ge: 0.5}\n"), ("outcome: carried", "outcome: hold"))
    assert [one.file for one in lint_pack(tmp_path)] == ["pack.yaml"]
