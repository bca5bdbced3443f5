"""What a recall case knows, as plain values: what letters and the papers for regulators are filled from.

Promises: None means that it is not in evidence, an empty tuple that the evidence says there is none; an empty
text is no answer and is taken as None by whoever reads it. Amounts are whole numbers of 10^-9 of their unit,
added exactly and never across units. Refuses lines of the ledger or shipments that name a consignee or lot
that the case does not have, and two of one key, so that no quantity is counted for nobody or twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from graph_model.units import from_scaled
from quality.calendars import Moment
from quality.deadlines import CaseEvent, DueReport, Hole
from quality.words import Words

RecallClass = Literal["I", "II", "III"]
Action = Literal["correction", "removal"]
Level = Literal["A", "B", "C", "D", "E"]
"""Of effectiveness checks: all, more than a tenth, a tenth, a fiftieth, none of the consignees."""
Stage = Literal["initial", "follow_up", "final"]


class CaseError(ValueError):
    """A case that contradicts itself; the message says where and what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Amount:
    """A quantity: a whole number of 10^-9 of its unit."""

    unit: str
    scaled: int

    def __str__(self) -> str:
        return f"{from_scaled(self.scaled)} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of each unit by itself; `unknown` counts what has no amount in evidence."""

    amounts: tuple[Amount, ...]
    of: int
    unknown: int

    def __str__(self) -> str:
        return "; ".join(map(str, self.amounts))


def total(amounts: Iterable[Amount | None]) -> Total:
    """All of them together, unit by unit."""
    sums: dict[str, int] = {}
    of = unknown = 0
    for one in amounts:
        of += 1
        if one is None:
            unknown += 1
        else:
            sums[one.unit] = sums.get(one.unit, 0) + one.scaled
    return Total(tuple(Amount(unit, sums[unit]) for unit in sorted(sums)), of, unknown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A firm or body; `registration` is the number that an authority gave it (FDA, SRN, 注册人)."""

    name: str | None = None
    address: str | None = None
    country: str | None = None
    phone: str | None = None
    email: str | None = None
    registration: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to ask."""

    name: str | None = None
    title: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A device model of the case."""

    key: str
    brand_name: str | None = None
    common_name: str | None = None
    model: str | None = None
    catalogue_number: str | None = None
    udi_di: str | None = None
    intended_use: str | None = None
    risk_class: str | None = None
    nomenclature: str | None = None
    marketing_status: str | None = None
    """Under which decision it is sold, with its number: 510(k), PMA, certificate, 注册证."""
    software_version: str | None = None
    accessories: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLot:
    """A lot of the case; `serials` is empty where its devices have none.

    One that left the scope after somebody was told of it stays, with `in_scope` false.
    """

    key: str
    product: str
    number: str | None = None
    serials: tuple[str, ...] | None = None
    produced: Amount | None = None
    distributed: Amount | None = None
    manufactured: tuple[date, ...] | None = None
    expires: date | None = None
    expected_life: str | None = None
    in_scope: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a consignee got of one lot."""

    lot: str
    shipped: date | None = None
    quantity: Amount | None = None
    serials: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignee:
    """Who got affected product."""

    key: str
    name: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    country: str | None = None
    """ISO 3166-1: two letters."""
    deliveries: tuple[Delivery, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """How one consignee and lot stand; `on_hand` is what they had when the notice came."""

    consignee: str
    lot: str
    notified: Moment | None = None
    method: str | None = None
    responded: Moment | None = None
    on_hand: Amount | None = None
    returned: Amount | None = None
    corrected: Amount | None = None
    destroyed: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One more try to reach a consignee."""

    consignee: str
    at: Moment | None = None
    method: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectivenessCheck:
    """Whether a consignee got the notice and acted on it."""

    consignee: str
    at: Moment | None = None
    method: str | None = None
    result: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Injury:
    """An illness or injury with the device; no patient is named."""

    key: str
    at: Moment | None = None
    outcome: str | None = None
    device: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Communication:
    """A letter, notice or call about the action."""

    title: str
    at: Moment | None = None
    to: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """Everything in evidence about one recall case. `gaps` are those of the answer that its scope is."""

    recall_number: str | None = None
    stage: Stage | None = None
    reported: date | None = None
    sequence: int | None = None
    authority: str | None = None
    authority_reference: str | None = None
    own_reference: str | None = None
    action: Action | None = None
    recall_class: RecallClass | None = None

    reason: str | None = None
    event_description: str | None = None
    hazard_evaluation: str | None = None
    risk: str | None = None
    investigation_result: str | None = None
    action_taken: str | None = None
    justification: str | None = None
    advice: str | None = None
    strategy: str | None = None
    depth: str | None = None
    effectiveness_level: Level | None = None
    organisation_of_measures: str | None = None
    schedule: str | None = None
    publication: str | None = None
    expected_effect: str | None = None
    disposition: str | None = None
    notice_status: str | None = None
    completion_estimate: date | None = None
    conclusion: str | None = None
    missing_follows: date | None = None

    manufacturer: Organisation | None = None
    reporter: Organisation | None = None
    authorised_representative: Organisation | None = None
    local_agent: Organisation | None = None
    notified_body: str | None = None
    contact: Contact | None = None
    countries: tuple[str, ...] | None = None

    events: tuple[CaseEvent, ...] | None = None
    deadlines: tuple[DueReport, ...] | None = None
    uncovered: tuple[Hole, ...] = ()
    """Days of its events on which no version of a rule was in force, so that nobody knows what is due."""
    products: tuple[Product, ...] | None = None
    lots: tuple[CaseLot, ...] | None = None
    consignees: tuple[Consignee, ...] | None = None
    ledger: tuple[LedgerLine, ...] | None = None
    attempts: tuple[Attempt, ...] | None = None
    checks: tuple[EffectivenessCheck, ...] | None = None
    injuries: tuple[Injury, ...] | None = None
    communications: tuple[Communication, ...] | None = None

    gaps: tuple[Words, ...] = ()
    certificate_sha256: str | None = None
    ledger_root: str | None = None
    ledger_size: int | None = None

    def __post_init__(self) -> None:
        products = _keys("product", (one.key for one in self.products or ()))
        lots = _keys("lot", (one.key for one in self.lots or ()))
        consignees = _keys("consignee", (one.key for one in self.consignees or ()))
        _known("product", (one.product for one in self.lots or ()), products)
        delivered = [one for who in self.consignees or () for one in who.deliveries]
        _known("lot", (one.lot for one in delivered), lots)
        _known("lot", (one.lot for one in self.ledger or ()), lots)
        for lines in (self.ledger, self.attempts, self.checks):
            _known("consignee", (one.consignee for one in lines or ()), consignees)
        _keys("line of the ledger", ((one.consignee, one.lot) for one in self.ledger or ()))


def _keys(what: str, keys: Iterable[object]) -> set[object]:
    seen: set[object] = set()
    for key in keys:
        if key in seen:
            raise CaseError(f"{key} is two times a {what} of the case; make it one")
        seen.add(key)
    return seen


def _known(what: str, named: Iterable[str], keys: set[object]) -> None:
    for key in named:
        if key not in keys:
            raise CaseError(f"{key} is named, and is no {what} of the case; add it")
