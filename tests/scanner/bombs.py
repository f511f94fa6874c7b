"""Files that hurt, are broken, or are something else than they say: how each is made, and the one reason it gets."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf
from PIL import Image

HEIC = (Path(__file__).parent / "data" / "page.heic").read_bytes()


def png(width: int, height: int, depth: int = 1, body: bytes | None = None) -> bytes:
    if body is None:
        packer, row = zlib.compressobj(9), bytes(1 + width * depth // 8)
        body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def picture(form: str, size: tuple[int, int] = (200, 280)) -> bytes:
    canvas = Image.effect_noise(size, 60)
    canvas.save(out := io.BytesIO(), form)
    return out.getvalue()


def pdf(
    content: bytes = b"", image: Callable[[pikepdf.Pdf], pikepdf.Object] | None = None, pages: int = 1, **save: object
) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
        document.pages[-1].obj.Contents = document.make_stream(content)
    if image is not None:
        document.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image(document)))
        document.pages[0].obj.Contents = document.make_stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
    document.save(out := io.BytesIO(), **save)  # type: ignore[arg-type]
    return out.getvalue()


def huge_box() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200000 200000]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


@cache
def packed(mega: int) -> bytes:
    packer, block = zlib.compressobj(9), bytes(1_000_000)
    return b"".join(packer.compress(block) for _ in range(mega)) + packer.flush()


def packed_image(width: int, height: int, data: bytes) -> Callable[[pikepdf.Pdf], pikepdf.Object]:
    def make(document: pikepdf.Pdf) -> pikepdf.Object:
        stream = document.make_stream(
            b"",
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=width,
            Height=height,
            BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceGray,
        )
        stream.write(data, filter=pikepdf.Name.FlateDecode)
        return stream

    return make


def packed_content() -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    stream = document.make_stream(b"")
    stream.write(packed(400), filter=pikepdf.Name.FlateDecode)
    document.pages[0].obj.Contents = stream
    document.save(out := io.BytesIO())
    return out.getvalue()


def zipped(members: dict[str, bytes], **how: object) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def lying_zip() -> bytes:
    """A member that is larger than it says."""
    data = zipped({"a.png": bytes(300_000)})
    return data.replace(struct.pack("<I", 300_000), struct.pack("<I", 3_000))


def locked_zip() -> bytes:
    data = bytearray(zipped({"a.png": picture("PNG")}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + at] |= 1
    return bytes(data)


def tiff(width: int, height: int, *, strip: int = 64, at: int = 200, following: int = 0) -> bytes:
    """A plain TIFF of one page; strip, at: length and place of its pixels; following: where the next page is said to be."""
    entries = [(256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, at), (278, height), (279, strip)]
    body = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    return (b"II*\0" + struct.pack("<I", 8) + body + struct.pack("<I", following)).ljust(300, b"\x80")


def many_tiff_pages(count: int) -> bytes:
    """Directories one after another, all of the same few pixels."""
    out = bytearray(b"II*\0" + struct.pack("<I", 8))
    for number in range(count):
        page = tiff(8, 8, at=0)[8:110]
        following = len(out) + 102 if number + 1 < count else 0
        out += page[:98] + struct.pack("<I", following)
    return bytes(out)


def heic_stub() -> bytes:
    return struct.pack(">I", 24) + b"ftypheic" + bytes(4) + b"mif1heic" + b"\0\0\0\x10meta" + bytes(40)


def many_pages(count: int) -> bytes:
    """A PDF written by hand, because ten thousand pages take a library half a minute."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + b"".join(b"%d 0 R " % (i + 3) for i in range(count)) + b"]/Count %d>>" % count,
    ]
    objects += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * count
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def text_png(text: bytes, says: int | None) -> bytes:
    """With a text before its pixels, packed where `says` is None, else as long as said."""
    chunk = _chunk(b"zTXt", text) if says is None else struct.pack(">I", says) + b"tEXt" + text
    return PNG[:33] + chunk + PNG[33:]


def moving(form: str) -> bytes:
    frames = [Image.effect_noise((200, 280), 60) for _ in range(3)]
    frames[0].save(out := io.BytesIO(), form, save_all=True, append_images=frames[1:], duration=50)
    return out.getvalue()


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :]


def patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def office(part: str) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<x/>", part: b"<x/>", "media/image1.png": PNG})


