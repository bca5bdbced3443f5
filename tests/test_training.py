"""The guided scenarios of docs/training.md run as they stand."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from app.identity.people import NewAccount, open_account
from graph_model.policy import Role
from graph_store.store import Store
from tests.support.identity import HORSE, Wall, desk_of, make_cheap, open_ada, with_password
from tests.test_access_commands import Terminal, terminal

__all__ = ["terminal"]
PAGE = Path(__file__).parent.parent / "docs" / "training.md"


def commands() -> list[tuple[list[str], int]]:
    """Every command of the page, and the exit code that it tells."""
    found = []
    for block in re.findall(r"^```sh\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S):
        for line in block.splitlines():
            command, _, comment = line.partition("  # exits ")
            words = shlex.split(command)
            assert words[0] == "lotgraph"
            found.append((words[1:], int(comment or 0)))
    return found


def test_every_scenario_runs_as_the_page_tells(
    terminal: Terminal, arcadedb: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_cheap(monkeypatch)
    monkeypatch.chdir(tmp_path)
    signing = False
    for words, code in commands():
        if "--as" in words and not signing:
            desk = desk_of(arcadedb, Wall(arcadedb))
            ada = open_ada(desk)
            for login, role in (("qui", Role.QUALITY_MANAGER), ("reg", Role.REGULATORY_AFFAIRS)):
                with_password(desk, login, open_account(desk, NewAccount(login, login, login, [role]), ada))
            signing = True
        said = terminal.run(*words, passwords=(HORSE,) if "--as" in words else ())
        assert said[0] == code, (words, said)
    assert len(commands()) > 20
