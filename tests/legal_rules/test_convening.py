"""Who may call an assembly: each kind of right, on both sides of its bound, and what is still missing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from legal_rules.around import Asked, Unknown
from legal_rules.convening import Right, convening_rights
from legal_rules.pack import Pack
from tests.legal_rules.around_packs import pack_of

ASKED = Asked(date(2027, 1, 1))


def sums(**given: object) -> dict[str, Fraction]:
    return {name: Fraction(str(value)) for name, value in given.items()}


def rights(pack: Pack, whole: dict[str, Fraction], initiators: dict[str, Fraction], **more: Any) -> dict[str, Right]:
    found = convening_rights(pack, ASKED, whole=whole, initiators=initiators, **more)
    return {right.name: right for right in found if isinstance(right, Right)}


def right_of(text: str) -> Pack:
    return pack_of(f"convening: {{right: [{{right: demand, test: {text}, HEAD}}]}}")


HOUSE = sums(share=1000, heads=40, units=50)


@pytest.mark.parametrize(
    ("test", "enough", "short"),
    [
        ("{initiators: share, of: all, ge: 1/10}", sums(share=100), sums(share="99.9")),  # ru, pl
        ("{initiators: units, of: all, ge: 1/10}", sums(units=5), sums(units=4)),  # kz
        ("{initiators: share, of: all, ge: 1/4}", sums(share=250), sums(share="249.9")),  # fr
        ("{initiators: heads, of: all, gt: 1/4}", sums(heads=11), sums(heads=10)),  # de
        ("{initiators: heads, of: all, ge: 1/5}", sums(heads=8), sums(heads=7)),  # ch
        (
            "{all: [{initiators: heads, number: 2}, {initiators: share, of: all, ge: 1/6}]}",
            sums(heads=2, share="500/3"),
            sums(heads=2, share="166.6"),
        ),  # it
        (
            "{all: [{initiators: heads, number: 3}, {initiators: share, of: all, ge: 1/4}]}",
            sums(heads=3, share=250),
            sums(heads=2, share=900),
        ),  # at
        (
            "{any: [{initiators: heads, of: all, ge: 1/4}, {initiators: share, of: all, ge: 1/4}]}",
            sums(heads=1, share=250),
            sums(heads=9, share=249),
        ),  # es
    ],
)
def test_a_right_on_both_sides_of_its_bound(test: str, enough: dict[str, Fraction], short: dict[str, Fraction]) -> None:
    pack = right_of(test)
    assert rights(pack, HOUSE, enough)["right"].held is True
    assert rights(pack, HOUSE, short)["right"].held is False


def test_what_is_missing_is_told_by_measure() -> None:
    pack = right_of("{all: [{initiators: heads, number: 3}, {initiators: share, of: all, gt: 1/4}]}")
    right = rights(pack, HOUSE, sums(heads=2, share=250))["right"]
    assert {measure: (bound.amount, bound.strict) for measure, bound in right.missing.items()} == {
        "heads": (3, False),
        "share": (250, True),
    }
    assert [one.sentence["ru"] for one in right.counts] == [
        "по числу собственников: есть 2, нужно не менее 3, не хватает 1",
        "по голосам: есть 250,0 м², нужно больше 250,0 м², ровно столько мало",
    ]
    assert right.counts[0].sentence["en"] == "by number of owners: 2, needed: at least 3, 1 missing"
    assert right.counts[1].sentence["en"] == (
        "by votes: 250.0 m², needed: more than 250.0 m², exactly that is not enough"
    )
    assert (right.together, right.right, right.mark) == ("all", "demand", "text")
    held = rights(pack, HOUSE, sums(heads=3, share=251))["right"]
    assert held.missing == {}
    assert held.counts[1].sentence["ru"] == "по голосам: есть 251,0 м², нужно больше 250,0 м²"
    assert (
        rights(right_of("{initiators: share, of: all, ge: 1/4}"), HOUSE, sums(share=249))["right"]
        .counts[0]
        .sentence["en"]
        == "by votes: 249.0 m², needed: at least 250.0 m², 1.0 m² missing"
    )


def test_where_figures_are_missing_the_right_is_not_known() -> None:
    pack = right_of("{any: [{initiators: units, of: all, ge: 1/10}, {initiators: heads, number: 1}]}")
    unknown = rights(pack, sums(share=1), sums(share=1))["right"]
    assert unknown.held is None
    assert unknown.counts[0].sentence["ru"] == "по числу помещений: не хватает чисел, чтобы посчитать"
    assert unknown.counts[0].sentence["en"] == "by number of units: figures are missing to count"
    assert unknown.missing == {}
    assert unknown.together == "any"
    assert rights(pack, sums(share=1), sums(heads=1))["right"].held is True


OFFICES = pack_of(
    """convening:
  council: [{right: convene, office: council, HEAD}]
  parking: [{right: convene, electorate: parking, test: {initiators: heads, of: all, ge: 1/10}, HEAD}]
  large: [{when: [{fact: owners, gt: 40}], right: convene, office: audit, HEAD}]
  past: [{until: 2026-01-01, right: convene, office: owner, HEAD}]
  gap: [{hold: {ru: "Не записано.", en: "Not recorded."}}]"""
)


def test_an_office_is_held_or_not() -> None:
    assert rights(OFFICES, HOUSE, {}, offices=["council"])["council"].held is True
    assert rights(OFFICES, HOUSE, {}, offices=["manager"])["council"].held is False
    assert rights(OFFICES, HOUSE, {})["council"].office == "council"


def test_a_part_of_the_house_has_its_own_sums() -> None:
    for heads, held in ((2, True), (1, False)):
        found = rights(OFFICES, HOUSE, {}, electorates={"parking": (sums(heads=20), sums(heads=heads))})["parking"]
        assert found.held is held
        assert found.electorate == "parking"
    assert rights(OFFICES, HOUSE, sums(heads=40))["parking"].held is None


def test_conditions_gaps_and_rights_of_the_past() -> None:
    assert "large" not in rights(OFFICES, HOUSE, {})
    assert "large" in rights(OFFICES, sums(heads=41), {})
    assert "past" not in rights(OFFICES, HOUSE, {})
    named = [one for one in convening_rights(OFFICES, ASKED, whole={}, initiators={}) if isinstance(one, Unknown)]
    assert [one.why["en"] for one in named] == ["A fact of the house is missing: owners.", "Not recorded."]
