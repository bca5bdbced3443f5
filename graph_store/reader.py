"""Typed reads, all at one ledger size.

Promises: everything a `Reader` returns is as it stood at `known_at`, whatever is written meanwhile;
a list is whole or the call fails (`ReadFailed`); `round_trips` counts queries. Names and other
properties that changed later, or later than the time that is asked about, are rebuilt from the ledger's
statements, not taken from today's node.
A wide question is asked in pages, and every page must succeed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from graph_model import nodes as model
from graph_model import relationships
from graph_model.facts import DECIDED_PRECEDENCE
from graph_model.keys import encode, prefix_of
from graph_model.merge import NodeState, merged
from graph_model.sealed import PERSONAL_PREFIXES
from graph_model.valid_time import holds_at, state_at
from graph_model.version import MODEL_VERSION
from graph_store import queries
from graph_store.applying import commits_of
from graph_store.connection import Connection, Runner
from graph_store.effects import label_of, state_of
from graph_store.entries import Cause, Load, Merge, RejectGap, UnfinishedLoad
from graph_store.errors import BadQuery, EngineLost, HeadMoved, NewerModel, ReadFailed, StoreError
from graph_store.expand import searchable
from graph_store.paging import keys_of
from graph_store.sealing import Opener, personal_in
from graph_store.statements import Claim, claims_of, nodes_of, stated_in, statements
from ledger.commit import Header
from ledger.tree import EMPTY_ROOT, Frontier

Value = str | int | bool | tuple[int, ...]

# ArcadeDB takes messages of 16 MiB at most; a page stays well below.
# The engine holds what it finds for a page until it is whole, about 1 kB a relationship.
KEYS_A_QUERY = 10_000
BYTES_A_QUERY = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Edge:
    """One relationship at `known_at`. A void one does not hold: never followed, only told of.

    It is void since it was withdrawn, or since another statement of its key was preferred that is
    no better: then it is `disputed`, as is that other one. One that was decided here is `upheld` where
    somebody withdrew it too: the decision stands above the withdrawal.
    """

    type: str
    key: str
    source: str
    target: str
    commit: int
    properties: dict[str, Value]
    void: bool
    disputed: bool = False
    upheld: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A node at `known_at`; `stated` is false where it was only referred to.

    `later` are the properties of which nothing was stated yet at the time that was asked about.
    """

    key: str
    label: str
    properties: dict[str, Value]
    stated: bool
    disputed: tuple[str, ...]
    later: tuple[str, ...] = ()


class UnknownSize(StoreError):
    """A question about a ledger size that is not reached."""

    default_next_step = "Ask for a size that the ledger has."


_DECIDED = f"{DECIDED_PRECEDENCE:03d} "  # how the rank of a decision begins
_FLOW = {"lots": "Lot", "devices": "Device", "steps": "ProcessStep"}
_FORWARD = {
    "lots": "Lot",
    "devices": "Device",
    "packages": "Package",
    "shipments": "Shipment",
    "returns": "Return",
    "receipts": "Receipt",
    "suppliers": "Supplier",
}
_BACKWARD = {name: label for name, label in _FORWARD.items() if name != "suppliers"} | {
    "customers": "Customer"
}


