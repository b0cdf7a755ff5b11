"""`koploper verify` and `koploper ledger export` as commands: exit codes 0, 1 and 2, for people and for machines."""

import json
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from shared.notes import note
from shared.notes.keys import Signer
from shared.notes.note import Note
from tests.unit.cli.verify.logs import LOG, ORIGIN, WITNESS, entries, entry, put, written

KEY: Final = str(LOG.verifier)
CO: Final = str(WITNESS.verifier)
FORGER: Final = Signer(ORIGIN, 1, b"f" * 32)


def ran(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)


def for_machines(*arguments: object) -> tuple[int, dict[str, Any]]:
    found = ran("verify", *arguments, "--json")
    said: dict[str, Any] = json.loads(found.stdout)
    return found.exit_code, said


@pytest.fixture
def true(tmp_path: Path) -> Path:
    return written(tmp_path / "true", entries(5))


def test_a_true_one_ends_with_0(true: Path) -> None:
    """And says so last."""
    found = ran("verify", true, "--key", KEY, "--witness", CO)
    assert (found.exit_code, found.stdout.splitlines()[-1]) == (0, "Het logboek klopt.")
    code, said = for_machines(true, "--key", KEY, "--witness", CO)
    assert (code, said["true"], said["of"], said["wrong"], said["untold"]) == (0, True, "ledger", [], [])


def test_a_false_one_ends_with_1(true: Path) -> None:
    """And names the first thing that is wrong, with its position."""
    tile = true / "tile/0/000.p/5"
    tile.write_bytes(tile.read_bytes()[:-1] + b"?")
    found = ran("verify", true, "--key", KEY)
    assert (found.exit_code, found.stdout.splitlines()[-1]) == (1, "Het logboek klopt NIET.")
    assert "positie 5: de bytes zijn niet" in found.stdout
    code, said = for_machines(true, "--key", KEY)
    assert (code, said["true"], said["wrong"][0]["position"]) == (1, False, 5)


def test_what_a_witness_did_not_see_yet_ends_with_2(true: Path) -> None:
    """It was all looked at, and nothing is said of whether it is true."""
    signed = note.read((true / "checkpoint").read_bytes())
    put(true, "checkpoint", Note(signed.text, signed.signatures[:1]).written)
    found = ran("verify", true, "--key", KEY, "--witness", CO)
    assert found.exit_code == 2
    assert found.stdout.splitlines()[-1].startswith("Of het logboek klopt, was niet te zeggen")
    code, said = for_machines(true, "--key", KEY, "--witness", CO)
    assert (code, said["true"], len(said["untold"]), said["wrong"]) == (2, None, 1, [])


