"""Is the ledger itself sound? Every stored commit against its header, the tree and the head.

Promises: a commit is checked for itself and against the edge stored with the one before it, so that
damage is named where it is and not at everything behind it; the first checks that fail end nothing,
all are told. A ledger rewritten as a whole, heads and roots too, is consistent: only a root that
somebody kept outside (`Checkpoint`) shows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import orjson

from graph_store.connection import Connection
from graph_store.errors import StoreError
from graph_store.reader import refuse_newer
from ledger.commit import Header, unpack
from ledger.tree import EMPTY_ROOT, Frontier

COMMITS_A_QUERY = 20
_HEAD_FIELDS = {"id", "size", "frontier", "retractions", "record_time", "model", "turn"}
_COMMIT_FIELDS = {"seq", "header", "payload", "batch", "load", "chunk", "frontier"}


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Size and root (hex) of the ledger at an earlier time, kept outside of it."""

    size: int
    root: str

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read `SIZE:ROOT`; raises `ValueError`."""
        size, _, root = text.partition(":")
        if len(bytes.fromhex(root)) != len(EMPTY_ROOT) or int(size) < 0:
            raise ValueError("a checkpoint is SIZE:ROOT, the root in 64 hex digits")
        return cls(int(size), root.lower())


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with the ledger; `commit` is None where it is the head or the whole."""

    commit: int | None
    message: str

    def to_json(self) -> dict[str, object]:
        """As `--json` prints it."""
        return {"commit": self.commit, "message": self.message}


