"""Who must be told of a recall, and papers for regulators: 2,000 consignees of 800,000 devices, no engine.

The goal is that of the issue: the list of consignees and a pack together in 30 seconds. The list is read from
columns of generated facts, and so is the file that a pack is filled from; nobody was told yet. Then packs and
letters of a case that is put together by hand, with a ledger of notices, in every form. Processor time.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final, TypeVar

from app.case.events import Happened
from app.case.filing import case_file
from app.case.reading import read_case
from app.regulation import rule_book
from app.reports.forms import FORMS, PaperForm
from app.reports.pack import letter_report, pack_report
from app.reports.pdf import bound_parts
from benchmarks.facts import columns_of, reader_of
from graph_model.facts import AnyFact, NodeFact, RelationshipFact, Value
from graph_model.keys import OWN_NAMESPACE, make, relationship_key
from graph_model.units import ONE
from quality.letters import RECALL_LETTER, letters
from quality.packs import PACKS
from quality.packs.declare import fill
from quality.recall import lines
from tests.support.cases import wide

CONSIGNEES: Final = {"small": 200, "plant": 2_000, "large": 2_000}
DEVICES_EACH: Final = 400
LOTS, SHIPMENTS_EACH, SECONDS = 40, 4, 30.0
MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)
RECALL: Final = make("recall", OWN_NAMESPACE, "R-1")
NS = "bench"
NOTHING: Final = Happened({}, ())
T = TypeVar("T")


def measure(size: str) -> None:
    """Prints what each step and each form takes."""
    _measure_list(size)
    case = wide(CONSIGNEES[size], DEVICES_EACH)
    print(f"packs, {CONSIGNEES[size]:,} consignees, {CONSIGNEES[size] * DEVICES_EACH:,} devices:")
    for name in ("fda-806", "fda-7-53"):
        report = pack_report(_timed(f"{name}, filled", lambda: fill(PACKS[name], case)), "en", MADE)  # noqa: B023
        for form, (_, parts) in FORMS.items():
            _timed(f"{name}, {form.value}", lambda: sum(map(len, parts(report))))  # noqa: B023
    told = _timed("letters, filled", lambda: [*letters(case, RECALL_LETTER)])
    reports = (letter_report(one, "en", MADE) for one in told)
    _timed("letters, one PDF of all", lambda: sum(map(len, bound_parts(reports))))


def _measure_list(size: str) -> None:
    """The list and a pack of it, from columns."""
    reader = reader_of(columns_of(_recalled(CONSIGNEES[size])))
    gc.freeze()
    print(f"list and pack, {CONSIGNEES[size]:,} consignees, {CONSIGNEES[size] * DEVICES_EACH:,} devices:")
    began = time.process_time()
    read = _timed("case and list, read", lambda: read_case(reader, RECALL))
    listed = _timed("list", lambda: lines(read.case))
    case = _timed("file of the case", lambda: case_file(reader, read, NOTHING, rule_book(), MADE.date()))
    report = pack_report(_timed("fda-806, filled", lambda: fill(PACKS["fda-806"], case)), "en", MADE)
    _timed("fda-806, pdf", lambda: sum(map(len, FORMS[PaperForm.pdf][1](report))))
    seconds = time.process_time() - began
    got = sum(len(one.consignee.deliveries) for one in listed)
    if (len(listed), got) != (CONSIGNEES[size], CONSIGNEES[size] * DEVICES_EACH):
        raise AssertionError("the list is not whole")
    met = "met" if seconds <= SECONDS else "short"
    print(f"  {'list and pack':26} {seconds:7.2f} s of {SECONDS:.0f} s: {met}", flush=True)


def _timed(what: str, work: Callable[[], T]) -> T:
    began = time.process_time()
    done = work()
    print(f"  {what:26} {time.process_time() - began:7.2f} s", flush=True)
    return done


def _recalled(consignees: int) -> Iterator[AnyFact]:
    """A lot of resin, forty lots of devices made of it, each consignee with devices of four of them."""
    resin, product = make("lot", NS, "RM", "1"), make("material", NS, "FG")
    yield NodeFact(key=product, properties={"name": "Catheter", "uom": "u"})
    yield NodeFact(key=make("material", NS, "RM"), properties={"name": "Resin", "uom": "kg"})
    yield NodeFact(key=resin, properties={"lot_number": "1"})
    for number in map(str, range(LOTS)):
        step, lot = make("step", NS, "production", number), make("lot", NS, "FG", number)
        yield NodeFact(key=step, properties={"kind": "production", "started": "2025-03-01"})
        yield NodeFact(key=lot, properties={"lot_number": number, "manufactured": "2025-03-01"})
        yield _link("INSTANCE_OF", f"lot-{number}", lot, product)
        yield _link("CONSUMED_IN", number, resin, step, quantity=ONE, uom="kg")
        made = consignees * DEVICES_EACH // LOTS
        yield _link("PRODUCED", number, step, lot, quantity=made * ONE, uom="u")
    for who in range(consignees):
        yield from _supplied(who, product)
    said: dict[str, Value] = {"starts": resin, "stage": "notifying", "reason": "benchmark", "name": "R-1"}
    yield NodeFact(key=RECALL, properties=said, origin="decided")


def _supplied(who: int, product: str) -> Iterator[AnyFact]:
    customer = make("customer", NS, str(who))
    address: dict[str, Value] = {"name": f"Hospital {who}", "address": f"{who} Long Road", "country": "US"}
    yield NodeFact(key=customer, properties=address)
    each = DEVICES_EACH // SHIPMENTS_EACH
    for place in range(SHIPMENTS_EACH):
        lot, name = make("lot", NS, "FG", str((who + place) % LOTS)), f"{who}-{place}"
        shipment = make("shipment", NS, name)
        yield NodeFact(key=shipment, properties={"shipped": "2025-05-01"})
        yield _link("DELIVERED_TO", name, shipment, customer)
        for n in range(each):
            number = f"{who * DEVICES_EACH + place * each + n:08d}"
            unit = make("device", NS, "FG", number)
            yield NodeFact(key=unit, properties={"serial_number": number})
            yield _link("INSTANCE_OF", number, unit, product)
            yield _link("HAS_UNIT", number, lot, unit)
            yield _link("SHIPPED_IN", number, unit, shipment, quantity=ONE, uom="u")


def _link(type_: str, line: str, source: str, target: str, **said: Value) -> RelationshipFact:
    key = relationship_key(type_, NS, "doc", line)
    return RelationshipFact(type=type_, key=key, source=source, target=target, properties=said)
