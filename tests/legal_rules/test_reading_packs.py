"""A pack that is wrong is refused by file, key and reason, and the check lists everything at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from legal_rules import PackRefused, packs
from legal_rules.lint import Finding, lint_pack
from legal_rules.pack import PACKS_FOLDER, load_pack

HEAD = """
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
"""
RULE = """
decisions:
  xx:1:
    subject: {ru: "О чём", en: "About"}
    subject_mark: text
    article: {ru: "ст. 2", en: "art. 2"}
    rules:
      - from: 2020-01-01
        mark: text
        use: half
        exclude: [{tag: moon, leaves_base: true, when: [{interpretation: moon, is: full}]}]
"""
PROVISIONS = """
provisions:
  notice_days:
    - {value: 10, article: {ru: "ст. 3", en: "art. 3"}, mark: text, says: {ru: "Да", en: "Yes"}}
online:
  - operators: [any]
    article: {ru: "ст. 4", en: "art. 4"}
    mark: text
    counts: {ru: "Да", en: "Yes"}
    counts_not: {ru: "Нет", en: "No"}
"""


def write(folder: Path, text: str, more: str = "") -> Path:
    (folder / "pack.yaml").write_text(text, "utf-8")
    if more:
        (folder / "rest.yaml").write_text(more, "utf-8")
    return folder


def test_every_pack_of_the_product_passes_the_check() -> None:
    for folder in sorted(PACKS_FOLDER.iterdir()):
        if folder.is_dir():
            assert lint_pack(folder) == []
    assert list(packs()) == ["at", "be", "ch", "de", "es", "fr", "it", "kz", "nsw", "pl", "ru", "tr"]


def test_a_right_pack_is_read(tmp_path: Path) -> None:
    pack = load_pack(write(tmp_path, HEAD + RULE, PROVISIONS))
    assert list(pack.decisions) == ["xx:1"]
    assert lint_pack(tmp_path) == []


WRONG = [
    ("pack: xx\n", "", "pack.yaml", "", "stands twice"),
    ("title: {", "colour: blue\ntitle: {", "pack.yaml", "colour", "unknown key"),
    ('en: "Country"', 'fr: "Pays"', "pack.yaml", "title.fr", "unknown key"),
    (', en: "Country"', "", "pack.yaml", "title", "the en text is missing"),
    ('ru: "Страна"', 'ru: " "', "pack.yaml", "title.ru", "a text is expected"),
    ("gt: 1/2}}", "gt: 0.5}}", "pack.yaml", "majorities.half.test.gt", "a float is not exact"),
    ("gt: 1/2}}", "gt: half}}", "pack.yaml", "majorities.half.test.gt", "not an exact number"),
    ("gt: 1/2}}", "gt: 3/2}}", "pack.yaml", "majorities.half.test.gt", "a fraction between 0 and 1"),
    ("gt: 1/2}}", "more: 1/2}}", "pack.yaml", "majorities.half.test.more", "unknown key"),
    ("for: share, of: all, gt: 1/2", "for: share, gt: 1/2", "pack.yaml", "majorities.half.test", "a test names"),
    ("for: share", "for: money", "pack.yaml", "majorities.half.test.for", "'money' is none of"),
    ("test: {for: share, of: all, gt: 1/2}", "test: {all: []}", "pack.yaml", "majorities.half.test.all", "at least"),
    ("test: {for: share, of: all, gt: 1/2}", "test: 5", "pack.yaml", "majorities.half.test", "named values"),
    ("test: {for: share, of: all, gt: 1/2}", "source: x", "pack.yaml", "majorities.half", "'test' is missing"),
    (
        "test: {for: share, of: all, gt: 1/2}",
        "test: {at_least_present: heads}",
        "pack.yaml",
        "majorities.half.test",
        "'number' is missing",
    ),
    (
        "test: {for: share, of: all, gt: 1/2}",
        "test: {use: none}",
        "pack.yaml",
        "majorities.half.test.use",
        "there is no",
    ),
    ("    mark: text\ndefault", "    mark: sure\ndefault", "pack.yaml", "quorums.house.mark", "'sure' is none of"),
    ("options: [new, full]", "options: new", "pack.yaml", "switches.moon.options", "a list is expected"),
    ("use: half", "use: third", "pack.yaml", "decisions.xx:1.rules[0].use", "there is no majority 'third'"),
    ("use: half", "needs: {ru: а, en: b}", "pack.yaml", "decisions.xx:1.rules[0]", "either 'use'"),
    (
        "use: half",
        "use: half\n        quorum: other",
        "pack.yaml",
        "decisions.xx:1.rules[0].quorum",
        "no quorum 'other'",
    ),
    ("use: half", "use: half\n        colour: red", "pack.yaml", "decisions.xx:1.rules[0].colour", "unknown key"),
    ("from: 2020-01-01", "from: soon", "pack.yaml", "decisions.xx:1.rules[0].from", "a date YYYY-MM-DD"),
    ("from: 2020-01-01", "from: null\n        until: null", "", "", ""),
    (
        "from: 2020-01-01",
        "from: 2020-01-01\n        until: 2020-01-01",
        "pack.yaml",
        "decisions.xx:1",
        "is empty",
    ),
    (
        '    article: {ru: "ст. 2", en: "art. 2"}\n',
        "",
        "pack.yaml",
        "decisions.xx:1.rules[0]",
        "the article is missing",
    ),
    ("xx:1:", "yy:1:", "pack.yaml", "decisions.yy:1", "begins with 'xx:'"),
    ("leaves_base: true", "leaves_base: 1", "pack.yaml", "decisions.xx:1.rules[0].exclude[0].leaves_base", "true or"),
    ("interpretation: moon", "interpretation: sun", "pack.yaml", "", "there is no switch 'sun'"),
    ("interpretation: moon, is: full", "interpretation: moon, gt: 1", "pack.yaml", "", "only a fact is compared"),
    ("interpretation: moon, is: full", "fact: moon", "pack.yaml", "", "a condition names"),
    ("value: 10", "value: 10.5", "rest.yaml", "provisions.notice_days[0].value", "a whole number or a text"),
    ("value: 10", "count: weeks", "rest.yaml", "provisions.notice_days[0].count", "'weeks' is none of"),
    ("mark: text, says", "says", "rest.yaml", "provisions.notice_days[0]", "'mark' is missing"),
    ("operators: [any]", "operators: any", "rest.yaml", "online[0].operators", "a list is expected"),
    ("online:", "title:", "rest.yaml", "title", "stands already in pack.yaml"),
]


@pytest.mark.parametrize("wrong", WRONG, ids=[f"{w[3]} {w[4]}" for w in WRONG])
def test_what_is_wrong_is_named(tmp_path: Path, wrong: tuple[str, ...]) -> None:
    old, new, file, key, reason = wrong
    text, rest = HEAD + RULE, PROVISIONS
    assert old in text + rest
    if not reason:
        load_pack(write(tmp_path, text.replace(old, new), rest))
        return
    text = text + "pack: xx\n" if reason == "stands twice" else text.replace(old, new)
    write(tmp_path, text, rest.replace(old, new))
    with pytest.raises(PackRefused) as refusal:
        load_pack(tmp_path)
    (found,) = lint_pack(tmp_path)
    for told in (refusal.value, found):
        assert told.file == file
        assert told.key == key or not key
        assert reason in told.reason


DECISION = """
decisions:
  xx:1:
    subject: {ru: "О чём", en: "About"}
    subject_mark: text
    article: {ru: "ст. 2", en: "art. 2"}
    rules:
