"""Named queries, read once from the `cypher` package.

Promises: a query is found by the name in its header; a parameter is never formatted into its text.
Refuses: a file whose headers can't be read, and two queries of one name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# Everything that is run; templates are not.
FILES = (
    *("schema", "upserts", "ledger", "reads", "verify", "approvals", "sealing", "identity", "quality"),
    *("scopes", "alarms"),
)


@dataclass(frozen=True, slots=True)
class Query:
    """One query with what its header says."""

    name: str
    text: str
    header: dict[str, str]


def parse(source: str, file: str) -> Iterator[Query]:
    """The queries of one file: each starts with `// name:` and ends before the next."""
    for number, block in enumerate(("\n" + source).split("\n// name: ")[1:], start=1):
        lines = ("name: " + block).splitlines()
        header: dict[str, str] = {}
        while lines and (lines[0].startswith("// ") or lines[0].startswith("name: ")):
            field, colon, value = lines.pop(0).removeprefix("// ").partition(": ")
            if not colon:
                raise ValueError(f"{file}, query {number}: a header line reads `// field: value`")
            header[field] = value
        text = "\n".join(line for line in lines if not line.startswith("//")).strip()
        if not text or "purpose" not in header:
            raise ValueError(f"{file}: query {header.get('name')} needs a purpose and a text")
        yield Query(header["name"], text, header)


def read(file: str) -> list[Query]:
    """All queries of one file of the `cypher` package."""
    return list(parse((files("cypher") / file).read_text("utf-8"), file))


@cache
def library() -> dict[str, str]:
    """Name -> text of every query."""
    out: dict[str, str] = {}
    for file in (f"{name}.cypher" for name in FILES):
        for query in read(file):
            if query.name in out:
                raise ValueError(f"{file}: {query.name} stands twice")
            out[query.name] = query.text
    return out


def text(name: str) -> str:
    """The text of one query."""
    return library()[name]


def schema() -> list[str]:
    """What makes an empty database ours: constraints and indexes, the graph's last."""
    own = [query for name in FILES if name != "schema" for query in read(f"{name}.cypher")]
    beside = [query.text for query in own if query.name.endswith(("_constraint", "_index"))]
    return beside + [query.text for query in read("schema.cypher")]
