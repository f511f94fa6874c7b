"""Which page this is: the QR in its corner, then on the page, then a chain of rescues. Same picture, same answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

import cv2
import numpy as np
import zxingcpp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Pixels = NDArray[np.uint8]

# Not Micro QR and the like: noise passes for them.
QR: Final[Any] = zxingcpp.BarcodeFormat.QRCodeModel2
# A corner of the sheet that surely holds the code: 14 + 25 mm and 11 mm of shift, of 210 x 297. A crop costs 0.2 ms, the
# page 5.1 ms (200 dpi, measured).
CORNER_SHARE: Final = (0.26, 0.19)
# For the rescues, and for photos where a tenth of table stands around the sheet and the perspective pulls.
WIDE_CORNER_SHARE: Final = (0.48, 0.38)
# Above this the page is halved for the code alone: at 600 dpi a module is 16 px, and decoders want about 4.
LARGE_SIDE_PX: Final = 4_400


@dataclass(frozen=True)
class FoundCode:
    """A QR on the scan. corners_px: (4, 2), the symbol's own top left, top right, bottom right, bottom left."""

    text: str
    corners_px: Floats
    modules: int
    how: str


@dataclass(frozen=True)
class CodeSearch:
    """What the search for codes came to; `trace` is true where something like a QR was seen but not read."""

    codes: tuple[FoundCode, ...]
    trace: bool = False


def find_codes(grey: Pixels, wanted: Callable[[str], bool], *, is_blank: Callable[[], bool]) -> CodeSearch:
    """All codes worth knowing on a page, at most one of each corner.

    grey: uint8 (h, w). wanted: whether a text can be one of ours; others are kept only where none of ours is found.
    is_blank: asked once before the dear rescues, because a blank back would otherwise go through all of them.
    """
    shrink = 2 if max(grey.shape) > LARGE_SIDE_PX else 1
    seen = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) if shrink == 2 else grey
    image = np.asarray(seen, np.uint8)
    strangers: list[FoundCode] = []
    for attempts in (_corners(image, CORNER_SHARE, (0, 2)), _corners(image, CORNER_SHARE, (1, 3)), _whole(image)):
        codes = _read_all(attempts, wanted, strangers)
        if codes:
            return CodeSearch(tuple(_grown(codes, shrink)))
    if strangers or is_blank():
        return CodeSearch(tuple(_grown(strangers, shrink)))
    for attempt in _rescues(grey if shrink == 2 else image):
        codes = _read_all(iter([attempt]), wanted, strangers)
        if codes:
            return CodeSearch(tuple(codes))
    return CodeSearch(tuple(_grown(strangers[:1], shrink)), trace=_has_trace(image))


@dataclass(frozen=True)
class _Attempt:
    """A picture to look at, and how its pixels lie on the page: page = origin + picture / scale."""

    pixels: Pixels
    origin: tuple[float, float]
    scale: float
    how: str
    eager: bool = False
    reader: str = "zxing"


def _corners(image: Pixels, share: tuple[float, float], which: tuple[int, ...]) -> Iterator[_Attempt]:
    height, width = image.shape
    narrow, tall = (share[0], share[1]) if height >= width else (share[1], share[0])
    w, h = int(width * narrow), int(height * tall)
    places = [(0, 0), (width - w, 0), (width - w, height - h), (0, height - h)]
    for corner in which:
        x, y = places[corner]
        yield _Attempt(image[y : y + h, x : x + w], (x, y), 1.0, f"corner {corner}")


def _whole(image: Pixels) -> Iterator[_Attempt]:
    yield _Attempt(image, (0, 0), 1.0, "page", eager=True)


def _rescues(image: Pixels) -> Iterator[_Attempt]:
    """Dearer and dearer ways to make a code readable; each looks at the four wide corners."""
    corners = list(_corners(image, WIDE_CORNER_SHARE, (0, 2, 1, 3)))
    for name, scale, change in _changes():
        for corner in corners:
            pixels = change(corner.pixels, scale)
            yield _Attempt(pixels, corner.origin, scale, f"{corner.how}, {name}", eager=True)
    for corner in corners:
        if zbar() is not None:
            pixels = _resized(corner.pixels, 2.0)
            yield _Attempt(pixels, corner.origin, 2.0, f"{corner.how}, zbar", reader="zbar")


