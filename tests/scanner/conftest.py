"""Printed ballots of an invented house, drawn once for all tests of the scanner."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from ballots.sample import write_sample
from scanner.issued import Issued
from tests.scanner.hand import DPI, Paper


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ballots.pdf and layout.json: two ballots of twelve questions."""
    folder = tmp_path_factory.mktemp("house")
    write_sample(folder, questions=12, ballots=2, seed=4)
    return folder


@pytest.fixture(scope="session")
def issued(house: Path) -> Issued:
    return Issued.load(house / "layout.json")


@pytest.fixture(scope="session")
def all_papers(house: Path, issued: Issued) -> list[Paper]:
    """Every page of both ballots, empty."""
    document = pypdfium2.PdfDocument(house / "ballots.pdf")
    papers = []
    for ballot in issued.layout.ballots:
        for page in ballot.pages:
            sheet = document[page.pdf_page]
            pixels = sheet.render(scale=DPI / 72, grayscale=True).to_numpy().squeeze()
            papers.append(Paper(np.ascontiguousarray(pixels), page))
            sheet.close()
    document.close()
    return papers


@pytest.fixture
def paper(all_papers: list[Paper]) -> Paper:
    """The second page of the first ballot, fresh: several questions, no signature."""
    return all_papers[1].copy()


@pytest.fixture
def last_paper(all_papers: list[Paper]) -> Paper:
    """The last page of the first ballot: with the places to sign."""
    return all_papers[2].copy()
