"""The file of tokens: all that is wrong with it is told at once, and never a token."""

from pathlib import Path

import pytest

from shared.auth import tokens
from shared.auth.tokens import WrongTokens, hashed
from shared.testing.given import actor

ADVISER = str(actor("adviser", 1))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tokens.toml"


def test_a_file_names_actors_by_the_hash_of_their_token(file: Path) -> None:
    """Hashes as in sha256sum, with or without quotes."""
    file.write_text(f'"{hashed("a")}" = "{ADVISER}"\n{hashed("b")} = "{actor("editor", 2)}"  # Bo\n')
    assert tokens.read(file) == {hashed("a"): actor("adviser", 1), hashed("b"): actor("editor", 2)}
    assert hashed("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_all_that_is_wrong_is_told_at_once(file: Path) -> None:
    """A token instead of its hash, a role that is none, the system itself: by line, and never what was in it."""
    file.write_text(f'"not-a-hash" = "{ADVISER}"\n"{hashed("b")}" = "boss"\n"{hashed("c")}" = "system;id=intake"\n')
    with pytest.raises(WrongTokens) as wrong:
        tokens.read(file)
    assert [each.partition(":")[0] for each in wrong.value.mistakes] == [f"Token {n} of {file}" for n in (1, 2, 3)]
    assert "not-a-hash" not in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names nobody"),
        ("adviser", "not a file of lines"),
        (f'"{hashed("a")}" = "{ADVISER}"\n' * 2, "not a file of lines"),
        ("\udcff", "not a file of lines"),
    ],
)
def test_a_file_that_says_nothing(file: Path, text: str, said: str) -> None:
    """Empty, no TOML, a token twice, no text."""
    file.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(WrongTokens, match=said):
        tokens.read(file)


def test_a_file_that_is_not_there(file: Path) -> None:
    """Absent, or a folder."""
    for path in (file, file.parent):
        with pytest.raises(WrongTokens, match="cannot be read"):
            tokens.read(path)
