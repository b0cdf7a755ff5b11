"""What a served service is told from outside; all that is wrong with it is told at once, before anything is opened."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from shared.actor import Actor
from shared.auth import tokens
from shared.auth.tokens import WrongTokens
from shared.bus.settings import KafkaSettings

PREFIX: Final = "KOPLOPER_"
ADDRESSES: Final = ("STORE_URL", "STORE_PASSWORD_FILE", "LEDGER_URL", "LEDGER_TOKEN_FILE")
KINDS: Final = ("postgresql", "sqlite")
EXAMPLES: Final[Mapping[str, str]] = {
    "KOPLOPER_STORE_URL": "postgresql://intake@db:5432/intake, or sqlite:////srv/koploper/intake.db",
    "KOPLOPER_STORE_PASSWORD_FILE": "/run/secrets/store",
    "KOPLOPER_TOKENS_FILE": "/run/secrets/tokens.toml, with lines of `koploper token ROLE`",
    "KOPLOPER_HOST": "0.0.0.0 in a container, 127.0.0.1 elsewhere",
    "KOPLOPER_PORT": "8000",
    "KOPLOPER_WAIT": "60 (seconds)",
    "KOPLOPER_LEDGER_URL": "http://events:8000",
    "KOPLOPER_LEDGER_TOKEN_FILE": "/run/secrets/ledger, with a token of an auditor or operator",
    "KOPLOPER_KAFKA_URL": "kafka-1:9092,kafka-2:9092",
    "KOPLOPER_KAFKA_SECURITY": "plaintext, ssl, sasl_plaintext or sasl_ssl",
    "KOPLOPER_KAFKA_MECHANISM": "SCRAM-SHA-512 or PLAIN",
    "KOPLOPER_KAFKA_USER": "intake",
    "KOPLOPER_KAFKA_PASSWORD_FILE": "/run/secrets/kafka",
    "KOPLOPER_KAFKA_CA_FILE": "/run/secrets/kafka-ca.pem",
    "KOPLOPER_LEDGER_KEY": "/var/lib/koploper/ledger.key, on a disk that all replicas of the ledger have",
    "KOPLOPER_LEDGER_ORIGIN": "koploper.example.nl/events/log",
    "KOPLOPER_WITNESSES": "https://witness.example.nl witness.example.nl/w1+a1b2c3d4+BD…, with commas between them",
    "KOPLOPER_LEDGER_STANDBY": "postgresql://events@standby:5432/events",
    "KOPLOPER_CONTRACTS": "a folder of *.schema.json; leave it out for the one that comes along",
}


class ServeSettings(BaseSettings):
    """`KOPLOPER_…`: where the store is, where to listen, who may act, and where a restored store finds the ledger."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    store_url: str
    store_password_file: Path | None = None
    tokens_file: Path
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    wait: float = Field(default=60.0, ge=0, le=3600)
    """Seconds that the store and Kafka get to answer at the start."""
    ledger_url: str | None = None
    ledger_token_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """A setting that is wrong: its name, what is wrong with it, and what it may be set to."""

    name: str
    wrong: str

    @property
    def example(self) -> str:
        return EXAMPLES.get(self.name, "")


class Mistakes(Exception):
    """Settings with which nothing can be started; nothing was opened."""

    def __init__(self, found: list[Mistake]) -> None:
        super().__init__("; ".join(f"{each.name}: {each.wrong}" for each in found))
        self.found: Final = found


@dataclass(frozen=True, slots=True)
class Told:
    """Settings that are in order as far as that shows without a connection."""

    serve: ServeSettings
    kafka: KafkaSettings
    actors: Mapping[str, Actor]


def told(own: type[BaseSettings]) -> Told:
    """Read this process's settings, with those of Kafka and the service's `own`; raises Mistakes with all of them."""
    mistakes: list[Mistake] = []
    serve, bus = _read(ServeSettings, mistakes), _read(KafkaSettings, mistakes)
    _read(own, mistakes)
    mistakes += _looked_into({name: os.environ.get(f"{PREFIX}{name}") for name in ADDRESSES})
    actors: Mapping[str, Actor] = {}
    if file := os.environ.get(f"{PREFIX}TOKENS_FILE"):
        try:
            actors = tokens.read(Path(file))
        except WrongTokens as wrong:
            mistakes += [Mistake(f"{PREFIX}TOKENS_FILE", each) for each in wrong.mistakes]
    if mistakes or serve is None or bus is None:
        raise Mistakes(list(dict.fromkeys(mistakes)))
    return Told(serve, bus, actors)


def _read(settings: type[BaseSettings], mistakes: list[Mistake]) -> Any:
    """The settings, or None and what is wrong with them."""
    try:
        return settings()
    except ValidationError as wrong:
        prefix = settings.model_config.get("env_prefix", "")
        for error in wrong.errors(include_url=False, include_input=False):
            name = prefix + "_".join(str(part) for part in error["loc"]).upper()
            mistakes.append(Mistake(name, "it is not set" if error["type"] == "missing" else error["msg"]))
        return None


def _looked_into(values: Mapping[str, str | None]) -> Iterator[Mistake]:
    """What is wrong with addresses and files themselves, also where other settings are not in order."""
    if (url := values["STORE_URL"]) and (wrong := _wrong_store(url)):
        yield Mistake(f"{PREFIX}STORE_URL", wrong)
    if (url := values["LEDGER_URL"]) and not url.startswith(("http://", "https://")):
        yield Mistake(f"{PREFIX}LEDGER_URL", "it is no http:// or https:// address")
    for name in ("STORE_PASSWORD_FILE", "LEDGER_TOKEN_FILE"):
        if (file := values[name]) and (wrong := _wrong_secret(Path(file))):
            yield Mistake(f"{PREFIX}{name}", wrong)
    if values["LEDGER_URL"] and not values["LEDGER_TOKEN_FILE"]:
        yield Mistake(f"{PREFIX}LEDGER_TOKEN_FILE", "it is not set; the ledger shows all of its log by token only")


def _wrong_store(url: str) -> str | None:
    try:
        kind = make_url(url).get_backend_name()
    except (ArgumentError, ValueError):
        return "it is no address of a store"
    return None if kind in KINDS else f"it is an address of {kind}; a store is PostgreSQL or SQLite"


def _wrong_secret(file: Path) -> str | None:
    try:
        return None if file.read_text().strip() else f"{file} is empty"
    except OSError as wrong:
        return f"{file} cannot be read ({wrong.strerror})"
    except ValueError:
        return f"{file} is not text"
