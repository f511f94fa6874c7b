"""One marked ballot in every form in which a scan may come: always the same marks. And the same files, the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scanner import PageReading, crop, read_files, read_upload
from tests.scanner import hand
from tests.scanner.forms import FORMS, bits, in_pdf, saved, zipped
from tests.scanner.hand import Paper

DATA = Path(__file__).parent / "data"


def filled_in(paper: Paper) -> tuple[Image.Image, dict[str, str]]:
    """The page with another option marked in each question, and which."""
    written, said = paper.copy(), {}
    for number, contest in enumerate(dict.fromkeys(option.contest for option in paper.page.options)):
        options = [option.option for option in paper.page.options if option.contest == contest]
        said[contest] = options[number % len(options)]
        written.mark(contest, said[contest], hand.MARKS[number % 3], pen=30, width=4)
    for field in paper.page.fields:
        written.sign(field.field)
    return Image.fromarray(hand.noisy(written.pixels, 0)), said


@pytest.fixture(scope="module")
def page(all_papers: list[Paper]) -> tuple[Image.Image, dict[str, str]]:
    return filled_in(all_papers[1])


@pytest.fixture(scope="module")
def readings(
    page: tuple[Image.Image, dict[str, str]], house: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, PageReading]:
    """Each form, all read by one run; the second sight of a page says what it read, too."""
    folder = tmp_path_factory.mktemp("forms")
    for name, write in FORMS.items():
        (folder / name).write_bytes(write(page[0]))
    return {reading.file: reading for reading in read_files([folder / name for name in FORMS], house / "layout.json")}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_marks_in_every_form(
    form: str, page: tuple[Image.Image, dict[str, str]], readings: dict[str, PageReading]
) -> None:
    reading = readings[form]
    assert (reading.outcome, reading.page) == ("interpreted" if form == "png" else "duplicate", 2)
    assert reading.selections == page[1]
    assert reading.needs_person == ()


def test_a_heic_of_a_telephone(tmp_path: Path) -> None:
    """data/page.heic: a page of `write_sample(questions=3, ballots=1, seed=4)`, 150 dpi, written by libheif with x265.

    The project's own library only reads HEIC, so the file lies beside its layout.
    """
    out = tmp_path / "out"
    (reading,) = read_upload(DATA / "page.heic", layout=DATA / "page-layout.json", out=out, skip=set())
    assert (reading.outcome, reading.selections) == ("interpreted", {"1": "for", "2": "against", "3": "abstain"})
    assert reading.needs_person == ()
    with Image.open(out / "0.jpg") as kept:
        assert kept.size == (1240, 1754)
    assert crop(out / "0.jpg", reading.boxes_px["1"]["for"], 0.2).startswith(b"\x89PNG")


def test_a_pile_of_many_pages_in_order(all_papers: list[Paper], house: Path, tmp_path: Path) -> None:
    """A TIFF of several pages in each packing, a PDF of them, a ZIP of both."""
    pages = [filled_in(paper)[0] for paper in all_papers]
    expected = [filled_in(paper)[1] for paper in all_papers]
    grey = {"save_all": True, "append_images": pages[1:], "dpi": (200, 200)}
    black = {"save_all": True, "append_images": [bits(one) for one in pages[1:]], "dpi": (200, 200)}
    files = {
        "lzw.tif": saved(pages[0], "TIFF", compression="tiff_lzw", **grey),
        "g4.tif": saved(bits(pages[0]), "TIFF", compression="group4", **black),
        "jpeg.pdf": saved(pages[0], "PDF", save_all=True, append_images=pages[1:], resolution=200),
    }
    files["all.zip"] = zipped({name: data for name, data in files.items() if name != "g4.tif"})
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        read = list(read_files([tmp_path / name], house / "layout.json"))
        assert [reading.selections for reading in read] == expected * (len(read) // len(expected)), name
        assert [reading.index for reading in read] == list(range(len(expected) * (2 if name == "all.zip" else 1)))


# The same bytes ------------------------------------------------------------------------------------------------------------


def as_bytes(readings: Iterable[PageReading]) -> dict[str, bytes]:
    """Every reading as it is stored, by file and page."""
    return {f"{one.file}#{one.index}": json.dumps(one.as_json(), sort_keys=True).encode() for one in readings}


def test_the_same_files_give_the_same_bytes_whoever_reads_and_in_whatever_order(
    all_papers: list[Paper], house: Path, tmp_path: Path
) -> None:
    """Different pages, a photograph, a fax, a damaged file: nothing that was read before changes what is read after."""
    pages = [filled_in(paper)[0] for paper in all_papers[:6]]
    cut = saved(pages[0], "PNG")[:-2000]
    seen = Image.fromarray(hand.photographed(np.asarray(pages[4])))
    written = {
        "a.pdf": saved(pages[0], "PDF", save_all=True, append_images=pages[1:2], resolution=200),
        "b.tif": saved(bits(pages[2]), "TIFF", compression="group4", dpi=(200, 200)),
        "c.jpg": saved(pages[3].rotate(2, expand=True, fillcolor=255), "JPEG", quality=80),
        "d.zip": zipped({"1.png": cut, "2.png": saved(pages[5], "PNG"), "3.txt": b"word"}),
        "e.jpg": saved(seen, "JPEG", quality=80),
        "f.pdf": in_pdf(pages[0].tobytes()[:5000], pages[0].size),
        "g.png": saved(Image.new("L", pages[0].size, 255), "PNG"),
    }
    for name, data in written.items():
        (tmp_path / name).write_bytes(data)

    def read(names: Sequence[str], jobs: int = 1) -> dict[str, bytes]:
        return as_bytes(read_files([tmp_path / name for name in names], house / "layout.json", jobs=jobs))

    first = read(list(written))
    assert len(first) == 10
    assert read(list(written)) == first
    assert list(read(list(written), jobs=2).items()) == list(first.items())
    assert read([*written][::-1]) == first
    assert read([*written][::-1], jobs=3) == first
    for name in ("c.jpg", "d.zip"):
        alone = read([name])
        assert alone == {page: data for page, data in first.items() if page.startswith(name)}
