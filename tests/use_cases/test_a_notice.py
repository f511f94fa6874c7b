"""Notices: the timetable, the freezing, the PDFs and mails, delivery and evidence, opening and prolonging."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from assembly.errors import Fixable, Refused
from assembly.model import Assembly, Delivery, Job, LedgerEntry, Message, Notice
from assembly.use_cases.compose_agenda import ItemDraft
from assembly.use_cases.contests import definition_sha256
from assembly.use_cases.law import online_ruling
from assembly.use_cases.make_notices import make_notice_pdfs
from assembly.use_cases.open_voting import missing_evidence, open_voting
from assembly.use_cases.prolong_voting import prolong_voting
from assembly.use_cases.record_delivery import record_delivery
from assembly.use_cases.record_evidence import record_evidence
from assembly.use_cases.send_messages import send_messages
from legal_rules import Breach
from tests.use_cases.small_house import CLOSES, DAY, ITEMS, NOW, OPENS, House


def facts(house: House, kind: str) -> dict[str, Any]:
    with house.reading() as session:
        record = session.scalars(select(LedgerEntry.record).where(LedgerEntry.kind == kind)).one()
    found: dict[str, Any] = json.loads(record)["facts"]
    return found


def test_a_notice_that_comes_late_is_refused_with_the_article(house: House) -> None:
    house.drafted(opens_at=NOW + 9 * DAY, closes_at=NOW + 20 * DAY)
    with pytest.raises(Refused) as caught:
        house.announced()
    assert caught.value.code == "notice_late"
    assert "45" in str(caught.value.article)
    house.drafted(opens_at=NOW + 11 * DAY, closes_at=NOW + 20 * DAY).announced()


def test_a_breach_of_no_effect_is_told_and_stops_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"ru": "Срок желателен.", "en": "The term is advised."}
    for effect, stops in (("none", False), ("voidable", True), ("", True)):
        breach = Breach("notice_late", said, said, "notice", "late", effect)
        monkeypatch.setattr("assembly.use_cases.law.timetable_breaches", lambda *_, found=breach, **__: [found])
        house.drafted(opens_at=NOW + 11 * DAY, closes_at=NOW + 20 * DAY)
        if stops:
            with pytest.raises(Refused, match="Срок желателен"):
                house.announced()
        else:
            house.announced()


@pytest.mark.parametrize(("days", "code"), [(6, "voting_too_short"), (61, "voting_too_long")])
def test_the_length_of_a_system_meeting_is_checked(house: House, days: int, code: str) -> None:
    house.drafted(closes_at=OPENS + days * DAY)
    with pytest.raises(Refused) as caught:
        house.announced()
    assert caught.value.code == code
    assert "47.1" in str(caught.value.article)


def test_what_the_notice_must_say_is_asked_for(house: House) -> None:
    house.drafted(initiator={}, administrator={})
    with pytest.raises(Fixable) as caught:
        house.announced()
    assert [problem.field for problem in caught.value.problems] == ["initiator", "administrator"]


def test_a_meeting_with_discussion_names_its_time_and_place(house: House) -> None:
    house.drafted(form="mixed")
    with pytest.raises(Fixable) as caught:
        house.announced()
    assert [problem.field for problem in caught.value.problems] == ["discussion_at"]


def test_a_question_without_a_known_rule_is_named(house: House) -> None:
    house.drafted(items=[*ITEMS, ItemDraft("О разном", "", "ru:44.2.99")])
    with pytest.raises(Refused) as caught:
        house.announced()
    assert caught.value.code == "no_rule"
    assert "Вопрос 4 «О разном»" in str(caught.value)


def test_every_owner_gets_one_notice_and_unknown_owners_none(house: House) -> None:
    house.drafted().announced().announced()
    with house.reading() as session:
        owners = sorted(notice.owner.name for notice in session.scalars(select(Notice)))
    assert owners == [
        "ООО «Пример»", "Образцов Борис", "Образцова Вера", "Прим Алла", "Пробная Дарья", "Пробный Глеб", "Тестова Ева",
    ]  # fmt: skip


def test_the_register_is_put_on_record_with_every_stake(house: House) -> None:
    house.drafted().announced()
    taken = facts(house, "register:taken")
    assert Fraction(taken["area"]) == Fraction("342.2")
    assert Fraction(taken["area_by_kind"]["parking"]) == Fraction("13.3")
    assert (taken["units"], taken["holdings"]) == (7, 9)
    assert sum(Fraction(stake["votes"]) for stake in taken["stakes"]) == Fraction("342.2")
    assert sorted(len(stake["owners"]) for stake in taken["stakes"]) == [0, 1, 1, 1, 1, 1, 1, 2]
    assert "Алла" not in json.dumps(taken, ensure_ascii=False)


def test_rules_and_policies_are_frozen_under_one_hash(house: House) -> None:
    house.drafted(cross_channel_policy="last").announced()
    composed = facts(house, "agenda:composed")
    with house.reading() as session:
        meeting = house.meeting(session)
        assert composed["definition_sha256"] == meeting.definition_sha256 == definition_sha256(meeting)
        assert meeting.items[2].rule["decision"] == "ru:44.2.2"
    assert composed["policies"]["cross_channel"] == "last"
    assert [item["rule"]["base"] for item in composed["items"]][2] == "all"


def test_notices_are_written_and_mailed_once(house: House) -> None:
    house.drafted().announced()
    application = house.application
    assert make_notice_pdfs(application, house.assembly) == 7
    assert make_notice_pdfs(application, house.assembly) == 0
    assert send_messages(application) == 5
    assert send_messages(application) == 0
    outbox = sorted(Path(application.settings.outbox).glob("*.eml"))
    assert len(outbox) == 5
    assert all(b"application/pdf" in mail.read_bytes() for mail in outbox)
    with house.reading() as session:
        delivered = session.scalars(select(Delivery.channel)).all()
        assert list(delivered) == ["email"] * 5
        notice = session.scalars(select(Notice)).first()
        assert notice is not None
        assert notice.sha256 is not None
        with application.files.open(notice.sha256) as pdf:
            assert pdf.read(5) == b"%PDF-"
        kinds = session.scalars(select(Job.kind).order_by(Job.created_at)).all()
    assert kinds.count("make_notices") == 1
    assert "send_messages" in kinds


def test_the_notice_carries_the_code_and_what_it_means_for_the_flat(house: House) -> None:
    import pypdfium2

    house.drafted().announced()
    make_notice_pdfs(house.application, house.assembly)
    with house.reading() as session:
        code = house.code_of(session, "Алла")
        notice = session.scalars(select(Notice).where(Notice.owner_id == house.owner(session, "Алла").id)).one()
        assert code.replace("-", "") not in notice.enrolment_digest
        path = house.application.files.path(str(notice.sha256))
    document = pypdfium2.PdfDocument(path)
    said = " ".join(page.get_textpage().get_text_range() for page in document).replace("\u00a0", " ")
    document.close()
    assert code in said
    assert "кв. 1" in said
    assert "+296 ₽ в месяц" in said, "5,5 ₽ × (40,5 + 13,3) м²"


def test_where_paper_alone_counts_the_notice_says_why_and_still_carries_the_code(house: House) -> None:
    import pypdfium2

    object.__setattr__(house.application, "settings", replace(house.application.settings, operator="private"))
    house.drafted().announced()
    make_notice_pdfs(house.application, house.assembly)
    with house.reading() as session:
        meeting = house.meeting(session)
        assert (meeting.operator, meeting.online_voting) == ("private", False)
        code = house.code_of(session, "Алла")
        why = str(online_ruling(meeting).sentence)
        notice = session.scalars(select(Notice).where(Notice.owner_id == house.owner(session, "Алла").id)).one()
    document = pypdfium2.PdfDocument(house.application.files.path(str(notice.sha256)))
    said = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    document.close()
    assert code in said
    assert why[:40] in said


def test_a_mail_that_fails_waits_and_is_given_up_after_five_tries(house: House) -> None:
    house.drafted().announced()
    make_notice_pdfs(house.application, house.assembly)

    class NoServer:
        def send(self, mail: object) -> None:
            raise OSError("no route to the mail server")

    mailer = house.application.mailer
    object.__setattr__(house.application, "mailer", NoServer())
    with house.reading() as session:
        first = session.scalars(select(Message.id).order_by(Message.created_at, Message.id)).first()
    for _ in range(5):
        with pytest.raises(OSError, match="no route"):
            send_messages(house.application, [str(first)])
    with house.reading() as session:
        message = session.get_one(Message, first)
        assert (message.state, message.attempts) == ("failed", 5)
    object.__setattr__(house.application, "mailer", mailer)
    assert send_messages(house.application) == 4


def test_deliveries_are_recorded_once_a_channel(house: House) -> None:
    house.drafted().announced()
    house.move_to(NOW + 2 * DAY)
    with house.writing() as session:
        notice = session.scalars(select(Notice)).first()
        assert notice is not None
        for _ in range(2):
            record_delivery(
                session, now=house.now, notice=notice, channel="signed_list", by=house.by(session), at=NOW + DAY
            )
        with pytest.raises(Fixable):
            record_delivery(session, now=house.now, notice=notice, channel="registered_letter", by=None, at=NOW - DAY)
        with pytest.raises(Refused) as caught:
            record_delivery(session, now=house.now, notice=notice, channel="posting", by=None)
        assert "45" in str(caught.value.article)
        assert len(session.scalars(select(Delivery)).all()) == 1


def _open(house: House) -> Assembly:
    with house.writing() as session:
        return open_voting(
            session, now=house.now, settings=house.application.settings, assembly=house.meeting(session), by=None
        )


def _enter(house: House, kind: str, **given: Any) -> None:
    with house.writing() as session:
        record_evidence(
            session,
            now=house.now,
            files=house.application.files,
            assembly=house.meeting(session),
            kind=kind,
            by=None,
            **given,
        )


def test_voting_opens_only_with_the_evidence_the_law_asks_for(house: House) -> None:
    house.drafted().announced()
    house.move_to(OPENS)
    with pytest.raises(Refused) as caught:
        _open(house)
    assert caught.value.code == "no_evidence"
    assert "ст. 45 ч. 4" in str(caught.value.article)
    _enter(house, "signed_list", content=b"%PDF-1.7", file_name="list.pdf")
    with pytest.raises(Refused, match="ГИС ЖКХ"):
        _open(house)
    _enter(house, "system_number", number="26-0001")
    assert _open(house).state == "voting"
    assert _open(house).opened_at == OPENS, "opening again changes nothing"


def test_the_number_alone_is_not_enough(house: House) -> None:
    house.drafted().announced()
    _enter(house, "system_number", number="26-0001")
    with house.reading() as session:
        assert [str(one) for one in missing_evidence(session, house.meeting(session))] == [
            "не приложено подтверждение вручения: реестр с подписями или почтовый реестр."
        ]


def test_posting_counts_only_where_an_earlier_assembly_allowed_it(house: House) -> None:
    house.drafted().announced()
    with pytest.raises(Refused):
        _enter(house, "posting_act", content=b"photo")
    with house.writing() as session:
        house.meeting(session).building.posting_allowed = True
    _enter(house, "posting_act", content=b"photo")
    _enter(house, "system_number", number="26-0001")
    with house.reading() as session:
        assert missing_evidence(session, house.meeting(session)) == []


@pytest.mark.parametrize("given", [{"kind": "system_number"}, {"kind": "postal_list"}])
def test_evidence_without_its_number_or_file_is_no_evidence(house: House, given: dict[str, Any]) -> None:
    house.drafted().announced()
    with pytest.raises(Fixable):
        _enter(house, **given)


def test_voting_does_not_open_before_its_time(house: House) -> None:
    house.drafted().announced().proven().move_to(OPENS - timedelta(seconds=1))
    with pytest.raises(Refused) as caught:
        _open(house)
    assert caught.value.code == "too_early"
    assert "14 марта 2026 г., 20:00" in str(caught.value).replace("\u00a0", " ")


def test_an_assembly_whose_time_has_passed_does_not_open(house: House) -> None:
    house.drafted().announced().proven().move_to(CLOSES + timedelta(seconds=1))
    with pytest.raises(Refused) as caught:
        _open(house)
    assert caught.value.code == "too_late"


def test_a_prolongation_is_public_and_told_to_all(open_house: House) -> None:
    later = CLOSES + 5 * DAY
    with open_house.writing() as session:
        for _ in range(2):
            prolong_voting(
                session, now=open_house.now, assembly=open_house.meeting(session), new_closes_at=later,
                reason="Не хватает кворума.", by=open_house.by(session),
            )  # fmt: skip
    with open_house.reading() as session:
        meeting = open_house.meeting(session)
        assert meeting.closes_at == later
        assert len(meeting.prolongations) == 1
        told = session.scalars(select(Message).where(Message.key.like("prolonged:%"))).all()
        assert len(told) == 5
    assert facts(open_house, "voting:prolonged")["reason"] == "Не хватает кворума."


def test_a_prolongation_keeps_within_the_law_and_the_time(open_house: House) -> None:
    def prolong(until: Any, reason: str = "Причина") -> None:
        with open_house.writing() as session:
            prolong_voting(
                session,
                now=open_house.now,
                assembly=open_house.meeting(session),
                new_closes_at=until,
                reason=reason,
                by=None,
            )

    with pytest.raises(Fixable):
        prolong(CLOSES)
    with pytest.raises(Fixable):
        prolong(CLOSES + DAY, " ")
    with pytest.raises(Refused) as caught:
        prolong(OPENS + 61 * DAY)
    assert caught.value.code == "voting_too_long"
    open_house.move_to(CLOSES + timedelta(seconds=1))
    with pytest.raises(Refused) as caught:
        prolong(CLOSES + DAY)
    assert caught.value.code == "too_late"
    with open_house.reading() as session:
        assert open_house.meeting(session).closes_at == CLOSES
