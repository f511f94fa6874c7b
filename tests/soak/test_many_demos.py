"""Many invented houses live their assembly; each ends with what its voters meant. Hours, not minutes: `make soak`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.test_demo import run_demo


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 140))
def test_decisions_are_what_the_voters_meant(tmp_path: Path, seed: int) -> None:
    facts = run_demo(tmp_path / "demo", units=20 + 7 * (seed % 30), seed=seed)
    assert facts["verified"]
    assert all(row["agrees"] for row in facts["decisions"])
