"""What a person may answer to each kind of question about paper: one table, from which the pages make their buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assembly.model import AgendaItem, Review, ReviewReason
from assembly.text import Text
from assembly.wording import OPTIONS

CONTEST_REASONS = frozenset({
    ReviewReason.MARGINAL_MARK, ReviewReason.OVERVOTE, ReviewReason.INK_OUTSIDE, ReviewReason.OTHER_MARK,
    ReviewReason.JOINT_DIFFER,
})  # fmt: skip
"""Questions about one contest: answered with one of its options, «нет ответа» or «недействительно»."""

MARK_REASONS = CONTEST_REASONS - {ReviewReason.JOINT_DIFFER}
"""Questions about what the ink says: a reading, not a decision."""

SHEET_REASONS = frozenset({ReviewReason.UNKNOWN_CODE, ReviewReason.NO_CODE, ReviewReason.UNREADABLE})
"""Questions about whose sheet it is."""

BLIND_REASONS = MARK_REASONS | SHEET_REASONS
"""Questions that two people answer with the same, and neither sees the other's answer."""

SET_ASIDE = "set_aside"
NOT_A_BALLOT = "not_a_ballot"
BELONGS = "belongs"
"""The answer carries `ballot` (its code) and `page`, or `owner` for a spare sheet."""
FOREIGN = "foreign"
"""The answer carries `owner`, `selections`, `signed` and `dated`: a sheet without our code."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: its key in the record, its words, the key to press for it, and whether a note must be written."""

    answer: str
    words: Text
    key: str
    needs_note: bool = False


CHOICES: dict[ReviewReason, tuple[Choice, ...]] = {
    ReviewReason.MISSING_SIGNATURE: (
        Choice("signed", Text("Подпись есть"), "1"),
        Choice(SET_ASIDE, Text("Подписи нет: не учитывать"), "0"),
    ),
    ReviewReason.MISSING_DATE: (
        Choice("dated", Text("Дата есть"), "1"),
        Choice("accept", Text("Даты нет: учесть по дню приёма"), "2"),
        Choice(SET_ASIDE, Text("Даты нет: не учитывать"), "0"),
    ),
    ReviewReason.UNKNOWN_CODE: (
        Choice(BELONGS, Text("Ввести код с листа"), "1"),
        Choice(NOT_A_BALLOT, Text("Это не решение нашего собрания"), "0"),
    ),
    ReviewReason.NO_CODE: (
        Choice(FOREIGN, Text("Самодельное решение: ввести собственника и ответы"), "1"),
        Choice(BELONGS, Text("Ввести код с листа"), "2"),
        Choice(NOT_A_BALLOT, Text("Это не решение собственника"), "0"),
    ),
    ReviewReason.UNREADABLE: (
        Choice(BELONGS, Text("Ввести код с листа"), "1"),
        Choice(FOREIGN, Text("Самодельное решение: ввести собственника и ответы"), "2"),
        Choice(NOT_A_BALLOT, Text("Это не решение собственника"), "0"),
    ),
    ReviewReason.DUPLICATE: (
        Choice("same", Text("Тот же лист: оставить первое чтение"), "1"),
        Choice("look_again", Text("Листы различаются: решить по каждому вопросу"), "2"),
    ),
    ReviewReason.MISSING_PAGE: (
        Choice("accept", Text("Страницы не было: вопросы на ней без ответа"), "1", needs_note=True),
        Choice(SET_ASIDE, Text("Не учитывать решение"), "0", needs_note=True),
    ),
    ReviewReason.DIFFERING_PRINTS: (
        Choice("earlier", Text("Учесть полученное раньше"), "1"),
        Choice("later", Text("Учесть полученное позже"), "2"),
        Choice("neither", Text("Не учитывать ни одно"), "0", needs_note=True),
    ),
    ReviewReason.ALSO_ONLINE: (
        Choice("paper", Text("Бумажное решение было раньше"), "1"),
        Choice("online", Text("Решение в системе было раньше"), "2"),
    ),
    ReviewReason.NOT_RECEIVED: (
        Choice("in_time", Text("Получено в срок: есть другое доказательство"), "1", needs_note=True),
        Choice(SET_ASIDE, Text("Получено поздно: не учитывать"), "0"),
    ),
}


def choices_for(reason: ReviewReason, options: Sequence[str] = ()) -> tuple[Choice, ...]:
    """The answers to a question of this kind; `options` are those of its contest, in the order of the paper."""
    if reason not in CONTEST_REASONS:
        return CHOICES[reason]
    named = tuple(
        Choice(option, Text.of(OPTIONS.get(option, {"ru": option, "en": option})), str(number))
        for number, option in enumerate(options, 1)
    )
    blank = Choice("blank", Text.of(OPTIONS["blank"]), "0")
    return (*named, blank, Choice("invalid", Text.of(OPTIONS["invalid"]), "Н"))


def choices_of(review: Review, items: Sequence[AgendaItem]) -> tuple[Choice, ...]:
    """The answers to this question of this assembly."""
    item = next((one for one in items if one.contest_id == review.contest), None)
    return choices_for(ReviewReason(review.reason), item.options if item is not None else ())


def answers_needed(reason: ReviewReason) -> int:
    """How many people must answer the same."""
    return 2 if reason in BLIND_REASONS else 1
