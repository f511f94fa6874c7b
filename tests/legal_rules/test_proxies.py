"""Mandates: published examples (FR-9, IT-d), the limits of BE, TR, NSW and AT, and each thing a mandate must be."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from legal_rules.around import Asked
from legal_rules.pack import Pack
from legal_rules.proxies import Holder, Mandate, ProxyAnswer, check_proxies
from tests.legal_rules.around_packs import pack_of

MEETING = date(2027, 3, 10)
ASKED = Asked(date(2027, 1, 1))

FRANCE = pack_of(
    """proxies:
  - limits: {any: [{held: principals, at_most: 3}, {held: share, at_most: 1/10, of: all, with_own: true}]}
    banned: [manager, manager_kin, manager_staff]
    form: written
    sub_delegation: true
    blank: {gives: [council_chair], never: [manager]}
    HEAD"""
)
ITALY = pack_of(
    """proxies:
  - when: [{fact: owners, gt: 20}]
    limits: {all: [{held: heads, at_most: 1/5, of: all}, {held: share, at_most: 1/5, of: all}]}
    HEAD
  - {banned: [manager], HEAD}"""
)
TURKEY = pack_of(
    """proxies:
  - {when: [{fact: units, le: 40}], limits: {held: principals, at_most: 2}, HEAD}
  - {limits: {held: share, at_most: 1/20, of: all, with_own: false}, HEAD}"""
)
AUSTRIA = pack_of(
    "proxies: [{form: signed, max_age: 3 years, ratified_within: 14 days, sub_delegation: false, blank: false, HEAD}]"
)


def sums(**given: object) -> dict[str, Fraction]:
    return {name: Fraction(str(value)) for name, value in given.items()}


def mandates(*shares: object, **change: Any) -> tuple[Mandate, ...]:
    said = {"form": "certified", "given_on": date(2027, 1, 1), **change}
    return tuple(Mandate(f"P{at}", sums(share=one, heads=1, units=1), **said) for at, one in enumerate(shares))


def ask(pack: Pack, held: tuple[Mandate, ...], whole: dict[str, Fraction], **holder: Any) -> ProxyAnswer:
    own = {"own": sums(share=0), **holder}
    return check_proxies(pack, ASKED, Holder("H", mandates=held, **own), whole, meeting=MEETING)


def codes(*given: Any, **holder: Any) -> list[str]:
    answer = ask(*given, **holder)
    for breach in answer.breaches:
        assert breach.article["en"] == "art. 1"
        assert breach.sentence["ru"].endswith("Правило.")
        assert "H" in breach.sentence["en"]
    assert answer.unknown == ()
    return [breach.code for breach in answer.breaches]


HOUSE = sums(share=1000, heads=30, units=50)


def test_three_mandates_or_a_tenth_with_ones_own() -> None:
    assert codes(FRANCE, mandates(200, 200, 200), HOUSE) == []  # three, whatever they weigh
    assert codes(FRANCE, mandates(20, 20, 20, 20), HOUSE, own=sums(share=20)) == []  # exactly a tenth
    assert codes(FRANCE, mandates(20, 20, 20, 20), HOUSE, own=sums(share="20.1")) == ["limit"]
    assert codes(FRANCE, mandates(20, 20, 20, 21), HOUSE, own=sums(share=20)) == ["limit"]


def test_fr_9_two_spouses_with_three_mandates_each_are_judged_each_alone() -> None:
    for spouse in (mandates(100, 100, 100), mandates(150, 150, 150)):
        assert codes(FRANCE, spouse, HOUSE, own=sums(share=100)) == []


def test_it_d_thirty_owners_six_owners_and_200_thousandths() -> None:
    assert codes(ITALY, mandates(30, 30, 30, 30, 30, 50), HOUSE) == []
    assert codes(ITALY, mandates(30, 30, 30, 30, 30, 51), HOUSE) == ["limit"]
    assert codes(ITALY, mandates(*[10] * 7), HOUSE) == ["limit"]
    twenty = sums(share=1000, heads=20)
    assert codes(ITALY, mandates(*[40] * 15), twenty) == []
    assert codes(ITALY, mandates(10), twenty, roles=("manager",)) == ["banned"]


def test_up_to_forty_units_two_mandates_else_a_twentieth() -> None:
    small, large = sums(share=1000, units=40), sums(share=1000, units=41)
    assert codes(TURKEY, mandates(300, 300), small) == []
    assert codes(TURKEY, mandates(10, 10, 10), small) == ["limit"]
    assert codes(TURKEY, mandates(25, 25), large) == []
    assert codes(TURKEY, mandates(25, 26), large) == ["limit"]


def test_who_may_hold_none() -> None:
    assert codes(FRANCE, mandates(10), HOUSE, roles=("manager_kin", "council")) == ["banned"]
    assert codes(FRANCE, (), HOUSE, roles=("manager",)) == []


def test_the_age_of_a_mandate_heals_by_ratification() -> None:
    old = date(2024, 3, 10)
    assert codes(AUSTRIA, mandates(1, given_on=old), HOUSE) == []
    assert codes(AUSTRIA, mandates(1, given_on=date(2024, 3, 9)), HOUSE) == ["age"]
    assert codes(AUSTRIA, mandates(1, given_on=date(2024, 3, 9), ratified_on=date(2027, 3, 24)), HOUSE) == []
    assert codes(AUSTRIA, mandates(1, given_on=date(2024, 3, 9), ratified_on=date(2027, 3, 25)), HOUSE) == ["age"]


def test_the_form_of_a_mandate() -> None:
    assert codes(AUSTRIA, mandates(1, form="signed"), HOUSE) == []
    assert codes(AUSTRIA, mandates(1, form="written"), HOUSE) == ["form"]
    assert codes(AUSTRIA, mandates(1, form="text", ratified_on=MEETING), HOUSE) == []


def test_passing_on_and_blank_mandates() -> None:
    assert codes(AUSTRIA, mandates(1, through="X"), HOUSE) == ["sub_delegation"]
    assert codes(AUSTRIA, mandates(1, blank=True), HOUSE) == ["blank"]
    assert codes(FRANCE, mandates(1, through="X"), HOUSE) == []
    assert codes(FRANCE, mandates(1, blank=True), HOUSE) == ["blank"]
    assert codes(FRANCE, mandates(1, blank=True), HOUSE, roles=("council_chair",)) == []
    assert codes(FRANCE, mandates(1, blank=True), HOUSE, blanks_from=("council_chair",)) == []
    assert codes(FRANCE, mandates(1, blank=True), HOUSE, roles=("manager",), blanks_from=("council_chair",)) == [
        "banned",
        "blank",
    ]
    free = pack_of("proxies: [{blank: true, sub_delegation: true, HEAD}]")
    assert codes(free, mandates(1, blank=True, through="X"), HOUSE) == []


def test_what_is_missing_is_said_and_not_guessed() -> None:
    bare = ask(AUSTRIA, mandates(1, form=None, given_on=None), HOUSE)
    assert [one["ru"] for one in bare.unknown] == [
        "H за P0: не указано, в какой форме доверенность.",
        "H за P0: не указан день доверенности.",
    ]
    silent = ask(pack_of("proxies: [{HEAD}]"), mandates(1, blank=True, through="X"), HOUSE)
    assert [one["en"] for one in silent.unknown] == [
        "H for P0: whether it may be passed on is not known.",
        "H for P0: what becomes of a mandate without a name is not known.",
    ]
    assert (silent.known, silent.breaches, silent.mark) == (True, (), "text")
    no_sums = ask(ITALY, (Mandate("P", {}),), HOUSE)
    assert "heads" not in no_sums.unknown[0]["en"]
    assert no_sums.unknown[0]["ru"].startswith("H: предел доверенностей проверить нельзя")
    assert "собственников ?, можно не больше 6; голосов ?, можно не больше 200" in no_sums.unknown[0]["ru"]


def test_a_pack_without_a_rule_answers_nothing() -> None:
    answer = ask(pack_of(""), mandates(1), HOUSE)
    assert (answer.known, answer.breaches) == (False, ())
    assert answer.unknown[0]["en"] == "No rule on this is known here."
    assert not ask(ITALY, mandates(1), {}).known  # how many owners there are is not told


def test_the_limit_is_told_in_numbers() -> None:
    (breach,) = ask(FRANCE, mandates(20, 20, 20, 21), HOUSE, own=sums(share=20)).breaches
    assert breach.sentence["ru"] == (
        "H держит больше доверенностей, чем можно: доверителей 4, можно не больше 3; "
        "голосов вместе с его собственными 101, можно не больше 100. Правило."
    )
    assert (breach.holder, breach.principal) == ("H", None)


@pytest.mark.parametrize("missing", ["own", "whole"])
def test_a_limit_of_the_whole_needs_the_sums(missing: str) -> None:
    pack = pack_of("proxies: [{limits: {held: share, at_most: 1/10, of: all, with_own: true}, HEAD}]")
    whole = sums(share=1000) if missing == "own" else {}
    answer = ask(pack, mandates(1), whole, own={} if missing == "own" else sums(share=1))
    assert answer.breaches == ()
    assert len(answer.unknown) == 1


def told(pack: Pack, held: tuple[Mandate, ...], **holder: Any) -> list[tuple[str | None, dict[str, str]]]:
    return [(one.principal, dict(one.sentence)) for one in ask(pack, held, HOUSE, **holder).breaches]


@pytest.mark.parametrize(
    ("wrong", "ru", "en"),
    [
        (
            {"form": "written"},
            "доверенность должна быть письменной и подписанной",
            "the mandate must be in writing and signed",
        ),
        ({"given_on": date(2024, 3, 9)}, "доверенность старше 3 лет", "the mandate is older than 3 years"),
        ({"through": "X"}, "передоверить нельзя", "a mandate cannot be passed on"),
        ({"blank": True}, "доверенность без имени не действует", "a mandate without a name is void"),
    ],
)
def test_what_is_wrong_with_a_mandate_is_told_in_both_languages(wrong: dict[str, Any], ru: str, en: str) -> None:
    assert told(AUSTRIA, mandates(1, **wrong)) == [
        ("P0", {"ru": f"H за P0: {ru}. Правило.", "en": f"H for P0: {en}. The rule."})
    ]


def test_who_may_hold_none_and_a_blank_that_came_the_wrong_way_are_told_in_both_languages() -> None:
    (banned,) = told(FRANCE, mandates(10), roles=("manager",))
    role = FRANCE.around.roles["manager"]
    assert banned == (
        None,
        {
            "ru": f"H: доверенностей здесь не держат {role['ru']}. Правило.",
            "en": f"H: no mandates are held by {role['en']}. The rule.",
        },
    )
    assert told(FRANCE, mandates(1, blank=True)) == [
        (
            "P0",
            {
                "ru": "H за P0: доверенность без имени пришла не тем путём, который допускает закон. Правило.",
                "en": "H for P0: a mandate without a name came in a way the law does not allow. The rule.",
            },
        )
    ]
    (limit,) = told(FRANCE, mandates(20, 20, 20, 21), own=sums(share=20))
    assert limit[1]["en"] == (
        "H holds more mandates than allowed: principals 4, allowed: 3 at most; "
        "votes with his own 101, allowed: 100 at most. The rule."
    )


def test_what_cannot_be_told_of_a_mandate_is_told_in_both_languages() -> None:
    bare = ask(AUSTRIA, mandates(1, form=None, given_on=None), HOUSE)
    assert [one["en"] for one in bare.unknown] == [
        "H for P0: the form of the mandate is not told.",
        "H for P0: the day of the mandate is not told.",
    ]
    silent = ask(pack_of("proxies: [{HEAD}]"), mandates(1, blank=True, through="X"), HOUSE)
    assert [one["ru"] for one in silent.unknown] == [
        "H за P0: можно ли передоверить, здесь не известно.",
        "H за P0: что делать с доверенностью без имени, здесь не известно.",
    ]
    (no_sums,) = ask(ITALY, (Mandate("P", {}),), HOUSE).unknown
    assert no_sums == {
        "ru": "H: предел доверенностей проверить нельзя, не хватает чисел "
        "(собственников ?, можно не больше 6; голосов ?, можно не больше 200).",
        "en": "H: the limit of mandates cannot be checked, figures are missing "
        "(owners ?, allowed: 6 at most; votes ?, allowed: 200 at most).",
    }
