"""Where things stand on the printed ballots: what the printer writes and the scanner reads.

Millimetres from the top left corner of the sheet; positions on paper are the one place where floats are right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

Box = tuple[float, float, float, float]  # x, y, width, height in mm

PAGE_SIZE_MM = (210.0, 297.0)
QR_MM: tuple[Box, Box] = ((14.0, 14.0, 25.0, 25.0), (171.0, 258.0, 25.0, 25.0))
MARK_TOP_RIGHT_MM: Box = (191.0, 14.0, 5.0, 5.0)
MARK_BOTTOM_LEFT_MM: Box = (14.0, 278.0, 5.0, 5.0)  # with a white hole, so that a reader knows which way is up
MARK_HOLE_MM = 2.0
BOX_MM = 5.0
OUTLINE_MM = 0.3
BOXES_APART_MM = 8.0
MARKS_MM: dict[str, Box] = {"top_right": MARK_TOP_RIGHT_MM, "bottom_left": MARK_BOTTOM_LEFT_MM}


@dataclass(frozen=True, slots=True)
class OptionBox:
    """One box to mark. box_mm: the inside of its outline; word_mm: where its word stands, to the right."""

    contest: str
    option: str
    box_mm: Box
    word_mm: Box


@dataclass(frozen=True, slots=True)
class FieldBox:
    """A place to write in: "signature" or "date"."""

    field: str
    box_mm: Box


@dataclass(frozen=True, slots=True)
class PageLayout:
    """One printed page. pdf_page: its index in the PDF, from 0; payload: the text of its QR."""

    page: int
    of: int
    pdf_page: int
    payload: str
    options: tuple[OptionBox, ...]
    fields: tuple[FieldBox, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "page": self.page,
            "of": self.of,
            "pdf_page": self.pdf_page,
            "payload": self.payload,
            "options": [
                {"contest": o.contest, "option": o.option, "box_mm": list(o.box_mm), "word_mm": list(o.word_mm)}
                for o in self.options
            ],
            "fields": [{"field": f.field, "box_mm": list(f.box_mm)} for f in self.fields],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PageLayout:
        return cls(
            page=int(data["page"]),
            of=int(data["of"]),
            pdf_page=int(data["pdf_page"]),
            payload=str(data.get("payload", "")),
            options=tuple(
                OptionBox(str(o["contest"]), str(o["option"]), _box(o["box_mm"]), _box(o.get("word_mm") or o["box_mm"]))
                for o in data["options"]
            ),
            fields=tuple(FieldBox(str(f["field"]), _box(f["box_mm"])) for f in data.get("fields", ())),
        )


@dataclass(frozen=True, slots=True)
class BallotLayout:
    """All pages of one ballot. ballot: the code a person can type."""

    ballot: str
    pages: tuple[PageLayout, ...]

    def to_json(self) -> dict[str, Any]:
        return {"ballot": self.ballot, "pages": [page.to_json() for page in self.pages]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> BallotLayout:
        return cls(str(data["ballot"]), tuple(PageLayout.from_json(page) for page in data["pages"]))


@dataclass(frozen=True)
class Layout:
    """layout.json: every ballot of one print."""

    ballots: tuple[BallotLayout, ...]
    page_size_mm: tuple[float, float] = PAGE_SIZE_MM
    qr_mm: tuple[Box, ...] = QR_MM
    marks_mm: Mapping[str, Box] = field(default_factory=lambda: dict(MARKS_MM), hash=False)

    def head(self) -> dict[str, Any]:
        """What holds for every page."""
        return {
            "page_size_mm": list(self.page_size_mm),
            "qr_mm": [list(box) for box in self.qr_mm],
            "marks_mm": {name: list(box) for name, box in self.marks_mm.items()},
        }

    def to_json(self) -> dict[str, Any]:
        return {**self.head(), "ballots": [ballot.to_json() for ballot in self.ballots]}

    def write(self, stream: IO[str]) -> None:
        """Write layout.json ballot by ballot: 10,000 of them never stand in memory as JSON."""
        for piece in self._pieces():
            stream.write(piece)

    def _pieces(self) -> Iterator[str]:
        yield json.dumps(self.head())[:-1] + ', "ballots": ['
        for number, ballot in enumerate(self.ballots):
            yield ("," if number else "") + "\n" + json.dumps(ballot.to_json(), ensure_ascii=False)
        yield "\n]}\n"

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Layout:
        """The layout that to_json wrote; the extra keys may be missing. Raises KeyError, TypeError or ValueError."""
        size = data["page_size_mm"]
        return cls(
            ballots=tuple(BallotLayout.from_json(ballot) for ballot in data["ballots"]),
            page_size_mm=(float(size[0]), float(size[1])),
            qr_mm=tuple(_box(box) for box in data.get("qr_mm", QR_MM)),
            marks_mm={str(name): _box(box) for name, box in data.get("marks_mm", MARKS_MM).items()},
        )


def _box(values: Any) -> Box:
    x, y, width, height = (float(value) for value in values)
    return (x, y, width, height)
