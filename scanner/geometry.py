"""Between millimetres on paper and pixels of a scan.

A transform is a 3 x 3 float64 matrix that takes (x, y, 1) in millimetres from the sheet's top left corner to pixels, origin
at the centre of the image's top left pixel. Patches are small squares of paper sampled straight from the scan: the page
itself is never warped (20 ms a page against 1 ms for thirty patches).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Pixels = NDArray[np.uint8]

# Patches are sampled at 8 pixels a millimetre (203 dpi): what office scanners give. More costs time, and finer scans are
# shrunk to it first so that thin pen lines are averaged and not skipped.
PATCH_PX_PER_MM: Final = 8.0


def to_px(transform: Floats, points_mm: Floats) -> Floats:
    """Pixels of points on paper: (n, 2) millimetres to (n, 2) pixels."""
    points = np.atleast_2d(points_mm)
    lifted = points @ transform[:, :2].T + transform[:, 2]
    return np.asarray(lifted[:, :2] / lifted[:, 2:3], np.float64)


def px_per_mm(transform: Floats, at_mm: tuple[float, float] = (105.0, 148.5)) -> float:
    """The scan's scale around a point: the square root of the area of one square millimetre, in pixels."""
    x, y = at_mm
    corners = to_px(transform, np.array([[x, y], [x + 1, y], [x, y + 1]]))
    across, down = corners[1] - corners[0], corners[2] - corners[0]
    return float(np.sqrt(abs(across[0] * down[1] - across[1] * down[0])))


def fit_affine(points_mm: Floats, points_px: Floats) -> Floats:
    """The affine transform of least squares; at least three points that are not on one line."""
    lifted = np.column_stack([points_mm, np.ones(len(points_mm))])
    solution = np.linalg.lstsq(lifted, points_px, rcond=None)[0]
    return np.vstack([solution.T, [0.0, 0.0, 1.0]])


def fit_similarity(points_mm: Floats, points_px: Floats) -> Floats:
    """Turn, scale and shift of least squares; at least two points. Never mirrors."""
    x, y = points_mm[:, 0], points_mm[:, 1]
    one, zero = np.ones_like(x), np.zeros_like(x)
    rows = np.vstack([np.column_stack([x, -y, one, zero]), np.column_stack([y, x, zero, one])])
    a, b, dx, dy = np.linalg.lstsq(rows, np.concatenate([points_px[:, 0], points_px[:, 1]]), rcond=None)[0]
    return np.array([[a, -b, dx], [b, a, dy], [0.0, 0.0, 1.0]])


def fit_homography(points_mm: Floats, points_px: Floats) -> Floats | None:
    """The perspective transform of least squares; at least four points. None where they do not determine one."""
    matrix, _ = cv2.findHomography(points_mm.astype(np.float64), points_px.astype(np.float64), 0)
    if matrix is None or not np.all(np.isfinite(matrix)) or abs(matrix[2, 2]) < 1e-12:
        return None
    return np.asarray(matrix / matrix[2, 2], np.float64)


def sample(
    image: Pixels, transform: Floats, centres_mm: Floats, half_mm: float, *, per_mm: float = PATCH_PX_PER_MM
) -> Pixels:
    """Square patches of paper around the centres.

    image: uint8 (h, w) grey or (h, w, 3); centres_mm: (n, 2). Returns (n, side, side[, 3]) uint8 with the centre of the
    paper point in the middle of the patch; what lies outside the scan is white.
    """
    side = 2 * round(half_mm * per_mm) + 1
    out = np.empty((len(centres_mm), side, side, *image.shape[2:]), np.uint8)
    step, half = 1 / per_mm, side // 2 / per_mm
    for patch, (x, y) in zip(out, centres_mm, strict=True):
        to_scan = transform @ np.array([[step, 0, x - half], [0, step, y - half], [0, 0, 1.0]])
        cv2.warpPerspective(
            image,
            to_scan,
            (side, side),
            dst=patch,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(255, 255, 255),
        )
    return out


def resample(image: Pixels, transform: Floats, x_mm: Floats, y_mm: Floats, shape: tuple[int, ...]) -> Pixels:
    """Grey (or colour) of the scan at points on paper, bilinear; white outside the scan.

    x_mm, y_mm: arrays that broadcast together to `shape`. A flat transform of rows and columns costs one sum a point.
    """
    t = transform.astype(np.float32)
    x, y = x_mm.astype(np.float32), y_mm.astype(np.float32)
    map_x = (t[0, 0] * x + t[0, 2]) + t[0, 1] * y
    map_y = (t[1, 0] * x + t[1, 2]) + t[1, 1] * y
    if t[2, 0] or t[2, 1]:
        below = (t[2, 0] * x + t[2, 2]) + t[2, 1] * y
        map_x, map_y = map_x / below, map_y / below
    width = shape[-1]
    rows = map_x.size // width
    map_x, map_y = map_x.reshape(rows, width), map_y.reshape(rows, width)
    channels = image.shape[2:]
    out = np.empty((rows, width, *channels), np.uint8)
    for start in range(0, rows, 30_000):  # remap wants a picture of at most 32,767 rows
        part = slice(start, min(rows, start + 30_000))
        out[part] = cv2.remap(
            image,
            map_x[part],
            map_y[part],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(255, 255, 255),
        )
    return out.reshape(*shape, *channels)


def is_inside(image: Pixels, transform: Floats, centres_mm: Floats, half_mm: float) -> NDArray[np.bool_]:
    """Which squares of paper lie wholly on the scan: (n,) bool."""
    corners = np.array([[-half_mm, -half_mm], [half_mm, -half_mm], [half_mm, half_mm], [-half_mm, half_mm]])
    points = to_px(transform, (centres_mm[:, None, :] + corners).reshape(-1, 2)).reshape(-1, 4, 2)
    height, width = image.shape[:2]
    inside = (points >= 0).all(axis=(1, 2)) & (points[:, :, 0] <= width - 1).all(axis=1)
    return np.asarray(inside & (points[:, :, 1] <= height - 1).all(axis=1), np.bool_)


def darkest(image: Pixels) -> Pixels:
    """Of a colour picture (h, w, 3) the darkest channel, so that blue, red and green pens all count as ink."""
    if image.ndim < 3:
        return image
    blue, green, red = cv2.split(image)
    return np.asarray(cv2.min(cv2.min(blue, green), red), np.uint8)
