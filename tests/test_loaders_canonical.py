"""Profile `canonical`: our own columns for every record type."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_model.facts import NodeFact, Properties, RelationshipFact, Retraction, Statement
from graph_model.keys import relationship_key_by_content
from graph_model.nodes import NODES
from graph_model.relationships import RELATIONSHIPS
from loaders import Accepted, Ignored, LoadError, Outcome, Rejected, Source, load_profile, plan

LOT, STEP = "lot:acme/RM-1/0007", "step:acme/production/MO1"


def source(tmp_path: Path, name: str, text: str, namespace: str | None = "acme") -> Source:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    (found,) = plan([path], profile="canonical", namespace=namespace)
    return found


def outcomes(tmp_path: Path, name: str, text: str) -> list[Outcome]:
    return list(source(tmp_path, name, text).outcomes())


def facts(tmp_path: Path, name: str, text: str) -> tuple[Statement, ...]:
    (outcome,) = outcomes(tmp_path, name, text)
    assert isinstance(outcome, Accepted), outcome
    return outcome.facts


def rejected(tmp_path: Path, name: str, text: str) -> Rejected:
    (outcome,) = outcomes(tmp_path, name, text)
    assert isinstance(outcome, Rejected), outcome
    return outcome


# --- nodes ---------------------------------------------------------------------------------------


def test_a_lot_states_itself_and_its_material(tmp_path: Path) -> None:
    lot, instance = facts(tmp_path, "lot.csv", "material,lot,expires\nRM-1,0007,2026-12-04\n")
    properties: Properties = {"lot_number": "0007", "expires": "2026-12-04"}
    assert lot == NodeFact(key=LOT, properties=properties, line=2)
    target = "material:acme/RM-1"
    key = relationship_key_by_content("INSTANCE_OF", "acme", LOT, target)
    assert instance == RelationshipFact(type="INSTANCE_OF", key=key, source=LOT, target=target, line=2)


def test_a_device_states_its_serial_and_material(tmp_path: Path) -> None:
    device, instance = facts(tmp_path, "device.csv", "material,serial,serial_number\nFG 1,1/2,#1/2\n")
    assert isinstance(device, NodeFact)
    assert device.key == "device:acme/FG%201/1%2F2"
    assert device.properties == {"serial_number": "#1/2"}
    assert isinstance(instance, RelationshipFact)
    assert instance.target == "material:acme/FG%201"


@pytest.mark.parametrize(
    ("name", "text", "key", "properties"),
    [
        ("device_identifier.csv", "identifier\n0401\n", "di:acme/0401", {"udi_di": "0401"}),
        ("package.csv", "number,cycle\n0034,2\n", "package:acme/0034/2", {"sscc": "0034"}),
        ("package.csv", "number,cycle\n0034,\n", "package:acme/0034", {"sscc": "0034"}),
        (
            "process_step.csv",
            "kind,order,operation\nrework,MO1,10\n",
            "step:acme/rework/MO1/10",
            {"kind": "rework"},
        ),
        (
            "process_step.csv",
            "key,kind\nstep:x/production/MO1/10,operation\n",
            "step:x/production/MO1/10",
            {"kind": "operation"},
        ),
        ("receipt.csv", "document,line\n4711,1\n", "receipt:acme/4711/1", {"document": "4711"}),
        (
            "environmental_reading.csv",
            "sensor,start,started,samples,mean\nT1,a,2025-01-31T09:15:00+01:00,3,21.5\n",
            "reading:acme/T1/a",
            {"sensor": "T1", "started": "2025-01-31T08:15:00Z", "samples": 3, "mean": 21_500_000_000},
        ),
        ("material.csv", "namespace,number,name\nsap,1,Résine\n", "material:sap/1", {"name": "Résine"}),
    ],
)
def test_keys_and_properties_follow_the_declaration(
    tmp_path: Path, name: str, text: str, key: str, properties: dict[str, object]
) -> None:
    (fact,) = facts(tmp_path, name, text)
    assert isinstance(fact, NodeFact)
    assert (fact.key, fact.properties) == (key, properties)


def test_changed_has_one_width_so_that_it_compares_as_text(tmp_path: Path) -> None:
    text = "number,changed\n1,2025-01-31T08:15:00+08:00\n2,2025-01-31T00:15:00.5Z\n"
    found = outcomes(tmp_path, "supplier.csv", text)
    assert [f.changed for o in found if isinstance(o, Accepted) for f in o.facts] == [
        "2025-01-31T00:15:00.000000Z",
        "2025-01-31T00:15:00.500000Z",
    ]


@pytest.mark.parametrize(
    ("name", "text", "column", "rule", "touches"),
    [
        ("lot.csv", "material,lot\nRM-1,\n", "lot", "required", ("material:acme/RM-1",)),
        ("lot.csv", "material,lot\n,0007\n", "material", "required", ()),
        ("lot.csv", "material,lot,expires\nRM-1,0007,31.12.2025\n", "expires", "date", (LOT,)),
        ("lot.csv", "material,lot,expires\nRM-1,0007,2025-02-30\n", "expires", "date", (LOT,)),
        ("lot.csv", "material,lot,changed\nRM-1,0007,2025-01-31\n", "changed", "time", (LOT,)),
        ("lot.csv", "key,name\nlot:acme/RM-1,x\n", "", "model", ("lot:acme/RM-1",)),
        ("lot.csv", "key,name\nlot:acme/RM 1/7,x\n", "key", "key", ()),
        ("lot.csv", "key,name\nmaterial:acme/1,x\n", "", "model", ("material:acme/1",)),
        ("lot.csv", "key,name\n,x\n", "key", "required", ()),
        ("process_step.csv", "kind,order\ncooking,1\n", "", "model", ("step:acme/cooking/1",)),
        ("process_step.csv", "kind,order,operation,line\nrework,1,,2\n", "operation", "required", ()),
        (
            "shipment.csv",
            "document,shipped\n1,2025-01-31T08:15\n",
            "shipped",
            "time",
            ("shipment:acme/1",),
        ),
        ("device_identifier.csv", "identifier,units\n1,1.5\n", "units", "number", ("di:acme/1",)),
        ("measurement.csv", "number,value\n1,1e-10\n", "value", "number", ("measurement:acme/1",)),
        ("measurement.csv", 'number,value\n1,"1,5"\n', "value", "number", ("measurement:acme/1",)),
    ],
)
def test_a_bad_node_row_is_rejected(
    tmp_path: Path, name: str, text: str, column: str, rule: str, touches: tuple[str, ...]
) -> None:
    found = rejected(tmp_path, name, text)
    assert (found.line, found.rows, found.column, found.rule, found.touches) == (2, 1, column, rule, touches)
    assert found.raw == text.splitlines()[1]
    assert found.message


def test_a_persons_name_is_stated(tmp_path: Path) -> None:
    found = source(tmp_path, "person.csv", "number,name\n1,Ada\n")
    assert found.notes == ()
    (outcome,) = found.outcomes()
    assert isinstance(outcome, Accepted)
    assert outcome.facts == (NodeFact(key="person:acme/1", properties={"name": "Ada"}, line=2),)


@pytest.mark.parametrize(
    ("text", "raw", "rule"),
    [
        (",Ada\n", ",[personal]", "required"),
        (f"1,{'Ada' * 86}\n", "1,[personal]", "model"),
        ("1,Ada,Lovelace\n", "[personal]", "cells"),
        ("1,Ada\0\n", "[personal]", "nul"),
    ],
)
def test_a_rejected_row_keeps_no_name(tmp_path: Path, text: str, raw: str, rule: str) -> None:
    found = rejected(tmp_path, "person.csv", f"number,name\n{text}")
    assert (found.raw, found.rule) == (raw, rule)
    assert "Ada" not in str(found)


@pytest.mark.parametrize(
    ("header", "text", "raw", "message"),
    [
        ("key,name", "Ada Byron,person:t/1", "[personal],[personal]", "key breaks the rule key"),
        ("key,name", "person:t/1 Ada,", "[personal],", "key breaks the rule key"),
        ("key,Name", ",Ada", ",[personal]", "key breaks the rule required"),
        ("key,changed", "person:t/1,Ada", "person:t/1,[personal]", "changed breaks the rule time"),
        ("number,name", '"1,Ada', "[personal]", "the row breaks the rule quote"),
    ],
)
def test_a_name_in_a_wrong_column_is_kept_nowhere(
    tmp_path: Path, header: str, text: str, raw: str, message: str
) -> None:
    found = rejected(tmp_path, "person.csv", f"{header}\n{text}\n")
    why = "(docs/profiles.md, Rejects); what stands there is not repeated, since this file names people"
    assert (found.raw, found.message) == (raw, f"{message} {why}")
    assert "Ada" not in str(found)


def test_a_blank_row_is_ignored(tmp_path: Path) -> None:
    found = outcomes(tmp_path, "lot.csv", "material,lot\n,\n\nRM-1,0007\n")
    assert found[:2] == [Ignored(2, 1, "blank row"), Ignored(3, 1, "blank row")]
    assert isinstance(found[2], Accepted)


# --- relationships -------------------------------------------------------------------------------

HEADER = "from,to,document,line,quantity,unit,event_time,changed,retracted\n"


def consumed(tmp_path: Path, row: str) -> tuple[Statement, ...]:
    return facts(tmp_path, "consumed_in.csv", HEADER + row + "\n")


def test_a_consumption_with_document_and_line(tmp_path: Path) -> None:
    (fact,) = consumed(tmp_path, f"{LOT},{STEP},MO 1,10,2.50,g,2025-01-31T08:15:00+08:00,,")
    assert fact == RelationshipFact(
        type="CONSUMED_IN",
        key="CONSUMED_IN:acme/MO%201/10",
        source=LOT,
        target=STEP,
        properties={
            "document": "MO 1",
            "quantity": 2_500_000_000,
            "uom": "g",
            "event_time": "2025-01-31T00:15:00Z",
            "event_offset": "+08:00",
        },
        line=2,
    )


def test_without_document_and_line_the_content_is_the_identity(tmp_path: Path) -> None:
    text = f"from,to,quantity,unit\n{LOT},{STEP},2.50,g\n{LOT},{STEP},2.5,g\n{LOT},{STEP},3,g\n"
    found = outcomes(tmp_path, "consumed_in.csv", text)
    first, same, other = (f.key for o in found if isinstance(o, Accepted) for f in o.facts)
    assert first == same != other
    assert first.startswith("CONSUMED_IN:acme/")


def test_two_lines_of_one_document_are_two_relationships(tmp_path: Path) -> None:
    text = HEADER + f"{LOT},{STEP},MO1,10,1,g,,,\n{LOT},{STEP},MO1,20,1,g,,,\n"
    found = outcomes(tmp_path, "consumed_in.csv", text)
    keys = [f.key for o in found if isinstance(o, Accepted) for f in o.facts]
    assert keys == ["CONSUMED_IN:acme/MO1/10", "CONSUMED_IN:acme/MO1/20"]


def test_a_reversal_is_a_retraction_of_the_key(tmp_path: Path) -> None:
    (fact,) = consumed(tmp_path, ",,MO1,10,,,,2025-01-31T08:15:00Z,booked twice")
    assert fact == Retraction(
        type="CONSUMED_IN",
        key="CONSUMED_IN:acme/MO1/10",
        reason="booked twice",
        line=2,
        changed="2025-01-31T08:15:00.000000Z",
    )


def test_a_reversal_with_its_quantity_states_and_retracts(tmp_path: Path) -> None:
    stated, retraction = consumed(tmp_path, f"{LOT},{STEP},MO1,10,1,g,,,booked twice")
    assert isinstance(stated, RelationshipFact)
    assert isinstance(retraction, Retraction)
    assert stated.key == retraction.key == "CONSUMED_IN:acme/MO1/10"


def test_a_namespace_of_the_row_numbers_the_document(tmp_path: Path) -> None:
    text = f"from,to,document,line,namespace\n{LOT},{STEP},MO1,10,sap\n"
    (fact,) = facts(tmp_path, "consumed_in.csv", text)
    assert isinstance(fact, RelationshipFact)
    assert fact.key == "CONSUMED_IN:sap/MO1/10"


@pytest.mark.parametrize(
    ("row", "column", "rule", "touches"),
    [
        (f",{STEP},MO1,10,1,g,,,", "from", "required", ()),
        (f"{LOT},,MO1,10,1,g,,,", "to", "required", ()),
        (f"{LOT},{STEP},,10,1,g,,,", "document", "required", (LOT, STEP)),
        (f"{LOT},{STEP},MO1,10,1,stone,,,", "unit", "unit", (LOT, STEP)),
        (f"{LOT},{STEP},MO1,10,1,,,,", "unit", "required", (LOT, STEP)),
        (f"{LOT},{STEP},MO1,10,-1,g,,,", "quantity", "number", (LOT, STEP)),
        (f"{LOT},{STEP},MO1,10,1.0000000001,g,,,", "quantity", "number", (LOT, STEP)),
        (f"{LOT},{STEP},MO1,10,99999999999,g,,,", "quantity", "number", (LOT, STEP)),
        (f"{LOT},{STEP},MO1,10,1,g,2025-01-31T08:15:00,,", "event_time", "time", (LOT, STEP)),
        (f"{LOT},{STEP},MO1,10,1,g,,yesterday,", "changed", "time", (LOT, STEP)),
        (f"{STEP},{LOT},MO1,10,1,g,,,", "", "model", (STEP, LOT)),
        (f"RM-1,{STEP},MO1,10,1,g,,,", "", "model", ()),
        (f"{LOT},{STEP},MO1", "", "cells", ()),
        (",,,,,,,,gone", "document", "required", ()),
    ],
)
def test_a_bad_relationship_row_is_rejected(
    tmp_path: Path, row: str, column: str, rule: str, touches: tuple[str, ...]
) -> None:
    found = rejected(tmp_path, "consumed_in.csv", HEADER + row + "\n")
    assert (found.line, found.column, found.rule, found.touches) == (2, column, rule, touches)
    assert found.raw == row


# --- files ---------------------------------------------------------------------------------------


def test_there_is_a_kind_of_file_for_all_that_may_be_imported() -> None:
    names = {spec.name for spec in load_profile("canonical").files}
    decided = {
        *("recall", "signature", "account", "proposal", "key_rotation", "security_log", "repair"),
        *("responsibility", "erasure", "signed", "recalls", "load", "reject"),
        *("notice", "response", "outreach_attempt", "effectiveness_check", "regulatory_report"),
        *("drill", "indicator", "figure_target", "organisation", "addressed_to", "tells_of"),
    }
    labels = {"".join("_" + c.lower() if c.isupper() else c for c in n.label)[1:] for n in NODES}
    assert names == (labels | {r.type.lower() for r in RELATIONSHIPS}) - decided


@pytest.mark.parametrize("name", ["lot.csv", "lot-2025.csv", "lot.2.csv", "LOT.CSV"])
def test_file_names_may_go_on_after_the_record_type(tmp_path: Path, name: str) -> None:
    assert source(tmp_path, name, "material,lot\n").record_type == "lot"


def test_a_header_without_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="required column lot"):
        source(tmp_path, "lot.csv", "material,expires\n")
    with pytest.raises(LoadError, match="required column to"):
        source(tmp_path, "consumed_in.csv", "from,quantity\n")


def test_unknown_columns_are_named_once(tmp_path: Path) -> None:
    found = source(tmp_path, "lot.csv", "material,lot,colour,shape\n")
    assert found.notes == ("columns not used: colour, shape",)


def test_the_namespace_is_the_profile_unless_given(tmp_path: Path) -> None:
    assert source(tmp_path, "lot.csv", "material,lot\n", None).namespace == "canonical"


@pytest.mark.parametrize("name", ["recall.csv", "signature.csv", "recalls.csv", "load.csv", "colour.csv"])
def test_what_is_decided_here_can_not_be_loaded(tmp_path: Path, name: str) -> None:
    with pytest.raises(LoadError, match="no file of the profile"):
        source(tmp_path, name, "number\n1\n")
