"""Rules about lots and devices: where they came from, when, whether more went out than came in.

Promises: what moved is added up as it is read, so an item with a million movements needs no more memory than
one with none; only statements that share a `same_as_key` are kept until the page is done, since they count
once. What a customer returned came in again. What left inside a package is not counted as gone, since its
shipment tells no amounts: a balance may overlook an excess and never invents one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from app.quality.finding import Finding, breach
from app.quality.own import breaches, item_of
from app.questions.materials import Materials
from app.questions.quantities import ONE_UNIT, Amount, contradictions, counted_once
from app.questions.reading import Card, Edge
from app.questions.starts import label_of
from app.questions.windows import moment
from graph_model.units import ONE, UnitError, factor

_ORIGINS = frozenset(["PRODUCED", "RECEIVED_AS", "HAS_UNIT"])
_CAME = _ORIGINS | {"RETURNED_IN"}
_WENT = {"CONSUMED_IN": "used_before_it_came", "SHIPPED_IN": "shipped_before_it_came"}


@dataclass(slots=True)
class Earliest:
    """The earliest of some times; a day and an instant can't be told apart, so there may be one of each."""

    times: dict[int, str] = field(default_factory=dict)
    undated: bool = False

    def take(self, time: object) -> None:
        """One more."""
        if isinstance(time, str):
            kind = min(len(time), len("2025-01-31T"))
            self.times[kind] = min(self.times.get(kind, time), time, key=_clock)
        else:
            self.undated = True

    def surely_after(self, other: Earliest) -> str:
        """A time of the other that lies before all of these; empty where none does for certain."""
        if self.undated or not self.times:
            return ""
        for text in sorted(other.times.values()):
            if all(moment(own).surely_after(moment(text)) for own in self.times.values()):
                return text
        return ""


def _clock(text: str) -> str:
    """Without the Z half a second sorts behind the full one."""
    return text.rstrip("Z")


@dataclass(slots=True)
class Account:
    """What came into one item and went out of it."""

    has_origin: bool = False
    came_at: Earliest = field(default_factory=Earliest)
    went_at: dict[str, Earliest] = field(default_factory=dict)
    came: Counter[str] = field(default_factory=Counter)
    """Unit -> amount, in 10^-9 of it."""
    went: Counter[str] = field(default_factory=Counter)
    is_known: bool = True
    held: list[Edge] = field(default_factory=list)


class Items:
    """The items of one page."""

    def __init__(self, materials: Materials, cards: Mapping[str, Card]) -> None:
        self._materials, self._cards = materials, cards
        self._accounts = {key: Account() for key in cards}

    def take(self, edges: Iterable[Edge]) -> Iterator[Finding]:
        """Add what moved up; what a movement itself breaks."""
        for edge in edges:
            yield from moved([edge])
            item = item_of(edge.type, edge.source, edge.target)
            account = self._accounts.get(item)
            if account is not None:
                self._enter(account, item, edge)

    def findings(self) -> Iterator[Finding]:
        """What the items break, once everything was taken."""
        for key, account in self._accounts.items():
            for edge in counted_once(account.held):
                _add(account, key, edge)
            label = label_of(key)
            for gap in contradictions(account.held):
                yield breach("conflict", label, "", key, gap.message)
            yield from _origin(label, key, account)
            yield from _order(label, key, account)
            yield from _balance(label, key, account, self._materials.unit(key))
            if label == "Device" and not self._has_udi(key):
                yield breach("missing_value", label, "udi", key, "Neither it nor its material has a UDI.")

    def _has_udi(self, device: str) -> bool:
        return (
            "udi" in self._cards[device].properties or self._materials.of(device) in self._materials.devices
        )

    def _enter(self, account: Account, item: str, edge: Edge) -> None:
        time = edge.properties.get("event_time")
        if edge.type in _ORIGINS:
            account.has_origin = True
            account.came_at.take(time)
        elif edge.type in _WENT:
            account.went_at.setdefault(edge.type, Earliest()).take(time)
        if edge.properties.get("same_as_key"):
            account.held.append(edge)
        else:
            _add(account, item, edge)


def moved(edges: Iterable[Edge]) -> Iterator[Finding]:
    """What movements themselves break."""
    for edge in edges:
        item = item_of(edge.type, edge.source, edge.target)
        for found in breaches(edge.type, edge.key, edge.properties, of_device=False, item=item):
            yield replace(found, commit=edge.commit, at=item)


def _origin(label: str, key: str, account: Account) -> Iterator[Finding]:
    if not account.has_origin:
        yield breach("no_origin", label, "", key, "Nothing says where it came from: no step, no receipt.")


def _order(label: str, key: str, account: Account) -> Iterator[Finding]:
    came = account.came_at
    for type_, rule in _WENT.items():
        before = came.surely_after(account.went_at.get(type_, Earliest()))
        if before:
            word = "used" if type_ == "CONSUMED_IN" else "shipped"
            first = min(came.times.values())
            yield breach(rule, label, type_, key, f"It was {word} on {before}, and came on {first} at first.")


def _add(account: Account, item: str, edge: Edge) -> None:
    """Add a movement up, unit by unit, so that the order in which they come does not matter."""
    if edge.type not in _CAME and edge.type not in _WENT:
        return
    quantity, unit = edge.properties.get("quantity"), edge.properties.get("uom", "")
    if not isinstance(quantity, int):
        # A device without a quantity is one.
        account.is_known &= item.startswith("device:")
        quantity, unit = ONE, ONE_UNIT.unit
    (account.came if edge.type in _CAME else account.went)[str(unit)] += quantity


def _balance(label: str, key: str, account: Account, base: str | None) -> Iterator[Finding]:
    if not (account.has_origin and account.is_known):
        return
    unit = base or min({*account.came, *account.went})
    try:
        came, went = (_sum(sums, unit) for sums in (account.came, account.went))
    except UnitError as error:
        yield breach("units_differ", label, "", key, f"Its quantities do not add up: {error}.")
        return
    if went.value > came.value:
        message = f"{_told(went)} went out, {_told(came)} came in."
        yield breach("more_out_than_in", label, "", key, message)


def _sum(sums: Mapping[str, int], unit: str) -> Amount:
    """What amounts come to in one unit; one without a unit is taken to be in that."""
    factors = {name: Fraction(1) if name in ("", unit) else factor(name, unit) for name in sums}
    return Amount(sum((Fraction(n, ONE) * factors[name] for name, n in sums.items()), Fraction(0)), unit)


def _told(amount: Amount) -> str:
    """For people; what has no finite decimal form was compared exactly all the same."""
    try:
        text = amount.text
    except UnitError:
        text = f"about {float(amount.value):.6g}"
    return f"{text} {amount.unit}".strip()
