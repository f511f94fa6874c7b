"""A house drawn at random under any law, taken by the service's own use cases from its agenda to its archive.

Its voters are also worked out here a second time, from the way the house was drawn, for `legal_rules.decide`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly import events
from assembly.adapters.keys import Keys
from assembly.archive.publish import build_archive
from assembly.model import (
    AgendaItem,
    Assembly,
    Ballot,
    Building,
    CastVote,
    Channel,
    Decision,
    Form,
    Holding,
    Owner,
    OwnerKind,
    RegisterSnapshot,
    Unit,
    UnitKind,
    new_id,
)
from assembly.settings import Settings
from assembly.use_cases.close_voting import close_voting
from assembly.use_cases.contests import contests_of
from assembly.use_cases.mark_owner import mark_owner, tags_asked
from assembly.use_cases.open_voting import open_voting
from assembly.use_cases.send_notice import send_notice
from ballots.rules import apply_contest_rules
from legal_rules import Case, Verdict, Voter, decide

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
OPENS = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=20)
LAW_DAY = date(2026, 3, 28)
ANSWERS = ("for", "for", "for", "against", "abstain", "blank", "invalid")
DECISIONS = {
    "ru": ("ru:44.2.5", "ru:44.2.2", "ru:44.2.4.5", "ru:44.2.4"),
    "kz": ("kz:42.5.1", "kz:42.5.6", "kz:42.5.9", "kz:42.9", "kz:42.11"),
    "de": ("de:25.1", "de:23.1a", "de:21.2"),
    "fr": ("fr:24", "fr:25", "fr:26", "fr:unanimity"),
    "es": ("es:17.1", "es:17.3", "es:17.6", "es:17.7"),
    "it": ("it:1136", "it:1136.4", "it:1136.5"),
    "be": ("be:simple", "be:two-thirds", "be:four-fifths", "be:unanimity"),
    "tr": ("tr:simple", "tr:qualified"),
    "nsw": ("nsw:ordinary", "nsw:special", "nsw:sustainability", "nsw:unanimous"),
}


@dataclass(frozen=True)
class Premises:
    """One of the premises as it was drawn. way: sole, halves, joint or unknown; owners by their number."""

    unit: Unit
    area: Fraction
    way: str
    owners: tuple[int, ...]


@dataclass
class AnyHouse:
    """One house and one assembly of it in a session that is never committed."""

    session: Session
    folder: Path
    seed: int
    pack: str
    premises: list[Premises] = field(default_factory=list)
    owners: list[Owner] = field(default_factory=list)
    answers: dict[int, dict[str, str]] = field(default_factory=dict)
    agents: dict[int, str] = field(default_factory=dict)
    marks: dict[int, set[tuple[str, int | None]]] = field(default_factory=dict)
    decisions: dict[int, Decision] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = random.Random(f"{self.pack}{self.seed}")
        self.keys, self.settings = Keys(self.folder), Settings(data=self.folder, training=True, operator="state_system")
        self._draw_house()
        self._draw_agenda()
        self._announce()
        self._vote()
        self._close()

    # --- the house

    def _draw_house(self) -> None:
        building = Building(
            id=new_id(), address="Примерная, 1", pack=self.pack, timezone="Europe/Moscow", created_at=NOW
        )
        self.snapshot = RegisterSnapshot(
            id=new_id(), building_id=building.id, number=1, effective_on=NOW.date(), imported_at=NOW, file_name="x",
            file_sha256="0" * 64,
        )  # fmt: skip
        self.building = building
        self.session.add_all([building, self.snapshot])
        self.entrances = [str(number) for number in range(1, self.rng.choice([2, 3, 4]))]
        for number in range(self.rng.randrange(2, 9)):
            self._draw_unit(number)
        self.session.flush()

    def _draw_unit(self, number: int) -> None:
        rng = self.rng
        kind = rng.choice([UnitKind.RESIDENTIAL] * 3 + [UnitKind.PARKING, UnitKind.NON_RESIDENTIAL])
        area = Fraction(rng.choice([1, 10, 20, 50, 100, 600]) * rng.choice([1, 1, 3]), rng.choice([1, 1, 3, 10]))
        kind = {0: UnitKind.RESIDENTIAL, 1: UnitKind.PARKING}.get(number, kind)
        entrance = rng.choice(self.entrances) if kind != UnitKind.PARKING or rng.random() < 0.5 else None
        unit = Unit(
            id=new_id(), snapshot_id=self.snapshot.id, kind=kind, number=str(number), entrance=entrance,
            area_num=area.numerator, area_den=area.denominator, position=number,
        )  # fmt: skip
        self.session.add(unit)
        way = rng.choice(["sole", "sole", "sole", "halves", "joint", "unknown"]) if number else "sole"
        owners = tuple(self._owner() for _ in range({"sole": 1, "unknown": 0}.get(way, 2)))
        if way in {"halves", "joint"} and owners[0] == owners[1]:
            way, owners = "sole", owners[:1]
        self.premises.append(Premises(unit, area, way, owners))
        for place, owner in enumerate(owners or (None,)):
            share = Fraction(1, 2) if way == "halves" else Fraction(1)
            self.session.add(
                Holding(
                    id=new_id(), snapshot_id=self.snapshot.id, unit_id=unit.id, joint=way == "joint", position=place,
                    owner_id=None if owner is None else self.owners[owner].id,
                    share_num=share.numerator, share_den=share.denominator,
                )
            )  # fmt: skip

    def _owner(self) -> int:
        if self.owners and self.rng.random() < 0.35:
            return self.rng.randrange(len(self.owners))
        owner = Owner(
            id=new_id(), building_id=self.building.id, name=f"Собственник {len(self.owners)}", kind=OwnerKind.PERSON,
            account_id=f"account{len(self.owners)}",
        )  # fmt: skip
        self.session.add(owner)
        self.owners.append(owner)
        return len(self.owners) - 1

    # --- its assembly

    def _draw_agenda(self) -> None:
        self.assembly = Assembly(
            id=new_id(), building_id=self.building.id, building=self.building, snapshot_id=self.snapshot.id, title="Собрание",
            pack=self.pack, form=Form.ABSENTEE, state="draft", opens_at=OPENS, closes_at=CLOSES, created_at=NOW,
            acceptance_address="Примерная, 1", telephone="1", initiator={"name": "Инициатор"}, objection_days=0,
            enrolment_wait_days=0, cross_channel_policy="first", vote_change_allowed=False, online_voting=True,
            parking_counted_both_ways=self.rng.random() < 0.5, commission=[], attendees=[], administrator={},
            is_annual=False, training=True, operator="state_system", readings={}, law_facts={},
        )  # fmt: skip
        self.session.add(self.assembly)
        homes = sorted({one.unit.entrance for one in self.premises if one.unit.kind != UnitKind.PARKING})
        chosen = self.rng.sample(DECISIONS[self.pack], k=min(3, len(DECISIONS[self.pack])))
        for number, decision in enumerate(chosen, start=1):
            readers = [{"account": "a1", "at": "x"}, {"account": "a2", "at": "x"}]
            self.session.add(
                AgendaItem(
                    id=new_id(), assembly_id=self.assembly.id, number=number, title=f"Вопрос {number}", decision=decision,
                    decision_proposed_by="a1", decision_confirmed_by="a2", law_readers=readers, decision_reason={},
                    entrance=self.rng.choice(homes), options=["for", "against", "abstain"], rule={}, asked={},
                    text="", proposal="", meaning={},
                )
            )  # fmt: skip
        self.session.flush()
        self.session.refresh(self.assembly)

    def _announce(self) -> None:
        events.record(self.session, self.assembly, "assembly:created", NOW, form="absentee", pack=self.pack)
        send_notice(self.session, now=NOW, settings=self.settings, keys=self.keys, assembly=self.assembly, by=None)
        tags = sorted(tags_asked(self.assembly))
        for place, owner in enumerate(self.owners):
            if tags and self.rng.random() < 0.3 and any(place in one.owners for one in self.premises):
                self._mark(place, owner, self.rng.choice(tags))
        open_voting(self.session, now=OPENS, settings=self.settings, assembly=self.assembly, by=None)

    def _mark(self, place: int, owner: Owner, tag: str) -> None:
        item = self.rng.choice([None, *self.assembly.items])
        mark_owner(
            self.session, now=NOW, assembly=self.assembly, owner=owner, tag=tag, since=NOW.date(),
            evidence="список в сообщении", by=None, item=item,
        )  # fmt: skip
        self.marks.setdefault(place, set()).add((tag, None if item is None else item.number))

    def _vote(self) -> None:
        ballots = list(self.session.scalars(select(Ballot).where(Ballot.assembly_id == self.assembly.id)))
        by_owner = {ballot.owner_id: ballot for ballot in ballots}
        for place, owner in enumerate(self.owners):
            partners = {
                one for each in self.premises if each.way == "joint" and place in each.owners for one in each.owners
            }
            if owner.id in by_owner and not partners & self.answers.keys() and self.rng.random() < 0.8:
                self._answer(place, by_owner[owner.id])

    def _answer(self, place: int, ballot: Ballot) -> None:
        said = {item.contest_id: self.rng.choice(ANSWERS) for item in ballot.items}
        original = {contest: "overvote" if answer == "invalid" else answer for contest, answer in said.items()}
        online = self.assembly.online_voting
        agent = self._agent(place, online=online)
        voter = self.owners[place if agent is None or not online else int(agent.removeprefix("owner"))]
        moment = OPENS + timedelta(minutes=place + 1)
        cast = CastVote(
            id=new_id(), assembly_id=self.assembly.id, ballot_id=ballot.id, ballot=ballot, received_at=moment,
            channel=Channel.ONLINE if online else Channel.PAPER, recorded_at=moment, recorded_by=voter.account_id,
            representative=None if agent is None else agent, idempotency_key=new_id(), original=original,
            rules_applied=apply_contest_rules(original, contests_of(ballot.items)), counts=True,
        )  # fmt: skip
        self.session.add(cast)
        self.session.flush()
        if agent is not None:
            self.agents[place] = agent
            facts = {"owner": self.owners[place].id, "account": voter.account_id, "until": None, "ended": False}
            events.record(self.session, self.assembly, "representative:appointed", moment, **facts)
        events.record(
            self.session, self.assembly, "ballot:cast" if online else "ballot:read", moment, ballot=ballot.code, cast=cast.id,
            received_at=moment.isoformat(timespec="microseconds").replace("+00:00", "Z"), original=original,
            rules_applied=cast.rules_applied, represented=agent is not None, pages=[],
        )  # fmt: skip
        self.answers[place] = said

    def _agent(self, place: int, *, online: bool) -> str | None:
        """Who answers for this owner, if anybody: online another owner, on paper one of two strangers."""
        others = [f"owner{other}" for other in range(len(self.owners)) if other != place]
        choice = others if online else ["Представитель один", "Представитель два"]
        return self.rng.choice(choice) if choice and self.rng.random() < 0.3 else None

    def _close(self) -> None:
        end = CLOSES + timedelta(minutes=1)
        events.record(self.session, self.assembly, "acceptance:ended", end)
        events.record(self.session, self.assembly, "objections:opened", end)
        self.assembly.state, self.assembly.objections_until = "objections", end
        found = close_voting(self.session, now=end, assembly=self.assembly, by=None)
        numbers = {item.id: item.number for item in self.assembly.items}
        self.decisions = {numbers[one.item_id]: one for one in found}

    def archive(self, path: Path) -> Path:
        """The archive of the assembly, with documents that are not looked into."""
        documents = {"public_sha256": sha256(b"protocol").hexdigest(), "sums_sha256": sha256(b"sums").hexdigest()}
        events.record(
            self.session, self.assembly, "protocol:drawn_up", CLOSES + timedelta(days=1), number="1", **documents
        )
        with path.open("wb") as stream:
            build_archive(
                self.session, assembly=self.assembly, keys=self.keys, now=CLOSES, protocol_pdf=b"protocol", sums_xlsx=b"sums",
                stream=stream,
            )  # fmt: skip
        return path

    # --- a second way to the verdict

    def verdict(self, item: AgendaItem) -> Verdict:
        """What the law says of the house as it was drawn; it sorts out by itself who decides."""
        facts = self.assembly.law_facts
        return decide(Case(item.decision, LAW_DAY, voters=self._voters(item), facts=facts))

    def _voters(self, item: AgendaItem) -> list[Voter]:
        found: dict[str, Voter] = {}
        for one in self.premises:
            if one.way in {"sole", "halves"}:
                for owner in one.owners:
                    voter = self._add(found, item, one, (owner,), f"owner{owner}")
                    voter.share += one.area / len(one.owners)  # type: ignore[operator] # never None here
            if one.way in {"joint", "unknown"}:
                self._add(found, item, one, one.owners, f"together{one.unit.number}").share = one.area
            if one.way == "sole":
                found[self._name(item, one, f"owner{one.owners[0]}")].units += 1  # type: ignore[operator] # the same
            elif one.way == "halves":
                self._add(found, item, one, one.owners, f"unit{one.unit.number}").units = Fraction(1)
            else:
                found[self._name(item, one, f"together{one.unit.number}")].units = Fraction(1)
        self._heads(found, item)
        return list(found.values())

    def _heads(self, found: dict[str, Voter], item: AgendaItem) -> None:
        """A head has its own answer, which is that of what it holds alone."""
        for place in range(len(self.owners)):
            own = [one for one in self.premises if place in one.owners]
            if own:
                alone = next((one for one in own if one.way != "joint"), own[0])
                self._add(found, item, alone, (place,), f"owner{place}").heads = Fraction(1)

    def _name(self, item: AgendaItem, one: Premises, name: str) -> str:
        return "/".join([name, *sorted(self._places(item, one))])

    def _places(self, item: AgendaItem, one: Premises) -> frozenset[str]:
        """What the law of some countries asks of premises: whether they are parking places, or of that entrance."""
        if self.pack not in {"ru", "kz"}:
            return frozenset()
        is_there = one.unit.entrance == item.entrance or (len(self.entrances_held) == 1 and item.entrance is None)
        return frozenset({"parking"} if one.unit.kind == UnitKind.PARKING else ()) | (
            {"entrance"} if is_there else set()
        )

    @property
    def entrances_held(self) -> set[str]:
        return {one.unit.entrance for one in self.premises if one.unit.entrance}

    def _add(self, found: dict[str, Voter], item: AgendaItem, one: Premises, owners: Sequence[int], name: str) -> Voter:
        key = self._name(item, one, name)
        if key not in found:
            answer, agent = self._answer_of(item, owners)
            marks = [self.marks.get(owner, set()) for owner in owners]
            tags = [{tag for tag, only in each if only in {None, item.number}} for each in marks]
            known = frozenset(set.intersection(*tags)) if tags else frozenset[str]()
            nought = Fraction(0)
            found[key] = Voter(key, answer, nought, nought, nought, None, known | self._places(item, one), agent)
        return found[key]

    def _answer_of(self, item: AgendaItem, owners: Sequence[int]) -> tuple[str, str | None]:
        answered = [owner for owner in owners if item.contest_id in self.answers.get(owner, {})]
        said = {self.answers[owner][item.contest_id] for owner in answered}
        answer = said.pop() if len(said) == 1 else "invalid" if said else "absent"
        agent = self.agents.get(answered[0]) if answered else None
        return answer, agent
