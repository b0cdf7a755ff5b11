"""Tokens at hand: made, written once, and found by person or role."""

import stat
from pathlib import Path

import pytest

from cli import keyring
from cli.demo import cast
from cli.system import CannotRun
from shared.auth import tokens
from shared.auth.tokens import hashed
from shared.clock import SystemIds
from shared.testing.given import actor


def test_a_demo_set_is_two_files_that_belong_together(tmp_path: Path) -> None:
    """The services' file names the same people by hash; the other is for its owner's eyes."""
    keyring.write(tmp_path / "new", cast.people(), SystemIds())
    keys = keyring.read(tmp_path / "new" / keyring.SECRETS)
    served = tokens.read(tmp_path / "new" / keyring.HASHES)
    assert {served[hashed(keys.token(each))] for each in cast.people()} == set(cast.people())
    assert len({keys.token(each) for each in cast.people()}) == len(cast.people()) == 26
    assert stat.S_IMODE((tmp_path / "new" / keyring.SECRETS).stat().st_mode) == 0o600


def test_tokens_are_never_overwritten(tmp_path: Path) -> None:
    """Who has them would be shut out."""
    keyring.write(tmp_path, cast.people(), SystemIds())
    before = (tmp_path / keyring.SECRETS).read_text()
    with pytest.raises(CannotRun, match="worden geschreven"):
        keyring.write(tmp_path, cast.people(), SystemIds())
    assert (tmp_path / keyring.SECRETS).read_text() == before


def test_a_person_has_a_token_or_uses_one_of_the_role(tmp_path: Path) -> None:
    """Their own first; a role without any is said in a sentence."""
    file = tmp_path / "people"
    file.write_text(f'"{actor("adviser", 1)}" = "one"\n"{actor("adviser", 2)}" = "two"\nauditor = "all"\n')
    keys = keyring.read(file)
    assert [keys.token(actor("adviser", number)) for number in (1, 2, 3)] == ["one", "two", "one"]
    assert keys.token(actor("auditor", 9)) == "all"
    with pytest.raises(CannotRun, match="geen token voor de rol editor"):
        keys.token(actor("editor"))


@pytest.mark.parametrize("text", ["boss = 'a'", "adviser = 1", "adviser", "'system;id=intake' = 'a'"])
def test_a_file_that_is_no_keyring(tmp_path: Path, text: str) -> None:
    """Roles that are none, tokens that are no text, no lines at all; and one that is not there."""
    (tmp_path / "people").write_text(text)
    for file in ("people", "nothing"):
        with pytest.raises(CannotRun, match="kunnen niet worden gebruikt"):
            keyring.read(tmp_path / file)
