"""Files under their hashes, a clock that only goes forward, keys that are made once."""

from __future__ import annotations

import hashlib
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken

from assembly.adapters.clock import TrainingClock
from assembly.adapters.files import FolderStore
from assembly.adapters.keys import Keys
from assembly.errors import BrokenPromise


def test_the_same_content_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    name = store.put(b"a scan")
    assert name == hashlib.sha256(b"a scan").hexdigest() == store.put(b"a scan")
    assert list(store.all()) == [name]
    with store.open(name) as file:
        assert file.read() == b"a scan"


def test_a_file_that_is_gone_is_a_broken_promise(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    name = store.put(b"a scan")
    store.path(name).unlink()
    assert not store.has(name)
    with pytest.raises(BrokenPromise):
        store.open(name)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "a" * 63])
def test_only_a_hash_names_a_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        FolderStore(tmp_path).path(name)


def test_the_training_clock_goes_forward_and_ends_today(tmp_path: Path) -> None:
    clock, other = TrainingClock(tmp_path / "clock"), TrainingClock(tmp_path / "clock")
    present = datetime.now(UTC)
    clock.start_at(present - timedelta(days=30))
    assert abs(clock.now() - (present - timedelta(days=30))) < timedelta(seconds=5)
    clock.move_to(present - timedelta(days=10))
    assert abs(other.now() - (present - timedelta(days=10))) < timedelta(seconds=5)
    clock.move_to(present - timedelta(days=20))
    assert clock.now() > present - timedelta(days=11)
    clock.move_to(present + timedelta(days=400))
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_keys_are_made_once_also_by_many_at_the_same_moment(tmp_path: Path) -> None:
    made: list[Keys] = []
    threads = [threading.Thread(target=lambda: made.append(Keys(tmp_path / "keys"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({keys.public_key for keys in made}) == 1
    assert len({keys.ballot_mac for keys in made}) == 1
    assert (tmp_path / "keys" / "root.key").stat().st_mode & 0o077 == 0


def test_what_is_sealed_opens_with_the_same_keys_alone(tmp_path: Path) -> None:
    ours, theirs = Keys(tmp_path / "a"), Keys(tmp_path / "b")
    sealed = ours.seal(b"secret")
    assert Keys(tmp_path / "a").unseal(sealed) == b"secret"
    with pytest.raises(InvalidToken):
        theirs.unseal(sealed)
    assert ours.derive("a", "bc") != ours.derive("ab", "c")
    assert ours.digest("x") != theirs.digest("x")
