"""The second meeting: gaps on both sides of every bound, the same day allowed or not, a notice of its own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from legal_rules.around import Asked
from legal_rules.calls import check_call
from legal_rules.pack import Pack
from tests.legal_rules.around_packs import pack_of

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2027, 3, 10, 18, tzinfo=BERLIN)

SPAIN = pack_of(
    """calls:
  - {call: 2, announced: true, at_least: 30 minutes, HEAD}
  - {call: 2, announced: false, at_most: 8 days, notice: 3 days, HEAD}"""
)
ITALY = pack_of("calls: [{call: 2, same_day: never, at_most: 10 days, HEAD}]")
BELGIUM = pack_of(
    """calls:
  - {call: 2, at_least: 30 days, decisions: [xx:1], HEAD}
  - {call: 2, at_least: 15 days, HEAD}"""
)
GERMANY = pack_of("calls: [{call: 2, allowed: false, HEAD}]")
SAME = pack_of("calls: [{call: 2, same_day: must, HEAD}, {call: 3, at_least: 1 day, HEAD}]")


def allowed(pack: Pack, second: date | datetime, decision: str | None = None, **change: Any) -> bool | None:
    asked = Asked(date(2027, 1, 1), decision=decision)
    answer = check_call(pack, asked, **{"first": FIRST, "second": second, "announced": True, **change})
    assert (answer.allowed is True) == (answer.reasons == ())
    return answer.allowed


def on(day: int, hour: int = 18, minute: int = 0) -> datetime:
    return datetime(2027, 3, day, hour, minute, tzinfo=BERLIN)


def test_half_an_hour_on_the_same_day_when_announced() -> None:
    assert allowed(SPAIN, on(10, 18, 29)) is False
    assert allowed(SPAIN, on(10, 18, 30)) is True
    assert allowed(SPAIN, date(2027, 3, 10), first=date(2027, 3, 10)) is None  # the hours are not known


def test_within_eight_days_with_its_own_notice_when_not_announced() -> None:
    for day, notice, expected in ((18, 15, True), (19, 15, False), (18, 16, False), (18, None, False)):
        given = None if notice is None else date(2027, 3, notice)
        assert allowed(SPAIN, on(day), announced=False, notice=given) is expected


def test_another_day_within_ten() -> None:
    assert allowed(ITALY, on(10, 20)) is False
    assert allowed(ITALY, on(11, 0)) is True
    assert allowed(ITALY, on(20, 23)) is True
    assert allowed(ITALY, on(21, 0)) is False


def test_fifteen_days_or_thirty_for_a_special_decision() -> None:
    assert allowed(BELGIUM, on(24)) is False
    assert allowed(BELGIUM, on(25)) is True
    assert allowed(BELGIUM, datetime(2027, 4, 8, 18, tzinfo=BERLIN), "xx:1") is False
    assert allowed(BELGIUM, datetime(2027, 4, 9, 18, tzinfo=BERLIN), "xx:1") is True


def test_the_law_may_know_no_second_call_or_nothing_be_known_of_it() -> None:
    assert allowed(GERMANY, on(25)) is False
    assert allowed(pack_of(""), on(25)) is None
    assert allowed(pack_of('calls: [{hold: {ru: "Не записано.", en: "Not recorded."}}]'), on(25)) is None


def test_the_same_day_may_be_asked_for_and_a_third_call_has_its_own_gap() -> None:
    assert allowed(SAME, on(10, 20)) is True
    assert allowed(SAME, on(11)) is False
    assert allowed(SAME, on(10, 20), call=3) is False
    assert allowed(SAME, on(11), call=3) is True


@pytest.mark.parametrize(
    ("pack", "second", "ru"),
    [
        (SPAIN, on(10, 18, 1), "Правило. Между собраниями должно пройти не меньше 30 минут."),
        (ITALY, on(10, 19), "Правило. Второе собрание проводят в другой день."),
        (ITALY, on(25), "Правило. Между собраниями должно пройти не больше 10 дней."),
        (SAME, on(25), "Правило. Второе собрание проводят в тот же день."),
        (GERMANY, on(25), "Правило."),
    ],
)
def test_a_reason_is_told_with_its_rule(pack: Pack, second: datetime, ru: str) -> None:
    answer = check_call(pack, Asked(date(2027, 1, 1)), first=FIRST, second=second, announced=True)
    assert [reason["ru"] for reason in answer.reasons] == [ru]
    assert answer.article == {"ru": "ст. 1", "en": "art. 1"}


def test_the_notice_of_its_own_is_asked_for() -> None:
    answer = check_call(SPAIN, Asked(date(2027, 1, 1)), first=FIRST, second=on(18), announced=False)
    assert answer.reasons[0]["ru"] == "Правило. О втором собрании уведомляют отдельно, не позднее чем за 3 дня."


@pytest.mark.parametrize(
    ("pack", "second", "change", "ru", "en"),
    [
        (
            SPAIN,
            on(10, 18, 29),
            {},
            "Между собраниями должно пройти не меньше 30 минут.",
            "Between the meetings there must be at least 30 minutes.",
        ),
        (
            SPAIN,
            on(19),
            {"announced": False, "notice": date(2027, 3, 12)},
            "Между собраниями должно пройти не больше 8 дней.",
            "Between the meetings there must be at most 8 days.",
        ),
        (
            SPAIN,
            on(18),
            {"announced": False, "notice": None},
            "О втором собрании уведомляют отдельно, не позднее чем за 3 дня.",
            "The second meeting needs a notice of its own, at least 3 days before.",
        ),
        (
            ITALY,
            on(10, 20),
            {},
            "Второе собрание проводят в другой день.",
            "The second meeting is held on another day.",
        ),
        (
            SAME,
            on(11),
            {},
            "Второе собрание проводят в тот же день.",
            "The second meeting is held on the same day.",
        ),
    ],
)
def test_what_is_wrong_with_a_second_meeting_is_told_whole(
    pack: Pack, second: datetime, change: dict[str, Any], ru: str, en: str
) -> None:
    told = {"first": FIRST, "second": second, "announced": True, **change}
    answer = check_call(pack, Asked(date(2027, 1, 1)), **told)
    assert answer.reasons == ({"ru": f"Правило. {ru}", "en": f"The rule. {en}"},)
    assert (answer.article, answer.mark) == ({"ru": "ст. 1", "en": "art. 1"}, "text")


def test_a_gap_in_minutes_between_days_alone_is_not_known_and_says_why() -> None:
    answer = check_call(
        SPAIN, Asked(date(2027, 1, 1)), first=date(2027, 3, 10), second=date(2027, 3, 10), announced=True
    )
    assert answer.allowed is None
    assert answer.mark == "text"
    assert answer.reasons == (
        {
            "ru": "Нужны часы обоих собраний: закон считает промежуток в минутах или часах.",
            "en": "The hours of both meetings are needed: the law counts the gap in minutes or hours.",
        },
    )
