"""What the program says in two languages is said in both with the same values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import app
import quality
from quality.words import Words, listed, said
from quality.workflows import WORKFLOWS

SOURCES = sorted(path for one in (app, quality) for path in Path(*one.__path__).rglob("*.py"))


def pairs() -> Iterator[tuple[str, str]]:
    """Every text that stands in two languages in a module."""
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
    # A name such as UDI-DI is the same in both.
    assert re.search("[\u4e00-\u9fff\uff00-\uffef]", chinese) or not re.search("[a-z]", english)
    assert not re.search("[\u4e00-\u9fff]", english)


def test_every_command_of_every_workflow_is_described_in_both() -> None:
    told = {(one.description.en, one.description.zh) for one in WORKFLOWS}
    told |= {(step.description.en, step.description.zh) for one in WORKFLOWS for step in one.steps}
    assert len(told) > 70
    assert all(re.search("[\u4e00-\u9fff]", chinese) for _, chinese in told)


def test_what_is_put_in_stays_as_it_is() -> None:
    both = said("{lot} is held", "{lot} 被冻结", lot="lot:t/{x}/1")
    assert (both.en, both.zh) == ("lot:t/{x}/1 is held", "lot:t/{x}/1 被冻结")


def test_a_value_of_two_languages_is_put_in_in_that_of_the_text() -> None:
    both = said("{lot} has {what}", "{lot} 有{what}", lot="L1", what=Words("gaps", "缺口"))
    assert (both.en, both.zh) == ("L1 has gaps", "L1 有缺口")
    assert listed([both, Words("and so on", "等等")]) == Words("L1 has gaps; and so on", "L1 有缺口；等等")


# What people meet in the forms of the explorer is refused in these.
FORMS = (
    *("working", "corrections", "approvals", "stated", "scopes"),
    *("case/acting", "case/papers", "case/reading", "identity/sign_in", "identity/passwords"),
    *("indicators/targets", "indicators/comparing", "questions/errors", "api/deciding", "api/decisions"),
    *("api/case", "api/holds", "api/scopes", "api/closing", "api/context", "api/indicators"),
)
REFUSES = (
    *("Refused", "_refused", "Problem", "bad_request", "NotPermitted", "PasswordMustChange", "WeakPassword"),
    *("_weak", "__init__"),
)


@pytest.mark.parametrize("module", FORMS)
def test_what_a_form_is_refused_is_said_in_both_languages(module: str) -> None:
    tree = ast.parse(Path(*app.__path__, f"{module}.py").read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) in REFUSES]
    assert calls
    plain = [arg for call in calls for arg in call.args if isinstance(arg, ast.Constant | ast.JoinedStr)]
    assert [ast.unparse(arg) for arg in plain] == []


def _name(called: ast.expr) -> str:
    return (
        called.id
        if isinstance(called, ast.Name)
        else called.attr
        if isinstance(called, ast.Attribute)
        else ""
    )
