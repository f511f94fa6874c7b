"""One picture from bytes: JPEG, PNG, WebP, HEIC. The header is read and judged before a pixel is unpacked."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from scanner import limits
from scanner.refusals import FileRefused

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

Image.MAX_IMAGE_PIXELS = None  # judged by check_size, with our sentence

# Above this a JPEG is unpacked at half size by its own transform: 600 dpi in colour would take 105 MB a copy, and marks
# are read at about 200 dpi anyway.
HALVE_ABOVE_PIXELS = 22_000_000
# Damaged data of a JPEG moves everything after it sideways, marks from box to box (fuzzing found two votes that way), and
# the decoder goes on. "Extraneous bytes" before a marker move nothing: scanners write them.
SHIFTED = ("premature end", "bad Huffman code", "Unsupported marker", "Invalid JPEG", "Invalid SOS", "inconsistent")
PILLOW_KINDS = {"jpeg": ["JPEG", "MPO"], "png": ["PNG"], "webp": ["WEBP"]}


def check_size(width: int, height: int) -> None:
    """Refuse pictures that no sheet of paper needs. Pixels."""
    if width < 1 or height < 1:
        raise FileRefused("broken_file", f"{width}x{height}")
    if width * height > limits.MAX_PIXELS or max(width, height) > limits.MAX_SIDE_PX:
        raise FileRefused("too_large", f"{width}x{height}")


def _check_alone(pictures: int) -> None:
    if pictures > 1:
        raise FileRefused("several_pictures", str(pictures))


def load_picture(data: bytes, kind: str, *, turn: bool = True) -> Pixels:
    """Pixels of one picture: uint8, (h, w) grey or (h, w, 3) BGR, upright by EXIF where `turn`.

    Raises FileRefused too_large or broken_file.
    """
    if kind == "heic":
        return _load_heic(data)
    _check_end(data, kind)
    try:
        with Image.open(io.BytesIO(data), formats=PILLOW_KINDS[kind]) as header:
            check_size(*header.size)
            if kind != "jpeg":  # telephones add a preview to a JPEG
                _check_alone(getattr(header, "n_frames", 1))
            mode, pixels = header.mode, header.size[0] * header.size[1]
            if mode not in {"L", "RGB", "1"}:
                return from_pil(header, turn=turn)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as problem:
        raise FileRefused("broken_file", str(problem)) from problem
    flags = cv2.IMREAD_COLOR if mode == "RGB" else cv2.IMREAD_GRAYSCALE
    if kind == "jpeg" and pixels > HALVE_ABOVE_PIXELS:
        flags = cv2.IMREAD_REDUCED_COLOR_2 if mode == "RGB" else cv2.IMREAD_REDUCED_GRAYSCALE_2
    if not turn:
        flags |= cv2.IMREAD_IGNORE_ORIENTATION
    with _complaints() as complaints:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
        said = complaints()
    if image is None or any(words in said for words in SHIFTED):
        raise FileRefused("broken_file", said)
    return np.asarray(image, np.uint8)


@contextmanager
def _complaints() -> Iterator[Callable[[], str]]:
    """What a decoder prints on standard error meanwhile: libjpeg says there, and only there, that it lost its place.

    For the reading child alone, which has one thread: descriptor 2 belongs to the whole process.
    """
    with tempfile.TemporaryFile() as heard:
        before = os.dup(2)
        os.dup2(heard.fileno(), 2)
        try:
            yield lambda: os.pread(heard.fileno(), 2000, 0).decode(errors="replace").strip()
        finally:
            os.dup2(before, 2)
            os.close(before)


def from_pil(picture: Image.Image, *, turn: bool = True) -> Pixels:
    """A Pillow picture as grey or BGR; what is transparent lies on white paper."""
    picture = (ImageOps.exif_transpose(picture) or picture) if turn else picture
    if picture.mode in {"1", "L"}:
        return np.asarray(picture.convert("L"), np.uint8)
    if picture.mode.startswith("I;16") or picture.mode in {"I", "F"}:
        values = np.asarray(picture, np.float32)
        top = 65535.0 if picture.mode != "F" or values.max(initial=0) > 1 else 1.0
        return np.asarray(np.clip(values * (255.0 / top), 0, 255), np.uint8)
    if picture.mode in {"LA", "PA", "RGBA", "RGBa", "La"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, (255, 255, 255, 255))
        picture = Image.alpha_composite(paper, picture)
    rgb = np.asarray(picture.convert("RGB"), np.uint8)
    return np.ascontiguousarray(rgb[:, :, ::-1])


def _check_end(data: bytes, kind: str) -> None:
    """Decoders fill the missing half of a cut file with grey and say nothing: look for its end ourselves."""
    tail = data[-4096:]
    ends = {"jpeg": b"\xff\xd9" in tail, "png": b"IEND" in tail}
    if kind == "webp":
        ends["webp"] = len(data) >= int.from_bytes(data[4:8], "little") + 8
    if not ends.get(kind, True):
        raise FileRefused("broken_file", "no end")


def _load_heic(data: bytes) -> Pixels:
    import pi_heif

    try:
        file = pi_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
        check_size(*file.size)
        _check_alone(len(file))
        picture: Any = file[file.primary_index].to_pillow()
    except FileRefused:
        raise
    except (OSError, ValueError, EOFError, RuntimeError, SyntaxError) as problem:
        raise FileRefused("broken_file", str(problem)) from problem
    return from_pil(picture)  # libheif has turned it already and says so in its EXIF
