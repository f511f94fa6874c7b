"""The paper half of the demo: printed ballots are filled in, signed, scanned badly and put into a pile."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

from assembly.demo.damage import Page, blank_back, foreign_sheet, scan
from assembly.demo.pens import Pen
from assembly.demo.voters import Voter

DPI = 200
PX_PER_MM = DPI / 25.4
JPEG_QUALITY = 72
FONT = Path(__file__).resolve().parents[2] / "templates" / "static" / "fonts" / "golos-regular.ttf"
WORDS = {"for": "ЗА", "against": "ПРОТИВ", "abstain": "ВОЗДЕРЖАЛСЯ"}


@dataclass(slots=True)
class Sheet:
    """What lies in the pile: one scanned page, and what the demo knows about it."""

    page: bytes
    """As the scanner wrote it: JPEG."""
    story: str = ""
    voter: Voter | None = None
    number: int = 1
    """Which page of the ballot."""


@dataclass(slots=True)
class Press:
    """The printed ballots and where things stand on them."""

    pdf: bytes
    layout: dict[str, Any]
    _pages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def pages_of(self, ballot: str) -> list[dict[str, Any]]:
        """The pages of one ballot, as layout.json has them."""
        if not self._pages:
            self._pages = {one["ballot"]: one["pages"] for one in self.layout["ballots"]}
        return self._pages[ballot]


def fill_in(press: Press, voter: Voter, rng: random.Random) -> list[Sheet]:
    """All pages of the voter's ballot, marked the way the voter's story goes, as the scanner sees them."""
    document = pdfium.PdfDocument(press.pdf)
    sheets = []
    for spec in press.pages_of(voter.ballot):
        page = _render(document, spec["pdf_page"])
        _write(page, spec, voter, rng)
        sheets.append(Sheet(_jpeg(scan(page, rng)), voter.story, voter, spec["page"]))
    document.close()
    return sheets


def pile(press: Press, voters: list[Voter], rng: random.Random) -> list[Sheet]:
    """Everything that is put on the feeder: ballots, a page twice, empty backs, somebody's invoice."""
    sheets: list[Sheet] = []
    for voter in voters:
        own = [homemade(voter, rng)] if voter.story == "homemade" else fill_in(press, voter, rng)
        sheets += own
        if voter.story == "twice":
            sheets.append(Sheet(own[0].page, "twice", voter))
    size = (round(297 * PX_PER_MM), round(210 * PX_PER_MM))
    sheets.insert(len(sheets) // 2, Sheet(_jpeg(foreign_sheet(rng, size)), "foreign"))
    sheets.insert(len(sheets) // 3, Sheet(_jpeg(blank_back(rng, size)), "blank"))
    return sheets


def as_pdf(sheets: list[Sheet]) -> bytes:
    """One file as the office scanner makes it: a JPEG a page."""
    pdf = pikepdf.new()
    for sheet in sheets:
        width, height = Image.open(io.BytesIO(sheet.page)).size
        picture = pikepdf.Stream(pdf, sheet.page, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width,
                                 Height=height, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
                                 Filter=pikepdf.Name.DCTDecode)  # fmt: skip
        page = pdf.add_blank_page(page_size=(width * 72 / DPI, height * 72 / DPI))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=picture))
        page.Contents = pikepdf.Stream(pdf, f"{width * 72 / DPI} 0 0 {height * 72 / DPI} 0 0 cm /Scan Do".encode())
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()


def _jpeg(page: Page) -> bytes:
    return bytes(cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1])


def _render(document: pdfium.PdfDocument, number: int) -> Page:
    page = document[number]
    picture = page.render(scale=DPI / 72, grayscale=True).to_numpy()
    page.close()
    return np.ascontiguousarray(picture[:, :, 0] if picture.ndim == 3 else picture)


def _write(page: Page, spec: dict[str, Any], voter: Voter, rng: random.Random) -> None:
    pen = Pen(page, PX_PER_MM, rng, hand=voter.ballot)
    boxes: dict[str, dict[str, Any]] = {}
    for option in spec["options"]:
        boxes.setdefault(str(option["contest"]), {})[option["option"]] = option["box_mm"]
    for contest, options in boxes.items():
        meant = voter.marks.get(contest) or voter.means.get(contest, "blank")
        if meant in options:
            pen.mark(options[meant])
        elif meant == "invalid":  # two answers to one question
            for box in list(options.values())[:2]:
                pen.mark(box)
        if voter.story == "hesitates" and contest == "3" and meant in options:
            pen.touch(next(box for name, box in options.items() if name != meant))
    for one in spec["fields"]:
        if one["field"] == "signature" and voter.story not in {"unsigned"}:
            pen.sign(one["box_mm"])
        if one["field"] == "date" and voter.story not in {"undated"}:
            pen.date(one["box_mm"], voter.extra.get("date", "12.03.26"))


def homemade(voter: Voter, rng: random.Random) -> Sheet:
    """A решение that somebody typed at home: the same questions, no code of ours."""
    picture = Image.new("L", (round(210 * PX_PER_MM), round(297 * PX_PER_MM)), 246)
    draw = ImageDraw.Draw(picture)
    large, plain = (ImageFont.truetype(str(FONT), size) for size in (52, 36))
    unit = voter.owner.holdings[0][0]
    draw.text((160, 200), "РЕШЕНИЕ СОБСТВЕННИКА", 30, large)
    draw.text((160, 300), f"{voter.owner.name}, помещение {unit.number}", 30, plain)
    for line, (contest, answer) in enumerate(voter.means.items()):
        draw.text((160, 400 + 70 * line), f"Вопрос {contest}: {WORDS.get(answer, '—')}", 30, plain)
    page = np.array(picture)
    pen = Pen(page, PX_PER_MM, rng)
    pen.sign((25, 200, 60, 14))
    pen.date((110, 200, 40, 12), voter.extra.get("date", "12.03.26"))
    return Sheet(_jpeg(scan(page, rng)), "homemade", voter)
