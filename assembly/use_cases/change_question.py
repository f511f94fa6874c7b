"""One question of a draft is added or changed; the others stay as they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assembly.model import Account, AgendaItem, Assembly
from assembly.use_cases.compose_agenda import ItemDraft, compose_agenda


def change_question(
    session: Session,
    *,
    now: datetime,
    assembly: Assembly,
    item: AgendaItem | None,
    draft: ItemDraft,
    by: Account | None,
) -> AgendaItem:
    """Put the draft in the place of a question, or after the last one where `item` is None; its documents stay.

    Raises what compose_agenda raises. Changing may be repeated; adding the same title twice is refused.
    """
    drafts = drafts_of(assembly)
    if item is None:
        drafts.append(draft)
        place = len(drafts)
    else:
        place = item.number
        drafts[place - 1] = draft
        if item.title != draft.title.strip():
            item.decision_proposed_at = None  # what was proposed and confirmed was another question
        item.title = draft.title.strip()  # a question is known by its title: a new one must not cost it its documents
    return compose_agenda(session, now=now, assembly=assembly, items=drafts, by=by)[place - 1]


def drafts_of(assembly: Assembly) -> list[ItemDraft]:
    """The agenda as it stands, ready to be changed."""
    return [
        ItemDraft(
            title=item.title, text=item.text, decision=item.decision, meaning=dict(item.meaning), speaker=item.speaker,
            proposal=item.proposal, depends_on=item.depends_on, entrance=item.entrance,
        )
        for item in assembly.items
    ]  # fmt: skip
