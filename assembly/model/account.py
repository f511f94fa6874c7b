"""Accounts, what they sign in with, and what they may do."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.model.base import Named


class Role(StrEnum):
    """What an account may do in one building; `owner` follows from an enrolment, never from a grant."""

    OWNER = "owner"
    ORGANISER = "organiser"
    DESK = "desk"
    """Receives paper and uploads scans."""
    COUNTER = "counter"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    """Answers the telephone."""


class SecondFactor(StrEnum):
    APP = "app"
    LIST = "list"
    """A printed list of one-time codes."""


class Account(Named):
    """Somebody who signs in."""

    __tablename__ = "account"

    login: Mapped[str] = mapped_column(String(200), unique=True)
    display_name: Mapped[str] = mapped_column(String(300))
    email: Mapped[str | None] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5), default="ru")
    second_factor: Mapped[SecondFactor | None] = mapped_column(String(10))
    app_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The app's secret, encrypted under the installation's key."""
    app_time_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """The last accepted time step: a code is good once."""
    failed_attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    failed_codes: Mapped[int] = mapped_column(default=0)
    """Wrong one-time codes in a row; ten of them lock the second factor, not the password."""
    codes_locked_until: Mapped[datetime | None]
    is_installer: Mapped[bool] = mapped_column(default=False)
    """May create buildings and grant roles anywhere (the first organiser)."""
    created_at: Mapped[datetime]

    grants: Mapped[list[RoleGrant]] = relationship(back_populates="account", foreign_keys="RoleGrant.account_id")


class OneTimeCode(Named):
    """One code of a printed list."""

    __tablename__ = "one_time_code"
    __table_args__ = (UniqueConstraint("account_id", "number"),)

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    number: Mapped[int]
    """1 to 20, printed beside the code."""
    digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class RoleGrant(Named):
    """A role of an account in a building."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("account_id", "building_id", "role"),)

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    building_id: Mapped[str] = mapped_column(ForeignKey("building.id"), index=True)
    role: Mapped[Role] = mapped_column(String(12))
    granted_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    granted_at: Mapped[datetime]

    account: Mapped[Account] = relationship(back_populates="grants", foreign_keys=[account_id])


class WebSession(Named):
    """A signed-in browser; the cookie's secret is kept only as its digest."""

    __tablename__ = "web_session"

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(5), default="ru")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ApiKey(Named):
    """A key with which another system acts for an account."""

    __tablename__ = "api_key"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    label: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
