"""Small registers, written as XLSX or CSV and read back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assembly.register_import import RegisterDraft, read_register
from tests.register_import.registers import HEADER, TODAY, Read


@pytest.fixture
def read_rows(tmp_path: Path) -> Read:
    """Writes rows under a header as XLSX and reads them; `edit` may change the sheet before it is saved."""

    def read(
        rows: Sequence[Sequence[Any]],
        header: Sequence[Any] | None = HEADER,
        edit: Callable[[Any], None] | None = None,
        **options: Any,
    ) -> RegisterDraft:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Реестр"
        for cells in [*([header] if header else []), *rows]:
            sheet.append(list(cells))
        if edit:
            edit(sheet)
        path = tmp_path / "register.xlsx"
        book.save(path)
        return read_register(path, today=TODAY, **options)

    return read


@pytest.fixture
def read_text(tmp_path: Path) -> Read:
    """Writes text in an encoding and reads it."""

    def read(text: str, encoding: str = "utf-8", **options: Any) -> RegisterDraft:
        path = tmp_path / "register.csv"
        path.write_bytes(text.encode(encoding))
        return read_register(path, today=TODAY, **options)

    return read


@pytest.fixture
def read_bytes(tmp_path: Path) -> Read:
    """Writes bytes and reads them."""

    def read(content: bytes, name: str = "register.bin", **options: Any) -> RegisterDraft:
        path = tmp_path / name
        path.write_bytes(content)
        return read_register(path, today=TODAY, **options)

    return read
