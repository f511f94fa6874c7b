"""What a person typed, read field by field; everything that is wrong is said at once, beside its field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, BinaryIO, cast
from zoneinfo import ZoneInfo

from litestar.datastructures import UploadFile

from assembly.errors import Fixable, Problem
from assembly.text import Text
from ballots.share import parse_decimal

YEARS = range(1900, 2200)
"""Days and moments that people mean; what is reckoned from them stays within the calendar."""
EMAIL = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]{1,190}\.[^@\s<>,;\".]{2,24}")


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that came with a form; its content lies on disk once it is larger than a megabyte."""

    name: str
    media_type: str
    content: BinaryIO


class Form:
    """The fields of one submitted form; readers note what is wrong, `check` raises all of it."""

    def __init__(self, fields: Mapping[str, list[Any]] | None = None) -> None:
        self._fields = dict(fields or {})
        self.problems: list[Problem] = []

    def get(self, name: str, default: str = "") -> str:
        """The field as it was typed, trimmed; for showing it again."""
        texts = self.all(name)
        return texts[0] if texts else default

    def all(self, name: str) -> list[str]:
        """Every value of the field, trimmed."""
        return [_clean(value) for value in self._fields.get(name, []) if isinstance(value, str)]

    def names(self) -> list[str]:
        """The names of all fields that came."""
        return list(self._fields)

    def files(self, name: str) -> list[UploadedFile]:
        """The files of the field; one that was left empty is no file."""
        return [
            UploadedFile(_file_name(value.filename), value.content_type, cast("BinaryIO", value.file))
            for value in self._fields.get(name, [])
            if isinstance(value, UploadFile) and value.filename
        ]

    def text(self, name: str, label: Text, *, at_most: int = 300, required: bool = True, at_least: int = 0) -> str:
        """A line or several of text, of at least and at most so many characters."""
        value = self.get(name)
        if not value and required:
            self.wrong(name, Text("Не заполнено: {label}.", label=label), Text("Заполните это поле."))
        elif len(value) > at_most:
            self.wrong(name, Text("Слишком длинно: {label}.", label=label), Text("Не больше {n} знаков.", n=at_most))
        elif value and len(value) < at_least:
            self.wrong(name, Text("Слишком коротко: {label}.", label=label), Text("Не меньше {n} знаков.", n=at_least))
        return value[:at_most]

    def secret(self, name: str) -> str:
        """A password exactly as it was typed, spaces and all."""
        values = [value for value in self._fields.get(name, []) if isinstance(value, str)]
        return values[0][:1000] if values else ""

    def email(self, name: str, label: Text, *, required: bool = False) -> str | None:
        """An e-mail address, or None where the field may stay empty."""
        value = self.text(name, label, at_most=200, required=required)
        if value and not EMAIL.fullmatch(value):
            self.wrong(name, Text("Это не похоже на адрес электронной почты."), Text("Например: anna@example.org."))
        return value or None

    def whole(self, name: str, label: Text, *, low: int, high: int) -> int:
        """A whole number between low and high, both included."""
        value = re.sub(r"[\s\u00a0\u202f]", "", self.get(name))
        number = int(value) if re.fullmatch(r"[+-]?[0-9]{1,12}", value) else None
        if number is None or not low <= number <= high:
            self.wrong(
                name, Text("Нужно целое число: {label}.", label=label),
                Text("Напишите число от {low} до {high}.", low=low, high=high),
            )  # fmt: skip
            return low
        return number

    def decimal(self, name: str, label: Text) -> Fraction:
        """A decimal number with comma or point, exact, not negative."""
        try:
            return parse_decimal(self.get(name))
        except ValueError:
            self.wrong(name, Text("Нужно число: {label}.", label=label), Text("Например: 46,8."))
            return Fraction(0)

    def choice(self, name: str, label: Text, options: Collection[str]) -> str:
        """One of the options; nothing is chosen for the person."""
        value = self.get(name)
        if value not in options:
            self.wrong(name, Text("Не выбрано: {label}.", label=label), Text("Выберите один вариант."))
            return ""
        return value

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.get(name))

    def day(self, name: str, label: Text) -> date:
        """A day, as a date field sends it (2026-03-28) or as people write it (28.03.2026)."""
        value = self.get(name)
        for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                day = datetime.strptime(value, pattern).replace(tzinfo=UTC).date()
            except ValueError:
                continue
            if day.year in YEARS:
                return day
        self.wrong(name, Text("Нужна дата: {label}.", label=label), Text("Например: 28.03.2026."))
        return date(2000, 1, 1)

    def moment(self, name: str, label: Text, timezone: str) -> datetime:
        """A day and time of the house's clock (2026-03-28T20:00 or 28.03.2026 20:00), as a UTC moment."""
        value = self.get(name).replace(",", " ").replace("T", " ")
        for pattern in ("%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M:%S"):
            try:
                local = datetime.strptime(" ".join(value.split()), pattern).replace(tzinfo=ZoneInfo(timezone))
            except ValueError:
                continue
            if local.year in YEARS:
                return local.astimezone(UTC)
        self.wrong(name, Text("Нужны дата и время: {label}.", label=label), Text("Например: 28.03.2026 20:00."))
        return datetime(2000, 1, 1, tzinfo=UTC)

    def wrong(self, field: str, problem: Text, fix: Text) -> None:
        """Note that a field is wrong, and what to do about it."""
        self.problems.append(Problem(problem, fix, field=field))

    def check(self) -> None:
        """Raise Fixable with everything that was noted; nothing happens where nothing is wrong."""
        if self.problems:
            raise Fixable(self.problems)


def _clean(value: str) -> str:
    plain = unicodedata.normalize("NFC", value.replace("\r\n", "\n"))
    return "".join(c for c in plain if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"}).strip()


def _file_name(name: str) -> str:
    return _clean(name.replace("\\", "/").rsplit("/", 1)[-1])[:300] or "file"
