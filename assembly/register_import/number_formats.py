"""What a spreadsheet program shows for a stored number: the register means what a person saw."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from .table import Shown

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "dd.mm.yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "dd.mm.yyyy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
for _code in (*range(27, 32), *range(34, 37), *range(50, 59)):
    BUILT_IN[_code] = "dd.mm.yyyy"

# A spreadsheet keeps 15 significant digits; what stands beyond is noise of binary arithmetic.
_KEPT = Context(prec=15, rounding=ROUND_HALF_UP)
# "General" shows at most 11 characters: "0." and nine digits.
_GENERAL = Context(prec=10, rounding=ROUND_HALF_UP)
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Format:
    """How a number is shown: `decimals` after the point; for fractions the largest or the fixed denominator."""

    nature: Literal["general", "decimal", "percent", "fraction", "date"]
    decimals: int = 0
    denominator: int = 0
    fixed: bool = False
    month_year: bool = False


@lru_cache(maxsize=512)
def read_format(code: str) -> Format:
    """What a number format code makes of a number; a code not understood counts as General."""
    pattern = _LITERALS.sub("", code.split(";", maxsplit=1)[0][:255])
    if "general" in pattern.casefold() or "основной" in pattern.casefold() or "@" in pattern:
        return Format("general")
    letters = set(pattern.casefold())
    if letters & set("dmyдгhsмч"):
        return Format("date", month_year=bool(letters & set("mм")) and not letters & set("dд"))
    if fraction := re.search(r"[?#0]+\s*/\s*(?:([1-9]\d*)|([?#0]+))", pattern):
        fixed = int(fraction[1][:6]) if fraction[1] else 0
        return Format("fraction", denominator=fixed or 10 ** min(len(fraction[2]), 6) - 1, fixed=bool(fixed))
    if "e" in letters or not letters & set("0#?") or re.search(r"[0#?],+(?:\D*$|\.)", pattern):
        return Format("general")
    decimals = re.search(r"\.([0#?]+)", pattern)
    places = min(len(decimals[1]), 15) if decimals else 0
    return Format("percent" if "%" in pattern else "decimal", decimals=places)


def show_number(raw: str, code: str, *, since_1904: bool = False) -> Shown:
    """The number of a cell as shown.

    Args:
        raw: the number as the file writes it ("59.219999999999999").
        code: the number format of the cell ("0.00").
        since_1904: dates of this file count from 1904 instead of 1900.
    """
    try:
        stored = _KEPT.create_decimal(Decimal(repr(float(raw)))) if len(raw) < 400 else Decimal("NaN")
    except (ValueError, InvalidOperation):
        return Shown(raw[:60], "trouble", trouble="error_value")
    if not stored.is_finite():
        return Shown(raw[:60], "trouble", trouble="error_value")
    how = read_format(code)
    if how.nature == "date":
        return _show_date(stored, how, since_1904=since_1904)
    return Shown(_show(stored, how), "number", stored=plain(stored))


def _show(stored: Decimal, how: Format) -> str:
    if how.nature == "general":
        return plain(stored if -stored.as_tuple().exponent <= 9 else _general(stored))  # type: ignore[operator]
    if how.nature == "fraction":
        exact = Fraction(stored)
        if how.fixed:
            return f"{round(exact * how.denominator)}/{how.denominator}"
        near = exact.limit_denominator(how.denominator)
        return str(near.numerator) if near.denominator == 1 else f"{near.numerator}/{near.denominator}"
    value = stored * 100 if how.nature == "percent" else stored
    if value.adjusted() > 20:
        return plain(value)
    shown = plain(value.quantize(Decimal(1).scaleb(-how.decimals), rounding=ROUND_HALF_UP))
    return shown + "%" if how.nature == "percent" else shown


def _general(stored: Decimal) -> Decimal:
    short = _GENERAL.create_decimal(stored)
    return short.quantize(Decimal("1e-9"), rounding=ROUND_HALF_UP) if abs(short) < 1 else short


def plain(number: Decimal) -> str:
    """The number without an exponent and without zeros at its end."""
    if abs(number.adjusted()) > 60:
        return str(number)
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _show_date(stored: Decimal, how: Format, *, since_1904: bool) -> Shown:
    if not 0 < stored < 2958466:
        return Shown(plain(stored), "number", stored=plain(stored))
    start = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
    try:
        day = start + timedelta(days=int(stored))
    except OverflowError:
        return Shown(plain(stored), "number", stored=plain(stored))
    text = f"{day:%m.%Y}" if how.month_year else f"{day:%d.%m.%Y}"
    return Shown(text, "date", stored=plain(stored), day=day, month_year=how.month_year)
