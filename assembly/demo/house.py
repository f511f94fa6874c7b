"""An invented house with everything that real registers have: joint and shared flats, a developer, the unknown."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

ADDRESS = "г. Светлоград, ул. Примерная, д. 1"
FULL_SIZE = 248
ENTRANCES = 4

SURNAMES = [
    "Белов",
    "Сомов",
    "Титов",
    "Орлов",
    "Носов",
    "Панин",
    "Жилин",
    "Лапин",
    "Ежов",
    "Хохлов",
    "Дёмин",
    "Сафин",
    "Юдин",
    "Галеев",
    "Калинин",
    "Гарипов",
    "Касымов",
    "Андреев",
    "Моисеев",
    "Щукин",
    "Яшин",
    "Исаев",
    "Романов",
    "Фролов",
    "Зотов",
    "Ершов",
    "Власов",
    "Громов",
    "Карпов",
    "Лосев",
]
MEN = ["Глеб", "Егор", "Лев", "Олег", "Борис", "Илья", "Рөстәм", "Ерлан", "Пётр", "Артём", "Марат", "Қайрат"]
WOMEN = ["Анна", "Мария", "Вера", "Нина", "Дарья", "Жанна", "Зинаида", "Айгүл", "Әлия", "Гөлнара", "Ольга", "Кира"]
MIDDLE = [
    "Иванович",
    "Петрович",
    "Львович",
    "Олегович",
    "Денисович",
    "Юрьевич",
    "Ильич",
    "Борисович",
    "Павлович",
    "Романович",
]
UNUSUAL = ("О’Коннор <b>", "Нұрланова-Өмірзақова", "Петрова-Водкина & Ко")

# (how many of 248, kind, area m², what its number begins with)
SIZES = (
    (72, "жилое", "33.4"),
    (90, "жилое", "46.8"),
    (54, "жилое", "61.9"),
    (5, "нежилое", "58.3"),
    (2, "нежилое", "112.6"),
    (1, "нежилое", "324.7"),
    (24, "машино-место", "13.3"),
)
# How 216 flats are held: (how many, kind of holding)
HELD = (
    (118, "sole"), (38, "joint"), (24, "1/2 1/2"), (12, "1/3 1/3 1/3"), (6, "2/3 1/3"), (4, "1/4 3/4"),
    (6, "municipal"), (5, "developer"), (2, "unknown"), (1, "deceased"),
)  # fmt: skip
SHARES = {
    "joint": ((Fraction(1), True), (Fraction(1), True)),
    "1/2 1/2": ((Fraction(1, 2), False), (Fraction(1, 2), False)),
    "1/3 1/3 1/3": ((Fraction(1, 3), False),) * 3,
    "2/3 1/3": ((Fraction(2, 3), False), (Fraction(1, 3), False)),
    "1/4 3/4": ((Fraction(1, 4), False), (Fraction(3, 4), False)),
    "unknown": (),
}
MUNICIPALITY = "Муниципальное образование «Город Светлоград»"
DEVELOPER = "ООО «СветСтрой»"
EMPLOYEE = "Орлова Нина Павловна"


@dataclass(slots=True)
class DemoOwner:
    """Somebody who holds something; `holdings` are (unit number, fraction, joint)."""

    name: str
    kind: str = "физлицо"
    email: str = ""
    representative: str = ""
    authority: str = ""
    deceased: bool = False
    holdings: list[tuple[DemoUnit, Fraction, bool]] = field(default_factory=list)

    @property
    def votes(self) -> Fraction:
        """Square metres that this owner may answer for, a joint share whole."""
        return sum((unit.area * share for unit, share, _ in self.holdings), Fraction(0))


@dataclass(slots=True, eq=False)
class DemoUnit:
    kind: str
    number: str
    entrance: int
    area: Fraction
    documents: str = ""


@dataclass(slots=True)
class DemoHouse:
    units: list[DemoUnit]
    owners: list[DemoOwner]
    rows: list[list[object]]
    """The register as it is kept, below its header."""

    @property
    def area(self) -> Fraction:
        return sum((unit.area for unit in self.units), Fraction(0))


HEADER = ("№ п/п", "Помещение", "Вид", "Подъезд", "Площадь, кв. м", "Собственник", "Тип", "Доля", "Документ",
          "Представитель", "Доверенность", "E-mail", "Телефон")  # fmt: skip


def build_house(units: int, seed: int) -> DemoHouse:
    """A house of about `units` premises (at least 12); the same seed builds the same house."""
    rng = random.Random(seed)
    house = DemoHouse(_units(max(12, units), rng), [], [])
    _settle(house, rng)
    _give_authority(house, rng)
    _write_rows(house, rng)
    return house


def _units(wanted: int, rng: random.Random) -> list[DemoUnit]:
    by_kind: dict[str, list[str]] = {}
    for count, kind, area in SIZES:
        by_kind.setdefault(kind, []).extend([area] * max(1, round(count * wanted / FULL_SIZE)))
    for areas in by_kind.values():
        rng.shuffle(areas)
    units: list[DemoUnit] = []
    flats = by_kind["жилое"]
    for position, area in enumerate(flats):
        number = "12а" if position == 12 else str(position + 1 if position < 12 else position)
        units.append(DemoUnit("жилое", number, 1 + position * ENTRANCES // len(flats), Fraction(area)))
    for position, area in enumerate(by_kind["нежилое"]):
        number = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[position % 10] + "а" * (position // 10)
        units.append(DemoUnit("нежилое", f"пом. {number}", 1 + position % ENTRANCES, Fraction(area)))
    for position, area in enumerate(by_kind["машино-место"]):
        units.append(DemoUnit("машино-место", f"м/м {position + 1}", 1 + position % ENTRANCES, Fraction(area)))
    return units


def _settle(house: DemoHouse, rng: random.Random) -> None:
    """Give every unit to somebody."""
    names = _names(rng)
    flats = [unit for unit in house.units if unit.kind == "жилое"]
    ways = [way for count, way in HELD for _ in range(max(1, round(count * len(flats) / 216)))]
    ways = (ways + ["sole"] * len(flats))[: len(flats)]
    rng.shuffle(ways)
    municipality, developer = (
        DemoOwner(MUNICIPALITY, "муниципалитет"),
        DemoOwner(DEVELOPER, "юрлицо", "info@example.org"),
    )
    rich: DemoOwner | None = None

    def person() -> DemoOwner:
        owner = DemoOwner(next(names), email=f"owner{len(house.owners)}@example.org" if rng.random() < 0.6 else "")
        house.owners.append(owner)
        return owner

    for unit, way in zip(flats, ways, strict=True):
        if way == "sole":
            if rich is None:
                rich = person()
                rich.email = "five.flats@example.org"
            owner = rich if len(rich.holdings) < 5 else person()
            owner.holdings.append((unit, Fraction(1), False))
        elif way in {"municipal", "developer"}:
            (municipality if way == "municipal" else developer).holdings.append((unit, Fraction(1), False))
        elif way == "deceased":
            owner = person()
            owner.deceased = True
            owner.holdings.append((unit, Fraction(1), False))
        else:
            for share, joint in SHARES[way]:
                person().holdings.append((unit, share, joint))
    _settle_the_rest(house, rng)
    house.owners += [municipality, developer]


def _settle_the_rest(house: DemoHouse, rng: random.Random) -> None:
    """Shops belong to companies, parking places to people who live here."""
    neighbours = [owner for owner in house.owners if not owner.deceased and owner.email]
    for unit in house.units:
        if unit.kind == "нежилое":
            company = DemoOwner(
                f"ООО «Лавка {unit.number[5:]}»", "юрлицо", f"shop.{unit.number[5:].lower()}@example.org"
            )
            company.holdings.append((unit, Fraction(1), False))
            house.owners.append(company)
        elif unit.kind == "машино-место":
            rng.choice(neighbours).holdings.append((unit, Fraction(1), False))


def _names(rng: random.Random):  # type: ignore[no-untyped-def]
    used: set[str] = set(UNUSUAL)
    yield from (f"{name} Анна Ивановна" for name in UNUSUAL)
    while True:
        woman = rng.random() < 0.55
        surname, middle = rng.choice(SURNAMES), rng.choice(MIDDLE)
        if woman:
            middle = _of_a_woman(middle)
        name = f"{surname}{'а' if woman else ''} {rng.choice(WOMEN if woman else MEN)} {middle}"
        if name not in used:
            used.add(name)
            yield name


def _of_a_woman(middle: str) -> str:
    return "Ильинична" if middle == "Ильич" else middle[:-2] + "на"


def _give_authority(house: DemoHouse, rng: random.Random) -> None:
    """Nine powers of attorney, five of them to one employee of the managing company."""
    persons = [
        owner for owner in house.owners if owner.kind == "физлицо" and not owner.deceased and len(owner.holdings) == 1
    ]
    for position, owner in enumerate(rng.sample(persons, min(9, len(persons) // 4))):
        owner.representative = (
            EMPLOYEE if position < 5 else f"Доверенко {rng.choice(WOMEN)} {_of_a_woman(MIDDLE[position])}"
        )
        owner.authority = f"доверенность № {100 + position} от 12.01.2026"


def _write_rows(house: DemoHouse, rng: random.Random) -> None:
    held: dict[int, list[tuple[DemoOwner, Fraction, bool]]] = {}
    for owner in house.owners:
        for unit, share, joint in owner.holdings:
            held.setdefault(id(unit), []).append((owner, share, joint))
    for unit in house.units:
        for owner, share, joint in held.get(id(unit), [(DemoOwner("", ""), Fraction(1), False)]):
            day = date(2010, 1, 11) + timedelta(days=rng.randrange(5000))
            document = f"собственность 26:24:{rng.randrange(10**7):07d}:{rng.randrange(10**4)}-26/{day:%m/%Y} от {day:%d.%m.%Y}"
            if not owner.name or rng.random() < 0.02:
                document = ""
            share_text = "совместная" if joint else "1" if share == 1 else f"{share.numerator}/{share.denominator}"
            house.rows.append([
                len(house.rows) + 1, unit.number, unit.kind, unit.entrance, float(unit.area), owner.name or None,
                owner.kind or None, share_text, document or None, owner.representative or None, owner.authority or None,
                owner.email or None, None,
            ])  # fmt: skip


def write_register(house: DemoHouse, path: Path) -> None:
    """The register as administrators keep it: a title, a header in the fourth row, a total, a second sheet."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = "Реестр"
    sheet.append(["Реестр собственников помещений в многоквартирном доме"])
    sheet.append([ADDRESS])
    sheet.append([])
    sheet.append(list(HEADER))
    for row in house.rows:
        sheet.append(row)
    sheet.append([])
    sheet.append(["ИТОГО:", None, None, None, float(house.area)])
    book.create_sheet("Примечания").append(["сверено с ЕГРН"])
    book.save(path)
