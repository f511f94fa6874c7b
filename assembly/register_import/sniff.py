"""What a file is by its first bytes; names and endings are not believed."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Literal

from .table import Unreadable

Kind = Literal["xlsx", "csv", "xml", "zip"]

_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "это PDF", "it is a PDF"),
    (b"\x89PNG", "это картинка", "it is a picture"),
    (b"\xff\xd8\xff", "это фотография", "it is a photograph"),
    (b"II*\x00", "это картинка TIFF", "it is a TIFF picture"),
    (b"MM\x00*", "это картинка TIFF", "it is a TIFF picture"),
    (b"GIF8", "это картинка", "it is a picture"),
    (b"{\\rtf", "это текст RTF", "it is an RTF text"),
    (b"Rar!", "это архив RAR", "it is a RAR archive"),
    (b"7z\xbc\xaf", "это архив 7-Zip", "it is a 7-Zip archive"),
    (b"\x1f\x8b", "это архив GZIP", "it is a GZIP archive"),
    (b"MZ", "это программа", "it is a program"),
    (b"\x7fELF", "это программа", "it is a program"),
)


def sniff(content: bytes) -> Kind:
    """What the file is.

    Raises:
        Unreadable: empty, or something that is neither a spreadsheet nor an extract, with the sentence that says so.
    """
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("empty_file")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Unreadable("encrypted")
        raise Unreadable("old_excel", what={"ru": "XLS", "en": "XLS"})
    if content.startswith(b"PK"):
        return _sniff_zip(content)
    for magic, ru, en in _OTHERS:
        if content.startswith(magic):
            raise Unreadable("not_a_spreadsheet", what={"ru": ru, "en": en})
    return _sniff_text(content)


def _sniff_zip(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name.replace("\\", "/").casefold() for name in archive.namelist()[:20_000]]
            mime = "mimetype" in names and archive.getinfo("mimetype").file_size < 200 and archive.read("mimetype")
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, KeyError, RuntimeError) as broken:
        raise Unreadable("damaged") from broken
    if mime and b"opendocument" in mime:
        raise Unreadable("old_excel", what={"ru": "ODS", "en": "ODS"})
    if "xl/workbook.bin" in names:
        raise Unreadable("old_excel", what={"ru": "XLSB", "en": "XLSB"})
    if any(name.startswith("word/") for name in names):
        raise Unreadable("not_a_spreadsheet", what={"ru": "это документ Word", "en": "it is a Word document"})
    if any(name.endswith("workbook.xml") or name.startswith("xl/worksheets/") for name in names):
        return "xlsx"
    return "zip"


def _sniff_text(content: bytes) -> Kind:
    head = content[:3000]
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = (head.decode("utf-16", "ignore") if wide else head.decode("latin-1")).lstrip("ï»¿\ufeff \t\r\n\x00")
    start = text[:1500].casefold()
    if start.startswith(("<!doctype html", "<html", "<table", "<head", "mime-version")):
        raise Unreadable("old_excel", what={"ru": "страница HTML", "en": "an HTML page"})
    if start.startswith("<"):
        if "office:spreadsheet" in start:
            raise Unreadable("old_excel", what={"ru": "XML-таблица 2003", "en": "XML spreadsheet 2003"})
        return "xml"
    if not wide and _is_binary(content[:20_000]):
        raise Unreadable("not_a_spreadsheet", what={"ru": "в файле не текст", "en": "the file holds no text"})
    return "csv"


def _is_binary(sample: bytes) -> bool:
    """Control characters, without those of UTF-16 (zeros at every second place), show that this is no text."""
    if wide_order(sample):
        return False
    return len(re.findall(rb"[\x01-\x08\x0e-\x1f]", sample)) * 100 > len(sample)


def wide_order(sample: bytes) -> Literal["utf-16-le", "utf-16-be"] | None:
    """The byte order of UTF-16 without its mark: at one of every two places nearly all is 0 or 4 (Latin, Cyrillic)."""
    orders: tuple[tuple[int, Literal["utf-16-le", "utf-16-be"]], ...] = ((1, "utf-16-le"), (0, "utf-16-be"))
    for first, order in orders:
        high = sample[first::2]
        if len(high) > 10 and (high.count(0) + high.count(4)) * 10 > len(high) * 9:
            return order
    return None
