"""Every trap that is known has a test, and every test that was written for one says which."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
TRAPS: dict[str, dict[str, list[str]]] = tomllib.loads((TESTS / "data" / "traps.toml").read_text("utf-8"))
NAMED = [(area, trap) for area, traps in TRAPS.items() for trap in traps]


@cache
def written_in(path: Path) -> frozenset[str]:
    """Names of the test functions of a file that stands in the tests."""
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(
        n.name for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")
    )


@pytest.mark.parametrize(("area", "trap"), NAMED, ids=lambda part: part)
def test_a_trap_names_tests_that_exist(area: str, trap: str) -> None:
    named = [test.partition("::") for test in TRAPS[area][trap]]
    assert named
    missing = [(path, name) for path, _, name in named if name not in written_in(TESTS.parent / path)]
    assert missing == []


def test_every_test_of_a_trap_is_listed_with_it() -> None:
    listed = {test for traps in TRAPS.values() for tests in traps.values() for test in tests}
    written = {
        f"{path.relative_to(TESTS.parent).as_posix()}::{name}"
        for path in TESTS.glob("*/test_traps*.py")
        for name in written_in(path)
    }
    assert written - listed == set()
