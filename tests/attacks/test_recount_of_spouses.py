"""What a person decided between two spouses can be recounted by anybody, whichever way they answered."""

from __future__ import annotations

import pytest

from assembly.archive.verify import verify_archive
from assembly.use_cases.draw_up_protocol import draw_up_protocol
from assembly.use_cases.publish_archive import publish_archive
from tests.use_cases.paper_house import Paper
from tests.use_cases.small_house import House, voting


def test_spouses_who_both_answered_online_otherwise_are_recounted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    boris, vera = voting(house, "Борис", "Вера")
    paper = Paper(house, monkeypatch).ready()
    house.cast(boris, choice="for", key="b")
    house.cast(vera, selections={"1": "against", "2": "for", "3": "for"}, key="v")
    paper.answer(paper.only_review(), "against")
    paper.end()
    paper.objections()
    assert paper.close()[0].sums["share"]["against"] == "60/1"
    draw_up_protocol(house.application, house.assembly, None)
    kept = publish_archive(house.application, house.assembly, None)
    report = verify_archive(house.application.files.path(kept.sha256))
    assert [(step.checks, step.where, step.says) for step in report.steps if not step.ok] == []
