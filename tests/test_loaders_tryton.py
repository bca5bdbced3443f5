"""Profile `tryton`: every row accounted for, and the facts imply what the ERP's done moves imply."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from graph_model.facts import NodeFact, RelationshipFact, Retraction, Statement
from loaders import Ignored, Outcome, Rejected, Source, plan
from tests.support import tryton_oracle

DATA = Path(__file__).resolve().parent / "data" / "tryton"
FLOW = ("CONSUMED_IN", "PRODUCED", "HAS_UNIT")


def sources(folder: Path) -> dict[str, Source]:
    return {s.record_type: s for s in plan([folder], profile="tryton", namespace=None)}


def outcomes(folder: Path) -> Iterator[Outcome]:
    for source in sources(folder).values():
        yield from source.outcomes()


def facts_of(found: Iterable[Outcome]) -> list[Statement]:
    return [fact for o in found if not isinstance(o, Ignored) for fact in o.facts]


@dataclass
class Graph:
    """The live relationships that facts leave, and walks over them."""

    out: defaultdict[str, list[RelationshipFact]] = field(default_factory=lambda: defaultdict(list))
    into: defaultdict[str, list[RelationshipFact]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, facts: Iterable[Statement]) -> Graph:
        graph, facts = cls(), list(facts)
        retracted = {fact.key for fact in facts if isinstance(fact, Retraction)}
        live = {f.key: f for f in facts if isinstance(f, RelationshipFact) and f.key not in retracted}
        for fact in live.values():
            graph.out[fact.source].append(fact)
            graph.into[fact.target].append(fact)
        return graph

    def walk(self, start: str, types: tuple[str, ...], *, back: bool = False) -> set[str]:
        edges = self.into if back else self.out
        seen, todo = {start}, [start]
        while todo:
            for fact in edges.get(todo.pop(), ()):
                end = fact.source if back else fact.target
                if fact.type in types and end not in seen:
                    seen.add(end)
                    todo.append(end)
        return seen

    def shipments(self, items: set[str]) -> set[str]:
        reached = {k for i in items for k in self.walk(i, ("PACKED_IN", "SHIPPED_IN"))}
        return {k for k in reached if k.startswith("shipment:")}

    def ends(self, keys: set[str], type_: str) -> set[str]:
        return {f.target for k in keys for f in self.out.get(k, ()) if f.type == type_}

    def origins(self, items: set[str], type_: str) -> set[str]:
        return {f.source for k in items for f in self.into.get(k, ()) if f.type == type_}


def items(keys: set[str]) -> set[str]:
    return {key for key in keys if key.startswith(("lot:", "device:"))}


@pytest.fixture(scope="module", params=["small", "large"])
def folder(request: pytest.FixtureRequest) -> Path:
    return DATA / str(request.param)


def test_every_lot_reaches_what_the_done_moves_imply(folder: Path) -> None:
    graph, oracle = Graph.of(facts_of(outcomes(folder))), tryton_oracle.load(folder)
    for lot in oracle.all_lots():
        expected, reached = oracle.forward(lot), graph.walk(oracle.key(lot), FLOW)
        steps = {f"step:tryton/production/{n}" for n in expected.productions}
        assert items(reached) == expected.items
        assert reached - items(reached) == steps
        sent = graph.shipments(items(reached))
        assert sent == expected.shipments
        assert graph.ends(sent, "DELIVERED_TO") == expected.customers


def test_every_lot_comes_from_what_the_done_moves_imply(folder: Path) -> None:
    graph, oracle = Graph.of(facts_of(outcomes(folder))), tryton_oracle.load(folder)
    for lot in oracle.all_lots():
        expected, reached = oracle.backward(lot), graph.walk(oracle.key(lot), FLOW, back=True)
        receipts = graph.origins(items(reached), "RECEIVED_AS")
        assert items(reached) == expected.items
        assert receipts == expected.receipts
        assert graph.origins(receipts, "SUPPLIED") == expected.suppliers


def test_every_end_of_a_relationship_is_stated(folder: Path) -> None:
    facts = facts_of(outcomes(folder))
    stated = {fact.key for fact in facts if isinstance(fact, NodeFact)}
    ends = {end for f in facts if isinstance(f, RelationshipFact) for end in (f.source, f.target)}
    assert ends - stated == set()


def test_net_quantities_are_those_of_the_moves() -> None:
    oracle = tryton_oracle.load(DATA / "small")
    got: Counter[str] = Counter()
    for fact in facts_of(sources(DATA / "small")["stock.move"].outcomes()):
        if isinstance(fact, RelationshipFact) and fact.type == "RETURNED_IN":
            got[fact.source] += int(fact.properties["quantity"])  # type: ignore[arg-type]  # an integer
    expected: Counter[str] = Counter()
    for lot in oracle.all_lots():
        for passage in oracle.returns.get(lot, ()):
            expected[oracle.key(lot)] += int(passage.quantity * 10**9)
    assert got == expected


def test_every_row_has_an_outcome(folder: Path) -> None:
    for name, source in sources(folder).items():
        rows = len(tryton_oracle.read(folder, name))
        assert sum(outcome.rows for outcome in source.outcomes()) == rows, name


def test_nothing_is_rejected_and_every_pass_is_the_same(folder: Path) -> None:
    first = list(outcomes(folder))
    assert [o for o in first if isinstance(o, Rejected)] == []
    assert list(outcomes(folder)) == first


def test_masters_come_before_events(folder: Path) -> None:
    names = [s.record_type for s in plan([folder], profile=None, namespace=None)]
    assert names.index("stock.lot") < names.index("stock.move")
    assert names[-1] == "stock.move"


# --- what single moves of small state --------------------------------------------------------------


@pytest.fixture(scope="module")
def moves() -> dict[str, Outcome]:
    """Outcomes of stock.move by ID."""
    rows = tryton_oracle.read(DATA / "small", "stock.move")
    found = sources(DATA / "small")["stock.move"].outcomes()
    return {row["ID"]: outcome for row, outcome in zip(rows, found, strict=True)}


def test_a_quantity_in_another_unit_is_converted_exactly(moves: dict[str, Outcome]) -> None:
    """Move 83: 100 g of lot 1 into MO00001; the product counts in kg."""
    (fact,) = facts_of([moves["83"]])
    assert isinstance(fact, RelationshipFact)
    assert fact.key == "CONSUMED_IN:tryton/stock.move/83"
    assert (fact.source, fact.target) == ("lot:tryton/RM-1002/0004707/1", "step:tryton/production/MO00001")
    assert fact.properties == {
        "quantity": 100_000_000,
        "uom": "kg",
        "source_quantity": "100.0",
        "source_uom": "Gram",
        "factor": "1/1000",
        "document": "MO00001",
        "event_time": "2025-01-15",
        "event_kind": "posting",
    }
    assert fact.changed == "2025-01-15T07:31:22.551757Z"


def test_an_undone_move_is_stated_and_retracted(moves: dict[str, Outcome]) -> None:
    undone = [o for o in moves.values() if any(isinstance(f, Retraction) for f in facts_of([o]))]
    assert len(undone) == 3
    for outcome in undone:
        stated, retraction = facts_of([outcome])
        assert isinstance(retraction, Retraction)
        assert (retraction.key, retraction.reason) == (stated.key, "cancelled in Tryton")
        assert retraction.changed == stated.changed


def test_an_input_without_lot_names_its_material(moves: dict[str, Outcome]) -> None:
    used = [f for f in facts_of(moves.values()) if isinstance(f, RelationshipFact) and f.type == "USED_IN"]
    assert len(used) == 28
    assert {f.source for f in used} == {"material:tryton/PK-3006", "material:tryton/PK-3007"}
    assert all(f.target.startswith("step:tryton/production/") and "quantity" in f.properties for f in used)


def test_what_is_packed_ships_through_its_outermost_package_only() -> None:
    graph = Graph.of(facts_of(outcomes(DATA / "small")))
    package = "package:tryton/000003"
    assert {f.target for f in graph.out[package]} == {"package:tryton/000002"}
    assert {f.target for f in graph.out["package:tryton/000002"]} == {"shipment:tryton/4"}
    for fact in graph.into[package]:
        assert isinstance(fact.properties["quantity"], int)
        documents = {(f.type, f.properties.get("document")) for f in graph.out[fact.source]}
        assert ("SHIPPED_IN", "4") not in documents


# --- one thing changed in a copy of small ----------------------------------------------------------


def changed_copy(tmp_path: Path, name: str, edit: Callable[[str], str]) -> Path:
    target = tmp_path / "export"
    shutil.copytree(DATA / "small", target)
    path = target / name
    text = path.read_bytes().decode()
    edited = edit(text)
    assert edited != text
    path.write_bytes(edited.encode())
    return target


def rejects(found: Iterable[Outcome]) -> list[Rejected]:
    return [o for o in found if isinstance(o, Rejected)]


def without_lines(start: str) -> Callable[[str], str]:
    return lambda text: "".join(x for x in text.splitlines(keepends=True) if not x.startswith(start))


def test_a_move_whose_lot_is_missing_is_rejected_with_what_it_touches(tmp_path: Path) -> None:
    folder = changed_copy(tmp_path, "stock.lot.csv", without_lines("1,"))
    found = rejects(sources(folder)["stock.move"].outcomes())
    assert {(r.column, r.rule) for r in found} == {("Lot/ID", "reference")}
    assert all("lot:tryton/RM-1002/0004707/1" in r.touches for r in found)
    assert any("step:tryton/production/MO00001" in r.touches for r in found)


def test_a_receipt_whose_supplier_is_missing_is_rejected(tmp_path: Path) -> None:
    folder = changed_copy(tmp_path, "party.party.csv", without_lines("9,"))
    found = rejects(sources(folder)["stock.move"].outcomes())
    assert found
    assert {r.column for r in found} == {"Supplier/ID"}
    assert any("lot:tryton/RM-1002/0004707/1" in r.touches for r in found)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (",100.0,Gram,g,0.1,", ",100.0,Parsec,p,0.1,", "Unit"),
        (",100.0,Gram,g,0.1,", ",1O0.0,Gram,g,0.1,", "Quantity"),
        (",100.0,Gram,g,0.1,", ",100.0,Gram,g,0.7,", "Quantity"),
        (",100.0,Gram,g,0.1,", ",100.0,Liter,l,0.1,", "Unit"),
        (",done,2025-01-15,2025-01-15,", ",gone,2025-01-15,2025-01-15,", "State"),
        (",done,2025-01-15,2025-01-15,", ",done,2025-01-15,2025-02-30,", "Effective Date"),
    ],
)
def test_a_broken_cell_rejects_its_row_only(tmp_path: Path, old: str, new: str, column: str) -> None:
    folder = changed_copy(tmp_path, "stock.move.csv", lambda text: text.replace(old, new, 1))
    found = list(sources(folder)["stock.move"].outcomes())
    (reject,) = rejects(found)
    assert reject.column == column
    assert new.strip(",") in reject.raw
    assert reject.touches
    assert sum(o.rows for o in found) == 763


def test_a_row_without_id_is_no_part_of_the_record_before(tmp_path: Path) -> None:
    folder = changed_copy(tmp_path, "stock.move.csv", lambda text: text.replace("\r\n84,", "\r\n,", 1))
    (reject,) = rejects(sources(folder)["stock.move"].outcomes())
    assert (reject.column, reject.rule, reject.rows) == ("ID", "required", 1)


def test_packages_that_share_a_number_are_rejected_and_their_moves_ship_directly(tmp_path: Path) -> None:
    folder = changed_copy(
        tmp_path, "stock.package.csv", lambda text: text.replace("\n4,000004,", "\n4,000003,", 1)
    )
    found = rejects(sources(folder)["stock.package"].outcomes())
    assert [(r.rule, r.touches) for r in found] == [("unique", ("package:tryton/000003",))] * 2
    graph, oracle = Graph.of(facts_of(outcomes(folder))), tryton_oracle.load(folder)
    for lot in oracle.all_lots():
        reached = graph.walk(oracle.key(lot), FLOW)
        assert graph.shipments(items(reached)) == oracle.forward(lot).shipments


def test_another_context_is_another_load(tmp_path: Path) -> None:
    folder = changed_copy(tmp_path, "party.party.csv", lambda text: text.replace("Herzzentrum", "Herz", 1))
    before, after = sources(DATA / "small"), sources(folder)
    assert before["stock.move"].sha256 == after["stock.move"].sha256
    assert before["stock.move"].load_id != after["stock.move"].load_id
    assert before["stock.lot"].load_id == after["stock.lot"].load_id


def test_names_of_users_are_not_loaded(folder: Path) -> None:
    known = tryton_oracle.read(folder, "res.user")
    users = {row["Name"] for row in known if row["Login"] not in ("root", "admin")}
    nodes = [fact for fact in facts_of(outcomes(folder)) if isinstance(fact, NodeFact)]
    assert users & {str(value) for fact in nodes for value in fact.properties.values()} == set()


def test_no_reject_keeps_the_name_of_a_user(tmp_path: Path) -> None:
    """Every record in a state that there is not, and of every file its last row with a cell too many."""
    target = tmp_path / "export"
    shutil.copytree(DATA / "small", target)
    for path in target.glob("*.csv"):
        text = path.read_bytes().decode().rstrip("\r\n")
        last = text.splitlines()[-1]
        path.write_bytes(f"{text.replace(',done,', ',gone,')}\n{last},x\n".encode())
    users = {row["Name"] for row in tryton_oracle.read(DATA / "small", "res.user")} - {"Root", ""}
    found = rejects(outcomes(target))
    assert {reject.rule for reject in found} >= {"state", "cells"}
    assert [reject for reject in found if any(user in str(reject) for user in users)] == []


# --- localised exports -----------------------------------------------------------------------------


def flows(outcome: Outcome) -> set[tuple[str, str, str, object]]:
    """Relationships of an outcome without deliveries: localised files do not name packages."""
    return {
        (f.key, f.source, f.target, f.properties.get("quantity"))
        for f in facts_of([outcome])
        if isinstance(f, RelationshipFact) and f.type not in ("SHIPPED_IN", "PACKED_IN")
    }


@pytest.mark.parametrize("locale", ["de", "zh_CN"])
def test_a_localised_export_says_the_same(tmp_path: Path, locale: str, moves: dict[str, Outcome]) -> None:
    """It has no IDs, so a number that several lots share is a reject, not a guess."""
    shutil.copytree(DATA / "small", tmp_path, dirs_exist_ok=True)
    (tmp_path / "stock.move.csv").unlink()
    shutil.copy(DATA / "localised" / f"stock.move.{locale}.csv", tmp_path)
    found = list(sources(tmp_path)["stock.move"].outcomes())
    assert sum(o.rows for o in found) == 763
    for theirs, ours in zip(found, moves.values(), strict=True):
        if isinstance(theirs, Rejected):
            assert theirs.rule == "reference"
            assert len([t for t in theirs.touches if t.startswith("lot:")]) > 1
        else:
            assert type(theirs) is type(ours)
            assert flows(theirs) == flows(ours)
    assert 0 < len(rejects(found)) < 40


@pytest.mark.parametrize("locale", ["de", "zh_CN"])
def test_localised_lots_are_the_same_lots(tmp_path: Path, locale: str) -> None:
    shutil.copytree(DATA / "small", tmp_path, dirs_exist_ok=True)
    (tmp_path / "stock.lot.csv").unlink()
    shutil.copy(DATA / "localised" / f"stock.lot.{locale}.csv", tmp_path)
    theirs = facts_of(sources(tmp_path)["stock.lot"].outcomes())
    ours = facts_of(sources(DATA / "small")["stock.lot"].outcomes())
    assert [f.key for f in theirs] == [f.key for f in ours]
    assert [f.properties for f in theirs if isinstance(f, NodeFact)] == [
        f.properties for f in ours if isinstance(f, NodeFact)
    ]
