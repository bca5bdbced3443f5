"""What a scanner read, or a person typed, and the records that it means.

Promises: the text is taken as it came, nothing is cut off or set right silently; what the label breaks, and
what of it nobody knows here, is a finding. Where separators were lost, the lots that are known under the
label's DI decide; where several fit, the records of all of them are told and a person decides. A record is
found by its whole number, never by its beginning. Records are found by what they are called today. Refuses a
text that is longer than any label, and a number alone for what it may mean beside: `may_be_number` says so.

    Device                its serial number, under the DI
    Lot                   its lot number, under the DI; of a label without DI every lot of that number
    Package               its SSCC
    Material              its number is the DI, or it is identified by it
    DeviceIdentifier      the DI
    party, place          its GLN

An item is under a DI by its material, by the material that its key names, or by its own label.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.questions.errors import BadRequest
from app.questions.materials import named_by_key
from app.questions.reading import Backed, Card, may_hold
from app.questions.starts import label_of
from app.questions.view import NOW, View, through
from app.questions.watching import Watching
from graph_model.keys import make, split
from identifiers import (
    Agency,
    Code,
    Element,
    Finding,
    Form,
    Parsed,
    Severity,
    canonical,
    parse,
    parse_di,
    resolve,
)
from identifiers.parsed import UNREAD, shown

LONGEST = 2000
"""Characters. No label is as long; a digital link may have many parameters."""
_LONGEST_PARTED = 200
"""Characters of a value that may have swallowed others; three elements of a label are shorter."""
NOT_KNOWN = "not_known"
"""The rule of what no record here carries."""

_RANK = {
    label: rank
    for rank, label in enumerate(
        (
            "Device",
            "Lot",
            "Package",
            "Material",
            "DeviceIdentifier",
            "Customer",
            "Supplier",
            "Location",
            "Site",
        )
    )
}
_NUMBERS = {"Lot": ("lot", "lot_number"), "Device": ("device", "serial_number")}
_GTIN_LENGTHS = (13, 12, 8)
_GLN_LENGTH = 13
_KEYS_OF_GS1 = ("gtin", "sscc", "content_gtin", "made_to_order_gtin", "piece_of_item", "_gln")
_SHORTEST_KEY = 14
_TELL_NOTHING = (UNREAD, "link")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing to know about a text; positions are counted from 0."""

    rule: str
    severity: str
    message: str
    position: int


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a text says, and the first of the records that it means, most specific first."""

    parsed: Parsed
    findings: tuple[Said, ...]
    cards: tuple[Card, ...]
    more: bool
    separators_lost: bool

    @property
    def is_read(self) -> bool:
        """Whether the text is an identifier at all."""
        return self.parsed.agency is not Agency.UNKNOWN

    @property
    def may_be_number(self) -> bool:
        """Whether the text may as well be a number of one's own: nothing in it shows what it is."""
        parsed = self.parsed
        if not self.is_read or (parsed.has_errors and not self.cards):
            return True
        has_key = any(map(_is_whole_key, parsed.elements))
        return _is_unsigned(parsed) and (parsed.form is Form.KEY or not has_key)


def scan(reader: Backed, text: str, first: int, view: View = NOW) -> Scanned:
    """Read the text, and find the records that it means."""
    _check(text)
    seen = through(reader, view)
    parsed = _read(text)
    finder = _Finder(seen, parsed)
    readings = _resolved(parsed, finder)
    found = [finder.find(reading) for reading in readings]
    keys = sorted({key for one in found for key in one.keys}, key=lambda key: (_RANK[label_of(key)], key))
    shown_first = keys[:first]
    cards = seen.cards(shown_first) if shown_first else {}
    told = readings[0]
    unknown = found[0].unknown if len(found) == 1 else ()
    return Scanned(
        parsed=told,
        findings=(*_findings(told), *unknown),
        cards=tuple(cards[key] for key in shown_first),
        more=len(keys) > first,
        separators_lost=_lost(parsed, told),
    )


