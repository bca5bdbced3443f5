"""How statements become state. Pure, and independent of the order in which statements come.

A property of a node holds the value of its highest-ranked statement; two different values at the
highest standing are in dispute and the hash decides which is shown. A relationship key holds its
highest-ranked statement, or nothing where that is a retraction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from graph_model.facts import NodeFact, Properties, Value, rank, standing_of


@dataclass(slots=True)
class NodeState:
    """A node's effective properties with the rank that carried each of them.

    `rank` is that of every property not named in `ranks`; `disputed` names contradicted properties, and
    `rivals` has all values that are stated of each, so that none of them is taken for a repetition.
    """

    properties: Properties = field(default_factory=dict)
    rank: str = ""
    ranks: dict[str, str] = field(default_factory=dict)
    disputed: set[str] = field(default_factory=set)
    rivals: dict[str, set[Value]] = field(default_factory=dict)

    def rank_of(self, name: str) -> str:
        """Rank of the statement that carries this property."""
        return self.ranks.get(name, self.rank)


def merge(state: NodeState, fact: NodeFact) -> bool:
    """Take one more statement into `state`; false where nothing changed."""
    return take(state, fact.properties, rank(fact))


def take(state: NodeState, properties: Properties, new: str) -> bool:
    """The same for some properties of a statement of this rank."""
    if not state.rank:
        state.rank, state.properties = new, dict(properties)
        return True
    changed = False
    for name, value in properties.items():
        changed |= _merge_property(state, name, value, new)
    return changed


def merged(facts: Iterable[NodeFact]) -> NodeState:
    """What these statements come to."""
    state = NodeState()
    for fact in facts:
        merge(state, fact)
    return state


def _merge_property(state: NodeState, name: str, value: Value, new: str) -> bool:
    if name not in state.properties:
        state.properties[name] = value
        _set_rank(state, name, new)
        return True
    old = state.rank_of(name)
    old_standing, new_standing = standing_of(old), standing_of(new)
    if new_standing < old_standing:
        return False
    same = state.properties[name] == value
    if new_standing > old_standing:
        state.disputed.discard(name)
        state.rivals.pop(name, None)
    elif name in state.disputed:
        if not _is_new_rival(state, name, value) and new <= old:
            return False
    elif not same:
        state.disputed.add(name)
        state.rivals[name] = {state.properties[name], value}
    elif new <= old:
        return False
    if new > old:
        state.properties[name] = value
        _set_rank(state, name, new)
    return True


def _is_new_rival(state: NodeState, name: str, value: Value) -> bool:
    """Take one more value into a dispute. Where a state of old does not say which there are, none is new."""
    rivals = state.rivals.get(name)
    if rivals is None or value in rivals:
        return False
    rivals.add(value)
    return True


def _set_rank(state: NodeState, name: str, new: str) -> None:
    if new == state.rank:
        state.ranks.pop(name, None)
    else:
        state.ranks[name] = new
