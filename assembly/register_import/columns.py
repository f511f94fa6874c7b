"""The columns of a register and the many names people give them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column we know: its names as whole headers, a pattern for longer ones, and what it can never be called."""

    name: str
    ru: str
    en: str
    exact: frozenset[str]
    pattern: re.Pattern[str]
    never: re.Pattern[str]
    generic: bool = False

    def score(self, header: str) -> int:
        """How well a header (as `plain_header` leaves it) names this column: 4 exactly, 3 or 2 by pattern, 0 not."""
        if header in self.exact:
            return 4
        if self.pattern.search(header) and not self.never.search(header):
            return 2 if self.generic else 3
        return 0


def _column(
    name: str, ru: str, exact: str, pattern: str, never: str = r"(?!)", *, en: str = "", generic: bool = False
) -> Column:
    english = en or name
    names = frozenset(plain_header(part) for part in (*exact.split(";"), ru, english, name) if part.strip())
    return Column(name, ru, english, names, re.compile(pattern), re.compile(never), generic)


def plain_header(text: str) -> str:
    """A header in small letters without punctuation, so that «Площадь,\\n кв. м» and «ПЛОЩАДЬ КВ М» are one."""
    text = unicodedata.normalize("NFKC", text.replace("№", " № ")).casefold().replace("ё", "е")
    text = re.sub(r"\bno\b", " № ", text)
    return re.sub(r"\s+", " ", re.sub(r"[^\w%№/]+|_", " ", text)).strip()


