"""What scripts/bench.py measures: for each bench `prepare_…`, `measure_…` and `baseline_…`, in processes of their own."""

from __future__ import annotations

import io
import json
import random
import time
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from bench import QUESTIONS, Facts, Nowhere, timed

if TYPE_CHECKING:
    from assembly.bootstrap import Application
    from ballots.tally import CountedVote

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PRINTED_ALONE = 10_000
PASSWORD = "three random words"  # noqa: S105 - of an invented person
SHARES = (("1",), ("1/2", "1/2"), ("совместная", "совместная"), ("1/3", "1/3", "1/3"), ("7/24", "17/24"))
COLUMNS = (
    "№ п/п", "Помещение", "Вид", "Подъезд", "Кадастровый номер", "Площадь, кв. м", "Собственник", "Тип", "Доля",
    "Документ", "E-mail", "Телефон",
)  # fmt: skip


# Register: a workbook of 10,000 rows, read, checked and imported into a database ---------------------------------------


def prepare_register(folder: Path, rows: int) -> Facts:
    write_register(folder / "register.xlsx", rows, shares=SHARES)
    _application(folder).close()
    return {"rows": rows}


def measure_register(folder: Path, rows: int) -> Facts:
    from assembly.register_import import read_register

    application = _application(folder)
    reading, draft = timed(lambda: read_register(folder / "register.xlsx"))
    importing, _ = timed(lambda: _import(application, draft))
    application.close()
    return {
        "rows": rows, "units": len(draft.units), "holdings": len(draft.holdings), "errors": len(draft.errors),
        "seconds": round(reading + importing, 2), "reading": round(reading, 2), "database": round(importing, 2),
    }  # fmt: skip


def baseline_register(folder: Path, _rows: int) -> Facts:
    import openpyxl

    def cells() -> int:
        book = openpyxl.load_workbook(folder / "register.xlsx", read_only=True)
        return sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))

    seconds, count = timed(cells)
    return {
        "name": "openpyxl, read-only: every cell once, nothing checked or kept",
        "cells": count,
        "seconds": round(seconds, 2),
    }


def write_register(path: Path, rows: int, *, shares: tuple[tuple[str, ...], ...], seed: int = 1) -> None:
    """An invented register with about that many rows, as a spreadsheet program would write it."""
    import openpyxl

    chance = random.Random(seed)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Реестр")
    sheet.append(COLUMNS)
    written, unit = 0, 0
    while written < rows:
        unit += 1
        area = chance.randint(2500, 9900) / 100
        for place, share in enumerate(chance.choice(shares)[: rows - written] or ("1",)):
            written += 1
            sheet.append([
                written, str(unit), "жилое", 1 + unit // 400, f"77:05:0001001:{unit}", area,
                f"Собственник{unit} Имя{place} Отчество", "физлицо", share,
                f"собственность 77:05:0001001:{unit}-77/01/2020-{place + 1} от 01.02.2020",
                f"owner{written}@example.org", None,
            ])  # fmt: skip
    book.save(path)


class _StillClock:
    def now(self) -> datetime:
        return NOW


def _application(folder: Path) -> Application:
    from assembly.bootstrap import build_application
    from assembly.db.migrate import migrate
    from assembly.settings import Settings

    built = build_application(Settings(data=folder / "data", training=True, operator="state_system"))
    object.__setattr__(built, "clock", _StillClock())
    built.database.wake = None
    migrate(built.database)
    return built


def _import(application: Application, draft: Any) -> str:
    from assembly.use_cases.create_account import create_account
    from assembly.use_cases.create_building import create_building
    from assembly.use_cases.import_register import import_register

    with application.database.writing() as session:
        by = create_account(session, now=NOW, login="bench", display_name="bench", password=PASSWORD, is_installer=True)
        building = create_building(session, now=NOW, address="г. Образцовый, ул. Примерная, 1", by=by)
        import_register(
            session,
            now=NOW,
            building=building,
            draft=draft,
            effective_on=date(2026, 2, 20),
            by=by,
            warnings_confirmed=True,
        )
        return building.id


# Ballots: an announced assembly of 1,000 owners with 8 questions; ballots issued, signed, printed, remembered ----------


