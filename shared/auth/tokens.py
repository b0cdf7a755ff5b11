"""Role tokens from a file: whoever shows a token acts as the actor under whose name its hash is written there.

The file is TOML, a line per token: `"<SHA-256 of the token, in hex>" = "<role>;id=<uuid>"`. Only hashes are in it, and
looking one up takes as long for a token that is nearly right as for any other.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from fastapi import Request

from shared.actor import Actor
from shared.web.problems import Problem, WrongInput
from shared.web.reader import CHALLENGE, HEADER

_HASH: Final = re.compile("[0-9a-f]{64}")
_BEARER: Final = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*)", re.IGNORECASE)


class WrongTokens(ValueError):
    """A file of tokens that cannot be used; `mistakes` has a sentence for each thing that is wrong."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__(" ".join(mistakes))
        self.mistakes = mistakes


def hashed(token: str) -> str:
    """What the file says of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def table(file: Path) -> Mapping[str, object]:
    """The lines of a file of tokens; raises WrongTokens when it cannot be read or is no TOML."""
    try:
        return tomllib.loads(file.read_text())
    except OSError as wrong:
        raise WrongTokens(f"{file} cannot be read ({wrong.strerror}).") from wrong
    except ValueError as wrong:  # not UTF-8, or not TOML; which includes the same line twice
        raise WrongTokens(f"{file} is not a file of lines name = value ({wrong}).") from wrong


def read(file: Path) -> dict[str, Actor]:
    """Who acts, by the hash of their token; raises WrongTokens with all that is wrong, and never with a token in it."""
    actors: dict[str, Actor] = {}
    mistakes: list[str] = []
    for number, (digest, name) in enumerate(table(file).items(), 1):
        try:
            actors[digest] = _person(digest, name)
        except ValueError as wrong:
            mistakes.append(f"Token {number} of {file}: {wrong}.")
    if not actors and not mistakes:
        mistakes.append(f"{file} names nobody, so nobody could do anything.")
    if mistakes:
        raise WrongTokens(*mistakes)
    return actors


def _person(digest: str, name: object) -> Actor:
    if not _HASH.fullmatch(digest):
        raise ValueError("its name is not a SHA-256 in 64 hex digits; `koploper token ROLE` prints the whole line")
    actor = Actor.parse(str(name))
    if actor.role == "system":
        raise ValueError("the system itself does not come over HTTP; give a person's role")
    return actor


@dataclass(frozen=True, slots=True)
class ByToken:
    """The actors of a process that others reach: the token tells, the local header never does."""

    actors: Mapping[str, Actor]
    scheme: ClassVar[Mapping[str, str]] = {
        "type": "http",
        "scheme": "bearer",
        "description": "Who acts, by a token of an operator. Without one one reads as the public.",
    }

    def __call__(self, request: Request) -> Actor | None:
        """Who asks; None, the public, where no token is shown. Raises Problem for a token that is nobody's."""
        if HEADER in request.headers:
            error = WrongInput(in_="header", pointer=f"/{HEADER}", code="not-here", detail="show a token instead")
            detail = f"{HEADER} is not believed here: show a token (Authorization: Bearer …). Nothing was changed."
            raise Problem(400, "invalid-input", detail, [error])
        shown = request.headers.getlist("Authorization")
        if not shown:
            return None
        if len(shown) > 1:
            error = WrongInput(in_="header", pointer="/Authorization", code="one", detail="show one token")
            raise Problem(400, "invalid-input", "More than one token was shown. Nothing was changed.", [error])
        found = _BEARER.fullmatch(shown[0])
        actor = self.actors.get(hashed(found[1])) if found else None
        if actor is None:
            detail = "This token is nobody's here. Nothing was changed; ask an operator for one."
            challenge = f'{CHALLENGE}, error="invalid_token"'
            raise Problem(401, "unknown-token", detail, headers={"WWW-Authenticate": challenge})
        return actor
