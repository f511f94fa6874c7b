"""Reads XLSX sheets as text a person saw. Streams the XML itself, so that a hostile workbook costs little.

A general workbook library reads cached binary numbers and drops merged cells when it streams; here the stored decimals
and the number formats are what matters.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import suppress

from .table import Table, Unreadable, clean
from .xlsx_parts import Relations, SharedTexts, Sheets, Styles, Workbook
from .xlsx_sheet import Enough, SheetReader

MOST_XML_BYTES = 160 * 2**20  # 50,000 full rows of 20 columns take about 50 MiB
MOST_SHEETS = 60


def read_xlsx(archive: zipfile.ZipFile) -> Iterator[Table]:
    """The sheets of a workbook in their order, each read when asked for.

    Raises:
        Unreadable: encrypted, damaged, too large, or with XML declarations no spreadsheet has.
    """
    book = Workbook(archive)
    root = next((n for n in ("xl/workbook.xml", "workbook.xml") if book.has(n)), None) or _find_workbook(book)
    listing, relations, styles = Sheets(), Relations(), Styles()
    book.parse(root, listing)
    folder, file = posixpath.split(root)
    book.parse(f"{folder}/_rels/{file}.rels", relations)
    wanted = dict(relations.targets.values())
    texts = SharedTexts()
    book.parse(_inside(folder, wanted.get("sharedStrings", "sharedStrings.xml")), texts)
    book.parse(_inside(folder, wanted.get("styles", "styles.xml")), styles)
    for name, relation, hidden in listing.sheets[:MOST_SHEETS]:
        kind, target = relations.targets.get(relation, ("worksheet", ""))
        if kind != "worksheet" or not target:
            continue
        sheet = SheetReader(clean(name), texts.texts, styles.formats, since_1904=listing.since_1904)
        with suppress(Enough):
            book.parse(_inside(folder, target), sheet, MOST_XML_BYTES)
        sheet.table.hidden = hidden
        yield sheet.table


def _inside(folder: str, target: str) -> str:
    return target if target.startswith("/") else f"{folder}/{target}"


def _find_workbook(book: Workbook) -> str:
    relations = Relations()
    book.parse("_rels/.rels", relations)
    for kind, target in relations.targets.values():
        if kind == "officeDocument" and book.has(target):
            return target.lstrip("/")
    raise Unreadable("not_a_spreadsheet", what={"ru": "это архив ZIP", "en": "it is a ZIP archive"})
