"""hold list, show, of, place, lift."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.ask import AsOfOption, FormatOption, KnownAtOption, PreferOption, chosen_form, chosen_view
from app.commands.causes import Lines, print_lines
from app.commands.deciding import AsOption, signer_of, told
from app.commands.reasons import stated

if TYPE_CHECKING:
    from app.holding.board import Board
    from app.holding.items import HeldBy
    from app.holding.shown import Shown
    from app.working import Wish

app = typer.Typer(no_args_is_help=True, help="What must wait: list, show, ask of an item, place, lift.")
LISTED = ("hold", "on hand", "shipped", "used up", "freed by lift", "decided", "reason", "on")
ITEMS = ("where", "key", "quantity", "unit", "shipments", "also held by")
HELD = ("item", "held", "hold", "decided", "reason")
ReasonOption = Annotated[str, typer.Option(help="Why; recorded with it, for ever.")]


@app.command("list")
def list_holds(
    form: FormatOption = "table",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    prefer: PreferOption = None,
) -> int:
    """The holds in force, and how much each of them reaches.

    Example: lotgraph hold list

    Exit code 0: complete. 3: answered, but something is missing, and it is named.
    """
    from app.commands.ask import reading
    from app.holding.board import board

    chosen, view = chosen_form(form), chosen_view(as_of, prefer)
    with reading(known_at) as reader:
        found = board(reader, view)
    head = f"{len(found.holds)} holds in force, which reach {len(found.items)} lots and devices."
    print_lines(chosen, found.to_json(), LISTED, _listed(found), [head], [], found.gaps, found.notes)
    return 0 if found.complete else 3


@app.command()
def show(
    key: Annotated[str, typer.Argument(metavar="HOLD", help="Its key; a shorter one that fits one will do.")],
    form: FormatOption = "table",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    prefer: PreferOption = None,
) -> int:
    """What a hold reaches: what is on hand, what was shipped already, and what else holds it.

    To whom it was shipped, a recall tells: lotgraph recall KEY.

    Example: lotgraph hold show hold:plant/H-7

    Exit code 0: complete. 3: answered, but something is missing, and it is named.
    2: unknown or ambiguous key.
    """
    from app.commands.ask import reading
    from app.holding.shown import show as ask

    chosen, view = chosen_form(form), chosen_view(as_of, prefer)
    with reading(known_at) as reader:
        found = ask(reader, key, view)
    gaps, notes = found.board.gaps, found.board.notes
    print_lines(chosen, found.to_json(), ITEMS, _shown(found), [_head(found)], [], gaps, notes)
    return 0 if found.board.complete else 3


@app.command("of")
def hold_of(
    keys: Annotated[list[str], typer.Argument(metavar="ITEM...", help="Keys of lots and devices.")],
    form: FormatOption = "table",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    prefer: PreferOption = None,
) -> int:
    """Which holds reach a lot or device, by whatever it was made of.

    Example: lotgraph hold of device:plant/FG-1/1001

    Exit code 0: free, and nothing is missing. 3: held, or something is missing that a hold may be on.
    2: unknown or ambiguous key.
    """
    from app.commands.ask import reading
    from app.holding.items import held_by

    chosen, view = chosen_form(form), chosen_view(as_of, prefer)
    with reading(known_at) as reader:
        found = held_by(reader, keys, view)
    head = f"{len(found.held)} of {len(found.items)} held."
    print_lines(chosen, found.to_json(), HELD, _held(found), [head], [], found.gaps, found.notes)
    return 3 if found.held or not found.complete else 0


@app.command()
def place(
    keys: Annotated[
        list[str], typer.Argument(metavar="KEY...", help="Lots, devices, materials or steps that must wait.")
    ],
    reason: ReasonOption,
    sign_as: AsOption = None,
) -> int:
    """Make these wait, with all that was made of them; the number of the hold is printed.

    Example: lotgraph hold place lot:plant/RM-1001/4711 --reason "foreign matter" --as qui

    Exit code 0: placed. 3: proposed, others must sign. 1: refused, nothing was recorded. 2: no such record.
    """
    from app.working import Wish

    why = stated(reason)

    def wish(whole: list[str]) -> Wish:
        return Wish("Hold", "place", {"reason": why}, [("DECIDED_ON", target) for target in whole])

    return _work(keys, wish, why, sign_as, "Placed")


@app.command()
def lift(
    key: Annotated[str, typer.Argument(metavar="HOLD", help="Its key; a shorter one that fits one will do.")],
    reason: ReasonOption,
    sign_as: AsOption = None,
) -> int:
    """End a hold. What no other hold reaches is free: `lotgraph hold show HOLD` lists it before.

    Example: lotgraph hold lift hold:lotgraph/7KXQ2M --reason "the count was repeated and is good" --as qui

    Exit code 0: lifted. 3: proposed, others must sign. 1: refused, nothing was recorded. 2: no such record.
    """
    from app.working import Wish

    return _work([key], lambda whole: Wish(whole[0], "lift", {}), stated(reason), sign_as, "Lifted")


def _work(
    texts: Sequence[str], wish: Callable[[list[str]], Wish], reason: str, sign_as: str | None, done: str
) -> int:
    """Carry out a command of the hold's workflow on the records that these texts stand for."""
    from app.corrections import Decider
    from app.questions.starts import resolve
    from app.settings import Settings
    from app.terminal import waiting
    from app.wiring import open_store
    from app.working import work

    settings = Settings()
    with open_store(settings, on_wait=waiting) as store:
        with store.reader() as reader:
            whole = sorted({resolve(reader, text) for text in texts})
        by = Decider(settings.who(), reason, signer_of(store, sign_as))
        carried = work(store, wish(whole), by)
        return told(carried.outcome, f"{done} {carried.key}")


def _listed(found: Board) -> Lines:
    numbers = {
        hold.key: (found.here(hold.key), found.shipped(hold.key), found.used(hold.key))
        for hold in found.holds
    }
    return [
        (
            *(hold.key, *(str(len(some)) for some in numbers[hold.key])),
            str(len(found.release(hold.key).free)),
            *(hold.decided, hold.reason, " ".join(hold.targets)),
        )
        for hold in found.holds
    ]


def _head(found: Shown) -> str:
    hold = found.hold
    if not found.in_force:
        until = f", lifted at {hold.lifted}" if hold.lifted else ""
        return f"{hold.key} is not in force{until}; it holds nothing."
    said = f"{hold.key} on {', '.join(hold.targets) or 'nothing'}: {hold.reason or 'no reason stated'}."
    numbers = f"On hand {len(found.here)}, shipped {len(found.shipped)}, used up {len(found.used)}."
    return f"{said} {numbers} A lift would free {len(found.release.free)}."


def _shown(found: Shown) -> Lines:
    """What is here, with its shipments where a part of it left; then what is wholly gone."""
    gone = [held for held in found.shipped if not held.where.here]
    rows = [("on hand", h) for h in found.here] + [("shipped", h) for h in gone]
    rows += [("used up", h) for h in found.used]
    return [
        (
            *(where, held.key, held.where.quantity or "", held.where.unit or ""),
            *(" ".join(held.where.shipments), " ".join(found.others(held))),
        )
        for where, held in rows
    ]


def _held(found: HeldBy) -> Lines:
    by_key = {hold.key: hold for hold in found.holds}
    lines: Lines = []
    for item, keys in found.items.items():
        lines += [(item, "held", key, by_key[key].decided, by_key[key].reason) for key in keys]
        if not keys:
            lines.append((item, "held" if item in found.held else "free", "", "", ""))
    return lines
