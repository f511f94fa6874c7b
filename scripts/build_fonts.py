"""Build templates/static/fonts from the Golos Text TTFs of the npm package @expo-google-fonts/golos-text 0.4.2.

    python scripts/build_fonts.py GolosText_400Regular.ttf GolosText_700Bold.ttf templates/static/fonts

Needs fonttools and brotli (in an environment of its own: the product does not). Golos Text has all letters of
Russian, Kazakh and Tatar but no ✓ ⅓ ⅔, which shares and check lists need: they are drawn here from its own strokes.
The Open Font License allows this; Golos Text reserves no font name.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.misc.transform import Transform
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont


def add_glyph(font: TTFont, name: str, code: int, glyph: object, advance: int) -> None:
    """Append one glyph to every table that lists glyphs."""
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"].glyphs[name] = glyph
    glyph.recalcBounds(font["glyf"])  # type: ignore[attr-defined]
    font["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))
    if "vmtx" in font:
        font["vmtx"][name] = (font["head"].unitsPerEm, 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def fraction(font: TTFont, above: str, below: str) -> tuple[object, int]:
    """A vulgar fraction: two small figures and the fraction bar of the typeface."""
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    pen, x = TTGlyphPen(None), 0.0
    small = 0.56
    parts = [
        (names[ord(above)], 0.0, 308.0, small),
        (names[0x2044], None, 0.0, 1.0),
        (names[ord(below)], None, 0.0, small),
    ]
    for glyph, start, lift, scale in parts:
        record = DecomposingRecordingPen(glyphs)
        glyphs[glyph].draw(record)
        x = start if start is not None else x
        shift = x - (40 if glyph == names[0x2044] else 0)
        record.replay(TransformPen(pen, Transform(scale, 0, 0, scale, shift, lift)))
        x = shift + glyphs[glyph].width * scale - (40 if glyph == names[0x2044] else 0)
    return pen.glyph(), round(x)


def tick(bold: bool) -> tuple[object, int]:
    """A check mark of even strokes, standing on the baseline."""
    half = 62 if bold else 42
    pen = TTGlyphPen(None)
    pen.moveTo((60 - half // 2, 330))
    for point in (
        (60 + half, 330 + half + 20),
        (270, 150 + half),
        (640 - half, 640 + half // 2),
        (640 + half, 640 - half),
        (270, 20),
    ):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph(), 720


def build(source: Path, folder: Path, name: str) -> None:
    """Write name.ttf and name.woff2."""
    font = TTFont(source, recalcTimestamp=False)
    bold = "bold" in name
    for glyph, code, (shape, advance) in (
        ("uni2713", 0x2713, tick(bold)),
        ("onethird", 0x2153, fraction(font, "1", "3")),
        ("twothirds", 0x2154, fraction(font, "2", "3")),
    ):
        add_glyph(font, glyph, code, shape, advance)
    font.save(folder / f"{name}.ttf")
    font = TTFont(folder / f"{name}.ttf", recalcTimestamp=False)
    font.flavor = "woff2"
    font.save(folder / f"{name}.woff2")


if __name__ == "__main__":
    regular, heavy, target = map(Path, sys.argv[1:])
    build(regular, target, "golos-regular")
    build(heavy, target, "golos-bold")
