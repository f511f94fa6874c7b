"""What waits for a person, in the order in which a person would take it, and one question with all it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from assembly.model import Account, Assembly, Ballot, Review, ReviewReason, Role, RoleGrant, ScannedPage, Upload
from assembly.text import Text
from assembly.use_cases.review_choices import BLIND_REASONS, MARK_REASONS, Choice, choices_of
from assembly.use_cases.uploaders import uploaders_of
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
MARK = "mark"
"""The one name under which every open question about ink goes: the machine's own word for it would sway a reader."""

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
    """One question in the list. is_own: this person brought the paper and may not answer; is_mine: has answered.

    Of a question about ink neither reason, words nor detail tell what the machine saw.
    """

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
    shortage: Shortage | None


@dataclass(frozen=True, slots=True)
class Shortage:
    """Questions for which the house has too few counters. missing: how many more; counters: who there is, by name."""

    questions: int
    missing: int
    counters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """One question with the page, the crop and the answers; what others answered is never here.

    why, detail and proposal: what the machine saw, empty for whoever reads blind.
    """

    line: QueueLine
    question: str
    title: str
    choices: tuple[Choice, ...]
    is_blind: bool
    why: str
    detail: str
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
    queue: ReviewQueue


def review_queue(session: Session, *, assembly: Assembly, account: Account, language: str = "ru") -> ReviewQueue:
    """Everything that waits for a person in this assembly."""
    is_open = and_(Review.assembly_id == assembly.id, Review.settled_at.is_(None))
    page = joinedload(Review.page)
    found = session.scalars(
        select(Review)
        .where(is_open)
        .options(
            joinedload(Review.ballot), page.joinedload(ScannedPage.upload).joinedload(Upload.batch),
            page.defer(ScannedPage.reading), selectinload(Review.answers),
        )
    ).all()  # fmt: skip
    uploaders = uploaders_of(session, is_open)
    lines = [
        _line(assembly, review, account, is_own=account.id in uploaders.get(review.id, ()), language=language)
        for review in found
    ]
    lines.sort(
        key=lambda line: (line.is_own or line.is_mine, _rank(line), line.batch, line.position, line.contest.zfill(3))
    )
    settled = session.scalar(
        select(func.count())
        .select_from(Review)
        .where(Review.assembly_id == assembly.id, Review.settled_at.is_not(None))
    )
    to_do = sum(1 for line in lines if not line.is_own and not line.is_mine)
    shortage = _shortage(session, assembly, found, uploaders)
    return ReviewQueue(tuple(lines), len(lines), to_do, settled or 0, shortage)


def review_card(session: Session, *, review: Review, account: Account, language: str = "ru") -> ReviewCard:
    """One question for this person; blind unless this person is the one who is shown what the machine saw."""
    assembly = session.get_one(Assembly, review.assembly_id)
    brought = account.id in uploaders_of(session, Review.id == review.id).get(review.id, ())
    line = _line(assembly, review, account, is_own=brought, language=language)
    item = next((one for one in assembly.items if one.contest_id == review.contest), None)
    page, is_blind = review.page, reads_blind(review, account)
    own = next((one for one in review.answers if one.account_id == account.id), None)
    proposal = "" if is_blind or review.proposal is None else review.proposal
    return ReviewCard(
        line=line, question=f"{item.number}. {item.title}" if item is not None else "", title=line.words,
        choices=choices_of(review, assembly.items), is_blind=is_blind, proposal=proposal,
        why="" if is_blind else REASON_WORDS[ReviewReason(review.reason)].read(language),
        detail="" if is_blind else _detail(review, language),
        proposal_words=option_word(proposal, language) if proposal else "",
        page_id=page.id if page is not None else None, image_sha256=page.image_sha256 if page is not None else None,
        box_px=_box(review, page), first_page_id=review.detail if review.reason == ReviewReason.DUPLICATE else None,
        compared=_compared(session, assembly, review, language),
        settled=str((review.outcome or {}).get("answer", "")) if review.settled_at is not None else "",
        may_undo=own is not None,
        queue=review_queue(session, assembly=assembly, account=account, language=language),
    )  # fmt: skip


def reads_blind(review: Review, account: Account) -> bool:
    """Whether this person must not see what the machine saw, nor what anybody answered."""
    if review.reason in MARK_REASONS:
        return review.shown_to != account.id
    return review.reason in BLIND_REASONS and any(one.account_id != account.id for one in review.answers)


def open_reason(review: Review) -> str:
    """The reason as lists may tell it to whoever may still be asked."""
    return MARK if review.reason in MARK_REASONS else str(review.reason)


def open_words(review: Review, language: str = "ru") -> str:
    """The same in words."""
    reason = ReviewReason.OTHER_MARK if review.reason in MARK_REASONS else ReviewReason(review.reason)
    return REASON_WORDS[reason].read(language)


def _rank(line: QueueLine) -> int:
    return ORDER[ReviewReason.OTHER_MARK if line.reason == MARK else ReviewReason(line.reason)]


def _line(assembly: Assembly, review: Review, account: Account, *, is_own: bool, language: str) -> QueueLine:
    page = review.page
    return QueueLine(
        review.id, open_reason(review), open_words(review, language),
        "" if review.reason in MARK_REASONS else _detail(review, language), review.contest or "",
        group_code(review.ballot.code) if review.ballot is not None else "",
        page.upload.batch.number if page is not None else 0, page.position if page is not None else 0,
        format_moment(review.created_at, assembly.building.timezone, language), is_own,
        any(one.account_id == account.id for one in review.answers), len(review.answers), review.answers_needed,
    )  # fmt: skip


def _detail(review: Review, language: str) -> str:
    detail = _DETAILS.get(review.detail)
    told = READER_WORDS.get(review.detail.split(",")[0], {})
    return detail.read(language) if detail is not None else told.get(language, told.get("ru", ""))


def _shortage(
    session: Session, assembly: Assembly, found: Sequence[Review], uploaders: Mapping[str, set[str]]
) -> Shortage | None:
    """For which questions fewer counters are left than must still answer; who brought a sheet is not among them."""
    counters = {
        account.id: account.display_name
        for account in session.scalars(
            select(Account)
            .join(RoleGrant, RoleGrant.account_id == Account.id)
            .where(RoleGrant.building_id == assembly.building_id, RoleGrant.role == Role.COUNTER)
            .order_by(Account.display_name)
        )
    }
    missing = []
    for review in found:
        answered = {one.account_id for one in review.answers}
        may_answer = counters.keys() - uploaders.get(review.id, set()) - answered
        missing.append(review.answers_needed - len(answered) - len(may_answer))
    short = [number for number in missing if number > 0]
    return Shortage(len(short), max(short), tuple(counters.values())) if short else None


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
