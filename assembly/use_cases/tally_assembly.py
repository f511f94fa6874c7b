"""The sums of an assembly in exact fractions, and what the law makes of them: the one place where the two meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from assembly.errors import BrokenPromise
from assembly.model import AgendaItem, Assembly
from assembly.use_cases.counted_votes import Counting, counted_votes
from assembly.use_cases.law_facts import house_facts
from assembly.use_cases.read_law import awaits_readers
from assembly.use_cases.roll import PartRoll, Roll, roll_of
from assembly.wording import format_date, legal_day
from ballots.canonical import fraction_text
from ballots.contest import EVERYBODY, WITHOUT_PARKING, Part
from ballots.tally import ContestTally, Count, Sums, participants, tally
from legal_rules import Bound, Case, Figures, Verdict, decide

MEASURES = ("share", "heads", "units")
ANSWERS = ("for", "against", "abstain", "blank", "invalid")
SumsRecord = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was counted and what the law says of it.

    sums: of everybody asked, by measure; electorates: of each part counted apart; weighed: what the law looked at after
    its exclusions and caps, empty where it takes the sums as they are.
    """

    verdict: Verdict
    sums: SumsRecord
    electorates: dict[str, SumsRecord]
    weighed: SumsRecord

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
    facts: Mapping[str, Any]
    items: tuple[ItemTally, ...]


def tally_assembly(session: Session, *, assembly: Assembly) -> AssemblyTally:
    """Count the recorded decisions and decide every question; reads only.

    The law of the day on which voting opened applies: what the owners were told when they began to answer. Raises
    BrokenPromise where the sums do not add up: there is no decision then.
    """
    counting = counted_votes(session, assembly)
    on = law_day(assembly)
    house = _House(roll_of(session, assembly, on), counting)
    present = participants(counting.votes)
    if present != counting.share or present > house.part(EVERYBODY).share:
        raise BrokenPromise(
            f"{present} m² took part, counted {counting.share}, in the house {house.part(EVERYBODY).share}"
        )
    facts = house_facts(session, assembly)
    contests = tally(counting.votes, [item.contest_id for item in assembly.items])
    both = assembly.parking_counted_both_ways and house.has_parking
    decided: list[ItemTally] = []
    for item in assembly.items:
        question = _Question(item, contests[item.contest_id], house, on, facts)
        part, apart = item.part, item.parts_apart
        whole, other = _decide(question, part, apart), None
        if both and part.parking is None:
            without = {name: _without_parking(one) for name, one in apart.items()}
            other = _decide(question, _without_parking(part), without)
        decided.append(ItemTally(item, whole, other, _because(assembly, item, whole.verdict, on, decided)))
    return AssemblyTally(on, counting, facts, tuple(decided))


class _House:
    """The roll and the count, and every part of the house once, as questions ask for it."""

    def __init__(self, roll: Roll, counting: Counting):
        self.roll, self._counting = roll, counting
        self._parts: dict[Part, PartRoll] = {}

    @cached_property
    def has_parking(self) -> bool:
        return self.part(EVERYBODY).share != self.part(WITHOUT_PARKING).share

    def part(self, part: Part) -> PartRoll:
        if part not in self._parts:
            self._parts[part] = PartRoll(self.roll, part, self._counting.votes, self._counting.represented)
        return self._parts[part]

    def present(self, part: Part) -> Fraction:
        """The m² of those who answered, of this part."""
        stakes = (stake for vote in self._counting.votes for stake in vote.stakes)
        return sum((stake.share for stake in stakes if part.has(stake.entrance, stake.kind)), Fraction(0))


@dataclass(frozen=True, slots=True)
class _Question:
    """One question with all that it takes to decide it."""

    item: AgendaItem
    found: ContestTally
    house: _House
    on: date
    facts: Mapping[str, Any]


def _without_parking(part: Part) -> Part:
    return Part(part.entrance, parking=False)


def law_day(assembly: Assembly) -> date:
    """The day whose law decides: that on which voting opened, counted at the building."""
    return legal_day(assembly.opened_at or assembly.opens_at, assembly.building.timezone)


def needed_record(bound: Bound) -> dict[str, Any]:
    """How much was needed, as records hold it."""
    return {"amount": fraction_text(bound.amount), "strict": bound.strict}


def _decide(question: _Question, part: Part, apart: Mapping[str, Part]) -> Outcome:
    """What the law says of one question as this part of the house answered it."""
    item, found, house = question.item, question.found, question.house
    _must_add_up(item, found.of(part), house.present(part))
    sums = _figures(found.of(part), house.part(part))
    electorates = {name: _figures(found.of(one), house.part(one)) for name, one in apart.items()}
    verdict = _hold(item, part, question.facts) or decide(
        Case(
            item.decision, question.on, voters=house.part(part).voters(item.contest_id), electorates=electorates,
            facts=question.facts,
        )
    )  # fmt: skip
    looked_at = verdict.figures.get(None, {})
    weighed = {measure: one for measure, one in looked_at.items() if one != sums[measure]}
    apart_record = {name: _sums_record(one) for name, one in electorates.items()}
    return Outcome(verdict, _sums_record(sums), apart_record, _sums_record(weighed))


def _hold(item: AgendaItem, part: Part, facts: Mapping[str, Any]) -> Verdict | None:
    """Why the service does not let the law decide, where there is a reason."""
    unread = awaits_readers(item, item.rule)
    if unread is not None:
        return Verdict("hold", None, None, unread.both(), item.rule["article"], item.rule["mark"])
    if item.rule.get("electorate") is None or part.parking or part.entrance or facts.get("entrances") == 1:
        return None
    why = {
        "ru": "Решают собственники одной части дома, а в вопросе не сказано какой: решить нельзя.",
        "en": "The owners of one part of the house decide, and the question does not name it: it cannot be decided.",
    }
    return Verdict("hold", None, None, why, item.rule["article"], item.rule["mark"])


def _figures(sums: Sums, roll: PartRoll) -> dict[str, Figures]:
    """The sums as the law reads them; who is there and gave no answer is silent."""
    counted: tuple[tuple[str, Count, Fraction], ...] = (
        ("share", sums.share, roll.share), ("heads", sums.heads, roll.heads), ("units", sums.units, roll.units),
    )  # fmt: skip
    return {
        measure: Figures(
            all=everyone, present=count.present, for_=count.for_, against=count.against, abstain=count.abstain,
            blank=count.blank, invalid=count.invalid, silent=everyone - count.present,
        )
        for measure, count, everyone in counted
    }  # fmt: skip


def _sums_record(figures: Mapping[str, Figures]) -> SumsRecord:
    names = ("all", "present", *ANSWERS)
    return {measure: {name: fraction_text(one.amount(name)) for name in names} for measure, one in figures.items()}


def _must_add_up(item: AgendaItem, sums: Sums, present: Fraction) -> None:
    if sums.share.present != present:
        raise BrokenPromise(f"question {item.number}: the answers add up to {sums.share.present}, not {present}")


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