def _check(text: str) -> None:
    if not text.strip():
        raise BadRequest("There is nothing to read.", "Pass what the scanner read, at least one character.")
    if len(text) > LONGEST:
        raise BadRequest(
            f"A text of {len(text)} characters is no label; {LONGEST} are read.", "Scan one label at a time."
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadRequest("The text holds half a character.", "Scan the label again.") from None


def _read(text: str) -> Parsed:
    """What the text says. Of what no rule makes anything, or no whole key of digits, is no identifier."""
    parsed = parse(text)
    is_unsigned = _is_unsigned(parsed)
    tells = _is_whole_key if is_unsigned else _is_told
    if any(map(tells, parsed.elements)) or (is_unsigned and not parsed.has_errors):
        return parsed
    kept = () if is_unsigned else tuple(f for f in parsed.findings if f.code is not Code.UNRECOGNISED)
    finding = Finding(Code.UNRECOGNISED, "no whole identifier of GS1, HIBCC or ICCBBA stands in it", 0)
    return Parsed(text, Agency.UNKNOWN, Form.NONE, findings=(*kept, finding))


def _is_unsigned(parsed: Parsed) -> bool:
    """Whether nothing in the text but its digits shows what it is."""
    return parsed.form in (Form.KEY, Form.ELEMENT_STRING) and parsed.raw[:1].isdigit()


def _is_told(element: Element) -> bool:
    return bool(element.value) and element.name not in _TELL_NOTHING


def _is_whole_key(element: Element) -> bool:
    length = _GLN_LENGTH if element.name.endswith("_gln") else _SHORTEST_KEY
    return element.name.endswith(_KEYS_OF_GS1) and len(element.value) >= length


def _findings(parsed: Parsed) -> Iterator[Said]:
    for finding in parsed.findings:
        yield Said(finding.code.value, finding.severity.value, finding.message, finding.position)


def _lost(parsed: Parsed, told: Parsed) -> bool:
    """Whether a separator is missing, as far as anybody can see."""
    doubted = told.codes() & {Code.SEPARATOR_LOST, Code.SEPARATOR_AMBIGUOUS}
    return bool(doubted) or told.elements != parsed.elements


class _Asked:
    """A collection that holds nothing and remembers what it was asked for."""

    def __init__(self) -> None:
        self.texts: set[str] = set()

    def __contains__(self, text: object) -> bool:
        if text:  # no lot has an empty number
            self.texts.add(str(text))
        return False


def _resolved(parsed: Parsed, finder: _Finder) -> list[Parsed]:
    """The reading that known lots decide for; where several do, the text as it stands and then theirs."""
    if not parsed.elements or len(parsed.elements[-1].value) > _LONGEST_PARTED:
        return [parsed]
    asked = _Asked()
    resolve(parsed, asked)
    if not asked.texts:
        return [parsed]
    known = finder.known_lots(asked.texts)
    certain = resolve(parsed, known)
    if Code.SEPARATOR_AMBIGUOUS not in certain.codes():
        return [certain]
    return [certain, *(resolve(parsed, {lot}) for lot in sorted(known))]


@dataclass(frozen=True, slots=True)
class _Found:
    """Records, and what no record carries."""

    keys: set[str]
    unknown: tuple[Said, ...]


class _Finder:
    """Looks up the records of one text; every reading of it has the same DI."""

    def __init__(self, reader: Watching, parsed: Parsed) -> None:
        self._reader = reader
        self._di = parsed.first("content_gtin") if parsed.di is None else None
        di = self._di.value if self._di else parsed.di
        self._spellings = _spellings(di, parsed.agency) if di else frozenset[str]()
        self._identifiers = self._numbered("DeviceIdentifier", "udi_di", self._spellings)
        self._materials = self._numbered("Material", "key", self._spellings) | self._identified()

    def find(self, parsed: Parsed) -> _Found:
        """What the text means, read in this way."""
        items = {label: self._items_of(label, parsed) for label in _NUMBERS}
        packages = self._numbered("Package", "sscc", _values(parsed, "sscc"))
        places = self._places(parsed)
        under_di = self._identifiers | self._materials
        known = {
            "serial_number": items["Device"],
            "lot": items["Lot"],
            "sscc": packages,
            "gtin": under_di | places if _is_bare_gln(parsed) else under_di,
            "udi_di": under_di,
            "gln": places,
        }
        return _Found(
            set[str]().union(*items.values(), packages, places, under_di), tuple(_unknown(parsed, known))
        )

    def known_lots(self, numbers: Collection[str]) -> set[str]:
        """Those of the numbers that lots under the DI have."""
        keys = self._under_di("Lot", numbers) | set(self._reader.cards(self._made("Lot", numbers)))
        cards = self._reader.cards(sorted(keys)) if keys else {}
        found = {str(card.properties.get("lot_number")) for card in cards.values()}
        named = {split(member).parts[1] for key in keys for member in self._reader.classes.members(key)}
        return (found | named).intersection(numbers)

    def _items_of(self, label: str, parsed: Parsed) -> set[str]:
        """Lots or devices: by number, by the keys they would have, by what is printed on them."""
        pi = parsed.pi
        number = pi.lot if label == "Lot" else pi.serial_number
        numbers = {text for text in (number, pi.donation_number) if text}
        if not numbers:
            return set()
        made = {key for wanted in self._made(label, numbers) for key in self._reader.find(wanted)}
        printed = {parsed.raw, canonical(parsed)} if parsed.di else set()
        return self._under_di(label, numbers) | made | self._numbered(label, "udi", printed)

    def _under_di(self, label: str, numbers: Collection[str]) -> set[str]:
        """Lots or devices of these numbers; of a label without DI all of them."""
        keys = self._numbered(label, _NUMBERS[label][1], numbers)
        if not keys or not self._spellings:
            return keys
        cards = self._reader.cards(sorted(keys))
        of_material = self._materials_of(keys)
        return {key for key in keys if of_material[key] & self._materials or self._is_labelled(cards[key])}

    def _materials_of(self, items: Collection[str]) -> Mapping[str, set[str]]:
        out: dict[str, set[str]] = defaultdict(set)
        for edge in self._reader.context(sorted(items), ("INSTANCE_OF",), True):
            if may_hold(edge):
                out[edge.source].add(edge.target)
        return {item: out.get(item) or {self._reader.classes.kept(named_by_key(item))} for item in items}

    def _is_labelled(self, card: Card) -> bool:
        """Whether its own label, or the material that its key names, says the DI."""
        label = card.properties.get("udi")
        di = parse(label).di if isinstance(label, str) else None
        return di in self._spellings or split(card.key).parts[0] in self._spellings

    def _made(self, label: str, numbers: Collection[str]) -> list[str]:
        """The keys that lots or devices of these numbers have, each under a material with the DI."""
        members = sorted({m for key in self._materials for m in self._reader.classes.members(key)})
        materials = [split(member) for member in members]
        prefix = _NUMBERS[label][0]
        return [
            make(prefix, m.namespace, m.parts[0], number) for m in materials for number in sorted(numbers)
        ]

    def _identified(self) -> set[str]:
        """The materials that the DI identifies."""
        if not self._identifiers:
            return set()
        edges = self._reader.context(sorted(self._identifiers), ("IDENTIFIED_BY",), False)
        return {edge.source for edge in edges if may_hold(edge)}

    def _places(self, parsed: Parsed) -> set[str]:
        """Parties and places of a GLN; of a part of a place that part, too."""
        numbers = {element.value for element in _glns(parsed)}
        if _is_bare_gln(parsed):
            numbers.add(parsed.raw)
        parts = {f"{gln}+{more}" for gln in numbers for more in _values(parsed, "gln_extension")}
        return set[str]().union(
            *(self._numbered(label, "gln", numbers) for label in ("Customer", "Supplier")),
            *(self._numbered(label, "key", numbers | parts) for label in ("Location", "Site")),
        )

    def _numbered(self, label: str, name: str, texts: Iterable[str]) -> set[str]:
        wanted = sorted(texts)
        return set(self._reader.numbered(label, name, wanted)) if wanted else set()


def _spellings(di: str, agency: Agency) -> frozenset[str]:
    """How registries and plants may write this DI."""
    if agency is Agency.HIBCC:
        return frozenset({di, canonical(parse_di(di, agency))})
    if agency is not Agency.GS1 or not di.startswith("0"):
        return frozenset({di})
    shorter = {di[-length:] for length in _GTIN_LENGTHS if not di[:-length].strip("0")}
    return frozenset({di, *shorter})


def _values(parsed: Parsed, name: str) -> set[str]:
    return {element.value for element in parsed.elements if element.name == name}


def _glns(parsed: Parsed) -> list[Element]:
    return [element for element in parsed.elements if element.name.endswith("_gln")]


def _is_bare_gln(parsed: Parsed) -> bool:
    """Whether thirteen digits stand alone, which a GLN and a GTIN have alike."""
    return parsed.form is Form.KEY and len(parsed.raw) == _GLN_LENGTH


def _unknown(parsed: Parsed, known: Mapping[str, set[str]]) -> Iterator[Said]:
    """Findings about what no record carries; a wrong digit often shows so alone."""
    for element in parsed.elements:
        name = "gln" if element.name.endswith("_gln") else element.name
        if element.value and name in known and not known[name]:
            message = f"no record here is known by {name} {shown(element.value)}"
            yield Said(NOT_KNOWN, Severity.WARNING.value, message, element.start)
