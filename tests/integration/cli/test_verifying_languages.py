"""What `koploper verify` and `koploper ledger export` say to people is Dutch, or English for who asks for that."""

import asyncio
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from cli.main import app
from shared.notes import checkpoint, note
from shared.notes.keys import Signer
from shared.notes.note import Note
from shared.testing.running import running
from tests.integration.cli.test_dossier import changed, relisted
from tests.integration.services.events.dossiers import packed, signed_and_made, unpacked
from tests.integration.services.events.test_signed import signing
from tests.unit.cli.verify.logs import LOG, ORIGIN, WITNESS, entries, entry, put, written

KEY: Final = str(LOG.verifier)
CO: Final = str(WITNESS.verifier)
FORGER: Final = Signer(ORIGIN, 1, b"f" * 32)
QUOTED: Final = re.compile(
    r"(?<=: )(?:the signature is not of this text|the leaf at 1 leads to another root than the tree of 10 has)"
)
"""Sentences of a library, which stand behind a colon as they are."""
FOREIGN: Final = {
    "nl": r"the|and|not|this|that|it|its|are|has|have|which|these|from|there|no|signed|entry|entries|facts?|files?",
    "en": r"het|een|de|niet|en|van|zijn|feit|feiten|er|dit|die|dat|naar|voor|geen|stroom|stromen|bestand|bestanden",
}
LANGUAGES: Final = pytest.mark.parametrize("language", ["nl", "en"])


def ran(*arguments: object) -> tuple[int, str]:
    """Its exit code, and all that people read of it."""
    done = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    return done.exit_code, done.stdout + done.stderr


def foreign(language: str, said: str, folder: Path) -> list[str]:
    """The words of it that are of the other language."""
    own = QUOTED.sub("", said.replace(str(folder), "").replace("tile/entries/", ""))
    return re.findall(rf"\b(?:{FOREIGN[language]})\b", own, re.IGNORECASE)


def sentences(told: object) -> Iterator[str]:
    """All of an answer that is a sentence; what is wrong is of a kind, by a word for machines, beside one."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, list):
        for each in told:
            yield from sentences(each)
    elif isinstance(told, dict):
        for name, each in told.items():
            if name not in {"of", "what"}:
                yield from sentences(each)


def verified(language: str, folder: Path, *arguments: object) -> int:
    """Verify it for people and for machines, in this language only; gives the exit code."""
    code, said = ran("verify", *arguments)
    again, told = ran("verify", *arguments, "--json")
    for each in (said, *sentences(json.loads(told))):
        assert each.strip()
        assert foreign(language, each, folder) == [], each
    assert again == code
    return code


@LANGUAGES
def test_a_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """A true one, a false one, a forged one, one that could not be told."""
    monkeypatch.setenv("KOPLOPER_TAAL", language)
    true = written(tmp_path / "a", entries(5))
    signed = note.read((true / "checkpoint").read_bytes())
    for more, code in (
        (("--key", KEY, "--witness", CO, "--kept", true / "checkpoint"), 0),
        (("--trust-own-key",), 0),
        (("--key", FORGER.verifier), 1),
        (("--key", KEY, "--witness", Signer("witness.example/w2", 4, b"2" * 32).verifier), 2),
    ):
        assert verified(language, tmp_path, true, *more) == code, more
    lies = [entry(1, 1, 2), entry(1, 2, 1), entry(3, 1, 2), entry(4, 3, 1, reaction="r", causationid=""), b"{}"]
    false = written(tmp_path / "b", lies, told=checkpoint.read(signed.text))
    put(false, "tile/0/000.p/5", b"short")
    put(false, "strange", b"")
    assert verified(language, tmp_path, false, "--key", KEY) == 1
    put(true, "checkpoint", Note(signed.text, (replace(signed.signatures[0], signature=b"0" * 64),)).written)
    assert verified(language, tmp_path, true, "--key", KEY) == 1
    assert verified(language, tmp_path, written(tmp_path / "c", entries(6)), "--key", KEY, "--kept", false) == 2
    put(true, "checkpoint", signed.written)
    (true / "tile/entries/000.p/5").unlink()
    assert verified(language, tmp_path, true, "--key", KEY) == 1


@LANGUAGES
def test_what_cannot_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """Of keys, files, addresses and zip files; an export says it as well."""
    monkeypatch.setenv("KOPLOPER_TAAL", language)
    true = written(tmp_path / "a", entries(1))
    (tmp_path / "empty").mkdir()
    (tmp_path / "two").write_text("x y")
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as made:
        made.writestr("../out", b"")
    for arguments, code in (
        ((true,), 2),
        ((true, "--key", CO), 2),
        ((true, "--key", ""), 2),
        ((true, "--key", KEY, "--token", tmp_path / "two"), 2),
        ((tmp_path / "empty", "--key", KEY), 2),
        ((tmp_path / "two", "--key", KEY), 2),
        ((tmp_path / "nowhere", "--key", KEY), 2),
        ((tmp_path / "out.zip", "--key", KEY), 1),
    ):
        assert verified(language, tmp_path, *arguments) == code, arguments
    for source, key, code in ((true, KEY, 0), (true, FORGER.verifier, 1), (tmp_path / "empty", KEY, 2)):
        ended, said = ran("ledger", "export", source, "-o", tmp_path / "x.zip", "--key", key)
        assert (ended, foreign(language, said, tmp_path)) == (code, []), said


@LANGUAGES
def test_a_dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """A true one, one with another fact, one that holds what it does not list, and none."""
    monkeypatch.setenv("KOPLOPER_TAAL", language)
    (tmp_path / "ledger").mkdir()

    async def make() -> bytes:
        async with running(tmp_path / "ledger", signing) as now:
            return await signed_and_made(now)

    made = asyncio.run(make())
    files = unpacked(made)
    key = files["vkey"].decode().strip()
    (tmp_path / "a.zip").write_bytes(made)
    (tmp_path / "b.zip").write_bytes(packed(relisted(changed(files))))
    (tmp_path / "c.zip").write_bytes(packed({**files, "more": b""}))
    (tmp_path / "d.zip").write_bytes(packed({**files, "manifest.json": b"{}"}))
    codes = [verified(language, tmp_path, tmp_path / f"{name}.zip", "--key", key) for name in "abcd"]
    assert codes == [0, 1, 1, 1]
