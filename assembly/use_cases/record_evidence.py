"""Proof that the owners were told is entered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Fixable, Refused
from assembly.events import record
from assembly.model import Account, Assembly, AssemblyState, EvidenceKind, NoticeEvidence
from assembly.ports import FileStore
from assembly.text import Text
from assembly.use_cases.states import locked, require_state

ARTICLE_POSTING = Text("ЖК РФ, ст. 45 ч. 4")
MAX_BYTES = 50 * 1024 * 1024


def record_evidence(
    session: Session,
    *,
    now: datetime,
    files: FileStore,
    assembly: Assembly,
    kind: EvidenceKind | str,
    by: Account | None,
    number: str = "",
    file_name: str | None = None,
    content: bytes | None = None,
) -> NoticeEvidence:
    """Enter the number in ГИС ЖКХ, or the scan of the signed list, the postal list or the posting act with photographs.

    Raises Refused before the notices are out, or for a posting act where no earlier assembly allowed posting
    (art. 45(4) of the Housing Code); Fixable without the number or the file. May be repeated: the same once.
    """
    assembly = locked(session, assembly)
    require_state(
        assembly,
        AssemblyState.ANNOUNCED,
        AssemblyState.VOTING,
        refusal=Text("Подтверждение отправки вносится после рассылки сообщений и до конца приёма."),
    )
    kind = EvidenceKind(kind)
    number = number.strip()[:100]
    if kind == EvidenceKind.POSTING_ACT and not assembly.building.posting_allowed:
        raise Refused(
            Text("Размещать сообщения в подъездах можно, только если так решило прежнее собрание этого дома."),
            article=ARTICLE_POSTING,
            code="posting_not_allowed",
        )
    _require_given(kind, number, content)
    sha256 = files.put(content) if content else None
    former = session.scalar(
        select(NoticeEvidence).where(
            NoticeEvidence.assembly_id == assembly.id,
            NoticeEvidence.kind == kind,
            NoticeEvidence.number == number,
            NoticeEvidence.sha256 == sha256 if sha256 is not None else NoticeEvidence.sha256.is_(None),
        )
    )
    if former is not None:
        return former
    evidence = NoticeEvidence(
        assembly_id=assembly.id,
        kind=kind,
        number=number,
        sha256=sha256,
        file_name=(file_name or None) and str(file_name)[:300],
        recorded_by=by.id if by is not None else None,
        recorded_at=now,
    )
    session.add(evidence)
    if kind == EvidenceKind.SYSTEM_NUMBER:
        assembly.gis_number = number[:60]
    session.flush()
    record(
        session,
        assembly,
        "notice:evidenced",
        now,
        evidence=str(kind),
        number=number,
        sha256=sha256,
        by=by.id if by else None,
    )
    return evidence


def _require_given(kind: EvidenceKind, number: str, content: bytes | None) -> None:
    if kind == EvidenceKind.SYSTEM_NUMBER:
        if not number:
            raise Fixable.one(Text("Нет номера сообщения в ГИС ЖКХ."), Text("Введите номер."), field="number")
        return
    if not content:
        raise Fixable.one(Text("Нет файла."), Text("Приложите скан документа или фотографии."), field="file")
    if len(content) > MAX_BYTES:
        raise Fixable.one(Text("Файл больше 50 МБ."), Text("Уменьшите файл."), field="file")
