"""Ballots of an invented house, to test readers with: no database, no real person, the same for the same seed."""

from __future__ import annotations

import random
from pathlib import Path

from ballots.code import new_ballot_code, new_token
from ballots.contest import MAX_CONTESTS, Contest, Option, definition_hash, standard_options
from ballots.layout import Layout
from ballots.share import format_number, format_share, parse_decimal, parse_share, votes
from ballots.style import BallotSheet, BallotStyle, Holder, Meeting, Premises

MEETING = Meeting(
    address="г. Примерск, ул. Образцовая, д. 7",
    form="очно-заочное голосование",
    discussion="12 декабря 2026 г., 18:00, двор дома, у подъезда 2",
    accepted_until="15 января 2027 г., 20:00",
    accepted_at="ул. Образцовая, д. 7, помещение совета дома (подъезд 1, ящик для решений)",
    initiator="Совет дома; кв. 15",
    telephone="8 (000) 000-00-00, будни 10:00–19:00",
)
_SUBJECTS = (
    ("Избрать председателя и секретаря собрания", "больше половины голосов участников", "ЖК РФ, ст. 44 ч. 2 п. 5"),
    ("Избрать счётную комиссию из трёх человек", "больше половины голосов участников", "ЖК РФ, ст. 44 ч. 2 п. 5"),
    ("Принять отчёт управляющей организации за 2025 год", "больше половины голосов участников", "ЖК РФ, ст. 162 ч. 11"),
    ("Утвердить плату за содержание 34,18 ₽ за м²", "больше половины голосов участников", "ЖК РФ, ст. 156 ч. 7"),
    ("Провести ремонт подъездов, 2 480 000 ₽", "больше половины голосов участников", "ЖК РФ, ст. 44 ч. 2 п. 4.1"),
    ("Передать совету решения о текущем ремонте", "больше половины голосов всех", "ЖК РФ, ст. 44 ч. 2 п. 4.2"),
    ("Открыть специальный счёт капитального ремонта", "больше половины голосов всех", "ЖК РФ, ст. 44 ч. 2 п. 1.1"),
    ("Разрешить размещение оборудования связи", "две трети голосов всех", "ЖК РФ, ст. 44 ч. 2 п. 3"),
    ("Установить шлагбаум и утвердить порядок въезда", "две трети голосов всех", "ЖК РФ, ст. 44 ч. 2 п. 2"),
)
_PROPOSALS = (
    "",
    "Предложение инициатора, сведения и возможные расходы приведены в приложении к сообщению о проведении собрания.",
    (
        "Решение действует с 1 февраля 2027 года и до тех пор, пока общее собрание не решит иначе. Исполнение поручить "
        "совету дома, который раз в полгода сообщает о ходе дела на досках объявлений в подъездах."
    ),
)
_FIRST = ("Аделина", "Борислав", "Вероника", "Гузель", "Дарья", "Ерлан", "Жанна", "Зухра", "Игнат", "Ксения", "Рөстәм")
_SURNAMES = (
    "Озёрных",
    "Липовец",
    "Сосновских",
    "Ягодных",
    "Қарағай",
    "Ерёменко-Луговых",
    "Җиләк",
    "Степных",
    "Каменных",
)
_MIDDLE = ("Ильинична", "Олегович", "Маратовна", "Юрьевич", "Серікұлы", "")
_AREAS = ("33,4", "46,8", "61,9", "58,3", "112,6")
_SHARES = ("1", "1", "1", "1/2", "1/3", "2/3")


def sample_ballots(questions: int, ballots: int, seed: int) -> list[BallotSheet]:
    """Sheets of an invented house. questions: 1 to 60, most of them for/against/abstain, some with names to choose from.

    Raises ValueError for numbers outside the range.
    """
    if not 1 <= questions <= MAX_CONTESTS:
        raise ValueError(f"questions: 1 to {MAX_CONTESTS}, not {questions}")
    if ballots < 1:
        raise ValueError(f"ballots: at least 1, not {ballots}")
    rng = random.Random(f"veche sample {questions} {seed}")  # noqa: S311 - invented papers need no secrets
    contests = tuple(_contest(number, rng) for number in range(1, questions + 1))
    definition = definition_hash(contests, f"sample {seed}")
    style = BallotStyle(MEETING, contests, definition, duplex=True, training=True)
    key = f"veche sample {seed}".encode()
    codes: dict[str, None] = {}
    while len(codes) < ballots:
        codes[new_ballot_code(rng)] = None
    return [_sheet(style, code, key, number, rng) for number, code in enumerate(codes, 1)]


def write_sample(out: Path, *, questions: int, ballots: int, seed: int) -> Layout:
    """Write out/ballots.pdf and out/layout.json; makes the folder where there is none."""
    from ballots.printing import print_ballots

    sheets = sample_ballots(questions, ballots, seed)
    out.mkdir(parents=True, exist_ok=True)
    with (out / "ballots.pdf").open("wb") as stream:
        layout = print_ballots(sheets, stream)
    with (out / "layout.json").open("w", encoding="utf-8") as text:
        layout.write(text)
    return layout


def _contest(number: int, rng: random.Random) -> Contest:
    title, needs, basis = _SUBJECTS[(number - 1) % len(_SUBJECTS)]
    options = standard_options()
    if number % 11 == 10:
        names = rng.sample(_SURNAMES, 4)
        title = "Избрать председателя совета дома"
        options = tuple(Option(f"candidate-{place}", {"ru": name}) for place, name in enumerate(names, 1))
    return Contest(str(number), number, title, rng.choice(_PROPOSALS), options, needs, basis)


def _sheet(style: BallotStyle, code: str, key: bytes, number: int, rng: random.Random) -> BallotSheet:
    name = " ".join(part for part in (rng.choice(_SURNAMES), rng.choice(_FIRST), rng.choice(_MIDDLE)) if part)
    rooms = tuple(_premises(number * 3 + place, rng) for place in range(rng.choice((1, 1, 1, 1, 2))))
    total = sum((parse_decimal(room.votes) for room in rooms), parse_decimal("0"))
    holder = Holder(name, birth_date=f"{rng.randint(1, 28):02d}.{rng.randint(1, 12):02d}.{rng.randint(1940, 2000)}")
    return BallotSheet(style, code, new_token(rng), key, holder, rooms, format_number(total))


def _premises(number: int, rng: random.Random) -> Premises:
    area, share = parse_decimal(rng.choice(_AREAS)), parse_share(rng.choice(_SHARES))
    return Premises(
        number=f"кв. {number}",
        area=format_number(area),
        share=format_share(share),
        votes=format_number(votes(area, share)),
        title_document=f"00:00:0000000:{number}-00/001/2019-{rng.randint(1, 9)} от {rng.randint(1, 28):02d}.03.2019",
    )
