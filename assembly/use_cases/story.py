"""What is recorded about ballots: asked of the database one by one, or read at once for a whole assembly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assembly.model import (
    Assembly,
    Ballot,
    BallotPage,
    BallotStake,
    CastVote,
    Dispute,
    DisputeOutcome,
    PageState,
    Review,
    ScannedPage,
)

IN_ORDER = (CastVote.received_at, CastVote.recorded_at, Ballot.number, CastVote.id)
"""The order in which the owners gave their decisions."""


class Story:
    """The records, questions, objections and pages of ballots, each asked for when it is needed."""

    def __init__(self, session: Session):
        self.session = session

    def casts_of_owner(self, assembly: Assembly, owner_id: str) -> Sequence[CastVote]:
        """Every record in this owner's name, in the order in which the owner gave them."""
        self.session.flush()
        query = (
            select(CastVote)
            .join(Ballot, Ballot.id == CastVote.ballot_id)
            .where(CastVote.assembly_id == assembly.id, Ballot.owner_id == owner_id)
        )
        return self.session.scalars(query.order_by(*IN_ORDER)).all()

    def casts_of(self, ballot: Ballot) -> Sequence[CastVote]:
        """The records of one ballot."""
        return self.session.scalars(select(CastVote).where(CastVote.ballot_id == ballot.id)).all()

    def reviews_of(self, ballot: Ballot) -> Sequence[Review]:
        """Every question about this ballot, in the order they were asked."""
        found = self.session.scalars(select(Review).where(Review.ballot_id == ballot.id))
        return sorted(found, key=lambda review: (review.created_at, review.key))

    def disputes_of(self, ballot: Ballot) -> Sequence[Dispute]:
        """Every objection to what is recorded from this ballot, in the order they were raised."""
        query = select(Dispute).where(Dispute.ballot_id == ballot.id).order_by(Dispute.raised_at, Dispute.id)
        return self.session.scalars(query).all()

    def pages_of(self, ballot: Ballot) -> Sequence[ScannedPage]:
        """The scanned pages that stand for this ballot, in their order; copies set aside are not among them."""
        return self.session.scalars(_PAGES.where(ScannedPage.ballot_id == ballot.id)).all()

    def printed_pages(self, ballot: Ballot) -> set[int]:
        """The numbers of its printed pages."""
        return set(self.session.scalars(select(BallotPage.page).where(BallotPage.ballot_id == ballot.id)))

    def upheld(self, cast: CastVote) -> list[Dispute]:
        """The objections to this record that were found right."""
        return [
            one
            for one in self.disputes_of(cast.ballot)
            if one.cast_vote_id == cast.id and one.outcome == DisputeOutcome.UPHELD
        ]


class WholeStory(Story):
    """The same for every ballot of an assembly that has a record, read at once; what is recorded since is not in it."""

    def __init__(self, session: Session, assembly: Assembly):
        super().__init__(session)
        session.flush()
        self._by_owner: dict[str | None, list[CastVote]] = defaultdict(list)
        self._casts: dict[str, list[CastVote]] = defaultdict(list)
        self._reviews: dict[str | None, list[Review]] = defaultdict(list)
        self._disputes: dict[str, list[Dispute]] = defaultdict(list)
        self._pages: dict[str | None, list[ScannedPage]] = defaultdict(list)
        self._printed: dict[str, set[int]] = defaultdict(set)
        casts = (
            select(CastVote).join(Ballot, Ballot.id == CastVote.ballot_id).where(CastVote.assembly_id == assembly.id)
        )
        with_ballot = (
            joinedload(CastVote.ballot).joinedload(Ballot.owner),
            joinedload(CastVote.ballot).selectinload(Ballot.stakes).joinedload(BallotStake.holding),
        )
        for cast in session.scalars(casts.order_by(*IN_ORDER).options(*with_ballot)):
            self._by_owner[cast.ballot.owner_id].append(cast)
            self._casts[cast.ballot_id].append(cast)
        own = select(Ballot.id).where(Ballot.assembly_id == assembly.id)
        for review in session.scalars(select(Review).where(Review.assembly_id == assembly.id)):
            self._reviews[review.ballot_id].append(review)
        disputes = select(Dispute).where(Dispute.assembly_id == assembly.id)
        for dispute in session.scalars(disputes.order_by(Dispute.raised_at, Dispute.id)):
            self._disputes[dispute.ballot_id].append(dispute)
        for page in session.scalars(_PAGES.where(ScannedPage.ballot_id.in_(own))):
            self._pages[page.ballot_id].append(page)
        for ballot_id, number in session.execute(
            select(BallotPage.ballot_id, BallotPage.page).where(BallotPage.ballot_id.in_(own))
        ):
            self._printed[ballot_id].add(number)

    @property
    def ballots(self) -> list[Ballot]:
        """Every ballot with a record, in the order of the print run."""
        found = {cast.ballot_id: cast.ballot for casts in self._casts.values() for cast in casts}
        return sorted(found.values(), key=lambda ballot: ballot.number)

    def casts_of_owner(self, assembly: Assembly, owner_id: str) -> Sequence[CastVote]:
        return self._by_owner[owner_id]

    def casts_of(self, ballot: Ballot) -> Sequence[CastVote]:
        return self._casts[ballot.id]

    def reviews_of(self, ballot: Ballot) -> Sequence[Review]:
        return sorted(self._reviews[ballot.id], key=lambda review: (review.created_at, review.key))

    def disputes_of(self, ballot: Ballot) -> Sequence[Dispute]:
        return self._disputes[ballot.id]

    def pages_of(self, ballot: Ballot) -> Sequence[ScannedPage]:
        return self._pages[ballot.id]

    def printed_pages(self, ballot: Ballot) -> set[int]:
        return self._printed[ballot.id]


_PAGES = (
    select(ScannedPage)
    .where(ScannedPage.page.is_not(None), ScannedPage.state != PageState.SET_ASIDE)
    .order_by(ScannedPage.page, ScannedPage.read_at, ScannedPage.id)
)
