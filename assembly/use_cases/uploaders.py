"""Who brought the sheets that a question is about: they may not answer it."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from assembly.model import Ballot, BallotStake, Batch, Review, ReviewReason, ScannedPage, Upload


def uploaders_of(session: Session, which: ColumnElement[bool]) -> dict[str, set[str]]:
    """{question: accounts that uploaded any sheet it is about}, of the questions that fit `which`.

    The page itself, every page of the ballot, of the other print, and of everybody who answers for a joint share.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for query in (_of_page(), _of_ballot(), _of_other_print(), _of_joint_holders()):
        sheets = (
            query.join(Upload, Upload.id == ScannedPage.upload_id)
            .join(Batch, Batch.id == Upload.batch_id)
            .where(which)
            .distinct()
        )
        for review_id, account_id in session.execute(sheets.with_only_columns(Review.id, Batch.uploaded_by)):
            found[review_id].add(account_id)
    return found


def _of_page() -> Select[str]:
    return select(Review.id).join(ScannedPage, ScannedPage.id == Review.page_id)


def _of_ballot() -> Select[str]:
    return select(Review.id).join(ScannedPage, ScannedPage.ballot_id == Review.ballot_id)


def _of_other_print() -> Select[str]:
    prints = select(Review.id).where(Review.reason == ReviewReason.DIFFERING_PRINTS)
    return prints.join(Ballot, Ballot.code == Review.detail).join(ScannedPage, ScannedPage.ballot_id == Ballot.id)


def _of_joint_holders() -> Select[str]:
    joint = select(Review.id).where(Review.reason == ReviewReason.JOINT_DIFFER)
    return (
        joint.join(BallotStake, BallotStake.stake_key == Review.detail)
        .join(Ballot, and_(Ballot.id == BallotStake.ballot_id, Ballot.assembly_id == Review.assembly_id))
        .join(ScannedPage, ScannedPage.ballot_id == Ballot.id)
    )
