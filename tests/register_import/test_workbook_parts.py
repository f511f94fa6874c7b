"""Workbooks as Excel writes them: shared texts, cached formulas, number formats, dates of two eras."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from fractions import Fraction

import pytest

from assembly.register_import import RegisterDraft
from assembly.register_import.number_formats import show_number
from assembly.register_import.xlsx_sheet import read_formula
from tests.register_import.registers import Read, codes

HEADER = ("Помещение", "Вид", "Площадь", "Собственник", "Доля", "Документ")
FORMATS = ("General", "0.00", "0.0%", "# ?/?", "[$-419]d\\ mmm;@", "mmm\\-yy", '#,##0.00\\ "м²"', "@")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PARTS = {
    "worksheet": "worksheets/s.xml",
    "sharedStrings": "texts.xml",
    "styles": "styles.xml",
    "chartsheet": "charts/c.xml",
}
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(*rows: str, texts: tuple[str, ...] = (), book: str = "workbook", properties: str = "") -> bytes:
    """A workbook with HEADER in its first row; cells of style n have the format FORMATS[n]."""
    head = "".join(f'<c r="{"ABCDEF"[place]}1" t="s"><v>{place}</v></c>' for place in range(6))
    shared = "".join(f"<si>{text if text.startswith('<') else f'<t>{text}</t>'}</si>" for text in (*HEADER, *texts))
    formats = "".join(
        f'<numFmt numFmtId="{170 + n}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for n, code in enumerate(FORMATS)
    )
    styles = "".join(f'<xf numFmtId="{170 + n}"/>' for n in range(len(FORMATS))) + '<xf numFmtId="16"/>'
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATION}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(PARTS.items(), 1)
    )
    sheets = '<sheet name="Лист" r:id="rId1"/><sheet name="Диаграмма" r:id="rId4"/>'
    members = {
        "_rels/.rels": f'<Relationships><Relationship Type="{RELATION}/officeDocument" Target="/xl/{book}.xml"/></Relationships>',
        f"xl/{book}.xml": f'<workbook xmlns:r="{RELATION}"><workbookPr {properties}/><sheets>{sheets}</sheets></workbook>',
        f"xl/_rels/{book}.xml.rels": f"<Relationships>{relations}</Relationships>",
        "xl/texts.xml": f"<sst>{shared}</sst>",
        "xl/styles.xml": (
            f'<styleSheet><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
            f"<cellXfs>{styles}</cellXfs></styleSheet>"
        ),
        "xl/worksheets/s.xml": (
            f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{head}</row>{"".join(rows)}</sheetData></worksheet>'
        ),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def line(
    share: str = '<c r="E2"><v>1</v></c>', area: str = '<c r="C2"><v>40.5</v></c>', owner: str = "Иванов Иван"
) -> str:
    return (
        f'<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><v>жилое</v></c>{area}'
        f'<c r="D2" t="inlineStr"><is><t>{owner}</t></is></c>{share}<c r="F2" t="str"><v>д</v></c></row>'
    )


def first_share(draft: RegisterDraft) -> Fraction | None:
    return draft.holdings[0].share


def test_shared_texts_of_several_pieces_without_readings_aloud(read_bytes: Read) -> None:
    rich = "<r><t>Иванов </t></r><r><rPr/><t>Иван_x000D_</t></r><rPh><t>ИВАНОФ</t></rPh>"
    row = line().replace('<c r="D2" t="inlineStr"><is><t>Иванов Иван</t></is></c>', '<c r="D2" t="s"><v>6</v></c>')
    draft = read_bytes(workbook(row, texts=(rich,)))
    assert (codes(draft), draft.holdings[0].owner_name, draft.sheet) == ([], "Иванов Иван", "Лист")


def test_cells_without_references_follow_each_other(read_bytes: Read) -> None:
    row = "<row><c><v>1</v></c><c t='str'><v>жилое</v></c><c><v>40.5</v></c><c/><c t='str'><v>1</v></c></row>"
    draft = read_bytes(workbook(row))
    assert (codes(draft), draft.units[0].rows, draft.area_m2) == ([], [2], Fraction(81, 2))


@pytest.mark.parametrize(
    ("cell", "share", "code"),
    [
        ('<c r="E2" s="2"><v>0.333</v></c>', Fraction(333, 1000), ["shares_below_one"]),
        ('<c r="E2" s="3"><v>0.33333333333333331</v></c>', Fraction(1, 3), ["shares_below_one"]),
        ('<c r="E2" s="4"><v>46054</v></c>', None, ["share_is_date"]),
        ('<c r="E2" s="5"><v>45474</v></c>', None, ["share_is_date"]),
        ('<c r="E2" s="8"><v>46054</v></c>', None, ["share_is_date"]),
        ('<c r="E2" t="d"><v>2026-02-01T00:00:00</v></c>', None, ["share_is_date"]),
        ('<c r="E2" t="d"><v>2026-99-01</v></c>', None, ["share_is_date"]),
        ('<c r="E2" s="7"><v>1</v></c>', Fraction(1), []),
        ('<c r="E2"><f>1/3</f><v>0.33333333333333331</v></c>', Fraction(1, 3), ["shares_below_one"]),
        ('<c r="E2"><f>A2/2</f><v>0.5</v></c>', Fraction(1, 2), ["shares_below_one"]),
        ('<c r="E2" t="str"><f>CONCATENATE(1,"/2")</f><v>1/2</v></c>', Fraction(1, 2), ["shares_below_one"]),
        ('<c r="E2"><f>A2/2</f></c>', None, ["not_calculated"]),
        ('<c r="E2" t="e"><v>#ДЕЛ/0!</v></c>', None, ["error_value"]),
        ('<c r="E2" t="b"><v>1</v></c>', None, ["share_unreadable"]),
        ('<c r="E2" s="99"><v>1</v></c>', Fraction(1), []),
    ],
)
def test_shares_as_shown(read_bytes: Read, cell: str, share: Fraction | None, code: list[str]) -> None:
    draft = read_bytes(workbook(line(share=cell)))
    assert (codes(draft), first_share(draft)) == (code, share)


def test_the_likely_share_follows_how_the_date_was_shown(read_bytes: Read) -> None:
    for style, serial, likely in ((4, 46054, "1/2"), (5, 45474, "7/24"), (8, 46024, "1/2")):
        draft = read_bytes(workbook(line(share=f'<c r="E2" s="{style}"><v>{serial}</v></c>')))
        assert f"было {likely}." in draft.errors[0].problem["ru"]


@pytest.mark.parametrize(
    ("cell", "area"),
    [
        ('<c r="C2"><v>59.219999999999999</v></c>', Fraction(5922, 100)),
        ('<c r="C2" s="1"><v>59.2199999</v></c>', Fraction(5922, 100)),
        ('<c r="C2" s="6"><v>1059.2200000000001</v></c>', Fraction(105922, 100)),
        ('<c r="C2"><f>SUM(A1:A9)</f><v>59.220000000000006</v></c>', Fraction(5922, 100)),
        ('<c r="C2"><v>5.922E1</v></c>', Fraction(5922, 100)),
    ],
)
def test_areas_as_shown(read_bytes: Read, cell: str, area: Fraction) -> None:
    draft = read_bytes(workbook(line(area=cell)))
    assert (draft.errors, draft.area_m2) == ([], area)


def test_dates_counted_from_1904(read_bytes: Read) -> None:
    draft = read_bytes(workbook(line(share='<c r="E2" s="4"><v>44592</v></c>'), properties='date1904="1"'))
    assert "1/2" in draft.errors[0].problem["ru"]


def test_a_workbook_under_another_name(read_bytes: Read) -> None:
    draft = read_bytes(workbook(line(), book="book"))
    assert (codes(draft), len(draft.units)) == ([], 1)


@pytest.mark.parametrize(
    ("raw", "code", "text"),
    [
        ("59.22", "General", "59.22"),
        ("33.333333333333336", "General", "33.33333333"),
        ("0.33333333333333331", "General", "0.333333333"),
        ("59.216", "0.00", "59.22"),
        ("59.2", "0.00", "59.2"),
        ("59.5", "0", "60"),
        ("-0.5", "0", "-1"),
        ("0.333", "0%", "33%"),
        ("0.333", "0.0%", "33.3%"),
        ("0.5", "# ?/?", "1/2"),
        ("1", "# ?/?", "1"),
        ("0.5", "# ?/8", "4/8"),
        ("1234.5", "#,##0.00", "1234.5"),
        ("46054", "dd.mm.yyyy", "01.02.2026"),
        ("46054", "mmm-yy", "02.2026"),
        ("1e300", "0.00", "1"),
        ("79001112233", "General", "79001112233"),
        ("12", "0.00E+00", "12"),
        ("1234567", '0.0,"тыс"', "1234567"),
        ("5", "Основной", "5"),
        ("-7", "dd.mm.yyyy", "-7"),
        ("0.001", "000000", "0"),
    ],
)
def test_numbers_as_shown(raw: str, code: str, text: str) -> None:
    assert show_number(raw, code).text.startswith(text)


@pytest.mark.parametrize("raw", ["abc", "nan", "inf", "", "1" * 500, "1e400"])
def test_numbers_that_are_none(raw: str) -> None:
    assert show_number(raw, "General").trouble == "error_value"


def test_days() -> None:
    assert show_number("46054", "d-mmm").day == date(2026, 2, 1)
    assert show_number("44592", "d-mmm", since_1904=True).day == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("=1/3", "1/3"),
        ("1 / 2", "1/2"),
        ('="12"', "12"),
        ('HYPERLINK("http://x","Имя")', "Имя"),
        ('=HYPERLINK("mailto:a@b.org")', "a@b.org"),
        ("ГИПЕРССЫЛКА(A1)", None),
        ("SUM(A1:A2)", None),
        ("=1/3+1", None),
        ("=cmd|'/c calc'!A1", None),
    ],
)
def test_formulas_that_can_be_read(formula: str, text: str | None) -> None:
    assert read_formula(formula) == text
