"""Files of every kind to readings, through the limited child process."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from scanner import FileRefused, PageReading, crop, read_files, read_upload
from tests.scanner import hand
from tests.scanner.hand import Paper


@pytest.fixture(scope="session")
def marked(all_papers: list[Paper]) -> list[Image.Image]:
    """Three pages with a mark in the first box of every question."""
    pages = []
    for paper in all_papers[:3]:
        written = paper.copy()
        for contest in dict.fromkeys(option.contest for option in paper.page.options):
            first = next(option.option for option in paper.page.options if option.contest == contest)
            written.mark(contest, first)
        pages.append(Image.fromarray(hand.noisy(written.pixels)))
    return pages


def save(form: str, pages: list[Image.Image], folder: Path) -> Path:
    path = folder / f"scan.{form.partition(' ')[0]}"
    first, *rest = [page.copy() for page in pages]  # Pillow leaves its encoder settings on what it saved
    if form == "pdf":
        first.save(path, save_all=True, append_images=rest, resolution=200)
    elif form == "pdf bilevel":
        bits = [page.point(lambda v: 255 if v > 150 else 0).convert("1") for page in pages]
        bits[0].save(path, save_all=True, append_images=bits[1:], resolution=200)
    elif form == "tif g4":
        bits = [page.point(lambda v: 255 if v > 150 else 0).convert("1") for page in pages]
        bits[0].save(path, save_all=True, append_images=bits[1:], compression="group4", dpi=(200, 200))
    elif form.startswith("tif"):
        how = {"tif lzw": "tiff_lzw", "tif jpeg": "jpeg"}[form]
        first.save(path, save_all=True, append_images=rest, compression=how, dpi=(200, 200))
    else:
        first.save(path)
    return path


@pytest.mark.parametrize(
    ("form", "count"),
    [
        ("pdf", 3),
        ("pdf bilevel", 3),
        ("tif g4", 3),
        ("tif lzw", 3),
        ("tif jpeg", 3),
        ("jpg", 1),
        ("png", 1),
        ("webp", 1),
    ],
)
def test_every_kind_of_file(form: str, count: int, marked: list[Image.Image], house: Path, tmp_path: Path) -> None:
    readings = list(read_files([save(form, marked, tmp_path)], house / "layout.json"))
    assert [(r.index, r.outcome, r.page) for r in readings] == [(i, "interpreted", i + 1) for i in range(count)]
    for reading in readings:
        assert "blank" not in reading.selections.values()
        assert reading.needs_person == ()


def _rendered(page: Image.Image) -> bytes:
    """A PDF page that is more than its image: it has to be rendered."""
    plain = io.BytesIO()
    page.save(plain, "PDF", resolution=200)
    with pikepdf.open(plain) as pdf:
        pdf.pages[0].contents_add(b"0 0 m 20 0 l S")
        pdf.save(out := io.BytesIO())
    return out.getvalue()


def _rotated(page: Image.Image) -> bytes:
    plain = io.BytesIO()
    page.rotate(90, expand=True).save(plain, "PDF", resolution=200)
    with pikepdf.open(plain) as pdf:
        pdf.pages[0].obj.Rotate = 90
        pdf.save(out := io.BytesIO())
    return out.getvalue()


def _deflated(page: Image.Image) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595.3, 841.9))
    stream = pdf.make_stream(
        page.tobytes(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=page.width,
        Height=page.height,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray,
    )
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=stream))
    pdf.pages[0].obj.Contents = pdf.make_stream(b"q 595.3 0 0 841.9 0 0 cm /Im Do Q")
    pdf.save(out := io.BytesIO())
    return out.getvalue()


def _upside_down(page: Image.Image) -> bytes:
    data = _deflated(page.rotate(180))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.pages[0].obj.Contents = pdf.make_stream(b"q -595.3 0 0 -841.9 595.3 841.9 cm /Im Do Q")
        pdf.save(out := io.BytesIO())
    return out.getvalue()


def _mirrored(page: Image.Image) -> bytes:
    data = _deflated(page.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.pages[0].obj.Contents = pdf.make_stream(b"q -595.3 0 0 841.9 595.3 0 cm /Im Do Q")
        pdf.save(out := io.BytesIO())
    return out.getvalue()


@pytest.mark.parametrize("make", [_rendered, _rotated, _deflated, _upside_down, _mirrored])
def test_pages_of_a_pdf_however_they_are_made(
    make: Callable[[Image.Image], bytes], marked: list[Image.Image], house: Path, tmp_path: Path
) -> None:
    path = tmp_path / "made.pdf"
    path.write_bytes(make(marked[1]))
    reading = next(iter(read_files([path], house / "layout.json")))
    assert reading.outcome == "interpreted"
    assert set(reading.selections.values()) == {"for"}


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photo_is_turned_by_its_exif(
    orientation: int, marked: list[Image.Image], house: Path, tmp_path: Path
) -> None:
    turned = marked[1].rotate({1: 0, 3: 180, 6: 90, 8: -90}[orientation], expand=True)
    exif = Image.Exif()
    exif[274] = orientation
    turned.save(tmp_path / "photo.jpg", exif=exif, quality=85)
    out = tmp_path / "out"
    (reading,) = read_upload(tmp_path / "photo.jpg", layout=house / "layout.json", out=out, skip=set())
    assert reading.outcome == "interpreted"
    with Image.open(out / "0.jpg") as kept:
        assert kept.height > kept.width


def test_a_fax_with_oblong_dots(marked: list[Image.Image], house: Path, tmp_path: Path) -> None:
    page = marked[1].resize((1728, 1145)).point(lambda v: 255 if v > 160 else 0).convert("1")
    page.save(tmp_path / "fax.tif", compression="group4", dpi=(204, 98))
    (reading,) = read_files([tmp_path / "fax.tif"], house / "layout.json")
    assert reading.ballot is not None


def test_a_jpeg_whose_data_are_damaged_is_refused_before_marks_move(
    marked: list[Image.Image], house: Path, tmp_path: Path
) -> None:
    """Fuzzing found two such files read with confidence as other votes: the decoder goes on, everything shifts."""
    stream = io.BytesIO()
    marked[0].save(stream, "JPEG", quality=85)
    data = stream.getvalue()
    middle = len(data) // 2
    for name, content in {"whole": data, "stuffed": data[:-2] + b"\x00" * 8 + data[-2:]}.items():
        file = tmp_path / f"{name}.jpg"
        file.write_bytes(content)
        (reading,) = read_files([file], house / "layout.json")
        assert reading.outcome == "interpreted", name
    damaged = tmp_path / "damaged.jpg"
    damaged.write_bytes(data[:middle] + data[middle + 300 :])
    (reading,) = read_files([damaged], house / "layout.json")
    assert (reading.outcome, reading.reason) == ("unreadable", "broken_file")
    assert not reading.selections


def test_sixteen_bits_and_transparency(marked: list[Image.Image], house: Path, tmp_path: Path) -> None:
    grey = np.array(marked[1])
    Image.fromarray(grey.astype(np.uint16) * 257).save(tmp_path / "deep.png")
    clear = np.dstack([np.zeros_like(grey)] * 3 + [255 - grey])
    Image.fromarray(clear).save(tmp_path / "clear.png")
    readings = list(read_files([tmp_path / "deep.png", tmp_path / "clear.png"], house / "layout.json"))
    assert [r.outcome for r in readings] == ["interpreted", "duplicate"]


def test_a_zip_of_scans_in_the_order_of_names(marked: list[Image.Image], house: Path, tmp_path: Path) -> None:
    pdf = save("pdf", marked[:2], tmp_path)
    picture = save("png", marked[2:], tmp_path)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(picture, "b/third.png")
        archive.write(pdf, "a/first.pdf")
        archive.writestr("__MACOSX/._x", b"litter")
    readings = list(read_files([tmp_path / "all.zip"], house / "layout.json"))
    assert [(r.index, r.page, r.member) for r in readings] == [
        (0, 1, "a/first.pdf"),
        (1, 2, "a/first.pdf"),
        (2, 3, "b/third.png"),
    ]


def test_two_processes_say_what_one_says(marked: list[Image.Image], house: Path, tmp_path: Path) -> None:
    pdf = save("pdf", marked * 3, tmp_path)
    files = [pdf, save("png", marked[1:], tmp_path), save("jpg", marked, tmp_path), tmp_path / "missing.pdf"]
    one, two = ([r.as_json() for r in read_files(files, house / "layout.json", jobs=jobs)] for jobs in (1, 2))
    assert one == two
    assert [(r["outcome"], r["reason"]) for r in one[3:6]] == [("duplicate", "picture_seen")] * 3
    assert [r["same_as"] for r in one[3:6]] == ["scan.pdf#0", "scan.pdf#1", "scan.pdf#2"]
    assert [(r["outcome"], r["reason"]) for r in one[9:]] == [
        ("duplicate", "page_seen"),
        ("duplicate", "picture_seen"),
        ("unreadable", "not_found"),
    ]


def test_the_layout_may_be_given_as_its_content(
    marked: list[Image.Image], house: Path, issued: object, tmp_path: Path
) -> None:
    import json

    content = json.loads((house / "layout.json").read_text())
    (reading,) = read_files([save("png", marked, tmp_path)], content, debug=tmp_path / "debug")
    assert reading.outcome == "interpreted"
    assert [path.name for path in (tmp_path / "debug").iterdir()] == ["scan-0000.jpg"]


def test_an_upload_keeps_upright_pictures_and_skips_what_is_recorded(
    marked: list[Image.Image], house: Path, tmp_path: Path
) -> None:
    pages = [marked[0], marked[1].rotate(180), marked[2].rotate(90, expand=True)]
    path, out = save("tif lzw", pages, tmp_path), tmp_path / "out"
    readings = list(read_upload(path, layout=house / "layout.json", out=out, skip={1}))
    assert [reading.index for reading in readings] == [0, 2]
    assert sorted(file.name for file in out.iterdir()) == ["0.jpg", "2.jpg"]
    for reading in readings:
        contest, boxes = next(iter(reading.boxes_px.items()))
        option, box = next(iter(boxes.items()))
        assert reading.selections[contest] == option
        assert reading.image is not None
        piece = np.array(Image.open(io.BytesIO(crop(out / reading.image, box, 0.0))))
        around = np.array(Image.open(io.BytesIO(crop(out / reading.image, box, 0.5))))
        assert piece.min() < 90  # the mark
        assert around.shape[0] > piece.shape[0]
        assert around.mean() > piece.mean()
    again = list(read_upload(path, layout=house / "layout.json", out=out, skip={1}))
    assert again == readings


def test_a_large_scan_is_kept_smaller_and_its_boxes_follow(
    marked: list[Image.Image], house: Path, tmp_path: Path
) -> None:
    marked[1].resize((4961, 7016)).convert("RGB").save(tmp_path / "fine.jpg", quality=80)
    (reading,) = read_upload(tmp_path / "fine.jpg", layout=house / "layout.json", out=tmp_path / "out", skip=set())
    assert reading.outcome == "interpreted"
    with Image.open(tmp_path / "out" / "0.jpg") as kept:
        assert max(kept.size) <= 3600
        x, y, w, h = (
            reading.boxes_px["5"]["for"]
            if "5" in reading.boxes_px
            else next(iter(next(iter(reading.boxes_px.values())).values()))
        )
        inside = np.array(kept.convert("L"))[round(y) : round(y + h), round(x) : round(x + w)]
    assert inside.min() < 110
    assert inside[0].mean() > 150 or inside[:, 0].mean() > 150


def test_one_bad_page_does_not_stop_the_others(marked: list[Image.Image], house: Path, tmp_path: Path) -> None:
    path = save("pdf", marked, tmp_path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        image = next(iter(pdf.pages[1].obj.Resources.XObject.values()))
        raw = image.read_raw_bytes()
        image.write(raw[: len(raw) // 3], filter=pikepdf.Name.DCTDecode)
        pdf.save(path)
    readings = list(read_upload(path, layout=house / "layout.json", out=tmp_path / "out", skip=set()))
    assert [(r.outcome, r.reason) for r in readings] == [
        ("interpreted", None),
        ("unreadable", "broken_page"),
        ("interpreted", None),
    ]
    assert readings[1].sentence is not None


def test_a_page_that_kills_the_process_does_not_stop_the_others(
    marked: list[Image.Image], house: Path, tmp_path: Path
) -> None:
    path = save("pdf", marked, tmp_path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pattern = pdf.make_stream(
            b"0 0 20000 20000 re f " * 40,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=[0, 0, 20000, 20000],
            Group=pikepdf.Dictionary(S=pikepdf.Name.Transparency),
        )
        huge = pdf.make_stream(
            bytes(8),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=60_000,
            Height=60_000,
            BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceGray,
        )
        pdf.pages[1].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=pattern, B=huge))
        pdf.pages[1].obj.Contents = pdf.make_stream(b"/A Do /B Do")
        pdf.save(path)
    readings = list(read_files([path], house / "layout.json"))
    assert [r.outcome for r in readings] == ["interpreted", "unreadable", "interpreted"]
    assert readings[1].reason == "too_large"


def test_what_the_service_stores_is_complete(marked: list[Image.Image], house: Path, tmp_path: Path) -> None:
    (reading,) = read_upload(
        save("png", marked, tmp_path), layout=house / "layout.json", out=tmp_path / "o", skip=set()
    )
    stored = reading.as_json()
    for key in (
        "payload",
        "image",
        "image_sha256",
        "pixels_sha256",
        "boxes_px",
        "residual_mm",
        "code_version",
        "thresholds",
        "layout_hash",
        "transform",
    ):
        assert stored[key], key
    assert set(stored["boxes_px"]) == set(stored["selections"])
    assert PageReading.from_json(stored) == reading


def test_a_layout_that_is_none_is_said(tmp_path: Path, marked: list[Image.Image]) -> None:
    (tmp_path / "layout.json").write_text("{}")
    with pytest.raises(ValueError, match="no layout"):
        list(read_files([save("png", marked, tmp_path)], tmp_path / "layout.json"))


def test_the_printed_pdf_itself_is_read_as_empty_ballots(house: Path) -> None:
    readings = list(read_files([house / "ballots.pdf"], house / "layout.json"))
    pages = len(pypdfium2.PdfDocument(house / "ballots.pdf"))
    assert len(readings) == pages
    assert {value for reading in readings for value in reading.selections.values()} == {"blank"}
    assert {reading.outcome for reading in readings} <= {"interpreted", "blank"}


def test_a_refusal_carries_its_sentence(house: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing.pdf").write_bytes(b"")
    with pytest.raises(FileRefused) as refused:
        list(read_upload(tmp_path / "nothing.pdf", layout=house / "layout.json", out=tmp_path / "out", skip=set()))
    assert refused.value.reason == "empty_file"
    assert set(refused.value.sentence) == {"ru", "en"}
