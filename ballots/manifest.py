"""Where each ballot of an assembly stands, and where it may go from there."""

from __future__ import annotations

from enum import StrEnum


class BallotState(StrEnum):
    """The life of one ballot (NIST SP 1500-103 manifest)."""

    ISSUED = "issued"
    PRINTED = "printed"
    RECEIVED = "received"
    IDENTIFIED = "identified"
    READ = "read"
    IN_REVIEW = "in_review"
    RECORDED = "recorded"
    DISPUTED = "disputed"
    COUNTED = "counted"
    SET_ASIDE = "set_aside"


S = BallotState
# A ballot goes on towards `counted`, or out to `set_aside` with a reason; from there only a person may bring it back.
# Online votes are recorded without paper; a sheet may be scanned although nobody at the desk marked it received.
ALLOWED: dict[BallotState, frozenset[BallotState]] = {
    S.ISSUED: frozenset({S.PRINTED, S.RECEIVED, S.IDENTIFIED, S.RECORDED, S.SET_ASIDE}),
    S.PRINTED: frozenset({S.RECEIVED, S.IDENTIFIED, S.IN_REVIEW, S.RECORDED, S.SET_ASIDE}),
    S.RECEIVED: frozenset({S.IDENTIFIED, S.IN_REVIEW, S.SET_ASIDE}),
    S.IDENTIFIED: frozenset({S.READ, S.IN_REVIEW, S.SET_ASIDE}),
    S.READ: frozenset({S.IN_REVIEW, S.RECORDED, S.SET_ASIDE}),
    S.IN_REVIEW: frozenset({S.RECORDED, S.SET_ASIDE}),
    S.RECORDED: frozenset({S.DISPUTED, S.COUNTED, S.SET_ASIDE, S.IN_REVIEW}),
    S.DISPUTED: frozenset({S.RECORDED, S.SET_ASIDE}),
    S.SET_ASIDE: frozenset({S.IN_REVIEW}),
    S.COUNTED: frozenset(),
}


def may_become(now: BallotState, then: BallotState) -> bool:
    """Whether a ballot in state `now` may go to `then`; staying is no change and always allowed."""
    return now == then or then in ALLOWED[now]
