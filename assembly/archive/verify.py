"""Recount an assembly from its public archive: one file, the standard library and `cryptography`, nothing of Veche.

The archive is a ZIP. Its heart is `records/`: what happened, one canonical JSON (RFC 8785) a record, in order. Their
hashes make a Merkle tree (RFC 6962) whose root is signed in `checkpoint`. From the records alone this file works out
who could vote with how much, which decisions count, the sums, the quorum and every decision, and compares all of it
with what the archive claims. Each step says in a sentence what it found, and in which member.

    report = verify_archive("archive.zip");  report.ok;  report.as_json()

Read it from the bottom: `verify_archive` walks through `STEPS`; each step is a function that raises `Wrong`.
What no archive can prove by itself is that its key is the right one: compare the key in the report with a receipt.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from json.encoder import encode_basestring
from operator import ge, gt, le, lt
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "veche archive 1"
OTHERS = ("manifest.json", "checkpoint", "keys.json", "rules.json", "tally.json", "protocol.pdf", "sums.xlsx")
MAX_MEMBERS = 1_000_000
MAX_MEMBER = 64 * 2**20
MAX_TOTAL = 1024 * 2**20
ANSWERS = ("for", "against", "abstain", "blank", "invalid")
PARKING = "parking"
NOUGHT = Fraction(0)
MALFORMED = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError, UnicodeError)


class Wrong(Exception):
    """Something in the archive is not as it must be: where, and what."""

    def __init__(self, where: str, says: str):
        super().__init__(f"{where}: {says}")
        self.where = where
        self.says = says


@dataclass(frozen=True)
class Step:
    """What one step checked and found."""

    step: int
    checks: str
    ok: bool
    where: str
    says: str


@dataclass(frozen=True)
class Report:
    """The whole verification; ok only where every step is."""

    ok: bool
    steps: tuple[Step, ...]

    def as_json(self) -> dict[str, Any]:
        """{"ok": …, "steps": [{"step", "checks", "ok", "where", "says"}, …]}"""
        return {"ok": self.ok, "steps": [vars(step) for step in self.steps]}


@dataclass(frozen=True)
class Event:
    """One record of the ledger."""

    index: int
    kind: str
    at: str
    facts: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"records/{self.index:06}.json"


@dataclass(frozen=True)
class Share:
    """One share of one unit, which votes as one. owners: ids of those who may answer for it."""

    key: str
    unit: str
    kind: str
    entrance: str
    votes: Fraction
    owners: frozenset[str]


@dataclass
class Cast:
    """One decision of an owner as the ledger tells its story. snapshots: what it said, the last one counts."""

    event: Event
    ballot: str
    channel: str
    received_at: str
    snapshots: list[Mapping[str, str]]
    set_aside: str = ""
    upheld: bool = False  # an objection to it was found right …
    corrected: bool = False  # … and what it says was mended
    settled: bool = False  # people said which of paper and online came first


@dataclass
class Archive:
    """What has been read so far; later steps use what earlier ones found."""

    members: dict[str, bytes] = field(default_factory=dict)
    json: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    by_kind: dict[str, list[Event]] = field(default_factory=dict)
    root: bytes = b""
    key: str = ""
    shares: dict[str, Share] = field(default_factory=dict)
    areas: dict[str, tuple[str, str, Fraction]] = field(default_factory=dict)  # unit -> kind, entrance, m2
    ballots: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)  # code -> owner, shares
    casts: dict[str, Cast] = field(default_factory=dict)
    joint: dict[str, dict[str, str]] = field(default_factory=dict)  # share -> question -> what people decided
    counted: list[tuple[Cast, list[Share], Mapping[str, str], str]] = field(default_factory=list)
    winner: dict[str, Cast] = field(default_factory=dict)  # share -> the decision counted for it
    results: list[dict[str, Any]] = field(default_factory=list)
    marks: dict[str, frozenset[tuple[str, int | None]]] = field(
        default_factory=dict
    )  # owner -> tag, the question or all
    deaths: dict[str, str] = field(default_factory=dict)  # owner -> day
    sales: dict[str, list[tuple[str, frozenset[str], str]]] = field(
        default_factory=dict
    )  # share -> day, sellers, buyer
    offers: dict[frozenset[tuple[str, str]], dict[str, set[str]]] = field(
        default_factory=dict
    )  # by kinds and entrances
    first_owners: dict[str, frozenset[str]] = field(default_factory=dict)  # share -> when the register was taken

    def only(self, kind: str) -> Event:
        """The one event of this kind."""
        found = self.all(kind)
        if len(found) != 1:
            raise Wrong("records/", f"expected one {kind}, found {len(found)}")
        return found[0]

    def last(self, kind: str) -> Event:
        """The last event of this kind."""
        found = self.all(kind)
        if not found:
            raise Wrong("records/", f"there is no {kind}")
        return found[-1]

    def owners_on(self, share: str, day: str) -> list[str]:
        """Who could answer for a share on a day: its owners then, without those who had died."""
        owners = set(self.first_owners[share])
        for sold_on, sellers, buyer in self.sales.get(share, ()):
            if sold_on <= day:
                owners = owners - sellers | {buyer}
        return sorted(one for one in owners if self.deaths.get(one, "9999") > day)

    def readers(self, question: int) -> set[str]:
        """Who said to have read the law of a question: before the notice went out, or since."""
        items = self.last("agenda:composed").facts["items"]
        category = next(one for one in items if one["number"] == question).get("category", {})
        since = {one.facts["by"] for one in self.all("law:read") if one.facts["number"] == question}
        return {*category.get("readers", ()), *since}

    def offered(self, ballot: str) -> dict[str, set[str]]:
        """The answers that can count, to each question put to the holder of these shares."""
        shares = [self.shares[key] for key in self.ballots[ballot][1]]
        places = frozenset((one.kind, one.entrance) for one in shares)
        if places not in self.offers:
            offered = self.offers[places] = {}
            for item in self.last("agenda:composed").facts["items"]:
                keep = keeper(item["asked"])
                if not item["asked"] or any(keep(kind, entrance) for kind, entrance in places):
                    offered[str(item["number"])] = {*item["options"], "blank", "invalid"}
        return self.offers[places]

    def all(self, kind: str) -> list[Event]:
        """Every event of this kind, in order."""
        return self.by_kind.get(kind, [])


# --- small tools ------------------------------------------------------------------------------------------------------


def number(text: Any) -> Fraction:
    """An exact number: a whole number, "12.5" or "25/2"."""
    if isinstance(text, int) and not isinstance(text, bool):
        return Fraction(text)
    if isinstance(text, str) and re.fullmatch(r"-?\d{1,60}(\.\d{1,60}|/\d{1,60})?", text, re.ASCII):
        return Fraction(text)
    raise ValueError(f"not an exact number: {text!r}")


def moment(text: str) -> datetime:
    """A moment with its zone, ISO 8601."""
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if found.tzinfo is None:
        raise ValueError(f"a moment without a zone: {text!r}")
    return found


def canonical(value: Any) -> bytes:
    """RFC 8785 for what records hold: text, whole numbers, true, false, null, lists and objects."""
    pieces: list[str] = []
    _write(value, pieces.append)
    return "".join(pieces).encode()


def _write(value: Any, put: Callable[[str], None]) -> None:
    if isinstance(value, str):
        put(encode_basestring(value))
    elif value is None or isinstance(value, bool):
        put({None: "null", True: "true", False: "false"}[value])
    elif isinstance(value, int):
        if abs(value) >= 2**53:
            raise ValueError("a whole number is too large")
        put(str(value))
    elif isinstance(value, list):
        put("[")
        for place, item in enumerate(value):
            if place:
                put(",")
            _write(item, put)
        put("]")
    elif isinstance(value, dict):
        put("{")
        for place, key in enumerate(sorted(value, key=lambda key: key.encode("utf-16-be"))):
            put(("," if place else "") + encode_basestring(key) + ":")
            _write(value[key], put)
        put("}")
    else:
        raise TypeError("a number with a point stands in a record")


def tree_root(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash of RFC 6962, section 2.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:  # pairing from the left and carrying the odd one up gives the same tree as splitting it
        pairs = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(level) // 2 * 2 :]
    return level[0]


def _parsed(archive: Archive, name: str) -> Any:
    """A JSON member, which must be written canonically so that every byte of it means something."""
    body = archive.members[name]
    value = json.loads(body)
    if canonical(value) != body:
        raise Wrong(name, "is not written as canonical JSON (RFC 8785)")
    return value


# --- the container ----------------------------------------------------------------------------------------------------


def read_members(archive: Archive, path: Path) -> str:
    """The file is a ZIP of ordinary members within bounds."""
    total = 0
    try:
        with zipfile.ZipFile(path) as pack:
            infos = pack.infolist()
            if len(infos) > MAX_MEMBERS:
                raise Wrong(path.name, f"has more than {MAX_MEMBERS} members")
            for info in infos:
                _must_be_ordinary(info, archive.members)
                with pack.open(info) as stream:
                    body = stream.read(min(MAX_MEMBER, MAX_TOTAL - total) + 1)
                total += len(body)
                if len(body) > MAX_MEMBER or total > MAX_TOTAL:
                    raise Wrong(info.filename, "is too large to open")
                archive.members[info.filename] = body
            if pack.comment:
                raise Wrong(path.name, "carries a comment that nothing vouches for")
    except (
        OSError,
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise Wrong(path.name, f"cannot be read as a ZIP archive: {error}") from error
    return f"{len(archive.members)} members, {total} bytes"


def _must_be_ordinary(info: zipfile.ZipInfo, seen: Mapping[str, bytes]) -> None:
    name = info.filename
    if name not in OTHERS and not re.fullmatch(r"records/\d{6,9}\.json", name, re.ASCII):
        raise Wrong(name[:200], "is no member of an archive")
    if name in seen:
        raise Wrong(name, "stands in the archive twice")
    if info.flag_bits & 1:
        raise Wrong(name, "is encrypted")
    if info.file_size > MAX_MEMBER:
        raise Wrong(name, "is too large to open")


def check_manifest(archive: Archive) -> str:
    """manifest.json lists every other member, and each has the size and SHA-256 that it lists."""
    for name in OTHERS:
        if name not in archive.members:
            raise Wrong(name, "is missing")
    manifest = archive.json["manifest"] = _parsed(archive, "manifest.json")
    if manifest["format"] != FORMAT:
        raise Wrong("manifest.json", f"is of another format: {manifest['format']!r}")
    _must_have_keys("manifest.json", manifest, {"format", "assembly", "pack", "made_at", "records", "members"})
    listed: dict[str, Mapping[str, Any]] = {}
    for entry in manifest["members"]:
        _must_have_keys("manifest.json", entry, {"name", "sha256", "size"})
        if entry["name"] in listed:
            raise Wrong(entry["name"], "is listed twice")
        listed[entry["name"]] = entry
    present = set(archive.members) - {"manifest.json"}
    for name in sorted(set(listed) - present):
        raise Wrong(name, "is listed in the manifest and missing")
    for name in sorted(present - set(listed)):
        raise Wrong(name, "is not listed in the manifest")
    for name, entry in listed.items():
        body = archive.members[name]
        if len(body) != entry["size"] or hashlib.sha256(body).hexdigest() != entry["sha256"]:
            raise Wrong(name, "is not the member the manifest lists: its size or SHA-256 differs")
    return f"{len(listed)} members as listed"


def _must_have_keys(where: str, value: Any, keys: set[str]) -> None:
    if not isinstance(value, dict) or set(value) != keys:
        raise Wrong(where, f"must have exactly the keys {', '.join(sorted(keys))}")


# --- the ledger -------------------------------------------------------------------------------------------------------


def read_records(archive: Archive) -> str:
    """Every record is canonical JSON and stands under its own index, from 0 without a gap."""
    names = sorted(name for name in archive.members if name.startswith("records/"))
    manifest = archive.json["manifest"]
    if manifest["records"] != len(names) or not names:
        raise Wrong("manifest.json", f"counts {manifest['records']} records; there are {len(names)}")
    for index in range(len(names)):
        name = f"records/{index:06}.json"
        if name not in archive.members:
            raise Wrong(name, "is missing: the records have a gap")
        record = _record(archive, name)
        _must_have_keys(name, record, {"assembly", "index", "kind", "at", "facts"})
        if record["index"] != index:
            raise Wrong(name, f"says that it is record {record['index']}")
        if record["assembly"] != manifest["assembly"]:
            raise Wrong(name, "belongs to another assembly")
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", str(record["at"]), re.ASCII):
            raise Wrong(name, "has no proper moment")
        event = Event(index, str(record["kind"]), record["at"], record["facts"])
        archive.events.append(event)
        archive.by_kind.setdefault(event.kind, []).append(event)
    if manifest["made_at"] != archive.events[-1].at:
        raise Wrong("manifest.json", "was not made at the moment of its last record")
    return f"{len(names)} records, the first at {archive.events[0].at}, the last at {archive.events[-1].at}"


def _record(archive: Archive, name: str) -> Any:
    try:
        return _parsed(archive, name)
    except MALFORMED as error:
        raise Wrong(name, f"is no canonical JSON record: {error}") from error


def check_tree(archive: Archive) -> str:
    """Every record is in the tree whose root the checkpoint names."""
    records = [archive.members[event.name] for event in archive.events]
    archive.root = tree_root(records)
    lines = archive.members["checkpoint"].decode().split("\n")
    origin, size, root = lines[0], lines[1], base64.b64decode(lines[2], validate=True)
    if not origin.endswith(f"/{archive.json['manifest']['assembly']}"):
        raise Wrong("checkpoint", "is the head of another assembly's ledger")
    if size != str(len(records)):
        raise Wrong("checkpoint", f"is for {size} records; the archive holds {len(records)}")
    if root != archive.root:
        raise Wrong("records/", "do not give the root of the checkpoint: a record was changed, dropped, added or moved")
    return f"the root over {len(records)} records is {archive.root.hex()}"


def check_signature(archive: Archive) -> str:
    """The checkpoint is a signed note (C2SP) of the key in keys.json."""
    keys = _parsed(archive, "keys.json")
    _must_have_keys("keys.json", keys, {"ledger"})
    _must_have_keys("keys.json", keys["ledger"], {"name", "algorithm", "public_key"})
    public = base64.b64decode(keys["ledger"]["public_key"], validate=True)
    name = keys["ledger"]["name"]
    if keys["ledger"]["algorithm"] != "ed25519" or canonical_base64(public) != keys["ledger"]["public_key"]:
        raise Wrong("keys.json", "names no Ed25519 key")
    body, _, tail = archive.members["checkpoint"].decode().rpartition("\n\n")
    dash, signer, stamp = tail.removesuffix("\n").split(" ")
    raw = base64.b64decode(stamp, validate=True)
    hint = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
    exact = f"{body}\n\n\u2014 {name} {canonical_base64(raw)}\n".encode()
    if dash != "\u2014" or signer != name or raw[:4] != hint or exact != archive.members["checkpoint"]:
        raise Wrong("checkpoint", "is not signed by the key of keys.json")
    if body.split("\n")[0] != name or len(body.split("\n")) != 3:
        raise Wrong("checkpoint", "is not the head of this ledger alone")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(raw[4:], f"{body}\n".encode())
    except InvalidSignature as error:
        raise Wrong("checkpoint", "has a signature that does not fit") from error
    archive.key = keys["ledger"]["public_key"]
    return f"signed by the key {archive.key} of {name}; compare it with a receipt"


def check_key(archive: Archive, trusted: str | None) -> str:
    """The ledger's key is the one the reader knows from elsewhere, where one is given."""
    if trusted is None:
        return f"no key was given to compare with; this one is {archive.key}"
    if trusted != archive.key:
        raise Wrong("keys.json", f"the ledger is signed by another key: {archive.key}")
    return "it is"


