"""What stands on the cover sheet of a pile and in its manifest, gathered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from assembly.documents.facts_count import premises_of
from assembly.documents.print_manifest import ManifestGroup, ManifestRow, PrintManifestFacts
from assembly.model import Assembly, Ballot, BallotStake, PrintRun
from assembly.use_cases.contests import printed_definition
from assembly.use_cases.print_parts import SPARES, part_name
from assembly.wording import Tongue, format_moment
from ballots.code import group_code
from ballots.layout import BallotLayout, Layout
from ballots.printing import Cover, unprintable


def gather_cover(session: Session, *, run: PrintRun, counts: Mapping[str, int]) -> Callable[[Layout], Cover]:
    """The cover of a pile whose parts hold so many ballots, as soon as it is laid out."""
    say, assembly = Tongue(run.language), run.assembly
    facts = [
        (say("Дом", "House"), assembly.building.address),
        (say("Собрание", "Assembly"), assembly.title),
        (say("Что напечатано", "Printed"), part_name(run.part).read(say.language).capitalize()),
    ]
    made = _made(run, say)
    definition = group_code(printed_definition(assembly))
    training = say("Учебная система. Голоса ненастоящие.", "Training system. These votes are not real.")
    names = {part: _title(part, say) for part in counts}

    def cover(layout: Layout) -> Cover:
        ballots = iter(layout.ballots)
        rows = [(names[part], number, _sheets(islice(ballots, number))) for part, number in counts.items()]
        pages = sum(len(ballot.pages) for ballot in layout.ballots)
        papers, sheets, spares = len(layout.ballots), sum(row[2] for row in rows), counts.get(SPARES, 0)
        return Cover(
            title=say("Решения собственников", "Decisions of the owners"),
            subtitle=say(f"Печать № {run.number}. Обложка стопки: собственникам не раздаётся.",
                         f"Print no. {run.number}. Cover of the pile: not to be handed out."),
            facts=[
                *facts,
                (say("Решений", "Decisions"), say(f"{papers}, из них запасных бланков: {spares}",
                                                  f"{papers}, spare blanks among them: {spares}")),
                (say("Страниц с текстом", "Pages with text"), str(pages)),
                (say("Листов бумаги", "Sheets of paper"), say(f"{sheets + 1} с этой обложкой", f"{sheets + 1} with this cover")),
                (say("Подготовил(а)", "Prepared"), made),
                (say("Отпечаток вопросов", "Hash of the questions"), definition),
            ],
            table_head=(say("Часть дома", "Part of the house"), say("решений", "decisions"), say("листов", "sheets")),
            table=rows, rest=say("ещё частей: {n}", "further parts: {n}"),
            how_title=say("Как печатать", "How to print"), how=_how(say),
            signatures=(say("Стопку напечатал(а)", "Printed by"), say("Стопку получил(а), листы пересчитал(а)",
                                                                      "Received and counted by")),
            signed=(say("фамилия, инициалы", "name"), say("подпись", "signature"), say("дата", "date")),
            training=training if assembly.training else "",
        )  # fmt: skip

    return cover


def gather_print_manifest(
    session: Session, *, run: PrintRun, pile: Mapping[str, Sequence[str]], layout: Layout
) -> PrintManifestFacts:
    """The manifest of a printed pile, in its order."""
    say, assembly = Tongue(run.language), run.assembly
    laid = {ballot.ballot: ballot for ballot in layout.ballots}
    query = (
        select(Ballot)
        .where(Ballot.assembly_id == assembly.id)
        .options(joinedload(Ballot.owner), selectinload(Ballot.stakes).joinedload(BallotStake.unit))
    )
    ballots = {ballot.id: ballot for ballot in session.scalars(query)}
    groups = []
    for part, members in pile.items():
        rows = tuple(_row(ballots[one], laid[ballots[one].code], say) for one in members)
        groups.append(ManifestGroup(_title(part, say), rows, _sheets(laid[ballots[one].code] for one in members)))
    return PrintManifestFacts(
        language=say.language, training=assembly.training, address=assembly.building.address, title=assembly.title,
        run=say(f"Печать № {run.number}, {_made(run, say)}", f"Print no. {run.number}, {_made(run, say)}"),
        definition=group_code(printed_definition(assembly)), groups=tuple(groups),
    )  # fmt: skip


def letters_missing(session: Session, assembly: Assembly, ids: Sequence[str]) -> str:
    """The letters of names and questions on these ballots that paper shows as «‹?›», each once."""
    query = select(Ballot).where(Ballot.assembly_id == assembly.id).options(joinedload(Ballot.owner))
    wanted = set(ids)
    names = {ballot.owner.name for ballot in session.scalars(query) if ballot.owner and ballot.id in wanted}
    texts = [part for item in assembly.items for part in (item.title, item.text, item.proposal) if part]
    return "".join(dict.fromkeys("".join(unprintable(text) for text in [*texts, *sorted(names)])))[:200]


def _row(ballot: Ballot, laid: BallotLayout, say: Tongue) -> ManifestRow:
    remarks = [say("крупный шрифт", "large print")] if ballot.large_print else []
    return ManifestRow(
        str(ballot.number), premises_of(list(ballot.stakes), say.language),
        ballot.owner.name if ballot.owner else say("запасной бланк", "spare blank"), group_code(ballot.code),
        str(len(laid.pages)), ", ".join(remarks),
    )  # fmt: skip


def _sheets(ballots: Iterable[BallotLayout]) -> int:
    """Sheets of paper, printed on both sides."""
    return sum((len(ballot.pages) + 1) // 2 for ballot in ballots)


def _title(part: str, say: Tongue) -> str:
    return part_name(part).read(say.language).capitalize()


def _made(run: PrintRun, say: Tongue) -> str:
    when = format_moment(run.asked_at, run.assembly.building.timezone, say.language)
    return f"{when}, {run.asker.display_name}" if run.asker else when


def _how(say: Tongue) -> tuple[str, ...]:
    return (
        say("Бумага А4, печать с двух сторон, переворот по длинному краю.", "A4 paper, both sides, flipped on the long edge."),
        say("Масштаб 100 %: «фактический размер», без подгонки под страницу.",
            "Scale 100 %: “actual size”, never “fit to page”."),
        say("Чёрно-белая печать на обычной белой бумаге; порядок листов не менять.",
            "Black and white on ordinary white paper; keep the order of the sheets."),
        say("Замялся лист — остановите печать и продолжите с этого же решения: испорченный лист порвите.",
            "A sheet jams: stop, go on from the same decision, tear up the spoilt sheet."),
    )  # fmt: skip
