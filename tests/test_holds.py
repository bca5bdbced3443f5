"""Holds as pure functions: what reaches an item, and what a lift frees, against networkx.

`LOTGRAPH_HOLD_CASES` is how many random graphs are compared; graph `n` is made from seed `n`.
"""

from __future__ import annotations

import os
import random

import networkx

from quality.holds import Held, Names, Release, Whereabouts, reached, release

CASES = int(os.environ.get("LOTGRAPH_HOLD_CASES", "1000"))
HERE, GONE = Whereabouts(here=True), Whereabouts(here=False, shipments=("shipment:t/1",))


def graph(chance: random.Random) -> tuple[int, list[tuple[int, int]]]:
    """Diamonds, cycles, places that lead to themselves, some in no link at all."""
    count = chance.randint(1, 30)
    places = range(count)
    links = [(chance.choice(places), chance.choice(places)) for _ in range(chance.randint(0, 3 * count))]
    return count, links


def opinion(count: int, links: list[tuple[int, int]], starts: list[list[int]]) -> list[set[int]]:
    """Of each place the starts from which networkx finds a way."""
    whole: networkx.DiGraph[int] = networkx.DiGraph(links)
    whole.add_nodes_from(range(count))
    after = [set(some).union(*(networkx.descendants(whole, one) for one in some)) for some in starts]
    return [{bit for bit, ends in enumerate(after) if place in ends} for place in range(count)]


def bits(mark: int) -> set[int]:
    return {bit for bit in range(mark.bit_length()) if mark >> bit & 1}


def test_what_is_held_is_recomputed_whatever_was_lifted_before() -> None:
    """Holds overlap and are lifted in random order: what is left is what the others alone would hold."""
    for seed in range(CASES):
        chance = random.Random(seed)
        count, links = graph(chance)
        holds = {
            f"hold:t/{n}": chance.sample(range(count), chance.randint(0, min(3, count)))
            for n in range(chance.randint(0, 6))
        }
        while True:
            keys = list(holds)
            marks = reached(count, links, list(holds.values()))
            assert [bits(mark) for mark in marks] == opinion(count, links, list(holds.values())), seed
            names = Names(keys)
            held = [
                Held(f"lot:t/{at}", names.of(mark), HERE if at % 3 else GONE) for at, mark in enumerate(marks)
            ]
            if not holds:
                assert not any(marks)
                break
            lifted = chance.choice(keys)
            told = release(held, lifted)
            del holds[lifted]
            rest = Names(list(holds))
            after = {
                f"lot:t/{at}": rest.of(mark)
                for at, mark in enumerate(reached(count, links, list(holds.values())))
            }
            of_lifted = {one.key for one in held if lifted in one.holds and one.where.here}
            assert set(told.free) == {key for key in of_lifted if not after[key]}, seed
            assert told.stay == {key: after[key] for key in of_lifted if after[key]}, seed


def test_more_holds_than_a_machine_word_has_bits() -> None:
    starts = [[n % 3] for n in range(200)]
    marks = reached(4, [(0, 1), (1, 2), (2, 3)], starts)
    assert [len(bits(mark)) for mark in marks] == [67, 134, 200, 200]


def test_what_others_hold_unseen_is_never_told_as_free() -> None:
    held = [Held("lot:t/1", ("hold:t/1",), HERE, hidden=1), Held("lot:t/2", ("hold:t/1",), HERE)]
    assert release(held, "hold:t/1") == Release(("lot:t/2",), {"lot:t/1": ()})
