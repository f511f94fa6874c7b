"""Files that hurt or are broken: one clear sentence each, the good pages beside them are read, nothing is left behind."""

from __future__ import annotations

import contextlib
import io
import os
import random
import resource
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from scanner import FileRefused, PageReading, limits, read_files, read_upload
from scanner.decode import load_page, open_source
from scanner.parent import Reader
from scanner.refusals import LONGEST_NAME, SENTENCES, shown_name
from tests.scanner.bombs import (
    FILES,
    HEIC,
    JPEG,
    PNG,
    TIFF,
    WEBP,
    linked,
    packed,
    packed_image,
    pdf,
    tiff,
    zipped,
)
from tests.scanner.hand import Paper

BROKEN = {"broken_file", "broken_page", "broken_end"}


@pytest.fixture(scope="module")
def bombs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bombs")
    for name, (make, _) in FILES.items():
        (folder / name).write_bytes(make())
    return folder


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What this process and its children have for temporary files."""
    folder = tmp_path_factory.mktemp("scratch")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tempfile, "tempdir", str(folder))
        yield folder


@pytest.fixture(scope="module")
def answers(bombs: Path, scratch: Path, house: Path) -> dict[str, list[str]]:
    """Outcome and reason of every page of every file, all read by one run, as `veche scan read` would."""
    found: dict[str, list[str]] = {}
    for reading in read_files([bombs / name for name in FILES], house / "layout.json"):
        found.setdefault(reading.file, []).append(f"{reading.outcome} {reading.reason}")
    assert list(scratch.iterdir()) == []
    return found


@pytest.mark.parametrize("name", FILES)
def test_each_file_gets_its_one_sentence(name: str, answers: dict[str, list[str]]) -> None:
    assert answers[name] == [f"unreadable {FILES[name][1]}"]


def test_every_sentence_says_what_to_do_in_both_languages() -> None:
    assert len(FILES) >= 70
    assert {reason for _, reason in FILES.values()} <= set(SENTENCES)
    for reason, said in SENTENCES.items():
        assert set(said) == {"ru", "en"}, reason
        two_parts = [part for part in said["ru"].replace(": ", ". ").split(". ") if part]
        assert len(two_parts) >= 2, reason
        assert all(words.endswith(".") for words in said.values()), reason


@pytest.mark.parametrize("name", ["PNG 32k x 32k", "PDF with packed instructions", "locked ZIP", "ZIP with a link"])
def test_an_upload_is_refused_as_a_whole(name: str, bombs: Path, house: Path, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        list(read_upload(bombs / name, layout=house / "layout.json", out=tmp_path / "out", skip=set()))
    assert refused.value.reason == FILES[name][1]
    assert refused.value.sentence == SENTENCES[FILES[name][1]]
    assert list((tmp_path / "out").iterdir()) == []


def test_memory_stayed_limited(answers: dict[str, list[str]]) -> None:
    assert answers
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1_200_000  # kilobytes


# What is good beside it ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scans(all_papers: list[Paper]) -> list[Image.Image]:
    return [Image.fromarray(paper.pixels) for paper in all_papers[:3]]


def saved(form: str, pages: list[Image.Image], **how: object) -> bytes:
    first, *rest = [page.copy() for page in pages]
    first.save(out := io.BytesIO(), form, save_all=True, append_images=rest, **how)  # type: ignore[arg-type]
    return out.getvalue()


def test_the_good_pages_of_an_archive_are_read_and_the_bad_ones_named(
    scans: list[Image.Image], house: Path, tmp_path: Path, scratch: Path
) -> None:
    good = saved("PNG", scans[1:2])
    members = {
        "a.png": saved("PNG", scans[:1]),
        "b.zip": zipped({"c.png": PNG}),
        "c.exe": b"MZ" + bytes(100),
        "d.png": b"",
        "e.png": PNG[:-300],
        "f.pdf": b"%PDF-1.7\n%%EOF",
        "g.pdf": FILES["locked PDF"][0](),
        "h.pdf": FILES["PDF with a huge page"][0](),
        "i.png": FILES["PNG 32k x 32k"][0](),
        "j.png": bytes(60_000_000),
        "../../k.png": PNG,
        "l\n\u202egnp.png": good,
        "m" * 400 + ".tif": saved("TIFF", scans[2:], compression="tiff_lzw", dpi=(200, 200)),
    }
    path = tmp_path / "mixed.zip"
    path.write_bytes(zipped(members))
    out = tmp_path / "out"
    readings = list(read_upload(path, layout=house / "layout.json", out=out, skip=set()))
    assert {reading.member: reading.reason for reading in readings} == {
        "a.png": None,
        "b.zip": "archive_in_archive",
        "c.exe": "unknown_kind",
        "d.png": "empty_file",
        "e.png": "broken_page",
        "f.pdf": "broken_file",
        "g.pdf": "encrypted",
        "h.pdf": "too_large",
        "i.png": "too_large",
        "j.png": "too_large",
        "../../k.png": "unsafe_name",
        "l\ufffd\ufffdgnp.png": None,
        "m" * 80 + "…" + "m" * 35 + ".tif": None,
    }
    read = [reading for reading in readings if reading.reason is None]
    assert sorted(file.name for file in out.iterdir()) == sorted(f"{reading.index}.jpg" for reading in read)
    assert sorted(reading.page or 0 for reading in read) == [1, 2, 3]
    assert list(scratch.iterdir()) == []
    assert not (tmp_path.parent / "k.png").exists()


def test_a_link_in_an_archive_is_never_followed(house: Path, tmp_path: Path) -> None:
    path = tmp_path / "links.zip"
    path.write_bytes(linked("a.png", str(tmp_path / "secret").encode()))
    (tmp_path / "secret").write_bytes(PNG)
    (reading,) = read_files([path], house / "layout.json")
    assert reading.reason == "link_in_archive"


@pytest.mark.parametrize("form", ["pdf", "tif"])
def test_of_a_file_that_breaks_off_the_whole_pages_are_read_and_the_rest_is_named(
    form: str, scans: list[Image.Image], house: Path, tmp_path: Path
) -> None:
    whole = saved("PDF", scans, resolution=200) if form == "pdf" else saved("TIFF", scans, compression="tiff_lzw")
    files = []
    for share in (50, 80, 99):
        files.append(tmp_path / f"{share}.{form}")
        files[-1].write_bytes(whole[: len(whole) * share // 100])
    for file in files:
        *read, last = read_files([file], house / "layout.json")
        assert [reading.page for reading in read if reading.outcome == "interpreted"] == [1, 2][: len(read)]
        assert len(read) >= 1
        assert (last.outcome, last.reason) == ("unreadable", "broken_end")


def test_a_file_cut_anywhere_says_so(house: Path, tmp_path: Path) -> None:
    noise = [Image.effect_noise((200, 280), 60) for _ in range(3)]
    kinds = {
        "jpg": JPEG,
        "png": PNG,
        "webp": WEBP,
        "heic": HEIC,
        "tif": saved("TIFF", noise, compression="tiff_deflate"),
        "bits.tif": saved("TIFF", [page.convert("1") for page in noise], compression="group4"),
        "pdf": saved("PDF", noise),
        "zip": zipped({"a.png": PNG, "b.jpg": JPEG}),
    }
    files = []
    for kind, data in kinds.items():
        for share in (1, 10, 35, 60, 85, 97):
            files.append(tmp_path / f"{share} {kind}")
            files[-1].write_bytes(data[: max(12, len(data) * share // 100)])
    said: dict[str, set[str | None]] = {}
    for reading in read_files(files, house / "layout.json"):
        said.setdefault(reading.file, set()).add(reading.reason)
        assert not reading.selections
    assert set(said) == {file.name for file in files}
    assert [name for name, reasons in said.items() if not reasons & (BROKEN | {"unknown_kind"})] == []


def test_what_only_looks_dangerous_is_read(scans: list[Image.Image], house: Path, tmp_path: Path) -> None:
    """An action in a PDF is not run, a broken table of contents is repaired, a circle of pages ends."""
    plain = saved("PDF", scans[:1], resolution=200)
    with pikepdf.open(io.BytesIO(plain)) as document:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.launchURL('http://a.test')")
        document.save(tmp_path / "action.pdf")
        document.save(tmp_path / "owner.pdf", encryption=pikepdf.Encryption(owner="a", user=""))
    at = plain.rfind(b"startxref") + 10
    (tmp_path / "table.pdf").write_bytes(plain[:at] + b"9" + plain[at + 1 :])
    lying = Image.Exif()
    lying[274], lying[256], lying[257] = 1, 99_999, 99_999
    scans[0].save(tmp_path / "exif.jpg", exif=lying)
    wrong = Image.Exif()
    wrong[274] = 77
    scans[0].save(tmp_path / "turn.jpg", exif=wrong)
    (tmp_path / "circle.tif").write_bytes(tiff(8, 8, following=8))
    names = ["action.pdf", "owner.pdf", "table.pdf", "exif.jpg", "turn.jpg"]
    readings = list(read_files([tmp_path / name for name in [*names, "circle.tif"]], house / "layout.json"))
    assert [(reading.file, reading.page) for reading in readings] == [
        *((name, 1) for name in names),
        ("circle.tif", None),
    ]


def test_a_child_that_is_killed_is_replaced_and_what_it_unpacked_is_gone(
    scans: list[Image.Image], house: Path, tmp_path: Path
) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(zipped({"a.pdf": saved("PDF", scans, resolution=200)}))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    reader = Reader([path], house / "layout.json", scratch=scratch)
    pages = reader.pages()
    heard = [next(pages)]
    assert reader._child is not None
    assert list(scratch.rglob("*.pdf"))
    os.kill(reader._child.pid, signal.SIGSEGV)
    heard += pages
    assert [one.index for one in heard] == [0, 1, 2]
    assert heard[0].reading is not None
    assert [one.reason for one in heard if one.reading is None] in ([], ["broken_page"])
    assert list(scratch.iterdir()) == []


def test_a_file_that_kills_again_and_again_is_given_up_and_the_next_is_read(
    scans: list[Image.Image], house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the child is at when it has used up its time; two deaths are enough here."""
    monkeypatch.setattr(limits, "MAX_DEATHS", 2)
    (tmp_path / "killer.pdf").write_bytes(saved("PDF", scans * 2, resolution=200))
    (tmp_path / "good.png").write_bytes(saved("PNG", scans[:1]))
    reader = Reader([tmp_path / "killer.pdf", tmp_path / "good.png"], house / "layout.json", scratch=tmp_path)
    heard = []
    for one in reader.pages():
        heard.append((one.file, one.index, one.reason))
        if one.file == 0 and one.index is not None and one.reading is not None:
            assert reader._child is not None
            os.kill(reader._child.pid, signal.SIGXCPU)
    assert heard[0] == (0, 0, "")
    assert heard[-2:] == [(0, None, "took_too_long"), (1, 0, "")]
    assert len(heard) <= 5


