"""A document is taken away from a question of a draft."""

from __future__ import annotations

from sqlalchemy.orm import Session

from assembly.model import AssemblyState, Attachment
from assembly.text import Text
from assembly.use_cases.states import locked, require_state


def detach_document(session: Session, *, attachment: Attachment) -> None:
    """Take a document away; raises Refused where notices are out.

    Like taking a whole question away it leaves no record of its own: a draft binds nobody.
    """
    item = attachment.item
    assembly = locked(session, item.assembly)
    require_state(
        assembly, AssemblyState.DRAFT, refusal=Text("Сообщения собственникам разосланы: повестка больше не меняется.")
    )
    session.delete(attachment)
    session.flush()
    session.expire(item, ["attachments"])
