"""The sentence of a verdict, word for word: what was needed, what was missing, what those did who kept out."""

from __future__ import annotations

from fractions import Fraction

import pytest

from legal_rules import Bound, DecisionRule, find_rule, requirements
from tests.legal_rules.conftest import TODAY, Make

METRES = 'measures: {share: {unit: {ru: "м²", en: "m²"}, digits: 1}}'


def sums(everyone: str, present: str, for_: str, against: str, **more: str) -> dict[str, str]:
    return {"all": everyone, "present": present, "for": for_, "against": against, **more}


FULL = sums("100", "60", "25", "15", abstain="12", blank="5", invalid="3")


@pytest.mark.parametrize(
    ("test", "ru", "en"),
    [
        (
            "{for: share, of: all, gt: 1/2}",
            ("Не принято: «за» 25,0 м², нужно больше 50,0 м² — половины голосов всех собственников дома. Не хватило чуть больше "
            "25,0 м². Не участвовали — 40,0 м², воздержались — 12,0 м², не дали ясного ответа — 8,0 м²: при счёте от всех это "
            "действует как «против»."),
            ("Not carried: for 25.0 m², needed: more than 50.0 m² — half of the votes of all owners. Missing: a little more than "
            "25.0 m². Stayed away — 40.0 m², abstained — 12.0 m², gave no valid answer — 8.0 m²: measured by all, this works "
            "like a vote against."),
        ),
        (
            "{for: share, of: present, ge: 1/2}",
            ("Не принято: «за» 25,0 м², нужно не менее 30,0 м² — половины голосов участников. Не хватило 5,0 м². Не участвовали "
            "— 40,0 м²: на итог это не влияет, считают участников. Воздержались — 12,0 м², не дали ясного ответа — 8,0 м²: при "
            "счёте от участников это действует как «против»."),
            ("Not carried: for 25.0 m², needed: at least 30.0 m² — half of the votes of those taking part. Missing: 5.0 m². "
            "Stayed away — 40.0 m²: this changes nothing, those taking part are counted. Abstained — 12.0 m², gave no valid "
            "answer — 8.0 m²: measured by those taking part, this works like a vote against."),
        ),
        (
            "{for: share, of: participated, gt: 1/2}",
            ("Не принято: «за» 25,0 м², нужно больше 26,0 м² — половины голосов всех, кто голосовал. Не хватило чуть больше "
            "1,0 м². Не участвовали — 40,0 м², не дали ясного ответа — 8,0 м²: на итог это не влияет, считают голосовавших. "
            "Воздержались — 12,0 м²: при счёте от голосовавших это действует как «против»."),
            ("Not carried: for 25.0 m², needed: more than 26.0 m² — half of the votes of all who voted. Missing: a little more "
            "than 1.0 m². Stayed away — 40.0 m², gave no valid answer — 8.0 m²: this changes nothing, those who voted are "
            "counted. Abstained — 12.0 m²: measured by those who voted, this works like a vote against."),
        ),
        (
            "{for: share, of: cast, gt: 1/2}",
            ("Принято: «за» 25,0 м², нужно больше 20,0 м² — половины голосов «за» и «против» вместе. Не участвовали — 40,0 м², "
            "воздержались — 12,0 м², не дали ясного ответа — 8,0 м²: на итог это не влияет, считают только «за» и «против»."),
            ("Carried: for 25.0 m², needed: more than 20.0 m² — half of the votes for and against together. Stayed away — "
            "40.0 m², abstained — 12.0 m², gave no valid answer — 8.0 m²: this changes nothing, only votes for "
            "and against are counted."),
        ),
        (
            "{against: share, of: cast, le: 1/4}",
            ("Не принято: «против» 15,0 м², можно не больше 10,0 м² — одной четверти голосов «за» и «против» вместе. Больше, чем "
            "можно, на столько: 5,0 м². Не участвовали — 40,0 м², воздержались — 12,0 м², не дали ясного ответа — 8,0 м²: "
            "на итог это не влияет, считают только «за» и «против»."),
            ("Not carried: against 15.0 m², allowed: not more than 10.0 m² — one quarter of the votes for and against together. "
            "That is more than allowed by 5.0 m². Stayed away — 40.0 m², abstained — 12.0 m², gave no valid answer — 8.0 m²: "
            "this changes nothing, only votes for and against are counted."),
        ),
    ],
)  # fmt: skip
def test_what_those_did_who_kept_out_depends_on_the_base(land: Make, test: str, ru: str, en: str) -> None:
    verdict = land(f"test: {test}", METRES).ask(share=FULL)
    assert {lang: text.replace("\u202f", " ") for lang, text in verdict.because.items()} == {"ru": ru, "en": en}


