"""What is secret and what is open, what the protocol must hold and who signs it, and what falls due every year."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from legal_rules.around import Asked, Found, ProtocolRule, SecrecyRule, Signatory, Unknown, YearlyRule, pick
from legal_rules.guards import all_hold
from legal_rules.pack import Pack
from legal_rules.words import Words


@dataclass(frozen=True, slots=True)
class ProtocolGap:
    """One thing a protocol lacks: a field, an annex or a signature."""

    kind: str
    name: str
    sentence: Words
    article: Words


@dataclass(frozen=True, slots=True)
class Duty:
    """What falls due in one year, between its first and its last day."""

    name: str
    year: int
    first: date
    last: date
    says: Words
    article: Words


def secrecy_rule(pack: Pack, asked: Asked) -> Found[SecrecyRule] | Unknown:
    """Whether the vote on a question (``asked.decision``) is open or secret, and whom the protocol names."""
    return pick(pack.around.secrecy, asked, pack.switches)


def protocol_rule(pack: Pack, asked: Asked) -> Found[ProtocolRule] | Unknown:
    """What the protocol must hold, and who signs it."""
    return pick(pack.around.protocol, asked, pack.switches)


def check_protocol(
    pack: Pack,
    asked: Asked,
    *,
    says: Collection[str],
    annexes: Collection[str],
    signed: Mapping[str, int],
    everyone: Mapping[str, int] | None = None,
) -> list[ProtocolGap] | Unknown:
    """What a protocol lacks.

    Args:
        pack, asked: whose law; the facts decide about signatories under a condition.
        says, annexes: the names of the fields and annexes that are there, as in the pack.
        signed: how many of each role signed.
        everyone: how many there are of a role of which every one must sign.
    """
    found = protocol_rule(pack, asked)
    if isinstance(found, Unknown):
        return found
    rule = found.rule
    gaps = [
        ProtocolGap(kind, name, _lacks(words), found.article)
        for kind, wanted, there in (("field", rule.fields, says), ("annex", rule.annexes, annexes))
        for name, words in wanted.items()
        if name not in there
    ]
    for one in rule.signatories:
        needed = _needed(one, asked, pack, everyone or {})
        if needed is None or signed.get(one.role, 0) < needed:
            gaps.append(ProtocolGap("signature", one.role, _unsigned(one, needed), found.article))
    return gaps


def _needed(one: Signatory, asked: Asked, pack: Pack, everyone: Mapping[str, int]) -> int | None:
    """How many of the role must sign; None where a fact or their number is missing to tell."""
    holds = all_hold(one.guards, asked.situation(pack.switches))
    if holds is None:
        return None
    if not holds:
        return 0
    return everyone.get(one.role) if one.everyone else one.at_least


def _lacks(words: Words) -> Words:
    return {"ru": f"В протоколе нет: {words['ru']}.", "en": f"The protocol lacks: {words['en']}."}


def _unsigned(one: Signatory, needed: int | None) -> Words:
    if needed is None:
        return {
            "ru": f"Не известно, должны ли подписать: {one.says['ru']}.",
            "en": f"It is not known whether these must sign: {one.says['en']}.",
        }
    return {
        "ru": f"Не хватает подписей: {one.says['ru']}, нужно {needed}.",
        "en": f"Signatures are missing: {one.says['en']}, {needed} needed.",
    }


def yearly_duties(pack: Pack, asked: Asked, first_year: int, last_year: int) -> list[Duty | Unknown]:
    """What falls due in each of these years; Unknown for a named gap or a missing fact."""
    found: list[Duty | Unknown] = []
    for name, entries in pack.around.yearly.items():
        answer = pick(entries, asked, pack.switches)
        if isinstance(answer, Found):
            rule = answer.rule
            last = last_year if rule.last_year is None else min(last_year, rule.last_year)
            found += [_duty(name, year, answer) for year in range(first_year, last + 1)]
        elif not answer.nothing_said:
            found.append(answer)
    return found


def _duty(name: str, year: int, found: Found[YearlyRule]) -> Duty:
    rule = found.rule
    return Duty(name, year, date(year, *rule.first), date(year, *rule.last), found.entry.says, found.article)
