"""The archive: a ledger as a folder of files that needs no database (docs/ledger-format.md).

Invariants:
- 256 commits are a bundle, one file that is never touched again; only the last one, while it holds
  fewer, is replaced by a longer one, in one step;
- what is there is whole: bundles first, then notes (checkpoints, key rotations), then the manifest that
  speaks of them, so that a kill at any moment leaves a shorter archive and the next export goes on;
- a bundle holds the hashes of all its leaves and of every subtree that it completes; a proof reads
  O(log n) of them.

Refuses commits that are not what their headers say, that leave a hole, or that belong to another ledger.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import zstandard

from ledger.commit import Header, unpack
from ledger.errors import ArchiveError
from ledger.files import UNFINISHED, write_whole
from ledger.note import Checkpoint, Note
from ledger.proof import FactProof, HashTree, inclusion, pair_up, root_at
from ledger.tree import EMPTY_ROOT, Frontier, leaf_hash

FORMAT = "lotgraph-archive/1"
BUNDLE = b"lotgraph-bundle/1"
LEVELS = 8
COMMITS = 1 << LEVELS
_HASH = len(EMPTY_ROOT)


@dataclass(frozen=True, slots=True)
class Record:
    """A commit to be archived: the header's canonical bytes and the payload's zstd frame."""

    header: bytes
    payload: bytes


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a commit's parts are in its bundle: (offset, length) each."""

    header: tuple[int, int]
    payload: tuple[int, int]
    hashes: tuple[int, int]
    n: int


@dataclass(frozen=True, slots=True)
class _Bundle:
    """The table of contents of a bundle, and the tree over its header leaf hashes."""

    path: Path
    places: tuple[_Place, ...]
    tree: HashTree

    def read(self, *parts: tuple[int, int]) -> list[bytes]:
        """The bytes of parts."""
        found = []
        with self.path.open("rb") as file:
            for offset, length in parts:
                file.seek(offset)
                found.append(file.read(length))
        return found


class Archive:
    """An archive to read proofs from; `size` commits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.size = _extent(folder)
        # Enough for the two sides of any one proof; 200 kB each.
        self._bundle = lru_cache(maxsize=64)(self._open)
        self._subtrees = lru_cache(maxsize=4096)(self._completed)

    def node(self, level: int, index: int) -> bytes:
        """A node of the ledger's tree, as `ledger.proof` names them."""
        if level < LEVELS:
            number, inside = divmod(index << level, COMMITS)
            return self._bundle(number).tree.node(level, inside >> level)
        last = (index + 1 << level - LEVELS) - 1
        return self._subtrees(last)[level - LEVELS]

    def root(self, size: int) -> bytes:
        """Root of the ledger at a size."""
        if not 0 <= size <= self.size:
            raise ArchiveError(f"the archive holds {self.size} commits, and not {size}")
        return root_at(self.node, size)

    def edge(self) -> Frontier:
        """The right edge of the tree, to append to."""
        hashes, first = [], 0
        for level in reversed(range(self.size.bit_length())):
            if self.size >> level & 1:
                hashes.append(self.node(level, first >> level))
                first += 1 << level
        return Frontier(self.size, tuple(hashes))

    def record(self, seq: int) -> Record:
        """One commit."""
        bundle, place = self._place(seq)
        return Record(*bundle.read(place.header, place.payload))

    def prove(self, seq: int, index: int, size: int | None = None) -> FactProof:
        """Prove that line `index` (from 0) of a commit is in the ledger of a size (all, if none is given)."""
        at = self.size if size is None else size
        if not 1 <= seq <= at <= self.size:
            raise ArchiveError(f"commit {seq} of ledger size {at} is not in an archive of {self.size}")
        bundle, place = self._place(seq)
        if not 0 <= index < place.n:
            raise ArchiveError(f"commit {seq} has {place.n} facts; there is none at index {index}")
        header, payload, hashes = bundle.read(place.header, place.payload, place.hashes)
        return FactProof(
            line=_line(payload, index),
            index=index,
            header=header,
            size=at,
            facts_path=tuple(inclusion(_FactHashes(hashes, place.n).node, index, place.n)),
            header_path=tuple(inclusion(self.node, seq - 1, at)),
        )

    def _place(self, seq: int) -> tuple[_Bundle, _Place]:
        number, inside = divmod(seq - 1, COMMITS)
        bundle = self._bundle(number)
        return bundle, bundle.places[inside]

    def _open(self, number: int) -> _Bundle:
        path = bundle_path(self.folder, number)
        with path.open("rb") as file:
            _, counts, _ = (file.readline() for _ in range(3))
            count = int(counts.split()[1])
            rows = [file.readline().split() for _ in range(count)]
            file.readline()
            at = file.tell()
        lengths = [(int(h), int(p), int(n)) for h, p, n, _ in rows]
        payloads = at + sum(h for h, _, _ in lengths)
        hashes = payloads + sum(p for _, p, _ in lengths)
        places = []
        for header, payload, n in lengths:
            stored = _HASH * (n + (n >> LEVELS))
            places.append(_Place((at, header), (payloads, payload), (hashes, stored), n))
            at, payloads, hashes = at + header, payloads + payload, hashes + stored
        return _Bundle(path, tuple(places), HashTree(bytes.fromhex(row[3].decode()) for row in rows))

    def _completed(self, number: int) -> tuple[bytes, ...]:
        with bundle_path(self.folder, number).open("rb") as file:
            _, _, tree = (file.readline() for _ in range(3))
        return tuple(bytes.fromhex(word.decode()) for word in tree.split()[1:])


