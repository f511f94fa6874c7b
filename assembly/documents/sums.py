"""The sums as a spreadsheet that anybody can add up: the votes, and live formulas that count them again."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from io import BytesIO
from typing import Any

from assembly.wording import UNIT_KINDS, Tongue, option_word, outcome_word, word
from ballots.canonical import fraction_text

ANSWERS = ("for", "against", "abstain", "blank", "invalid")
_MOMENT = (1980, 1, 1, 0, 0, 0)
_FIXED = "2000-01-01T00:00:00Z"
_FIRST_ROW = 2
_FIRST_TOTAL = 10  # below the title, the sums of the house and the header


@dataclass(frozen=True, slots=True)
class SumsApart:
    """One entrance counted apart: all its m², and the m² by answer as the protocol has them."""

    entrance: str
    total: Fraction
    sums: dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class SumsQuestion:
    """One question. needs: the majority in words; needed: m² to reach, or to pass where `strict`; outcome: its name.

    sums: answer → m² as the protocol has it; without_parking: the m² needed without parking places and the outcome.
    """

    number: int
    title: str
    needs: str
    needed: Fraction | None
    strict: bool
    outcome: str
    sums: dict[str, Fraction]
    needed_without_parking: Fraction | None = None
    outcome_without_parking: str = ""
    options: tuple[str, ...] = ("for", "against", "abstain")
    asks: str = ""
    apart: tuple[SumsApart, ...] = ()


@dataclass(frozen=True, slots=True)
class SumsRow:
    """One share that a counted ballot answers for. kind: of the premises; answers: one a question, by its name; empty
    where the question is not put to the holders of these premises."""

    ballot: str
    kind: str
    votes: Fraction
    channel: str
    answers: tuple[str, ...]
    premises: str = ""
    owner: str = ""
    entrance: str = ""


@dataclass(frozen=True, slots=True)
class SumsFacts:
    """Finished values; votes in m², exact."""

    language: str
    training: bool
    title: str
    address: str
    total: Fraction
    total_without_parking: Fraction
    questions: tuple[SumsQuestion, ...]
    rows: tuple[SumsRow, ...]
    with_names: bool = False

    @property
    def counts_entrances(self) -> bool:
        """Whether an entrance is counted apart, so that the rows must say which one they are of."""
        return any(question.apart for question in self.questions)

    def for_publication(self) -> SumsFacts:
        """The same without names and numbers of premises."""
        return replace(self, with_names=False, rows=tuple(replace(row, premises="", owner="") for row in self.rows))


def make_sums(facts: SumsFacts) -> bytes:
    """The workbook: «Голоса», «Итоги» (formulas), «Как считать». The same facts give the same bytes.

    Text that begins like a formula stays text.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    say = Tongue(facts.language)
    layout = _Columns(facts, say)
    _votes_sheet(book, facts, say, layout)
    _totals_sheet(book, facts, say, layout)
    _how_sheet(book, facts, say)
    stream = BytesIO()
    book.save(stream)
    return _fixed(stream.getvalue())


class _Columns:
    """Where things stand on the sheet of votes."""

    def __init__(self, facts: SumsFacts, say: Tongue):
        from openpyxl.utils import get_column_letter

        self.sheet = say("Голоса", "Votes")
        names = [say("Помещение", "Premises"), say("Собственник", "Owner")] if facts.with_names else []
        self.head = [
            say("Решение №", "Decision no."), *names, say("Вид помещения", "Kind"),
            *([say("Подъезд", "Entrance")] if facts.counts_entrances else []), say("Голоса, м²", "Votes, m²"),
            say("Голоса точно", "Votes, exact"), say("Как ответили", "Answered"),
        ]  # fmt: skip
        self.last = _FIRST_ROW + max(len(facts.rows), 1) - 1
        self._letter = get_column_letter
        self._votes, self._kind = len(self.head) - 2, len(names) + 2

    def _range(self, column: int) -> str:
        letter = self._letter(column)
        return f"'{self.sheet}'!${letter}${_FIRST_ROW}:${letter}${self.last}"

    @property
    def votes(self) -> str:
        return self._range(self._votes)

    @property
    def kinds(self) -> str:
        return self._range(self._kind)

    @property
    def entrances(self) -> str:
        return self._range(self._votes - 1)

    def answers(self, question: int) -> str:
        """The answers to the question with this place, from 0."""
        return self._range(len(self.head) + 1 + question)


