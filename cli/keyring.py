"""Tokens at hand for the commands of this machine: made, written to files, and shown to a system that wants them."""

import os
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

from cli.cannot import CannotRun
from cli.language import say
from shared.actor import Actor, Role
from shared.auth.tokens import WrongTokens, hashed, table
from shared.clock import Ids

HASHES: Final = "tokens.toml"
"""For the services: `KOPLOPER_TOKENS_FILE`."""
SECRETS: Final = "people.toml"
"""For whoever gives commands: `--tokens`."""
ROLES: Final[tuple[Role, ...]] = tuple(role for role in get_args(Role) if role != "system")


@dataclass(frozen=True, slots=True)
class Keyring:
    """Tokens by actor (`adviser;id=…`), or by role alone."""

    file: Path
    tokens: Mapping[str, str]

    def token(self, actor: Actor) -> str:
        """The actor's own token, or one of the role; raises CannotRun when there is none."""
        found = self.tokens.get(str(actor)) or self.tokens.get(actor.role)
        found = found or next((token for name, token in self.tokens.items() if name.startswith(f"{actor.role};")), None)
        if found is None:
            raise CannotRun(
                say(
                    f"In {self.file} staat geen token voor de rol {actor.role}; er is niets gedaan. "
                    f"Maak er een met `koploper token {actor.role}` en zet hem erbij.",
                    f"{self.file} has no token for the role {actor.role}; nothing was done. "
                    f"Make one with `koploper token {actor.role}` and add it.",
                )
            )
        return found


def read(file: Path) -> Keyring:
    """The tokens in a file of lines `"<role>;id=<uuid>" = "<token>"`, or `<role> = "<token>"`; raises CannotRun."""
    try:
        lines = table(file)
    except WrongTokens as wrong:
        raise _unusable(str(wrong)) from wrong
    wrong_names = [name for name in lines if name.partition(";")[0] not in ROLES]
    if wrong_names or not all(isinstance(token, str) for token in lines.values()):
        raise _unusable(
            f'{file}: each line is "<role>;id=<uuid>" = "<token>" (wrong: {", ".join(wrong_names) or "a token"}).'
        )
    return Keyring(file, {name: str(token) for name, token in lines.items()})


def _unusable(why: str) -> CannotRun:
    return CannotRun(
        say(f"De tokens kunnen niet worden gebruikt: {why}", f"The tokens cannot be used: {why} Nothing was done.")
    )


def made(ids: Ids) -> str:
    """A new token that nobody can guess."""
    return urlsafe_b64encode(ids.secret(32)).decode().rstrip("=")


def line(token: str, actor: Actor) -> str:
    """What the services' file says of a token."""
    return f'"{hashed(token)}" = "{actor}"'


def write(folder: Path, actors: Iterable[Actor], ids: Ids) -> None:
    """Write two new files for these actors: hashes for the services, and tokens that only their owner may read.

    Raises CannotRun when the files are there already, or cannot be written; no token is ever overwritten.
    """
    tokens = {actor: made(ids) for actor in actors}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _new(folder / SECRETS, 0o600, (f'"{actor}" = "{token}"' for actor, token in tokens.items()))
        _new(folder / HASHES, 0o644, (line(token, actor) for actor, token in tokens.items()))
    except OSError as wrong:
        raise CannotRun(
            say(
                f"De tokens kunnen niet in {folder} worden geschreven ({wrong.strerror}); kies een andere map.",
                f"The tokens cannot be written in {folder} ({wrong.strerror}); choose another folder.",
            )
        ) from wrong


def _new(file: Path, mode: int, lines: Iterable[str]) -> None:
    with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "w") as opened:
        opened.writelines(f"{each}\n" for each in lines)