COLUMNS: tuple[Column, ...] = (
    _column(
        "unit", "Помещение",
        "№ помещения;номер помещения;помещение №;квартира;№ квартиры;номер квартиры;квартира №;кв;№ кв;кв №;№ пом;пом"
        ";unit number;unit №;flat;flat number;flat №;apartment;apartment number;premises;номер кв;помещение номер"
        ";№ квартиры/помещения;квартира/помещение;№ объекта;номер объекта;apt;apartment №;door;помещения;квартиры",
        r"помещ|квартир|\bкв\b|\bпом\b|\b(?:unit|flat|apartment|premises|apt)\b",
        r"площад|\bвид|\bтип|назначен|характерист|кадастр|адрес|собственник|владел|этаж|дол[яиюе]\b|документ|\bkind|\btype|\barea"
        r"|owner|колич|комнат|телефон|правообл|фио|кв м|подъезд|entrance|floor|статус|категор|м2|\bдата|жилое/|share",
        generic=True,
    ),
    _column(
        "kind", "Вид",
        "вид помещения;характеристика помещения;тип помещения;назначение"
        ";назначение помещения;unit type;unit kind;kind of unit;type of unit"
        ";вид объекта;тип объекта;категория помещения;жилое/нежилое;использование;вид недвижимости;тип недвижимости",
        r"(?:вид|тип|назначени\w*|статус|категори\w*)\s.*(?:помещ|объект|недвиж)"
        r"|(?:помещ|объект|недвиж)\w*\s.*(?:вид|тип|назначени|категори)|жилое.*нежилое|(?:unit|premises) .*(?:type|kind|use)",
        r"собственник|владел|прав[ао]\b|owner|документ",
    ),
    _column(
        "entrance", "Подъезд", "№ подъезда;номер подъезда;парадная;staircase;секция;п д;под;подъезд №;section;stairwell",
        r"подъезд|парадн|entrance|staircase|stairwell",
    ),
    _column(
        "cadastral_number", "Кадастровый номер", "кадастровый №;кад №;кад номер;кн;cadastral №;cadastre;cad number",
        r"кадастр|cadastr|\bкад\b", r"стоимост|площад|value|дата|здани|дома\b|участк",
        en="cadastral_number",
    ),
    _column(
        "area_m2", "Площадь",
        "общая площадь;площадь помещения;area;s;площадь кв м;площадь м2;общая площадь помещения;sq m;m2;area sq m;метраж"
        ";общая площадь кв м;s кв м;s м2;s общ;площадь общая;total area;площадь по егрн;кв м;м2;floor area",
        r"площад|\barea\b|\bметраж|\bкв м\b|\bм2\b|\bm2\b|\bsq m",
        r"жилая площад|площад\w* жилая|без учет|балкон|лодж|дол[яиюе]\b|долей|голос|общего имущ|\bдома\b|мкд|кухн|владельц"
        r"|собственник|принадлеж|отапл|\bжилая\b|votes|share|living|руб|тариф|стоим|цена",
    ),
    _column(
        "owner", "Собственник",
        "собственники;фио;ф и о;фио собственника;ф и о собственника;собственник помещения;владелец;владельцы;правообладатель"
        ";правообладатели;owners;owner name;name;full name;наименование собственника;фамилия имя отчество;owner s name"
        ";фио/наименование;собственник фио;holder;фио владельца;фио наименование собственника;собственник и",
        r"собственник|правообладател|владел|\bфио\b|\bф и о\b|фамилия.*имя|\bowner|\bholder|наименовани",
        r"\bтип|\bвид|телефон|почт|mail|представител|доверен|документ|площад|дол[яиюе]\b|долей|паспорт|\bдата|снилс|огрн"
        r"|\bинн\b|подпис|\bkind|\btype|phone|share|адрес|категор|статус|контакт|рожд|birth|регистрац|форма|подъезд"
        r"|голос|физ|управляющ|количеств|document|title|улиц|дома\b",
        generic=True,
    ),
    _column("surname", "Фамилия", "last name;фамилия собственника", r"^фамилия$|^surname$", r"имя"),
    _column("given_name", "Имя", "first name;given name;имя собственника", r"^имя$"),
    _column("patronymic", "Отчество", "middle name;отчество собственника", r"^отчество$"),
    _column(
        "owner_kind", "Тип",
        "тип собственника;вид собственника;owner type;kind of owner;категория собственника;тип лица;физ/юр лицо;вид лица"
        ";форма собственности;статус собственника;физ/юр;категория лица;тип правообладателя;тип владельца;тип субъекта",
        r"(?:тип|вид|категори\w*|статус|форма)\s.*(?:собственник|лица?\b|владел|правообл|субъект)|\bфиз\w*\s?/?.*юр"
        r"|собственник.* (?:тип|вид)\b|owner\W*(?:kind|type)",
        r"помещ|права\b|документ",
        en="owner_kind",
    ),
    _column(
        "right_kind", "Вид права", "вид собственности;тип права;right type;kind of right;тип собственности;right",
        r"(?:вид|тип|форма).* (?:прав[ао]?\b|собственности)", r"документ|помещ", en="right_kind",
    ),
    _column(
        "share", "Доля",
        "доли;доля в праве;размер доли;доля собственности;доля собственника;доля в праве собственности;fraction"
        ";доля в праве общей собственности;доля %;доля в помещении;ownership share;доля в собственности;часть",
        r"\bдол[яиюе]\b|\bдолей\b|\bshare\b|\bfraction\b",
        r"площад|общ\w+ имущ|голос|документ|кв м|\bм2\b|votes|\barea|колич|\bм кв|common",
    ),
    _column(
        "title_document", "Документ",
        "документы;правоустанавливающий документ;title;deed;реквизиты документа;свидетельство;основание;регистрация права"
        ";№ регистрации права;номер регистрации права;номер права;номер и дата регистрации права;document;title deed"
        ";документ о праве собственности;документ основание;№ и дата регистрации;выписка егрн;запись егрн;№ записи егрн"
        ";реквизиты правоустанавливающего документа;документ подтверждающий право собственности;registration number",
        r"документ|правоустан|свидетельств|(?:номер|№|запис\w*|реквизит\w*)\s.*(?:регистрац|прав[ао])|регистрац\w* прав"
        r"|выписк|\btitle|\bdeed|егрн|егрп|\bdocument|основани",
        r"довер|представ|паспорт|удостовер|^дата [^№]*$|площад|authority|личност|proxy|date$|голосов",
        en="title_document",
    ),
    _column(
        "title_date", "Дата документа", "дата регистрации;дата регистрации права;дата права;title date;дата выдачи;дата",
        r"^дата.*(?:документ|регистрац|права|свидетельств|выдачи|выписк)|title date|document date|registration date",
        r"рожд|довер|birth", en="title_date",
    ),
    _column(
        "representative", "Представитель", "фио представителя;представитель собственника;proxy;законный представитель",
        r"представител|representative|\bproxy", r"документ|довер|телефон|mail|полномоч|срок",
    ),
    _column(
        "authority", "Доверенность",
        "полномочия;power of attorney;документ представителя;реквизиты доверенности;№ доверенности;poa",
        r"доверенност|полномоч|authority|power of attorney|документ\w* .*представит|представит\w* .*документ|proxy document",
        r"срок|\bдо\b|действ|until|expire|valid|окончан",
    ),
    _column(
        "authority_until", "Доверенность до",
        "действует до;действительна до;authority until;valid until;expires;срок доверенности;срок действия доверенности"
        ";срок действия;доверенность действует до;срок полномочий",
        r"(?:срок|действ|окончан|\bдо\b).*(?:доверен|полномоч)|(?:доверен|полномоч).*(?:срок|действ|\bдо\b|окончан)"
        r"|authority.*(?:until|expires)|valid (?:until|to)|expir",
        en="authority_until",
    ),
    _column(
        "email", "E-mail", "email;электронная почта;почта;адрес электронной почты;эл почта;mail;e mail address;имейл;мейл",
        r"\be ?mail|электронн\w+ (?:почт|адрес)|\bэл ?почт|\bmail|имейл|мейл", r"представ", en="email",
    ),
    _column(
        "phone", "Телефон", "тел;телефон собственника;моб телефон;мобильный;phone number;контакты;контактный телефон;mobile",
        r"телефон|\bтел\b|\bphone|\bмоб|контакт|\bmobile", r"представ",
    ),
    _column("birth_date", "Дата рождения", "д р;др;date of birth;год рождения", r"рожд|родил|birth", en="birth_date"),
    _column("snils", "СНИЛС", "", r"снилс|\bsnils"),
    _column("ogrn", "ОГРН", "огрнип", r"\bогрн|\bogrn"),
    _column(
        "address", "Адрес", "адрес помещения;адрес объекта;address;местоположение",
        r"^адрес|^address", r"электрон|mail|регистрац|прожив|почтов|собственник",
    ),
)  # fmt: skip

BY_NAME = {column.name: column for column in COLUMNS}
COUNTER = re.compile(r"^(?:№|n|#|№ ?п ?/? ?п|п ?/? ?п|порядковый (?:№|номер)|№ строки|row|line|# ?п/п|№ по порядку)$")
"""Headers of a running number, which means nothing to us."""

FLOATING = re.compile(r"^(?:№|номер|number|n|#)$")
"""A header that is the number of the unit only when no other column is."""
