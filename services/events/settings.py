"""What the ledger is told from outside."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from services.events.signed import witnesses
from services.events.signed.witnesses import Witness
from shared.contracts import FOLDER


def _witnesses(written: Any) -> Any:
    return witnesses.read(written) if isinstance(written, str) else written


def _standby(url: str | None) -> str | None:
    if url and not url.startswith("postgresql://"):
        raise ValueError("it is no address of a PostgreSQL server, such as postgresql://events@standby/events")
    return url or None


class Settings(BaseSettings):
    """`KOPLOPER_STORE_URL`: the address of the ledger's own store; `KOPLOPER_CONTRACTS`: the folder of contracts.

    `KOPLOPER_LEDGER_KEY`: the file of the keys it signs with, made where there is none; `KOPLOPER_LEDGER_ORIGIN`: the
    name it signs under, for ever: the address of its log without a scheme, as C2SP tlog-tiles advises;
    `KOPLOPER_WITNESSES`: who vouches for it, an address and a key each (`http://w:8100 witness.example/w1+…`), with
    commas between them; `KOPLOPER_LEDGER_STANDBY`: the address of a standby of the store, which has to have what is
    signed.
    """

    model_config = SettingsConfigDict(env_prefix="KOPLOPER_", frozen=True)

    store_url: str
    contracts: Path = FOLDER
    ledger_key: Path | None = None
    ledger_origin: str = "localhost/events/log"
    witnesses: Annotated[tuple[Witness, ...], NoDecode, BeforeValidator(_witnesses)] = ()
    ledger_standby: Annotated[str | None, AfterValidator(_standby)] = None
