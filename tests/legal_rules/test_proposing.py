"""The kind of a question is proposed from its own words, and the words are named."""

from __future__ import annotations

from datetime import date

import pytest

from legal_rules import proposals

TODAY = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("question", "decision", "words"),
    [
        ("Провести ремонт подъездов за 2 480 000 ₽", "ru:44.2.4.1", ("ремонт", "подъездов")),
        ("О выборе способа управления домом", "ru:44.2.4", ("способа", "управления")),
        ("Замена лифтов в рамках капитального ремонта", "ru:44.2.1", ("замена", "лифтов")),
        ("Установить шлагбаум, утвердить порядок въезда", "ru:44.2.2", ("шлагбаум", "порядок", "въезда")),
        ("Избрать совет дома", "ru:161.1", ("избрать", "совет", "дома")),
    ],
)
def test_the_most_telling_words_lead_to_a_kind_whatever_their_endings(
    question: str, decision: str, words: tuple[str, ...]
) -> None:
    first = proposals("ru", TODAY, question)[0]
    assert (first.entry.decision, first.words) == (decision, words)


@pytest.mark.parametrize(
    ("question", "decisions"),
    [
        ("Благоустройство двора и парковка", ["ru:44.2.2", "ru:44.2.2.1"]),
        ("Парковка и благоустройство двора", ["ru:44.2.2", "ru:44.2.2.1"]),
        ("Текущий ремонт по договору управления", ["ru:44.2.4.7", "ru:44.2.4.1"]),
        ("Благоустройство и прямые договоры, то есть озеленение", ["ru:44.2.4.4", "ru:44.2.2.1"]),
        ("Отчёт и благоустройство", ["ru:162.11", "ru:44.2.2.1"]),
        ("Благоустройство и отчёт", ["ru:44.2.2.1", "ru:162.11"]),
        ("КРТ и присоединить", ["ru:44.2.4.6", "ru:40.2"]),
    ],
)
def test_of_equally_telling_kinds_the_one_that_asks_for_more_comes_first(question: str, decisions: list[str]) -> None:
    assert [one.entry.decision for one in proposals("ru", TODAY, question)] == decisions


def test_the_shortest_words_must_stand_there_but_tell_nothing() -> None:
    found = proposals("ru", TODAY, "Выбрать управляющую организацию и утвердить размер платы за содержание")
    assert [one.entry.decision for one in found] == ["ru:44.2.4.7", "ru:156.7"]
    assert found[1].words == ("утвердить", "платы", "за", "содержание")


def test_the_letter_yo_is_read_as_ye() -> None:
    for question in ("Избрать счетную комиссию", "Избрать счётную комиссию"):
        assert proposals("ru", TODAY, question)[0].entry.decision == "ru:44.2.5"


def test_more_words_tell_more_and_of_as_many_the_earlier_ones() -> None:
    near = [one.entry.decision for one in proposals("ru", TODAY, "Передать совету дома решения о текущем ремонте")]
    assert near[0] == "ru:44.2.4.2"
    assert {"ru:161.1", "ru:44.2.4.1"} <= set(near[1:])
    account = [one.entry.decision for one in proposals("ru", TODAY, "Открыть специальный счёт капитального ремонта")]
    assert account[:2] == ["ru:44.2.1.1", "ru:44.2.1"]


@pytest.mark.parametrize("question", ["Разное", "Дом в доме", "Установка видеонаблюдения", "В"])
def test_where_no_keyword_stands_nothing_is_proposed(question: str) -> None:
    assert proposals("ru", TODAY, question) == []
