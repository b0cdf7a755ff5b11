"""A file of keys is made once, whole, for its owner only, and read or refused."""

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


@pytest.mark.parametrize(("written", "says"), [("", "is empty"), ("rubbish", "cannot be read: this is not a private")])
def test_what_is_no_key_file(tmp_path: Path, written: str, says: str) -> None:
    """A file that cannot be used is left as it is, and what to do is said."""
    file = tmp_path / "ledger.key"
    file.write_text(written)
    with pytest.raises(UnusableKey, match=says):
        key_file.opened(file, NAME, 1, SeededIds())
    assert file.read_text() == written


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


def test_a_file_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    """Who has signed before makes no other key when the file is away."""
    with pytest.raises(FileNotFoundError):
        key_file.kept(tmp_path / "key", NAME, 1)
    assert not (tmp_path / "key").exists()
