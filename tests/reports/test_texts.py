"""Both languages say the same things."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import orjson

from app.reports import texts
from app.reports.texts import LANGUAGES, named, say

FOLDER = Path(texts.__file__).parent
CATALOGUES = [orjson.loads((FOLDER / "texts" / f"{name}.json").read_bytes()) for name in LANGUAGES]


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_have_the_same_texts_in_the_same_order_with_the_same_values() -> None:
    english, chinese = CATALOGUES
    assert [*english] == [*chinese]
    assert [key for key in english if holes(english[key]) != holes(chinese[key])] == []


def test_every_text_that_a_report_says_is_there() -> None:
    source = "\n".join(path.read_text("utf-8") for path in FOLDER.glob("*.py"))
    said = set(re.findall(r'"((?:shown|table|pack)\.\w+)"', source))
    assert said
    assert said - set(CATALOGUES[0]) == set()


def test_a_name_that_has_no_word_stands_for_itself() -> None:
    assert named("zh-CN", "label", "Lot") == "批次"
    assert named("zh-CN", "label", "Unheard") == "Unheard"
    assert say("en", "shown.of", shown="1", total="2") == "1 of 2"


def test_every_kind_of_gap_and_note_has_a_word() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (FOLDER.parent / "questions").glob("*.py"))
    kinds = set(re.findall(r'\b(?:Gap|Note)\(\s*"(\w+)"', source))
    assert "hidden_by_site" in kinds
    assert [kind for kind in sorted(kinds) if f"gap.{kind}" not in CATALOGUES[1]] == []
