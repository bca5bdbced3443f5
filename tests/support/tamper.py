"""A small ledger of every kind of fact, and what somebody with Cypher does behind the system's back.

Each mutation is drawn from a seeded `random.Random`, changes something, and says where: the keys whose
nodes and relationships then differ from the ledger, or the commits that are damaged (None: the head).
"""

from __future__ import annotations

import random
from collections.abc import Callable

from graph_model.facts import (
    LoadAbandoned,
    LoadBegun,
    LoadEnded,
    NodeFact,
    Reject,
    RejectResolved,
    Retraction,
)
from graph_store.outside import OUTSIDE
from graph_store.store import Batch, Store
from ledger.commit import Header, unpack
from ledger.tree import Frontier
from tests.support.build import Plant, device, key, lot, step

LATER = "2025-01-31T08:15:00.000000Z"
Where = set[str]
Row = dict[str, object]


def run(store: Store, text: str, **parameters: object) -> list[Row]:
    """Cypher that no part of the system would run, committed."""
    with store.connection.writing() as transaction:
        rows = transaction.rows_of(text, **parameters)
        transaction.commit()
    return rows


def history(store: Store) -> None:
    """Nodes, flows, stubs, corrections, disputes, withdrawals, a load with a reject, an empty commit."""
    plant = Plant()
    made = plant.make("MO1", [lot("RM-1", "007"), lot("RM-2", "A/B")], [lot("FG-1", "心1")])
    plant.link("HAS_UNIT", lot("FG-1", "心1"), device("FG-1", "1"))
    plant.receive(lot("RM-1", "007"), "S 1", "R1", "0000")
    plant.ship(device("FG-1", "1"), "C1", "SH1")
    plant.node(key("site", "1"), name="one")
    plant.commit(store)
    early = plant.link("CONSUMED_IN", lot("RM-3", "stub"), made, "1.5", line="9", stub=True)
    plant.node(key("site", "1"), name="uno")
    plant.commit(store)
    plant.link("CONSUMED_IN", lot("RM-3", "stub"), made, "2.5", line="9", changed=LATER)
    plant.node(lot("RM-3", "stub"), lot_number="stub")
    plant.commit(store)
    plant.node(lot("RM-3", "stub"), status="released", changed=LATER)
    plant.node(key("measurement", "M1"), lower_limit=-(2**63) + 1, upper_limit=2**63 - 1)
    plant.commit(store)
    begun = LoadBegun(load="l1", file="a.csv", sha256="00", profile="p")
    reject = Reject(
        load="l1", file="a.csv", line=2, column="c", rule="r", message="m", raw="x", touches=("a",)
    )
    ended = LoadEnded(load="l1", file="a.csv", read=1, accepted=0, rejected=1, ignored=0)
    store.commit([begun], actor="王芳", reason="load", batch=Batch("l1", 0), source_sha256="00")
    store.commit([reject], actor="王芳", reason="load", batch=Batch("l1", 1))
    store.commit([], actor="王芳", reason="load", batch=Batch("l1", 1, 2))
    given_up = LoadAbandoned(load="l1", reason="the file is gone", origin="decided")
    store.commit([given_up], actor="王芳", reason="given up")
    store.commit([begun], actor="王芳", reason="loaded after all")
    store.commit([ended], actor="王芳", reason="load", batch=Batch("l1", 2**53))
    store.commit(
        [
            Retraction(type="CONSUMED_IN", key=early, reason="void", changed=LATER, precedence=600),
            Retraction(type="PRODUCED", key="PRODUCED:t/never", reason="waits"),
            RejectResolved(reject="reject:lotgraph/l1/2", reason="typed in", origin="decided"),
            NodeFact(key=key("site", "1"), properties={"name": "一"}, changed=LATER),
        ],
        actor="王芳",
        reason="corrections",
    )


# --- the graph ---------------------------------------------------------------------------------------


def _node(store: Store, chance: random.Random) -> str:
    rows = run(store, "MATCH (n) WHERE NOT n:Head AND NOT n:Commit RETURN n.key AS key ORDER BY key")
    return str(chance.choice(rows)["key"])