def canonical_base64(raw: bytes) -> str:
    """Base64 as it is written, so that no other writing of the same bytes passes."""
    return base64.b64encode(raw).decode()


# --- the story --------------------------------------------------------------------------------------------------------

BEFORE_OPENING = {
    "assembly:created", "agenda:attached", "agenda:composed", "register:taken", "notice:sent", "register:owner_marked",
    "register:mark_lifted",
}  # fmt: skip
WHILE_VOTING = {"ballot:cast", "voting:prolonged"}
WHILE_OPEN = {
    "ballot:received", "batch:uploaded", "batch:explained", "page:read", "page:assigned", "ballot:read", "ballot:adjudicated",
    "ballot:set_aside", "ballot:restored", "dispute:raised", "dispute:answered", "register:holding_transferred",
    "law:read",
}  # fmt: skip
AFTER_CLOSING = {"poll:summed", "assembly:tallied", "protocol:drawn_up", "archive:published"}
ANY_TIME = {
    "notice:delivered", "notice:evidenced", "ballots:defined", "ballot:issued", "ballot:printed", "owner:enrolled",
    "owner:enrolment_withdrawn", "representative:appointed", "register:death_recorded",
    "role:granted",
}  # fmt: skip
CHANGES = {"ballot:adjudicated", "ballot:set_aside", "ballot:restored", "dispute:answered"}
READERS = 2  # so many people read the text of a law that nobody had held the rule against
STAGES = ("voting:opened", "acceptance:ended", "objections:opened", "voting:closed")


