"""Whatever is uploaded, the answer is a sentence and never an exception."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.register_import.registers import Read, codes

FILES = Path(__file__).parent / "files"
TIDY = (FILES / "tidy.xlsx").read_bytes()
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "' + b"x" * 1000 + b'"><!ENTITY b "&a;&a;&a;&a;">]>'
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def rewritten(change: Callable[[str, bytes], tuple[str, bytes] | None]) -> bytes:
    """The tidy workbook with its members changed, renamed or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(TIDY)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in archive.infolist():
            member = change(info.filename, archive.read(info))
            if member:
                copy.writestr(*member)
    return out.getvalue()


def with_member(name: str, change: Callable[[bytes], bytes]) -> bytes:
    return rewritten(lambda member, content: (member, change(content) if member == name else content))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n\n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\0" * 100, "empty_file"),
        (bytes(range(256)) * 40, "not_a_spreadsheet"),
        (b"%PDF-1.7\n%", "not_a_spreadsheet"),
        (b"\x89PNG\r\n\x1a\n", "not_a_spreadsheet"),
        (b"\xff\xd8\xff\xe0", "not_a_spreadsheet"),
        (b"{\\rtf1", "not_a_spreadsheet"),
        (b"Rar!\x1a\x07", "not_a_spreadsheet"),
        (OLD, "old_excel"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"<html><table><tr><td>1", "old_excel"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "old_excel"),
        (TIDY[:20_000], "damaged"),
        (b"PK\x03\x04garbage", "damaged"),
        ("Добрый день! Реестр во вложении.\n".encode(), "no_header"),
        (b"<extract_about_property_build/>", "not_an_extract"),
        (b"<a", "damaged"),
        (BOMB + b"<a>&b;</a>", "unsafe_xml"),
        (b"PK\x05\x06" + b"\0" * 18, "no_extracts"),
        ("Помещение;Площадь\n".encode(), "no_rows"),
    ],
)
def test_one_clear_sentence(read_bytes: Read, content: bytes, code: str) -> None:
    draft = read_bytes(content)
    assert [problem.code for problem in draft.errors] == [code]
    assert draft.as_json()["refused"] is True
    assert "{" not in draft.errors[0].problem["ru"] + draft.errors[0].fix["en"]


@pytest.mark.parametrize(
    ("member", "change", "code"),
    [
        ("xl/worksheets/sheet1.xml", lambda xml: BOMB + xml.partition(b"?>")[2], "unsafe_xml"),
        ("xl/styles.xml", lambda xml: BOMB + b"<styleSheet/>", "unsafe_xml"),
        ("xl/worksheets/sheet1.xml", lambda xml: xml[:3000], "damaged"),
        ("xl/workbook.xml", lambda xml: b"", "damaged"),
        ("xl/workbook.xml", lambda xml: b"<workbook/>", "no_header"),
        ("xl/worksheets/sheet1.xml", lambda xml: xml + b" " * (161 * 2**20), "file_too_large"),
        ("xl/worksheets/sheet1.xml", lambda xml: b"<worksheet><sheetData/></worksheet>", "no_header"),
    ],
)
def test_hostile_workbooks(read_bytes: Read, member: str, change: Callable[[bytes], bytes], code: str) -> None:
    assert codes(read_bytes(with_member(member, change))) == [code]


def test_workbooks_as_other_programs_write_them(read_bytes: Read) -> None:
    for content in (
        rewritten(lambda name, content: (name.replace("sharedStrings", "SharedStrings"), content)),
        rewritten(lambda name, content: (name.replace("/", "\\"), content)),
        rewritten(lambda name, content: None if name == "xl/styles.xml" else (name, content)),
        rewritten(
            lambda name, content: (name, content.replace(b"<row r=", b"<row x=") if "sheet1" in name else content)
        ),
        rewritten(
            lambda name, content: (
                name,
                content.replace(b"<", b"<x:")
                .replace(b"<x:/", b"</x:")
                .replace(b"<x:?", b"<?")
                .replace(b" xmlns=", b" xmlns:x=")
                if "sheet1" in name
                else content,
            )
        ),
    ):
        draft = read_bytes(content)
        assert (codes(draft), len(draft.units), len(draft.holdings)) == ([], 248, 354)


def test_a_sheet_of_too_many_rows_is_not_read_to_its_end(read_bytes: Read) -> None:
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c><c r="C%d"><v>40</v></c></row>' % (n, n, n, n) for n in range(2, 52_500)
    )
    header = b'<row r="1"><c r="A1" t="str"><v>unit</v></c><c r="C1" t="str"><v>area_m2</v></c></row>'
    content = with_member(
        "xl/worksheets/sheet1.xml", lambda xml: b"<worksheet><sheetData>" + header + rows + b"</sheetData></worksheet>"
    )
    assert codes(read_bytes(content)) == ["too_many_rows"]


def test_huge_cells_rows_and_columns(read_bytes: Read) -> None:
    titles = zip(b"ABC", (b"unit", b"area_m2", b"owner"), strict=True)
    header = b'<row r="1">' + b"".join(b'<c r="%c1" t="str"><v>%s</v></c>' % title for title in titles) + b"</row>"
    row = (
        b'<row r="99999999999"><c r="A2"><v>1</v></c><c r="B2"><v>1e400</v></c><c r="C2" t="str"><v>' + b"z" * 3_000_000
    )
    odd = b'</v></c><c r="XFD9999"><v>1</v></c><c r="ZZZZZZ"><v>1</v></c><c r="D2" t="s"><v>99999999999</v></c></row>'
    xml = (
        b"<worksheet><sheetData>"
        + header
        + row
        + odd
        + b'</sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells></worksheet>'
    )
    draft = read_bytes(with_member("xl/worksheets/sheet1.xml", lambda _: xml))
    assert sorted(problem.code for problem in draft.errors) == ["cell_too_long", "error_value"]


def test_word_and_open_document_files(read_bytes: Read) -> None:
    for name, content, code in (
        ("word/document.xml", b"<w/>", "not_a_spreadsheet"),
        ("xl/workbook.bin", b"", "old_excel"),
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", "old_excel"),
    ):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, content)
        assert codes(read_bytes(out.getvalue())) == [code]


def test_register_inside_a_zip(read_bytes: Read) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("реестр.xlsx", TIDY)
    draft = read_bytes(out.getvalue())
    assert (codes(draft), len(draft.units)) == ([], 248)


def test_deep_xml_and_a_damaged_member(read_bytes: Read) -> None:
    assert codes(read_bytes(b"<a>" * 200_000 + b"</a>" * 200_000)) == ["not_an_extract"]
    deep = (
        b"<room_record><params><area>" + b"<a>" * 100_000 + b"5" + b"</a>" * 100_000 + b"</area></params></room_record>"
    )
    assert read_bytes(b"<x>" + deep + b"</x>").errors
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("r.xlsx", TIDY)
    content = bytearray(out.getvalue())
    content[2_000:2_400] = b"\x07" * 400
    assert codes(read_bytes(bytes(content))) == ["damaged"]


def test_no_damage_raises(read_bytes: Read) -> None:
    chance = random.Random(7)
    sources = [TIDY, (FILES / "semicolon-cp1251.csv").read_bytes()[:9000], (FILES / "egrn/thirds.xml").read_bytes()]
    for number in range(60):
        content = bytearray(sources[number % 3])
        for _ in range(chance.choice((1, 5, 40))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        draft = read_bytes(bytes(content[: chance.randrange(1, len(content) + 1)]) if number % 2 else bytes(content))
        draft.as_json("ru")
        draft.as_json("en")
