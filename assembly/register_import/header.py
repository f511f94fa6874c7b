"""Finds the header: which row it is, and which column means what."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

from .columns import BY_NAME, COLUMNS, COUNTER, FLOATING, plain_header
from .kinds import read_owner_kind, read_unit_kind
from .table import Row, Table, column_letter, one_line, text_of

FIRST_ROWS = 60
MOST_HEADER_CHARACTERS = 250
NEEDED = ("unit", "area_m2", "owner", "share")


@dataclass(slots=True)
class Header:
    """A header: the last of its rows, the place of our columns, and each column's text as the file has it."""

    row: int
    first_row: int
    titles: dict[int, str]
    places: dict[str, int]
    twice: dict[str, list[int]] = field(default_factory=dict)
    not_found: dict[str, str] = field(default_factory=dict)

    def title(self, name: str) -> str:
        """How the file calls our column; our own Russian word where it has none."""
        place = self.places.get(name)
        return BY_NAME[name].ru if place is None else self.titles[place]

    @property
    def unmatched(self) -> list[str]:
        """The headers nobody uses, without running numbers."""
        used = set(self.places.values())
        return [t for i, t in sorted(self.titles.items()) if i not in used and not COUNTER.match(plain_header(t))]

    @property
    def score(self) -> float:
        """How surely this is a header: its matched columns, those every register has counted twice."""
        if not {"unit", "address"} & self.places.keys() and len(self.places) < 3:
            return 0
        if len(self.places) < 2:
            return 0
        return len(self.places) + sum(name in self.places for name in NEEDED)


def find_header(table: Table, wanted: Mapping[str, str] | None = None) -> Header | None:
    """The most likely header in the first rows of a table, one to three rows deep; None when there is none.

    Args:
        table: the sheet.
        wanted: {our column: header text in the file}, as remembered or corrected by a person; it goes first.
    """
    best: Header | None = None
    rows = [row for row in table.rows[:FIRST_ROWS] if len(row.cells) > 1]
    for depth in (1, 2, 3):
        for start in range(len(rows) - depth + 1):
            block = rows[start : start + depth]
            if not _may_be_header(block):
                continue
            found = _match(block, _titles(table, block), wanted or {})
            # A deeper header must explain more than a shallow one, or a title above would join it.
            if found.score > (best.score if best else 0):
                best = found
    if best:
        _settle_kinds(table, best)
    return best


def _may_be_header(block: list[Row]) -> bool:
    if block[-1].number - block[0].number > len(block):
        return False
    for row in block:
        texts = [value for value in row.cells.values() if isinstance(value, str)]
        if len(texts) * 2 < len(row.cells) or any(len(text) > MOST_HEADER_CHARACTERS for text in texts):
            return False
        if sum(text.replace(" ", "").replace(",", "").replace(".", "").isdecimal() for text in texts) * 3 > len(texts):
            return False
    return True


def _titles(table: Table, block: list[Row]) -> dict[int, list[str]]:
    """The texts over each column from top to bottom, merged cells filled in."""
    numbers = [row.number for row in block]
    filled = {row.number: {i: one_line(text_of(v)) for i, v in row.cells.items()} for row in block}
    for merge in table.merges if len(block) > 1 else ():
        text = filled.get(merge.top, {}).get(merge.left)
        for number in numbers if text and merge.right - merge.left < 100 else ():
            if merge.top <= number <= merge.bottom and text:
                for column in range(merge.left, merge.right + 1):
                    filled[number].setdefault(column, text)
    if len(block) > 1 and not table.merges:
        _spread(filled, numbers)
    width = sorted({column for cells in filled.values() for column in cells})
    return {c: list(dict.fromkeys(filled[n][c] for n in numbers if filled[n].get(c))) for c in width}


def _spread(filled: dict[int, dict[int, str]], numbers: list[int]) -> None:
    """Text files know no merged cells: an upper word reaches right as long as only lower words follow."""
    for upper, lower in itertools.pairwise(numbers):
        word = ""
        for column in range(max((*filled[upper], *filled[lower])) + 1):
            own = filled[upper].get(column, "")
            word = own or (word if column in filled[lower] else "")
            if word and column in filled[lower]:
                filled[upper].setdefault(column, word)


def _match(block: list[Row], titles: dict[int, list[str]], wanted: Mapping[str, str]) -> Header:
    joined = {column: " ".join(parts) for column, parts in titles.items() if parts}
    header = Header(block[-1].number, block[0].number, joined, {})
    closed = _place_wanted(header, wanted)
    candidates = []
    for column, parts in titles.items():
        if column in header.places.values():
            continue
        for name, score in _scores(parts):
            if name not in header.places and name not in closed:
                candidates.append((-score, column, name))
    taken: dict[int, str] = {place: name for name, place in header.places.items()}
    for score, column, name in sorted(candidates):
        if column in taken:
            continue
        if name not in header.places:
            header.places[name], taken[column] = column, name
        elif name in NEEDED and (score, header.places[name], name) in candidates:
            header.twice.setdefault(name, [header.places[name]]).append(column)
    if "unit" not in header.places and "unit" not in closed:
        for column, title in sorted(joined.items()):
            if column not in taken and FLOATING.match(plain_header(title)):
                header.places["unit"] = column
                break
    return header


def _scores(parts: list[str]) -> list[tuple[str, int]]:
    """What the whole text over a column names; else its lowest word, else its uppermost."""
    plain = [plain_header(" ".join(parts)), *([plain_header(parts[-1]), plain_header(parts[0])] if parts[1:] else [])]
    for text in plain:
        if COUNTER.match(text):
            return []
        scores = [(column.name, score) for column in COLUMNS if (score := column.score(text))]
        if scores:
            return scores
    return []


def _place_wanted(header: Header, wanted: Mapping[str, str]) -> set[str]:
    """Puts the columns a person chose in their places; returns our names that must not be guessed any more."""
    closed = set()
    for name, title in wanted.items():
        name = _our_name(name)  # noqa: PLW2901
        if name not in BY_NAME:
            continue
        if not title:
            closed.add(name)
            continue
        plain = plain_header(title)
        places = [
            c for c, text in header.titles.items() if plain in (plain_header(text), plain_header(labelled(text, c)))
        ]
        if places:
            header.places[name] = places[0]
        else:
            header.not_found[name] = title
    return closed


def _our_name(name: str) -> str:
    if name in BY_NAME:
        return name
    return next((c.name for c in COLUMNS if plain_header(name) in c.exact), name)


def labelled(title: str, column: int) -> str:
    """A header with the letter of its column, which tells two of the same name apart."""
    return f"{title} [{column_letter(column)}]"


def _settle_kinds(table: Table, header: Header) -> None:
    """«Тип» and «Вид» alone can mean the unit or the owner: what stands below decides."""
    for mine, other, reads in (("owner_kind", "kind", read_unit_kind), ("kind", "owner_kind", read_owner_kind)):
        place = header.places.get(mine)
        if place is None or other in header.places:
            continue
        below = [text_of(row.cells.get(place)) for row in table.rows if row.number > header.row][:200]
        filled = [text for text in below if text]
        if filled and sum(reads(text) is not None for text in filled) * 2 > len(filled):
            header.places[other] = header.places.pop(mine)
