"""The sums of a closed assembly as rows that anybody can add up."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from assembly.documents.facts_count import gather_count, number_of
from assembly.documents.sums import SumsFacts, SumsQuestion, SumsRow
from assembly.model import AgendaItem, Assembly, Decision, UnitKind
from assembly.wording import CHANNELS, unit_name, word
from ballots.code import group_code


def gather_sums(session: Session, *, assembly: Assembly, language: str = "ru") -> SumsFacts:
    """The finished values with names, for the commission; `.for_publication()` gives those for the archive.

    Raises BrokenPromise where the assembly is not closed.
    """
    count = gather_count(session, assembly=assembly)
    contests = [item.contest_id for item in assembly.items]
    rows = [
        SumsRow(
            ballot=group_code(line.cast.ballot.code), kind=str(stake.unit.kind), votes=stake.votes,
            channel=word(CHANNELS, str(line.cast.channel), language),
            answers=tuple(line.selections.get(contest, "blank") for contest in contests),
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
        questions=tuple(_question(item, count.decisions[item.id], language) for item in assembly.items),
        rows=tuple(sorted(rows, key=lambda row: (row.ballot, row.premises))), with_names=True,
    )  # fmt: skip


def _question(item: AgendaItem, decision: Decision, language: str) -> SumsQuestion:
    needed = (decision.needed or {}).get("share")
    other: dict[str, Any] = decision.without_parking or {}
    other_needed = (other.get("needed") or {}).get("share")
    sums = decision.sums.get("share", {})
    needs = item.rule.get("needs") or {}
    return SumsQuestion(
        number=item.number, title=item.title, needs=str(needs.get(language) or needs.get("ru") or ""),
        needed=None if needed is None else Fraction(str(needed["amount"])), strict=bool(needed and needed["strict"]),
        outcome=decision.outcome,
        sums={name: number_of(sums, name) for name in sums},
        needed_without_parking=None if other_needed is None else Fraction(str(other_needed["amount"])),
        outcome_without_parking=str(other.get("outcome", "")), options=tuple(item.options),
    )  # fmt: skip
