"""PDF: the scanned image as it lies in the file; only a page that is more than one image is rendered."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pikepdf

from scanner import limits
from scanner.decode.picture import check_size, from_pil, load_picture
from scanner.refusals import FileRefused

if TYPE_CHECKING:
    from scanner.decode.picture import Pixels

BROKEN = (
    pikepdf.PdfError,
    pikepdf.DataDecodingError,
    OSError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    RuntimeError,
    zlib.error,
)
# Chosen between 200 dpi (43 ms a page, measured) and 300 (78 ms).
RENDER_DPI: Final = 250
RENDER_SIDE_PX: Final = 5_000


class PdfSource:
    """Pages of a PDF by number, from 0.

    Of a file that breaks off, pages that are one whole image are still read, and a last page stands for what is lost: an
    image gone missing would otherwise pass for an empty side.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pdfium: Any = None
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 2048))
            self._is_cut = b"%%EOF" not in file.read()
        try:
            self._file = pikepdf.open(path, access_mode=pikepdf.AccessMode.mmap)
            self.count = len(self._file.pages)
        except pikepdf.PasswordError as problem:
            raise FileRefused("encrypted") from problem
        except BROKEN as problem:
            raise FileRefused("broken_file", str(problem)) from problem
        if self.count > limits.MAX_PAGES:
            raise FileRefused("too_many_pages", str(self.count))
        if self._is_cut and self.count == 0:
            raise FileRefused("broken_file", "no end")
        self.count += self._is_cut

    def load(self, index: int) -> Pixels:
        """Pixels of one page as a reader would see it: uint8 grey or BGR. Raises FileRefused."""
        if self._is_cut and index == self.count - 1:
            raise FileRefused("broken_end")
        try:
            page = self._file.pages[index]
            _check_page_size(page)
            _check_content(page)
            found = _only_image(page)
            image = _unpack(found[0]) if found else None
            if found is None or image is None:
                return self._render(index)
            turns = (found[1] + int(page.obj.get("/Rotate", _inherited(page, "/Rotate") or 0)) // 90) % 4
            return np.ascontiguousarray(np.rot90(image, -turns)) if turns else image
        except FileRefused as refused:
            raise FileRefused(
                "broken_page" if refused.reason == "broken_file" else refused.reason, refused.detail
            ) from refused
        except BROKEN as problem:
            raise FileRefused("broken_page", str(problem)) from problem

    def _render(self, index: int) -> Pixels:
        import pypdfium2

        if self._is_cut:
            raise FileRefused("broken_page", "of a file that breaks off")
        if self._pdfium is None:
            self._pdfium = pypdfium2.PdfDocument(self._path)
        page = self._pdfium[index]
        try:
            longest = max(page.get_size())
            scale = min(RENDER_DPI / 72, RENDER_SIDE_PX / longest)
            bitmap = page.render(scale=scale, may_draw_forms=False)
            pixels = np.array(bitmap.to_numpy(), np.uint8)
            bitmap.close()
        finally:
            page.close()
        return np.ascontiguousarray(pixels[:, :, :3] if pixels.ndim == 3 and pixels.shape[2] > 1 else pixels.squeeze())

    def close(self) -> None:
        self._file.close()
        if self._pdfium is not None:
            self._pdfium.close()


def _inherited(page: pikepdf.Page, key: str) -> Any:
    node: Any = page.obj
    depth = 0
    while node is not None and depth < 32:
        if key in node:
            return node[key]
        node, depth = node.get("/Parent"), depth + 1
    return None


def _check_page_size(page: pikepdf.Page) -> None:
    box = [float(v) for v in (_inherited(page, "/MediaBox") or [0, 0, 595, 842])]
    unit = float(page.obj.get("/UserUnit", 1))
    width, height = abs(box[2] - box[0]) * unit, abs(box[3] - box[1]) * unit
    if not (0 < width <= limits.MAX_PDF_SIDE_PT and 0 < height <= limits.MAX_PDF_SIDE_PT):
        raise FileRefused("too_large", f"{width}x{height} pt")


def _only_image(page: pikepdf.Page) -> tuple[Any, int] | None:
    """The image that alone makes the page, and by how many quarter turns clockwise it is placed; else None."""
    resources = _inherited(page, "/Resources")
    named = resources.get("/XObject") if resources is not None else None
    if named is None:
        return None
    for stream in named.values():
        if stream.get("/Subtype") == "/Image":
            check_size(int(stream["/Width"]), int(stream["/Height"]))
    if len(named) != 1 or page.obj.get("/Annots"):
        return None
    stream = next(iter(named.values()))
    if stream.get("/Subtype") != "/Image" or any(key in stream for key in ("/SMask", "/Mask", "/ImageMask")):
        return None
    turns = _placement(page)
    return None if turns is None else (stream, turns)


def _check_content(page: pikepdf.Page) -> None:
    content = page.obj.get("/Contents")
    parts = [] if content is None else list(content) if isinstance(content, pikepdf.Array) else [content]
    for part in parts:
        raw = part.read_raw_bytes()
        if len(raw) > limits.MAX_PDF_CONTENT_BYTES:
            raise FileRefused("too_large", "page content")
        if part.get("/Filter") == "/FlateDecode":
            unpacker = zlib.decompressobj()
            if len(unpacker.decompress(raw, limits.MAX_PDF_CONTENT_BYTES)) >= limits.MAX_PDF_CONTENT_BYTES:
                raise FileRefused("too_large", "page content")


def _placement(page: pikepdf.Page) -> int | None:
    """Quarter turns clockwise of the one image drawn; None where the page does more, or mirrors or slants it."""
    matrix, drawn = np.eye(2), 0
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = instruction.operands, str(instruction.operator)
        if name == "cm":
            a, b, c, d = (float(v) for v in list(operands)[:4])
            matrix = np.array([[a, b], [c, d]]) @ matrix
        elif name == "Do":
            drawn += 1
        elif name not in {"q", "Q", "gs", "w", "J", "j", "i"}:
            return None
    (a, b), (c, d) = matrix / max(1e-9, float(np.abs(matrix).max()))
    straight, crossed = abs(b) + abs(c) < 0.01, abs(a) + abs(d) < 0.01
    if drawn != 1:
        return None
    if straight and a > 0 and d > 0:
        return 0
    if straight and a < 0 and d < 0:
        return 2
    if crossed and b < 0 < c:
        return 1
    return 3 if crossed and c < 0 < b else None


def _unpack(stream: Any) -> Pixels | None:
    """The pixels of an image stream, or None where rendering is the safer way."""
    name = stream.get("/Filter")
    if isinstance(name, pikepdf.Array):
        name = name[0] if len(name) == 1 else None
    if name == "/DCTDecode":
        if _is_cmyk(stream.get("/ColorSpace")):  # decoders do not agree whether its ink is turned over
            return None
        image = load_picture(stream.read_raw_bytes(), "jpeg", turn=False)
        decode = [float(v) for v in stream.get("/Decode", [])]
        return np.asarray(255 - image, np.uint8) if decode and decode[0] > decode[1] else image
    if name == "/FlateDecode":
        _check_flate(stream)
    elif name != "/CCITTFaxDecode":
        return None
    try:
        return from_pil(pikepdf.PdfImage(stream).as_pil_image(), turn=False)
    except (pikepdf.models.image.UnsupportedImageTypeError, NotImplementedError, io.UnsupportedOperation):
        return None


def _is_cmyk(colours: Any) -> bool:
    if isinstance(colours, pikepdf.Array) and len(colours) == 2 and colours[0] == "/ICCBased":
        return int(colours[1].get("/N", 3)) == 4
    return bool(colours == "/DeviceCMYK")


def _check_flate(stream: Any) -> None:
    """Unpack a deflated image in steps, and stop where it holds more than its own size says."""
    width, height = int(stream["/Width"]), int(stream["/Height"])
    most = (width * 4 * 2 + 8) * height + 4096  # four channels of sixteen bits, a filter byte a row
    unpacker, data, total = zlib.decompressobj(), stream.read_raw_bytes(), 0
    while data and not unpacker.eof:
        total += len(unpacker.decompress(data, 1 << 20))
        data = unpacker.unconsumed_tail
        if total > most:
            raise FileRefused("too_large", "deflated image")
