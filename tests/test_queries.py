"""Named queries: headers are read, names are unique, and every text runs on every engine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph_model.version import MODEL_VERSION
from graph_store import queries
from graph_store.errors import StoreError
from graph_store.store import Store

ROOT = Path(__file__).parent.parent
FILES = tuple(f"{name}.cypher" for name in queries.FILES)
GENERATED = {"schema.cypher", "upserts.cypher"}
# What a header says of its parameters, in the words used there, and a value that touches nothing.
ABSENT: dict[str, object] = {
    "text": "absent",
    "text or null": None,
    "integer": 0,
    "bytes": b"",
    "list": [],
}


def parameters(query: queries.Query) -> dict[str, object]:
    """`lots, devices [text], known_at integer` becomes a value for each name."""
    out: dict[str, object] = {}
    waiting: list[str] = []
    for part in re.split(r", (?![^{]*\})", query.header.get("parameters", "")):
        name, _, kind = part.partition(" ")
        waiting += [name] if name else []
        if kind:
            value = ABSENT["list" if kind.startswith("[") else kind]
            out |= dict.fromkeys(waiting, value)
            waiting = []
    assert waiting == [], query.name
    return out


def every_query() -> list[queries.Query]:
    return [query for file in FILES for query in queries.read(file)]


def test_a_header_names_exactly_the_parameters_of_its_text() -> None:
    wrong = {
        query.name: (set(parameters(query)), set(re.findall(r"\$(\w+)", query.text)))
        for query in every_query()
        if set(parameters(query)) != set(re.findall(r"\$(\w+)", query.text))
    }
    assert wrong == {}


def test_the_library_holds_every_query_but_the_templates() -> None:
    assert set(FILES) | {"templates.cypher"} == {path.name for path in (ROOT / "cypher").glob("*.cypher")}
    assert queries.library() == {query.name: query.text for query in every_query()}
    assert not [name for name in queries.library() if "__" in name]


def test_the_schema_is_that_of_the_store_itself_then_the_graphs() -> None:
    own = [
        query.text
        for file in FILES
        if file not in GENERATED
        for query in queries.read(file)
        if " IF NOT EXISTS " in query.text
    ]
    assert queries.schema() == own + [q.text for q in queries.read("schema.cypher")]
    assert [text for text in queries.schema() if " IF NOT EXISTS " not in text] == []


def test_every_query_written_by_hand_is_asked_for_by_name() -> None:
    code = "".join(file.read_text("utf-8") for file in (ROOT / "graph_store").glob("*.py"))
    schema = set(queries.schema())
    hand_written = [
        query.name
        for file in FILES
        if file not in GENERATED
        for query in queries.read(file)
        if query.text not in schema
    ]
    assert [name for name in hand_written if f'"{name}"' not in code] == []


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("// name: a\n// purpose: p\n", "needs a purpose and a text"),
        ("// name: a\nRETURN 1", "needs a purpose and a text"),
        ("// name: a\n// purpose without a colon\nRETURN 1", "a header line reads"),
    ],
)
def test_a_header_that_cannot_be_read_is_refused_with_its_file(source: str, says: str) -> None:
    with pytest.raises(ValueError, match=f"^some.cypher.*{says}"):
        list(queries.parse(source, "some.cypher"))


def test_headers_comments_and_text_are_told_apart() -> None:
    source = (
        "// About the file.\n\n// name: a\n// purpose: p: q\n// parameters: x text\nRETURN $x\n// why\n\n"
    )
    assert list(queries.parse(source + "// name: b\n// purpose: r\nRETURN 2", "f")) == [
        queries.Query("a", "RETURN $x", {"name": "a", "purpose": "p: q", "parameters": "x text"}),
        queries.Query("b", "RETURN 2", {"name": "b", "purpose": "r"}),
    ]


def rows_or_refusal(store: Store, query: queries.Query) -> int | str:
    """How many rows it gives with nothing to do; undone in any case."""
    try:
        with store.connection.writing() as transaction:
            return len(transaction.rows(query.name, **parameters(query)))
    except StoreError as error:
        return str(error)


@pytest.mark.slow
@pytest.mark.engine
def test_every_query_runs_and_with_nothing_to_do_changes_nothing(store: Store) -> None:
    schema = set(queries.schema())
    # `store.prepare` has run the schema once; it must be harmless again.
    store.connection.define(queries.schema())
    done = {q.name: rows_or_refusal(store, q) for q in every_query() if q.text not in schema}
    assert {name: refusal for name, refusal in done.items() if isinstance(refusal, str)} == {}
    counting = {name for name in done if name.startswith(("link_", "present_", "count_"))}
    heads = {"lock_head", "read_head", "every_head"}
    assert {name: n for name, n in done.items() if n and name not in counting} == dict.fromkeys(heads, 1)
    assert {done[name] for name in counting} == {1}
    with store.connection.reading() as runner:
        assert runner.rows_of("MATCH (n) RETURN count(n) AS n") == [{"n": 1}]
        assert runner.rows("read_head") == [
            {"size": 0, "frontier": "", "retractions": 0, "record_time": "", "model": MODEL_VERSION}
        ]
