"""What the model refuses, one fact that fits and one flipped field at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph_model.decision_nodes import DECISIONS
from graph_model.declare import NodeType
from graph_model.facts import (
    AnyFact,
    Fact,
    LoadBegun,
    LoadEnded,
    NodeFact,
    Properties,
    Reject,
    RejectResolved,
    RelationshipFact,
    Retraction,
    Statement,
    Value,
)
from graph_model.keys import make, relationship_key
from graph_model.sealed import Sealed
from graph_model.validate import InvalidFact, check

CHANGED = "2025-01-31T08:15:00.000000Z"
LARGEST = 2**63 - 1

NODE = NodeFact(
    key="step:erp/production/MO1/10",
    properties={
        "name": "挤出",
        "kind": "operation",
        "started": "2025-01-31",
        "ended": "2025-01-31T08:15:00Z",
    },
    line=7,
    precedence=0,
    changed=CHANGED,
)
LINK = RelationshipFact(
    type="CONSUMED_IN",
    key="CONSUMED_IN:erp/stock%20move/1",
    source="lot:erp/RM%2F1/0001/2",
    target="step:erp/production/MO1",
    properties={"quantity": -LARGEST, "uom": "kg", "event_time": "2025-01-31", "event_kind": "posting"},
    precedence=998,
    changed=CHANGED,
)
GONE = Retraction(type="CONSUMED_IN", key="CONSUMED_IN:erp/1", reason="booked twice")
REJECT = Reject(load="l", file="f", column="c", rule="r", message="m", raw="", line=0)
RESOLVED = RejectResolved(reject="reject:lotgraph/l/0", reason="typed in", origin="decided")
BEGUN = LoadBegun(load="l", file="f", sha256="00", profile="p")
ENDED = LoadEnded(load="l", file="f", read=0, accepted=0, rejected=0, ignored=0)
DECIDED = NodeFact(key="recall:erp/1", properties={"recall_class": "II"}, origin="decided")
RECALLS = RelationshipFact(
    type="RECALLS", key="RECALLS:erp/1", source="recall:erp/1", target="lot:erp/A/1", origin="decided"
)
FITTING: list[AnyFact] = [NODE, LINK, GONE, REJECT, RESOLVED, BEGUN, ENDED, DECIDED, RECALLS]


@pytest.mark.parametrize("fact", FITTING, ids=lambda f: type(f).__name__)
def test_what_is_declared_passes(fact: AnyFact) -> None:
    check(fact)


def refuse(fact: AnyFact, says: str) -> None:
    with pytest.raises(InvalidFact, match=says):
        check(fact)


@pytest.mark.parametrize("fact", [NODE, LINK, GONE], ids=lambda f: type(f).__name__)
@pytest.mark.parametrize(
    "changed",
    [
        "2025-01-31",
        "2025-01-31T08:15:00Z",
        "2025-01-31T08:15:00.000Z",
        "2025-01-31T08:15:00.0000000Z",
        "2025-01-31T08:15:00.000000",
        "2025-01-31T08:15:00.000000+00:00",
        "2025-01-31T08:15:00.000000z",
        "2025-01-31 08:15:00.000000Z",
        "2025-02-30T08:15:00.000000Z",
        "2025-01-31T25:15:00.000000Z",
        "2025-01-31T08:15:60.000000Z",
        "0000-01-31T08:15:00.000000Z",
        "２０２５-01-31T08:15:00.000000Z",
        "2025-01-31T08:15:00.000000Z\n",
        " ",
    ],
)
def test_a_change_time_that_would_not_rank_as_text_is_refused(fact: Statement, changed: str) -> None:
    refuse(replace(fact, changed=changed), "changed is an instant such as 2025-01-31T08:15:00.000000Z")


@pytest.mark.parametrize("fact", [NODE, LINK, GONE], ids=lambda f: type(f).__name__)
@pytest.mark.parametrize("precedence", [-1, 1000, True])
def test_a_precedence_that_would_not_rank_as_text_is_refused(fact: Statement, precedence: int) -> None:
    refuse(replace(fact, precedence=precedence), "precedence is a whole number from 0 to 999")


@pytest.mark.parametrize("fact", [NODE, LINK, GONE], ids=lambda f: type(f).__name__)
@pytest.mark.parametrize("changed", ["", "0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z"])
@pytest.mark.parametrize("precedence", [0, 998])
def test_what_ranks_as_text_passes(fact: Statement, changed: str, precedence: int) -> None:
    check(replace(fact, changed=changed, precedence=precedence))


@pytest.mark.parametrize("fact", [NODE, LINK, GONE], ids=lambda f: type(f).__name__)
def test_an_origin_is_imported_or_decided(fact: Statement) -> None:
    refuse(replace(fact, origin="guessed"), "origin is one of imported, decided")


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("batch:erp/RM-1/1", "no label is stated under this prefix"),
        ("nothing", "no label is stated under this prefix"),
        ("load:lotgraph/l", "no label is stated under this prefix"),
        ("reject:lotgraph/l/1", "no label is stated under this prefix"),
        ("lot:erp/RM-1", r"a lot key has the parts material lot \[record\]"),
        ("lot:erp/RM-1/1/2/3", r"a lot key has the parts material lot \[record\]"),
        ("lot:erp/RM-1/%31", "not spelled canonically"),
        ("lot:erp/RM 1/1", "not spelled canonically"),
        ("lot:erp/RM-1/", "non-empty"),
        ("signature:erp/1", "a Signature is decided here"),
        ("recall:erp/1", "a Recall is decided here"),
    ],
)
def test_a_node_needs_a_declared_key_that_its_origin_may_state(key: str, says: str) -> None:
    refuse(NodeFact(key=key), says)


@pytest.mark.parametrize("node", DECISIONS, ids=lambda node: node.label)
def test_what_lotgraph_states_of_itself_has_its_own_namespace(node: NodeType) -> None:
    own, parts = "what lotgraph states of itself has the namespace lotgraph", node.key_parts
    elsewhere, here = (make(node.prefix, name, *parts) for name in ("erp", "lotgraph"))
    refuse(NodeFact(key=elsewhere, origin="decided"), own)
    if node.label == "Signature":
        tie = relationship_key("SIGNED", "lotgraph", "1")
        end = RelationshipFact(type="SIGNED", key=tie, source=here, target="hold:t/1", origin="decided")
        check(end)
        refuse(replace(end, source=elsewhere), own)
    check(NodeFact(key=here, properties={p: p for p in parts if p == "subject"}, origin="decided"))


@pytest.mark.parametrize(
    ("properties", "says"),
    [
        ({"colour": "red"}, "ProcessStep has no property colour"),
        ({"_commit": 1}, "ProcessStep has no property _commit"),
        ({"key": "x"}, "ProcessStep has no property key"),
        ({"name": ""}, "name is a non-empty text"),
        ({"name": 1}, "name is a non-empty text"),
        ({"name": "half \ud83d"}, "name is a non-empty text"),
        ({"kind": "baking"}, "kind is one of production, operation"),
        ({"kind": ""}, "kind is one of"),
        ({"started": "31.01.2025"}, "started is a day or an instant"),
        ({"started": "2025-02-30"}, "started is a day or an instant"),
        ({"started": "2025-01-31T08:15:00"}, "started is a day or an instant"),
        ({"started": "2025-01-31T08:15:00+08:00"}, "started is a day or an instant"),
        ({"started": 20250131}, "started is a day or an instant"),
    ],
)
def test_a_value_is_of_its_declared_kind(properties: Properties, says: str) -> None:
    refuse(replace(NODE, properties=properties), says)


@pytest.mark.parametrize("value", [True, "1", LARGEST + 1, -LARGEST - 1, 1.5])
def test_a_quantity_is_a_64_bit_integer(value: int) -> None:
    refuse(replace(LINK, properties={"quantity": value}), "quantity is a 64-bit integer")
    refuse(NodeFact(key="di:erp/1", properties={"units": value}), "units is a 64-bit integer")


@pytest.mark.parametrize("value", ["2025-01-31T08:15:00Z", "2025-1-31", "", 1])
def test_a_date_is_a_day(value: str) -> None:
    refuse(NodeFact(key="lot:erp/A/1", properties={"expires": value}), "expires is a day")


def named(name: Value) -> NodeFact:
    return NodeFact(key="person:erp/1", properties={"name": name})


SEALED = str(Sealed("0123456789abcdef" * 2, bytes(17)))


@pytest.mark.parametrize(
    "name",
    [
        "P-1",
        "",
        1,
        SEALED[:-1],
        SEALED + "=",
        SEALED.upper(),
        SEALED.replace("sealed:0", "sealed:g"),
        SEALED.replace(":0123", ":123"),
        str(Sealed("0123456789abcdef" * 2, bytes(16))),
    ],
)
def test_a_personal_value_is_recorded_sealed_only(name: Value) -> None:
    refuse(named(name), "name is personal and must be sealed")
    check(named(SEALED))
    check(NodeFact(key="person:erp/1"))


def test_who_seals_afterwards_checks_the_plain_value() -> None:
    for name in ("P-1", "王" * 85, SEALED):
        check(named(name), plain=True)
    for wrong in ("", 1, "x" * 257, "王" * 86, "half \ud83d"):
        with pytest.raises(InvalidFact, match="name is a non-empty text of at most 256 bytes"):
            check(named(wrong), plain=True)


def test_an_erasure_names_one_subject() -> None:
    erasure = NodeFact(
        key="erasure:lotgraph/person%3Aerp%2F1", properties={"subject": "person:erp/1"}, origin="decided"
    )
    check(erasure)
    refuse(replace(erasure, properties={"subject": "person:erp/2"}), "an erasure names its subject")
    refuse(replace(erasure, properties={}), "an erasure names its subject")
    refuse(replace(erasure, origin="imported"), "an? Erasure is decided here")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"type": "EATEN_IN"}, "EATEN_IN is no declared relationship type"),
        ({"type": "PRODUCED"}, "the start of PRODUCED is ProcessStep, got lot:"),
        ({"source": "step:erp/production/1"}, "the start of CONSUMED_IN is Lot or Device"),
        ({"target": "lot:erp/A/1"}, "the end of CONSUMED_IN is ProcessStep"),
        ({"source": "batch:erp/A/1"}, "the start of CONSUMED_IN is Lot or Device"),
        ({"source": "lot:erp/A"}, "a lot key has the parts"),
        ({"target": "step:erp/a b/1"}, "not spelled canonically"),
        ({"key": ""}, "begins with CONSUMED_IN:"),
        ({"key": "1"}, "begins with CONSUMED_IN:"),
        ({"key": "PRODUCED:erp/1"}, "begins with CONSUMED_IN:"),
        ({"key": "CONSUMED_IN:"}, "is not a key"),
        ({"key": "CONSUMED_IN:erp/a b"}, "not spelled canonically"),
        ({"key": "CONSUMED_IN:erp/%2f"}, "not spelled canonically"),
        ({"properties": {"colour": "red"}}, "CONSUMED_IN has no property colour"),
        ({"properties": {"event_kind": "guess"}}, "event_kind is one of actual, posting"),
    ],
)
def test_a_relationship_fits_its_declaration(change: dict[str, str], says: str) -> None:
    refuse(replace(LINK, **change), says)  # type: ignore[arg-type]  # one field at a time


def test_a_relationship_without_quantity_carries_none() -> None:
    unit = RelationshipFact(
        type="HAS_UNIT", key="HAS_UNIT:erp/1", source="lot:erp/A/1", target="device:erp/A/1"
    )
    check(unit)
    refuse(replace(unit, properties={"quantity": 1}), "HAS_UNIT has no property quantity")


def test_a_decision_reaches_the_graph_only_as_one() -> None:
    refuse(replace(RECALLS, origin="imported"), "a Recall is decided here")
    refuse(replace(DECIDED, origin="imported"), "a Recall is decided here")


@pytest.mark.parametrize(
    ("fact", "says"),
    [
        (replace(GONE, type="EATEN_IN"), "a declared type and a reason"),
        (replace(GONE, reason=""), "a declared type and a reason"),
        (replace(GONE, type="PRODUCED"), "begins with PRODUCED:"),
        (replace(GONE, key="CONSUMED_IN:erp/%2f"), "not spelled canonically"),
        (replace(RESOLVED, origin="imported"), "resolved by a decision with a reason"),
        (replace(RESOLVED, reason=""), "resolved by a decision with a reason"),
        (replace(RESOLVED, reject="lot:erp/A/1"), "no key of a rejected row"),
        (replace(RESOLVED, reject="nonsense"), "no key of a rejected row"),
        (replace(RESOLVED, reject="reject:lotgraph/l"), "a reject key has the parts load line"),
        (replace(REJECT, load=""), "names its load"),
        (replace(REJECT, line=None), "names its load, and a reject its line"),
        (replace(BEGUN, load=""), "names its load"),
        (replace(ENDED, load=""), "names its load"),
        (Fact(), "Fact is no kind of fact"),
    ],
)
def test_withdrawals_rejects_and_loads_name_what_they_are_about(fact: AnyFact, says: str) -> None:
    refuse(fact, says)
