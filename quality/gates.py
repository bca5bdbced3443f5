"""Gates: what must be so before a command is carried out.

Promises: each tells every reason against it, in words that name the record at fault; what is not stated is
never taken for granted. Days are compared as days: a limit of validity holds to the end of its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from identifiers import parse
from quality.near import NotRead, Path, Properties, path
from quality.recall import checks_needed
from quality.workflow import Gate, Subject

RELEASES: Final = ("<DECIDED_ON", "<HAS_UNIT <DECIDED_ON", "<PRODUCED <DECIDED_ON")
"""Where an item is decided on: itself, the lot of a device, the order that made it."""
NOTHING_OPEN = frozenset(["closed", "dismissed"])
_SUPPLIERS, _QUALIFICATIONS = path("<SUPPLIED"), path("<SUPPLIED <QUALIFIES")
_LOTS = path(">RECEIVED_AS")


def day(text: str) -> str:
    """The day of a day or an instant."""
    return text[:10]


def is_valid(valid_from: str, valid_to: str, on: str) -> bool:
    """Whether a validity covers a day; without a first day it covers none."""
    return bool(valid_from) and valid_from <= day(on) and (not valid_to or day(on) <= valid_to)


def supplier_is_qualified(it: Subject) -> Iterator[str]:
    """Every supplier of a receipt was qualified on the day of receipt."""
    on = it.text("received") or it.at
    suppliers = it.around(_SUPPLIERS)
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


def _inspections(*paths: str) -> Gate:
    hops = [path(text) for text in paths]

    def gate(it: Subject) -> Iterator[str]:
        found = {paper for one in hops for paper in it.around(one)}
        results = {paper: it.near.text(paper, "result") for paper in found}
        if "passed" not in results.values():
            yield f"no inspection of {it.key} has passed"
        for paper, result in sorted(results.items()):
            if result != "passed":
                yield f"{paper} has {'failed' if result == 'failed' else 'no result'}"

    return gate


receipt_is_inspected = _inspections(">INSPECTED_BY", ">RECEIVED_AS >INSPECTED_BY")


RECEIVED: Final = (path(">RECEIVED_AS"),)
SHIPPED: Final = (path("<SHIPPED_IN"), path("<SHIPPED_IN <PACKED_IN*"))
DECIDED: Final = (path(">DECIDED_ON"),)
_ITEMS = ("lot:", "device:")


def _of(it: Subject, paths: Iterable[Path]) -> Iterator[str]:
    """The items at the ends of these paths, each once."""
    found = dict.fromkeys(key for one in paths for key in it.around(one))
    yield from (key for key in found if key.startswith(_ITEMS))


def _released(paths: tuple[Path, ...]) -> Gate:
    """Everything at the ends of the paths is released, and not rejected after that."""

    def gate(it: Subject) -> Iterator[str]:
        items = list(_of(it, paths))
        if not items:
            yield f"nothing is stated to be in {it.key}"
        for item in items:
            yield from _not_released(it, item)

    return gate


def _not_released(it: Subject, item: str) -> Iterator[str]:
    near = it.near
    papers = dict.fromkeys(paper for text in RELEASES for paper in near.at([item], path(text)))
    releases = [paper for paper in papers if paper.startswith("release:")]
    stand = [paper for paper in releases if near.text(paper, "stage") in ("", "decided")]
    last = max(stand, key=lambda paper: (near.text(paper, "decided"), paper), default="")
    if not last:
        yield f"{item} is not released"
    elif near.text(last, "decision") != "released":
        yield f"{item} was {near.text(last, 'decision') or 'not decided'} by {last}"


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
        expires = it.near.text(item, "expires")
        if expires and expires < on:
            yield f"{item} expired on {expires}"


def consignee_has_address(it: Subject) -> Iterator[str]:
    """A shipment goes to one customer, whose address is known."""
    customers = it.around(path(">DELIVERED_TO"))
    if len(customers) != 1:
        yield f"{it.key} goes to {len(customers)} customers; it must be one"
    for customer in customers:
        if not it.near.text(customer, "address"):
            yield f"{customer} has no address"


def decides_on_something(it: Subject) -> Iterator[str]:
    """A decision is about something."""
    if not it.around(path(">DECIDED_ON")):
        yield f"{it.key} decides on nothing; name what with DECIDED_ON"


def decided_is_sound(it: Subject) -> Iterator[str]:
    """What is released has no failed inspection, no unassessed deviation, no open nonconformity."""
    near = it.near
    for item in it.around(path(">DECIDED_ON")):
        for paper in near.at([item], path(">INSPECTED_BY")):
            if near.text(paper, "result") != "passed":
                yield f"{paper} of {item} has {near.text(paper, 'result') or 'no result'}"
        for paper in near.at([item], path("<RAISED_ON")):
            if near.text(paper, "stage") not in NOTHING_OPEN and paper.startswith("nonconformity:"):
                yield f"{paper} of {item} is open"
        for value in _values(it, item):
            wrong = outside(near.card(value) or {})
            if wrong and near.text(value, "stage") != "assessed":
                yield f"{value} of {item} {wrong}"


def _values(it: Subject, item: str) -> Iterator[str]:
    """What was measured on an item, and on the steps that made it and their operations."""
    yield from it.near.at([item], path("<MEASURED_ON"))
    if item.startswith(("lot:", "device:")):
        yield from it.near.at([item], path("<PRODUCED <MEASURED_ON"))
        yield from it.near.at([item], path("<PRODUCED <PART_OF <MEASURED_ON"))


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
    if reportable == "yes" and not it.around(path(">LED_TO")):
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
    """What is recalled is held before anybody is told."""
    holds = [paper for paper in it.around(path("<BELONGS_TO")) if paper.startswith("hold:")]
    if not any(it.near.text(hold, "stage") == "placed" for hold in holds):
        yield f"nothing is held for {it.key}; place a hold that belongs to it first"


def everybody_answered(it: Subject) -> Iterator[str]:
    """Every consignee of today's answer was told, and has answered or was given up."""
    if it.near.untold is None:
        raise NotRead(f"consignees of {it.key}")
    if it.near.untold:
        yield f"{len(it.near.untold)} consignees were not told, such as {it.near.untold[0]}"
    papers = it.around(path("<BELONGS_TO"))
    notices = [paper for paper in papers if paper.startswith("notice:")]
    waiting = [paper for paper in notices if it.near.text(paper, "stage") == "notified"]
    if not notices:
        yield f"nobody was told of {it.key}"
    if waiting:
        yield f"{len(waiting)} of {len(notices)} consignees have not answered, such as {waiting[0]}"


def checks_are_enough(it: Subject) -> Iterator[str]:
    """As many consignees were checked, and found to have acted, as the level of the recall asks for."""
    papers = it.around(path("<BELONGS_TO"))
    told = [paper for paper in papers if paper.startswith("notice:")]
    checks = [paper for paper in papers if paper.startswith("effectiveness_check:")]
    good = {it.near.text(p, "consignee") for p in checks if it.near.text(p, "result") == "effective"}
    needed = checks_needed(it.text("effectiveness_level"), len(told))
    if len(good) < needed:
        yield f"{len(good)} of {needed} consignees that must be checked were found to have acted"
