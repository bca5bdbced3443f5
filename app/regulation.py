"""The rules of regulators that ship with the program (`quality/rules/*.toml`)."""

from __future__ import annotations

from functools import cache
from importlib import resources

from quality.deadlines import RuleBook, load


@cache
def rule_book() -> RuleBook:
    """All of them, checked."""
    folder = resources.files("quality") / "rules"
    files = sorted((entry for entry in folder.iterdir()), key=lambda entry: entry.name)
    return load(
        {file.name: file.read_text(encoding="utf-8") for file in files if file.name.endswith(".toml")}
    )
