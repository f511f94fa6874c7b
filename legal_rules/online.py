"""Does a vote given online count here? Depends on the day and on who operates the system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from legal_rules.pack import packs
from legal_rules.reading import At
from legal_rules.rule import MARKS
from legal_rules.words import Words


@dataclass(frozen=True, slots=True)
class OnlineAnswer:
    """Whether online votes count, with a sentence for the page and the article behind it."""

    ok: bool
    sentence: Words
    article: Words
    mark: str


_UNKNOWN = {
    "ru": "Правило о голосовании через интернет не известно, поэтому учитываются только бумажные решения.",
    "en": "No rule on voting online is known here, so only paper counts.",
}


def online_counts(pack: str, on: date, operator: str) -> OnlineAnswer:
    """Say whether votes given online count.

    Args:
        pack: name of the pack.
        on: the day voting begins (in Russia: since 2025-03-01 only a state system counts).
        operator: who runs this installation, for instance ``state_system`` or ``private``.
    Raises: KeyError for an unknown pack.
    """
    found = packs()[pack].rest.get("online")
    for item in [] if found is None else found.items():
        answer = _read(item, on, operator)
        if answer is not None:
            return answer
    return OnlineAnswer(ok=False, sentence=_UNKNOWN, article={"ru": "", "en": ""}, mark="unverified")


def _read(at: At, on: date, operator: str) -> OnlineAnswer | None:
    parts = at.mapping(("from", "until", "operators", "article", "mark", "source", "counts", "counts_not"))
    since, until = (parts[key].day() if key in parts else None for key in ("from", "until"))
    if (since is not None and on < since) or (until is not None and on >= until):
        return None
    operators = [item.text() for item in parts["operators"].items()]
    ok = "any" in operators or operator in operators
    return OnlineAnswer(
        ok, parts["counts" if ok else "counts_not"].words(), parts["article"].words(), parts["mark"].one_of(MARKS)
    )
