"""Whoever signs the ledger anew and changes a part, a weight, a mark or a sum of it is found, and the record is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from assembly.archive.verify import verify_archive
from assembly.errors import BrokenPromise
from assembly.model import Base, LedgerEntry
from assembly.use_cases import open_voting, send_notice
from tests.archive.any_house import AnyHouse
from tests.archive.conftest import PROTOCOL, SUMS, Told
from tests.archive.test_tampering import changed, leaves

WHAT = {"electorates", "weighed", "sums", "asked", "entrance", "represented_by"}
Story = list[Told]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (send_notice, open_voting):
            patch.setattr(module, "require_timetable", lambda *_, **__: None)
        patch.setattr(open_voting, "missing_evidence", lambda *_: [])
        made = create_engine("sqlite://", poolclass=StaticPool)
        Base.metadata.create_all(made)
        yield made
        made.dispose()


def story_of(engine: Engine, folder: Path, pack: str, wanted: Callable[[AnyHouse], bool]) -> Story:
    """The ledger of the first house of this law that has what is wanted."""
    for seed in range(300):
        with Session(engine) as session:  # never committed
            house = AnyHouse(session, folder, seed, pack)
            if wanted(house):
                query = select(LedgerEntry.kind, LedgerEntry.record).where(LedgerEntry.assembly_id == house.assembly.id)
                told = [
                    Told(kind, json.loads(record)["facts"])
                    for kind, record in session.execute(query.order_by(LedgerEntry.index))
                ]
                return [*told, Told("protocol:drawn_up", _documents())]
    pytest.fail("no such house")


def _documents() -> dict[str, str]:
    return {"number": "1", "public_sha256": sha256(PROTOCOL).hexdigest(), "sums_sha256": sha256(SUMS).hexdigest()}


def entrance_apart(house: AnyHouse) -> bool:
    return any(one.electorates and one.outcome == "carried" for one in house.decisions.values())


def parking_alone(house: AnyHouse) -> bool:
    return any(item.asked.get("parking") for item in house.assembly.items) and bool(house.answers)


def capped(house: AnyHouse) -> bool:
    weighed = any("share" in one.weighed for one in house.decisions.values())
    return weighed and not house.marks and not house.agents


def marked(house: AnyHouse) -> bool:
    return bool(house.marks.keys() & house.answers.keys()) and any(one.weighed for one in house.decisions.values())


def capped_in_the_room(house: AnyHouse) -> bool:
    return bool(house.agents) and any("share" in one.weighed for one in house.decisions.values())


@pytest.mark.parametrize(
    ("pack", "wanted"),
    [
        ("ru", entrance_apart),
        ("kz", parking_alone),
        ("fr", capped),
        ("es", marked),
        ("nsw", marked),
        ("be", capped_in_the_room),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_a_changed_part_weight_mark_or_sum_is_found(
    engine: Engine, tmp_path: Path, packed: Callable[..., Path], pack: str, wanted: Callable[[AnyHouse], bool]
) -> None:
    story = story_of(engine, tmp_path, pack, wanted)
    assert verify_archive(packed(story)).ok
    unnoticed, tried = [], 0
    for index, told in enumerate(story):
        if told.kind not in {"assembly:tallied", "agenda:composed", "voting:closed"}:
            continue
        for path in leaves(told.facts):
            if not WHAT & set(path):
                continue
            forged = deepcopy(story)
            forged[index].facts = changed(told.facts, path)
            tried += 1
            try:
                report = verify_archive(packed(forged))
            except BrokenPromise:
                continue  # not even our own writer makes an archive of it
            if report.ok or not report.steps[-1].where:
                unnoticed.append((told.kind, path))
    assert tried > 10
    assert not unnoticed, "\n".join(map(str, unnoticed))


def _facts(story: Story, kind: str) -> Any:
    return next(told for told in story if told.kind == kind).facts


def test_a_mark_that_is_dropped_changes_the_decision_and_is_found(
    engine: Engine, tmp_path: Path, packed: Callable[..., Path]
) -> None:
    story = story_of(engine, tmp_path, "es", marked)
    without = [told for told in story if told.kind != "register:owner_marked"]
    report = verify_archive(packed(without))
    assert not report.ok
    assert report.steps[-1].checks in {"the sums", "quorum and decisions"}


def test_a_mark_after_the_opening_is_found(engine: Engine, tmp_path: Path, packed: Callable[..., Path]) -> None:
    story = story_of(engine, tmp_path, "es", marked)
    place = next(index for index, told in enumerate(story) if told.kind == "register:owner_marked")
    opened = next(index for index, told in enumerate(story) if told.kind == "voting:opened")
    story.insert(opened, story.pop(place))
    report = verify_archive(packed(story))
    assert (report.ok, "does not belong" in report.steps[-1].says) == (False, True)


def test_a_vote_of_somebody_who_is_not_asked_is_found(
    engine: Engine, tmp_path: Path, packed: Callable[..., Path]
) -> None:
    def apart(house: AnyHouse) -> bool:
        alone = {item.contest_id for item in house.assembly.items if item.asked.get("parking")}
        return any(not alone & said.keys() for said in house.answers.values()) and bool(alone)

    story = story_of(engine, tmp_path, "kz", apart)
    alone = [str(item["number"]) for item in _facts(story, "agenda:composed")["items"] if item["asked"].get("parking")]
    entry = next(one for one in _facts(story, "voting:closed")["counted"] if alone[0] not in one["selections"])
    entry["selections"][alone[0]] = "for"
    report = verify_archive(packed(story))
    assert (report.ok, report.steps[-1].checks) == (
        False,
        "every decision is counted as recorded, or left out with a reason",
    )
