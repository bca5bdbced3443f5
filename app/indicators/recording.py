"""The series of the key figures: worked out, recorded once a period, read back.

Promises: a period has one value of each figure, whoever computes and however often: its key names the period.
What is recorded stays; `again` adds a point of its own. All figures of a run stand at one ledger size and in
one commit. Refuses nothing: a figure without a value is recorded with the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from app.approvals import decide
from app.indicators.reading import figures
from app.quality.check import OnProgress
from app.questions.reading import Recorded
from graph_model.facts import DECIDED_PRECEDENCE, NodeFact, Properties
from graph_model.instants import moment_of
from graph_model.keys import OWN_NAMESPACE, make, split
from graph_model.units import ONE, from_scaled
from graph_store.store import Store
from quality.indicators import BY_NAME, DEFINITIONS, Figure
from quality.words import Words

A_DAY: Final = 24
_LABEL, _PREFIX = "Indicator", "indicator"


@dataclass(frozen=True, slots=True)
class Point:
    """A figure at a time. `period` is the day or hour that it is of, or the instant of a run of its own.

    A share with a value has both of its numbers, unless it was recorded before model 0005.
    """

    name: str
    period: str
    value: str | None
    unit: str
    missing: str
    computed: str
    size: int
    missing_zh: str = ""
    numerator: str | None = None
    denominator: str | None = None

    @property
    def lacks_numbers(self) -> bool:
        """Whether it is a share whose two numbers were not recorded: it can't be worked out again."""
        defined = BY_NAME.get(self.name)
        is_share = defined is not None and defined.share is not None
        return is_share and self.value is not None and self.numerator is None

    @property
    def words(self) -> Words | None:
        """What is missing in both languages; None where nothing is, and before model 0005 kept both."""
        return Words(self.missing, self.missing_zh) if self.missing_zh else None

    def to_json(self) -> dict[str, object]:
        """As `lotgraph kpi show --format json` prints it."""
        return {
            "name": self.name,
            "period": self.period,
            "value": self.value,
            "unit": self.unit,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "missing": self.missing or None,
            "computed": self.computed,
            "size": self.size,
        }


@dataclass(frozen=True, slots=True)
class Computed:
    """The figures of a period; `commit` is None where all of them stood there already."""

    points: tuple[Point, ...]
    commit: int | None


def compute(
    store: Store, *, actor: str, on_progress: OnProgress, hours: int = A_DAY, again: bool = False
) -> Computed:
    """Work out the figures of now and record those that its period of so many hours does not have yet."""
    now = store.time()
    period = now.replace(":", "") if again else period_of(moment_of(now), hours)
    keys = {one.name: make(_PREFIX, OWN_NAMESPACE, one.name, period) for one in DEFINITIONS}
    with store.reader() as reader:
        there = reader.cards(keys.values())
        new = [name for name, key in keys.items() if key not in there]
        if not new:
            return Computed(_points(reader, keys.values()), None)
        found = figures(store, reader, moment_of(now).date(), on_progress)
        size = reader.known_at
    facts = [_fact(keys[one.name], one, now, size) for one in found if one.name in new]
    outcome = decide(store, facts, signer=None, actor=actor, reason=f"key figures of {period}", seen=size)
    with store.reader(at_least=outcome.receipt.size) as reader:
        return Computed(_points(reader, keys.values()), outcome.receipt.seq)


def period_of(now: datetime, hours: int) -> str:
    """The day, or the hour, at which the period began; periods are counted in UTC from 1970 on."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    length = timedelta(hours=hours)
    begun = epoch + (now - epoch) // length * length
    return begun.strftime("%Y-%m-%dT%H" if begun.hour else "%Y-%m-%d")


def is_day(text: str) -> bool:
    """Whether a text is a day as `since` wants it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def series(reader: Recorded, *, since: str = "", names: Collection[str] = ()) -> list[Point]:
    """What was recorded since a day, in the order of the definitions and then of the times."""
    found = _points(reader, reader.of_label(_LABEL))
    return [one for one in found if one.computed[:10] >= since and (not names or one.name in names)]


def _points(reader: Recorded, keys: Collection[str]) -> tuple[Point, ...]:
    order = {one.name: n for n, one in enumerate(DEFINITIONS)}
    found = [_point(key, card.properties) for key, card in reader.cards(keys).items()]
    # One of a version that had other figures comes last.
    return tuple(sorted(found, key=lambda one: (order.get(one.name, len(order)), one.name, one.computed)))


def _point(key: str, said: Mapping[str, object]) -> Point:
    return Point(
        name=str(said["name"]),
        period=split(key).parts[1],
        value=_decimal(said, "value"),
        unit=str(said["uom"]),
        missing=str(said.get("missing", "")),
        missing_zh=str(said.get("missing_zh", "")),
        numerator=_decimal(said, "numerator"),
        denominator=_decimal(said, "denominator"),
        computed=str(said["computed"]),
        size=int(str(said["size"])),
    )


def _decimal(said: Mapping[str, object], name: str) -> str | None:
    return from_scaled(int(str(said[name]))) if name in said else None


def _fact(key: str, figure: Figure, now: str, size: int) -> NodeFact:
    stated: Properties = {
        "name": figure.name,
        "uom": BY_NAME[figure.name].unit,
        "computed": now,
        "size": size,
    }
    if figure.value is not None:
        # Rounded down to the digits that a record holds: never better than it is.
        stated |= {"value": figure.value.numerator * ONE // figure.value.denominator}
    if figure.numerator is not None and figure.denominator is not None:
        stated |= {"numerator": figure.numerator * ONE, "denominator": figure.denominator * ONE}
    if figure.missing:
        stated |= {"missing": figure.missing.en, "missing_zh": figure.missing.zh}
    return NodeFact(key=key, properties=stated, precedence=DECIDED_PRECEDENCE, changed=now, origin="decided")
