"""Who may see what, by the words of ADR 9 and without the code that decides it: recursion over the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

import networkx

from app.questions.answer import Answer
from graph_model.facts import AnyFact, NodeFact, Reject, RelationshipFact, Retraction, rank, standing, to_json
from graph_model.keys import prefix_of
from graph_model.units import from_scaled
from tests.support.definition import live
from tests.support.random_sites import SECRET

MASTER = ("material", "di", "specification", "document", "responsibility")
PARTIES = ("supplier", "customer")
FIRST, LAST = "", "~"


class Oracle:
    """What the facts of a world say about sites."""

    def __init__(self, facts: Iterable[AnyFact]) -> None:
        self._facts = list(facts)
        self._one = self._merged()
        nodes = (fact.key for fact in self._facts if isinstance(fact, NodeFact))
        links = (fact for fact in self._facts if isinstance(fact, RelationshipFact))
        self._there = {*nodes, *(end for fact in links for end in (fact.source, fact.target))}
        self._out: dict[tuple[str, str], list[RelationshipFact]] = defaultdict(list)
        self._into: dict[tuple[str, str], list[RelationshipFact]] = defaultdict(list)
        for fact in self._undisputed():
            shown = replace(fact, source=self.one(fact.source), target=self.one(fact.target))
            self._out[shown.source, fact.type].append(shown)
            self._into[shown.target, fact.type].append(shown)
        self._times = {
            fact.key: str(fact.properties.get("shipped") or fact.properties.get("returned") or "")
            for fact in self._facts
            if isinstance(fact, NodeFact)
        }
        self.sites = cache(self._sites)

    def sees(self, sites: frozenset[str], key: str) -> bool:
        """Whether an asker bound to these sites may know that the record is there."""
        return prefix_of(key) in MASTER or not sites.isdisjoint(self.sites(self.one(key)))

    def _may_know(self, sites: frozenset[str], row: Reject) -> bool:
        """Whether a rejected row names something that they see, and nothing that they do not."""
        there = {key for key in row.touches if key in self._there}
        return bool(there) and all(self.sees(sites, key) for key in there)

    def one(self, key: str) -> str:
        """The same key for all records that were decided to be one."""
        return self._one.get(key, key)

    def _merged(self) -> dict[str, str]:
        near: networkx.Graph[str] = networkx.Graph()
        for fact in self._undisputed():
            if fact.type == "ALIAS_OF" and fact.origin == "decided":
                near.add_edge(fact.source, fact.target)
        return {key: min(group) for group in networkx.connected_components(near) for key in group}

    def rows(self, sites: frozenset[str], whole: Answer) -> set[str]:
        """The rows of the whole answer that they may see: of parties, those that a visible row leads to."""
        out = {row.key for row in whole.rows if self.sees(sites, row.key)}
        led_to = {
            party
            for link in whole.links
            for party, event in ((link.source, link.target), (link.target, link.source))
            if event in out
        }
        return {key for key in out if prefix_of(key) not in PARTIES or key in led_to or key in whole.start}

    def foreign(self, sites: frozenset[str]) -> set[str]:
        """Every token and quantity that they may not read."""
        return {found for fact in self._facts for found in secrets(_texts(fact))} - self.own(sites)

    def own(self, sites: frozenset[str]) -> set[str]:
        """Every token and quantity that they may read."""
        out: set[str] = set()
        ends: dict[str, set[str]] = defaultdict(set)
        for fact in self._facts:
            if isinstance(fact, RelationshipFact):
                ends[fact.key] |= {fact.source, fact.target}
        for fact in self._facts:
            match fact:
                case NodeFact():
                    about = {fact.key}
                case RelationshipFact():
                    about = {fact.source, fact.target}
                case Retraction():
                    about = ends[fact.key]
                case Reject() if self._may_know(sites, fact):
                    out |= secrets([fact.file, fact.load])
                    continue
                case _:
                    continue
            if all(self.sees(sites, key) for key in about):
                out |= secrets(_texts(fact))
        return out

    def _undisputed(self) -> Iterator[RelationshipFact]:
        stated: dict[str, list[RelationshipFact]] = defaultdict(list)
        for fact in self._facts:
            if isinstance(fact, RelationshipFact):
                stated[fact.key].append(fact)
        relations = [f for f in self._facts if isinstance(f, RelationshipFact | Retraction)]
        for key, fact in live(relations).items():
            equal = {rank(other) for other in stated[key] if standing(other) == standing(fact)}
            if len(equal) == 1:
                yield fact

    def _ends(self, key: str, *types: str) -> Iterator[str]:
        """What the record leads to, and what leads to it, by these types."""
        for type_ in types:
            yield from (fact.target for fact in self._out[key, type_])
            yield from (fact.source for fact in self._into[key, type_])

    def _sites(self, key: str) -> frozenset[str]:
        match prefix_of(key):
            case "site":
                return frozenset([key])
            case "location":
                return frozenset(self._holders(key, set()))
            case "step":
                family = {key} | self._family(key, "_out") | self._family(key, "_into")
                return self._at(place for step in family for place in self._places(step))
            case "equipment" | "reading":
                return self._at(self._places(key))
            case "lot":
                steps = self._steps(key)
                return self._at([*self._places(key), *steps])
            case "device":
                lots = (fact.source for fact in self._into[key, "HAS_UNIT"])
                return self._at([*self._steps(key), *lots])
            case "receipt":
                return self._at(fact.target for fact in self._out[key, "RECEIVED_AS"])
            case "package":
                return self._at(self._contents(key, FIRST, LAST, set()))
            case "shipment":
                return self._at(self._carried(key, "SHIPPED_IN"))
            case "return":
                return self._at(self._carried(key, "RETURNED_IN"))
            case "supplier":
                return self._at(fact.target for fact in self._out[key, "SUPPLIED"])
            case "customer":
                return self._at(self._ends(key, "DELIVERED_TO", "RETURNED_BY"))
            case "person":
                return self._at(self._ends(key, "PERFORMED_BY"))
            case "qualification" | "calibration" | "training" | "signature":
                return self._at(self._ends(key, "QUALIFIES", "CALIBRATES", "TRAINED_FOR", "SIGNED"))
            case _:
                return self._at(self._subjects(key, set()))

    def _at(self, keys: Iterable[str]) -> frozenset[str]:
        return frozenset().union(*(self.sites(key) for key in keys))

    def _places(self, key: str) -> list[str]:
        return [f.target for type_ in ("AT_LOCATION", "MEASURED_AT") for f in self._out[key, type_]]

    def _steps(self, key: str) -> list[str]:
        made = [fact.source for fact in self._into[key, "PRODUCED"]]
        return made + [fact.target for fact in self._out[key, "CONSUMED_IN"]]

    def _holders(self, key: str, seen: set[str]) -> set[str]:
        out: set[str] = set()
        for fact in self._out[key, "LOCATED_IN"]:
            if prefix_of(fact.target) == "site":
                out.add(fact.target)
            elif fact.target not in seen:
                out |= self._holders(fact.target, seen | {fact.target})
        return out

    def _family(self, key: str, side: str) -> set[str]:
        """The orders above a step, or the operations below it; never both ways in turn."""
        out: set[str] = set()
        todo = [key]
        while todo:
            for fact in getattr(self, side)[todo.pop(), "PART_OF"]:
                end = fact.target if side == "_out" else fact.source
                if end not in out:
                    out.add(end)
                    todo.append(end)
        return out

    def _contents(
        self, package: str, since: str, until: str, seen: set[tuple[str, str, str]]
    ) -> Iterator[str]:
        """The items that were inside at some instant between."""
        for fact in self._into[package, "PACKED_IN"]:
            stay = (
                str(fact.properties.get("packed_from", FIRST)),
                str(fact.properties.get("packed_to", LAST)),
            )
            inside = (fact.source, max(since, stay[0]), min(until, stay[1]))
            if inside[1] > inside[2] or inside in seen:
                continue
            seen.add(inside)
            if prefix_of(fact.source) == "package":
                yield from self._contents(*inside, seen)
            else:
                yield fact.source

    def _carried(self, document: str, type_: str) -> Iterator[str]:
        when = self._times.get(document, "")
        for fact in self._into[document, type_]:
            if prefix_of(fact.source) == "package":
                yield from self._contents(fact.source, when or FIRST, when or LAST, set())
            else:
                yield fact.source

    def _subjects(self, key: str, seen: set[str]) -> set[str]:
        """What a record is about, and what the records are about that it is about."""
        seen.add(key)
        types = ("MEASURED_ON", "DECIDED_ON", "RAISED_ON", "COMPLAINS_OF", "SERVICED", "RECALLS")
        ends = {fact.target for type_ in types for fact in self._out[key, type_]}
        ends |= {fact.source for fact in self._into[key, "INSPECTED_BY"]}
        records = {end for end in ends if prefix_of(end) in ("nonconformity", "complaint", "inspection")}
        out = {end for end in ends - records if prefix_of(end) not in (*PARTIES, *MASTER)}
        for record in records - seen:
            out |= self._subjects(record, seen)
        return out


def _texts(fact: AnyFact) -> list[str]:
    """All that stands in a fact, quantities in decimals."""
    quantity = fact.properties.get("quantity") if isinstance(fact, RelationshipFact) else None
    plain = [from_scaled(quantity)] if isinstance(quantity, int) else []
    said = {name: value for name, value in to_json(fact).items() if name != "properties"}
    properties = fact.properties if isinstance(fact, NodeFact | RelationshipFact) else {}
    rest = {name: value for name, value in properties.items() if name not in ("quantity", "operation")}
    return [*plain, str(said), str(rest)]


def secrets(texts: Iterable[str]) -> set[str]:
    """All that is one of a kind in some texts."""
    return {found for text in texts for found in SECRET.findall(text)}
