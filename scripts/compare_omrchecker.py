"""The same pen marks on our ballot and on an equivalent form of OMRChecker, read by both in one run.

    git clone https://github.com/Udayraj123/OMRChecker && python3 -m venv OMRChecker/.venv
    OMRChecker/.venv/bin/pip install -r OMRChecker/requirements.txt opencv-python-headless
    python scripts/compare_omrchecker.py --omrchecker OMRChecker --paper …/paper.py [--marks DIR] [--pages N]

The equivalent form is our page with OMRChecker's four corner markers where our codes and marks stand; boxes, words and
questions stay where they are. paper.py fills in both with the same seed, so that every voter, stroke and damage is the
same. OMRChecker gets what helps it: a template made from our layout to a pixel, its own choice of marker, four times
the pixels of its default, and every scan turned the right way up, which it does not do itself. A question it reads with
several marks, and a page it gives up, count as handed to a person. Both are timed as whole processes.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
from PIL import Image
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ballots.layout import MARKS_MM, PAGE_SIZE_MM, QR_MM  # noqa: E402
from ballots.sample import write_sample  # noqa: E402

CONFIG = ROOT / "scripts" / "omrchecker" / "config.json"
NO_SCREEN = ROOT / "scripts" / "omrchecker" / "headless"
QUESTIONS = 9  # for / against / abstain in a row: what a template of equal gaps can hold
MARKER_MM = 12.0
CORNERS_MM = ((15.0, 20.0), (195.0, 20.0), (15.0, 277.0), (195.0, 277.0))
PX_PER_MM = 8
Facts = dict[str, Any]


def main() -> int:
    """Print one line a reader and profile."""
    args = _arguments()
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        ours, theirs = folder / "ours", folder / "theirs"
        write_sample(ours, questions=QUESTIONS, ballots=1, seed=args.seed)
        each = len(json.loads((ours / "layout.json").read_text())["ballots"][0]["pages"])
        write_sample(ours, questions=QUESTIONS, ballots=-(-args.pages // each), seed=args.seed)
        theirs.mkdir()
        shutil.copy(ours / "layout.json", theirs)
        (theirs / "ballots.pdf").write_bytes(_with_markers(ours / "ballots.pdf"))
        for profile in args.profiles:
            for name, form, read in (("Veche", ours, _read_by_veche), ("OMRChecker", theirs, _read_by_omrchecker)):
                scans = form / profile
                _fill_in(args, form, scans, profile)
                seconds, pages = read(args, form, scans)
                score = _score(args, scans, pages)
                _tell(name, profile, score, seconds)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--omrchecker", type=Path, required=True, help="a clone of OMRChecker with its .venv")
    parser.add_argument("--paper", type=Path, required=True, help="paper.py")
    parser.add_argument("--marks", type=Path, help="pictures of real pen marks; without them strokes are drawn")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profiles", nargs="+", default=["clean", "feeder", "copier", "fax", "phone"])
    return parser.parse_args()


def _with_markers(pdf: Path) -> bytes:
    """Our ballots with their corners covered and OMRChecker's markers in them."""
    stream = io.BytesIO()
    width, height = (side * mm for side in PAGE_SIZE_MM)
    sheet = canvas.Canvas(stream, pagesize=(width, height))
    sheet.setFillGray(1)
    for x, y, w, h in (*QR_MM, *MARKS_MM.values()):
        sheet.rect((x - 1) * mm, height - (y + h + 1) * mm, (w + 2) * mm, (h + 2) * mm, stroke=0, fill=1)
    marker = ImageReader(Image.fromarray(_marker()))
    for x, y in CORNERS_MM:
        corner = (x - MARKER_MM / 2) * mm, height - (y + MARKER_MM / 2) * mm
        sheet.drawImage(marker, *corner, MARKER_MM * mm, MARKER_MM * mm)
    sheet.save()
    stream.seek(0)
    with pikepdf.open(pdf) as ballots, pikepdf.open(stream) as over:
        for page in ballots.pages:
            page.add_overlay(over.pages[0], None)
        kept = io.BytesIO()
        ballots.save(kept)
    return kept.getvalue()


def _marker() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The marker of OMRChecker's own samples: a dot in a ring. uint8, 0 black, 240 x 240 px."""
    picture = np.full((240, 240), 255, np.uint8)
    cv2.circle(picture, (120, 120), 105, 0, 30, cv2.LINE_AA)
    cv2.circle(picture, (120, 120), 45, 0, -1, cv2.LINE_AA)
    return picture


def _fill_in(args: argparse.Namespace, form: Path, scans: Path, profile: str) -> None:
    command = [sys.executable, args.paper, "make", form / "ballots.pdf", form / "layout.json", scans]
    command += ["--profile", profile, "--seed", str(args.seed), "--form", "jpeg"]
    command += ["--marks", args.marks] if args.marks else []
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def _read_by_veche(_args: argparse.Namespace, form: Path, scans: Path) -> tuple[float, list[Facts]]:
    files = sorted(scans.glob("*.jpg"))
    command = [sys.executable, "-m", "assembly", "scan", "read", *files, "--layout", form / "layout.json", "--json"]
    seconds, said = _timed(command, ROOT)
    return seconds, json.loads(said)["pages"]