def _votes_sheet(book: Any, facts: SumsFacts, say: Tongue, layout: _Columns) -> None:
    sheet = book.create_sheet(layout.sheet)
    sheet.freeze_panes = "B2"
    for place in range(1, len(layout.head) + 1):
        sheet.column_dimensions[layout._letter(place)].width = 18
    questions = [f"{question.number}. {question.title}" for question in facts.questions]
    sheet.append([_head_cell(sheet, text) for text in (*layout.head, *questions)])
    words = {name: option_word(name, say.language) for name in {a for row in facts.rows for a in row.answers if a}}
    for row in facts.rows:
        names = [_text(sheet, row.premises), _text(sheet, row.owner)] if facts.with_names else []
        kind = word(UNIT_KINDS, row.kind, say.language)
        exact = fraction_text(row.votes)
        where = [_text(sheet, row.entrance)] if facts.counts_entrances else []
        sheet.append([_text(sheet, row.ballot), *names, kind, *where, _number(sheet, row.votes), exact, row.channel,
                      *(_text(sheet, words.get(answer, "")) for answer in row.answers)])  # fmt: skip


def _totals_sheet(book: Any, facts: SumsFacts, say: Tongue, layout: _Columns) -> None:
    sheet = book.create_sheet(say("Итоги", "Totals"))
    for letter, width in zip("ABCDEFGHIJKLMNOPQR", (6, 60, *([15] * 16)), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_head_cell(sheet, facts.title)])
    sheet.append([_text(sheet, facts.address)])
    parking = word(UNIT_KINDS, "parking", say.language)
    sheet.append(["", say("Всего голосов, м²", "Votes in all, m²"), _number(sheet, facts.total)])
    sheet.append(["", say("Приняли участие, м²", "Took part, m²"), f"=SUM({layout.votes})"])
    sheet.append(["", say("Приняли участие, % всех голосов", "Took part, % of all votes"), "=IF(C3=0,0,C4/C3*100)"])
    without = _number(sheet, facts.total_without_parking)
    sheet.append(["", say("Всего без машино-мест, м²", "In all without parking, m²"), without])
    sheet.append(["", say("Из участников машино-места, м²", "Of which parking, m²"),
                  f'=SUMIFS({layout.votes},{layout.kinds},"{parking}")'])  # fmt: skip
    sheet.append([])
    sheet.append([_head_cell(sheet, text) for text in _totals_head(say)])
    for place, question in enumerate(facts.questions):
        sheet.append(list(_totals_row(sheet, question, place, layout, say)))
    if facts.counts_entrances:
        _apart_rows(sheet, facts, layout, say)


def _apart_rows(sheet: Any, facts: SumsFacts, layout: _Columns, say: Tongue) -> None:
    """The entrances that the law counts apart, added up from the same rows."""
    answers = [option_word(answer, say.language) for answer in ANSWERS]
    row = _FIRST_TOTAL + len(facts.questions) + 1
    sheet.append([])
    head = [
        "№", say("Отдельно по подъезду", "Entrance counted apart"), *answers, say("Всего ответов", "All answers"),
        say("Всего голосов подъезда, м²", "Votes of the entrance, m²"), say("«За» по протоколу", "For, by the minutes"),
        say("Совпадает", "Agrees"),
    ]  # fmt: skip
    sheet.append([_head_cell(sheet, text) for text in head])
    for place, question in enumerate(facts.questions):
        for one in question.apart:
            row += 1
            entrance = f'{layout.entrances},"{_quoted(one.entrance)}"'
            counted = [f'=SUMIFS({layout.votes},{layout.answers(place)},"{word}",{entrance})' for word in answers]
            title = say(f"Подъезд {one.entrance}. {question.title}", f"Entrance {one.entrance}. {question.title}")
            sheet.append([
                question.number, _text(sheet, title), *counted, f"=SUM(C{row}:G{row})", _number(sheet, one.total),
                _number(sheet, one.sums.get("for", Fraction(0))),
                f'=IF(ABS(C{row}-J{row})<0.0005,"{say("да", "yes")}","{say("НЕТ", "NO")}")',
            ])  # fmt: skip


def _quoted(text: str) -> str:
    """A text inside a formula's quotes, where it stands for itself alone."""
    return text.replace('"', '""').replace("~", "~~").replace("*", "~*").replace("?", "~?")


def _totals_head(say: Tongue) -> list[str]:
    answers = [option_word(answer, say.language) for answer in ANSWERS]
    return [
        "№", say("Вопрос", "Question"), *answers, say("Всего ответов", "All answers"), say("Нужно, м²", "Needed, m²"),
        say("Как", "How"), say("Итог по формуле", "By formula"), say("Итог по протоколу", "By the minutes"),
        say("«За» по протоколу", "For, by the minutes"), say("Совпадает", "Agrees"),
        say("«За» без машино-мест", "For without parking"), say("Нужно без машино-мест", "Needed without parking"),
        say("Итог без машино-мест", "Without parking"), say("Правило", "Rule"),
    ]  # fmt: skip


