"""`veche`: every command of the product. Exit 0 done, 1 the answer is no, 2 the call or the input is wrong."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Sequence

from assembly.commands.answer import Answer, Wrong
from assembly.errors import Fixable, NotFound, Refused

GROUPS = ("demo", "service", "register", "law", "house", "ballots", "scan", "counting", "archive", "backup")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; the answer goes to standard output, messages to standard error."""
    parser = _parser()
    args = parser.parse_args(arguments)
    try:
        answer: Answer = args.run(args)
    except (Wrong, Refused, Fixable, NotFound, OSError) as error:
        print(f"veche: {_sentence(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    try:
        _say(answer, as_json=args.json)
    except BrokenPipeError:  # whoever reads us has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if answer.wrong:
        print(f"veche: {answer.wrong}", file=sys.stderr)
        return 2
    return 0 if answer.ok else 1


def _say(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer.data, ensure_ascii=False, indent=1))
    else:
        for line in answer.lines:
            print(line)
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="machine-readable answer on standard output")
    parser = argparse.ArgumentParser(
        prog="veche", description="The general assembly of the owners of an apartment building."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for group in GROUPS:
        importlib.import_module(f"assembly.commands.{group}").add(commands, shared)
    return parser


def _sentence(error: Exception) -> str:
    """One line: what is wrong and where."""
    if isinstance(error, Refused):
        return str(error.sentence) + (f" ({error.article})" if error.article else "")
    if isinstance(error, Fixable):
        return "; ".join(f"{p.where or ''} {p.problem} {p.fix}".strip() for p in error.problems)
    if isinstance(error, FileNotFoundError):
        return f"there is no file {error.filename}"
    if isinstance(error, NotFound):
        return f"there is no such thing: {error}"
    return " ".join(str(error).split())
