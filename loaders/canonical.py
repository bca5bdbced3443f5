"""Profile `canonical`: one file per label (`lot.csv`) or relationship type (`consumed_in.csv`).

Promises: columns are those of the declarations in graph_model; keys are made from the key parts, or
taken from `key`; a Lot or Device also states which material it is of. Refuses per row what the model
refuses, naive times, unknown units, and a line number without its document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph_model.declare import NodeType, RelationshipType
from graph_model.nodes import BY_LABEL, NODES
from graph_model.relationships import RELATIONSHIPS
from loaders import canonical_nodes, canonical_relationships
from loaders.mapping import File, unknown_columns
from loaders.outcome import Outcome
from loaders.profile import Column, FileSpec

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def file_name(label: str) -> str:
    """`ProcessStep` is `process_step`."""
    return _WORD.sub("_", label).lower()


def _loadable(node: NodeType) -> bool:
    return node.origin == "imported"


def _relatable(declared: RelationshipType) -> bool:
    """Whether both ends may be imported; a Recall or Signature is decided here."""
    return all(any(_loadable(BY_LABEL[x]) for x in end) for end in (declared.sources, declared.targets))


_NODES = {file_name(node.label): node for node in NODES if _loadable(node)}
_RELATIONSHIPS = {r.type.lower(): r for r in RELATIONSHIPS if _relatable(r)}


def _node_spec(name: str, node: NodeType) -> FileSpec:
    # No part is required: a `key` column may stand for them all, see canonical_nodes.
    names = ("key", *node.key_parts, *node.optional_parts, "namespace", "changed")
    personal = {p.name for p in node.properties if p.personal}
    fields = [p.name for p in node.properties if not p.decided]
    columns = tuple(Column(name=n, personal=n in personal) for n in dict.fromkeys((*names, *fields)))
    return FileSpec(name=name, kind="master", columns=columns, note=node.description)


def _relationship_spec(name: str, declared: RelationshipType) -> FileSpec:
    ends = (Column(name="from", required=True), Column(name="to", required=True))
    names = ["namespace", "document", "line", "changed", "retracted"]
    names += ["unit"] if declared.quantity else []
    names += [p.name for p in declared.all_properties]
    columns = tuple(Column(name=n) for n in dict.fromkeys(names))
    return FileSpec(name=name, kind="event", columns=(*ends, *columns), note=declared.description)


class Canonical:
    """The mapping of the profile `canonical`."""

    def files(self) -> tuple[FileSpec, ...]:
        """One kind of file per label and per relationship type that may be imported."""
        nodes = tuple(_node_spec(name, node) for name, node in _NODES.items())
        return nodes + tuple(_relationship_spec(name, r) for name, r in _RELATIONSHIPS.items())

    def context_of(self, spec: FileSpec) -> tuple[str, ...]:
        """A canonical file stands for itself."""
        return ()

    def notes(self, file: File) -> tuple[str, ...]:
        """Columns that nothing reads."""
        if file.spec.name in _NODES:
            canonical_nodes.check_header(file, _NODES[file.spec.name])
        return unknown_columns(file.binding.unknown)

    def outcomes(self, file: File, namespace: str, context: tuple[File, ...]) -> Iterator[Outcome]:
        """Every row of the file."""
        name = file.spec.name
        if name in _NODES:
            return canonical_nodes.outcomes(file, namespace, _NODES[name])
        return canonical_relationships.outcomes(file, namespace, _RELATIONSHIPS[name])
