"""Where each role begins its work in a building; a room that is built is added here."""

from __future__ import annotations

from dataclasses import dataclass

from assembly.model import Role
from assembly.text import Text


@dataclass(frozen=True, slots=True)
class Room:
    """The first page of a role; `path` has a place for {building_id}."""

    title: Text
    path: str


ROOMS: dict[Role, Room] = {
    Role.ORGANISER: Room(Text("Собрания и реестр"), "/house/{building_id}"),
    Role.DESK: Room(Text("Приём решений и сканы"), "/duty/{building_id}"),
    Role.COUNTER: Room(Text("Счётная комиссия"), "/duty/{building_id}"),
    Role.OPERATOR: Room(Text("Ответы по телефону"), "/duty/{building_id}"),
    Role.AUDITOR: Room(Text("Наблюдение за собраниями"), "/duty/{building_id}"),
}
