"""What kind of file this is, by its first and last bytes; the name it was given counts for nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from scanner import limits
from scanner.refusals import FileRefused

HEAD_BYTES: Final = 1_100
TAIL_BYTES: Final = 66_000  # a ZIP's closing record may carry a comment of 65,535 bytes

HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})


def kind_of(path: Path) -> str:
    """The kind of a file: pdf, tiff, jpeg, png, webp, heic or zip.

    Raises FileRefused where it is empty, too large, of no known kind, or of two kinds at once.
    """
    try:
        size = path.stat().st_size
    except OSError as problem:
        raise FileRefused("not_found", str(problem)) from problem
    if size == 0:
        raise FileRefused("empty_file")
    if size > limits.MAX_FILE_BYTES:
        raise FileRefused("too_large", f"{size} bytes")
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(max(0, size - TAIL_BYTES))
        tail = file.read(TAIL_BYTES)
    kind = _by_head(head)
    if kind is None:
        raise FileRefused("unknown_kind")
    if kind not in {"zip", "pdf"} and b"%PDF-" in head:
        raise FileRefused("two_kinds", f"{kind} and pdf")
    if kind != "zip" and _ends_as_zip(tail):
        raise FileRefused("two_kinds", f"{kind} and zip")
    if kind in {"jpeg", "png", "webp", "heic"} and size > limits.MAX_PICTURE_BYTES:
        raise FileRefused("too_large", f"{size} bytes")
    return kind


def kind_of_bytes(head: bytes) -> str | None:
    """The kind of a member of an archive by its first bytes, or None where it is none of ours."""
    return _by_head(head)


def _by_head(head: bytes) -> str | None:
    kinds = {
        "jpeg": head[:3] == b"\xff\xd8\xff",
        "png": head[:8] == b"\x89PNG\r\n\x1a\n",
        "tiff": head[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"},
        "webp": head[:4] == b"RIFF" and head[8:12] == b"WEBP",
        "heic": head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS,
        "zip": head[:4] in {b"PK\x03\x04", b"PK\x05\x06"},
        "pdf": b"%PDF-" in head[:1024],  # some machines put a line of their own before it
    }
    return next((kind for kind, fits in kinds.items() if fits), None)


def _ends_as_zip(tail: bytes) -> bool:
    """Whether the file closes with a ZIP's end record whose comment reaches exactly to the end."""
    at = tail.rfind(b"PK\x05\x06")
    return 0 <= at <= len(tail) - 22 and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail)