def linked(name: str, target: bytes) -> bytes:
    """A ZIP with a symbolic link."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo(name)
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, target)
    return out.getvalue()


def packed_table() -> bytes:
    """A PDF whose cross-reference stream unpacks to 100 MB."""
    table = packed(100)
    head = b"<</Type/XRef/Size 9/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(table)
    start = b"%PDF-1.5\n1 0 obj<</Type/Catalog>>endobj\n"
    end = b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % len(start)
    return start + b"2 0 obj" + head + b"stream\n" + table + end


JPEG, PNG, TIFF, WEBP = (picture(form) for form in ("JPEG", "PNG", "TIFF", "WEBP"))
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "0 bytes": (lambda: b"", "empty_file"),
    "text": (lambda: b"minutes of the assembly\n" * 50, "unknown_kind"),
    "zeros": (lambda: bytes(5000), "unknown_kind"),
    "program": (lambda: b"\x7fELF" + bytes(500), "unknown_kind"),
    "gif": (lambda: picture("GIF"), "unknown_kind"),
    "PNG 32k x 32k": (lambda: png(32_768, 32_768), "too_large"),
    "PNG of one row": (lambda: png(60_000, 1), "too_large"),
    "PNG that says 100k x 100k": (lambda: png(100_000, 100_000, body=b"x"), "too_large"),
    "PNG of no size": (lambda: png(0, 0, body=b"x"), "broken_file"),
    "PNG with wrong data": (lambda: png(100, 100, body=b"nonsense"), "broken_file"),
    "JPEG that says 65k x 65k": (lambda: _resized_jpeg(65_000, 65_000), "too_large"),
    "cut JPEG": (lambda: JPEG[: len(JPEG) // 2], "broken_file"),
    "head of a JPEG": (lambda: JPEG[:10] + b"\xff\xd9", "broken_file"),
    "cut PNG": (lambda: PNG[: len(PNG) // 2], "broken_file"),
    "cut WebP": (lambda: WEBP[: len(WEBP) // 2], "broken_file"),
    "head of a WebP": (lambda: b"RIFF\x04\0\0\0WEBP", "broken_file"),
    "cut TIFF": (lambda: TIFF[: len(TIFF) // 2], "broken_file"),
    "head of a TIFF": (lambda: b"II*\0", "broken_file"),
    "TIFF that names itself": (lambda: tiff(8, 8, following=8)[:90], "broken_file"),
    "TIFF 200k x 200k": (lambda: tiff(200_000, 200_000), "too_large"),
    "HEIC without a picture": (heic_stub, "broken_file"),
    "head of a HEIC": (lambda: heic_stub()[:16], "broken_file"),
    "PDF with a huge page": (huge_box, "too_large"),
    "PDF with packed instructions": (packed_content, "too_large"),
    "PDF with an image that unpacks to more than it says": (
        lambda: pdf(image=packed_image(100, 100, packed(300))),
        "too_large",
    ),
    "PDF with an image 60k x 60k": (lambda: pdf(image=packed_image(60_000, 60_000, packed(1))), "too_large"),
    "PDF with half an image": (lambda: pdf(image=packed_image(1000, 1000, packed(1)[:200])), "broken_file"),
    "cut PDF": (lambda: pdf(b"0 0 m 9 9 l S " * 99)[:100], "broken_file"),
    "head of a PDF": (lambda: b"%PDF-1.7\n%%EOF", "broken_file"),
    "PDF of no pages": (lambda: pdf(pages=0), "no_pages"),
    "locked PDF": (lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "encrypted"),
    "PDF whose pages are a loop": (
        lambda: (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
            b"trailer<</Root 1 0 R>>\n%%EOF"
        ),
        "broken_file",
    ),
    "PDF of 10,000 pages": (lambda: many_pages(10_000), "too_many_pages"),
    "JPEG that is a ZIP": (lambda: JPEG + zipped({"a.png": PNG}), "two_kinds"),
    "PDF that is a ZIP": (lambda: pdf() + zipped({"a.png": PNG}), "two_kinds"),
    "TIFF that is a PDF": (lambda: b"II*\0" + bytes(40) + pdf(), "two_kinds"),
    "ZIP in a ZIP": (lambda: zipped({"a.zip": zipped({"b.png": PNG})}), "archive_in_archive"),
    "ZIP with a way out": (lambda: zipped({"../../etc/scan.png": PNG}), "unsafe_name"),
    "ZIP with a root": (lambda: zipped({"/etc/scan.png": PNG}), "unsafe_name"),
    "ZIP with a drive": (lambda: zipped({"C:\\scan.png": PNG}), "unsafe_name"),
    "ZIP with a way out, backwards": (lambda: zipped({"a\\..\\..\\scan.png": PNG}), "unsafe_name"),
    "ZIP that swells": (lambda: zipped({"a.png": bytes(60_000_000)}), "too_large"),
    "ZIP with a program": (lambda: zipped({"a.exe": b"MZ" + bytes(100)}), "unknown_kind"),
    "ZIP that lies": (lying_zip, "broken_file"),
    "locked ZIP": (locked_zip, "encrypted"),
    "cut ZIP": (lambda: zipped({"a.png": PNG})[:-30], "broken_file"),
    "empty ZIP": (lambda: zipped({}), "no_pages"),
    "ZIP of 5,000 files": (lambda: zipped({f"{i}.png": b"" for i in range(5_000)}), "too_many_members"),
    "ZIP with an empty file": (lambda: zipped({"a.png": b""}), "empty_file"),
    "gif.pdf": (lambda: picture("GIF"), "unknown_kind"),
    "bmp.pdf": (lambda: picture("BMP"), "unknown_kind"),
    "html.pdf": (lambda: b"<!DOCTYPE html><html><body>%s</body></html>" % (b"<p>word</p>" * 200), "unknown_kind"),
    "docx.pdf": (lambda: office("word/document.xml"), "office_file"),
    "xlsx.pdf": (lambda: office("xl/workbook.xml"), "office_file"),
    "odt.pdf": (lambda: zipped({"mimetype": b"application/x", "META-INF/manifest.xml": b"<x/>"}), "office_file"),
    "doc.pdf": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "unknown_kind"),
    "PNG whose sum is wrong": (lambda: flipped(PNG, len(PNG) // 2), "broken_file"),
    "PNG whose head has a wrong sum": (lambda: flipped(PNG, 30), "broken_file"),
    "PNG with a text of 1 GiB, so it says": (lambda: text_png(b"a\0", 1 << 30), "broken_file"),
    "PNG with a text that unpacks to 300 MB": (lambda: text_png(b"a\0\0" + packed(300), None), "broken_file"),
    "PNG that moves": (lambda: moving("PNG"), "several_pictures"),
    "WebP that moves": (lambda: moving("WEBP"), "several_pictures"),
    "WebP that says 16k x 16k": (lambda: patched(WEBP, 26, struct.pack("<HH", 0x3FFF, 0x3FFF)), "broken_file"),
    "JPEG 65500 x 65500": (lambda: _resized_jpeg(65_500, 65_500), "too_large"),
    "JPEG without a size": (lambda: JPEG.replace(b"\xff\xc0", b"\xff\xef"), "broken_file"),
    "TIFF 100k x 100k": (lambda: tiff(100_000, 100_000), "too_large"),
    "TIFF with a strip of 4 GiB": (lambda: tiff(8, 8, strip=(1 << 32) - 1, at=(1 << 32) - 16), "broken_file"),
    "TIFF with 65,535 entries": (lambda: b"II*\0\x08\0\0\0\xff\xff" + bytes(100), "broken_file"),
    "TIFF of 5,000 pages": (lambda: many_tiff_pages(5_000), "too_many_pages"),
    "HEIC of 60k x 60k, so it says": (
        lambda: patched(HEIC, HEIC.find(b"ispe") + 8, struct.pack(">II", 60_000, 60_000)),
        "too_large",
    ),
    "PDF with a page of a million points": (lambda: huge_box().replace(b"200000", b"1000000"), "too_large"),
    "PDF whose pages name each other": (
        lambda: (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
            b"3 0 obj<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
        ),
        "broken_file",
    ),
    "PDF with a table of 100 MB of objects": (packed_table, "broken_file"),
    "ZIP with a link": (lambda: linked("a.png", b"/etc/hostname"), "link_in_archive"),
    "ZIP of 100,000 files": (lambda: zipped({f"{i}.png": b"" for i in range(100_000)}), "too_many_members"),
    "ZIP with a nameless file": (lambda: zipped({"//": PNG, "/": PNG, "../": PNG, "..": PNG}), "unsafe_name"),
    "ZIP with a locked PDF": (lambda: zipped({"a.pdf": FILES["locked PDF"][0]()}), "encrypted"),
    "ZIP with a PDF of no pages": (lambda: zipped({"a.pdf": pdf(pages=0)}), "no_pages"),
}


def _resized_jpeg(width: int, height: int) -> bytes:
    at = JPEG.find(b"\xff\xc0") + 5
    return JPEG[:at] + struct.pack(">HH", height, width) + JPEG[at + 4 :]
