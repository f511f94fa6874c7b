"""What happens to owners between two registers: a sale, a death, a representative."""

from __future__ import annotations

from sqlalchemy.orm import Session

from assembly.errors import NotFound
from assembly.model import Holding, Owner
from assembly.text import Text
from assembly.use_cases.appoint_representative import appoint_representative
from assembly.use_cases.latest_snapshot import latest_snapshot
from assembly.use_cases.record_death import record_death
from assembly.use_cases.record_transfer import record_transfer
from assembly.views.register_table import OWNER_KINDS, held_row, owner_page, premises_words
from assembly.web.organiser.frame import ACT, LOOK, house_frame, maybe_day, today
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit

DOCUMENT_BYTES = 26 << 20


@page("/house/{building_id:str}/owner/{owner_id:str}", LOOK)
def one_owner(visit: Visit, building_id: str, owner_id: str) -> Answer:
    """An owner: premises, representatives, and what may have happened."""
    return _show_owner(visit)


@action("/house/{building_id:str}/owner/{owner_id:str}/death", ACT)
def death_form(visit: Visit, building_id: str, owner_id: str) -> Answer:
    """The day of death. May be repeated; another day corrects the former."""
    return visit.attempt(lambda: _record_death(visit), lambda: _show_owner(visit))


@action("/house/{building_id:str}/owner/{owner_id:str}/representative", ACT, limit=DOCUMENT_BYTES)
def representative_form(visit: Visit, building_id: str, owner_id: str) -> Answer:
    """Somebody with a login may answer for the owner, by a document. May be repeated."""
    return visit.attempt(lambda: _appoint(visit), lambda: _show_owner(visit))


@page("/house/{building_id:str}/holding/{holding_id:str}/sale", ACT)
def sale_page(visit: Visit, building_id: str, holding_id: str) -> Answer:
    """The form of a sale."""
    return _show_sale(visit)


@action("/house/{building_id:str}/holding/{holding_id:str}/sale", ACT)
def sale_form(visit: Visit, building_id: str, holding_id: str) -> Answer:
    """The share went to another owner on a day. May be repeated: the same sale is one."""
    return visit.attempt(lambda: _sell(visit), lambda: _show_sale(visit))


def _owner(visit: Visit, session: Session) -> Owner:
    return session.get_one(Owner, visit.request.path_params["owner_id"])


def _show_owner(visit: Visit) -> Answer:
    with visit.reading() as session:
        building, owner = visit.building(session), _owner(visit, session)
        snapshot = latest_snapshot(session, building)
        if snapshot is None:
            raise NotFound
        day = today(visit, building)
        shown = owner_page(session, owner=owner, snapshot=snapshot, today=day, language=visit.language)
        return visit.page(
            "organiser/owner.html", **house_frame(visit, building, "register"), owner=shown, today=day.isoformat()
        )


def _record_death(visit: Visit) -> Answer:
    on = visit.form.day("on", Text("день смерти"))
    visit.form.check()
    with visit.writing() as session:
        record_death(session, now=visit.now, owner=_owner(visit, session), on=on, by=visit.account(session))
    return visit.go(f"/house/{visit.place.building_id}/owner/{visit.request.path_params['owner_id']}")


def _appoint(visit: Visit) -> Answer:
    form = visit.form
    document = form.text("document", Text("документ представителя"), at_most=500)
    until = maybe_day(form, "until", Text("до какого дня действует"))
    scans = form.files("scan")
    form.check()
    content = scans[0].content.read() if scans else None
    with visit.writing() as session:
        appoint_representative(
            session, now=visit.now, owner=_owner(visit, session), login=form.get("login"), document=document,
            until=until, by=visit.account(session), files=visit.application.files, content=content,
            file_name=scans[0].name if scans else None,
        )  # fmt: skip
    return visit.go(f"/house/{visit.place.building_id}/owner/{visit.request.path_params['owner_id']}")


def _show_sale(visit: Visit) -> Answer:
    with visit.reading() as session:
        building, holding = visit.building(session), _holding(visit, session)
        day = today(visit, building)
        return visit.page(
            "organiser/sale.html", **house_frame(visit, building, "register"), today=day.isoformat(),
            premises=premises_words(holding.unit, visit.language), held=held_row(holding, day, visit.language),
            kinds=[(str(kind), visit.say(words), "") for kind, words in OWNER_KINDS.items()],
        )  # fmt: skip


def _holding(visit: Visit, session: Session) -> Holding:
    return session.get_one(Holding, visit.request.path_params["holding_id"])


def _sell(visit: Visit) -> Answer:
    form = visit.form
    on = form.day("on", Text("день регистрации права"))
    name = form.text("new_owner_name", Text("новый собственник"), at_most=500)
    kind = form.choice("new_owner_kind", Text("кто новый собственник"), [str(kind) for kind in OWNER_KINDS])
    document = form.text("title_document", Text("документ о праве"), at_most=500)
    email = form.email("email", Text("электронная почта"))
    form.check()
    with visit.writing() as session:
        bought = record_transfer(
            session, now=visit.now, holding=_holding(visit, session), on=on, new_owner_name=name, new_owner_kind=kind,
            title_document=document, by=visit.account(session), email=email, keys=visit.application.keys,
        )  # fmt: skip
        return visit.go(f"/house/{visit.place.building_id}/owner/{bought.owner_id}")


HANDLERS = [one_owner, death_form, representative_form, sale_page, sale_form]
