"""The last resort for a code that nobody can decode: which of the issued codes it looks like most.

A QR's dark and light modules are compared with those of every page of this print. The random token makes any two of them
differ in a sixth of their modules or more, so that half a code tells them apart. What comes out is a guess, and always goes
to a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np
import zxingcpp

from scanner import geometry
from scanner.identify import QR, FoundCode
from scanner.register import register

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scanner.geometry import Floats, Pixels
    from scanner.issued import Issued

    Bits = NDArray[np.uint8]

# Correlation of the seen modules with a code's, and how far the next best is behind. Of pages whose both codes were torn, blotted
# or strewn with false modules until nothing read them, 21 of this print had .51 and .137 at least and were all right; 18 of
# another print had .40 and .025 at most, among 180 codes.
LEAST_LIKENESS: Final = 0.45
LEAST_MARGIN: Final = 0.08
# Codes compared at once: 4,000 of 1,681 modules are 27 MB.
AT_ONCE: Final = 4_000
# A module is 0.6 mm; what registration may be off by.
SHIFTS_MM: Final = (-0.15, 0.0, 0.15)


@dataclass(frozen=True)
class Guess:
    """The issued page a code looks like; likeness and margin: 0..1."""

    payload: str
    likeness: float
    margin: float


def guess_code(grey: Pixels, issued: Issued) -> Guess | None:
    """The page whose code is most like what is seen, or None where none is plainly so. grey: uint8 (h, w)."""
    transform = _placed(grey, issued) if issued.symbols() else None
    if transform is None:
        return None
    guesses = [_best(grey, transform, issued, modules) for modules in issued.symbols()]
    best = max(guesses, key=lambda guess: guess.likeness)
    return best if best.likeness >= LEAST_LIKENESS and best.margin >= LEAST_MARGIN else None


def _placed(grey: Pixels, issued: Issued) -> Floats | None:
    """The sheet by the squares of a code that is seen but not read."""
    modules = next(iter(issued.symbols()))
    codes = []
    for code in zxingcpp.read_barcodes(np.ascontiguousarray(grey), formats=QR, return_errors=True):
        p = code.position
        corners = [(q.x - 0.5, q.y - 0.5) for q in (p.top_left, p.top_right, p.bottom_right, p.bottom_left)]
        codes.append(FoundCode("", np.array(corners, np.float64), modules, "not decoded"))
    placed = register(grey, codes, issued.layout) if codes else None
    return None if placed is None or placed.residual_mm > 0.5 or placed.corners < 3 else placed.transform


def _best(grey: Pixels, transform: Floats, issued: Issued, modules: int) -> Guess:
    """The likest of codes of one size."""
    payloads, packed = issued.symbols()[modules]
    seen = np.stack([_modules(grey, transform, box, modules) for box in issued.layout.qr_mm]).sum(axis=0)
    likeness = np.full(len(payloads), -1.0)
    for start in range(0, len(payloads), AT_ONCE):
        bits = np.unpackbits(packed[start : start + AT_ONCE], axis=1)[:, : modules * modules]
        signs = bits.astype(np.float32) - bits.mean(axis=1, keepdims=True, dtype=np.float32)
        norms = np.linalg.norm(signs, axis=1)[:, None] * np.maximum(np.linalg.norm(seen, axis=1), 1e-6)
        likeness[start : start + AT_ONCE] = (signs @ seen.T / norms).max(axis=1)
    order = np.argsort(-likeness)[:2]
    second = float(likeness[order[1]]) if len(order) > 1 else 0.0
    return Guess(payloads[order[0]], float(likeness[order[0]]), float(likeness[order[0]]) - second)


def _modules(grey: Pixels, transform: Floats, box: tuple[float, float, float, float], modules: int) -> Floats:
    """How dark each module is against the others around it, once for each small shift: (shifts, modules squared)."""
    x, y, side, _ = box
    centres = (np.arange(modules) + 0.5) * side / modules
    found = []
    for dx in SHIFTS_MM:
        for dy in SHIFTS_MM:
            patch = geometry.resample(
                grey, transform, x + dx + centres[None, :], y + dy + centres[:, None], (modules, modules)
            ).astype(np.float32)
            around = cv2.blur(patch, (9, 9))  # shadows and stains are wider
            found.append(np.clip((around - patch) / 64, -1, 1).ravel())
    return np.asarray(found, np.float64)


def symbols_of(payloads: list[str]) -> dict[int, tuple[list[str], Bits]]:
    """The modules of every code, as bits, by how many stand on a side."""
    from ballots.printing.qr import qr_bitmap

    found: dict[int, tuple[list[str], list[Any]]] = {}
    for payload in payloads:
        rows, modules = qr_bitmap(payload)
        bits = np.unpackbits(np.frombuffer(rows, np.uint8).reshape(modules, -1), axis=1)[:, :modules]
        names, packed = found.setdefault(modules, ([], []))
        names.append(payload)
        packed.append(np.packbits(bits))
    return {modules: (names, np.stack(packed)) for modules, (names, packed) in found.items()}
