"""Merging duplicate records: a decision that one record is another one, which another decision takes back.

Promises: nothing of either record is changed or lost; answers tell both as one under the key of the kept
record, as `app.questions.merged` says, from the commit of the decision on. Taken back, every answer is as it
was. Refuses: records of different labels, a record into itself or round in a circle, a duplicate that is
merged already, and what can't be counted together: materials of different units or ways of tracking, items
of different materials.
"""

from __future__ import annotations

from app.approvals import Outcome
from app.corrections import Decider, record
from app.errors import Refused
from app.questions.materials import read_materials
from app.questions.merged import MUST_AGREE, Classes
from app.questions.starts import label_of, resolve
from app.questions.trace import ITEMS
from app.questions.view import NOW, through
from app.questions.watching import Watching
from graph_model.facts import RelationshipFact, Retraction
from graph_model.keys import prefix_of, relationship_key_by_content
from graph_model.relationships import ALIAS, BY_TYPE
from graph_store.effects import SYSTEM_NAMESPACE
from graph_store.entries import Merge
from graph_store.reader import Reader
from graph_store.store import Store

_MERGED = frozenset(BY_TYPE[ALIAS].sources)


def merge(store: Store, duplicate: str, kept: str, by: Decider) -> Outcome:
    """Decide that `duplicate` is `kept`."""
    with store.reader() as reader:
        duplicate, kept = resolve(reader, duplicate), resolve(reader, kept)
        _refuse_unlike(duplicate, kept)
        _refuse_tangles(reader, duplicate, kept)
        seen = through(reader, NOW)
        _refuse_contradiction(seen, duplicate, kept)
        _refuse_other_material(seen, duplicate, kept)
    # Apart from what a source may state, so that taking this back leaves the source's own word.
    key = relationship_key_by_content(ALIAS, SYSTEM_NAMESPACE, duplicate, kept, "merge")
    fact = RelationshipFact(type=ALIAS, key=key, source=duplicate, target=kept)
    return record(store, fact, by)


def unmerge(store: Store, duplicate: str, kept: str, by: Decider) -> Outcome:
    """Take back the decision that `duplicate` is `kept`."""
    with store.reader() as reader:
        duplicate, kept = resolve(reader, duplicate), resolve(reader, kept)
        found = _merge_of(reader, duplicate)
    if found is None or found.kept != kept:
        into = f"; it is merged into {found.kept}" if found else ""
        raise Refused(f"{duplicate} is not merged into {kept}{into}", f"See `lotgraph history {duplicate}`.")
    fact = Retraction(type=ALIAS, key=found.key, reason=by.reason)
    return record(store, fact, by)


def _merge_of(reader: Reader, duplicate: str) -> Merge | None:
    return next((found for found in reader.merges() if found.duplicate == duplicate), None)


def _refuse_unlike(duplicate: str, kept: str) -> None:
    labels = label_of(duplicate), label_of(kept)
    if duplicate == kept:
        raise Refused(f"{kept} is one record already", "Name the duplicate, then the record that is kept.")
    if labels[0] != labels[1]:
        raise Refused(f"{duplicate} is a {labels[0]} and {kept} a {labels[1]}", "Name two of one label.")
    if labels[0] not in _MERGED:
        what = ", ".join(sorted(_MERGED))
        raise Refused(f"a {labels[0]} can't be merged", f"Merged are {what}; correct other records instead.")


def _refuse_tangles(reader: Reader, duplicate: str, kept: str) -> None:
    before = _merge_of(reader, duplicate)
    if before is not None:
        raise Refused(
            f"{duplicate} is merged into {before.kept} already",
            f"To change that: lotgraph unmerge {duplicate} {before.kept} --reason …",
        )
    if Classes.of(reader.merges()).kept(kept) == duplicate:
        raise Refused(
            f"{kept} is merged into {duplicate} already",
            f"To turn that round, first: lotgraph unmerge {kept} … --reason …",
        )


def _refuse_contradiction(seen: Watching, duplicate: str, kept: str) -> None:
    """What answers count by must not depend on which of the two is kept."""
    cards = seen.cards([duplicate, kept])
    for name in MUST_AGREE.get(prefix_of(kept), ()):
        stated = [cards[key].properties[name] for key in (duplicate, kept) if name in cards[key].properties]
        disputed = [key for key in (duplicate, kept) if name in cards[key].disputed]
        if len(set(stated)) > 1 or disputed:
            said = (
                f"sources state {name} of {disputed[0]} differently"
                if disputed
                else f"{name} of {duplicate} is {stated[0]}, that of {kept} {stated[1]}"
            )
            wrong = disputed[0] if disputed else duplicate
            raise Refused(said, f"Say which holds: lotgraph correct {wrong} {name}=… --reason …; then merge.")


def _refuse_other_material(seen: Watching, duplicate: str, kept: str) -> None:
    if prefix_of(kept) not in ITEMS:
        return
    materials = read_materials(seen, [duplicate, kept], seen.classes.kept)
    one, other = materials.of_item[duplicate], materials.of_item[kept]
    if one != other:
        raise Refused(
            f"{duplicate} is of {one} and {kept} of {other}",
            f"If these are one, too: lotgraph merge {one} {other} --reason …; then merge the items.",
        )
