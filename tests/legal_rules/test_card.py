"""The card of a rule says in plain lines what is needed, of what, by which article, and how surely that is known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from legal_rules import find_rule
from legal_rules.card import card
from legal_rules.pack import load_pack

TODAY = date(2026, 11, 21)
PARKING = (
    "Толкование parking: counted или not_counted; если не выбрано: counted. Считать ли машино-места в общем числе "
    "голосов: текста нормы не найдено, практика спорна."
)
PACK = """
pack: xx
title: {ru: "Страна", en: "Country"}
version: "1"
time_zone: Europe/Moscow
switches:
  moon: {options: [new, full], why: {ru: "Почему", en: "Why"}}
  measure: {options: [share, heads], default: share, why: {ru: "Чем считать", en: "What to count"}}
facts: {cost: {ru: "цена", en: "the cost"}}
exclude: [{tag: barred, leaves_base: true, when: [{fact: barred, is: yes, default: no}]}]
swaps: [{measure: share, interpretation: measure, allowed: [share, heads]}]
overrides: [{by_law: majority, changes: fraction, direction: raise, article: {ru: "ст. 9", en: "art. 9"}}]
decisions:
  xx:1:
    subject: {ru: "О чём", en: "About"}
    subject_mark: secondary
    article: {ru: "ст. 2", en: "art. 2"}
    rules:
      - until: 2020-01-01
        mark: text
        electorate: parking
        needs: {ru: "по случаю", en: "it depends"}
        variants:
          - {when: [{call: 2}, {counted_in: units}, {given: voters}], test: {none_against: share}}
          - {when: [{largest: share, gt: 1/2}, {by_law: votes_by, is: heads}], hold: {ru: "нельзя", en: "impossible"}}
          - when: [{fact: cost, ge: 3}, {interpretation: moon, is: full}]
            test: {for: share, of: all, gt: 1/2}
            bridges: [{if: {for: share, of: all, ge: 1/3}, next: xx:1, says: {ru: "Ещё раз.", en: "Once more."}}]
          - when: [{fact: wind, is: yes}, {interpretation: measure, is: heads}]
            hold: {ru: "ветер", en: "wind"}
          - when: [{fact: rain, is: yes}, {interpretation: measure, is: share}]
            hold: {ru: "дождь", en: "rain"}
          - test: {for: share, of: all, ge: 2/3}
      - {from: 2020-01-01, until: 2021-01-01, mark: text, test: {none_against: share}}
  xx:2:
    subject: {ru: "Другое", en: "Other"}
    subject_mark: text
    article: {ru: "ст. 3", en: "art. 3"}
    rules: [{mark: unverified, test: {none_against: share}}]
"""


def lines(decision: str, on: date, lang: str) -> list[str]:
    return card(find_rule(decision, on), on, lang)


def test_the_card_of_a_rule_in_both_languages() -> None:
    assert lines("ru:44.2.2.1", TODAY, "ru") == [
        "ru:44.2.2.1, 21.11.2026: Благоустройство земельного участка (по вторичному тексту)",
        "Нужно: больше половины голосов участников",
        "Кворум: участие больше половины голосов всех собственников дома (ЖК РФ, ст. 45 ч. 3)",
        "Статья: ЖК РФ, ст. 44 ч. 2 п. 2.1, ст. 46 ч. 1 (текст нормы прочитан)",
        "Действует: с 03.04.2018",
        PARKING,
    ]
    english = lines("ru:136", date(2025, 8, 31), "en")
    assert english[0] == "ru:136, 2025-08-31: Creating an owners' association (not checked against any text)"
    assert english[4] == "In force: since 2018-04-03, before 2025-09-01"


def test_a_note_closes_the_card() -> None:
    assert lines("ru:136", TODAY, "en")[-1] == "The protocol is signed by every owner who voted for (order 266/pr)."


def test_what_is_not_known_says_why_and_where() -> None:
    why = "О чём п. 3.6 ч. 2 ст. 44 ЖК РФ, не установлено: его текст не найден."
    assert lines("ru:44.2.3.6", TODAY, "ru") == [
        "ru:44.2.3.6, 21.11.2026",
        why,
        "ЖК РФ, ст. 44 ч. 2 п. 3.6, ст. 46 ч. 1",
    ]
    assert len(lines("xx:1", TODAY, "en")) == 2


def test_every_condition_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    pack = load_pack(tmp_path)
    day = date(2019, 1, 1)
    assert card(find_rule("xx:1", day, pack), day, "en") == [
        "xx:1, 2019-01-01: About (by a secondary text)",
        "Needed: it depends",
        "— call 2, counted: units, counted: voters: no vote against",
        "Quorum: the law asks for none",
        "— the part of the greatest owner, share > 1/2, by-law votes_by = heads: impossible",
        "— the cost (cost) ≥ 3, reading moon = full: more than half of the votes of all owners",
        "Quorum: the law asks for none",
        "Second vote: xx:1. Once more.",
        "— wind = yes, reading measure = heads: wind",
        "— rain = yes, reading measure = share: rain",
        "— otherwise: at least two thirds of the votes of all owners",
        "Quorum: the law asks for none",
        "Article: art. 2 (the wording of the act was read)",
        "In force: before 2020-01-01",
        "Decided by: parking",
        "Not decided without: the cost (cost), rain",
        "The house may change it: majority",
        "Reading moon: new or full; where none is chosen: none. Why",
        "Reading measure: share or heads; where none is chosen: share. What to count",
    ]
    assert card(find_rule("xx:1", day, pack), day, "ru") == [
        "xx:1, 01.01.2019: О чём (по вторичному тексту)",
        "Нужно: по случаю",
        "— созыв 2, посчитано: units, посчитано: voters: ни одного голоса «против»",
        "Кворум: закон его не требует",
        "— доля самого большого собственника, share > 1/2, правило дома votes_by = heads: нельзя",
        "— цена (cost) ≥ 3, толкование moon = full: больше половины голосов всех собственников дома",
        "Кворум: закон его не требует",
        "Второе голосование: xx:1. Ещё раз.",
        "— wind = yes, толкование measure = heads: ветер",
        "— rain = yes, толкование measure = share: дождь",
        "— иначе: не менее двух третей голосов всех собственников дома",
        "Кворум: закон его не требует",
        "Статья: ст. 2 (текст нормы прочитан)",
        "Действует: до 01.01.2020",
        "Решает только: parking",
        "Без этих сведений решить нельзя: цена (cost), rain",
        "Правило дома может это изменить: majority",
        "Толкование moon: new или full; если не выбрано: нет. Почему",
        "Толкование measure: share или heads; если не выбрано: share. Чем считать",
    ]
    later = date(2020, 1, 1)
    assert "Действует: с 01.01.2020, до 01.01.2021" in card(find_rule("xx:1", later, pack), later, "ru")
    assert "Действует: всегда" in card(find_rule("xx:2", later, pack), later, "ru")
    assert "In force: always" in card(find_rule("xx:2", later, pack), later, "en")
