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
        ("Замена лифтов в рамках капитального ремонта", "ru:44.2.1", ("капитального", "ремонта")),
        ("Установить шлагбаум, утвердить порядок въезда", "ru:44.2.2", ("шлагбаум",)),
        ("Избрать совет дома", "ru:161.1", ("избрать", "совет")),
    ],
)
def test_the_most_telling_words_lead_to_a_kind_whatever_their_endings(
    question: str, decision: str, words: tuple[str, ...]
) -> None:
    first = proposals("ru", TODAY, question)[0]
    assert (first.entry.decision, first.words) == (decision, words)


def test_more_words_tell_more_and_of_as_many_the_earlier_ones() -> None:
    near = [one.entry.decision for one in proposals("ru", TODAY, "Передать совету дома решения о текущем ремонте")]
    assert near[0] == "ru:44.2.4.2"
    assert {"ru:161.1", "ru:44.2.4.1"} <= set(near[1:])
    account = [one.entry.decision for one in proposals("ru", TODAY, "Открыть специальный счёт капитального ремонта")]
    assert account[:2] == ["ru:44.2.1.1", "ru:44.2.1"]


@pytest.mark.parametrize("question", ["Разное", "Дом в доме", "Установка видеонаблюдения", "В"])
def test_where_no_keyword_stands_nothing_is_proposed(question: str) -> None:
    assert proposals("ru", TODAY, question) == []
