"""The timetable as a file, and the address from which a calendar reads it again and again.

A calendar cannot sign in, so the address itself carries the right: it names the account and holds a key that only this
installation can compute, from the account, the assembly and the present password. At every reading the account's roles
are looked up anew: who has lost the last one, or has changed the password, has an address that leads nowhere.
"""

from __future__ import annotations

import hmac

from sqlalchemy.orm import Session

from assembly.documents.calendar_file import CalendarDate, CalendarFacts, make_calendar
from assembly.errors import NotFound
from assembly.model import Account, Assembly, AssemblyState, Role
from assembly.text import Text
from assembly.views.timetable import Row, timetable_of
from assembly.web.access import PUBLIC
from assembly.web.gate import roles_of
from assembly.web.routes import page
from assembly.web.visit import Answer, Visit

STAFF = frozenset(Role) - {Role.OWNER}
FILE = "calendar.ics"
_KEY_LENGTH = 40


@page("/calendar/{assembly_id:str}/{key:str}", PUBLIC)
def calendar(visit: Visit, assembly_id: str, key: str) -> Answer:
    """The dates that the holder of the address may see now; the public ones under the key `public`."""
    with visit.reading() as session:
        assembly = visit.assembly(session)
        audience = "public" if key == "public" else _audience_of(visit, session, key)
        if assembly.state == AssemblyState.DRAFT and audience != "staff":
            raise NotFound
        return calendar_answer(visit, assembly, audience)


def calendar_answer(visit: Visit, assembly: Assembly, audience: str) -> Answer:
    """The file with the dates that this audience may see."""
    found = timetable_of(assembly, now=visit.now, language=visit.language, audience=audience)
    paths = {"staff": f"/assembly/{assembly.id}/timetable", "owner": f"/a/{assembly.id}/timetable"}
    facts = CalendarFacts(
        assembly_id=assembly.id,
        title=assembly.title,
        place=assembly.building.address,
        timezone=assembly.building.timezone,
        link=visit.application.settings.base_url.rstrip("/") + paths.get(audience, f"/public/{assembly.id}"),
        made_at=visit.now,
        dates=tuple(_date(row, visit) for row in found.rows),
    )
    return visit.content(make_calendar(facts), "text/calendar; charset=utf-8", FILE, inline=False)


def _date(row: Row, visit: Visit) -> CalendarDate:
    bounds = {"latest": Text("Последний день: {what}"), "earliest": Text("Не раньше: {what}")}
    bound = bounds.get(row.side)
    title = Text(bound.msgid, what=row.title) if bound is not None else Text.of({"ru": row.title, "en": row.title})
    lines = [row.when, row.says, row.article, row.sure]
    return CalendarDate(f"{row.step}/{row.side}", row.on, visit.say(title), "\n".join(line for line in lines if line))


def subscription(visit: Visit, account: Account, assembly: Assembly) -> str:
    """The address for the calendar of this account."""
    base = visit.application.settings.base_url.rstrip("/")
    return f"{base}/calendar/{assembly.id}/{account.id}.{_key(visit, account, assembly.id)}"


def _key(visit: Visit, account: Account, assembly_id: str) -> str:
    name = f"{account.id}\0{assembly_id}\0{account.password_hash}"
    return visit.application.keys.derive("calendar", name).hex()[:_KEY_LENGTH]


def _audience_of(visit: Visit, session: Session, key: str) -> str:
    """What the account of the address may see today. Raises NotFound for a wrong key and for an account without a role."""
    account_id, _, given = key.partition(".")
    account = session.get(Account, account_id[:40]) if "\x00" not in account_id else None
    assembly_id = str(visit.place.assembly_id)
    if account is None or not hmac.compare_digest(given.encode(), _key(visit, account, assembly_id).encode()):
        raise NotFound
    roles = roles_of(session, account.id, visit.place)
    if not roles:
        raise NotFound
    visit.language = account.language
    return "staff" if roles & STAFF else "owner"


HANDLERS = [calendar]
