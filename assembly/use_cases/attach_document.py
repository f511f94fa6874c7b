"""A document is put beside a question."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Fixable
from assembly.events import record
from assembly.model import Account, AgendaItem, AssemblyState, Attachment
from assembly.ports import FileStore
from assembly.text import Text
from assembly.use_cases.states import locked, require_state

MAX_BYTES = 25 * 1024 * 1024
MEDIA_TYPES = frozenset({
    "application/pdf", "image/jpeg", "image/png", "text/plain",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
})  # fmt: skip


def attach_document(
    session: Session,
    *,
    now: datetime,
    files: FileStore,
    item: AgendaItem,
    name: str,
    content: bytes,
    media_type: str,
    by: Account | None,
) -> Attachment:
    """Keep a document of a question of a draft.

    Raises Refused where notices are out, Fixable for an empty, too large or unknown kind of file.
    May be repeated: the same content beside the same question is kept once.
    """
    assembly = locked(session, item.assembly)
    require_state(
        assembly, AssemblyState.DRAFT, refusal=Text("Сообщения собственникам разосланы: повестка больше не меняется.")
    )
    if not content:
        raise Fixable.one(Text("Файл пуст."), Text("Выберите другой файл."), field="file")
    if len(content) > MAX_BYTES:
        raise Fixable.one(Text("Файл больше 25 МБ."), Text("Уменьшите файл или разделите его."), field="file")
    if media_type not in MEDIA_TYPES:
        raise Fixable.one(
            Text("Файл такого вида приложить нельзя."), Text("Приложите PDF, JPEG, PNG, DOCX или XLSX."), field="file"
        )
    sha256 = files.put(content)
    former = session.scalar(select(Attachment).where(Attachment.item_id == item.id, Attachment.sha256 == sha256))
    if former is not None:
        return former
    attachment = Attachment(
        item_id=item.id, name=name.strip()[:300] or "document", sha256=sha256, size=len(content), media_type=media_type
    )
    session.add(attachment)
    session.flush()
    record(session, assembly, "agenda:attached", now, item=item.number, sha256=sha256, size=len(content))
    session.expire(item, ["attachments"])
    return attachment
