"""The rules on the command line, and what is said where they have not looked."""

from __future__ import annotations

import json

import pytest

from graph_store.store import Store
from tests.test_cli import plant, run

Capture = pytest.CaptureFixture[str]
__all__ = ["plant"]


def test_the_work_list_says_how_much_the_rules_have_not_looked_at(plant: Store, capsys: Capture) -> None:
    code, said, hint = run(capsys, "work", "list", "--format", "json")
    told = json.loads(said)
    assert (code, told) == (0, {"waiting": [], "rules_behind": plant.head().size})
    assert "alarms may be missing here. Next step: lotgraph alarms run" in " ".join(hint.split())
    run(capsys, "alarms", "run")
    code, said, hint = run(capsys, "work", "list", "--format", "json")
    assert json.loads(said)["rules_behind"] == 0
    assert "alarms run" not in hint
