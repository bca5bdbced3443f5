"""The pictures of docs/explorer.md: `python -m tests.explorer.screenshots`."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Route

from app.settings import Settings
from benchmarks.explorer import answer_of, told
from graph_store import embedded
from graph_store.connect import open_embedded
from tests.explorer.browsing import chromium, opened, serving
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


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Open the page, wait until nothing is asked, and keep the picture."""
    scheme = "dark" if picture.dark else "light"
    context = opened(browser, address, language=picture.language, color_scheme=scheme)
    page = context.new_page()
    if picture.generated:
        body = told(answer_of(MANY))
        page.route("**/graphql", lambda route: _fulfil(route, body))
    page.goto(picture.address)
    page.wait_for_load_state("networkidle")
    page.locator("main > *").first.wait_for()
    page.wait_for_timeout(500)  # a frame is painted after the last answer
    page.screenshot(path=IMAGES / f"{picture.name}.png")
    if picture.name == "table":
        page.emulate_media(media="print")
        page.screenshot(path=IMAGES / "print.png")
    context.close()
    print(f"  {picture.name}.png")


def _fulfil(route: Route, body: str) -> None:
    route.fulfill(body=body, content_type="application/json")


def main() -> None:
    """All of them, on a simulated plant."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lotgraph-pictures-") as name:
        folder = Path(name)
        small().write(folder / "plant")
        store = open_embedded(folder)
        try:
            load_into(store, [folder / "plant"], "canonical")
            with chromium() as browser, serving(Settings(data_dir=folder), store) as address:
                for picture in PICTURES:
                    take(browser, address, picture)
        finally:
            store.close()
            embedded.stop(folder, force=True)


if __name__ == "__main__":
    main()
