"""Under any law three ways lead to one decision: the service, the engine with the voters, and the verifier."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from assembly.archive.verify import verify_archive
from assembly.model import Base
from assembly.use_cases import open_voting, send_notice
from tests.archive.any_house import DECISIONS, AnyHouse

HOUSES = 5000 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 100


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A database in memory; the dates of the assembly and the proof of notice are not what is asked about here."""
    for module in (send_notice, open_voting):
        monkeypatch.setattr(module, "require_timetable", lambda *_, **__: None)
    monkeypatch.setattr(open_voting, "missing_evidence", lambda *_: [])
    made = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(made)
    yield made
    made.dispose()


@settings(max_examples=HOUSES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), pack=st.sampled_from(sorted(DECISIONS)))
def test_three_ways_lead_to_one_decision(engine: Engine, tmp_path: Path, seed: int, pack: str) -> None:
    with Session(engine) as session:  # never committed
        house = AnyHouse(session, tmp_path, seed, pack)
        for item in house.assembly.items:
            ours, law = house.decisions[item.number], house.verdict(item)
            assert (ours.outcome, ours.quorum) == (law.outcome, law.quorum), (item.decision, ours.because, law.because)
            needed = {name: (Fraction(one["amount"]), one["strict"]) for name, one in ours.needed.items()}
            assert needed == {name: (one.amount, one.strict) for name, one in law.needed.items()}, item.decision
        report = verify_archive(house.archive(tmp_path / "archive.zip"))
    assert [(step.checks, step.where, step.says) for step in report.steps if not step.ok] == []
