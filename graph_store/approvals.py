"""The policy table's check inside of the commit: reads what stands, and asks `graph_model.approval`.

Promises: no commit with a decision passes by it, whoever calls; what is read stands under the head's
lock, so two commits can't both be the one that a place of a proposal had room for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from graph_model.approval import CARRIED_OUT, Known, NotApproved, bearer_keys, check_decisions
from graph_model.facts import AnyFact, NodeFact, RelationshipFact, Retraction
from graph_store.connection import Runner
from graph_store.effects import Found, label_of
from graph_store.errors import StoreError

_WHEN = ("_commit", "_stated", "_ended", "_resolved")
_WHENS = ("_commits", "_given_up")


class Unapproved(StoreError):
    """A decision without the signatures that the policy table asks for."""

    default_next_step = "See docs/policy.md for who must sign; propose it, and let them: lotgraph proposals."


def is_decision(facts: Sequence[AnyFact]) -> bool:
    """Whether anything in it was decided here."""
    return any(fact.origin == "decided" for fact in facts)


def carries_out(facts: Sequence[AnyFact]) -> bool:
    """Whether it carries out a proposal."""
    return any(isinstance(f, NodeFact) and f.properties.get("outcome") == CARRIED_OUT for f in facts)


def enforce(
    runner: Runner, facts: Sequence[AnyFact], found: Found, size: int, *, actor: str, reason: str, now: str
) -> None:
    """Raise `Unapproved` where the decisions among these facts lack what they need."""
    accounts = _keyed(runner.rows("all_accounts"))
    known = Known(
        size, accounts, nodes_as_they_stand(runner, bearer_keys(facts)), _touched(runner, facts, found)
    )
    try:
        check_decisions(facts, known, actor=actor, reason=reason, now=now)
    except NotApproved as error:
        raise Unapproved(str(error)) from error


def _keyed(rows: Sequence[Mapping[str, object]]) -> dict[str, dict[str, object]]:
    found: list[dict[str, object]] = [dict(row["properties"]) for row in rows]  # type: ignore[call-overload]
    return {str(p["key"]): {n: v for n, v in p.items() if n != "key" and n[0] != "_"} for p in found}


def nodes_as_they_stand(runner: Runner, keys: Iterable[str]) -> dict[str, dict[str, object]]:
    """Properties of the nodes with these keys, as of now and as the ledger has them."""
    by_label: dict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        by_label[label_of(key)].append(key)
    rows = [
        {"properties": stored}
        for label, wanted in by_label.items()
        for row in runner.rows(f"read_{label}", keys=wanted)
        for stored in row["nodes"]  # type: ignore[attr-defined]
    ]
    return _keyed(rows)


def _touched(runner: Runner, facts: Sequence[AnyFact], found: Found) -> dict[str, int]:
    """Key -> the last commit that changed it, of what the facts speak of."""
    out = {key: last_change(stored) for key, stored in found.nodes.items()}
    by_type: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if isinstance(fact, RelationshipFact | Retraction) and fact.origin == "decided":
            by_type[fact.type].add(fact.key)
    for type_, keys in by_type.items():
        for row in runner.rows(f"statements_{type_}", keys=sorted(keys)):
            key, changes = str(row["key"]), [row["commit"], row["retracted"]]
            out[key] = max(out.get(key, 0), *(c for c in changes if isinstance(c, int)))
    return out


def last_change(stored: Mapping[str, object]) -> int:
    """The last commit that a stored node tells of."""
    changes = [stored[name] for name in _WHEN if name in stored]
    for some in (stored[name] for name in _WHENS if name in stored):
        changes += some if isinstance(some, list) else ()
    return max(change for change in changes if isinstance(change, int))
