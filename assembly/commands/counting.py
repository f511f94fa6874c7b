"""`veche tally ASSEMBLY` and `veche protocol ASSEMBLY --out FILE`."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

from assembly.commands.answer import Answer, Commands, Wrong, opened


def add(commands: Commands, shared: argparse.ArgumentParser) -> None:
    tally = commands.add_parser("tally", parents=[shared], help="the decisions of a closed assembly")
    tally.add_argument("assembly")
    tally.set_defaults(run=_tally)
    protocol = commands.add_parser("protocol", parents=[shared], help="the protocol of a closed assembly")
    protocol.add_argument("assembly")
    protocol.add_argument("--out", type=Path, required=True)
    protocol.set_defaults(run=_protocol)


def _tally(args: argparse.Namespace) -> Answer:
    from sqlalchemy import select

    from assembly.model import Assembly, Decision

    with opened() as application, application.database.reading() as session:
        assembly = session.get(Assembly, args.assembly)
        if assembly is None:
            raise Wrong(f"there is no assembly {args.assembly}")
        if assembly.closed_at is None:
            return Answer(
                False, {"closed": False}, ["The assembly is not closed: there are no subtotals before the end."]
            )
        decisions = session.scalars(select(Decision).where(Decision.assembly_id == assembly.id)).all()
        rows: list[dict[str, Any]] = [
            {
                "number": decision.item.number,
                "decision": decision.item.decision,
                "outcome": decision.outcome,
                "sums": decision.sums,
                "needed": decision.needed,
                "because": decision.because,
                "flips_without_parking": decision.flips,
            }
            for decision in sorted(decisions, key=lambda one: one.item.number)
        ]
    lines = [f"{row['number']}. {row['outcome']}: {row['because']['ru']}" for row in rows]
    return Answer(True, {"closed": True, "decisions": rows}, lines)


def _protocol(args: argparse.Namespace) -> Answer:
    from sqlalchemy import select

    from assembly.model import Document
    from assembly.use_cases.draw_up_protocol import draw_up_protocol

    with opened() as application:
        with application.database.reading() as session:
            kind = (Document.assembly_id == args.assembly) & (Document.kind == "protocol")
            document = session.scalar(select(Document).where(kind))
        if document is None:
            document = draw_up_protocol(application, args.assembly, None)
        with application.files.open(document.sha256) as source, args.out.open("wb") as target:
            shutil.copyfileobj(source, target)
    return Answer(True, {"protocol": str(args.out), "sha256": document.sha256}, [str(args.out)])
