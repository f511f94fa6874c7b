"""Reads registers of owners as administrators keep them: XLSX, CSV and ЕГРН extracts. No database, no web."""

from .apart import read_register_apart
from .columns import COLUMNS, Column
from .compare import RegisterChange, RegisterChanges, compare
from .draft import DraftHolding, DraftUnit, Problem, RegisterDraft, exact_decimal
from .kinds import unit_key
from .read_register import read_register

__all__ = [
    "COLUMNS",
    "Column",
    "DraftHolding",
    "DraftUnit",
    "Problem",
    "RegisterChange",
    "RegisterChanges",
    "RegisterDraft",
    "compare",
    "exact_decimal",
    "read_register",
    "read_register_apart",
    "unit_key",
]