class _FactHashes:
    """The nodes of a commit's tree from what a bundle stores: its leaves, and every 256 of them as one."""

    def __init__(self, stored: bytes, n: int) -> None:
        self._stored, self._n = stored, n
        self._above = HashTree(self._hash(n + group) for group in range(n >> LEVELS))
        self._groups: dict[int, HashTree] = {}

    def node(self, level: int, index: int) -> bytes:
        if level >= LEVELS:
            return self._above.node(level - LEVELS, index)
        group, inside = divmod(index << level, COMMITS)
        if group not in self._groups:
            first = group * COMMITS
            leaves = map(self._hash, range(first, min(first + COMMITS, self._n)))
            self._groups[group] = HashTree(leaves)
        return self._groups[group].node(level, inside >> level)

    def _hash(self, position: int) -> bytes:
        return self._stored[_HASH * position : _HASH * (position + 1)]


def export(
    folder: Path,
    records: Iterable[Record],
    *,
    notes: Mapping[str, bytes],
    root: bytes | None = None,
    on_commit: Callable[[int], None] = lambda size: None,
) -> Archive:
    """Append the records that follow the archive's last one, then notes, then write the manifest.

    `notes` are files by name; checkpoints beyond the archive's end wait for a later export. `root` is
    what the ledger says of itself: an archive that comes to another one gets no manifest.
    """
    (folder / "bundles").mkdir(parents=True, exist_ok=True)
    (folder / "notes").mkdir(exist_ok=True)
    for left in folder.rglob(f"*{UNFINISHED}"):
        left.unlink()
    if not (folder / "manifest.json").exists():
        _write_manifest(folder, 0, EMPTY_ROOT)
    archive = Archive(folder)
    writer = _Writer(archive)
    for record in records:
        writer.append(record)
        on_commit(writer.frontier.size)
    writer.flush()
    archive = Archive(folder)
    digest = archive.root(archive.size)
    if root not in (None, digest):
        raise ArchiveError("the archived commits do not give the ledger's root; nothing new is attested")
    _write_notes(archive, notes)
    _write_manifest(folder, archive.size, digest)
    return archive


