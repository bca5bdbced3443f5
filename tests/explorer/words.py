"""The explorer's own texts, so that tests find things by what people read."""

from __future__ import annotations

import json
import re
from pathlib import Path

_FOLDER = Path(__file__).parents[2] / "explorer" / "src" / "i18n"


class Words:
    """One catalogue."""

    def __init__(self, language: str) -> None:
        self._texts = json.loads((_FOLDER / f"{language}.json").read_text("utf-8"))

    def __call__(self, text: str, /, **values: object) -> str:
        """The text with its values."""
        entry = self._texts[text]
        said = entry if isinstance(entry, str) else entry["one" if values.get("n") == 1 else "other"]
        for name, value in values.items():
            said = said.replace(f"{{{name}}}", str(value))
        return str(said)

    def like(self, name: str) -> re.Pattern[str]:
        """The text with anything for its values."""
        parts = re.split(r"\{\w+\}", self(name))
        return re.compile(".*".join(map(re.escape, parts)))
