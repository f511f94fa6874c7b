"""Casting online: when it is taken, what is recorded, what is told, and which of several answers counts."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from assembly.errors import Fixable, NotFound, Refused
from assembly.model import Account, Authority, CastVote, LedgerEntry, Message, OneTimeCode, Review, VoteDraft
from assembly.use_cases.answer_for import ballot_of_owner, ballots_to_answer
from assembly.use_cases.appoint_representative import appoint_representative, withdraw_authority
from assembly.use_cases.confirm_record import confirm_record
from assembly.use_cases.issue_ballots import prepare_ballots
from assembly.use_cases.save_draft import save_draft
from assembly.use_cases.sign_cast_receipt import sign_cast_receipt
from ballots.receipt import verify_receipt
from tests.use_cases.small_house import CLOSES, DAY, NOW, OPENS, House, voting

FOR = {"1": "for", "2": "for", "3": "for"}


def _paper(house: House, name: str, choice: str = "against") -> str:
    """A решение on paper, received at the desk and recorded now."""
    with house.writing() as session:
        owner = house.owner(session, name)
        ballot = ballot_of_owner(session, assembly=house.meeting(session), owner=owner, now=house.now)
        ballot.received_at = house.now
        votes = dict.fromkeys(("1", "2", "3"), choice)
        cast = CastVote(
            assembly_id=house.assembly, ballot_id=ballot.id, channel="paper", received_at=house.now,
            recorded_at=house.now, idempotency_key=f"paper:{ballot.id}", original=votes, rules_applied=votes,
        )  # fmt: skip
        session.add(cast)
        session.flush()
        return cast.id


def test_a_vote_is_recorded_sealed_with_one_code_and_told_without_the_choice(house: House) -> None:
    (alla,) = voting(house, "Алла")
    outcome = house.cast(alla, selections={"1": "for", "2": "against", "3": "blank"})
    assert outcome.refusal is None
    with house.reading() as session:
        cast = session.scalars(select(CastVote)).one()
        assert (cast.counts, cast.channel, cast.received_at, cast.recorded_by) == (True, "online", OPENS, alla)
        assert cast.original == cast.rules_applied == {"1": "for", "2": "against", "3": "blank"}
        assert cast.ballot.state == "recorded"
        leaf = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "ballot:cast")).one()
        assert leaf.index == cast.leaf_index
        facts = json.loads(leaf.record)["facts"]
        assert (facts["ballot"], facts["cast"], facts["represented"]) == (cast.ballot.code, cast.id, False)
        message = session.scalars(select(Message).where(Message.key.like("cast:%"))).one()
        assert "кв. 1" in message.body.replace("\u00a0", " ")
        assert not any(word in message.body.casefold() for word in ("против", "за:", "«за»"))
        used = session.scalar(select(func.count()).where(OneTimeCode.used_at.is_not(None)))
        assert used == 1


def test_a_repeated_request_gets_the_recorded_vote_and_uses_no_code(house: House) -> None:
    (alla,) = voting(house, "Алла")
    first = house.cast(alla, key="k1")
    again = house.cast(alla, key="k1", code="")
    assert first.cast is not None
    assert again.cast is not None
    assert first.cast.id == again.cast.id
    second = house.cast(alla, key="k2")
    assert second.code == "already_voted"
    assert "Вы уже проголосовали" in str(second.refusal)


@pytest.mark.parametrize(
    ("moment", "code"),
    [(OPENS - timedelta(seconds=1), "too_early"), (CLOSES, ""), (CLOSES + timedelta(microseconds=1), "too_late")],
)
def test_votes_are_taken_from_the_first_to_the_last_moment(house: House, moment: object, code: str) -> None:
    (alla,) = voting(house, "Алла")
    house.move_to(moment)  # type: ignore[arg-type]
    assert house.cast(alla).code == code


def test_a_fresh_enrolment_waits(open_house: House) -> None:
    alla = open_house.enrol("Алла")
    refused = open_house.cast(alla)
    assert refused.code == "waiting"
    assert "17 марта 2026 г., 20:00" in str(refused.refusal).replace("\u00a0", " ")
    open_house.move_to(OPENS + 3 * DAY)
    assert open_house.cast(alla).cast is not None


def test_every_question_is_answered_or_left_blank_on_purpose(house: House) -> None:
    (alla,) = voting(house, "Алла")
    refused = house.cast(alla, selections={"1": "for"})
    assert refused.code == "unanswered"
    assert "2, 3" in str(refused.refusal)
    with pytest.raises(Fixable):
        house.cast(alla, selections={**FOR, "3": "overvote"})
    with house.reading() as session:
        assert session.scalar(select(func.count()).where(OneTimeCode.used_at.is_not(None))) == 0


def test_wrong_codes_are_counted_although_nothing_is_recorded(house: House) -> None:
    (alla,) = voting(house, "Алла")
    for number in range(1, 11):
        refused = house.cast(alla, code="00000000")
        assert refused.code == "wrong_code"
        with house.reading() as session:
            assert session.get_one(Account, alla).failed_codes == number % 10
    assert "15 мин" in str(refused.refusal)
    assert house.cast(alla).code == "wrong_code", "locked for the right code too"


def test_a_vote_may_be_changed_only_where_the_assembly_allows_it(house: House) -> None:
    (alla,) = voting(house, "Алла", vote_change_allowed=True)
    house.cast(alla, choice="for", key="k1")
    house.cast(alla, choice="against", key="k2")
    with house.reading() as session:
        casts = session.scalars(select(CastVote).order_by(CastVote.leaf_index)).all()
        assert [(cast.counts, cast.not_counted_reason) for cast in casts] == [(False, "replaced"), (True, None)]
        assert casts[0].original["1"] == "for", "what was first said stays as it was"


def test_nobody_sees_or_answers_a_neighbours_ballot(house: House) -> None:
    alla, gleb = voting(house, "Алла", "Глеб")
    with house.reading() as session:
        ballot = ballots_to_answer(
            session, assembly=house.meeting(session), account=session.get_one(Account, alla), now=house.now
        )[0].id
    with pytest.raises(NotFound):
        house.cast(gleb, ballot=ballot)


def test_without_a_state_system_an_answer_is_a_poll_and_the_owner_is_told_so(house: House) -> None:
    (alla,) = voting(house, "Алла")
    with house.writing() as session:
        house.meeting(session).operator, house.meeting(session).online_voting = "private", False
    cast = house.cast(alla).cast
    assert cast is not None
    assert (cast.counts, cast.not_counted_reason) == (False, "online_not_counted")
    with house.reading() as session:
        told = session.scalars(select(Message).where(Message.subject.startswith("Ответ на опрос записан"))).all()
        assert told
        assert all("в решение собрания он не входит" in one.body for one in told)


def test_on_paper_an_owner_who_answered_the_poll_still_votes(house: House) -> None:
    (alla,) = voting(house, "Алла")
    with house.writing() as session:
        house.meeting(session).operator, house.meeting(session).online_voting = "private", False
    assert house.cast(alla).cast is not None
    _paper(house, "Алла")
    with house.reading() as session:
        counts = {str(cast.channel): cast.counts for cast in session.scalars(select(CastVote))}
        assert counts == {"online": False, "paper": True}


def test_an_assembly_in_person_takes_no_answer_online(house: House) -> None:
    (alla,) = voting(house, "Алла")
    with house.writing() as session:
        meeting = house.meeting(session)
        meeting.form, meeting.online_voting = "in_person", False  # type: ignore[assignment] # as the database holds it
    refused = house.cast(alla)
    assert refused.code == "paper_only"
    assert refused.article is not None


@pytest.mark.parametrize(
    ("policy", "winner"), [("first", "paper"), ("last", "online"), ("paper", "paper"), ("online", "online")]
)
def test_paper_and_online_follow_the_policy_and_both_stay_visible(house: House, policy: str, winner: str) -> None:
    (alla,) = voting(house, "Алла", cross_channel_policy=policy)
    _paper(house, "Алла")
    house.move_to(OPENS + DAY)
    assert house.cast(alla).refusal is None
    with house.reading() as session:
        casts = {str(cast.channel): cast for cast in session.scalars(select(CastVote))}
        assert {name: cast.counts for name, cast in casts.items()} == {
            "paper": winner == "paper", "online": winner == "online",
        }  # fmt: skip
        loser = casts["online" if winner == "paper" else "paper"]
        assert loser.not_counted_reason == "other_channel_first"


def test_joint_owners_who_differ_are_a_question_to_a_person(house: House) -> None:
    boris, vera = voting(house, "Борис", "Вера")
    house.cast(boris, choice="for")
    house.cast(vera, selections={"1": "for", "2": "against", "3": "for"})
    with house.reading() as session:
        reviews = session.scalars(select(Review)).all()
        assert [(review.reason, review.contest) for review in reviews] == [("joint_differ", "2")]


def test_a_draft_is_kept_until_the_vote_is_cast(house: House) -> None:
    (alla,) = voting(house, "Алла")
    with house.writing() as session:
        account = session.get_one(Account, alla)
        ballot = ballots_to_answer(session, assembly=house.meeting(session), account=account, now=house.now)[0]
        for choice in ("for", "against"):
            save_draft(session, now=house.now, ballot=ballot, account=account, selections={"1": choice})
        with pytest.raises(Fixable):
            save_draft(session, now=house.now, ballot=ballot, account=account, selections={"9": "for"})
        assert session.scalars(select(VoteDraft)).one().selections == {"1": "against"}
    house.cast(alla)
    with house.reading() as session:
        assert session.scalars(select(VoteDraft)).all() == []


def test_the_receipt_can_be_made_again_and_holds_no_choice(house: House) -> None:
    (alla,) = voting(house, "Алла")
    house.cast(alla)
    keys = house.application.keys
    with house.reading() as session:
        cast = session.scalars(select(CastVote)).one()
        first, again = (sign_cast_receipt(session, keys=keys, cast=cast) for _ in range(2))
        leaf = session.scalars(select(LedgerEntry.leaf_hash).where(LedgerEntry.index == cast.leaf_index)).one()
    assert first == again
    receipt = verify_receipt(first, keys.signer.public_key())
    assert receipt is not None
    assert receipt.leaf_hash == leaf
    assert "for" not in first.values()


def test_the_owner_confirms_the_record_and_nobody_else(house: House) -> None:
    alla, gleb = voting(house, "Алла", "Глеб")
    house.cast(alla)
    with house.writing() as session:
        cast = session.scalars(select(CastVote)).one()
        with pytest.raises(NotFound):
            confirm_record(session, now=house.now, cast_vote=cast, by=session.get_one(Account, gleb))
        owner = session.get_one(Account, alla)
        confirm_record(session, now=house.now, cast_vote=cast, by=owner)
        confirm_record(session, now=house.now + DAY, cast_vote=cast, by=owner)
        assert cast.confirmed_at == OPENS


def _appoint(house: House, login: str, until: date | None = None) -> str:
    with house.writing() as session:
        return appoint_representative(
            session, now=house.now, owner=house.owner(session, "Дарья"), login=login, document="доверенность № 7",
            until=until, by=house.by(session), files=house.application.files, content=b"scan", file_name="d.pdf",
        ).id  # fmt: skip


def test_a_representative_answers_with_the_document(house: House) -> None:
    (gleb,) = voting(house, "Глеб")
    authority = _appoint(house, "owner-0")
    assert _appoint(house, "OWNER-0") == authority
    with house.reading() as session:
        account = session.get_one(Account, gleb)
        ballots = ballots_to_answer(session, assembly=house.meeting(session), account=account, now=house.now)
        assert [ballot.owner.name for ballot in ballots if ballot.owner] == ["Пробный Глеб", "Пробная Дарья"]
        other = ballots[1].id
    house.move_to(OPENS + 3 * DAY)
    assert house.cast(gleb, ballot=other).refusal is None
    with house.reading() as session:
        cast = session.scalars(select(CastVote)).one()
        assert (cast.representative, cast.authority) == ("Пробный Глеб", "доверенность № 7")
        facts = json.loads(session.scalars(select(LedgerEntry.record).where(LedgerEntry.kind == "ballot:cast")).one())
        assert facts["facts"]["represented"] is True


@pytest.mark.parametrize("end", ["expired", "withdrawn"])
def test_an_ended_authority_answers_for_nobody(house: House, end: str) -> None:
    (gleb,) = voting(house, "Глеб")
    _appoint(house, "owner-0", until=OPENS.date() + 2 * DAY)
    if end == "withdrawn":
        with house.writing() as session:
            withdraw_authority(session, now=house.now, authority=session.scalars(select(Authority)).one())
    house.move_to(OPENS + (3 * DAY if end == "expired" else timedelta(minutes=1)))
    with house.reading() as session:
        account = session.get_one(Account, gleb)
        assert len(ballots_to_answer(session, assembly=house.meeting(session), account=account, now=house.now)) == 1


def test_an_authority_needs_a_login_a_document_and_days_to_come(house: House) -> None:
    voting(house, "Глеб", "Дарья")
    with house.writing() as session:
        owner = house.owner(session, "Дарья")
        with pytest.raises(Fixable) as caught:
            appoint_representative(
                session, now=house.now, owner=owner, login="nobody", document=" ", until=NOW.date(), by=None
            )
        assert [problem.field for problem in caught.value.problems] == ["login", "document", "until"]
        with pytest.raises(Refused):
            appoint_representative(
                session, now=house.now, owner=owner, login="owner-1", document="доверенность", until=None, by=None
            )


def test_a_second_print_is_no_second_ballot_to_answer(house: House) -> None:
    (alla,) = voting(house, "Алла")
    with house.writing() as session:
        account = session.get_one(Account, alla)
        ballot = ballots_to_answer(session, assembly=house.meeting(session), account=account, now=house.now)[0]
        prepare_ballots(
            session, now=house.now, keys=house.application.keys, settings=house.application.settings,
            assembly=house.meeting(session), by=None, only=[ballot],
        )  # fmt: skip
        again = ballots_to_answer(session, assembly=house.meeting(session), account=account, now=house.now)
        assert [one.id for one in again] == [ballot.id]
