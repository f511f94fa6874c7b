"""What the law asks of an assembly and says of voting online: dated values, each with article and mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from legal_rules.guards import Guard
from legal_rules.reading import At, read_guards, required
from legal_rules.rule import MARKS
from legal_rules.words import Words

FORMS = ("in_person", "mixed", "absentee", "system")
_KEYS = (
    "value", "count", "sign", "forms", "from", "until", "article", "mark", "says", "when", "decisions", "source", "note",
)  # fmt: skip
_ONLINE_KEYS = ("from", "until", "operators", "article", "mark", "source", "counts", "counts_not")


@dataclass(frozen=True, slots=True)
class Provision:
    """One thing the law asks of an assembly.

    ``value`` carries the unit of its name (``notice_days`` → days); ``count`` is ``clear_days`` where neither the
    first nor the last day counts, else ``days``.
    """

    name: str
    value: int | str | bool | None
    article: Words
    mark: str
    says: Words
    count: str = "days"
    sign: str = "gt"

    @property
    def number(self) -> int:
        """The value as a whole number. Raises ValueError where it is none."""
        return int(self.value or 0)


@dataclass(frozen=True, slots=True)
class DatedProvision:
    """A provision with its half-open interval, the forms it concerns and its conditions."""

    since: date | None
    until: date | None
    forms: tuple[str, ...]
    guards: tuple[Guard, ...]
    provision: Provision
    decisions: tuple[str, ...] = ()

    def concerns(self, form: str, on: date, decision: str | None = None) -> bool:
        """True when it is in force on the day and asks something of that form, and of that decision if it names any."""
        in_time = (self.since is None or self.since <= on) and (self.until is None or on < self.until)
        return in_time and form in self.forms and (not self.decisions or decision in self.decisions)


@dataclass(frozen=True, slots=True)
class OnlineRule:
    """Whose systems count for voting online, in a half-open interval."""

    since: date | None
    until: date | None
    operators: tuple[str, ...]
    article: Words
    mark: str
    counts: Words
    counts_not: Words

    def is_in_force(self, on: date) -> bool:
        """True from ``since`` on and before ``until``."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


def read_provision(name: str, at: At) -> DatedProvision:
    """Read one entry of a provision. Raises PackRefused."""
    parts = at.mapping(_KEYS)
    value = parts["value"].value if "value" in parts else None
    if isinstance(value, float) or not isinstance(value, int | str | bool | None):
        raise parts["value"].refuse("a whole number or a text is expected")
    forms = tuple(item.one_of(FORMS) for item in parts["forms"].items()) if "forms" in parts else FORMS
    provision = Provision(
        name=name,
        value=value,
        article=required(at, parts, "article").words(),
        mark=required(at, parts, "mark").one_of(MARKS),
        says=required(at, parts, "says").words(),
        count=parts["count"].one_of(("days", "clear_days")) if "count" in parts else "days",
        sign=parts["sign"].one_of(("gt", "ge")) if "sign" in parts else "gt",
    )
    since = parts["from"].day() if "from" in parts else None
    until = parts["until"].day() if "until" in parts else None
    decisions = tuple(item.text() for item in parts["decisions"].items()) if "decisions" in parts else ()
    return DatedProvision(since, until, forms, read_guards(parts.get("when"), ()), provision, decisions)


def read_online(at: At) -> OnlineRule:
    """Read one entry of ``online``. Raises PackRefused."""
    parts = at.mapping(_ONLINE_KEYS)
    return OnlineRule(
        since=parts["from"].day() if "from" in parts else None,
        until=parts["until"].day() if "until" in parts else None,
        operators=tuple(item.text() for item in required(at, parts, "operators").items()),
        article=required(at, parts, "article").words(),
        mark=required(at, parts, "mark").one_of(MARKS),
        counts=required(at, parts, "counts").words(),
        counts_not=required(at, parts, "counts_not").words(),
    )