class Reader:
    """Reads bound to one ledger size. One thread at a time."""

    def __init__(self, connection: Connection, known_at: int, root: str) -> None:
        self._connection = connection
        self.known_at = known_at
        self.root = root
        self.round_trips = 0
        self._merges: list[Merge] | None = None
        self._loads: list[Load] | None = None

    @classmethod
    def open(cls, connection: Connection, *, known_at: int | None, at_least: int | None) -> Reader:
        """A reader at a size, or at the ledger's head."""
        # Under the head's lock, and undone: Neo4j shows a commit while it is being applied, so a plain
        # read could see the new size before all that it stands for.
        with connection.writing() as runner:
            row = runner.rows("lock_head")[0]
            refuse_newer(row)
            size, frontier = int(str(row["size"])), str(row["frontier"])
            if at_least is not None and size < at_least:
                raise UnknownSize(
                    f"the ledger holds {size} commits, not yet {at_least}",
                    next_step="Ask again when they are committed, or ask for at least a smaller size.",
                )
            if known_at is not None and known_at != size:
                if not 0 <= known_at <= size:
                    raise UnknownSize(f"the ledger holds {size} commits, there is no {known_at}")
                entry = runner.rows("commit_at", seq=known_at) if known_at else []
                size, frontier = known_at, str(entry[0]["frontier"]) if entry else ""
        root = Frontier.from_text(size, frontier).root() if size else EMPTY_ROOT
        return cls(connection, size, root.hex())

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held between calls."""

    def flow(self, keys: Iterable[str], forward: bool) -> list[Edge]:
        """One level of material flow; one round trip for each page of keys."""
        name = "flow_forward" if forward else "flow_backward"
        return self._edges(name, keys, _FLOW, outgoing=forward)

    def logistics(self, keys: Iterable[str], forward: bool) -> list[Edge]:
        """One level of logistics; one round trip for each page of keys."""
        name, groups = ("logistics_forward", _FORWARD) if forward else ("logistics_backward", _BACKWARD)
        return self._edges(name, keys, groups, outgoing=forward)

    def context(self, keys: Iterable[str], types: tuple[str, ...], outgoing: bool) -> list[Edge]:
        """Relationships of these types at these nodes; one round trip for each page of keys."""
        wanted = sorted(set(keys))
        labels = {label_of(key) for key in wanted}
        side = "out" if outgoing else "into"
        names = [
            f"{side}_{type_}_{label}"
            for type_ in types
            for label in _ends(type_, outgoing=outgoing)
            if label in labels
        ]
        if not names:
            return []
        text = "\nUNION ALL\n".join(queries.text(name) for name in names)
        found: list[tuple[str, Edge]] = []
        with self._reading() as runner:
            for page in pages(wanted):
                rows = runner.stream_of(text, keys=page, known_at=self.known_at)
                found += self._as_edges(rows, outgoing=outgoing)
        return self._with_upheld(found)

    def cards(self, keys: Iterable[str], as_of: str | None = None) -> dict[str, Card]:
        """The nodes with these keys that exist; one round trip for each page of each label.

        With `as_of`, an instant in the form of `changed`, as their statements have them at that time.
        """
        out = self._cards(self._nodes(keys), as_of)
        self._open(out)
        return out

    def causes(self, seqs: Sequence[int]) -> dict[int, Cause]:
        """The commits of these numbers, all of them."""
        return {h.seq: Cause(h.seq, h.record_time, h.actor, h.reason) for h in self._headers(seqs)}

    def of_label(self, label: str) -> list[str]:
        """Keys of all nodes of a label that were there; for labels of which there are not many."""
        with self._reading() as runner:
            return keys_of(runner, label, self.known_at)

    def load_of(self, seqs: Iterable[int]) -> dict[int, str]:
        """The loads that these commits came with; empty for what came with none."""
        return {header.seq: header.load for header in self._headers(sorted(set(seqs)))}

    def _headers(self, seqs: Sequence[int]) -> list[Header]:
        with self._reading() as runner:
            rows = runner.rows("commit_headers", seqs=list(seqs))
        if [row["seq"] for row in rows] != list(seqs):
            raise ReadFailed("not all of the commits that were asked for are there")
        return [Header.decode(str(row["header"]).encode()) for row in rows]

    def merges(self) -> Sequence[Merge]:
        """Which records were decided to be which others; read once."""
        if self._merges is None:
            self._merges = self._read_merges()
        return self._merges

    def _read_merges(self) -> list[Merge]:
        with self._reading() as runner:
            rows = runner.rows("merges", known_at=self.known_at)
        return [Merge(str(r["key"]), str(r["duplicate"]), str(r["kept"])) for r in rows]

    def loads(self) -> Sequence[Load]:
        """Every file that was ever begun, later than `known_at` too; read once."""
        if self._loads is None:
            with self._reading() as runner:
                found = [(str(row["key"]), _properties(row)) for row in runner.rows("loads")]
            self._loads = [Load(k.rpartition("/")[2], str(p["file"]), str(p["profile"])) for k, p in found]
        return self._loads

    def rivals(self, keys: Iterable[str]) -> dict[str, list[Edge]]:
        """Of these relationships those in dispute: all statements that are in it, the live one first."""
        by_type: dict[str, list[str]] = defaultdict(list)
        for key in sorted(set(keys)):
            by_type[prefix_of(key)].append(key)
        with self._reading() as runner:
            rows = [
                _link_row(type_, row)
                for type_, some in by_type.items()
                for page in pages(some)
                for row in runner.rows(f"rivals_{type_}", keys=page, known_at=self.known_at)
            ]
        return self._by_rank(self._as_edges(rows, outgoing=True))

    def _by_rank(self, edges: Iterable[tuple[str, Edge]]) -> dict[str, list[Edge]]:
        """Those in dispute by key, the best first."""
        found: dict[str, list[tuple[str, Edge]]] = defaultdict(list)
        for rank, edge in edges:
            if edge.disputed:
                found[edge.key].append((rank, edge))
        by_rank = {key: sorted(ranked, key=lambda r: r[0], reverse=True) for key, ranked in found.items()}
        return {key: [edge for _, edge in ranked] for key, ranked in by_rank.items()}

    def claims(self, keys: Iterable[str], as_of: str | None = None) -> dict[str, list[Claim]]:
        """What sources state of the disputed properties of these nodes, what is shown first.

        Personal properties are left out: their values are sealed.
        """
        seqs_of = {
            str(stored["key"]): [seq for seq in stated_in(stored) if seq <= self.known_at]
            for stored in self._nodes(keys)
        }
        with self._reading():
            found = statements(self._connection, seqs_of)
        return {key: list(claims_of(key, stated, as_of)) for key, stated in found.items()}

    def open_rejects(self) -> list[RejectGap]:
        """Rows that were not accepted and not dealt with."""
        with self._reading() as runner:
            rows = runner.rows("open_rejects", known_at=self.known_at)
        return sorted((reject_of(_properties(row)) for row in rows), key=lambda r: (r.load, r.line))

    def unfinished_loads(self) -> list[UnfinishedLoad]:
        """Loads that were begun, and neither ended nor given up."""
        with self._reading() as runner:
            rows = runner.rows("unfinished_loads", known_at=self.known_at)
        return self._unfinished({str(row["key"]): _properties(row) for row in rows})

    def _unfinished(self, begun: Mapping[str, Mapping[str, object]]) -> list[UnfinishedLoad]:
        """Those of the loads, by key, that were not given up."""
        return [
            UnfinishedLoad(key.rpartition("/")[2], str(p["file"]))
            for key, p in sorted(begun.items())
            if not self._is_given_up(p)
        ]

    def _is_given_up(self, load: Mapping[str, object]) -> bool:
        turns = load.get("_given_up")
        return isinstance(turns, list) and sum(map(self._known, turns)) % 2 == 1

    def find(self, key_prefix: str) -> list[str]:
        """Keys that are this one, or begin with it and go on with another part."""
        if prefix_of(key_prefix) not in model.BY_PREFIX:
            return []
        name = f"find_{label_of(key_prefix)}"
        with self._reading() as runner:
            rows = runner.rows(name, key=key_prefix, prefix=key_prefix + "/")
        # Through the cards, since what came into being after `known_at` is not there yet.
        return sorted(self.cards(str(row["key"]) for row in rows))

    def search(self, text: str, first: int, after: str | None) -> tuple[list[Card], str | None]:
        """A page of nodes whose key, number or name fits, in key order, and where the next page starts."""
        names = [f"find_{label}_{'by' if by else 'in'}_{name}" for label, name, by in searchable()]
        union = "\nUNION\n".join(f"CALL {{ {queries.text(name)} }} RETURN key, properties" for name in names)
        asked = {"text": text, "lower": text.lower(), "number": f"/{encode(text)}".lower()}
        page_of = {"after": after or "", "first": first + 1, "known_at": self.known_at}
        with self._reading() as runner:
            rows = runner.rows_of(union, **asked, **page_of)
        found = self._cards(map(_properties, rows))
        self._open(found)
        for key in self.find(text):
            if key > (after or ""):
                found.update(self.cards([key]))
        page = [found[key] for key in sorted(found)]
        return page[:first], page[first - 1].key if len(page) > first else None

    def numbered(self, label: str, name: str, texts: Sequence[str]) -> list[str]:
        """Keys of the nodes of a label of which this searchable number is one of the texts, whole.

        `key` stands for the number that the key ends with, of labels that have no other; a scan.
        """
        by_key = name == "key"
        query = f"ending_{label}" if by_key else f"exact_{label}_by_{name}"
        with self._reading() as runner:
            rows = [
                row
                for page in pages([f"/{encode(text)}" for text in texts] if by_key else texts)
                for row in runner.rows(query, texts=page, known_at=self.known_at)
            ]
        return sorted({str(row["key"]) for row in rows})

    @contextmanager
    def _reading(self) -> Iterator[Runner]:
        """A session; whatever fails in it fails the answer."""
        try:
            with self._connection.reading() as runner:
                yield runner
                self.round_trips += runner.round_trips
        except (EngineLost, HeadMoved, BadQuery) as error:
            raise ReadFailed(f"the answer is not whole: {error.message}") from error

    def _edges(
        self, name: str, keys: Iterable[str], groups: Mapping[str, str], *, outgoing: bool
    ) -> list[Edge]:
        found: list[tuple[str, Edge]] = []
        with self._reading() as runner:
            for page in pages(keys):
                by_label: dict[str, list[str]] = defaultdict(list)
                for key in page:
                    by_label[label_of(key)].append(key)
                parameters = {parameter: by_label.get(label, []) for parameter, label in groups.items()}
                if any(parameters.values()):
                    rows = runner.stream(name, known_at=self.known_at, **parameters)
                    found += self._as_edges(rows, outgoing=outgoing)
        return self._with_upheld(found)

    def _with_upheld(self, found: Sequence[tuple[str, Edge]]) -> list[Edge]:
        """Those that count, decided ones with whether they stand above a withdrawal."""
        decided = {edge.key for rank, edge in found if rank.startswith(_DECIDED) and not edge.void}
        withdrawn = self._withdrawn(decided) if decided else ()
        return [
            replace(edge, upheld=True) if edge.key in withdrawn and not edge.void else edge
            for edge in last(found)
        ]

    def _withdrawn(self, keys: Iterable[str]) -> set[str]:
        """Those of the relationships that somebody withdrew, whatever came of it."""
        with self._reading() as runner:
            rows = [row for page in pages(keys) for row in runner.rows("retractions", keys=page)]
        return {str(row["key"]) for row in rows if any(map(self._known, commits_of(row)))}

    def _as_edges(self, rows: Iterable[dict[str, object]], *, outgoing: bool) -> Iterator[tuple[str, Edge]]:
        """The relationships of rows `{type, commit, links [[near, far, properties]]}`, and their ranks."""
        for row in rows:
            type_, commit = str(row["type"]), int(str(row["commit"]))
            for near, far, properties in row["links"]:  # type: ignore[attr-defined]
                ended = self._known(properties.get("_retracted"))
                settled = self._known(properties.get("_settled"))
                disputed = self._known(properties.get("_disputed")) and not settled
                if ended and not disputed and "_void" not in properties:
                    continue
                edge = Edge(
                    type=type_,
                    key=properties["key"],
                    source=near if outgoing else far,
                    target=far if outgoing else near,
                    commit=commit,
                    properties={n: v for n, v in properties.items() if n != "key" and n[0] != "_"},
                    void=ended,
                    disputed=disputed,
                )
                yield properties["_rank"], edge

    def _known(self, commit: int | None) -> bool:
        return commit is not None and commit <= self.known_at

    def _open(self, cards: dict[str, Card]) -> None:
        """Put what may be read in the place of sealed values, with one read of the keys of all of them."""
        personal = [card for card in cards.values() if card.key.startswith(PERSONAL_PREFIXES)]
        subjects = {s for card in personal for _, s in personal_in(card.key, card.properties)}
        if not subjects:
            return
        with self._reading() as runner:
            opener = Opener.reading(runner, subjects)
        for card in personal:
            cards[card.key] = replace(card, properties=opener.properties(card.key, card.properties))

    def _nodes(self, keys: Iterable[str]) -> list[Mapping[str, object]]:
        """The nodes with these keys as they stand; one round trip for each page of each label."""
        by_label: dict[str, list[str]] = defaultdict(list)
        for key in dict.fromkeys(keys):
            if prefix_of(key) in model.BY_PREFIX:
                by_label[label_of(key)].append(key)
        found: list[Mapping[str, object]] = []
        with self._reading() as runner:
            for label, page in ((label, page) for label, some in by_label.items() for page in pages(some)):
                for row in runner.rows(f"read_{label}", keys=page):
                    found += row["nodes"]  # type: ignore[arg-type]  # what the query collects
        return found

    def _cards(self, found: Iterable[Mapping[str, object]], as_of: str | None = None) -> dict[str, Card]:
        """The nodes as they were; those that were not there yet are left out."""
        out: dict[str, Card] = {}
        to_read: dict[str, list[int]] = {}
        for stored in found:
            key = str(stored["key"])
            if int(str(stored["_commit"])) > self.known_at:
                continue
            seqs = stated_in(stored)
            if not seqs or seqs[0] > self.known_at:
                out[key] = _card(key, NodeState(), stated=False)
                continue
            state = state_of(stored)
            out[key] = _card(key, state, stated=True)
            if seqs[-1] > self.known_at or (as_of and not holds_at(state, label_of(key), as_of)):
                to_read[key] = [seq for seq in seqs if seq <= self.known_at]
        for key, found_of in statements(self._connection, to_read).items():
            facts = nodes_of(found_of)
            state, later = state_at(facts, label_of(key), as_of) if as_of else (merged(facts), ())
            out[key] = _card(key, state, stated=True, later=later)
        return out


def _link_row(type_: str, row: Mapping[str, object]) -> dict[str, object]:
    """A relationship alone as a row of `Reader._as_edges`."""
    stored = _properties(row)
    return {"type": type_, "commit": stored["_commit"], "links": [[row["source"], row["target"], stored]]}


def _card(key: str, state: NodeState, *, stated: bool, later: tuple[str, ...] = ()) -> Card:
    return Card(key, label_of(key), state.properties, stated, tuple(sorted(state.disputed)), later)


def last(found: Sequence[tuple[str, Edge]]) -> list[Edge]:
    """Without what was withdrawn and stated anew or withdrawn again: in which order, is no matter."""
    best: dict[str, str] = {edge.key: "" for _, edge in found if edge.void and not edge.disputed}
    for rank, edge in found if best else ():
        if edge.key in best:
            best[edge.key] = max(best[edge.key], rank)
    return [edge for rank, edge in found if not edge.void or edge.disputed or rank == best[edge.key]]


def pages(keys: Iterable[str]) -> Iterator[list[str]]:
    """The keys in lists that fit into one query."""
    page: list[str] = []
    size = 0
    for key in keys:
        if page and (len(page) == KEYS_A_QUERY or size + len(key) > BYTES_A_QUERY):
            yield page
            page, size = [], 0
        page.append(key)
        size += len(key)
    if page:
        yield page


def refuse_newer(head: Mapping[str, object]) -> None:
    """An older program would misread what it does not know, so it does not even look."""
    if str(head["model"]) > MODEL_VERSION:
        raise NewerModel(f"the database holds model {head['model']}, this program knows {MODEL_VERSION}")


def _ends(type_: str, *, outgoing: bool) -> tuple[str, ...]:
    declared = relationships.BY_TYPE[type_]
    return declared.sources if outgoing else declared.targets


def _properties(row: Mapping[str, object]) -> dict[str, object]:
    properties = row["properties"]
    if not isinstance(properties, dict):
        raise ReadFailed("the engine returned a record without properties")
    return properties


def reject_of(p: Mapping[str, object]) -> RejectGap:
    """A rejected row as its node is stored."""
    return RejectGap(
        key=str(p["key"]),
        load=str(p["load"]),
        file=str(p["file"]),
        line=int(str(p["line"])),
        rule=str(p["rule"]),
        message=str(p["message"]),
        touches=tuple(str(p.get("touches", "")).split()),
    )
