"""The dates of an assembly by its pages: done, next, overdue; the planner; the calendar and who may read it."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from assembly.bootstrap import Application
from assembly.documents.calendar_file import CalendarDate, CalendarFacts, make_calendar
from assembly.model import Account, Assembly, AssemblyState, Building, RoleGrant
from assembly.views.planning import first_lawful_moments
from legal_rules import packs
from tests.web.house import CLOSES, OPENED, PASSWORD, House, build_house
from tests.web.organiser.conftest import Staff, make_staff
from tests.web.organiser.test_assembly_pages import draft
from tests.web.organiser.test_register_pages import shown

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
def house(application: Application, tmp_path: Path, clock: Any) -> House:
    return build_house(application, tmp_path, clock)


@pytest.fixture
def organiser(browser: Any, house: House) -> Any:
    browser.sign_in("somova", PASSWORD)
    return browser


def row(page: str, title: str) -> str:
    """One date as it is shown, from its state to its article."""
    found = re.findall(r'<li class="date date-(.*?)</li>', page, re.DOTALL)
    (text,) = [one for one in found if f"<h3>{html.escape(title)}</h3>" in one]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def later(browser: Any, clock: Any, moment: datetime, login: str = "somova") -> None:
    """Another day: signed in again, since nobody stays signed in for so long."""
    clock.move_to(moment)
    browser.sign_in(login, PASSWORD)


def dates_of(content: bytes) -> dict[str, Any]:
    """{summary: event} of a calendar file."""
    return {str(one["summary"]): one for one in Calendar.from_ical(content).walk("VEVENT")}


def test_each_date_has_its_article_and_its_state(organiser: Any, house: House, clock: Any) -> None:
    page = organiser.open(f"/assembly/{house.assembly_id}/timetable")
    notice = row(page, "Уведомить собственников")
    assert notice.startswith('done">')
    assert "не позднее 18 февраля сделано" in notice
    assert "Сделано: 14" in notice
    assert "ЖК РФ, ст. 45 ч. 4" in notice
    discussion = row(page, "Очное обсуждение")
    assert discussion.startswith('next" aria-current="step">')
    assert "следующее" in discussion
    assert "Сегодня." in discussion
    assert row(page, "Конец голосования").startswith('later">')
    protocol = row(page, "Составить протокол")
    assert protocol.startswith('later">')
    assert "не позднее 7" in protocol
    assert "Просрочено" not in page
    later(organiser, clock, CLOSES - timedelta(days=5))
    closing = row(organiser.open(f"/assembly/{house.assembly_id}/timetable"), "Конец голосования")
    assert closing.startswith('next" aria-current="step">')
    assert "Через 5 дней." in closing


def test_what_should_have_been_done_is_overdue_in_words(organiser: Any, house: House, clock: Any) -> None:
    """On the last day nothing is late; the day after it is said in words, at the top and at the date."""
    path = f"/assembly/{house.assembly_id}/timetable"
    with house.application.database.writing() as session:
        assembly = session.get_one(Assembly, house.assembly_id)
        assembly.state, assembly.ended_at = AssemblyState.PROCESSING, CLOSES
    later(organiser, clock, datetime(2026, 4, 7, 20, 59, tzinfo=UTC))  # 7 April in Moscow, a minute before midnight
    assert "Просрочено" not in organiser.open(path)
    clock.move_to(datetime(2026, 4, 7, 21, 0, tzinfo=UTC))
    page = organiser.open(path)
    assert "Просрочено: 2\u00a0срока" in page
    late = row(page, "Составить протокол")
    assert late.startswith('overdue">')
    assert "просрочено" in late
    originals = row(page, "Передать подлинники управляющей организации")
    assert originals.startswith('check">')
    assert "система не знает" in originals


def test_what_was_done_after_its_last_day_was_done_late(organiser: Any, house: House, clock: Any) -> None:
    later(organiser, clock, datetime(2026, 5, 1, 9, 0, tzinfo=UTC))
    for day, state in ((date(2026, 4, 7), "done"), (date(2026, 4, 8), "late")):
        with house.application.database.writing() as session:
            assembly = session.get_one(Assembly, house.assembly_id)
            assembly.ended_at, assembly.protocol_on = CLOSES, day
        page = organiser.open(f"/assembly/{house.assembly_id}/timetable")
        assert row(page, "Составить протокол").startswith(f'{state}">')


def test_an_owner_and_the_public_see_what_concerns_them(browser: Any, house: House) -> None:
    public = browser.open(f"/public/{house.assembly_id}")
    assert browser.status == 200
    assert "Конец голосования" in public
    assert "Передать подлинники" not in public
    browser.sign_in("titov", PASSWORD)
    page = browser.open(f"/a/{house.assembly_id}/timetable")
    assert browser.status == 200, shown(browser)
    assert "Составить протокол" in page
    assert "Оспорить в суде" in page
    assert "Передать подлинники" not in page


def test_the_planner_answers_with_the_last_day_of_every_earlier_step(
    browser: Any, application: Application, tmp_path: Path, clock: Any
) -> None:
    clock.move_to(datetime(2027, 2, 20, 9, 0, tzinfo=UTC))
    staff = make_staff(application, tmp_path)
    browser.sign_in("somova", PASSWORD)
    path = draft(
        browser, staff, opens_at="2027-03-10T09:00", closes_at="2027-03-24T20:00", discussion_at="2027-03-10T19:00"
    )
    page = browser.open(f"{path}/timetable?open=2027-03-10T09:00")
    assert (
        "Чтобы начать 10\u00a0марта 2027\u00a0г., уведомите собственников не позднее 27\u00a0февраля 2027\u00a0г.<"
        in page
    )
    assert "уже не успеть" not in page
    later(browser, clock, datetime(2027, 2, 27, 9, 0, tzinfo=UTC))
    assert "уже нельзя" not in browser.open(f"{path}/timetable?open=2027-03-10T09:00")
    later(browser, clock, datetime(2027, 2, 28, 9, 0, tzinfo=UTC))
    late = browser.open(f"{path}/timetable?open=2027-03-10T09:00")
    assert "Начать 10\u00a0марта 2027\u00a0г. уже нельзя" in late
    assert "самое раннее начало — 11\u00a0марта 2027\u00a0г.<" in late
    assert "уже не успеть" in late


@pytest.mark.parametrize("asked", ["", "soon", "2027-03-10T09:00+03:00", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_planner_without_a_moment_shows_no_plan(
    browser: Any, application: Application, tmp_path: Path, clock: Any, asked: str
) -> None:
    clock.move_to(datetime(2027, 2, 20, 9, 0, tzinfo=UTC))
    staff = make_staff(application, tmp_path)
    browser.sign_in("somova", PASSWORD)
    path = draft(browser, staff, opens_at="2027-03-10T09:00", closes_at="2027-03-24T20:00")
    browser.open(f"{path}/timetable?open={asked.replace('+', '%2B')}")
    assert browser.status == 200
    assert "Чтобы начать" not in browser.page
    assert "Когда вы хотите начать?" in browser.page


def test_after_the_notices_nothing_is_planned_any_more(organiser: Any, house: House) -> None:
    page = organiser.open(f"/assembly/{house.assembly_id}/timetable?open=2027-03-10T09:00")
    assert "Когда вы хотите начать?" not in page


def test_a_new_draft_begins_with_moments_that_the_law_allows() -> None:
    now = datetime(2027, 2, 20, 9, 0, tzinfo=UTC)
    opens, closes = first_lawful_moments("ru", "mixed", now=now, timezone="Europe/Moscow")
    assert opens == datetime(2027, 3, 5, 9, 0, tzinfo=MOSCOW)
    assert closes == datetime(2027, 3, 26, 20, 0, tzinfo=MOSCOW)
    opens, _ = first_lawful_moments("ru", "system", now=now, timezone="Europe/Moscow")
    assert opens == datetime(2027, 3, 8, 9, 0, tzinfo=MOSCOW)  # the message reaches the administrator on the 22nd


def test_the_calendar_holds_days_and_moments_in_the_zone_of_the_house(organiser: Any, house: House) -> None:
    path = f"/assembly/{house.assembly_id}/timetable.ics"
    organiser.open(path)
    assert organiser.answer.headers["content-type"].startswith("text/calendar")
    assert "calendar.ics" in organiser.answer.headers["content-disposition"]
    found = dates_of(organiser.answer.content)
    notice = found["Последний день: Уведомить собственников — Собрание 2026 года"]
    assert notice.decoded("dtstart") == date(2026, 2, 18)
    assert notice.decoded("dtend") == date(2026, 2, 19)
    closing = found["Конец голосования — Собрание 2026 года"]
    assert closing.decoded("dtstart") == CLOSES
    assert closing["dtstart"].params["TZID"] == "Europe/Moscow"
    assert closing.decoded("dtstart").hour == 20
    assert "ЖК РФ, ст. 45 ч. 4" in str(notice["description"])
    assert [str(one["tzid"]) for one in Calendar.from_ical(organiser.answer.content).walk("VTIMEZONE")] == [
        "Europe/Moscow"
    ]
    organiser.open(path)
    again = dates_of(organiser.answer.content)
    assert {name: str(one["uid"]) for name, one in again.items()} == {
        name: str(one["uid"]) for name, one in found.items()
    }
    assert len({str(one["uid"]) for one in found.values()}) == len(found)


@pytest.mark.parametrize(
    "title", ['=HYPERLINK("http://x","y")', "O'Connor <b>; a, b\\n", "две\nстроки\r\nEND:VCALENDAR", "Ә🏠"]
)
def test_any_name_comes_back_from_a_calendar_as_it_was(title: str) -> None:
    facts = CalendarFacts(
        "abc", title, title, "Europe/Moscow", "https://example.org/a/abc", datetime(2026, 3, 1, tzinfo=UTC),
        (CalendarDate("notice/latest", date(2026, 2, 18), title, title),
         CalendarDate("opening/known", OPENED, title, title)),
    )  # fmt: skip
    read = Calendar.from_ical(make_calendar(facts))
    events = read.walk("VEVENT")
    assert len(events) == 2
    plain = " ".join(title.split())
    assert {str(one["summary"]) for one in events} == {f"{plain} — {plain}"}
    assert {str(one["location"]) for one in events} == {plain}
    assert str(read["name"]) == plain


def subscribed(browser: Any, path: str) -> str:
    """The personal address on a page."""
    found = re.search(r"https?://[^<\s]*?(/calendar/[^<\s]+)", browser.open(path))
    assert found is not None
    return found[1]


def test_a_calendar_reads_with_the_rights_of_its_account(organiser: Any, new_browser: Any, house: House) -> None:
    staff_address = subscribed(organiser, f"/assembly/{house.assembly_id}/timetable")
    owner = new_browser()
    owner.sign_in("titov", PASSWORD)
    owner_address = subscribed(owner, f"/a/{house.assembly_id}/timetable")
    stranger = new_browser()
    for address, sees_originals in (
        (staff_address, True),
        (owner_address, False),
        (f"/calendar/{house.assembly_id}/public", False),
    ):
        stranger.open(address)
        assert stranger.status == 200
        assert any("подлинники управляющей" in name for name in dates_of(stranger.answer.content)) is sees_originals
    assert staff_address != owner_address


def test_an_address_ends_with_the_role_and_with_the_password(organiser: Any, new_browser: Any, house: House) -> None:
    address = subscribed(organiser, f"/assembly/{house.assembly_id}/timetable")
    stranger = new_browser()
    stranger.open(address)
    assert stranger.status == 200
    with house.application.database.writing() as session:
        account = session.get_one(Account, house.organiser_id)
        former, account.password_hash = account.password_hash, "another"
    stranger.open(address)
    assert stranger.status == 404
    with house.application.database.writing() as session:
        session.get_one(Account, house.organiser_id).password_hash = former
        for grant in session.query(RoleGrant).where(RoleGrant.account_id == house.organiser_id):
            session.delete(grant)
    stranger.open(address)
    assert stranger.status == 404


def test_a_forged_address_leads_nowhere(organiser: Any, new_browser: Any, house: House) -> None:
    address = subscribed(organiser, f"/assembly/{house.assembly_id}/timetable")
    good = address.rsplit("/", 1)[1]
    account = good.partition(".")[0]
    stranger = new_browser()
    for wrong in (
        good[:-1] + ("0" if good[-1] != "0" else "1"),
        account,
        f"{account}.",
        "x.y",
        "Public",
        f"{account}.é",
        "%00.x",
    ):
        stranger.open(f"/calendar/{house.assembly_id}/{wrong}")
        assert stranger.status == 404, wrong


def test_a_draft_is_nobodys_business_but_the_staffs(
    browser: Any, new_browser: Any, application: Application, tmp_path: Path, clock: Any
) -> None:
    clock.move_to(datetime(2026, 2, 10, 9, 0, tzinfo=UTC))
    staff: Staff = make_staff(application, tmp_path)
    browser.sign_in("somova", PASSWORD)
    path = draft(browser, staff)
    stranger = new_browser()
    stranger.open(f"/calendar/{staff.assembly_id}/public")
    assert stranger.status == 404
    stranger.open(subscribed(browser, f"{path}/timetable"))
    assert stranger.status == 200


def test_the_dates_of_every_country_can_be_read(
    browser: Any, application: Application, tmp_path: Path, clock: Any
) -> None:
    """Whatever a pack knows or does not know, the pages and the calendar answer, in both languages."""
    clock.move_to(datetime(2027, 2, 10, 9, 0, tzinfo=UTC))
    staff = make_staff(application, tmp_path)
    browser.sign_in("somova", PASSWORD)
    path = draft(browser, staff, opens_at="2027-04-10T09:00", closes_at="2027-04-24T20:00", initiator_premises="45")
    for name, pack in packs().items():
        with application.database.writing() as session:
            assembly = session.get_one(Assembly, staff.assembly_id)
            assembly.pack = assembly.building.pack = name
            assembly.building.timezone = pack.time_zone
        for form in ("in_person", "mixed", "absentee", "system"):
            with application.database.writing() as session:
                session.get_one(Assembly, staff.assembly_id).form = form
            for page in ("/timetable?open=2027-04-10T09:00", "/timetable.ics", "/draft"):
                browser.open(path + page)
                assert browser.status == 200, (name, form, page)
        browser.open(f"/house/{staff.building_id}/assemblies/new")
        assert browser.status == 200, name
        browser.open(f"/house/{staff.building_id}/convening?units=45")
        assert browser.status == 200, name


def test_a_term_without_a_day_is_told_in_its_own_words(
    browser: Any, application: Application, tmp_path: Path, clock: Any
) -> None:
    clock.move_to(datetime(2027, 2, 10, 9, 0, tzinfo=UTC))
    staff = make_staff(application, tmp_path)
    with application.database.writing() as session:
        building = session.get_one(Building, staff.building_id)
        building.pack, building.timezone = "de", "Europe/Berlin"
    browser.sign_in("somova", PASSWORD)
    page = browser.open(f"{draft(browser, staff, form='in_person')}/timetable")
    assert "Сроки без точного дня" in page
    assert "<strong>Внести решение в сборник решений.</strong>" in page