@pytest.mark.parametrize(
    ("test", "given", "ru"),
    [
        ("{for: share, of: all, gt: 1/2}", sums("10", "10", "5", "5"), "Ровно столько мало: нужно больше."),
        ("{for: share, of: cast, gt: 1/2}", sums("10", "10", "0", "0", abstain="10"), "Голосов нет, решать нечем."),
        ("{against: share, of: cast, lt: 1/2}", sums("10", "10", "5", "5"), "Ровно столько уже нельзя."),
        ("{for: share, of: all, ge: 1}", sums("10", "9.95", "9.95", "0"), "Не хватило 0,05 м²."),
        ("{for: share, of: all, ge: 2/3}", sums("10", "10", "6.6", "3.4"), "Не хватило 0,1 м²."),
    ],
)
def test_how_much_was_missing(land: Make, test: str, given: dict[str, str], ru: str) -> None:
    assert ru in land(f"test: {test}", METRES).ask(share=given).because["ru"]


@pytest.mark.parametrize(
    ("measure", "everyone", "for_", "missing"),
    [
        ("heads", "21", "10", "1 собственник"),
        ("heads", "24", "10", "3 собственника"),
        ("heads", "30", "11", "5 собственников"),
        ("heads", "62", "11", "21 собственник"),
        ("heads", "42", "11", "11 собственников"),
        ("units", "10", "3", "3 помещения"),
        ("units", "21/2", "4", "2 помещения"),
        ("share", "10", "3", "чуть больше 2 долей"),
        ("share", "10", "4", "чуть больше 1 доли"),
        ("share", "60", "9", "чуть больше 21 доли"),
        ("share", "38", "8", "чуть больше 11 долей"),
        ("share", "9", "4", "чуть больше 0,5 доли"),
    ],
)
def test_people_and_premises_are_missing_by_whole_numbers_in_the_right_form(
    land: Make, measure: str, everyone: str, for_: str, missing: str
) -> None:
    verdict = land(f"test: {{for: {measure}, of: all, gt: 1/2}}").ask(**{measure: sums(everyone, everyone, for_, "0")})
    assert f"Не хватило: {missing}." in verdict.because["ru"]


@pytest.mark.parametrize(
    ("measure", "for_", "missing"),
    [("heads", "8", "2 owners"), ("heads", "9", "1 owner"), ("units", "9", "1 unit"), ("share", "9", "1 share"),
     ("share", "7.5", "2.5 shares"), ("units", "0", "10 units")],
)  # fmt: skip
def test_the_same_in_english(land: Make, measure: str, for_: str, missing: str) -> None:
    verdict = land(f"test: {{for: {measure}, of: all, ge: 1}}").ask(**{measure: sums("10", "10", for_, "0")})
    assert f"Missing: {missing}." in verdict.because["en"]


BOTH = "test: {all: [{for: heads, of: present, gt: 1/2}, {for: share, of: all, ge: 1/2}]}"


def test_every_failed_test_is_told_with_its_shortfall_and_nothing_else(land: Make) -> None:
    country = land(BOTH)
    two = country.ask(heads=sums("9", "6", "2", "4"), share=sums("90", "60", "20", "40"))
    assert two.because["en"] == (
        "Not carried: by number of owners: for 2, needed: more than 3 — half of the owners taking part, by number; by share: "
        "for 20, needed: at least 45 — half of the votes of all owners. Missing: 2 owners; 25 shares. Stayed away — 3 owners: "
        "this changes nothing, those taking part are counted. Stayed away — 30 shares: measured by all, this works like a "
        "vote against."
    )
    one = country.ask(heads=sums("9", "6", "4", "2"), share=sums("90", "60", "20", "40"))
    assert one.because["en"].startswith("Not carried: by share: for 20, needed: at least 45")
    assert "owners taking part" not in one.because["en"]


def test_measures_that_agree_are_told_together(land: Make) -> None:
    country = land("test: {all: [{for: heads, of: all, ge: 1/3}, {for: share, of: all, ge: 1/3}]}")
    verdict = country.ask(heads=sums("9", "6", "4", "1", abstain="1"), share=sums("90", "60", "40", "10", abstain="10"))
    assert verdict.because["ru"].endswith(
        "Не участвовали — 3 собственника (30 долей), воздержались — 1 собственник (10 долей): при счёте от всех это действует "
        "как «против»."
    )
    equal = country.ask(heads=sums("9", "6", "4", "2"), share=sums("9", "6", "4", "2"))
    assert "Не участвовали — 3 собственника (3 доли):" in equal.because["ru"]


