from __future__ import annotations

from itertools import pairwise

import pytest

from ballots.contest import Contest, Option, definition_hash, standard_options
from ballots.cvr import CastVoteRecord, Channel, Snapshot
from ballots.manifest import ALLOWED, BallotState, may_become
from ballots.rules import OvervoteRule, apply_contest_rules, rules_applied, selection_of

FENCE = Contest("1", 1, "Шлагбаум", "", standard_options(), "две трети", "ст. 44")
CHAIR = Contest("2", 2, "Председатель", "", (Option("a", {"ru": "А"}), Option("b", {"en": "B"})), "", "")


def test_marks_become_a_selection() -> None:
    assert selection_of([]) == "blank"
    assert selection_of(["for"]) == "for"
    assert selection_of(["for", "against"]) == "overvote"
    assert selection_of(["for", "for"]) == "for"


def test_an_overvote_voids_its_contest_only() -> None:
    assert apply_contest_rules({"1": "overvote", "2": "a"}, [FENCE, CHAIR]) == {"1": "invalid", "2": "a"}


def test_an_overvote_voids_the_ballot_where_a_pack_says_so() -> None:
    given = {"1": "overvote", "2": "a"}
    assert apply_contest_rules(given, [FENCE, CHAIR], OvervoteRule.VOIDS_BALLOT) == {"1": "invalid", "2": "invalid"}
    assert apply_contest_rules({"1": "for"}, [FENCE, CHAIR], OvervoteRule.VOIDS_BALLOT) == {"1": "for", "2": "blank"}


def test_what_is_not_answered_is_blank_and_stays_in_the_count() -> None:
    assert apply_contest_rules({"1": "abstain"}, [FENCE, CHAIR]) == {"1": "abstain", "2": "blank"}
    assert apply_contest_rules({"1": "invalid", "2": "blank"}, [FENCE, CHAIR]) == {"1": "invalid", "2": "blank"}


def test_what_the_ballot_does_not_offer_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such contest"):
        apply_contest_rules({"9": "for"}, [FENCE])
    with pytest.raises(ValueError, match="no option 'for'"):
        apply_contest_rules({"2": "for"}, [CHAIR])


def test_the_snapshot_with_rules_stands_beside_the_original() -> None:
    record = CastVoteRecord("7KQ2M4XA", Channel.PAPER, {"1": "overvote"})
    after = rules_applied(record, [FENCE])
    assert record.snapshot is Snapshot.ORIGINAL
    assert after.as_record() == {
        "ballot": "7KQ2M4XA",
        "channel": "paper",
        "snapshot": "rules_applied",
        "selections": {"1": "invalid"},
    }


def test_words_of_options() -> None:
    assert [option.word("kk") for option in FENCE.options] == ["Жақтаймын", "Қарсымын", "Қалыс қалдым"]
    assert CHAIR.options[0].word("en") == "А"  # Russian where a language has none
    assert CHAIR.options[1].word("ru") == "b"


@pytest.mark.parametrize("name", ["", "blank", "overvote", "invalid", "person"])
def test_an_option_has_a_name_of_its_own(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be called"):
        Option(name, {})


def test_a_contest_has_options() -> None:
    for options in ((), (Option("a", {}), Option("a", {}))):
        with pytest.raises(ValueError, match="needs options"):
            Contest("1", 1, "", "", options, "", "")


def test_the_definition_tells_agendas_apart() -> None:
    one = definition_hash([FENCE, CHAIR], "a")
    assert len(one) == 16
    assert one == one.upper()
    assert one == definition_hash([FENCE, CHAIR], "a")
    assert (
        len({one, definition_hash([CHAIR, FENCE], "a"), definition_hash([FENCE], "a"), definition_hash([FENCE, CHAIR])})
        == 4
    )


def test_a_ballot_goes_on_and_counting_is_final() -> None:
    state = BallotState
    path = [state.ISSUED, state.PRINTED, state.RECEIVED, state.IDENTIFIED, state.READ, state.IN_REVIEW, state.RECORDED]
    path += [state.DISPUTED, state.RECORDED, state.COUNTED]
    assert all(may_become(now, then) for now, then in pairwise(path))
    assert may_become(state.ISSUED, state.RECORDED)  # cast online
    assert may_become(state.COUNTED, state.COUNTED)
    assert not any(may_become(state.COUNTED, other) for other in state if other is not state.COUNTED)
    assert not may_become(state.ISSUED, state.COUNTED)
    assert set(ALLOWED) == set(state)
    set_aside = {now for now in state if may_become(now, state.SET_ASIDE)}
    assert set_aside == set(state) - {state.COUNTED}
