"""Files that would fill the memory, uploaded over HTTP to a running service: refused in a sentence, the web stays small."""

from __future__ import annotations

import io
import struct
import subprocess
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assembly.adapters.clock import TrainingClock
from assembly.bootstrap import Application
from assembly.model import Building, Role
from assembly.supervise import Company, environment_of, web_command, worker_command
from assembly.use_cases.create_api_key import create_api_key
from assembly.use_cases.grant_role import grant_role
from tests.conftest import free_port, make_application
from tests.use_cases.small_house import House

MOST_MIB = 512


def picture(side: int) -> bytes:
    """A PNG of side × side black and white dots, all white: small as a file."""
    packer, row = zlib.compressobj(9), bytes(1 + side // 8)
    body = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    parts = ((b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)), (b"IDAT", body), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part)) for kind, part in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def packed(mega: int) -> bytes:
    """A ZIP whose one picture unpacks to so many megabytes of zeros."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack,
        pack.open("page.png", "w", force_zip64=True) as inside,
    ):
        for _ in range(mega):
            inside.write(bytes(1_000_000))
    return out.getvalue()


def huge_page() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200000 200000]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Application, House, Company, str]]:
    application = make_application(tmp_path / "data")
    house = House(application).found()
    house.register()
    house.opened()
    TrainingClock(application.settings.data / "training-clock").start_at(house.now)
    port = free_port()
    settings = application.settings
    object.__setattr__(settings, "port", port)
    company = Company({"web": web_command(settings), "worker": worker_command()}, environment_of(settings))
    company.start()
    try:
        yield application, house, company, f"http://127.0.0.1:{port}"
    finally:
        company.stop()
        application.close()


def peak_mib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=30).status_code == 200
    except httpx.TransportError:
        return False


def test_bombs_are_refused_and_the_service_stays_up_and_small(
    served: tuple[Application, House, Company, str],
) -> None:
    application, house, company, url = served
    with house.writing() as session:
        by = house.by(session)
        grant_role(
            session,
            now=house.now,
            account=by,
            building=session.get_one(Building, house.building),
            role=Role.DESK,
            by=by,
        )
        key = create_api_key(session, now=house.now, keys=application.keys, account=by, label="desk")[1]
    _wait(lambda: healthy(url))
    bombs = {
        "page.png": picture(60_000),
        "pages.zip": packed(700),
        "page.pdf": huge_page(),
        "broken.pdf": b"%PDF-1.7\n\x00\xff",
    }
    headers = {"Authorization": f"Bearer {key}"}
    for name, content in bombs.items():
        answer = httpx.post(
            f"{url}/api/v1/assemblies/{house.assembly}/batches", headers=headers, data={"sheets_counted": "1"},
            files=[("files", (name, content, "application/octet-stream"))], timeout=120,
        )  # fmt: skip
        assert answer.status_code == 200, answer.text[:300]
    states: list[dict[str, object]] = []

    def all_read() -> bool:
        batches = httpx.get(f"{url}/api/v1/assemblies/{house.assembly}/batches", headers=headers, timeout=60).json()
        states[:] = [upload for batch in batches for upload in batch["uploads"]]
        return all(one["state"] in {"read", "refused"} for one in states)

    _wait(all_read, 180)
    assert [one["state"] for one in states] == ["refused"] * len(bombs), states
    assert all(one["refusal"] for one in states)
    assert healthy(url)
    assert isinstance(company.processes["web"], subprocess.Popen)
    assert company.is_running()
    assert peak_mib(company.processes["web"].pid) < MOST_MIB


def _wait(is_so: object, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():  # type: ignore[operator] # a question without arguments
        assert time.monotonic() < deadline, f"not so after {seconds} s"
        time.sleep(0.3)
