"""People who decide and sign with passwords, and a recall that they bring under way."""

from __future__ import annotations

from dataclasses import dataclass

from app.approvals import sign
from app.case.acting import Manner, Opening, open_recall, respond, tell
from app.corrections import Decider
from app.identity.desk import Desk
from app.identity.people import NewAccount, open_account
from app.identity.signing import unlock
from app.working import Done, Wish, work
from graph_store.store import Store
from quality.recall import Said
from tests.support.identity import HORSE, open_ada, with_password

PEOPLE = (
    NewAccount("qui", "q", "Qui Lin", ["quality_manager"]),
    NewAccount("reg", "r", "Reg Roe", ["regulatory_affairs"]),
)
PLAN = {
    "strategy": "to all users",
    "depth": "user",
    "effectiveness_level": "A",
    "action": "removal",
    "advice": "do not use them",
    "due": "2027-04-30",
}


def open_people(store: Store) -> None:
    """A quality manager and somebody of regulatory affairs, with the password of all tests."""
    desk = Desk.of(store)
    ada = open_ada(desk)
    for who in PEOPLE:
        with_password(desk, who.login, open_account(desk, who, ada))


@dataclass(frozen=True)
class Pair:
    """The two who decide on recalls."""

    store: Store
    quality: Decider
    regulatory: Decider

    @classmethod
    def of(cls, store: Store, reason: str) -> Pair:
        """Both have given their passwords."""
        quality, regulatory = (Decider("", reason, unlock(store, who.login, HORSE)) for who in PEOPLE)
        return cls(store, quality, regulatory)

    def both(self, done: Done) -> str:
        """What the first one proposed is signed by the second one; the key of the record."""
        assert self.regulatory.signer is not None
        assert sign(self.store, str(done.outcome.proposal), self.regulatory.signer).done
        return done.key

    def open_recall(self, name: str, start: str) -> str:
        """A recall of a lot; its key."""
        return self.both(open_recall(self.store, Opening(name, "reported", [start]), self.quality))

    def give(self, record: str, command: str, *ties: tuple[str, str], **fields: str) -> Done:
        """A command of the quality manager."""
        return work(self.store, Wish(record, command, fields, ties), self.quality)

    def notify(self, recall: str, start: str, consignees: list[str] | None = None) -> None:
        """Evaluate, plan and hold, then tell consignees."""
        evaluation = {"hazard_evaluation": "a part may stay behind", "recall_class": "II"}
        self.both(self.give(recall, "evaluate", **evaluation))
        self.both(self.give(recall, "plan", **PLAN))
        self.give("Hold", "place", ("DECIDED_ON", start), ("BELONGS_TO", recall), reason="recalled")
        self.both(self.give(recall, "notify"))
        tell(self.store, recall, consignees, Manner("email", "en"), self.regulatory)

    def answer(self, recall: str, said: list[Said]) -> None:
        """Consignees answer."""
        _, against = respond(self.store, recall, said, self.regulatory)
        assert not against
