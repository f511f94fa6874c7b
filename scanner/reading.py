"""What the scanner says of one page. Values only: nothing here is counted before the service has recorded it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from scanner.refusals import SENTENCES

# Raise with every change that can change a reading; `veche scan re-read` compares by it.
CODE_VERSION: Final = "scanner-2"

BoxPx = tuple[float, float, float, float]

REASONS: Final[dict[str, dict[str, str]]] = {
    **SENTENCES,
    "blank_back": {"ru": "Пустая сторона листа.", "en": "An empty side of a sheet."},
    "no_code": {
        "ru": "На листе нет нашего кода: это не решение собственника, напечатанное здесь.",
        "en": "There is no code of ours on the sheet: it was not printed here.",
    },
    "no_code_seen": {
        "ru": "Кода на листе не видно, и на листе почти ничего нет.",
        "en": "No code is seen on the sheet, and hardly anything else.",
    },
    "other_code": {"ru": "Код на листе не наш.", "en": "The code on the sheet is not ours."},
    "another_assembly": {"ru": "Это решение другого собрания.", "en": "This ballot belongs to another assembly."},
    "another_print": {
        "ru": "Это решение напечатано в другой раз: сравните его с тем, что уже принято.",
        "en": "This ballot comes from another print: compare it with the one already received.",
    },
    "two_codes": {
        "ru": "На скане коды двух разных решений: возможно, листы прошли вместе.",
        "en": "There are codes of two different ballots on the scan: two sheets may have gone through together.",
    },
    "code_unreadable": {
        "ru": "Код виден, но не читается: смазан, порван или закрыт.",
        "en": "The code is seen but cannot be read: smeared, torn or covered.",
    },
    "code_guessed": {
        "ru": "Код не читается, но рисунок похож на один из напечатанных: сверьте код решения под ним.",
        "en": "The code cannot be read but looks like one that was printed: compare the ballot's code below it.",
    },
    "corner_cut": {"ru": "Угол листа не попал на скан.", "en": "A corner of the sheet is missing on the scan."},
    "too_blurred": {"ru": "Скан слишком размыт.", "en": "The scan is too blurred."},
    "too_dark": {"ru": "Скан слишком тёмный.", "en": "The scan is too dark."},
    "too_pale": {
        "ru": "Скан слишком бледный: слабую отметку на нём не увидеть.",
        "en": "The scan is too pale: a faint mark could not be seen on it.",
    },
    "not_placed": {
        "ru": "Код прочитан, но лист сильно перекошен или закрыт: поля не найти.",
        "en": "The code was read, but the sheet is too distorted or covered to place its boxes.",
    },
    "page_seen": {"ru": "Эта страница уже прочитана раньше.", "en": "This page has been read before."},
    "picture_seen": {"ru": "Точно такой же скан уже был прочитан.", "en": "The very same scan has been read before."},
    "marginal_mark": {"ru": "Отметка слишком слабая или мала.", "en": "The mark is too faint or too small."},
    "overvote": {"ru": "Отмечено больше одного варианта.", "en": "More than one option is marked."},
    "struck_out": {"ru": "Похоже, что отметка зачёркнута.", "en": "A mark seems to be struck out."},
    "ink_outside_boxes": {
        "ru": "Что-то написано или обведено вне клеток.",
        "en": "Something is written or circled outside the boxes.",
    },
    "pale_pen": {
        "ru": "Ручка на этом скане почти не видна: отметка могла пропасть.",
        "en": "The pen hardly shows on this scan: a mark may have been lost.",
    },
    "faint_print": {
        "ru": "Рамка клетки на скане почти пропала: могла пропасть и отметка.",
        "en": "The outline of a box has nearly gone on this scan: a mark may have gone with it.",
    },
    "line_through_box": {"ru": "Через клетку идёт полоса или сгиб.", "en": "A streak or fold runs through the box."},
    "box_not_found": {"ru": "Клетка не найдена на скане.", "en": "The box was not found on the scan."},
}


@dataclass(frozen=True)
class Mark:
    """One box. state: marked, marginal or unmarked; fill_score: inked share of its inner part, 0..1."""

    contest: str
    option: str
    state: str
    fill_score: float


@dataclass(frozen=True)
class PageReading:
    """One page of one file.

    outcome: interpreted, blank, unreadable, foreign, duplicate; reason: None only where interpreted. selections: contest
    to option, blank, overvote or person; needs_person: `reason:contest`. boxes_px, fields_px, transform: in pixels of
    `image`, the scan turned upright. image_sha256: of that file; pixels_sha256: of every eighth row of the pixels as they
    came, to know the same picture again (all rows would cost eight times as much). same_as: file#index of the page that
    a duplicate repeats.
    """

    file: str
    index: int
    outcome: str
    reason: str | None = None
    ballot: str | None = None
    page: int | None = None
    of: int | None = None
    payload: str | None = None
    marks: tuple[Mark, ...] = ()
    selections: dict[str, str] = field(default_factory=dict)
    needs_person: tuple[str, ...] = ()
    fields: dict[str, bool] = field(default_factory=dict)
    residual_mm: float | None = None
    registered_by: str | None = None
    found_by: str | None = None
    transform: tuple[tuple[float, ...], ...] | None = None
    image: str | None = None
    image_sha256: str | None = None
    pixels_sha256: str | None = None
    boxes_px: dict[str, dict[str, BoxPx]] = field(default_factory=dict)
    fields_px: dict[str, BoxPx] = field(default_factory=dict)
    layout_hash: str | None = None
    thresholds: dict[str, float] = field(default_factory=dict)
    code_version: str = CODE_VERSION
    same_as: str | None = None
    member: str | None = None

    @property
    def sentence(self) -> dict[str, str] | None:
        """The reason in words, Russian and English."""
        return REASONS.get(self.reason) if self.reason else None

    def as_json(self) -> dict[str, Any]:
        """The entry of `veche scan read --json`, and what else the service stores."""
        return {
            "file": self.file,
            "index": self.index,
            "member": self.member,
            "outcome": self.outcome,
            "reason": self.reason,
            "sentence": self.sentence,
            "same_as": self.same_as,
            "ballot": self.ballot,
            "page": self.page,
            "of": self.of,
            "payload": self.payload,
            "marks": [
                {"contest": m.contest, "option": m.option, "state": m.state, "fill_score": m.fill_score}
                for m in self.marks
            ],
            "selections": self.selections,
            "needs_person": list(self.needs_person),
            "fields": self.fields,
            "residual_mm": self.residual_mm,
            "registered_by": self.registered_by,
            "found_by": self.found_by,
            "transform": [list(row) for row in self.transform] if self.transform else None,
            "image": self.image,
            "image_sha256": self.image_sha256,
            "pixels_sha256": self.pixels_sha256,
            "boxes_px": {c: {o: list(box) for o, box in boxes.items()} for c, boxes in self.boxes_px.items()},
            "fields_px": {name: list(box) for name, box in self.fields_px.items()},
            "layout_hash": self.layout_hash,
            "thresholds": self.thresholds,
            "code_version": self.code_version,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PageReading:
        """The reading that as_json wrote."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        known["marks"] = tuple(Mark(m["contest"], m["option"], m["state"], m["fill_score"]) for m in data["marks"])
        known["needs_person"] = tuple(data["needs_person"])
        if data["transform"]:
            known["transform"] = tuple(tuple(row) for row in data["transform"])
        known["boxes_px"] = {
            contest: {option: _box(box) for option, box in boxes.items()} for contest, boxes in data["boxes_px"].items()
        }
        known["fields_px"] = {name: _box(box) for name, box in data["fields_px"].items()}
        return cls(**known)


def _box(values: list[float]) -> BoxPx:
    x, y, width, height = values
    return (x, y, width, height)
