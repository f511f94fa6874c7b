"""Build templates/static/fonts/fallback.ttf from DejaVuSans.ttf 2.37 (Debian package fonts-dejavu-core).

    python scripts/build_fallback_font.py DejaVuSans.ttf templates/static/fonts

Needs fonttools (in an environment of its own: the product does not). Golos Text has Latin and Cyrillic; names and
questions may hold a Georgian, Armenian or Greek letter, an accented Latin or Cyrillic one, or a sign. Scripts that are
written from right to left, or whose letters join, are left out: set letter by letter they would be wrong, not only ugly.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

KEPT = (
    (0x0080, 0x024F),  # Latin
    (0x0370, 0x058F),  # Greek, Cyrillic, Armenian
    (0x10A0, 0x10FF),  # Georgian
    (0x1E00, 0x1FFF),  # Latin and Greek with accents
    (0x2010, 0x22FF),  # punctuation, currency, fractions, arrows, mathematics
    (0x25A0, 0x27BF),  # geometric shapes, signs, dingbats
    (0x2D00, 0x2D2F),  # Georgian
    (0x1F600, 0x1F640),  # faces
)


def main(source: Path, folder: Path) -> None:
    font = TTFont(source, recalcTimestamp=False)
    options = Options(layout_features=[], hinting=False, notdef_outline=True, recalc_timestamp=False, glyph_names=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in KEPT for code in range(first, last + 1)])
    subsetter.subset(font)
    font.save(folder / "fallback.ttf")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
