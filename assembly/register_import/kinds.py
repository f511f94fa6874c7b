"""What kind of unit and what kind of owner the words of a register mean, and how a unit is numbered."""

from __future__ import annotations

import re

from .draft import OwnerKind, UnitKind
from .table import one_line

_UNIT_KINDS: tuple[tuple[UnitKind, re.Pattern[str]], ...] = (
    ("parking", re.compile(
        r"маш\w*[\s./-]*мест|\bм\s?[/.-]\s?м\b|\bмм\b|паркинг|парков|стоян|гараж|parking|car space|garage|\bп/м\b", re.I)),
    ("non_residential", re.compile(
        r"не\s?-?жил|офис|магазин|коммерч|клад|подсоб|технич|торг|non.?resid|commerc|office|shop|storage|апарт[^м]"
        r"|\bн/?ж\b|\bнп\b|\bн/п\b|\bнеж\b", re.I)),
    ("residential", re.compile(
        r"жил|кварт|комнат|\bкв\b|\bж\b|\bком\b|resid|flat|apartment|dwelling|room|студия", re.I)),
)  # fmt: skip
_HINTS: tuple[tuple[UnitKind, re.Pattern[str]], ...] = (
    ("parking", re.compile(r"^(?:м\s?[/.-]\s?м|маш\w*[\s./-]*мест|мм\s?\d|п/м|парк|бокс|гараж|parking|p-?\d)", re.I)),
    ("non_residential", re.compile(r"^(?:неж|н/?п\b|н/?ж\b|пом\b|помещ|офис|кладов|магаз|оф\b|office)|^\d+\s?-?[нh]$", re.I)),
    ("residential", re.compile(r"^(?:кв\b|кв\.|квартира|ком\b|комн|flat|apt)", re.I)),
)  # fmt: skip
_PREFIXES: dict[UnitKind, re.Pattern[str]] = {
    "residential": re.compile(
        r"^(?:(?:жилое\s+)?(?:помещение|квартира|кварт|кв|пом|flat|apartment|apt|unit)\b\.?|№|#|n°)[\s№.:]*(?=\S)", re.I
    ),
    "non_residential": re.compile(
        r"^(?:(?:нежилое\s+)?(?:помещение|помещ|пом)\b\.?|нежилое\b|неж\b\.?|н/?п\b\.?|№|#)[\s№.:]*(?=\S)", re.I
    ),
    "parking": re.compile(
        r"^(?:машин\w*[\s-]*место?|маш\b\.?[\s-]*мест\w*|м\s?[/.-]\s?м\b\.?|мм|п/м|паркинг|парковочное место|parking"
        r"(?: space| place)?|№|#)[\s№.:]*(?=\S)",
        re.I,
    ),
}
_DOOR = re.compile(r"^(?:(?:жилое помещение|квартира|кварт\.?|кв\.|кв\b|№|flat|apt\.?)\s*№?\s*)(?=\d)", re.I)
_LOOK_ALIKE = str.maketrans("abcehkmoptxyi", "авсенкмортхуi")
_ADDRESS = (
    (r"(?:машин\w*[\s-]*место?|маш\.?\s?-?мест\w*|м\s?/\s?м|парковочное место|бокс)\.?\s*№?\s*([\w/-]+)", "м/м {}"),
    (r"(?:квартира|кв)\.?\s*№?\s*(\d[\w/-]*)\s*,?\s*(?:комната|комн|ком)\.?\s*№?\s*(\w+)", "{} ком. {}"),
    (r"(?:квартира|кв)\.?\s*№?\s*(\d[\w/-]*)", "{}"),
    (r"(?:помещение|помещ|пом)\.?\s*№?\s*([\w/-]+)", "пом. {}"),
    (r"(?:офис|оф)\.?\s*№?\s*([\w/-]+)", "офис {}"),
    (r"(?:комната|комн|ком)\.?\s*№?\s*([\w/-]+)", "ком. {}"),
    (r"(?:flat|apartment|apt|unit)\.?\s*№?\s*(\w*\d[\w/-]*)", "{}"),
)
_COMPANY = re.compile(
    r"\b(?:ооо|оао|зао|пао|нао|ао|тсж|тсн|жск|фгуп|гуп|муп|нко|ано|фонд|банк|общество|компания|корпорация|кооператив|llc|ltd"
    r"|inc|gmbh|plc|тоо|учреждение|фгбу|гбу|мбу|предприятие|организация)\b",
    re.IGNORECASE,
)
_PUBLIC = re.compile(
    r"муницип|городск\w+ округ|администраци|российская федерация|субъект рф|департамент|\bдги\b|^г(?:ород|\.)\s"
    r"|\bмо\s|поселени|\bкуи\b|комитет по управлению|росимущест|city of|municipal|область$|республика\b|\bкуми\b|минобороны",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:[-—–?.*]+|неизвест\w*(?: собственник)?|собственник неизвестен|нет(?: данных| сведений| информации)?|н/?д|"
    r"не установлен\w*"
    r"|не определ\w+|не зарегистр\w*|право не зарегистрировано|не указан\w*|unknown(?: owner)?|n/a|none|отсутству\w*"
    r"|(?:данные|сведения|данные о правообладателе|сведения о правообладателе)(?: в егрн)?"
    r" отсутствуют|физическое лицо|физ\.? ?лицо"
    r"|собственник|данные скрыты|данных нет|пусто)$",
    re.IGNORECASE,
)


