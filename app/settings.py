"""Settings from the environment, all named LOTGRAPH_*; every one has a default.

Promises: secrets are read from a file or the environment and never printed. Refuses: a Neo4j address
without a password.
"""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import ConfigurationError


def default_data_dir() -> Path:
    """The platform's folder for a user's data."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "lotgraph"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "lotgraph"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "lotgraph"


class Settings(BaseSettings):
    """What a run can be told from outside."""

    model_config = SettingsConfigDict(env_prefix="LOTGRAPH_", frozen=True, extra="ignore")

    data_dir: Path = default_data_dir()
    neo4j_uri: str = ""
    neo4j_user: str = "neo4j"
    neo4j_database: str = "neo4j"
    neo4j_password: SecretStr = SecretStr("")
    neo4j_password_file: Path | None = None
    insecure_bolt: bool = False
    insecure_no_auth: bool = False
    actor: str = ""
    debug: bool = False

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

    def who(self) -> str:
        """The actor of commits made from this command line."""
        return self.actor or f"os:{getpass.getuser()}"
