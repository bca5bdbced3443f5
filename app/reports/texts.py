"""The texts of reports in the languages that there are: `texts/*.json`, of which the explorer's build takes
the names of types and columns, too, so that screen and paper say the same.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final, Literal, cast, get_args

import orjson

Language = Literal["en", "zh-CN"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


def say(language: Language, text: str, **values: str) -> str:
    """A text with its values; a text that is in no catalogue is a mistake of ours."""
    return _catalogue(language)[text].format_map(values)


def named(language: Language, group: str, name: str) -> str:
    """The word for a name that the model gives; the name itself where there is none."""
    return _catalogue(language).get(f"{group}.{name}", name)


@cache
def _catalogue(language: Language) -> dict[str, str]:
    file = files("app.reports") / "texts" / f"{language}.json"
    return cast("dict[str, str]", orjson.loads(file.read_bytes()))
