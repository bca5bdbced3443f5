"""Schema and upserts, expanded from `cypher/templates.cypher` over the declarations.

The result is committed (`make generate`), so that what runs can be read and no label is ever
formatted into a query at run time.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph_model.nodes import NODES
from graph_model.relationships import RELATIONSHIPS
from graph_store.queries import read


def searchable() -> Iterator[tuple[str, str, bool]]:
    """(label, property, indexed) of everything that search looks at."""
    for node in NODES:
        for declared in node.properties:
            if declared.searchable and not declared.personal:
                # Names are half remembered, so they are scanned; only labels with few nodes have them.
                yield node.label, declared.name, declared.name != "name"


def expand(file: str) -> str:
    """The text of `schema.cypher` or `upserts.cypher`."""
    out = ["// Generated from templates.cypher and graph_model by `make generate`. Do not edit."]
    for template in read("templates.cypher"):
        if template.header["file"] != file:
            continue
        for names in _over(template.header["for"]):
            fields = [("name", template.name), ("purpose", template.header["purpose"])]
            if "parameters" in template.header:
                fields.append(("parameters", template.header["parameters"]))
            block = "\n".join([*(f"// {field}: {value}" for field, value in fields), template.text])
            for placeholder, value in names.items():
                block = block.replace(f"__{placeholder}__", value)
            out.append(block)
    return "\n\n".join(out) + "\n"


def _over(what: str) -> list[dict[str, str]]:
    if what == "labels":
        return [{"LABEL": n.label} for n in NODES]
    if what == "staged labels":
        return [{"LABEL": n.label} for n in NODES if n.property_named("stage")]
    if what == "types":
        return [{"TYPE": r.type} for r in RELATIONSHIPS]
    if what == "ends":
        return [
            {"TYPE": r.type, "SOURCE": s, "TARGET": t}
            for r in RELATIONSHIPS
            for s in r.sources
            for t in r.targets
        ]
    if what == "sources":
        return [{"TYPE": r.type, "SOURCE": s} for r in RELATIONSHIPS for s in r.sources]
    if what == "targets":
        return [{"TYPE": r.type, "TARGET": t} for r in RELATIONSHIPS for t in r.targets]
    indexed = what == "indexed properties"
    return [{"LABEL": label, "PROPERTY": name} for label, name, index in searchable() if index == indexed]
