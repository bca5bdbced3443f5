"""Were the decisions of a ledger signed when they were recorded? A second look, long after the commit's own.

Promises: every commit with a decision is held against the policy table with what the ledger alone says of
accounts, proposals and signatures up to it, and every fact that claims a rank or a label of decisions, or
states a personal value, against the model, so what a changed program wrote past the checks is named. Commits
of models before 0003 had no policy table and are passed over; that the model never goes back is for the
audit to see, that a record changed between proposal and carrying out for the commit alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from graph_model import nodes, upcast
from graph_model.approval import Known, NotApproved, bearer_keys, check_decisions
from graph_model.facts import DECIDED_PRECEDENCE, AnyFact, NodeFact
from graph_model.keys import prefix_of
from graph_model.merge import NodeState, merge
from graph_model.policy import BEARERS, of_model
from graph_model.sealed import PERSONAL
from graph_model.validate import check
from graph_store.audit import Damage
from ledger.commit import Header

FIRST_MODEL: Final = "0003"


def _looked_at() -> re.Pattern[bytes]:
    """Finds the few lines to decode: most of a ledger is imported and of no rank or label of decisions."""
    decided = "|".join(node.prefix for node in nodes.NODES if node.origin == "decided")
    marks = (
        'origin":',
        f'precedence":{DECIDED_PRECEDENCE}',
        f'(?:key|source|target)":"(?:{decided}):',
        f'key":"(?:{"|".join(PERSONAL)}):',
    )
    return re.compile(f'"(?:{"|".join(marks)})'.encode())


_LOOKED_AT: Final = _looked_at()


@dataclass(slots=True)
class Decisions:
    """What the ledger said of accounts, proposals and signatures so far; `unapproved` is what was found."""

    unapproved: list[Damage] = field(default_factory=list)
    _accounts: dict[str, NodeState] = field(default_factory=dict)
    _bearers: dict[str, NodeState] = field(default_factory=dict)

    def take(self, header: Header, lines: Sequence[bytes]) -> None:
        """Look at one more commit, in the order of the ledger."""
        if header.model < FIRST_MODEL:
            return
        read = [self._read(header, line) for line in lines if _LOOKED_AT.search(line)]
        facts = [fact for fact in read if fact is not None]
        if not any(fact.origin == "decided" for fact in facts):
            return
        known = Known(
            size=header.seq - 1,
            accounts={key: state.properties for key, state in self._accounts.items()},
            bearers={k: self._bearers[k].properties for k in bearer_keys(facts) if k in self._bearers},
        )
        try:
            check_decisions(
                facts,
                known,
                actor=header.actor,
                reason=header.reason,
                now=header.record_time,
                policy=of_model(header.model),
            )
        except NotApproved as error:
            self.unapproved.append(Damage(header.seq, str(error)))
        for fact in facts:
            self._keep(fact)

    def _read(self, header: Header, line: bytes) -> AnyFact | None:
        """The fact of a line, if the model lets anybody state it."""
        try:
            fact = upcast.read(line, header.model)
            check(fact)
        except (AttributeError, TypeError, ValueError) as error:
            self.unapproved.append(Damage(header.seq, f"no commit takes such a fact: {error}"))
            return None
        return fact

    def _keep(self, fact: AnyFact) -> None:
        if not isinstance(fact, NodeFact):
            return
        label = nodes.BY_PREFIX[prefix_of(fact.key)].label
        if label == "Account":
            merge(self._accounts.setdefault(fact.key, NodeState()), fact)
        elif label in BEARERS:
            merge(self._bearers.setdefault(fact.key, NodeState()), fact)
