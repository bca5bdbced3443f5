"""(f) Identifiers: GS1 element strings a second on one core, against biip.

Needs no engine. The peer is asked twice: its parser of GS1 messages, which is its fastest way and is
told what the text is, and `biip.parse`, which finds out, as ours does. Ours also checks what biip leaves
out: characters, which elements need or exclude one another, repeats, lost separators. Values are
compared with biip's before anything is timed. Processor time, interleaved rounds, medians.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable

import biip
from biip.gs1_messages import GS1Message

from identifiers import parse
from identifiers.checks import mod10_digit

TEXTS = {"small": 2_000, "plant": 20_000, "large": 100_000}
ROUNDS = 5
GOAL = 5.0
GS = "\x1d"
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ-"


def texts(count: int) -> list[str]:
    """What labels of devices carry: a GTIN and one to four production identifiers."""
    dice = random.Random(1)
    return [_text(dice) for _ in range(count)]


def _text(dice: random.Random) -> str:
    digits = f"0{dice.randrange(10**12):012d}"
    fixed = f"01{digits}{mod10_digit(digits)}"
    if dice.random() < 0.3:
        fixed += f"11{_day(dice)}"
    if dice.random() < 0.8:
        fixed += f"17{_day(dice)}"
    lot, serial = (f"{ai}{_word(dice)}" for ai in ("10", "21"))
    return fixed + dice.choice((lot, serial, f"{lot}{GS}{serial}"))


def _day(dice: random.Random) -> str:
    return f"{dice.randrange(15, 45):02d}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"


def _word(dice: random.Random) -> str:
    return "".join(dice.choices(CHARACTERS, k=dice.randint(4, 12)))


def agree(text: str) -> bool:
    """Whether both read the same elements."""
    ours = [(element.id, element.value) for element in parse(text).elements]
    return ours == [(found.ai.ai, found.value) for found in GS1Message.parse(text).element_strings]


WAYS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("ours", parse),
    ("biip's message parser", GS1Message.parse),
    ("biip.parse", biip.parse),
)


def measure(size: str) -> None:
    """Interleaved rounds after a warm-up; prints medians and ratios."""
    asked = texts(TEXTS[size])
    different = [text for text in asked if not agree(text)]
    if different:
        raise AssertionError(f"read differently: {different[0]!r}")
    seconds: dict[str, list[float]] = defaultdict(list)
    for turn in range(ROUNDS + 1):
        for name, read in WAYS:
            began = time.process_time()
            for text in asked:
                read(text)
            if turn:
                seconds[name].append(time.process_time() - began)
    ours = statistics.median(seconds["ours"])
    print(f"identifiers, {len(asked):,} GS1 element strings, median of {ROUNDS} (goal >= {GOAL:g} x):")
    for name, taken in seconds.items():
        median = statistics.median(taken)
        ratio = f", ours is {median / ours:.1f} x as fast" if name != "ours" else ""
        print(f"  {name:>22}: {len(asked) / median:9,.0f} a second{ratio}", flush=True)