def _totals_row(sheet: Any, question: SumsQuestion, place: int, layout: _Columns, say: Tongue) -> Iterator[Any]:
    row, answers = _FIRST_TOTAL + place, layout.answers(place)
    yield question.number
    yield _text(sheet, question.title)
    for answer in ANSWERS:
        yield f'=SUMIFS({layout.votes},{answers},"{option_word(answer, say.language)}")'
    yield f"=SUM(C{row}:G{row})"
    yield "" if question.needed is None else _number(sheet, question.needed)
    yield say("больше чем", "more than") if question.strict else say("не менее", "at least")
    yield _verdict(f"C{row}", f"I{row}", question.needed, question.strict, say)
    yield outcome_word(question.outcome, say.language)
    yield _number(sheet, question.sums.get("for", Fraction(0)))
    yield f'=IF(ABS(C{row}-M{row})<0.0005,"{say("да", "yes")}","{say("НЕТ", "NO")}")'
    parking = word(UNIT_KINDS, "parking", say.language)
    yield f'=SUMIFS({layout.votes},{answers},"{option_word("for", say.language)}",{layout.kinds},"<>{parking}")'
    other = question.needed_without_parking
    yield "" if other is None else _number(sheet, other)
    yield _verdict(f"O{row}", f"P{row}", other, question.strict, say)
    yield _text(sheet, " ".join(part for part in (question.needs, question.asks) if part))


def _verdict(reached: str, needed: str, bound: Fraction | None, strict: bool, say: Tongue) -> str:
    """The formula of an outcome; a whisker of 0,0005 m² stands for what a spreadsheet cannot hold exactly."""
    if bound is None:
        return ""
    yes, no = outcome_word("carried", say.language), outcome_word("not_carried", say.language)
    comparison = f"{reached}>{needed}+0.0005" if strict else f"{reached}>={needed}-0.0005"
    return f'=IF({comparison},"{yes}","{no}")'


def _how_sheet(book: Any, facts: SumsFacts, say: Tongue) -> None:
    sheet = book.create_sheet(say("Как считать", "How to count"))
    sheet.column_dimensions["A"].width = 110
    for line in _how(facts, say):
        sheet.append([_text(sheet, line)])


def _how(facts: SumsFacts, say: Tongue) -> Sequence[str]:
    lines = [
        say("Каждая строка листа «Голоса» — одна доля в одном помещении, за которую засчитано решение.",
            "Each row of the sheet “Votes” is one share of one unit for which a decision counts."),
        say("Один голос — один квадратный метр: площадь помещения, умноженная на долю. Точное значение — дробью в столбце рядом.",
            "One vote is one square metre: the area times the share. The exact value stands as a fraction beside it."),
        say("Лист «Итоги» складывает голоса формулами; измените или удалите строку — итоги пересчитаются.",
            "The sheet “Totals” adds the votes up by formulas; change or delete a row and they are counted again."),
        say("«Нужно» — граница из закона: «больше чем» надо превысить, «не менее» — достичь.",
            "“Needed” is the law's bound: “more than” must be passed, “at least” must be reached."),
        say("Таблица считает десятичными дробями, система — точными: разница меньше 0,0005 м² ничего не значит.",
            "A spreadsheet counts in decimals, the system in exact fractions: a difference below 0.0005 m² means nothing."),
        say("Совместная собственность — одна доля на всех, она засчитана один раз.",
            "Joint owners hold one share together; it counts once."),
        say("Доли собственников, которые не ответили, входят во «всего голосов», но строк не имеют.",
            "Shares of owners who did not answer are part of the votes in all and have no row."),
    ]  # fmt: skip
    if facts.training:
        lines.append(
            say("Учебная система: собрание и голоса ненастоящие.", "Training system: the assembly is invented.")
        )
    return lines


def _number(sheet: Any, value: Fraction) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=round(value.numerator / value.denominator, 6))
    cell.number_format = "#,##0.00##"
    return cell


def _text(sheet: Any, text: str) -> Any:
    """Text as text: what begins like a formula is marked so that no program takes it for one."""
    from openpyxl.cell import WriteOnlyCell

    clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    if clean[:1] not in {"=", "+", "-", "@", "\t", "\r"}:
        return clean
    cell = WriteOnlyCell(sheet, value=clean)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _head_cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(sheet, value=re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text))
    cell.data_type = "s"
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cell


def _fixed(content: bytes) -> bytes:
    """The same workbook without the moment of its writing."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            body = old.read(name)
            if name == "docProps/core.xml":
                body = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _FIXED.encode(), body)
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, body)
    return stream.getvalue()
