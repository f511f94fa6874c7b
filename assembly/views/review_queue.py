"""What waits for a person, in the order in which a person would take it, and one question with all it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from assembly.errors import Refused
from assembly.model import Account, Assembly, Ballot, Review, ReviewReason, ScannedPage
from assembly.text import Text
from assembly.use_cases.adjudicate_review import must_not_have_uploaded
from assembly.use_cases.review_choices import BLIND_REASONS, Choice, choices_of
from assembly.views.crop import field_box
from assembly.views.recorded import BoxPx, contest_box
from assembly.wording import format_moment, option_word
from ballots.code import group_code
from scanner.reading import REASONS as READER_WORDS

REASON_WORDS: dict[ReviewReason, Text] = {
    ReviewReason.MARGINAL_MARK: Text("Слабая отметка"),
    ReviewReason.OVERVOTE: Text("Отмечено несколько ответов"),
    ReviewReason.INK_OUTSIDE: Text("Написано вне клеток"),
    ReviewReason.OTHER_MARK: Text("Неясная отметка"),
    ReviewReason.MISSING_SIGNATURE: Text("Подпись не найдена"),
    ReviewReason.MISSING_DATE: Text("Дата подписания не найдена"),
    ReviewReason.UNKNOWN_CODE: Text("Код не опознан"),
    ReviewReason.NO_CODE: Text("Лист без нашего кода"),
    ReviewReason.UNREADABLE: Text("Лист не читается"),
    ReviewReason.DUPLICATE: Text("Два скана одной страницы расходятся"),
    ReviewReason.MISSING_PAGE: Text("Нет страницы решения"),
    ReviewReason.DIFFERING_PRINTS: Text("Два листа одного решения расходятся"),
    ReviewReason.ALSO_ONLINE: Text("Есть и решение в системе"),
    ReviewReason.JOINT_DIFFER: Text("Совместные собственники ответили по-разному"),
    ReviewReason.NOT_RECEIVED: Text("Не отмечено, что получено в срок"),
}
ORDER = {reason: place for place, reason in enumerate(REASON_WORDS)}

_DETAILS: dict[str, Text] = {
    "spare": Text("Запасной лист: укажите, чей он"),
    "bad_mac": Text("Код похож на наш, но напечатан не здесь"),
    "other_assembly": Text("Это решение другого собрания"),
    "unknown": Text("Такой код не выдавался"),
    "another_print": Text("Код с этого листа не совпадает с напечатанным"),
    "two_scans": Text("Два скана этой страницы прочитаны по-разному"),
    "late_page": Text("Страница пришла, когда решение уже записали без неё"),
}


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One question in the list. is_own: this person brought the paper and may not answer; is_mine: has answered."""

    review_id: str
    reason: str
    words: str
    detail: str
    contest: str
    ballot: str
    batch: int
    position: int
    asked_at: str
    is_own: bool
    is_mine: bool
    answers_given: int
    answers_needed: int


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """Open questions, those this person may answer first; and how many are settled."""

    lines: tuple[QueueLine, ...]
    open: int
    mine_to_do: int
    settled: int


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """One question with the page, the crop and the answers; what others answered is never here."""

    line: QueueLine
    question: str
    title: str
    choices: tuple[Choice, ...]
    is_blind: bool
    proposal: str
    proposal_words: str
    page_id: str | None
    image_sha256: str | None
    box_px: BoxPx | None
    first_page_id: str | None
    """The other scan of the same page, where two are compared."""
    compared: tuple[tuple[str, tuple[str, ...]], ...]
    """Where two records are compared: (question, what each says)."""
    settled: str
    may_undo: bool
    next_id: str | None


def review_queue(session: Session, *, assembly: Assembly, account: Account, language: str = "ru") -> ReviewQueue:
    """Everything that waits for a person in this assembly."""
    found = session.scalars(
        select(Review)
        .where(Review.assembly_id == assembly.id, Review.settled_at.is_(None))
        .options(joinedload(Review.ballot), joinedload(Review.page).joinedload(ScannedPage.upload))
    )
    lines = [_line(session, assembly, review, account, language) for review in found]
    lines.sort(
        key=lambda line: (line.is_own or line.is_mine, _rank(line), line.batch, line.position, line.contest.zfill(3))
    )
    settled = session.scalar(
        select(func.count())
        .select_from(Review)
        .where(Review.assembly_id == assembly.id, Review.settled_at.is_not(None))
    )
    to_do = sum(1 for line in lines if not line.is_own and not line.is_mine)
    return ReviewQueue(tuple(lines), len(lines), to_do, settled or 0)