def prepare_ballots(folder: Path, count: int) -> Facts:
    from datetime import timedelta

    from sqlalchemy import select

    from assembly.model import Account, Building
    from assembly.register_import import read_register
    from assembly.use_cases.compose_agenda import ItemDraft, compose_agenda
    from assembly.use_cases.confirm_category import confirm_category
    from assembly.use_cases.create_account import create_account
    from assembly.use_cases.create_assembly import create_assembly
    from assembly.use_cases.send_notice import send_notice
    from ballots.sample import sample_ballots

    write_register(folder / "register.xlsx", count, shares=(("1",),))
    application = _application(folder)
    building_id = _import(application, read_register(folder / "register.xlsx"))
    asked = sample_ballots(8, 1, 1)[0].style.contests
    with application.database.writing() as session:
        by = session.scalars(select(Account)).one()
        second = create_account(session, now=NOW, login="second", display_name="second", password=PASSWORD)
        assembly = create_assembly(
            session, now=NOW, settings=application.settings, building=session.get_one(Building, building_id),
            title="Годовое собрание", form="system", opens_at=NOW + timedelta(days=13), closes_at=NOW + timedelta(days=27),
            by=by, initiator={"name": "Прим Алла", "premises": "кв. 1"}, administrator={"name": "ООО «Пример»"},
        )  # fmt: skip
        items = [ItemDraft(one.title, one.text or one.title, "ru:44.2.4.1") for one in asked]
        for item in compose_agenda(session, now=NOW, assembly=assembly, items=items, by=by):
            confirm_category(session, now=NOW, item=item, by=second)
        send_notice(session, now=NOW, settings=application.settings, keys=application.keys, assembly=assembly, by=by)
        (folder / "assembly").write_text(assembly.id)
    application.close()
    return {}


def measure_ballots(folder: Path, _count: int) -> Facts:
    from sqlalchemy import select

    from assembly.model import Account, Assembly
    from assembly.use_cases.issue_ballots import prepare_ballots as issue
    from assembly.use_cases.print_ballots import print_pile

    application, assembly_id = _application(folder), (folder / "assembly").read_text()

    def issued() -> int:
        with application.database.writing() as session:
            by = session.scalars(select(Account).where(Account.login == "bench")).one()
            return len(issue(session, now=NOW, keys=application.keys, settings=application.settings,
                             assembly=session.get_one(Assembly, assembly_id), by=by))  # fmt: skip

    issuing, ballots = timed(issued)
    with (folder / "ballots.pdf").open("wb+") as stream:
        printing, (layout, _) = timed(lambda: print_pile(application, assembly_id, None, stream))
    application.close()
    pages = sum(len(one.pages) for one in layout.ballots)
    seconds = issuing + printing
    return {
        "ballots": ballots, "pages": pages, "seconds": round(seconds, 2), "issuing": round(issuing, 2),
        "printing": round(printing, 2), "pages_per_second": round(pages / seconds, 1), "printer": _printer_alone(),
    }  # fmt: skip


def _printer_alone() -> Facts:
    """The printer without the service: sheets of an invented house to pages."""
    from ballots.printing import print_ballots
    from ballots.sample import sample_ballots

    sheets = sample_ballots(8, PRINTED_ALONE, 1)
    started = time.process_time()
    seconds, layout = timed(lambda: print_ballots(sheets, Nowhere()))  # type: ignore[arg-type] # it only writes
    pages, own = sum(len(one.pages) for one in layout.ballots), time.process_time() - started
    return {
        "ballots": PRINTED_ALONE, "pages": pages, "seconds": round(seconds, 2), "cpu_seconds": round(own, 2),
        "pages_per_cpu_second": round(pages / own, 1),
    }  # fmt: skip


