"""`veche ballots issue ASSEMBLY` and `veche ballots sample`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from assembly.commands.answer import Answer, Commands, Wrong, opened


def add(commands: Commands, shared: argparse.ArgumentParser) -> None:
    group = commands.add_parser("ballots", help="print ballots").add_subparsers(required=True)
    issue = group.add_parser("issue", parents=[shared], help="issue and print the ballots of an assembly")
    issue.add_argument("assembly")
    issue.add_argument("--out", type=Path, required=True)
    issue.add_argument("--only", action="append", metavar="BALLOT", help="print only these, by their codes")
    issue.set_defaults(run=_issue)
    sample = group.add_parser("sample", parents=[shared], help="ballots of an invented house, to test readers with")
    sample.add_argument("--questions", type=int, required=True, choices=range(1, 61), metavar="1..60")
    sample.add_argument("--ballots", type=int, required=True)
    sample.add_argument("--seed", type=int, default=1)
    sample.add_argument("--out", type=Path, required=True)
    sample.set_defaults(run=_sample)


def _issue(args: argparse.Namespace) -> Answer:
    from sqlalchemy import select

    from assembly.model import Assembly, Ballot
    from assembly.use_cases.issue_ballots import prepare_ballots
    from assembly.use_cases.print_ballots import print_ballot_file

    args.out.mkdir(parents=True, exist_ok=True)
    with opened() as application:
        with application.database.writing() as session:
            assembly = session.get(Assembly, args.assembly)
            if assembly is None:
                raise Wrong(f"there is no assembly {args.assembly}")
            prepare_ballots(
                session,
                now=application.clock.now(),
                keys=application.keys,
                settings=application.settings,
                assembly=assembly,
                by=None,
            )
            issued = session.scalars(
                select(Ballot).where(Ballot.assembly_id == assembly.id).order_by(Ballot.number)
            ).all()
            wanted = [ballot.id for ballot in issued if not args.only or ballot.code in args.only]
        unknown = set(args.only or ()) - {ballot.code for ballot in issued}
        if unknown:
            raise Wrong(f"there is no ballot {sorted(unknown)[0]} in this assembly")
        with (args.out / "ballots.pdf").open("wb") as stream:
            layout = print_ballot_file(application, args.assembly, wanted, stream)
    (args.out / "layout.json").write_text(json.dumps(layout, ensure_ascii=False), "utf-8")
    facts = {"ballots": len(wanted), "pdf": str(args.out / "ballots.pdf"), "layout": str(args.out / "layout.json")}
    return Answer(True, facts, [f"{len(wanted)} ballots in {args.out}"])


def _sample(args: argparse.Namespace) -> Answer:
    from ballots.sample import write_sample

    if args.ballots < 1:
        raise Wrong("--ballots: at least one")
    args.out.mkdir(parents=True, exist_ok=True)
    write_sample(args.out, questions=args.questions, ballots=args.ballots, seed=args.seed)
    facts = {"ballots": args.ballots, "pdf": str(args.out / "ballots.pdf"), "layout": str(args.out / "layout.json")}
    return Answer(True, facts, [f"{args.ballots} ballots in {args.out}"])
