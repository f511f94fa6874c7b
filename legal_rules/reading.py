"""Reads the parts of a pack's YAML: every refusal names the file, the key and the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from legal_rules.figures import BASES, MEASURES
from legal_rules.guards import HOUSE_FACTS, Guard
from legal_rules.numbers import NumberRefused, parse_number
from legal_rules.tree import COUNTED, SIGNS, Group, Node, Plain, Share
from legal_rules.words import LANGUAGES, Words

_GUARD_KINDS = ("fact", "by_law", "interpretation")
_PLAIN_KINDS = ("for_above_against", "none_against", "at_least_present")


class PackRefused(ValueError):
    """A pack cannot be used: the file, the key in it, and the reason."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file, self.key, self.reason = file, key, reason


@dataclass(frozen=True, slots=True)
class At:
    """A place in a pack's file and the value that stands there."""

    file: str
    key: str
    value: Any

    def refuse(self, reason: str) -> PackRefused:
        """The refusal that names this place."""
        return PackRefused(self.file, self.key, reason)

    def mapping(self, known: Iterable[str] | None = None) -> dict[str, At]:
        """The named values here; with ``known``, any other name is refused."""
        if not isinstance(self.value, Mapping):
            raise self.refuse("named values are expected here")
        found = {str(key): At(self.file, f"{self.key}.{key}".lstrip("."), value) for key, value in self.value.items()}
        if known is not None:
            allowed = set(known)
            for name, at in found.items():
                if name not in allowed:
                    raise at.refuse("unknown key")
        return found

    def items(self) -> list[At]:
        """The list here."""
        if not isinstance(self.value, list):
            raise self.refuse("a list is expected here")
        return [At(self.file, f"{self.key}[{number}]", value) for number, value in enumerate(self.value)]

    def text(self) -> str:
        """A text that is not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.refuse("a text is expected here")
        return self.value.strip()

    def one_of(self, options: Iterable[str]) -> str:
        """One of the named options."""
        listed = list(options)
        if self.value not in listed:
            raise self.refuse(f"{self.value!r} is none of {', '.join(listed)}")
        return str(self.value)

    def words(self) -> Words:
        """A text in both languages."""
        parts = self.mapping(LANGUAGES)
        if missing := [lang for lang in LANGUAGES if lang not in parts]:
            raise self.refuse(f"the {missing[0]} text is missing")
        return {lang: parts[lang].text() for lang in LANGUAGES}

    def number(self) -> Fraction:
        """An exact number: an integer, a decimal in quotes, or a fraction."""
        if isinstance(self.value, float):
            raise self.refuse("a float is not exact: write a fraction such as 2/3, or the decimal in quotes")
        try:
            return parse_number(self.value)
        except NumberRefused as wrong:
            raise self.refuse(str(wrong)) from None

    def whole(self) -> int:
        """A whole number from 0 on."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < 0:
            raise self.refuse("a whole number is expected here")
        return self.value

    def day(self) -> date | None:
        """A date, or None where nothing limits."""
        if self.value is None:
            return None
        if not isinstance(self.value, date):
            raise self.refuse("a date YYYY-MM-DD is expected here")
        return self.value


def required(at: At, parts: dict[str, At], key: str) -> At:
    """A value that must be there."""
    if key not in parts:
        raise at.refuse(f"'{key}' is missing")
    return parts[key]


Majorities = Mapping[str, Node]


def read_tree(at: At, majorities: Majorities | None = None) -> Node:
    """Read a test or a tree of tests; ``use`` takes a majority of the pack by its name. Raises PackRefused."""
    parts = at.mapping()
    for kind in ("all", "any", "none"):
        if kind in parts and len(parts) == 1:
            found = tuple(read_tree(part, majorities) for part in parts[kind].items())
            if not found:
                raise parts[kind].refuse("at least one test is expected")
            return Group(kind, found)
    if set(parts) == {"use"}:
        return read_named(parts["use"], majorities or {}, "majority")
    for kind in _PLAIN_KINDS:
        if kind in parts:
            return _read_plain(at, kind, parts)
    return _read_share(at, parts)


