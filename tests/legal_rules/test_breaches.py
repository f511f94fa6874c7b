"""What is told of a wrong date: the whole breach, word for word, as the page shows it to the owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from legal_rules import Breach, check_timetable, timetable
from legal_rules.around import Asked, Unknown
from legal_rules.dates import OWN_RULE, Deadline, check_dates, plan
from tests.legal_rules.around_packs import pack_of
from tests.legal_rules.test_timetable import MOSCOW, OPENS, RIGHT

END = OPENS + timedelta(days=14)
OWN = {"ru": "порядок, установленный для этого собрания", "en": "the rules fixed for this assembly"}
FORMS = {"ru": "ЖК РФ, ст. 44.1", "en": "Housing Code of Russia, art. 44.1"}
NOTICE = {"ru": "ЖК РФ, ст. 45 ч. 4", "en": "Housing Code of Russia, art. 45(4)"}
WINDOW = {"ru": "ЖК РФ, ст. 47.1 ч. 8", "en": "Housing Code of Russia, art. 47.1(8)"}

PASSED = Breach(
    "opens_in_past",
    {"ru": "День начала 10.03.2027 уже прошёл.", "en": "The opening day 2027-03-10 has passed."},
    NOTICE,
    "opening",
    "early",
)
LATE_NOTICE = Breach(
    "notice_late",
    {
        "ru": "Собственников уведомляют не позднее чем за 10 дней до собрания. Чтобы начать 10.03.2027, уведомить нужно "
        "до 27.02.2027 включительно, а указано 01.03.2027.",
        "en": "Owners are notified at least 10 days before the assembly. To open on 2027-03-10 the notice must be out by "
        "2027-02-27, and it is dated 2027-03-01.",
    },
    NOTICE,
    "notice",
    "late",
)
NO_TIME = Breach(
    "closes_before_opens",
    {"ru": "Конец голосования должен быть позже начала.", "en": "Voting must end after it begins."},
    OWN,
    "closing",
    "early",
)
TOO_SHORT = Breach(
    "voting_too_short",
    {
        "ru": "Голосование в системе длится не меньше 7 дней. Конец голосования: не раньше 17.03.2027, 09:00, "
        "а указано 13.03.2027, 09:00.",
        "en": "Voting in the system lasts at least 7 days. Voting ends: not before 2027-03-17, 09:00, "
        "and it is 2027-03-13, 09:00.",
    },
    WINDOW,
    "closing",
    "early",
)
WRITTEN_TOO_LATE = Breach(
    "written_too_late",
    {
        "ru": "Письменные решения принимаются не позднее чем за 48 часов до конца голосования. Конец приёма письменных "
        "решений: не позже 22.03.2027, 09:00, а указано 24.03.2027, 10:00.",
        "en": "Written decisions are accepted until 48 hours before the end of voting. Last moment for written decisions: "
        "not later than 2027-03-22, 09:00, and it is 2027-03-24, 10:00.",
    },
    {"ru": "ЖК РФ, ст. 47.1", "en": "Housing Code of Russia, art. 47.1"},
    "written_decisions",
    "late",
)
WRITTEN_EARLY = Breach(
    "written_before_opening",
    {
        "ru": "Приём письменных решений должен кончаться позже начала голосования.",
        "en": "Written decisions must be accepted for some time after voting begins.",
    },
    OWN,
    "written_decisions",
    "early",
)
NO_WRITTEN = Breach(
    "written_not_in_person",
    {
        "ru": "На очном собрании голосуют на месте: письменные решения заранее не принимаются.",
        "en": "In a meeting held in person the vote is given there: no written decisions are accepted.",
    },
    FORMS,
    "written_decisions",
)
WRITTEN_LATE = Breach(
    "written_after_end",
    {
        "ru": "Письменные решения нельзя принимать после конца голосования.",
        "en": "Written decisions cannot be accepted after the end of voting.",
    },
    FORMS,
    "written_decisions",
    "late",
)
TURKISH_GAP = Breach(
    "not_known",
    {
        "ru": "Срок приглашения (KMK, ст. 29) не прочитан.",
        "en": "The term of notice (KMK, art. 29) was not read.",
    },
    {"ru": "KMK, ст. 29", "en": "KMK, art. 29"},
    "notice",
    "",
    "none",
)
HOUSE_UNKNOWN = Breach(
    "fact_missing",
    {
        "ru": "Срок проверить нельзя: не хватает сведений о доме (units).",
        "en": "A term cannot be checked: a fact of the house is missing (units).",
    },
    OWN,
)
PASSED_DAY = date(2027, 3, 11)
LATE_DAY = date(2027, 3, 1)
THREE_DAYS = OPENS + timedelta(days=3)

TOLD: list[tuple[str, str, dict[str, Any], list[Breach]]] = [
    ("ru", "mixed", {"today": PASSED_DAY}, [PASSED]),
    ("tr", "in_person", {"today": PASSED_DAY}, [TURKISH_GAP, replace(PASSED, article=OWN)]),
    (
        "ru",
        "mixed",
        {"today": PASSED_DAY, "noticed_on": LATE_DAY, "closes_at": OPENS},
        [PASSED, LATE_NOTICE, NO_TIME],
    ),
    ("ru", "mixed", {"written_until": END + timedelta(seconds=1)}, [WRITTEN_LATE]),
    ("tr", "mixed", {"written_until": END + timedelta(seconds=1)}, [TURKISH_GAP, replace(WRITTEN_LATE, article=OWN)]),
    ("ru", "absentee", {"written_until": OPENS}, [WRITTEN_EARLY]),
    ("ru", "absentee", {"written_until": OPENS + timedelta(seconds=1)}, []),
    ("ru", "in_person", {"written_until": END, "noticed_on": LATE_DAY}, [LATE_NOTICE, NO_WRITTEN]),
    ("tr", "in_person", {"written_until": END}, [TURKISH_GAP, replace(NO_WRITTEN, article=OWN)]),
    ("ru", "system", {"closes_at": THREE_DAYS, "written_until": OPENS}, [TOO_SHORT, WRITTEN_EARLY]),
    ("ru", "system", {"written_until": END + timedelta(hours=1)}, [WRITTEN_TOO_LATE]),
    ("kz", "absentee", {}, [HOUSE_UNKNOWN]),
]


@pytest.mark.parametrize(("pack", "form", "change", "expected"), TOLD)
def test_a_breach_is_told_whole(pack: str, form: str, change: dict[str, Any], expected: list[Breach]) -> None:
    assert check_timetable(pack, form, **{**RIGHT, **change}) == expected


def test_the_day_and_the_hour_told_are_those_of_the_house() -> None:
    """The same moments are told on the clock of Yekaterinburg, two hours ahead of Moscow."""
    for tz, told in (("Asia/Yekaterinburg", "13.03.2027, 11:00"), (None, "13.03.2027, 09:00")):
        change = {"closes_at": THREE_DAYS.astimezone(UTC), "tz": tz}
        (breach,) = check_timetable("ru", "system", **{**RIGHT, **change})
        assert breach.sentence["ru"].endswith(f"а указано {told}.")


AROUND = pack_of(
    """calendar: {country: DE, until: 2028-01-01}
