"""How statements become state. Pure, and independent of the order in which statements come.

A property of a node holds the value of its highest-ranked statement; two different values at the
highest standing are in dispute and the hash decides which is shown. A relationship key holds its
highest-ranked statement, or nothing where that is a retraction.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graph_model.facts import NodeFact, Properties, rank, standing_of


@dataclass(slots=True)
class NodeState:
    """A node's effective properties with the rank that carried each of them.

    `rank` is that of every property not named in `ranks`; `disputed` names contradicted properties.
    """

    properties: Properties = field(default_factory=dict)
    rank: str = ""
    ranks: dict[str, str] = field(default_factory=dict)
    disputed: set[str] = field(default_factory=set)

    def rank_of(self, name: str) -> str:
        """Rank of the statement that carries this property."""
        return self.ranks.get(name, self.rank)


def merge(state: NodeState, fact: NodeFact) -> bool:
    """Take one more statement into `state`; false where nothing changed."""
    new = rank(fact)
    if not state.rank:
        state.rank, state.properties = new, dict(fact.properties)
        return True
    changed = False
    for name, value in fact.properties.items():
        changed |= _merge_property(state, name, value, new)
    return changed


def _merge_property(state: NodeState, name: str, value: object, new: str) -> bool:
    if name not in state.properties:
        state.properties[name] = value  # type: ignore[assignment]
        _set_rank(state, name, new)
        return True
    old = state.rank_of(name)
    old_standing, new_standing = standing_of(old), standing_of(new)
    if new_standing < old_standing:
        return False
    same = state.properties[name] == value
    if new_standing > old_standing:
        state.disputed.discard(name)
    elif not same and name not in state.disputed:
        state.disputed.add(name)
    elif new <= old:
        return False
    if new > old:
        state.properties[name] = value  # type: ignore[assignment]
        _set_rank(state, name, new)
    return True


def _set_rank(state: NodeState, name: str, new: str) -> None:
    if new == state.rank:
        state.ranks.pop(name, None)
    else:
        state.ranks[name] = new
