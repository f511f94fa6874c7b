"""From lines to the units and holdings of a draft, with everything that must hold for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import checks
from .draft import Problem, RegisterDraft
from .lines import Line
from .shares import settle_shares
from .units import Gathered, gather_units, holdings_of


def fill_draft(draft: RegisterDraft, lines: list[Line], *, without: frozenset[str] = frozenset()) -> None:
    """Adds units, holdings and problems to the draft; `without` names the columns the file has not at all."""
    problems: list[Problem] = []
    if "share" in without:
        for line in lines:
            line.titles = {name: title for name, title in line.titles.items() if name != "share"}
    units = gather_units(lines, problems)
    for gathered in units:
        problems += _check_unit(gathered, with_documents="title_document" not in without)
        shares, groups = settle_shares(gathered)
        problems += shares
        draft.units.append(gathered.unit)
        draft.holdings += holdings_of(gathered, groups)
    problems += checks.check_cadastral_once(units)
    list_problems(draft, problems)


def _check_unit(gathered: Gathered, *, with_documents: bool) -> Iterator[Problem]:
    yield from checks.check_area_known(gathered)
    yield from checks.check_area_same(gathered)
    yield from checks.check_cadastral_same(gathered)
    yield from checks.check_held_once(gathered)
    if with_documents:
        yield from checks.check_documents(gathered)


def list_problems(draft: RegisterDraft, problems: Iterable[Problem]) -> None:
    """Puts each problem where it belongs: errors import nothing, warnings ask for a confirmation."""
    for problem in problems:
        (draft.errors if problem.level == "error" else draft.warnings).append(problem)
