"""Drawing on one page or one reusable part: millimetres from its top left corner in, PDF operators out."""

from __future__ import annotations

from collections.abc import Iterable

from ballots.layout import Box
from ballots.printing.fonts import face, line_mm

POINTS_PER_MM = 72 / 25.4
HAIRLINE_MM = 0.2


def _points(millimetres: float) -> str:
    return f"{millimetres * POINTS_PER_MM:.2f}"


class Ink:
    """Operators in the order they were drawn. The origin of the page or part is its top left corner."""

    def __init__(self) -> None:
        self._operators: list[str] = []

    def text(self, x: float, baseline: float, text: str, size: float, font: str = "R") -> None:
        """Draw letters, starting at x, standing on the baseline. size: points."""
        if text:
            at = f" {_points(x)} {_points(-baseline)} Td"
            shown = ""
            for name, factor, glyphs in face(font).runs(text):
                shown += f" /{name} {size * factor:g} Tf{at} <{glyphs}> Tj"
                at = ""
            self._operators.append(f"BT{shown} ET")

    def lines(self, x: float, baseline: float, lines: Iterable[str], size: float, font: str = "R") -> None:
        """Draw lines under one another, the first on the baseline."""
        for number, line in enumerate(lines):
            self.text(x, baseline + number * line_mm(size), line, size, font)

    def rule(self, x: float, y: float, to_x: float, width: float = HAIRLINE_MM) -> None:
        """A horizontal line."""
        self._operators.append(f"{_points(width)} w {_points(x)} {_points(-y)} m {_points(to_x)} {_points(-y)} l S")

    def frame(self, inside: Box, outline: float) -> None:
        """An outline whose inside is exactly this box."""
        x, y, width, height = inside
        half = outline / 2
        self._operators.append(
            f"{_points(outline)} w {_points(x - half)} {_points(-(y + height + half))} "
            f"{_points(width + outline)} {_points(height + outline)} re S"
        )

    def fill(self, box: Box, grey: float = 0.0) -> None:
        """A solid rectangle; grey: 0 black to 1 white."""
        x, y, width, height = box
        self._operators.append(
            f"{grey:g} g {_points(x)} {_points(-(y + height))} {_points(width)} {_points(height)} re f"
            + (" 0 g" if grey else "")
        )

    def part(self, name: str, x: float, y: float) -> None:
        """Place a reusable part with its corner at (x, y)."""
        self._operators.append(f"q 1 0 0 1 {_points(x)} {_points(-y)} cm /{name} Do Q")

    def picture(self, name: str, box: Box) -> None:
        """Place an image over this box."""
        x, y, width, height = box
        self._operators.append(
            f"q {_points(width)} 0 0 {_points(height)} {_points(x)} {_points(-(y + height))} cm /{name} Do Q"
        )

    def stream(self) -> bytes:
        return "\n".join(self._operators).encode("ascii")
