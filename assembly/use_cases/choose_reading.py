"""How a disputed rule of law is read in one assembly: chosen before the notice, by name, with a reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assembly.errors import Fixable
from assembly.model import Account, Assembly, AssemblyState
from assembly.text import Text
from assembly.use_cases.ask_anew import asking_anew
from assembly.use_cases.states import locked, require_state
from legal_rules import packs


def choose_reading(
    session: Session, *, now: datetime, assembly: Assembly, switch: str, option: str, why: str, by: Account | None
) -> Assembly:
    """Choose one reading of a switch of the pack (`parking`: counted or not_counted); it stands on every page and paper.

    A question that comes under another rule by it is confirmed anew. Raises Refused where notices are out, Fixable for
    an unknown switch or option, or without a reason. May be repeated: the last choice is the one.
    """
    assembly = locked(session, assembly)
    require_state(
        assembly,
        AssemblyState.DRAFT,
        refusal=Text("Сообщения собственникам разосланы: толкование закона больше не меняется."),
    )
    known = packs()[assembly.pack].switches.get(switch)
    if known is None or option not in known.options:
        raise Fixable.one(
            Text("Такого толкования нет: {switch}, {option}.", switch=switch, option=option),
            Text("Выберите одно из предложенных."),
            field=f"reading_{switch}",
        )
    if len(why.strip()) < 3:
        raise Fixable.one(
            Text("Не сказано, почему закон читают так."),
            Text("Напишите причину: например, разъяснение жилищной инспекции или решение суда."),
            field=f"why_{switch}",
        )
    chosen = {"option": option, "why": why.strip()[:500], "by": by.id if by is not None else None}
    with asking_anew(session, assembly.building, now=now, by=by):
        assembly.readings = {**assembly.readings, switch: {**chosen, "at": now.isoformat(timespec="seconds")}}
    return assembly
