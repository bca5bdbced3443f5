"""Corrections: what somebody here decided, recorded above what sources state and never instead of it.

Promises: a decision outranks every imported statement and every earlier decision; what it corrects stays
in the ledger, with who decided and why beside it; another decision takes it back. A conflict between
sources ends with the decision about it. Refuses: a record that is not there, a property that is not
declared, a value that is not of its kind, and what would change nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from app.errors import Refused
from graph_model import nodes, relationships
from graph_model.declare import NodeType, RelationshipType
from graph_model.facts import (
    DECIDED_PRECEDENCE,
    NodeFact,
    Properties,
    RelationshipFact,
    Retraction,
    Statement,
    Value,
)
from graph_model.keys import prefix_of
from graph_model.validate import InvalidFact
from graph_store.history import Version, history
from graph_store.store import Receipt, Store, utc_now
from loaders.values import BadValue, parser_for

S = TypeVar("S", bound=Statement)


def correct(store: Store, key: str, values: Mapping[str, str], *, actor: str, reason: str) -> Receipt:
    """State these properties of a node, or a relationship with them; a withdrawn one holds again."""
    versions = history(store, key)
    declared = nodes.BY_PREFIX.get(prefix_of(key)) or relationships.BY_TYPE[prefix_of(key)]
    stated = {name: _value(declared, name, text) for name, text in values.items()}
    if isinstance(declared, RelationshipType):
        return _record(store, _restated(versions, stated), versions, actor, reason)
    if not stated:
        raise Refused(f"nothing to correct in {key}", "Name a property and its value, as NAME=VALUE.")
    return _record(store, NodeFact(key=key, properties=stated), versions, actor, reason)


def withdraw(store: Store, key: str, *, actor: str, reason: str) -> Receipt:
    """State that a relationship does not hold."""
    versions = history(store, key)
    if prefix_of(key) not in relationships.BY_TYPE:
        raise Refused(
            f"{key} is a record, and only relationships are withdrawn",
            "Correct its properties, or withdraw what ties it: `recall --with-links` shows the keys.",
        )
    if _is_withdrawn(versions):
        raise Refused(f"{key} is withdrawn already", f"See `lotgraph history {key}`.")
    return _record(store, Retraction(type=prefix_of(key), key=key, reason=reason), versions, actor, reason)


def _record(store: Store, fact: S, versions: Sequence[Version], actor: str, reason: str) -> Receipt:
    before = [v.statement["changed"] for v in versions if v.statement.get("origin") == "decided"]
    changed = _after(max(map(str, before), default=""), utc_now())
    decided = replace(fact, precedence=DECIDED_PRECEDENCE, changed=changed, origin="decided")
    try:
        return store.commit([decided], actor=actor, reason=reason)
    except InvalidFact as error:
        raise Refused(str(error), "See `lotgraph dictionary`.") from error


def _after(last: str, now: datetime.datetime) -> str:
    """Now, or right after the last decision where the clock was set back since."""
    if last:
        now = max(now, datetime.datetime.fromisoformat(last) + datetime.timedelta(microseconds=1))
    return now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _is_withdrawn(versions: Sequence[Version]) -> bool:
    """Whether the best statement of a relationship is a withdrawal."""
    best = [version for version in versions if version.holds][-1]
    return best.statement["fact"] == "retraction"


def _restated(versions: Sequence[Version], stated: Properties) -> RelationshipFact:
    """The relationship as it was last stated, with other values."""
    last = [v.statement for v in versions if v.holds and v.statement["fact"] == "relationship"]
    if not last:
        raise Refused("it was withdrawn before it was stated", "Load the file that states it.")
    before: Properties = last[-1]["properties"]  # type: ignore[assignment]
    if not stated and not _is_withdrawn(versions):
        raise Refused(f"nothing to correct in {last[-1]['key']}", "Name a property and its value.")
    return RelationshipFact(
        type=str(last[-1]["type"]),
        key=str(last[-1]["key"]),
        source=str(last[-1]["source"]),
        target=str(last[-1]["target"]),
        properties=before | stated,
    )


def _value(declared: NodeType | RelationshipType, name: str, text: str) -> Value:
    found = declared.property_named(name)
    if found is None:
        raise Refused(f"there is no property {name}", "See `lotgraph dictionary`.")
    parse = parser_for(found)
    try:
        return parse(text) if parse else text
    except BadValue as error:
        raise Refused(f"{name}: {error}", "See `lotgraph dictionary`.") from error