terms:
  closing: [{at_least: 3 days, after: meeting, HEAD}]
  copies: [{at_most: 5 working_days, after: request, breach: voidable, HEAD}]
  protocol: [{hold: {ru: "Не записано.", en: "Not recorded."}}]
  results: [{when: [{fact: units, gt: 5}], at_most: 5 days, after: closing, HEAD}]"""
)
RULE = {"ru": "ст. 1", "en": "art. 1"}


def test_a_term_that_cannot_be_counted_is_told_whole() -> None:
    known: Mapping[str, Any] = {"request": date(2027, 12, 30), "copies": date(2028, 1, 3)}
    assert check_dates(AROUND, Asked(date(2027, 1, 1), facts={"units": 5}), known) == [
        Breach(
            "cannot_be_told",
            {
                "ru": "Правило. Проверить этот срок здесь нельзя: посчитайте его сами.",
                "en": "The rule. This term cannot be checked here (working days are not known on 2028-01-01): count it yourself.",
            },
            RULE,
            "copies",
            "",
            "voidable",
        )
    ]


def test_a_term_that_cannot_be_counted_does_not_hide_the_next() -> None:
    known = {"request": date(2027, 12, 30), "copies": date(2028, 1, 3), "meeting": date(2027, 12, 1)}
    asked = Asked(date(2027, 1, 1), facts={"units": 5})
    found = check_dates(AROUND, asked, {**known, "closing": date(2027, 12, 3)})
    assert sorted(one.code for one in found) == ["cannot_be_told", "voting_too_short"]


def test_a_voting_that_runs_from_the_meeting_is_held_against_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legal_rules.dates.packs", lambda: {"xx": AROUND})
    change: dict[str, Any] = {"facts": {"units": 5}, "tz": MOSCOW, "written_until": None}
    for days, expected in ((3, []), (2, ["voting_too_short"])):
        dates = {"meeting_at": OPENS + timedelta(days=2), "closes_at": OPENS + timedelta(days=2 + days)}
        found = check_timetable("xx", "mixed", **{**RIGHT, **change, **dates})
        assert [one.code for one in found] == expected


def test_a_gap_without_an_article_and_a_missing_fact_are_told_together() -> None:
    found = check_dates(AROUND, Asked(date(2027, 1, 1)), {"protocol": date(2027, 1, 5)})
    gap = Breach("not_known", {"ru": "Не записано.", "en": "Not recorded."}, OWN, "protocol", "", "none")
    assert found == [HOUSE_UNKNOWN, gap]


def test_a_gap_and_a_missing_fact_of_the_plan_carry_their_words() -> None:
    unknown = plan(AROUND, Asked(date(2027, 1, 1)), {"opening": date(2027, 3, 1)}).unknown
    assert unknown["protocol"] == Unknown({"ru": "Не записано.", "en": "Not recorded."}, None)
    assert unknown["results"].missing == ("units",)


def test_the_timetable_tells_each_date_whole() -> None:
    opens, closes = OPENS.astimezone(UTC), datetime(2027, 3, 24, 21, 30, tzinfo=UTC)
    found = {one.code: one for one in timetable("ru", "system", opens_at=opens, closes_at=closes, tz=MOSCOW)}
    assert found["opens"] == Deadline(
        "opens",
        opens,
        {"ru": "Начало голосования", "en": "Voting begins"},
        {"ru": "ЖК РФ, ст. 44.1, 47.1", "en": "Housing Code of Russia, art. 44.1, 47.1"},
        "opening",
    )
    assert found["closes"] == Deadline(
        "closes",
        closes,
        {"ru": "Конец голосования", "en": "Voting ends"},
        WINDOW,
        "closing",
        "known",
        {
            "ru": "Голосование в системе длится не меньше 7 дней.",
            "en": "Voting in the system lasts at least 7 days.",
        },
        "secondary",
    )
    assert found["objections_until"] == Deadline(
        "objections_until",
        closes + timedelta(days=3),
        {"ru": "Конец приёма возражений", "en": "End of objections"},
        OWN_RULE,
        "objections",
    )
    assert found["kept_until"] == Deadline(
        "kept_until",
        date(2030, 4, 9),
        {"ru": "Подлинники хранятся", "en": "The originals are kept"},
        {"ru": "ЖК РФ, ст. 46 ч. 1.1", "en": "Housing Code of Russia, art. 46(1.1)"},
        "kept_until",
        "earliest",
        {"ru": "Инспекция хранит подлинники 3 года.", "en": "The inspectorate keeps the originals for 3 years."},
        "secondary",
    )
    mixed = timetable("ru", "mixed", opens_at=opens, closes_at=closes, tz=MOSCOW)
    assert next(one for one in mixed if one.code == "written_until") == Deadline(
        "written_until",
        closes,
        {"ru": "Конец приёма письменных решений", "en": "Last moment for written decisions"},
        FORMS,
        "written_decisions",
    )


def test_the_timetable_takes_the_law_of_the_day_asked_for_and_the_dates_that_are_fixed() -> None:
    closes = OPENS + timedelta(days=14)
    fixed = {"written_decisions": OPENS + timedelta(days=1)}
    found = timetable("ru", "mixed", opens_at=OPENS, closes_at=closes, tz=MOSCOW, known=fixed, objection_days=1)
    assert [one.on for one in found if one.step == "written_decisions"] == [OPENS + timedelta(days=1)]
    assert [one.on for one in found if one.step == "objections"] == [closes + timedelta(days=1)]


ORDER = pack_of(
    """terms:
  protocol: [{at_most: 3 days, after: closing, HEAD}]
  results: [{at_most: 3 days, after: closing, HEAD}]
  own_step: [{title: {ru: "Свой шаг", en: "Own step"}, at_most: 3 days, after: closing, HEAD}]
  second_meeting: [{at_least: 3 days, at_most: 3 days, after: closing, HEAD}]
  posting: [{at_least: 1 days, at_most: 4 days, after: closing, breach: voidable, HEAD}]
  copies: [{at_least: 1 days, after: closing, HEAD}]"""
)


def test_the_plan_tells_what_is_worth_telling_in_order() -> None:
    found = plan(ORDER, Asked(date(2027, 1, 1)), {"closing": date(2027, 3, 10)}).dates
    assert [(one.code, one.side, one.on.day) for one in found] == [
        ("closes", "known", 10),
        ("copies_from", "earliest", 11),
        ("second_meeting_from", "earliest", 13),
        ("second_meeting_by", "latest", 13),
        ("protocol_by", "latest", 13),
        ("results_by", "latest", 13),
        ("own_step_by", "latest", 13),
        ("posting_by", "latest", 14),
    ]
    posting = next(one for one in found if one.step == "posting")
    assert posting == Deadline(
        "posting_by",
        date(2027, 3, 14),
        posting.title,
        RULE,
        "posting",
        "latest",
        {"ru": "Правило.", "en": "The rule."},
        "text",
        "voidable",
    )
