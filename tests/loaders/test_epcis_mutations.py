"""Damaged documents: every event is accounted for, and what is refused is refused in words."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.errors import LoadError
from loaders.outcome import Accepted, Ignored, Rejected
from tests.support.epcis import DATA, document, outcomes

SEEDS = 80
_SAMPLES = sorted(DATA.glob("openepcis/*/*.json")) + sorted(DATA.glob("openepcis/*/*.xml"))
_WRONG: tuple[object, ...] = (
    None,
    "",
    " ",
    0,
    -1,
    1e308,
    True,
    [],
    {},
    [[]],
    [None],
    {"id": None},
    "\u0000",
    "\ud800",
    "\u202e",
    "x" * 70_000,
    "urn:epc:id:sgtin:",
    "urn:epc:id:sgtin:4012345.011122.",
    "https://id.gs1.org/01/",
    "https://id.gs1.org/01/%",
    "9999-99-99T99:99:99Z",
    "0001-01-01T00:00:00+14:00",
    "=1+1",
)


def _flip(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]


def _cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def _double(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    end = start + dice.randrange(1, 400)
    return data[:end] + data[start:end] + data[end:]


def _drop(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] + data[start + dice.randrange(1, 400) :]


def _recode(data: bytes, dice: random.Random) -> bytes:
    return data.decode("utf-8").encode(dice.choice(["utf-16", "utf-16-le", "utf-8-sig", "cp037"]))


@pytest.mark.parametrize("damage", [_flip, _cut, _double, _drop, _recode])
def test_damaged_bytes_end_in_words(tmp_path: Path, damage: Callable[[bytes, random.Random], bytes]) -> None:
    for seed in range(SEEDS):
        dice = random.Random(seed)
        sample = dice.choice(_SAMPLES)
        path = tmp_path / f"damaged{sample.suffix.replace('.json', '.jsonld')}"
        path.write_bytes(damage(sample.read_bytes(), dice))
        _account(path)


def _account(path: Path) -> None:
    """Refused with a remedy, or taken event by event; any other exception fails the test."""
    try:
        found = outcomes(path)
    except LoadError:
        return
    for one in found:
        assert one.rows == 1
        assert isinstance(one, Accepted | Ignored) or (one.message and one.rule)


def test_events_with_damaged_fields_are_rejected_or_taken(tmp_path: Path) -> None:
    """Every event of a document has an outcome of its own, in its place."""
    events = [
        event
        for sample in _SAMPLES
        if sample.suffix == ".json"
        for event in json.loads(sample.read_text("utf-8"))["epcisBody"]["eventList"]
    ]
    rejected = 0
    for seed in range(SEEDS):
        dice = random.Random(seed)
        damaged = [_damaged(dice.choice(events), dice) for _ in range(5)]
        found = outcomes(document(tmp_path / "damaged.jsonld", damaged))
        assert len(found) == 5
        rejected += sum(isinstance(one, Rejected) for one in found)
    assert 100 < rejected < 300


def _damaged(value: object, dice: random.Random) -> object:
    """The value with one part of it gone, wrong or doubled."""
    if isinstance(value, dict) and value and dice.random() < 0.9:
        name = dice.choice(sorted(value))
        match dice.randrange(5):
            case 0:
                return {key: one for key, one in value.items() if key != name}
            case 1:
                other = dice.choice(sorted(value))
                return {**value, name: value[other], other: value[name]}
            case _:
                return {**value, name: _damaged(value[name], dice)}
    if isinstance(value, list) and value and dice.random() < 0.8:
        at = dice.randrange(len(value))
        return [*value[:at], _damaged(value[at], dice), *value[at:]]
    return dice.choice(_WRONG)


@pytest.mark.parametrize(
    "deep",
    [
        '{"type":"EPCISDocument","x":' + "[" * 5000 + "]" * 5000 + "}",
        '{"type":"EPCISDocument","eventList":[{"type":"ObjectEvent","ilmd":'
        + '{"a":' * 5000
        + "1"
        + "}" * 5001
        + "]}",
    ],
)
def test_what_is_nested_too_deep_is_refused(tmp_path: Path, deep: str) -> None:
    path = tmp_path / "deep.jsonld"
    path.write_text(deep)
    with pytest.raises(LoadError, match="levels deep"):
        outcomes(path)
