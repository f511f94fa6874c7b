"""Issued ballots become a PDF, and the service remembers where each box stands."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from assembly.errors import NotFound
from assembly.model import AgendaItem, Assembly, Ballot, BallotPage, BallotStake, Holding, Owner, OwnerKind
from assembly.text import Text
from assembly.use_cases.contests import contests_of, printed_definition
from assembly.use_cases.remember_print import remember_print
from assembly.use_cases.stakes import unit_name
from assembly.wording import FORMS, format_moment, format_number, format_share
from ballots.layout import Layout
from ballots.manifest import BallotState
from ballots.style import BallotSheet, BallotStyle, Holder, Meeting, Premises

if TYPE_CHECKING:
    from assembly.bootstrap import Application
    from ballots.printing import Cover

WITH_STAKES = (
    joinedload(Ballot.owner),
    selectinload(Ballot.stakes).joinedload(BallotStake.holding).joinedload(Holding.unit),
    selectinload(Ballot.stakes).joinedload(BallotStake.unit),
)


AT_ONCE = 200
"""Ballots in memory at a time: a house of ten thousand needs no more than one of a hundred."""


def print_ballot_file(
    application: Application, assembly_id: str, ballot_ids: Sequence[str] | None, stream: BinaryIO | None = None
) -> dict[str, Any]:
    """Print these ballots (None: every first print and spare of the house, its order) and return their layout.json.

    As print_pile; the PDF goes into `stream` too, where one is given.
    """
    with tempfile.TemporaryFile() as pdf:
        layout, _ = print_pile(application, assembly_id, ballot_ids, pdf)
        if stream is not None:
            shutil.copyfileobj(pdf, stream)
    return layout.to_json()


def print_pile(
    application: Application,
    assembly_id: str,
    ballot_ids: Sequence[str] | None,
    pdf: IO[bytes],
    *,
    cover: Callable[[Layout], Cover] | None = None,
    whole_house: bool = False,
) -> tuple[Layout, str | None]:
    """Print ballots into `pdf`, which then stands at its beginning; returns their layout and the SHA-256 of a kept file.

    Single ballots come by their numbers, a pile with a cover in the order of `ballot_ids`. The print of the whole house
    (ballot_ids None, or whole_house) is kept as the assembly's document `ballots`; the layout of everything printed so
    far as `ballots_layout`. May be repeated: the same ballots give the same pages. Raises NotFound for a ballot of
    another assembly, Refused where a ballot was printed before and would now look otherwise, ValueError where a
    question does not fit on a page.
    """
    from ballots.printing import print_ballots

    ids = _in_order(application, assembly_id, ballot_ids, as_given=cover is not None)
    layout = print_ballots(_sheets(application, assembly_id, ids), pdf, cover)  # type: ignore[arg-type] # a binary file
    pdf.seek(0)
    keep = whole_house or ballot_ids is None
    sha256 = application.files.put(pdf) if keep or cover is not None else None  # type: ignore[arg-type] # the same
    remember_print(application, assembly_id, layout=layout, ballot_ids=ids, sha256=sha256 if keep else None)
    pdf.seek(0)
    return layout, sha256


def printed_layout(application: Application, assembly_id: str, ballot_ids: Sequence[str]) -> dict[str, Any]:
    """The layout.json that printing these ballots returns; from memory where each was printed before. May be repeated."""
    with application.database.reading() as session:
        found = session.execute(
            select(Ballot.id, Ballot.code, BallotPage.layout)
            .join(BallotPage, BallotPage.ballot_id == Ballot.id)
            .where(Ballot.assembly_id == assembly_id)
            .order_by(Ballot.owner_id.is_(None), Ballot.number, BallotPage.page)
        ).all()
    wanted, ballots = set(ballot_ids), dict[str, list[dict[str, Any]]]()
    for ballot_id, code, page in found:
        if ballot_id in wanted:
            ballots.setdefault(code, []).append(page)
    if len(ballots) != len(wanted):
        return print_ballot_file(application, assembly_id, ballot_ids)
    place = 0
    for pages in ballots.values():
        pages[:] = [{**page, "pdf_page": place + number} for number, page in enumerate(pages)]
        place += len(pages) + len(pages) % 2  # each ballot begins a sheet
    return {**Layout(()).head(), "ballots": [{"ballot": code, "pages": pages} for code, pages in ballots.items()]}


def _in_order(
    application: Application, assembly_id: str, ballot_ids: Sequence[str] | None, *, as_given: bool
) -> list[str]:
    """The ids to print, every one of them known to belong to the assembly."""
    query = select(Ballot.id).where(Ballot.assembly_id == assembly_id)
    if ballot_ids is None:
        query = query.where(Ballot.print_number == 1, Ballot.state != BallotState.SET_ASIDE)
    with application.database.reading() as session:
        found = list(session.scalars(query.order_by(Ballot.owner_id.is_(None), Ballot.number)))
    if ballot_ids is None:
        return found
    wanted = set(ballot_ids)
    if not wanted <= set(found):
        raise NotFound
    return list(ballot_ids) if as_given else [one for one in found if one in wanted]


def _sheets(application: Application, assembly_id: str, ids: Sequence[str]) -> Iterator[BallotSheet]:
    styles: dict[tuple[str, bool, tuple[int, ...]], BallotStyle] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        with application.database.reading() as session:
            assembly = session.get_one(Assembly, assembly_id)
            query = select(Ballot).where(Ballot.id.in_(some)).options(*WITH_STAKES)
            ballots = {ballot.id: ballot for ballot in session.scalars(query)}
            sheets = [sheet_of(assembly, ballots[one], styles, application.keys.ballot_mac) for one in some]
        yield from sheets


def sheet_of(
    assembly: Assembly, ballot: Ballot, styles: dict[tuple[str, bool, tuple[int, ...]], BallotStyle], key: bytes
) -> BallotSheet:
    """What is printed of one ballot; ballots that share their questions share one of `styles`."""
    items = ballot.items
    kind = ballot.language, ballot.large_print, tuple(item.number for item in items)
    if kind not in styles:
        styles[kind] = _style(assembly, ballot.language, ballot.large_print, items)
    return _sheet(ballot, styles[kind], key)


def pages_of_blank(assembly: Assembly, language: str = "ru", *, large_print: bool = False) -> int:
    """How many pages a ballot with every question takes, its owner's part as short as on a spare blank."""
    from ballots.printing import count_pages

    style = _style(assembly, language, large_print, list(assembly.items))
    return count_pages(BallotSheet(style, ballot="", token="", key=b""))


