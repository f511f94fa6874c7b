"""How fast ballots print, beside the obvious way: ReportLab text and two of its QR widgets a page, in the same run.

python scripts/bench_printing.py [--ballots 10000] [--questions 8] [--plain 30]
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import time

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.renderPDF import draw
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ballots.layout import QR_MM, PageLayout
from ballots.printing import print_ballots
from ballots.printing.fonts import FILES, FOLDER, face, line_mm
from ballots.printing.geometry import NORMAL, WIDTH
from ballots.sample import sample_ballots
from ballots.style import BallotSheet


class Nowhere(io.RawIOBase):
    """A file that only counts."""

    size = 0

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.size += len(data)
        return len(data)


def plain_page(canvas: Canvas, sheet: BallotSheet, page: PageLayout) -> None:
    """The same text, boxes and codes as one does it with ReportLab at first."""
    for x, y, width, height in QR_MM:
        drawing = Drawing(width * mm, height * mm)
        drawing.add(QrCodeWidget(page.payload, barLevel="Q", barWidth=width * mm, barHeight=height * mm, barBorder=0))
        draw(drawing, canvas, x * mm, (297 - y - height) * mm)
    asked = {option.contest for option in page.options}
    baseline = 45.0
    for contest in sheet.style.contests:
        if contest.id not in asked:
            continue
        for text in (contest.title, contest.text, f"{contest.rule_line} {contest.basis}"):
            for line in face("R").wrap(text, NORMAL.text, WIDTH):
                canvas.setFont("Golos", NORMAL.text)
                canvas.drawString(14 * mm, (297 - baseline) * mm, line)
                baseline += line_mm(NORMAL.text)
        baseline += 12
    for option in page.options:
        x, y, width, height = option.box_mm
        canvas.rect(x * mm, (297 - y - height) * mm, width * mm, height * mm)
        canvas.drawString((x + 8) * mm, (297 - y - 4) * mm, option.option)
    canvas.showPage()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ballots", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=8)
    parser.add_argument("--plain", type=int, default=30, help="ballots printed the obvious way")
    args = parser.parse_args()
    sheets = sample_ballots(args.questions, args.ballots, 1)
    stream, started = Nowhere(), time.perf_counter()
    layout = print_ballots(sheets, stream)  # type: ignore[arg-type]
    seconds = time.perf_counter() - started
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pages = sum(len(ballot.pages) for ballot in layout.ballots)

    registerFont(TTFont("Golos", str(FOLDER / FILES["R"])))
    canvas, started, plain = Canvas(io.BytesIO()), time.perf_counter(), 0
    for sheet, ballot in zip(sheets[: args.plain], layout.ballots, strict=False):
        for page in ballot.pages:
            plain_page(canvas, sheet, page)
            plain += 1
    canvas.save()
    plain_rate = plain / (time.perf_counter() - started)
    print(
        json.dumps(
            {
                "ballots": args.ballots,
                "pages": pages,
                "seconds": round(seconds, 1),
                "pages_per_second": round(pages / seconds),
                "peak_mib": round(peak_mib),
                "bytes": stream.size,
                "obvious_pages_per_second": round(plain_rate, 1),
                "times_faster": round(pages / seconds / plain_rate, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
