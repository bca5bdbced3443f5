"""From what a person typed to the keys a trace starts at.

Promises: a whole key is taken as it is; a shorter one that fits exactly one node stands for it; one
that fits several is refused with the whole list. Characters that keys percent-encode may be typed
plainly. Refuses: what no trace can start at (a material, a UDI-DI, a record), saying where to start.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.questions.errors import AmbiguousKey, BadRequest, BadStart, UnknownKey
from app.questions.reading import Reads
from graph_model.keys import BadKey, decode, encode, prefix_of, split
from graph_model.nodes import BY_PREFIX

STARTS = frozenset(
    ["Lot", "Device", "ProcessStep", "Receipt", "Shipment", "Return", "Package", "Supplier", "Customer"]
)
SUGGESTIONS = 5
SHORTEST_HINT = 3  # shorter texts fit nearly everything


def label_of(key: str) -> str:
    """The label that a key's prefix stands for."""
    return BY_PREFIX[prefix_of(key)].label


def resolve_starts(reader: Reads, texts: Iterable[str]) -> tuple[str, ...]:
    """The keys that these texts stand for, sorted, each a legal start."""
    keys = sorted({resolve(reader, text) for text in texts})
    if not keys:
        raise BadRequest("No key was given.", "Name at least one lot, device, receipt or supplier.")
    for key in keys:
        _check_start(key)
    return tuple(keys)


def resolve(reader: Reads, text: str) -> str:
    """The one existing key that the text stands for."""
    text = text.strip()
    wanted = spell(text)
    if wanted is None:
        raise UnknownKey(text, _suggestions(reader, text))
    found = sorted(set(reader.find(wanted)))
    if wanted in found:
        return wanted
    if not found:
        raise UnknownKey(text, _suggestions(reader, text))
    if len(found) > 1:
        # Of a record that was merged its key leads to the kept one, whatever goes on from it.
        card = reader.cards([wanted]).get(wanted)
        if card is None:
            raise AmbiguousKey(text, tuple(found))
        return card.key
    return found[0]


def spell(text: str) -> str | None:
    """The text in the canonical spelling of keys, or None where it can't be one."""
    try:
        key = str(split(text))
    except BadKey:
        prefix, colon, rest = text.partition(":")
        pieces = rest.split("/")
        if not colon or not all(pieces):
            return None
        key = f"{prefix}:{'/'.join(map(_spell_part, pieces))}"
    return key if prefix_of(key) in BY_PREFIX else None


def _spell_part(part: str) -> str:
    try:
        plain = decode(part)
    except UnicodeDecodeError:
        return encode(part)
    return encode(plain)


def _suggestions(reader: Reads, text: str) -> tuple[str, ...]:
    """What carries the last part of the text, such as the lot number alone."""
    last = text.rpartition(":")[2].rstrip("/").rpartition("/")[2]
    if len(last) < SHORTEST_HINT:
        return ()
    cards, _ = reader.search(last, SUGGESTIONS, None)
    return tuple(card.key for card in cards)


def _check_start(key: str) -> None:
    label = label_of(key)
    if label in STARTS:
        return
    if label in ("Material", "DeviceIdentifier"):
        step = "Name its lots or devices; `lotgraph search NUMBER` lists them."
    else:
        step = "Name the lot, device or step it is about; `lotgraph search NUMBER` lists them."
    raise BadStart(f"{key} is a {label}, and no trace starts there.", step, keys=(key,))
