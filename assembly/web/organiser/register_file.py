"""A register file between its upload and its import: it lies in the file store, and the address names it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from assembly.errors import Fixable, NotFound
from assembly.register_import import COLUMNS, RegisterDraft, read_register_apart
from assembly.text import Text
from assembly.web.forms import UploadedFile
from assembly.web.visit import Visit

CHOSEN = "column-"
"""Prefix of the fields that name the column of the file for one of ours."""
FILE_BYTES = 65 << 20


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A register file in the store. `key` proves that it was uploaded for this house."""

    sha256: str
    name: str
    on: str
    key: str

    @property
    def query(self) -> str:
        """What the address carries."""
        return urlencode({"file": self.sha256, "name": self.name, "on": self.on, "key": self.key})


def keep_file(visit: Visit, file: UploadedFile, on: date) -> KeptFile:
    """Put an uploaded register into the file store; raises Fixable for an empty file."""
    sha256 = visit.application.files.put(file.content)
    if visit.application.files.path(sha256).stat().st_size == 0:
        raise Fixable.one(Text("Файл пуст."), Text("Выберите другой файл."), field="file")
    name = file.name[-150:]
    return KeptFile(sha256, name, on.isoformat(), _key(visit, sha256, name))


def kept_file(visit: Visit, *, of_form: bool) -> KeptFile:
    """The file that the address (or the form) names; raises NotFound where it was not uploaded for this house."""
    get = visit.form.get if of_form else visit.query
    file = KeptFile(get("file"), get("name"), get("on"), get("key"))
    if not hmac.compare_digest(_key(visit, file.sha256, file.name).encode(), file.key.encode()):
        raise NotFound
    if not visit.application.files.has(file.sha256):
        raise NotFound
    return file


def day_of(file: KeptFile) -> date:
    """The day for which the register is true."""
    try:
        return date.fromisoformat(file.on)
    except ValueError as error:
        raise NotFound from error


def read_kept(visit: Visit, file: KeptFile, columns: Mapping[str, str], today: date) -> RegisterDraft:
    """Read the file; slow for large ones, so never inside a transaction."""
    path = visit.application.files.path(file.sha256)
    return read_register_apart(path, columns=columns or None, today=today, name=file.name)


def chosen_columns(values: Mapping[str, str]) -> dict[str, str]:
    """{our column: header} as chosen on the page; an empty header says that the column is not used."""
    known = {column.name for column in COLUMNS}
    return {
        name.removeprefix(CHOSEN): header[:300]
        for name, header in values.items()
        if name.startswith(CHOSEN) and name.removeprefix(CHOSEN) in known
    }


def _key(visit: Visit, sha256: str, name: str) -> str:
    return visit.application.keys.digest(f"register file {visit.place.building_id} {sha256} {name}")