def _changes() -> list[tuple[str, float, Callable[[Pixels, float], Pixels]]]:
    # Measured on 320 damaged pages with a chain much like this one: 78 % read plain, 86 % with twice the size, a blur and the
    # second reader, 89 % with the others. The order and what each of these adds alone is chosen.
    return [
        ("double", 2.0, lambda image, scale: _blurred(_resized(image, scale), 1.0)),
        ("blur", 1.0, lambda image, _: _blurred(image, 1.2)),
        ("half", 0.5, _resized),
        ("local", 1.0, lambda image, _: _levelled(image)),
        ("thin", 2.0, lambda image, scale: _shaped(_resized(image, scale), cv2.MORPH_DILATE)),
        ("thick", 2.0, lambda image, scale: _shaped(_resized(image, scale), cv2.MORPH_ERODE)),
        ("sharp", 2.0, lambda image, scale: _sharpened(_resized(image, scale))),
        ("closed", 2.0, lambda image, scale: _shaped(_resized(image, scale), cv2.MORPH_CLOSE)),
    ]


def _resized(image: Pixels, scale: float) -> Pixels:
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=how), np.uint8)


def _blurred(image: Pixels, sigma: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def _levelled(image: Pixels) -> Pixels:
    """Paper made evenly white, against shadows and stains."""
    paper = cv2.GaussianBlur(cv2.dilate(image, np.ones((9, 9), np.uint8)), (0, 0), 15)
    return np.asarray(cv2.divide(image, paper, scale=255), np.uint8)


def _shaped(image: Pixels, operation: int) -> Pixels:
    return np.asarray(cv2.morphologyEx(image, operation, np.ones((3, 3), np.uint8)), np.uint8)


def _sharpened(image: Pixels) -> Pixels:
    return np.asarray(cv2.addWeighted(image, 2.2, cv2.GaussianBlur(image, (0, 0), 3), -1.2, 0), np.uint8)


def _read_all(
    attempts: Iterator[_Attempt], wanted: Callable[[str], bool], strangers: list[FoundCode]
) -> list[FoundCode]:
    found: list[FoundCode] = []
    for attempt in attempts:
        for code in _read(attempt):
            (found if wanted(code.text) else strangers).append(code)
    return found


def _read(attempt: _Attempt) -> Iterator[FoundCode]:
    if attempt.reader == "zbar":
        yield from _read_zbar(attempt)
        return
    pixels = np.ascontiguousarray(attempt.pixels)
    for code in zxingcpp.read_barcodes(pixels, formats=QR, try_invert=attempt.eager, try_downscale=attempt.eager):
        p, extra = code.position, cast("dict[str, Any]", code.extra)
        corners = [(float(q.x), float(q.y)) for q in (p.top_left, p.top_right, p.bottom_right, p.bottom_left)]
        modules = 17 + 4 * int(extra.get("Version", 5))
        yield FoundCode(code.text, _placed(corners, attempt), modules, attempt.how)


@lru_cache(maxsize=1)
def zbar() -> Any:
    """The optional second reader, or None: its library needs a system package."""
    try:
        from pyzbar import pyzbar
    except (ImportError, OSError):
        return None
    return pyzbar


def _read_zbar(attempt: _Attempt) -> Iterator[FoundCode]:
    reader = zbar()
    for code in reader.decode(attempt.pixels, symbols=[reader.ZBarSymbol.QRCODE]):
        text = code.data.decode("ascii", "replace")
        if len(code.polygon) == 4:
            # zbar gives the corners against the clock from the symbol's top left
            a, b, c, d = [(float(p.x), float(p.y)) for p in code.polygon]
            yield FoundCode(text, _placed([a, d, c, b], attempt), 37, attempt.how)


def _placed(corners: list[tuple[float, float]], attempt: _Attempt) -> Floats:
    points = np.array(corners, np.float64) / attempt.scale + np.array(attempt.origin)
    return np.asarray(points - 0.5, np.float64)  # from edges of pixels to their centres


def _grown(codes: list[FoundCode], shrink: int) -> list[FoundCode]:
    return (
        [FoundCode(c.text, (c.corners_px + 0.5) * shrink - 0.5, c.modules, c.how) for c in codes]
        if shrink > 1
        else codes
    )


def _has_trace(image: Pixels) -> bool:
    """Whether something is seen that is built like a QR but cannot be read."""
    return bool(zxingcpp.read_barcodes(np.ascontiguousarray(image), formats=QR, return_errors=True))
