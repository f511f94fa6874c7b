"""How numbers, days and the words of an assembly are written for people; pages and documents share it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from ballots import share
from ballots.contest import EVERYBODY, Part

NO_BREAK_SPACE = "\u00a0"
_MONTHS_RU = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

FORMS = {
    "in_person": {"ru": "очное голосование", "en": "meeting in person"},
    "mixed": {"ru": "очно-заочное голосование", "en": "meeting with written decisions"},
    "absentee": {"ru": "заочное голосование", "en": "written decisions"},
    "system": {
        "ru": "заочное голосование с использованием информационной системы",
        "en": "voting in the information system",
    },
}
_HOLDERS = {  # by whether only parking places count
    "True": {"ru": "собственники машино-мест", "en": "Owners of parking places"},
    "False": {"ru": "собственники квартир и нежилых помещений", "en": "Owners of flats and non-residential premises"},
    "None": {"ru": "собственники", "en": "Owners"},
}
OPTIONS = {
    "for": {"ru": "За", "en": "For"},
    "against": {"ru": "Против", "en": "Against"},
    "abstain": {"ru": "Воздержался", "en": "Abstained"},
    "blank": {"ru": "Нет ответа", "en": "No answer"},
    "invalid": {"ru": "Недействительно", "en": "Void"},
    "overvote": {"ru": "Несколько ответов", "en": "Several answers"},
}
OUTCOMES = {
    "carried": {"ru": "Принято", "en": "Carried"},
    "not_carried": {"ru": "Не принято", "en": "Not carried"},
    "no_quorum": {"ru": "Нет кворума", "en": "No quorum"},
    "provisional": {"ru": "Принято предварительно", "en": "Carried provisionally"},
    "hold": {"ru": "Правило не определено", "en": "No rule is known"},
}
UNIT_KINDS = {
    "residential": {"ru": "жилое", "en": "residential"},
    "non_residential": {"ru": "нежилое", "en": "non-residential"},
    "parking": {"ru": "машино-место", "en": "parking place"},
}
UNIT_GROUPS = {
    "residential": {"ru": "жилые", "en": "residential"},
    "non_residential": {"ru": "нежилые", "en": "non-residential"},
    "parking": {"ru": "машино-места", "en": "parking places"},
}
_READINGS = {
    "parking: counted": {
        "ru": "Машино-места считаются в общем числе голосов.",
        "en": "Parking places count in the total of votes.",
    },
    "parking: not_counted": {
        "ru": "Машино-места не считаются в общем числе голосов.",
        "en": "Parking places do not count in the total of votes.",
    },
    "entrance_majority: of_all": {
        "ru": "В подъезде нужна половина голосов всех его собственников.",
        "en": "In the entrance half of the votes of all its owners is asked for.",
    },
    "entrance_majority: of_participants": {
        "ru": "В подъезде нужна половина голосов тех его собственников, кто участвует.",
        "en": "In the entrance half of the votes of those of its owners who take part is asked for.",
    },
}
BY_LAWS = {
    "votes_by": {"ru": "По чему считают голоса", "en": "What votes are counted by"},
    "voting_principle": {"ru": "Что значит один голос", "en": "What one vote is"},
    "quorum_heads": {"ru": "Кворум по числу собственников", "en": "Quorum by number of owners"},
    "quorum_heads_second": {
        "ru": "Кворум по числу собственников при втором созыве",
        "en": "Quorum by number of owners, second call",
    },
    "quorum_share": {"ru": "Кворум по долям", "en": "Quorum by shares"},
    "circular_majority": {"ru": "Большинство при письменном опросе", "en": "Majority of a written ballot"},
}
"""What the house's own rules may say, by the packs' names."""
ANSWERS = {
    "yes": {"ru": "да", "en": "yes"},
    "no": {"ru": "нет", "en": "no"},
    "share": {"ru": "по долям", "en": "by shares"},
    "heads": {"ru": "по числу собственников", "en": "by number of owners"},
    "units": {"ru": "по числу помещений", "en": "by number of units"},
    "simple": {"ru": "простое большинство", "en": "simple majority"},
}
_UNIT_SHORT = {
    "residential": {"ru": "кв.", "en": "flat"},
    "non_residential": {"ru": "пом.", "en": "unit"},
    "parking": {"ru": "м/м", "en": "parking"},
}
CHANNELS = {
    "online": {"ru": "в системе", "en": "online"},
    "paper": {"ru": "на бумаге", "en": "on paper"},
    "room": {"ru": "на собрании", "en": "in the room"},
}
NOT_COUNTED = {
    "replaced": {
        "ru": "заменено более поздним решением собственника",
        "en": "replaced by a later decision of the owner",
    },
    "other_channel_first": {
        "ru": "собственник уже ответил другим способом; по правилам собрания засчитано другое решение",
        "en": "the owner answered in another way too; by the assembly's policy the other decision counts",
    },
    "other_joint_owner": {
        "ru": "за совместную долю засчитано решение другого собственника",
        "en": "the decision of another joint owner counts for the share they hold together",
    },
    "no_signature": {"ru": "нет подписи", "en": "not signed"},
    "no_date": {"ru": "нет даты подписания", "en": "not dated"},
    "disputed": {"ru": "возражение собственника признано обоснованным", "en": "the owner's objection was upheld"},
    "not_holder": {"ru": "на день подписания не был собственником", "en": "was not the owner on the day of signing"},
    "late": {"ru": "получено после окончания приёма", "en": "received after the end of acceptance"},
    "not_received": {"ru": "не отмечено получение в срок", "en": "no receipt in time is recorded"},
    "online_not_counted": {
        "ru": "ответ в системе показан как опрос: по закону засчитываются решения на бумаге",
        "en": "the online answer is shown as a poll: by law decisions on paper count",
    },
    "differing_prints": {
        "ru": "два листа одного решения расходятся; счётная комиссия выбрала другой",
        "en": "two sheets of one decision differ; the counting commission chose the other one",
    },
    "previous_owner": {
        "ru": "за эту долю засчитано решение прежнего собственника, данное до сделки",
        "en": "the decision of the previous owner, given before the sale, counts for this share",
    },
    "not_a_ballot": {"ru": "это не решение собственника", "en": "this is not a decision of an owner"},
    "duplicate": {"ru": "второй лист того же решения", "en": "a second sheet of the same decision"},
    "unreadable": {"ru": "лист не читается", "en": "the sheet cannot be read"},
    "missing_page": {"ru": "нет одного из листов", "en": "a page is missing"},
    "deceased": {"ru": "собственник умер до дня подписания", "en": "the owner had died before the day of signing"},
    "no_authority": {"ru": "нет действующей доверенности", "en": "no power of attorney in force"},
}


def format_number(value: Fraction, lang: str = "ru", digits: int | None = None) -> str:
    """ "11 120,0": thousands set apart, a comma in Russian; rounded once, half up."""
    return share.format_number(value, lang, digits)


def format_m2(value: Fraction, lang: str = "ru", digits: int | None = None) -> str:
    """ "11 120,0 м²": 1 or 2 digits as needed where `digits` is not given."""
    return share.format_m2(value, lang, digits)


def format_percent(part: Fraction, whole: Fraction, lang: str = "ru", digits: int = 2) -> str:
    """ "66,67 %"; an empty whole gives "0,00 %"."""
    return share.format_percent(part, whole, lang, digits)


def format_share(value: Fraction) -> str:
    """A share as a fraction, never rounded: "1/3", "1"."""
    return share.format_share(value)


def format_date(day: date, lang: str = "ru", *, year: bool = True) -> str:
    """ "28 марта 2026 г." or "28 March 2026"; a datetime must be in the building's zone already."""
    if lang == "en":
        return f"{day.day} {_MONTHS_EN[day.month - 1]}" + (f" {day.year}" if year else "")
    text = f"{day.day}{NO_BREAK_SPACE}{_MONTHS_RU[day.month - 1]}"
    return text + (f" {day.year}{NO_BREAK_SPACE}г." if year else "")


