"""The poll: answers given online where only paper counts. Summed apart, shown as a poll, never part of a decision."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assembly.events import record
from assembly.model import Assembly, Ballot, CastVote
from ballots.canonical import fraction_text

Poll = dict[str, dict[str, Fraction]]
"""{contest: {answer: m²}}."""


def poll_sums(session: Session, *, assembly: Assembly) -> Poll:
    """The sums of a poll, each share once with the first answer given for it; {} where nobody answered."""
    casts = session.scalars(
        select(CastVote)
        .where(CastVote.assembly_id == assembly.id, CastVote.not_counted_reason == "online_not_counted")
        .order_by(CastVote.leaf_index)
        .options(selectinload(CastVote.ballot).selectinload(Ballot.stakes))
    )
    sums: Poll = {}
    seen: set[str] = set()
    for cast in casts:
        new = [stake for stake in cast.ballot.stakes if stake.stake_key not in seen]
        seen |= {stake.stake_key for stake in new}
        votes = sum((stake.votes for stake in new), Fraction(0))
        for contest, answer in cast.selections.items() if new else ():
            answers = sums.setdefault(contest, {})
            answers[answer] = answers.get(answer, Fraction(0)) + votes
    return sums


def record_poll(session: Session, *, now: datetime, assembly: Assembly) -> dict[int, dict[str, str]]:
    """Put the sums of the poll on record, apart from the tally; {question: {answer: m² as n/d}}, {} without a poll."""
    sums = poll_sums(session, assembly=assembly)
    found = {
        item.number: {answer: fraction_text(votes) for answer, votes in sorted(sums[item.contest_id].items())}
        for item in assembly.items
        if item.contest_id in sums
    }
    if found:
        questions = [{"number": number, "share": answers} for number, answers in found.items()]
        record(session, assembly, "poll:summed", now, questions=questions)
    return found