def check_order(archive: Archive) -> str:
    """Opening, end of acceptance, objections, closing happened once and in that order, and everything in its time."""
    stage = 0
    for event in archive.events:
        if event.kind in STAGES:
            if STAGES.index(event.kind) != stage:
                raise Wrong(event.name, f"{event.kind} does not come in its turn")
            stage += 1
            continue
        allowed = _stages_of(event.kind)
        if allowed is None:
            raise Wrong(event.name, f"is of an unknown kind: {str(event.kind)[:60]}")
        if stage not in allowed:
            raise Wrong(event.name, f"{event.kind} does not belong after {STAGES[stage - 1] if stage else 'nothing'}")
    if stage != len(STAGES):
        raise Wrong("records/", "the assembly was never closed")
    for kind in ("register:taken", "agenda:composed", "assembly:tallied", "protocol:drawn_up"):
        archive.last(kind)
    return "opened, ended, objected to, closed, tallied and written down in order"


def _stages_of(kind: str) -> set[int] | None:
    if kind in BEFORE_OPENING:
        return {0}
    if kind in WHILE_VOTING:
        return {1}
    if kind in WHILE_OPEN:
        return {0, 1, 2, 3}
    if kind in AFTER_CLOSING:
        return {4}
    return {0, 1, 2, 3, 4} if kind in ANY_TIME else None


def read_register(archive: Archive) -> str:
    """The shares of the register add up: no unit above its area, the kinds to the total, sales hand on what they sold."""
    taken = archive.last("register:taken")
    facts = taken.facts
    for unit in facts["premises"]:
        if unit["unit"] in archive.areas:
            raise Wrong(taken.name, f"unit {unit['unit']} stands twice")
        archive.areas[unit["unit"]] = (unit["kind"], unit["entrance"] or "", number(unit["area"]))
    for stake in facts["stakes"]:
        share = _share(archive, taken, stake)
        if share.key in archive.shares:
            raise Wrong(taken.name, f"share {share.key} stands twice")
        archive.shares[share.key] = share
        archive.first_owners[share.key] = share.owners
    _must_add_up(archive, taken)
    for event in archive.all("register:holding_transferred"):  # a sale hands the share on: it still votes once
        before = archive.shares.get(event.facts["stake"])
        if before is None or number(event.facts["votes"]) != before.votes:
            raise Wrong(event.name, "hands on a share that the register does not have")
        archive.shares[before.key] = replace(before, owners=before.owners | {event.facts["buyer"]})
        sale = event.facts["on"], frozenset(event.facts["sellers"]), event.facts["buyer"]
        archive.sales.setdefault(before.key, []).append(sale)
    archive.deaths = {event.facts["owner"]: event.facts["on"] for event in archive.all("register:death_recorded")}
    _read_marks(archive)
    total = sum((area for _, _, area in archive.areas.values()), NOUGHT)
    return f"{len(archive.areas)} units, {len(facts['stakes'])} shares, {_plain(total)} m²"


def _read_marks(archive: Archive) -> None:
    """What is known of an owner when voting opens; it may have been lifted again."""
    for event in archive.events:
        if event.kind in {"register:owner_marked", "register:mark_lifted"}:
            owner, mark = event.facts["owner"], (event.facts["tag"], event.facts["question"])
            known = archive.marks.get(owner, frozenset())
            if (mark in known) is (event.kind == "register:owner_marked") or not event.facts["evidence"]:
                raise Wrong(event.name, f"cannot be said of owner {owner}: {mark[0]}")
            archive.marks[owner] = known ^ {mark}


def _share(archive: Archive, event: Event, stake: Mapping[str, Any]) -> Share:
    share = Share(stake["key"], stake["unit"], stake["unit_kind"], stake["entrance"] or "", number(stake["votes"]),
                  frozenset(stake["owners"]))  # fmt: skip
    unit = archive.areas.get(share.unit)
    if unit is None or unit[:2] != (share.kind, share.entrance):
        raise Wrong(event.name, f"share {share.key} is of a unit that the register does not have")
    if share.votes <= 0:
        raise Wrong(event.name, f"share {share.key} has no votes")
    return share


def _must_add_up(archive: Archive, taken: Event) -> None:
    held: dict[str, Fraction] = {}
    for share in archive.shares.values():
        held[share.unit] = held.get(share.unit, NOUGHT) + share.votes
    for unit, votes in held.items():
        if votes > archive.areas[unit][2]:
            raise Wrong(taken.name, f"the shares of unit {unit} exceed its area")
    by_kind: dict[str, Fraction] = {}
    for kind, _, area in archive.areas.values():
        by_kind[kind] = by_kind.get(kind, NOUGHT) + area
    if {kind: number(area) for kind, area in taken.facts["area_by_kind"].items()} != by_kind:
        raise Wrong(taken.name, "the areas by kind are not those of the units")
    if number(taken.facts["area"]) != sum(by_kind.values(), NOUGHT):
        raise Wrong(taken.name, "the total area is not the sum of the units")


def check_rules(archive: Archive) -> str:
    """rules.json and the manifest's pack are those of the agenda as it was frozen before the vote."""
    agenda = archive.last("agenda:composed")
    rules = _parsed(archive, "rules.json")
    frozen = [_rule_entry(item) for item in agenda.facts["items"]]
    if rules != {"decisions": frozen}:
        raise Wrong("rules.json", f"differs from the agenda frozen in {agenda.name}")
    for entry in frozen:
        _must_be_confirmed(agenda, entry["number"])
        same = (entry["rule"]["decision"], entry["rule"]["pack"]) == (
            entry["decision"],
            entry["decision"].split(":")[0],
        )
        if entry["asked"] != asked_by(entry["rule"], entry["entrance"]):
            raise Wrong(agenda.name, f"question {entry['number']} is put to others than its rule names")
        if not same or entry["rule"]["pack_version"] != frozen[0]["rule"]["pack_version"]:
            raise Wrong(agenda.name, f"question {entry['number']} has the rule of another decision")
    numbers = [entry["number"] for entry in frozen]
    if numbers != sorted(set(numbers)) or not numbers:
        raise Wrong(agenda.name, "the questions are not numbered in order")
    pack = archive.json["manifest"]["pack"]
    first = frozen[0]["rule"]
    if pack != {"name": first["pack"], "version": first["pack_version"], "on": agenda.at}:
        raise Wrong("manifest.json", "names another pack of rules than the agenda")
    return f"{len(frozen)} questions, rules of pack {pack['name']} {pack['version']}"


def _must_be_confirmed(agenda: Event, name: int) -> None:
    """Two different people stand for the kind of a question; agendas of before that was asked for say nothing of it."""
    category = next(item for item in agenda.facts["items"] if item["number"] == name).get("category")
    if category is None:
        return
    people = [category["proposed_by"], category["confirmed_by"]]
    if None in people or people[0] == people[1]:
        raise Wrong(agenda.name, f"the kind of question {name} was not confirmed by a second person")


def _rule_entry(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "number": item["number"],
        "decision": item["decision"],
        "rule": item["rule"],
        "facts": item["facts"],
        "entrance": item["entrance"],
        "asked": item["asked"],
    }


def read_ballots(archive: Archive) -> str:
    """Every ballot was issued once, for shares of the register and with their votes."""
    for event in archive.all("ballot:issued"):
        code, owner = event.facts["ballot"], event.facts["owner"] or ""
        keys = [stake["key"] for stake in event.facts["stakes"]]
        earlier = archive.ballots.get(code)
        if earlier is not None and earlier[0]:
            raise Wrong(event.name, f"ballot {code} is issued twice")
        if len(set(keys)) != len(keys):
            raise Wrong(event.name, f"ballot {code} names a share twice")
        for stake in event.facts["stakes"]:
            share = archive.shares.get(stake["key"])
            if share is None:
                raise Wrong(event.name, f"ballot {code} is for a share that the register does not have")
            if number(stake["votes"]) != share.votes:
                raise Wrong(event.name, f"ballot {code} gives share {share.key} other votes than the register")
        if bool(owner) != bool(keys):
            raise Wrong(event.name, f"ballot {code} has an owner without shares, or shares without an owner")
        archive.ballots[code] = (owner, frozenset(keys))
    return f"{len(archive.ballots)} ballots"


