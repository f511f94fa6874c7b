"""The whole demo: start the service, live one assembly through it, leave a second one open, and show what came out."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from assembly.adapters.clock import TrainingClock
from assembly.bootstrap import build_application
from assembly.commands.answer import Answer, Wrong
from assembly.db.migrate import migrate
from assembly.demo.agenda import QUESTIONS
from assembly.demo.calendar import Calendar
from assembly.demo.client import Api
from assembly.demo.house import build_house, write_register
from assembly.demo.life import Life
from assembly.demo.staff import ADMIN, STAFF
from assembly.demo.steps import Steps, family_of, peak_mib
from assembly.demo.voters import agree_on_the_barrier, choose_voters, outcome, recount, tell_stories
from assembly.settings import Settings
from assembly.supervise import Company, environment_of, web_command, worker_command
from assembly.use_cases.create_account import create_account

MARK = "demo.json"


class Demo:
    """One run in one folder; the folder is at the same time the installation's data."""

    def __init__(self, folder: Path, *, units: int, seed: int, port: int) -> None:
        self.folder = folder.absolute()
        self.units, self.seed = units, seed
        port = port or _free_port()
        self.settings = Settings(
            data=self.folder, port=port, base_url=f"http://127.0.0.1:{port}", training=True, operator="state_system"
        )
        self.steps = Steps()

    def run(self, *, serve: bool, keep: bool, quiet: bool) -> Answer:
        """Live the assembly (unless an earlier run is kept), then serve it until Ctrl-C."""
        if keep and (self.folder / MARK).exists():
            facts = json.loads((self.folder / MARK).read_text("utf-8"))
        else:
            self._clear()
            facts = self._live()
        ok = all(row["agrees"] for row in facts["decisions"]) and facts["verified"]
        lines = _lines(facts)
        if serve:
            if not quiet:
                print("\n".join(lines), flush=True)
            self._serve()
            lines = []
        return Answer(ok, facts, lines)

    def _clear(self) -> None:
        """Begin anew; a folder that is not an earlier demo's is left alone."""
        if self.folder.exists() and any(self.folder.iterdir()):
            if not (self.folder / MARK).exists() and not (self.folder / "demo.started").exists():
                raise Wrong(f"{self.folder} is not empty and holds no demo: name another folder with --dir")
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "demo.started").touch()

    def _live(self) -> dict[str, Any]:
        started = time.monotonic()
        rng = random.Random(self.seed)
        calendar = Calendar(datetime.now(UTC))
        clock = TrainingClock(self.folder / "training-clock")
        clock.start_at(calendar.start)
        with self.steps.step("house and register") as step:
            house = build_house(self.units, self.seed)
            write_register(house, self.folder / "register.xlsx")
            voters = choose_voters(house, rng)
            tell_stories(voters, rng)
            agree_on_the_barrier(voters, house, rng)
            step.count, step.of, step.where = len(house.units), "premises", "register.xlsx"
        company = Company(
            {"web": web_command(self.settings), "worker": worker_command()}, environment_of(self.settings)
        )
        api = Api(self.settings.base_url)
        try:
            with self.steps.step("service started"):
                self._first_organiser()
                company.start()
                api.wait_until_served(company.is_running)
            with company.attended():
                admin = api.sign_in(ADMIN.login, ADMIN.password)
                life = Life(self.folder, admin, clock, calendar, house, voters, rng, self.steps)
                life.live()
                memory = _memory(company)
        finally:
            api.close()
            company.stop()
        facts = self._facts(life, memory, round(time.monotonic() - started, 1))
        (self.folder / MARK).write_text(json.dumps(facts, ensure_ascii=False, indent=1), "utf-8")
        (self.folder / "demo.started").unlink()
        return facts

    def _first_organiser(self) -> None:
        application = build_application(self.settings)
        migrate(application.database)
        with application.database.writing() as session:
            create_account(
                session,
                now=application.clock.now(),
                login=ADMIN.login,
                display_name=ADMIN.name,
                password=ADMIN.password,
                is_installer=True,
            )
        application.close()

    def _facts(self, life: Life, memory: dict[str, int], seconds: float) -> dict[str, Any]:
        decided = {row["number"]: row for row in life.decisions}
        return {
            "dir": str(self.folder),
            "seed": self.seed,
            "units": len(life.house.units),
            "seconds": seconds,
            "steps": [asdict(step) for step in self.steps.done],
            "peak_memory_mib": memory,
            "files": life.files,
            "assemblies": {"closed": life.closed, "open": life.open},
            "settled_by_people": dict(life.settled),
            "logins": _logins(life),
            "decisions": [_decision(number, decided[number], life) for number in sorted(decided)],
            "verified": life.verified,
            "url": self.settings.base_url,
        }

    def _serve(self) -> None:
        company = Company(
            {"web": web_command(self.settings), "worker": worker_command()}, environment_of(self.settings)
        )
        company.start()
        print(f"\nVeche serves on {self.settings.base_url} (Ctrl-C ends it)", file=sys.stderr, flush=True)
        company.watch()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _memory(company: Company) -> dict[str, int]:
    """Peak resident MiB: the web process, the largest process of the worker's family, and the demo itself."""
    web, worker = (family_of(company.processes[name].pid) for name in ("web", "worker"))
    return {
        "web": max(map(peak_mib, web)),
        "worker": max(map(peak_mib, worker)),
        "demo": peak_mib(os.getpid()),
    }