def format_moment(moment: datetime, tz: str | ZoneInfo, lang: str = "ru", *, year: bool = True) -> str:
    """ "28 марта 2026 г., 20:00" in the building's time zone; `moment` must be aware."""
    local = local_moment(moment, tz)
    return f"{format_date(local.date(), lang, year=year)}, {local:%H:%M}"


def local_moment(moment: datetime, tz: str | ZoneInfo) -> datetime:
    """The moment on the building's clock. Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(ZoneInfo(tz) if isinstance(tz, str) else tz)


def legal_day(moment: datetime, tz: str | ZoneInfo) -> date:
    """The day of a moment, counted in the building's time zone."""
    return local_moment(moment, tz).date()


def plural(number: int, one: str, few: str, many: str) -> str:
    """The Russian form that goes with a whole number: 1 день, 3 дня, 5 дней, 21 день."""
    tens, units = abs(number) % 100, abs(number) % 10
    if units == 1 and tens != 11:
        return one
    return few if units in {2, 3, 4} and tens not in {12, 13, 14} else many


def counted(number: int, one: str, few: str, many: str) -> str:
    """The number with its noun: "5 дней"."""
    return f"{number}{NO_BREAK_SPACE}{plural(number, one, few, many)}"


def word(table: dict[str, dict[str, str]], key: str, lang: str = "ru") -> str:
    """A word of one of the tables above; the key itself where nobody has named it."""
    entry = table.get(key)
    return key if entry is None else entry.get(lang) or entry["ru"]


