"""`koploper up` on a disk without room for even a line."""

import socket
from pathlib import Path

import pytest

from cli import demo, up
from cli.system import CannotRun, Lock


def full(*_: object) -> bool:
    with Path("/dev/full").open("w") as file:
        file.write("loading\n")
    return True


async def test_no_room_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That nothing can be written is a sentence, not a traceback."""
    monkeypatch.setattr(demo, "wanted", full)
    monkeypatch.setattr("cli.serving.http.listening", lambda *_: socket.socketpair()[0])
    with pytest.raises(CannotRun, match=r"kunnen niet worden gebruikt.*No space left on device"):
        await up.up(tmp_path, 1, with_demo=True)


def test_a_lock_is_given_back_all_the_same() -> None:
    """What could not be written to the lock does not keep anybody from stopping."""
    lock = Lock(Path("/dev/full").open("a+"))  # noqa: SIM115 - the lock closes it
    with pytest.raises(OSError, match="No space left on device"):
        lock.answers_at("http://127.0.0.1:1")
    lock.release()
    assert lock.file.closed
