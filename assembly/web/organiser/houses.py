"""Houses: the list, one house, a new house, and who works in it."""

from __future__ import annotations

from sqlalchemy import select

from assembly.errors import Fixable
from assembly.model import Account, Role
from assembly.text import Text
from assembly.use_cases.change_building import change_building
from assembly.use_cases.create_account import create_account
from assembly.use_cases.create_building import create_building
from assembly.use_cases.grant_role import grant_role
from assembly.use_cases.law_facts import asked_of_house
from assembly.use_cases.passwords import normalise_login
from assembly.use_cases.tell_house import tell_by_law, tell_fact
from assembly.views.buildings import ROLE_NAMES, ROLE_NOTES, assemblies_of, houses_of, register_summary, staff_of
from assembly.views.house_law import asked_facts_of
from assembly.web.access import INSTALLER, SIGNED_IN
from assembly.web.organiser.frame import ACT, LOOK, house_frame, today
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit
from legal_rules import packs


@page("/houses", SIGNED_IN)
def houses_page(visit: Visit) -> Answer:
    """The houses somebody organises or audits."""
    with visit.reading() as session:
        account = visit.account(session)
        rows = houses_of(session, account=account, language=visit.language)
    return visit.page("organiser/houses.html", rows=rows, is_installer=account.is_installer)


@page("/houses/new", INSTALLER)
def new_house_page(visit: Visit) -> Answer:
    """The form of a new house."""
    return _show_new(visit)


@action("/houses/new", INSTALLER)
def new_house_form(visit: Visit) -> Answer:
    """Add a house; whoever adds it becomes its organiser. Not to be repeated."""
    return visit.attempt(lambda: _add_house(visit), lambda: _show_new(visit))


@page("/house/{building_id:str}", LOOK)
def house_page(visit: Visit, building_id: str) -> Answer:
    """One house: its assemblies, its register, its staff."""
    with visit.reading() as session:
        building = visit.building(session)
        return visit.page(
            "organiser/house.html", **house_frame(visit, building), building=building,
            assemblies=assemblies_of(session, building=building, language=visit.language),
            register=register_summary(session, building=building, language=visit.language),
            staff=staff_of(session, building=building, language=visit.language),
        )  # fmt: skip


@page("/house/{building_id:str}/facts", ACT)
def facts_page(visit: Visit, building_id: str) -> Answer:
    """What may be put right about the house, and what the law asks of it."""
    return _show_facts(visit)


@action("/house/{building_id:str}/facts", ACT)
def facts_form(visit: Visit, building_id: str) -> Answer:
    """Put it right. May be repeated."""
    return visit.attempt(lambda: _put_right(visit), lambda: _show_facts(visit))


@action("/house/{building_id:str}/law-facts", ACT)
def law_facts_form(visit: Visit, building_id: str) -> Answer:
    """What the law asks of the house, each with its document. May be repeated: the last entry stands."""
    return visit.attempt(lambda: _tell(visit), lambda: _show_facts(visit))


@page("/house/{building_id:str}/staff", LOOK)
def staff_page(visit: Visit, building_id: str) -> Answer:
    """Who works in the house, and the forms to add somebody."""
    return _show_staff(visit)


@action("/house/{building_id:str}/staff/role", ACT)
def role_form(visit: Visit, building_id: str) -> Answer:
    """Give somebody who has a login a role in the house. May be repeated."""
    return visit.attempt(lambda: _grant(visit), lambda: _show_staff(visit))


@action("/house/{building_id:str}/staff/account", INSTALLER)
def account_form(visit: Visit, building_id: str) -> Answer:
    """Make a login for a member of staff, with a first role. Not to be repeated."""
    return visit.attempt(lambda: _add_account(visit), lambda: _show_staff(visit))


def _show_facts(visit: Visit) -> Answer:
    with visit.reading() as session:
        building = visit.building(session)
        asked = asked_facts_of(building, today(visit, building), visit.language)
        return visit.page("organiser/house_facts.html", **house_frame(visit, building), building=building, asked=asked)


