"""An equal graph in another engine, from a ledger's entries alone: those of a store, or of an archive.

Promises: entries are recorded byte for byte at their places, so ledger, roots and graph come out equal;
a rebuild that was cut short goes on behind the last commit that arrived, which is known by the root of
the tree there. From a store the keys of personal values come along, as its owner has both; an archive holds
none, so what is restored from it shows no personal value. Refuses: a target that holds anything but a
beginning of the same ledger, and an entry that a store of this program would not have recorded so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from graph_model.version import MODEL_VERSION
from graph_store.connection import Connection
from graph_store.errors import NewerModel, StoreError
from graph_store.reader import refuse_newer
from graph_store.sealing import copy_keys
from graph_store.store import Entry, LedgerHead, Store
from ledger.archive import Archive
from ledger.commit import Header


class TargetNotEmpty(StoreError):
    """The target holds something else."""

    default_next_step = "Name an empty database, or empty this one yourself if nobody needs it."


@dataclass(frozen=True, slots=True)
class Source:
    """A ledger: its head, its root (hex) at a size up to that, its entries from a number on.

    `give_keys` gives a database the keys of personal values, where this source has some.
    """

    head: LedgerHead
    root: Callable[[int], str]
    entries: Callable[[int], Iterable[Entry]]
    give_keys: Callable[[Connection], None] = lambda target: None

    @classmethod
    def of_store(cls, store: Store) -> Source:
        """A store's ledger as it is now."""
        head = store.head()
        return cls(
            head,
            lambda size: store.reader(size).root,
            lambda first: store.entries(first, head.size),
            lambda target: copy_keys(store.connection, target),
        )

    @classmethod
    def of_archive(cls, archive: Archive, head: LedgerHead) -> Source:
        """An archive that was verified up to this head; what it says of itself is not believed."""

        def entry(seq: int) -> Entry:
            record = archive.record(seq)
            header = Header.decode(record.header)
            return Entry(header, record.payload, header.batch)

        return cls(
            head,
            lambda size: archive.root(size).hex(),
            lambda first: map(entry, range(first, head.size + 1)),
        )


def refuse_foreign(connection: Connection) -> None:
    """Before anything is written, schema included: a database of somebody else is not ours to fill."""
    with connection.reading() as runner:
        heads = runner.rows("read_head")
        count = runner.rows("count_nodes")[0]["n"]
    for head in heads:
        refuse_newer(head)
    if count and not any(head["size"] for head in heads):
        raise TargetNotEmpty(f"the target holds {count} nodes and no ledger")


def rebuild(
    source: Source, target: Store, *, on_entry: Callable[[int], None] = lambda seq: None
) -> LedgerHead:
    """Replay the entries that `target` does not hold yet; tells the number of each."""
    there = target.head()
    if there.size > source.head.size:
        raise TargetNotEmpty(f"the target holds {there.size} commits, this ledger {source.head.size}")
    if source.root(there.size) != there.root:
        raise TargetNotEmpty(f"the target's {there.size} commits are not the first of this ledger")
    for entry in source.entries(there.size + 1):
        _replay(entry, target)
        on_entry(entry.header.seq)
    done = target.head()
    if done != source.head:
        raise StoreError(f"the target's ledger has root {done.root}, this one {source.head.root}")
    source.give_keys(target.connection)
    return done


def _replay(entry: Entry, target: Store) -> None:
    header = entry.header
    if header.model > MODEL_VERSION:
        raise NewerModel(f"entry {header.seq} is of model {header.model}, this program knows {MODEL_VERSION}")
    if entry.batch != header.batch:
        raise StoreError(f"entry {header.seq} stands under batch key {entry.batch}, not {header.batch}")
    try:
        target.replay(entry)
    except (ValueError, KeyError) as error:  # a payload, a fact, a label or a type that there can't be
        raise StoreError(f"entry {header.seq} can't be replayed: {error}") from error
