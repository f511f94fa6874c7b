"""`veche scan read FILE …`, `veche scan intake ASSEMBLY FILE …`, `veche scan re-read ASSEMBLY`."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import ExitStack
from dataclasses import asdict
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
    again = group.add_parser(
        "re-read", parents=[shared], help="every kept scan read again: where today's reader sees something else"
    )
    again.add_argument("assembly")
    again.set_defaults(run=_re_read)


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


def _re_read(args: argparse.Namespace) -> Answer:
    from assembly.model import Assembly
    from assembly.use_cases.compare_readings import Difference, compare_readings
    from scanner.refusals import FileRefused

    pages, found = 0, list[Difference]()
    with opened() as application:
        with application.database.reading() as session:
            if session.get(Assembly, args.assembly) is None:
                raise Wrong(f"there is no assembly {args.assembly}")
        try:
            for difference in compare_readings(application, args.assembly):
                pages += 1
                found += [difference] if difference is not None else []
                if sys.stderr.isatty():
                    print(f"\r{pages} pages, {len(found)} read otherwise", end="", file=sys.stderr, flush=True)
        except FileRefused as refusal:
            raise Wrong(f"a file that was read before cannot be opened now: {refusal.sentence['en']}") from refusal
    lines = [f"batch {d.batch}, sheet {d.position} ({d.file}, page {d.index + 1}): {_change(d)}" for d in found]
    lines.append(f"{pages} pages read again, {len(found)} read otherwise")
    return Answer(not found, {"pages": pages, "differences": [asdict(d) for d in found]}, lines)


def _change(difference: Any) -> str:
    if difference.now is None:
        return "the page is not found in the file any more"
    told = [f"{name} was {was!r}, is {difference.now[name]!r}" for name, was in difference.was.items()]
    versions = difference.made_by.get("code_version")
    return "; ".join(told) + (f" (read by {versions[0]}, now {versions[1]})" if versions else "")


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
