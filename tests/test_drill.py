"""Mock recalls: what counts as located, what is reached, equal seeds, and a walker that errs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest

from app import drilling
from app.drilling import Drill, of_seed
from app.questions.answer import Answer
from app.questions.ask import recall
from app.questions.reading import Reader
from app.questions.view import View
from graph_model.facts import LoadBegun
from graph_store.store import Batch, Store
from quality.drill import ALL, Against, Item, Target, Units, Verdict, percent, score
from tests.conftest import empty
from tests.test_cli import CATHETER, RESIN, plant, run

Capture = pytest.CaptureFixture[str]
__all__ = ["plant"]
LATE = 5 * 3600.0


def item(unit: str, came: int | None, left: int | None) -> Item:
    def number(of: int | None) -> Fraction | None:
        return None if of is None else Fraction(of)

    return Item("lot:t/M/1", unit, number(came), number(left))


def test_units_of_one_measure_are_added_and_no_others() -> None:
    told = score([item("u", 10, 7), item("kg", 4, 4), item("u", 1, 1)], gaps=2)
    assert told.units == (
        Units("kg", 1, Fraction(4), Fraction(4), 0),
        Units("u", 2, Fraction(11), Fraction(8), 0),
    )
    assert [one.share for one in told.units] == [ALL, Fraction(8, 11)]
    assert (told.units[1].unexplained, told.gaps, told.against) == (Fraction(3), 2, None)


def test_what_is_not_all_is_never_told_as_all_and_no_digit_is_lost() -> None:
    assert percent(Fraction(9_999_999, 10_000_000)) == Fraction(9999, 100)
    assert (percent(ALL), drilling.told(Fraction(1_234_567_891))) == (Fraction(100), "1234567891")
    assert [drilling.told(one) for one in (Fraction(1, 3), Fraction(1, 8))] == ["0.333333333", "0.125"]


def test_no_more_is_located_than_came() -> None:
    """A device that was shipped, given back and shipped again leaves twice."""
    (units,) = score([item("u", 1, 2), item("u", 1, 0)], gaps=0).units
    assert units == Units("u", 2, Fraction(2), Fraction(1), 0)
    assert units.share == Fraction(1, 2)


def test_what_cannot_be_told_makes_no_share() -> None:
    (units,) = score([item("u", 5, None), item("u", None, 5), item("u", 2, 2)], gaps=0).units
    assert units == Units("u", 3, Fraction(2), Fraction(2), 2)
    assert units.share is None


def test_an_answer_is_compared_with_the_true_one() -> None:
    against = score([], 0, frozenset("abx"), frozenset("abcd")).against
    assert against == Against(4, ("c", "d"), ("x",))
    assert (against.precision, against.recall) == (Fraction(2, 3), Fraction(1, 2))
    nothing = Against(0, (), ())
    assert (nothing.precision, nothing.recall) == (ALL, ALL)


@pytest.mark.parametrize(
    ("items", "true", "seconds", "target", "reached"),
    [
        ([item("u", 2, 2)], None, 1.0, Target(), True),
        ([item("u", 2, 2)], None, LATE, Target(), False),
        ([item("u", 2, 1)], None, 1.0, Target(), False),
        ([item("u", 2, 1)], None, 1.0, Target(located=Fraction(1, 2)), True),
        ([item("u", 2, 2), item("kg", 2, 1)], None, 1.0, Target(), False),
        ([item("u", None, 2)], None, 1.0, Target(located=Fraction(0)), False),
        ([item("u", 2, 2)], frozenset("ab"), 1.0, Target(), True),
        ([item("u", 2, 2)], frozenset("abc"), 1.0, Target(), False),
        ([item("u", 2, 2)], frozenset("a"), 1.0, Target(), False),
        ([item("u", 0, 0)], None, 1.0, Target(located=Fraction(0)), False),
        ([item("u", 0, 3)], None, 1.0, Target(located=Fraction(0)), False),
    ],
)
def test_what_a_target_asks_for(
    items: list[Item], true: frozenset[str] | None, seconds: float, target: Target, reached: bool
) -> None:
    assert score(items, 0, frozenset("ab"), true).reaches(target, seconds) is reached


def test_a_drill_with_gaps_is_never_a_plain_pass() -> None:
    verdicts = [
        score(items, gaps).verdict(Target(), seconds)
        for items, gaps, seconds in (
            ([item("u", 2, 2)], 0, 1.0),
            ([item("u", 2, 2)], 1, 1.0),
            ([item("u", 2, 1)], 1, 1.0),
            ([item("u", 2, 2)], 0, LATE),
        )
    ]
    assert verdicts == [Verdict.REACHED, Verdict.WITH_GAPS, Verdict.NOT_REACHED, Verdict.NOT_REACHED]


def drilled(store: Store, folder: Path, seed: int) -> Drill:
    return of_seed(empty(store), folder, seed, "small", iter([0.0, 1.5]).__next__)


def test_equal_seeds_have_equal_scores_and_a_walker_that_errs_a_lower_one(
    arcadedb: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = drilled(arcadedb, tmp_path / "1", 7)
    assert first.score.against is not None
    assert (first.seconds, first.score.against.missed, first.score.against.extra) == (1.5, (), ())
    assert first.score.against.true == first.rows > 100
    second = drilled(arcadedb, tmp_path / "2", 7)
    assert (second.score, second.start, second.rows) == (first.score, first.start, first.rows)

    def forgetful(reader: Reader, keys: Iterable[str], view: View) -> Answer:
        """A walk that loses a step of the way."""
        whole = recall(reader, keys, view)
        lost = next(row.key for row in whole.rows if row.label == "ProcessStep")
        followed = type(reader).flow
        with monkeypatch.context() as patch:
            patch.setattr(
                type(reader),
                "flow",
                lambda self, some, forward: [
                    edge for edge in followed(self, some, forward) if lost not in (edge.source, edge.target)
                ],
            )
            return recall(reader, keys, view)

    monkeypatch.setattr(drilling, "recall", forgetful)
    worse = drilled(arcadedb, tmp_path / "3", 7)
    assert worse.score.against is not None
    assert worse.score.against.recall < ALL
    assert not worse.score.reaches(Target(located=Fraction(0)), worse.seconds)


def test_a_walker_that_tells_too_much_does_not_reach_its_target(
    arcadedb: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would recall every lot there is, and miss none."""

    def greedy(reader: Reader, keys: Iterable[str], view: View) -> Answer:
        every = [key for key in reader.of_label("Lot") if key.startswith("lot:")]
        return recall(reader, every, view)

    monkeypatch.setattr(drilling, "recall", greedy)
    done = drilled(arcadedb, tmp_path / "1", 7)
    assert done.score.against is not None
    assert (done.score.against.recall, done.score.against.precision < ALL) == (ALL, True)
    assert not done.score.reaches(Target(located=Fraction(0)), done.seconds)


