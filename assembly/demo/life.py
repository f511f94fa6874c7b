"""One assembly from the register to the archive, and a second one that stays open; every step over HTTP."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from assembly.archive.verify import verify_archive
from assembly.demo import organise
from assembly.demo.agenda import SHORT, items
from assembly.demo.calendar import Calendar
from assembly.demo.client import Api
from assembly.demo.commission import Commission
from assembly.demo.house import ADDRESS, EMPLOYEE, DemoHouse, DemoOwner
from assembly.demo.online import Person, cast, cast_all, enrol
from assembly.demo.paper import Press, Sheet, as_pdf, pile
from assembly.demo.steps import Steps
from assembly.demo.voters import Voter


class MovableClock(Protocol):
    """The clock of the training system: at hand in its folder, or over the API."""

    def now(self) -> datetime: ...

    def move_to(self, moment: datetime) -> datetime: ...


PILE = 150
"""Sheets of one batch: what a feeder holds."""
BUYER = "Покупаева Вера Олеговна"


class Life:
    """The steps in their order; what each leaves behind stands in the attributes."""

    def __init__(  # noqa: PLR0917 - everything a life needs, in one place
        self, folder: Path, admin: Api, clock: MovableClock, calendar: Calendar, house: DemoHouse, voters: list[Voter],
        rng: random.Random, steps: Steps,
    ) -> None:  # fmt: skip
        self.folder, self.admin, self.clock, self.calendar = folder, admin, clock, calendar
        self.house, self.voters, self.rng, self.steps = house, voters, rng, steps
        self.staff: dict[str, Api] = {}
        self.people: dict[str, Person] = {}
        self.decisions: list[dict[str, Any]] = []
        self.settled: Counter[str] = Counter()
        self.files: dict[str, str] = {"register": "register.xlsx", "outbox": "outbox/"}
        self.closed = self.open = ""
        self.verified = False
        self._batches = 0

    # ---- the life

    def live(self) -> None:
        """Everything, in order."""
        self._register()
        self._announce()
        self._issue()
        self._enrol()
        self._vote_online()
        self._sell_a_flat()
        self._announce_another()
        self._vote_on_paper()
        self._end()
        self._count()
        self._publish()
        self._open_another()

    def _register(self) -> None:
        with self.steps.step("register imported") as step:
            self.building = self.admin.post("/buildings", address=ADDRESS, management="ООО «Управдом»")["id"]
            self.staff = organise.hire(self.admin, self.building)
            content = (self.folder / "register.xlsx").read_bytes()
            found = organise.register(self.admin, self.building, "register.xlsx", content, self.calendar.start)
            self.owners = self.admin.get(f"/buildings/{self.building}/owners")
            self.owner_ids = {row["name"]: row["id"] for row in self.owners}
            for owner in self.house.owners:
                if owner.deceased:
                    day = (self.calendar.start - timedelta(days=90)).date()
                    self.admin.post(f"/owners/{self.owner_ids[owner.name]}/death", on=day.isoformat())
            step.count, step.of = found["holdings"], "holdings"

    def _announce(self) -> None:
        calendar = self.calendar
        with self.steps.step("notices sent") as step:
            moments = calendar.opens, calendar.written_until, calendar.closes
            title = "Годовое общее собрание собственников"
            self.closed = organise.draft(self.admin, self.staff["chair"], self.building, title, moments, items())
            self._move(calendar.notices)
            notices = organise.announce(self.admin, self.closed)
            organise.evidence(self.admin, self.closed, notices)
            self.notices = {row["name"]: row["id"] for row in notices}
            step.count, step.of, step.where = len(notices), "notices", "outbox/"

    def _issue(self) -> None:
        with self.steps.step("ballots issued and printed") as step:
            self.admin.post(f"/assemblies/{self.closed}/ballots", spares=5)
            lost = [voter for voter in self.voters if voter.story == "reprint"]
            self.second_prints = {
                voter.owner.name: self.admin.post(
                    f"/assemblies/{self.closed}/ballots", only=[self.owner_ids[voter.owner.name]]
                )
                for voter in lost
            }
            self.press = self._print("")
            (self.folder / "ballots.pdf").write_bytes(self.press.pdf)
            (self.folder / "layout.json").write_text(json.dumps(self.press.layout, ensure_ascii=False), "utf-8")
            self.files |= {"ballots": "ballots.pdf", "layout": "layout.json"}
            self._learn_codes()
            step.count, step.of, step.where = len(self.press.layout["ballots"]), "ballots", "ballots.pdf"

    def _enrol(self) -> None:
        with self.steps.step("owners enrolled") as step:
            self.representative = organise.appoint_employee(self.admin, self.building, self.owners, self.house)
            online = [one for one in self.voters if one.channel == "online" and one.owner.representative != EMPLOYEE]
            self.people = enrol(self.admin, self.admin, online, self.notices, self.clock.now)
            step.count, step.of = len(self.people), "accounts"

    def _vote_online(self) -> None:
        self._move(self.calendar.opens + timedelta(minutes=1))
        with self.steps.step("voted online") as step:
            self.admin.post(f"/assemblies/{self.closed}/open")
            self._move(self.calendar.at(14, 19))
            casting = [person for person in self.people.values() if person.voter.story != "forged"]
            count = cast_all(casting, self.closed, self.clock.now)
            step.count, step.of = count + self._vote_for_others(), "votes"

    def _vote_for_others(self) -> int:
        """The employee casts for the owners who gave a power of attorney and meant to vote online."""
        api = self.admin.sign_in(self.representative, f"{self.representative}-uchebnyj-parol")
        codes = api.post("/me/factor/list")["codes"]
        represented = [one for one in self.voters if one.channel == "online" and one.owner.representative == EMPLOYEE]
        for voter in represented:
            person = Person(voter, api, self.representative, "", codes=codes)
            cast(person, self.closed, self.clock.now, owner=self.owner_ids[voter.owner.name])
        return len(represented)

    def _sell_a_flat(self) -> None:
        """A flat whose owner has not answered is sold; the buyer answers on paper."""
        answering = {voter.owner.name for voter in self.voters}
        sellers = [
            one for one in self.house.owners
            if one.name not in answering and one.kind == "физлицо" and not one.deceased and len(one.holdings) == 1
            and one.holdings[0][1] == 1 and not one.holdings[0][2]
        ]  # fmt: skip
        if not sellers:  # in a small house everybody who owns a whole flat may have answered
            return
        seller = sellers[0]
        row = next(one for one in self.owners if one["name"] == seller.name)
        self._move(self.calendar.at(17, 11))
        sold = self.admin.post(
            f"/holdings/{row['holdings'][0]['id']}/transfer",
            on=self.calendar.at(17).date().isoformat(), new_owner_name=BUYER, new_owner_kind="person",
            title_document="собственность 26:24:0000001:77-26/2026 (купля-продажа)",
        )  # fmt: skip
        self.owner_ids[BUYER] = sold["owner"]
        buyer = DemoOwner(BUYER, holdings=list(seller.holdings))
        meant = {str(number): "for" for number in range(1, 13)} | {"10": "against"}
        self.voters.append(Voter(buyer, "paper", meant, story="bought"))
        self.admin.post(f"/assemblies/{self.closed}/ballots")
        self._learn_codes()

    def _vote_on_paper(self) -> None:
        paper = [voter for voter in self.voters if voter.channel == "paper"]
        extra = self._second_papers()
        self.commission = Commission(
            [self.staff["counter1"], self.staff["counter2"]], self.closed, [*self.voters, *extra], self.owner_ids
        )
        self.press = self._print("")
        with self.steps.step("ballots filled in and scanned") as step:
            (self.folder / "scans").mkdir(exist_ok=True)
            sheets = pile(self.press, [*paper, *extra], self.rng)
            step.count, step.of, step.where = len(sheets), "pages", "scans/"
        with self.steps.step("received at the desk") as step:
            self._move(self.calendar.at(25, 12))
            on_paper = [voter for voter in [*paper, *extra] if voter.story != "homemade"]
            for voter in on_paper:
                self.staff["desk"].post(f"/assemblies/{self.closed}/received", code=voter.ballot)
            step.count, step.of = len(on_paper), "ballots"
        with self.steps.step("uploaded and read") as step:
            for start in range(0, len(sheets), PILE):
                self._upload(sheets[start : start + PILE])
            organise.wait_for(self._all_read, "the batches")
            step.count, step.of = len(sheets), "pages"
        with self.steps.step("settled by people") as step:
            self.settled = self.commission.settle()
            step.count, step.of = sum(self.settled.values()), "questions"
        self._write_truth(paper, extra)

    def _second_papers(self) -> list[Voter]:
        """Papers that must not count: of who voted online, of a forger, and a second print with other answers."""
        extra = []
        for voter in self.voters:
            if voter.story in {"both", "forged"}:
                forged = Voter(voter.owner, "paper", dict.fromkeys(voter.means, "for"), counts=False, story=voter.story)
                forged.ballot = self.codes[voter.owner.name][0]
                extra.append(forged)
            if voter.story == "reprint":
                other = {name: "against" if answer == "for" else "for" for name, answer in voter.means.items()}
                second = Voter(voter.owner, "paper", other, counts=False, story="second print")
                second.ballot = self.codes[voter.owner.name][1]
                extra.append(second)
        return extra

    def _end(self) -> None:
        self._object()
        self._move(self.calendar.closes + timedelta(minutes=1))
        with self.steps.step("acceptance ended, objections"):
            self.staff["chair"].post(f"/assemblies/{self.closed}/end")
            self.settled = self.commission.settle()
            opened = self.staff["chair"].post(f"/assemblies/{self.closed}/objections")
            for dispute in self.staff["counter1"].get(f"/assemblies/{self.closed}/disputes"):
                words = "Собственник не подписывал решение; подпись сличена в его присутствии."
                self.staff["counter1"].post(f"/disputes/{dispute['id']}", outcome="upheld", answer=words)
            self._move(datetime.fromisoformat(opened["until"]) + timedelta(minutes=1))

    def _object(self) -> None:
        """The owner for whom somebody handed in a paper finds it and objects."""
        for person in self.people.values():
            if person.voter.story == "forged":
                ballots = person.api.get(f"/me/assemblies/{self.closed}/ballots")
                person.api.post(
                    f"/ballots/{ballots[0]['id']}/disputes", kind="not_mine", words="Я не голосовала на бумаге."
                )

    def _count(self) -> None:
        with self.steps.step("counted and closed") as step:
            self.decisions = self.staff["chair"].post(f"/assemblies/{self.closed}/close")["decisions"]
            step.count, step.of = len(self.decisions), "decisions"

    def _publish(self) -> None:
        self._move(self.calendar.at(40, 12))
        with self.steps.step("protocol") as step:
            self.staff["chair"].post(f"/assemblies/{self.closed}/protocol", number="1/2026")
            (self.folder / "protocol.pdf").write_bytes(self.admin.content(f"/assemblies/{self.closed}/protocol.pdf"))
            step.where = "protocol.pdf"
        with self.steps.step("archive published and verified") as step:
            self.staff["chair"].post(f"/assemblies/{self.closed}/archive")
            (self.folder / "archive.zip").write_bytes(self.admin.content(f"/assemblies/{self.closed}/archive.zip"))
            report = verify_archive(self.folder / "archive.zip")
            self.verified = report.ok
            step.count, step.of, step.where = len(report.steps), "checks", "archive.zip"
        self.files |= {"protocol": "protocol.pdf", "archive": "archive.zip", "scans": "scans/", "truth": "truth.json"}

    def _announce_another(self) -> None:
        """A shorter assembly that will be voted on today; its notices are made while the pile is scanned."""
        calendar = self.calendar
        with self.steps.step("second assembly announced"):
            moments = calendar.second_opens, calendar.second_closes - timedelta(days=2), calendar.second_closes
            title = "Внеочередное общее собрание: ремонт и порядок уведомления"
            self.open = organise.draft(
                self.admin, self.staff["chair"], self.building, title, moments, items(SHORT), is_annual=False
            )
            self._move(calendar.second_notices)
            self.admin.post(f"/assemblies/{self.open}/notice")

    def _open_another(self) -> None:
        with self.steps.step("second assembly opened") as step:
            notices = organise.announced(self.admin, self.open)
            organise.evidence(self.admin, self.open, notices)
            self.admin.post(f"/assemblies/{self.open}/ballots", spares=5)
            self._move(self.calendar.second_opens + timedelta(minutes=1))
            self.admin.post(f"/assemblies/{self.open}/open")
            self._move(datetime.max.replace(year=2199, tzinfo=self.calendar.start.tzinfo))
            step.count, step.of = len(notices), "notices"

    # ---- what the steps share

    def owners_to_try(self) -> list[tuple[Person, str]]:
        """Two owners with printed codes left: one whose vote is recorded, and the one who objected."""
        with_list = [person for person in self.people.values() if person.codes]
        plain = [person for person in with_list if not person.voter.story]
        objected = [person for person in self.people.values() if person.voter.story == "forged"]
        return [(person, "voted online") for person in plain[:1]] + [
            (person, "objected to a paper") for person in objected
        ]

    def _move(self, moment: datetime) -> None:
        self.clock.move_to(moment)

    def _print(self, only: str) -> Press:
        pdf = self.admin.content(f"/assemblies/{self.closed}/ballots.pdf?only={only}")
        return Press(pdf, json.loads(self.admin.content(f"/assemblies/{self.closed}/layout.json?only={only}")))

    def _learn_codes(self) -> None:
        """Who got which ballot: {owner's name: codes in the order of printing}."""
        self.codes: dict[str, list[str]] = {}
        for row in self.admin.get(f"/assemblies/{self.closed}/ballots"):
            if row["name"] and row["state"] != "set_aside":
                self.codes.setdefault(row["name"], []).append(row["ballot"])
        for voter in self.voters:
            voter.ballot = self.codes.get(voter.owner.name, [""])[0]

    def _upload(self, sheets: list[Sheet]) -> None:
        self._batches += 1
        content = as_pdf(sheets)
        name = f"scan-{self._batches:03d}.pdf"
        (self.folder / "scans" / name).write_bytes(content)
        answer = self.staff["desk"].send(
            f"/assemblies/{self.closed}/batches",
            {"sheets_counted": str(len(sheets))},
            [("files", (name, content, "application/pdf"))],
        )
        self.commission.piles[answer["number"]] = sheets

    def _all_read(self) -> bool | None:
        batches = self.staff["desk"].get(f"/assemblies/{self.closed}/batches")
        return (
            True if all(one["state"] in {"read", "refused"} for batch in batches for one in batch["uploads"]) else None
        )

    def _write_truth(self, paper: list[Voter], extra: list[Voter]) -> None:
        def row(voter: Voter) -> dict[str, Any]:
            return {
                "ballot": voter.ballot, "channel": voter.channel, "story": voter.story, "counts": voter.counts,
                "means": voter.means,
                "stakes": {name: str(votes) for name, (votes, _) in voter.stakes.items()},
            }  # fmt: skip

        online = [voter for voter in self.voters if voter.channel == "online"]
        truth = {"total": str(Fraction(self.house.area)), "voters": [row(voter) for voter in [*online, *paper, *extra]]}
        (self.folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), "utf-8")
