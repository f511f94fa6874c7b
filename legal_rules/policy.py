"""What the law asks of an assembly around the vote: notice, windows, quorum, protocol, terms; by form and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from legal_rules.guards import Guard, Situation, all_hold
from legal_rules.numbers import parse_number
from legal_rules.pack import Pack, packs
from legal_rules.reading import At, read_guards
from legal_rules.rule import MARKS
from legal_rules.tree import Bound
from legal_rules.words import Words

FORMS = ("in_person", "mixed", "absentee", "system")
_KEYS = ("value", "count", "sign", "forms", "from", "until", "article", "mark", "says", "when", "source")


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
class _Dated:
    since: date | None
    until: date | None
    forms: tuple[str, ...]
    guards: tuple[Guard, ...]
    provision: Provision

    def concerns(self, form: str, on: date) -> bool:
        in_time = (self.since is None or self.since <= on) and (self.until is None or on < self.until)
        return in_time and form in self.forms


@dataclass(frozen=True, slots=True)
class Policy:
    """All provisions for one form of assembly on one day; what the pack does not know is None.

    ``missing`` names facts of the house without which a provision cannot be told.
    """

    pack: str
    on: date
    form: str
    provisions: Mapping[str, Provision] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    def get(self, name: str) -> Provision | None:
        """A provision by its name in the pack."""
        return self.provisions.get(name)

    @property
    def notice_days(self) -> Provision | None:
        """Days between the notice and the assembly."""
        return self.get("notice_days")

    @property
    def notice_channels(self) -> Provision | None:
        """How owners must be told."""
        return self.get("notice_channels")

    @property
    def voting_min_days(self) -> Provision | None:
        """The shortest voting, in days."""
        return self.get("voting_min_days")

    @property
    def voting_max_days(self) -> Provision | None:
        """The longest voting, in days."""
        return self.get("voting_max_days")

    @property
    def written_until_hours_before_end(self) -> Provision | None:
        """How long before the end written decisions are still accepted, in hours."""
        return self.get("written_until_hours_before_end")

    @property
    def quorum(self) -> Provision | None:
        """How much of the house must take part."""
        return self.get("quorum")

    @property
    def results_within_days(self) -> Provision | None:
        """Days until the owners must be told the results."""
        return self.get("results_within_days")

    @property
    def protocol_within_days(self) -> Provision | None:
        """Days until the protocol must be drawn up."""
        return self.get("protocol_within_days")

    @property
    def originals_to_manager_days(self) -> Provision | None:
        """Days until the originals go to the managing organisation."""
        return self.get("originals_to_manager_days")

    @property
    def originals_to_inspectorate_days(self) -> Provision | None:
        """Further days until the managing organisation hands them to the inspectorate."""
        return self.get("originals_to_inspectorate_days")

    @property
    def kept_years(self) -> Provision | None:
        """How long the inspectorate keeps the originals, in years."""
        return self.get("kept_years")

    @property
    def challenge_months(self) -> Provision | None:
        """How long a decision can be challenged, in months."""
        return self.get("challenge_months")

    @property
    def overvote(self) -> Provision | None:
        """What happens to a question with several answers marked."""
        return self.get("overvote")

    def quorum_bound(self, everyone: Fraction) -> Bound | None:
        """How much must take part of ``everyone`` (all votes of the house), or None where no quorum is asked."""
        found = self.quorum
        if found is None or not isinstance(found.value, str):
            return None
        return Bound(parse_number(found.value) * everyone, strict=found.sign == "gt")


def assembly_policy(pack: str, on: date, form: str, facts: Mapping[str, Any] | None = None) -> Policy:
    """What the law asks of an assembly of this form.

    Args:
        pack: name of the pack (``ru``).
        on: the day whose law applies (for the convening: the day of the notice).
        form: one of in_person, mixed, absentee, system.
        facts: facts of the house some provisions depend on.
    Raises: KeyError for an unknown pack, ValueError for an unknown form.
    """
    if form not in FORMS:
        raise ValueError(f"form {form!r} is none of {', '.join(FORMS)}")
    found, missing = {}, []
    for name, versions in read_provisions(packs()[pack]).items():
        for dated in versions:
            if not dated.concerns(form, on):
                continue
            situation = Situation(facts or {})
            holds = all_hold(dated.guards, situation)
            if holds is None:
                missing += situation.missing
                break
            if holds:
                found[name] = dated.provision
                break
    return Policy(pack, on, form, found, tuple(dict.fromkeys(missing)))


def read_provisions(pack: Pack) -> dict[str, list[_Dated]]:
    """All provisions of a pack by name. Raises PackRefused."""
    if "provisions" not in pack.rest:
        return {}
    return {name: [_read(name, item) for item in at.items()] for name, at in pack.rest["provisions"].mapping().items()}


def _read(name: str, at: At) -> _Dated:
    parts = at.mapping(_KEYS)
    for key in ("article", "mark", "says"):
        if key not in parts:
            raise at.refuse(f"'{key}' is missing")
    value = parts["value"].value if "value" in parts else None
    if isinstance(value, float) or not isinstance(value, int | str | bool | None):
        raise parts["value"].refuse("a whole number or a text is expected")
    forms = tuple(item.one_of(FORMS) for item in parts["forms"].items()) if "forms" in parts else FORMS
    provision = Provision(
        name=name,
        value=value,
        article=parts["article"].words(),
        mark=parts["mark"].one_of(MARKS),
        says=parts["says"].words(),
        count=parts["count"].one_of(("days", "clear_days")) if "count" in parts else "days",
        sign=parts["sign"].one_of(("gt", "ge")) if "sign" in parts else "gt",
    )
    since = parts["from"].day() if "from" in parts else None
    until = parts["until"].day() if "until" in parts else None
    return _Dated(since, until, forms, read_guards(parts.get("when"), ()), provision)
