"""What the law asks of an assembly around the vote: notice, windows, quorum, protocol, terms; by form and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from legal_rules.around import Asked
from legal_rules.guards import all_hold
from legal_rules.numbers import parse_number
from legal_rules.pack import Pack, packs
from legal_rules.provisions import FORMS, Provision
from legal_rules.tree import Bound


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
    def overvote(self) -> Provision | None:
        """What happens to a question with several answers marked."""
        return self.get("overvote")

    def quorum_bound(self, everyone: Fraction) -> Bound | None:
        """How much must take part of ``everyone`` (all votes of the house), or None where no quorum is asked."""
        found = self.quorum
        if found is None:
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
    return policy_of(packs()[pack], Asked(on, form, facts or {}))


def policy_of(pack: Pack, asked: Asked) -> Policy:
    """The same for a pack that is at hand. Raises ValueError for an unknown form."""
    if asked.form not in FORMS:
        raise ValueError(f"form {asked.form!r} is none of {', '.join(FORMS)}")
    found, missing = {}, []
    for name, versions in pack.provisions.items():
        for dated in versions:
            if not dated.concerns(asked.form, asked.on, asked.decision):
                continue
            situation = asked.situation(pack.switches)
            holds = all_hold(dated.guards, situation)
            if holds is None:
                missing += situation.missing
                break
            if holds:
                found[name] = dated.provision
                break
    return Policy(pack.name, asked.on, asked.form, found, tuple(dict.fromkeys(missing)))
