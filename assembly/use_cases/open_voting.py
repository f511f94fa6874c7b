"""Acceptance of decisions begins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Refused
from assembly.events import record
from assembly.model import Account, Assembly, AssemblyState, EvidenceKind, NoticeEvidence
from assembly.settings import Settings
from assembly.text import Text
from assembly.use_cases.issue_ballots import issue_for_house
from assembly.use_cases.law import online_ruling, require_timetable
from assembly.use_cases.legal_day import legal_day, written_moment
from assembly.use_cases.states import locked, require_state
from legal_rules import Provision, assembly_policy

PERSONAL = {EvidenceKind.SIGNED_LIST, EvidenceKind.POSTAL_LIST}


def open_voting(
    session: Session, *, now: datetime, settings: Settings, assembly: Assembly, by: Account | None
) -> Assembly:
    """Open an announced assembly at or after the moment it was announced for; issues the ballots that are missing.

    Raises Refused before that moment, for a breach of the timetable, or without the evidence that art. 45(4) of the
    Housing Code asks for: the number in ГИС ЖКХ, and a signed list, a postal list or (where allowed) a posting act.
    May be repeated: an open assembly stays open.
    """
    assembly = locked(session, assembly)
    if assembly.state == AssemblyState.VOTING:
        return assembly
    require_state(assembly, AssemblyState.ANNOUNCED, refusal=Text("Приём решений начинают после рассылки сообщений."))
    if now < assembly.opens_at:
        raise Refused(
            Text("Приём решений начинается {moment}.", moment=written_moment(assembly.building, assembly.opens_at)),
            code="too_early",
        )
    if now > assembly.closes_at:
        raise Refused(Text("Срок приёма решений уже прошёл: собрание не состоялось."), code="too_late")
    require_timetable(assembly, now=now)
    missing = missing_evidence(session, assembly)
    if missing:
        channels = _channels(assembly)
        raise Refused(
            Text("Приём решений нельзя начать: {what}", what=_joined(missing)),
            article=Text.of(dict(channels.article)) if channels is not None else None,
            code="no_evidence",
        )
    assembly.online_voting = assembly.online_voting and online_ruling(assembly, settings.operator).ok
    assembly.state, assembly.opened_at = AssemblyState.VOTING, now
    issue_for_house(session, now=now, assembly=assembly)
    record(
        session,
        assembly,
        "voting:opened",
        now,
        opens_at=assembly.opens_at.isoformat(),
        closes_at=assembly.closes_at.isoformat(),
        online=assembly.online_voting,
        by=by.id if by is not None else None,
    )
    return assembly


def missing_evidence(session: Session, assembly: Assembly) -> list[Text]:
    """What proof of notice is still to be entered, as sentences; empty when voting may open."""
    kinds = set(session.scalars(select(NoticeEvidence.kind).where(NoticeEvidence.assembly_id == assembly.id)))
    channels = _channels(assembly)
    missing = []
    if (
        channels is not None
        and channels.value == "state_system_and_personal"
        and EvidenceKind.SYSTEM_NUMBER not in kinds
    ):
        missing.append(Text("не введён номер сообщения в ГИС ЖКХ."))
    allowed = PERSONAL | ({EvidenceKind.POSTING_ACT} if assembly.building.posting_allowed else set())
    if not kinds & allowed:
        missing.append(
            Text(
                "не приложено подтверждение вручения: реестр с подписями, почтовый реестр или акт о размещении "
                "с фотографиями."
            )
            if assembly.building.posting_allowed
            else Text("не приложено подтверждение вручения: реестр с подписями или почтовый реестр.")
        )
    return missing


def _channels(assembly: Assembly) -> Provision | None:
    """How the law of the day of the notice wants the owners told."""
    day = legal_day(assembly.building, assembly.announced_at or assembly.opens_at)
    return assembly_policy(assembly.pack, day, str(assembly.form)).notice_channels


def _joined(sentences: list[Text]) -> Text:
    said = [sentence.both() for sentence in sentences]
    return Text.of({language: " ".join(one[language] for one in said) for language in said[0]})
