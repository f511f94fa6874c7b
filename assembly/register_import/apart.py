"""Reading an uploaded register in a child process of its own, with limits of memory and time."""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec

from assembly.register_import.draft import RegisterDraft
from assembly.register_import.read_register import read_register
from assembly.register_import.sentences import Place, say

MEMORY_BYTES = 1 << 30
"""Address space of the child: 10,000 rows take 57 MiB, the largest file that is let in a few hundred (chosen, not measured)."""
CPU_SECONDS = 60
WALL_SECONDS = 120


class Order(msgspec.Struct):
    """What the child is asked to read."""

    path: str
    columns: dict[str, str] | None
    today: date | None
    name: str | None


def read_register_apart(
    path: Path, *, columns: Mapping[str, str] | None = None, today: date | None = None, name: str | None = None
) -> RegisterDraft:
    """`read_register` for a file that somebody uploaded: whatever it does, the caller's process stays small and up.

    A file on which the child ends without an answer (memory, time, a fault) is an error of the draft, as any other.
    """
    order = Order(str(path), dict(columns) if columns else None, today, name)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "assembly.register_import.apart"],
            input=msgspec.json.encode(order), capture_output=True, check=False, timeout=WALL_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return _too_large(path, name)
    if done.returncode != 0:
        return _too_large(path, name)
    return msgspec.json.decode(done.stdout, type=RegisterDraft, dec_hook=_from_plain)


def _too_large(path: Path, name: str | None) -> RegisterDraft:
    with path.open("rb") as file:
        draft = RegisterDraft(name or path.name, hashlib.file_digest(file, "sha256").hexdigest())
    draft.errors.append(say("file_too_large", Place(None, None)))
    return draft


def main() -> None:
    """The child: limits first, then the file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    draft = read_register(Path(order.path), columns=order.columns, today=order.today, name=order.name)
    sys.stdout.buffer.write(msgspec.json.encode(draft, enc_hook=_to_plain))


def _to_plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    raise NotImplementedError(type(value))


def _from_plain(kind: type, value: Any) -> Any:
    return Fraction(value) if kind is Fraction else value


if __name__ == "__main__":
    main()
