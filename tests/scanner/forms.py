"""The forms in which a scanned page may come: each writes one picture (grey, 8 bits) as the bytes of a file."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pikepdf
from PIL import Image, ImageOps

Picture = Image.Image
A4_PT = (595.3, 841.9)


def saved(picture: Picture, form: str, **how: Any) -> bytes:
    picture.copy().save(out := io.BytesIO(), form, **how)  # Pillow leaves its encoder settings on what it saved
    return out.getvalue()


def bits(picture: Picture) -> Picture:
    return picture.point(lambda value: 255 if value > 150 else 0).convert("1")


def deep(picture: Picture) -> Picture:
    return Image.fromarray(np.asarray(picture).astype(np.uint16) * 257)


def at(picture: Picture, dpi: int) -> bytes:
    """The page as a scanner of so many dots an inch would have it; the picture has 200."""
    size = (round(picture.width * dpi / 200), round(picture.height * dpi / 200))
    how = Image.Resampling.BOX if dpi < 200 else Image.Resampling.BICUBIC
    return saved(picture.resize(size, how), "PNG", dpi=(dpi, dpi))


TURNS: dict[int, Callable[[Picture], Picture]] = {  # what a camera held so writes; EXIF 2.32, 4.6.4 A, tag 274
    1: lambda p: p,
    2: ImageOps.mirror,
    3: lambda p: p.rotate(180),
    4: ImageOps.flip,
    5: lambda p: ImageOps.mirror(p).rotate(90, expand=True),
    6: lambda p: p.rotate(90, expand=True),
    7: lambda p: ImageOps.mirror(p).rotate(-90, expand=True),
    8: lambda p: p.rotate(-90, expand=True),
}


def turned(picture: Picture, orientation: int, form: str) -> bytes:
    exif = Image.Exif()
    exif[274] = orientation
    how = {"compression": "tiff_lzw", "dpi": (200, 200)} if form == "TIFF" else {"quality": 90}
    return saved(TURNS[orientation](picture), form, exif=exif, **how)


def in_pdf(data: bytes, size: tuple[int, int], *, content: bytes = b"", colours: Any = None, **image: Any) -> bytes:
    """A PDF whose page is one image, as scanners write it; content: what else is drawn."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=A4_PT)
    page = pdf.pages[0].obj
    stream = pdf.make_stream(
        data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=size[0], Height=size[1],
        ColorSpace=colours or pikepdf.Name.DeviceGray, **({"BitsPerComponent": 8} | image),
    )  # fmt: skip
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=stream))
    page.Contents = pdf.make_stream(b"q %.1f 0 0 %.1f 0 0 cm /Im Do Q " % A4_PT + content)
    pdf.save(out := io.BytesIO())
    return out.getvalue()


def packed_rows(picture: Picture) -> bytes:
    """As PNG packs them: each row after a byte that says by what it was predicted."""
    data, at_byte, rows = saved(picture, "PNG"), 8, b""
    while at_byte < len(data):
        (length,) = struct.unpack_from(">I", data, at_byte)
        if data[at_byte + 4 : at_byte + 8] == b"IDAT":
            rows += data[at_byte + 8 : at_byte + 8 + length]
        at_byte += 12 + length
    return rows


def g4(picture: Picture) -> bytes:
    """ITU-T T.6 alone. Pillow codes light as black, so it is given the negative."""
    negative = ImageOps.invert(bits(picture).convert("L")).convert("1")
    data = saved(negative, "TIFF", compression="group4", strip_size=1 << 30)
    with Image.open(io.BytesIO(data)) as tiff:
        (start,), (length,) = tiff.tag_v2[273], tiff.tag_v2[279]  # type: ignore[attr-defined]
    return data[start : start + length]


