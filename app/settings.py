"""Settings from the environment, all named LOTGRAPH_*; every one has a default.

Promises: an empty variable counts as not set; secrets are read from a file or the environment and never
printed. Refuses: a value of the wrong kind.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ModelWrapValidatorHandler, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import ConfigurationError

MOST_NUMBER = 10_000


def default_data_dir() -> Path:
    """The platform's folder for a user's data."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "lotgraph"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "lotgraph"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "lotgraph"


def _kind_of(name: object, error: str, context: Mapping[str, object]) -> str:
    """What a setting must be, by pydantic's error."""
    if error.startswith("bool"):
        return "1 or 0"
    least = 0 if name in ("kpi_hours", "alarm_seconds") else 1
    numbers = f"a whole number from {least} to {MOST_NUMBER}"
    return str(context["expected"]) if error == "literal_error" else numbers


class Settings(BaseSettings):
    """What a run can be told from outside."""

    model_config = SettingsConfigDict(
        env_prefix="LOTGRAPH_", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    data_dir: Path = default_data_dir()
    neo4j_uri: str = ""
    neo4j_user: str = "neo4j"
    neo4j_database: str = "neo4j"
    neo4j_password: SecretStr = SecretStr("")
    neo4j_password_file: Path | None = None
    insecure_bolt: bool = False
    insecure_no_auth: bool = False
    behind_proxy: bool = False
    password_file: Path | None = None
    password_days: int = Field(365, gt=0, le=MOST_NUMBER)
    lockout_failures: int = Field(5, gt=0, le=MOST_NUMBER)
    lockout_minutes: int = Field(15, gt=0, le=MOST_NUMBER)
    session_idle_minutes: int = Field(30, gt=0, le=MOST_NUMBER)
    session_hours: int = Field(12, gt=0, le=MOST_NUMBER)
    oidc_issuer: str = ""
    oidc_audience: str = ""
    oidc_jwks: str = ""
    oidc_claim: str = "sub"
    oidc_client_id: str = ""
    oidc_client_secret_file: Path | None = None
    oidc_redirect: str = ""
    documents: Path | None = None
    documents_mode: Literal["off", "prefer", "only"] = "off"
    stock_executor: bool = False
    ingest_mb: int = Field(1024, gt=0, le=MOST_NUMBER)
    ingest_days: int = Field(30, gt=0, le=MOST_NUMBER)
    kpi_hours: int = Field(24, ge=0, le=MOST_NUMBER)
    alarm_seconds: int = Field(60, ge=0, le=MOST_NUMBER)
    actor: str = ""
    debug: bool = False

    @model_validator(mode="wrap")
    @classmethod
    def _explained(cls, values: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """The settings; switches, numbers and choices can be of the wrong kind, since all else is text."""
        try:
            return handler(values)
        except ValidationError as error:
            wrong: dict[str, list[str]] = {}
            for found in error.errors():
                kind = _kind_of(found["loc"][0], found["type"], found.get("ctx", {}))
                wrong.setdefault(kind, []).append(f"LOTGRAPH_{found['loc'][0]}".upper())
            raise ConfigurationError(
                "; ".join(f"{', '.join(names)} must be {kind}" for kind, names in wrong.items()),
                "Set it so or unset it; README.md, Configuration, tells what it does.",
            ) from None

    def password(self) -> str:
        """Neo4j's password, from the file where one is named."""
        if self.neo4j_password_file is not None:
            try:
                return self.neo4j_password_file.read_text("utf-8").rstrip("\n")
            except OSError as error:
                raise ConfigurationError(
                    f"the password file can't be read ({error.strerror})",
                    "Check LOTGRAPH_NEO4J_PASSWORD_FILE and its permissions.",
                ) from error
        return self.neo4j_password.get_secret_value()

    @property
    def key_folder(self) -> Path:
        """Where the keys are that sign the ledger."""
        return self.data_dir / "keys"

    def who(self) -> str:
        """The actor of commits made from this command line; never an account, which proves that it is one."""
        if self.actor.strip().casefold().startswith("account:"):
            raise ConfigurationError(
                "LOTGRAPH_ACTOR names an account, and nobody showed a password",
                "Name the program or the person otherwise; an account acts with --as NAME.",
            )
        return self.actor or f"os:{getpass.getuser()}"
