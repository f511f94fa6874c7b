"""Every pack answers its own cases as their sources say."""

from __future__ import annotations

from pathlib import Path

import pytest

from legal_rules import packs
from legal_rules.cases import PackCase, ProposalCase, read_cases, read_proposals
from legal_rules.pack import PACKS_FOLDER

REQUIRED = {"ru": 80} | dict.fromkeys(("kz", "de", "fr", "es", "it"), 30)
REQUIRED |= dict.fromkeys(("at", "be", "pl", "ch", "nsw", "tr"), 10)

CASES = {name: read_cases(PACKS_FOLDER / name) for name in packs()}
PROPOSALS = {name: read_proposals(PACKS_FOLDER / name) for name in packs()}


def named(pack: str, case: PackCase | ProposalCase) -> str:
    return f"{pack}/{Path(case.file).stem}:{case.number} {case.sentence}"


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=named(pack, case)) for pack, cases in CASES.items() for case in cases]
)
def test_a_case_comes_out_as_its_source_says(case: PackCase) -> None:
    assert case.differences() == []


@pytest.mark.parametrize(
    ("pack", "proposal"),
    [pytest.param(pack, one, id=named(pack, one)) for pack, found in PROPOSALS.items() for one in found],
)
def test_the_kind_of_a_question_is_proposed_from_its_text(pack: str, proposal: ProposalCase) -> None:
    assert proposal.differences(packs()[pack]) == []


@pytest.mark.parametrize("pack", list(REQUIRED))
def test_a_pack_brings_enough_cases(pack: str) -> None:
    assert len(CASES[pack]) >= REQUIRED[pack]


def test_no_two_cases_of_a_pack_say_the_same() -> None:
    for cases in CASES.values():
        sentences = [case.sentence for case in cases]
        assert sorted(sentences) == sorted(set(sentences))
