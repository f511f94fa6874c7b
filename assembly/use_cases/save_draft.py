"""Answers are kept before they are cast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from assembly.errors import Fixable
from assembly.model import Account, AssemblyState, Ballot, VoteDraft
from assembly.text import Text
from assembly.use_cases.answer_for import standing_for
from assembly.use_cases.states import require_state
from ballots.contest import BLANK


def save_draft(
    session: Session, *, now: datetime, ballot: Ballot, account: Account, selections: Mapping[str, str]
) -> VoteDraft:
    """Keep what is chosen so far, {contest: option or "blank"}; contests that are left out are not answered yet.

    Raises NotFound for a ballot that is not the account's to answer, Refused unless voting runs, Fixable for an
    unknown contest or option. May be repeated: the last draft is the one.
    """
    standing_for(session, assembly=ballot.assembly, account=account, ballot=ballot, now=now)
    require_state(
        ballot.assembly, AssemblyState.ANNOUNCED, AssemblyState.VOTING, refusal=Text("Приём решений закончился.")
    )
    require_offered(ballot, selections)
    draft = session.get(VoteDraft, (ballot.id, account.id))
    if draft is None:
        draft = VoteDraft(ballot_id=ballot.id, account_id=account.id)
        session.add(draft)
    draft.selections, draft.updated_at = dict(selections), now
    session.flush()
    return draft


def require_offered(ballot: Ballot, selections: Mapping[str, str]) -> None:
    """Raise Fixable unless every selection is one that its contest offers, or "blank"."""
    offered = {item.contest_id: {*item.options, BLANK} for item in ballot.items}
    wrong = [contest for contest, choice in selections.items() if choice not in offered.get(contest, set())]
    if wrong:
        raise Fixable.one(
            Text("В вопросе {numbers} нет такого ответа.", numbers=", ".join(sorted(wrong))),
            Text("Выберите один из ответов, напечатанных под вопросом."),
            field=f"contest-{wrong[0]}",
        )
