"""An honest archive passes; the verifier counts as the service does."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assembly.archive import verify
from assembly.archive.verify import verify_archive


def test_an_honest_archive_passes_every_step(honest: Path) -> None:
    report = verify_archive(honest)
    assert [step.says for step in report.steps if not step.ok] == []
    assert report.ok
    assert [step.step for step in report.steps] == list(range(1, 20))


def test_the_report_is_as_the_interface_says(honest: Path) -> None:
    answer = verify_archive(honest).as_json()
    assert answer["ok"] is True
    assert set(answer["steps"][0]) == {"step", "checks", "ok", "where", "says"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.fixed_dictionaries(
        {
            "seed": st.integers(0, 10**6),
            "units": st.integers(1, 25),
            "questions": st.integers(1, 4),
            "parking": st.booleans(),
            "online": st.booleans(),
        }
    )
)
def test_it_counts_random_houses_as_the_service_does(
    invented_house: Callable[..., Any], packed: Callable[..., Path], drawn: dict[str, int]
) -> None:
    house = invented_house(**drawn)
    report = verify_archive(packed(house.story))
    assert [(step.checks, step.says) for step in report.steps if not step.ok] == []


def test_the_same_ledger_gives_the_same_bytes(invented_house: Callable[..., Any], packed: Callable[..., Path]) -> None:
    assert packed(invented_house().story).read_bytes() == packed(invented_house().story).read_bytes()


def test_the_key_can_be_compared_with_one_from_elsewhere(honest: Path) -> None:
    key = verify_archive(honest).steps[4].says.split("the key ")[1].split(" ")[0]
    assert verify_archive(honest, trusted_key=key).ok
    assert not verify_archive(honest, trusted_key="A" * 43 + "=").ok


def test_it_imports_the_standard_library_and_cryptography_alone() -> None:
    tree = ast.parse(Path(verify.__file__).read_text(encoding="utf-8"))
    names = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    names |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names - {"cryptography"} <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("text", ["", "1.", "1/0", "1e3", " 1", "٣", "0x1", "1/-2"])
def test_a_number_that_is_not_exact_is_refused(text: str) -> None:
    with pytest.raises((ValueError, ZeroDivisionError)):
        verify.number(text)