@dataclass(slots=True)
class Audit:
    """Reads the ledger up to the size its head had when the audit began."""

    connection: Connection
    size: int = 0
    root: str = EMPTY_ROOT.hex()
    retractions: int = 0
    damage: list[Damage] = field(default_factory=list)
    _head: Mapping[str, object] = field(default_factory=dict)
    _edge: Frontier | None = field(default_factory=Frontier)
    _record_time: str = ""
    _model: str = ""

    @classmethod
    def begin(cls, connection: Connection) -> Audit:
        """Fix the size: what is committed later is none of this audit's business."""
        audit = cls(connection)
        # Under the head's lock, so that all that the size stands for can be seen; undone.
        with connection.writing() as runner:
            runner.rows("lock_head")
            heads = runner.rows("every_head")
        if len(heads) != 1:
            audit._find(None, f"there are {len(heads)} heads, a ledger has one")
            return audit
        audit._take_head(heads[0])
        return audit

    def entries(self) -> Iterator[tuple[Header, list[bytes]]]:
        """Every readable commit with its fact lines; what is wrong is noted on the way."""
        for start in range(1, self.size + 1, COMMITS_A_QUERY):
            yield from self._page(start, min(start + COMMITS_A_QUERY, self.size + 1))
        if self.size and self._edge is not None and not self._agrees_with(self._edge):
            self._find(None, f"the head's edge is not that of commit {self.size}")
        if self._head and str(self._head.get("record_time")) != self._record_time:
            self._find(None, "the head's record_time is not that of the last commit")
        if self._head and str(self._head.get("model")) < self._model:
            self._find(None, "the head's model is older than that of a commit")

    def entries_between(self, first: int, last: int) -> Iterator[tuple[Header, list[bytes]]]:
        """Commits behind the audited size, for what they changed meanwhile."""
        for start in range(first, last + 1, COMMITS_A_QUERY):
            yield from self._page(start, min(start + COMMITS_A_QUERY, last + 1))

    def finish(self, checkpoint: Checkpoint | None) -> int:
        """Look for commits that no head knows and for the witnessed root; the ledger's size now."""
        with self.connection.writing() as runner:
            now = runner.rows("lock_head")
            seqs = Counter(row["seq"] for row in runner.rows("every_commit"))
        size = now[0]["size"] if len(now) == 1 else None
        later = size if isinstance(size, int) and size >= self.size else self.size
        for seq, times in seqs.items():
            if not isinstance(seq, int) or not 1 <= seq <= later:
                self._find(None, f"there is a commit {seq!r} that the head does not know")
            elif times > 1:
                self._find(seq, f"there are {times} commits of this number")
        last = max((seq for seq in seqs if isinstance(seq, int)), default=0)
        if last < self.size:
            self._find(None, f"the head counts {self.size} commits, the last that is there is {last}")
        if checkpoint is not None:
            self._compare(checkpoint)
        return later

    def head(self) -> Mapping[str, object]:
        """The head's properties when the audit began."""
        return self._head

    def _take_head(self, row: Mapping[str, object]) -> None:
        head = row["properties"]
        if not isinstance(head, dict) or row["labels"] != ["Head"] or set(head) != _HEAD_FIELDS:
            self._find(None, "the head has not the label and the fields of a head")
            return
        refuse_newer(head)
        size, retractions = head["size"], head["retractions"]
        if not isinstance(size, int) or not isinstance(retractions, int) or size < 0:
            self._find(None, "the head's size or count of retractions is no whole number")
            return
        self.size, self.retractions, self._head = size, retractions, head
        try:
            self.root = Frontier.from_text(size, str(head["frontier"])).root().hex()
        except ValueError as error:
            self._find(None, f"the head's edge can't be: {error}")

    def _agrees_with(self, edge: Frontier) -> bool:
        return edge.to_text() == self._head.get("frontier")

    def _page(self, start: int, end: int) -> Iterator[tuple[Header, list[bytes]]]:
        with self.connection.reading() as runner:
            rows = {row["seq"]: row for row in runner.rows("whole_commits", seqs=list(range(start, end)))}
        for seq in range(start, end):
            row = rows.get(seq)
            if row is None:
                self._find(seq, "it is missing")
                self._edge = None
                continue
            found = self._check(seq, row)
            if found is not None:
                yield found

    def _check(self, seq: int, row: Mapping[str, object]) -> tuple[Header, list[bytes]] | None:
        stored = row["properties"]
        if not isinstance(stored, dict):
            raise StoreError("the engine returned a record without properties")
        if row["labels"] != ["Commit"] or not set(stored) <= _COMMIT_FIELDS:
            self._find(seq, "it has labels or properties that no commit has")
        try:
            header = Header.decode(str(stored.get("header")).encode())
        except (ValueError, TypeError) as error:
            self._find(seq, f"its header can't be read: {error}")
            self._step(seq, None, stored)
            return None
        self._step(seq, header, stored)
        self._check_header(seq, header, stored)
        payload = stored.get("payload")
        try:
            return header, unpack(payload if isinstance(payload, bytes) else b"", header)
        except ValueError as error:
            self._find(seq, str(error))
            return None

    def _step(self, seq: int, header: Header | None, stored: Mapping[str, object]) -> None:
        """The edge stored with the commit before, and this header, must give the edge stored here."""
        try:
            edge = Frontier.from_text(seq, str(stored.get("frontier")))
        except ValueError as error:
            self._find(seq, f"its edge of the tree can't be: {error}")
            self._edge = None
            return
        if self._edge is not None and header is not None and self._edge.append(header.encode()) != edge:
            self._find(seq, "its edge of the tree does not follow from its header and the commit before")
        self._edge = edge

    def _check_header(self, seq: int, header: Header, stored: Mapping[str, object]) -> None:
        if header.seq != seq:
            self._find(seq, f"its header is that of commit {header.seq}")
        if header.record_time < self._record_time:
            self._find(seq, "it was recorded before the commit before it")
        if header.model < self._model:
            self._find(seq, f"its model {header.model} is older than {self._model} of a commit before it")
        self._record_time, self._model = header.record_time, max(self._model, header.model)
        stated = (stored.get("batch"), stored.get("load"), stored.get("chunk"))
        if stated != (header.batch, header.load, header.chunk):
            self._find(seq, "its batch, load or chunk are not those of its header")

    def _compare(self, checkpoint: Checkpoint) -> None:
        if checkpoint.size > self.size:
            self._find(None, f"the witness saw {checkpoint.size} commits, there are {self.size}")
            return
        edge = ""
        if checkpoint.size:
            with self.connection.reading() as runner:
                rows = runner.rows("commit_at", seq=checkpoint.size)
            edge = str(rows[0]["frontier"]) if rows else ""
        try:
            root = Frontier.from_text(checkpoint.size, edge).root().hex()
        except ValueError:
            return  # told where that commit was checked
        if root != checkpoint.root:
            message = f"the root at size {checkpoint.size} is {root}, the witness saw {checkpoint.root}"
            self._find(None, f"the ledger was rewritten: {message}")

    def _find(self, commit: int | None, message: str) -> None:
        self.damage.append(Damage(commit, message))


def body_of(line: bytes) -> dict[str, object]:
    """The fact of a line; raises `ValueError` where it is not spelled canonically."""
    nonce, body = orjson.loads(line)
    if not isinstance(body, dict) or orjson.dumps([nonce, body], option=orjson.OPT_SORT_KEYS) != line:
        raise ValueError("a fact line is not in canonical form")
    return body