"""


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ("      - {from: 2020-01-01, mark: text, use: half}\n      - {mark: text, use: half}", "two versions"),
        ("      - {mark: text, variants: [{use: half}, {use: half}]}", "the next ones are never reached"),
        ("      - {mark: text, quorum: none, variants: [{use: half}]}", "stands in the variants"),
        (
            "      - {mark: text, variants: [{when: [{call: 1}], use: half}, {test: {none_against: share}}]}",
            "'needs' is missing",
        ),
        ("      - {mark: text, use: half, bridges: [{if: {use: half}, next: xx:2, says: {ru: а, en: b}}]}", "xx:2"),
        ("      - {mark: text, use: half, swaps: [{measure: share, allowed: [heads]}]}", "one of by_law"),
        ("      - {mark: text, use: half, weights: [{kind: cut, measure: share}]}", "'fraction' is missing"),
        ("      - {mark: text, use: half, deemed: {silent: for, days: -1, says: {ru: а, en: b}}}", "a whole number"),
        ("      - {mark: text, use: half, answers: [{answer: blank, counts_as: silent}]}", "'silent' is none of"),
        ("      - {hold: {ru: а, en: b}, use: half}", "unknown key"),
        ("      - {mark: text, use: half, amendments: [{channel: pigeon, vote: for}]}", "'pigeon' is none of"),
    ],
)
def test_a_wrong_rule_is_named(tmp_path: Path, rules: str, reason: str) -> None:
    write(tmp_path, HEAD + DECISION + rules)
    (found,) = lint_pack(tmp_path)
    assert found.key.startswith("decisions.xx:1")
    assert reason in found.reason


def test_a_missing_key_of_the_head_is_named(tmp_path: Path) -> None:
    write(tmp_path, "pack: xx\n")
    assert lint_pack(tmp_path) == [Finding(tmp_path.name, "title", "is missing")]


def test_broken_yaml_is_a_refusal_too(tmp_path: Path) -> None:
    write(tmp_path, "pack: [")
    (found,) = lint_pack(tmp_path)
    assert found.file == "pack.yaml"


def test_several_mistakes_are_told_at_once(tmp_path: Path) -> None:
    rules = "      - {mark: text, use: third}\n"
    second = DECISION.replace("\ndecisions:\n", "").replace("xx:1", "xx:2") + "      - {mark: sure, use: half}\n"
    write(tmp_path, HEAD + DECISION + rules + second, PROVISIONS.replace("value: 10", "value: 1.5"))
    assert [finding.key for finding in lint_pack(tmp_path)] == [
        "decisions.xx:1.rules[0].use",
        "decisions.xx:2.rules[0].mark",
        "provisions.notice_days[0].value",
    ]


def test_gaps_hidden_entries_and_unused_names_are_told(tmp_path: Path) -> None:
    rules = """      - {until: 2020-01-01, mark: text, use: half}
      - {from: 2021-01-01, mark: text, use: half}
"""
    unused = HEAD.replace("default_quorum: house\n", "")
    again = '    - {article: {ru: "ст. 5", en: "art. 5"}, mark: text, says: {ru: "Да", en: "Yes"}}\nonline:'
    write(tmp_path, unused + DECISION + rules, PROVISIONS.replace("online:", again))
    assert [(finding.key, finding.reason) for finding in lint_pack(tmp_path)] == [
        ("decisions.xx:1.rules[1]", "nothing is said from 2020-01-01 until 2021-01-01"),
        ("provisions.notice_days[1]", "it is never reached: provisions.notice_days[0] answers first"),
        ("quorums.house", "nothing uses it"),
        ("switches.moon", "nothing uses it"),
    ]
