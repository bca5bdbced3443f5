"""Gates: what must be so before a command is carried out.

Promises: each tells every reason against it, in words that name the record at fault; what is not stated is
never taken for granted. Days are compared as days: a limit of validity holds to the end of its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from graph_model.keys import prefix_of
from identifiers import parse
from quality.near import Near, NotRead, Path, Properties, path
from quality.workflow import Gate, Subject

RELEASES: Final = (
    *("<DECIDED_ON", "<HAS_UNIT <DECIDED_ON", "<PRODUCED <DECIDED_ON"),
    "<HAS_UNIT <PRODUCED <DECIDED_ON",
)
"""Where an item is decided on, the nearest first: itself, the lot of a device, the order that made it."""
NOTHING_OPEN = frozenset(["closed", "dismissed"])


def day(text: str) -> str:
    """The day of a day or an instant."""
    return text[:10]


def is_valid(valid_from: str, valid_to: str, on: str) -> bool:
    """Whether a validity covers a day; without a first day it covers none."""
    return bool(valid_from) and valid_from <= day(on) and (not valid_to or day(on) <= valid_to)


def supplier_is_qualified(it: Subject) -> Iterator[str]:
    """Every supplier of a receipt was qualified on the day of receipt."""
    on = it.text("received") or it.at
    suppliers = it.around(path("<SUPPLIED"))
    if not suppliers:
        yield f"no supplier is stated of {it.key}"
    for supplier in suppliers:
        papers = it.near.at([supplier], path("<QUALIFIES"))
        if not any(_qualifies(it, paper, on) for paper in papers):
            yield f"{supplier} was not qualified on {day(on)}"


def _qualifies(it: Subject, paper: str, on: str) -> bool:
    near = it.near
    stands = near.text(paper, "stage") in ("", "approved")
    return stands and is_valid(near.text(paper, "valid_from"), near.text(paper, "valid_to"), on)


def receipt_is_inspected(it: Subject) -> Iterator[str]:
    """The receipt, or each lot that it became, has passed an inspection, and none has another result."""
    near, lots = it.near, it.around(path(">RECEIVED_AS"))
    own = it.around(path(">INSPECTED_BY"))
    of = {lot: tuple(near.at([lot], path(">INSPECTED_BY"))) for lot in lots}
    results = {paper: near.text(paper, "result") for some in (own, *of.values()) for paper in some}
    if "passed" not in [results[paper] for paper in own]:
        bare = [lot for lot in lots if "passed" not in [results[paper] for paper in of[lot]]]
        for key in bare or ([] if lots else [it.key]):
            yield f"no inspection of {key} has passed"
    for paper, result in sorted(results.items()):
        if result != "passed":
            yield f"{paper} has {'failed' if result == 'failed' else 'no result'}"


RECEIVED: Final = (path(">RECEIVED_AS"),)
SHIPPED: Final = (path("<SHIPPED_IN"), path("<SHIPPED_IN <PACKED_IN*"))
CONCERNED: Final = (
    *(">DECIDED_ON", ">DECIDED_ON >PRODUCED", ">DECIDED_ON >PRODUCED >HAS_UNIT", ">DECIDED_ON <HAS_UNIT"),
    *(">DECIDED_ON >HAS_UNIT", ">DECIDED_ON <PRODUCED", ">DECIDED_ON <HAS_UNIT <PRODUCED"),
    ">DECIDED_ON <RECEIVED_AS",
)
"""What a release is about: the item, its lot and units, the order that made it or all that an order made."""
PAPERS: Final = tuple(
    (way, rest)
    for way in CONCERNED
    for rest in (">INSPECTED_BY", "<RAISED_ON", "<MEASURED_ON", "<PART_OF <MEASURED_ON")
    if not (rest.endswith("<MEASURED_ON") and way.endswith("<RECEIVED_AS"))
    if not rest.startswith("<PART_OF") or way.endswith((">DECIDED_ON", "<PRODUCED"))
)
"""Each of these with what may stand against it: only orders have operations, and no receipt is measured."""
DECIDED: Final = tuple(path(way) for way in CONCERNED[:5])
_ITEMS = ("lot:", "device:")


def _of(it: Subject, paths: Iterable[Path]) -> Iterator[str]:
    """The items at the ends of these paths, each once."""
    found = dict.fromkeys(key for one in paths for key in it.around(one))
    yield from (key for key in found if key.startswith(_ITEMS))


def _empty(it: Subject, paths: Iterable[Path]) -> Iterator[str]:
    """Packages of which nothing says what is in them."""
    for key in dict.fromkeys(key for one in paths for key in it.around(one)):
        if key.startswith("package:") and not any(it.near.at([key], path("<PACKED_IN"))):
            yield key


def _released(paths: tuple[Path, ...]) -> Gate:
    """Everything at the ends of the paths is released, and not rejected after that."""

    def gate(it: Subject) -> Iterator[str]:
        items = list(_of(it, paths))
        if not items:
            yield f"nothing is stated to be in {it.key}"
        for package in _empty(it, paths):
            yield f"nothing is stated to be in {package}"
        for item in items:
            yield from _not_released(it, item)

    return gate


def _not_released(it: Subject, item: str) -> Iterator[str]:
    against, is_released = stands_against(decisions(it.near, item))
    yield from (f"{item} was {one.decision or 'not decided'} by {one.paper}" for one in against)
    if not is_released and not against:
        yield f"{item} is not released"


@dataclass(frozen=True, slots=True)
class Decided:
    """A release paper about an item; `level` 0 is of the item itself, a higher one of what it came from."""

    level: int
    paper: str
    decision: str
    decided: str


def decisions(near: Near, item: str) -> list[Decided]:
    """Those that stand, of the item, its lot and the order that made it."""
    return [
        Decided(level, paper, near.text(paper, "decision"), near.text(paper, "decided"))
        for level, way in enumerate(RELEASES)
        for paper in near.at([item], path(way))
        if paper.startswith("release:") and near.text(paper, "stage") in ("", "decided")
    ]


def stands_against(found: Iterable[Decided]) -> tuple[list[Decided], bool]:
    """What stands against using an item, and whether anything released it.

    A rejection falls to a later release of the same record, or of one nearer to the item; on one day the
    rejection counts, and one without a time falls to none.
    """
    all_ = list(found)
    releases = [one for one in all_ if one.decision == "released"]
    against = [
        one
        for one in all_
        if one.decision != "released"
        and not any(by.level <= one.level and _is_after(by.decided, one.decided) for by in releases)
    ]
    return against, bool(releases)


def _is_after(later: str, earlier: str) -> bool:
    """Surely after: of another day where one of the two is known as a day only."""
    if not later or not earlier:
        return False
    both = "T" in later and "T" in earlier
    return later > earlier if both else day(later) > day(earlier)


receipt_is_released = _released(RECEIVED)
shipment_is_released = _released(SHIPPED)


def _not_held(paths: tuple[Path, ...]) -> Gate:
    def gate(it: Subject) -> Iterator[str]:
        for item in _of(it, paths):
            for hold in it.near.holds_of(item):
                yield f"{item} is held by {hold}"

    return gate


receipt_is_not_held = _not_held(RECEIVED)
shipment_is_not_held = _not_held(SHIPPED)
decided_is_not_held = _not_held(DECIDED)


def shipment_is_not_expired(it: Subject) -> Iterator[str]:
    """Nothing is shipped after its day of expiry."""
    on = day(it.text("shipped") or it.at)
    for item in _of(it, SHIPPED):
        expires = expiry(it.near, item)
        if expires and day(expires) < on:
            yield f"{item} expired on {expires}"


def expiry(near: Near, item: str) -> str:
    """The day of expiry of an item; of a unit that states none, the first one of its lot."""
    own = near.text(item, "expires")
    lots = near.at([item], path("<HAS_UNIT")) if item.startswith("device:") else ()
    return own or min(filter(None, (near.text(lot, "expires") for lot in lots)), default="")


def consignee_has_address(it: Subject) -> Iterator[str]:
    """A shipment goes to one customer, whose address is known."""
    customers = it.around(path(">DELIVERED_TO"))
    if len(customers) != 1:
        yield f"{it.key} goes to {len(customers)} customers; it must be one"
    for customer in customers:
        if not it.near.text(customer, "address"):
            yield f"{customer} has no address"


def decides_on_something(it: Subject) -> Iterator[str]:
    """A decision is about lots, devices or orders; a release of a whole material would pass by them all."""
    about = it.around(path(">DECIDED_ON"))
    if not about:
        yield f"{it.key} decides on nothing; name what with DECIDED_ON"
    for key in about:
        if key.startswith("material:"):
            yield f"{key} is a material; decide on its lots, devices or orders"


def decided_is_sound(it: Subject) -> Iterator[str]:
    """What is released is inspected, or says why not, and nothing stands against it: no failed inspection, no
    unassessed deviation, no open nonconformity, of it, its lot and units and the order that made it.
    """
    passed = False
    for way, rest in PAPERS:
        for key in it.around(path(way)):
            for paper in it.near.at([key], path(rest)):
                passed = passed or (rest == ">INSPECTED_BY" and it.near.text(paper, "result") == "passed")
                wrong = _against(it, paper)
                if wrong:
                    yield f"{paper} of {key} {wrong}"
    if not passed and not it.text("reason"):
        yield "no inspection of it has passed; say in `reason` why it is released without one"


def _against(it: Subject, paper: str) -> str:
    """What a record has against a release; empty where it has nothing."""
    near, stage = it.near, it.near.text(paper, "stage")
    match prefix_of(paper):
        case "inspection":
            result = near.text(paper, "result")
            return "" if result == "passed" else f"has {'failed' if result == 'failed' else 'no result'}"
        case "nonconformity":
            return "" if stage in NOTHING_OPEN else "is open"
        case "measurement":
            wrong = outside(near.card(paper) or {}) or ("is not assessed" if stage == "deviating" else "")
            return "" if stage == "assessed" else wrong
        case _:
            return ""


def lifted_by_now(it: Subject) -> Iterator[str]:
    """A hold is lifted when it is lifted, and not on a day to come."""
    if _is_after(it.text("lifted"), it.at):
        yield f"{it.key} can't be lifted on {it.text('lifted')}, which is to come"


def outside(card: Properties) -> str:
    """What is wrong with a value against its limits; empty where it is within them, or has none."""
    value, lower, upper = (card.get(name) for name in ("value", "lower_limit", "upper_limit"))
    if not isinstance(value, int):
        return "has no value"
    is_below = isinstance(lower, int) and value < lower
    return "is out of its limits" if is_below or (isinstance(upper, int) and value > upper) else ""


def value_is_within(it: Subject) -> Iterator[str]:
    """A value is accepted within stated limits only."""
    wrong = outside(it.properties)
    if wrong:
        yield f"{it.key} {wrong}"
    elif it.properties.get("lower_limit") is None and it.properties.get("upper_limit") is None:
        yield f"no limit is stated of {it.key}"


def specification_was_in_force(it: Subject) -> Iterator[str]:
    """The step of a value followed a specification that was in force on its day."""
    for step in it.around(path(">MEASURED_ON")):
        if not step.startswith("step:"):
            continue
        on = it.near.text(step, "started") or it.text("measured")
        papers = [*it.near.at([step], path(">FOLLOWED")), *it.near.at([step], path(">PART_OF >FOLLOWED"))]
        if not papers:
            yield f"no specification is stated of {step}"
        for paper in papers:
            valid = it.near.text(paper, "valid_from"), it.near.text(paper, "valid_to")
            if not on or not is_valid(*valid, on):
                yield f"{paper} is not known to have been in force when {step} ran"


def reading_is_within(it: Subject) -> Iterator[str]:
    """A reading is accepted within its limits only."""
    lower, upper = it.properties.get("lower_limit"), it.properties.get("upper_limit")
    low = it.properties.get("minimum", it.properties.get("mean"))
    high = it.properties.get("maximum", it.properties.get("mean"))
    if lower is None and upper is None:
        yield f"no limit is stated of {it.key}"
    for value, limit, sign in ((low, lower, 1), (high, upper, -1)):
        if limit is None:
            continue
        if not isinstance(value, int) or not isinstance(limit, int):
            yield f"{it.key} states no value against its limit"
        elif sign * value < sign * limit:
            yield f"{it.key} is out of its limits"


def inspector_is_competent(it: Subject) -> Iterator[str]:
    """Who inspects is trained on the day."""
    on = it.text("inspected") or it.at
    people = it.around(path(">PERFORMED_BY"))
    if not people:
        yield f"nobody is stated to have done {it.key}"
    for person in people:
        papers = it.near.at([person], path("<TRAINED_FOR"))
        near = it.near
        if not any(is_valid(near.text(p, "trained"), near.text(p, "valid_to"), on) for p in papers):
            yield f"{person} has no training that was valid on {day(on)}"


def failure_has_nonconformity(it: Subject) -> Iterator[str]:
    """A failed inspection is reviewed once its nonconformity is open."""
    papers = it.around(path("<RAISED_ON"))
    if it.text("result") != "passed" and not papers:
        yield f"{it.key} has not passed; open a nonconformity on it first"


def udi_is_its_own(it: Subject) -> Iterator[str]:
    """The label says the lot, serial and day of expiry of the record."""
    parsed = parse(it.text("udi"))
    if parsed.has_errors or parsed.di is None:
        yield f"{it.text('udi')} is no identifier without errors: see `lotgraph udi parse`"
        return
    if parsed.pi.lot is None and parsed.pi.serial_number is None:
        yield f"{it.text('udi')} names a model, and neither a lot nor a serial number"
    expires = parsed.pi.expires.isoformat() if parsed.pi.expires else None
    said = {"lot_number": parsed.pi.lot, "serial_number": parsed.pi.serial_number, "expires": expires}
    for name, told in said.items():
        own = it.text(name)
        if told is not None and own and told != own:
            yield f"the label says {name} {told}, and the record {own}"


def reported_where_it_must_be(it: Subject) -> Iterator[str]:
    """A complaint that is reportable led to an adverse event; death or injury is never passed over."""
    outcome, reportable = it.text("outcome"), it.text("reportable")
    if reportable == "no" and outcome in ("death", "serious_injury"):
        yield f"the outcome is {outcome.replace('_', ' ')}; that is reportable"
    led_to = it.around(path(">LED_TO"))
    if reportable == "yes" and not any(key.startswith("adverse_event:") for key in led_to):
        yield f"{it.key} is reportable; open an adverse event that it led to first"


def severe_is_reportable(it: Subject) -> Iterator[str]:
    """Death, serious injury or a threat to public health is reported."""
    if it.text("reportable") == "no" and it.text("outcome") not in ("", "none", "malfunction"):
        yield f"the outcome is {it.text('outcome').replace('_', ' ')}; that is reportable"


def authority_was_told(it: Subject) -> Iterator[str]:
    """A report about it was submitted."""
    papers = it.around(path("<BELONGS_TO"))
    reports = [paper for paper in papers if paper.startswith("regulatory_report:")]
    if not any(it.near.text(paper, "submitted") for paper in reports):
        yield f"no report about {it.key} was submitted"


def may_close_unreported(it: Subject) -> Iterator[str]:
    """An adverse event that is reportable is closed once it is reported."""
    if it.text("reportable") == "yes":
        yield from authority_was_told(it)


def actions_are_closed(it: Subject) -> Iterator[str]:
    """What a nonconformity led to is closed."""
    for paper in it.around(path(">LED_TO")):
        if it.near.text(paper, "stage") not in NOTHING_OPEN and paper.startswith("capa:"):
            yield f"{paper} is {it.near.text(paper, 'stage') or 'open'}"


def it_helped(it: Subject) -> Iterator[str]:
    """A corrective action is closed once it is known to have helped."""
    if it.text("effective") != "yes":
        yield f"{it.key} has not been found effective; plan it anew"


def place_exists(it: Subject) -> Iterator[str]:
    """What is put away is put somewhere that is known."""
    if not it.text("put_away_to").startswith("location:"):
        yield f"put_away_to is the key of a location, not {it.text('put_away_to')}"


def recall_holds(it: Subject) -> Iterator[str]:
    """What is recalled is held for this recall before anybody is told."""
    own = {paper for paper in it.around(path("<BELONGS_TO")) if paper.startswith("hold:")}
    for key in it.around(path(">RECALLS")):
        if not own & set(it.near.holds_of(key)):
            yield f"{key} is not held for {it.key}; place a hold on it that belongs to the recall first"


def case_is_done(it: Subject) -> Iterator[str]:
    """Nothing of the case is open: `quality.recall.against_completing`."""
    if it.near.case is None:
        raise NotRead(f"case of {it.key}")
    yield from it.near.case
