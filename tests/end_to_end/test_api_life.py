"""The whole life of an assembly through the REST API alone, against a served installation: nothing mocked."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import httpx
import pytest

from assembly.demo.agenda import QUESTIONS
from assembly.demo.calendar import Calendar
from assembly.demo.client import Api
from assembly.demo.house import build_house, write_register
from assembly.demo.life import Life
from assembly.demo.steps import Steps
from assembly.demo.voters import Voter, agree_on_the_barrier, choose_voters, outcome, recount, tell_stories
from tests.conftest import free_port

ROOT = Path(__file__).resolve().parents[2]


class ClockOverTheApi:
    """The training clock as another system moves it."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.behind = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) - self.behind

    def move_to(self, moment: datetime) -> datetime:
        now = datetime.fromisoformat(self.api.post("/training/clock", to=moment.isoformat())["now"])
        self.behind = datetime.now(UTC) - now
        return now


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path, Calendar]]:
    """`veche serve` on a free port, with a first organiser made by `veche admin create`."""
    calendar = Calendar(datetime.now(UTC))
    port = free_port()
    environment = os.environ | {
        "VECHE_DATA": str(tmp_path / "data"), "VECHE_PORT": str(port), "VECHE_TRAINING": "1", "PYTHONPATH": str(ROOT),
        "VECHE_TRAINING_FROM": calendar.start.isoformat(), "VECHE_OPERATOR": "state_system",
        "VECHE_BASE_URL": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    veche = [sys.executable, "-m", "assembly"]
    subprocess.run(
        [*veche, "admin", "create", "admin", "--password-stdin"], input="admin-uchebnyj-parol\n", text=True, check=True,
        cwd=ROOT, env=environment, capture_output=True,
    )  # fmt: skip
    process = subprocess.Popen([*veche, "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_serves(url)
        yield url, tmp_path, calendar
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_it_serves(url: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("veche serve did not answer")


def test_the_whole_life_through_the_api(served: tuple[str, Path, Calendar]) -> None:
    url, folder, calendar = served
    rng = random.Random(5)
    house = build_house(24, 5)
    write_register(house, folder / "register.xlsx")
    voters = choose_voters(house, rng)
    tell_stories(voters, rng)
    agree_on_the_barrier(voters, house, rng)
    admin = Api(url).sign_in("admin", "admin-uchebnyj-parol")

    life = Life(folder, admin, ClockOverTheApi(admin), calendar, house, voters, rng, Steps())
    try:
        life.live()
        _check(life, voters)
    finally:
        admin.close()
    description = httpx.get(f"{url}/api/openapi.json").json()
    assert len(description["paths"]) > 40


def _check(life: Life, voters: list[Voter]) -> None:
    assert life.verified
    for row in life.decisions:
        sums = recount(voters, str(row["number"]))[True]
        assert row["outcome"] == outcome(QUESTIONS[row["number"] - 1][3], sums, life.house.area)
        for answer in ("for", "against", "abstain"):
            assert Fraction(row["sums"]["share"][answer]) == sums[answer]
    assert life.admin.get(f"/assemblies/{life.closed}")["state"] == "closed"
    assert life.admin.get(f"/assemblies/{life.open}")["state"] == "voting"
