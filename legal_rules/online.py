"""Does a vote given online count here? Depends on the day and on who operates the system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from legal_rules.pack import Pack, packs
from legal_rules.provisions import OnlineRule
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
    rule = online_rule(packs()[pack], on)
    if rule is None:
        return OnlineAnswer(ok=False, sentence=_UNKNOWN, article={"ru": "", "en": ""}, mark="unverified")
    ok = "any" in rule.operators or operator in rule.operators
    return OnlineAnswer(ok, rule.counts if ok else rule.counts_not, rule.article, rule.mark)


def online_rule(pack: Pack, on: date) -> OnlineRule | None:
    """Whose systems count on that day; None where the pack does not say."""
    return next((rule for rule in pack.online if rule.is_in_force(on)), None)
