"""The spreadsheet: formulas that count what the rows say, text that stays text, no names where none may be."""

from __future__ import annotations

import io
import re
from fractions import Fraction
from typing import Any

import openpyxl
import pytest

from assembly.documents.sums import SumsFacts, make_sums


def book(facts: SumsFacts) -> Any:
    return openpyxl.load_workbook(io.BytesIO(make_sums(facts)))


def cells(workbook: Any, text: str) -> list[Any]:
    """The values of a range such as 'Голоса'!$E$2:$E$10."""
    sheet, place = re.fullmatch(r"'(.+)'!(.+)", text).groups()  # type: ignore[union-attr]
    return [row[0].value for row in workbook[sheet][place.replace("$", "")]]


def sumifs(workbook: Any, formula: str) -> float:
    """What a spreadsheet program makes of =SUMIFS(range, range, "word", …)."""
    parts = re.findall(r"'[^']+'!\$[A-Z]+\$\d+:\$[A-Z]+\$\d+|\"[^\"]*\"", formula)
    total = 0.0
    tests = [(cells(workbook, parts[n]), parts[n + 1].strip('"')) for n in range(1, len(parts), 2)]
    for place, votes in enumerate(cells(workbook, parts[0])):
        if all((found[place] != word[2:]) if word.startswith("<>") else found[place] == word for found, word in tests):
            total += votes
    return total


def test_the_same_facts_give_the_same_bytes(papers: Any) -> None:
    assert make_sums(papers().sums()) == make_sums(papers().sums())


def test_the_formulas_add_up_to_the_sums_of_the_protocol(papers: Any) -> None:
    facts = papers(questions=5).sums(23)
    workbook = book(facts)
    totals = workbook["Итоги"]
    for place, question in enumerate(facts.questions):
        row = 10 + place
        assert totals.cell(row, 1).value == question.number
        for column, answer in enumerate(("for", "against", "abstain", "blank", "invalid"), 3):
            own = sumifs(workbook, totals.cell(row, column).value)
            assert own == pytest.approx(float(question.sums[answer]), abs=0.0001)
        without = sum(row.votes for row in facts.rows if row.kind != "parking" and row.answers[place] == "for")
        assert sumifs(workbook, totals.cell(row, 15).value) == pytest.approx(float(without), abs=0.0001)
        assert totals.cell(row, 11).value == f'=IF(C{row}>I{row}+0.0005,"Принято","Не принято")'


def test_every_share_has_a_row_with_its_exact_votes(papers: Any) -> None:
    facts = papers(questions=2).sums(7)
    sheet = book(facts)["Голоса"]
    assert sheet.max_row == 8
    assert [Fraction(row[5].value) for row in sheet.iter_rows(min_row=2)] == [row.votes for row in facts.rows]


def test_text_that_looks_like_a_formula_stays_text(papers: Any) -> None:
    sheet = book(papers(questions=1).sums(3))["Голоса"]
    owner = sheet["C2"]
    assert (owner.value, owner.data_type, owner.quotePrefix) == ("=HYPERLINK(1)", "s", True)
    title = book(papers(questions=1).sums(3))["Итоги"]["B10"]
    assert (title.value, title.data_type) == ("@SUM(A1)", "s")


def test_the_published_sums_name_nobody(papers: Any) -> None:
    facts = papers(questions=1).sums(3).for_publication()
    sheet = book(facts)["Голоса"]
    assert [cell.value for cell in sheet[1]][:5] == [
        "Решение №",
        "Вид помещения",
        "Голоса, м²",
        "Голоса точно",
        "Как ответили",
    ]
    assert "HYPERLINK" not in str([[cell.value for cell in row] for row in sheet.iter_rows()])


def test_english_and_empty(papers: Any) -> None:
    workbook = book(papers(questions=1, language="en").sums(0))
    assert workbook.sheetnames == ["Votes", "Totals", "How to count"]
    assert workbook["Totals"]["C10"].value == "=SUMIFS('Votes'!$E$2:$E$2,'Votes'!$H$2:$H$2,\"For\")"
