"""The building whose owners assemble."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from assembly.model.base import Named


class Building(Named):
    """A house: its address, the law it lives under and the time zone in which its days are counted."""

    __tablename__ = "building"

    address: Mapped[str] = mapped_column(String(500))
    pack: Mapped[str] = mapped_column(String(20), default="ru")
    timezone: Mapped[str] = mapped_column(String(60), default="Europe/Moscow")
    cadastral_number: Mapped[str | None] = mapped_column(String(60))
    management: Mapped[str | None] = mapped_column(String(300))
    telephone: Mapped[str | None] = mapped_column(String(60))
    posting_allowed: Mapped[bool] = mapped_column(default=False)
    """An earlier assembly allowed notices to be posted in the entrances (art. 45(4))."""
    register_columns: Mapped[dict[str, str]] = mapped_column(default=dict)
    """Columns of the register as matched and corrected last time: {our name: header}."""
    law_facts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Facts of the house that the law asks for and no register holds: {name: {value, evidence, by, at}}."""
    by_laws: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """What the house's own rules say: {name: {value, evidence, by, at}}; the evidence is the document and its clause."""
    created_at: Mapped[datetime]
