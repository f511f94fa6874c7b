"""Files under the SHA-256 of their content, in a folder."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from assembly.errors import BrokenPromise

CHUNK = 1 << 20


class FolderStore:
    """The file store of one machine: `ab/abcdef…`, written whole and flushed before it gets its name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes | BinaryIO) -> str:
        """Keep the content and return its SHA-256; the same content twice is kept once."""
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        self.folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix="incoming-", delete=False) as file:
            try:
                while chunk := stream.read(CHUNK):
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        name = digest.hexdigest()
        target = self.path(name)
        target.parent.mkdir(exist_ok=True)
        os.replace(file.name, target)  # noqa: PTH105 - atomic on one file system
        _flush_folder(target.parent)
        return name

    def open(self, sha256: str) -> BinaryIO:
        """The content for reading; raises BrokenPromise where it is gone."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError as error:
            raise BrokenPromise(f"file {sha256} is recorded and not in the store") from error

    def path(self, sha256: str) -> Path:
        """Where the content lies; raises ValueError for anything that is not a SHA-256."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256")
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the content is here."""
        return self.path(sha256).exists()

    def all(self) -> Iterator[str]:
        """Every SHA-256 that is kept, in order."""
        for path in sorted(self.folder.glob("??/*")):
            yield path.name


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
