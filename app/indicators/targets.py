"""What the key figures must reach: as it ships, or as somebody decided it here.

Promises: a target is a decision in the ledger, with who, when and why, signed where there are accounts;
another one replaces it, and each ledger size has those that held then. Refuses a figure that there is not,
and a number that its unit can't have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.approvals import Outcome
from app.corrections import Decider, record
from app.errors import Refused
from app.questions.reading import Card, Recorded
from app.stated import there_are
from graph_model.facts import NodeFact, Properties
from graph_model.keys import OWN_NAMESPACE, make
from graph_model.units import ONE, SCALE, to_scaled
from graph_store.store import Store
from quality.indicators import BY_NAME, DEFINITIONS, Definition
from quality.words import Words, said

NONE: Final = "none"
_ALL = 100
_NUMBER = re.compile(rf"[0-9]{{1,9}}(\.[0-9]{{1,{SCALE}}})?")


@dataclass(frozen=True, slots=True)
class Target:
    """Of one figure; `value` is None where it has to reach nothing. `decided` here, else as it ships."""

    name: str
    value: Fraction | None
    decided: bool


def targets(reader: Recorded) -> Mapping[str, Target]:
    """That of every figure at the reader's size, in the order of the definitions."""
    cards = reader.cards([_key(one.name) for one in DEFINITIONS])
    return {one.name: _target(one, cards.get(_key(one.name))) for one in DEFINITIONS}


def decide_target(store: Store, name: str, text: str, by: Decider) -> Outcome:
    """Decide what a figure must reach: a decimal in its unit, or `none`."""
    if name not in BY_NAME:
        why = said("there is no figure {name!r}", "没有指标 {name!r}", name=name)
        raise Refused(why, there_are(", ".join(BY_NAME)))
    value = None if text == NONE else _read(BY_NAME[name], text)
    stated: Properties = {"name": name, "wanted": "no" if value is None else "yes"}
    if value is not None:
        stated["target"] = value
    return record(store, NodeFact(key=_key(name), properties=stated), by)


def _key(name: str) -> str:
    return make("figure_target", OWN_NAMESPACE, name)


def _target(one: Definition, card: Card | None) -> Target:
    if card is None:
        return Target(one.name, one.target, decided=False)
    stated = card.properties
    is_wanted = stated["wanted"] == "yes"
    return Target(one.name, Fraction(int(str(stated["target"])), ONE) if is_wanted else None, decided=True)


def _read(one: Definition, text: str) -> int:
    """The number of 10^-9, in the unit of the figure."""
    is_share = one.unit == "%"
    next_step = said(
        "Give a number {least} such as 95, or `{none}`.",
        "请给出{least}的数字，如 95，或 `{none}`。",
        least=Words("from 0 to 100", "从 0 到 100") if is_share else Words("from 0 on", "不小于 0"),
        none=NONE,
    )
    if not _NUMBER.fullmatch(text):
        why = said("{text!r} is no target in {unit}", "{text!r} 不是目标（{unit}）", text=text, unit=one.unit)
        raise Refused(why, next_step)
    value = Fraction(text)
    if (is_share and value > _ALL) or (one.unit == "u" and value.denominator != 1):
        number = f"{text} {one.unit}"
        why = said("{name} can't be {number}", "{name} 不能是 {number}", name=one.name, number=number)
        raise Refused(why, next_step)
    return to_scaled(value)
