"""The pictures of docs/explorer.md: `python -m tests.explorer.screenshots`, or only those that are named."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Route

from app.case.reading import read_case
from app.indicators.recording import compute
from app.settings import Settings
from benchmarks.explorer import answer_of, told
from graph_store import embedded
from graph_store.connect import open_embedded
from graph_store.store import Store
from quality.recall import Said
from tests.explorer.browsing import WIDE, chromium, opened, serving
from tests.explorer.deciding import Pair, open_people
from tests.explorer.figures import record_drills, record_figures
from tests.support.identity import HORSE
from tests.support.loading import load_into
from tests.support.simulated import small

IMAGES = Path(__file__).parents[2] / "docs" / "images"
LOT = "lot:plant/BL-3101/BL-00001"
BAD = "&".join(f"key=device:plant/FG-5001/{n:08d}" for n in range(1, 7))
MANY = 50_000


@dataclass(frozen=True)
class Picture:
    """A page as somebody sees it."""

    name: str
    address: str
    language: str = "en"
    dark: bool = False
    generated: bool = False
    account: str = ""
    height: int = WIDE["height"]


PICTURES = (
    Picture("find", "#/find?text=BL"),
    Picture("columns", f"#/trace?key={LOT}"),
    Picture("columns-dark", f"#/trace?key={LOT}", dark=True),
    Picture("columns-zh", f"#/trace?key={LOT}", language="zh-CN"),
    Picture("columns-50000", "#/trace?key=lot:p/RM-1/1&direction=forward", generated=True),
    Picture("record", f"#/trace?key={LOT}&row=lot:plant/FG-5001/FG-00003"),
    Picture("table", f"#/trace?key={LOT}&view=table"),
    Picture("table-zh-dark", f"#/trace?key={LOT}&view=table", language="zh-CN", dark=True),
    Picture("density-50000", "#/trace?key=lot:p/RM-1/1&direction=forward&view=density", generated=True),
    Picture("timeline", f"#/trace?key={LOT}&view=timeline"),
    Picture("around", f"#/trace?key={LOT}&view=around&row={LOT}"),
    Picture("environment", "#/environment?about=location:plant/EX-1"),
    Picture("missing", f"#/trace?key={LOT}&view=missing"),
    Picture("past", f"#/trace?key={LOT}&known-at=100"),
    Picture("causes", f"#/causes?{BAD}"),
    Picture("balance", f"#/balance?key={LOT}&key=lot:plant/PK-1007/0000001&key=lot:plant/FG-5001/FG-00003"),
    Picture("flow", f"#/trace?key={LOT}&view=flow"),
    Picture("scopes", "#/scopes"),
    Picture("loads", "#/loads"),
    Picture("scores", "#/loads?part=scores"),
    Picture("help", "#/help"),
)


def work_pictures(store: Store) -> tuple[Picture, ...]:
    """A plant with people, a recall that is under way, a decision that waits; now one signs in."""
    open_people(store)
    pair = Pair.of(store, "tips break")
    pair.give("Complaint", "open", ("COMPLAINS_OF", LOT), name="tip breaks", received="2026-03-02")
    overdue = {"name": "wall too thin", "description": "0.08 mm", "due": "2026-03-09"}
    pair.give("Nonconformity", "open", ("RAISED_ON", LOT), **overdue)
    recall = pair.open_recall("brittle tips", LOT)
    with store.reader() as reader:
        reached = sorted(read_case(reader, recall).case.consignees.values(), key=lambda one: one.key)
    told = [one.key for one in reached[:-2]]
    pair.notify(recall, LOT, told)
    first = reached[0]
    said = {one.about: one for one in first.deliveries}
    zero = dict.fromkeys(("on_hand", "corrected", "destroyed"), 0)
    pair.answer(
        recall,
        [
            Said(first.key, key, "2026-03-09", one.unit, {**zero, "sent_back": one.quantity or 0})
            for key, one in said.items()
        ],
    )
    other = pair.open_recall("cloudy bags", "lot:plant/BL-3102/BL-00002")
    pair.give(other, "evaluate", hazard_evaluation="none known", recall_class="III")
    case = f"#/case?key={recall}&row={told[0]}"
    return (
        Picture("work", "#/work", account="reg"),
        Picture("case", case, account="reg", height=1250),
        Picture("case-zh-dark", case, language="zh-CN", dark=True, account="reg", height=1250),
    )


def figure_pictures(store: Store) -> tuple[Picture, ...]:
    """A second hold beside that of the recall; half a year of key figures, and mock recalls."""
    device = "device:plant/FG-5001/00000003"
    Pair.of(store, "label").give("Hold", "place", ("DECIDED_ON", device), reason="label is torn")
    today = datetime.now(UTC).date()
    record_figures(store, today)
    compute(store, actor="os:cron", on_progress=lambda what, count, total: None)  # all the others
    record_drills(store, LOT, today)
    return (
        Picture("figures", "#/figures", account="reg", height=1250),
        Picture("figures-zh-dark", "#/figures", language="zh-CN", dark=True, account="reg", height=1250),
        Picture("holds", f"#/holds?row={device}", account="reg", height=1050),
    )


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Open the page, wait until nothing is asked, and keep the picture."""
    scheme = "dark" if picture.dark else "light"
    size = {**WIDE, "height": picture.height}
    context = opened(browser, address, language=picture.language, color_scheme=scheme, viewport=size)
    page = context.new_page()
    if picture.generated:
        body = told(answer_of(MANY))
        page.route("**/graphql", lambda route: _fulfil(route, body))
    page.goto(picture.address)
    if picture.account:
        page.locator("dialog input").first.fill(picture.account)
        page.locator("dialog input[type=password]").fill(HORSE)
        page.locator("dialog button[type=submit]").click()
        page.locator("dialog.who").wait_for(state="detached")
    page.wait_for_load_state("networkidle")
    page.locator("main > *").first.wait_for()
    page.wait_for_timeout(500)  # a frame is painted after the last answer
    page.locator(".busy").first.wait_for(state="detached")
    page.wait_for_timeout(200)
    page.screenshot(path=IMAGES / f"{picture.name}.png")
    if picture.name == "table":
        page.emulate_media(media="print")
        page.screenshot(path=IMAGES / "print.png")
    context.close()
    print(f"  {picture.name}.png")


def _fulfil(route: Route, body: str) -> None:
    route.fulfill(body=body, content_type="application/json")


def main(names: list[str]) -> None:
    """All of them, or these, on a simulated plant."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lotgraph-pictures-") as name:
        folder = Path(name)
        small().write(folder / "plant")
        store = open_embedded(folder)
        try:
            load_into(store, [folder / "plant"], "canonical")
            with chromium() as browser, serving(Settings(data_dir=folder), store) as address:
                wanted = [picture for picture in PICTURES if not names or picture.name in names]
                for picture in wanted:
                    take(browser, address, picture)
                for made in (work_pictures, figure_pictures):
                    for picture in made(store):
                        if not names or picture.name in names:
                            take(browser, address, picture)
        finally:
            store.close()
            embedded.stop(folder, force=True)


if __name__ == "__main__":
    main(sys.argv[1:])