def form_word(form: str, lang: str = "ru") -> str:
    """The form of the assembly in words."""
    return word(FORMS, form, lang)


def option_word(option: str, lang: str = "ru") -> str:
    """An answer in words: «За», «Против», «Воздержался», «Нет ответа», «Недействительно»."""
    return word(OPTIONS, option, lang)


def outcome_word(outcome: str, lang: str = "ru") -> str:
    """The outcome of a question in words: «Принято», «Не принято»."""
    return word(OUTCOMES, outcome, lang)


def reason_word(reason: str | None, lang: str = "ru") -> str:
    """Why a recorded решение is not counted, in words."""
    return word(NOT_COUNTED, reason or "", lang)


def unit_name(kind: str, number: str, lang: str = "ru") -> str:
    """Premises as people say it: "кв. 12а", "пом. IV", "м/м 7"; a number that names itself stays as it is."""
    if number[:1].isalpha() and ("." in number[:5] or "/" in number[:3]):
        return number
    return f"{word(_UNIT_SHORT, kind, lang)}{NO_BREAK_SPACE}{number}"


def reading_words(switch: str, option: str, lang: str = "ru") -> str:
    """One reading of a disputed place of the law: «Машино-места считаются в общем числе голосов.»; else its name."""
    return word(_READINGS, f"{switch}: {option}", lang)


def round_up(amount: Fraction) -> Fraction:
    """To two decimals, so that reaching what is printed is never too little."""
    return Fraction(-(-amount * 100 // 1), 100)


def with_exact(printed: str, amount: Fraction, lang: str = "ru") -> str:
    """«573,64 м² (точно 573 19/30)»: a bound that was rounded up says what it is exactly."""
    if round_up(amount) == amount:
        return printed
    whole, rest = divmod(amount, 1)
    mixed = f"{format_number(Fraction(whole), lang, 0)} {rest.numerator}/{rest.denominator}"
    return f"{printed} ({'exactly' if lang == 'en' else 'точно'} {mixed})"


def by_law_words(name: str, value: str, lang: str = "ru") -> str:
    """What the house's own rules say: «Правило дома. Что значит один голос: по долям.»"""
    said = {"ru": "Правило дома.", "en": "A rule of the house."}["en" if lang == "en" else "ru"]
    return f"{said} {word(BY_LAWS, name, lang)}: {word(ANSWERS, value, lang)}."


def poll_answers(sums: Mapping[str, str], lang: str = "ru") -> tuple[tuple[str, str], ...]:
    """(answer, m²) of one question's poll: the three answers always, another only where it was given; () without one."""
    named = ("for", "against", "abstain")
    names = [*named, *(name for name in sorted(sums) if name not in named)] if sums else []
    return tuple((option_word(name, lang), format_m2(Fraction(sums.get(name, "0")), lang)) for name in names)


class Tongue:
    """Picks the Russian or the English of a pair that stands side by side in a document's code."""

    def __init__(self, language: str):
        self.language = "en" if language == "en" else "ru"

    def __call__(self, ru: str, en: str) -> str:
        return en if self.language == "en" else ru


def asks_words(part: Part, apart: Mapping[str, Part], lang: str = "ru") -> str:
    """One sentence that says who decides a question; empty where everybody does and nobody is counted apart."""
    en = lang == "en"
    sentences = []
    if part != EVERYBODY:
        who = word(_HOLDERS, str(part.parking), lang)
        where = (f" of entrance {part.entrance}" if en else f" подъезда {part.entrance}") if part.entrance else ""
        sentences = [f"{who}{where} decide this question." if en else f"Этот вопрос решают {who}{where}."]
    for one in apart.values():
        sentences.append(
            f"The votes of entrance {one.entrance} are counted apart as well."
            if en
            else f"Голоса собственников подъезда {one.entrance} считаются ещё и отдельно."
        )
    return " ".join(sentences)
