"""`veche demo`: one whole assembly, from a register file to a verified archive."""

from __future__ import annotations

import argparse
from pathlib import Path

from assembly.commands.answer import Answer, Commands, Wrong


def add(commands: Commands, shared: argparse.ArgumentParser) -> None:
    demo = commands.add_parser("demo", parents=[shared], help="live one whole assembly, then serve it")
    demo.add_argument("--dir", type=Path, help="where everything goes (default: ./demo)")
    demo.add_argument("--units", type=int, default=248, help="premises of the invented house")
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--port", type=int, default=None, help="default: 8000, or any free one with --no-serve")
    demo.add_argument("--no-serve", action="store_true", help="end after the assembly instead of serving it")
    demo.add_argument("--keep", action="store_true", help="serve what an earlier run left in the folder")
    demo.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> Answer:
    from assembly.demo.client import DemoFailed
    from assembly.demo.run import Demo

    port = args.port if args.port is not None else 0 if args.no_serve else 8000
    demo = Demo(args.dir or Path("demo"), units=args.units, seed=args.seed, port=port)
    try:
        return demo.run(serve=not args.no_serve, keep=args.keep, quiet=args.json)
    except DemoFailed as failure:
        raise Wrong(f"the demo stopped: {failure}") from failure
