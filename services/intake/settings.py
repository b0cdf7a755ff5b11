"""What intake is told from outside."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """`KOPLOPER_STORE_URL`: the address of intake's own store.

    `KOPLOPER_DRAFT_DAYS`: how many days a draft is kept after it was saved last.
    """

    model_config = SettingsConfigDict(env_prefix="KOPLOPER_", frozen=True)

    store_url: str
    draft_days: Annotated[int, Field(ge=1, le=365)] = 30

    @property
    def draft_term(self) -> timedelta:
        return timedelta(days=self.draft_days)
