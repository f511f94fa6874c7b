"""Two people stand for the kind of a question; a rule nobody checked waits for two readers; readings and facts are fixed."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from assembly.errors import Fixable, Refused
from assembly.model import Account, Building, Decision, LedgerEntry
from assembly.use_cases.choose_reading import choose_reading
from assembly.use_cases.close_voting import close_voting
from assembly.use_cases.compose_agenda import ItemDraft, compose_agenda
from assembly.use_cases.confirm_category import confirm_category
from assembly.use_cases.end_acceptance import end_acceptance
from assembly.use_cases.law_facts import asked_of_house, given_facts
from assembly.use_cases.open_objections import open_objections
from assembly.use_cases.open_voting import open_voting
from assembly.use_cases.read_law import read_law
from assembly.use_cases.send_notice import send_notice
from assembly.use_cases.tell_house import tell_fact
from assembly.views.law_card import bench_of, law_card
from tests.use_cases.small_house import CLOSES, DAY, OPENS, DraftHouse, House

TSJ = [ItemDraft("Создать товарищество собственников жилья", "", "ru:136")]


def send(house: House) -> None:
    with house.writing() as session:
        send_notice(
            session, now=house.now, settings=house.application.settings, keys=house.application.keys,
            assembly=house.meeting(session), by=house.by(session),
        )  # fmt: skip


def test_where_nobody_proposed_the_first_who_confirms_does_and_another_confirms(house: House) -> None:
    house.drafted()
    with house.writing() as session:
        items = compose_agenda(
            session, now=house.now, assembly=house.meeting(session), items=[ItemDraft("Провести ремонт подъездов", "")],
            by=None,
        )  # fmt: skip
        assert items[0].decision == "ru:44.2.4.1"
        organiser, observer = house.by(session), session.get_one(Account, house.observer)
        for _ in range(2):
            item = items[0]
            if item.decision_proposed_by is None:
                confirm_category(session, now=house.now, item=item, by=observer)
                assert (item.decision_proposed_by, item.decision_confirmed_by) == (observer.id, None)
            with pytest.raises(Refused):
                confirm_category(session, now=house.now, item=item, by=observer)
        confirm_category(session, now=house.now, item=items[0], by=organiser)
        assert items[0].decision_confirmed_by == organiser.id
        confirm_category(session, now=house.now, item=items[0], by=organiser)


def test_a_notice_names_every_question_that_waits_and_the_ledger_names_both_people(house: House) -> None:
    house.drafted()
    with house.writing() as session:
        for item in house.meeting(session).items[1:]:
            item.decision_confirmed_by = None
    with pytest.raises(Refused) as refused:
        send(house)
    assert refused.value.code == "category_unconfirmed"
    assert "2. Провести ремонт подъездов; 3. Установить шлагбаум" in str(refused.value.sentence)
    assert "1. Избрать" not in str(refused.value.sentence)
    with house.writing() as session:
        for item in house.meeting(session).items[1:]:
            confirm_category(session, now=house.now, item=item, by=session.get_one(Account, house.observer))
    send(house)
    with house.reading() as session:
        record = session.scalars(select(LedgerEntry.record).where(LedgerEntry.kind == "agenda:composed")).one()
        category = json.loads(record)["facts"]["items"][1]["category"]
    assert (category["proposed_by"], category["confirmed_by"]) == (house.organiser, house.observer)
    assert category["words"] == ["ремонт", "подъездов"]
    assert category["readers"] == [house.organiser, house.observer]


@pytest.mark.parametrize(
    ("readers", "later", "outcome"), [(2, 0, "no_quorum"), (1, 1, "no_quorum"), (1, 0, "hold"), (0, 0, "hold")]
)
def test_a_rule_nobody_checked_is_held_until_two_people_have_read_the_law(
    house: House, readers: int, later: int, outcome: str
) -> None:
    house.drafted(items=TSJ)
    with house.writing() as session:
        item = house.meeting(session).items[0]
        item.law_readers = item.law_readers[:readers]
    house.announced().proven().move_to(OPENS)
    with house.writing() as session:
        settings = house.application.settings
        open_voting(session, now=OPENS, settings=settings, assembly=house.meeting(session), by=None)
        for _ in range(2 * later):  # who says it twice is one reader
            observer = session.get_one(Account, house.observer)
            read_law(session, now=OPENS, item=house.meeting(session).items[0], by=observer)
    moment = CLOSES + DAY / 24
    for step in (end_acceptance, open_objections, close_voting):
        house.move_to(moment)
        with house.writing() as session:
            step(session, now=moment, assembly=house.meeting(session), by=house.by(session))
        moment += 4 * DAY
    with house.reading() as session:
        decided = session.scalars(select(Decision)).one()
        said = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "law:read")).all()
    assert decided.outcome == outcome
    assert len(said) == later
    if outcome == "hold":
        assert f"прочитают и подтвердят два человека; подтвердили: {readers}" in decided.because["ru"]
    with house.writing() as session, pytest.raises(Refused):
        read_law(session, now=moment, item=house.meeting(session).items[0], by=house.by(session))


@pytest.mark.parametrize(
    ("switch", "option", "why"), [("parking", "counted", " "), ("parking", "maybe", "так"), ("x", "y", "так")]
)
def test_a_reading_needs_a_known_name_and_a_reason(house: House, switch: str, option: str, why: str) -> None:
    house.drafted()
    with house.writing() as session, pytest.raises(Fixable):
        choose_reading(
            session, now=house.now, assembly=house.meeting(session), switch=switch, option=option, why=why, by=None
        )


def test_what_the_law_is_told_of_the_house_is_fixed_with_the_notice(house: House) -> None:
    assert [one.field for one in asked_of_house("ru", OPENS.date())][:1] == ["fact_entrances"]
    house.drafted()

    def tell(value: str, evidence: str = "технический паспорт, с. 3", name: str = "entrances") -> None:
        with house.writing() as session:
            building = session.get_one(Building, house.building)
            tell_fact(session, now=house.now, building=building, name=name, value=value, evidence=evidence, by=None)

    tell("9")
    with house.reading() as session:
        assert given_facts(house.meeting(session)) == {"entrances": 9}
    send(house)
    with house.reading() as session:
        fixed = given_facts(house.meeting(session))
    assert fixed["entrances"] == 2, "the register names its entrances: what it says comes first"
    tell("3")
    with house.reading() as session:
        assert given_facts(house.meeting(session)) == fixed
    for wrong in (("два", "паспорт"), ("2", ""), ("-1", "паспорт")):
        with pytest.raises(Fixable):
            tell(*wrong)
    with pytest.raises(Fixable):
        tell("1", name="lift")


def test_a_house_of_one_entrance_whose_register_names_none_is_told_so(bare_house: House) -> None:
    draft = DraftHouse()
    draft.held(draft.unit("1", "40", entrance=None), "Прим Алла")
    bare_house.register(draft)
    question = [ItemDraft("Перевести квартиру 1 в нежилое помещение", "", "ru:44.2.4.5")]
    with pytest.raises(Fixable) as missing:
        bare_house.drafted(items=question)
    assert "Если подъезд один, укажите это" in str(missing.value.problems[0].fix)
    with bare_house.writing() as session:
        tell_fact(
            session, now=bare_house.now, building=session.get_one(Building, bare_house.building), name="entrances",
            value="1", evidence="технический паспорт, с. 3", by=None,
        )  # fmt: skip
    bare_house.drafted(items=question)
    send(bare_house)
    with bare_house.reading() as session:
        meeting = bare_house.meeting(session)
        assert given_facts(meeting)["entrances"] == 1
        card = law_card(bench_of(session, assembly=meeting, language="ru"), meeting.items[0])
    assert (card.holds, card.needs) == ("", "больше половины голосов участников")
    assert "двух третей" in card.quorum
