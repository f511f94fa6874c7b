"""Scanned sheets come in as one batch of files, with the number of sheets counted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assembly import events
from assembly.errors import Fixable, Problem, Refused
from assembly.jobs import ask_for
from assembly.model import Account, Assembly, AssemblyState, Batch, Upload
from assembly.ports import FileStore
from assembly.text import Text
from assembly.use_cases.deadlines import local
from assembly.use_cases.states import locked
from scanner.refusals import shown_name

MAX_SHEETS = 20_000
MAX_FILES = 500


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies in the store already: storing is slow and belongs before the transaction."""

    name: str
    sha256: str
    size: int


def store_files(files: FileStore, uploads: Sequence[tuple[str, BinaryIO]]) -> list[StoredFile]:
    """Put the files into the store, before the transaction that records them."""
    stored = []
    for name, stream in uploads:
        sha256 = files.put(stream)
        stored.append(StoredFile(shown_name(name), sha256, files.path(sha256).stat().st_size))
    return stored


def upload_batch(
    session: Session,
    *,
    now: datetime,
    files: FileStore,
    assembly: Assembly,
    uploads: Sequence[tuple[str, BinaryIO] | StoredFile],
    sheets_counted: int,
    by: Account,
) -> Batch:
    """Record a batch of files and ask for each to be read.

    uploads: (file name, open file), or what `store_files` returned; sheets_counted: from 1 to 20,000, by hand.
    Not to be repeated: the same file in the same assembly is told with the day and the person. Raises Refused outside
    voting and processing, Fixable where a file was uploaded before or the number of sheets is missing.
    """
    assembly = locked(session, assembly)
    if assembly.state not in {AssemblyState.VOTING, AssemblyState.PROCESSING}:
        raise Refused(Text("Сканы принимаются во время голосования и обработки."), code="not_scanning")
    given = [one if isinstance(one, StoredFile) else store_files(files, [one])[0] for one in uploads]
    _must_be_new(session, assembly, given, sheets_counted)
    last = session.scalar(select(func.max(Batch.number)).where(Batch.assembly_id == assembly.id))
    batch = Batch(
        assembly_id=assembly.id,
        number=(last or 0) + 1,
        uploaded_by=by.id,
        uploaded_at=now,
        sheets_counted=sheets_counted,
        uploads=[
            Upload(position=position, file_name=file.name, sha256=file.sha256, size=file.size)
            for position, file in enumerate(given, 1)
        ],
    )
    session.add(batch)
    session.flush()
    events.record(
        session, assembly, "batch:uploaded", now,
        batch=batch.id, number=batch.number, sheets_counted=sheets_counted, by=by.id,
        files=[{"sha256": file.sha256, "size": file.size} for file in given],
    )  # fmt: skip
    for upload in batch.uploads:
        ask_for(session, "read_upload", f"read_upload:{upload.id}", now=now, upload_id=upload.id)
    return batch


def _must_be_new(session: Session, assembly: Assembly, given: Sequence[StoredFile], sheets_counted: int) -> None:
    problems = []
    if not 1 <= sheets_counted <= MAX_SHEETS:
        problems.append(
            Problem(Text("Не указано, сколько листов в пачке."), Text("Пересчитайте листы руками и введите число."),
                    field="sheets_counted")
        )  # fmt: skip
    if not given or len(given) > MAX_FILES:
        problems.append(
            Problem(Text("Не выбрано ни одного файла, или их больше 500."), Text("Выберите файлы со сканами."),
                    field="files")
        )  # fmt: skip
    seen: set[str] = set()
    for file in given:
        if file.sha256 in seen:
            said = Text("Один и тот же файл выбран дважды.")
        elif earlier := _uploaded_before(session, assembly, file.sha256):
            said = earlier
        else:
            seen.add(file.sha256)
            continue
        problems.append(
            Problem(
                said,
                Text("Уберите этот файл из списка: его листы уже в системе."),
                Text("{name}", name=file.name),
                "files",
            )
        )
    if problems:
        raise Fixable(problems)


def _uploaded_before(session: Session, assembly: Assembly, sha256: str) -> Text | None:
    row = session.execute(
        select(Batch.uploaded_at, Batch.number, Account.display_name)
        .join(Upload, Upload.batch_id == Batch.id)
        .join(Account, Account.id == Batch.uploaded_by)
        .where(Batch.assembly_id == assembly.id, Upload.sha256 == sha256)
        .limit(1)
    ).first()
    if row is None:
        return None
    when, number, who = row
    return Text(
        "Этот файл уже загружен {when} (пачка {number}, загрузил(а) {who}).",
        when=local(assembly, when), number=number, who=who,
    )  # fmt: skip
