"""Scorecards follow from the ledger: rows, fields, findings and the score, by load and by source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pytest

from app.quality.scorecard import FORMULA, LoadCard, Measured, OfSource, Scorecard, scorecard, tallies
from app.quality.told import hole_rows, load_rows, measure_rows, source_rows
from graph_model.facts import AnyFact, NodeFact
from tests.support.build import key


@dataclass(frozen=True)
class Commit:
    """What a scorecard needs of a commit."""

    seq: int
    load: str
    record_time: str = "2025-01-31T08:15:00.000000Z"


def receipts(*numbers: str, supplier_lot: bool = True, received: str = "2025-01-31") -> list[AnyFact]:
    stated = {"received": received} | ({"supplier_lot": "V"} if supplier_lot else {})
    return [NodeFact(key=key("receipt", number, "1"), properties=dict(stated)) for number in numbers]


def card(profile: str, **rows: int) -> Mapping[str, object]:
    return {
        "file": f"{profile}.csv",
        "profile": f"{profile} as t",
        "state": "ended" if rows else "begun",
        **{f"rows_{name}": n for name, n in rows.items()},
    }


LEDGER: list[tuple[Commit, Sequence[AnyFact]]] = [
    (Commit(1, "A"), receipts("1", "2")),
    (Commit(2, ""), receipts("9", supplier_lot=False)),
    (Commit(3, "B"), receipts("3", supplier_lot=False)),
    (Commit(4, "A"), receipts("4", supplier_lot=False)),
    (Commit(5, "C"), receipts("5")),
    (Commit(6, "D"), []),
]
CARDS = {
    "A": card("erp/1", read=5, accepted=3, rejected=1, ignored=1),
    "B": card("erp/2", read=1, accepted=1, rejected=0, ignored=0),
    "C": card("mes/1"),
    "D": card("mes/1", read=2, accepted=0, rejected=0, ignored=2),
}


@pytest.fixture
def made() -> Scorecard:
    return scorecard(tallies(iter(LEDGER)), CARDS)


def test_loads_come_in_the_order_of_their_first_commit_each_with_a_score(made: Scorecard) -> None:
    # A: 3 of 4 rows, 5 of 6 required values. B: all rows, half of the values.
    assert [(one.load, one.commit, one.completeness, one.score) for one in made.loads] == [
        ("A", 1, "83.3", "62.5"),
        ("B", 3, "50.0", "50.0"),
        ("C", 5, "100.0", None),
        ("D", 6, "100.0", None),
    ]
    assert [one.card.source for one in made.loads] == ["erp as t", "erp as t", "mes as t", "mes as t"]


def test_a_source_is_the_sum_of_its_loads_over_time(made: Scorecard) -> None:
    erp, mes = made.sources
    assert (erp.source, erp.loads, erp.scores) == ("erp as t", 2, ["62.5", "50.0"])
    assert erp.rows == {"read": 6, "accepted": 4, "rejected": 1, "ignored": 1}
    assert (erp.completeness, erp.score) == ("75.0", "60.0")  # 4 of 5 rows, 6 of 8 values
    assert (mes.scores, mes.score) == ([None, None], None)
    # C has not ended: the rows are those of D alone, and the card says so.
    assert (mes.loads, mes.unended, mes.rows["read"], erp.unended) == (2, 1, 2, 0)
    assert mes.to_json()["unended"] == 1


def test_a_wrong_value_costs_its_record_and_an_excursion_nothing() -> None:
    reading = {"quantity_kind": "t", "uom": "Cel", "started": "2025-01-31", "ended": "2025-01-31"}
    values = {"minimum": 1, "mean": 2, "maximum": 3, "samples": 1}
    facts = [
        NodeFact(key=key("reading", "T1", str(n)), properties={**reading, **values, **change})
        for n, change in enumerate([{}, {"upper_limit": 2}, {"mean": 4, "samples": 0}])
    ]
    (one,) = scorecard(tallies([(Commit(1, "A"), facts)]), {"A": card("s/1", accepted=3, rejected=0)}).loads
    assert (one.tally.records, one.tally.broken, one.score) == (3, 1, "66.6")  # rounded down
    assert {rule.name: n for rule, n in one.tally.by_rule()} == {
        "not_positive": 1,
        "outside_limits": 1,
        "values_reversed": 1,
    }


def test_what_comes_later_does_not_change_a_card(made: Scorecard) -> None:
    earlier = scorecard(tallies(iter(LEDGER[:4])), CARDS)
    assert [one.to_json() for one in earlier.loads] == [one.to_json() for one in made.loads[:2]]


def test_the_json_says_all_of_it(made: Scorecard) -> None:
    told = made.to_json()
    assert told["formula"] == FORMULA
    assert made.loads[1].to_json() == {
        "load": "B",
        "source": "erp as t",
        "profile": "erp/2 as t",
        "file": "erp/2.csv",
        "state": "ended",
        "commit": 3,
        "record_time": "2025-01-31T08:15:00.000000Z",
        "rows": {"read": 1, "accepted": 1, "rejected": 0, "ignored": 0},
        "completeness": "50.0",
        "fields": [
            field("received", "warehouse", 1, "100.0"),
            field("supplier_lot", "purchasing", 0, "0.0"),
        ],
        "findings": [
            {
                "rule": "missing_value",
                "record": "Receipt",
                "field": "supplier_lot",
                "severity": "warning",
                "owner": "purchasing",
                "n": 1,
            }
        ],
        "score": "50.0",
    }
    assert made.loads[2].to_json()["rows"] == dict.fromkeys(("read", "accepted", "rejected", "ignored"))
    assert made.sources[0].to_json()["over_time"] == ["62.5", "50.0"]


def field(name: str, owner: str, stated: int, percent: str) -> dict[str, object]:
    told = {"record": "Receipt", "field": name, "owner": owner, "stated": stated, "required": 1}
    return {**told, "percent": percent}


def test_the_tables_tell_sources_loads_and_holes(made: Scorecard) -> None:
    assert source_rows(made)[0] == ("erp as t", 2, 0, 6, 4, 1, 1, "75.0", 2, "60.0")
    assert load_rows(made)[2][2:] == ("mes as t", "mes/1.csv", "", "", "", "", "100.0", 0, "", "C")
    assert hole_rows(made) == [("erp as t", "Receipt.supplier_lot", "2 of 4")]


def test_the_csv_has_a_line_for_each_number(made: Scorecard) -> None:
    lines = list(measure_rows(made))
    assert {len(line) for line in lines} == {11}
    of_source = [line[5:] for line in lines if line[:2] == ("erp as t", "")]
    assert of_source == [
        ("loads not ended", "", "", "", 0, 2),
        ("rows read", "", "", "", 6, ""),
        ("rows accepted", "", "", "", 4, ""),
        ("rows rejected", "", "", "", 1, ""),
        ("rows ignored", "", "", "", 1, ""),
        ("stated", "Receipt", "received", "warehouse", 4, 4),
        ("stated", "Receipt", "supplier_lot", "purchasing", 2, 4),
        ("missing_value", "Receipt", "supplier_lot", "purchasing", 2, ""),
        ("completeness", "", "", "", "75.0", 100),
        ("score", "", "", "", "60.0", 100),
    ]


def test_a_load_without_a_profile_is_a_source_of_its_own() -> None:
    assert LoadCard.of({}).source == ""
    assert LoadCard.of({"profile": "canonical/3"}).source == "canonical/3"
    assert (Measured().score, OfSource().completeness) == (None, "100.0")


def test_facts_are_read_once() -> None:
    def once() -> Iterator[AnyFact]:
        yield from receipts("1")

    (one,) = tallies([(Commit(1, "A"), once())])
    assert one.tally.records == 1
