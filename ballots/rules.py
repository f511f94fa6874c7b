"""From what is marked to what counts: the rules within one contest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from ballots.contest import BLANK, INVALID, OVERVOTE, Contest
from ballots.cvr import CastVoteRecord, Selections, Snapshot


class OvervoteRule(StrEnum):
    """What more than one answer does: void that contest (the default), or the whole ballot where a pack says so."""

    VOIDS_CONTEST = "contest"
    VOIDS_BALLOT = "ballot"


def selection_of(marked: Collection[str]) -> str:
    """What these marked options of one contest say: the option, "blank" or "overvote"."""
    chosen = set(marked)
    if not chosen:
        return BLANK
    return next(iter(chosen)) if len(chosen) == 1 else OVERVOTE


def apply_contest_rules(
    selections: Selections, contests: Iterable[Contest], overvote: OvervoteRule = OvervoteRule.VOIDS_CONTEST
) -> dict[str, str]:
    """What counts in each contest of the ballot: an option, "blank" or "invalid".

    An overvote voids its contest only, unless the pack says otherwise (LC RF, art. 48 part 6: a question answered with
    more than one option is not counted, the others are). A contest without a selection is blank.
    Raises ValueError for a selection that the contest does not offer or a contest that the ballot does not have.
    """
    on_ballot = {contest.id: contest for contest in contests}
    unknown = set(selections) - set(on_ballot)
    if unknown:
        raise ValueError(f"no such contest on this ballot: {sorted(unknown)}")
    counted = {name: _counted(contest, selections.get(name, BLANK)) for name, contest in on_ballot.items()}
    if overvote is OvervoteRule.VOIDS_BALLOT and INVALID in counted.values():
        return dict.fromkeys(counted, INVALID)
    return counted


def rules_applied(
    record: CastVoteRecord, contests: Iterable[Contest], overvote: OvervoteRule = OvervoteRule.VOIDS_CONTEST
) -> CastVoteRecord:
    """The snapshot `rules_applied` that stands beside an original or adjudicated record."""
    counted: Mapping[str, str] = apply_contest_rules(record.selections, contests, overvote)
    return CastVoteRecord(record.ballot, record.channel, counted, Snapshot.RULES_APPLIED)


def _counted(contest: Contest, selection: str) -> str:
    if selection in {OVERVOTE, INVALID}:
        return INVALID
    if selection != BLANK and selection not in contest.option_names():
        raise ValueError(f"contest {contest.id} has no option {selection!r}")
    return selection
