"""The questions of a frozen agenda as the ballot knows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assembly.model import AgendaItem, Assembly
from assembly.wording import asks_words
from ballots.canonical import digest
from ballots.contest import Contest, standard_options


def contests_of(items: Iterable[AgendaItem], language: str = "ru") -> tuple[Contest, ...]:
    """These questions in the order of the agenda, each with the rule it was frozen with."""
    return tuple(_contest(item, language) for item in items)


def definition_of(assembly: Assembly) -> dict[str, Any]:
    """What is frozen when notices go out: questions, their rules, documents and the policies of the assembly."""
    return {
        "assembly": assembly.id,
        "items": [
            {
                "number": item.number,
                "title": item.title,
                "text": item.text,
                "proposal": item.proposal,
                "decision": item.decision,
                "depends_on": item.depends_on,
                "entrance": item.entrance,
                "asked": item.asked,
                "options": list(item.options),
                "rule": item.rule,
                "attachments": sorted(attachment.sha256 for attachment in item.attachments),
            }
            for item in assembly.items
        ],
        "policies": policies_of(assembly),
    }


def policies_of(assembly: Assembly) -> dict[str, Any]:
    """What decides how votes count, fixed before opening."""
    return {
        "cross_channel": str(assembly.cross_channel_policy),
        "vote_change_allowed": assembly.vote_change_allowed,
        "parking_counted_both_ways": assembly.parking_counted_both_ways,
        "readings": assembly.readings,
        "objection_days": assembly.objection_days,
        "online_voting": assembly.online_voting,
        "enrolment_wait_days": assembly.enrolment_wait_days,
    }


def definition_sha256(assembly: Assembly) -> str:
    """SHA-256 of the canonical definition; its first 16 digits stand in every printed code."""
    return digest(definition_of(assembly))


def printed_definition(assembly: Assembly) -> str:
    """The part of the definition's SHA-256 that a QR carries: 16 upper-case hexadecimal letters."""
    return (assembly.definition_sha256 or definition_sha256(assembly))[:16].upper()


def _contest(item: AgendaItem, language: str) -> Contest:
    return Contest(
        id=item.contest_id,
        number=item.number,
        title=item.title,
        text="\n".join(dict.fromkeys(part for part in (item.text, item.proposal) if part)),
        options=standard_options(),
        rule_line=_word(item.rule.get("needs"), language),
        basis=_word(item.rule.get("article"), language),
        asks=asks_words(item.part, item.parts_apart, language),
    )


def _word(words: Any, language: str) -> str:
    return str(words.get(language) or words.get("ru") or "") if isinstance(words, dict) else ""