def read_named(at: At, named: Mapping[str, Node], what: str) -> Node:
    """A tree of the pack by its name."""
    name = at.text()
    if name not in named:
        raise at.refuse(f"there is no {what} {name!r}; there are {', '.join(named)}")
    return named[name]


def _read_plain(at: At, kind: str, parts: dict[str, At]) -> Plain:
    at.mapping((kind, "number", "electorate"))
    part = parts["electorate"].text() if "electorate" in parts else None
    if kind == "at_least_present" and "number" not in parts:
        raise at.refuse("'number' is missing")
    number = parts["number"].number() if "number" in parts else Fraction(0)
    return Plain(kind, parts[kind].one_of(MEASURES), number, part)


def _read_share(at: At, parts: dict[str, At]) -> Share:
    counted = [name for name in COUNTED if name in parts]
    signs = [name for name in SIGNS if name in parts]
    at.mapping((*COUNTED, *SIGNS, "of", "electorate"))
    if len(counted) != 1 or len(signs) != 1 or "of" not in parts:
        raise at.refuse("a test names one thing counted, 'of' a base, and one of gt, ge, lt, le")
    part = parts["electorate"].text() if "electorate" in parts else None
    measure, base = parts[counted[0]].one_of(MEASURES), parts["of"].one_of(BASES)
    fraction = parts[signs[0]].number()
    if not 0 <= fraction <= 1:
        raise parts[signs[0]].refuse("a fraction between 0 and 1 is expected")
    return Share(counted[0], measure, base, signs[0], fraction, part)


def read_guards(at: At | None, switches: Iterable[str]) -> tuple[Guard, ...]:
    """Read ``when``: a list of conditions that must all hold. Raises PackRefused."""
    return () if at is None else tuple(_read_guard(item, set(switches)) for item in at.items())


def _read_guard(at: At, switches: set[str]) -> Guard:
    parts = at.mapping((*_GUARD_KINDS, "call", "counted_in", "given", "largest", "is", *SIGNS, "default"))
    if set(parts) == {"call"}:
        return Guard("call", "call", "is", str(parts["call"].whole()))
    if set(parts) == {"counted_in"}:
        return Guard("counted_in", parts["counted_in"].one_of(MEASURES))
    if set(parts) == {"given"}:
        return Guard("given", parts["given"].one_of(("tally", "voters")))
    kinds = [kind for kind in (*_GUARD_KINDS, "largest") if kind in parts]
    signs = [sign for sign in ("is", *SIGNS) if sign in parts]
    if len(kinds) != 1 or len(signs) != 1 or not parts.keys() <= {kinds[0], signs[0], "default"}:
        raise at.refuse("a condition names one fact, by_law, interpretation or largest, and one of is, gt, ge, lt, le")
    kind, sign = kinds[0], signs[0]
    name = parts[kind].one_of(MEASURES) if kind == "largest" else parts[kind].text()
    if kind == "interpretation" and name not in switches:
        raise parts[kind].refuse(f"there is no switch {name!r}")
    default = _read_default(name, kind, sign, parts["default"]) if "default" in parts else None
    if sign == "is":
        if kind == "largest":
            raise at.refuse("a part is compared by gt, ge, lt or le")
        return Guard(kind, name, "is", _yes_no(parts["is"].value), default)
    if kind not in ("fact", "largest"):
        raise at.refuse("only a fact is compared with a number")
    return Guard(kind, name, sign, str(parts[sign].number()), default)


def _yes_no(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _read_default(name: str, kind: str, sign: str, at: At) -> str:
    """What is assumed of a fact nobody told: an act nobody reports did not happen, but every house has entrances."""
    if kind != "fact" or name in HOUSE_FACTS:
        raise at.refuse(f"{name!r} is never assumed: where it is not told, nothing is decided")
    return _yes_no(at.value) if sign == "is" else str(at.number())


def read_list(at: At | None, read: Callable[[At], Any]) -> tuple[Any, ...]:
    """Read every entry of a list; nothing there is an empty one."""
    return () if at is None else tuple(read(item) for item in at.items())
