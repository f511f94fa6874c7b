"""A house of ten premises, who answers what in it, and a recount by hand that knows nothing of the product's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

ADDRESS = "г. Светлоград, ул. Примерная, д. 7"
HEADER = ("Помещение", "Вид", "Подъезд", "Площадь, кв. м", "Собственник", "Тип", "Доля", "Документ", "E-mail")
ROWS = (
    ("1", "жилое", 1, "33.4", "Белова Анна Ивановна", "1"),
    ("2", "жилое", 1, "46.8", "Сомова Мария Петровна", "1"),
    ("3", "жилое", 1, "61.9", "Титов Олег Львович", "1/2"),
    ("3", "жилое", 1, "61.9", "Титова Вера Павловна", "1/2"),
    ("4", "жилое", 1, "46.8", "Панин Глеб Ильич", "1"),
    ("5", "жилое", 2, "61.9", "Лапина Нина Олеговна", "1"),
    ("6", "жилое", 2, "33.4", "Ежов Егор Львович", "1"),
    ("7", "жилое", 2, "46.8", "Жилин Илья Петрович", "1"),
    ("пом. I", "нежилое", 1, "58.3", "ООО «Лавка»", "1"),
    ("8", "жилое", 2, "33.4", None, None),
    ("м/м 1", "машино-место", 1, "13.3", "Сомова Мария Петровна", "1"),
)
WITHOUT_DOCUMENT = "Жилин Илья Петрович"
TOTAL = {True: Fraction("436.0"), False: Fraction("422.7")}
"""Square metres of the house with its parking place, and without."""

QUESTIONS = (
    ("Избрать председателем собрания Белову А. И.", "председатель", "Другие вопросы", "participants"),
    ("Провести ремонт подъездов за 480 000 ₽", "ремонт подъездов", "Текущий ремонт", "participants"),
    ("Установить шлагбаум", "шлагбаум", "Пользование земельным участком", "two thirds of all"),
)
"""(title, what is looked for in the catalogue, how its entry begins, majority)"""


@dataclass(slots=True)
class Holder:
    """What the pen of assembly.demo.paper asks of a voter, and what the recount does."""

    name: str
    channel: str
    means: dict[str, str]
    stakes: tuple[Fraction, ...]
    parking: Fraction = Fraction(0)
    story: str = ""
    marks: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    ballot: str = ""

    @property
    def counts(self) -> bool:
        """An unsigned sheet and one that its owner never gave do not."""
        return self.story not in {"unsigned", "not mine"}


def _holder(name: str, channel: str, answers: str, *stakes: str, parking: str = "0", story: str = "") -> Holder:
    means = {str(number): answer for number, answer in enumerate(answers.split(), 1)}
    return Holder(name, channel, means, tuple(map(Fraction, stakes)), Fraction(parking), story)


def voters() -> list[Holder]:
    """Six who answer by themselves, one who forgot to sign, one for whom somebody else answered."""
    return [
        _holder("Белова Анна Ивановна", "paper", "for invalid for", "33.4", story="overvotes"),
        _holder("Сомова Мария Петровна", "app", "for against for", "46.8", parking="13.3"),
        _holder("Титов Олег Львович", "paper", "for for for", "30.95"),
        _holder("Титова Вера Павловна", "paper", "against for abstain", "30.95"),
        _holder("Панин Глеб Ильич", "list", "abstain for against", "46.8"),
        _holder("Лапина Нина Олеговна", "paper", "against against against", "61.9", story="unsigned"),
        _holder("Ежов Егор Львович", "paper", "against against against", "33.4", story="not mine"),
        _holder("ООО «Лавка»", "paper", "for for for", "58.3"),
    ]


def recount(question: str, *, with_parking: bool) -> dict[str, Fraction]:
    """{answer: m², "present": m²} of what the voters meant."""
    sums = dict.fromkeys(("for", "against", "abstain", "blank", "invalid", "present"), Fraction(0))
    for voter in voters():
        if voter.counts:
            votes = sum(voter.stakes, Fraction(0)) + (voter.parking if with_parking else 0)
            sums[voter.means[question]] += votes
            sums["present"] += votes
    return sums


def is_carried(question: str, *, with_parking: bool) -> bool:
    """Whether the answers for it reach the majority, given a quorum."""
    sums, whole = recount(question, with_parking=with_parking), TOTAL[with_parking]
    if sums["present"] * 2 <= whole:
        return False
    if QUESTIONS[int(question) - 1][3] == "participants":
        return sums["for"] * 2 > sums["present"]
    return sums["for"] * 3 >= whole * 2


def write_register(path: Path) -> None:
    """The register as an administrator keeps it."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    names = [row[4] for row in ROWS]
    for number, (unit, kind, entrance, area, owner, share) in enumerate(ROWS):
        document = None if owner in {None, WITHOUT_DOCUMENT} else f"собственность 26:24:0000001:{number}-26/2016"
        legal = None if owner is None else "юрлицо" if owner.startswith("ООО") else "физлицо"
        mail = f"owner{names.index(owner)}@example.org" if owner else None
        sheet.append([unit, kind, entrance, float(area), owner, legal, share, document, mail])
    book.save(path)