def baseline_ballots(_folder: Path, count: int) -> Facts:
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    from ballots.printing import print_ballots
    from ballots.printing.fonts import FILES, FOLDER
    from ballots.sample import sample_ballots

    plain = min(count, 30)
    sheets = sample_ballots(8, plain, 1)
    layout = print_ballots(sheets, Nowhere())  # type: ignore[arg-type] # it only writes
    registerFont(TTFont("Golos", str(FOLDER / FILES["R"])))
    canvas, started, own, pages = Canvas(io.BytesIO()), time.perf_counter(), time.process_time(), 0
    for sheet, ballot in zip(sheets, layout.ballots, strict=True):
        for page in ballot.pages:
            _plain_page(canvas, sheet, page)
            pages += 1
    canvas.save()
    seconds, own = (time.perf_counter() - started) / plain * count, time.process_time() - own
    return {
        "name": f"ReportLab text, boxes and its QR widget twice a page; {plain} ballots, as if {count}",
        "seconds": round(seconds, 2), "pages_per_second": round(pages / (seconds * plain / count), 1),
        "pages_per_cpu_second": round(pages / own, 1),
    }  # fmt: skip


def _plain_page(canvas: Any, sheet: Any, page: Any) -> None:
    """The same text, boxes and codes as one does it with ReportLab at first."""
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.renderPDF import draw
    from reportlab.graphics.shapes import Drawing
    from reportlab.lib.units import mm

    from ballots.layout import QR_MM
    from ballots.printing.fonts import face, line_mm
    from ballots.printing.geometry import NORMAL, WIDTH

    for x, y, width, height in QR_MM:
        drawing = Drawing(width * mm, height * mm)
        drawing.add(QrCodeWidget(page.payload, barLevel="Q", barWidth=width * mm, barHeight=height * mm, barBorder=0))
        draw(drawing, canvas, x * mm, (297 - y - height) * mm)
    asked = {option.contest for option in page.options}
    baseline = 45.0
    for contest in sheet.style.contests:
        if contest.id not in asked:
            continue
        for text in (contest.title, contest.text, f"{contest.rule_line} {contest.basis}"):
            for line in face("R").wrap(text, NORMAL.text, WIDTH):
                canvas.setFont("Golos", NORMAL.text)
                canvas.drawString(14 * mm, (297 - baseline) * mm, line)
                baseline += line_mm(NORMAL.text)
        baseline += 12
    for option in page.options:
        x, y, width, height = option.box_mm
        canvas.rect(x * mm, (297 - y - height) * mm, width * mm, height * mm)
        canvas.drawString((x + 8) * mm, (297 - y - 4) * mm, option.option)
    canvas.showPage()


# Scan: 200 pages of sample ballots, marked by the demo's pens, damaged by its scanner, as PDFs of JPEGs ----------------


def prepare_scan(folder: Path, pages: int) -> Facts:
    from assembly.demo.paper import Press, as_pdf, fill_in
    from ballots.sample import write_sample

    rng = random.Random(7)
    write_sample(folder, questions=8, ballots=pages, seed=7)
    press = Press((folder / "ballots.pdf").read_bytes(), json.loads((folder / "layout.json").read_text()))
    sheets: list[Any] = []
    truth: dict[str, dict[str, str]] = {}
    for one in press.layout["ballots"]:
        asked: dict[str, list[str]] = {}
        for page in one["pages"]:
            for option in page["options"]:
                asked.setdefault(str(option["contest"]), []).append(option["option"])
        means = {contest: rng.choice([*options, "blank"]) for contest, options in asked.items()}
        voter = SimpleNamespace(ballot=one["ballot"], means=means, marks={}, story="", extra={})
        sheets += fill_in(press, voter, rng)  # type: ignore[arg-type] # what a pen needs of a voter
        truth[one["ballot"]] = means
        if len(sheets) >= pages:
            break
    for start in range(0, pages, 50):
        (folder / f"scan-{start:04}.pdf").write_bytes(as_pdf(sheets[start : min(start + 50, pages)]))
    (folder / "truth.json").write_text(json.dumps(truth))
    return {}


def measure_scan(folder: Path, _pages: int) -> Facts:
    from scanner import read_files

    files, truth = sorted(folder.glob("scan-*.pdf")), json.loads((folder / "truth.json").read_text())
    seconds, readings = timed(lambda: list(read_files(files, folder / "layout.json", jobs=2)))
    wrong = people = read = 0
    for reading in readings:
        for contest, said in reading.selections.items():
            read += 1
            people += said == "person"
            wrong += said not in {"person", truth[reading.ballot][contest]}
    return {
        "pages": len(readings), "seconds": round(seconds, 2), "pages_per_second": round(len(readings) / seconds, 1), "jobs": 2,
        "interpreted": sum(one.outcome == "interpreted" for one in readings), "questions": read, "wrong": wrong,
        "to_people": people,
    }  # fmt: skip