def jbig2(picture: Picture) -> bytes:
    """One generic region coded with MMR, which is T.6; ITU-T T.88, 7.2, 7.4.1, 7.4.6, 7.4.8."""

    def segment(number: int, kind: int, data: bytes) -> bytes:
        return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data

    page = struct.pack(">IIIIBH", picture.width, picture.height, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", picture.width, picture.height, 0, 0, 0, 1)
    return segment(0, 48, page) + segment(1, 38, region + g4(picture))


def fax_parameters(picture: Picture) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(K=-1, Columns=picture.width, Rows=picture.height, BlackIs1=False)


def indexed(picture: Picture) -> bytes:
    palette = bytes(value for level in range(256) for value in (level,) * 3)
    colours = pikepdf.Array([pikepdf.Name.Indexed, pikepdf.Name.DeviceRGB, 255, pikepdf.String(palette)])
    return in_pdf(picture.tobytes(), picture.size, colours=colours)


def zipped(members: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(out := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


FORMS: dict[str, Callable[[Picture], bytes]] = {
    "png": lambda p: saved(p, "PNG"),
    "png 1 bit": lambda p: saved(bits(p), "PNG"),
    "png palette": lambda p: saved(p.convert("RGB").quantize(32), "PNG"),
    "png 16 bit": lambda p: saved(deep(p), "PNG"),
    "png with transparency": lambda p: saved(Image.merge("LA", (Image.new("L", p.size), ImageOps.invert(p))), "PNG"),
    "jpeg": lambda p: saved(p, "JPEG", quality=85),
    "jpeg in colour, progressive": lambda p: saved(p.convert("RGB"), "JPEG", quality=80, progressive=True),
    "jpeg cmyk": lambda p: saved(p.convert("CMYK"), "JPEG", quality=90),
    "webp": lambda p: saved(p, "WEBP", quality=80),
    "webp lossless": lambda p: saved(p, "WEBP", lossless=True),
    "tiff plain": lambda p: saved(p, "TIFF"),
    "tiff g4": lambda p: saved(bits(p), "TIFF", compression="group4", dpi=(200, 200)),
    "tiff g3": lambda p: saved(bits(p), "TIFF", compression="group3", dpi=(200, 200)),
    "tiff packbits": lambda p: saved(bits(p), "TIFF", compression="packbits"),
    "tiff jpeg": lambda p: saved(p, "TIFF", compression="jpeg", quality=85),
    "tiff jpeg in colour": lambda p: saved(p.convert("RGB"), "TIFF", compression="jpeg", quality=85),
    "tiff lzw": lambda p: saved(p, "TIFF", compression="tiff_lzw"),
    "tiff deflate": lambda p: saved(p, "TIFF", compression="tiff_adobe_deflate"),
    "tiff palette": lambda p: saved(p.convert("RGB").quantize(32), "TIFF", compression="tiff_lzw"),
    "tiff cmyk": lambda p: saved(p.convert("CMYK"), "TIFF", compression="tiff_lzw"),
    "tiff 16 bit": lambda p: saved(deep(p), "TIFF", compression="tiff_lzw"),
    "bigtiff": lambda p: saved(p, "TIFF", compression="tiff_lzw", big_tiff=True),
    "pdf jpeg": lambda p: in_pdf(saved(p, "JPEG", quality=85), p.size, Filter=pikepdf.Name.DCTDecode),
    "pdf by pillow, cmyk": lambda p: saved(p.convert("CMYK"), "PDF", resolution=200),
    "pdf flate": lambda p: in_pdf(p.tobytes(), p.size),
    "pdf flate with predictor": lambda p: in_pdf(
        packed_rows(p), p.size, Filter=pikepdf.Name.FlateDecode,
        DecodeParms=pikepdf.Dictionary(Predictor=15, Colors=1, BitsPerComponent=8, Columns=p.width),
    ),
    "pdf flate 1 bit": lambda p: in_pdf(bits(p).tobytes(), p.size, BitsPerComponent=1),
    "pdf flate 1 bit, turned over": lambda p: in_pdf(
        ImageOps.invert(bits(p).convert("L")).convert("1").tobytes(), p.size, BitsPerComponent=1,
        Decode=pikepdf.Array([1, 0]),
    ),
    "pdf palette": indexed,
    "pdf 16 bit": lambda p: in_pdf(np.asarray(deep(p)).astype(">u2").tobytes(), p.size, BitsPerComponent=16),
    "pdf g4": lambda p: in_pdf(
        g4(p), p.size, BitsPerComponent=1, Filter=pikepdf.Name.CCITTFaxDecode, DecodeParms=fax_parameters(p)
    ),
    "pdf jbig2": lambda p: in_pdf(jbig2(p), p.size, BitsPerComponent=1, Filter=pikepdf.Name.JBIG2Decode),
    "pdf packed twice": lambda p: in_pdf(
        zlib.compress(saved(p, "JPEG", quality=85)), p.size,
        Filter=pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode]),
    ),
    "pdf to be rendered": lambda p: in_pdf(p.tobytes(), p.size, content=b"0 0 m 20 0 l S"),
    "zip of a pdf": lambda p: zipped({"a.pdf": in_pdf(p.tobytes(), p.size)}),
    "zip of a tiff": lambda p: zipped({"a.tif": saved(bits(p), "TIFF", compression="group4")}),
    "zip of a webp": lambda p: zipped({"скан.webp": saved(p, "WEBP", quality=80)}),
    **{f"{dpi} dpi": (lambda p, dpi=dpi: at(p, dpi)) for dpi in (100, 150, 240, 300, 400, 600)},  # type: ignore[misc]
    **{f"jpeg held as {n}": (lambda p, n=n: turned(p, n, "JPEG")) for n in TURNS},  # type: ignore[misc]
    **{f"tiff held as {n}": (lambda p, n=n: turned(p, n, "TIFF")) for n in (3, 6, 7)},  # type: ignore[misc]
    "webp held as 6": lambda p: turned(p, 6, "WEBP"),
}  # fmt: skip