def read_unit_kind(text: str) -> UnitKind | None:
    """The kind of unit a word means, or None."""
    text = one_line(text)
    return next((kind for kind, pattern in _UNIT_KINDS if pattern.search(text)), None)


def kind_of_number(number: str) -> UnitKind | None:
    """The kind of unit its number gives away («м/м 30», «кв. 5», «120Н»), or None."""
    return next((kind for kind, pattern in _HINTS if pattern.search(number)), None)


def door_number(text: str) -> str:
    """A number as written on the door: «кв. 12» and «12.0» are 12; «м/м 30» and «пом. IV» stay."""
    text = one_line(text)
    text = re.sub(r"^(\d+)[.,]0+$", r"\1", text)
    return _DOOR.sub("", text).strip(" .,")


def unit_key(kind: UnitKind, number: str) -> str:
    """One text for all ways to write one number: «кв. 12А», «12 а» and «12a» are one unit."""
    plain = one_line(number).casefold().replace("ё", "е")
    plain = _PREFIXES[kind].sub("", plain) or plain
    plain = re.sub(r"(?<!\d)[.,]|[.,](?!\d)|[\s№«»\"']+", "", re.sub(r"\s*([.,])\s*", r"\1", plain))
    if re.search(r"\d", plain) or not re.fullmatch(r"[ivxlcdm]+", plain):
        plain = plain.translate(_LOOK_ALIKE)
    plain = re.sub(r"^0+(?=\d)", "", plain.replace("–", "-").replace("—", "-"))
    plain = re.sub(r"(?<=\d)-(?=[а-я]+$)", "", plain)
    return f"{kind}:{plain.replace('х', 'x') if re.fullmatch('[ivхlcdm]+', plain) else plain}"


def number_in_address(address: str) -> str | None:
    """The number of the unit at the end of an address («…, д 1, кв 6»), or None."""
    for pattern, shape in _ADDRESS:
        found = list(re.finditer(r"(?<![\w-])" + pattern, address, re.IGNORECASE))
        if found:
            return shape.format(*found[-1].groups())
    return None


def read_owner_kind(text: str) -> OwnerKind | None:
    """The kind of owner a word means, or None."""
    plain = one_line(text).casefold()
    if re.search(
        r"муницип|город|администр|госуд|казна|municip|state|public|federal|федерал|^мо$|субъект|бюджет|city", plain
    ):
        return "municipality"
    if re.search(r"юр|организ|компан|застройщ|company|legal|developer|предприят|^ю\.?/?л|ооо|^ао$|corporat", plain):
        return "company"
    if re.search(r"физ|гражд|person|individual|natural|^ф\.?/?л|^ип\b|\bип$|несоверш|ребен|част|private", plain):
        return "person"
    return "unknown" if re.search(r"неизв|unknown|не уст", plain) else None


def owner_kind_of_name(name: str) -> OwnerKind:
    """The kind of owner a name gives away."""
    if not name or _NOBODY.match(name):
        return "unknown"
    if _COMPANY.search(name):
        return "company"
    return "municipality" if _PUBLIC.search(name) else "person"


def is_nobody(name: str) -> bool:
    """The words stand for an owner nobody knows."""
    return not name or bool(_NOBODY.match(one_line(name)))