def read_casts(archive: Archive) -> str:
    """Every recorded decision belongs to an issued ballot, came in time, and each later change names it."""
    opened, closes = archive.only("voting:opened"), _closes_at(archive)
    for event in archive.events:
        facts = event.facts
        if event.kind in {"ballot:cast", "ballot:read"}:
            if facts["cast"] in archive.casts:
                raise Wrong(event.name, f"decision {facts['cast']} is recorded twice")
            if not archive.ballots.get(facts["ballot"], ("", frozenset()))[1]:
                raise Wrong(event.name, f"ballot {facts['ballot']} was never issued to an owner")
            channel = "online" if event.kind == "ballot:cast" else "paper"
            _must_follow(event, archive.offered(facts["ballot"]), channel)
            archive.casts[facts["cast"]] = Cast(
                event, facts["ballot"], channel, facts["received_at"], [facts["original"], facts["rules_applied"]]
            )
        elif event.kind in CHANGES and facts["cast"] is not None:  # None: nothing is recorded of the ballot yet
            _continue_story(archive, event)
            offered = archive.offered(archive.casts[facts["cast"]].ballot)
            if event.kind == "ballot:adjudicated" and not _is_answer(facts["adjudicated"], offered, "person"):
                raise Wrong(event.name, "records an answer that the ballot does not offer")
    for cast in archive.casts.values():
        is_in_time = moment(opened.at) <= moment(cast.received_at) <= closes
        if cast.channel == "online" and not is_in_time:  # paper that came late waits for a person, on the record
            raise Wrong(cast.event.name, "was given outside the time of voting")
    return f"{len(archive.casts)} recorded decisions"


def _is_answer(said: Mapping[str, str], offered: Mapping[str, set[str]], *more: str) -> bool:
    return set(said) == set(offered) and all(said[name] in {*offered[name], *more} for name in offered)


def _must_follow(event: Event, offered: Mapping[str, set[str]], channel: str) -> None:
    """What the contest rules made of a decision follows from what was marked; what is in doubt waits for a person."""
    original, applied = event.facts["original"], event.facts["rules_applied"]
    if not _is_answer(applied, offered, *(["person"] if channel == "paper" else [])):
        raise Wrong(event.name, "records an answer that the ballot does not offer")
    for contest, answer in applied.items():
        marked = original.get(contest, "blank")
        if answer not in {"person", "invalid", marked} or (
            marked == "overvote" and answer not in {"person", "invalid"}
        ):
            raise Wrong(event.name, f"question {contest} was marked {marked} and is recorded as {answer}")


def _closes_at(archive: Archive) -> datetime:
    """The last moment of acceptance, after every prolongation."""
    closes = moment(archive.only("voting:opened").facts["closes_at"])
    for event in archive.all("voting:prolonged"):
        if moment(event.facts["new_closes_at"]) <= closes:
            raise Wrong(event.name, "does not prolong the voting")
        closes = moment(event.facts["new_closes_at"])
    return closes


def _continue_story(archive: Archive, event: Event) -> None:
    cast = archive.casts.get(event.facts["cast"])
    if cast is None:
        raise Wrong(event.name, f"is about decision {event.facts['cast']}, which is not recorded before it")
    if event.facts.get("ballot", cast.ballot) != cast.ballot:
        raise Wrong(event.name, "names another ballot than its decision")
    if event.kind == "ballot:adjudicated":
        cast.snapshots.append(event.facts["adjudicated"])
        cast.corrected |= event.facts["reason"] == "dispute"
        cast.settled |= event.facts["reason"] == "also_online"
        _remember_joint(archive, event)
    elif event.kind == "ballot:set_aside":
        cast.set_aside = event.facts["reason"] or "unnamed"
    elif event.kind == "ballot:restored":
        cast.set_aside = ""
    elif event.facts["outcome"] == "upheld":
        cast.upheld = True


def _remember_joint(archive: Archive, event: Event) -> None:
    """Where joint owners answered differently, what people decided stands for the share they hold together."""
    facts = event.facts
    if facts["reason"] == "joint_differ":
        archive.joint.setdefault(facts["detail"], {})[facts["contest"]] = facts["answer"]
    elif facts["reason"] == "undone" and facts["detail"] == "joint_differ":
        archive.joint.get(facts["share"], {}).pop(facts["contest"], None)


# --- the count --------------------------------------------------------------------------------------------------------


def read_count(archive: Archive) -> str:
    """Every decision is counted, or not counted for a reason that the ledger bears out; counted as last recorded."""
    closed = archive.only("voting:closed")
    counted: set[str] = set()
    for entry in closed.facts["counted"]:
        cast = _known(archive, closed, entry["cast"])
        counted.add(entry["cast"])
        if (entry["ballot"], entry["channel"]) != (cast.ballot, cast.channel):
            raise Wrong(closed.name, f"decision {entry['cast']} is counted for another ballot or channel")
        if cast.set_aside:
            raise Wrong(closed.name, f"decision {entry['cast']} is counted although it was set aside: {cast.set_aside}")
        if cast.upheld and not cast.corrected:
            raise Wrong(closed.name, f"decision {entry['cast']} is counted although an objection to it was upheld")
        _must_be_its_own(archive, closed, entry, cast)
        if any({**cast.snapshots[-1], **archive.joint.get(key, {})} != entry["selections"] for key in entry["stakes"]):
            raise Wrong(closed.name, f"decision {entry['cast']} is counted otherwise than it was last recorded")
        if not _is_answer(entry["selections"], archive.offered(cast.ballot)):
            raise Wrong(closed.name, f"decision {entry['cast']} is counted with answers that the ballot does not offer")
        agent = _agent(archive, closed, entry, cast)
        archive.counted.append((cast, [archive.shares[key] for key in entry["stakes"]], entry["selections"], agent))
        archive.winner.update(dict.fromkeys(entry["stakes"], cast))
    left: set[str] = set()
    for entry in closed.facts["not_counted"]:
        cast = _known(archive, closed, entry["cast"])
        if entry["cast"] in counted | left:
            raise Wrong(closed.name, f"decision {entry['cast']} is named twice")
        left.add(entry["cast"])
        _must_be_borne_out(archive, closed, entry["cast"], cast, entry["reason"])
    for name in archive.casts:
        if name not in counted and name not in left:
            raise Wrong(closed.name, f"decision {name} is neither counted nor named as not counted")
    return f"{len(counted)} counted, {len(left)} not counted with reasons"


def _agent(archive: Archive, closed: Event, entry: Mapping[str, Any], cast: Cast) -> str:
    """Who gave the decision for its owner: an account appointed for him, an owner of the house, or a name by its number."""
    agent = entry["represented_by"]
    if (agent is not None) is not cast.event.facts["represented"]:
        raise Wrong(closed.name, f"decision {entry['cast']} was cast by another person than it is counted for")
    if cast.channel == "paper" and agent is not None and not re.fullmatch(r"p\d+", agent, re.ASCII):
        raise Wrong(closed.name, f"decision {entry['cast']} names somebody on paper otherwise than by a number")
    if cast.channel == "online" and agent is not None:
        owner = archive.ballots[cast.ballot][0]
        appointed = {
            one.facts["account"] for one in archive.all("representative:appointed") if one.facts["owner"] == owner
        }
        owners = {one for share in archive.shares.values() for one in share.owners}
        if not appointed or agent not in appointed | owners:
            raise Wrong(
                closed.name, f"decision {entry['cast']} is counted as given by somebody who was never appointed"
            )
    return agent or ""


def _known(archive: Archive, closed: Event, name: str) -> Cast:
    if name not in archive.casts:
        raise Wrong(closed.name, f"decision {name} is named and was never recorded")
    return archive.casts[name]


def _must_be_its_own(archive: Archive, closed: Event, entry: Mapping[str, Any], cast: Cast) -> None:
    keys = entry["stakes"]
    owner, issued = archive.ballots[cast.ballot]
    if not keys or len(set(keys)) != len(keys) or not set(keys) <= issued:
        raise Wrong(closed.name, f"decision {entry['cast']} is counted for shares that its ballot was not issued for")
    if any(owner not in archive.shares[key].owners for key in keys):
        raise Wrong(closed.name, f"decision {entry['cast']} is counted for a share that its owner never held")


