"""Facts as bytes and in their order; both are frozen, so they stand here letter by letter."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace

import pytest

from graph_model.facts import (
    AnyFact,
    LoadBegun,
    LoadEnded,
    NodeFact,
    Reject,
    RejectResolved,
    RelationshipFact,
    Retraction,
    Statement,
    content_hash,
    content_of,
    decode,
    encode,
    encode_content,
    rank,
    standing,
    standing_of,
)

NONCE = bytes(range(16))
HEAD = b'["000102030405060708090a0b0c0d0e0f",'
CHANGED = "2025-01-31T08:15:00.000000Z"

GOLDEN: list[tuple[AnyFact, str]] = [
    (
        NodeFact(
            key="lot:erp/RM-1/%E5%BF%83",
            properties={"name": '心脏 "X"\\\t\x1f\u2028', "lot_number": "007", "ok": True, "n": (1, -2)},
            line=3,
            precedence=700,
            changed=CHANGED,
            origin="decided",
        ),
        '{"changed":"2025-01-31T08:15:00.000000Z","fact":"node","key":"lot:erp/RM-1/%E5%BF%83","line":3,'
        '"origin":"decided","precedence":700,"properties":{"lot_number":"007","n":[1,-2],'
        '"name":"心脏 \\"X\\"\\\\\\t\\u001f\u2028","ok":true}}',
    ),
    (NodeFact(key="site:erp/1"), '{"fact":"node","key":"site:erp/1","properties":{}}'),
    (
        RelationshipFact(
            type="CONSUMED_IN",
            key="CONSUMED_IN:erp/move/1",
            source="lot:erp/RM-1/1",
            target="step:erp/production/1",
            properties={"quantity": 12_500_000_000, "uom": "kg"},
        ),
        '{"fact":"relationship","key":"CONSUMED_IN:erp/move/1","properties":{"quantity":12500000000,'
        '"uom":"kg"},"source":"lot:erp/RM-1/1","target":"step:erp/production/1","type":"CONSUMED_IN"}',
    ),
    (
        Retraction(type="CONSUMED_IN", key="CONSUMED_IN:erp/move/1", reason="booked twice", line=0),
        '{"fact":"retraction","key":"CONSUMED_IN:erp/move/1","line":0,"reason":"booked twice",'
        '"type":"CONSUMED_IN"}',
    ),
    (
        Reject(
            load="l1",
            file="a.csv",
            column="qty",
            rule="unit",
            message="unknown unit",
            raw="1;x",
            touches=("lot:erp/RM-1/1",),
            line=9,
        ),
        '{"column":"qty","fact":"reject","file":"a.csv","line":9,"load":"l1","message":"unknown unit",'
        '"raw":"1;x","rule":"unit","touches":["lot:erp/RM-1/1"]}',
    ),
    (
        RejectResolved(reject="reject:lotgraph/l1/9", reason="typed in by hand", origin="decided"),
        '{"fact":"reject_resolved","origin":"decided","reason":"typed in by hand",'
        '"reject":"reject:lotgraph/l1/9"}',
    ),
    (
        LoadBegun(load="l1", file="a.csv", sha256="00", profile="canonical 1"),
        '{"fact":"load_begun","file":"a.csv","load":"l1","profile":"canonical 1","sha256":"00"}',
    ),
    (
        LoadEnded(load="l1", file="a.csv", read=3, accepted=1, rejected=1, ignored=1),
        '{"accepted":1,"fact":"load_ended","file":"a.csv","ignored":1,"load":"l1","read":3,"rejected":1}',
    ),
]


@pytest.mark.parametrize(
    ("fact", "body"), GOLDEN, ids=[type(f).__name__ + str(i) for i, (f, _) in enumerate(GOLDEN)]
)
def test_a_fact_has_these_bytes_and_comes_back(fact: AnyFact, body: str) -> None:
    line = HEAD + body.encode() + b"]"
    assert encode(fact, NONCE) == line
    assert decode(line) == fact


NODE = b'{"fact":"node","key":"site:erp/1","properties":{"name":"a","t":"b"}}'


@pytest.mark.parametrize(
    "line",
    [
        HEAD + NODE.replace(b":{", b": {") + b"]",
        HEAD + b" " + NODE + b"]",
        HEAD + NODE + b"]\n",
        HEAD + NODE.replace(b'"name":"a","t":"b"', b'"t":"b","name":"a"') + b"]",
        HEAD + NODE.replace(b'"a"', b'"\\u0061"') + b"]",
        HEAD + NODE.replace(b'"a"', b"1.5") + b"]",
        HEAD + NODE.replace(b'"a"', b"null") + b"]",
        HEAD + NODE.replace(b'"a"', b"[1.5]") + b"]",
        HEAD + NODE.replace(b'"a"', b"1e3") + b"]",
        HEAD + NODE.replace(b'"fact"', b'"changed":"","fact"') + b"]",
        HEAD + NODE.replace(b'"properties"', b'"origin":"imported","properties"') + b"]",
        HEAD + NODE.replace(b'"properties"', b'"precedence":500,"properties"') + b"]",
        HEAD + NODE.replace(b'"properties"', b'"line":null,"properties"') + b"]",
        HEAD + NODE.replace(b'"properties"', b'"colour":"red","properties"') + b"]",
        HEAD + NODE.replace(b'"key":"site:erp/1",', b"") + b"]",
        HEAD + NODE.replace(b'"node"', b'"nod"') + b"]",
        HEAD + NODE.replace(b'"fact":"node",', b"") + b"]",
        HEAD + NODE.replace(b'{"name":"a","t":"b"}', b"[]") + b"]",
        HEAD + NODE + b",1]",
        HEAD.upper() + NODE + b"]",
        HEAD.replace(b"0f", b"") + NODE + b"]",
        HEAD.replace(b"0f", b"0f00") + NODE + b"]",
        HEAD.replace(b"0f", b"zz") + NODE + b"]",
        b"[1," + NODE + b"]",
        NODE,
        HEAD + b"[]]",
        HEAD[:-1] + b"]",
        b"",
        b"\xff",
    ],
)
def test_what_encode_would_not_write_is_refused(line: bytes) -> None:
    assert decode(HEAD + NODE + b"]") == NodeFact(key="site:erp/1", properties={"name": "a", "t": "b"})
    with pytest.raises(ValueError, match=r"not in canonical form|holds no fact"):
        decode(line)


def test_a_flipped_bit_is_refused_or_says_something_else() -> None:
    line = encode(GOLDEN[2][0], NONCE)
    refused = 0
    for position in range(len(line)):
        flipped = line[:position] + bytes([line[position] ^ 1]) + line[position + 1 :]
        try:
            read = decode(flipped)
        except ValueError:
            refused += 1
            continue
        in_nonce = 2 <= position < 34
        assert (read == GOLDEN[2][0]) == in_nonce
    assert refused > len(line) // 4


def test_the_content_hash_leaves_out_nonce_and_line() -> None:
    body = b'{"fact":"node","key":"site:erp/1","properties":{"name":"a"}}'
    fact = NodeFact(key="site:erp/1", properties={"name": "a"})
    assert content_hash(fact) == hashlib.sha256(body).hexdigest()[:32]
    assert content_hash(NodeFact(key="site:erp/1", properties={"name": "a"}, line=9)) == content_hash(fact)
    others = [
        NodeFact(key="site:erp/2", properties={"name": "a"}),
        NodeFact(key="site:erp/1", properties={"name": "b"}),
        NodeFact(key="site:erp/1", properties={"name": "a"}, precedence=501),
        NodeFact(key="site:erp/1", properties={"name": "a"}, changed=CHANGED),
        NodeFact(key="site:erp/1", properties={"name": "a"}, origin="decided"),
    ]
    assert len({content_hash(f) for f in [fact, *others]}) == len(others) + 1


@pytest.mark.parametrize("line", [None, 0, 7, 123_456_789])
def test_a_line_made_of_the_content_is_the_line_of_the_fact(line: int | None) -> None:
    statements = [fact for fact, _ in GOLDEN if isinstance(fact, Statement)]
    told = {"name": '"key":"', "lot_number": '{"key":"x","line":1}'}
    statements.append(NodeFact(key="lot:erp/key/line", properties=dict(told)))
    assert {type(fact) for fact in statements} == {NodeFact, RelationshipFact, Retraction}
    for fact in statements:
        placed = replace(fact, line=line)
        assert encode_content(content_of(fact), line, NONCE) == encode(placed, NONCE)


def state(precedence: int, changed: str, quantity: int) -> RelationshipFact:
    return RelationshipFact(
        type="PRODUCED",
        key="PRODUCED:erp/1",
        source="step:erp/production/1",
        target="lot:erp/A/1",
        properties={"quantity": quantity, "uom": "u"},
        precedence=precedence,
        changed=changed,
    )


def withdraw(precedence: int, changed: str) -> Retraction:
    return Retraction(
        type="PRODUCED", key="PRODUCED:erp/1", reason="r", precedence=precedence, changed=changed
    )


def test_the_rank_orders_precedence_then_change_time_then_kind_then_hash() -> None:
    earlier, later = "2025-01-31T08:15:00.000000Z", "2025-01-31T08:15:00.000001Z"
    same = sorted((state(500, later, 1), state(500, later, 2)), key=content_hash)
    expected: list[Statement] = [
        state(0, later, 1),
        state(7, later, 1),
        state(70, "", 1),
        withdraw(70, ""),
        state(500, "", 1),
        withdraw(500, ""),
        state(500, "1999-12-31T23:59:59.999999Z", 1),
        state(500, earlier, 1),
        withdraw(500, earlier),
        *same,
        withdraw(500, later),
        state(501, "", 1),
        withdraw(999, ""),
        state(999, earlier, 1),
    ]
    shuffled = random.Random(3).sample(expected, len(expected))
    assert sorted(shuffled, key=rank) == expected


def test_a_rank_is_spelled_like_this_for_ever() -> None:
    node = NodeFact(key="site:erp/1", precedence=7)
    dated = NodeFact(key="site:erp/1", changed=CHANGED)
    gone = withdraw(500, CHANGED)
    assert rank(node) == f"007  0{content_hash(node)}"
    assert rank(dated) == f"500 {CHANGED} 0{content_hash(dated)}"
    assert rank(gone) == f"500 {CHANGED} 1{content_hash(gone)}"
    for fact, text in ((node, "007 "), (dated, f"500 {CHANGED}"), (gone, f"500 {CHANGED}")):
        assert standing(fact) == text
        assert standing_of(rank(fact)) == text
