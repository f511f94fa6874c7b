"""Paragraphs that remember how they break into lines.

The letters to all owners of a house say almost the same, and a page asks a paragraph for its height up to six times
before it is placed. Remembered breaks halve the time of a letter and change no byte of it.
"""

from __future__ import annotations

from copy import copy
from functools import lru_cache
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph


class Lines(Paragraph):
    """A paragraph whose line breaks are worked out once for each width, for itself and for its copies."""

    def __init__(self, text: Any, style: ParagraphStyle, **named: Any) -> None:
        super().__init__(text, style, **named)
        self._breaks: dict[float, dict[str, Any]] = {}

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 - reportlab's names
        """How wide and high the text is at this width, in points."""
        known = self._breaks.get(availWidth)
        if known is None:
            size: tuple[float, float] = super().wrap(availWidth, availHeight)
            if "blPara" not in self.__dict__:  # no room at all
                return size
            places = "width", "height", "blPara", "_wrapWidths"
            known = self._breaks[availWidth] = {name: self.__dict__[name] for name in places}
        self.__dict__.update(known)
        return known["width"], known["height"]

    def split(self, availWidth: float, availHeight: float) -> list[Any]:  # noqa: N803 - reportlab's names
        """The parts before and after a page's end; reportlab writes on the lines it splits, so they are made anew."""
        self._breaks = {}
        self.wrap(availWidth, availHeight)
        parts: list[Any] = super().split(availWidth, availHeight)
        self._breaks = {}
        return parts


def lines(markup: str, style: ParagraphStyle) -> Lines:
    """A paragraph of this markup; one of the same words and style shares its breaks."""
    return copy(_parsed(markup, style))


@lru_cache(maxsize=1024)
def _parsed(markup: str, style: ParagraphStyle) -> Lines:
    return Lines(markup, style)
