"""A small house whose ledger is written by hand: what the service would record, so that archives can be made of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from assembly import events
from assembly.archive.publish import build_archive
from assembly.model import Assembly, Base
from ballots.canonical import fraction_text
from ballots.code import new_ballot_code
from ballots.tally import CountedVote, Stake, tally
from legal_rules import Case, DecisionRule, Figures, decide, resolve

OPENED = datetime(2026, 3, 8, 6, 0, tzinfo=UTC)
ON = date(2026, 3, 8)
DECISIONS = ("ru:44.2.5", "ru:44.2.4.2", "ru:44.2.3", "ru:44.2.2")
PROTOCOL, SUMS = b"%PDF-1.4 protocol", b"PK sums"
MEASURES = ("share", "heads", "units")
ANSWERS = ("for", "against", "abstain", "blank", "invalid")


class SoleKeys:
    """A key that signs, without an installation."""

    signer = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public_key_name = "veche-test"


@dataclass
class Told:
    """One event to be recorded."""

    kind: str
    facts: dict[str, Any]


@dataclass
class InventedHouse:
    """A house, its owners and what they answered, drawn from a seed."""

    seed: int = 1
    units: int = 8
    questions: int = 3
    policy: str = "first"
    parking: bool = True
    online: bool = True
    """False where only paper counts: answers given online are a poll."""
    rng: random.Random = field(init=False)
    story: list[Told] = field(default_factory=list)
    casts: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self._build()

    # --- the story in the order in which it happens

    def _build(self) -> None:
        self._register()
        self._tell("assembly:created", form="mixed", pack="ru")
        self._tell("register:taken", **self._register_facts())
        self.rules = {n: self._rule(n) for n in range(1, self.questions + 1)}
        self._tell("agenda:composed", **self._agenda_facts())
        self._tell("notice:sent", notices=len(self.owners))
        self._issue()
        self._tell(
            "voting:opened", opens_at=iso(OPENED), closes_at=iso(OPENED + timedelta(days=20)), online=self.online
        )
        self._vote()
        self._tell("acceptance:ended", closes_at=iso(OPENED + timedelta(days=20)))
        self._tell("objections:opened")
        self._count()
        self._tally()
        self._poll()
        self._tell(
            "protocol:drawn_up", number="1", sha256="0" * 64, public_sha256=sha256(PROTOCOL).hexdigest(),
            sums_sha256=sha256(SUMS).hexdigest(),
        )  # fmt: skip

    def _tell(self, kind: str, /, **facts: Any) -> None:
        self.story.append(Told(kind, facts))

    def _register(self) -> None:
        kinds = ["residential"] * 4 + (["parking"] if self.parking else []) + ["non_residential"]
        self.premises: list[dict[str, Any]] = []
        self.stakes: list[dict[str, Any]] = []
        self.owners: list[str] = []
        for number in range(self.units):
            kind = "parking" if self.parking and number == 0 else self.rng.choice(kinds)
            area = Fraction(self.rng.randrange(200, 900), 10)
            unit = {"unit": f"u{number}", "kind": kind, "entrance": self.rng.choice([None, "1", "2"]), "area": area}
            self.premises.append(unit)
            self._shares(unit)

    def _shares(self, unit: dict[str, Any]) -> None:
        way = self.rng.choice(["sole", "sole", "halves", "thirds", "joint", "unknown", "another"])
        shares = {"halves": [Fraction(1, 2)] * 2, "thirds": [Fraction(1, 3)] * 3}.get(way, [Fraction(1)])
        for place, share in enumerate(shares):
            owners = [self._owner() for _ in range(2 if way == "joint" else 1)]
            if way == "unknown":
                owners = []
            if way == "another" and len(self.owners) > 1:
                owners = [self.owners[0]]
            key = f"joint-{unit['unit']}" if way == "joint" else f"h{unit['unit']}{place}"
            self.stakes.append({
                "key": key, "unit": unit["unit"], "unit_kind": unit["kind"], "entrance": unit["entrance"],
                "votes": unit["area"] * share, "owners": owners,
            })  # fmt: skip

    def _owner(self) -> str:
        self.owners.append(f"o{len(self.owners)}")
        return self.owners[-1]

    def _register_facts(self) -> dict[str, Any]:
        by_kind: dict[str, Fraction] = {}
        for unit in self.premises:
            by_kind[unit["kind"]] = by_kind.get(unit["kind"], Fraction(0)) + unit["area"]
        return {
            "snapshot": "s1", "effective_on": "2026-02-20", "file_sha256": "1" * 64, "units": len(self.premises),
            "holdings": len(self.stakes), "area": sum(by_kind.values(), Fraction(0)), "area_by_kind": by_kind,
            "premises": self.premises, "stakes": self.stakes,
        }  # fmt: skip

    def _rule(self, number: int) -> DecisionRule:
        rule = resolve(DECISIONS[(number - 1) % len(DECISIONS)], ON)
        assert isinstance(rule, DecisionRule)
        return rule

    def _agenda_facts(self) -> dict[str, Any]:
        return {
            "items": [
                {"number": n, "title": f"Вопрос {n}", "decision": rule.decision, "rule": rule.as_record(),
                 "options": ["for", "against", "abstain"], "depends_on": None, "entrance": None, "asked": {}, "facts": {},
                 "category": {"proposed": rule.decision, "words": ["ремонт"], "near": [], "proposed_by": "a1",
                              "confirmed_by": "a2", "readers": ["a1", "a2"]}}
                for n, rule in self.rules.items()
            ],
            "definition_sha256": "2" * 64, "form": "mixed",
            "policies": {"cross_channel": self.policy, "vote_change_allowed": False, "parking_counted_both_ways": True,
                         "objection_days": 3, "online_voting": self.online},
        }  # fmt: skip

    def _issue(self) -> None:
        self.ballots: dict[str, tuple[str, list[dict[str, Any]]]] = {}
        for owner in self.owners:
            own = [stake for stake in self.stakes if owner in stake["owners"]]
            if own:
                code = new_ballot_code(self.rng)
                self.ballots[code] = (owner, own)
                stakes = [{"key": stake["key"], "votes": stake["votes"]} for stake in own]
                self._tell("ballot:issued", ballot=code, owner=owner, print=1, stakes=stakes)
        self._tell("ballot:issued", ballot=new_ballot_code(self.rng), owner=None, print=1, stakes=[])

    def _vote(self) -> None:
        for place, code in enumerate(self.ballots):
            turn = self.rng.random()
            if place == 0 or turn < 0.8:
                self._cast(code, "online" if turn < 0.4 else "paper", place)
            if turn < 0.2:
                self._cast(code, "paper" if turn < 0.4 else "online", place + 40)
        for cast in self.casts:
            self._change_mind(cast)

    def _cast(self, code: str, channel: str, hour: int) -> None:
        said = {
            str(n): self.rng.choice(["for", "for", "for", "against", "abstain", "overvote", "blank"])
            for n in self.rules
        }
        counted = {contest: "invalid" if answer == "overvote" else answer for contest, answer in said.items()}
        cast = {"cast": f"c{len(self.casts)}", "ballot": code, "channel": channel, "said": counted, "aside": None,
                "received_at": iso(OPENED + timedelta(minutes=hour + 1))}  # fmt: skip
        kind = "ballot:cast" if channel == "online" else "ballot:read"
        if channel == "paper":
            self._tell("ballot:received", ballot=code, received_at=cast["received_at"], by="a1")
        self._tell(
            kind,
            ballot=code,
            cast=cast["cast"],
            received_at=cast["received_at"],
            original=said,
            rules_applied=counted,
            represented=False,
        )
        self.casts.append(cast)
        if channel == "online" and not self.online:
            self._set_aside(cast, "online_not_counted")

    def _change_mind(self, cast: dict[str, Any]) -> None:
        luck = self.rng.random()
        if cast["aside"] is not None:
            return
        if luck < 0.15:
            cast["said"] = {**cast["said"], "1": "against"}
            self._tell("ballot:adjudicated", ballot=cast["ballot"], cast=cast["cast"], contest="1", adjudicated=cast["said"],
                       reason="marginal_mark", detail="", answer="against", by=["a2"])  # fmt: skip
        elif luck < 0.25:
            self._set_aside(cast, "no_signature")
        elif luck < 0.3:
            self._tell("dispute:raised", dispute=f"d{cast['cast']}", cast=cast["cast"], kind="not_mine")
            self._tell("dispute:answered", dispute=f"d{cast['cast']}", cast=cast["cast"], outcome="upheld")
            self._set_aside(cast, "disputed")

    def _set_aside(self, cast: dict[str, Any], reason: str) -> None:
        cast["aside"] = reason
        self._tell("ballot:set_aside", ballot=cast["ballot"], cast=cast["cast"], reason=reason)

    def _count(self) -> None:
        first: dict[str, dict[str, Any]] = {}
        counted: list[dict[str, Any]] = []
        self.votes: list[CountedVote] = []
        for cast in sorted(self.casts, key=lambda one: one["received_at"]):
            owner, stakes = self.ballots[cast["ballot"]]
            if cast["aside"] is None:
                new = [stake for stake in stakes if first.setdefault(stake["key"], cast) is cast]
                if new:
                    counted.append({key: cast[key] for key in ("cast", "ballot", "channel")} | {
                        "stakes": [stake["key"] for stake in new], "selections": cast["said"],
                        "represented_by": None})  # fmt: skip
                    held = tuple(Stake(s["unit"], s["unit_kind"], s["entrance"], s["votes"], s["key"]) for s in new)
                    self.votes.append(CountedVote(cast["ballot"], held, cast["said"], owner))
                else:
                    mine = self.ballots[first[stakes[0]["key"]]["ballot"]][0] == owner
                    self._set_aside(cast, "other_channel_first" if mine else "other_joint_owner")
        left = [{"cast": cast["cast"], "reason": cast["aside"]} for cast in self.casts if cast["aside"]]
        self._tell("voting:closed", counted=counted, not_counted=left, by="a1")

    def _tally(self) -> None:
        found = tally(self.votes, [str(n) for n in self.rules])
        lists = [self.premises, [unit for unit in self.premises if unit["kind"] != "parking"]]
        houses = []
        for units in lists:
            names = {unit["unit"] for unit in units}
            known = {owner for stake in self.stakes if stake["unit"] in names for owner in stake["owners"]}
            houses.append({"share": sum((unit["area"] for unit in units), Fraction(0)), "heads": Fraction(len(known)),
                           "units": Fraction(len(units))})  # fmt: skip
        both = len(lists[0]) != len(lists[1])
        decisions = []
        for number, rule in self.rules.items():
            whole = outcome(rule, found[str(number)].all, houses[0])
            other = outcome(rule, found[str(number)].without_parking, houses[1]) if both else None
            flips = other is not None and other["outcome"] != whole["outcome"]
            decisions.append(
                {"number": number, "decision": rule.decision, **whole, "without_parking": other, "flips": flips}
            )
        self._tell("assembly:tallied", law_day=ON.isoformat(), decisions=decisions)

    def _poll(self) -> None:
        sums: dict[str, dict[str, Fraction]] = {}
        seen: set[str] = set()
        for cast in self.casts:
            if cast["aside"] == "online_not_counted":
                new = [stake for stake in self.ballots[cast["ballot"]][1] if stake["key"] not in seen]
                seen |= {stake["key"] for stake in new}
                for contest, answer in cast["said"].items() if new else ():
                    answers = sums.setdefault(contest, {})
                    answers[answer] = answers.get(answer, Fraction(0)) + sum(stake["votes"] for stake in new)
        if sums:
            self._tell("poll:summed", questions=[{"number": int(n), "share": share} for n, share in sums.items()])

    def facts(self, kind: str) -> dict[str, Any]:
        """The facts of the last event of this kind, to be changed."""
        return next(told for told in reversed(self.story) if told.kind == kind).facts


def outcome(rule: DecisionRule, sums: Any, house: dict[str, Fraction]) -> dict[str, Any]:
    """What the service would record of one question."""
    figures = {}
    for measure in MEASURES:
        count = getattr(sums, measure)
        figures[measure] = Figures(
            all=house[measure], present=count.present, for_=count.for_, against=count.against, abstain=count.abstain,
            blank=count.blank, invalid=count.invalid, silent=house[measure] - count.present,
        )  # fmt: skip
    verdict = decide(Case(rule.decision, ON, tally=figures if house["units"] else {}))  # nobody there decides nothing
    return {
        "outcome": verdict.outcome, "quorum": verdict.quorum, "because": dict(verdict.because),
        "needed": {m: {"amount": fraction_text(b.amount), "strict": b.strict} for m, b in verdict.needed.items()},
        "sums": {
            m: {"all": house[m], "present": getattr(sums, m).present, **{a: getattr(sums, m).of(a) for a in ANSWERS}}
            for m in MEASURES
        },
        "electorates": {}, "weighed": {},
    }  # fmt: skip


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def pack(story: list[Told], path: Path, *, protocol: bytes = PROTOCOL, sums: bytes = SUMS) -> Path:
    """An archive of this story, in a ledger of its own, with a proper signature."""
    with Session(_engine()) as session:  # never committed: each archive has a ledger of its own
        assembly = Assembly(id="assembly0001")
        for place, told in enumerate(story):
            moment = OPENED - timedelta(days=30) + timedelta(seconds=30 * place)
            events.record(session, assembly, told.kind, moment, **told.facts)
        stream = BytesIO()
        build_archive(
            session,
            assembly=assembly,
            keys=SoleKeys(),
            now=OPENED,
            protocol_pdf=protocol,
            sums_xlsx=sums,
            stream=stream,
        )
    path.write_bytes(stream.getvalue())
    return path


@cache
def _engine() -> Engine:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    return engine


@pytest.fixture
def invented_house() -> Callable[..., InventedHouse]:
    """Makes houses from a seed."""
    return InventedHouse


@pytest.fixture
def packed(tmp_path: Path) -> Callable[..., Path]:
    """Makes an archive of a story."""
    return lambda story, **given: pack(deepcopy(story), tmp_path / "archive.zip", **given)


@pytest.fixture
def honest(packed: Callable[..., Path]) -> Iterator[Path]:
    """The archive of one honest assembly."""
    return packed(InventedHouse(seed=5, units=10).story)
