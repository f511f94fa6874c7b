"""Ways of voting: until when each is open, which answer counts where one owner gave several, whether it can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from legal_rules.around import Asked, ChannelRule, Found, Unknown, pick
from legal_rules.dates import clock_of
from legal_rules.pack import Pack
from legal_rules.spans import HourUnknown, HouseClock
from legal_rules.terms import FoundTerm, on_steps
from legal_rules.windows import When, keeps, limit, sides
from legal_rules.words import Words
from legal_rules.working_days import DaysUnknown


@dataclass(frozen=True, slots=True)
class Vote:
    """One answer of an owner: its channel, when it came (None for one given in the room), what it is about."""

    channel: str
    received: When | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that does not count, with the sentence and the article."""

    channel: str
    sentence: Words
    article: Words | None


@dataclass(frozen=True, slots=True)
class ChannelAnswer:
    """Which channel's answer counts (None where none does), which do not, and what cannot be told."""

    counts: str | None
    refused: tuple[Refusal, ...] = ()
    unknown: tuple[Refusal, ...] = ()


def channel_rule(pack: Pack, asked: Asked, channel: str) -> Found[ChannelRule] | Unknown:
    """The rule of one channel: its cut-off, what overtakes it, whether it can be revoked, separate totals."""
    return pick(pack.around.channels.get(channel, ()), asked, pack.switches)


def which_counts(
    pack: Pack,
    asked: Asked,
    votes: Iterable[Vote],
    known: Mapping[str, When],
    tz: str | tzinfo | None = None,
) -> ChannelAnswer:
    """Which of one owner's answers counts.

    Args:
        pack, asked: whose law, of which day and form.
        votes: the answers of one owner on one question.
        known: the dates the cut-offs run from, by step (``meeting``, ``closing`` …).
        tz: the time zone of the house.
    """
    clock = clock_of(pack, tz)
    refused: list[Refusal] = []
    unknown: list[Refusal] = []
    left: list[tuple[Vote, ChannelRule]] = []
    for vote in votes:
        found = channel_rule(pack, asked, vote.channel)
        if isinstance(found, Unknown):
            unknown.append(Refusal(vote.channel, found.why, found.article))
            continue
        late = _is_late(found, vote, known, clock)
        refusal = Refusal(vote.channel, found.entry.says, found.article)
        if late is None:
            unknown.append(refusal)
        elif late or vote.topic in found.rule.banned_for:
            refused.append(refusal)
        else:
            left.append((vote, found.rule))
    channels = {vote.channel for vote, _ in left}
    for vote, rule in list(left):
        if channels & set(rule.gives_way_to):
            left.remove((vote, rule))
            refused.append(_overtaken(pack, asked, vote.channel))
    counts = left[0][0].channel if len({vote.channel for vote, _ in left}) == 1 else None
    if len(left) > 1 and counts is None:
        unknown += [_undecided(vote.channel) for vote, _ in left]
    return ChannelAnswer(counts, tuple(refused), tuple(unknown))


def _is_late(found: Found[ChannelRule], vote: Vote, known: Mapping[str, When], clock: HouseClock) -> bool | None:
    """None where a date is missing to tell."""
    if found.rule.cut_off is None:
        return False
    one = FoundTerm(found.rule.cut_off, found.entry.says, found.article, found.entry.mark)
    (term,) = (named.term for named in on_steps([one], known))
    if vote.received is None or term.anchor not in known:
        return None
    try:
        bounds = [(side, limit(term, side, span, known[term.anchor], clock)) for side, span in sides(term)]
    except (DaysUnknown, HourUnknown):
        return None
    return any(not keeps(vote.received, side, bound, clock) for side, bound in bounds)


def _overtaken(pack: Pack, asked: Asked, channel: str) -> Refusal:
    found = channel_rule(pack, asked, channel)
    return Refusal(channel, found.entry.says if isinstance(found, Found) else found.why, found.article)


def _undecided(channel: str) -> Refusal:
    why = {
        "ru": "Какой из двух ответов считать, здесь не известно: решает порядок собрания.",
        "en": "Which of two answers counts is not known here: the rules of the assembly decide.",
    }
    return Refusal(channel, why, None)
