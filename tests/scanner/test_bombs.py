"""Files that hurt or are broken: one clear sentence each, and this process stays small and alive."""

from __future__ import annotations

import contextlib
import io
import random
import resource
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from scanner import FileRefused, read_upload
from scanner.decode import load_page, open_source
from scanner.refusals import SENTENCES


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


def looped_tiff() -> bytes:
    """An image directory that names itself as the next."""
    entries = [
        (256, 3, 1, 8),
        (257, 3, 1, 8),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 200),
        (278, 3, 1, 8),
        (279, 4, 1, 64),
    ]
    body = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return (b"II*\0" + struct.pack("<I", 8) + body + struct.pack("<I", 8)).ljust(300, b"\x80")


def wide_tiff() -> bytes:
    entries = [
        (256, 4, 1, 200_000),
        (257, 4, 1, 200_000),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 200),
        (278, 4, 1, 200_000),
        (279, 4, 1, 64),
    ]
    body = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return (b"II*\0" + struct.pack("<I", 8) + body + struct.pack("<I", 0)).ljust(300, b"\x80")


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
    "TIFF that names itself": (lambda: looped_tiff()[:150], "broken_file"),
    "TIFF 200k x 200k": (wide_tiff, "too_large"),
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
    "cut PDF": (lambda: pdf(b"0 0 m 9 9 l S " * 99)[:-60], "broken_file"),
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
    "ZIP with an empty file": (lambda: zipped({"a.png": b""}), "unknown_kind"),
}


def _resized_jpeg(width: int, height: int) -> bytes:
    at = JPEG.find(b"\xff\xc0") + 5
    return JPEG[:at] + struct.pack(">HH", height, width) + JPEG[at + 4 :]


@pytest.fixture(scope="module")
def bombs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bombs")
    for name, (make, _) in FILES.items():
        (folder / name).write_bytes(make())
    return folder


@pytest.fixture(scope="module")
def answers(bombs: Path, house: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The reason for every file, all read by one run, as `veche scan read` would."""
    from scanner import read_files

    readings = read_files([bombs / name for name in FILES], house / "layout.json")
    return {reading.file: f"{reading.outcome} {reading.reason}" for reading in readings}


@pytest.mark.parametrize("name", FILES)
def test_each_file_gets_its_one_sentence(name: str, answers: dict[str, str]) -> None:
    assert answers[name] == f"unreadable {FILES[name][1]}"
    assert all(SENTENCES[FILES[name][1]].values())


@pytest.mark.parametrize("name", ["PNG 32k x 32k", "PDF with packed instructions", "locked ZIP"])
def test_an_upload_is_refused_as_a_whole(name: str, bombs: Path, house: Path, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        list(read_upload(bombs / name, layout=house / "layout.json", out=tmp_path, skip=set()))
    assert refused.value.reason == FILES[name][1]
    assert refused.value.sentence["ru"].endswith(".")


def test_this_process_stayed_small(answers: dict[str, str]) -> None:
    assert answers
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1_200_000  # kilobytes


def test_a_zip_whose_pdf_is_broken_names_the_page_only(bombs: Path, tmp_path: Path) -> None:
    archive = tmp_path / "mixed.zip"
    archive.write_bytes(zipped({"a.png": PNG, "b.png": PNG[:-300], "c.jpg": JPEG}))
    source = open_source(archive)
    assert source.count == 3
    assert source.load(0).shape == (280, 200)
    with pytest.raises(FileRefused, match="broken_page"):
        load_page(source, 1)
    assert source.load(2).shape == (280, 200)
    source.close()


def test_random_damage_never_escapes(tmp_path: Path) -> None:
    """Bytes changed at random: a page or a refusal, nothing else."""
    rng = random.Random(11)
    kinds = [
        JPEG,
        PNG,
        TIFF,
        WEBP,
        pdf(b"0 0 m 9 9 l S"),
        pdf(image=packed_image(50, 50, packed(1)[:50])),
        zipped({"a.png": PNG, "b.tif": TIFF}),
    ]
    for turn in range(150):
        data = bytearray(rng.choice(kinds))
        for _ in range(rng.randint(1, 12)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path = tmp_path / "damaged"
        path.write_bytes(bytes(data[: rng.randint(20, len(data))] if turn % 4 == 0 else data))
        try:
            source = open_source(path)
        except FileRefused:
            continue
        for index in range(min(source.count, 3)):
            with contextlib.suppress(FileRefused):
                assert load_page(source, index).dtype.name == "uint8"
        source.close()
