"""What a question means for one owner, in money."""

from __future__ import annotations

from fractions import Fraction

from assembly.model import AgendaItem
from assembly.text import Text
from assembly.wording import format_number
from ballots.share import parse_decimal


def meaning_for(item: AgendaItem, area_m2: Fraction, language: str = "ru") -> str:
    """«Для вас: +186 ₽ в месяц», from what the item says per m² and the m² of the owner; empty where it says nothing.

    area_m2: the owner's votes, exact. Roubles are rounded once, to whole ones from 100 on, to kopecks below.
    """
    said = []
    for key, sentence in (
        ("once_per_m2", Text("с вашей доли {amount} ₽ один раз")),
        ("monthly_per_m2", Text("с вашей доли {amount} ₽ в месяц")),
    ):
        if key in item.meaning:
            amount = parse_decimal(item.meaning[key].lstrip("+-−")) * area_m2
            sign = "−" if item.meaning[key].startswith(("-", "−")) else "+"
            figure = sign + format_number(amount, language, 0 if amount >= 100 else 2)
            said.append(Text(sentence.msgid, amount=figure).read(language))
    if item.meaning.get("note"):
        said.append(item.meaning["note"])
    return "; ".join(said)
