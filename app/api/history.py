"""Everything that was ever stated of a record, as GraphQL types over `graph_store.history`.

Promises: the same versions in the same order as `lotgraph history`; the list is always whole; a proof is
made only where it is asked for, and all of a request's at once.
"""

from __future__ import annotations

import orjson
import strawberry

from app.api.context import Info
from app.api.fields import resolved
from app.api.problems import Code, Problem
from app.questions.scoped import NOT_TOLD
from graph_store.history import Change, Signed, Version
from graph_store.prove import Place
from ledger.proof import FactProof as Proven


@strawberry.type(description="One property before and after a statement.")
class PropertyChange:
    """A change of what is shown."""

    name: str = strawberry.field(description="Name of the property.")
    before: str | None = strawberry.field(
        description="Its value before as text, a quantity in decimals; null where there was none."
    )
    after: str | None = strawberry.field(description="Its value after; null where there is none any more.")

    @classmethod
    def of(cls, change: Change) -> PropertyChange:
        """From the answer."""
        return cls(name=change.name, before=_text(change.before), after=_text(change.after))


@strawberry.type(
    description="What leads from a fact to the root of a ledger size: docs/ledger-format.md, Proofs."
)
class FactProof:
    """The two inclusion proofs of a fact."""

    line: str = strawberry.field(description="The fact's line in its commit, byte for byte.")
    index: int = strawberry.field(description="Its place among the commit's lines, from 0.")
    header: str = strawberry.field(description="The commit's header, byte for byte.")
    size: int = strawberry.field(description="The ledger size whose root it leads to.")
    facts_path: list[str] = strawberry.field(description="From the line to the header's `facts_root`, hex.")
    header_path: list[str] = strawberry.field(
        description="From the header to the root of the ledger's size, hex."
    )

    @classmethod
    def of(cls, proof: Proven) -> FactProof:
        """From the store."""
        return cls(**proof.to_json())  # type: ignore[arg-type]  # the same fields


@strawberry.type(description="A signature under a decision (21 CFR 11.50): docs/policy.md.")
class RecordSignature:
    """Who signed, and for what."""

    signer: str = strawberry.field(description="Key of the account.")
    name: str = strawberry.field(description="Printed name; it can't be read any more once it was erased.")
    role: str = strawberry.field(description="The role in which it was signed.")
    meaning: str = strawberry.field(description="What it stands for.")
    signed: str = strawberry.field(description="When, by the server's clock, in UTC.")

    @classmethod
    def of(cls, signed: Signed) -> RecordSignature:
        """From the answer."""
        return cls(**signed.to_json())  # type: ignore[arg-type]  # the same fields


@strawberry.type(description="One statement of a record: who, when, why, from where, and what it changed.")
class RecordVersion:
    """A version of a node or relationship."""

    commit: int = strawberry.field(description="Number of the commit that recorded it.")
    record_time: str = strawberry.field(description="The server's clock at that commit, in UTC.")
    actor: str = strawberry.field(description="Who committed it.")
    reason: str = strawberry.field(description="Why.")
    load: str | None = strawberry.field(description="The load it came with.")
    file: str | None = strawberry.field(description="The source file.")
    line: int | None = strawberry.field(description="The line of that file, from 1.")
    source_sha256: str | None = strawberry.field(description="SHA-256 of that file's bytes.")
    statement: str = strawberry.field(description="The fact itself, in the canonical JSON of the ledger.")
    holds: bool = strawberry.field(description="False where a better statement stood already.")
    changes: list[PropertyChange] = strawberry.field(description="What it changed in what is shown.")
    signatures: list[RecordSignature] = strawberry.field(description="Who signed it, in order.")
    place: strawberry.Private[Place]

    @resolved
    async def proof(self, info: Info) -> FactProof:
        """That it stands in the ledger of `knownAt`; to be checked against a root that you trust."""
        if self.reason == NOT_TOLD:  # the proof would tell it
            raise Problem(
                Code.FORBIDDEN,
                f"The proof of commit {self.commit} holds a reason that names records outside your sites.",
                "Ask for the history without proofs, or somebody who may see all sites.",
            )
        return FactProof.of(await info.context.proofs.load(self.place))

    @classmethod
    def of(cls, version: Version) -> RecordVersion:
        """From the answer."""
        return cls(
            commit=version.seq,
            record_time=version.record_time,
            actor=version.actor,
            reason=version.reason,
            load=version.load or None,
            file=version.file or None,
            line=version.line,
            source_sha256=version.source_sha256 or None,
            statement=_json(version.statement),
            holds=version.holds,
            changes=[PropertyChange.of(change) for change in version.changes],
            signatures=[RecordSignature.of(signed) for signed in version.signatures],
            place=version.place,
        )


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else _json(value)


def _json(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
