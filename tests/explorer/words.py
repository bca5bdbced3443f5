"""The explorer's own texts, so that tests find things by what people read."""

from __future__ import annotations

import json
import re
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_FOLDERS = (_ROOT / "explorer" / "src" / "i18n", _ROOT / "app" / "reports" / "texts")


class Words:
    """One language."""

    def __init__(self, language: str) -> None:
        read = [json.loads((folder / f"{language}.json").read_text("utf-8")) for folder in _FOLDERS]
        self._texts = {key: text for texts in read for key, text in texts.items()}

    def __call__(self, text: str, /, **values: object) -> str:
        """The text with its values."""
        entry = self._texts[text]
        said = entry if isinstance(entry, str) else entry["one" if values.get("n") == 1 else "other"]
        for name, value in values.items():
            said = said.replace(f"{{{name}}}", str(value))
        return str(said)

    def has(self, name: str) -> bool:
        """Whether there is such a text."""
        return name in self._texts

    def like(self, name: str) -> re.Pattern[str]:
        """The text with anything for its values."""
        parts = re.split(r"\{\w+\}", self(name))
        return re.compile(".*".join(map(re.escape, parts)))
