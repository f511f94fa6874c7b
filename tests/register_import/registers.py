"""Rows of small registers, and how to say what was found in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from assembly.register_import import RegisterDraft

TODAY = date(2026, 11, 21)
HEADER = ["Помещение", "Вид", "Площадь, кв. м", "Собственник", "Тип", "Доля", "Документ"]
Read = Callable[..., RegisterDraft]


def row(  # noqa: PLR0917  (the columns of HEADER in their order)
    unit: Any = "1",
    area: Any = "50,5",
    owner: Any = "Сомов Глеб Ильич",
    share: Any = "1",
    document: Any = "77:1-2 от 01.02.2020",
    kind: Any = "жилое",
    owner_kind: Any = None,
) -> list[Any]:
    """One row in the order of HEADER."""
    return [unit, kind, area, owner, owner_kind, share, document]


def codes(draft: RegisterDraft) -> list[str]:
    """What was said, errors first."""
    return [problem.code for problem in (*draft.errors, *draft.warnings)]
