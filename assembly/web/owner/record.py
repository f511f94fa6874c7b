"""«Записано от вашего имени»: what is recorded, the paper beside it, «Всё верно» and «Это не моё решение»."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import NotFound
from assembly.model import Ballot, BallotView, CastVote, DisputeKind, Role, ScannedPage
from assembly.text import Text
from assembly.use_cases.confirm_record import confirm_record
from assembly.use_cases.law import takes_poll
from assembly.use_cases.note_view import note_view
from assembly.use_cases.raise_dispute import raise_dispute
from assembly.views.marks import mark_words, marks_picture
from assembly.views.recorded import Recorded, recorded
from assembly.views.stages import objections_end
from assembly.web.access import OWN_BALLOT
from assembly.web.owner.frame import frame_of, takes_votes
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit
from assembly.web.wording import day, moment

KINDS = {
    str(DisputeKind.NOT_MINE): Text("Это не моё решение: его подал кто-то другой"),
    str(DisputeKind.MISREAD): Text("Решение моё, но отметка прочитана неверно"),
    str(DisputeKind.WRONG_SHARE): Text("Неверно указаны помещение или голоса"),
}
ROLES = {
    "owner": Text("собственник"), "organiser": Text("организатор"), "desk": Text("приём решений"),
    "counter": Text("счётная комиссия"), "auditor": Text("проверяющий"), "operator": Text("телефон"),
}  # fmt: skip
LOOKS = {
    "votes": Text("ответы"), "page": Text("скан"), "crop": Text("одна отметка"), "state": Text("состояние, без ответов"),
}  # fmt: skip
LOOKED_AGAIN = timedelta(minutes=15)
"""Within this the owner's own second look is the same look."""


@page("/b/{ballot_id:str}/record", OWN_BALLOT)
def record_page(visit: Visit, ballot_id: str) -> Answer:
    """Everything recorded in the owner's name, from every print of the решение and online."""
    _note_own_look(visit)
    return _show(visit)


@page("/b/{ballot_id:str}/record/page/{page_id:str}", OWN_BALLOT)
def scan_picture(visit: Visit, ballot_id: str, page_id: str) -> Answer:
    """One scanned page of the own решение."""
    with visit.reading() as session:
        sha256 = _own_page(visit, session, page_id).image_sha256
    return visit.kept_file(sha256, _picture_type(visit.application.files.path(sha256)))


@page("/b/{ballot_id:str}/record/mark/{page_id:str}/{contest:str}", OWN_BALLOT)
def mark_picture(visit: Visit, ballot_id: str, page_id: str, contest: str) -> Answer:
    """The boxes of one question, cut out of the scanned page."""
    with visit.reading() as session:
        _own_page(visit, session, page_id)
    return visit.content(marks_picture(visit.application, page_id, contest), "image/png")


@action("/b/{ballot_id:str}/record/right", OWN_BALLOT)
def confirm_form(visit: Visit, ballot_id: str) -> Answer:
    """«Всё верно»; may be repeated."""
    with visit.writing() as session:
        cast = _own_cast(visit, session, visit.form.get("cast"))
        confirm_record(session, now=visit.now, cast_vote=cast, by=visit.account(session))
    return visit.go(f"/b/{ballot_id}/record")


@page("/b/{ballot_id:str}/objection", OWN_BALLOT)
def objection_page(visit: Visit, ballot_id: str) -> Answer:
    """What is wrong, in the owner's words."""
    return _show_objection(visit, visit.query("cast"))


@action("/b/{ballot_id:str}/objection", OWN_BALLOT)
def objection_form(visit: Visit, ballot_id: str) -> Answer:
    """Open an objection; one that is open already stays the one."""
    return visit.attempt(lambda: _object(visit), lambda: _show_objection(visit, visit.form.get("cast")))


def _object(visit: Visit) -> Answer:
    kind = visit.form.choice("kind", Text("что неверно"), KINDS)
    words = visit.form.text("words", Text("ваши слова"), at_most=2000, required=False)
    visit.form.check()
    with visit.writing() as session:
        cast = _own_cast(visit, session, visit.form.get("cast"))
        raise_dispute(
            session, now=visit.now, cast_vote=cast, kind=DisputeKind(kind), words=words, by=visit.account(session)
        )
    return visit.go(f"/b/{visit.place.ballot_id}/record")


