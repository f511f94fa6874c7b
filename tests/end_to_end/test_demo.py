"""The demo ends with decisions that equal what its voters meant, whatever the seed."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run_demo(folder: Path, *, units: int, seed: int) -> dict:  # type: ignore[type-arg]
    command = [sys.executable, "-m", "assembly", "demo", "--no-serve", "--dir", folder]
    said = folder.with_suffix(".txt")  # a file and no pipe: a child that outlives the demo would hold a pipe open
    with said.open("w") as output:
        done = subprocess.run(
            [*command, "--units", str(units), "--seed", str(seed)],
            cwd=ROOT, stdout=output, stderr=output, check=False, timeout=300, env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    assert done.returncode == 0, said.read_text("utf-8")[-4000:]
    return json.loads((folder / "demo.json").read_text("utf-8"))


@pytest.mark.parametrize("seed", [2, 7, 11])
def test_decisions_are_what_the_voters_meant(tmp_path: Path, seed: int) -> None:
    facts = run_demo(tmp_path / "demo", units=40, seed=seed)
    assert facts["verified"]
    assert len(facts["decisions"]) == 12
    for row in facts["decisions"]:
        assert row["agrees"], row
    for name in (
        "register.xlsx",
        "ballots.pdf",
        "layout.json",
        "scans",
        "truth.json",
        "outbox",
        "protocol.pdf",
        "archive.zip",
    ):
        assert (tmp_path / "demo" / name).exists(), name
    assert {row["role"] for row in facts["logins"]} >= {"organiser", "desk", "counter", "auditor", "operator", "owner"}


def test_the_recount_of_the_demo_borrows_nothing() -> None:
    """The few lines that say what the voters meant import neither our tally nor our law."""
    tree = ast.parse((ROOT / "assembly" / "demo" / "voters.py").read_text("utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    ours = {
        name for name in imported if name and name.split(".")[0] in {"assembly", "ballots", "legal_rules", "scanner"}
    }
    assert ours == {"assembly.demo.agenda", "assembly.demo.house"}


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    done = subprocess.run(
        [sys.executable, "-m", "assembly", "demo", "--no-serve", "--dir", tmp_path],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert (tmp_path / "letter.txt").read_text() == "mine"
