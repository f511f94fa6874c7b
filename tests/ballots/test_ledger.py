from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from ballots.ledger import (
    EMPTY_ROOT,
    Checkpoint,
    Tree,
    consistency_proof,
    inclusion_proof,
    key_id,
    leaf_hash,
    node_hash,
    open_checkpoint,
    sign_checkpoint,
    tree_root,
    verify_consistency,
    verify_inclusion,
)

# The leaves and roots that the Certificate Transparency implementations publish for RFC 6962.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def hashes(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


def reference_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + reference_root(leaves[:split]) + reference_root(leaves[split:])).digest()


def test_the_published_roots() -> None:
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]
    tree = Tree(leaves)
    for size, root in enumerate(ROOTS):
        assert tree_root(leaves[:size]).hex() == root
        assert tree.root(size).hex() == root


def test_the_published_proofs() -> None:
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]
    assert [step.hex() for step in inclusion_proof(leaves, 0)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [step.hex() for step in consistency_proof(leaves, 6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert consistency_proof(leaves, 1)[0].hex() == "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"


@given(st.integers(0, 70), st.data())
def test_every_leaf_proves_its_place_and_no_other(size: int, data: st.DataObject) -> None:
    leaves = hashes(size)
    tree = Tree(leaves)
    root = tree.root()
    assert root == reference_root(leaves)
    assert len(tree) == size
    if not size:
        assert root == EMPTY_ROOT
        return
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_proof(index)
    assert verify_inclusion(leaves[index], index, size, proof, root)
    other = data.draw(st.integers(0, size - 1))
    assert verify_inclusion(leaves[index], other, size, proof, root) == (other == index)
    assert not verify_inclusion(leaf_hash(b"forged"), index, size, proof, root)
    assert not verify_inclusion(leaves[index], index, size, [*proof, root], root)
    assert not verify_inclusion(leaves[index], size, size, proof, root)
    if proof:
        assert not verify_inclusion(leaves[index], index, size, proof[:-1], root)


@given(st.integers(0, 70), st.integers(0, 70), st.data())
def test_a_grown_tree_proves_its_beginning(one: int, other: int, data: st.DataObject) -> None:
    old, new = min(one, other), max(one, other)
    leaves = hashes(new)
    tree = Tree(leaves)
    old_root, root = tree.root(old), tree.root()
    assert old_root == reference_root(leaves[:old])
    proof = tree.consistency_proof(old)
    assert verify_consistency(old, new, old_root, root, proof)
    assert verify_consistency(old, new, b"\x00" * 32, root, proof) is False
    assert verify_consistency(old, new, old_root, root, [*proof, root]) is False
    if old < new and old:
        assert not verify_consistency(old, new, old_root, b"\x00" * 32, proof)
        assert not verify_consistency(old, new, old_root, root, [])
        drop = data.draw(st.integers(0, len(proof) - 1))
        assert not verify_consistency(old, new, old_root, root, proof[:drop] + proof[drop + 1 :])
    size = data.draw(st.integers(old, new))
    assert verify_consistency(old, size, old_root, tree.root(size), tree.consistency_proof(old, size))


def test_what_the_tree_does_not_have_is_an_error() -> None:
    tree = Tree(hashes(3))
    for wrong in (
        lambda: tree.inclusion_proof(3),
        lambda: tree.inclusion_proof(-1),
        lambda: tree.root(4),
        lambda: tree.consistency_proof(4),
        lambda: tree.consistency_proof(1, 5),
    ):
        with pytest.raises(IndexError):
            wrong()
    assert not verify_consistency(5, 3, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not verify_consistency(-1, 3, EMPTY_ROOT, EMPTY_ROOT, [])
    assert node_hash(b"", b"") == hashlib.sha256(b"\x01").digest()


def test_appending_tells_the_index() -> None:
    tree = Tree()
    assert [tree.append(leaf) for leaf in hashes(5)] == [0, 1, 2, 3, 4]


ORIGIN = "veche.example/assembly/7"


def test_the_text_of_a_head_is_that_of_the_published_example() -> None:
    root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    head = Checkpoint("example.com/behind-the-sofa", 20852163, base64.b64decode(root))
    assert head.body == f"example.com/behind-the-sofa\n20852163\n{root}\n"


def test_the_key_id_is_that_of_the_signed_note_format() -> None:
    public = Ed25519PublicKey.from_public_bytes(bytes(range(32)))
    sequence = ORIGIN.encode() + bytes([0x0A, 0x01]) + bytes(range(32))
    assert key_id(ORIGIN, public) == hashlib.sha256(sequence).digest()[:4]


def test_a_head_is_signed_and_opened() -> None:
    key = Ed25519PrivateKey.generate()
    root = tree_root(hashes(5))
    note = sign_checkpoint(ORIGIN, 5, root, key)
    lines = note.split("\n")
    assert lines[:3] == [ORIGIN, "5", base64.b64encode(root).decode()]
    assert lines[3] == ""
    assert lines[4].startswith(f"\u2014 {ORIGIN} ")
    assert lines[5:] == [""]
    head = open_checkpoint(note, key.public_key(), ORIGIN)
    assert head == Checkpoint(ORIGIN, 5, root)
    assert open_checkpoint(note, key.public_key()) == head


def test_signatures_of_others_are_passed_over() -> None:
    key, stranger = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    note = sign_checkpoint(ORIGIN, 5, tree_root(hashes(5)), key)
    body, _, line = note.rpartition("\n\n")
    theirs = sign_checkpoint(ORIGIN, 5, tree_root(hashes(5)), stranger).rpartition("\n\n")[2]
    assert open_checkpoint(f"{body}\n\n{theirs}{line}", key.public_key()).size == 5
    with pytest.raises(ValueError, match="not signed by this key"):
        open_checkpoint(f"{body}\n\n{theirs}", key.public_key())


def test_a_changed_head_does_not_open() -> None:
    key = Ed25519PrivateKey.generate()
    root = tree_root(hashes(5))
    note = sign_checkpoint(ORIGIN, 5, root, key)
    public = key.public_key()
    wrong = {
        "the signature does not fit": note.replace("\n5\n", "\n6\n"),
        "not a signed head": note.replace("\n\n", "\n"),
        "not a head": note.replace("\n5\n", "\n05\n"),
        "not base64": note.replace(base64.b64encode(root).decode(), "!" * 44),
        "32 bytes": note.replace(base64.b64encode(root).decode(), "AAAA"),
        "not a signature line": note.replace("\u2014", "-"),
    }
    for sentence, changed in wrong.items():
        with pytest.raises(ValueError, match=sentence):
            open_checkpoint(changed, public)
    with pytest.raises(ValueError, match="not a signature line"):
        open_checkpoint(note[:-3] + "?\n", public)
    with pytest.raises(ValueError, match="another ledger"):
        open_checkpoint(note, public, "veche.example/assembly/8")
    with pytest.raises(ValueError, match="not a signed head"):
        open_checkpoint(note.replace(f"{ORIGIN}\n5", f"{ORIGIN}\n\n5"), public)
    with pytest.raises(ValueError, match="not a signed head"):
        open_checkpoint(note[:-1], public)


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "line\nbreak"])
def test_a_ledgers_name_has_no_spaces(origin: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        sign_checkpoint(origin, 1, b"\x00" * 32, Ed25519PrivateKey.generate())


def test_a_head_needs_a_size_and_a_root() -> None:
    for size, root in ((-1, b"\x00" * 32), (1, b"short")):
        with pytest.raises(ValueError, match="a size and a root"):
            sign_checkpoint(ORIGIN, size, root, Ed25519PrivateKey.generate())