def _must_be_borne_out(archive: Archive, closed: Event, name: str, cast: Cast, reason: str) -> None:
    """A decision may be left out only for a reason that stands in the ledger; some reasons can be checked further."""
    policies = archive.last("agenda:composed").facts["policies"]
    replaced = any(archive.winner.get(key, cast) is not cast for key in archive.ballots[cast.ballot][1])
    if not cast.set_aside and not replaced:
        raise Wrong(closed.name, f"decision {name} is left out and nothing in the ledger says why")
    checks = {
        "online_not_counted": cast.channel == "online" and not archive.only("voting:opened").facts["online"],
        "disputed": cast.upheld,
        "other_channel_first": replaced,
        "other_joint_owner": replaced,
        "replaced": bool(policies["vote_change_allowed"]) and replaced,
        "duplicate": replaced,
        "previous_owner": replaced,
    }
    if not checks.get(reason, True):
        raise Wrong(closed.name, f"decision {name} is left out as {reason}, which the ledger does not bear out")


def check_once(archive: Archive) -> str:
    """No share is counted twice, nor more of a unit than its area."""
    closed = archive.only("voting:closed")
    by_share: set[str] = set()
    by_unit: dict[str, Fraction] = {}
    for cast, shares, _, _ in archive.counted:
        for share in shares:
            if share.key in by_share:
                raise Wrong(closed.name, f"share {share.key} is counted twice, again with ballot {cast.ballot}")
            by_share.add(share.key)
            by_unit[share.unit] = by_unit.get(share.unit, NOUGHT) + share.votes
    for unit, votes in by_unit.items():
        if votes > archive.areas[unit][2]:
            raise Wrong(closed.name, f"more votes are counted for unit {unit} than its area")
    return f"{len(by_share)} shares, each once"


def check_policy(archive: Archive) -> str:
    """Where an owner answered on paper and online, the one counts that the policy fixed before the vote names."""
    closed = archive.only("voting:closed")
    policies = archive.last("agenda:composed").facts["policies"]
    compared = 0
    for entry in closed.facts["not_counted"]:
        left = archive.casts[entry["cast"]]
        if entry["reason"] != "other_channel_first":
            continue
        for kept in {
            id(one): one for key in archive.ballots[left.ballot][1] if (one := archive.winner.get(key))
        }.values():
            if kept.channel != left.channel and archive.ballots[kept.ballot][0] == archive.ballots[left.ballot][0]:
                compared += 1
                _must_win(closed, policies["cross_channel"], kept, left, entry["cast"])
    return f"policy «{policies['cross_channel']}», {compared} owners answered in both ways"


def _must_win(closed: Event, policy: str, kept: Cast, left: Cast, name: str) -> None:
    if policy in {"paper", "online"}:
        right = kept.channel == policy
    else:
        moments = moment(kept.received_at), moment(left.received_at)
        right = moments[0] <= moments[1] if policy == "first" else moments[0] >= moments[1]
    same = kept.snapshots[-1] == left.snapshots[-1]
    if not right and not same and not (kept.settled or left.settled):
        raise Wrong(closed.name, f"decision {name} should count by the policy «{policy}», and another one does")


# --- sums, quorum, decisions ------------------------------------------------------------------------------------------

Sums = dict[str, dict[str, Fraction]]  # measure -> all, present, for, against, abstain, blank, invalid, silent
Keep = Callable[[str, str], bool]  # kind, entrance -> whether premises belong to a part of the house
MEASURES = ("share", "heads", "units")


@dataclass
class Electorate:
    """A part of the house: everybody, an entrance, parking places, the others; with what was counted of it."""

    shares: list[Share]
    units: dict[str, Fraction]  # unit -> m2
    owners: set[str]  # on the day of the law, and whoever answered
    lines: list[Line]

    def everybody(self) -> dict[str, Fraction]:
        """What there is in all, by measure."""
        share = sum(self.units.values(), NOUGHT)
        return {"share": share, "heads": Fraction(len(self.owners)), "units": Fraction(len(self.units))}


@dataclass(frozen=True)
class Line:
    """One line of the count in one part of the house."""

    owner: str
    shares: tuple[Share, ...]
    votes: Fraction
    said: Mapping[str, str]
    agent: str  # who gave it for the owner, where somebody did


def keeper(part: Mapping[str, Any]) -> Keep:
    """The premises of a part as records name it: {}, {"entrance": "3"}, {"parking": true or false}, or both."""

    def keep(kind: str, entrance: str) -> bool:
        inside = part.get("entrance") in {None, entrance}
        return inside and part.get("parking") in {None, kind == PARKING}

    return keep


def electorate(archive: Archive, part: Mapping[str, Any]) -> Electorate:
    """A part of the house with its owners on the day whose law decides, and what was counted of it."""
    keep, on = keeper(part), archive.only("assembly:tallied").facts["law_day"]
    shares = [one for one in archive.shares.values() if keep(one.kind, one.entrance)]
    lines = []
    for cast, brought, said, agent in archive.counted:
        own = tuple(one for one in brought if keep(one.kind, one.entrance))
        if own:
            votes = sum((one.votes for one in own), NOUGHT)
            lines.append(Line(archive.ballots[cast.ballot][0], own, votes, said, agent))
    owners = {owner for one in shares for owner in archive.owners_on(one.key, on)} | {line.owner for line in lines}
    units = {name: area for name, (kind, entrance, area) in archive.areas.items() if keep(kind, entrance)}
    return Electorate(shares, units, owners, lines)


def count(part: Electorate, contest: str) -> Sums:
    """The sums of one question: by share (m²), by heads and by units, each of these once."""
    tops: dict[tuple[str, int], int] = {}  # (answer, denominator) -> sum of numerators: exact, and fast
    heads: dict[str, set[str]] = {}
    units: dict[str, set[str]] = {}
    for line in part.lines:
        answer = line.said[contest]
        slot = answer, line.votes.denominator
        tops[slot] = tops.get(slot, 0) + line.votes.numerator
        heads.setdefault(line.owner, set()).add(answer)
        for share in line.shares:
            units.setdefault(share.unit, set()).add(answer)
    by_share = dict.fromkeys(ANSWERS, NOUGHT)
    for (answer, bottom), top in tops.items():
        by_share[answer] += Fraction(top, bottom)
    found = {"share": by_share, "heads": _voices(heads), "units": _voices(units)}
    return {measure: _whole(answers, part.everybody()[measure]) for measure, answers in found.items()}


def _voices(said: Mapping[str, set[str]]) -> dict[str, Fraction]:
    """Each head or unit once; who said two different things is invalid in this measure."""
    found = dict.fromkeys(ANSWERS, NOUGHT)
    for answers in said.values():
        found[_one_answer(answers)] += 1
    return found


def _one_answer(answers: set[str]) -> str:
    return next(iter(answers)) if len(answers) == 1 else "invalid" if answers else "absent"


def _whole(answers: Mapping[str, Fraction], everyone: Fraction) -> dict[str, Fraction]:
    present = sum((answers[name] for name in ANSWERS), NOUGHT)
    return {**answers, "present": present, "all": everyone, "silent": everyone - present}


# --- voters: where the law leaves some out, or caps or cuts what they weigh -------------------------------------------


@dataclass
class Voter:
    """Who holds something: an owner alone, owners together, an owner nobody knows. tags: what the law asks of them."""

    name: str
    answer: str
    tags: frozenset[str]
    agent: str
    weight: dict[str, Fraction] = field(default_factory=lambda: dict.fromkeys(MEASURES, NOUGHT))


