"""What the ledger is told from outside."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.contracts import FOLDER


class Settings(BaseSettings):
    """`KOPLOPER_STORE_URL`: the address of the ledger's own store; `KOPLOPER_CONTRACTS`: the folder of contracts."""

    model_config = SettingsConfigDict(env_prefix="KOPLOPER_", frozen=True)

    store_url: str
    contracts: Path = FOLDER
