"""The boxes of one question, cut out of a scanned page and set side by side: what the owner's pen did."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from assembly.errors import NotFound
from assembly.model import ScannedPage
from assembly.wording import option_word

if TYPE_CHECKING:
    from assembly.bootstrap import Application

Box = tuple[float, float, float, float]
AROUND = 0.38
"""Of a box's side on each side of it: ink over its edge is seen, its word and the rule above are not."""
TILE_PX = 96


def boxes_of(page: ScannedPage, contest: str) -> list[tuple[str, Box]]:
    """(option, box in pixels of the page's picture) as they stand on the paper, row by row from the left."""
    found = page.reading.get("boxes_px", {}).get(contest, {})
    boxes = [(name, (float(box[0]), float(box[1]), float(box[2]), float(box[3]))) for name, box in found.items()]
    if not boxes:
        return []
    # A sheet lies a little askew: boxes whose middles differ by less than their height stand in one row.
    boxes.sort(key=lambda one: one[1][1] + one[1][3] / 2)
    rows = [[boxes[0]]]
    for box in boxes[1:]:
        above, height = rows[-1][-1][1], max(box[1][3], 1.0)
        if box[1][1] + box[1][3] / 2 - (above[1] + above[3] / 2) < height:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [box for row in rows for box in sorted(row, key=lambda one: one[1][0])]


def mark_words(page: ScannedPage, contest: str, language: str) -> tuple[str, ...]:
    """The words of the boxes in the order of the picture: «За», «Против», «Воздержался»."""
    return tuple(option_word(name, language) for name, _box in boxes_of(page, contest))


def marks_picture(application: Application, page_id: str, contest: str) -> bytes:
    """PNG of the boxes of `contest`, each with what is around it, all of one size. Raises NotFound without boxes."""
    from PIL import Image

    with application.database.reading() as session:
        page = session.get(ScannedPage, page_id)
        boxes = boxes_of(page, contest) if page is not None and page.image_sha256 else []
        if page is None or not boxes:
            raise NotFound
        path = application.files.path(page.image_sha256)
    row = Image.new("L", (TILE_PX * len(boxes), TILE_PX), 255)
    with Image.open(path) as scan:
        for at, (_name, (x, y, width, height)) in enumerate(boxes):
            more = AROUND * max(width, height)
            piece = scan.crop((int(x - more), int(y - more), int(x + width + more), int(y + height + more)))
            row.paste(piece.convert("L").resize((TILE_PX, TILE_PX), Image.Resampling.LANCZOS), (at * TILE_PX, 0))
    out = io.BytesIO()
    row.save(out, "PNG")
    return out.getvalue()
