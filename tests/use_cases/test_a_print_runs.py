"""Piles for the printer: what lies in them, in which order, with which papers beside them, and what is remembered."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select

from assembly.errors import Fixable, Refused
from assembly.model import Ballot, Document, Job, LedgerEntry, PrintKind, PrintRun
from assembly.tasks.work import work_on
from assembly.use_cases.ask_for_print import ask_for_print
from assembly.use_cases.issue_ballots import prepare_ballots
from assembly.use_cases.make_notices import make_notice_pdfs
from assembly.use_cases.make_print import make_print
from assembly.use_cases.print_parts import piles
from assembly.use_cases.receive_ballot import receive_ballot
from ballots.code import group_code
from tests.use_cases.small_house import House


def _ask(house: House, **how: Any) -> str:
    with house.writing() as session:
        return ask_for_print(
            session, now=house.now, assembly=house.meeting(session), kind=how.pop("kind", PrintKind.BALLOTS),
            by=house.by(session), **how,
        ).id  # fmt: skip


def _made(house: House, **how: Any) -> PrintRun:
    run_id = _ask(house, **how)
    work_on(house.application)
    with house.reading() as session:
        run = session.get_one(PrintRun, run_id)
        session.expunge(run)
    return run


def _text(house: House, sha256: str | None) -> list[str]:
    """The text of each page of a kept file."""
    assert sha256 is not None
    with house.application.files.open(sha256) as file:
        document = pypdfium2.PdfDocument(io.BytesIO(file.read()))
    return [" ".join(page.get_textpage().get_text_bounded().split()).replace("\u00a0", " ") for page in document]


def test_a_pile_has_a_cover_and_every_ballot_on_sheets_of_its_own(house: House) -> None:
    house.drafted().announced()
    run = _made(house, spares=2)
    pages = _text(house, run.sha256)
    assert (run.number, run.papers, run.sheets) == (1, 9, 10)
    assert len(pages) == 2 * run.sheets
    assert run.pages == sum(1 for page in pages[2:] if page)
    cover = pages[0]
    with house.reading() as session:
        definition = house.meeting(session).definition_sha256
        ballots = [ballot for part in piles(session, house.meeting(session)).values() for ballot in part]
        codes = [group_code(ballot.code) for ballot in ballots]
    assert definition is not None
    for words in (
        "Печать № 1", "г. Образцовый, ул. Примерная, д. 1", "9, из них запасных бланков: 2", "10 с этой обложкой",
        "Организатор", group_code(definition[:16].upper()), "Масштаб 100 %", "Запасные бланки 2 2", "подпись",
    ):  # fmt: skip
        assert words in cover, words
    assert pages[1] == ""
    assert all(code in pages[2 + 2 * place] for place, code in enumerate(codes)), "each begins on a front"
    with house.reading() as session:
        assert {ballot.pages[0].layout["pdf_page"] for ballot in session.scalars(select(Ballot))} == set(
            range(2, 20, 2)
        )
        kept = {row.kind: row.sha256 for row in session.scalars(select(Document))}
    assert kept["ballots"] == run.sha256


def test_the_papers_beside_the_pile_name_every_ballot(house: House) -> None:
    house.drafted().announced()
    run = _made(house, spares=1)
    manifest, delivery = " ".join(_text(house, run.manifest_sha256)), " ".join(_text(house, run.delivery_sha256))
    with house.reading() as session:
        for ballot in session.scalars(select(Ballot)):
            assert group_code(ballot.code) in manifest
            assert (group_code(ballot.code) in delivery) == (ballot.owner_id is not None)
    assert "Всего решений: 8" in manifest
    assert "запасной бланк" in manifest
    assert "Всего в реестре: 7" in delivery


def test_one_staircase_is_a_pile_of_its_own_and_leaves_the_file_of_the_house(house: House) -> None:
    house.drafted().announced()
    whole = _made(house)
    with house.reading() as session:
        parts = {part: len(ballots) for part, ballots in piles(session, house.meeting(session)).items()}
    part = next(part for part in parts if part.startswith("entrance:"))
    some = _made(house, part=part)
    assert (some.number, some.papers) == (2, parts[part])
    blanks = _made(house, part="spares", spares=3)
    assert (blanks.number, blanks.papers, blanks.delivery_sha256) == (3, 3, None)
    with house.reading() as session:
        kept = session.scalars(select(Document.sha256).where(Document.kind == "ballots")).one()
    assert kept == whole.sha256


def test_paper_that_came_back_is_not_printed_again(house: House) -> None:
    house.opened()
    before = _made(house)
    with house.writing() as session:
        ballot = session.scalars(select(Ballot).order_by(Ballot.number)).first()
        assert ballot is not None
        receive_ballot(session, now=house.now, assembly=house.meeting(session), code=ballot.code, by=house.by(session))
    assert _made(house).papers == before.papers - 1


def test_a_print_is_made_once_however_often_its_work_runs(house: House) -> None:
    house.drafted().announced()
    run = _made(house, spares=1)
    with house.reading() as session:
        issued = len(session.scalars(select(LedgerEntry)).all())
    make_print(house.application, run.id)
    with house.reading() as session:
        again = session.get_one(PrintRun, run.id)
        assert (again.sha256, again.made_at) == (run.sha256, run.made_at)
        assert len(session.scalars(select(LedgerEntry)).all()) == issued
    house.move_to(house.now + timedelta(hours=1))
    second = _made(house, spares=1)
    assert second.number == 2
    assert second.sha256 != run.sha256, "the cover says when and which print"


def test_asking_twice_asks_once_until_it_is_made(house: House) -> None:
    house.drafted().announced()
    first = _ask(house)
    assert _ask(house, large_print=True) == first
    work_on(house.application)
    assert _ask(house) != first
    with house.reading() as session:
        assert len(session.scalars(select(Job).where(Job.kind == "print_run")).all()) == 2


def test_what_cannot_be_printed_is_said_at_once(house: House) -> None:
    house.drafted()
    with pytest.raises(Refused):
        _ask(house)
    house.announced()
    for wrong in ({"spares": 501}, {"spares": -1}, {"part": "roof"}, {"part": "spares"}, {"language": "fr"}):
        with pytest.raises(Fixable):
            _ask(house, **wrong)
    assert _ask(house, spares=500)


def test_a_pile_that_would_differ_from_what_is_out_says_so_to_the_organiser(house: House) -> None:
    house.drafted().announced()
    _made(house)
    with house.writing() as session:
        owner = session.scalars(select(Ballot).order_by(Ballot.number)).first().owner  # type: ignore[union-attr]
        assert owner is not None
        owner.name = "Прим-Образцова " * 12
    run = _made(house)
    assert "изменились после печати" in run.problem
    assert run.sha256 is None
    assert "Печатать нечего" in _made(house, part="entrance:77").problem


def test_letters_that_no_typeface_has_are_named(house: House) -> None:
    with house.writing() as session:
        house.owner(session, "Прим Алла").name = "Прим 漢 Алла"
    house.drafted().announced()
    run = _made(house)
    assert run.unprintable == "漢"
    assert any("Прим ‹?› Алла" in page for page in _text(house, run.sha256))


@pytest.mark.parametrize(
    ("language", "words"), [("tt", "МИЛЕКЧЕ КАРАРЫ"), ("kk", "МЕНШІК ИЕСІНІҢ"), ("en", "DECISION OF")]
)
def test_a_house_reads_its_ballots_in_its_language(house: House, language: str, words: str) -> None:
    house.drafted().announced()
    pages = _text(house, _made(house, language=language, large_print=True).sha256)
    assert words in pages[2]
    with house.writing() as session:
        former = session.scalars(select(Ballot).order_by(Ballot.number)).first()
        assert former is not None
        again = prepare_ballots(
            session, now=house.now, keys=house.application.keys, settings=house.application.settings,
            assembly=house.meeting(session), by=None, only=[former],
        )[0]  # fmt: skip
        assert (again.language, again.large_print, again.print_number) == (language, True, 2)


def test_notices_become_one_file(house: House) -> None:
    house.drafted().announced()
    with house.reading() as session:
        notices = len(session.scalars(select(PrintRun)).all())
    assert notices == 0
    make_notice_pdfs(house.application, house.assembly)
    run = _made(house, kind=PrintKind.NOTICES)
    pages = _text(house, run.sha256)
    assert run.papers == 7
    assert len(pages) == 2 * run.sheets
    assert "Сообщения ещё не готовы" in _made(house, kind=PrintKind.NOTICES, part="entrance:77").problem