def _show(visit: Visit) -> Answer:
    with visit.reading() as session:
        ballot = visit.ballot(session)
        assembly, zone = ballot.assembly, ballot.assembly.building.timezone
        found = [
            recorded(session, ballot=one, now=visit.now, language=visit.language)
            for one in own_ballots(session, ballot)
        ]
        last_day = objections_end(assembly) - timedelta(microseconds=1)
        return visit.page(
            "owner/record.html", **frame_of(visit, ballot),
            records=[(one, cast) for one in found for cast in one.casts],
            words=_mark_words(visit, session, found),
            waiting=[one for one in found if not one.casts and (one.handed_in_at or one.waiting_pages)],
            looks=[(one, look) for one in found for look in one.looks],
            roles_words=ROLES, looks_words=LOOKS, me=visit.person.name if visit.person else "",
            may_object=any(one.may_object for one in found),
            object_until=day(last_day, zone, visit.language, now=visit.now),
            takes_votes=takes_votes(visit, assembly), online=assembly.online_voting or takes_poll(assembly),
            closes=moment(assembly.closes_at, zone, visit.language, now=visit.now),
        )  # fmt: skip


def _mark_words(visit: Visit, session: Session, found: list[Recorded]) -> dict[str, tuple[str, ...]]:
    """{page and contest: the words of its boxes in the order of the picture}."""
    words = {}
    for line in (line for one in found for cast in one.casts for line in cast.contests if line.page_id):
        scanned = session.get_one(ScannedPage, line.page_id)
        words[f"{line.page_id} {line.contest}"] = mark_words(scanned, line.contest, visit.language)
    return words


def _show_objection(visit: Visit, cast_id: str) -> Answer:
    with visit.reading() as session:
        ballot = visit.ballot(session)
        cast = _own_cast(visit, session, cast_id)
        kinds = [(kind, visit.say(words), "") for kind, words in KINDS.items()]
        return visit.page("owner/objection.html", **frame_of(visit, ballot), cast_id=cast.id, kinds=kinds)


def own_ballots(session: Session, ballot: Ballot) -> list[Ballot]:
    """Every ballot of the same owner in the assembly, the one of the route first."""
    if ballot.owner_id is None:
        return [ballot]
    query = select(Ballot).where(Ballot.assembly_id == ballot.assembly_id, Ballot.owner_id == ballot.owner_id)
    return sorted(session.scalars(query), key=lambda one: (one.id != ballot.id, one.number))


def _own_cast(visit: Visit, session: Session, cast_id: str) -> CastVote:
    mine = {one.id for one in own_ballots(session, visit.ballot(session))}
    cast = session.get(CastVote, cast_id)
    if cast is None or cast.ballot_id not in mine:
        raise NotFound
    return cast


def _own_page(visit: Visit, session: Session, page_id: str) -> ScannedPage:
    mine = {one.id for one in own_ballots(session, visit.ballot(session))}
    found = session.get(ScannedPage, page_id)
    if found is None or found.ballot_id not in mine:
        raise NotFound
    return found


def _note_own_look(visit: Visit) -> None:
    """The owner's list of looks shows the owner too; a reload is no second look."""
    with visit.writing() as session:
        last = session.scalar(
            select(BallotView.at)
            .where(BallotView.ballot_id == visit.place.ballot_id, BallotView.account_id == visit.account_id)
            .where(BallotView.refused.is_(False))
            .order_by(BallotView.at.desc())
            .limit(1)
        )
        if last is None or visit.now - last > LOOKED_AGAIN:
            note_view(
                session, now=visit.now, ballot=visit.ballot(session), by=visit.account(session), role=Role.OWNER,
                what="votes",
            )  # fmt: skip


def _picture_type(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4)
    return "image/png" if head == b"\x89PNG" else "image/jpeg"
