"""`veche scan read FILE …` and `veche scan intake ASSEMBLY FILE …`."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from assembly.commands.answer import Answer, Commands, Wrong, a_file, opened


def add(commands: Commands, shared: argparse.ArgumentParser) -> None:
    group = commands.add_parser("scan", help="read scanned ballots").add_subparsers(required=True)
    read = group.add_parser("read", parents=[shared], help="files to readings, no database")
    read.add_argument("files", nargs="+", type=a_file)
    read.add_argument("--layout", type=a_file, required=True)
    read.add_argument("--jobs", type=int, default=1)
    read.add_argument("--debug", type=Path, help="a folder for pictures of what was seen")
    read.set_defaults(run=_read)
    intake = group.add_parser(
        "intake", parents=[shared], help="files through the service: recorded, or queued for a person"
    )
    intake.add_argument("assembly")
    intake.add_argument("files", nargs="+", type=a_file)
    intake.add_argument("--as", dest="login", required=True, help="login of the person who uploads")
    intake.add_argument("--sheets", type=int, required=True, help="sheets counted by hand")
    intake.set_defaults(run=_intake)


def _read(args: argparse.Namespace) -> Answer:
    import scanner

    started = time.monotonic()
    pages: list[dict[str, Any]] = []
    shows = sys.stderr.isatty()
    for reading in scanner.read_files(args.files, args.layout, jobs=args.jobs, debug=args.debug):
        pages.append(reading.as_json())
        if shows:
            print(f"\r{len(pages)} pages", end="", file=sys.stderr, flush=True)
    if shows:
        print(file=sys.stderr)
    seconds = round(time.monotonic() - started, 3)
    lines = [
        f"{p['file']} {p['index']}: {p['outcome']} {p.get('ballot') or ''} {p.get('reason') or ''}".rstrip()
        for p in pages
    ]
    return Answer(True, {"seconds": seconds, "pages": pages}, [*lines, f"{len(pages)} pages in {seconds} s"])


def _intake(args: argparse.Namespace) -> Answer:
    from sqlalchemy import select

    from assembly.model import Account, Assembly, Upload
    from assembly.use_cases.read_upload import read_upload
    from assembly.use_cases.upload_batch import upload_batch

    with opened() as application:
        with ExitStack() as stack, application.database.writing() as session:
            assembly = session.get(Assembly, args.assembly)
            account = session.scalar(select(Account).where(Account.login == args.login))
            if assembly is None or account is None:
                raise Wrong(
                    f"there is no {'assembly ' + args.assembly if assembly is None else 'account ' + args.login}"
                )
            batch = upload_batch(
                session,
                now=application.clock.now(),
                files=application.files,
                assembly=assembly,
                uploads=[(path.name, stack.enter_context(path.open("rb"))) for path in args.files],
                sheets_counted=args.sheets,
                by=account,
            )
            uploads = [upload.id for upload in batch.uploads]
        for upload_id in uploads:
            read_upload(application, upload_id)
        with application.database.reading() as session:
            rows = [_row(session.get_one(Upload, upload_id)) for upload_id in uploads]
    lines = [f"{r['file']}: {r['state']}, {r['recorded']} recorded, {r['waiting']} wait for a person" for r in rows]
    return Answer(True, {"batch": batch.number, "uploads": rows}, lines)


def _row(upload: Any) -> dict[str, Any]:
    states = [page.state for page in upload.pages]
    return {
        "file": upload.file_name,
        "state": str(upload.state),
        "pages": len(states),
        "recorded": states.count("recorded"),
        "waiting": states.count("waiting"),
        "refusal": upload.refusal,
    }
