"""Which rows of a register, and which owners known already, are one and the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assembly.model import Owner, OwnerKind
from assembly.model.base import new_id


@dataclass(frozen=True, slots=True)
class OwnerFacts:
    """What a register says about an owner."""

    name: str
    kind: OwnerKind
    email: str | None = None
    phone: str | None = None
    birth_date: date | None = None
    snils: str | None = None
    ogrn: str | None = None


class KnownOwners:
    """The owners of a building, to be found again by name and what tells namesakes apart.

    Two persons are one only where the name and an e-mail, a СНИЛС or a birth date agree and none of the last two
    contradicts; a company or municipality is one by its name (unless the ОГРН differ). Otherwise they stay apart:
    two ballots for one person can be mended, one ballot for two cannot.
    """

    def __init__(self, owners: Iterable[Owner]) -> None:
        self._by_name: dict[tuple[str, str], list[Owner]] = {}
        for owner in owners:
            self.add(owner)

    def add(self, owner: Owner) -> None:
        """Know one more owner."""
        self._by_name.setdefault((str(owner.kind), _plain(owner.name)), []).append(owner)

    def namesakes(self, facts: OwnerFacts) -> list[Owner]:
        """Owners of the same kind and name that nothing speaks against."""
        named = self._by_name.get((str(facts.kind), _plain(facts.name)), [])
        return [owner for owner in named if not _contradicts(owner, facts)]

    def find(self, facts: OwnerFacts) -> Owner | None:
        """The owner that these facts surely mean, or None."""
        for owner in self.namesakes(facts):
            if facts.kind != OwnerKind.PERSON or _agrees(owner, facts):
                return owner
        return None


def fill_in(owner: Owner, facts: OwnerFacts) -> None:
    """Take over what the register knows better; nothing known is emptied."""
    owner.email = facts.email or owner.email
    owner.phone = facts.phone or owner.phone
    owner.birth_date = facts.birth_date or owner.birth_date
    owner.snils = facts.snils or owner.snils
    owner.ogrn = facts.ogrn or owner.ogrn


def new_owner(building_id: str, facts: OwnerFacts) -> Owner:
    """An owner nobody knew before."""
    return Owner(
        id=new_id(),
        building_id=building_id,
        name=" ".join(facts.name.split())[:500],
        kind=facts.kind,
        email=facts.email,
        phone=facts.phone,
        birth_date=facts.birth_date,
        snils=facts.snils,
        ogrn=facts.ogrn,
    )


def _agrees(owner: Owner, facts: OwnerFacts) -> bool:
    return (
        _same(_plain(owner.email), _plain(facts.email))
        or _same(_digits(owner.snils), _digits(facts.snils))
        or (facts.birth_date is not None and owner.birth_date == facts.birth_date)
    )


def _contradicts(owner: Owner, facts: OwnerFacts) -> bool:
    return (
        _differ(_digits(owner.snils), _digits(facts.snils))
        or _differ(_digits(owner.ogrn), _digits(facts.ogrn))
        or (facts.birth_date is not None and owner.birth_date is not None and owner.birth_date != facts.birth_date)
    )


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _differ(one: str, other: str) -> bool:
    return bool(one) and bool(other) and one != other


def _plain(text: str | None) -> str:
    return re.sub(r"[\s«»\"'“”]+", " ", (text or "").casefold().replace("ё", "е")).strip()


def _digits(text: str | None) -> str:
    return re.sub(r"\D", "", text or "")
