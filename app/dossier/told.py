"""What the rows of an answer tell of their records and identifiers, beside the statements of the dossier.

Promises: a record that a row tells of is one of the dossier, under its label, once, and something that is
stated and was not withdrawn leads to it, with the signatures that are stated to stand on it; of an answer
that is of now, a record which is stated to belong to a row is told there, and no signature is left out; a
UDI-DI is one that is stated of the row's material. Whether a reading was taken while a step ran, and which of
several identifiers is the first, it does not work out again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from app.dossier.reading import Finding
from graph_model.facts import AnyFact, NodeFact, RelationshipFact, Retraction, rank, standing
from graph_model.keys import make, prefix_of, split
from graph_model.nodes import BY_PREFIX

_LEADS = "INSPECTED_BY"
_IS_LED = frozenset(["MEASURED_ON", "DECIDED_ON", "RAISED_ON", "COMPLAINS_OF", "SERVICED", "RECALLS"])
_IN_A_ROOM = "MEASURED_AT"
_SAID = ("signer", "role", "meaning", "signed")
Facts = Mapping[str, Sequence[AnyFact]]


def mistold(
    rows: Sequence[Mapping[str, object]],
    by_key: Facts,
    told: Collection[str],
    one_of: Mapping[str, str],
    *,
    plain: bool,
) -> Iterator[Finding]:
    """What rows tell otherwise than stated; `one_of` tells merged records, `plain` an answer of now."""
    belonging, somewhere = _records(by_key, one_of, plain=plain)
    identifiers, signed = _identifiers(by_key, one_of), _signed(by_key, one_of)
    for row in rows:
        yield from _identified(row, identifiers, one_of)
        if "records" not in row:
            continue
        key, records = str(row["key"]), row["records"]
        if not isinstance(records, list) or not all(map(_is_record, records)):
            yield f"{key} tells of records in no form"
            continue
        shown = [record["key"] for record in records]
        if len(set(shown)) != len(shown):
            yield f"{key} tells of a record twice"
        for record in shown:
            if record not in told or one_of.get(record, record) not in somewhere:
                yield f"{key} tells of {record}, which nothing that is stated leads to"
        for record in records:
            given = Counter(map(_signature, record.get("signatures", ())))
            stand = Counter(signed[one_of.get(record["key"], record["key"])])
            if not given <= stand or (plain and given != stand):
                yield f"{key} tells of {record['key']} with other signatures than stand on it"
        if plain:
            known = {one_of.get(record, record) for record in shown}
            for record in sorted(belonging[one_of.get(key, key)] - known):
                yield f"{record} is stated to belong to {key}, which does not tell of it"


def _is_record(value: object) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("key"), str):
        return False
    signatures = value.get("signatures", [])
    if not isinstance(signatures, list) or not all(isinstance(one, dict) for one in signatures):
        return False
    node = BY_PREFIX.get(prefix_of(value["key"]))
    return node is not None and value.get("label") == node.label


def _records(
    by_key: Facts, one_of: Mapping[str, str], *, plain: bool
) -> tuple[Mapping[str, set[str]], set[str]]:
    """Row -> the records that are stated to belong to it; and all records that belong somewhere."""
    belonging: dict[str, set[str]] = defaultdict(set)
    somewhere: set[str] = set()
    for facts in by_key.values():
        for fact in _holding(facts, plain=plain):
            source, target = (one_of.get(end, end) for end in (fact.source, fact.target))
            if fact.type == _LEADS:
                source, target = target, source
            if fact.type == _LEADS or fact.type in _IS_LED:
                belonging[target].add(source)
            if fact.type == _LEADS or fact.type in _IS_LED or fact.type == _IN_A_ROOM:
                somewhere.add(source)
    return belonging, somewhere


def _signed(by_key: Facts, one_of: Mapping[str, str]) -> Mapping[str, list[tuple[str, ...]]]:
    """Record -> what the signatures say that are stated to stand on it; none is ever withdrawn."""
    ties = (fact for facts in by_key.values() for fact in facts if isinstance(fact, RelationshipFact))
    out: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for source, target in sorted({(tie.source, tie.target) for tie in ties if tie.type == "SIGNED"}):
        cards = [fact.properties for fact in by_key.get(source, ()) if isinstance(fact, NodeFact)]
        out[one_of.get(target, target)] += map(_signature, cards)
    return out


def _signature(said: Mapping[str, object]) -> tuple[str, ...]:
    """What it says but for the name, which is sealed in its statement."""
    return tuple(str(said.get(name, "")) for name in _SAID)


def _holding(facts: Iterable[AnyFact], *, plain: bool) -> list[RelationshipFact]:
    """What a relationship is stated to be: by the best statement and those in dispute with it, or by any."""
    stated = [fact for fact in facts if isinstance(fact, RelationshipFact | Retraction)]
    if stated and plain:
        best = max(stated, key=rank)
        rivals = [fact for fact in stated if standing(fact) == standing(best)]
        stated = [] if isinstance(best, Retraction) else rivals
    return [fact for fact in stated if isinstance(fact, RelationshipFact)]


def _identifiers(by_key: Facts, one_of: Mapping[str, str]) -> Mapping[str, set[str]]:
    """Item or material -> all UDI-DIs that are stated of it, of an item through INSTANCE_OF."""
    out: dict[str, set[str]] = defaultdict(set)
    instances: list[tuple[str, str]] = []
    for facts in by_key.values():
        for fact in (fact for fact in facts if isinstance(fact, RelationshipFact)):
            source, target = (one_of.get(end, end) for end in (fact.source, fact.target))
            if fact.type == "INSTANCE_OF":
                instances.append((source, target))
            if fact.type == "IDENTIFIED_BY":
                cards = [one.properties for one in by_key.get(fact.target, ()) if isinstance(one, NodeFact)]
                out[source] |= {str(card["udi_di"]) for card in cards if "udi_di" in card}
                out[source].add(split(fact.target).parts[0])
    for item, material in instances:
        out[item] |= out[material]
    return out


def _identified(
    row: Mapping[str, object], identifiers: Mapping[str, set[str]], one_of: Mapping[str, str]
) -> Iterator[Finding]:
    if row["udi_di"] is None:
        return
    item = str(row["key"])
    key = split(item)
    material = make("material", key.namespace, key.parts[0])
    if not any(row["udi_di"] in identifiers.get(one_of.get(of, of), ()) for of in (item, material)):
        yield f"{item} has a UDI-DI that is not stated of its material"
