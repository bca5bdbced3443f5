"""Does a fact fit the declarations, and may it be written from where it comes? The commit always asks.

Promises: a fact that passes has a declared label or type, legal ends, declared properties of the
declared kind, an origin that may state it, and a precedence and a change time that rank as text
(`graph_model.facts`); what lotgraph states of itself has its own namespace, so that an account or a
proposal has one key and no second one. A personal value is sealed (`graph_model.sealed`); only who seals
it afterwards asks with `plain`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import cache, lru_cache

from graph_model import nodes, relationships
from graph_model.decision_nodes import DECISIONS
from graph_model.declare import Kind, NodeType, Property
from graph_model.facts import (
    DECIDED_PRECEDENCE,
    MOST_PRECEDENCE,
    AnyFact,
    Fact,
    LoadAbandoned,
    LoadBegun,
    LoadEnded,
    NodeFact,
    Properties,
    Reject,
    RejectResolved,
    RelationshipFact,
    Retraction,
)
from graph_model.keys import OWN_NAMESPACE, PLAIN_KEY, BadKey, prefix_of, split
from graph_model.sealed import MOST_BYTES, Sealed

_LARGEST = 2**63 - 1
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_CHANGED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_ORIGINS = ("imported", "decided")
_DECIDED = {node.label: frozenset(p.name for p in node.properties if p.decided) for node in nodes.NODES}
_OWN = tuple(f"{node.prefix}:" for node in (*DECISIONS, *nodes.SYSTEM))


class InvalidFact(ValueError):
    """A fact that the model refuses; the message names the fact, the field and the rule."""


def check(fact: AnyFact, *, plain: bool = False) -> None:
    """Raise `InvalidFact` where the fact does not fit; `plain` lets personal values pass unsealed, too."""
    if isinstance(fact, NodeFact):
        _check_rank(fact.key, fact)
        _check_node(fact, plain=plain)
    elif isinstance(fact, RelationshipFact):
        _check_rank(fact.key, fact)
        _check_relationship(fact)
    elif isinstance(fact, Retraction):
        _check_rank(fact.key, fact)
        if fact.type not in relationships.BY_TYPE or not fact.reason:
            raise InvalidFact(f"{fact.key}: a retraction needs a declared type and a reason")
        _check_relationship_key(fact.type, fact.key)
    elif isinstance(fact, RejectResolved):
        if fact.origin != "decided" or not fact.reason:
            raise InvalidFact(f"{fact.reject}: a reject is resolved by a decision with a reason")
        if prefix_of(fact.reject) != "reject":
            raise InvalidFact(f"{fact.reject} is no key of a rejected row")
        _check_key(fact.reject)
    elif isinstance(fact, LoadAbandoned):
        if fact.origin != "decided" or not fact.reason or not fact.load:
            raise InvalidFact("a load is abandoned by a decision with a reason, and by its id")
    elif isinstance(fact, Reject | LoadBegun | LoadEnded):
        if not fact.load or (isinstance(fact, Reject) and fact.line is None):
            raise InvalidFact(f"a {type(fact).__name__} names its load, and a reject its line")
    else:
        raise InvalidFact(f"{type(fact).__name__} is no kind of fact")


def _check_rank(key: str, fact: Fact) -> None:
    """What decides between statements must compare as text: three digits, six decimals, one zone."""
    if type(fact.precedence) is not int or not 0 <= fact.precedence <= MOST_PRECEDENCE:
        raise InvalidFact(f"{key}: precedence is a whole number from 0 to {MOST_PRECEDENCE}")
    if fact.precedence == DECIDED_PRECEDENCE and fact.origin != "decided":
        raise InvalidFact(f"{key}: precedence {DECIDED_PRECEDENCE} is the rank of decisions, not of a source")
    if fact.changed and not _is_change_time(fact.changed):
        raise InvalidFact(f"{key}: changed is an instant such as 2025-01-31T08:15:00.000000Z")
    if fact.origin not in _ORIGINS:
        raise InvalidFact(f"{key}: origin is one of {', '.join(_ORIGINS)}")


def _check_node(fact: NodeFact, *, plain: bool) -> None:
    declared = nodes.BY_PREFIX.get(prefix_of(fact.key))
    if declared is None or declared.origin == "system":
        raise InvalidFact(f"{fact.key}: no label is stated under this prefix")
    if declared.origin == "decided" and fact.origin != "decided":
        raise InvalidFact(f"{fact.key}: a {declared.label} is decided here and can't be imported")
    _check_key(fact.key)
    if fact.origin != "decided":
        _check_imported(fact, declared)
    _check_properties(fact.key, declared.label, fact.properties, plain=plain)
    if declared.label == "Erasure" and fact.properties.get("subject") != split(fact.key).parts[0]:
        raise InvalidFact(f"{fact.key}: an erasure names its subject, which is a part of its key, too")


def _is_opened_here(key: str) -> bool:
    """Items are made in a plant and never here, whatever their namespace."""
    prefix, _, rest = key.partition(":")
    return prefix not in ("lot", "device") and rest.startswith(f"{OWN_NAMESPACE}/")


def _check_imported(fact: NodeFact, declared: NodeType) -> None:
    """No source speaks of records that were opened here, or of what is decided here."""
    if fact.key.startswith(f"{declared.prefix}:{OWN_NAMESPACE}/"):
        raise InvalidFact(
            f"{fact.key}: the namespace {OWN_NAMESPACE} is that of records that were opened here"
        )
    for name in _DECIDED[declared.label].intersection(fact.properties):
        raise InvalidFact(f"{fact.key}: {name} is decided here and can't be imported")


def _check_relationship(fact: RelationshipFact) -> None:
    declared = relationships.BY_TYPE.get(fact.type)
    if declared is None:
        raise InvalidFact(f"{fact.key}: {fact.type} is no declared relationship type")
    for key, labels, end in (
        (fact.source, declared.sources, "start"),
        (fact.target, declared.targets, "end"),
    ):
        node = nodes.BY_PREFIX.get(prefix_of(key))
        if node is None or node.label not in labels:
            raise InvalidFact(f"{fact.key}: the {end} of {fact.type} is {' or '.join(labels)}, got {key}")
        if node.origin == "decided" and fact.origin != "decided":
            raise InvalidFact(f"{fact.key}: a {node.label} is decided here and can't be imported")
        if fact.origin != "decided" and _is_opened_here(key):
            raise InvalidFact(f"{fact.key}: {key} was opened here, and no source says what it is tied to")
        _check_key(key)
    _check_relationship_key(fact.type, fact.key)
    if fact.type == relationships.ALIAS and fact.precedence == DECIDED_PRECEDENCE:
        _check_merge(fact)
    _check_properties(fact.key, fact.type, fact.properties)


def _check_merge(fact: RelationshipFact) -> None:
    if fact.source == fact.target or prefix_of(fact.source) != prefix_of(fact.target):
        raise InvalidFact(
            f"{fact.key}: two different records of one label are merged, not {fact.source} into {fact.target}"
        )


def _check_relationship_key(type_: str, text: str) -> None:
    """The type leads the key, so that one key can never stand for two relationships."""
    if prefix_of(text) != type_:
        raise InvalidFact(f"{text}: the key of a {type_} begins with {type_}:")
    if not PLAIN_KEY.fullmatch(text):
        try:
            split(text)
        except BadKey as error:
            raise InvalidFact(str(error)) from error


@lru_cache(maxsize=65536)
def _check_key(text: str) -> None:
    if PLAIN_KEY.fullmatch(text):
        parts = text.count("/")
    else:
        try:
            parts = len(split(text).parts)
        except BadKey as error:
            raise InvalidFact(str(error)) from error
    declared = nodes.BY_PREFIX[prefix_of(text)]
    least = len(declared.key_parts)
    if not least <= parts <= least + len(declared.optional_parts):
        wanted = " ".join([*declared.key_parts, *(f"[{p}]" for p in declared.optional_parts)])
        raise InvalidFact(f"{text}: a {declared.prefix} key has the parts {wanted}")
    if text.startswith(_OWN) and not text.startswith(f"{declared.prefix}:{OWN_NAMESPACE}/"):
        raise InvalidFact(f"{text}: what lotgraph states of itself has the namespace {OWN_NAMESPACE}")


def _check_properties(key: str, owner: str, properties: Properties, *, plain: bool = False) -> None:
    checks = _checks(owner, plain=plain)
    for name, value in properties.items():
        test = checks.get(name)
        if test is None:
            raise InvalidFact(f"{key}: {owner} has no property {name}")
        problem = test(value)
        if problem:
            raise InvalidFact(f"{key}: {name} {problem}")


@cache
def _checks(owner: str, *, plain: bool) -> dict[str, Callable[[object], str]]:
    """Property name -> what is wrong with a value, or empty text."""
    node = nodes.BY_LABEL.get(owner)
    declared = node.properties if node else relationships.BY_TYPE[owner].all_properties
    return {p.name: _check_for(p, plain=plain) for p in declared}


def _check_for(declared: Property, *, plain: bool) -> Callable[[object], str]:
    if declared.personal:
        return _personal if plain else _sealed
    if declared.kind is Kind.CODE:
        return lambda value: "" if value in declared.values else f"is one of {', '.join(declared.values)}"
    return _KINDS[declared.kind]


def _text(value: object) -> str:
    return "" if isinstance(value, str) and value and _is_unicode(value) else "is a non-empty text"


def _sealed(value: object) -> str:
    return "" if Sealed.parse(value) else "is personal and must be sealed before it is recorded"


def _personal(value: object) -> str:
    fits = isinstance(value, str) and not _text(value) and len(value.encode()) <= MOST_BYTES
    return "" if fits or Sealed.parse(value) else f"is a non-empty text of at most {MOST_BYTES} bytes"


def _is_unicode(value: str) -> bool:
    """Half a surrogate pair has no UTF-8 bytes, so no ledger line could hold it."""
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _integer(value: object) -> str:
    fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST
    return "" if fits else "is a 64-bit integer"


def _date(value: object) -> str:
    return "" if isinstance(value, str) and _is_day(value) else "is a day such as 2025-01-31"


def _time(value: object) -> str:
    fits = isinstance(value, str) and is_time(value)
    return "" if fits else "is a day or an instant such as 2025-01-31T08:15:00Z"


def _integers(value: object) -> str:
    return "" if isinstance(value, tuple) and not any(map(_integer, value)) else "is a list of integers"


def is_time(value: str) -> bool:
    """Whether it is a day, or an instant in UTC, of the calendar."""
    return _is_day(value) or _is_instant(value)


@lru_cache(maxsize=65536)
def _is_day(value: str) -> bool:
    return bool(_DATE.fullmatch(value)) and _parses(value)


def _is_instant(value: str) -> bool:
    return bool(_INSTANT.fullmatch(value)) and _parses(value)


@lru_cache(maxsize=65536)
def _is_change_time(value: str) -> bool:
    return bool(_CHANGED.fullmatch(value)) and _parses(value)


def _parses(value: str) -> bool:
    try:
        datetime.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


_KINDS: dict[Kind, Callable[[object], str]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.QUANTITY: _integer,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.INTEGERS: _integers,
}
