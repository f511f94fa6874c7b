"""The counting commission of the demo: looks at what the machine would not say, and says what the voter meant."""

from __future__ import annotations

from collections import Counter
from typing import Any

from assembly.demo.client import Api
from assembly.demo.paper import Sheet
from assembly.demo.voters import Voter

ABOUT_A_MARK = {"mark", "joint_differ"}


class Commission:
    """Two counters with the pile in their hands."""

    def __init__(self, counters: list[Api], assembly: str, voters: list[Voter], owners: dict[str, str]) -> None:
        self.counters = counters
        self.assembly = assembly
        self.piles: dict[int, list[Sheet]] = {}
        """Batch number → its sheets in order: what the counters hold in their hands."""
        self._voters = {voter.ballot: voter for voter in voters if voter.ballot}
        self._owners = owners
        self.settled: Counter[str] = Counter()

    def know(self, voter: Voter) -> None:
        """One more ballot that somebody filled in."""
        self._voters[voter.ballot] = voter

    def settle(self) -> Counter[str]:
        """Answer everything that waits, until nothing does; {reason: how many}."""
        while True:
            waiting = self.counters[0].get(f"/assemblies/{self.assembly}/reviews")
            if not waiting:
                return self.settled
            for review in waiting:
                self._answer(review)

    def _answer(self, review: dict[str, Any]) -> None:
        answer, note = self._judge(review)
        for counter in self.counters[: review["answers_needed"]]:
            counter.post(f"/reviews/{review['id']}", answer=answer, note=note)
        self.settled[review["reason"]] += 1

    def _judge(self, review: dict[str, Any]) -> tuple[dict[str, Any], str]:
        reason = review["reason"]
        voter = self._voters.get(review["ballot"] or "")
        if reason in ABOUT_A_MARK and voter is not None:
            return {"answer": voter.means.get(review["contest"], "blank")}, ""
        if reason in {"unknown_code", "no_code", "unreadable"}:
            return self._whose(review), ""
        story = voter.story if voter is not None else ""
        plain = {
            "missing_signature": "set_aside" if story == "unsigned" else "signed",
            "missing_date": "accept" if story == "undated" else "dated",
            "duplicate": "same",
            "missing_page": "accept",
            "differing_prints": "earlier",
            "also_online": "online",
            "not_received": "in_time",
        }
        return {"answer": plain[reason]}, "проверено по пачке"

    def _whose(self, review: dict[str, Any]) -> dict[str, Any]:
        """Look at the sheet itself: pile and position."""
        sheet = self.piles[review["batch"]][review["position"] - 1]
        if sheet.voter is None:
            return {"answer": "not_a_ballot"}
        if sheet.story == "homemade":
            return {
                "answer": "foreign", "owner": self._owners[sheet.voter.owner.name], "selections": sheet.voter.means,
                "signed": True, "dated": True,
            }  # fmt: skip
        return {"answer": "belongs", "ballot": sheet.voter.ballot, "page": sheet.number}