def review_card(session: Session, *, review: Review, account: Account, language: str = "ru") -> ReviewCard:
    """One question for this person."""
    assembly = session.get_one(Assembly, review.assembly_id)
    line = _line(session, assembly, review, account, language)
    queue = review_queue(session, assembly=assembly, account=account, language=language).lines
    item = next((one for one in assembly.items if one.contest_id == review.contest), None)
    page, is_blind = review.page, ReviewReason(review.reason) in BLIND_REASONS
    own = next((one for one in review.answers if one.account_id == account.id), None)
    proposal = "" if is_blind or review.proposal is None else review.proposal
    return ReviewCard(
        line=line, question=f"{item.number}. {item.title}" if item is not None else "", title=line.words,
        choices=choices_of(review, assembly.items), is_blind=is_blind, proposal=proposal,
        proposal_words=option_word(proposal, language) if proposal else "",
        page_id=page.id if page is not None else None, image_sha256=page.image_sha256 if page is not None else None,
        box_px=_box(review, page), first_page_id=review.detail if review.reason == ReviewReason.DUPLICATE else None,
        compared=_compared(session, assembly, review, language),
        settled=str((review.outcome or {}).get("answer", "")) if review.settled_at is not None else "",
        may_undo=own is not None,
        next_id=next((one.review_id for one in queue if one.review_id != review.id and not one.is_own and not one.is_mine), None),
    )  # fmt: skip


def _rank(line: QueueLine) -> int:
    return ORDER[ReviewReason(line.reason)]


def _line(session: Session, assembly: Assembly, review: Review, account: Account, language: str) -> QueueLine:
    page = review.page
    detail = _DETAILS.get(review.detail)
    told = READER_WORDS.get(review.detail.split(",")[0], {})
    return QueueLine(
        review.id, str(review.reason), REASON_WORDS[ReviewReason(review.reason)].read(language),
        detail.read(language) if detail is not None else told.get(language, told.get("ru", "")), review.contest or "",
        group_code(review.ballot.code) if review.ballot is not None else "",
        page.upload.batch.number if page is not None else 0, page.position if page is not None else 0,
        format_moment(review.created_at, assembly.building.timezone, language), _is_own(session, review, account),
        any(one.account_id == account.id for one in review.answers), len(review.answers), review.answers_needed,
    )  # fmt: skip


def _is_own(session: Session, review: Review, account: Account) -> bool:
    try:
        must_not_have_uploaded(session, review, account)
    except Refused:
        return True
    return False


def _box(review: Review, page: ScannedPage | None) -> BoxPx | None:
    if page is None:
        return None
    fields = {ReviewReason.MISSING_SIGNATURE: "signature", ReviewReason.MISSING_DATE: "date"}
    field = fields.get(ReviewReason(review.reason))
    if field is not None:
        return field_box(page, field)
    return contest_box(page, review.contest) if review.contest else None


def _compared(
    session: Session, assembly: Assembly, review: Review, language: str
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For two scans of one page: what each was read as, question by question."""
    if review.reason != ReviewReason.DUPLICATE or review.page is None:
        return ()
    first = session.get(ScannedPage, review.detail)
    if first is None:
        return ()
    one, other = first.reading.get("selections", {}), review.page.reading.get("selections", {})

    def words(contest: str) -> tuple[str, ...]:
        return tuple(option_word(str(said.get(contest, "")), language) for said in (one, other))

    return tuple(
        (f"{item.number}. {item.title}", words(item.contest_id))
        for item in assembly.items
        if one.get(item.contest_id) != other.get(item.contest_id)
    )


def oldest_question(session: Session, assembly: Assembly) -> datetime | None:
    """Since when the longest-waiting question waits."""
    return session.scalar(
        select(func.min(Review.created_at)).where(Review.assembly_id == assembly.id, Review.settled_at.is_(None))
    )


def ballots_in_review(session: Session, assembly: Assembly) -> int:
    """How many ballots have an open question."""
    return (
        session.scalar(
            select(func.count(func.distinct(Ballot.id)))
            .join(Review, Review.ballot_id == Ballot.id)
            .where(Review.assembly_id == assembly.id, Review.settled_at.is_(None))
        )
        or 0
    )