class _Writer:
    """Collects commits and writes a bundle whenever one is full."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.frontier = archive.edge()
        # The last bundle, where it is not full, is written anew with what follows.
        first = archive.size // COMMITS * COMMITS + 1
        self._records = [archive.record(seq) for seq in range(first, archive.size + 1)]
        self._hashes = [_hashes_of(record) for record in self._records]
        self._written = len(self._records)

    def append(self, record: Record) -> None:
        """Take one commit; refuses one that is damaged or not the next."""
        try:
            header, hashes = Header.decode(record.header), _hashes_of(record)
        except ValueError as error:
            raise ArchiveError(f"commit {self.frontier.size + 1} is damaged: {error}") from error
        if header.seq != self.frontier.size + 1:
            raise ArchiveError(f"commit {header.seq} does not follow an archive of {self.frontier.size}")
        self._records.append(record)
        self._hashes.append(hashes)
        self.frontier = self.frontier.append(record.header)
        if len(self._records) == COMMITS:
            self.flush()

    def flush(self) -> None:
        """Write what was collected."""
        if len(self._records) == self._written:
            return
        number = (self.frontier.size - 1) // COMMITS
        write_whole(bundle_path(self._archive.folder, number), self._encode(number))
        self._written = len(self._records)
        if self._written == COMMITS:
            self._records, self._hashes, self._written = [], [], 0

    def _encode(self, number: int) -> bytes:
        rows = [
            f"{len(r.header)} {len(r.payload)} {Header.decode(r.header).n} {leaf_hash(r.header).hex()}"
            for r in self._records
        ]
        tree = [self.frontier.root(), *(self._completed(number) if len(rows) == COMMITS else ())]
        head = (
            BUNDLE.decode(),
            f"{number * COMMITS + 1} {len(rows)}",
            " ".join(h.hex() for h in tree),
            *rows,
        )
        parts = [
            "".join(f"{line}\n" for line in (*head, "")).encode(),
            *(r.header for r in self._records),
            *(r.payload for r in self._records),
            *self._hashes,
        ]
        whole = b"".join(parts)
        return whole + hashlib.sha256(whole).digest()

    def _completed(self, number: int) -> list[bytes]:
        """The subtrees that end with bundle `number`: its own, and one for each trailing one bit of it."""
        done = [HashTree(leaf_hash(r.header) for r in self._records).node(LEVELS, 0)]
        for above in range((number ^ number + 1).bit_length() - 1):
            left = self._archive.node(LEVELS + above, (number >> above) - 1)
            done += pair_up([left, done[-1]])
        return done


def bundle_name(number: int) -> str:
    """A bundle is named by its first commit."""
    return f"{number * COMMITS + 1:010d}.bundle"


def bundle_path(folder: Path, number: int) -> Path:
    """Where bundle `number` (from 0) is."""
    return folder / "bundles" / bundle_name(number)


def _extent(folder: Path) -> int:
    """How many commits are there: bundles without a hole, of which only the last may not be full."""
    if not (folder / "bundles").is_dir():
        return 0
    names = sorted(name for name in os.listdir(folder / "bundles") if name.endswith(".bundle"))
    if names != [bundle_name(number) for number in range(len(names))]:
        raise ArchiveError("bundles are missing, or there are files that are none")
    if not names:
        return 0
    with (folder / "bundles" / names[-1]).open("rb") as file:
        magic, counts = file.readline(), file.readline().split()
    first = (len(names) - 1) * COMMITS + 1
    if magic != BUNDLE + b"\n" or len(counts) != 2 or counts[0] != b"%d" % first:
        raise ArchiveError(f"{names[-1]} is no bundle")
    return first - 1 + int(counts[1])


def _hashes_of(record: Record) -> bytes:
    """What is stored of a commit's tree: the leaf hashes, then the roots of each 256 of them."""
    leaves = [leaf_hash(line) for line in unpack(record.payload, Header.decode(record.header))]
    groups = leaves
    for _ in range(LEVELS):
        groups = pair_up(groups)
    return b"".join([*leaves, *groups])


def _line(payload: bytes, index: int) -> bytes:
    return zstandard.ZstdDecompressor().decompress(payload).split(b"\n", index + 1)[index]


def _write_notes(archive: Archive, notes: Mapping[str, bytes]) -> None:
    """Rotations first, since checkpoints may need them; a token after the checkpoint it stamps."""
    for name in sorted(notes, key=lambda n: (not n.startswith("rotation-"), n.endswith(".tsr"), n)):
        if name.startswith("checkpoint-"):
            size = int(name.split("-")[1])
            if size > archive.size:
                continue
            if name.endswith(".note"):
                stated = Checkpoint.parse(Note.parse(notes[name]).text)
                if (stated.size, stated.root) != (size, archive.root(size)):
                    raise ArchiveError(f"{name} is no checkpoint of this ledger")
        path = archive.folder / "notes" / name
        if not path.exists():
            write_whole(path, notes[name])
        elif path.read_bytes() != notes[name]:
            # Replacing it and the manifest is two steps: a kill between them would look like tampering.
            raise ArchiveError(f"the archive has another {name}")


def _write_manifest(folder: Path, size: int, digest: bytes) -> None:
    notes = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "notes").iterdir()
    }
    body = {"format": FORMAT, "notes": notes, "root": digest.hex(), "size": size}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    write_whole(folder / "manifest.json", text.encode())
