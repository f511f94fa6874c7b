"""Whoever wants a weaker majority: what two people stood for is not changed by one of them, nor between notice and count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from assembly.documents.facts_protocol_question import needed_text
from assembly.errors import Fixable, Refused
from assembly.model import Account, AgendaItem, Building
from assembly.use_cases.change_assembly import change_assembly
from assembly.use_cases.change_building import change_building
from assembly.use_cases.change_question import change_question
from assembly.use_cases.choose_reading import choose_reading
from assembly.use_cases.compose_agenda import ItemDraft
from assembly.use_cases.confirm_category import confirm_category, shown_question
from assembly.use_cases.law_facts import house_facts
from assembly.use_cases.record_evidence import record_evidence
from assembly.use_cases.send_notice import send_notice
from assembly.use_cases.tell_house import tell_by_law, tell_fact
from assembly.wording import Tongue
from tests.use_cases.small_house import OPENS, DraftHouse, House

BARRIER = [ItemDraft("Установить шлагбаум", "Порядок въезда приложен", "ru:44.2.2")]


def observer(session: Any, house: House) -> Account:
    return session.get_one(Account, house.observer)  # type: ignore[no-any-return]


def send(house: House) -> None:
    with house.writing() as session:
        send_notice(
            session, now=house.now, settings=house.application.settings, keys=house.application.keys,
            assembly=house.meeting(session), by=house.by(session),
        )  # fmt: skip


def must_be_asked_anew(house: House) -> None:
    """The notice does not go out, and the organiser, who changed the rule, is not the one who confirms it."""
    with pytest.raises(Refused) as refused:
        send(house)
    assert refused.value.code == "category_unconfirmed"
    with house.writing() as session:
        item = house.meeting(session).items[0]
        with pytest.raises(Refused) as same:
            confirm_category(session, now=house.now, item=item, by=house.by(session))
        assert same.value.code == "same_person"
        confirm_category(session, now=house.now, item=item, by=observer(session, house))
    send(house)


def proposed_by_the_observer(house: House) -> None:
    """The observer proposes and the organiser confirms: the organiser alone could undo and confirm again."""
    with house.writing() as session:
        item = house.meeting(session).items[0]
        item.decision_proposed_by, item.decision_confirmed_by = house.observer, house.organiser


def test_a_reading_chosen_after_the_second_person_is_confirmed_by_another_one(house: House) -> None:
    house.drafted(items=BARRIER)
    proposed_by_the_observer(house)
    with house.writing() as session:
        choose_reading(
            session, now=house.now, assembly=house.meeting(session), switch="parking", option="not_counted",
            why="так удобнее", by=house.by(session),
        )  # fmt: skip
    must_be_asked_anew(house)


def test_a_fact_that_changes_the_rule_is_confirmed_by_another_one(bare_house: House) -> None:
    register = DraftHouse()
    register.held(register.unit("1", "40", entrance=None), "Прим Алла")
    register.held(register.unit("2", "60", entrance=None), "Пробный Глеб")
    bare_house.register(register)
    bare_house.drafted(items=[ItemDraft("Уменьшить общее имущество", "", "ru:44.2.3"), *BARRIER])
    with bare_house.writing() as session:
        building = session.get_one(Building, bare_house.building)
        tell_fact(
            session, now=bare_house.now, building=building, name="entrances", value="1", evidence="паспорт дома",
            by=bare_house.by(session),
        )  # fmt: skip
        items = bare_house.meeting(session).items
        assert [item.decision_confirmed_by for item in items] == [bare_house.observer] * 2  # the same rule as before


@pytest.mark.parametrize(("value", "asked_anew"), [("share", True), ("heads", False)])
def test_a_by_law_told_after_the_second_person_is_confirmed_by_another_one(
    house: House, value: str, asked_anew: bool
) -> None:
    with house.writing() as session:
        session.get_one(Building, house.building).pack = "de"
    house.drafted(items=[ItemDraft("Einen Fahrradständer aufstellen", "", "de:25.1")], form="mixed", administrator={},
                  discussion_at=OPENS, discussion_place="Hof", opens_at=OPENS + timedelta(days=20),
                  closes_at=OPENS + timedelta(days=40), acceptance_address="Hof 1")  # fmt: skip
    with house.writing() as session:
        tell_by_law(
            session, now=house.now, building=session.get_one(Building, house.building), name="voting_principle",
            value=value, evidence="Teilungserklärung § 9", by=house.by(session),
        )  # fmt: skip
        item = house.meeting(session).items[0]
        assert (item.decision_confirmed_by is None) is asked_anew
        if asked_anew:
            assert item.decision_proposed_by == house.organiser


def test_another_opening_day_under_another_rule_is_confirmed_by_another_one(house: House) -> None:
    house.drafted(items=[ItemDraft("Принять решение о текущем ремонте", "", "ru:44.2.4.1")])
    proposed_by_the_observer(house)
    with house.writing() as session:
        meeting = house.meeting(session)
        change_assembly(session, now=house.now, assembly=meeting, by=house.by(session), title="Собрание")
        assert meeting.items[0].decision_confirmed_by == house.organiser  # nothing of the law has changed


def _two_flats(sha256: str, second: str) -> DraftHouse:
    register = DraftHouse(sha256)
    register.held(register.unit("1", "40", entrance="1"), "Прим Алла")
    register.held(register.unit("2", "60", entrance=second), "Пробный Глеб")
    return register


def test_a_register_that_puts_a_question_under_another_rule_is_confirmed_by_another_one(bare_house: House) -> None:
    """One entrance asks for two thirds of the house to take part, several for half of it and two thirds of the entrance."""
    bare_house.register(_two_flats("aa" * 32, "1"))
    bare_house.drafted(items=[ItemDraft("Перевести квартиру 1 в нежилое помещение", "", "ru:44.2.4.5")])
    proposed_by_the_observer(bare_house)
    for sha256, second, proposer, confirmer in (
        ("bb" * 32, "1", bare_house.observer, bare_house.organiser),
        ("cc" * 32, "2", bare_house.organiser, None),
    ):
        bare_house.register(_two_flats(sha256, second))
        with bare_house.reading() as session:
            item = bare_house.meeting(session).items[0]
            assert (item.decision_proposed_by, item.decision_confirmed_by) == (proposer, confirmer)


def test_a_question_changed_under_the_eyes_of_the_second_person_is_not_confirmed(house: House) -> None:
    house.drafted(items=BARRIER)
    weaker = ItemDraft("Установить шлагбаум", "и передать двор в аренду", "ru:44.2.5")
    with house.writing() as session:
        item = house.meeting(session).items[0]
        change_question(
            session, now=house.now, assembly=house.meeting(session), item=item, draft=BARRIER[0], by=house.by(session)
        )
        seen = shown_question(item)
    for changed in (weaker, ItemDraft("Установить шлагбаум", "другой текст", "ru:44.2.2")):
        with house.writing() as session:
            meeting = house.meeting(session)
            item = meeting.items[0]
            change_question(session, now=house.now, assembly=meeting, item=item, draft=changed, by=house.by(session))
            with pytest.raises(Refused) as refused:
                confirm_category(session, now=house.now, item=item, by=observer(session, house), seen=seen)
            assert refused.value.code == "question_changed"
            assert item.decision_confirmed_by is None
            seen = shown_question(item)
    with house.writing() as session:
        item = house.meeting(session).items[0]
        confirm_category(session, now=house.now, item=item, by=observer(session, house), seen=seen)
        assert item.decision_confirmed_by == house.observer


def test_a_word_given_to_what_somebody_else_has_changed_meanwhile_is_refused(house: House) -> None:
    """Two requests at once: the one who confirms holds the question as it was, the other has already changed it."""
    house.drafted(items=BARRIER)
    with house.writing() as session:
        item = house.meeting(session).items[0]
        item.decision_confirmed_by = item.decision_confirmed_at = None
    with house.reading() as before:
        seen = shown_question(before.scalars(select(AgendaItem)).one())
    with house.writing() as session:
        meeting = house.meeting(session)
        weaker = ItemDraft("Установить шлагбаум", "Порядок въезда приложен", "ru:44.2.5")
        change_question(
            session, now=house.now, assembly=meeting, item=meeting.items[0], draft=weaker, by=house.by(session)
        )
    with house.writing() as session:
        item, second = house.meeting(session).items[0], observer(session, house)
        with pytest.raises(Refused):
            confirm_category(session, now=house.now, item=item, by=second, seen=seen)


def test_what_was_told_of_the_house_after_the_notice_changes_no_rule_of_it(house: House) -> None:
    house.drafted(items=BARRIER).announced()
    with house.writing() as session:
        before = house_facts(session, house.meeting(session))
        building = session.get_one(Building, house.building)
        tell_fact(
            session, now=house.now, building=building, name="entrances", value="7", evidence="паспорт дома",
            by=house.by(session),
        )  # fmt: skip
        with pytest.raises(Refused):
            choose_reading(
                session, now=house.now, assembly=house.meeting(session), switch="parking", option="not_counted",
                why="так удобнее", by=house.by(session),
            )  # fmt: skip
        with pytest.raises(Refused):
            change_assembly(
                session, now=house.now, assembly=house.meeting(session), by=house.by(session), form="in_person"
            )
        assert house_facts(session, house.meeting(session)) == before


def test_what_counts_as_proof_of_the_notice_is_settled_before_it(house: House) -> None:
    house.drafted(items=BARRIER).announced()
    given = {"telephone": "+7 000", "management": None, "cadastral_number": None}
    with house.writing() as session:
        building = session.get_one(Building, house.building)
        with pytest.raises(Refused):
            change_building(session, now=house.now, building=building, posting_allowed=True, by=None, **given)
        assert not building.posting_allowed
        change_building(session, now=house.now, building=building, posting_allowed=False, by=None, **given)
        assert building.telephone == "+7 000"
        with pytest.raises(Refused):
            record_evidence(
                session, now=house.now, files=house.application.files, assembly=house.meeting(session),
                kind="posting_act", by=house.by(session), file_name="act.pdf", content=b"%PDF-1.7 act",
            )  # fmt: skip


def test_the_entrance_of_a_question_is_not_left_out(house: House) -> None:
    """Without its entrance the question of one entrance would be put to the whole house."""
    with house.writing() as session:
        session.get_one(Building, house.building).pack = "kz"
    with pytest.raises(Fixable) as wrong:
        house.drafted(items=[ItemDraft("Собрать целевой взнос на подъезд", "", "kz:42.11")], form="mixed")
    assert "entrance" in [problem.field for problem in wrong.value.problems]


def test_the_bound_of_the_protocol_is_never_less_than_the_law_wants() -> None:
    say = Tongue("ru")
    for amount, strict, words in (
        ("17209/30", True, "больше 573,64 м² (точно 573 19/30)"),
        ("57363/100", True, "больше 573,63 м²"),
        ("22240/3", False, "не менее 7 413,34 м² (точно 7 413 1/3)"),
    ):
        printed = needed_text({"share": {"amount": amount, "strict": strict}}, say)
        assert " ".join(printed.split()) == words
