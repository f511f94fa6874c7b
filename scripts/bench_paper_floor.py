"""The least a reader of these scans has to do: decode each page in its colours (a pen may be red), read the code in its corner,
find the corner marks, cut out the boxes. Prints the processor's seconds, the clock's and the pages of one process. Nothing is
judged; a page without a code in a corner is only decoded.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
import zxingcpp
from PIL import Image

PX_PER_MM = 8
QR_MM, MARK_MM = (14, 14, 25), ((193.5, 16.5), (16.5, 280.5))
BACK_QR_MM = (171, 258, 25)
QR: Any = zxingcpp.BarcodeFormat.QRCode


def main() -> None:
    """Read the folders that are named; print one line of JSON."""
    cv2.setNumThreads(1)
    pages, seconds, clock = 0, 0.0, 0.0
    for folder in map(Path, sys.argv[1:]):
        layout = json.loads((folder / "layout.json").read_bytes())
        boxes = {page["payload"]: page["options"] for ballot in layout["ballots"] for page in ballot["pages"]}
        started, by_clock = time.process_time(), time.perf_counter()
        for path in sorted(folder.glob("scan-*")):
            for grey in _decoded(path):
                _look(grey, boxes)
                pages += 1
        seconds, clock = seconds + time.process_time() - started, clock + time.perf_counter() - by_clock
    print(json.dumps({"pages": pages, "cpu_seconds": seconds, "seconds": clock}))


def _decoded(path: Path) -> Iterator[Any]:
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            for page in pdf.pages:
                (picture,) = page.get_images().values()
                yield _grey(picture.read_raw_bytes())
    elif path.suffix == ".tif":
        with Image.open(path) as file:
            for number in range(getattr(file, "n_frames", 1)):
                file.seek(number)
                yield np.asarray(file.convert("L"))
    else:
        yield _grey(path.read_bytes())


def _grey(data: bytes) -> Any:
    image: Any = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_ANYCOLOR)
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) if image.ndim == 3 else image


def _look(grey: Any, boxes: dict[str, list[dict[str, Any]]]) -> None:
    height, width = grey.shape
    tall, wide = int(height * 0.19), int(width * 0.26)
    for place, (left, top) in ((QR_MM, (0, 0)), (BACK_QR_MM, (width - wide, height - tall))):
        corner = np.ascontiguousarray(grey[top : top + tall, left : left + wide])
        codes = zxingcpp.read_barcodes(corner, formats=QR, try_invert=False, try_downscale=False)
        for code in codes:
            if code.text in boxes:
                _cut(grey, _transform(code.position, place, (left, top)), boxes[code.text])
                return


def _transform(position: Any, place: tuple[float, float, float], origin: tuple[int, int]) -> Any:
    x, y, side = place
    paper = np.array([[x, y], [x + side, y], [x, y + side]], np.float32)
    seen = [(p.x + origin[0], p.y + origin[1]) for p in (position.top_left, position.top_right, position.bottom_left)]
    return cv2.getAffineTransform(paper, np.array(seen, np.float32))


def _cut(grey: Any, transform: Any, options: list[dict[str, Any]]) -> None:
    square = np.zeros((81, 81), np.uint8)
    square[20:61, 20:61] = 255
    for x, y in MARK_MM:
        patch = _patch(grey, transform, np.array([[x, y]]), 10.0)
        cv2.matchTemplate(255 - patch, square, cv2.TM_CCOEFF_NORMED)
    middles = np.array([[o["box_mm"][0] + 2.5, o["box_mm"][1] + 2.5] for o in options])
    patches = _patch(grey, transform, middles, 5.0)
    (patches < 128).mean()


def _patch(grey: Any, transform: Any, middles_mm: Any, half_mm: float) -> Any:
    """All patches by one remap, one below the other."""
    offsets = (np.arange(round(2 * half_mm * PX_PER_MM)) / PX_PER_MM - half_mm).astype(np.float32)
    x = (middles_mm[:, 0, None, None] + offsets[None, None, :]).astype(np.float32)
    y = (middles_mm[:, 1, None, None] + offsets[None, :, None]).astype(np.float32)
    t = transform.astype(np.float32)
    side = len(offsets)
    map_x = (t[0, 0] * x + t[0, 1] * y + t[0, 2]).reshape(-1, side)
    map_y = (t[1, 0] * x + t[1, 1] * y + t[1, 2]).reshape(-1, side)
    return cv2.remap(grey, map_x, map_y, cv2.INTER_LINEAR)


if __name__ == "__main__":
    main()
