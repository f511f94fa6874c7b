"""How many of the mutants of `mutmut run` the tests killed, file by file, and which survived.

    python scripts/mutants.py [--at-least 90]

A mutant is a copy of legal_rules with one small fault. It is killed where a test fails, or never ends. One that no test
reaches has survived. Exit 1 where fewer are killed than asked. docs/mutants.md says why those that are known survive.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "mutants"
SURVIVED = (0, 33)  # every test passed; no test reaches it


def main() -> int:
    """Print the counts and write mutants/survivors.txt; 0 where enough were killed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--at-least", type=int, default=90, help="per cent")
    wanted: int = parser.parse_args().at_least
    killed, run, survivors = 0, 0, list[str]()
    for file in sorted(FOLDER.glob("legal_rules/*.meta")):
        codes = {
            name: code for name, code in json.loads(file.read_text())["exit_code_by_key"].items() if code is not None
        }
        own = Counter(code in SURVIVED for code in codes.values())
        survivors += [name for name, code in codes.items() if code in SURVIVED]
        if codes:
            print(f"{file.name.removesuffix('.meta'):24} {own[False]:5} of {len(codes):5} killed")
        killed, run = killed + own[False], run + len(codes)
    (FOLDER / "survivors.txt").write_text("".join(f"{name}\n" for name in sorted(survivors)))
    rate = 100 * killed / run if run else 0
    print(f"{killed} of {run} killed: {rate:.1f} % (at least {wanted} %); the others stand in mutants/survivors.txt")
    return 0 if rate >= wanted else 1


if __name__ == "__main__":
    sys.exit(main())
