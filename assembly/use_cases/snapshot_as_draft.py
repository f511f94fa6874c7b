"""A kept snapshot in the shape of a freshly read file, so that the two can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from assembly.model import Holding, RegisterSnapshot
from assembly.register_import.draft import DraftHolding, DraftUnit, OwnerKind, RegisterDraft, UnitKind
from assembly.register_import.kinds import unit_key


def snapshot_as_draft(snapshot: RegisterSnapshot, holdings: Iterable[Holding]) -> RegisterDraft:
    """The register as it stands in the snapshot now, sales since then included."""
    draft = RegisterDraft(source_name=snapshot.file_name, sha256=snapshot.file_sha256)
    keys = {unit.id: unit_key(cast(UnitKind, str(unit.kind)), unit.number) for unit in snapshot.units}
    for unit in snapshot.units:
        draft.units.append(
            DraftUnit(
                kind=cast(UnitKind, str(unit.kind)),
                number=unit.number,
                key=keys[unit.id],
                area_m2=unit.area_m2,
                entrance=unit.entrance,
                cadastral_number=unit.cadastral_number,
                position=unit.position,
            )
        )
    for holding in holdings:
        if holding.held_until is not None:
            continue
        owner = holding.owner
        draft.holdings.append(
            DraftHolding(
                unit_key=keys[holding.unit_id],
                owner_name=owner.name if owner else "",
                owner_kind=cast(OwnerKind, str(owner.kind)) if owner else "unknown",
                share=None if holding.joint and holding.share == 1 else holding.share,
                joint=holding.joint,
                title_document=holding.title_document,
                representative=holding.representative,
                authority=holding.authority,
                authority_until=holding.authority_until,
                email=owner.email if owner else None,
                phone=owner.phone if owner else None,
            )
        )
    return draft
