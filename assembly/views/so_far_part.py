"""What moves on the page of an assembly while decisions are taken."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from assembly.model import Assembly
from assembly.views.agenda import agenda
from assembly.views.participation import participation
from assembly.views.quorum_bar import quorum_bar


def so_far_values(session: Session, assembly: Assembly, language: str) -> dict[str, Any]:
    """Participation with its bar, and the questions whose cards say what is missing; how anybody answered is not among it."""
    return {
        "questions": agenda(session, assembly=assembly, language=language),
        "participation": participation(session, assembly=assembly, language=language),
        "bar": quorum_bar(session, assembly=assembly),
    }
