"""A recall case as the papers for authorities and letters want it: `quality.case_file`, filled from evidence.

Promises: every value comes from a record of the graph at the case's ledger size, or is None; nothing is made
up to fill a field. Devices are told with their lot, where they have one; amounts are those that were stated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from app.case.deliveries import lots_of
from app.case.events import Happened, moment
from app.case.reading import Read
from app.questions.reading import Reader
from graph_model.keys import OWN_NAMESPACE, make, prefix_of, split
from graph_model.units import UnitError, parse_scaled
from quality import recall
from quality.case_file import (
    Amount,
    Attempt,
    CaseFile,
    CaseLot,
    Communication,
    Consignee,
    Contact,
    Delivery,
    EffectivenessCheck,
    Injury,
    LedgerLine,
    Organisation,
    Product,
    total,
)
from quality.deadlines import RuleBook, due

Card = Mapping[str, object]
ROLES = ("manufacturer", "reporter", "authorised_representative", "local_agent")
_HARMED = frozenset(["serious_injury", "death"])


def case_file(reader: Reader, read: Read, happened: Happened, book: RuleBook, on: date) -> CaseFile:
    """Everything that is in evidence about a recall; `on` is the day on which deadlines are told."""
    return _Filing(reader, read, happened).file(book, on)


class _Filing:
    def __init__(self, reader: Reader, read: Read, happened: Happened) -> None:
        self._reader, self._read, self._case = reader, read, read.case
        self._harm, self._happened = happened.harm, happened.events
        lines = [one for who in self._case.consignees.values() for one in who.deliveries]
        told = [str(one["about"]) for one in self._case.responses.values()]
        self._devices = sorted({*(one.about for one in lines), *told})
        self._lot_of = lots_of(reader, self._devices)
        self._serial = {key: split(key).parts[1] for key in self._devices if prefix_of(key) == "device"}
        self._cards = reader.cards(sorted({*self._lot_of.values()}))
        self._product_of = self._products_of(sorted({*self._lot_of.values()}))

    # --- the whole ------------------------------------------------------------------------------------

    def file(self, book: RuleBook, on: date) -> CaseFile:
        """The file."""
        said, deadlines = self._case.properties, due(book, self._happened, on)
        return CaseFile(
            recall_number=self._case.number,
            own_reference=self._case.key,
            stage="final" if self._case.stage in ("completed", "closed") else "initial",
            action=_text(said, "action"),  # type: ignore[arg-type]  # a code of the model
            recall_class=_text(said, "recall_class"),  # type: ignore[arg-type]  # a code of the model
            reason=_text(said, "reason"),
            event_description=_joined((*self._harm.values(), {"name": said.get("reason")}), "name"),
            action_taken=_text(said, "strategy"),
            hazard_evaluation=_text(said, "hazard_evaluation"),
            investigation_result=_joined(self._harm.values(), "investigation", "assessment"),
            strategy=_text(said, "strategy"),
            advice=_text(said, "advice"),
            depth=_text(said, "depth"),
            effectiveness_level=_text(said, "effectiveness_level"),  # type: ignore[arg-type]  # a code
            disposition=_text(said, "accounting"),
            completion_estimate=_day(said.get("due")),
            contact=self._contact(),
            countries=tuple(sorted({one.country for one in self._case.consignees.values() if one.country}))
            or None,
            events=self._happened,
            deadlines=deadlines.due,
            uncovered=deadlines.holes,
            products=tuple(self._products()),
            lots=tuple(self._case_lots()),
            consignees=tuple(self._consignees()),
            ledger=tuple(self._ledger()),
            attempts=tuple(self._attempts()),
            checks=tuple(self._checks()),
            injuries=tuple(self._injuries()),
            communications=tuple(self._communications()),
            gaps=self._case.gaps,
            certificate_sha256=_text(said, "certificate"),
            ledger_root=self._read.root,
            ledger_size=self._read.known_at,
            manufacturer=self._organisation("manufacturer"),
            reporter=self._organisation("reporter"),
            authorised_representative=self._organisation("authorised_representative"),
            local_agent=self._organisation("local_agent"),
        )

    # --- what is recalled -----------------------------------------------------------------------------

    def _products_of(self, lots: list[str]) -> dict[str, str]:
        edges = self._reader.context(lots, ("INSTANCE_OF",), True) if lots else ()
        found = {edge.source: edge.target for edge in edges if not edge.void}
        return {lot: found.get(lot, _material_by_key(lot)) for lot in lots}

    def _products(self) -> Iterator[Product]:
        keys = sorted({*self._product_of.values()})
        cards = self._reader.cards(keys)
        edges = self._reader.context(keys, ("IDENTIFIED_BY",), True) if keys else ()
        identified = {edge.source: edge.target for edge in edges if not edge.void}
        identifiers = self._reader.cards(sorted(identified.values()))
        for key in keys:
            card = cards[key].properties if key in cards else {}
            udi = identifiers.get(identified.get(key, ""))
            yield Product(
                key=key,
                brand_name=_text(card, "name"),
                common_name=_text(card, "category"),
                model=_text(card, "model"),
                catalogue_number=split(key).parts[0],
                udi_di=_text(udi.properties, "udi_di") if udi else None,
                intended_use=_text(card, "intended_use"),
                risk_class=_text(card, "device_class"),
                nomenclature=_text(card, "nomenclature"),
                marketing_status=_text(card, "marketing_status"),
            )

    def _case_lots(self) -> Iterator[CaseLot]:
        lots = sorted({*self._lot_of.values()})
        rows = self._read.answer.answer.rows_of(lots)
        amounts = {key: _amount(row.quantity, row.unit) for key, row in rows.items()}
        serials: dict[str, list[str]] = defaultdict(list)
        for device, lot in self._lot_of.items():
            if device in self._serial:
                serials[lot].append(self._serial[device])
        sent: dict[str, list[Amount | None]] = defaultdict(list)
        for who in self._case.consignees.values():
            for one in who.deliveries:
                sent[self._lot_of[one.about]].append(_scaled(one.quantity, one.unit))
        for lot in lots:
            card = self._cards[lot].properties if lot in self._cards else {}
            made = _day(card.get("manufactured"))
            yield CaseLot(
                key=lot,
                product=self._product_of[lot],
                number=split(lot).parts[1],
                serials=tuple(sorted(serials[lot])),
                produced=amounts.get(lot),
                distributed=_one(sent[lot]),
                manufactured=(made,) if made else None,
                expires=_day(card.get("expires")),
                in_scope=bool(sent[lot]),
            )

    # --- who has it -----------------------------------------------------------------------------------

    def _consignees(self) -> Iterator[Consignee]:
        for line in recall.lines(self._case):
            who = line.consignee
            grouped: dict[tuple[str, str | None], list[recall.Delivery]] = defaultdict(list)
            for one in who.deliveries:
                grouped[self._lot_of[one.about], one.shipped].append(one)
            yield Consignee(
                key=who.key,
                name=who.name or None,
                address=who.address or None,
                phone=who.phone or None,
                country=who.country or None,
                deliveries=tuple(
                    self._delivery(lot, shipped, group) for (lot, shipped), group in grouped.items()
                ),
            )

    def _delivery(self, lot: str, shipped: str | None, lines: list[recall.Delivery]) -> Delivery:
        serials = sorted(self._serial[one.about] for one in lines if one.about in self._serial)
        return Delivery(
            lot=lot,
            shipped=_day(shipped),
            quantity=_one([_scaled(one.quantity, one.unit) for one in lines]),
            serials=tuple(serials),
        )

    def _ledger(self) -> Iterator[LedgerLine]:
        said: dict[tuple[str, str], list[Card]] = defaultdict(list)
        for one in self._case.responses.values():
            said[str(one["consignee"]), self._lot_of[str(one["about"])]].append(one)
        notices = {str(one["consignee"]): one for one in self._case.notices.values()}
        lines = {
            (key, self._lot_of[one.about])
            for key, who in self._case.consignees.items()
            for one in who.deliveries
            if key in notices
        }
        for consignee, lot in sorted({*lines, *said}):
            notice, responses = notices.get(consignee, {}), said[consignee, lot]
            yield LedgerLine(
                consignee=consignee,
                lot=lot,
                notified=moment(notice.get("notified")),
                method=_text(notice, "method"),
                responded=max(
                    (m for r in responses if (m := moment(r.get("responded")))), key=str, default=None
                ),
                on_hand=_sum(responses, "on_hand"),
                returned=_sum(responses, "sent_back"),
                corrected=_sum(responses, "corrected"),
                destroyed=_sum(responses, "destroyed"),
            )

    def _attempts(self) -> Iterator[Attempt]:
        for _, one in sorted(self._case.attempts.items()):
            yield Attempt(
                consignee=str(one["consignee"]),
                at=moment(one.get("attempted")),
                method=_text(one, "method"),
                outcome=_text(one, "result"),
            )

    def _checks(self) -> Iterator[EffectivenessCheck]:
        for _, one in sorted(self._case.checks.items()):
            yield EffectivenessCheck(
                consignee=str(one["consignee"]),
                at=moment(one.get("checked")),
                method=_text(one, "method"),
                result=_text(one, "result"),
            )

    def _communications(self) -> Iterator[Communication]:
        for _, one in sorted(self._case.notices.items()):
            yield Communication(
                title=str(one.get("method", "")),
                at=moment(one.get("notified")),
                to=str(one["consignee"]),
                sha256=_text(one, "sha256"),
            )

    # --- what led to it -------------------------------------------------------------------------------

    def _injuries(self) -> Iterator[Injury]:
        events = sorted(key for key in self._harm if prefix_of(key) == "adverse_event")
        about = self._reader.context(events, ("COMPLAINS_OF",), True) if events else ()
        device = {edge.source: edge.target for edge in about if not edge.void}
        for key in events:
            card = self._harm[key]
            if card.get("outcome") in _HARMED:
                yield Injury(
                    key=key,
                    at=moment(card.get("occurred")),
                    outcome=_text(card, "outcome"),
                    device=device.get(key),
                    description=_text(card, "name"),
                )

    # --- who answers ----------------------------------------------------------------------------------

    def _organisation(self, role: str) -> Organisation | None:
        card = self._card_of(role)
        if card is None:
            return None
        names = ("name", "address", "country", "phone", "email", "registration")
        return Organisation(**{name: _text(card, name) for name in names})

    def _contact(self) -> Contact | None:
        card = self._card_of("reporter") or self._card_of("manufacturer")
        if card is None:
            return None
        names = ("address", "phone", "email")
        return Contact(name=_text(card, "contact"), **{name: _text(card, name) for name in names})

    def _card_of(self, role: str) -> Card | None:
        key = make("organisation", OWN_NAMESPACE, role)
        found = self._reader.cards([key]).get(key)
        return found.properties if found else None


def _material_by_key(lot: str) -> str:
    key = split(lot)
    return make("material", key.namespace, key.parts[0])


def _one(amounts: list[Amount | None]) -> Amount | None:
    """Their sum, where all are stated and in one unit."""
    found = total(amounts)
    return found.amounts[0] if len(found.amounts) == 1 and not found.unknown else None


def _sum(responses: Iterable[Card], name: str) -> Amount | None:
    stated = [_scaled(one.get(name), str(one.get("uom", ""))) for one in responses if name in one]
    return _one(stated) if stated else None


def _scaled(value: object, unit: str) -> Amount | None:
    return Amount(unit, value) if isinstance(value, int) else None


def _amount(text: str | None, unit: str | None) -> Amount | None:
    if text is None:
        return None
    try:
        return Amount(unit or "", parse_scaled(text))
    except UnitError:
        return None  # finer than a quantity can be, as a sum of fractions is


def _text(card: Card, name: str) -> str | None:
    value = card.get(name)
    return str(value) if value not in (None, "") else None


def _joined(cards: Iterable[Card], *names: str) -> str | None:
    said = [text for card in cards for name in names if (text := _text(card, name))]
    return "; ".join(dict.fromkeys(said)) or None


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None