def _style(assembly: Assembly, language: str, large_print: bool, items: Sequence[AgendaItem]) -> BallotStyle:
    zone = assembly.building.timezone
    discussion = ""
    if assembly.discussion_at is not None:
        place = assembly.discussion_place or ""
        discussion = ", ".join(part for part in (format_moment(assembly.discussion_at, zone, language), place) if part)
    form = FORMS[str(assembly.form)]
    meeting = Meeting(
        address=assembly.building.address,
        form=form.get(language, form["ru"]),
        discussion=discussion,
        accepted_until=format_moment(assembly.written_until or assembly.closes_at, zone, language),
        accepted_at=assembly.acceptance_address,
        initiator=assembly.initiator.get("name", ""),
        telephone=assembly.telephone,
    )
    return BallotStyle(
        meeting=meeting,
        contests=contests_of(items, language),
        definition=printed_definition(assembly),
        language=language,
        large_print=large_print,
        duplex=True,
        training=assembly.training,
    )


def _sheet(ballot: Ballot, style: BallotStyle, key: bytes) -> BallotSheet:
    language = ballot.language
    # As it was issued, also after a sale: a second sheet of one code must have its boxes where the first one has them.
    held = [stake.holding for stake in ballot.stakes]
    signer = next((holding for holding in held if holding.representative), None)
    votes = {holding.stake_key: holding.votes for holding in held}
    return BallotSheet(
        style=style,
        ballot=ballot.code,
        token=ballot.token,
        key=key,
        holder=_holder(ballot.owner, signer) if ballot.owner is not None else None,
        premises=tuple(_premises(holding, language) for holding in held),
        total_votes=format_number(sum(votes.values(), start=ballot.votes * 0), language) if held else "",
        representative=(signer.representative or "") if signer is not None else "",
        authority=(signer.authority or "") if signer is not None else "",
    )


def _holder(owner: Owner, signer: Holding | None) -> Holder:
    is_company = owner.kind != OwnerKind.PERSON
    return Holder(
        name=owner.name,
        birth_date=owner.birth_date.strftime("%d.%m.%Y") if owner.birth_date is not None else None,
        snils=owner.snils,
        company=is_company,
        ogrn=owner.ogrn if is_company else None,
        signatory=signer.representative if is_company and signer is not None else None,
    )


def _premises(holding: Holding, language: str) -> Premises:
    share = Text("совместная").read(language) if holding.joint else format_share(holding.share)
    return Premises(
        number=unit_name(holding.unit, language),
        area=format_number(holding.unit.area_m2, language),
        share=share,
        votes=format_number(holding.votes, language),
        title_document=holding.title_document or "",
    )
