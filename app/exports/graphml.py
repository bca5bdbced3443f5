"""An answer as GraphML: rows are nodes, relationships are directed edges with their own keys as ids.

Promises: what `networkx.read_graphml` reads from it is the whole answer, as a `MultiDiGraph`; texts come back
as they were. It is written in parts: `networkx` itself would hold the answer and its text in memory as
objects. Of the graph as a whole it tells what `--format json` tells, gaps and notes included, and the
certificate. Refuses a text with a character that XML has no way to hold, before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from app.columnar.answer import COLUMNS
from app.columnar.texts import parts
from app.errors import Refused
from app.exports.lines import consignments, head, relationships, rows
from app.questions.answer import Told
from app.questions.consignees import Consigned

_NODE, _EDGE, _GRAPH = (*COLUMNS[1:], "by_material"), ("type",), ("answer", "certificate")
_HEADER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    + "".join(
        f'<key id="{domain}_{name}" for="{domain}" attr.name="{name}" attr.type="string"/>\n'
        for domain, names in (("graph", _GRAPH), ("node", _NODE), ("edge", _EDGE))
        for name in names
    )
    + '<graph edgedefault="directed">\n'
)
_NO_CHARACTER = r"[^\t\n\r\x20-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]"
# A reader makes a line feed of a return, and in an attribute a blank of either.
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"} | {c: f"&#{ord(c)};" for c in "\t\n\r"}
)


def graphml_parts(answer: Told, certificate: bytes | None) -> Iterator[bytes]:
    """The document in parts, nothing of it before every text was looked at."""
    whole = {"answer": head(answer).decode(), "certificate": certificate.decode() if certificate else None}
    table, links, consigned = rows(answer), relationships(answer), consignments(answer)
    for column in (pa.array(list(whole.values()), pa.string()), *table.columns, *links.columns):
        _look_at(column)
    yield f"{_HEADER}{_data('graph', whole)}\n".encode()
    for part in parts(table):
        told = (_node(cells, consigned.get(cells["key"], ())) for cells in part.to_pylist())
        yield "".join(told).encode()
    for part in parts(links):
        lines = zip(*(column.to_pylist() for column in part.columns), strict=True)
        yield "".join(chain.from_iterable(_edge(*line) for line in lines)).encode()
    yield b"</graph>\n</graphml>\n"


def _look_at(column: pa.Array | pa.ChunkedArray) -> None:
    bad = column.filter(pc.match_substring_regex(column, _NO_CHARACTER))
    if len(bad):
        text = bad[0].as_py()
        raise Refused(
            f"XML can't hold a character of {text[:80]!r}.", "Ask for format=json, ndjson or arrow."
        )


def _node(cells: Mapping[str, str], consigned: tuple[Consigned, ...]) -> str:
    told: dict[str, str | None] = {name: cells[name] for name in COLUMNS[1:]}
    if consigned:
        told["by_material"] = orjson.dumps([one.to_json() for one in consigned]).decode()
    return f'<node id="{_escaped(cells["key"])}">{_data("node", told)}</node>\n'


def _edge(source: str, type_: str, target: str, key: str) -> Iterator[str]:
    yield f'<edge id="{_escaped(key)}" source="{_escaped(source)}" target="{_escaped(target)}">'
    yield f"{_data('edge', {'type': type_})}</edge>\n"


def _data(domain: str, told: Mapping[str, str | None]) -> str:
    some = ((name, text) for name, text in told.items() if text is not None)
    return "".join(f'<data key="{domain}_{name}">{_escaped(text)}</data>' for name, text in some)


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
