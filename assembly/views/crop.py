"""A piece of a scanned page as a picture: the marks of one question, or a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assembly.errors import NotFound
from assembly.model import ScannedPage
from assembly.views.recorded import BoxPx, contest_box

if TYPE_CHECKING:
    from assembly.bootstrap import Application

MARGIN = 0.35
"""Of the longer side: enough to see the words beside the boxes and ink around them."""


def crop_of(application: Application, page_id: str, contest: str) -> bytes:
    """PNG of the boxes of `contest` on this page; contest may be "signature" or "date" too. Raises NotFound."""
    import scanner

    with application.database.reading() as session:
        page = session.get(ScannedPage, page_id)
        if page is None or not page.image_sha256:
            raise NotFound
        box = field_box(page, contest) or contest_box(page, contest)
        if box is None:
            raise NotFound
        image = application.files.path(page.image_sha256)
    return scanner.crop(image, box, MARGIN)


def field_box(page: ScannedPage, field: str) -> BoxPx | None:
    """Where a field to write in lies on the page's picture."""
    box = page.reading.get("fields_px", {}).get(field)
    return (float(box[0]), float(box[1]), float(box[2]), float(box[3])) if box else None
