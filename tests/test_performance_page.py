"""The page that `make bench` writes: what a line says of its figures, and which tables stay."""

from pathlib import Path

from benchmarks.table.page import HEAD, Line, Table, with_table, write

MET = Line(name="recall of 5 rows", ours=0.010, against="PostgreSQL", peer=0.040, goal=1 / 3)
SHORT = Line(name="recall of 5 rows", ours=0.010, against="Neo4j", peer=0.040, goal=1 / 20, why="a reason")
ALONE = Line(name="a chain", ours=1.5, goal=1.0, why="another")
BYTES = Line(
    name="bytes of a relationship", ours=40.25, goal=48, unit="bytes", why="not told, since it is met"
)
ABSENT = Line(name="recall of 5 rows", ours=0.010, against="Neo4j", goal=1 / 20, why="there is none")
TABLE = """## Size `small`

- Machine: two cores
- Plant: seed 1

| name | ours | peer | ratio | goal | met or short |
| --- | --- | --- | --- | --- | --- |
| recall of 5 rows | 10 ms | PostgreSQL 40 ms | 0.25 x | <= 0.333 x | met |
| recall of 5 rows | 10 ms | Neo4j 40 ms | 0.25 x | <= 0.05 x | short |
| a chain | 1.5 s | - | - | <= 1 s | short |

Short or not measured, and why:

- *recall of 5 rows, Neo4j*: a reason
- *a chain*: another
"""


def table(size: str, *lines: Line) -> Table:
    return Table(size, {"Machine": "two cores", "Plant": "seed 1"}, list(lines))


def test_a_table_says_what_is_short_and_why() -> None:
    assert table("small", MET, SHORT, ALONE).text() == TABLE


def test_a_goal_that_is_reached_exactly_is_met() -> None:
    exact = [
        Line(name="", ours=1.0, against="numpy", peer=1.0, goal=1.0),
        Line(name="", ours=1.0, goal=1.0),
        Line(name="", ours=1.0001, goal=1.0),
        Line(name="", ours=1.0, against="numpy", peer=1.0),
    ]
    assert [line.verdict for line in exact] == ["met", "met", "short", "no goal"]


def test_bytes_are_bytes() -> None:
    assert BYTES.cells() == ("bytes of a relationship", "40.25 bytes", "-", "-", "<= 48 bytes", "met")


def test_a_peer_that_is_not_there_is_neither_met_nor_short() -> None:
    text = table("small", ABSENT).text()
    assert "| recall of 5 rows | 10 ms | Neo4j - | - | <= 0.05 x | not measured |" in text
    assert text.endswith("- *recall of 5 rows, Neo4j*: there is none\n")


def test_a_run_replaces_the_table_of_its_size(tmp_path: Path) -> None:
    page, old, new = tmp_path / "performance.md", table("small", ALONE), table("small", MET)
    large = table("large", SHORT)
    for one in (old, large, new):
        write(page, one)
    assert page.read_text(encoding="utf-8") == f"{HEAD}\n{large.text()}\n{new.text()}"


def test_writing_the_same_again_changes_nothing() -> None:
    once = with_table("", table("small", MET, SHORT))
    assert with_table(once, table("small", MET, SHORT)) == once
