"""Half a year of key figures and mock recalls, as a server records them, for the pages that show them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import orjson

from app.drilling import Drill, drill
from app.questions.view import NOW
from graph_model.facts import DECIDED_PRECEDENCE, AnyFact, NodeFact, Properties, canonical
from graph_model.instants import text_of
from graph_model.keys import OWN_NAMESPACE, make
from graph_model.units import ONE, to_scaled
from graph_store.store import Store
from quality.drill import Target
from quality.indicators import BY_NAME

COURSES: dict[str, list[str | None]] = {
    "completeness": ["91.2", "92.75", "92.75", "97.4", "98.81", "99.6", "100"],
    "open_gaps": ["34", "30", "31", "12", "6", "2", "0"],
    "data_quality": ["88.4", "88.9", "90.1", "93.3", "93", "94.2", "95.1"],
    "time_to_trace": [None, None, "2.1", "1.95", "1.8", "1.7", "1.745"],
    "capa_open": ["3", "4", "4", "5", "3", "3", "2"],
    "capa_overdue": ["0", "1", "2", "2", "1", "1", "1"],
    "training_cover": ["80", "80", "83.33", "83.33", None, "91.66", "91.66"],
}
LEFT_OUT, LEFT_OUT_ZH = "1 performance has no day", "1 次执行没有日期"
TRAINED = "91.66"
"""The only share that has its numbers: 11 of 12."""
DAYS_BETWEEN = 28


def fact(name: str, day: date, value: str | None, size: int) -> NodeFact:
    """A figure as it was recorded on a day."""
    stated: Properties = {
        "name": name,
        "uom": BY_NAME[name].unit,
        "computed": text_of(datetime(day.year, day.month, day.day, 3, tzinfo=UTC)),
        "size": size,
    }
    if value is not None:
        stated |= {"value": to_scaled(Fraction(value))}
    if value is None or name == "training_cover":
        stated |= {"missing": LEFT_OUT if value else "nothing was recorded of it"}
    if value == TRAINED:
        stated |= {"numerator": 11 * ONE, "denominator": 12 * ONE, "missing_zh": LEFT_OUT_ZH}
    key = make("indicator", OWN_NAMESPACE, name, day.isoformat())
    return _decided(key, stated)


def record_figures(store: Store, last: date) -> None:
    """A value of each course every four weeks, the last one on this day."""
    facts: list[AnyFact] = []
    for name, values in COURSES.items():
        for back, value in enumerate(reversed(values)):
            size = max(store.head().size - back, 1)
            facts.append(fact(name, last - timedelta(days=DAYS_BETWEEN * back), value, size))
    store.commit(facts, actor="os:cron", reason="key figures")


def record_drills(store: Store, start: str, last: date) -> None:
    """Two mock recalls of a scope, and one of a made-up plant of which one row was missed."""
    with store.reader() as reader:
        done = drill(reader, [start], NOW)
    seeded = {**_said(done), "seed": 7, "precision": "1", "recall": "0.998023715"}
    store.commit(
        [
            _drill("1", "resin-7", last - timedelta(days=90), "2.1", _said(done), reached=False),
            _drill("2", "seed 7, small", last - timedelta(days=30), "1.9", seeded, reached=False),
            _drill("3", "resin-7", last, "1.745", _said(done), reached=True),
        ],
        actor="os:kim",
        reason="drills",
    )


def _said(done: Drill) -> dict[str, object]:
    target = Target(located=Fraction(1, 2))
    said: dict[str, object] = orjson.loads(orjson.dumps(done.to_json(target)))
    return {**said, "elapsed_seconds": "1", "target": {"seconds": "14400", "located": "0.5"}}


def _drill(
    number: str, scope: str, day: date, seconds: str, said: dict[str, object], *, reached: bool
) -> NodeFact:
    stated: Properties = {
        "scope": scope,
        "score": canonical({**said, "elapsed_seconds": seconds, "reached": reached}).decode(),
        "elapsed": to_scaled(Fraction(seconds)),
        "passed": "yes" if reached else "no",
        "performed": text_of(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)),
    }
    return _decided(make("drill", OWN_NAMESPACE, f"{day.isoformat()}-{number}"), stated)


def _decided(key: str, stated: Properties) -> NodeFact:
    changed = str(stated.get("computed") or stated["performed"])
    return NodeFact(
        key=key, properties=stated, precedence=DECIDED_PRECEDENCE, changed=changed, origin="decided"
    )
