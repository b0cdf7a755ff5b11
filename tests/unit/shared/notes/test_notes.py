"""Notes, keys, checkpoints and proofs are read and written as C2SP lays them down, and nothing else is."""

import base64
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.merkle import hashing, verifying
from shared.notes import checkpoint, keys, note, proof
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Signer
from shared.notes.note import Malformed, Note, Signature

VKEY: Final = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SIGNED: Final = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
"""The example of the specification of notes."""
LOG: Final = Signer("koploper.example/log", 1, bytes(range(32)))
WITNESS: Final = Signer("witness.example/w1", 4, bytes(range(1, 33)))
HEAD: Final = Checkpoint("koploper.example/log", 2, hashing.node(hashing.leaf(b"a"), hashing.leaf(b"b")))
NOW: Final = 1_679_315_147


def signed() -> Note:
    text = HEAD.text
    return Note(text).and_([LOG.sign(text, NOW), WITNESS.sign(text, NOW)])


def test_the_example_of_the_specification() -> None:
    """The specification's own note was signed by the specification's own key."""
    key, found = keys.verifier(VKEY), note.read(SIGNED.encode())
    assert str(key) == VKEY
    assert [who for who, _ in keys.signed_by(found, [key])] == [key]
    assert found.written.decode() == SIGNED


def test_what_is_cosigned() -> None:
    """A cosigner signs its time and the whole text, as in the specification's example."""
    told = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    assert keys.cosigned(NOW, told).decode() == f"cosignature/v1\ntime 1679315147\n{told}"


def test_a_signed_checkpoint_is_read_back() -> None:
    """What was signed comes out, with who signed it and when it was seen."""
    found = note.read(signed().written)
    assert found == signed()
    assert checkpoint.read(found.text) == HEAD
    (_, first), (_, second) = keys.signed_by(found, [LOG.verifier, WITNESS.verifier])
    assert first == LOG.sign(HEAD.text, 0)
    assert keys.seen_at(second) == NOW
    assert found.and_(found.signatures) == found


@pytest.mark.parametrize("key", [LOG, WITNESS], ids=lambda key: key.name)
def test_a_key_is_read_back(key: Signer) -> None:
    """A private key in a file is the same afterwards, and its secret is in no repr."""
    assert keys.signer(key.written) == key
    assert keys.verifier(str(key.verifier)) == key.verifier
    assert base64.b64encode(key.seed).decode()[:-2] not in repr(key)
    assert repr(key.seed) not in repr(key)


def test_a_name_alone_proves_nothing() -> None:
    """A checkpoint with the right name signed by another key, or with a right-looking id, is refused."""
    other = Signer(LOG.name, 1, bytes(32))
    with pytest.raises(keys.Unsigned, match="none of koploper"):
        keys.signed_by(Note(HEAD.text, (other.sign(HEAD.text, NOW),)), [LOG.verifier])
    told = Signature(LOG.name, LOG.verifier.key_id, other.sign(HEAD.text, NOW).signature)
    with pytest.raises(keys.Forged, match="is not of this text"):
        keys.signed_by(Note(HEAD.text, (told,)), [LOG.verifier])
    with pytest.raises(keys.Unsigned, match="none of nobody"):
        keys.signed_by(signed(), [])


def test_a_signature_is_of_one_text_and_one_time() -> None:
    """Another size, another root or another time is another text."""
    larger = Checkpoint(HEAD.origin, 3, HEAD.root).text
    for key in (LOG, WITNESS):
        with pytest.raises(keys.Forged):
            keys.signed_by(Note(larger, (key.sign(HEAD.text, NOW),)), [key.verifier])
    seen = WITNESS.sign(HEAD.text, NOW)
    later = Signature(seen.name, seen.key_id, (NOW + 1).to_bytes(8) + seen.signature[8:])
    for bent in (later, Signature(seen.name, seen.key_id, seen.signature[:8])):
        with pytest.raises(keys.Forged):
            keys.signed_by(Note(HEAD.text, (bent,)), [WITNESS.verifier])


def test_others_signatures_do_not_count() -> None:
    """A note with lines of unknown keys is as good as without."""
    stranger = Signer("example.org/somebody", 1, b"s" * 32).sign(HEAD.text, NOW)
    assert len(keys.signed_by(signed().and_([stranger]), [LOG.verifier])) == 1


SIGNATURE: Final = LOG.sign("a\n", NOW).line


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (b"", "has a text"),
        (b"a\n", "has a text"),
        (b"a\n" + SIGNATURE.encode(), "has a text"),
        (f"a\n\n{SIGNATURE[:-1]}".encode(), "ends with a newline"),
        (f"a\n\n{SIGNATURE}x\n".encode(), "is not the line"),
        (f"a\n\n- {SIGNATURE[2:]}".encode(), "is not the line"),
        ("a\n\n— name\n".encode(), "is not the line"),
        (f"a\n\n{SIGNATURE.replace(' koploper', '  koploper')}".encode(), "is not base64|key's name"),
        ("a\n\n— na+me AAAAAAAA\n".encode(), "neither spaces nor a plus"),
        ("a\n\n— na\u00a0me AAAAAAAA\n".encode(), "neither spaces nor a plus"),
        ("a\n\n— name AAAAAA==\n".encode(), "more than the id"),
        ("a\n\n— name AAAA AAAA\n".encode(), "is not base64"),
        ("a\n\n— name AAAAAAB=\n".encode(), "something else as well"),
        ("a\n\n— name A\n".encode(), "is not base64"),
        (f"a\tb\n\n{SIGNATURE}".encode(), "no control character"),
        (f"a\r\n\n{SIGNATURE}".encode(), "no control character"),
        (b"a\xff\n\n" + SIGNATURE.encode(), "not UTF-8"),
        (f"a\n\n{SIGNATURE * 65}".encode(), "more than 64"),
        (b"a" * 300_000, "longer than"),
    ],
)
def test_what_is_no_note(written: bytes, says: str) -> None:
    """Each is refused, and the sentence says why."""
    with pytest.raises(Malformed, match=says):
        note.read(written)


