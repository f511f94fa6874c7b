"""The sums of an assembly in exact fractions, and what the law makes of them: the one place where the two meet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import BrokenPromise
from assembly.model import AgendaItem, Assembly, Unit, UnitKind
from assembly.use_cases.counted_votes import Counting, counted_votes
from assembly.use_cases.law_facts import given_facts
from assembly.use_cases.read_law import awaits_readers
from assembly.use_cases.stakes import holdings_of, voters_on
from assembly.wording import format_date, legal_day
from ballots.canonical import fraction_text
from ballots.tally import ContestTally, Count, Sums, participants, tally
from legal_rules import Bound, Case, Figures, Hold, Verdict, decide, find_rule

MEASURES = ("share", "heads", "units")
ANSWERS = ("for", "against", "abstain", "blank", "invalid")


@dataclass(frozen=True, slots=True)
class House:
    """What the majorities are measured by: m², known owners and premises of the frozen register."""

    share: Fraction
    heads: Fraction
    units: Fraction

    def of(self, measure: str) -> Fraction:
        return {"share": self.share, "heads": self.heads, "units": self.units}[measure]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was counted for one electorate and what the law says of it."""

    verdict: Verdict
    sums: dict[str, dict[str, str]]

    @property
    def needed(self) -> dict[str, Any]:
        return {measure: needed_record(bound) for measure, bound in self.verdict.needed.items()}


@dataclass(frozen=True, slots=True)
class ItemTally:
    """One question: counted with everything, and without parking places where the assembly does both."""

    item: AgendaItem
    all: Outcome
    without_parking: Outcome | None
    because: dict[str, str] = field(default_factory=dict)

    @property
    def flips(self) -> bool:
        """Whether counting without parking places decides differently."""
        return self.without_parking is not None and self.without_parking.verdict.outcome != self.all.verdict.outcome


@dataclass(frozen=True, slots=True)
class AssemblyTally:
    """Every question, what was counted, and the day whose law was applied."""

    on: date
    counting: Counting
    house: House
    items: tuple[ItemTally, ...]


def tally_assembly(session: Session, *, assembly: Assembly) -> AssemblyTally:
    """Count the recorded decisions and decide every question; reads only.

    The law of the day on which voting opened applies: what the owners were told when they began to answer. Raises
    BrokenPromise where the sums do not add up: there is no decision then.
    """
    counting = counted_votes(session, assembly)
    on = law_day(assembly)
    house, without = _houses(session, assembly, on, counting)
    contests = tally(counting.votes, [item.contest_id for item in assembly.items])
    present = participants(counting.votes)
    if present != counting.share or present > house.share:
        raise BrokenPromise(f"{present} m² took part, counted {counting.share}, of {house.share} in the house")
    facts = _facts(session, assembly, house)
    both = assembly.parking_counted_both_ways and without.share != house.share
    decided: list[ItemTally] = []
    for item in assembly.items:
        found = contests[item.contest_id]
        _must_add_up(found, present)
        whole = _decide(item, found.all, house, on, facts | _entrance(item, found))
        other = _decide(item, found.without_parking, without, on, facts | _entrance(item, found)) if both else None
        decided.append(ItemTally(item, whole, other, _because(assembly, item, whole.verdict, on, decided)))
    return AssemblyTally(on, counting, house, tuple(decided))


def law_day(assembly: Assembly) -> date:
    """The day whose law decides: that on which voting opened, counted at the building."""
    return legal_day(assembly.opened_at or assembly.opens_at, assembly.building.timezone)


def needed_record(bound: Bound) -> dict[str, Any]:
    """How much was needed, as records hold it."""
    return {"amount": fraction_text(bound.amount), "strict": bound.strict}


def _houses(session: Session, assembly: Assembly, on: date, counting: Counting) -> tuple[House, House]:
    """The whole house, and the house without its parking places."""
    units = list(session.scalars(select(Unit).where(Unit.snapshot_id == assembly.snapshot_id)))
    voters = voters_on(holdings_of(session, assembly.snapshot_id), on)
    voted = {vote.owner for vote in counting.votes if vote.owner}
    homes = {owner for owner, held in voters.items() if any(one.unit.kind != UnitKind.PARKING for one in held)} | {
        vote.owner for vote in counting.votes if any(stake.kind != "parking" for stake in vote.stakes)
    }
    others = [unit for unit in units if unit.kind != UnitKind.PARKING]
    return (
        House(_area(units), Fraction(len(set(voters) | voted)), Fraction(len(units))),
        House(_area(others), Fraction(len(homes)), Fraction(len(others))),
    )