def test_a_child_does_not_outlive_its_worker(scans: list[Image.Image], house: Path, tmp_path: Path) -> None:
    """Or it would write pictures among those of the next worker."""
    path = tmp_path / "many.tif"
    path.write_bytes(saved("TIFF", scans * 20, compression="tiff_lzw", dpi=(200, 200)))
    worker = os.fork()
    if worker == 0:
        reader = Reader([path], house / "layout.json", scratch=tmp_path)
        next(reader.pages())
        assert reader._child is not None
        (tmp_path / "child").write_text(str(reader._child.pid))
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(worker, 0)
    child = Path("/proc") / (tmp_path / "child").read_text() / "stat"
    for _ in range(200):
        if not child.exists() or child.read_text().split(")")[1].split()[0] == "Z":
            return
        signal.sigtimedwait([], 0.05)
    pytest.fail("the child is still there")


# Names ---------------------------------------------------------------------------------------------------------------------


def test_names_of_strangers_stay_on_one_line() -> None:
    assert shown_name("scan 1.pdf") == "scan 1.pdf"
    assert shown_name("Скан № 5 (кв. 12).pdf") == "Скан № 5 (кв. 12).pdf"
    assert shown_name("a\nb\r\u202ec\u200f\0\udcff") == "a\ufffdb\ufffd\ufffdc\ufffd\ufffd\ufffd"
    assert shown_name("a" * LONGEST_NAME) == "a" * LONGEST_NAME
    assert len(shown_name("a" * (LONGEST_NAME + 1))) == LONGEST_NAME
    assert shown_name("a" * 400 + ".pdf").endswith("a.pdf")


def test_files_with_strange_names_are_read(scans: list[Image.Image], house: Path, tmp_path: Path) -> None:
    names = ["a\nb.png", "\u202egnp.png", "-rf.png", "я" * 120 + ".png", os.fsdecode(b"\xff\xfe.png")]
    for name in names:
        (tmp_path / name).write_bytes(saved("PNG", scans[:1]))
    readings: list[PageReading] = list(read_files([tmp_path / name for name in names], house / "layout.json"))
    assert [reading.page for reading in readings] == [1] * len(names)
    assert [reading.file for reading in readings] == [shown_name(name) for name in names]


def test_random_damage_never_escapes(tmp_path: Path) -> None:
    """Bytes changed at random: a page or a refusal, nothing else. `test_fuzz.py` does the same for ten minutes."""
    rng = random.Random(11)
    image = pdf(image=packed_image(50, 50, packed(1)[:50]))
    kinds = [JPEG, PNG, TIFF, WEBP, pdf(b"0 0 m 9 9 l S"), image, zipped({"a.png": PNG, "b.tif": TIFF})]
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
