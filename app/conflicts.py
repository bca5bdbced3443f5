"""What sources state differently and nobody decided yet: each statement, its source, and how to end it.

Promises: every dispute of `graph_store.disputes` that the asker may see, in the same order; the command that
ends it in favour of a statement is one that `lotgraph correct` takes.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

from app.asker import Asker
from app.questions.scoped import ScopedReader
from graph_model.keys import prefix_of
from graph_model.nodes import BY_PREFIX
from graph_store.disputes import Dispute, Rival, disputes
from graph_store.store import Store

Place = tuple[str, str]
"""Key and property of a dispute: where a listing goes on."""


def conflicts(store: Store, asker: Asker, after: Place = ("", "")) -> Iterator[Dispute]:
    """All disputes behind a place, as far as the asker may see what they are about."""
    found = disputes(store, after)
    if asker.sites is None:
        yield from found
        return
    with store.reader() as reader:
        scoped = ScopedReader(reader, asker.sites)
        yield from (_as_told(scoped, dispute) for dispute in found if _may_see(scoped, dispute))


def page(store: Store, asker: Asker, first: int, after: Place) -> tuple[list[Dispute], bool]:
    """Some of them, and whether there are more."""
    found = list(islice(conflicts(store, asker, after), first + 1))
    return found[:first], len(found) > first


def _may_see(scoped: ScopedReader, dispute: Dispute) -> bool:
    if dispute.name and dispute.key not in scoped.visible([dispute.key]):
        return False
    values = (str(value) for rival in dispute.rivals for value in rival.stated.values())
    return scoped.may_tell(" ".join(values))


def _as_told(scoped: ScopedReader, dispute: Dispute) -> Dispute:
    """The dispute with the reasons of its statements as they may be told."""
    reasons = [scoped.reason(rival.source.reason) for rival in dispute.rivals]
    rivals = (
        replace(rival, source=replace(rival.source, reason=reason))
        for rival, reason in zip(dispute.rivals, reasons, strict=True)
    )
    return replace(dispute, rivals=tuple(rivals))


def to_end(dispute: Dispute, rival: Rival) -> str:
    """The command that decides for this statement; the reason is the decider's to give."""
    names = [name for name in dispute.differing if name in rival.stated]
    # Where it only leaves out what another one says, any word of its own decides for the rest.
    said = names or [name for name in ("quantity", "to") if name in rival.stated]
    pairs = (shlex.quote(f"{name}={_text(rival.stated[name])}") for name in said)
    return f"lotgraph correct {dispute.key} {' '.join(pairs)} --reason …"


def to_json(dispute: Dispute) -> dict[str, object]:
    """As `lotgraph conflicts --format json` prints it."""
    return {
        "key": dispute.key,
        "label": label_of(dispute),
        "property": dispute.name or None,
        "rivals": [_rival(dispute, rival) for rival in dispute.rivals],
    }


def label_of(dispute: Dispute) -> str:
    """Label of the node, or type of the relationship."""
    prefix = prefix_of(dispute.key)
    return BY_PREFIX[prefix].label if dispute.name else prefix


def told(rival: Rival, names: list[str]) -> str:
    """What a statement says of some names, in one line."""
    return ", ".join(f"{name}={_text(rival.stated[name])}" for name in names if name in rival.stated)


def _rival(dispute: Dispute, rival: Rival) -> Mapping[str, object]:
    source = rival.source
    return {
        "stated": dict(rival.stated),
        "shown": rival.shown,
        "load": source.load or None,
        "file": source.file or None,
        "profile": source.profile or None,
        "line": source.line,
        "commit": source.commit,
        "record_time": source.record_time,
        "actor": source.actor,
        "reason": source.reason,
        "to_end": to_end(dispute, rival),
    }


def _text(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
