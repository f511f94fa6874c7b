"""`veche law packs`, `veche law show DECISION`, `veche law decide CASES.json`, `veche law lint FOLDER`."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from assembly.commands.answer import Answer, Commands, Wrong, a_file


def add(commands: Commands, shared: argparse.ArgumentParser) -> None:
    group = commands.add_parser("law", help="what the law says").add_subparsers(required=True)
    group.add_parser("packs", parents=[shared], help="the jurisdictions that are known").set_defaults(run=_packs)
    show = group.add_parser("show", parents=[shared], help="the rule of one kind of decision")
    show.add_argument("decision")
    show.add_argument("--on", type=date.fromisoformat, help="the day (default: today)")
    show.add_argument("--lang", choices=("ru", "en"), default="ru", help="language of the card (default: ru)")
    show.set_defaults(run=_show)
    decide = group.add_parser("decide", parents=[shared], help="decide cases from a file")
    decide.add_argument("cases", type=a_file)
    decide.set_defaults(run=_decide)
    lint = group.add_parser("lint", parents=[shared], help="say what is wrong with a pack: file, key, reason")
    lint.add_argument("packs", nargs="*", metavar="FOLDER", help="a pack's folder or name (default: every pack)")
    lint.set_defaults(run=_lint)


def _lint(args: argparse.Namespace) -> Answer:
    from legal_rules.lint import lint_pack
    from legal_rules.pack import PACKS_FOLDER, packs

    folders = [_pack_folder(given, PACKS_FOLDER) for given in args.packs or packs()]
    found = [
        {"pack": folder.name, "file": one.file, "key": one.key, "reason": one.reason}
        for folder in folders
        for one in lint_pack(folder)
    ]
    lines = [f"{row['pack']}/{row['file']}: {row['key']}: {row['reason']}" for row in found] or ["Nothing is wrong."]
    return Answer(not found, {"findings": found}, lines)


def _pack_folder(given: str, packs_folder: Path) -> Path:
    """The folder of that path, or of the product's pack of that name."""
    found = next((folder for folder in (Path(given), packs_folder / given) if folder.is_dir()), None)
    if found is None:
        raise Wrong(f"there is no folder {given}")
    return found.resolve()


def _packs(_args: argparse.Namespace) -> Answer:
    import legal_rules

    rows: list[dict[str, Any]] = [{"pack": name, "title": pack.title} for name, pack in legal_rules.packs().items()]
    return Answer(True, {"packs": rows}, [f"{row['pack']:5} {row['title']['en']}" for row in rows])


def _show(args: argparse.Namespace) -> Answer:
    import legal_rules
    from legal_rules.card import card

    on = args.on or datetime.now(UTC).date()
    rule = legal_rules.find_rule(args.decision, on)
    lines = card(rule, on, args.lang)
    if isinstance(rule, legal_rules.Hold):
        return Answer(False, {"decision": args.decision, "outcome": "hold", "why": rule.why}, lines)
    return Answer(True, rule.as_record(), lines)


def _decide(args: argparse.Namespace) -> Answer:
    import legal_rules
    from legal_rules.case_file import MOST_BYTES, decide_all, read_case_file

    with args.cases.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    try:
        entries = read_case_file(content)
    except legal_rules.CaseRefused as error:
        raise Wrong(f"{args.cases}: {error}") from error
    verdicts, refusals = decide_all(entries)
    wrong = ""
    if refusals:
        more = f" (and {len(refusals) - 1} more)" if len(refusals) > 1 else ""
        wrong = f"{args.cases}: {refusals[0].sentence}{more}"
    if refusals and not verdicts:
        raise Wrong(wrong)
    data: dict[str, Any] = {"verdicts": [verdict.as_json() for verdict in verdicts]}
    if refusals:
        data["refused"] = [{"id": one.id, "position": one.position, "problem": one.problem} for one in refusals]
    lines = [f"{one.id}: {one.outcome}. {one.because['ru']} ({one.cite['ru']})" for one in verdicts]
    return Answer(not refusals, data, lines, wrong)