def baseline_scan(folder: Path, _pages: int) -> Facts:
    import cv2
    import numpy as np
    import pikepdf
    import zxingcpp

    def decode() -> int:
        codes = 0
        for path in sorted(folder.glob("scan-*.pdf")):
            with pikepdf.open(path) as pdf:
                for page in pdf.pages:
                    (picture,) = page.images.values()
                    raw = np.frombuffer(picture.read_raw_bytes(), np.uint8)
                    codes += len(zxingcpp.read_barcodes(cv2.imdecode(raw, cv2.IMREAD_GRAYSCALE)))
        return codes

    seconds, codes = timed(decode)
    return {"name": "floor: JPEG decoded, codes read by zxing-cpp, one process, no mark looked at", "codes": codes,
            "seconds": round(seconds, 2)}  # fmt: skip


# Tally: 10,000 ballots × 40 questions ------------------------------------------------------------------------------------


def prepare_tally(_folder: Path, _count: int) -> Facts:
    return {}


def measure_tally(_folder: Path, number: int) -> Facts:
    from ballots.tally import participants, tally

    votes, contests = _votes(number)
    own = time.process_time()

    def count() -> dict[str, Any]:
        tallied = tally(votes, contests)
        for one in tallied.values():  # as a closing asks for them
            assert all((one.all, one.without_parking, one.entrances))  # noqa: S101
        return tallied

    seconds, tallied = timed(count)
    own = time.process_time() - own  # of this process alone, whatever else the machine does
    if tallied["7"].all.share.present != participants(votes):
        raise AssertionError("the sums do not add up to who took part")
    return {"ballots": number, "questions": QUESTIONS, "seconds": round(seconds, 3), "cpu_seconds": round(own, 3)}


def baseline_tally(_folder: Path, count: int) -> Facts:
    votes, contests = _votes(count)

    def add_up() -> dict[tuple[str, str], Fraction]:
        sums: dict[tuple[str, str], Fraction] = {}
        for vote in votes:
            share = sum((stake.share for stake in vote.stakes), Fraction(0))
            for contest in contests:
                key = contest, vote.choices[contest]
                sums[key] = sums.get(key, Fraction(0)) + share
        return sums

    seconds, _ = timed(add_up)
    return {
        "name": "one loop over fractions, m² alone: no heads, premises, entrances or parking",
        "seconds": round(seconds, 3),
    }


def _votes(count: int) -> tuple[list[CountedVote], list[str]]:
    from ballots.tally import CountedVote, Stake

    rng = random.Random(1)
    contests = [str(number) for number in range(1, QUESTIONS + 1)]
    answers = ("for", "for", "against", "abstain", "blank", "invalid")
    votes = [
        CountedVote(
            f"b{number}",
            (Stake(f"u{number}", "parking" if number % 7 == 0 else "residential", str(number % 6),
                   Fraction(rng.randint(100, 9999), 300), f"s{number}"),),
            {contest: rng.choice(answers) for contest in contests},
            f"o{number}",
        )
        for number in range(count)
    ]  # fmt: skip
    return votes, contests


# Law: 10,000 voters × 40 decisions of every country, from the people to the sentence ---------------------------------


def prepare_law(_folder: Path, _count: int) -> Facts:
    return {}


def measure_law(_folder: Path, count: int) -> Facts:
    from legal_rules import decide

    cases = _law_cases(count)
    decide(cases[0])  # the packs are read once
    own = time.process_time()
    seconds, verdicts = timed(lambda: [decide(case) for case in cases])
    own = time.process_time() - own  # of this process alone, whatever else the machine does
    outcomes = sorted({verdict.outcome for verdict in verdicts})
    if "hold" in outcomes or not all(verdict.because["ru"] and verdict.cite["ru"] for verdict in verdicts):
        raise AssertionError("a decision was not told")
    return {"voters": count, "decisions": len(cases), "outcomes": outcomes, "seconds": round(seconds, 3),
            "cpu_seconds": round(own, 3)}  # fmt: skip