def voters(archive: Archive, part: Electorate, contest: str) -> list[Voter]:
    """Everybody of a part. A share or premises of several stand for themselves; a head is an owner."""
    on = archive.only("assembly:tallied").facts["law_day"]
    lines = {share.key: line for line in part.lines for share in line.shares}
    found: dict[tuple[str, str], Voter] = {}
    seen: set[str] = set()

    def voter(holder: str, owners: Iterable[str], answer: str, line: Line | None) -> Voter:
        if (holder, answer) not in found:
            marks = [
                frozenset(tag for tag, only in archive.marks.get(owner, ()) if only in {None, int(contest)})
                for owner in owners
            ]
            agent = (line.agent if line else "") or holder  # one who says two things is one in the room
            tags = frozenset.intersection(*marks) if marks else frozenset[str]()
            found[holder, answer] = Voter(f"{holder}+{answer}" if holder in seen else holder, answer, tags, agent)
            seen.add(holder)
        return found[holder, answer]

    left = dict(part.units)
    held: dict[str, dict[str, tuple[str, ...]]] = {unit: {} for unit in part.units}
    by_unit: dict[str, list[Line]] = {unit: [] for unit in part.units}
    by_head: dict[str, list[Line]] = {owner: [] for owner in part.owners}
    for share in part.shares:
        line = lines.get(share.key)
        owners = archive.owners_on(share.key, on)
        alone = [line.owner] if line else owners
        holder, whose = (share.key, owners) if len(owners) > 1 or not alone else (alone[0], alone)
        answer = line.said[contest] if line else "absent"
        voter(holder, whose, answer, line).weight["share"] += share.votes
        held[share.unit][holder] = tuple(whose)
        left[share.unit] -= share.votes
        if line is not None:
            by_unit[share.unit].append(line)
            by_head[line.owner].append(line)
    for unit, rest in left.items():
        if rest:  # a remainder that nobody holds
            voter(f"rest-{unit}", (), "absent", None).weight["share"] += rest
        several = len(held[unit]) != 1
        holder = f"unit-{unit}" if several else next(iter(held[unit]))
        owners = [owner for whose in held[unit].values() for owner in whose]
        said = by_unit[unit]
        answer = _one_answer({line.said[contest] for line in said})
        voter(holder, owners, answer, said[0] if said else None).weight["units"] += 1
    for owner, said in by_head.items():
        answer = _one_answer({line.said[contest] for line in said})
        voter(owner, [owner], answer, said[0] if said else None).weight["heads"] += 1
    return list(found.values())


def weigh(rule: Mapping[str, Any], everybody: list[Voter]) -> Sums:
    """The sums that the law looks at: some leave the total or have no vote, some weigh less than they hold."""
    gone = {one["tag"] for one in rule["exclude"] if one["leaves_base"]}
    mute = {one["tag"]: one["counts_as"] for one in rule["exclude"] if not one["leaves_base"]}
    kept = [one for one in everybody if not gone & one.tags]
    answers = [_heard(one, mute) for one in kept]
    found: Sums = {}
    if not kept:
        return found  # nobody is left who could decide
    for measure in MEASURES:
        base = [one.weight[measure] for one in kept]
        changes = [one for one in rule["weights"] if one["measure"] == measure]
        for change in changes:
            if change["among"] == "all":
                base = _changed(change, kept, answers, base)
        given = base
        for change in changes:
            if change["among"] == "present":
                given = _changed(change, kept, answers, given)
        sums = {
            name: sum((w for w, said in zip(given, answers, strict=True) if said == name), NOUGHT) for name in ANSWERS
        }
        here = sum((w for w, said in zip(base, answers, strict=True) if said not in {"absent", "away"}), NOUGHT)
        silent = sum((w for w, said in zip(base, answers, strict=True) if said == "absent"), NOUGHT)
        found[measure] = {**sums, "present": here, "all": sum(base, NOUGHT), "silent": silent}
    return found


def _heard(voter: Voter, mute: Mapping[str, str]) -> str:
    """As what a voter counts: who has no vote may still be present, and nothing is deemed of him."""
    kinds = sorted(mute[tag] for tag in voter.tags & mute.keys())
    if not kinds:
        return voter.answer
    return "away" if voter.answer == "absent" or "absent" in kinds else kinds[0]


