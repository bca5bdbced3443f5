"""The statements of a dossier, each proven to stand in the ledger of its checkpoint.

Promises: what is handed on is proven, or is among `findings`; lines are read as the model reads them now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.dossier.reading import DossierError, Finding, hashes_of
from graph_model import upcast
from graph_model.facts import AnyFact
from ledger.errors import ProofError
from ledger.proof import check_consistency
from ledger.verify_bundle import HEADER_FIELDS, MOST_FACTS, read_canonical
from ledger.verify_notes import SignedHead
from ledger.verify_tree import hash_leaf, root_with


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement and the number of its commit."""

    seq: int
    fact: AnyFact


@dataclass(frozen=True, slots=True)
class Statements:
    """All of them in the order of the ledger, and what is wrong with them."""

    stated: tuple[Stated, ...]
    commits: int
    findings: tuple[Finding, ...]


def read_statements(body: object, before: tuple[int, bytes], head: SignedHead) -> Statements:
    """Read and prove them; `before` are size and root of the ledger that the answer stands at."""
    if not isinstance(body, dict) or set(body) != {"commits", "path", "since"}:
        raise DossierError(["the dossier holds no statements with their proofs"])
    commits = body["commits"]
    if not isinstance(commits, list) or not commits:
        raise DossierError(["the statements are no list of commits"])
    findings: list[Finding] = []
    stated: list[Stated] = []
    leaves: dict[int, bytes] = {}
    last = 0
    for commit in commits:
        header, text = _header(commit)
        seq = int(str(header["seq"]))
        if not last < seq <= before[0]:
            findings.append(f"commit {seq} does not follow commit {last}, or is later than the answer")
        last = seq
        leaves[seq - 1] = hash_leaf(text)
        stated += _lines(seq, header, commit, findings)
    findings += _in_ledger(leaves, hashes_of(body["path"], "the path of the commits"), head)
    findings += _goes_on(before, hashes_of(body["since"], "the path of the answer's ledger"), head)
    return Statements(tuple(stated), len(commits), tuple(findings))


def _header(commit: object) -> tuple[dict[str, object], bytes]:
    if not isinstance(commit, dict) or set(commit) != {"header", "lines", "path"}:
        raise DossierError(["a commit of the dossier is none"])
    text = str(commit["header"]).encode()
    header = read_canonical(text)
    if not isinstance(header, dict) or {name: type(value) for name, value in header.items()} != HEADER_FIELDS:
        raise DossierError(["the header of a commit has not the form of one"])
    return header, text


def _lines(
    seq: int, header: Mapping[str, object], commit: Mapping[str, object], findings: list[Finding]
) -> list[Stated]:
    """The statements of one commit, held against its `facts_root`."""
    lines, path = commit["lines"], hashes_of(commit["path"], f"the path of the statements of commit {seq}")
    if not isinstance(lines, list) or not all(map(_is_line, lines)):
        raise DossierError([f"the statements of commit {seq} are no lines with their places"])
    places = [place for place, _ in lines]
    if places != sorted(set(places)):
        findings.append(f"the statements of commit {seq} are not in order")
    leaves = {place: hash_leaf(line.encode()) for place, line in lines}
    n = int(str(header["n"]))
    if n > MOST_FACTS:
        raise DossierError([*findings, f"commit {seq} has more statements than a commit can have"])
    try:
        found = root_with(leaves, n, path).hex()
    except ValueError as error:
        findings.append(f"the statements of commit {seq} are not proven: {error}")
        return []
    if found != header["facts_root"]:
        findings.append(f"the statements of commit {seq} are not those that it recorded")
    return [Stated(seq, _fact(seq, line, str(header["model"]), findings)) for _, line in lines]


def _is_line(value: object) -> bool:
    is_pair = isinstance(value, list) and len(value) == 2
    return is_pair and type(value[0]) is int and isinstance(value[1], str)  # type: ignore[index]


def _fact(seq: int, line: str, model: str, findings: list[Finding]) -> AnyFact:
    try:
        return upcast.read(line.encode(), model)
    except (ValueError, KeyError) as error:
        raise DossierError([*findings, f"a line of commit {seq} states nothing: {error}"]) from error


def _in_ledger(leaves: Mapping[int, bytes], path: Sequence[bytes], head: SignedHead) -> list[Finding]:
    try:
        found = root_with(leaves, head.size, path)
    except ValueError as error:
        return [f"the commits are not proven: {error}"]
    return [] if found == head.root else ["the commits are not those of the ledger of the checkpoint"]


def _goes_on(before: tuple[int, bytes], path: Sequence[bytes], head: SignedHead) -> list[Finding]:
    try:
        check_consistency(*before, head.size, head.root, path)
    except ProofError as error:
        return [f"the ledger of the answer is not the beginning of that of the checkpoint: {error}"]
    return []
