"""The contracts with plain names: what a key user may get wrong, and files that come in any order."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

import pytest

from app.questions.ask import recall
from graph_model.facts import NodeFact, RelationshipFact
from loaders import plan
from loaders.mappings import load_profile
from loaders.outcome import Accepted, Ignored, Outcome, Rejected
from loaders.profile import profiles_available
from tests.support.memory import MemoryStore
from tests.support.pictured import facts_of, pictured
from tests.support.sources import load

DATA = Path(__file__).resolve().parent.parent / "data" / "profiles"
CONTRACTS = ("calibration", "crm", "mes", "plm", "purchasing", "qms", "training", "wms")
MOVEMENTS = "document,line,movement,time,material,lot,quantity,unit,package,into_package,until"
MOVEMENTS += ",ends_document,ends_line,cancels_document,cancels_line,changed"


def loaded(folder: Path, profile: str, **files: tuple[str, ...]) -> list[Outcome]:
    """What becomes of the rows of these files, each its header first."""
    folder.mkdir(exist_ok=True)
    for name, rows in files.items():
        (folder / f"{name}.csv").write_text("".join(f"{row}\n" for row in rows), "utf-8")
    return [one for source in plan([folder], profile=profile, namespace="n") for one in source.outcomes()]


def reasons(outcomes: list[Outcome]) -> list[str]:
    """What became of rows that state nothing."""
    ignored = [one.reason for one in outcomes if isinstance(one, Ignored)]
    return ignored + [f"{one.column}: {one.message}" for one in outcomes if isinstance(one, Rejected)]


@pytest.mark.parametrize("profile", [*CONTRACTS, "gudid"])
def test_a_file_of_a_contract_tells_its_profile(profile: str) -> None:
    others: defaultdict[str, set[str]] = defaultdict(set)
    for name in profiles_available():
        for spec in load_profile(name).files:
            others[spec.name].add(name)
    assert {spec.name: others[spec.name] for spec in load_profile(profile).files} == {
        spec.name: {profile} for spec in load_profile(profile).files
    }


@pytest.mark.parametrize("profile", CONTRACTS)
def test_every_column_says_what_it_is(profile: str) -> None:
    columns = [(spec.name, c) for spec in load_profile(profile).files for c in spec.columns]
    assert [(name, c.name) for name, c in columns if not c.note] == []
    assert all(spec.note for spec in load_profile(profile).files)


@pytest.mark.parametrize("profile", CONTRACTS)
def test_the_order_of_statements_decides_nothing(profile: str) -> None:
    sources = plan([DATA / profile / "plant" / "files"], profile=profile, namespace=None)
    facts = facts_of(one for source in sources for one in source.outcomes())
    shuffled = [*facts, *facts]
    random.Random(5).shuffle(shuffled)
    assert pictured(shuffled) == pictured(facts)


def test_a_packing_that_is_sent_again_with_its_end_replaces_the_first(tmp_path: Path) -> None:
    row = "P,1,pack,2025-02-10,FG-1,L1,10,pcs,,BOX,{},,,,,"
    first = loaded(tmp_path / "a", "wms", goods_movements=(MOVEMENTS, row.format("")))
    again = loaded(tmp_path / "b", "wms", goods_movements=(MOVEMENTS, row.format("2025-02-12")))
    for outcomes in ([*first, *again], [*again, *first]):
        (link,) = [line for line in pictured(facts_of(outcomes)) if "PACKED_IN" in line]
        assert link.endswith("packed_from=2025-02-10 packed_to=2025-02-12 quantity=10 uom=u")


def test_an_unpacking_without_its_packing_is_rejected_and_not_passed_over(tmp_path: Path) -> None:
    rows = ("U,1,unpack,2025-02-12,,,,,,,,P,1,,,",)
    found = loaded(tmp_path / "a", "wms", goods_movements=(MOVEMENTS, *rows))
    assert reasons(found) == [
        "ends_document: goods_movements has no row for ends_document P, ends_line 1",
    ]


def test_what_is_in_a_package_does_not_ship_beside_it(tmp_path: Path) -> None:
    rows = ("S,1,ship,2025-02-12,FG-1,L1,10,pcs,BOX,,,,,,,",)
    (found,) = loaded(tmp_path / "a", "wms", goods_movements=(MOVEMENTS, *rows))
    assert isinstance(found, Rejected)
    assert found.column == "package"
    assert {"lot:n/FG-1/L1", "package:n/BOX", "shipment:n/S"} <= set(found.touches)


def test_a_receipt_of_a_package_asks_for_what_is_in_it(tmp_path: Path) -> None:
    rows = ("R,1,receipt,2025-02-12,,,,,BOX,,,,,,,",)
    assert reasons(loaded(tmp_path / "a", "wms", goods_movements=(MOVEMENTS, *rows))) == [
        "package: a receipt takes in lots: give one row for each lot that is in the package"
    ]


def test_an_empty_lot_does_not_release_the_whole_material(tmp_path: Path) -> None:
    header = "number,decision,decided,material,lot,serial,order"
    rows = ("1,released,2025-01-01,FG-1,,,", "2,released,2025-01-01,FG-1,L1,,")
    whole, one = loaded(tmp_path / "a", "qms", usage_decisions=(header, *rows))
    assert isinstance(whole, Rejected)
    assert whole.column == "lot"
    links = [f for f in facts_of([one]) if isinstance(f, RelationshipFact) and f.type == "DECIDED_ON"]
    assert [link.target for link in links] == ["lot:n/FG-1/L1"]


def test_lots_whose_numbers_differ_in_zeros_only_are_two(tmp_path: Path) -> None:
    header = "document,line,order,material,lot,quantity,unit,time,cancels_document,cancels_line"
    rows = ("C,1,O1,RM-1,0004707,1,kg,2025-01-01,,", "C,2,O1,RM-1,4707,1,kg,2025-01-01,,")
    found = facts_of(loaded(tmp_path / "a", "mes", material_consumption=(header, *rows)))
    lots = {f.key: f.properties for f in found if isinstance(f, NodeFact) and f.key.startswith("lot:")}
    assert lots == {
        "lot:n/RM-1/0004707": {"lot_number": "0004707"},
        "lot:n/RM-1/4707": {"lot_number": "4707"},
    }


def test_the_unit_of_a_lot_that_went_in_is_reached_from_the_lot(tmp_path: Path) -> None:
    """Else a recall of the lot would pass by what was made of its units."""
    header = "document,line,order,material,lot,serial,quantity,unit,time,cancels_document,cancels_line"
    rows = ("C,1,O1,EL-1,L1,77,1,pcs,2025-01-01,,",)
    found = pictured(facts_of(loaded(tmp_path / "a", "mes", material_consumption=(header, *rows))))
    assert "lot:n/EL-1/L1 HAS_UNIT device:n/EL-1/77" in found


def test_nothing_about_a_patient_is_kept_of_a_rejected_report(tmp_path: Path) -> None:
    header = "number,title,occurred,status,material,lot,serial,Patient Age,narrative"
    rows = ("AE-1,M. Muster fell,soon,open,FG-1,L1,,54,M. Muster lives at",)
    (found,) = loaded(tmp_path / "a", "crm", vigilance_reports=(header, *rows))
    assert isinstance(found, Rejected)
    assert found.raw == "AE-1,[personal],soon,open,FG-1,L1,,[personal],[personal]"
    assert "Muster" not in found.message


def test_of_a_rejected_row_of_staff_no_name_is_kept(tmp_path: Path) -> None:
    rows = (f"4711,{'A' * 300},", "Anna Beispiel,4712")
    found = loaded(tmp_path / "a", "training", staff_members=("person,name,changed", *rows))
    rejected = [one for one in found if isinstance(one, Rejected)]
    assert [one.raw for one in rejected] == ["4711,[personal],", "[personal]"]
    assert not any("AAA" in one.message or "Anna" in one.message for one in rejected)


def test_a_report_without_an_item_is_taken_and_told(tmp_path: Path) -> None:
    header = "number,title,received,status,material,lot,serial"
    (found,) = loaded(tmp_path / "a", "crm", complaint_cases=(header, "CO-1,?,2025-01-01,open,,,"))
    assert isinstance(found, Accepted)
    assert [(f.column, f.rule) for f in found.findings] == [("lot", "unconnected")]


def test_a_time_without_offset_needs_a_clock(tmp_path: Path) -> None:
    header = "order,specification,specification_version,started,ended"
    rows = ("O1,,,2025-07-01 08:00,",)
    assert reasons(loaded(tmp_path, "mes", production_orders=(header, *rows)))[0].startswith("started: ")
    (source,) = plan([tmp_path], profile="mes", namespace="n", time_zone="Europe/Berlin")
    (found,) = source.outcomes()
    steps = [f.properties for f in facts_of([found]) if isinstance(f, NodeFact)]
    assert {"started": "2025-07-01T06:00:00Z"} in steps


def test_documents_of_several_systems_meet_in_one_namespace() -> None:
    """From the supplier's lot by the MES's orders and the WMS's pallet to who has the catheters."""
    store = MemoryStore()
    for profile in ("mes", "wms"):
        sources = plan([DATA / profile / "plant" / "files"], profile=profile, namespace="plant")
        facts = facts_of(one for source in sources for one in source.outcomes())
        load(store, profile, facts)
    answer = recall(store.reader(), ["lot:plant/RM-1001/0004707"])
    kinds = ("customer:", "package:", "return:", "shipment:", "step:")
    assert {row.key for row in answer.rows if row.key.startswith(kinds)} == {
        "step:plant/production/MO1",
        "step:plant/merge/L2-1",
        "step:plant/split/L1-1",
        "step:plant/split/L1-2",
        "step:plant/production/MO2",
        "step:plant/relabel/L3-1",
        # The unit S-100 and lot FG-0001 lie in a carton, which left on a pallet; the carton came back.
        "package:plant/340123450000000028",
        "package:plant/340123450000000011",
        "package:plant/TOTE-5/1",
        "package:plant/TOTE-5/2",
        "shipment:plant/SH-1",
        "return:plant/RT-1/2",
        "customer:plant/HZ",
    }
