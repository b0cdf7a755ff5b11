"""Where Kafka is and who we are there.

`KOPLOPER_KAFKA_URL`, `KOPLOPER_KAFKA_SECURITY`, `KOPLOPER_KAFKA_MECHANISM`, `KOPLOPER_KAFKA_USER`,
`KOPLOPER_KAFKA_PASSWORD_FILE`, `KOPLOPER_KAFKA_CA_FILE`, `KOPLOPER_KAFKA_SESSION_SECONDS` and
`KOPLOPER_KAFKA_REPLICATION` of the environment.
"""

from pathlib import Path
from typing import Any, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_BROKER: Final = r"[^\s,:/]+:\d{1,5}"


class KafkaSettings(BaseSettings):
    """The settings of whoever speaks with Kafka; all mistakes are told at once."""

    model_config = SettingsConfigDict(env_prefix="KOPLOPER_KAFKA_", frozen=True)

    url: str = Field(pattern=rf"^{_BROKER}(,{_BROKER})*$")
    """`host:port[,host:port…]`: brokers to begin with."""
    security: Literal["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"] = "plaintext"
    mechanism: Literal["SCRAM-SHA-512", "PLAIN"] = "SCRAM-SHA-512"
    user: str | None = None
    password_file: Path | None = None
    ca_file: Path | None = None
    session_seconds: float = Field(default=6.0, gt=0)
    """How long a group waits for a member that says nothing, before others get its partitions."""
    replication: int = Field(default=1, ge=1)
    """Copies of each partition; 3 where there are three brokers."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """SASL needs a user and a password; files must be there."""
        if self.security.startswith("sasl") and (self.user is None or self.password_file is None):
            raise ValueError("with SASL both KOPLOPER_KAFKA_USER and KOPLOPER_KAFKA_PASSWORD_FILE are needed")
        for name, file in (("PASSWORD", self.password_file), ("CA", self.ca_file)):
            if file is not None and not file.is_file():
                raise ValueError(f"KOPLOPER_KAFKA_{name}_FILE names {file}, which is not a file")
        return self

    @property
    def password(self) -> str:
        """What the password's file holds, without the line's end; empty without a file."""
        return "" if self.password_file is None else self.password_file.read_text().rstrip("\r\n")

    def librdkafka(self) -> dict[str, Any]:
        """The same in librdkafka's words, which the confluent client takes."""
        config: dict[str, Any] = {"bootstrap.servers": self.url, "security.protocol": self.security}
        if self.security.startswith("sasl"):
            config |= {"sasl.mechanism": self.mechanism, "sasl.username": self.user, "sasl.password": self.password}
        if self.ca_file is not None:
            config["ssl.ca.location"] = str(self.ca_file)
        return config

    def kafka_python(self) -> dict[str, Any]:
        """The same in the words of kafka-python's admin client."""
        config: dict[str, Any] = {
            "bootstrap_servers": self.url.split(","),
            "security_protocol": self.security.upper(),
        }
        if self.security.startswith("sasl"):
            config |= {
                "sasl_mechanism": self.mechanism,
                "sasl_plain_username": self.user,
                "sasl_plain_password": self.password,
            }
        if self.ca_file is not None:
            config["ssl_cafile"] = str(self.ca_file)
        return config
