"""What gates and workflows say is said in Chinese, too, with the same values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import quality
from quality.words import said
from quality.workflows import WORKFLOWS

SOURCES = sorted(Path(*quality.__path__).glob("*.py"))


def pairs() -> Iterator[tuple[str, str]]:
    """Every text that stands in two languages in a module of decisions."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYS:
                texts = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant)]
                if len(texts) == 2:
                    yield str(texts[0]), str(texts[1])


SAYS = ("Words", "said")
PAIRS = sorted(set(pairs()))


def values(text: str) -> set[str]:
    """The names of what is put in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_languages_say_the_same_values(english: str, chinese: str) -> None:
    assert values(english) == values(chinese)
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert not re.search("[\u4e00-\u9fff]", english)


def test_every_command_of_every_workflow_is_described_in_both() -> None:
    told = {(one.description.en, one.description.zh) for one in WORKFLOWS}
    told |= {(step.description.en, step.description.zh) for one in WORKFLOWS for step in one.steps}
    assert len(told) > 70
    assert all(re.search("[\u4e00-\u9fff]", chinese) for _, chinese in told)


def test_what_is_put_in_stays_as_it_is() -> None:
    both = said("{lot} is held", "{lot} 被冻结", lot="lot:t/{x}/1")
    assert (both.en, both.zh) == ("lot:t/{x}/1 is held", "lot:t/{x}/1 被冻结")
