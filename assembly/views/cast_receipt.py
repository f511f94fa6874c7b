"""«Подтверждение»: what an owner keeps of a recorded vote, as the page and the PDF show it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from assembly.documents.receipt import ReceiptFacts
from assembly.model import CastVote
from assembly.settings import Settings
from assembly.use_cases.sign_cast_receipt import sign_cast_receipt
from assembly.views.stages import objections_end
from assembly.wording import CHANNELS, Tongue, format_date, format_m2, format_moment, reason_word, unit_name, word
from ballots.code import group_code

if TYPE_CHECKING:
    from assembly.adapters.keys import Keys


def cast_receipt(
    session: Session, *, keys: Keys, settings: Settings, cast: CastVote, language: str, now: datetime
) -> ReceiptFacts:
    """The finished values of the receipt; it holds no choices. Raises BrokenPromise where the ledger lacks the vote."""
    ballot, assembly = cast.ballot, cast.ballot.assembly
    zone = ZoneInfo(assembly.building.timezone)
    signed = sign_cast_receipt(session, keys=keys, cast=cast)
    end = objections_end(assembly) - timedelta(microseconds=1)
    may_object = cast.not_counted_reason != "disputed" and now <= end
    say, why = Tongue(language), reason_word(cast.not_counted_reason, language)
    channel = word(CHANNELS, str(cast.channel), language)
    return ReceiptFacts(
        language=language, training=assembly.training, address=assembly.building.address, title=assembly.title,
        owner=ballot.owner.name if ballot.owner is not None else "",
        premises=tuple(unit_name(str(one.unit.kind), one.unit.number, language) for one in ballot.stakes),
        votes=format_m2(ballot.votes, language), ballot=group_code(ballot.code),
        channel=f"{channel}, {cast.representative} ({cast.authority})" if cast.representative else channel,
        moment=format_moment(cast.received_at, zone, language), leaf=signed["leaf"], leaf_hash=signed["leaf_hash"],
        size=signed["leaf"] + 1, head=signed["head"],
        qr=json.dumps(signed, ensure_ascii=True, separators=(",", ":"), sort_keys=True),
        check_address=f"{settings.base_url}/b/{ballot.id}/record",
        objections_until=format_date(end.astimezone(zone).date(), language) if may_object else "",
        telephone=assembly.telephone,
        poll=cast.not_counted_reason == "online_not_counted",
        counts_note="" if cast.counts else say(f"Эта запись не засчитана: {why}.", f"This record does not count: {why}."),
    )  # fmt: skip
