"""Reads areas and shares exactly as a person wrote them. No binary fraction ever touches them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .table import Shown, Value, one_line, text_of

_SPACED = re.compile(r"[\s\u00a0\u2009\u202f'’]")
_UNIT = re.compile(r"(?:кв\.?\s*м(?:етр\w*)?\.?|м\s*(?:2|²|кв\.?)|sq\.?\s*m\.?|m\s*(?:2|²))$", re.IGNORECASE)
_MONTHS = ("янв", "фев", "мар", "апр", "ма[йя]", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_MONTHS_EN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "|".join((*_MONTHS, *_MONTHS_EN))
_DAY_MONTH = re.compile(rf"^(\d{{1,2}})[.\-/ ]*({_MONTH})[а-яa-z]*\.?(?:[.\-/ ]*\d{{2,4}})?(?: ?г\.?)?$", re.IGNORECASE)
_MONTH_NUMBER = re.compile(rf"^({_MONTH})[а-яa-z]*[.\-/ ]*(\d{{1,4}})$", re.IGNORECASE)
_FULL_DATE = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d{2})(?: ?г\.?)?(?: \d{1,2}:\d\d(?::\d\d)?)?$")
_ISO_DATE = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?$")
_SHORT_DATE = re.compile(r"^(0[1-9])\.(0[1-9]|1[0-2])$|^([1-3]\d)\.(0[1-9])$")


@dataclass(frozen=True, slots=True)
class AreaReading:
    """An area in m², or the code of what is wrong with it. `stored` says what the cell holds where more than shown."""

    area: Fraction | None
    code: str = ""
    likely: str = ""
    stored: str = ""


@dataclass(frozen=True, slots=True)
class ShareReading:
    """A share as written. `share` None and not `joint`: nothing was written, or `code` says what is wrong."""

    share: Fraction | None = None
    joint: bool = False
    each: bool = False
    code: str = ""
    likely: str = ""
    doubt: str = ""

    @property
    def is_missing(self) -> bool:
        """Nothing was written at all."""
        return self.share is None and not self.joint and not self.code


def read_decimal(text: str) -> Fraction | None:
    """A decimal with comma or point, thousands by spaces, exact; None when it is not one number."""
    text = _SPACED.sub("", text).replace("−", "-").replace("–", "-")
    if len(text) > 40:
        return None
    if "," in text and "." in text:
        # The mark that comes last divides; the other one groups thousands.
        mark, group = (",", ".") if text.rfind(",") > text.rfind(".") else (".", ",")
        if not re.fullmatch(rf"-?\d{{1,3}}(?:\{group}\d{{3}})+\{mark}\d+", text):
            return None
        text = text.replace(group, "").replace(mark, ".")
    text = text.replace(",", ".")
    return Fraction(text) if re.fullmatch(r"-?(?:\d+\.?\d*|\.\d+)", text, re.ASCII) else None


def read_area(value: Value | None) -> AreaReading:
    """The area of a unit in m², as shown: 59.22 where binary arithmetic left 59.2199999."""
    if isinstance(value, Shown) and value.nature == "date" and value.day:
        likely = f"{value.day.month}.{value.day:%y}" if value.month_year else f"{value.day.day}.{value.day.month:02d}"
        return AreaReading(None, "area_is_date", likely=likely)
    text = one_line(text_of(value))
    if not text or text in {"-", "—", "–", "?"}:
        return AreaReading(None, "area_missing")
    number = read_decimal(_UNIT.sub("", text.rstrip(" .")).strip())
    if number is None:
        turned = _turned_date(text)
        return AreaReading(None, "area_is_date", likely=turned[2]) if turned else AreaReading(None, "area_unreadable")
    if number == 0:
        return AreaReading(None, "area_zero")
    if number < 0:
        return AreaReading(None, "area_negative")
    if number > 1_000_000:
        return AreaReading(None, "area_too_large")
    exact, stored = _without_noise(number, value), ""
    if isinstance(value, Shown) and abs(Fraction(value.stored) - exact) >= Fraction(1, 200000):
        stored = value.stored
    return AreaReading(exact, stored=stored)


def _without_noise(number: Fraction, value: Value | None) -> Fraction:
    """An area is measured to 0.01 or 0.1 m²; a millionth beside that is what a computer left behind."""
    near = Fraction(round(number * 100), 100)
    noise = Fraction(1, 200_000) if isinstance(value, Shown) else Fraction(1, 10**8)
    return near if number != near and abs(number - near) < noise and near else number


def _turned_date(text: str) -> tuple[int, int, str] | None:
    """The two numbers a person most likely typed before the spreadsheet made a date of them, and the same as written."""
    if m := _DAY_MONTH.match(text):
        return int(m[1]), _month(m[2]), f"{int(m[1])}.{_month(m[2]):02d}"
    if m := _MONTH_NUMBER.match(text):
        return _month(m[1]), int(m[2]) % 100, f"{_month(m[1])}.{int(m[2]) % 100:02d}"
    if m := _FULL_DATE.match(text):
        return int(m[1]), int(m[2]), f"{int(m[1])}.{int(m[2]):02d}"
    if m := _ISO_DATE.match(text):
        return int(m[3]), int(m[2]), f"{int(m[3])}.{int(m[2]):02d}"
    return None


def _month(word: str) -> int:
    word = word.casefold()[:3]
    names = _MONTHS_EN if word.isascii() else _MONTHS
    return next(number for number, name in enumerate(names, 1) if re.match(name, word))


def likely_share(first: int, second: int) -> str:
    """The share most likely meant by two numbers a spreadsheet took for a date: the smaller over the larger."""
    low, high = sorted((first, second))
    return "1" if low == high else f"{low}/{high}"


def share_from_date(value: Value) -> str | None:
    """The share most likely meant where the cell is a date, or None when it is none."""
    if isinstance(value, Shown) and value.nature == "date" and value.day:
        other = value.day.year % 100 if value.month_year else value.day.day
        return likely_share(value.day.month, other)
    text = one_line(text_of(value))
    if short := _SHORT_DATE.match(text):
        return likely_share(int(short[1] or short[3]), int(short[2] or short[4]))
    if found := _turned_date(text):
        return likely_share(found[0], found[1])
    return None


_JOINT = re.compile(r"совм|joint|без (?:определения|выделения|установления) дол|бездолев", re.IGNORECASE)
_WHOLE = re.compile(
    r"^(?:цел(?:ая|ое|иком)|вся|вс[её]|весь|полн(?:ая|остью)|единолич\w*|индивидуальн\w*|личн\w*|whole|full|sole|all"
    r"|entire|собственность|единоличная собственность)$",
    re.IGNORECASE,
)
_WORDS = {
    "одна вторая": "1/2", "половина": "1/2", "одна треть": "1/3", "одна третья": "1/3", "треть": "1/3",
    "две трети": "2/3", "две третьих": "2/3", "одна четвертая": "1/4", "четверть": "1/4", "одна четверть": "1/4",
    "три четверти": "3/4", "три четвертых": "3/4", "одна пятая": "1/5", "одна шестая": "1/6",
    "одна восьмая": "1/8", "half": "1/2", "one half": "1/2", "one third": "1/3", "two thirds": "2/3",
    "a half": "1/2", "one quarter": "1/4", "a quarter": "1/4", "three quarters": "3/4",
}  # fmt: skip
_AROUND = re.compile(
    r"\b(?:размер\w*|дол[яиюе]|долей|долев\w*|в|праве|права|прав[оа]|на|общ\w*|собственност\w*|помещени\w*|квартир\w*"
    r"|share|of|the|in|ownership|right|common|равн\w*)\b[.:,]?",
    re.IGNORECASE,
)
_EACH = re.compile(r"^по\b|\bкажд\w*|\beach\b", re.IGNORECASE)
_FRACTION = re.compile(r"(\d{1,15})\s*/\s*(\d{1,15})", re.ASCII)


def read_share(value: Value | None, *, percent: bool = False) -> ShareReading:
    """A share exactly as written: `1/3`, `½`, `1`, `0,5`, `33,3 %`, `совместная`, `1/2 совместная`.

    Args:
        value: the cell.
        percent: bare numbers of this column are percentages (its header says so).
    """
    text = one_line(text_of(value))
    if not text or text in {"-", "—", "–", "?", "н/д", "нет", "нет данных"}:
        return ShareReading()
    if likely := share_from_date(text if value is None else value):
        return ShareReading(code="share_is_date", likely=likely)
    text = unicodedata.normalize("NFKC", text).replace("ё", "е")
    text = re.sub(r"[⁄∕╱\\]", "/", text).replace("−", "-").strip(" .;:")
    joint, each = bool(_JOINT.search(text)), bool(_EACH.search(text))
    bare = _bare(text)
    if not bare:
        return ShareReading(joint=True) if joint else ShareReading(code="share_unreadable")
    if _WHOLE.match(bare) or _WHOLE.match(text):
        return ShareReading(Fraction(1), joint=joint, each=each)
    reading = _number_share(_WORDS.get(bare.casefold(), bare), value, percent=percent)
    return ShareReading(reading.share, joint, each, reading.code, reading.likely, reading.doubt)


def _bare(text: str) -> str:
    """What is left of a share when the words around its number are gone."""
    if _WHOLE.match(text):
        return text
    text = re.sub(r"\([^()\d]*\)", " ", text)
    text = re.sub(r"\b\w*совм\w*\b\.?|\bjoint\w*\b|без \w+ дол\w+|бездолев\w*", " ", text, flags=re.IGNORECASE)
    text = _EACH.sub(" ", _AROUND.sub(" ", text))
    text = re.sub(r"\s+", " ", text).strip(" ,.;:()[]")
    return text.rstrip(" -–—,") if re.match(r"-\s?\d", text) else text.strip(" -–—,")


def _number_share(text: str, value: Value | None, *, percent: bool) -> ShareReading:
    share: Fraction | None = None
    if re.match(r"-\s?\d", text):
        return ShareReading(code="share_not_positive")
    parts = re.split(r"\s*\+\s*", text)
    if all(_FRACTION.fullmatch(part) for part in parts):
        pairs = [part.split("/") for part in parts]
        if any(int(low) == 0 for _, low in pairs):
            return ShareReading(code="share_zero_denominator")
        share = sum((Fraction(int(high), int(low)) for high, low in pairs), Fraction(0))
    elif sign := re.fullmatch(r"(.+?)\s*(?:%|процент\w*|проц\.?|percent)", text):
        number = read_decimal(sign[1])
        share = None if number is None else number / 100
    else:
        share = read_decimal(text)
        share = share / 100 if share is not None and percent else share
    if share is None:
        return ShareReading(code="share_unreadable")
    return _believable(share, value)


def _believable(share: Fraction, value: Value | None) -> ShareReading:
    if share <= 0:
        return ShareReading(code="share_not_positive")
    if share > 1:
        if share.denominator == 1 and 36526 <= share <= 60000:
            day = date.fromordinal(date(1899, 12, 30).toordinal() + int(share))
            return ShareReading(code="share_is_date", likely=likely_share(day.day, day.month))
        return ShareReading(share, likely=f"{share.numerator}%" if share <= 100 and share.denominator == 1 else "")
    if isinstance(value, Shown) and len(value.stored) >= 15 and "%" not in value.text and "/" not in value.text:
        # Fifteen stored digits that are exactly those of a small fraction are that fraction, not a decimal someone typed.
        near = Fraction(value.stored).limit_denominator(1000)
        if Decimal(value.stored) == _fifteen(near):
            return ShareReading(near, doubt=value.stored)
    return ShareReading(share)


def _fifteen(number: Fraction) -> Decimal:
    from .number_formats import _KEPT

    return _KEPT.divide(Decimal(number.numerator), Decimal(number.denominator))


def show_share(share: Fraction) -> str:
    """A share as people write it: 1/2, or 1."""
    return str(share.numerator) if share.denominator == 1 else f"{share.numerator}/{share.denominator}"
