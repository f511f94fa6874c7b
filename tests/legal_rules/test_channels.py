"""Ways of voting: the cut-off of each, presence before a form, topics a channel is closed to, what is not known."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from legal_rules.around import Asked, Found
from legal_rules.channels import ChannelAnswer, Vote, channel_rule, which_counts
from tests.legal_rules.around_packs import pack_of

BERLIN = ZoneInfo("Europe/Berlin")
ASKED = Asked(date(2027, 1, 1))
MEETING = datetime(2027, 3, 10, 18, tzinfo=BERLIN)

FRANCE = pack_of(
    """calendar: {country: FR, until: 2027-01-01}
channels:
  postal:
    - cut_off: {at_least: 3 clear_days, before: meeting}
      gives_way_to: [room, video]
      revocable: until_cut_off
      amended: {for: lapses, against: stays}
      separate_totals: true
      HEAD
  room: [{HEAD}]
  video: [{banned_for: [elections], HEAD}]
  paper: [{cut_off: {at_least: 48 hours, before: closing}, HEAD}]
  poll: [{cut_off: {at_least: 2 working_days, before: meeting}, HEAD}]
  online: [{hold: {ru: "Не записано.", en: "Not recorded."}}]"""
)


def ask(*votes: Vote, **known: Any) -> ChannelAnswer:
    return which_counts(FRANCE, ASKED, votes, {"meeting": MEETING, **known})


def test_a_form_comes_three_clear_days_before() -> None:
    in_time, late = date(2027, 3, 6), date(2027, 3, 7)
    assert ask(Vote("postal", in_time)).counts == "postal"
    answer = ask(Vote("postal", late))
    assert (answer.counts, answer.refused[0].channel) == (None, "postal")
    assert answer.refused[0].sentence == {"ru": "Правило.", "en": "The rule."}
    assert answer.refused[0].article == {"ru": "ст. 1", "en": "art. 1"}


def test_who_is_in_the_room_overtakes_the_form_whatever_the_order() -> None:
    form, room = Vote("postal", date(2027, 3, 1)), Vote("room")
    for votes in ((form, room), (room, form)):
        answer = ask(*votes)
        assert answer.counts == "room"
        assert [one.channel for one in answer.refused] == ["postal"]
        assert answer.unknown == ()


def test_a_channel_may_be_closed_to_a_topic() -> None:
    assert ask(Vote("video", topic="elections")).counts is None
    assert ask(Vote("video", topic="budget")).counts == "video"


def test_hours_before_the_end() -> None:
    closing = datetime(2027, 3, 24, 20, tzinfo=BERLIN)
    limit = datetime(2027, 3, 22, 20, tzinfo=BERLIN)
    assert ask(Vote("paper", limit), closing=closing).counts == "paper"
    assert ask(Vote("paper", limit.replace(minute=1)), closing=closing).counts is None


def test_what_cannot_be_told_is_said() -> None:
    for vote, known in (
        (Vote("paper"), {"closing": MEETING}),  # when it came
        (Vote("paper", MEETING), {}),  # when voting ends
        (Vote("paper", MEETING), {"closing": date(2027, 3, 24)}),  # at what hour
        (Vote("poll", MEETING), {}),  # working days of 2027
        (Vote("online", MEETING), {}),  # a gap of the pack
    ):
        answer = ask(vote, **known)
        assert (answer.counts, answer.refused) == (None, ())
        assert answer.unknown[0].channel == vote.channel


def test_two_answers_without_precedence_are_left_to_the_rules_of_the_assembly() -> None:
    answer = ask(Vote("room"), Vote("video"))
    assert answer.counts is None
    assert [one.channel for one in answer.unknown] == ["room", "video"]
    assert ask(Vote("room"), Vote("room")).counts == "room"
    assert ask().counts is None


def test_the_rule_of_a_channel_says_what_can_be_undone() -> None:
    found = channel_rule(FRANCE, ASKED, "postal")
    assert isinstance(found, Found)
    assert found.rule.revocable == "until_cut_off"
    assert found.rule.amended == {"for": "lapses", "against": "stays"}
    assert found.rule.separate_totals
    room = channel_rule(FRANCE, ASKED, "room")
    assert isinstance(room, Found)
    assert (room.rule.revocable, room.rule.separate_totals, room.rule.banned_for) == (None, False, ())
