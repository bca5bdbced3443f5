"""What is kept of an event that was rejected, and which records it may touch.

Promises: extension fields are not kept, since they may say anything of anybody, nor are service relations
(GSRN), which may be patients; the keys are those of the lots, devices, packages and materials it lists.
An event of over 5,000 things touches everything, and of a longer text than 64 Ki characters the
beginning is kept: one reject is one fact, and a commit holds 4 MiB.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import orjson

from graph_model.keys import BadKey, make
from loaders.epcis.people import without_people
from loaders.epcis.things import Kind, Thing, thing_of
from loaders.epcis.vocabulary import is_uri

_INSTANCES: Final = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
_CLASSES: Final = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
_PREFIXES: Final = {
    Kind.LOT: "lot",
    Kind.DEVICE: "device",
    Kind.PACKAGE: "package",
    Kind.MATERIAL: "material",
}
_DEEPEST: Final = 8
_LONGEST: Final = 1 << 16
_MOST: Final = 5_000


def kept(fields: Mapping[str, object]) -> str:
    """The standard fields as JSON."""
    text = without_people(orjson.dumps(_standard(fields, _DEEPEST), default=str).decode())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _standard(value: object, depth: int) -> object:
    """Without what has a prefix; of that only master data of CBV is standard."""
    if not depth:
        return "…"
    if isinstance(value, Mapping):
        names = [name for name in value if isinstance(name, str) and _is_standard(name)]
        return {name: _standard(value[name], depth - 1) for name in names}
    if isinstance(value, list | tuple):
        return [_standard(one, depth - 1) for one in value]
    return value


def _is_standard(name: str) -> bool:
    return (":" not in name or name.startswith("cbvmda:")) and name != "@context"


def touched(fields: Mapping[str, object], namespace: str, *, also: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Keys of what an event lists, as far as it can be read; none where it may be about anything."""
    keys = dict.fromkeys([*also, *(key for thing in _things(fields) for key in _keys(thing, namespace))])
    return tuple(keys) if len(keys) <= _MOST else ()


def _things(fields: Mapping[str, object]) -> Iterator[Thing]:
    parent = fields.get("parentID")
    for name in _INSTANCES:
        for uri in _listed(fields, name):
            yield from _thing(uri, instance=True)
    for name in _CLASSES:
        for amount in _listed(fields, name):
            yield from _thing(amount.get("epcClass") if isinstance(amount, Mapping) else None, instance=False)
    yield from _thing(parent, instance=True)


def _listed(fields: Mapping[str, object], name: str) -> Iterator[object]:
    value = fields.get(name)
    return iter(value if isinstance(value, list | tuple) else ())


def _thing(uri: object, *, instance: bool) -> Iterator[Thing]:
    if isinstance(uri, str) and is_uri(uri.strip()):
        yield thing_of(uri.strip(), instance=instance)


def _keys(thing: Thing, namespace: str) -> Iterator[str]:
    prefix = _PREFIXES.get(thing.kind)
    item = thing.kind in (Kind.LOT, Kind.DEVICE)
    try:
        if prefix:
            yield make(prefix, namespace, *((thing.material, thing.number) if item else (thing.number,)))
        if thing.may_hold_others:
            yield make("package", namespace, thing.as_package().number)
    except BadKey:
        return
