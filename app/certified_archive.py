"""A certificate held against the ledger itself, as an archive has it: that nothing else left the rows.

Promises: an archive that was verified up to a size says which relationships hold at it; of those that leave a
row in the direction of the answer each is followed or cut, and each that was followed holds. Two passes over
the facts and memory for what touches the answer, however large the ledger. Refuses what these facts alone
do not decide: answers as of a time, under a preferred source, over merged records, or filtered by site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from app.certified_rows import ENDS, Finding, Relationship, Rows
from app.errors import Refused
from graph_model import upcast
from graph_model.facts import DECIDED_PRECEDENCE, AnyFact, RelationshipFact, Retraction, rank
from ledger.archive import Archive
from ledger.commit import Header, unpack

_INTO_STEPS = frozenset(["CONSUMED_IN", "PRODUCED"])


def against_archive(
    archive: Archive, answer: Rows, cuts: Sequence[Sequence[str]], *, plain: bool
) -> Iterator[Finding]:
    """What the archive has otherwise; `plain` is an answer of now, of everything, under no source."""
    if not plain:
        raise _undecided("it is as of a time, under a preferred source, or filtered by site")
    if archive.size < answer.known_at:
        raise _undecided(f"it is of ledger size {answer.known_at}, and the archive ends at {archive.size}")
    if archive.root(answer.known_at).hex() != answer.root:
        yield f"the archive has another root at size {answer.known_at}: it is of another ledger"
        return
    ledger = _Ledger(archive, answer)
    cut = {Relationship(*one[:4]): one[4] for one in cuts}
    followed, rows = set(answer.relationships), answer.keys
    live = ledger.live(lambda fact: _leaves(fact, rows, forward=answer.forward), {r.key for r in followed})
    loose: set[str] = set()
    for one in sorted(live - followed - cut.keys()):
        if one.type == "PART_OF" and not {one.source, one.target} <= rows:
            loose |= {one.source, one.target} - rows
        elif _leaves(one, rows, forward=answer.forward):
            yield f"{' '.join(one)} holds in the ledger, leaves the answer, and is neither followed nor cut"
    yield from (f"{' '.join(one)} does not hold in the ledger" for one in sorted(followed - live))
    for one, reason in sorted(cut.items()):
        if reason == "withdrawn" and one in live:
            yield f"{' '.join(one)} is cut as withdrawn, and holds in the ledger"
    for one in sorted(
        ledger.live(lambda fact: _flows(fact, loose, forward=answer.forward), set()) if loose else ()
    ):
        yield f"{' '.join(one)} leaves an operation that was passed by as idle"


class _Ledger:
    def __init__(self, archive: Archive, answer: Rows) -> None:
        self._archive, self._size = archive, answer.known_at

    def live(self, picks: Callable[[RelationshipFact], bool], keys: set[str]) -> set[Relationship]:
        """The relationships with these keys, or that are picked, as they hold."""
        wanted = set(keys)
        for fact in self._facts():
            if isinstance(fact, RelationshipFact):
                if fact.type == "ALIAS_OF" and fact.precedence == DECIDED_PRECEDENCE:
                    raise _undecided("records of this ledger were merged")
                if picks(fact):
                    wanted.add(fact.key)
        best: dict[str, tuple[str, RelationshipFact | Retraction]] = {}
        for fact in self._facts():
            if isinstance(fact, RelationshipFact | Retraction) and fact.key in wanted:
                ranked = rank(fact)
                if fact.key not in best or ranked > best[fact.key][0]:
                    best[fact.key] = ranked, fact
        facts = (fact for _, fact in best.values())
        return {
            Relationship(f.source, f.type, f.target, f.key) for f in facts if isinstance(f, RelationshipFact)
        }

    def _facts(self) -> Iterator[AnyFact]:
        for seq in range(1, self._size + 1):
            record = self._archive.record(seq)
            header = Header.decode(record.header)
            for line in unpack(record.payload, header):
                yield upcast.read(line, header.model)


def _leaves(one: RelationshipFact | Relationship, rows: frozenset[str], *, forward: bool) -> bool:
    if one.type not in ENDS:
        return False
    if one.type == "PART_OF":
        return not rows.isdisjoint((one.source, one.target))
    return (one.source if forward else one.target) in rows


def _flows(one: RelationshipFact, steps: set[str], *, forward: bool) -> bool:
    return one.type in _INTO_STEPS and (one.source if forward else one.target) in steps


def _undecided(why: str) -> Refused:
    return Refused(
        f"The certificate can't be held against the archive: {why}.",
        "Check it without --archive; then it is the issuer's word that nothing else left the rows.",
    )
