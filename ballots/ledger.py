"""The append-only tree over an assembly's records, and its signed head.

RFC 6962 section 2.1 for hashes and proofs; the head is a C2SP checkpoint (tlog-checkpoint) in a C2SP signed note.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(record: bytes) -> bytes:
    """The hash of one record: SHA-256 of 0x00 and the record."""
    return hashlib.sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees: SHA-256 of 0x01, left, right."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows by appending leaf hashes and can prove any earlier size of itself.

    Only full subtrees are kept, 2n hashes for n leaves; a root or a proof takes about log n of them.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, leaf: bytes) -> int:
        """Add a leaf hash; returns its index."""
        index = len(self)
        level, node, position = 0, leaf, index
        self._levels[0].append(node)
        while position % 2:
            row = self._levels[level]
            node = node_hash(row[position - 1], row[position])
            level, position = level + 1, position // 2
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(node)
        return index

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves, over all where None."""
        size = self._checked(size)
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """The hashes that lead from leaf `index` to the root of the first `size` leaves (RFC 6962, 2.1.1)."""
        size = self._checked(size)
        if not 0 <= index < size:
            raise IndexError(f"no leaf {index} in a tree of {size}")
        return self._path(index, 0, size)

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """The hashes that show that the tree of `old` leaves is the beginning of that of `new` (RFC 6962, 2.1.2)."""
        new = self._checked(new)
        if not 0 <= old <= new:
            raise IndexError(f"no tree of {old} leaves within one of {new}")
        return [] if old in {0, new} else self._subproof(old, 0, new, whole=True)

    def _checked(self, size: int | None) -> int:
        if size is None:
            return len(self)
        if not 0 <= size <= len(self):
            raise IndexError(f"the tree has {len(self)} leaves, not {size}")
        return size

    def _range(self, start: int, count: int) -> bytes:
        """The hash over `count` leaves from `start`, which is a multiple of the full subtree's width."""
        if count & (count - 1) == 0:
            level = count.bit_length() - 1
            return self._levels[level][start >> level]
        left = _split(count)
        return node_hash(self._range(start, left), self._range(start + left, count - left))

    def _path(self, index: int, start: int, count: int) -> list[bytes]:
        if count == 1:
            return []
        left = _split(count)
        if index < left:
            return [*self._path(index, start, left), self._range(start + left, count - left)]
        return [*self._path(index - left, start + left, count - left), self._range(start, left)]

    def _subproof(self, old: int, start: int, count: int, *, whole: bool) -> list[bytes]:
        if old == count:
            return [] if whole else [self._range(start, count)]
        left = _split(count)
        if old <= left:
            return [*self._subproof(old, start, left, whole=whole), self._range(start + left, count - left)]
        return [*self._subproof(old - left, start + left, count - left, whole=False), self._range(start, left)]


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes."""
    return Tree(leaves).root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The inclusion proof of one leaf among these leaf hashes."""
    return Tree(leaves).inclusion_proof(index)


def consistency_proof(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """The proof that the first `old` of these leaf hashes were the whole tree once."""
    return Tree(leaves).consistency_proof(old)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf hash stands at `index` of the tree with this size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position % 2 or position == last:
            node = node_hash(sibling, node)
            while position % 2 == 0 and position:
                position, last = position // 2, last // 2
        else:
            node = node_hash(node, sibling)
        position, last = position // 2, last // 2
    return last == 0 and node == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree (old, old_root) is the beginning of (new, new_root) (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return new > 0 and not proof and old_root == EMPTY_ROOT
    if not 0 < old < new:
        return False
    hashes = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not hashes:
        return False
    position, last = old - 1, new - 1
    while position % 2:
        position, last = position // 2, last // 2
    was = now = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if position % 2 or position == last:
            was, now = node_hash(sibling, was), node_hash(sibling, now)
            while position % 2 == 0 and position:
                position, last = position // 2, last // 2
        else:
            now = node_hash(now, sibling)
        position, last = position // 2, last // 2
    return last == 0 and was == old_root and now == new_root


def _split(count: int) -> int:
    """The largest power of two smaller than count."""
    return 1 << ((count - 1).bit_length() - 1)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of the ledger: which assembly's (origin), how many records, and their root."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def key_id(name: str, key: Ed25519PublicKey) -> bytes:
    """The four bytes that name an Ed25519 key in a signed note: SHA-256 of name, newline, 0x01, key."""
    return hashlib.sha256(name.encode() + b"\n\x01" + key.public_bytes_raw()).digest()[:4]


def sign_checkpoint(origin: str, size: int, root: bytes, key: Ed25519PrivateKey) -> str:
    """The head as a C2SP signed note; the key's name is the origin.

    origin: no spaces, no plus. Raises ValueError otherwise, or where the root is not 32 bytes.
    """
    if not origin or "+" in origin or any(letter.isspace() or ord(letter) < 32 for letter in origin):
        raise ValueError(f"not a name for a ledger: {origin!r}")
    if size < 0 or len(root) != 32:
        raise ValueError("a head has a size and a root of 32 bytes")
    body = Checkpoint(origin, size, root).body
    stamp = base64.b64encode(key_id(origin, key.public_key()) + key.sign(body.encode())).decode()
    return f"{body}\n\u2014 {origin} {stamp}\n"


def open_checkpoint(note: str, key: Ed25519PublicKey, origin: str | None = None) -> Checkpoint:
    """The head in a signed note, once the signature of `key` has been checked.

    origin: where given, the head must be this ledger's. Lines of unknown keys are passed over.
    Raises ValueError where the note is malformed, not signed by the key, or another ledger's.
    """
    body, parted, signatures = note.rpartition("\n\n")
    lines = f"{body}\n".split("\n")
    if not parted or not signatures.endswith("\n") or len(lines) < 4 or "" in lines[:-1]:
        raise ValueError("not a signed head of a ledger")
    checkpoint = _read_body(lines)
    if origin is not None and checkpoint.origin != origin:
        raise ValueError(f"the head of another ledger: {checkpoint.origin!r}")
    wanted = key_id(checkpoint.origin, key)
    for line in signatures[:-1].split("\n"):
        name, stamp = _read_signature(line)
        if name == checkpoint.origin and stamp[:4] == wanted:
            try:
                key.verify(stamp[4:], f"{body}\n".encode())
            except InvalidSignature as error:
                raise ValueError("the signature does not fit the head") from error
            return checkpoint
    raise ValueError("the head is not signed by this key")


def _read_body(lines: list[str]) -> Checkpoint:
    origin, size, root = lines[0], lines[1], lines[2]
    if not origin or not size.isascii() or not size.isdigit() or (size != "0" and size.startswith("0")):
        raise ValueError("not a head of a ledger")
    try:
        decoded = base64.b64decode(root, validate=True)
    except binascii.Error as error:
        raise ValueError("the root is not base64") from error
    if len(decoded) != 32:
        raise ValueError("a root has 32 bytes")
    return Checkpoint(origin, int(size), decoded)


def _read_signature(line: str) -> tuple[str, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, stamp = rest.rpartition(" ")
    try:
        decoded = base64.b64decode(stamp, validate=True)
    except binascii.Error as error:
        raise ValueError("not a signature line") from error
    if dash != "\u2014" or not name or len(decoded) < 5:
        raise ValueError("not a signature line")
    return name, decoded