def _area(units: list[Unit]) -> Fraction:
    return sum((unit.area_m2 for unit in units), Fraction(0))


def _facts(session: Session, assembly: Assembly, house: House) -> dict[str, Any]:
    entrances = set(session.scalars(select(Unit.entrance).where(Unit.snapshot_id == assembly.snapshot_id))) - {None}
    facts: dict[str, Any] = {"form": str(assembly.form), "units": int(house.units), "owners": int(house.heads)}
    return facts | given_facts(assembly) | ({"entrances": len(entrances)} if entrances else {})


def _entrance(item: AgendaItem, found: ContestTally) -> dict[str, Any]:
    """The sums of the entrance the question is about, where it names one."""
    name = item.meaning.get("entrance")
    return {"_entrance": found.entrances[name]} if name and name in found.entrances else {}


def _decide(item: AgendaItem, sums: Sums, house: House, on: date, facts: dict[str, Any]) -> Outcome:
    figures = {measure: _figures(getattr(sums, measure), house.of(measure)) for measure in MEASURES}
    facts = dict(facts)
    entrance = facts.pop("_entrance", None)
    rule = find_rule(item.decision, on)
    unread = awaits_readers(item, item.rule)
    if unread is not None:
        verdict = Verdict("hold", None, None, unread.both(), item.rule["article"], item.rule["mark"])
    elif (
        not isinstance(rule, Hold) and rule.electorate is not None and facts.get("entrances") != 1 and entrance is None
    ):
        verdict = _no_electorate(rule.mark)
    else:
        verdict = decide(Case(item.decision, on, tally=figures, facts=facts))
    return Outcome(verdict, {measure: _sums_record(getattr(sums, measure), house.of(measure)) for measure in MEASURES})


def _no_electorate(mark: str) -> Verdict:
    why = {
        "ru": "Решают собственники одной части дома, а в вопросе не сказано какой: решить нельзя.",
        "en": "The owners of one part of the house decide, and the question does not name it: it cannot be decided.",
    }
    return Verdict("hold", None, None, why, {"ru": "", "en": ""}, mark)


def _figures(count: Count, everyone: Fraction) -> Figures:
    return Figures(
        all=everyone, present=count.present, for_=count.for_, against=count.against, abstain=count.abstain,
        blank=count.blank, invalid=count.invalid,
    )  # fmt: skip


def _sums_record(count: Count, everyone: Fraction) -> dict[str, str]:
    named = {name: count.of(name) for name in (*ANSWERS, *sorted(set(count.choices) - set(ANSWERS)))}
    return {key: fraction_text(value) for key, value in {"all": everyone, "present": count.present, **named}.items()}


def _must_add_up(found: ContestTally, present: Fraction) -> None:
    if found.all.share.present != present:
        raise BrokenPromise(f"question {found.contest}: the answers add up to {found.all.share.present}, not {present}")
    if found.without_parking.share.present > present:
        raise BrokenPromise(f"question {found.contest}: more without parking places than with them")


def _because(
    assembly: Assembly, item: AgendaItem, verdict: Verdict, on: date, before: list[ItemTally]
) -> dict[str, str]:
    said = {
        "ru": [verdict.because["ru"], f"Закон взят на день открытия голосования, {format_date(on)}"],
        "en": [verdict.because["en"], f"The law of the day voting opened applies, {format_date(on, 'en')}."],
    }
    said["ru"][1] = said["ru"][1].rstrip(".") + "."
    other = next((one for one in before if one.item.number == item.depends_on), None)
    if item.depends_on is not None and (other is None or other.all.verdict.outcome != "carried"):
        said["ru"].append(f"Вопрос {item.depends_on} не принят, поэтому это решение не вступает в силу.")
        said["en"].append(f"Question {item.depends_on} was not carried, so this decision does not take effect.")
    return {language: " ".join(sentences) for language, sentences in said.items()}
