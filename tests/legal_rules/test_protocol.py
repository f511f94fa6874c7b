"""Secrecy by question, what a protocol lacks, who must sign it, and what falls due every year."""

from __future__ import annotations

from datetime import date
from typing import Any

from legal_rules.around import Asked, Found, Unknown
from legal_rules.protocol import Duty, check_protocol, protocol_rule, secrecy_rule, yearly_duties
from tests.legal_rules.around_packs import HEAD, pack_of

DAY = date(2027, 1, 1)

PACK = pack_of(
    f"""secrecy:
  - {{decisions: [xx:1], vote: secret, {HEAD}}}
  - {{vote: open, names: against, {HEAD}}}
protocol:
  - fields: {{quorum: {{ru: "кворум", en: "the quorum"}}, agenda: {{ru: "повестка", en: "the agenda"}}}}
    annexes: {{voters: {{ru: "список участников", en: "the list of voters"}}}}
    signatories:
      - {{role: chair, says: {{ru: "председатель", en: "the chair"}}}}
      - {{role: initiator, at_least: 3, when: [{{fact: by_owners, is: yes}}], says: {{ru: "инициаторы", en: "initiators"}}}}
      - {{role: voters_for, everyone: true, says: {{ru: "все «за»", en: "all for"}},
         when: [{{fact: founding, is: yes, default: no}}]}}
    article: {{ru: "ст. 2", en: "art. 2"}}
    mark: secondary
    says: {{ru: "Протокол.", en: "The protocol."}}
yearly:
  annual: [{{first: "04-01", last: "06-30", {HEAD}}}]
  in_person: [{{when: [{{fact: virtual, is: yes}}], last_year: 2028, {HEAD}}}]
  gap: [{{hold: {{ru: "Не записано.", en: "Not recorded."}}}}]"""
)
WHOLE: dict[str, Any] = {"says": ["quorum", "agenda"], "annexes": ["voters"]}


def missing(facts: dict[str, Any], signed: dict[str, int], **change: Any) -> list[tuple[str, str]]:
    found = check_protocol(PACK, Asked(DAY, facts=facts), **{**WHOLE, "signed": signed, **change})
    assert not isinstance(found, Unknown)
    assert all(gap.article["en"] == "art. 2" for gap in found)
    return [(gap.kind, gap.name) for gap in found]


def test_the_vote_is_open_or_secret_by_question() -> None:
    secret = secrecy_rule(PACK, Asked(DAY, decision="xx:1"))
    assert isinstance(secret, Found)
    assert (secret.rule.vote, secret.rule.names) == ("secret", None)
    named = secrecy_rule(PACK, Asked(DAY))
    assert isinstance(named, Found)
    assert (named.rule.vote, named.rule.names) == ("open", "against")
    assert isinstance(secrecy_rule(pack_of(""), Asked(DAY)), Unknown)


def test_a_protocol_says_all_and_is_signed() -> None:
    assert missing({"by_owners": "no"}, {"chair": 1}) == []
    assert missing({"by_owners": "no"}, {}) == [("signature", "chair")]
    assert missing({"by_owners": "no"}, {"chair": 1}, says=["agenda"], annexes=[]) == [
        ("field", "quorum"),
        ("annex", "voters"),
    ]


def test_signatories_under_a_condition() -> None:
    assert missing({"by_owners": "yes"}, {"chair": 1, "initiator": 3}) == []
    assert missing({"by_owners": "yes"}, {"chair": 1, "initiator": 2}) == [("signature", "initiator")]
    assert missing({}, {"chair": 1, "initiator": 3}) == [("signature", "initiator")]  # not known whether they must


def test_everyone_of_a_role_signs() -> None:
    facts, signed = {"by_owners": "no", "founding": "yes"}, {"chair": 1, "voters_for": 26}
    assert missing(facts, signed, everyone={"voters_for": 26}) == []
    assert missing(facts, signed, everyone={"voters_for": 27}) == [("signature", "voters_for")]
    assert missing(facts, signed) == [("signature", "voters_for")]


def test_a_gap_is_told_in_words() -> None:
    found = check_protocol(
        PACK, Asked(DAY, facts={"by_owners": "yes"}), says=["agenda"], annexes=["voters"], signed={"initiator": 1}
    )
    assert not isinstance(found, Unknown)
    assert [gap.sentence["ru"] for gap in found] == [
        "В протоколе нет: кворум.",
        "Не хватает подписей: председатель, нужно 1.",
        "Не хватает подписей: инициаторы, нужно 3.",
    ]
    unknown = check_protocol(PACK, Asked(DAY), **WHOLE, signed={"chair": 1})
    assert not isinstance(unknown, Unknown)
    assert [gap.sentence["en"] for gap in unknown] == ["It is not known whether these must sign: initiators."]


def test_a_pack_without_a_protocol_answers_nothing() -> None:
    assert isinstance(check_protocol(pack_of(""), Asked(DAY), **WHOLE, signed={}), Unknown)
    assert isinstance(protocol_rule(PACK, Asked(DAY)), Found)


def test_what_falls_due_every_year() -> None:
    def years(first: int, last: int, **facts: Any) -> list[tuple[str, int]]:
        found = yearly_duties(PACK, Asked(DAY, facts=facts), first, last)
        return [(one.name, one.year) for one in found if isinstance(one, Duty) and one.name == "in_person"]

    assert years(2025, 2027, virtual="yes") == [("in_person", 2025), ("in_person", 2026), ("in_person", 2027)]
    assert years(2027, 2029, virtual="yes") == [("in_person", 2027), ("in_person", 2028)]
    assert years(2025, 2027, virtual="no") == []
    found = yearly_duties(PACK, Asked(DAY), 2027, 2027)
    duties = [one for one in found if isinstance(one, Duty)]
    assert [(one.first, one.last) for one in duties] == [(date(2027, 4, 1), date(2027, 6, 30))]
    assert [one.why["en"] for one in found if isinstance(one, Unknown)] == [
        "A fact of the house is missing: virtual.",
        "Not recorded.",
    ]
