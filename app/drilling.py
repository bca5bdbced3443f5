"""Mock recalls: the whole question is asked and timed, the answer's units are located, and it is scored.

Promises: a drill by seed loads a plant of that seed into a store that is handed in empty, and knows the true
answer; equal seeds have equal scores. A drill of a scope asks the ledger as it stands, and nobody knows the
truth of that. What is recorded of one is its whole score; no record is ever changed.
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import orjson

from app.approvals import decide
from app.load import load
from app.questions.answer import Answer
from app.questions.ask import recall
from app.questions.balance import Balance, mass_balance
from app.questions.quantities import decimal_text
from app.questions.reading import Reader, Recorded
from app.questions.view import NOW, View
from graph_model.facts import DECIDED_PRECEDENCE, NodeFact, Properties, canonical
from graph_model.keys import OWN_NAMESPACE, make, split
from graph_model.units import ONE, UnitError, from_scaled, to_scaled
from graph_store.store import Store
from loaders.plan import plan
from quality.drill import Item, Score, Target, Units, Verdict, score, verdict_of
from simulator import Plant, Truth, build

_ITEMS = ("lot:", "device:")
_CAME, _LEFT = ("received", "produced"), ("consumed", "shipped")


@dataclass(frozen=True, slots=True)
class Drill:
    """One mock recall and how it went; `seconds` to the whole list. `seed` is that of a made-up plant."""

    start: tuple[str, ...]
    seconds: float
    rows: int
    complete: bool
    known_at: int
    root: str
    sha256: str
    score: Score
    seed: int | None = None

    def to_json(self, target: Target) -> dict[str, object]:
        """As `lotgraph drill --format json` prints it."""
        against = self.score.against
        return {
            "seed": self.seed,
            "start": list(self.start),
            "elapsed_seconds": round(self.seconds, 3),
            "rows": self.rows,
            "complete": self.complete,
            "gaps": self.score.gaps,
            "units": [
                {
                    "unit": one.unit,
                    "items": one.items,
                    "came": told(one.came),
                    "located": told(one.located),
                    "unexplained": told(one.unexplained),
                    "unknown": one.unknown,
                    "share": None if one.share is None else told(one.share),
                }
                for one in self.score.units
            ],
            "units_located": {one.unit: told(one.located) for one in self.score.units},
            "unexplained": {one.unit: told(one.unexplained) for one in self.score.units},
            "precision": against and told(against.precision),
            "recall": against and told(against.recall),
            "missed": against and list(against.missed),
            "extra": against and list(against.extra),
            "target": {"seconds": target.seconds, "located": told(target.located)},
            "reached": self.score.reaches(target, self.seconds),
            "verdict": self.score.verdict(target, self.seconds).value,
            "ledger": {"size": self.known_at, "root": self.root},
            "sha256": self.sha256,
        }


def of_seed(store: Store, folder: Path, seed: int, size: str, clock: Callable[[], float]) -> Drill:
    """A recall of one received lot of the plant of this seed, beside the true answer."""
    plant = build(size, seed)
    plant.write(folder)
    load(
        store,
        plan([folder], profile="canonical", namespace=None),
        actor="drill",
        on_rows=lambda name, rows: None,
        on_reject=lambda name, row: None,
    )
    truth = plant.truth()
    start = _start(plant, truth, seed)
    with store.reader() as reader:
        return replace(drill(reader, [start], NOW, true=truth.recall(start).keys, clock=clock), seed=seed)


def drill(
    reader: Reader,
    starts: Sequence[str],
    view: View,
    *,
    true: frozenset[str] | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Drill:
    """Ask what is affected, then what became of it."""
    begun = clock()
    answer = recall(reader, starts, view)
    seconds = clock() - begun
    keys = frozenset(row.key for row in answer.rows)
    scored = score(_items(reader, answer, view), len(answer.gaps), keys, true)
    return Drill(
        answer.start,
        seconds,
        len(answer.rows),
        answer.complete,
        answer.known_at,
        answer.root,
        answer.sha256,
        scored,
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """A drill as it was recorded: of what, when, and its score as it was printed, numbers as text.

    `shares` are those located of each measure; None where that can't be told. `precision` and `recall` are
    None where nobody knows the truth.
    """

    key: str
    performed: str
    scope: str
    made_up: bool
    seconds: str
    passed: bool
    rows: int
    complete: bool
    gaps: int
    units: tuple[Units, ...]
    shares: dict[str, Fraction | None]
    precision: Fraction | None
    recall: Fraction | None
    target_seconds: str
    target_located: Fraction
    size: int
    root: str
    score: dict[str, object]

    @property
    def verdict(self) -> Verdict:
        """What it came to."""
        return verdict_of(self.passed, self.gaps)

    @property
    def number(self) -> str:
        """What it is called by."""
        return split(self.key).parts[0]

    def to_json(self) -> dict[str, object]:
        """As `lotgraph drill --history --format json` prints it."""
        return {
            "number": self.number,
            "performed": self.performed,
            "scope": self.scope,
            "elapsed_seconds": self.seconds,
            "passed": self.passed,
            "verdict": self.verdict.value,
            "score": self.score,
        }


def record(store: Store, done: Drill, target: Target, scope: str, actor: str) -> str:
    """Keep a drill of a scope, or of a seed, for good; its key."""
    now = store.time()
    key = make("drill", OWN_NAMESPACE, f"{now[:10]}-{secrets.token_hex(4)}")
    stated: Properties = {
        "scope": scope,
        "score": canonical(_exact(done.to_json(target))).decode(),
        "elapsed": to_scaled(Fraction(f"{done.seconds:.3f}")),
        "passed": "yes" if done.score.reaches(target, done.seconds) else "no",
        "performed": now,
    }
    fact = NodeFact(key=key, properties=stated, precedence=DECIDED_PRECEDENCE, changed=now, origin="decided")
    decide(store, [fact], signer=None, actor=actor, reason=f"drill of {scope}")
    return key


def recorded(reader: Recorded) -> list[Kept]:
    """Every drill that was kept, the last one at the end."""
    cards = reader.cards(reader.of_label("Drill"))
    found = [_kept(key, card.properties) for key, card in cards.items()]
    return sorted(found, key=lambda one: (one.performed, one.number))


def _kept(key: str, said: Mapping[str, object]) -> Kept:
    score = orjson.loads(str(said["score"]))
    return Kept(
        key=key,
        performed=str(said["performed"]),
        scope=str(said["scope"]),
        made_up=score["seed"] is not None,
        seconds=from_scaled(int(str(said["elapsed"]))),
        passed=said["passed"] == "yes",
        rows=score["rows"],
        complete=score["complete"],
        gaps=score["gaps"],
        units=tuple(map(_units, score["units"])),
        shares={one["unit"]: _fraction(one["share"]) for one in score["units"]},
        precision=_fraction(score["precision"]),
        recall=_fraction(score["recall"]),
        target_seconds=score["target"]["seconds"],
        target_located=Fraction(score["target"]["located"]),
        size=score["ledger"]["size"],
        root=score["ledger"]["root"],
        score=score,
    )


def _units(said: Mapping[str, str]) -> Units:
    came, located = Fraction(said["came"]), Fraction(said["located"])
    return Units(said["unit"], int(said["items"]), came, located, int(said["unknown"]))


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _exact(value: object) -> object:
    """The same with floating numbers as text: canonical JSON has none."""
    if isinstance(value, dict):
        return {name: _exact(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_exact(one) for one in value]
    return str(value).removesuffix(".0") if isinstance(value, float) else value


def _start(plant: Plant, truth: Truth, seed: int) -> str:
    """One of the received lots that reach a customer, as the seed has it."""
    lots = sorted({lot for _, lot in plant.records.live("RECEIVED_AS", "from", "to")})
    random.Random(seed).shuffle(lots)  # noqa: S311  # no secret: it can be made again
    return next(lot for lot in lots if truth.recall(lot).customers)


def _items(reader: Reader, answer: Answer, view: View) -> list[Item]:
    keys = [row.key for row in answer.rows if row.key.startswith(_ITEMS)]
    balances = mass_balance(reader, keys, view).rows if keys else ()
    return [_item(one) for one in balances]


def _item(balance: Balance) -> Item:
    return Item(balance.key, balance.unit or "", _sum(balance, _CAME), _sum(balance, _LEFT))


def _sum(balance: Balance, names: tuple[str, ...]) -> Fraction | None:
    amounts: list[str | None] = [getattr(balance, name) for name in names]
    known = [Fraction(one) for one in amounts if one is not None]
    return sum(known, Fraction(0)) if len(known) == len(amounts) else None


def told(number: Fraction) -> str:
    """Exact where a finite decimal is; else to nine places, never more than it is."""
    try:
        return decimal_text(number)
    except UnitError:
        return decimal_text(Fraction(number.numerator * ONE // number.denominator, ONE))
