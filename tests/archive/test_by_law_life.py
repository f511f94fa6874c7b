"""A German house whose declaration gives votes by shares: from what is told of the house to the verified archive."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from assembly.archive.verify import verify_archive
from assembly.documents.facts_protocol import gather_protocol
from assembly.model import Building, Decision, LedgerEntry
from assembly.use_cases.compose_agenda import ItemDraft
from assembly.use_cases.open_voting import open_voting
from assembly.use_cases.tell_house import tell_by_law
from assembly.views.law_card import bench_of, law_card
from tests.archive.test_whole_life import close, publish
from tests.use_cases.conftest import ready_application
from tests.use_cases.small_house import DAY, NOW, House

OPENS = NOW + 25 * DAY
EVIDENCE = "Teilungserklärung § 9"


@pytest.mark.parametrize(
    ("principle", "measure", "outcome"), [("share", "share", "carried"), (None, "heads", "not_carried")]
)
def test_a_by_law_with_its_document_decides_and_the_archive_shows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, principle: str | None, measure: str, outcome: str
) -> None:
    """45 m² of one owner for, 33.3 m² of two against: by shares carried, by heads not."""
    application = ready_application(tmp_path / "data")
    house = House(application).found()
    house.register()
    with house.writing() as session:
        building = session.get_one(Building, house.building)
        building.pack, building.timezone = "de", "Europe/Berlin"
        if principle is not None:
            tell_by_law(
                session, now=house.now, building=building, name="voting_principle", value=principle, evidence=EVIDENCE,
                by=house.by(session),
            )  # fmt: skip
    house.drafted(
        items=[ItemDraft("Fahrradständer aufstellen", "", "de:25.1")], form="mixed", opens_at=OPENS,
        closes_at=OPENS + 10 * DAY, discussion_at=OPENS, discussion_place="Hof", acceptance_address="Hof 1",
    ).announced()  # fmt: skip
    accounts = {name: house.enrol(name, login=f"login-{name}") for name in ("Ева", "Глеб", "Дарья")}
    house.proven().move_to(OPENS)
    with house.writing() as session:
        meeting = house.meeting(session)
        open_voting(session, now=house.now, settings=application.settings, assembly=meeting, by=None)
        assert meeting.online_voting
        card = law_card(bench_of(session, assembly=meeting, language="ru"), meeting.items[0])
        assert card.holds == ""
        said = ["Правило дома. Что значит один голос: по долям."] if principle else []
        assert [reading.words for reading in card.readings if reading.is_by_law] == said
        assert [reading.why for reading in card.readings if reading.is_by_law] == [EVIDENCE] * len(said)
    for name, choice in (("Ева", "for"), ("Глеб", "against"), ("Дарья", "against")):
        house.move_to(house.now + timedelta(hours=1))
        assert house.cast(accounts[name], selections={"1": choice}).refusal is None
    monkeypatch.setattr("tests.archive.test_whole_life.CLOSES", OPENS + 10 * DAY)
    close(house)
    facts, _ = publish(house, tmp_path / "archive.zip")
    report = verify_archive(tmp_path / "archive.zip")
    assert [(step.checks, step.where, step.says) for step in report.steps if not step.ok] == []
    with house.reading() as session:
        decision = session.scalars(select(Decision)).one()
        assert (decision.outcome, set(decision.needed)) == (outcome, {measure})
        told = session.scalars(select(LedgerEntry.record).where(LedgerEntry.kind == "agenda:composed")).one()
        by_law = {"voting_principle": {"value": "share", "evidence": EVIDENCE}}
        assert json.loads(told)["facts"]["items"][0]["facts"].get("by_law") == (by_law if principle else None)
        protocol = gather_protocol(session, assembly=house.meeting(session), on=house.now.date(), number="1")
        assert facts.questions[0].outcome == protocol.questions[0].outcome
        words = f"Правило дома. Что значит один голос: по долям. ({EVIDENCE})"
        assert (words in protocol.remarks) is (principle is not None)
    application.close()
