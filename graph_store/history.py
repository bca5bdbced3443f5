"""Everything that was ever stated of one node or relationship: by whom, when, why, from which line.

Promises: found by what stands on the record itself, so it costs one read for the record and one for
each page of commits, whatever the size of the ledger; nothing later than `known_at` is told; the last
version's outcome is what a `Reader` shows. Withdrawals are told wherever they stand: beneath a better
statement, and before there is any. A personal value is shown in what changed, as it may be read now; the
statement itself stands as it was recorded, which is what is proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace

from graph_model import nodes as model
from graph_model import relationships, upcast
from graph_model.approval import bearer_keys, proposal_key
from graph_model.declare import Kind, NodeType, RelationshipType
from graph_model.facts import AnyFact, NodeFact, RelationshipFact, Retraction, Value, rank, to_json
from graph_model.keys import prefix_of, split
from graph_model.merge import NodeState, merge
from graph_model.units import from_scaled
from graph_store.approvals import carries_out
from graph_store.commits import commits
from graph_store.effects import node_key
from graph_store.errors import StoreError
from graph_store.excerpts import commits_of_keys
from graph_store.prove import Place
from graph_store.sealing import Opener, personal_in
from graph_store.store import Store
from ledger.commit import Header


class UnknownRecord(StoreError):
    """No node and no relationship has this key."""

    default_next_step = "Look it up: lotgraph search TEXT. A relationship's key is in `recall --with-links`."


@dataclass(frozen=True, slots=True)
class Change:
    """One property as it was shown before and after, a quantity in decimals; None where it was not there."""

    name: str
    before: Value | None
    after: Value | None


@dataclass(frozen=True, slots=True, order=True)
class Signed:
    """A signature under a decision (21 CFR 11.50): who, in which role, for what, when."""

    signer: str
    name: str
    role: str
    meaning: str
    signed: str

    @classmethod
    def of(cls, properties: Mapping[str, object]) -> Signed:
        """From those of a Signature, as they may be read."""
        return cls(*(str(properties.get(f.name, "")) for f in fields(cls)))

    def to_json(self) -> dict[str, object]:
        """As `lotgraph history --format json` prints it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Version:
    """One statement. `holds` is false where a better one stood already, so that nothing shown changed."""

    place: Place
    record_time: str
    actor: str
    reason: str
    load: str
    file: str
    source_sha256: str
    line: int | None
    statement: Mapping[str, object]
    holds: bool
    changes: tuple[Change, ...]
    signatures: tuple[Signed, ...] = ()

    @property
    def seq(self) -> int:
        """Number of its commit."""
        return self.place.seq

    def to_json(self) -> dict[str, object]:
        """As `lotgraph history --format json` prints it."""
        return {
            "commit": self.seq,
            "record_time": self.record_time,
            "actor": self.actor,
            "reason": self.reason,
            "load": self.load or None,
            "file": self.file or None,
            "source_sha256": self.source_sha256 or None,
            "line": self.line,
            "statement": dict(self.statement),
            "holds": self.holds,
            "changes": [{"name": c.name, "before": c.before, "after": c.after} for c in self.changes],
            "signatures": [signature.to_json() for signature in self.signatures],
        }


def history(store: Store, key: str, known_at: int | None = None) -> list[Version]:
    """Every statement of `key` up to a ledger size (now, if none is given), in the ledger's order."""
    size = store.reader(known_at).known_at
    prefix = prefix_of(key)
    shown: _Node | _Relationship
    if prefix in relationships.BY_TYPE:
        shown = _Relationship(relationships.BY_TYPE[prefix])
    elif prefix in model.BY_PREFIX:
        shown = _Node(model.BY_PREFIX[prefix])
    else:
        raise UnknownRecord(f"{key!r} is neither the key of a node nor of a relationship")
    found = [seq for seq in sorted(commits_of_keys(store.connection, [key]).get(key, ())) if seq <= size]
    if not found:
        raise UnknownRecord(f"{key} is not there")
    out: list[Version] = []
    files: dict[str, str] = {}
    for header, facts, carried_out in _statements(store, found, key):
        if header.load and header.load not in files:
            files[header.load] = _file_of(store, header.load)
        signatures = signatures_of(store, carried_out) if carried_out else ()
        for index, fact in facts:
            changes, holds = shown.take(fact)
            out.append(
                Version(
                    place=Place(header.seq, index, size),
                    record_time=header.record_time,
                    actor=header.actor,
                    reason=header.reason,
                    load=header.load,
                    file=files.get(header.load, ""),
                    source_sha256=header.source_sha256,
                    line=fact.line,
                    statement=to_json(fact),
                    holds=holds,
                    changes=changes,
                    signatures=signatures if fact.origin == "decided" else (),
                )
            )
    return _opened(store, key, out)


