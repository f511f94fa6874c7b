"""The record of a rule goes into the ballots' fingerprint and the public archive: it is held key by key."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from legal_rules import DecisionRule, find_rule
from legal_rules.pack import load_pack
from tests.legal_rules.test_card import PACK


def guard(kind: str, name: str, sign: str = "is", value: str = "", **more: str) -> dict[str, str]:
    return {"kind": kind, "name": name, "sign": sign, "value": value, **more}


def test_the_record_of_a_rule(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    rule = find_rule("xx:1", date(2019, 1, 1), load_pack(tmp_path))
    assert isinstance(rule, DecisionRule)
    record = rule.as_record()
    variants = record.pop("variants")
    assert record == {
        "decision": "xx:1",
        "pack": "xx",
        "pack_version": "1",
        "subject": {"ru": "О чём", "en": "About"},
        "needs": {"ru": "по случаю", "en": "it depends"},
        "article": {"ru": "ст. 2", "en": "art. 2"},
        "mark": "text",
        "subject_mark": "secondary",
        "since": None,
        "until": "2020-01-01",
        "measure": "share",
        "base": "cast",
        "electorate": "parking",
        "electorate_tags": ["parking"],
        "together": [],
        "amendments": [],
        "answers": [],
        "weights": [],
        "exclude": [
            {
                "tag": "barred",
                "leaves_base": True,
                "counts_as": "absent",
                "when": [guard("fact", "barred", value="yes", default="no")],
            }
        ],
        "overrides": [
            {
                "by_law": "majority",
                "changes": "fraction",
                "direction": "raise",
                "measure": "",
                "sign": "",
                "at_least": "0",
                "at_most": "1",
                "test": None,
                "when": [],
            }
        ],
        "tie": "fails",
        "pending": [],
    }
    plain: dict[str, Any] = {"quorum": None, "bridges": [], "deemed": None}
    assert variants == [
        {
            "when": [guard("call", "call", value="2"), guard("counted_in", "units"), guard("given", "voters")],
            "test": {"none_against": "share"},
            **plain,
        },
        {
            "when": [guard("largest", "share", "gt", "1/2"), guard("by_law", "votes_by", value="heads")],
            "hold": {"ru": "нельзя", "en": "impossible"},
        },
        {
            "when": [guard("fact", "cost", "ge", "3"), guard("interpretation", "moon", value="full")],
            "test": {"for": "share", "of": "all", "gt": "0.5"},
            **plain,
            "bridges": [{"if": {"for": "share", "of": "all", "ge": "1/3"}, "next": "xx:1"}],
        },
        {
            "when": [guard("fact", "wind", value="yes"), guard("interpretation", "measure", value="heads")],
            "hold": {"ru": "ветер", "en": "wind"},
        },
        {
            "when": [guard("fact", "rain", value="yes"), guard("interpretation", "measure", value="share")],
            "hold": {"ru": "дождь", "en": "rain"},
        },
        {"when": [], "test": {"for": "share", "of": "all", "ge": "2/3"}, **plain},
    ]


def test_a_pack_lists_the_decisions_for_which_a_rule_is_known_on_a_day(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    pack = load_pack(tmp_path)
    assert pack.in_force(date(2020, 12, 31)) == ["xx:1", "xx:2"]
    assert pack.in_force(date(2021, 1, 1)) == ["xx:2"]
