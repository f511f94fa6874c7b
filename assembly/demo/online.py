"""The online half of the demo: owners enrol with the code of their notice, sign in, and cast with a one-time code."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyotp

from assembly.demo.client import Api, DemoFailed
from assembly.demo.organise import enrolment_code
from assembly.demo.staff import OWNER_PASSWORD
from assembly.demo.voters import Voter

THREADS = 4


@dataclass(slots=True)
class Person:
    """An enrolled owner with a second factor: an app's secret, or a printed list of codes."""

    voter: Voter
    api: Api
    login: str
    password: str
    secret: str = ""
    codes: list[str] = field(default_factory=list)

    def code(self, now: datetime) -> str:
        """The next one-time code."""
        return pyotp.TOTP(self.secret).at(now) if self.secret else self.codes.pop(0)


def enrol(
    public: Api, admin: Api, voters: list[Voter], notices: dict[str, str], now: Callable[[], datetime]
) -> dict[str, Person]:
    """Enrol every voter; every second with an app, the others with a printed list. {owner's name: person}."""

    def one(position: int) -> Person:
        voter = voters[position]
        login, password = f"owner{position + 1}", f"{OWNER_PASSWORD}{position + 1}"
        code = enrolment_code(admin, notices[voter.owner.name])
        public.post("/enrolments", code=code, login=login, password=password, email=voter.owner.email or None)
        person = Person(voter, public.sign_in(login, password), login, password)
        if position % 2:
            person.secret = person.api.post("/me/factor/app")["secret"]
            confirmed = person.api.post("/me/factor/app/confirm", code=person.code(now()))
            if not confirmed["ok"]:
                raise DemoFailed(f"{login}: the first code of the app was refused: {confirmed}")
        else:
            person.codes = person.api.post("/me/factor/list")["codes"]
        return person

    with ThreadPoolExecutor(THREADS) as pool:
        return {person.voter.owner.name: person for person in pool.map(one, range(len(voters)))}


def cast(person: Person, assembly: str, now: Callable[[], datetime], owner: str | None = None) -> dict[str, Any]:
    """Cast the person's vote (or that of the represented `owner` id) with one code; raises DemoFailed."""
    ballots = person.api.get(f"/me/assemblies/{assembly}/ballots")
    row = next(one for one in ballots if owner is None or one["owner"] == owner)
    person.voter.ballot = row["ballot"]
    answer: dict[str, Any] = person.api.post(
        f"/ballots/{row['id']}/cast",
        selections=person.voter.means,
        code=person.code(now()),
        idempotency_key=f"demo-{assembly}-{row['id']}",
    )
    return answer


def cast_all(people: list[Person], assembly: str, now: Callable[[], datetime]) -> int:
    """Everybody casts, four at a time."""
    with ThreadPoolExecutor(THREADS) as pool:
        return sum(1 for _ in pool.map(lambda person: cast(person, assembly, now), people))
