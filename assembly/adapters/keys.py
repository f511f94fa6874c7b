"""The installation's keys: made once, kept in files that only its own account can read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


class Keys:
    """One root secret, from which every key is derived by its purpose, and the key that signs the ledger."""

    def __init__(self, folder: Path) -> None:
        self._root = _kept(folder / "root.key", lambda: secrets.token_bytes(32))
        self.signer = Ed25519PrivateKey.from_private_bytes(_kept(folder / "ledger.key", _new_signer))
        self.ballot_mac = self.derive("ballot code", "")
        self._box = Fernet(base64.urlsafe_b64encode(self.derive("sealed values", "")))

    @property
    def public_key(self) -> bytes:
        """The 32 bytes with which anyone checks the ledger's signature."""
        return self.signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def public_key_name(self) -> str:
        """The key's name in signed notes: short, stable, without spaces or plus signs."""
        return f"veche-{hashlib.sha256(self.public_key).hexdigest()[:12]}"

    def derive(self, purpose: str, name: str) -> bytes:
        """32 bytes that only this installation can compute, for one purpose and name."""
        return hmac.new(self._root, f"{purpose}\0{name}".encode(), hashlib.sha256).digest()

    def digest(self, text: str) -> str:
        """What is stored instead of a secret somebody types: 64 hex digits."""
        return hmac.new(self.derive("digests", ""), text.encode(), hashlib.sha256).hexdigest()

    def seal(self, secret: bytes) -> bytes:
        """Encrypt a value that lies in the database."""
        return self._box.encrypt(secret)

    def unseal(self, sealed: bytes) -> bytes:
        """Decrypt it; raises cryptography.fernet.InvalidToken where it was changed."""
        return self._box.decrypt(sealed)


def _new_signer() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def _kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """The key in the file; made there once, also where two processes start at the same moment."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
        fresh = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()