def test_sixteen_signatures_are_read() -> None:
    """As many as everybody must accept, however long those of other kinds are."""
    lines = "".join(Signature(f"w{each}", b"abcd", b"x" * 5_000).line for each in range(16))
    assert len(note.read(f"a\n\n{lines}".encode()).signatures) == 16


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "a plus between them"),
        ("name", "a plus between them"),
        (VKEY.replace("530d903a", "530d903b"), "is not that of this key"),
        (VKEY.replace("530d903a", "530D903A"), "eight hexadecimal digits"),
        (VKEY.replace("530d903a", "530d"), "eight hexadecimal digits"),
        (VKEY.replace("example.com/foo", "example.com/fo"), "is not that of this key"),
        (VKEY.replace("example.com/foo", ""), "not empty"),
        (VKEY.replace("example.com/foo", "example com"), "neither spaces"),
        (VKEY[:-4], "not an Ed25519 key"),
        (VKEY.replace("Aeky", "Beky"), "not an Ed25519 key"),
        (VKEY + "!", "not base64"),
    ],
)
def test_what_is_no_key(written: str, says: str) -> None:
    """Each is refused, and the sentence says why."""
    with pytest.raises(Malformed, match=says):
        keys.verifier(written)


def test_what_is_no_private_key() -> None:
    """A public one is none, nor one whose id is another's; no message holds the secret."""
    with pytest.raises(Malformed, match="not a private key"):
        keys.signer(VKEY)
    bent = LOG.written.replace(LOG.verifier.key_id.hex(), "00000000")
    with pytest.raises(Malformed, match="not that of this key") as refused:
        keys.signer(bent)
    assert base64.b64encode(b"\x01" + LOG.seed).decode() not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "three lines"),
        ("a\n1\n", "three lines"),
        ("a\n\n1\n", "none of them empty"),
        ("\n1\nx\n", "none of them empty"),
        ("a\n01\nx\n", "not a number"),
        ("a\n-1\nx\n", "not a number"),
        ("a\n١\nx\n", "not a number"),
        ("a\n 1\nx\n", "not a number"),
        ("a\n9223372036854775808\nx\n", "too large"),
        ("a\n99999999999999999999\nx\n", "not a number"),
        ("a\n1\nAAAA\n", "32 bytes long, and this is 3"),
        ("a\n1\n?\n", "not base64"),
    ],
)
def test_what_is_no_checkpoint(text: str, says: str) -> None:
    """Each is refused, and the sentence says why."""
    with pytest.raises(Malformed, match=says):
        checkpoint.read(text)


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(st.sampled_from(["x", "y z"])))
def test_every_checkpoint_is_read_back(size: int, root: bytes, more: list[str]) -> None:
    """What is written is read, with lines that others add."""
    told = Checkpoint("koploper.example/log", size, hashing.Hash(root), tuple(more))
    assert checkpoint.read(told.text) == told


@pytest.mark.parametrize("extra", [None, b"", b"more"])
def test_a_proof_is_read_back(extra: bytes | None) -> None:
    """A proof in a file shows its leaf, and no other."""
    told = proof.Proof(1, (hashing.leaf(b"a"),), signed(), extra)
    found = proof.read(told.written)
    assert found == told
    found.check(hashing.leaf(b"b"))
    with pytest.raises(verifying.Unproven, match="leads to another root"):
        found.check(hashing.leaf(b"a"))


PROOF: Final = proof.Proof(1, (hashing.leaf(b"a"),), signed()).written.decode()


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "an empty line between"),
        (PROOF.replace("@v1", "@v2"), "begins with c2sp.org/tlog-proof@v1"),
        (PROOF.replace("index 1\n", ""), "names the index"),
        (PROOF.replace("index 1", "index 01"), "not a number"),
        (PROOF.replace("index 1\n", "index 1\nextra AAAA\n"), "not base64"),
        (PROOF.replace("index 1\n", "index 1\n" + "AAAA\n" * 63), "more than 63"),
        (PROOF.replace("index 1\n", "index 1\nAAAA\n"), "32 bytes long"),
        (PROOF.replace("koploper.example/log\n2\n", "koploper.example/log\nx\n"), "not a number"),
        (PROOF.partition("—")[0], "has a text|ends with a newline"),
        ("c2sp.org/tlog-proof@v1\n\n" + PROOF.partition("\n\n")[2], "names the index"),
    ],
)
def test_what_is_no_proof(written: str, says: str) -> None:
    """Each is refused, and the sentence says why."""
    with pytest.raises(Malformed, match=says):
        proof.read(written.encode())


@given(st.binary(max_size=200))
def test_rubbish_is_refused_and_breaks_nothing(written: bytes) -> None:
    """Whatever bytes come, they are refused as malformed and in no other way."""
    for read in (note.read, proof.read):
        with pytest.raises(Malformed):
            read(written)
    with pytest.raises(Malformed):
        keys.verifier(written.decode("latin-1"))
