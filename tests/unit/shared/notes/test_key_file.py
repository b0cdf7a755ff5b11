"""A file of keys is made once, whole, for its owner only, and read or refused."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from shared.notes import key_file
from shared.notes.key_file import UnusableKey
from shared.notes.keys import Signer
from shared.testing.seeded import SeededIds

NAME: Final = "witness.example/w1"


def test_it_is_made_once(tmp_path: Path) -> None:
    """The first who asks makes it, in a folder that need not be there; everybody after gets the same key."""
    file = tmp_path / "keys" / "key"
    made = key_file.opened(file, NAME, 4, SeededIds(1))
    assert key_file.opened(file, NAME, 4, SeededIds(2)) == made
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_who_is_late_takes_what_is_there(tmp_path: Path) -> None:
    """A file that another made meanwhile stays."""
    file = tmp_path / "key"
    first, second = (Signer(NAME, 1, bytes([seed]) * 32) for seed in (1, 2))
    key_file.make(file, [first])
    key_file.make(file, [second])
    assert key_file.opened(file, NAME, 1, SeededIds()) == (first,)
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(("name", "kind"), [("another", 1), (NAME, 4)])
def test_it_is_for_one_name_and_kind(tmp_path: Path, name: str, kind: int) -> None:
    """A key of another name, or that signs something else, is not used."""
    file = tmp_path / "key"
    key_file.make(file, [Signer(NAME, 1, bytes(32))])
    with pytest.raises(UnusableKey, match=f"signs for {NAME}, and this should sign for {name}"):
        key_file.opened(file, name, 1 if kind == 1 else 4, SeededIds())


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (b"", "is empty"),
        (b"rubbish", "cannot be read: this is not a private"),
        (b"\xff\xfe", "cannot be read: this is not UTF-8"),
    ],
)
def test_what_is_no_key_file(tmp_path: Path, written: bytes, says: str) -> None:
    """A file that cannot be used is left as it is, and what to do is said."""
    file = tmp_path / "ledger.key"
    file.write_bytes(written)
    file.chmod(0o600)
    with pytest.raises(UnusableKey, match=says):
        key_file.opened(file, NAME, 1, SeededIds())
    assert file.read_bytes() == written


def test_keys_take_the_place_of_others_whole(tmp_path: Path) -> None:
    """A file is replaced in one step, for its owner only; where that fails it stays, and nothing lies beside it."""
    file = tmp_path / "key"
    first, second = (Signer(NAME, 1, bytes([seed]) * 32) for seed in (1, 2))
    key_file.make(file, [first])
    key_file.replace(file, [second, first])
    assert key_file.kept(file, NAME, 1) == (second, first)
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):  # noqa: PT011 - which one is the system's
        key_file.replace(tmp_path / "folder", [first])
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder", "key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o644, 0o660])
def test_a_key_that_others_can_use_is_refused(tmp_path: Path, mode: int) -> None:
    """Whoever else can read or change it can sign too: what to do is said, and the secret is not."""
    file = tmp_path / "key"
    made = key_file.opened(file, NAME, 4, SeededIds())
    file.chmod(mode)
    with pytest.raises(UnusableKey, match=rf"\(mode {mode:04o}\).*do chmod 600 {file}") as refused:
        key_file.opened(file, NAME, 4, SeededIds())
    assert "PRIVATE" not in str(refused.value)
    file.chmod(0o400)
    assert key_file.kept(file, NAME, 4) == made


def test_it_is_nobody_elses_from_the_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the process gives others by default; and both file and folder are on the disk before it counts."""
    synced: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "fsync", lambda opened: synced.append((os.fstat(opened).st_mode, os.fstat(opened).st_size)))
    before = os.umask(0)
    try:
        key_file.make(tmp_path / "key", [Signer(NAME, 1, bytes(32))])
    finally:
        os.umask(before)
    (file, size), (folder, _) = synced
    assert (stat.S_IMODE(file), size) == (0o600, len(Signer(NAME, 1, bytes(32)).written) + 1)
    assert stat.S_ISDIR(folder)


def test_of_many_who_make_it_at_once_one_is_first(tmp_path: Path) -> None:
    """Replicas that start together have one key, whole, also where all have the same number (each in a container)."""
    file = tmp_path / "keys" / "key"
    with ThreadPoolExecutor(8) as at_once:
        made = set(at_once.map(lambda seed: key_file.opened(file, NAME, 4, SeededIds(seed)), range(40)))
    assert made == {key_file.kept(file, NAME, 4)}
    assert list(file.parent.iterdir()) == [file]


def test_what_a_full_disk_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither half a key, nor a secret under another name."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        key_file.make(tmp_path / "key", [Signer(NAME, 1, bytes(32))])
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    """Who has signed before makes no other key when the file is away."""
    with pytest.raises(FileNotFoundError):
        key_file.kept(tmp_path / "key", NAME, 1)
    assert not (tmp_path / "key").exists()