def _changed(
    change: Mapping[str, Any], kept: list[Voter], answers: list[str], weights: list[Fraction]
) -> list[Fraction]:
    """The weights after one cap or cut."""
    total, fraction = sum(weights, NOUGHT), number(change["fraction"])
    if change["kind"] == "cap_to_others" and change["among"] == "present":
        return _capped_in_the_room(kept, answers, weights)
    if change["kind"] == "cap_to_others":
        return [total - one if 2 * one > total > one else one for one in weights]
    if change["kind"] == "cap_to_fraction":
        limit = Fraction(total * fraction // 1) if change["round"] == "down" else total * fraction
        return [min(one, max(limit, number(change["at_least"]))) for one in weights]
    if change["kind"] != "cut":
        raise ValueError(f"an unknown change of weights: {change['kind']!r}")
    size = number(change["size"]) * total
    return [
        one * (1 - fraction) if change["tag"] in voter.tags and one >= size else one
        for voter, one in zip(kept, weights, strict=True)
    ]


def _capped_in_the_room(kept: list[Voter], answers: list[str], weights: list[Fraction]) -> list[Fraction]:
    """Nobody says, for himself and for others, more than all others in the room together."""
    held: dict[str, Fraction] = {}
    for voter, answer, one in zip(kept, answers, weights, strict=True):
        if one and answer not in {"absent", "away"}:
            held[voter.agent] = held.get(voter.agent, NOUGHT) + one
    room = sum(held.values(), NOUGHT)
    factor = {who: (room - own) / own for who, own in held.items() if 2 * own > room > own}
    return [one * factor.get(voter.agent, Fraction(1)) for voter, one in zip(kept, weights, strict=True)]


# --- the rule ---------------------------------------------------------------------------------------------------------

SIGNS: dict[str, Callable[[Fraction, Fraction], bool]] = {"gt": gt, "ge": ge, "lt": lt, "le": le}
OPPOSITES = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt"}
COUNTED = ("for", "against", "present", "participated", "cast")
Parts = Mapping[str, Sums]  # "" for all who decide, else the name of a part counted apart
Bounds = dict[str, tuple[Fraction, bool]]  # measure -> the amount, and whether it must be passed
NOTHING: dict[str, Any] = {"all": []}


def group_of(test: Mapping[str, Any]) -> str:
    """all, any or none for a group of tests, nothing for a single one."""
    return next(iter(test)) if len(test) == 1 and isinstance(next(iter(test.values())), list) else ""


def holds(test: Mapping[str, Any], parts: Parts) -> bool | None:
    """Whether a rule's tree of tests is true of these sums; None where it asks for sums that nobody has."""
    if group := group_of(test):
        truths = [holds(part, parts) for part in test[group]]
        decisive = group != "all"
        found = decisive if decisive in truths else None if None in truths else not decisive
        return found if group != "none" or found is None else not found
    seen = parts.get(test.get("electorate", ""), {}).get(measure_of(test))
    if seen is None:
        return None
    if counted := counted_by(test):
        sign = next(name for name in SIGNS if name in test)
        base = _amount(seen, test["of"])  # an empty base decides nothing
        return bool(base > 0) and SIGNS[sign](_amount(seen, counted), number(test[sign]) * base)
    if "for_above_against" in test:
        return bool(seen["for"] > seen["against"])
    if "none_against" in test:
        return bool(seen["for"] > 0 and seen["against"] == 0)
    return bool(seen["present"] >= number(test["number"]))


def counted_by(test: Mapping[str, Any]) -> str:
    """What a test compares with a fraction of a base; nothing where it has no base."""
    return next((name for name in COUNTED if name in test and "of" in test), "")


def measure_of(test: Mapping[str, Any]) -> str:
    """In what a single test counts: share, heads or units."""
    return str(
        next(test[name] for name in (*COUNTED, "for_above_against", "none_against", "at_least_present") if name in test)
    )


def _amount(sums: Mapping[str, Fraction], base: str) -> Fraction:
    if base == "cast":
        return sums["for"] + sums["against"]
    if base == "participated":
        return sums["for"] + sums["against"] + sums["abstain"]
    return sums[base]


def bounds(test: Mapping[str, Any], sums: Sums) -> Bounds:
    """How much "for" a tree of tests needs, by measure: the amount, and whether it must be passed."""
    group = group_of(test)
    if group == "none":
        return bounds({"all": [denied(part, sums) for part in test["none"]]}, sums)
    if group:
        found = [bounds(part, sums) for part in test[group]]
        if group == "any":  # the branch that asks for least in every measure, where there is one
            return next((one for one in found if all(_asks_no_more(one, other) for other in found)), {})
        return {
            name: max(one[name] for one in found if name in one) for name in {name for one in found for name in one}
        }
    measure = measure_of(test)
    if "electorate" in test or measure not in sums:
        return {}
    seen, sign = sums[measure], next((name for name in SIGNS if name in test), "")
    if "for_above_against" in test:
        return {measure: (_amount(seen, "cast") / 2, True)}
    if "none_against" in test:
        cast = _amount(seen, "cast")
        return {measure: (cast, cast == 0)}
    if counted_by(test) == "for" and sign in {"gt", "ge"}:
        base = _amount(seen, test["of"])
        return {measure: (number(test[sign]) * base, sign == "gt" or base == 0)}
    if counted_by(test) == "against" and sign in {"lt", "le"}:
        base = _amount(seen, test["of"])
        amount = _amount(seen, "cast") - number(test[sign]) * base
        return {measure: (NOUGHT, False) if amount < 0 else (amount, sign == "lt" or base == 0)}
    return {}


def _asks_no_more(one: Bounds, other: Bounds) -> bool:
    return all(measure in other and bound <= other[measure] for measure, bound in one.items())


def denied(test: Mapping[str, Any], sums: Sums) -> Mapping[str, Any]:
    """What must hold for a tree not to hold, as far as it bounds votes for."""
    group = group_of(test)
    if group == "none":
        return {"any": test["none"]}
    if group:
        return {"any" if group == "all" else "all": [denied(part, sums) for part in test[group]]}
    seen = sums.get(measure_of(test))
    if not counted_by(test) or "electorate" in test or seen is None or _amount(seen, test["of"]) == 0:
        return NOTHING
    sign = next(name for name in SIGNS if name in test)
    return {**{key: value for key, value in test.items() if key != sign}, OPPOSITES[sign]: test[sign]}


def tied(test: Mapping[str, Any], parts: Parts) -> bool:
    """Whether a test fails only because as much is for as against."""
    return holds(test, parts) is False and holds(_settled(test, parts), parts) is True


def _settled(test: Mapping[str, Any], parts: Parts) -> Mapping[str, Any]:
    if group := group_of(test):
        return {group: [_settled(part, parts) for part in test[group]]}
    measure = measure_of(test)
    seen = parts.get(test.get("electorate", ""), {}).get(measure)
    if seen is None or seen["for"] != seen["against"] or seen["for"] == 0:
        return test
    if "for" in test and "gt" in test:
        return {**{key: value for key, value in test.items() if key != "gt"}, "ge": test["gt"]}
    if "for_above_against" in test:
        where = {"electorate": test["electorate"]} if "electorate" in test else {}
        return {"for": measure, "of": "cast", "ge": "1/2", **where}
    return test


def decide(rule: Mapping[str, Any], facts: Mapping[str, Any], parts: Mapping[str, Sums]) -> dict[str, Any]:
    """Outcome, quorum and what is needed by one resolved rule; "hold" where it knows no answer."""
    held: dict[str, Any] = {"outcome": "hold", "quorum": None, "needed": {}, "sums": parts[""], "measures": set()}
    if is_open(rule):
        return held
    moved = {part: {measure: dict(one) for measure, one in sums.items()} for part, sums in parts.items()}
    for move in rule["answers"]:
        for part, sums in moved.items():
            if move.get("electorate") in {None, part or "house"}:
                for one in sums.values():
                    _move(one, move["answer"], move["counts_as"])
    (variant,) = rule["variants"]
    quorum = None if variant["quorum"] is None else holds(variant["quorum"], moved)
    carried, needed = holds(variant["test"], moved), bounds(variant["test"], moved[""])
    if (variant["quorum"] is not None and quorum is None) or (carried is None and quorum is not False):
        return {**held, "needed": needed}
    outcome = "no_quorum" if quorum is False else "carried" if carried else "not_carried"
    if outcome == "not_carried" and variant["deemed"] is not None:
        outcome, moved, needed = _with_silent(variant, facts, moved, needed)
    if outcome == "not_carried" and rule["tie"] == "chair" and tied(variant["test"], moved):
        if "chair_vote" not in facts:
            return held
        outcome = "carried" if facts["chair_vote"] == "for" else "not_carried"
    if any(outcome in one["outcomes"] for one in rule["pending"]):
        outcome = "provisional"
    tests = json.dumps([variant["test"], variant["quorum"]])
    measures = {name for name in MEASURES if f'"{name}"' in tests}
    return {"outcome": outcome, "quorum": quorum, "needed": needed, "sums": moved[""], "measures": measures}


def is_open(rule: Mapping[str, Any]) -> bool:
    """Whether something is left in a rule that only a fact could settle: then nothing is decided by it."""
    variants = rule["variants"]
    return (
        len(variants) != 1
        or bool(variants[0]["when"] or rule["overrides"] or variants[0].get("hold"))
        or any(one["when"] for one in rule["exclude"])
        or any(one["unless"] for one in rule["pending"])
    )


def _with_silent(
    variant: Mapping[str, Any], facts: Mapping[str, Any], moved: dict[str, Sums], needed: Bounds
) -> tuple[str, dict[str, Sums], Bounds]:
    """Where the law deems something of those who were called and stayed silent."""
    deemed = {part: {measure: dict(one) for measure, one in sums.items()} for part, sums in moved.items()}
    for sums in deemed.values():
        for one in sums.values():
            votes, one["silent"] = one["silent"], NOUGHT
            one[variant["deemed"]["silent"]] += votes
            one["present"] = min(one["all"], one["present"] + votes)
    if not holds(variant["test"], deemed):
        return "not_carried", moved, needed
    is_over = facts.get("objection_period_over") in {True, "yes"}
    return "carried" if is_over else "provisional", deemed, bounds(variant["test"], deemed[""])


def _move(sums: dict[str, Fraction], answer: str, target: str) -> None:
    """Some laws put one answer into another set; "out" takes it out of those present."""
    votes, sums[answer] = sums.get(answer, NOUGHT), NOUGHT
    if target in {"out", "silent"}:
        sums["present"] = max(NOUGHT, sums["present"] - votes)
    if target != "out":
        sums[target] += votes


# --- recounting every question ----------------------------------------------------------------------------------------


def asked_by(rule: Mapping[str, Any], entrance: str | None) -> dict[str, Any]:
    """Whom a question is put to by its rule: nothing where that is everybody."""
    asked: dict[str, Any] = {}
    if rule["electorate"] == "entrance" and entrance is not None:
        asked["entrance"] = entrance
    if rule["electorate"] == PARKING:
        asked["parking"] = True
    elif any(one["tag"] == PARKING and one["leaves_base"] and not one["when"] for one in rule["exclude"]):
        asked["parking"] = False
    return asked


def apart_of(entry: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The parts that are counted apart beside those who vote."""
    if entry["entrance"] is None or "entrance" in part:
        return {}
    return {"entrance": {**part, "entrance": entry["entrance"]}}


def recount(archive: Archive) -> str:
    """The sums of every question, by share, by heads and by units, are those that the ledger tallied."""
    tallied = archive.only("assembly:tallied")
    claimed = {entry["number"]: entry for entry in tallied.facts["decisions"]}
    entries = _parsed(archive, "rules.json")["decisions"]
    if list(claimed) != [entry["number"] for entry in entries]:
        raise Wrong(tallied.name, "does not tally exactly the questions of the agenda")
    house: dict[str, Electorate] = {}

    def of(part: Mapping[str, Any]) -> Electorate:
        return house.setdefault(json.dumps(part, sort_keys=True), electorate(archive, part))

    for entry in entries:
        claim, name = claimed[entry["number"]], f"question {entry['number']}"
        result = {"entry": entry, "claim": claim, "parts": _recounted(archive, of, entry, entry["asked"])}
        _must_equal(tallied, name, result["parts"], claim)
        if claim["without_parking"] is not None:
            result["other"] = _recounted(archive, of, entry, {**entry["asked"], "parking": False})
            _must_equal(tallied, f"{name} without parking", result["other"], claim["without_parking"])
        archive.results.append(result)
    return f"{len(entries)} questions, {len(archive.counted)} lines of the count"


def _recounted(
    archive: Archive, of: Callable[[Mapping[str, Any]], Electorate], entry: Mapping[str, Any], part: Mapping[str, Any]
) -> dict[str, Any]:
    """The plain sums of one question by part, and those that its rule looks at."""
    contest, rule = str(entry["number"]), entry["rule"]
    sums = {name: count(of(one), contest) for name, one in {"": part, **apart_of(entry, part)}.items()}
    weighed = sums[""]
    if (rule["weights"] or rule["exclude"]) and not is_open(rule):
        weighed = weigh(rule, voters(archive, of(part), contest))
    elif not of(part).units:
        weighed = {}  # nobody is there who could decide
    return {"sums": sums, "weighed": {**sums, "": weighed}}


def _must_equal(tallied: Event, what: str, own: Mapping[str, Any], claim: Mapping[str, Any]) -> None:
    _must_be(tallied, f"{what}, sums", own["sums"][""], claim["sums"])
    parts = {name: sums for name, sums in own["sums"].items() if name}
    if set(parts) != set(claim["electorates"]):
        raise Wrong(tallied.name, f"{what}: other parts are counted apart than its rule and its entrance name")
    for name, sums in parts.items():
        _must_be(tallied, f"{what}, {name} apart", sums, claim["electorates"][name])


def _must_be(tallied: Event, what: str, own: Sums, claimed: Mapping[str, Any]) -> None:
    if set(claimed) != set(own):
        raise Wrong(tallied.name, f"{what}: not counted by {', '.join(sorted(own))}")
    for measure, values in claimed.items():
        if set(values) != {"all", "present", *ANSWERS}:
            raise Wrong(tallied.name, f"{what}: {measure} is not told in full")
        for name, value in values.items():
            mine = own[measure][name]
            if number(value) != mine:
                raise Wrong(tallied.name, f"{what}: {measure} {name} is {_plain(mine)}, not {value}")


def check_decisions(archive: Archive) -> str:
    """Quorum and every decision follow from the sums by the rule; counted without parking places too."""
    tallied = archive.only("assembly:tallied")
    policies = archive.last("agenda:composed").facts["policies"]
    has_parking = any(kind == PARKING for kind, _, _ in archive.areas.values())
    carried = 0
    for result in archive.results:
        entry, claim = result["entry"], result["claim"]
        name = f"question {entry['number']}"
        if claim["decision"] != entry["decision"]:
            raise Wrong(tallied.name, f"{name} is tallied as another decision")
        own = _decided(archive, entry, result["parts"])
        _must_decide(tallied, name, result["parts"], own, claim)
        carried += own["outcome"] == "carried"
        both = policies["parking_counted_both_ways"] and has_parking and "parking" not in entry["asked"]
        if (claim["without_parking"] is not None) != both:
            raise Wrong(tallied.name, f"{name}: the policy on parking places is not followed")
        flips = False
        if both:
            other = _decided(archive, entry, result["other"])
            _must_decide(tallied, f"{name} without parking", result["other"], other, claim["without_parking"])
            flips = other["outcome"] != own["outcome"]
        if claim["flips"] is not flips:
            raise Wrong(tallied.name, f"{name} says wrongly whether parking places decide it")
    return f"{carried} of {len(archive.results)} questions carried"


def _decided(archive: Archive, entry: Mapping[str, Any], recounted: Mapping[str, Any]) -> dict[str, Any]:
    """What the rule says of a question; nothing where nobody has read the law, or no part is named that should decide."""
    rule, facts = entry["rule"], entry["facts"]
    unread = "unverified" in {rule["mark"], rule["subject_mark"]} and len(archive.readers(entry["number"])) < READERS
    nobody = rule["electorate"] is not None and not {"entrance", "parking"} & {
        key for key, on in entry["asked"].items() if on
    }
    if unread or (nobody and facts.get("entrances") != 1):
        return {"outcome": "hold", "quorum": None, "needed": {}, "sums": recounted["sums"][""], "measures": set()}
    return decide(rule, facts, recounted["weighed"])


def _must_decide(
    tallied: Event, what: str, recounted: Mapping[str, Any], own: Mapping[str, Any], claim: Mapping[str, Any]
) -> None:
    if claim["outcome"] != own["outcome"] or claim["quorum"] is not own["quorum"]:
        raise Wrong(tallied.name, f"{what} is {own['outcome']} by its rule, not {claim['outcome']}")
    needed = {name: (number(one["amount"]), one["strict"]) for name, one in claim["needed"].items()}
    if needed != own["needed"]:
        raise Wrong(tallied.name, f"{what} names another bound than its rule gives")
    changed = {measure for measure, sums in own["sums"].items() if sums != recounted["sums"][""][measure]}
    if not changed & own["measures"] <= set(claim["weighed"]) <= changed:
        raise Wrong(tallied.name, f"{what} does not tell what its rule leaves of the sums")
    _must_be(tallied, f"{what} as weighed", {name: own["sums"][name] for name in claim["weighed"]}, claim["weighed"])


def check_poll(archive: Archive) -> str:
    """Answers given online where only paper counts are summed apart, each share once, and none of them is counted."""
    opened, closed = archive.only("voting:opened"), archive.only("voting:closed")
    summed = archive.all("poll:summed")
    if opened.facts["online"] and not archive.last("agenda:composed").facts["policies"]["online_voting"]:
        raise Wrong(opened.name, "lets answers given online count, which was not announced")
    if not opened.facts["online"] and any(cast.channel == "online" for cast, *_ in archive.counted):
        raise Wrong(closed.name, "an answer given online is counted although only paper counts")
    own: dict[str, dict[str, Fraction]] = {}
    seen: set[str] = set()
    for cast in archive.casts.values():
        if cast.set_aside != "online_not_counted":
            continue
        new = archive.ballots[cast.ballot][1] - seen
        seen |= new
        votes = sum((archive.shares[key].votes for key in new), NOUGHT)
        for contest, answer in cast.snapshots[-1].items() if new else ():
            answers = own.setdefault(contest, {})
            answers[answer] = answers.get(answer, NOUGHT) + votes
    claimed = [one for event in summed for one in event.facts["questions"]]
    told = {str(one["number"]): {answer: number(votes) for answer, votes in one["share"].items()} for one in claimed}
    if len(summed) > 1 or len(told) != len(claimed) or told != own:
        where = summed[0].name if summed else closed.name
        raise Wrong(where, "the sums of the poll are not those of the answers given online")
    return (
        f"{sum(1 for cast in archive.casts.values() if cast.set_aside == 'online_not_counted')} answers, none counted"
    )


def check_tally(archive: Archive) -> str:
    """tally.json says the same as the record of the tally."""
    tallied = archive.only("assembly:tallied")
    if _parsed(archive, "tally.json") != {"assembly": archive.json["manifest"]["assembly"], **tallied.facts}:
        raise Wrong("tally.json", f"differs from {tallied.name}")
    return f"as in {tallied.name}"


def check_documents(archive: Archive) -> str:
    """protocol.pdf and sums.xlsx are the files that the ledger says were drawn up."""
    drawn = archive.last("protocol:drawn_up")
    for name, key in (("protocol.pdf", "public_sha256"), ("sums.xlsx", "sums_sha256")):
        if hashlib.sha256(archive.members[name]).hexdigest() != drawn.facts[key]:
            raise Wrong(name, f"is not the file named in {drawn.name}")
    return f"as in {drawn.name}"


def _plain(value: Fraction) -> str:
    return str(value) if value.denominator != 1 else str(value.numerator)


STEPS: tuple[tuple[str, Callable[[Archive], str]], ...] = (
    ("every listed member is there and unchanged, and nothing else", check_manifest),
    ("every record is canonical and stands under its index", read_records),
    ("every record is in the tree", check_tree),
    ("the head of the ledger is signed", check_signature),
    ("everything happened in its order and time", check_order),
    ("the register adds up", read_register),
    ("the rules are those fixed before the vote", check_rules),
    ("ballots were issued for registered shares only", read_ballots),
    ("every decision belongs to an issued ballot and came in time", read_casts),
    ("every decision is counted as recorded, or left out with a reason", read_count),
    ("no share is counted twice", check_once),
    ("paper and online follow the policy fixed before the vote", check_policy),
    ("the sums", recount),
    ("quorum and decisions", check_decisions),
    ("the poll, where only paper counts, is summed apart", check_poll),
    ("tally.json agrees with the ledger", check_tally),
    ("protocol and sums are those drawn up", check_documents),
)


def verify_archive(path: str | Path, *, trusted_key: str | None = None) -> Report:
    """Check a public archive step by step; never raises for what stands in the file.

    trusted_key: the ledger's public key in base64, where you know it from elsewhere (a receipt); it must then be this
    one. After a step that fails the following ones are left out: they stand on it.
    """
    archive = Archive()
    steps: list[Step] = []
    walk: Iterable[tuple[str, Callable[[Archive], str]]] = (
        ("the file is an archive of bounded size", lambda one: read_members(one, Path(path))),
        *STEPS,
        ("the key is the one you trust", lambda one: check_key(one, trusted_key)),
    )
    for place, (checks, step) in enumerate(walk, 1):
        try:
            says = step(archive)
        except Wrong as wrong:
            steps.append(Step(place, checks, False, wrong.where, wrong.says))
        except MALFORMED as error:
            steps.append(
                Step(place, checks, False, "archive", f"is not as the format says: {type(error).__name__} {error}")
            )
        else:
            steps.append(Step(place, checks, True, "", says))
            continue
        break
    return Report(all(step.ok for step in steps), tuple(steps))
