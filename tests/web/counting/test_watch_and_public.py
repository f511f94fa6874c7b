"""Objections, the end, the auditor, the telephone, and what everybody may read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from assembly.model import Assembly, AssemblyState, BallotView, Dispute, DisputeKind
from assembly.use_cases.draw_up_protocol import draw_up_protocol
from assembly.use_cases.publish_archive import publish_archive
from tests.web.counting.counting_house import Counting
from tests.web.house import CLOSES, REGISTER

CLEAR = {"1": ["for"], "2": ["against"], "3": ["for"], "4": ["abstain"]}


def _recorded(counting: Counting, name: str = "Титов") -> None:
    counting.receive(name)
    counting.scan(counting.sheets(name, CLEAR), name=f"{name}.pdf")
    assert not counting.reviews()


def test_an_objection_is_answered_with_the_evidence_on_the_page(counting: Counting, signed_in: Any) -> None:
    _recorded(counting)
    dispute = counting.object("Титов", words="По второму вопросу я был за.")
    counter = signed_in("titova")
    page = counter.open(f"/objections/{counting.house.assembly_id}")
    assert "ответить до 23\u00a0марта" in page
    page = counter.open(f"/objection/{dispute}")
    for said in ("По второму вопросу я был за.", "П. Орлов", "пачка 1, лист 1", f"/objection/{dispute}/page/"):
        assert said in page
    page = counter.send(f"/objection/{dispute}", outcome="corrected", answer="Исправили.")
    assert counter.status == 422
    counter.send(f"/objection/{dispute}", outcome="corrected", answer="На листе и правда «За».", **{"contest-2": "for"})
    assert counter.path == f"/objections/{counting.house.assembly_id}"
    assert counting.cast("Титов").selections["2"] == "for"


def test_who_recorded_the_paper_does_not_judge_it(counting: Counting, signed_in: Any) -> None:
    counting.receive("Титов")
    counting.scan(counting.sheets("Титов", CLEAR), by="both")
    dispute = counting.object("Титов", DisputeKind.NOT_MINE)
    both = signed_in("both")
    page = both.open(f"/objections/{counting.house.assembly_id}")
    assert "Ответит другой человек" in page
    both.open(f"/objection/{dispute}")
    assert both.status == 403
    both.open(f"/objections/{counting.house.assembly_id}")
    both.open(f"/duty/{counting.house.building_id}")


def test_the_auditor_reads_everything_and_writes_nothing(counting: Counting, signed_in: Any) -> None:
    _recorded(counting)
    dispute = counting.object("Титов")
    auditor, assembly = signed_in("lisina"), counting.house.assembly_id
    for path in ("", "/ballots", "/ballots?q=45", "/reviews", "/ledger", "/ledger?kind=ballot:read", "/notices"):
        auditor.open(f"/watch/{assembly}{path}")
        assert auditor.status == 200, path
    page = auditor.open(f"/watch/{assembly}/ballots?q=45")
    assert "Титов Олег Львович" in page
    assert "Найдено: 1." in page
    ballot = counting.house.ballot_id("Титов")
    page = auditor.open(f"/watch/ballot/{ballot}")
    assert "Записано с бумаги" in page
    assert "В. Лисина" in page  # the look itself is on the list of looks
    auditor.open(f"/objection/{dispute}")
    assert auditor.status == 200
    assert "Решение комиссии" not in auditor.page
    for path, fields in (
        (f"/objection/{dispute}", {"outcome": "rejected", "answer": "нет"}),
        (f"/closing/{assembly}/end", {"sure": "1"}),
        (f"/desk/{assembly}", {"code": "x"}),
    ):
        auditor.open(f"/watch/{assembly}")
        auditor.send(path, **fields)
        assert auditor.status == 403, path


def test_the_operator_sees_state_without_choices_and_is_seen(counting: Counting, signed_in: Any) -> None:
    _recorded(counting)
    operator, assembly = signed_in("zvonova"), counting.house.assembly_id
    operator.open(f"/phone/{assembly}")
    page = operator.send(f"/phone/{assembly}", flat="45")
    assert "решение записано" in page
    assert "на бумаге" in page
    for word in ("Против", "Воздержался"):
        assert word not in page
    with counting.house.application.database.reading() as session:
        views = session.scalars(select(BallotView)).all()
        assert [(view.what, view.role) for view in views] == [("state", "operator")]
    said = {"cast": counting.cast("Титов").id, "kind": "not_mine", "words": "не подавал", "flat": "45"}
    page = operator.send(f"/phone/{assembly}/objection", **said)
    assert "Возражение записано" in page
    with counting.house.application.database.reading() as session:
        assert session.scalars(select(Dispute)).one().words == "По телефону: не подавал"
    page = operator.send(f"/phone/{assembly}", flat="999")
    assert "Помещения с таким номером" in page


def test_a_record_of_nobody_is_not_found_on_the_telephone(counting: Counting, signed_in: Any) -> None:
    _recorded(counting)
    operator, assembly = signed_in("zvonova"), counting.house.assembly_id
    operator.open(f"/phone/{assembly}")
    operator.send(f"/phone/{assembly}/objection", cast="nothing", kind="not_mine", words="не подавал", flat="45")
    assert operator.status == 404


def test_the_commission_ends_the_assembly_step_by_step_and_everybody_reads_it(
    counting: Counting, signed_in: Any, new_browser: Any, clock: Any
) -> None:
    assembly = counting.house.assembly_id
    for name in ("Титов", "Касымов", "Орлов П", "ООО"):
        _recorded(counting, name)
    everybody = new_browser()
    assert f'href="/public/{assembly}"' in everybody.open("/")
    page = everybody.open(f"/public/{assembly}")
    assert everybody.status == 200
    assert "Голоса" not in page.split("<main")[1].split("Участвует")[0]
    _no_person_on(page)
    assert "Суммы" not in page
    everybody.open(f"/public/{assembly}/archive.zip")
    assert everybody.status == 404
    counter = signed_in("titova")
    page = counter.open(f"/closing/{assembly}")
    assert "Можно с 28\u00a0марта" in page
    counter.send(f"/closing/{assembly}/end", sure="1")
    assert counter.status == 409
    clock.move_to(CLOSES + timedelta(minutes=1))
    _step(signed_in("titova"), assembly, "end")
    _step(signed_in("titova"), assembly, "objections")
    clock.pass_(days=5)
    _step(signed_in("titova"), assembly, "close")
    draw_up_protocol(counting.house.application, assembly, counting.house.organiser_id)
    everybody.open(f"/public/{assembly}/sums.xlsx")
    assert everybody.status == 404  # not before the archive is published
    publish_archive(counting.house.application, assembly, counting.house.organiser_id)
    page = everybody.open(f"/public/{assembly}")
    assert "Что решено" in page
    assert "veche verify archive.zip" in page
    assert "Без машино-мест" in page
    _no_person_on(page)
    for name in ("archive.zip", "sums.xlsx", "protocol.pdf"):
        everybody.open(f"/public/{assembly}/{name}")
        assert everybody.status == 200, name


def _step(counter: Any, assembly: str, step: str) -> None:
    counter.open(f"/closing/{assembly}")
    counter.send(f"/closing/{assembly}/{step}")
    assert counter.status == 422  # nothing happens by one careless press
    counter.send(f"/closing/{assembly}/{step}", sure="1")
    assert counter.status == 200, counter.page


def _no_person_on(page: str) -> None:
    for row in REGISTER:
        assert row[4] not in page
        assert row[4].split()[0] not in page.replace("ООО", "")


def test_a_draft_is_nobody_elses_business(counting: Counting, new_browser: Any) -> None:
    with counting.house.application.database.writing() as session:
        session.get_one(Assembly, counting.house.assembly_id).state = AssemblyState.DRAFT
    everybody = new_browser()
    everybody.open(f"/public/{counting.house.assembly_id}")
    assert everybody.status == 404


def test_english_pages_are_english(counting: Counting, signed_in: Any) -> None:
    counting.doubtful_paper()
    counter = signed_in("titova")
    counter.send("/language", language="en", back=f"/queue/{counting.house.assembly_id}")
    assert "Waiting for your decision: 3" in counter.page
