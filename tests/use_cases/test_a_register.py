"""The register becomes a dated snapshot; owners are merged only where they surely are one."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from assembly.errors import Fixable, Refused
from assembly.model import Building, Holding, Owner, RegisterSnapshot, Unit
from assembly.use_cases.import_register import import_register
from assembly.use_cases.natural_order import natural_key
from tests.use_cases.small_house import DraftHouse, House, small_house


def test_errors_import_nothing_and_all_are_listed(bare_house: House) -> None:
    draft = small_house()
    draft.err(4)
    draft.err(9)
    with pytest.raises(Fixable) as caught:
        bare_house.register(draft)
    assert [str(problem.where) for problem in caught.value.problems] == [
        "лист «Лист1», строка 4, столбец «Площадь»",
        "лист «Лист1», строка 9, столбец «Площадь»",
    ]
    with bare_house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Unit)) == 0


def test_warnings_wait_for_a_confirmation_and_are_kept(bare_house: House) -> None:
    draft = small_house()
    draft.warn()
    with pytest.raises(Refused) as caught:
        bare_house.register(draft, confirmed=False)
    assert caught.value.code == "warnings_unconfirmed"
    bare_house.register(draft)
    with bare_house.reading() as session:
        assert session.scalars(select(RegisterSnapshot)).one().warnings[0]["row"] == 7


def test_a_register_is_of_a_day_that_has_come(bare_house: House) -> None:
    with pytest.raises(Fixable), bare_house.writing() as session:
        import_register(
            session, now=bare_house.now, building=session.get_one(Building, bare_house.building),
            draft=small_house().draft, effective_on=date(2026, 3, 2), by=None, warnings_confirmed=True,
        )  # fmt: skip


def test_units_stand_in_the_order_of_staircases_and_flats(house: House) -> None:
    with house.reading() as session:
        units = session.scalars(select(Unit).order_by(Unit.position)).all()
        assert [(unit.kind, unit.number) for unit in units] == [
            ("residential", "1"), ("residential", "2"), ("residential", "12а"), ("residential", "10"),
            ("residential", "11"), ("non_residential", "пом. IV"), ("parking", "1"),
        ]  # fmt: skip


def test_numbers_are_ordered_as_people_count() -> None:
    written = ["кв. 10", "кв. 2", "кв. 12а", "кв. 12", "пом. IX", "пом. IV", "пом. V"]
    assert sorted(written, key=natural_key) == ["кв. 2", "кв. 10", "кв. 12", "кв. 12а", "пом. IV", "пом. V", "пом. IX"]


def test_shares_are_exact_and_a_joint_share_is_one_stake(house: House) -> None:
    with house.reading() as session:
        third = house.owner(session, "Глеб").holdings[0]
        assert third.votes == Fraction("11.1")
        couple = house.owner(session, "Борис").holdings[0], house.owner(session, "Вера").holdings[0]
        assert couple[0].stake_key == couple[1].stake_key
        assert {one.votes for one in couple} == {Fraction(60)}


def test_one_person_with_two_units_is_one_owner(house: House) -> None:
    with house.reading() as session:
        assert len(house.owner(session, "Алла").holdings) == 2


def test_namesakes_without_anything_that_agrees_stay_apart(bare_house: House) -> None:
    draft = DraftHouse()
    for number, more in (("1", {}), ("2", {}), ("3", {"email": "a@example.org"}), ("4", {"email": "b@example.org"})):
        draft.held(draft.unit(number, "30"), "Одинаков Олег", **more)
    bare_house.register(draft)
    with bare_house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Owner)) == 4


def test_what_agrees_merges_unless_something_contradicts(bare_house: House) -> None:
    draft = DraftHouse()
    born = date(1970, 1, 1)
    same = {"snils": "112-233-445 95"}
    draft.held(draft.unit("1", "30"), "Семёнов Олег", birth_date=born, **same)
    draft.held(draft.unit("2", "30"), "семенов  олег", snils="11223344595")
    draft.held(draft.unit("3", "30"), "Семёнов Олег", birth_date=born)
    draft.held(draft.unit("4", "30"), "Семёнов Олег", birth_date=born, snils="999-999-999 99")
    draft.held(draft.unit("5", "30"), "ООО «Ромашка»", kind="company")
    draft.held(draft.unit("6", "30"), "ООО  Ромашка", kind="company")
    draft.held(draft.unit("7", "30"), "Город Образцовый", kind="municipality")
    bare_house.register(draft)
    with bare_house.reading() as session:
        held = {unit.number: unit.holdings[0].owner_id for unit in session.scalars(select(Unit))}
    assert held["1"] == held["2"] == held["3"]
    assert held["4"] != held["1"]
    assert held["5"] == held["6"] != held["7"]


def test_the_next_register_finds_the_owners_again_and_says_what_changed(house: House) -> None:
    with house.reading() as session:
        before = {owner.name: owner.id for owner in session.scalars(select(Owner))}
    changed = small_house("cd" * 32)
    changed.draft.units[-1].area_m2 = Fraction("45.5")
    house.register(changed)
    with house.reading() as session:
        second = session.scalars(select(RegisterSnapshot).order_by(RegisterSnapshot.number)).all()[1]
        assert second.number == 2
        assert [change["ru"] for change in second.changes] == ["Площадь (жилое 11): было 45 м², стало 45,5 м²."]
        assert {owner.name: owner.id for owner in session.scalars(select(Owner))} == before


def test_the_same_file_again_is_the_same_snapshot(house: House) -> None:
    assert house.register() == house.register()
    with house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Holding)) == 9


def test_matched_columns_are_remembered(bare_house: House) -> None:
    draft = small_house()
    draft.draft.columns = {"unit": "№ квартиры"}
    bare_house.register(draft)
    with bare_house.reading() as session:
        assert session.get_one(Building, bare_house.building).register_columns == {"unit": "№ квартиры"}


def test_two_couples_of_one_flat_hold_two_joint_shares(bare_house: House) -> None:
    draft = DraftHouse()
    flat = draft.unit("1", "40")
    for name, group in (("А", 1), ("Б", 1), ("В", 2), ("Г", 2)):
        draft.held(flat, name, "1/2", joint=True, joint_group=group)
    bare_house.register(draft)
    with bare_house.reading() as session:
        assert len({holding.stake_key for holding in session.scalars(select(Holding))}) == 2
