"""The sheet all documents share: typeface, frame, page numbers, training label, text and tables that wrap.

User text never reaches ReportLab as markup: `paragraph` and `table` escape everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape

from assembly.wording import Tongue
from ballots.printing.fonts import clean, face

FONTS = Path(__file__).resolve().parent.parent.parent / "templates" / "static" / "fonts"
REGULAR, BOLD, FALLBACK = "GolosText", "GolosText-Bold", "Fallback"
INK, GREY, LINE, BLUE, SHADE = "#1b1d22", "#5b6068", "#b9bdc4", "#1f4e79", "#eef1f5"
MARGIN_MM = (20.0, 17.0, 15.0, 20.0)  # left, top, right, bottom: the left one takes the file's holes
TOP_LABEL_MM = 7.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every page. title: of the PDF; footer: left part of the last line, e.g. number and address."""

    title: str
    footer: str = ""
    language: str = "ru"
    training: bool = False
    landscape: bool = False


def build(frame: Frame, story: Sequence[Any]) -> bytes:
    """The finished PDF of a story of flowables; the same story gives the same bytes."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.units import mm
    from reportlab.platypus import BaseDocTemplate, PageTemplate
    from reportlab.platypus import Frame as Area

    register_fonts()
    stream = BytesIO()
    width, height = landscape(A4) if frame.landscape else A4
    left, top, right, bottom = (side * mm for side in MARGIN_MM)
    top += TOP_LABEL_MM * mm if frame.training else 0
    document = BaseDocTemplate(
        stream, pagesize=(width, height), title=frame.title, author="", creator="Veche", subject=frame.footer,
        lang=frame.language, invariant=1, pageCompression=1, initialFontName=REGULAR,
    )  # fmt: skip
    area = Area(left, bottom, width - left - right, height - top - bottom, 0, 0, 0, 0, id="page")
    document.addPageTemplates([PageTemplate(id="page", frames=[area])])
    document.build(list(story), canvasmaker=_numbered_canvas(frame))
    return stream.getvalue()


def text_width_mm(*, landscape: bool = False) -> float:
    """How wide the text of a page is, in mm."""
    return (297.0 if landscape else 210.0) - MARGIN_MM[0] - MARGIN_MM[2]


@cache
def register_fonts() -> None:
    """Register the product's typeface once a process; Golos has all Russian, Kazakh and Tatar letters."""
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in ((REGULAR, "golos-regular.ttf"), (BOLD, "golos-bold.ttf"), (FALLBACK, "fallback.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))
    for bold in (0, 1):
        for italic in (0, 1):  # the family has no italics: the upright face stands for them
            addMapping(REGULAR, bold, italic, BOLD if bold else REGULAR)
            addMapping(FALLBACK, bold, italic, FALLBACK)


@cache
def style(name: str) -> Any:
    """A paragraph style: title, subtitle, heading, body, strong, small, cell, cell_right, cell_strong, note."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle

    register_fonts()
    sheet: dict[str, tuple[float, float, str, str, float, float, Literal[0, 1, 2]]] = {
        "title": (17, 21, BOLD, INK, 0, 3, 0),
        "subtitle": (10.5, 14.5, REGULAR, GREY, 0, 7, 0),
        "heading": (12, 15.5, BOLD, BLUE, 10, 4, 0),
        "question": (11, 14.5, BOLD, INK, 4, 3, 0),
        "body": (10, 14, REGULAR, INK, 0, 4, 0),
        "strong": (10, 14, BOLD, INK, 0, 4, 0),
        "small": (8.5, 11.5, REGULAR, GREY, 0, 3, 0),
        "large": (13, 18, REGULAR, INK, 0, 5, 0),
        "code": (16, 20, BOLD, INK, 0, 2, 0),
        "centre": (10, 14, REGULAR, INK, 0, 4, 1),
        "label": (9, 14, REGULAR, GREY, 0, 0, 0),
        "cell": (8.5, 11, REGULAR, INK, 0, 0, 0),
        "cell_right": (8.5, 11, REGULAR, INK, 0, 0, 2),
        "cell_strong": (8.5, 11, BOLD, INK, 0, 0, 0),
        "cell_head": (8, 10, BOLD, GREY, 0, 0, 0),
        "cell_head_right": (8, 10, BOLD, GREY, 0, 0, 2),
    }
    size, leading, font, colour, before, after, align = sheet[name]
    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=leading, textColor=HexColor(colour), alignment=align,
        spaceBefore=before, spaceAfter=after, splitLongWords=1, allowWidows=0, allowOrphans=0,
    )  # fmt: skip


def paragraph(text: str, name: str = "body") -> Any:
    """Plain text as a paragraph that wraps; line ends are kept, nothing in it is markup."""
    from assembly.documents.lines import lines

    return lines(_plain(text), style(name))


def lead(label: str, text: str, name: str = "body") -> Any:
    """A line that begins with its name in bold: «Форма: …»."""
    from assembly.documents.lines import lines

    return lines(f"<b>{_plain(label)}</b> {_plain(text)}", style(name))


def heading(text: str, *after: Any) -> Any:
    """A heading kept on one page with what follows it."""
    from reportlab.platypus import CondPageBreak, KeepTogether

    if after:
        return KeepTogether([paragraph(text, "heading"), *after])
    return KeepTogether([CondPageBreak(60), paragraph(text, "heading")])


def together(*parts: Any) -> Any:
    """Parts that stay on one page where they fit on one."""
    from reportlab.platypus import KeepTogether

    return KeepTogether(list(parts))


def gap(height_mm: float) -> Any:
    """Empty space."""
    from reportlab.lib.units import mm
    from reportlab.platypus import Spacer

    return Spacer(1, height_mm * mm)


def new_page() -> Any:
    """What follows begins a page."""
    from reportlab.platypus import PageBreak

    return PageBreak()


def rule(colour: str = LINE) -> Any:
    """A thin line across the page."""
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import HRFlowable

    return HRFlowable(width="100%", thickness=0.6, color=HexColor(colour), spaceBefore=3, spaceAfter=5)


def facts(rows: Iterable[tuple[str, str]], *, label_mm: float = 48.0) -> Any:
    """Two columns, name and value; rows without a value are left out."""
    from reportlab.lib.units import mm
    from reportlab.platypus import Table, TableStyle

    cells = [[paragraph(name, "label"), paragraph(value, "body")] for name, value in rows if value]
    if not cells:
        return gap(0)
    grid = Table(cells, colWidths=[label_mm * mm, (text_width_mm() - label_mm) * mm], hAlign="LEFT", splitInRow=1)
    grid.setStyle(
        TableStyle([
            ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),

            ("TOPPADDING", (0, 0), (-1, -1), 1.5), ("RIGHTPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ])
    )  # fmt: skip
    return grid


def table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths_mm: Sequence[float],
    *,
    right: Iterable[int] = (),
    strong: Iterable[int] = (),
    shaded: Iterable[int] = (),
    row_height_mm: float | None = None,
) -> Any:
    """A table that wraps in its cells and repeats its header on every page.

    right: columns set to the right; strong: columns in bold; shaded: rows (from 0, header not counted) that are
    group titles across the whole width, their text in the first cell; row_height_mm: at least so high (to sign in).
    """
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm
    from reportlab.platypus import LongTable, TableStyle

    to_right, bold, titles = set(right), set(strong), set(shaded)
    cells = [[paragraph(text, "cell_head_right" if n in to_right else "cell_head") for n, text in enumerate(header)]]
    look: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if row_height_mm else "TOP"), ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, HexColor(GREY)), ("LINEBELOW", (0, 1), (-1, -1), 0.4, HexColor(LINE)),
        ("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 1.8), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4),
    ]  # fmt: skip
    look += [("RIGHTPADDING", (column, 0), (column, -1), 9) for column in to_right if column < len(header) - 1]
    for index, row in enumerate(rows):
        if index in titles:
            look.append(("NOSPLIT", (0, index + 1), (-1, min(index + 2, len(rows)))))
            cells.append([paragraph(row[0], "cell_strong"), *([""] * (len(header) - 1))])
            look += [
                ("SPAN", (0, index + 1), (-1, index + 1)),
                ("BACKGROUND", (0, index + 1), (-1, index + 1), HexColor(SHADE)),
            ]
            continue
        cells.append([paragraph(text, _cell_style(n, to_right, bold)) if text else "" for n, text in enumerate(row)])
    heights = None
    if row_height_mm:  # a list to write on: the fields stand apart
        look.append(("INNERGRID", (0, 1), (-1, -1), 0.4, HexColor(LINE)))
    if row_height_mm and rows:
        heights = [None, *(_row_height(row, widths_mm, row_height_mm, n in titles) for n, row in enumerate(cells[1:]))]
    grid = LongTable(
        cells,
        colWidths=[width * mm for width in widths_mm],
        rowHeights=heights,
        repeatRows=1,
        hAlign="LEFT",
        splitInRow=1,
    )
    grid.setStyle(TableStyle(look))
    return grid


def _cell_style(column: int, right: set[int], strong: set[int]) -> str:
    if column in right:
        return "cell_right"
    return "cell_strong" if column in strong else "cell"


def _row_height(row: Sequence[Any], widths_mm: Sequence[float], least_mm: float, title: bool) -> float | None:
    """The height of a row that must be high enough to sign in; None leaves a group's title as high as its text."""
    from reportlab.lib.units import mm

    if title:
        return None
    tallest: float = max(
        (cell.wrap(width * mm - 12, 1e6)[1] for cell, width in zip(row, widths_mm, strict=True) if cell != ""),
        default=0.0,
    )
    return max(least_mm * mm, tallest + 6)


def signature_lines(lines: Iterable[tuple[str, str]], language: str = "ru") -> Any:
    """Lines to sign: role, a line, the name, a line for the date."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm
    from reportlab.platypus import Table, TableStyle

    say = Tongue(language)
    cells: list[list[Any]] = []
    for role, name in lines:
        cells.append([paragraph(role), "", paragraph(name), ""])
        cells.append(["", paragraph(say("подпись", "signature"), "small"), "", paragraph(say("дата", "date"), "small")])
    if not cells:
        return gap(0)
    grid = Table(cells, colWidths=[w * mm for w in (50, 42, 50, 33)], hAlign="LEFT")
    look: list[Any] = [("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
                       ("BOTTOMPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 1),
                       ("LEFTPADDING", (2, 0), (2, -1), 8)]  # fmt: skip
    for row in range(0, len(cells), 2):
        look += [("LINEBELOW", (1, row), (1, row), 0.6, HexColor(INK)), ("LINEBELOW", (3, row), (3, row), 0.6, HexColor(INK)),
                 ("TOPPADDING", (0, row), (-1, row), 9)]  # fmt: skip
    grid.setStyle(TableStyle(look))
    return grid


def beside(left: Sequence[Any], right: Any, *, right_mm: float) -> Any:
    """Text with a picture (a QR code) at its right."""
    from reportlab.lib.units import mm
    from reportlab.platypus import Table, TableStyle

    grid = Table([[list(left), right]], colWidths=[(text_width_mm() - right_mm) * mm, right_mm * mm], hAlign="LEFT")
    grid.setStyle(
        TableStyle([
            ("VALIGN", (0, 0), (-1, -1), "TOP"), ("ALIGN", (1, 0), (1, 0), "RIGHT"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ])
    )  # fmt: skip
    return grid


def boxed(parts: Sequence[Any]) -> Any:
    """Parts in a quiet frame: what the reader should not overlook."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm
    from reportlab.platypus import Table, TableStyle

    grid = Table([[list(parts)]], colWidths=[text_width_mm() * mm], hAlign="LEFT", splitInRow=1)
    grid.setStyle(
        TableStyle([
            ("BOX", (0, 0), (-1, -1), 0.8, HexColor(BLUE)), ("LEFTPADDING", (0, 0), (-1, -1), 9),
            ("RIGHTPADDING", (0, 0), (-1, -1), 9), ("TOPPADDING", (0, 0), (-1, -1), 7),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ])
    )  # fmt: skip
    return grid


def qr(text: str, size_mm: float = 30.0) -> Any:
    """A QR code of this text (level M), drawn as one path; its quiet zone is inside the size."""
    from itertools import groupby

    import numpy
    import zxingcpp
    from reportlab.lib.units import mm
    from reportlab.platypus import Flowable

    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    matrix = (numpy.asarray(symbol.to_image(scale=1, add_quiet_zones=False)) == 0).tolist()

    class Symbol(Flowable):
        def __init__(self) -> None:
            super().__init__()
            self.width = self.height = size_mm * mm

        def draw(self) -> None:
            module = self.width / (len(matrix) + 8)
            path = self.canv.beginPath()
            for y, row in enumerate(matrix):
                x = 4
                for dark, run in groupby(row):
                    long = len(list(run))
                    if dark:
                        path.rect(x * module, self.height - (y + 5) * module, long * module, module)
                    x += long
            self.canv.setFillColorRGB(0, 0, 0)
            self.canv.drawPath(path, stroke=0, fill=1)

    return Symbol()


def picture(content: bytes, width_mm: float, height_mm: float) -> Any:
    """A picture (JPEG or PNG) as large as fits, in its own proportions."""
    from reportlab.lib.units import mm
    from reportlab.lib.utils import ImageReader
    from reportlab.platypus import Image

    width, height = ImageReader(BytesIO(content)).getSize()
    scale = min(width_mm * mm / width, height_mm * mm / height)
    return Image(BytesIO(content), width=width * scale, height=height * scale)


def sentence(text: str) -> str:
    """The text with one full stop at its end: «… 2026 г.» has its own."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def solid(text: str) -> str:
    """A telephone number or the like that no line end may part."""
    return text.replace(" ", "\u00a0").replace("-", "\u2011") if len(text) <= 30 else text


def training_label(language: str) -> str:
    """The line every page of a training system carries."""
    return Tongue(language)(
        "Учебная региональная система. Собрание и голоса ненастоящие; документ не имеет юридической силы.",
        "Training system. The assembly and its votes are invented; this document has no legal force.",
    )


def _plain(text: str) -> str:
    printable = "".join(letter for letter in text if letter >= " " or letter == "\n")
    if any(ord(letter) not in face("R").glyph_of for letter in printable if letter != "\n"):
        return "<br/>".join(_borrowing(line) for line in printable.split("\n"))
    return escape(printable).replace("\n", "<br/>")


def _borrowing(line: str) -> str:
    """A line with letters that Golos lacks: set in the second typeface, or «‹?›» where that lacks them too."""
    runs = groupby(clean(line), key=lambda letter: ord(letter) in face("R").glyph_of)
    return "".join(
        escape("".join(run)) if ours else f'<font name="{FALLBACK}">{escape("".join(run))}</font>' for ours, run in runs
    )


def _numbered_canvas(frame: Frame) -> Any:
    """A canvas that writes the frame of each page once the number of pages is known."""
    from reportlab.pdfgen.canvas import Canvas

    class Numbered(Canvas):
        def __init__(self, *given: Any, **named: Any):
            super().__init__(*given, **named)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined] # the stubs leave it out

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                _draw_frame(self, frame, number, len(self._pages))
                Canvas.showPage(self)
            Canvas.save(self)

    return Numbered


def _draw_frame(canvas: Any, frame: Frame, number: int, of: int) -> None:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm
    from reportlab.lib.utils import simpleSplit

    width, height = canvas._pagesize
    left, right = MARGIN_MM[0] * mm, width - MARGIN_MM[2] * mm
    canvas.saveState()
    canvas.setFillColor(HexColor(GREY))
    canvas.setStrokeColor(HexColor(LINE))
    canvas.setLineWidth(0.5)
    canvas.line(left, 15 * mm, right, 15 * mm)
    canvas.setFont(REGULAR, 7.5)
    pages = Tongue(frame.language)(f"Страница {number} из {of}", f"Page {number} of {of}")
    canvas.drawRightString(right, 11.2 * mm, pages)
    lines = simpleSplit(frame.footer, REGULAR, 7.5, right - left - 30 * mm)
    for row, line in enumerate(lines[:2]):
        canvas.drawString(left, (11.2 - 3.2 * row) * mm, line)
    if frame.training:
        canvas.setFillColor(HexColor("#fdf1cf"))
        canvas.rect(left, height - 18 * mm, right - left, 6.2 * mm, stroke=0, fill=1)
        canvas.setFillColor(HexColor(INK))
        canvas.setFont(REGULAR, 7.8)
        canvas.drawString(left + 2.5 * mm, height - 15.9 * mm, training_label(frame.language))
    canvas.restoreState()
