"""A new assembly, and the conditions of a draft with its dates held against the law."""

from __future__ import annotations

from typing import Any

from assembly.text import Text
from assembly.use_cases.change_assembly import change_assembly
from assembly.use_cases.choose_reading import choose_reading
from assembly.use_cases.create_assembly import create_assembly
from assembly.views.convening import convening_of_draft
from assembly.views.draft import breaches, dates, online_words
from assembly.views.house_law import reading_choices
from assembly.views.planning import first_lawful_moments
from assembly.web.organiser.draft_form import (
    draft_values,
    empty_values,
    form_choices,
    policy_choices,
    read_draft,
    read_protocol_fields,
    typed_values,
)
from assembly.web.organiser.frame import ACT, LOOK, assembly_frame, field_moment, house_frame, today
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit
from assembly.wording import format_date


@page("/house/{building_id:str}/assemblies/new", ACT)
def new_page(visit: Visit, building_id: str) -> Answer:
    """The form of a new assembly, with dates that the law allows."""
    return _show_new(visit)


@action("/house/{building_id:str}/assemblies/new", ACT)
def new_form(visit: Visit, building_id: str) -> Answer:
    """Begin an assembly. Not to be repeated."""
    return visit.attempt(lambda: _create(visit), lambda: _show_new(visit))


@page("/assembly/{assembly_id:str}/draft", LOOK)
def draft_page(visit: Visit, assembly_id: str) -> Answer:
    """The conditions of an assembly; fields to change while it is a draft."""
    return _show_draft(visit)


@action("/assembly/{assembly_id:str}/draft", ACT)
def draft_form(visit: Visit, assembly_id: str) -> Answer:
    """Change a draft. May be repeated."""
    return visit.attempt(lambda: _change(visit), lambda: _show_draft(visit))


@action("/assembly/{assembly_id:str}/readings", ACT)
def readings_form(visit: Visit, assembly_id: str) -> Answer:
    """How the disputed places of the law are read in this assembly, each with a reason. May be repeated."""
    return visit.attempt(lambda: _choose_readings(visit), lambda: _show_draft(visit))


@action("/assembly/{assembly_id:str}/people", ACT)
def people_form(visit: Visit, assembly_id: str) -> Answer:
    """Who presides and counts, and where papers are kept: may change after the notices too. May be repeated."""
    return visit.attempt(lambda: _change_people(visit), lambda: _show_draft(visit))


def _show_new(visit: Visit) -> Answer:
    with visit.reading() as session:
        building = visit.building(session)
        form = visit.query("form", "mixed")
        form = form if form in {name for name, _, _ in form_choices(visit)} else "mixed"
        opens, closes = first_lawful_moments(building.pack, form, now=visit.now, timezone=building.timezone)
        day = format_date(today(visit, building), visit.language)
        values: dict[str, Any] = empty_values() | {
            "title": visit.say(Text("Общее собрание собственников {year} года", year=str(opens.year))), "form": form,
            "opens_at": field_moment(opens, building.timezone), "closes_at": field_moment(closes, building.timezone),
            "acceptance_address": building.address, "objection_days": 3, "enrolment_wait_days": 3,
            "telephone": building.telephone or visit.application.settings.telephone, "cross_channel_policy": "first",
            "parking_counted_both_ways": True,
        }  # fmt: skip
        return visit.page(
            "organiser/draft.html", **house_frame(visit, building), values=values | typed_values(visit.form),
            **_choices(visit), is_new=True,
            convening=convening_of_draft(session, building=building, now=visit.now, language=visit.language),
            warned=[], day=day, frozen=False, state="draft", dates=[], online=None, readings=[],
        )  # fmt: skip


def _choices(visit: Visit) -> dict[str, Any]:
    return {
        "form_choices": form_choices(visit),
        "policy_choices": policy_choices(visit),
        "typed": bool(visit.form.names()),
    }


def _create(visit: Visit) -> Answer:
    with visit.reading() as session:
        zone = visit.building(session).timezone
    fields = read_draft(visit.form, zone)
    with visit.writing() as session:
        drafted = create_assembly(
            session, now=visit.now, settings=visit.application.settings, building=visit.building(session),
            by=visit.account(session), **fields,
        )  # fmt: skip
        return visit.go(f"/assembly/{drafted.id}/draft?saved=1")


def _show_draft(visit: Visit) -> Answer:
    with visit.reading() as session:
        assembly = visit.assembly(session)
        frame = assembly_frame(visit, session, "draft")
        warned = breaches(assembly, now=visit.now, language=visit.language) if frame["is_draft"] else []
        return visit.page(
            "organiser/draft.html", **frame, values=draft_values(assembly) | typed_values(visit.form),
            **_choices(visit), is_new=False,
            warned=warned, frozen=not frame["is_draft"], saved=bool(visit.query("saved")),
            day=format_date(today(visit, assembly.building), visit.language),
            dates=dates(assembly, now=visit.now, language=visit.language),
            online=online_words(assembly, language=visit.language),
            readings=reading_choices(session, assembly=assembly, language=visit.language),
            convening=convening_of_draft(
                session, building=assembly.building, initiator=assembly.initiator, now=visit.now, language=visit.language
            ),
        )  # fmt: skip


def _change(visit: Visit) -> Answer:
    with visit.reading() as session:
        zone = visit.assembly(session).building.timezone
    fields = read_draft(visit.form, zone)
    with visit.writing() as session:
        change_assembly(session, now=visit.now, assembly=visit.assembly(session), by=visit.account(session), **fields)
    return visit.go(f"/assembly/{visit.place.assembly_id}/draft?saved=1")


def _choose_readings(visit: Visit) -> Answer:
    form = visit.form
    with visit.writing() as session:
        assembly, by = visit.assembly(session), visit.account(session)
        for one in reading_choices(session, assembly=assembly, language=visit.language):
            option, why = form.get(f"reading_{one.switch}"), form.get(f"why_{one.switch}")
            if option and (option, why) != (one.chosen, one.why):
                choose_reading(
                    session, now=visit.now, assembly=assembly, switch=one.switch, option=option, why=why, by=by
                )
    return visit.go(f"/assembly/{visit.place.assembly_id}/draft?saved=1#readings")


def _change_people(visit: Visit) -> Answer:
    fields = read_protocol_fields(visit.form)
    visit.form.check()
    with visit.writing() as session:
        change_assembly(session, now=visit.now, assembly=visit.assembly(session), by=visit.account(session), **fields)
    return visit.go(f"/assembly/{visit.place.assembly_id}/draft?saved=1")


HANDLERS = [new_page, new_form, draft_page, draft_form, readings_form, people_form]
