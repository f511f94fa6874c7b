"""Who runs the demo's assembly, and how each signs in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff of the invented house."""

    login: str
    name: str
    role: str

    @property
    def password(self) -> str:
        """A password for practice: printed at the end of the demo."""
        return f"{self.login}-uchebnyj-parol"


ADMIN = Member("admin", "Сомова Мария Петровна", "organiser")
CHAIR = Member("chair", "Белова Анна Ивановна", "organiser")
DESK = Member("desk", "Орлов Пётр Ильич", "desk")
COUNTERS = (
    Member("counter1", "Титов Олег Львович", "counter"),
    Member("counter2", "Носова Кира Юрьевна", "counter"),
)
AUDITOR = Member("auditor", "Галеева Гөлнара Маратовна", "auditor")
OPERATOR = Member("operator", "Ежова Дарья Сергеевна", "operator")
STAFF = (CHAIR, DESK, *COUNTERS, AUDITOR, OPERATOR)
OWNER_PASSWORD = "uchebnyj-parol-"  # noqa: S105 - of invented owners
