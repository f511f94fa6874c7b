"""Questions of one part of the house, parts counted apart, and owners whom the law leaves out or caps: from agenda to archive."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from assembly.archive.verify import verify_archive
from assembly.documents.facts_protocol import gather_protocol
from assembly.documents.facts_sums import gather_sums
from assembly.documents.sums import make_sums
from assembly.errors import Fixable, Refused
from assembly.model import Ballot, Building, Decision, OwnerMark
from assembly.use_cases.close_voting import close_voting
from assembly.use_cases.compose_agenda import ItemDraft
from assembly.use_cases.draw_up_protocol import draw_up_protocol
from assembly.use_cases.end_acceptance import end_acceptance
from assembly.use_cases.issue_ballots import prepare_ballots
from assembly.use_cases.mark_owner import lift_mark, mark_owner
from assembly.use_cases.open_objections import open_objections
from assembly.use_cases.open_voting import open_voting
from assembly.use_cases.print_ballots import print_ballot_file
from assembly.use_cases.publish_archive import publish_archive
from tests.use_cases.conftest import ready_application
from tests.use_cases.paper_house import Paper
from tests.use_cases.small_house import CLOSES, OPENS, DraftHouse, House, voting

CHAIR = ItemDraft("Избрать председателя собрания", "", "ru:44.2.5")
SHOP = ItemDraft("Перевести кв. 3 в нежилое помещение", "", "ru:44.2.4.5", entrance="2")
ESTIMATE = ItemDraft("Утвердить смету", "", "kz:42.5.6")
AGAINST = {"1": "against", "2": "for", "3": "for"}
PARKING = ItemDraft("Ворота парковки", "", "kz:42.9")


def house_of(*units: tuple[str, str, str, str | None, str]) -> DraftHouse:
    """(number, area, kind, entrance, owner) each; an owner of several is one person by the e-mail."""
    house = DraftHouse()
    for number, area, kind, entrance, owner in units:
        house.held(house.unit(number, area, kind=kind, entrance=entrance), owner, email=f"{owner}@example.org")
    return house


TWO_ENTRANCES = (
    ("1", "40", "residential", "1", "Алла"), ("2", "60", "residential", "1", "Борис"),
    ("3", "50", "residential", "2", "Вера"), ("4", "30", "residential", "2", "Глеб"),
    ("5", "20", "residential", "2", "Алла"), ("7", "10", "parking", None, "Дарья"),
)  # fmt: skip


@pytest.fixture
def anywhere(a_database_url: str, tmp_path: Path) -> Iterator[House]:
    """A house on every database."""
    application = ready_application(tmp_path / "data", a_database_url)
    yield House(application).found()
    application.close()


def under(house: House, pack: str) -> House:
    with house.writing() as session:
        session.get_one(Building, house.building).pack = pack
    return house


def close(house: House) -> list[Decision]:
    house.move_to(CLOSES + timedelta(minutes=1))
    with house.writing() as session:
        end_acceptance(session, now=house.now, assembly=house.meeting(session), by=None)
        open_objections(session, now=house.now, assembly=house.meeting(session), by=None)
        until = house.meeting(session).objections_until
    assert until is not None
    house.move_to(until + timedelta(minutes=1))
    with house.writing() as session:
        return close_voting(session, now=house.now, assembly=house.meeting(session), by=None)


def verified(house: House) -> None:
    """Minutes, archive and its recount."""
    draw_up_protocol(house.application, house.assembly, None, "1")
    kept = publish_archive(house.application, house.assembly, None)
    report = verify_archive(house.application.files.path(kept.sha256))
    assert [(step.checks, step.where, step.says) for step in report.steps if not step.ok] == []


def share(sums: dict[str, Any], *names: str, measure: str = "share") -> list[Fraction]:
    return [Fraction(sums[measure][name]) for name in names]


def test_a_change_of_use_is_asked_of_all_and_counted_twice(anywhere: House) -> None:
    house = anywhere
    house.register(house_of(*TWO_ENTRANCES))
    accounts = voting(house, "Алла", "Борис", "Вера", "Глеб", items=[CHAIR, SHOP])
    for account, choice in zip(accounts, ("for", "for", "for", "against"), strict=True):
        assert house.cast(account, selections={"1": "for", "2": choice}).refusal is None
    _, shop = close(house)
    assert share(shop.sums, "all", "present", "for", "against") == [210, 200, 170, 30]
    # Алла has 60 m² in the house, of which 20 in the entrance.
    assert share(shop.electorates["entrance"], "all", "present", "for", "against") == [100, 100, 70, 30]
    assert (shop.outcome, shop.quorum) == ("carried", True)
    with house.reading() as session:
        question = gather_protocol(session, assembly=house.meeting(session), on=house.now.date()).questions[1]
        sums = gather_sums(session, assembly=house.meeting(session))
    assert "Голоса собственников подъезда 2 считаются ещё и отдельно" in question.asks
    assert [one.title for one in question.apart] == ["Подъезд 2: всего 100,0\u00a0м², участвовали 100,0\u00a0м²"]
    assert question.apart[0].answers[0].votes == "70,0\u00a0м²"
    assert [(one.entrance, one.total, one.sums["for"]) for one in sums.questions[1].apart] == [("2", 100, 70)]
    totals = openpyxl.load_workbook(io.BytesIO(make_sums(sums)))["Итоги"]
    row = next(row for row in totals.iter_rows(values_only=True) if str(row[1]).startswith("Подъезд 2."))
    assert '"2"' in row[2]
    assert (row[8], row[9]) == (100, 70)
    verified(house)


@pytest.mark.parametrize(("area", "quorum"), [("66.7", True), ("66.6", False)])
def test_the_entrance_has_a_quorum_of_its_own(bare_house: House, area: str, quorum: bool) -> None:
    """66,7 of 100 m² of the entrance are more than two thirds, 66,6 are not, whatever the rest of the house does."""
    rest = str(Fraction(100) - Fraction(area))
    bare_house.register(house_of(
        ("1", "100", "residential", "1", "Алла"), ("3", area, "residential", "2", "Вера"),
        ("4", rest, "residential", "2", "Глеб"),
    ))  # fmt: skip
    for account in voting(bare_house, "Алла", "Вера", items=[SHOP]):
        assert bare_house.cast(account, selections={"1": "for"}).refusal is None
    (shop,) = close(bare_house)
    assert (shop.quorum, shop.outcome) == (quorum, "carried" if quorum else "no_quorum")


def test_an_entrance_is_asked_for_only_where_the_rule_needs_one(house: House) -> None:
    house.drafted(items=[CHAIR])
    with pytest.raises(Fixable, match="какого подъезда"):
        house.drafted(items=[ItemDraft("Перевести квартиру", "", "ru:44.2.4.5")])
    with pytest.raises(Fixable, match="какого подъезда"):
        house.drafted(items=[ItemDraft("Перевести квартиру", "", "ru:44.2.4.5", entrance="9")])
    house.drafted(items=[ItemDraft("Избрать председателя", "", "ru:44.2.5", entrance="2")]).announced()
    with house.reading() as session:
        assert house.meeting(session).items[0].entrance is None


def test_a_house_of_one_entrance_decides_as_a_whole(bare_house: House) -> None:
    house = bare_house
    house.register(house_of(("1", "40", "residential", "1", "Алла"), ("2", "60", "residential", "1", "Борис")))
    accounts = voting(house, "Алла", "Борис", items=[ItemDraft("Перевести квартиру", "", "ru:44.2.4.5")])
    for account in accounts:
        assert house.cast(account, selections={"1": "for"}).refusal is None
    (decision,) = close(house)
    assert (decision.outcome, decision.electorates) == ("carried", {})


def test_parking_is_decided_by_its_owners_alone_and_only_they_are_asked(anywhere: House) -> None:
    house = under(anywhere, "kz")
    house.register(house_of(
        ("1", "40", "residential", "1", "Алла"), ("2", "90", "residential", "1", "Борис"),
        ("3", "50", "residential", "1", "Вера"), ("1", "10", "parking", None, "Алла"),
        ("2", "10", "parking", None, "Алла"), ("3", "10", "parking", None, "Глеб"),
    ))  # fmt: skip
    alla, boris, gleb = voting(house, "Алла", "Борис", "Глеб", items=[ESTIMATE, PARKING], form="absentee")
    with house.writing() as session:
        prepare_ballots(
            session, now=house.now, keys=house.application.keys, settings=house.application.settings,
            assembly=house.meeting(session), by=None,
        )  # fmt: skip
    layout = print_ballot_file(house.application, house.assembly, None)
    printed = {
        one["ballot"]: {option["contest"] for page in one["pages"] for option in page["options"]}
        for one in layout["ballots"]
    }
    with house.reading() as session:
        on_paper = {
            ballot.owner.name: printed[ballot.code] for ballot in session.scalars(select(Ballot)) if ballot.owner
        }
    assert on_paper == {"Алла": {"1", "2"}, "Борис": {"1"}, "Вера": {"1"}, "Глеб": {"2"}}
    with pytest.raises(Fixable):
        house.cast(boris, selections={"1": "for", "2": "for"})
    assert house.cast(alla, selections={"1": "for", "2": "for"}).refusal is None
    assert house.cast(boris, selections={"1": "for"}).refusal is None
    assert house.cast(gleb, selections={"2": "against"}).refusal is None
    estimate, parking = close(house)
    assert share(estimate.sums, "all", "for", measure="units") == [3, 2]
    assert share(parking.sums, "all", "present", "for", "against", measure="units") == [3, 3, 2, 1]
    assert share(parking.sums, "all", "for") == [30, 20]
    assert (estimate.outcome, parking.outcome) == ("carried", "carried")
    assert parking.without_parking is None
    with house.reading() as session:
        question = gather_protocol(session, assembly=house.meeting(session), on=house.now.date()).questions[1]
        sums = gather_sums(session, assembly=house.meeting(session))
    assert question.asks == "Этот вопрос решают собственники машино-мест."
    assert (question.reached, question.answers[0].votes) == ("2\u00a0помещения", "2\u00a0помещения")
    assert {row.answers for row in sums.rows if row.kind == "residential"} == {("for", "")}
    verified(house)


def test_nobody_is_asked_where_nobody_holds(bare_house: House) -> None:
    house = under(bare_house, "kz")
    house.register(house_of(("1", "40", "residential", "1", "Алла")))
    house.drafted(items=[ESTIMATE, PARKING], form="absentee")
    with pytest.raises(Refused, match="решать некому"):
        house.announced()


def mark(house: House, name: str, tag: str, evidence: str = "перечень в сообщении о собрании") -> OwnerMark:
    with house.writing() as session:
        return mark_owner(
            session, now=house.now, assembly=house.meeting(session), owner=house.owner(session, name), tag=tag,
            since=house.now.date(), evidence=evidence, by=house.by(session),
        )  # fmt: skip


def test_a_debtor_named_in_the_call_neither_votes_nor_counts_until_the_debt_is_paid(
    bare_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = under(bare_house, "es")
    house.register(house_of(
        ("1", "40", "residential", "1", "Алла"), ("2", "35", "residential", "1", "Борис"),
        ("3", "25", "residential", "1", "Вера"),
    ))  # fmt: skip
    house.drafted(items=[ItemDraft("Отремонтировать крышу", "", "es:17.7")], form="absentee").announced()
    with pytest.raises(Fixable, match="из какого документа"):
        mark(house, "Алла", "debtor", " ")
    with pytest.raises(Fixable, match="не спрашивает"):
        mark(house, "Алла", "syndicate")
    marked = mark(house, "Алла", "debtor")
    assert mark(house, "Алла", "debtor").id == marked.id
    paid = mark(house, "Вера", "debtor")
    with house.writing() as session:
        lift_mark(
            session,
            now=house.now,
            mark=session.get_one(OwnerMark, paid.id),
            evidence="платёж № 7",
            by=house.by(session),
        )
    house.proven().move_to(OPENS)
    with house.writing() as session:
        open_voting(
            session, now=house.now, settings=house.application.settings, assembly=house.meeting(session), by=None
        )
    with pytest.raises(Refused, match="больше не меняется"):
        mark(house, "Борис", "debtor")
    paper = Paper(house, monkeypatch).ready()
    paper.upload(paper.sheet("Алла", AGAINST), paper.sheet("Борис"), paper.sheet("Вера"))
    paper.end()
    paper.objections()
    (decision,) = paper.close()
    assert share(decision.sums, "all", "for", "against") == [100, 60, 40]
    assert share(decision.weighed, "all", "for", "against") == [60, 60, 0]
    assert share(decision.weighed, "all", "for", "against", measure="heads") == [2, 2, 0]
    assert decision.outcome == "carried"
    verified(house)


def test_who_holds_more_than_all_others_weighs_as_much_as_they_do(bare_house: House) -> None:
    """600 against 400: he counts 400, the total is 800, and 400 of 800 are not more than half (art. 22, 25)."""
    house = under(bare_house, "fr")
    house.move_to(house.now - timedelta(days=14))  # three weeks are asked for
    house.register(house_of(
        ("1", "600", "residential", "1", "Алла"), ("2", "250", "residential", "1", "Борис"),
        ("3", "150", "residential", "1", "Вера"),
    ))  # fmt: skip
    accounts = voting(house, "Алла", "Борис", items=[ItemDraft("Выбрать управляющего", "", "fr:25")], form="absentee")
    for account, choice in zip(accounts, ("for", "against"), strict=True):
        assert house.cast(account, selections={"1": choice}).refusal is None
    (decision,) = close(house)
    assert share(decision.sums, "all", "for") == [1000, 600]
    assert share(decision.weighed, "all", "for", "against") == [800, 400, 250]
    assert decision.needed["share"] == {"amount": "400/1", "strict": True}
    assert decision.outcome == "not_carried"
    with house.reading() as session:
        question = gather_protocol(session, assembly=house.meeting(session), on=house.now.date()).questions[0]
        assert gather_sums(session, assembly=house.meeting(session)).questions[0].needed is None
    assert question.apart[0].title.startswith("После того, что закон исключает или ограничивает: всего 800,0")
    assert question.reached == "400,0\u00a0м²"
    verified(house)