def _relationship(store: Store, chance: random.Random) -> tuple[str, str]:
    rows = run(store, "MATCH (a)-[r]->(b) RETURN r.key AS key, r._rank AS rank ORDER BY key, rank")
    row = chance.choice(rows)
    return str(row["key"]), str(row["rank"])


def _around(store: Store, node: str) -> Where:
    rows = run(store, "MATCH (n)-[r]-(m) WHERE n.key = $key RETURN r.key AS key", key=node)
    return {str(row["key"]) for row in rows}


def _other(value: object, chance: random.Random) -> object:
    """Another value, sometimes one that only differs in its type."""
    if isinstance(value, bool):
        return chance.choice([not value, str(value)])
    if isinstance(value, int):
        return chance.choice([value - 1 if value > 0 else value + 1, float(value), str(value)])
    if isinstance(value, list):
        return chance.choice([[*value, value[0]], value[0]])
    return chance.choice([f"{value} ", str(value)[:-1] or f"{value}x", 7])


def _property(properties: object, chance: random.Random) -> tuple[str, object]:
    assert isinstance(properties, dict)
    name = chance.choice(sorted(n for n, v in properties.items() if n != "key" and v is not None))
    return name, properties[name]


def delete_node(store: Store, chance: random.Random) -> Where:
    node = _node(store, chance)
    where = {node} | _around(store, node)
    run(store, "MATCH (n) WHERE n.key = $key DETACH DELETE n", key=node)
    return where


def delete_relationship(store: Store, chance: random.Random) -> Where:
    key_, rank = _relationship(store, chance)
    run(store, "MATCH (a)-[r]->(b) WHERE r.key = $key AND r._rank = $rank DELETE r", key=key_, rank=rank)
    return {key_}


def change_node(store: Store, chance: random.Random) -> Where:
    node = _node(store, chance)
    (row,) = run(store, "MATCH (n) WHERE n.key = $key RETURN properties(n) AS p", key=node)
    name, value = _property(row["p"], chance)
    new = chance.choice([None, _other(value, chance)])
    run(store, "MATCH (n) WHERE n.key = $key SET n += $more", key=node, more={name: new})
    return {node}


def add_to_node(store: Store, chance: random.Random) -> Where:
    node, name = _node(store, chance), chance.choice(["name", "_void", "_stub", "x y", "_disputed"])
    found = run(store, "MATCH (n) WHERE n.key = $key RETURN properties(n) AS p", key=node)[0]["p"]
    assert isinstance(found, dict)
    value = chance.choice([True, 5, "x", [1, 2]])
    run(store, "MATCH (n) WHERE n.key = $key SET n += $more", key=node, more={name: value})
    return {node} if (found.get(name), type(found.get(name))) != (value, type(value)) else set()


def rename_node(store: Store, chance: random.Random) -> Where:
    node = _node(store, chance)
    around = _around(store, node)
    run(store, "MATCH (n) WHERE n.key = $key SET n.key = $new", key=node, new=f"{node}0")
    return {node, f"{node}0"} | around


def change_relationship(store: Store, chance: random.Random) -> Where:
    key_, rank = _relationship(store, chance)
    match = "MATCH (a)-[r]->(b) WHERE r.key = $key AND r._rank = $rank"
    (row,) = run(store, f"{match} RETURN properties(r) AS p", key=key_, rank=rank)
    name, value = _property(row["p"], chance)
    new = chance.choice([None, _other(value, chance)])
    run(store, f"{match} SET r += $more", key=key_, rank=rank, more={name: new})
    return {key_}


def add_to_relationship(store: Store, chance: random.Random) -> Where:
    key_, rank = _relationship(store, chance)
    text = "MATCH (a)-[r]->(b) WHERE r.key = $key AND r._rank = $rank SET r.forged = 1"
    run(store, text, key=key_, rank=rank)
    return {key_}


