"""What publication is told from outside."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """`KOPLOPER_STORE_URL`: the address of publication's own store."""

    model_config = SettingsConfigDict(env_prefix="KOPLOPER_", frozen=True)

    store_url: str