def _decision(number: int, row: dict[str, Any], life: Life) -> dict[str, Any]:
    """One decision beside the recount of what the voters meant."""
    _, _, _, majority, _ = QUESTIONS[number - 1]
    sums = recount(life.voters, str(number))
    meant = outcome(majority, sums[True], life.house.area)
    counted = {name: Fraction(row["sums"]["share"][name]) for name in ("for", "against", "abstain")}
    without = None
    if row["without_parking"]:
        parking = sum((unit.area for unit in life.house.units if unit.kind == "машино-место"), Fraction(0))
        without = outcome(majority, sums[False], life.house.area - parking)
    agrees = (
        row["outcome"] == meant
        and all(counted[name] == sums[True][name] for name in counted)
        and (without is None or row["without_parking"]["outcome"] == without)
    )
    return {
        "number": number,
        "title": row["title"],
        "outcome": row["outcome"],
        "because": row["because"]["ru"],
        "counted": {name: str(value) for name, value in counted.items()},
        "meant": {name: str(sums[True][name]) for name in counted},
        "outcome_meant": meant,
        "outcome_without_parking": without,
        "flips": row["flips"],
        "agrees": agrees,
    }


def _logins(life: Life) -> list[dict[str, str]]:
    rows = [
        {"role": one.role, "name": one.name, "login": one.login, "password": one.password} for one in (ADMIN, *STAFF)
    ]
    return rows + [
        {
            "role": "owner", "name": person.voter.owner.name, "login": person.login, "password": person.password,
            "one_time_codes": " ".join(person.codes[:6]), "says": says,
        }
        for person, says in life.owners_to_try()
    ]  # fmt: skip


def _lines(facts: dict[str, Any]) -> list[str]:
    steps = Steps()
    from assembly.demo.steps import Step

    steps.done = [Step(**row) for row in facts["steps"]]
    memory = ", ".join(f"{name} {size} MiB" for name, size in facts["peak_memory_mib"].items())
    lines = [
        *steps.table(),
        "",
        f"{facts['seconds']} s in all; peak memory: {memory}",
        f"everything lies in {facts['dir']}",
        "",
    ]
    for row in facts["decisions"]:
        sign = "agrees with" if row["agrees"] else "DIFFERS from"
        flip = ", the other way without parking places" if row["flips"] else ""
        lines.append(f"{row['number']:>3}. {row['outcome']:<12} {sign} what the voters meant{flip}  {row['title']}")
    lines += [
        "",
        "The archive was recounted by `veche verify`: " + ("it holds." if facts["verified"] else "IT DOES NOT HOLD."),
        "",
    ]
    for row in facts["logins"]:
        codes = f"  codes {row['one_time_codes']}" if row.get("one_time_codes") else ""
        lines.append(
            f"{row['role']:<10} {row['login']:<10} {row['password']:<26} {row['name']}{codes} {row.get('says', '')}".rstrip()
        )
    return lines
