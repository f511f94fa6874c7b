"""Every sentence the importer can say, in Russian and English: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .draft import Level, Problem

MOST_ROWS = 50_000

# code: level, what is wrong (ru, en), what to do (ru, en)
SENTENCES: dict[str, tuple[Level, str, str, str, str]] = {
    # the file as a whole
    "too_many_rows": (
        "error",
        "В реестре больше 50 000 строк: столько за один раз не принимается.",
        "The register has more than 50,000 rows: that many are not accepted at once.",
        "Разделите реестр на части, например по домам или подъездам, и загрузите их по отдельности.",
        "Divide the register, for example by house or staircase, and upload the parts one by one.",
    ),
    "empty_file": (
        "error", "Файл пуст.", "The file is empty.",
        "Проверьте, тот ли файл выбран, и сохраните реестр ещё раз.",
        "Check that this is the right file and save the register again.",
    ),
    "file_too_large": (
        "error", "Этот файл слишком велик, чтобы его открыть.", "This file is too large to open.",
        "Оставьте в книге только лист с реестром, удалите картинки и пустые строки и сохраните её заново.",
        "Keep only the sheet with the register, remove pictures and empty rows, and save the workbook again.",
    ),
    "not_a_spreadsheet": (
        "error",
        "Это не таблица и не выписка ЕГРН: {what}.",
        "This is neither a spreadsheet nor an EGRN extract: {what}.",
        "Выберите файл XLSX, CSV, XML выписки или ZIP с выписками.",
        "Choose an XLSX or CSV file, the XML of an extract, or a ZIP of extracts.",
    ),
    "old_excel": (
        "error",
        "Это таблица в старом или другом формате ({what}).",
        "This spreadsheet is in an old or another format ({what}).",
        "Откройте файл в программе таблиц и сохраните его как «Книга Excel (.xlsx)».",
        "Open the file in a spreadsheet program and save it as “Excel workbook (.xlsx)”.",
    ),
    "encrypted": (
        "error", "Файл закрыт паролем.", "The file is protected with a password.",
        "Откройте файл, снимите пароль и сохраните его как XLSX.",
        "Open the file, remove the password and save it as XLSX.",
    ),
    "damaged": (
        "error", "Файл повреждён, его нельзя прочитать до конца.", "The file is damaged and cannot be read to its end.",
        "Откройте его в программе таблиц и сохраните ещё раз или попросите файл заново.",
        "Open it in a spreadsheet program and save it again, or ask for the file anew.",
    ),
    "unsafe_xml": (
        "error", "В файле есть объявления XML, которых в таблицах и выписках не бывает; такой файл не открывают.",
        "The file holds XML declarations that no spreadsheet or extract has; such a file is not opened.",
        "Сохраните таблицу ещё раз в программе таблиц или получите выписку заново.",
        "Save the table again in a spreadsheet program, or get the extract anew.",
    ),
    "open_quote": (
        "error", "Кавычка открыта и не закрыта: дальше строки слились в одну.",
        "A quotation mark is opened and never closed: the rows after it ran together.",
        "Закройте или удалите кавычку в этой строке или сохраните таблицу как XLSX.",
        "Close or remove the quotation mark in this row, or save the table as XLSX.",
    ),
    "no_header": (
        "error", "Не найдена строка с названиями столбцов.", "No row with the names of columns was found.",
        "Впишите над данными хотя бы «Помещение», «Площадь», «Собственник», «Доля» или укажите столбцы вручную.",
        "Add a row of names above the rows, at least “unit”, “area_m2”, “owner”, “share”, or choose the columns by hand.",
    ),
    "no_rows": (
        "error",
        "Под названиями столбцов нет ни одной строки с помещением.",
        "There is no row with a unit below the header.",
        "Проверьте, тот ли лист и тот ли файл выбраны.", "Check that this is the right sheet and the right file.",
    ),
    "column_missing": (
        "error", "Нет столбца «{title}».", "There is no column “{title}”.",
        "Добавьте столбец или укажите, какой из столбцов файла его заменяет: {headers}.",
        "Add the column, or choose which column of the file stands for it: {headers}.",
    ),
    "column_twice": (
        "warning", "Столбцов «{title}» несколько: {letters}. Прочитан {used}.",
        "There are several columns “{title}”: {letters}. {used} was read.",
        "Если нужен другой столбец, переименуйте лишний или укажите столбец вручную.",
        "If another one is meant, rename the one not needed or choose the column by hand.",
    ),
    "column_not_found": (
        "warning", "В файле нет столбца «{header}», из которого брали сведения «{title}».",
        "The column “{header}”, chosen for “{title}”, is not in the file.",
        "Проверьте столбцы: прежний выбор к этому файлу не подошёл.",
        "Check the matching of columns: the earlier choice does not fit this file.",
    ),
    "sheet_left_out": (
        "warning", "Лист «{other}» тоже похож на реестр, но повторяет те же помещения; он не прочитан.",
        "The sheet “{other}” looks like a register too but repeats the same units; it was not read.",
        "Если верен именно он, оставьте в книге один этот лист.",
        "If that one is right, keep only that sheet in the workbook.",
    ),
    "hidden_rows": (
        "warning", "На листе скрыто строк: {count}. Они прочитаны вместе с остальными.",
        "{count} rows of the sheet are hidden. They were read with the others.",
        "Снимите фильтр и удалите строки, которых в реестре быть не должно.",
        "Clear the filter and delete the rows that do not belong in the register.",
    ),
    "row_left_out": (
        "warning", "Строка не прочитана как помещение: в ней только «{text}».",
        "The row was not read as a unit: it holds only “{text}”.",
        "Если это помещение, заполните номер и площадь.", "If it is a unit, fill in its number and area.",
    ),
    "total_differs": (
        "warning", "В строке итога стоит {stated} м², а площади помещений дают {found} м².",
        "The totals row says {stated} m², the areas of the units add up to {found} m².",
        "Найдите пропущенное или повторённое помещение или исправьте итог.",
        "Look for a unit that is missing or repeated, or correct the total.",
    ),
    # a cell
    "cell_too_long": (
        "error",
        "В ячейке слишком длинный текст (больше 1 000 знаков).",
        "The text of the cell is too long (over 1,000 characters).",
        "Оставьте в ячейке только то, что относится к столбцу.", "Keep only what belongs to the column.",
    ),
    "not_calculated": (
        "error", "В ячейке формула, значение которой в файле не сохранено.",
        "The cell holds a formula whose value is not stored in the file.",
        "Откройте файл в программе таблиц и сохраните его или замените формулу значением.",
        "Open the file in a spreadsheet program and save it, or replace the formula by its value.",
    ),
    "error_value": (
        "error",
        "Вместо значения ячейка показывает ошибку «{text}».",
        "The cell shows the error “{text}” instead of a value.",
        "Исправьте формулу или впишите значение.", "Correct the formula or type the value.",
    ),
    # the unit
    "number_missing": (
        "error", "Не указан номер помещения.", "The number of the unit is missing.",
        "Впишите номер, как на двери. Если это ещё один собственник помещения выше, повторите его номер.",
        "Type the number as on the door. If this is one more owner of the unit above, repeat its number.",
    ),
    "number_is_date": (
        "error",
        "Номер помещения превратился в дату «{text}».",
        "The number of the unit was turned into the date “{text}”.",
        "Задайте столбцу формат «Текстовый» и впишите номер заново.",
        "Format the column as text and type the number again.",
    ),
    "number_from_cadastre": (
        "warning", "В адресе нет номера помещения; вместо него взят кадастровый номер {number}.",
        "The address gives no number of the unit; the cadastral number {number} stands for it.",
        "Если номер на двери известен, добавьте это помещение таблицей.",
        "If the number on the door is known, add this unit by a table.",
    ),
    "one_more_owner": (
        "warning", "Номер помещения не указан; строка прочитана как ещё один собственник помещения {number} выше.",
        "The number of the unit is missing; the row was read as one more owner of unit {number} above.",
        "Если это другое помещение, впишите его номер и площадь.",
        "If it is another unit, type its number and area.",
    ),
    "kind_unreadable": (
        "error", "Непонятный вид помещения «{text}».", "The kind of unit “{text}” is not understood.",
        "Напишите: жилое, нежилое или машино-место.", "Write: residential, non-residential or parking.",
    ),
    "kind_missing": (
        "warning",
        "Вид помещения не указан; прочитано как {kind}.",
        "The kind of unit is missing; it was read as {kind}.",
        "Напишите в столбце «Вид»: жилое, нежилое или машино-место.",
        "Write in the column “kind”: residential, non-residential or parking.",
    ),
    "no_kind_column": (
        "warning", "Столбца «Вид» нет: вид помещений взят из их номеров, остальные прочитаны как жилые ({count}).",
        "There is no column “kind”: it was taken from the numbers, the others were read as residential ({count}).",
        "Если в доме есть нежилые помещения или машино-места, добавьте столбец «Вид».",
        "If the house has non-residential units or parking places, add the column “kind”.",
    ),
    "area_missing": (
        "error", "Не указана площадь помещения {number}.", "The area of unit {number} is missing.",
        "Впишите площадь из выписки ЕГРН, например 59,22.", "Type the area from the extract, for example 59.22.",
    ),
    "area_zero": (
        "error", "Площадь равна нулю.", "The area is zero.",
        "Впишите площадь из выписки ЕГРН, например 59,22.", "Type the area from the extract, for example 59.22.",
    ),
    "area_negative": (
        "error", "Площадь отрицательная: {text}.", "The area is negative: {text}.",
        "Впишите площадь из выписки ЕГРН, например 59,22.", "Type the area from the extract, for example 59.22.",
    ),
    "area_unreadable": (
        "error", "Площадь «{text}» не читается как число.", "The area “{text}” cannot be read as a number.",
        "Оставьте одно число, например 59,22.", "Leave one number, for example 59.22.",
    ),
    "area_too_large": (
        "error", "Площадь {text} м² невозможна для помещения.", "An area of {text} m² is impossible for a unit.",
        "Проверьте запятую.", "Check the decimal mark.",
    ),
    "area_is_date": (
        "error", "Площадь превратилась в дату «{text}»; скорее всего было {likely}.",
        "The area was turned into the date “{text}”; most likely it was {likely}.",
        "Задайте столбцу числовой формат и впишите площадь заново.",
        "Format the column as a number and type the area again.",
    ),
    "area_differs": (
        "error", "Площадь помещения {number} здесь {here} м², а в строке {first_row} {there} м².",
        "The area of unit {number} is {here} m² here and {there} m² in row {first_row}.",
        "Укажите в каждой строке полную площадь помещения, одну и ту же; часть собственника задаёт столбец «Доля».",
        "Give the full area of the unit in each row, the same one; the part of an owner stands in the column “share”.",
    ),
    "area_as_shown": (
        "warning", "Показано {shown}, в ячейке хранится {stored}. Прочитано, как показано: {shown}.",
        "The cell shows {shown} and holds {stored}. It was read as shown: {shown}.",
        "Если верно хранимое число, покажите в ячейке больше знаков.",
        "If the stored number is right, show more decimals in the cell.",
    ),
    "area_long": (
        "warning", "Площадь {text} м² записана с необычным числом знаков.", "The area {text} m² has unusually many decimals.",
        "Впишите площадь, как в выписке ЕГРН, например 59,22.", "Type the area as in the extract, for example 59.22.",
    ),
    "area_unusual": (
        "warning", "Необычно большая площадь: {text} м².", "An unusually large area: {text} m².",
        "Проверьте, не потеряна ли запятая.", "Check whether the decimal mark was lost.",
    ),
    "cadastral_twice": (
        "warning", "Кадастровый номер {text} уже стоит у помещения {other} (строка {other_row}).",
        "The cadastral number {text} already stands at unit {other} (row {other_row}).",
        "Проверьте по выпискам ЕГРН, какому помещению он принадлежит.",
        "Check in the extracts which unit it belongs to.",
    ),
    "cadastral_differs": (
        "warning", "У помещения {number} здесь другой кадастровый номер, чем в строке {first_row}.",
        "Unit {number} has another cadastral number here than in row {first_row}.",
        "Исправьте номер; если это разные помещения, дайте им разные номера.",
        "Correct the number; if these are different units, give them different numbers.",
    ),
    # the share
    "share_is_date": (
        "error", "Доля превратилась в дату «{text}»; скорее всего было {likely}.",
        "The share was turned into the date “{text}”; most likely it was {likely}.",
        "Задайте столбцу «Доля» формат «Текстовый» и впишите долю заново: {likely}.",
        "Format the column of shares as text and type the share again: {likely}.",
    ),
    "share_unreadable": (
        "error", "Доля «{text}» не читается.", "The share “{text}” cannot be read.",
        "Напишите 1, 1/3, 33,3 % или «совместная».", "Write 1, 1/3, 33.3 % or “joint”.",
    ),
    "share_zero_denominator": (
        "error", "Доля «{text}»: на ноль делить нельзя.", "The share “{text}” divides by zero.",
        "Впишите долю из документа, например 1/2.", "Type the share from the document, for example 1/2.",
    ),
    "share_not_positive": (
        "error", "Доля «{text}» не больше нуля.", "The share “{text}” is not above zero.",
        "Впишите долю из документа или удалите строку, если права больше нет.",
        "Type the share from the document, or delete the row if the right has ended.",
    ),
    "share_missing": (
        "error", "У помещения {number} несколько собственников, а доля не указана.",
        "Unit {number} has several owners and the share is missing.",
        "Впишите долю каждого или «совместная».", "Type the share of each, or “joint”.",
    ),
    "share_missing_whole": (
        "warning", "Доля не указана; собственник в строке один, прочитано как 1.",
        "The share is missing; there is one owner, so it was read as 1.",
        "Впишите 1, если помещение принадлежит ему целиком.", "Type 1 if the whole unit is theirs.",
    ),
    "no_share_column": (
        "warning",
        "Столбца «Доля» нет: каждое помещение с одним собственником прочитано как принадлежащее ему целиком.",
        "There is no column of shares: each unit with one owner was read as wholly theirs.",
        "Добавьте столбец «Доля», если у помещений бывает несколько собственников.",
        "Add the column “share” if units have several owners.",
    ),
    "share_from_decimal": (
        "warning",
        "В ячейке хранится {stored}; прочитано как {share}.",
        "The cell holds {stored}; it was read as {share}.",
        "Впишите долю дробью, например '1/3.", "Type the share as a fraction, for example '1/3.",
    ),
    "shares_above_one": (
        "error", "Доли помещения {number} в сумме дают {sum}, больше 1 (строки {rows}).",
        "The shares of unit {number} add up to {sum}, more than 1 (rows {rows}).",
        "Исправьте доли по документам.{hint_ru}", "Correct the shares by the documents.{hint_en}",
    ),
    "shares_below_one": (
        "warning", "Доли помещения {number} в сумме дают {sum}; остаток {rest} ни за кем не записан.",
        "Unit {number}: shares on record add up to {sum}; the remainder {rest} is nobody's.",
        "Добавьте недостающих собственников. Без них остаток считается в общей площади, но им никто не голосует.",
        "Add the missing owners. Without them the remainder stays in the total and nobody votes with it.",
    ),
    "unknown_rest": (
        "warning",
        "Остаток {rest} помещения {number} записан за неизвестным собственником.",
        "The remainder {rest} of unit {number} was given to the unknown owner.",
        "Впишите долю или найдите собственника.", "Type the share, or find the owner.",
    ),
    "joint_alone": (
        "warning",
        "Собственность совместная, а собственник записан один.",
        "The ownership is joint but only one owner is on record.",
        "Добавьте второго собственника или впишите долю.", "Add the other owner, or type the share.",
    ),
    "joint_rest": (
        "warning",
        "Совместная собственность рядом с долями: совместным собственникам помещения {number} отведён остаток {rest}.",
        "Joint ownership beside shares: the joint owners of unit {number} were given the remainder {rest}.",
        "Напишите их долю прямо: «{rest}, совместная».", "Write their share out: “{rest}, joint”.",
    ),
    "joint_nothing_left": (
        "error",
        "У помещения {number} доли других собственников уже дают 1: на совместную собственность ничего не остаётся.",
        "The shares of the other owners of unit {number} already add up to 1: nothing is left for the joint owners.",
        "Исправьте доли по документам.", "Correct the shares by the documents.",
    ),
    "holding_twice": (
        "error", "Собственник «{owner}» записан в помещении {number} дважды: эта строка повторяет строку {first_row}.",
        "The owner “{owner}” stands twice in unit {number}: this row repeats row {first_row}.",
        "Удалите одну из строк. Если это тёзки или два разных права, укажите у каждого свой документ или дату рождения.",
        "Delete one of the rows. If these are namesakes or two rights, give each its own document or birth date.",
    ),
    "holding_again": (
        "warning",
        "Собственник «{owner}» записан в помещении {number} и в строке {first_row}, с другим документом; оба права учтены.",
        "The owner “{owner}” of unit {number} also stands in row {first_row} with another document; both rights count.",
        "Проверьте, что это два права, а не повтор.", "Check that these are two rights and not a repetition.",
    ),
    # the owner
    "owners_in_one_cell": (
        "error", "В одной ячейке несколько собственников ({count}), а чья какая доля, не видно.",
        "One cell holds several owners ({count}) and does not say whose share is which.",
        "Напишите каждого отдельной строкой с его долей или укажите долю «совместная».",
        "Write each in a row with the share, or give the share “joint”.",
    ),
    "shares_do_not_fit_owners": (
        "error",
        "В ячейке долей значений {shares}, а собственников {owners}.",
        "The cell gives {shares} shares for {owners} owners.",
        "Напишите каждого собственника отдельной строкой с его долей.", "Write each owner in a row with the share.",
    ),
    "contact_of_whom": (
        "warning", "Собственников в ячейке несколько, и не видно, чей это контакт; он не записан.",
        "The cell holds several owners and it is not clear whose contact this is; it was not taken.",
        "Напишите каждого собственника отдельной строкой.", "Write each owner in a row of their own.",
    ),
    "owner_kind_unreadable": (
        "warning", "Непонятный тип собственника «{text}»; прочитано как {kind}.",
        "The kind of owner “{text}” is not understood; it was read as {kind}.",
        "Напишите: физлицо, юрлицо или муниципалитет.", "Write: person, company or municipality.",
    ),
    "no_owner_column": (
        "warning", "Столбца «Собственник» нет: собственники всех помещений неизвестны.",
        "There is no column of owners: the owners of all units are unknown.",
        "Добавьте столбец «Собственник» или укажите его вручную.", "Add the column “owner”, or choose it by hand.",
    ),
    "document_missing": (
        "warning", "Не указан документ о праве собственности.", "The title document is missing.",
        "Впишите номер и дату регистрации права из выписки ЕГРН; без них решение собственника могут не засчитать.",
        "Type number and date of the registered right; without them the owner's decision may be left out.",
    ),
    "no_document_column": (
        "warning", "Столбца «Документ» нет: ни у одного собственника не указан документ о праве.",
        "There is no column of title documents: no owner has one.",
        "Добавьте столбец «Документ» с номером и датой регистрации права.",
        "Add the column “title_document” with number and date of the registered right.",
    ),
    "email_unreadable": (
        "warning",
        "«{text}» не похоже на адрес e-mail; он не записан.",
        "“{text}” is no e-mail address; it was not taken.",
        "Исправьте адрес или оставьте ячейку пустой.", "Correct the address or leave the cell empty.",
    ),
    "email_several": (
        "warning",
        "Адресов несколько; записан первый: {text}.",
        "There are several addresses; the first was taken: {text}.",
        "Оставьте один адрес.", "Leave one address.",
    ),
    "authority_expired": (
        "warning", "Доверенность действовала до {day}: представитель больше не может голосовать.",
        "The authority ended on {day}: the representative can no longer vote.",
        "Впишите новую доверенность или уберите представителя.",
        "Enter the new authority or remove the representative.",
    ),
    "authority_missing": (
        "warning", "Указан представитель, но не указана доверенность.", "There is a representative but no authority.",
        "Впишите номер, дату и срок доверенности.", "Type number, date and last day of the authority.",
    ),
    "date_unreadable": (
        "warning", "Дата «{text}» не читается; она не записана.", "The date “{text}” cannot be read; it was not taken.",
        "Напишите дату как 31.12.2026.", "Write the date as 2026-12-31.",
    ),
    "snils_unreadable": (
        "warning", "СНИЛС «{text}» неверен: не сходится число цифр или контрольная сумма.",
        "The SNILS “{text}” is wrong: its digits or its check sum.",
        "Сверьте номер с документом.", "Compare the number with the document.",
    ),
    # extracts
    "not_an_extract": (
        "error", "Это не выписка ЕГРН о помещении или машино-месте ({what}).",
        "This is no EGRN extract about a unit or a parking place ({what}).",
        "Нужна выписка об объекте в формате XML, не о здании и не о земельном участке.",
        "Needed is the XML extract about the unit, not about the building or the land.",
    ),
    "no_extracts": (
        "error", "В архиве нет ни одной выписки XML.", "The archive holds no XML extract.",
        "Положите в ZIP файлы XML выписок.", "Put the XML files of the extracts into the ZIP.",
    ),
    "other_member": (
        "warning", "Файл не прочитан: это не XML.", "The file was not read: it is no XML.",
        "Ничего делать не нужно, если это не выписка.", "Nothing to do unless it is an extract.",
    ),
    "older_extract": (
        "warning", "О том же помещении есть выписка новее ({other}); эта не учтена.",
        "There is a newer extract about the same unit ({other}); this one was not used.",
        "Ничего делать не нужно, если новая выписка верна.", "Nothing to do if the newer one is right.",
    ),
    "other_right": (
        "warning", "Право «{text}» не даёт голоса на собрании; оно не учтено.",
        "The right “{text}” gives no vote at the assembly; it was not used.",
        "Ничего делать не нужно.", "Nothing to do.",
    ),
}  # fmt: skip


class Place(NamedTuple):
    """Where something stands, as the spreadsheet program shows it."""

    sheet: str | None = None
    row: int | None = None
    column: str | None = None


def say(code: str, place: Place | None = None, **values: str | Mapping[str, str]) -> Problem:
    """The problem of that code with its sentences filled in; a value may be a text or a text by language."""
    level, problem_ru, problem_en, fix_ru, fix_en = SENTENCES[code]
    in_ru = {name: value if isinstance(value, str) else value["ru"] for name, value in values.items()}
    in_en = {name: value if isinstance(value, str) else value["en"] for name, value in values.items()}
    return Problem(
        *(place or Place()),
        problem={"ru": problem_ru.format_map(in_ru), "en": problem_en.format_map(in_en)},
        fix={"ru": fix_ru.format_map(in_ru), "en": fix_en.format_map(in_en)},
        level=level, code=code,
    )  # fmt: skip