def test_what_cannot_be_told_ends_with_2(tmp_path: Path, true: Path) -> None:
    """No key, one of another kind, an empty one, no checkpoint, no such place, a token or kept file that is none."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "rubbish").write_bytes(b"\xff\xfe")
    (tmp_path / "words").write_text("two words")
    (tmp_path / "none").write_text("")
    for arguments, says in (
        ((true,), "--trust-own-key"),
        ((true, "--key", KEY, "--trust-own-key"), "een van de twee"),
        ((true, "--key", CO), "is de sleutel van een getuige (--witness), en --key vraagt er een van een logboek"),
        ((true, "--key", KEY, "--witness", KEY), "is de sleutel van een logboek (--key), en --witness vraagt"),
        ((true, "--key", ""), "--key is gegeven zonder sleutel erin"),
        ((tmp_path / "empty", "--key", KEY), "Er is geen checkpoint"),
        ((tmp_path / "nowhere", "--key", KEY), "is geen map, geen zipbestand"),
        ((true, "--key", KEY, "--token", tmp_path / "rubbish"), "bevat geen token: het is geen tekst"),
        ((true, "--key", KEY, "--token", tmp_path / "words"), "een token is één woord"),
        ((true, "--key", KEY, "--token", tmp_path / "none"), "een token is één woord"),
        ((true, "--key", KEY, "--token", tmp_path / "nowhere"), "Het is niet te lezen: [Errno 2]"),
        (
            (true, "--key", KEY, "--kept", tmp_path / "rubbish"),
            "rubbish bevat geen bewaarde checkpoint: this is not UTF-8",
        ),
        ((true, "--key", KEY, "--kept", tmp_path / "nowhere"), "Het is niet te lezen: [Errno 2]"),
    ):
        code, said = for_machines(*arguments)
        assert (code, said["true"]) == (2, None), arguments
        assert says in said["error"], arguments
        found = ran("verify", *arguments)
        assert (found.exit_code, found.stdout) == (2, ""), arguments
        assert found.stderr.strip()


def test_what_is_quoted_moves_no_cursor(tmp_path: Path) -> None:
    """Who writes a ledger does not write on the screen of who verifies it: no control codes, and no book."""
    stream = f"\x1b[2J\x9b1;1H\u202eHet logboek klopt.{'x' * 5_000}"
    made = orjson.dumps(orjson.loads(entry(1, 1, 2)) | {"stream": stream})
    found = ran("verify", written(tmp_path / "log", [made]), "--key", KEY)
    assert found.exit_code == 1
    assert "positie 1: \\x1b[2J\\x9b1;1H\\u202eHet logboek klopt." in found.stdout
    assert all(letter.isprintable() or letter == "\n" for letter in found.stdout)
    assert max(map(len, found.stdout.splitlines())) < 1_100


def test_its_own_key_is_believed_where_somebody_says_so(true: Path) -> None:
    """It ends with 0, and says what that does not show; a key of another is not believed for that."""
    code, said = for_machines(true, "--trust-own-key")
    assert (code, said["true"]) == (0, True)
    assert "wie dit maakte, kan alles verzonnen hebben" in said["unknown"][0]
    put(true, "vkey", f"{FORGER.verifier}\n".encode())
    assert for_machines(true, "--trust-own-key")[0] == 1


def test_the_help_says_what_it_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    """To believe a key that comes along; and what the exit codes are."""
    monkeypatch.setenv("COLUMNS", "300")
    said = " ".join(ran("verify", "--help").stdout.split())
    assert "kan alles verzonnen hebben, ook de sleutel" in said
    assert "Einde 0: het klopt; 1: het klopt niet; 2: het was niet te zeggen" in said


def test_an_export_is_kept_and_is_true(tmp_path: Path, true: Path) -> None:
    """With the key that somebody gives, or that of the log itself, which is said."""
    for name, more in (("a.zip", ("--key", KEY, "--witness", CO)), ("b.zip", ())):
        found = ran("ledger", "export", true, "-o", tmp_path / name, *more)
        assert (found.exit_code, found.stdout) == (0, f"5 feiten in {tmp_path / name}\n")
        assert ("Zonder --key" in found.stderr) == (not more)
        assert for_machines(tmp_path / name, "--key", KEY, "--witness", CO)[0] == 0


def test_an_export_that_is_not_signed_ends_with_1(tmp_path: Path) -> None:
    """And nothing is kept."""
    forged = written(tmp_path / "forged", entries(5), signer=FORGER)
    found = ran("ledger", "export", forged, "-o", tmp_path / "x.zip", "--key", KEY)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith("Er is niets bewaard: dit is niet getekend door koploper.example/events/log")
    assert not (tmp_path / "x.zip").exists()


def test_an_export_that_cannot_be_read_ends_with_2(tmp_path: Path, true: Path) -> None:
    """No log, no key, no witness's word, no room to keep it: nothing is kept, and it is said why."""
    (tmp_path / "empty").mkdir()
    other = Signer("witness.example/w2", 4, b"2" * 32).verifier
    for arguments, says in (
        ((tmp_path / "empty", "-o", tmp_path / "x.zip", "--key", KEY), "Er is geen checkpoint"),
        ((true, "-o", tmp_path / "x.zip", "--key", CO), "is de sleutel van een getuige"),
        ((true, "-o", tmp_path / "x.zip", "--witness", other), "tekende niet voor deze 5 feiten"),
        ((true, "-o", tmp_path / "nowhere" / "x.zip", "--key", KEY), "No such file"),
    ):
        found = ran("ledger", "export", *arguments)
        assert (found.exit_code, found.stdout) == (2, ""), arguments
        assert says in found.stderr
    assert not (tmp_path / "x.zip").exists()