def baseline_law(_folder: Path, count: int) -> Facts:
    cases = _law_cases(count)

    def add_up() -> list[dict[str, Fraction]]:
        found = []
        for case in cases:
            sums: dict[str, Fraction] = {}
            for voter in case.voters or []:
                sums[voter.vote] = sums.get(voter.vote, Fraction(0)) + (voter.share or 0)
            found.append(sums)
        return found

    seconds, _ = timed(add_up)
    return {
        "name": "one loop over fractions, shares alone: no heads, caps, exclusions, parts, bounds or reasons",
        "seconds": round(seconds, 3),
    }


def _law_cases(count: int) -> list[Any]:
    from legal_rules import Case, Voter, packs

    rng, on = random.Random(1), date(2026, 11, 21)
    answers = ("for", "for", "for", "against", "abstain", "blank", "absent")
    house = [(f"v{number}", Fraction(rng.randint(100, 9999), 300), Fraction(1)) for number in range(count)]
    ready = ("ru:44.2.3", "de:25.1", "fr:26", "es:17.3", "it:1136", "be:simple", "kz:42.5.6", "tr:simple")
    wanted = [*ready, *(name for name in packs()["ru"].in_force(on) if name not in (*ready, "ru:44.2.4.5"))]
    decisions = [wanted[number % len(wanted)] for number in range(QUESTIONS)]
    return [
        Case(name, on, voters=[Voter(one, rng.choice(answers), share, head, head) for one, share, head in house])
        for name in decisions
    ]


# Archive: the ledger of 10,000 recorded решения × 40 questions, packed and verified ---------------------------------------


def prepare_archive(folder: Path, count: int) -> Facts:
    from datetime import timedelta

    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    from assembly import events
    from assembly.model import Assembly, Base
    from tests.archive.conftest import OPENED, InventedHouse

    house = InventedHouse(seed=3, units=count * 78 // 100, questions=QUESTIONS)
    engine = create_engine(f"sqlite:///{folder / 'ledger.sqlite3'}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        assembly = Assembly(id="assembly0001")
        for place, told in enumerate(house.story):
            moment = OPENED - timedelta(days=30) + timedelta(seconds=place)
            events.record(session, assembly, told.kind, moment, **told.facts)
        session.commit()
    (folder / "casts").write_text(str(len(house.casts)))
    return {"records": len(house.story)}


def measure_archive(folder: Path, _count: int) -> Facts:
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    from assembly.archive.publish import build_archive
    from assembly.archive.verify import verify_archive
    from assembly.model import Assembly
    from tests.archive.conftest import PROTOCOL, SUMS, SoleKeys

    path = folder / "archive.zip"

    def publish() -> None:
        with Session(create_engine(f"sqlite:///{folder / 'ledger.sqlite3'}")) as session, path.open("wb") as stream:
            build_archive(session, assembly=Assembly(id="assembly0001"), keys=SoleKeys(), now=NOW, protocol_pdf=PROTOCOL,
                          sums_xlsx=SUMS, stream=stream)  # fmt: skip

    publishing, _ = timed(publish)
    verifying, report = timed(lambda: verify_archive(path))
    if not report.ok:
        raise AssertionError(report.as_json())
    return {
        "casts": int((folder / "casts").read_text()), "questions": QUESTIONS, "mib": round(path.stat().st_size / 2**20, 1),
        "seconds": round(publishing + verifying, 2), "publishing": round(publishing, 2), "verifying": round(verifying, 2),
    }  # fmt: skip


def baseline_archive(folder: Path, _count: int) -> Facts:
    import zipfile

    def unpack() -> int:
        with zipfile.ZipFile(folder / "archive.zip") as pack:
            return sum(len(str(json.loads(pack.read(name)))) for name in pack.namelist() if name.endswith(".json"))

    seconds, _ = timed(unpack)
    return {"name": "every record unpacked and parsed, nothing checked", "seconds": round(seconds, 2)}
