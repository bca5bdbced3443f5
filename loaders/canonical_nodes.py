"""Rows of a canonical node file: a key and what is stated of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from graph_model.declare import NodeType
from graph_model.facts import NodeFact, RelationshipFact, Statement
from graph_model.keys import BadKey, make, relationship_key_by_content, split
from graph_model.validate import InvalidFact, check
from loaders.cells import Plan, plan_for, reject
from loaders.errors import CellError, LoadError
from loaders.mapping import BLANK, File, account_for
from loaders.masking import kept, without_names
from loaders.outcome import Accepted, Ignored, Outcome, Rejected
from loaders.values import BadValue, changed

# Labels whose own number repeats in a searchable property: prefix -> (key part, property).
_FILLED: Final = {
    "lot": (1, "lot_number"),
    "device": (1, "serial_number"),
    "di": (0, "udi_di"),
    "package": (0, "sscc"),
}

_ITEMS: Final = ("lot", "device")

KeyReader = Callable[[list[str], str], tuple[str, str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is chosen once per file."""

    node: NodeType
    key: KeyReader
    plan: Plan
    namespace: str
    namespace_at: int | None
    changed_at: int | None
    material_at: int | None
    precedence: int


def check_header(file: File, node: NodeType) -> None:
    """Refuse a header from which no key can be made."""
    columns = file.binding.index
    missing = [part for part in node.key_parts if part not in columns]
    if "key" not in columns and missing:
        raise LoadError(
            file.path,
            f"lacks the required column{'s' if len(missing) > 1 else ''} {', '.join(missing)}",
            f"A {node.label} needs {', '.join(node.key_parts)}, or one column key.",
            line=1,
        )


def outcomes(file: File, namespace: str, node: NodeType) -> Iterator[Outcome]:
    """Every row of the file."""
    reader = _reader(file, namespace, node)
    with_material = node.prefix in _ITEMS
    for item in file.table.rows():
        if not isinstance(item, tuple):
            outcome = account_for(file, item)
            if isinstance(outcome, Rejected) and _names_people(node):
                outcome = without_names(outcome)
            yield outcome
            continue
        line, cells, raw = item
        try:
            facts = _facts(reader, line, cells, with_material=with_material)
            yield Accepted(line, 1, facts)
        except CellError as error:
            if not any(cells):
                yield Ignored(line, 1, BLANK)
            else:
                shown = kept(raw, [cells], file.binding.personal)
                rejected = reject(line, shown, error, _touches(reader, cells))
                key = _key_at(file, node)
                yield without_names(rejected, cells, key) if _names_people(node) else rejected


def _names_people(node: NodeType) -> bool:
    return any(declared.personal for declared in node.properties)


def _key_at(file: File, node: NodeType) -> list[int]:
    """Where what the key is made of stands."""
    names = ("key", "namespace", *node.key_parts, *node.optional_parts)
    return [file.binding.index[name] for name in names if name in file.binding.index]


def _reader(file: File, namespace: str, node: NodeType) -> _Reader:
    columns = dict(file.binding.index)
    key = _from_key(columns["key"]) if "key" in columns else _from_parts(node, columns)
    return _Reader(
        node=node,
        key=key,
        plan=plan_for((p for p in node.properties if not p.decided), columns),
        namespace=namespace,
        namespace_at=columns.get("namespace"),
        changed_at=columns.get("changed"),
        material_at=columns.get("material") if "key" not in columns else None,
        precedence=file.profile.precedence,
    )


def _from_key(index: int) -> KeyReader:
    def read(cells: list[str], _: str) -> tuple[str, str, tuple[str, ...]]:
        text = cells[index]
        if not text:
            raise CellError("key", "required", "the key is empty")
        try:
            key = split(text)
        except BadKey as error:
            raise CellError("key", "key", str(error)) from error
        return text, key.namespace, key.parts

    return read


def _from_parts(node: NodeType, columns: dict[str, int]) -> KeyReader:
    needed = [(columns[part], part) for part in node.key_parts]
    optional = [(columns.get(part), part) for part in node.optional_parts]
    prefix = node.prefix

    def read(cells: list[str], namespace: str) -> tuple[str, str, tuple[str, ...]]:
        parts = [cells[index] for index, _ in needed]
        for (_, name), part in zip(needed, parts, strict=True):
            if not part:
                raise CellError(name, "required", f"{name} is empty; a {node.label} can't be told without it")
        rest = [cells[index] if index is not None else "" for index, _ in optional]
        while rest and not rest[-1]:
            rest.pop()
        for (_, name), part in zip(optional, rest, strict=False):
            if not part:
                raise CellError(name, "required", f"{name} is empty, but what follows it in the key is not")
        parts += rest
        return make(prefix, namespace, *parts), namespace, tuple(parts)

    return read


def _facts(reader: _Reader, line: int, cells: list[str], *, with_material: bool) -> tuple[Statement, ...]:
    namespace = reader.namespace
    if reader.namespace_at is not None:
        namespace = cells[reader.namespace_at] or namespace
    key, namespace, parts = reader.key(cells, namespace)
    properties = reader.plan.read(cells)
    filled = _FILLED.get(reader.node.prefix)
    if filled and filled[1] not in properties and len(parts) > filled[0]:
        properties[filled[1]] = parts[filled[0]]
    stamp = _changed(cells, reader.changed_at)
    precedence = reader.precedence
    fact = NodeFact(key=key, properties=properties, line=line, precedence=precedence, changed=stamp)
    try:
        check(fact, plain=True)  # who records it seals what is personal
        if not key.startswith(reader.node.prefix + ":"):
            raise InvalidFact(f"{key}: this file is for {reader.node.label}")
        if not with_material:
            return (fact,)
        instance = instance_of(key, namespace, parts[0], line=line, precedence=precedence, changed=stamp)
        check(instance)
    except InvalidFact as error:
        raise CellError("", "model", str(error), (key,)) from error
    return fact, instance


def instance_of(
    key: str, namespace: str, material: str, *, line: int, precedence: int, changed: str
) -> RelationshipFact:
    """The statement that an item is of a material."""
    target = make("material", namespace, material)
    return RelationshipFact(
        type="INSTANCE_OF",
        key=relationship_key_by_content("INSTANCE_OF", namespace, key, target),
        source=key,
        target=target,
        line=line,
        precedence=precedence,
        changed=changed,
    )


def _changed(cells: list[str], index: int | None) -> str:
    if index is None or not cells[index]:
        return ""
    try:
        return changed(cells[index])
    except BadValue as error:
        raise CellError("changed", error.rule, str(error)) from error


def _touches(reader: _Reader, cells: list[str]) -> tuple[str, ...]:
    """The key where it can be read, else the material of an item that can't be told."""
    namespace = reader.namespace
    if reader.namespace_at is not None:
        namespace = cells[reader.namespace_at] or namespace
    try:
        return (reader.key(cells, namespace)[0],)
    except CellError:
        return _material_of(reader, cells, namespace)


def _material_of(reader: _Reader, cells: list[str], namespace: str) -> tuple[str, ...]:
    at = reader.material_at
    return (make("material", namespace, cells[at]),) if at is not None and cells[at] else ()
