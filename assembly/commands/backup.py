"""`veche backup DIR` and `veche restore DIR`."""

from __future__ import annotations

import argparse
from pathlib import Path

from assembly.commands.answer import Answer, Commands, Wrong, opened


def add(commands: Commands, shared: argparse.ArgumentParser) -> None:
    for name, says in (
        ("backup", "write everything to a new folder"),
        ("restore", "fill an empty installation from a backup"),
    ):
        command = commands.add_parser(name, parents=[shared], help=says)
        command.add_argument("folder", type=Path)
        command.set_defaults(run=_run, verb=name)


def _run(args: argparse.Namespace) -> Answer:
    from assembly.backup import NotRestorable, read_backup, write_backup
    from assembly.errors import BrokenPromise

    with opened() as application:
        try:
            manifest = (write_backup if args.verb == "backup" else read_backup)(application, args.folder)
        except (NotRestorable, BrokenPromise) as error:
            raise Wrong(str(error)) from error
    rows = sum(table["rows"] for table in manifest["tables"].values())
    facts = {"folder": str(args.folder), "rows": rows, "files": len(manifest["files"])}
    return Answer(True, facts, [f"{rows} rows and {len(manifest['files'])} files: {args.folder}"])
