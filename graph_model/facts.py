"""Facts: what a commit is made of, and their canonical bytes (frozen; see docs/ledger-format.md).

A fact line is `["<nonce>",<fact>]`: 32 hex digits of a random 128-bit nonce, then the fact as JSON
with sorted keys, no white space, no floats, UTF-8. The nonce lets one fact be shown without making
its siblings guessable.

Which of several statements holds is a function of the set of statements, never of their arrival:
highest `precedence`, then latest `changed`, then a retraction before a statement, then the hash.
`rank` turns that order into text that compares the same way; so `precedence` has three digits at
most and `changed` is empty or an instant in UTC with six decimals, `2025-01-31T08:15:00.000000Z`
(`graph_model.validate` refuses all else).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Final

import orjson

Value = str | int | bool | tuple[int, ...]
Properties = dict[str, Value]
FORMAT: Final = 1
DEFAULT_PRECEDENCE: Final = 500
MOST_PRECEDENCE: Final = 999
DECIDED_PRECEDENCE: Final = MOST_PRECEDENCE
# What lotgraph raises by itself, and what waits for signatures: above every source, below every decision.
RAISED_PRECEDENCE: Final = DECIDED_PRECEDENCE - 1
_NONCE_DIGITS: Final = 32
_KEY: Final = b'"key":"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every statement carries: where it stands in its file and how it ranks.

    `changed` is when the source last changed it: empty, or `YYYY-MM-DDTHH:MM:SS.ffffffZ`.
    `precedence` is the source's, 0 to 998, or 999 for a decision made here; the higher one holds.
    """

    line: int | None = None
    precedence: int = DEFAULT_PRECEDENCE
    changed: str = ""
    origin: str = "imported"


@dataclass(frozen=True, slots=True)
class NodeFact(Fact):
    """States properties of one node. Properties it does not name stay as other facts state them."""

    key: str
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RelationshipFact(Fact):
    """States one relationship; `source` and `target` are node keys in the direction of flow."""

    type: str
    key: str
    source: str
    target: str
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Retraction(Fact):
    """States that the relationship with this key does not hold; may come before what it retracts."""

    type: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reject(Fact):
    """A row that was not accepted. `touches` are the keys that could be read from it."""

    load: str
    file: str
    column: str
    rule: str
    message: str
    raw: str
    touches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RejectResolved(Fact):
    """Somebody dealt with a reject; it is no gap of later answers."""

    reject: str
    reason: str


@dataclass(frozen=True, slots=True)
class LoadBegun(Fact):
    """A file is about to be taken in."""

    load: str
    file: str
    sha256: str
    profile: str


@dataclass(frozen=True, slots=True)
class LoadEnded(Fact):
    """A file was taken in whole: accepted + rejected + ignored = read."""

    load: str
    file: str
    read: int
    accepted: int
    rejected: int
    ignored: int


@dataclass(frozen=True, slots=True)
class LoadAbandoned(Fact):
    """Somebody decided that the rest of a begun file is not coming; it is no gap of later answers."""

    load: str
    reason: str


Statement = NodeFact | RelationshipFact | Retraction
AnyFact = Statement | Reject | RejectResolved | LoadBegun | LoadEnded | LoadAbandoned

_NAMES: dict[type[Fact], str] = {
    NodeFact: "node",
    RelationshipFact: "relationship",
    Retraction: "retraction",
    Reject: "reject",
    RejectResolved: "reject_resolved",
    LoadBegun: "load_begun",
    LoadEnded: "load_ended",
    LoadAbandoned: "load_abandoned",
}
_TYPES = {name: kind for kind, name in _NAMES.items()}


def to_json(fact: AnyFact) -> dict[str, object]:
    """The fact as a plain object; fields at their default are left out, so that they may be added."""
    out: dict[str, object] = {"fact": _NAMES[type(fact)]}
    if fact.line is not None:
        out["line"] = fact.line
    if fact.precedence != DEFAULT_PRECEDENCE:
        out["precedence"] = fact.precedence
    if fact.changed:
        out["changed"] = fact.changed
    if fact.origin != "imported":
        out["origin"] = fact.origin
    for name in _OWN_FIELDS[type(fact)]:
        out[name] = getattr(fact, name)
    return out


_OWN_FIELDS: dict[type[Fact], tuple[str, ...]] = {
    kind: tuple(f.name for f in fields(kind) if f.name not in {common.name for common in fields(Fact)})
    for kind in _NAMES
}


def canonical(value: object) -> bytes:
    """Canonical JSON: sorted keys, no white space, UTF-8. Floats have no canonical form: refused upstream."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def encode(fact: AnyFact, nonce: bytes) -> bytes:
    """One fact line, without the line end."""
    return b'["%s",%s]' % (nonce.hex().encode(), canonical(to_json(fact)))


def encode_content(content: bytes, line: int | None, nonce: bytes) -> bytes:
    """The same of a statement whose `content` is made already."""
    if line is not None:
        # Sorted, `line` comes right behind `key`, and no key holds a quote.
        behind = content.index(b'"', content.index(_KEY) + len(_KEY)) + 1
        content = b'%s,"line":%d%s' % (content[:behind], line, content[behind:])
    return b'["%s",%s]' % (nonce.hex().encode(), content)


def decode(line: bytes) -> AnyFact:
    """Read a fact line back; refuses what `encode` would not have written."""
    try:
        nonce, body = orjson.loads(line)
        fact = from_json(body)
        spelled = encode(fact, bytes.fromhex(nonce))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError("a line holds no fact of this format") from error
    if spelled != line or len(nonce) != _NONCE_DIGITS or not _is_plain(body):
        raise ValueError("a fact line is not in canonical form")
    return fact


def from_json(body: Mapping[str, object]) -> AnyFact:
    """The fact of an object, as `to_json` gives it; else an AttributeError, KeyError or TypeError."""
    given: dict[str, object] = dict(body)
    kind = _TYPES[given.pop("fact")]  # type: ignore[index]  # what is no name is a KeyError
    if "properties" in given:
        stated: Mapping[str, object] = given["properties"]  # type: ignore[assignment]  # else AttributeError
        given["properties"] = {name: _frozen(value) for name, value in stated.items()}
    if "touches" in given:
        given["touches"] = _frozen(given["touches"])
    fact: AnyFact = kind(**given)  # type: ignore[arg-type, assignment]  # the kinds of _NAMES are AnyFact
    return fact


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _is_plain(value: object) -> bool:
    """Neither a float, whose digits have no one spelling, nor null, which says nothing."""
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return all(map(_is_plain, value)) if isinstance(value, list) else isinstance(value, str | int)


def content_of(fact: Statement) -> bytes:
    """What is stated, canonical, without nonce and line: another file's same statement is equal."""
    body = to_json(fact)
    body.pop("line", None)
    return canonical(body)


def content_hash(fact: Statement) -> str:
    """32 hex digits over what is stated."""
    return _hash(content_of(fact))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def standing(fact: Statement) -> str:
    """The part of the rank that two statements must share to be in dispute."""
    # A space sorts before every digit, so a missing `changed` ranks below any.
    return f"{fact.precedence:03d} {fact.changed}"


def rank(fact: Statement) -> str:
    """Text that orders statements: the greatest holds."""
    return rank_by(fact, content_of(fact))


def rank_by(fact: Statement, content: bytes) -> str:
    """The same where the content is made already."""
    retracts = 1 if isinstance(fact, Retraction) else 0
    return f"{standing(fact)} {retracts}{_hash(content)}"


def standing_of(rank_text: str) -> str:
    """The standing inside a rank."""
    return rank_text.rpartition(" ")[0]
