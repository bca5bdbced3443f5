"""Every answer of any view over random plants, with merges and disputes, has a dossier that holds."""

from __future__ import annotations

import json
import random

import pytest

from app.dossier.joining import prove
from app.dossier.membership import verify_member
from app.dossier.reading import DossierError
from app.dossier.verifying import verify
from app.questions.starts import STARTS, label_of
from app.questions.view import NOW, View
from graph_model.facts import LoadBegun
from graph_store.store import Batch
from ledger.verify_notes import read_key
from tests.support.dossiers import KeptLedger
from tests.support.ledger_archives import signer
from tests.support.memory import MemoryStore
from tests.support.random_sites import World

TRUSTED = read_key(str(signer().key))
VIEWS = (NOW, NOW, View(as_of="2025-03-15"), View(prefer=("second.csv",)))


@pytest.mark.parametrize("seed", range(12))
def test_every_dossier_holds_and_no_altered_one_does(seed: int) -> None:
    rng, world, store = random.Random(seed), World(seed), MemoryStore()
    begun = [LoadBegun(load=name, file=name, sha256="", profile="p/1") for name in ("first", "second.csv")]
    # Its signatures are none: they sign no proposal, and are refused, as they must be.
    facts = [fact for fact in world.facts if not getattr(fact, "key", "").startswith("signature:")]
    half = len(facts) // 2
    for load, part in zip(begun, (facts[:half], facts[half:]), strict=True):
        store.commit([load, *part], actor="a", reason="r", batch=Batch(load.load, 1))
    known = [key for keys in world.keys.values() for key in keys]
    starts = [key for key in sorted(store.reader().cards(known)) if label_of(key) in STARTS]
    kept = KeptLedger(store)
    for start in rng.sample(starts, min(6, len(starts))):
        data = kept.dossier(start, backward=rng.random() < 0.5, view=rng.choice(VIEWS))
        found = verify(data, TRUSTED)
        rows = json.loads(data)["dossier"]["answer"]["rows"]
        assert found.rows == len(rows)
        key = rng.choice(rows)["key"]
        assert verify_member(prove(data, key), TRUSTED).row["key"] == key
        for at in rng.sample(range(len(data)), 20):
            flipped = bytearray(data)
            flipped[at] ^= 1 << rng.randrange(8)
            with pytest.raises(DossierError):
                verify(bytes(flipped), TRUSTED)