def move_relationship(store: Store, chance: random.Random) -> Where:
    """The same statement between other ends."""
    rows = run(store, "MATCH (a:Lot)-[r:CONSUMED_IN]->(b) RETURN r.key AS key, r._rank AS rank, a.key AS a")
    row = chance.choice(sorted(rows, key=str))
    others = run(store, "MATCH (n:Lot) WHERE n.key <> $key RETURN n.key AS key ORDER BY key", key=row["a"])
    (old,) = run(
        store,
        "MATCH (a:Lot)-[r:CONSUMED_IN]->(b) WHERE r.key = $key AND r._rank = $rank "
        "RETURN properties(r) AS p, b.key AS b",
        key=row["key"],
        rank=row["rank"],
    )
    run(
        store,
        "MATCH (a:Lot)-[r:CONSUMED_IN]->(b) WHERE r.key = $key AND r._rank = $rank DELETE r",
        key=row["key"],
        rank=row["rank"],
    )
    run(
        store,
        "MATCH (a:Lot {key: $a}) MATCH (b:ProcessStep {key: $b}) CREATE (a)-[r:CONSUMED_IN]->(b) SET r = $p",
        a=chance.choice(others)["key"],
        **{n: old[n] for n in ("p", "b")},
    )
    return {str(row["key"])}


def hang_on_a_stranger(store: Store, chance: random.Random) -> Where:
    """The same statement at a node that stands outside of the ledger and carries the key of an end."""
    end = chance.choice(["a", "b"])
    row = chance.choice(
        run(
            store,
            "MATCH (a:Lot)-[r:CONSUMED_IN]->(b:ProcessStep) RETURN a.key AS a, b.key AS b, "
            "r.key AS key, r._rank AS rank, properties(r) AS p ORDER BY key, rank",
        )
    )
    run(
        store,
        "MATCH (a:Lot)-[r:CONSUMED_IN]->(b) WHERE r.key = $key AND r._rank = $rank DELETE r",
        key=row["key"],
        rank=row["rank"],
    )
    run(store, f"CREATE (n:{chance.choice(OUTSIDE)}) SET n.key = $key", key=row[end])
    run(
        store,
        f"MATCH (a{'' if end == 'a' else ':Lot'} {{key: $a}}) "
        f"MATCH (b{'' if end == 'b' else ':ProcessStep'} {{key: $b}}) "
        f"WHERE NOT {end}:Lot AND NOT {end}:ProcessStep CREATE (a)-[r:CONSUMED_IN]->(b) SET r = $p",
        **{n: row[n] for n in ("a", "b", "p")},
    )
    return {str(row["key"])}


def send_strangers_away(store: Store) -> None:
    """Take out what the last one made and no repair touches, since it is no evidence."""
    for label in OUTSIDE:
        run(store, f"MATCH (n:{label}) WHERE n.key IS NOT NULL DETACH DELETE n")


def add_node(store: Store, chance: random.Random) -> Where:
    new = lot("RM-1", f"forged{chance.randint(0, 9)}")
    label = chance.choice(["Lot", "Device", "Forged", "Lot:Forged", "Retraction"])
    properties = chance.choice([{"key": new}, {"key": new, "_commit": 1}, {"key": new, "_commit": 10**6}])
    run(store, f"CREATE (n:{label}) SET n = $p", p=properties)
    return {new}


def add_node_without_key(store: Store, chance: random.Random) -> Where:
    run(store, f"CREATE (n:{chance.choice(['Forged', 'Other'])}) SET n.name = 'x'")
    return {""}


def add_relationship(store: Store, chance: random.Random) -> Where:
    type_ = chance.choice(["CONSUMED_IN", "FORGED", "SHIPPED_IN"])
    new = f"{type_}:t/forged"
    run(
        store,
        f"MATCH (a:Lot {{key: $a}}) MATCH (b:ProcessStep {{key: $b}}) CREATE (a)-[r:{type_}]->(b) SET r = $p",
        a=lot("RM-1", "007"),
        b=step("MO1"),
        p={"key": new, "_commit": chance.choice([1, 10**6]), "_rank": "500  0ab"},
    )
    return {new}


def double_relationship(store: Store, chance: random.Random) -> Where:
    rows = run(
        store,
        "MATCH (a:Lot)-[r:CONSUMED_IN]->(b:ProcessStep) "
        "RETURN a.key AS a, b.key AS b, r.key AS key, properties(r) AS p",
    )
    row = chance.choice(sorted(rows, key=str))
    run(
        store,
        "MATCH (a:Lot {key: $a}) MATCH (b:ProcessStep {key: $b}) CREATE (a)-[r:CONSUMED_IN]->(b) SET r = $p",
        **{n: row[n] for n in ("a", "b", "p")},
    )
    return {str(row["key"])}


