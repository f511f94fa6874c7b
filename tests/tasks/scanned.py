"""Filled-in ballots of the small house as a scan: printed by us, marked with a dark square, rendered as a picture."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw

from assembly.use_cases.issue_ballots import prepare_ballots
from assembly.use_cases.print_ballots import print_ballot_file
from tests.use_cases.small_house import House

PX_PER_MM = 200 / 25.4


def print_ballots(house: House) -> tuple[bytes, dict[str, Any]]:
    """All ballots of the house as PDF, and their layout."""
    with house.writing() as session:
        prepare_ballots(
            session, now=house.now, keys=house.application.keys, settings=house.application.settings,
            assembly=house.meeting(session), by=house.by(session),
        )  # fmt: skip
    stream = io.BytesIO()
    layout = print_ballot_file(house.application, house.assembly, None, stream)
    return stream.getvalue(), layout


def scan(pdf: bytes, layout: dict[str, Any], marks: Sequence[Mapping[str, str]], copies: int = 1) -> bytes:
    """A TIFF of the first ballots, each marked as said, every page `copies` times with another speck of dust."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    pictures: list[Image.Image] = []
    for ballot, said in zip(layout["ballots"], marks, strict=False):
        for page in ballot["pages"]:
            picture = document[page["pdf_page"]].render(scale=200 / 72).to_pil().convert("L")
            _fill_in(picture, page, said)
            for copy in range(copies):
                dusty = picture.copy()
                ImageDraw.Draw(dusty).point((800 + copy, 12), fill=0)
                pictures.append(dusty)
    document.close()
    stream = io.BytesIO()
    pictures[0].save(
        stream, "TIFF", save_all=True, append_images=pictures[1:], compression="tiff_deflate", dpi=(200, 200)
    )
    return stream.getvalue()


def _fill_in(picture: Image.Image, page: Mapping[str, Any], said: Mapping[str, str]) -> None:
    draw = ImageDraw.Draw(picture)
    for option in page["options"]:
        if said.get(option["contest"]) == option["option"]:
            x, y, w, h = (value * PX_PER_MM for value in option["box_mm"])
            for start, end in (((0.1, 0.1), (0.9, 0.9)), ((0.1, 0.9), (0.9, 0.1))):
                draw.line(
                    (x + start[0] * w, y + start[1] * h, x + end[0] * w, y + end[1] * h),
                    fill=20,
                    width=round(0.7 * PX_PER_MM),
                )
    for written in page["fields"]:
        x, y, w, h = (value * PX_PER_MM for value in written["box_mm"])
        waves = [(x + w * (0.1 + 0.07 * step), y + h * (0.3 if step % 2 else 0.75)) for step in range(11)]
        draw.line(waves, fill=30, width=round(0.5 * PX_PER_MM))
