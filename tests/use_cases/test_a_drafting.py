"""The draft: what may be set, what is refused, and that nothing changes once notices are out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from assembly.errors import Fixable, Refused
from assembly.model import Account, Attachment, LedgerEntry
from assembly.use_cases.attach_document import attach_document
from assembly.use_cases.change_assembly import change_assembly
from assembly.use_cases.change_question import change_question, drafts_of
from assembly.use_cases.compose_agenda import ItemDraft, compose_agenda
from assembly.use_cases.confirm_category import confirm_category
from assembly.use_cases.law import online_ruling
from tests.use_cases.small_house import CLOSES, ITEMS, OPENS, House


def test_an_assembly_needs_a_register(bare_house: House) -> None:
    with pytest.raises(Refused) as caught:
        bare_house.drafted()
    assert caught.value.code == "no_register"


def test_what_is_wrong_in_the_form_is_said_together(house: House) -> None:
    with pytest.raises(Fixable) as caught:
        house.drafted(title=" ", closes_at=OPENS, written_until=OPENS + timedelta(days=1), objection_days=-1)
    assert [problem.field for problem in caught.value.problems] == [
        "title", "closes_at", "written_until", "objection_days",
    ]  # fmt: skip


def test_an_unknown_field_is_a_mistake_of_the_caller(house: House) -> None:
    with pytest.raises(TypeError):
        house.drafted(state="closed")


def test_a_private_system_counts_paper_only_and_says_why(house: House) -> None:
    house.drafted()
    with house.reading() as session:
        meeting = house.meeting(session)
        assert meeting.online_voting, "a state system may count votes cast online"
        ruling = online_ruling(meeting, "private")
        assert not ruling.ok
        assert str(ruling.sentence)
        assert ruling.article is not None


def test_a_meeting_in_person_takes_no_votes_online(house: House) -> None:
    house.drafted(form="in_person", discussion_at=OPENS, discussion_place="двор")
    with house.reading() as session:
        assert not house.meeting(session).online_voting


def test_a_question_that_stays_keeps_its_documents_and_its_row(house: House) -> None:
    house.drafted()
    with house.writing() as session:
        item = house.meeting(session).items[1]
        first = attach_document(
            session, now=house.now, files=house.application.files, item=item, name="смета.pdf", content=b"%PDF-1.7",
            media_type="application/pdf", by=house.by(session),
        )  # fmt: skip
        again = attach_document(
            session, now=house.now, files=house.application.files, item=item, name="смета.pdf", content=b"%PDF-1.7",
            media_type="application/pdf", by=house.by(session),
        )  # fmt: skip
        assert first.id == again.id
        kept = item.id
    with house.writing() as session:
        items = compose_agenda(
            session, now=house.now, assembly=house.meeting(session), items=[ITEMS[1], ITEMS[0]], by=house.by(session)
        )
        assert (items[0].id, items[0].number) == (kept, 1)
    with house.reading() as session:
        assert [item.title for item in house.meeting(session).items] == [ITEMS[1].title, ITEMS[0].title]
        assert session.scalars(select(Attachment.item_id)).all() == [kept]


def test_wrong_questions_are_named_by_number(house: House) -> None:
    house.drafted()
    wrong = [
        ItemDraft("", "", "ru:44.2.5"),
        ItemDraft("Б", "", "kz:42.5.1"),
        ItemDraft("В", "", "ru:44.2.5", depends_on=3),
    ]
    with pytest.raises(Fixable) as caught, house.writing() as session:
        compose_agenda(session, now=house.now, assembly=house.meeting(session), items=wrong, by=None)
    assert [(str(p.where), p.field) for p in caught.value.problems] == [
        ("вопрос 1", "title"), ("вопрос 2", "decision"), ("вопрос 3", "depends_on"),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"x" * (25 * 1024 * 1024 + 1)])
def test_empty_and_huge_documents_are_refused(house: House, content: bytes) -> None:
    house.drafted()
    with pytest.raises(Fixable), house.writing() as session:
        attach_document(
            session, now=house.now, files=house.application.files, item=house.meeting(session).items[0], name="a.pdf",
            content=content, media_type="application/pdf", by=None,
        )  # fmt: skip


def test_the_category_is_confirmed_by_a_second_person(house: House) -> None:
    house.drafted()
    with house.writing() as session:
        item = house.meeting(session).items[0]
        with pytest.raises(Refused) as caught:
            confirm_category(session, now=house.now, item=item, by=house.by(session))
        assert caught.value.code == "same_person"
        confirm_category(session, now=house.now, item=item, by=session.get_one(Account, house.observer))


def test_a_confirmed_question_that_gets_another_title_is_confirmed_anew(house: House) -> None:
    house.drafted()
    with house.writing() as session:
        meeting = house.meeting(session)
        item = meeting.items[0]
        confirm_category(session, now=house.now, item=item, by=session.get_one(Account, house.observer))
        drafts = drafts_of(meeting)
        kept = change_question(
            session, now=house.now, assembly=meeting, item=item, draft=drafts[0], by=house.by(session)
        )
        assert kept.decision_confirmed_by == house.observer
        other = replace(drafts[0], title="Продать подвал")
        changed = change_question(
            session, now=house.now, assembly=meeting, item=item, draft=other, by=house.by(session)
        )
        assert changed.decision_confirmed_by is None


def test_nothing_of_the_agenda_changes_once_notices_are_out(house: House) -> None:
    house.drafted().announced()
    with house.writing() as session:
        meeting = house.meeting(session)
        with pytest.raises(Refused):
            compose_agenda(session, now=house.now, assembly=meeting, items=ITEMS, by=None)
        with pytest.raises(Refused):
            change_assembly(session, now=house.now, assembly=meeting, by=None, closes_at=CLOSES + timedelta(days=1))
        with pytest.raises(Refused):
            attach_document(
                session, now=house.now, files=house.application.files, item=meeting.items[0], name="a.pdf",
                content=b"%PDF", media_type="application/pdf", by=None,
            )  # fmt: skip
        with pytest.raises(Refused):
            confirm_category(session, now=house.now, item=meeting.items[0], by=session.get_one(Account, house.observer))
        change_assembly(session, now=house.now, assembly=meeting, by=None, chair="Прим Алла", secretary="Пробный Глеб")
    with house.writing() as session:
        assert house.meeting(session).chair == "Прим Алла"
        house.meeting(session).protocol_on = house.now.date()
        with pytest.raises(Refused):
            change_assembly(session, now=house.now, assembly=house.meeting(session), by=None, chair="Другой")


def test_a_draft_begins_its_ledger(house: House) -> None:
    house.drafted()
    with house.reading() as session:
        assert session.scalars(select(LedgerEntry.kind)).all() == ["assembly:created"]