def test_a_scope_is_drilled_over_your_own_ledger(plant: Store, capsys: Capture) -> None:
    run(capsys, "scope", "save", "resin", RESIN)
    code, said, _ = run(capsys, "drill", "--scope", "resin", "--format", "json", "--located", "0")
    told = json.loads(said)
    with plant.reader(told["ledger"]["size"]) as reader:
        answer = recall(reader, [RESIN])
    assert (code, told["start"], told["rows"], told["sha256"]) == (
        0 if told["verdict"] == "reached" else 3,
        [RESIN],
        len(answer.rows),
        answer.sha256,
    )
    assert (told["seed"], told["precision"], told["recall"], told["missed"]) == (None, None, None, None)
    assert told["units_located"] == {one["unit"]: one["located"] for one in told["units"]}
    assert told["unexplained"] == {one["unit"]: one["unexplained"] for one in told["units"]}
    assert told["target"] == {"seconds": 14400, "located": "0"}
    assert sum(one["items"] for one in told["units"]) == sum(
        row.label in ("Lot", "Device") for row in answer.rows
    )
    code, said, _ = run(capsys, "drill", "--scope", "resin")
    assert "Target" in said


def test_a_drill_of_a_scope_with_gaps_says_so_everywhere(
    plant: Store, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = LoadBegun(load="L7", file="odd.csv", sha256="", profile="p/1")
    plant.commit([begun], actor="a", reason="r", batch=Batch("L7", 0))
    monkeypatch.setattr(drilling, "_items", lambda reader, answer, view: [item("u", 1, 1)])
    run(capsys, "scope", "save", "resin", RESIN)
    code, said, _ = run(capsys, "drill", "--scope", "resin", "--format", "json")
    told = json.loads(said)
    assert (code, told["reached"], told["verdict"]) == (3, True, "reached_with_gaps")
    assert told["gaps"] > 0
    code, said, _ = run(capsys, "drill", "--scope", "resin")
    assert (code, f"Target reached WITH {told['gaps']} GAPS" in said) == (3, True)
    code, said, _ = run(capsys, "drill", "--history", "--format", "csv")
    assert (code, said.count(",with gaps,")) == (0, 2)
    with plant.reader() as reader:
        assert {one.verdict for one in drilling.recorded(reader)} == {Verdict.WITH_GAPS}


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--seed", "1", "--scope", "x"),
        ("--seed", "1", "--size", "vast"),
        ("--history", "--scope", "x"),
        ("--history", "--format", "pdf"),
        ("--scope", "x", "--format", "csv"),
    ],
)
def test_a_drill_is_of_a_seed_or_of_a_scope(words: tuple[str, ...], capsys: Capture) -> None:
    assert run(capsys, "drill", *words)[0] == 64


def test_a_genealogy_is_no_drill(plant: Store, capsys: Capture) -> None:
    run(capsys, "scope", "save", "back", CATHETER, "--backward")
    assert run(capsys, "drill", "--scope", "back")[0] == 64
