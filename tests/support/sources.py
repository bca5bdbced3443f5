"""Plants that several sources state, each with a load of its own."""

from __future__ import annotations

from collections.abc import Sequence

from app.questions.answer import Answer
from app.questions.ask import genealogy, recall
from app.questions.view import View
from app.questions.why import Evidence
from graph_model.facts import AnyFact, LoadBegun, LoadEnded
from graph_store.store import Batch, Store
from tests.support.memory import MemoryStore

AnyStore = Store | MemoryStore
DIFFERS = ("clocks", "complete", "gaps", "notes", "prefer", "ledger", "sha256")


def load(store: AnyStore, name: str, facts: Sequence[AnyFact], *, profile: str = "") -> None:
    """Record the facts as the file `<name>.csv`, in a load called `L-<name>`."""
    file, id_ = f"{name}.csv", f"L-{name}"
    begun = LoadBegun(load=id_, file=file, sha256="0" * 64, profile=f"{profile or name}/1 as t")
    rows = len(facts)
    ended = LoadEnded(load=id_, file=file, read=rows, accepted=rows, rejected=0, ignored=0)
    store.commit(
        [begun, *facts, ended], actor=f"loader of {name}", reason=f"load {file}", batch=Batch(id_, 0)
    )


def loaded(store: AnyStore, **facts: Sequence[AnyFact]) -> AnyStore:
    """Each source's facts in a load of its name."""
    for name, stated in facts.items():
        load(store, name, stated)
    return store


def answers(store: AnyStore, starts: Sequence[str], view: View) -> list[Answer]:
    """Recall and genealogy of each start."""
    with store.reader() as reader:
        return [ask(reader, [start], view) for start in starts for ask in (recall, genealogy)]


def content(found: Answer | Evidence) -> dict[str, object]:
    """What an answer says of the plant, without what it says of itself."""
    said = found.to_json(with_links=True)
    return {name: value for name, value in said.items() if name not in DIFFERS}