def test_of_tests_in_one_measure_the_hardest_is_told(land: Make) -> None:
    rule = (
        "test: {all: [{for: heads, of: present, gt: 1/2}, {for_above_against: heads}, {for: heads, of: all, ge: 2/3}]}"
    )
    verdict = land(rule).ask(heads=sums("9", "9", "6", "3"))
    assert (
        verdict.because["en"]
        == "Carried: by number of owners: for 6, needed: at least 6 — two thirds of all owners by number."
    )
    failed = land(rule).ask(heads=sums("9", "9", "3", "4", abstain="2"))
    assert "needed: at least 6" in failed.because["en"]
    assert "more votes for than against" not in failed.because["en"]


EITHER = """
    test:
      any:
        - {for: share, of: all, gt: 1/2}
        - all: [{for: share, of: cast, ge: 2/3}, {for: share, of: all, ge: 1/3}]
"""


def test_of_alternatives_that_fail_the_nearest_is_told(land: Make) -> None:
    country = land(EITHER)
    near = country.ask(share=sums("1000", "430", "330", "100"))
    assert near.because["en"].startswith(
        "Not carried (one of several conditions would have been enough, this one was nearest): by share: for 330, needed: at "
        "least 333.33 — one third of the votes of all owners (rounded to 0.01). Missing: 3.33 shares."
    )
    assert near.because["ru"].startswith("Не принято (хватило бы одного из нескольких условий, ближе всего было это): ")
    other = country.ask(share=sums("1000", "1000", "499", "501"))
    assert "more than 500" in other.because["en"]
    carried = country.ask(share=sums("1000", "500", "340", "160"))
    assert carried.because["ru"].startswith("Принято: по долям: «за» 340, нужно не менее 333,33 — двух третей")


def test_a_quorum_that_fails_tells_who_was_missing_and_nothing_of_the_votes(land: Make) -> None:
    top = """
        quorums:
          house:
            test:
              any:
                - all: [{present: heads, of: all, gt: 1/2}, {present: share, of: all, ge: 1/2}]
                - {present: share, of: all, gt: 3/4}
            article: {ru: "ст. 5", en: "art. 5"}
            mark: text
    """
    country = land("test: {for: share, of: cast, gt: 1/2}\nquorum: house", top)
    verdict = country.ask(heads=sums("10", "6", "6", "0"), share=sums("1000", "499", "499", "0"))
    assert verdict.because["en"] == (
        "No quorum, nothing is decided (one of several conditions would have been enough, this one was nearest): by share: "
        "took part: 499, needed: at least 500 — half of the votes of all owners. Missing: 1 share."
    )
    assert (verdict.cite["en"], verdict.quorum) == ("art. 5", False)
    by_share = country.ask(heads=sums("10", "1", "1", "0"), share=sums("1000", "750", "750", "0"))
    assert "more than 750" in by_share.because["en"]


@pytest.mark.parametrize("test", ["{none_against: heads}", "{none: [{against: heads, of: all, gt: 0}]}"])
def test_where_no_amount_was_missing_none_is_told(land: Make, test: str) -> None:
    verdict = land(f"test: {test}").ask(heads=sums("9", "9", "8", "1"))
    assert verdict.outcome == "not_carried"
    assert "Missing" not in verdict.because["en"]


def test_a_nested_tree_is_told_by_its_nearest_branch(land: Make) -> None:
    inner = "{any: [{for: heads, of: all, ge: 1}, {none_against: units}]}"
    rule = "test: {any: [{none: [{against: heads, of: all, gt: 0}]}, " + inner + "]}"
    verdict = land(rule).ask(heads=sums("9", "9", "8", "1"), units=sums("9", "9", "8", "1"))
    assert "needed: 100 % of all owners by number" in verdict.because["en"].replace("at least 9 — ", "")


