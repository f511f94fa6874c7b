"""A PDF written page by page, so that ten thousand ballots take no more memory than one.

ReportLab keeps every page until the end (10,000 pages: 209 MiB and growing) and subsets fonts anew in every document.
Ballots need so little of the format (two embedded fonts, parts, one-bit images, text) that writing it straight away is
shorter than working round that. There are no dates and no random numbers in it: the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from ballots.layout import PAGE_SIZE_MM
from ballots.printing.fonts import FALLBACK, FILES, Face, face
from ballots.printing.ink import POINTS_PER_MM

PAGES_PER_NODE = 128
_WIDTH, _HEIGHT = (f"{side * POINTS_PER_MM:.2f}" for side in PAGE_SIZE_MM)
_CMAP_HEAD = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
    "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def /CMapName /Adobe-Identity-UCS def "
    "/CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
)


class PdfWriter:
    """Writes to a binary stream that is never read back or sought in. Call close() once."""

    def __init__(self, stream: BinaryIO, title: str, language: str) -> None:
        self._stream, self._language = stream, language
        self._offsets = array("Q", [0])  # by object number; number 0 is no object
        self._position = 0
        self._hash = hashlib.sha256()
        self._nodes: list[int] = []
        self._kids: list[int] = []
        self.pages = 0
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._root = self._reserve()
        self._node = 0  # the tree node the next page hangs under
        self._info = self._object(f"<</Title {_utf16(title)} /Producer (Veche)>>".encode())
        self._usual = " ".join(f"/{name} {self._font(face(name))} 0 R" for name in FILES if name != FALLBACK)
        self._fonts = self._object(f"<<{self._usual}>>".encode())
        self._all_fonts = 0  # written where a letter needs the fallback

    def part(self, operators: bytes, width_mm: float, height_mm: float) -> int:
        """A reusable part; returns its object number. Its origin is the top left corner."""
        box = f"[-2 {-height_mm * POINTS_PER_MM - 2:.2f} {width_mm * POINTS_PER_MM + 2:.2f} 2]"
        fonts = self._fonts_for(operators)
        entry = f"/Type /XObject /Subtype /Form /BBox {box} /Resources <</Font {fonts} 0 R>>"
        return self._compressed(entry, operators)

    def bitmap(self, rows: bytes, side: int) -> int:
        """A square one-bit image, rows padded to bytes, 1 = black; returns its object number."""
        entry = (
            f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /ImageMask true /BitsPerComponent 1 "
            "/Decode [1 0]"
        )
        return self._compressed(entry, rows)

    def page(self, operators: bytes, objects: Mapping[str, int], kept: int | None = None) -> int:
        """A page; objects: name in the operators → object number; kept: of keep_page. Returns its index from 0."""
        used = " ".join(f"/{name} {number} 0 R" for name, number in objects.items())
        fonts = self._fonts_for(operators)
        content = self._compressed("", b"1 0 0 1 0 " + _HEIGHT.encode() + b" cm\n" + operators)
        resources = f"<</Font {fonts} 0 R /XObject <<{used}>>>>"
        return self._page(f" /Contents {content} 0 R /Resources {resources}", kept)

    def blank_page(self) -> int:
        """A page with nothing on it."""
        return self._page(" /Resources <<>>")

    def keep_page(self) -> int:
        """Keep the place of the first page, to be written when it is known what follows; returns what page() takes.

        Raises ValueError where a page stands already.
        """
        if self.pages:
            raise ValueError("only the first page can be kept")
        self._node, number = self._reserve(), self._reserve()
        self._hang(number)
        return number

    def close(self) -> None:
        """Write the page tree, the index and the end."""
        if self._kids:
            self._close_node()
        kids = " ".join(f"{number} 0 R" for number in self._nodes)
        self._object(f"<</Type /Pages /Kids [{kids}] /Count {self.pages}>>".encode(), self._root)
        catalog = self._object(f"<</Type /Catalog /Pages {self._root} 0 R /Lang ({self._language})>>".encode())
        start, count = self._position, len(self._offsets)
        name = self._hash.hexdigest()[:32]
        self._write(f"xref\n0 {count}\n0000000000 65535 f \n".encode())
        for first in range(1, count, 4096):
            rows = self._offsets[first : first + 4096]
            self._write("".join([f"{offset:010d} 00000 n \n" for offset in rows]).encode())
        trailer = f"<</Size {count} /Root {catalog} 0 R /Info {self._info} 0 R /ID [<{name}> <{name}>]>>"
        self._write(f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode())

    def _page(self, entry: str, kept: int | None = None) -> int:
        if not self._kids:
            self._node = self._reserve()
        parent = self._node if kept is None else kept - 1  # a kept page was numbered right after its node
        page = f"<</Type /Page /Parent {parent} 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}]{entry}>>".encode()
        if kept is not None:
            self._object(page, kept)
            return 0
        self._hang(self._object(page))
        return self.pages - 1

    def _hang(self, number: int) -> None:
        """The next page of the tree."""
        self._kids.append(number)
        self.pages += 1
        if len(self._kids) == PAGES_PER_NODE:
            self._close_node()

    def _close_node(self) -> None:
        kids = " ".join(f"{number} 0 R" for number in self._kids)
        node = f"<</Type /Pages /Parent {self._root} 0 R /Kids [{kids}] /Count {len(self._kids)}>>"
        self._object(node.encode(), self._node)
        self._nodes.append(self._node)
        self._kids = []

    def _fonts_for(self, operators: bytes) -> int:
        """The fonts these operators need: the fallback is large, and hardly any house has a letter for it."""
        if f"/{FALLBACK} ".encode() not in operators:
            return self._fonts
        if not self._all_fonts:
            fallback = f"/{FALLBACK} {self._font(face(FALLBACK))} 0 R"
            self._all_fonts = self._object(f"<<{self._usual} {fallback}>>".encode())
        return self._all_fonts

    def _font(self, font: Face) -> int:
        file = self._compressed(f"/Length1 {len(font.data)}", font.data)
        box = " ".join(map(str, font.bbox))
        descriptor = self._object(
            f"<</Type /FontDescriptor /FontName /{font.postscript_name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0 "
            f"/Ascent {font.ascent} /Descent {font.descent} /CapHeight {font.cap_height} /StemV 80 "
            f"/FontFile2 {file} 0 R>>".encode()
        )
        letters = {glyph: code for code, glyph in sorted(font.glyph_of.items(), reverse=True)}
        widths = " ".join(f"{glyph} [{font.width_of[letters[glyph]]:g}]" for glyph in sorted(letters))
        descendant = self._object(
            f"<</Type /Font /Subtype /CIDFontType2 /BaseFont /{font.postscript_name} /CIDToGIDMap /Identity "
            f"/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> "
            f"/FontDescriptor {descriptor} 0 R /DW {font.default_width:g} /W [{widths}]>>".encode()
        )
        spoken = self._compressed("", _to_unicode(letters))
        return self._object(
            f"<</Type /Font /Subtype /Type0 /BaseFont /{font.postscript_name} /Encoding /Identity-H "
            f"/DescendantFonts [{descendant} 0 R] /ToUnicode {spoken} 0 R>>".encode()
        )

    def _compressed(self, entry: str, content: bytes) -> int:
        packed = zlib.compress(content, 6)
        head = f"<<{entry} /Filter /FlateDecode /Length {len(packed)}>>\nstream\n".encode()
        return self._object(head + packed + b"\nendstream")

    def _reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def _object(self, content: bytes, number: int | None = None) -> int:
        number = self._reserve() if number is None else number
        self._offsets[number] = self._position
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
        return number

    def _write(self, data: bytes) -> None:
        self._stream.write(data)
        self._hash.update(data)
        self._position += len(data)


def _to_unicode(letters: Mapping[int, int]) -> bytes:
    """The table by which a reader finds and copies the text."""
    rows = [f"<{glyph:04X}> <{_utf16_hex(chr(code))}>" for glyph, code in sorted(letters.items())]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    return (_CMAP_HEAD + _join(blocks) + "endcmap CMapName currentdict /CMap defineresource pop end end").encode()


def _join(blocks: Iterable[list[str]]) -> str:
    return "".join(f"{len(rows)} beginbfchar\n" + "\n".join(rows) + "\nendbfchar\n" for rows in blocks)


def _utf16_hex(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def _utf16(text: str) -> str:
    return f"<FEFF{_utf16_hex(text)}>"
