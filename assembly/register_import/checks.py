"""What must hold for a unit and its owners. One named check each; every check says all it finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from .draft import Problem, exact_decimal
from .lines import Line
from .table import one_line
from .units import Gathered


def check_area_known(gathered: Gathered) -> Iterator[Problem]:
    """A unit without an area has no votes to give: an error, unless a cell of it has already been complained about."""
    if gathered.unit.area_m2 or any(line.area.code not in {"", "area_missing"} for line in gathered.lines):
        return
    yield gathered.lines[0].problem("area_missing", "area_m2", number=gathered.unit.number)


def check_area_same(gathered: Gathered) -> Iterator[Problem]:
    """All rows of a unit give its full area, the same one."""
    first = next((line for line in gathered.lines if line.area.area), None)
    for line in gathered.lines:
        if first and line.area.area and line.area.area != first.area.area:
            here, there = exact_decimal(line.area.area), exact_decimal(first.area.area or Fraction(0))
            yield line.problem(
                "area_differs", "area_m2",
                number=gathered.unit.number, here=here, there=there, first_row=place(first, line),
            )  # fmt: skip


def check_cadastral_same(gathered: Gathered) -> Iterator[Problem]:
    """All rows of a unit give one cadastral number."""
    first = next((line for line in gathered.lines if line.cadastral_number), None)
    for line in gathered.lines:
        if first and line.cadastral_number and line.cadastral_number != first.cadastral_number:
            yield line.problem(
                "cadastral_differs", "cadastral_number", number=gathered.unit.number, first_row=place(first, line)
            )
            return


def check_cadastral_once(units: Sequence[Gathered]) -> Iterator[Problem]:
    """A cadastral number belongs to one unit."""
    seen: dict[str, Gathered] = {}
    for gathered in units:
        number = gathered.unit.cadastral_number
        if not number:
            continue
        first = seen.setdefault(number, gathered)
        if first is not gathered:
            line = next(line for line in gathered.lines if line.cadastral_number == number)
            other = next(line for line in first.lines if line.cadastral_number == number)
            yield line.problem(
                "cadastral_twice", "cadastral_number",
                text=number[:40], other=first.unit.number, other_row=place(other, line),
            )  # fmt: skip


def check_held_once(gathered: Gathered) -> Iterator[Problem]:
    """An owner stands once in a unit, unless two documents (or two persons of one name) tell the holdings apart."""
    kept: dict[str, list[Line]] = {}
    for line in list(gathered.lines):
        name = one_line(line.owner_name).casefold().replace("ё", "е").replace(".", ". ").replace("  ", " ")
        same = kept.setdefault(name, [])
        earlier = next((other for other in same if name and _is_same_holding(line, other)), None)
        if not name and same and line.share.share in {None, 1} and same[0].share.share in {None, 1}:
            earlier = same[0]
        if earlier is not None:
            gathered.lines.remove(line)
            gathered.repeated.append(line)
            values = {
                "owner": line.owner_name or "—",
                "number": gathered.unit.number,
                "first_row": place(earlier, line),
            }
            yield line.problem("holding_twice", "unit", **values)
            continue
        if name and same and not _is_told_apart(line, same[0]):
            values = {"owner": line.owner_name, "number": gathered.unit.number, "first_row": place(same[0], line)}
            yield line.problem("holding_again", "owner", **values)
        same.append(line)


def _is_told_apart(line: Line, other: Line) -> bool:
    births = line.birth_date and other.birth_date and line.birth_date != other.birth_date
    return bool(births or (line.snils and other.snils and line.snils != other.snils))


def _is_same_holding(line: Line, other: Line) -> bool:
    if _is_told_apart(line, other):
        return False
    if not line.title_document or not other.title_document:
        return True
    return line.title_document.casefold() == other.title_document.casefold()


def check_documents(gathered: Gathered) -> Iterator[Problem]:
    """A known owner has a title document (without it the decision of the owner may be left out: ЖК РФ, ст. 48 ч. 5.1)."""
    for line in gathered.lines:
        if line.owner_name and not line.title_document:
            yield line.problem("document_missing", "title_document")


def place(line: Line, beside: Line) -> str:
    """Where a line stands, as said in a sentence about another line."""
    row = str(line.row) if line.row is not None else (line.sheet or "—")
    return row if line.sheet == beside.sheet or line.row is None else f"{row} ({line.sheet})"