def relabel_node(store: Store, chance: random.Random) -> Where:
    """The node goes and another of the same properties, but no label of ours, stands in its place."""
    node = _node(store, chance)
    where = {node} | _around(store, node)
    (row,) = run(store, "MATCH (n) WHERE n.key = $key RETURN properties(n) AS p", key=node)
    run(store, "MATCH (n) WHERE n.key = $key DETACH DELETE n", key=node)
    run(store, "CREATE (n:Forged) SET n = $p", p=row["p"])
    return where


def miscount_retractions(store: Store, chance: random.Random) -> Where:
    run(store, "MATCH (h:Head) SET h.retractions = $n", n=chance.choice([0, 1, 5]))
    return {"head"}


GRAPH: tuple[Callable[[Store, random.Random], Where], ...] = (
    delete_node,
    delete_relationship,
    change_node,
    add_to_node,
    rename_node,
    change_relationship,
    add_to_relationship,
    move_relationship,
    hang_on_a_stranger,
    add_node,
    add_node_without_key,
    add_relationship,
    double_relationship,
    relabel_node,
    miscount_retractions,
)


# --- the ledger --------------------------------------------------------------------------------------


class Ledger:
    """The commits and the head as they stand, so that a trial can be undone."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.commits = [
            row["p"] for row in run(store, "MATCH (c:Commit) RETURN properties(c) AS p ORDER BY c.seq")
        ]
        (head,) = run(store, "MATCH (h:Head) RETURN properties(h) AS p")
        self.head = head["p"]

    def put_back(self) -> None:
        """The ledger as it was."""
        run(self._store, "MATCH (c:Commit) DETACH DELETE c")
        run(self._store, "MATCH (h:Head) DETACH DELETE h")
        for commit in self.commits:
            run(self._store, "CREATE (c:Commit) SET c = $p", p=commit)
        run(self._store, "CREATE (h:Head) SET h = $p", p=self.head)


Damaged = set[int | None]


def _change_commit(store: Store, seq: int, **properties: object) -> None:
    run(store, "MATCH (c:Commit {seq: $seq}) SET c += $p", seq=seq, p=properties)


def _commit(store: Store, chance: random.Random) -> tuple[int, Row]:
    rows = run(store, "MATCH (c:Commit) RETURN properties(c) AS p ORDER BY c.seq")
    found = chance.choice(rows)["p"]
    assert isinstance(found, dict)
    return int(found["seq"]), found


def flip_payload_bit(store: Store, chance: random.Random) -> Damaged:
    seq, commit = _commit(store, chance)
    header, before = Header.decode(str(commit["header"]).encode()), commit["payload"]
    assert isinstance(before, bytes)
    while True:
        payload = bytearray(before)
        payload[chance.randrange(len(payload))] ^= 1 << chance.randrange(8)
        if not _says_the_same(bytes(payload), header):
            _change_commit(store, seq, payload=bytes(payload))
            return {seq}


def _says_the_same(payload: bytes, header: Header) -> bool:
    """A zstd frame has bits that no decoder heeds: another value there changes nothing that was stated."""
    try:
        unpack(payload, header)
    except ValueError:
        return False
    return True


def cut_payload(store: Store, chance: random.Random) -> Damaged:
    seq, commit = _commit(store, chance)
    payload = commit["payload"]
    assert isinstance(payload, bytes)
    _change_commit(store, seq, payload=chance.choice([None, payload[:-1], payload + b"\0"]))
    return {seq}


def change_header(store: Store, chance: random.Random) -> Damaged:
    seq, commit = _commit(store, chance)
    header = str(commit["header"])
    at = chance.randrange(len(header))
    new = chance.choice([header[:at] + header[at + 1 :], header.replace('"model":"', '"model":" ')])
    _change_commit(store, seq, header=new)
    return {seq}


def change_actor(store: Store, chance: random.Random) -> Damaged:
    """A header that is well spelled and says something else."""
    seq, commit = _commit(store, chance)
    header = str(commit["header"])
    _change_commit(store, seq, header=header.replace('"actor":"', '"actor":"not '))
    return {seq}


def change_commit(store: Store, chance: random.Random) -> Damaged:
    seq, _ = _commit(store, chance)
    name = chance.choice(["batch", "load", "chunk", "frontier", "forged"])
    _change_commit(store, seq, **{name: f"x{seq}"})
    return {seq}


def swap_commits(store: Store, chance: random.Random) -> Damaged:
    one, two = chance.sample([row["p"] for row in _all_commits(store)], 2)
    assert isinstance(one, dict)
    assert isinstance(two, dict)
    for seq, other in ((one["seq"], two), (two["seq"], one)):
        _change_commit(store, int(seq), header=other["header"], payload=other["payload"])
    return {int(one["seq"]), int(two["seq"])}


def _all_commits(store: Store) -> list[Row]:
    return run(store, "MATCH (c:Commit) RETURN properties(c) AS p ORDER BY c.seq")


def drop_commit(store: Store, chance: random.Random) -> Damaged:
    seq, _ = _commit(store, chance)
    run(store, "MATCH (c:Commit {seq: $seq}) DETACH DELETE c", seq=seq)
    return {seq}


def add_commit(store: Store, chance: random.Random) -> Damaged:
    run(store, "CREATE (c:Commit) SET c.header = '{}', c.seq = $seq", seq=chance.choice([0, -1, 10**6]))
    return {None}


def change_head(store: Store, chance: random.Random) -> Damaged:
    (row,) = run(store, "MATCH (h:Head) RETURN properties(h) AS p")
    head = row["p"]
    assert isinstance(head, dict)
    name = chance.choice(["size", "frontier", "record_time", "model", "forged"])
    new: dict[str, object] = {
        "size": chance.choice([head["size"] - 1, head["size"] + 1, 0, "x"]),
        "frontier": head["frontier"][:-1] + ("0" if head["frontier"][-1] != "0" else "1"),
        "record_time": "2000-01-01T00:00:00.000000Z",
        "model": "0000",
        "forged": 1,
    }
    run(store, "MATCH (h:Head) SET h += $p", p={name: new[name]})
    return {None}


def second_head(store: Store, chance: random.Random) -> Damaged:
    run(store, "CREATE (h:Head) SET h.id = 'head2', h.size = 0")
    return {None}


LEDGER: tuple[Callable[[Store, random.Random], Damaged], ...] = (
    flip_payload_bit,
    cut_payload,
    change_header,
    change_actor,
    change_commit,
    swap_commits,
    drop_commit,
    add_commit,
    change_head,
    second_head,
)


def rewrite(store: Store, chance: random.Random) -> int:
    """A ledger rewritten as a whole: commits swapped, dropped or changed, every edge and the head anew.

    Returns the number of the first commit that is another one.
    """
    commits = [row["p"] for row in _all_commits(store)]
    first = chance.randrange(len(commits) - 1)
    how = chance.choice(["swap", "drop", "change"])
    if how == "swap":
        commits[first], commits[first + 1] = commits[first + 1], commits[first]
    elif how == "drop":
        del commits[first]
    edge = Frontier()
    run(store, "MATCH (c:Commit) DETACH DELETE c")
    time = ""
    for seq, commit in enumerate(commits, start=1):
        assert isinstance(commit, dict)
        text = str(commit["header"])
        old = Header.decode(text.encode())
        time = max(time, old.record_time)
        text = text.replace(f'"seq":{old.seq},', f'"seq":{seq},').replace(old.record_time, time)
        if how == "change" and seq == first + 1:
            text = text.replace('"actor":"', '"actor":"not ')
        edge = edge.append(text.encode())
        new = {**commit, "seq": seq, "header": text, "frontier": edge.to_text()}
        run(store, "CREATE (c:Commit) SET c = $p", p=new)
    run(
        store,
        "MATCH (h:Head) SET h.size = $size, h.frontier = $edge, h.record_time = $time",
        size=edge.size,
        edge=edge.to_text(),
        time=time,
    )
    return first + 1
