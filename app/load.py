"""Loads files: outcomes of the loaders become commits.

Promises:
- rows accepted + rejected + ignored = rows read, for every file;
- a load is a group of commits between a begin and an end fact; all files are begun before the first row of
  any is stated, so that no answer in between looks complete; a chunk is 1,000 rows, its parts hold
  4,500 facts at most, and their boundaries depend on the file alone, so that a load that was
  killed goes on where it stopped and nothing is recorded twice;
- the same file under the same profile version, namespace and context changes nothing; only after a repair of
  the graph it is read once more where that is asked for, and what the ledger lacks is recorded;
- every rejected row is recorded with its text, and goes to the rejects file, also when the file that holds it
  is loaded again.

Refuses: to write anything of an `all_or_nothing` load in which one row is rejected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import orjson

from app.errors import Refused
from app.load_report import FileReport, OnReject, OnRows, Report, check, chunks, see, stated
from graph_model.facts import AnyFact, LoadBegun, LoadEnded, Reject, encode
from graph_store.effects import load_key
from graph_store.repair import last_repair
from graph_store.store import LAST_CHUNK, Batch, Receipt, Store
from loaders.errors import LoadError
from loaders.outcome import Outcome, Rejected
from loaders.plan import Source

MOST_FACTS = 4_500
MOST_BYTES = 3_500_000
_NO_NONCE = bytes(16)
_BYTES_AROUND = 100


def load(
    store: Store,
    sources: Sequence[Source],
    *,
    actor: str,
    all_or_nothing: bool = False,
    again: bool = False,
    on_rows: OnRows,
    on_reject: OnReject,
) -> Report:
    """Load the sources in their order; with `again` once more after each repair of the graph."""
    if again:
        sources = _after_repair(store, sources)
    if all_or_nothing:
        checked = check(sources, on_rows=on_rows, on_reject=on_reject)
        if checked.rejected:
            return Report(checked.files, None, refused=True)
    loads = [_Load(store, source, actor, on_rows, on_reject) for source in sources]
    # All are begun before the first states anything: an answer between two files must not look complete.
    for one in loads:
        one.begin()
    files = tuple(one.run() for one in loads)
    return Report(files, store.head().size)


def _after_repair(store: Store, sources: Sequence[Source]) -> list[Source]:
    """The sources as other loads than before: what the graph took for known may not be in the ledger."""
    repaired = last_repair(store)
    if repaired is None:
        raise Refused("the graph was never repaired", "Load without --again; what was loaded is known.")
    return [replace(source, again=repaired) for source in sources]


class _Load:
    """One file on its way into the store."""

    def __init__(
        self, store: Store, source: Source, actor: str, on_rows: OnRows, on_reject: OnReject
    ) -> None:
        self._store = store
        self._source = source
        self._actor = actor
        self._on_rows = on_rows
        self._on_reject = on_reject
        self._report = FileReport(source.name, source.load_id, notes=source.notes)

    def begin(self) -> None:
        """Record that it is about to be taken in, if that is not recorded yet."""
        state = self._store.load_state(self._source.load_id)
        self._report.resumed = state.begun
        if not state.begun:
            self._commit([self._begun()], 0, 0)
        elif self._card()["state"] == "abandoned":
            # Somebody gave it up; from now on it is a gap again until it has ended.
            self._store.commit(
                [self._begun()], actor=self._actor, reason=f"load {self._source.name} after all"
            )

    def run(self) -> FileReport:
        """Record what is not recorded yet."""
        state = self._store.load_state(self._source.load_id)
        if state.ended:
            return self._before()
        for chunk, outcomes in enumerate(chunks(self._source.outcomes()), start=1):
            for outcome in outcomes:
                see(outcome, self._report, self._on_rows, self._on_reject)
            for part, facts in enumerate(parts(list(self._facts(outcomes)))):
                self._report.quality.take(facts)
                if (chunk, part) not in state.done:
                    receipt = self._commit(facts, chunk, part)
                    self._report.facts += receipt.applied
                    self._report.unchanged += receipt.unchanged
        self._commit([self._ended()], LAST_CHUNK, 0)
        return self._report

    def _before(self) -> FileReport:
        """The counts of the time it was loaded, and its rejected rows once more."""
        card = self._card()
        rows = {name: int(str(card[f"rows_{name}"])) for name in ("read", "accepted", "rejected", "ignored")}
        report = self._report
        report.resumed = False
        report.read, report.accepted, report.rejected = rows["read"], rows["accepted"], rows["rejected"]
        report.ignored["ignored when it was loaded before"] = rows["ignored"]
        report.ignored += Counter()  # drops a reason without rows
        report.repeated = True
        self._on_rows(report.name, report.read)
        # The file is read again for them, as who loads it again looks for what to mend.
        for outcome in self._source.outcomes() if report.rejected else ():
            if isinstance(outcome, Rejected):
                self._on_reject(report.name, outcome)
        return report

    def _card(self) -> Mapping[str, object]:
        """What stands of the load in the graph."""
        key = load_key(self._source.load_id)
        return self._store.reader().cards([key])[key].properties

    def _facts(self, outcomes: Sequence[Outcome]) -> Iterator[AnyFact]:
        for outcome in outcomes:
            yield from stated(outcome)
            if isinstance(outcome, Rejected):
                yield Reject(
                    load=self._source.load_id,
                    file=self._source.name,
                    line=outcome.line,
                    column=outcome.column,
                    rule=outcome.rule,
                    message=outcome.message,
                    raw=outcome.raw,
                    touches=outcome.touches,
                )

    def _commit(self, facts: Sequence[AnyFact], chunk: int, part: int) -> Receipt:
        return self._store.commit(
            facts,
            actor=self._actor,
            reason=f"load {self._source.name}",
            batch=Batch(self._source.load_id, chunk, part),
            source_sha256=self._source.sha256,
        )

    def _begun(self) -> LoadBegun:
        source = self._source
        return LoadBegun(
            load=source.load_id,
            file=source.name,
            sha256=source.sha256,
            profile=f"{source.profile} as {source.namespace}",
        )

    def _ended(self) -> LoadEnded:
        report = self._report
        if report.read != report.accepted + report.rejected + report.ignored_rows:
            raise LoadError(
                self._source.path, "rows do not add up", "Report this: the reader lost or doubled rows."
            )
        return LoadEnded(
            load=report.load,
            file=report.name,
            read=report.read,
            accepted=report.accepted,
            rejected=report.rejected,
            ignored=report.ignored_rows,
        )


def parts(facts: Sequence[AnyFact]) -> Iterator[list[AnyFact]]:
    """Facts in lists that fit into a commit."""
    if _bytes_at_most(facts) <= MOST_BYTES:
        yield from (list(facts[at : at + MOST_FACTS]) for at in range(0, len(facts), MOST_FACTS))
        return
    part: list[AnyFact] = []
    size = 0
    for fact in facts:
        length = len(encode(fact, _NO_NONCE)) + 1
        if part and (len(part) >= MOST_FACTS or size + length > MOST_BYTES):
            yield part
            part, size = [], 0
        part.append(fact)
        size += length
    if part:
        yield part


def _bytes_at_most(facts: Sequence[AnyFact]) -> int:
    """No fewer than the lines of these facts have: to write all at once is faster than each by itself."""
    # Written so, a fact has all its fields, and lacks its kind, the nonce and what is put around them.
    return len(orjson.dumps(facts)) + _BYTES_AROUND * len(facts)