def _read_by_omrchecker(args: argparse.Namespace, form: Path, scans: Path) -> tuple[float, list[Facts]]:
    """One folder with its template for each arrangement of boxes; the scans are told apart by the truth."""
    truth = {fact["file"]: fact for fact in json.loads((scans / "truth.json").read_text())["pages"]}
    layout = json.loads((form / "layout.json").read_text())
    specs = {(b["ballot"], page["page"]): page for b in layout["ballots"] for page in b["pages"]}
    inputs, outputs = scans / "inputs", scans / "outputs"
    arrangements: dict[str, Path] = {}
    for name, fact in truth.items():
        template = json.dumps(_template(specs[fact["ballot"], fact["page"]]["options"]))
        if template not in arrangements:
            arrangements[template] = _prepared(inputs / f"form-{len(arrangements)}", template)
        _upright(scans / name, arrangements[template] / name)
    python = args.omrchecker.resolve() / ".venv" / "bin" / "python"
    seconds, _ = _timed([python, "main.py", "-i", inputs.resolve(), "-o", outputs.resolve()], args.omrchecker)
    answers = _answers(outputs)
    return seconds, [_as_reading(fact, answers.get(name)) for name, fact in truth.items()]


def _template(options: Sequence[Facts]) -> Facts:
    """OMRChecker's template of one page: our boxes, in pixels between the middles of its corner markers."""
    (left, top), (right, bottom) = CORNERS_MM[0], CORNERS_MM[-1]
    contests: dict[str, list[Facts]] = {}
    for option in options:
        contests.setdefault(option["contest"], []).append(option)
    blocks = {}
    for contest, boxes in contests.items():
        x, y, w, _ = boxes[0]["box_mm"]
        blocks[f"q{contest}"] = {
            "origin": [round((x - left) * PX_PER_MM), round((y - top) * PX_PER_MM)],
            "bubblesGap": (boxes[1]["box_mm"][0] - x) * PX_PER_MM,
            "labelsGap": 0,
            "direction": "horizontal",
            "bubbleValues": [box["option"][:2] for box in boxes],
            "fieldLabels": [f"q{contest}"],
            "bubbleDimensions": [round(w * PX_PER_MM)] * 2,
        }
    side = round(boxes[0]["box_mm"][2] * PX_PER_MM)
    marker = {"relativePath": "omr_marker.jpg", "sheetToMarkerWidthRatio": round(PAGE_SIZE_MM[0] / MARKER_MM)}
    return {
        "pageDimensions": [round((right - left) * PX_PER_MM), round((bottom - top) * PX_PER_MM)],
        "bubbleDimensions": [side, side],
        "preProcessors": [{"name": "CropOnMarkers", "options": {**marker, "marker_rescale_range": [70, 130]}}],
        "fieldBlocks": blocks,
    }


def _prepared(folder: Path, template: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "template.json").write_text(template)
    shutil.copy(CONFIG, folder)
    Image.fromarray(_marker()).save(folder / "omr_marker.jpg", quality=95)
    return folder


def _upright(scan: Path, to: Path) -> None:
    """Turn a scan so that its header is on top: the upper half of our page carries more ink than the lower."""
    picture = cv2.imread(str(scan), cv2.IMREAD_GRAYSCALE)
    assert picture is not None  # noqa: S101 - paper.py has just written it
    if picture.shape[1] > picture.shape[0]:
        picture = cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE)
    third = picture.shape[0] // 3
    if (picture[:third] < 128).sum() < (picture[-third:] < 128).sum():
        picture = cv2.rotate(picture, cv2.ROTATE_180)
    cv2.imwrite(str(to), picture, [cv2.IMWRITE_JPEG_QUALITY, 95])


def _timed(command: Sequence[object], where: Path) -> tuple[float, str]:
    started = time.perf_counter()
    done = subprocess.run(
        [str(part) for part in command],
        cwd=where, check=False, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(NO_SCREEN)},
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{command[0]} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - started, done.stdout


def _answers(outputs: Path) -> dict[str, dict[str, str]]:
    found = {}
    for table in outputs.rglob("Results_*.csv"):
        with table.open(newline="") as stream:
            for row in csv.DictReader(stream):
                found[row["file_id"]] = {name[1:]: value for name, value in row.items() if name[1:].isdigit()}
    return found


def _as_reading(fact: Facts, said: dict[str, str] | None) -> Facts:
    """What OMRChecker answered, in the form of `veche scan read`; the ballot is given, it has no code to read."""
    reading = {"file": fact["file"], "index": fact["index"], "ballot": fact["ballot"], "page": fact["page"]}
    if said is None:
        return {**reading, "outcome": "unreadable", "reason": "no markers", "selections": {}, "needs_person": []}
    words = {option[:2]: option for option in ("for", "against", "abstain")}
    chosen = {contest: words.get(value, "overvote" if value else "blank") for contest, value in said.items()}
    asked = [f"overvote:{contest}" for contest, option in chosen.items() if option == "overvote"]
    return {**reading, "outcome": "interpreted", "reason": None, "selections": chosen, "needs_person": asked}


def _score(args: argparse.Namespace, scans: Path, pages: list[Facts]) -> Facts:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as readings:
        json.dump({"pages": pages}, readings)
        readings.flush()
        command = [sys.executable, str(args.paper), "score", str(scans / "truth.json"), readings.name]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    score: Facts = json.loads(said.splitlines()[0])
    return score


def _tell(name: str, profile: str, score: Facts, seconds: float) -> None:
    print(
        f"{profile:8} {name:11} {score['pages']:5} pages {score['pages'] / seconds:6.1f}/s   "
        f"contests {score['contests']:5}  wrong and silent {score['silent_wrong']:4}  "
        f"to a person {score['to_person']:4}  needless {score['needless']:4}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
