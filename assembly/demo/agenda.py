"""The agenda of the demo: twelve questions, and a shorter one for the assembly that stays open."""

from __future__ import annotations

from typing import Any

HALF_OF_ALL, TWO_THIRDS_OF_ALL, PARTICIPANTS = "half of all", "two thirds of all", "participants"

# (title, text, decision, majority as the demo's recount knows it, more)
QUESTIONS: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    (
        "Избрать председателя и секретаря собрания",
        "Председатель — Белова А. И. (кв. 47), секретарь — Титов О. Л. (кв. 8).",
        "ru:44.2.5", PARTICIPANTS, {},
    ),
    (
        "Избрать счётную комиссию",
        "Носов П. Л. (кв. 90), Орлова В. И. (кв. 103), Ежов Г. Р. (кв. 15).",
        "ru:44.2.5", PARTICIPANTS, {},
    ),
    ("Принять отчёт управляющей организации за 2025 год", "Отчёт приложен, 12 страниц.", "ru:162.11", PARTICIPANTS, {}),
    (
        "Утвердить плату за содержание 34,18 ₽ за м²",
        "С 1 января 2027 года, на один год. Сейчас 31,20 ₽ за м².",
        "ru:156.7", PARTICIPANTS, {"meaning": {"monthly_per_m2": "2.98", "note": "на столько вырастет плата"}},
    ),
    (
        "Провести ремонт подъездов за 2 480 000 ₽",
        "Покраска, освещение, входные двери. Подрядчик — по итогам сравнения трёх предложений.",
        "ru:44.2.4.1", PARTICIPANTS, {"meaning": {"once_per_m2": "223.02"}},
    ),
    ("Избрать совет дома", "Пять человек на три года: Белова, Титов, Галеева, Касымов, Лосев.", "ru:161.1", PARTICIPANTS, {}),
    ("Передать совету дома решения о текущем ремонте", "В пределах 300 000 ₽ в год.", "ru:44.2.4.2", HALF_OF_ALL, {}),
    (
        "Открыть специальный счёт капитального ремонта",
        "Владелец счёта — управляющая организация; взнос — минимальный.",
        "ru:44.2.1.1", HALF_OF_ALL, {},
    ),
    (
        "Разрешить размещение оборудования связи ООО «Пример-Связь»",
        "На крыше, 12 м², за 9 000 ₽ в месяц на счёт дома.",
        "ru:44.2.3", TWO_THIRDS_OF_ALL, {},
    ),
    (
        "Установить шлагбаум, утвердить порядок въезда",
        "Въезд по номеру телефона; для экстренных служб — свободный.",
        "ru:44.2.2", TWO_THIRDS_OF_ALL, {"meaning": {"once_per_m2": "37.50"}},
    ),
    (
        "Уполномочить председателя совета подписать договор о размещении оборудования",
        "Если принято решение по вопросу 9.",
        "ru:44.2.3.1", TWO_THIRDS_OF_ALL, {"depends_on": 9},
    ),
    ("Уведомлять о собраниях на досках объявлений в подъездах", "На первом этаже каждого подъезда.", "ru:45.4", PARTICIPANTS, {}),
)  # fmt: skip

SHORT = (0, 4, 11)
"""Questions of the assembly that stays open."""


def items(numbers: tuple[int, ...] = tuple(range(len(QUESTIONS)))) -> list[dict[str, Any]]:
    """The agenda as the API takes it."""
    return [
        {"title": title, "text": text, "decision": decision, "proposal": text, "speaker": "Белова А. И.", **more}
        for title, text, decision, _, more in (QUESTIONS[number] for number in numbers)
    ]