def _opened(store: Store, key: str, versions: list[Version]) -> list[Version]:
    """The versions, personal values in their changes as they may be read."""
    about: dict[str, str] = {}
    for version in versions:
        stated: Mapping[str, Value] = version.statement.get("properties", {})  # type: ignore[assignment]
        about |= {declared.name: subject for declared, subject in personal_in(key, stated)}
    if not about:
        return versions
    with store.connection.reading() as runner:
        opener = Opener.reading(runner, about.values())

    def shown(change: Change) -> Change:
        subject = about.get(change.name)
        if subject is None:
            return change
        values = (
            None if v is None else opener.text(subject, change.name, v) for v in (change.before, change.after)
        )
        return Change(change.name, *values)

    return [replace(version, changes=tuple(map(shown, version.changes))) for version in versions]


class _Node:
    """What is shown of a node, statement by statement."""

    def __init__(self, declared: NodeType) -> None:
        self._declared = declared
        self._state = NodeState()

    def take(self, fact: AnyFact) -> tuple[tuple[Change, ...], bool]:
        """What the statement changed in what is shown."""
        if not isinstance(fact, NodeFact):  # of the system: a load, a rejected row
            return (), True
        before = dict(self._state.properties)
        holds = merge(self._state, fact)
        changes = _changes(self._declared, before, self._state.properties)
        return changes, holds and (bool(changes) or not fact.properties)


class _Relationship:
    """The statement that holds, by rank; a withdrawal outranks what is at or below it."""

    def __init__(self, declared: RelationshipType) -> None:
        self._declared = declared
        self._best = ""
        self._properties: dict[str, Value] = {}

    def take(self, fact: AnyFact) -> tuple[tuple[Change, ...], bool]:
        """What the statement changed in what is shown."""
        if not isinstance(fact, RelationshipFact | Retraction) or rank(fact) < self._best:
            return (), False
        before, self._best = self._properties, rank(fact)
        self._properties = (
            {"source": fact.source, "target": fact.target, **fact.properties}
            if isinstance(fact, RelationshipFact)
            else {}
        )
        return _changes(self._declared, before, self._properties), True


def _changes(
    declared: NodeType | RelationshipType, before: Mapping[str, Value], after: Mapping[str, Value]
) -> tuple[Change, ...]:
    return tuple(
        Change(name, plain(declared, name, before.get(name)), plain(declared, name, after.get(name)))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    )


def plain(declared: NodeType | RelationshipType, name: str, value: Value | None) -> Value | None:
    """A quantity as its decimal text, all else as it is."""
    found = declared.property_named(name)
    scaled = found is not None and found.kind is Kind.QUANTITY and isinstance(value, int)
    return from_scaled(int(str(value))) if scaled else value


def _statements(
    store: Store, seqs: list[int], key: str
) -> Iterator[tuple[Header, list[tuple[int, AnyFact]], str]]:
    """The commits of these numbers, each with its statements of `key`, their place among its lines, and the
    hash of the content that it carried out, if it did."""
    for header, lines in commits(store.connection, seqs):
        facts = [upcast.read(line, header.model) for line in lines]
        carried_out = [split(f.key).parts[0] for f in facts if isinstance(f, NodeFact) and carries_out([f])]
        found = [(index, fact) for index, fact in enumerate(facts) if _key_of(fact) == key]
        yield header, found, "".join(carried_out)


def signatures_of(store: Store, content_hash: str) -> tuple[Signed, ...]:
    """Who signed a content; the names as they may be read now."""
    places = sorted(bearer_keys([NodeFact(key=proposal_key(content_hash))]))
    cards = store.reader().cards(places)
    found = [card.properties for key, card in sorted(cards.items()) if card.label == "Signature"]
    return tuple(map(Signed.of, found))


def _key_of(fact: AnyFact) -> str | None:
    return fact.key if isinstance(fact, RelationshipFact | Retraction) else node_key(fact)


def _file_of(store: Store, load: str) -> str:
    key = f"load:lotgraph/{load}"
    card = store.reader().cards([key]).get(key)
    return str(card.properties.get("file", "")) if card else ""
