"""Until when a decision may be challenged, by ground and by person."""

from __future__ import annotations

from collections.abc import Iterator

from legal_rules.around import Asked, ChallengeRule, Found, Term, Unknown, pick
from legal_rules.pack import Pack
from legal_rules.terms import FoundTerm
from legal_rules.words import Words

_WHO: dict[str, Words] = {
    "against": {"ru": "кто голосовал против", "en": "who voted against"},
    "abstained": {"ru": "кто воздержался", "en": "who abstained"},
    "absent": {"ru": "кто не участвовал", "en": "who took no part"},
    "excluded": {"ru": "кого не допустили", "en": "who was not admitted"},
    "any_owner": {"ru": "любой собственник", "en": "any owner"},
}


def challenge_rules(pack: Pack, asked: Asked) -> Iterator[tuple[str, Found[ChallengeRule] | Unknown]]:
    """The rule of every ground the pack knows, or why it cannot be told."""
    for ground, entries in pack.around.challenges.items():
        yield ground, pick(entries, asked, pack.switches)


def challenge_terms(pack: Pack, asked: Asked) -> Iterator[FoundTerm]:
    """The challenge periods as terms, each a step of its own named ``challenge:<ground>``."""
    for ground, found in challenge_rules(pack, asked):
        if isinstance(found, Found):
            rule = found.rule
            term = Term(
                f"challenge:{ground}", "after", rule.after, at_most=rule.within, rolls=rule.rolls, title=_title(rule)
            )
            yield FoundTerm(term, found.entry.says, found.article, found.entry.mark)


def _title(rule: ChallengeRule) -> Words:
    return {
        "ru": f"Оспорить в суде ({', '.join(_WHO[one]['ru'] for one in rule.who)})",
        "en": f"Challenge in court ({', '.join(_WHO[one]['en'] for one in rule.who)})",
    }
