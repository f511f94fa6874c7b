"""Every sentence exists in both languages and says the same things."""

from __future__ import annotations

import re

import pytest

from assembly.register_import.sentences import SENTENCES, Place, say


@pytest.mark.parametrize("code", SENTENCES)
def test_sentences_are_whole(code: str) -> None:
    level, problem_ru, problem_en, fix_ru, fix_en = SENTENCES[code]
    assert level in {"error", "warning"}
    assert set(re.findall(r"{(\w+)}", problem_ru)) == set(re.findall(r"{(\w+)}", problem_en))
    for text in (problem_ru, problem_en, fix_ru.split("{hint")[0], fix_en.split("{hint")[0]):
        assert text.endswith((".", ":", "{likely}."))
    assert re.search("[а-я]", problem_ru + fix_ru)
    assert not re.search("[а-я]", re.sub("«[^»]*»", "", problem_en + fix_en))


def test_a_value_may_differ_by_language() -> None:
    problem = say("kind_missing", Place("Л", 5, "Вид"), kind={"ru": "жилое", "en": "residential"})
    assert problem.as_json("en") == {
        "sheet": "Л",
        "row": 5,
        "column": "Вид",
        "code": "kind_missing",
        "problem": "The kind of unit is missing; it was read as residential.",
        "fix": "Write in the column “kind”: residential, non-residential or parking.",
        "problem_en": "The kind of unit is missing; it was read as residential.",
        "fix_en": "Write in the column “kind”: residential, non-residential or parking.",
    }
    assert problem.as_json()["problem"] == "Вид помещения не указан; прочитано как жилое."