def _put_right(visit: Visit) -> Answer:
    form = visit.form
    with visit.writing() as session:
        change_building(
            session, now=visit.now, building=visit.building(session), telephone=form.get("telephone"),
            management=form.get("management"), cadastral_number=form.get("cadastral_number"),
            posting_allowed=form.ticked("posting_allowed"), by=visit.account(session),
        )  # fmt: skip
    return visit.go(f"/house/{visit.place.building_id}")


def _tell(visit: Visit) -> Answer:
    form = visit.form
    with visit.writing() as session:
        building, by = visit.building(session), visit.account(session)
        for one in asked_of_house(building.pack, today(visit, building)):
            if f"{one.field}_evidence" in form.names():
                tell = tell_fact if one.kind == "fact" else tell_by_law
                tell(
                    session, now=visit.now, building=building, name=one.name, value=form.get(one.field),
                    evidence=form.get(f"{one.field}_evidence"), by=by,
                )  # fmt: skip
    return visit.go(f"/house/{visit.place.building_id}/facts")


def _show_new(visit: Visit) -> Answer:
    known = [(name, visit.say(pack.title)) for name, pack in packs().items()]
    return visit.page("organiser/house_new.html", packs=sorted(known, key=lambda one: (one[0] != "ru", one[1])))


def _add_house(visit: Visit) -> Answer:
    form = visit.form
    address = form.text("address", Text("адрес дома"), at_most=500)
    form.check()
    with visit.writing() as session:
        building = create_building(
            session, now=visit.now, address=address, pack=form.get("pack") or "ru",
            timezone=form.get("timezone") or "Europe/Moscow", cadastral_number=form.get("cadastral_number")[:60] or None,
            management=form.get("management")[:300] or None, telephone=form.get("telephone")[:60] or None,
            posting_allowed=form.ticked("posting_allowed"), by=visit.account(session),
        )  # fmt: skip
        return visit.go(f"/house/{building.id}")


def _show_staff(visit: Visit) -> Answer:
    with visit.reading() as session:
        building = visit.building(session)
        roles = [
            (str(role), visit.say(words).capitalize(), visit.say(ROLE_NOTES[role]))
            for role, words in ROLE_NAMES.items()
        ]
        return visit.page(
            "organiser/staff.html", **house_frame(visit, building), role_options=roles,
            staff=staff_of(session, building=building, language=visit.language),
        )  # fmt: skip


def _grant(visit: Visit) -> Answer:
    role = visit.form.choice("role", Text("что поручено"), [str(one) for one in ROLE_NAMES])
    login = normalise_login(visit.form.text("login", Text("логин"), at_most=200))
    visit.form.check()
    with visit.writing() as session:
        account = session.scalar(select(Account).where(Account.login == login))
        if account is None:
            raise Fixable.one(
                Text("Такого логина нет."), Text("Проверьте буквы или создайте учётную запись."), field="login"
            )
        by, building = visit.account(session), visit.building(session)
        grant_role(session, now=visit.now, account=account, building=building, role=Role(role), by=by)
    return visit.go(f"/house/{visit.place.building_id}/staff")


def _add_account(visit: Visit) -> Answer:
    form = visit.form
    role = form.choice("new_role", Text("что поручено"), [str(one) for one in ROLE_NAMES])
    name = form.text("display_name", Text("фамилия и имя"))
    email = form.email("email", Text("электронная почта"))
    form.check()
    with visit.writing() as session:
        account = create_account(
            session, now=visit.now, login=form.get("new_login"), display_name=name, password=form.secret("password"),
            email=email, language=visit.language,
        )  # fmt: skip
        by, building = visit.account(session), visit.building(session)
        grant_role(session, now=visit.now, account=account, building=building, role=Role(role), by=by)
    return visit.go(f"/house/{visit.place.building_id}/staff")


HANDLERS = [
    houses_page,
    new_house_page,
    new_house_form,
    house_page,
    facts_page,
    facts_form,
    law_facts_form,
    staff_page,
    role_form,
    account_form,
]
