"""The lines of a commit that state a node or a relationship, read all at once.

Promises: `read` tells of a line what `graph_model.facts.decode` would tell, where it is spelled as `encode`
spells it; where some line of the commit is not, it tells nothing, and `decode` judges each. `node_record`
and `link_record` give what the plan of `graph_store.effects` stores of a line where nothing stood before,
byte for byte. Refuses nothing.

A line is canonical, so what a rank is a hash of stands in it: the fact without its line number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from hashlib import sha256
from itertools import chain, combinations, compress

import orjson

from graph_model.facts import DECIDED_PRECEDENCE, DEFAULT_PRECEDENCE, MOST_PRECEDENCE, Value
from graph_model.relationships import ALIAS
from lineage.column import Flags

Body = dict[str, object]
_MAY_HAVE = ("changed", "line", "origin", "precedence")
_DEFAULTS = {"changed": "", "origin": "imported"}
_VALUES = frozenset([str, int, bool])
_NONCE = 32
_BODY = len('["') + _NONCE + len('",')
"""Where the fact begins in a line."""


def _shapes(*fields: str) -> frozenset[tuple[str, ...]]:
    some = chain.from_iterable(combinations(_MAY_HAVE, n) for n in range(len(_MAY_HAVE) + 1))
    return frozenset(tuple(sorted((*fields, *more))) for more in some)


_NODES = _shapes("fact", "key", "properties")
_LINKS = _shapes("fact", "key", "properties", "source", "target", "type")


@dataclass(slots=True)
class Nodes:
    """Statements of nodes as columns; `places` are those of their lines."""

    places: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    properties: list[Mapping[str, Value]] = field(default_factory=list)

    def only(self, kept: Flags) -> Nodes:
        """Some of them."""
        return self if kept.all() else Nodes(*_only(self, kept))  # type: ignore[arg-type]  # as they were


@dataclass(slots=True)
class Links:
    """Statements of relationships as columns."""

    places: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    properties: list[Mapping[str, Value]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    decided: list[bool] = field(default_factory=list)

    @property
    def byte_keys(self) -> list[bytes]:
        """Their keys as bytes."""
        return [key.encode() for key in self.keys]

    def only(self, kept: Flags) -> Links:
        """Some of them."""
        return self if kept.all() else Links(*_only(self, kept))  # type: ignore[arg-type]  # as they were


def _only(stated: Nodes | Links, kept: Flags) -> Iterator[list[object]]:
    wanted = kept.tolist()
    return (list(compress(getattr(stated, each.name), wanted)) for each in fields(stated))


def read(lines: Sequence[bytes]) -> tuple[Nodes, Links]:
    """The statements of nodes and relationships among the lines; none where one is spelled otherwise."""
    bodies = _bodies(lines)
    shapes = list(map(tuple, bodies))
    of_nodes = [at for at, shape in enumerate(shapes) if shape in _NODES and bodies[at]["fact"] == "node"]
    of_links = [at for at, s in enumerate(shapes) if s in _LINKS and bodies[at]["fact"] == "relationship"]
    some, others = [bodies[at] for at in of_nodes], [bodies[at] for at in of_links]
    nodes = Nodes(of_nodes, _texts(some, "key"), _properties(some))
    links = Links(
        of_links,
        _texts(others, "key"),
        _properties(others),
        _texts(others, "source"),
        _texts(others, "target"),
        _texts(others, "type"),
        [body.get("precedence") == DECIDED_PRECEDENCE for body in others],
    )
    texts = chain(nodes.keys, links.keys, links.sources, links.targets, links.types)
    is_text = set(map(type, texts)) <= {str}
    may_have = {name for shape in set(shapes) for name in shape if name in _MAY_HAVE}
    is_plain = is_text and all(_may_be(name, some + others) for name in may_have)
    return (
        (nodes, links)
        if is_plain and _are_values(nodes.properties + links.properties)
        else (Nodes(), Links())
    )


def _texts(bodies: Sequence[Body], name: str) -> list[str]:
    return [body[name] for body in bodies]  # type: ignore[misc]  # `read` looks at the types


def _properties(bodies: Sequence[Body]) -> list[Mapping[str, Value]]:
    return [body["properties"] for body in bodies]  # type: ignore[misc]  # `read` looks at the types


def _may_be(name: str, bodies: Sequence[Body]) -> bool:
    """Whether a field that may be missing is, where it is not, of its type and not at its default."""
    told = [body[name] for body in bodies if name in body]
    if name in _DEFAULTS:
        return set(map(type, told)) <= {str} and _DEFAULTS[name] not in told
    is_number = set(map(type, told)) <= {int}
    in_bounds = name == "line" or (is_number and {0, *told} <= set(range(MOST_PRECEDENCE + 1)))
    return is_number and in_bounds and (name == "line" or DEFAULT_PRECEDENCE not in told)


def _bodies(lines: Sequence[bytes]) -> list[Body]:
    """What the lines hold behind their nonces; nothing where one of them is not spelled canonically."""
    whole = b"[%b]" % b",".join(lines)
    try:
        told = orjson.loads(whole)
        nonces = "".join([nonce for nonce, _ in told])
        is_hex = len(bytes.fromhex(nonces)) == len(lines) * _NONCE // 2 and nonces == nonces.lower()
    except (TypeError, ValueError):
        return []
    if not is_hex or orjson.dumps(told, option=orjson.OPT_SORT_KEYS) != whole:
        return []
    starts = {line[_BODY : _BODY + 1] for line in lines}
    return [body for _, body in told] if starts == {b"{"} else []


def _are_values(properties: Sequence[Mapping[str, Value]]) -> bool:
    """Whether all of these are what a fact's properties may be."""
    if not set(map(type, properties)) <= {dict}:
        return False
    values: list[object] = list(chain.from_iterable(map(dict.values, properties)))  # type: ignore[arg-type]
    kinds = set(map(type, values))
    lists = [value for value in values if isinstance(value, list)] if list in kinds else []
    return kinds <= {*_VALUES, list} and set(map(type, chain.from_iterable(lists))) <= _VALUES


# --- records ----------------------------------------------------------------------------------------


def node_record(line: bytes, seq: int) -> bytes:
    """What is stored of a node that the line of commit `seq` states first, without its key."""
    body: dict[str, object] = orjson.loads(line)[1]
    return orjson.dumps({**body["properties"], "_rank": _rank(line, body), "_commit": seq})  # type: ignore[dict-item]


def link_record(line: bytes, seq: int) -> bytes:
    """What is stored of a relationship that the line of commit `seq` states first."""
    body = orjson.loads(line)[1]
    stored = {"key": body["key"], **body["properties"], "_commit": seq, "_rank": _rank(line, body)}
    if body["type"] == ALIAS and body.get("precedence") == DECIDED_PRECEDENCE:
        stored["_merge"] = True
    return orjson.dumps(stored)


def _rank(line: bytes, body: Body) -> str:
    """As `graph_model.facts.rank` of the fact."""
    stated = line[_BODY:-1]
    if "line" in body:
        # Before it stand texts alone, in which no quote is without a backslash.
        stated = stated.replace(b'"line":%b,' % str(body["line"]).encode(), b"", 1)
    standing = f"{body.get('precedence', DEFAULT_PRECEDENCE):03d} {body.get('changed', '')}"
    return f"{standing} 0{sha256(stated).hexdigest()[:32]}"
