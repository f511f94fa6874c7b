"""`veche register check FILE` and `veche register import BUILDING FILE`."""

from __future__ import annotations

import argparse
from datetime import date

from assembly.commands.answer import Answer, Commands, a_file, opened


def add(commands: Commands, shared: argparse.ArgumentParser) -> None:
    group = commands.add_parser("register", help="read a register of owners").add_subparsers(required=True)
    check = group.add_parser("check", parents=[shared], help="say what is in a file and what is wrong with it")
    check.add_argument("file", type=a_file)
    check.set_defaults(run=_check)
    take = group.add_parser("import", parents=[shared], help="import a file as a new dated snapshot")
    take.add_argument("building")
    take.add_argument("file", type=a_file)
    take.add_argument("--on", type=date.fromisoformat, help="the day the register speaks of (default: today)")
    take.add_argument("--accept-warnings", action="store_true")
    take.set_defaults(run=_import)


def _check(args: argparse.Namespace) -> Answer:
    from assembly.register_import import read_register

    found = read_register(args.file).as_json()
    return Answer(not found["errors"], found, _lines(found))


def _import(args: argparse.Namespace) -> Answer:
    from assembly.model import Building
    from assembly.register_import import read_register
    from assembly.use_cases.import_register import import_register

    with opened() as application:
        with application.database.reading() as session:
            columns = session.get_one(Building, args.building).register_columns
        draft = read_register(args.file, columns=columns or None)
        found = draft.as_json()
        if found["errors"] or (found["warnings"] and not args.accept_warnings):
            more = [] if found["errors"] else ["Nothing is imported. Read the warnings, then add --accept-warnings."]
            return Answer(False, found, [*_lines(found), *more])
        now = application.clock.now()
        with application.database.writing() as session:
            snapshot = import_register(
                session,
                now=now,
                building=session.get_one(Building, args.building),
                draft=draft,
                effective_on=args.on or now.date(),
                by=None,
                warnings_confirmed=True,
            )
            return Answer(True, found | {"snapshot": snapshot.id}, [*_lines(found), f"Imported as {snapshot.id}."])


def _lines(found: dict[str, object]) -> list[str]:
    lines = [f"{found['units']} units, {found['holdings']} holdings, {found['area_m2']} m²"]
    for level in ("errors", "warnings"):
        rows = found[level]
        assert isinstance(rows, list)  # noqa: S101 - for the type checker
        lines += [f"{level[:-1]}: row {row['row']}, {row['column']}: {row['problem']} {row['fix']}" for row in rows]
    return lines
