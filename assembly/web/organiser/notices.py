"""Notices: the dates held against the law, sending, printing, handing over, and the proof of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sqlalchemy import select

from assembly.errors import NotFound
from assembly.model import Assembly, AssemblyState, DeliveryChannel, EvidenceKind, Notice, NoticeEvidence, PrintKind
from assembly.text import Text
from assembly.use_cases.ask_for_print import ask_for_print
from assembly.use_cases.open_voting import missing_evidence
from assembly.use_cases.print_parts import ENTRANCE, HOUSE
from assembly.use_cases.record_delivery import record_delivery
from assembly.use_cases.record_evidence import record_evidence
from assembly.use_cases.send_notice import send_notice
from assembly.views.draft import breaches, dates, items_of, missing_for_notice
from assembly.views.notice_list import CHANNELS, EVIDENCE, evidence_of, notice_list
from assembly.views.print_plan import newest_run
from assembly.web.organiser.frame import ACT, LOOK, assembly_frame, today
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit

EVIDENCE_BYTES = 120 << 20


@page("/assembly/{assembly_id:str}/notice", LOOK)
def notice_page(visit: Visit, assembly_id: str) -> Answer:
    """The last look before the notices go out."""
    return _show_notice(visit)


@action("/assembly/{assembly_id:str}/notice", ACT)
def notice_form(visit: Visit, assembly_id: str) -> Answer:
    """Send the notices; agenda, rules and register are fixed from now on. May be repeated: they go out once."""
    return visit.attempt(lambda: _send(visit), lambda: _show_notice(visit))


@page("/assembly/{assembly_id:str}/notices", LOOK)
def notices_page(visit: Visit, assembly_id: str) -> Answer:
    """Every notice with its PDF and how it was handed over."""
    return _show_notices(visit)


@action("/assembly/{assembly_id:str}/notices/print", ACT)
def print_notices_form(visit: Visit, assembly_id: str) -> Answer:
    """Ask for one file of all notices, or of one staircase. May be repeated: while one is being made it stays one."""
    return visit.attempt(lambda: _print(visit), lambda: _show_notices(visit))


@page("/assembly/{assembly_id:str}/notices/{notice_id:str}/notice.pdf", ACT)
def one_notice(visit: Visit, assembly_id: str, notice_id: str) -> Answer:
    """The notice of one owner; it carries the code to enrol with, so auditors do not open it."""
    with visit.reading() as session:
        sha256 = session.get_one(Notice, notice_id).sha256
    if sha256 is None:
        raise NotFound
    return visit.kept_file(sha256, "application/pdf", "soobshchenie.pdf", inline=True)


@page("/assembly/{assembly_id:str}/notices/delivery-list.pdf", LOOK)
def delivery_list(visit: Visit, assembly_id: str) -> Answer:
    """Реестр вручения to print and have signed."""
    from assembly.documents.delivery_list import make_delivery_list
    from assembly.documents.facts_delivery_list import gather_delivery_list

    with visit.reading() as session:
        assembly = visit.assembly(session)
        facts = gather_delivery_list(
            session, assembly=assembly, on=today(visit, assembly.building), language=visit.language
        )
    return visit.content(make_delivery_list(facts), "application/pdf", "reestr-vrucheniya.pdf")


@action("/assembly/{assembly_id:str}/notices/delivered", ACT)
def delivered_form(visit: Visit, assembly_id: str) -> Answer:
    """Several notices were handed over on one day. May be repeated: the first record stays."""
    return visit.attempt(lambda: _deliver(visit), lambda: _show_notices(visit))


@page("/assembly/{assembly_id:str}/evidence", LOOK)
def evidence_page(visit: Visit, assembly_id: str) -> Answer:
    """The proof that the owners were told: what is entered, what is missing."""
    return _show_evidence(visit)


@action("/assembly/{assembly_id:str}/evidence", ACT, limit=EVIDENCE_BYTES)
def evidence_form(visit: Visit, assembly_id: str) -> Answer:
    """Enter a number or documents. May be repeated: the same is entered once."""
    return visit.attempt(lambda: _prove(visit), lambda: _show_evidence(visit))


@page("/assembly/{assembly_id:str}/evidence/{evidence_id:str}", LOOK)
def evidence_file(visit: Visit, assembly_id: str, evidence_id: str) -> Answer:
    """A scanned proof."""
    with visit.reading() as session:
        kept = session.get_one(NoticeEvidence, evidence_id)
    if kept.sha256 is None:
        raise NotFound
    return visit.kept_file(kept.sha256, "application/octet-stream", kept.file_name or "document")


def _show_notice(visit: Visit) -> Answer:
    with visit.reading() as session:
        assembly = visit.assembly(session)
        frame = assembly_frame(visit, session, "notices")
        if not frame["is_draft"] and visit.refusal is None:
            return visit.go(f"/assembly/{assembly.id}/notices")
        items = items_of(session, assembly=assembly, account=visit.account(session), language=visit.language)
        return visit.page(
            "organiser/notice.html", **frame, warned=breaches(assembly, now=visit.now, language=visit.language),
            dates=dates(assembly, now=visit.now, language=visit.language), missing=missing_for_notice(assembly),
            unconfirmed=[item.number for item in items if item.needs_second],
            unknown=[item for item in items if not item.kind.known], items=items,
        )  # fmt: skip


def _send(visit: Visit) -> Answer:
    with visit.writing() as session:
        send_notice(
            session, now=visit.now, settings=visit.application.settings, keys=visit.application.keys,
            assembly=visit.assembly(session), by=visit.account(session),
        )  # fmt: skip
    return visit.go(f"/assembly/{visit.place.assembly_id}/notices")


def _show_notices(visit: Visit) -> Answer:
    with visit.reading() as session:
        assembly = visit.assembly(session)
        if assembly.state == AssemblyState.DRAFT:
            return visit.go(f"/assembly/{assembly.id}/notice")
        entrance = visit.form.get("entrance") or visit.query("entrance")
        only_open = (visit.form.get("open") or visit.query("open")) == "1"
        listed = notice_list(
            session, assembly=assembly, entrance=entrance, only_open=only_open, language=visit.language
        )
        return visit.page(
            "organiser/notices.html", **assembly_frame(visit, session, "notices"), listed=listed, entrance=entrance,
            only_open=only_open, channels=_channels(visit, assembly), today=today(visit, assembly.building).isoformat(),
            missing=[visit.say(one) for one in missing_evidence(session, assembly)],
            evidence=evidence_of(session, assembly=assembly, language=visit.language),
            pile=newest_run(
                session, assembly=assembly, kind=PrintKind.NOTICES, part=_part(entrance), language=visit.language
            ),
        )  # fmt: skip


def _print(visit: Visit) -> Answer:
    entrance = visit.form.get("entrance")
    with visit.writing() as session:
        ask_for_print(
            session, now=visit.now, assembly=visit.assembly(session), kind=PrintKind.NOTICES, by=visit.account(session),
            part=_part(entrance),
        )  # fmt: skip
    return visit.go(
        f"/assembly/{visit.place.assembly_id}/notices" + (f"?entrance={quote(entrance)}" if entrance else "")
    )


def _part(entrance: str) -> str:
    return f"{ENTRANCE}{entrance}" if entrance else HOUSE


def _channels(visit: Visit, assembly: Assembly) -> list[tuple[str, str]]:
    by_hand = [DeliveryChannel.SIGNED_LIST, DeliveryChannel.REGISTERED_LETTER]
    if assembly.building.posting_allowed:
        by_hand.append(DeliveryChannel.POSTING)
    return [(str(one), visit.say(CHANNELS[one])) for one in by_hand]


def _deliver(visit: Visit) -> Answer:
    form = visit.form
    channel = form.choice("channel", Text("как вручено"), [str(one) for one in DeliveryChannel])
    on = form.day("on", Text("день вручения"))
    wanted = form.all("notice")
    if form.get("all"):
        with visit.reading() as session:
            listed = notice_list(
                session, assembly=visit.assembly(session), entrance=form.get("entrance"),
                only_open=form.get("open") == "1",
            )  # fmt: skip
        wanted = [row.notice_id for row in listed.rows]
    if not wanted:
        form.wrong("notice", Text("Никто не отмечен."), Text("Отметьте собственников в списке."))
    form.check()
    with visit.writing() as session:
        assembly, by = visit.assembly(session), visit.account(session)
        query = select(Notice).where(Notice.assembly_id == assembly.id, Notice.id.in_(wanted))
        for notice in session.scalars(query.order_by(Notice.id)):
            at = max(_moment_of(on, assembly, visit.now), notice.created_at)
            record_delivery(session, now=visit.now, notice=notice, channel=channel, by=by, at=at)
    return visit.go(f"/assembly/{visit.place.assembly_id}/notices?open=1")


def _moment_of(on: date, assembly: Assembly, now: datetime) -> datetime:
    """Noon of a past day; this minute on the present one; a day that has not come stays wrong."""
    zone = ZoneInfo(assembly.building.timezone)
    noon = datetime.combine(on, time(12), zone).astimezone(UTC)
    return now if noon > now and noon - now < timedelta(hours=12) else noon


def _show_evidence(visit: Visit) -> Answer:
    with visit.reading() as session:
        assembly = visit.assembly(session)
        kinds = [one for one in EVIDENCE if one is not EvidenceKind.SYSTEM_NUMBER]
        if not assembly.building.posting_allowed:
            kinds.remove(EvidenceKind.POSTING_ACT)
        return visit.page(
            "organiser/evidence.html", **assembly_frame(visit, session, "notices"),
            missing=[visit.say(one) for one in missing_evidence(session, assembly)],
            evidence=evidence_of(session, assembly=assembly, language=visit.language),
            kinds=[(str(one), visit.say(EVIDENCE[one]), "") for one in kinds], gis_number=assembly.gis_number or "",
        )  # fmt: skip


def _prove(visit: Visit) -> Answer:
    form = visit.form
    if form.get("kind") == EvidenceKind.SYSTEM_NUMBER:
        given: Sequence[tuple[str | None, bytes | None]] = [(None, None)]
    else:
        form.choice("kind", Text("что это за документ"), [str(one) for one in EVIDENCE])
        files = form.files("file")
        if not files:
            form.wrong("file", Text("Нет файла."), Text("Приложите скан документа или фотографии."))
        form.check()
        given = [(file.name, file.content.read()) for file in files]
    with visit.writing() as session:
        for name, content in given:
            record_evidence(
                session, now=visit.now, files=visit.application.files, assembly=visit.assembly(session),
                kind=form.get("kind"), number=form.get("number"), file_name=name, content=content,
                by=visit.account(session),
            )  # fmt: skip
    return visit.go(f"/assembly/{visit.place.assembly_id}/evidence")


HANDLERS = [
    notice_page, notice_form, notices_page, print_notices_form, one_notice, delivery_list, delivered_form, evidence_page,
    evidence_form, evidence_file,
]  # fmt: skip
