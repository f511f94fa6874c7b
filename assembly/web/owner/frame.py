"""What stands on every page of an owner: the house, the flat, the telephone of the assembly."""

from __future__ import annotations

from typing import Any

from assembly.model import Assembly, AssemblyState, Ballot
from assembly.views.my_assemblies import units_of
from assembly.views.poll import poll_words
from assembly.web.visit import Visit
from assembly.web.wording import moment


def frame_of(visit: Visit, ballot: Ballot) -> dict[str, Any]:
    """The frame of a page about one ballot."""
    whose = ""
    if ballot.owner is not None and visit.person is not None and ballot.owner.account_id != visit.person.account_id:
        whose = ballot.owner.name
    return {
        **house_of(visit, ballot.assembly), "ballot_id": ballot.id, "flat": units_of(ballot, visit.language),
        "whose": whose, "ballot_code": ballot.code,
    }  # fmt: skip


def house_of(visit: Visit, assembly: Assembly) -> dict[str, Any]:
    """The frame of a page about one assembly."""
    zone = assembly.building.timezone
    return {
        "assembly_id": assembly.id, "building_id": assembly.building_id, "house": assembly.building.address,
        "assembly_title": assembly.title, "phone": assembly.telephone,
        "until": moment(assembly.closes_at, zone, visit.language, now=visit.now),
        "accepted_at": assembly.acceptance_address, "poll": poll_words(assembly, visit.language),
        "written_until": moment(assembly.written_until or assembly.closes_at, zone, visit.language, now=visit.now),
    }  # fmt: skip


def takes_votes(visit: Visit, assembly: Assembly) -> bool:
    """Whether decisions are taken at this moment."""
    return assembly.state == AssemblyState.VOTING and visit.now <= assembly.closes_at
