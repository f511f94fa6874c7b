"""Issued ballots become a PDF, and the service remembers where each box stands."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

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


def print_ballot_file(
    application: Application, assembly_id: str, ballot_ids: Sequence[str] | None, stream: BinaryIO | None = None
) -> dict[str, Any]:
    """Print these ballots (None: every first print and spare of the house, in its order) and return their layout.json.

    The PDF goes into `stream`; where the whole house is printed it is kept as the assembly's document `ballots`, and
    the layout of everything printed so far as `ballots_layout`. May be repeated: the same ballots give the same pages.
    Raises NotFound for a ballot of another assembly, Refused where a ballot was printed before and would now look
    otherwise.
    """
    with tempfile.TemporaryFile() as pdf:
        with application.database.reading() as session:
            sheets, ids = _sheets(session, application, assembly_id, ballot_ids)
        layout = _print(sheets, pdf)
        pdf.seek(0)
        sha256 = application.files.put(pdf) if ballot_ids is None else None
        remember_print(application, assembly_id, layout=layout, ballot_ids=ids, sha256=sha256)
        if stream is not None:
            pdf.seek(0)
            shutil.copyfileobj(pdf, stream)
    return layout.to_json()


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


def _print(sheets: Sequence[BallotSheet], pdf: IO[bytes]) -> Layout:
    from ballots.printing import print_ballots

    return print_ballots(sheets, pdf)  # type: ignore[arg-type] # a temporary file is a binary stream


def _sheets(
    session: Session, application: Application, assembly_id: str, ballot_ids: Sequence[str] | None
) -> tuple[list[BallotSheet], list[str]]:
    assembly = session.get_one(Assembly, assembly_id)
    query = (
        select(Ballot)
        .where(Ballot.assembly_id == assembly_id)
        .options(
            joinedload(Ballot.owner),
            selectinload(Ballot.stakes).joinedload(BallotStake.holding).joinedload(Holding.unit),
            selectinload(Ballot.stakes).joinedload(BallotStake.unit),
        )
        .order_by(Ballot.owner_id.is_(None), Ballot.number)
    )
    if ballot_ids is None:
        query = query.where(Ballot.print_number == 1, Ballot.state != BallotState.SET_ASIDE)
    else:
        query = query.where(Ballot.id.in_(list(ballot_ids)))
    ballots = list(session.scalars(query))
    if ballot_ids is not None and len(ballots) != len(set(ballot_ids)):
        raise NotFound
    styles: dict[tuple[str, bool, tuple[int, ...]], BallotStyle] = {}
    sheets = []
    for ballot in ballots:
        items = ballot.items
        kind = ballot.language, ballot.large_print, tuple(item.number for item in items)
        if kind not in styles:
            styles[kind] = _style(assembly, ballot.language, ballot.large_print, items)
        sheets.append(_sheet(ballot, styles[kind], application.keys.ballot_mac))
    return sheets, [ballot.id for ballot in ballots]


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
