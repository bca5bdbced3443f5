"""A plant of which every text tries to be something else: a formula, a quote, a line, markup."""

from __future__ import annotations

from tests.support.build import Plant, device, key, lot

RAW = lot("RM", "7")
CUSTOMERS = [key("customer", f"C{n}") for n in range(1, 4)]
NAMES = [
    '=cmd|"/c calc"!A1',
    "@SUM(A1)",
    "+1",
    "-2.50",
    "-x",
    "+١",
    "\tafter a tab",
    "Meier, Hans",
    'an "honest" name',
    '"',
    "two\nlines",
    "two\r\nlines",
    " blanks ",
    "慈济 ü 🩺",
    "line\u2028separator",
    "back\\slash",
    "'",
    "<b>&amp;</b>",
    "GAP rejected_rows",
    "_x0041_",
    "null",
]


def named(made: Plant, item: str, name: str) -> None:
    """State an item with a name."""
    made.node(item, name=name)
    made.context("INSTANCE_OF", item, key("material", item.split("/")[1]))


def hostile_plant() -> Plant:
    """One lot becomes devices with these names, and lots of two materials; three customers get them."""
    made = Plant()
    made.node(key("material", "RM"), uom="kg")
    made.node(key("material", "FG"), uom="u")
    named(made, RAW, "=RAW()")
    made.receive(RAW, "S1", "R1")
    devices = [device("FG", f"S{n}") for n in range(len(NAMES))]
    lots = [lot("FGL", "1"), lot("FGM", "2"), lot("FGN", "3")]
    for item, name in zip(devices, NAMES, strict=True):
        named(made, item, name)
    made.make("10", [RAW], [*devices, *lots])
    made.node(CUSTOMERS[0], name='=HYPERLINK("http://x")')
    made.node(CUSTOMERS[1], name="Clinic, second")
    for n, item in enumerate([*devices[:3], *lots]):
        made.ship(item, "C1", f"D{n}", "2" if item in lots else "1")
    made.give_back(lots[0], "C1", "B1")
    made.ship(devices[4], "C2", "D20")
    made.ship(lots[1], "C3", "D21", "3")
    made.ship(lots[2], "C3", "D22", "0.5")
    made.link("SHIPPED_IN", devices[5], key("shipment", "D30"), "1", "u")  # to nobody: a gap
    return made
