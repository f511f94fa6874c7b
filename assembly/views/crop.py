"""A piece of a scanned page as a picture: the marks of one question, or a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assembly.errors import NotFound
from assembly.model import ScannedPage
from assembly.views.recorded import BoxPx, contest_box

if TYPE_CHECKING:
    from assembly.bootstrap import Application

ABOVE, BELOW, BESIDE = 1.2, 0.9, 1.2
"""Heights of a box shown around the boxes of a question: ink around them is seen, the neighbouring questions are not."""
BOX_MARGIN = 0.5
"""Of one box, enlarged: a tick that leaves it is seen, and no words."""
FIELD_MARGIN = 0.12
"""Of the longer side of a field to write in."""


def crop_of(application: Application, page_id: str, contest: str) -> bytes:
    """PNG of the boxes of `contest` on this page; contest may be "signature" or "date" too. Raises NotFound."""
    import scanner

    with application.database.reading() as session:
        page = session.get(ScannedPage, page_id)
        if page is None or not page.image_sha256:
            raise NotFound
        field, boxes = field_box(page, contest), contest_box(page, contest)
        number = len(page.reading.get("boxes_px", {}).get(contest, {}))
        image = application.files.path(page.image_sha256)
    if field is not None:
        return scanner.crop(image, field, FIELD_MARGIN)
    if boxes is None:
        raise NotFound
    return scanner.crop(image, around_boxes(boxes, number), 0)


def box_of(application: Application, page_id: str, contest: str, option: str) -> bytes:
    """PNG of one box of a question, for looking at closely. Raises NotFound."""
    import scanner

    with application.database.reading() as session:
        page = session.get(ScannedPage, page_id)
        if page is None or not page.image_sha256:
            raise NotFound
        box = page.reading.get("boxes_px", {}).get(contest, {}).get(option)
        if not box:
            raise NotFound
        image = application.files.path(page.image_sha256)
    return scanner.crop(image, (float(box[0]), float(box[1]), float(box[2]), float(box[3])), BOX_MARGIN)


def around_boxes(boxes: BoxPx, number: int) -> BoxPx:
    """The strip of a question: its `number` boxes with the word to the right of each, and room around them."""
    x, y, width, height = boxes
    word = (width - height) / (number - 1) - height if number > 1 else 6 * height
    left, top = max(0.0, x - BESIDE * height), max(0.0, y - ABOVE * height)
    return (left, top, x + width + word - left, y + height + BELOW * height - top)


def field_box(page: ScannedPage, field: str) -> BoxPx | None:
    """Where a field to write in lies on the page's picture."""
    box = page.reading.get("fields_px", {}).get(field)
    return (float(box[0]), float(box[1]), float(box[2]), float(box[3])) if box else None
