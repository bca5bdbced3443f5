"""What is kept for ever can't be removed by anything that the system offers.

Everything that can remove is enumerated: the queries, who runs them, the commands. A new one is a red test
until it is named here, with what it removes; then it is given all that there is, and the ledger stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from graph_model.declare import RecordClass
from graph_model.facts import NodeFact
from graph_model.nodes import NODES
from graph_model.relationships import RELATIONSHIPS
from graph_store import digest, queries
from graph_store.outside import OUTSIDE
from graph_store.repair import repair
from graph_store.store import Store
from graph_store.verify import verify
from ledger.archive import Record, export
from ledger.verify import verify as verify_archive
from ledger.verify_notes import read_key
from tests.support import tamper
from tests.support.build import key
from tests.support.ledger_archives import checkpoint, signer
from tests.support.questions import whole_plant
from tests.test_cli import commands
from tests.test_repository import package_sources

REMOVING = re.compile(r"\b(DELETE|REMOVE|DETACH|DROP|FOREACH|CALL)\b", re.IGNORECASE)
WRITING = re.compile(r"\b(CREATE|MERGE|SET|DELETE|REMOVE|DETACH|DROP)\b", re.IGNORECASE)
# Query -> the module that runs it, and what it removes.
REMOVES = {
    "remove_nodes": ("graph_store/repair.py", "nodes of the graph that the ledger does not know"),
    "remove_relationships": ("graph_store/repair.py", "relationships that the ledger does not know"),
    "erase_subject_keys": ("graph_store/sealing.py", "what opens a person's values; the values stay, sealed"),
    "remove_credential": ("graph_store/vault.py", "the password of an account that was not opened"),
    "forget_sessions": ("graph_store/vault.py", "sessions that ended days ago"),
    "remove_scope": ("graph_store/scopes.py", "a saved question; what it asks about stays"),
}
LEDGER_WRITES = {"make_head", "lock_head", "advance_head", "append_commit"}
# The graph is a view: what is written over in it stands in the ledger, and `verify` would tell.
VIEW = ("create", "update", "link", "dispute", "settle", "retire", "void")
# Command -> what of REMOVES it may run.
REMOVING_COMMANDS = {
    "verify": {"remove_nodes", "remove_relationships"},
    "rebuild": {"erase_subject_keys"},
    "erase": {"erase_subject_keys"},
    "proposals sign": {"erase_subject_keys"},
    "user add": {"remove_credential"},
    "scope remove": {"remove_scope"},
    "serve": {"forget_sessions", "erase_subject_keys", "remove_scope"},
}
OTHER_COMMANDS = {
    *("demo", "load", "recall", "genealogy", "why", "search", "history", "correct", "withdraw", "merge"),
    *("unmerge", "dictionary", "simulate", "engine status", "engine start", "engine stop", "profile list"),
    *("profile show", "rejects list", "rejects close", "loads list", "loads close", "owners list"),
    *("owners set", "key new", "key show", "key rotate", "proposals list", "proposals show"),
    *("proposals reject", "ledger checkpoint", "ledger export", "ledger verify", "ledger check-proof"),
    *("user list", "user show", "user roles", "user close", "user password", "user reset", "user unlock"),
    *("user save", "user restore", "conflicts", "watch"),
    *("quality check", "quality rules", "quality scorecard"),
    *("profile check", "profile infer", "udi parse"),
    *("api-key new", "api-key list", "api-key revoke", "security list", "security verify", "security seal"),
    *("scope save", "scope list", "scope show", "scope diff", "scope follow"),
    *("suspects", "check", "exposure", "common-cause", "deciders", "containment", "balance"),
    *("suspect-quantities", "crosscheck", "drill"),
    *("dossier make", "dossier verify", "dossier member", "inspection"),
    *("work show", "work do", "work list", "work forms", "case open", "case show", "case tell"),
    *("case answers", "case attempt", "case give-up", "case check", "case paper", "case papers"),
    *("case reported", "case organisation", "alarms run", "alarms rules"),
    *("kpi compute", "kpi show", "kpi targets", "kpi target"),
    *("hold list", "hold show", "hold of", "hold place", "hold lift"),
}


def test_every_query_that_removes_is_named_with_who_runs_it() -> None:
    found = {name for name, text in queries.library().items() if REMOVING.search(text)}
    assert found | {"erase_subject_keys"} == set(REMOVES)  # which writes over, in place
    for name, (module, _) in REMOVES.items():
        users = {path for path, text in package_sources().items() if f'"{name}"' in text}
        assert users == {module}, name


def test_the_ledger_is_appended_to_and_never_written_over() -> None:
    written = {
        name
        for name, text in queries.library().items()
        if WRITING.search(text) and re.search(r":(Commit|Head)\b", text) and "NOT n:Commit" not in text
    }
    schema = {name for name in written if name.endswith(("_constraint", "_index"))}
    assert written - schema == LEDGER_WRITES
    appended = queries.text("append_commit")
    # The only MATCHes of a commit read; what is created has a number of its own, or the engine refuses it.
    assert appended.startswith("CREATE (c:Commit {seq: $seq})")
    assert not re.search(r"\b(MATCH|MERGE)\b", appended)


def test_all_else_that_writes_is_the_view_or_outside_of_the_ledger() -> None:
    names = [*(n.label for n in NODES), *(r.type for r in RELATIONSHIPS)]
    view = re.compile(rf"({'|'.join(VIEW)})_({'|'.join(names)})(_\w+)*")
    outside = re.compile(rf":({'|'.join(OUTSIDE)})\b")
    rest = [
        name
        for name, text in queries.library().items()
        if WRITING.search(text) and not name.startswith(("key_", "search_"))
        if not name.endswith(("_constraint", "_index")) and name not in LEDGER_WRITES | set(REMOVES)
        if not view.fullmatch(name) and not outside.search(text)
    ]
    assert sorted(rest) == ["create_retraction", "update_retraction"]


def test_what_stands_in_no_ledger_is_declared_once() -> None:
    made = {
        label
        for text in queries.library().values()
        for label in re.findall(r"\b(?:CREATE|MERGE) \(\w+:(\w+)", text)
    }
    assert made - {n.label for n in NODES} - {"Commit", "Head", "Retraction"} == set(OUTSIDE)


def test_every_command_is_known_by_whether_it_removes() -> None:
    assert {" ".join(words) for words in commands()} == OTHER_COMMANDS | set(REMOVING_COMMANDS)
    assert {name for some in REMOVING_COMMANDS.values() for name in some} == set(REMOVES)
    assert OTHER_COMMANDS & set(REMOVING_COMMANDS) == set()


def everything(store: Store) -> dict[str, Callable[[], dict[str, object]]]:
    """For each query that removes, all that it could be given."""

    def ids(text: str) -> dict[str, object]:
        return {"ids": [row["id"] for row in tamper.run(store, text)]}

    return {
        "remove_relationships": lambda: ids("MATCH (a)-[r]->(b) RETURN elementId(r) AS id"),
        "remove_nodes": lambda: ids("MATCH (n) RETURN elementId(n) AS id"),
        "erase_subject_keys": lambda: {"subjects": [key("person", "1")], "blank": "0" * 88},
        "remove_credential": lambda: {"account": "account:lotgraph/anna"},
        "forget_sessions": lambda: {"before": "9999-12-31T00:00:00.000000Z"},
        "remove_scope": lambda: {"id": "anna\nresin"},
    }


def test_whoever_removes_all_that_can_be_removed_leaves_the_ledger_whole(
    store: Store, tmp_path: Path
) -> None:
    person = NodeFact(key=key("person", "1"), properties={"name": "Anna Nowák"})
    store.commit([person], actor="loader", reason="load")
    whole_plant().commit(store)
    tamper.run(store, "CREATE (c:Credential {account: 'account:lotgraph/anna'})")
    tamper.run(store, "CREATE (s:Session {id: '1', expires: '2025-01-31T00:00:00.000000Z'})")
    tamper.run(store, "CREATE (s:Scope {id: 'anna\nresin'})")
    before, rows, recorded = store.head(), set(digest.lines(store.connection)), list(store.entries())

    given = everything(store)
    assert set(given) == set(REMOVES)
    for name in ("erase_subject_keys", "remove_credential", "forget_sessions", "remove_scope"):
        run(store, name, given[name]())
        assert set(digest.lines(store.connection)) == rows
    for name in ("remove_relationships", "remove_nodes"):
        run(store, name, given[name]())
    assert tamper.run(store, "MATCH (n) WHERE NOT n:Commit AND NOT n:Head RETURN count(n) AS n") == [{"n": 0}]

    assert (store.head(), list(store.entries())) == (before, recorded)
    log = [Record(entry.header.encode(), entry.payload) for entry in recorded]
    export(tmp_path / "archive", log, notes=dict([checkpoint(log, len(log), signer())]))
    assert verify_archive(tmp_path / "archive", read_key(str(signer().key))).whole
    with ExitStack() as opened:
        found = verify(store.connection, opened)
        assert found.damage == ()
        repair(store, found, actor="a", reason="all was removed", folder=tmp_path)
    assert rows < set(digest.lines(store.connection))
    with ExitStack() as opened:
        again = verify(store.connection, opened)
        assert (again.damage, list(again.differences())) == ((), [])


def run(store: Store, name: str, parameters: dict[str, object]) -> None:
    with store.connection.writing() as transaction:
        transaction.rows(name, **parameters)
        transaction.commit()


@pytest.mark.parametrize("name", [*sorted(REMOVES), *OUTSIDE, *(c.value for c in RecordClass)])
def test_what_may_be_removed_and_what_is_kept_is_told_in_the_docs(name: str) -> None:
    page = (Path(__file__).parent.parent / "docs" / "governance.md").read_text("utf-8")
    assert f"`{name}`" in page or f"*{name}*" in page
