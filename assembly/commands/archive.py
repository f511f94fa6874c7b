"""`veche archive publish ASSEMBLY --out FILE.zip` and `veche verify FILE.zip`."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from assembly.commands.answer import Answer, Commands, opened


def add(commands: Commands, shared: argparse.ArgumentParser) -> None:
    archive = commands.add_parser("archive", help="the archive anyone can recount").add_subparsers(required=True)
    publish = archive.add_parser("publish", parents=[shared], help="write the archive of a closed assembly")
    publish.add_argument("assembly")
    publish.add_argument("--out", type=Path, required=True)
    publish.set_defaults(run=_publish)
    verify = commands.add_parser(
        "verify", parents=[shared], help="recount an archive; needs no database and no settings"
    )
    verify.add_argument("file", type=Path)
    verify.add_argument("--key", help="the ledger's public key you already trust (base64, as keys.json has it)")
    verify.set_defaults(run=_verify)


def _publish(args: argparse.Namespace) -> Answer:
    from assembly.use_cases.publish_archive import publish_archive

    with opened() as application:
        document = publish_archive(application, args.assembly, None)
        with application.files.open(document.sha256) as source, args.out.open("wb") as target:
            shutil.copyfileobj(source, target)
    return Answer(True, {"archive": str(args.out), "sha256": document.sha256}, [str(args.out)])


def _verify(args: argparse.Namespace) -> Answer:
    from assembly.archive.verify import verify_archive

    if not args.file.exists():
        raise FileNotFoundError(2, "no such file", str(args.file))
    report = verify_archive(args.file, trusted_key=args.key)
    found = report.as_json()
    lines = [
        f"{step['step']:2}. {'ok ' if step['ok'] else 'NO '} {step['checks']}"
        + ("" if step["ok"] else f" — {step['where']}: {step['says']}")
        for step in found["steps"]
    ]
    return Answer(report.ok, found, [*lines, "The archive holds." if report.ok else "The archive does NOT hold."])
