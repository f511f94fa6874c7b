"""The clock of a training system, moved forward by an organiser."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, runtime_checkable

from assembly.errors import NotFound
from assembly.model import Role
from assembly.text import Text
from assembly.web.access import one_of
from assembly.web.routes import action, page
from assembly.web.sessions import prolong_all
from assembly.web.visit import Answer, Visit
from assembly.web.wording import moment

TIMEZONE = "Europe/Moscow"


@runtime_checkable
class MovableClock(Protocol):
    """A clock that can be moved forward (assembly.adapters.clock.TrainingClock)."""

    def now(self) -> datetime: ...

    def move_to(self, moment: datetime) -> datetime: ...


def training_clock(visit: Visit) -> MovableClock:
    """The movable clock; there is no such page where the votes are real."""
    clock = visit.application.clock
    if not visit.application.settings.training or not isinstance(clock, MovableClock):
        raise NotFound
    return clock


@page("/uchebnye-chasy", one_of(Role.ORGANISER))
def clock_page(visit: Visit) -> Answer:
    """What time the training has, and a field to move it forward."""
    return _show(visit, training_clock(visit))


@action("/uchebnye-chasy", one_of(Role.ORGANISER))
def clock_form(visit: Visit) -> Answer:
    """Move the clock; a moment that has passed is refused. Nobody is signed out by it."""
    clock = training_clock(visit)
    return visit.attempt(lambda: _move(visit, clock), lambda: _show(visit, clock))


def _move(visit: Visit, clock: MovableClock) -> Answer:
    to = visit.form.moment("to", Text("новое время"), TIMEZONE)
    if not visit.form.problems and to <= visit.now:
        visit.form.wrong("to", Text("Это время уже прошло."), Text("Учебные часы идут только вперёд."))
    visit.form.check()
    reached = clock.move_to(to)
    with visit.writing() as session:
        prolong_all(session, now=visit.now, by=reached - visit.now)
    return visit.go("/uchebnye-chasy")


def _show(visit: Visit, clock: MovableClock) -> Answer:
    now = clock.now()
    return visit.page("clock.html", shown=moment(now, TIMEZONE, visit.language, now=now))
