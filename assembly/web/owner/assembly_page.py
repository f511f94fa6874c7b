"""The page of an assembly as its owners see it: stages, questions, papers, who takes part."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import NotFound
from assembly.model import Assembly, AssemblyState, Attachment, Ballot, Document
from assembly.text import Text
from assembly.use_cases.law import takes_poll
from assembly.views.agenda import agenda
from assembly.views.my_assemblies import assembly_says, my_ballots
from assembly.views.new_enrolments import new_enrolments
from assembly.views.participation import participation
from assembly.views.quorum_bar import quorum_bar
from assembly.views.so_far_part import so_far_values
from assembly.views.stages import stages
from assembly.views.taking_part import taking_part
from assembly.web.access import IN_THE_HOUSE
from assembly.web.owner.frame import house_of, takes_votes
from assembly.web.routes import page
from assembly.web.visit import Answer, Visit
from assembly.wording import form_word

OPEN_DOCUMENTS = {
    "protocol_public": Text("Протокол общего собрания"),
    "sums": Text("Суммы по каждому вопросу, таблица"),
    "archive": Text("Открытый архив: каждый может пересчитать"),
}
"""What everybody in the house may take; the filed protocol with passports is not among it."""


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A document of the assembly with its title."""

    title: Text
    document: Document


@page("/a/{assembly_id:str}", IN_THE_HOUSE)
def assembly_page(visit: Visit, assembly_id: str) -> Answer:
    """Everything about one assembly on one page."""
    with visit.reading() as session:
        assembly = open_assembly(visit, session)
        mine = my_ballots(
            session, assembly=assembly, account=visit.account(session), now=visit.now, language=visit.language
        )
        begun = assembly.state != AssemblyState.ANNOUNCED
        own = [one for one in mine if not one.whose]
        area: Fraction | None = session.get_one(Ballot, own[0].ballot_id).votes if own else None
        return visit.page(
            "owner/assembly.html", **house_of(visit, assembly),
            flat=own[0].units if own else "", says=assembly_says(assembly, now=visit.now, language=visit.language),
            form_of=form_word(str(assembly.form), visit.language), state=str(assembly.state), mine=mine,
            takes_votes=takes_votes(visit, assembly), online=assembly.online_voting or takes_poll(assembly),
            steps=stages(assembly, now=visit.now, language=visit.language),
            questions=agenda(session, assembly=assembly, language=visit.language, area_m2=area),
            participation=participation(session, assembly=assembly, language=visit.language) if begun else None,
            bar=quorum_bar(session, assembly=assembly), documents=_documents(session, assembly),
            assembly=assembly,
        )  # fmt: skip


@page("/a/{assembly_id:str}/so-far", IN_THE_HOUSE)
def so_far_part(visit: Visit, assembly_id: str) -> Answer:
    """The moving parts of the page: participation and what is missing to each quorum, never what was answered."""
    with visit.reading() as session:
        assembly = open_assembly(visit, session)
        if assembly.opened_at is None:
            raise NotFound
        return visit.page("parts/so_far.html", **so_far_values(session, assembly, visit.language))


@page("/a/{assembly_id:str}/paper/{attachment_id:str}", IN_THE_HOUSE)
def attachment_file(visit: Visit, assembly_id: str, attachment_id: str) -> Answer:
    """A document of a question; shown in the browser only where it can do no harm there."""
    with visit.reading() as session:
        open_assembly(visit, session)
        kept = session.get_one(Attachment, attachment_id)
        harmless = kept.media_type in {"application/pdf", "image/png", "image/jpeg"}
        shown = kept.media_type if harmless else "application/octet-stream"
        return visit.kept_file(kept.sha256, shown, kept.name, inline=harmless)


@page("/a/{assembly_id:str}/document/{kind:str}", IN_THE_HOUSE)
def document_file(visit: Visit, assembly_id: str, kind: str) -> Answer:
    """The protocol, the sums to add up oneself, or the public archive."""
    with visit.reading() as session:
        assembly = open_assembly(visit, session)
        kept = next((one.document for one in _documents(session, assembly) if one.document.kind == kind), None)
        if kept is None:
            raise NotFound
        return visit.kept_file(kept.sha256, kept.media_type, kept.name, inline=kept.media_type == "application/pdf")


@page("/a/{assembly_id:str}/enrolments", IN_THE_HOUSE)
def enrolments_page(visit: Visit, assembly_id: str) -> Answer:
    """New enrolments by flat."""
    with visit.reading() as session:
        assembly = open_assembly(visit, session)
        rows = new_enrolments(session, assembly=assembly, now=visit.now, language=visit.language)
        return visit.page("owner/enrolments.html", **house_of(visit, assembly), rows=rows)


@page("/a/{assembly_id:str}/participants", IN_THE_HOUSE)
def participants_page(visit: Visit, assembly_id: str) -> Answer:
    """Which premises took part and by which channel; how they answered is nobody's business."""
    with visit.reading() as session:
        assembly = open_assembly(visit, session)
        return visit.page(
            "owner/participants.html", **house_of(visit, assembly),
            participation=participation(session, assembly=assembly, language=visit.language),
            bar=quorum_bar(session, assembly=assembly),
            rows=taking_part(session, assembly=assembly, language=visit.language),
        )  # fmt: skip


def open_assembly(visit: Visit, session: Session) -> Assembly:
    """The assembly of the route; a draft is nobody's business yet."""
    assembly = visit.assembly(session)
    if assembly.state == AssemblyState.DRAFT:
        raise NotFound
    return assembly


def _documents(session: Session, assembly: Assembly) -> list[OpenDocument]:
    found = {one.kind: one for one in session.scalars(select(Document).where(Document.assembly_id == assembly.id))}
    return [OpenDocument(title, found[kind]) for kind, title in OPEN_DOCUMENTS.items() if kind in found]
