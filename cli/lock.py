"""Who uses a data folder: one process at a time, which says where it answers."""

import fcntl
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from cli.cannot import CannotRun
from cli.language import say

LOCK: Final = "lock"


@dataclass(frozen=True)
class Lock:
    """The right to use a data folder; it ends with this process, however it ends."""

    file: IO[str]

    @classmethod
    def take(cls, data: Path) -> "Lock":
        """Take the folder, which is made when it is not there; raises CannotRun with what is in the way."""
        try:
            data.mkdir(parents=True, exist_ok=True)
            file = (data / LOCK).open("a+")
        except OSError as wrong:
            raise CannotRun(
                say(
                    f"In de map {data} kan niet worden geschreven ({wrong.strerror}); er is niets veranderd. "
                    "Kies een andere met DATA=.",
                    f"The folder {data} cannot be written ({wrong.strerror}); nothing was touched. "
                    "Choose another with DATA=.",
                )
            ) from wrong
        if not _locked(file):
            file.close()
            raise CannotRun(
                say(
                    f"Er draait al een Koploper op de gegevens in {data}; er is niets veranderd. "
                    "Stop die eerst, of kies een andere map met DATA=.",
                    f"Another Koploper runs on the data in {data}; nothing was touched. "
                    "Stop it first, or choose another folder with DATA=.",
                )
            )
        file.truncate(0)
        return cls(file)

    def answers_at(self, address: str) -> None:
        """Say where this process answers, for commands that find the folder taken."""
        self.file.write(address)
        self.file.flush()

    def release(self) -> None:
        """Give the folder back; on a full disk an old address may stay behind, which nobody believes without a lock."""
        with suppress(OSError):
            self.file.truncate(0)
        with suppress(OSError):
            self.file.close()


def holder(data: Path) -> str | None:
    """Where the process that holds this folder answers; None when nobody holds it.

    Raises CannotRun when it is held by a process that has not said where.
    """
    if not (data / LOCK).exists():
        return None
    with (data / LOCK).open("r") as file:
        if _locked(file):
            return None
        if address := file.read():
            return address
    raise CannotRun(
        say(
            f"De gegevens in {data} zijn in gebruik, maar er antwoordt nog niemand; probeer het zo weer.",
            f"The data in {data} are in use, but nobody answers yet; try again in a moment.",
        )
    )


def _locked(file: IO[str]) -> bool:
    """Take the lock of an open file, if it is free; closing the file gives it back."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
