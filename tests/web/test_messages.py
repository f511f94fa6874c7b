"""Every sentence of pages and refusals has its English; placeholders agree."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from assembly.text import Text, catalogue
from assembly.web.wording import count, plural, translate

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_sentence_has_its_english(messages: ModuleType) -> None:
    english = catalogue("en")
    missing = sorted({f"{file}: {text}" for file, text in messages.sentences() if text not in english})
    assert missing == [], "run: python scripts/messages.py, and translate what it lists"


def test_no_translation_is_left_of_a_sentence_nobody_says(messages: ModuleType) -> None:
    said = {text for _file, text in messages.sentences()}
    assert [text for text in catalogue("en") if text not in said] == []


def test_a_translation_has_the_places_of_its_sentence() -> None:
    for russian, english in catalogue("en").items():
        assert set(re.findall(r"\{\w+\}", russian)) == set(re.findall(r"\{\w+\}", english)), russian
        assert len(english.split("|")) in {1, 2}, english


NUMBERS = {
    0: "дней",
    1: "день",
    2: "дня",
    4: "дня",
    5: "дней",
    11: "дней",
    12: "дней",
    21: "день",
    22: "дня",
    111: "дней",
}


@pytest.mark.parametrize(("number", "russian"), NUMBERS.items())
def test_counted_words_follow_the_number(number: int, russian: str) -> None:
    assert plural("день|дня|дней", number, "ru") == russian
    assert plural("день|дня|дней", number, "en") == ("day" if number == 1 else "days")
    assert count("день|дня|дней", number, "ru") == f"{number}\u00a0{russian}"


def test_a_sentence_without_english_is_read_in_russian() -> None:
    assert translate("Такого текста {n} нет нигде", "en", n=3) == "Такого текста 3 нет нигде"
    assert Text("Такого текста нет нигде").read("en") == "Такого текста нет нигде"
