"""The sums of a closed assembly as rows that anybody can add up."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from assembly.documents.facts_count import CountedLine, CountFacts, gather_count, number_of
from assembly.documents.sums import SumsApart, SumsFacts, SumsQuestion, SumsRow
from assembly.model import AgendaItem, Assembly, BallotStake, Decision, UnitKind
from assembly.wording import CHANNELS, asks_words, unit_name, word
from ballots.code import group_code


def gather_sums(session: Session, *, assembly: Assembly, language: str = "ru") -> SumsFacts:
    """The finished values with names, for the commission; `.for_publication()` gives those for the archive.

    Raises BrokenPromise where the assembly is not closed.
    """
    count = gather_count(session, assembly=assembly)
    rows = [
        SumsRow(
            ballot=group_code(line.cast.ballot.code), kind=str(stake.unit.kind), votes=stake.votes,
            channel=word(CHANNELS, str(line.cast.channel), language),
            answers=tuple(_answer(item, line, stake) for item in assembly.items), entrance=stake.unit.entrance or "",
            premises=unit_name(str(stake.unit.kind), stake.unit.number, language),
            owner=line.cast.ballot.owner.name if line.cast.ballot.owner else "",
        )
        for line in count.lines
        for stake in line.stakes
    ]  # fmt: skip
    parking = sum((unit.area_m2 for unit in count.units if unit.kind == UnitKind.PARKING), Fraction(0))
    return SumsFacts(
        language=language, training=assembly.training, title=assembly.title, address=assembly.building.address,
        total=count.total, total_without_parking=count.total - parking,
        questions=tuple(_question(item, count, language) for item in assembly.items),
        rows=tuple(sorted(rows, key=lambda row: (row.ballot, row.premises))), with_names=True,
    )  # fmt: skip


def _answer(item: AgendaItem, line: CountedLine, stake: BallotStake) -> str:
    """The answer this share gives to a question; empty where the question is not put to its holders."""
    return line.selections[item.contest_id] if item.part.has(stake.unit.entrance, stake.unit.kind) else ""


def _apart(item: AgendaItem, decision: Decision, count: CountFacts) -> Iterator[SumsApart]:
    for name, part in item.parts_apart.items():
        sums = decision.electorates[name]["share"]
        units = (unit for unit in count.units if part.has(unit.entrance, unit.kind))
        total = sum((unit.area_m2 for unit in units), Fraction(0))
        yield SumsApart(part.entrance or "", total, {answer: number_of(sums, answer) for answer in sums})


def _question(item: AgendaItem, count: CountFacts, language: str) -> SumsQuestion:
    decision = count.decisions[item.id]
    # What a cap or an exclusion leaves is not the sum of the rows: the bound is no bound on that sum.
    needed = None if "share" in decision.weighed else (decision.needed or {}).get("share")
    other: dict[str, Any] = decision.without_parking or {}
    other_needed = (other.get("needed") or {}).get("share")
    sums = decision.sums.get("share", {})
    needs = item.rule.get("needs") or {}
    return SumsQuestion(
        number=item.number, title=item.title, needs=str(needs.get(language) or needs.get("ru") or ""),
        asks=asks_words(item.part, item.parts_apart, language), apart=tuple(_apart(item, decision, count)),
        needed=None if needed is None else Fraction(str(needed["amount"])), strict=bool(needed and needed["strict"]),
        outcome=decision.outcome,
        sums={name: number_of(sums, name) for name in sums},
        needed_without_parking=None if other_needed is None else Fraction(str(other_needed["amount"])),
        outcome_without_parking=str(other.get("outcome", "")), options=tuple(item.options),
    )  # fmt: skip
