"""How the facts of a chunk are put into commits: by count and by bytes, as the ledger's document says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import load
from app.load import parts
from graph_model.facts import AnyFact, LoadAbandoned, NodeFact, Reject, RelationshipFact, encode

NONCE = bytes(16)


def one_by_one(facts: list[AnyFact]) -> list[list[AnyFact]]:
    """The same, as it is written down."""
    out: list[list[AnyFact]] = []
    size = 0
    for fact in facts:
        length = len(encode(fact, NONCE)) + 1
        if not out or len(out[-1]) == load.MOST_FACTS or size + length > load.MOST_BYTES:
            out.append([])
            size = 0
        out[-1].append(fact)
        size += length
    return out


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
FACTS: st.SearchStrategy[AnyFact] = st.one_of(
    st.builds(
        NodeFact,
        key=st.just("lot:t/A/1"),
        properties=st.dictionaries(TEXTS, TEXTS | st.integers(-(2**63), 2**63 - 1), max_size=4),
        line=st.none() | st.integers(1, 2**53),
        precedence=st.integers(0, 999),
        origin=st.sampled_from(["imported", "decided"]),
    ),
    st.builds(
        RelationshipFact,
        type=st.just("CONSUMED_IN"),
        key=st.just("CONSUMED_IN:t/1"),
        source=TEXTS,
        target=TEXTS,
        properties=st.just({"readings": (1, -2)}),
    ),
    st.builds(
        Reject,
        load=TEXTS,
        file=TEXTS,
        column=TEXTS,
        rule=TEXTS,
        message=TEXTS,
        raw=TEXTS,
        touches=st.tuples(TEXTS),
    ),
    st.builds(LoadAbandoned, load=TEXTS, reason=TEXTS),
)


@pytest.mark.parametrize("most_bytes", [300, 2_000, 10_000])
def test_parts_are_cut_where_count_or_bytes_are_full(
    most_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "MOST_BYTES", most_bytes)
    monkeypatch.setattr(load, "MOST_FACTS", 7)

    @given(st.lists(FACTS, max_size=20))
    def cut(facts: list[AnyFact]) -> None:
        assert list(parts(facts)) == one_by_one(facts)

    cut()


def test_what_may_be_too_long_by_the_estimate_is_counted() -> None:
    """Just as many bytes as fit: more than that by the estimate, which lies above."""
    fact = NodeFact(key="lot:t/A/1", properties={"lot_number": "x" * 900})
    length = len(encode(fact, NONCE)) + 1
    facts: list[AnyFact] = [fact] * (load.MOST_BYTES // length)
    assert list(parts(facts)) == [facts]
    assert [len(part) for part in parts([*facts, fact])] == [len(facts), 1]
