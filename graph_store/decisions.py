"""Were the decisions of a ledger signed when they were recorded? A second look, long after the commit's own.

Promises: every commit with a decision is held against the policy table with what the ledger alone says of
accounts, proposals and signatures up to it, so a decision that a changed program wrote past the check is
named. Commits of models before 0003 had no policy table and are passed over. That a record changed between
proposal and carrying out is for the commit alone to see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from graph_model import nodes, upcast
from graph_model.approval import Known, NotApproved, bearer_keys, check_decisions
from graph_model.facts import AnyFact, NodeFact
from graph_model.keys import prefix_of
from graph_model.merge import NodeState, merge
from graph_model.policy import BEARERS
from graph_store.audit import Damage
from ledger.commit import Header

FIRST_MODEL = "0003"
_MARK = b'"origin":"decided"'


@dataclass(slots=True)
class Decisions:
    """What the ledger said of accounts, proposals and signatures so far; `unapproved` is what was found."""

    unapproved: list[Damage] = field(default_factory=list)
    _accounts: dict[str, NodeState] = field(default_factory=dict)
    _bearers: dict[str, NodeState] = field(default_factory=dict)

    def take(self, header: Header, lines: Sequence[bytes]) -> None:
        """Look at one more commit, in the order of the ledger."""
        if header.model < FIRST_MODEL or not any(_MARK in line for line in lines):
            return
        facts = [upcast.read(line, header.model) for line in lines]
        known = Known(
            size=header.seq - 1,
            accounts={key: state.properties for key, state in self._accounts.items()},
            bearers={k: self._bearers[k].properties for k in bearer_keys(facts) if k in self._bearers},
        )
        try:
            check_decisions(facts, known, actor=header.actor, reason=header.reason, now=header.record_time)
        except NotApproved as error:
            self.unapproved.append(Damage(header.seq, str(error)))
        for fact in facts:
            self._keep(fact)

    def _keep(self, fact: AnyFact) -> None:
        if not isinstance(fact, NodeFact):
            return
        label = nodes.BY_PREFIX[prefix_of(fact.key)].label
        if label == "Account":
            merge(self._accounts.setdefault(fact.key, NodeState()), fact)
        elif label in BEARERS:
            merge(self._bearers.setdefault(fact.key, NodeState()), fact)
