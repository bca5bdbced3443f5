"""What a self-inspection looks at: the ledger's commits of a period, the security log, loads, what is open.

Promises: everything is whole; what is open is told as it stood at the end of the period, but for conflicts,
of which the ledger keeps no list by time: these are told as they are now, and the report says so. Which
questions were asked is recorded only where they went beyond the asker's sites, and the report says that, too.
Bounded by what there is: facts are counted one commit at a time, and nothing is cut off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.approvals import told
from app.inspection.changes import Changes, Decision, read_changes
from app.inspection.period import Commits, Days, commits_of
from app.loads import Told, loads
from app.questions.findings import line_ranges
from graph_model.approval import CARRIED_OUT, OPEN, Content, bearer_keys, signature_key
from graph_model.facts import NodeFact
from graph_model.keys import prefix_of
from graph_model.policy import approvers_of
from graph_store.disputes import disputes
from graph_store.entries import RejectGap, UnfinishedLoad
from graph_store.history import Signed
from graph_store.reader import Reader
from graph_store.security_log import Entry, Kind, SecurityLog, entries
from graph_store.store import Store

REFUSALS: Final = frozenset(
    {
        Kind.SIGN_IN_FAILED,
        Kind.LOCKED_OUT,
        Kind.TOKEN_REFUSED,
        Kind.REQUEST_REFUSED,
        Kind.PERMISSION_REFUSED,
        Kind.SIGNATURE_REFUSED,
        Kind.APPROVAL_REFUSED,
        Kind.LEDGER_REFUSED,
        Kind.OVERFLOW,
    }
)


@dataclass(frozen=True, slots=True)
class Rejects:
    """Rows of one file that one rule refused, and that nobody dealt with."""

    file: str
    load: str
    rule: str
    rows: int
    lines: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that waits: for whose signatures, in words."""

    key: str
    reason: str
    proposed_by: str
    to_sign: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A property, or a relationship where `name` is empty, that sources state differently."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Open:
    """What nobody has closed yet."""

    loads: tuple[UnfinishedLoad, ...]
    rejects: tuple[Rejects, ...]
    proposals: tuple[Waiting, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """All of it. `size` and `root` are the ledger's at the end of the period, `now` its size when asked."""

    days: Days
    commits: Commits
    size: int
    root: str
    now: int
    changes: Changes
    approvals: Mapping[int, tuple[Signed, ...]]
    """By commit: the signatures that came with it, and all that what it carried out stands on."""
    refusals: tuple[Entry, ...]
    access: tuple[Entry, ...]
    traces: tuple[Entry, ...]
    loads: tuple[Told, ...]
    open: Open

    @property
    def is_open(self) -> bool:
        """Whether anything waits to be closed."""
        return any((self.open.loads, self.open.rejects, self.open.proposals, self.open.conflicts))


def inspect(store: Store, days: Days) -> Inspection:
    """Look at a period. Closes the window in which the security log counts, so that all is told."""
    SecurityLog(store).close_window()
    with store.reader() as reader:
        commits, now = commits_of(reader, days), reader.known_at
    changes = read_changes(store.entries(commits.first, commits.last))
    logged = [entry for entry in entries(store) if days.holds(entry.time)]
    with store.reader(commits.last) as reader:
        return Inspection(
            days=days,
            commits=commits,
            size=reader.known_at,
            root=reader.root,
            now=now,
            changes=changes,
            approvals=_approvals(reader, changes),
            refusals=tuple(e for e in logged if e.event.kind in REFUSALS),
            access=tuple(e for e in logged if e.event.kind not in REFUSALS | {Kind.ALL_SITES_RECALL}),
            traces=tuple(e for e in logged if e.event.kind is Kind.ALL_SITES_RECALL),
            loads=tuple(one for one in loads(store, reader) if one.of.load in changes.loads),
            open=_open(store, reader),
        )


def _approvals(reader: Reader, changes: Changes) -> dict[int, tuple[Signed, ...]]:
    """The signatures of each commit, names as they may be read now."""
    keys = {one.seq: sorted(_signatures(one)) for one in changes.decisions}
    wanted = sorted({key for some in keys.values() for key in some})
    cards = reader.cards(wanted) if wanted else {}
    return {
        seq: tuple(Signed.of(cards[key].properties) for key in some if key in cards)
        for seq, some in keys.items()
    }


def _signatures(one: Decision) -> set[str]:
    """Those that came with it, and the places of what it carries out; not all of these need to be there."""
    carried = [NodeFact(key=key) for key, outcome in one.outcomes.items() if outcome == CARRIED_OUT]
    return {*one.signatures, *(key for key in bearer_keys(carried) if prefix_of(key) == "signature")}


def _open(store: Store, reader: Reader) -> Open:
    return Open(
        loads=tuple(reader.unfinished_loads()),
        rejects=_grouped(reader.open_rejects()),
        proposals=tuple(_waiting(reader)),
        conflicts=tuple(Conflict(one.key, one.name) for one in disputes(store)),
    )


def _grouped(rejects: Iterable[RejectGap]) -> tuple[Rejects, ...]:
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for reject in rejects:
        groups[reject.file, reject.load, reject.rule].append(reject.line)
    return tuple(Rejects(*named, len(lines), line_ranges(lines)) for named, lines in sorted(groups.items()))


def _waiting(reader: Reader) -> list[Waiting]:
    """Proposals that were open."""
    cards = reader.cards(reader.of_label("Proposal"))
    found = {key: card.properties for key, card in sorted(cards.items())}
    still = {key: properties for key, properties in found.items() if properties.get("outcome") == OPEN}
    contents = {key: Content.read(str(properties["content"])) for key, properties in still.items()}
    places = {
        key: [signature_key(one.hash, n) for n in range(1, len(approvers_of(one.facts, one.policy)) + 1)]
        for key, one in contents.items()
    }
    signatures = reader.cards(place for some in places.values() for place in some)
    out = []
    for key, content in contents.items():
        given = sum(place in signatures for place in places[key])
        waiting = approvers_of(content.facts, content.policy)[given:]
        out.append(Waiting(key, content.reason, str(still[key]["proposed_by"]), told(waiting)))
    return out
