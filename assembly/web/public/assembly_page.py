"""The open page of an assembly: no login, no names, no subtotals before the end."""

from __future__ import annotations

from assembly.errors import NotFound
from assembly.model import AssemblyState
from assembly.use_cases.draw_up_protocol import document_of
from assembly.views.agenda import agenda
from assembly.views.participation import participation
from assembly.views.poll import poll_words
from assembly.views.public_page import PUBLISHED, public_page, published
from assembly.views.quorum_bar import quorum_bar
from assembly.views.so_far_part import so_far_values
from assembly.views.stages import stages
from assembly.views.timetable import timetable_of
from assembly.web.access import PUBLIC
from assembly.web.routes import page
from assembly.web.visit import Answer, Visit
from assembly.wording import form_word

KINDS = {name: kind for kind, (_, name) in PUBLISHED.items()}


@page("/public/{assembly_id:str}", PUBLIC)
def public_assembly(visit: Visit, assembly_id: str) -> Answer:
    """Dates, questions with their rules, participation, and after the count what was decided and why."""
    with visit.reading() as session:
        assembly = visit.assembly(session)
        if assembly.state == AssemblyState.DRAFT:
            raise NotFound
        language, begun = visit.language, assembly.opened_at is not None
        return visit.page(
            "public/assembly.html", house=assembly.building.address, phone=assembly.telephone, assembly_id=assembly.id,
            one=public_page(session, assembly=assembly, now=visit.now, language=language),
            form_of=form_word(str(assembly.form), language), closed=assembly.state == AssemblyState.CLOSED,
            stages=stages(assembly, now=visit.now, language=language),
            timetable=timetable_of(assembly, now=visit.now, language=language, audience="public"),
            poll=poll_words(assembly, language), questions=agenda(session, assembly=assembly, language=language),
            so_far=participation(session, assembly=assembly, language=language) if begun else None,
            bar=quorum_bar(session, assembly=assembly) if begun else None,
        )  # fmt: skip


@page("/public/{assembly_id:str}/so-far", PUBLIC)
def public_so_far(visit: Visit, assembly_id: str) -> Answer:
    """The moving parts of the page: participation and what is missing to each quorum, never what was answered."""
    with visit.reading() as session:
        assembly = visit.assembly(session)
        if assembly.opened_at is None:
            raise NotFound
        return visit.page("parts/so_far.html", **so_far_values(session, assembly, visit.language))


@page("/public/{assembly_id:str}/{name:str}", PUBLIC)
def public_file(visit: Visit, assembly_id: str, name: str) -> Answer:
    """A file that was published; nothing before the archive is."""
    with visit.reading() as session:
        assembly = visit.assembly(session)
        if name not in {file for _, file in published(session, assembly)}:
            raise NotFound
        document = document_of(session, assembly.id, KINDS[name])
    if document is None:
        raise NotFound
    return visit.kept_file(document.sha256, document.media_type, name)


HANDLERS = [public_assembly, public_so_far, public_file]