class TestBounds:
    def needed(self, land: Make, test: str, **tally: dict[str, str]) -> dict[str, tuple[str, bool]]:
        needed = land(f"test: {test}").ask(**tally).as_json()["needed"]
        return {measure: (bound["amount"], bound["strict"]) for measure, bound in needed.items()}

    @pytest.mark.parametrize(
        ("test", "expected"),
        [
            ("{none: [{against: heads, of: all, gt: 1/4}]}", {"heads": ("5", False)}),
            ("{none: [{against: heads, of: all, ge: 1/4}]}", {"heads": ("5", True)}),
            ("{none: [{for: heads, of: all, lt: 1/4}]}", {"heads": ("3", False)}),
            ("{none: [{for: heads, of: all, le: 1/4}]}", {"heads": ("3", True)}),
            ("{none: [{for: heads, of: all, ge: 1/4}]}", {}),
            ("{none: [{none_against: heads}]}", {}),
            ("{none: [{any: [{against: heads, of: all, gt: 1/4}, {against: heads, of: all, gt: 1/3}]}]}",
             {"heads": ("5", False)}),
            ("{none: [{all: [{against: heads, of: all, gt: 1/4}, {against: heads, of: all, gt: 1/3}]}]}",
             {"heads": ("4", False)}),
            ("{none: [{none: [{for: heads, of: all, gt: 1/2}]}]}", {"heads": ("6", True)}),
            ("{none: [{against: units, of: all, gt: 1/4}]}", {}),
            ("{for: heads, of: all, le: 1/4}", {}),
            ("{against: heads, of: all, ge: 1/4}", {}),
            ("{any: [{for: heads, of: all, gt: 1/2}, {for: heads, of: all, ge: 1/2}]}", {"heads": ("6", False)}),
            ("{all: [{for: heads, of: all, gt: 1/2}, {for: heads, of: all, ge: 1/2}]}", {"heads": ("6", True)}),
        ],
    )  # fmt: skip
    def test_a_bound_is_derived_from_any_tree(
        self, land: Make, test: str, expected: dict[str, tuple[str, bool]]
    ) -> None:
        assert self.needed(land, test, heads=sums("12", "10", "4", "4", abstain="2")) == expected

    def test_alternatives_in_several_measures_have_no_single_bound(self, land: Make) -> None:
        tally = {"heads": sums("12", "10", "4", "6"), "share": sums("12", "10", "4", "6")}
        assert (
            self.needed(land, "{any: [{for: heads, of: all, gt: 1/2}, {for: share, of: all, gt: 1/2}]}", **tally) == {}
        )
        mixed = "{any: [{all: [{for: heads, of: all, gt: 1/2}, {for: share, of: all, gt: 1/2}]}, {for: share, of: all, gt: 1/3}]}"
        assert self.needed(land, mixed, **tally) == {"share": ("4", True)}

    def test_a_base_of_nothing_is_denied_by_nobody(self, land: Make) -> None:
        given = sums("12", "10", "0", "0", abstain="10")
        assert self.needed(land, "{none: [{against: heads, of: cast, gt: 1/4}]}", heads=given) == {}


def test_the_needs_of_a_rule_are_words_before_any_base_is_known(land: Make) -> None:
    rule = find_rule("xx:1", TODAY, land(EITHER).pack)
    assert isinstance(rule, DecisionRule)
    assert rule.needs["en"] == (
        "either more than half of the votes of all owners, or at least two thirds of the votes for and against together and "
        "at least one third of the votes of all owners"
    )


def test_the_same_people_are_told_once_where_house_and_part_agree(land: Make) -> None:
    country = land("test: {all: [{for: heads, of: all, gt: 1/2}, {for: heads, of: all, gt: 1/2, electorate: roof}]}")
    same = sums("9", "7", "6", "1")
    verdict = country.ask(parts={"roof": {"heads": same}}, heads=same)
    assert verdict.because["ru"].count("Не участвовали — 2 собственника:") == 1
    assert list(verdict.needed) == ["heads"]


def test_each_test_has_its_own_bound_as_soon_as_its_base_is_known(land: Make) -> None:
    tests = "{for: share, of: cast, ge: 2/3}, {for: share, of: all, gt: 1/2, electorate: roof}, {none_against: heads}"
    country = land(EITHER.replace("{for: share, of: cast, ge: 2/3}", tests))
    rule = find_rule("xx:1", TODAY, country.pack)
    assert isinstance(rule, DecisionRule)
    told = requirements(rule, {("share", "all"): Fraction(1000)})
    assert [(one.measure, one.part, one.bound) for one in told] == [
        ("share", None, Bound(Fraction(500), True)),
        ("share", None, None),
        ("share", "roof", None),
        ("heads", None, None),
        ("share", None, Bound(Fraction(1000, 3), False)),
    ]
    assert told[1].says == {
        "ru": "не менее двух третей голосов «за» и «против» вместе",
        "en": "at least two thirds of the votes for and against together",
    }
