"""Where an engine is and who may enter.

Promises: everything a driver needs, immutable; printing one never shows the password. Refuses: to
open anything, and to know how one engine differs from another.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

EngineName: TypeAlias = Literal["arcadedb", "neo4j"]


@dataclass(frozen=True)
class Endpoint:
    engine: EngineName
    uri: str
    database: str
    user: str
    password: str = field(repr=False)
    password_file: Path | None = None

    @property
    def auth(self) -> tuple[str, str]:
        return self.user, self.password

    @property
    def is_encrypted(self) -> bool:
        """True for `bolt+s`, `neo4j+s` and their self-signed forms: the scheme decides."""
        return self.uri.partition(":")[0].endswith(("+s", "+ssc"))
