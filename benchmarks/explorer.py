"""(h) The explorer in a real Chromium with software rendering: 50,000 affected items, drawn and scrolled.

The answer is generated and handed to the page in the place of the server's; the page is the one that is
served. There is no peer: the goals are numbers of the issue.
"""

from __future__ import annotations

import gzip
import json
import random
import statistics
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, Route

from app.api.web import STATIC
from app.settings import Settings
from tests.explorer.browsing import chromium, opened, serving
from tests.support.memory import MemoryStore

ROUNDS = 3
SECONDS_OF_SCROLLING = 2
GOALS = {
    "first paint, ms": "<= 300",
    "frames/s, devices scrolled": ">= 55",
    "frames/s, all columns at once": "none",
    "density map: first drawn, ms": "none",
    "density map: frames/s, panned": ">= 55",
    "density map: one redraw, ms": "none",
    "memory, MB": "<= 150",
    "script, KB gzip": "<= 150",
}
SIZES = {"small": 10_000, "plant": 50_000, "large": 50_000}

# After the answer has arrived: until a frame with lines was painted.
PAINTED = """() => new Promise((resolve) => {
    const look = () => {
        if (!document.querySelector(".column-device .line")) return requestAnimationFrame(look);
        requestAnimationFrame(() => setTimeout(() => {
            const asked = performance.getEntriesByType("resource");
            const arrived = asked.findLast((one) => one.name.endsWith("graphql"));
            resolve(performance.now() - arrived.responseEnd);
        }));
    };
    look();
})"""
SCROLLED = """([which, seconds]) => new Promise((resolve) => {
    const lists = [...document.querySelectorAll(which)];
    const [frames, began] = [[], performance.now()];
    const step = (now) => {
        frames.push(now);
        const far = 1 - Math.cos((now - began) / 400);
        for (const list of lists) list.scrollTop = (list.scrollHeight - list.clientHeight) * 0.3 * far;
        if (now - began < seconds * 1000) requestAnimationFrame(step);
        else resolve(frames.slice(1).map((at, i) => at - frames[i]));
    };
    requestAnimationFrame(step);
})"""

# From the choice of the view until the worker has drawn all of it.
MAPPED = """() => new Promise((resolve) => {
    const began = performance.now();
    location.hash += "&view=density";
    const look = () => {
        const canvas = document.querySelector(".density canvas");
        if (canvas?.dataset.drawn !== "0 1") return requestAnimationFrame(look);
        resolve(performance.now() - began);
    };
    look();
})"""
# Zoomed to an eighth and moved by the wheel, frame by frame; then how long the worker took for the last.
PANNED = """(seconds) => new Promise((resolve) => {
    const map = document.querySelector(".density-map");
    for (let i = 0; i < 3; i++) map.dispatchEvent(new KeyboardEvent("keydown", { key: "+", bubbles: true }));
    const [frames, began] = [[], performance.now()];
    const step = (now) => {
        frames.push(now);
        const deltaY = 40 * Math.cos((now - began) / 400);
        map.dispatchEvent(new WheelEvent("wheel", { deltaY, bubbles: true, cancelable: true }));
        if (now - began < seconds * 1000) requestAnimationFrame(step);
        else {
            const took = Number(document.querySelector(".density canvas").dataset.took);
            resolve([frames.slice(1).map((at, i) => at - frames[i]), took]);
        }
    };
    requestAnimationFrame(step);
})"""


@dataclass
class Block:
    """Rows and relationships as the API's columns have them."""

    rows: list[tuple[str, str, str | None]] = field(default_factory=list)
    links: list[tuple[str, int, int]] = field(default_factory=list)

    def add(self, label: str, keys: list[str], quantity: str | None = None) -> range:
        """More rows of a label; their numbers."""
        first = len(self.rows)
        self.rows += [(key, label, quantity) for key in keys]
        return range(first, len(self.rows))

    def join(self, type_: str, source: int, target: int) -> None:
        """A relationship."""
        self.links.append((type_, source, target))

    def columns(self) -> dict[str, list[object]]:
        """The block of the answer."""
        units = ["u" if quantity else None for *_, quantity in self.rows]
        return {
            "keys": [key for key, *_ in self.rows],
            "labels": [label for _, label, _ in self.rows],
            "names": [None] * len(self.rows),
            "quantities": [quantity for *_, quantity in self.rows],
            "units": list(units),
            "udiDis": [None] * len(self.rows),
            "edgeKeys": [f"{type_}:p/{n}" for n, (type_, *_) in enumerate(self.links)],
            "edgeTypes": [type_ for type_, *_ in self.links],
            "edgeSources": [source for _, source, _ in self.links],
            "edgeTargets": [target for *_, target in self.links],
        }


def answer_of(items: int) -> Block:
    """A recall of so many items: four of five are devices, no two of which are joined alike by rule."""
    draw, block = random.Random(1), Block()
    start = block.add("Lot", ["lot:p/RM-1/1"], "100")[0]
    steps = block.add("ProcessStep", [f"step:p/production/M{n:06d}" for n in range(items // 50)])
    lots = block.add("Lot", [f"lot:p/FG/{n:06d}" for n in range(items // 25)], "250")
    devices = block.add("Device", [f"device:p/FG/{n:08d}" for n in range(items * 4 // 5)], "1")
    shipments = block.add("Shipment", [f"shipment:p/S{n:06d}" for n in range(items // 10)])
    customers = block.add("Customer", [f"customer:p/C{n:05d}" for n in range(items // 50)])
    for step in steps:
        block.join("CONSUMED_IN", start, step)
    for lot in lots:
        block.join("PRODUCED", draw.choice(steps), lot)
    for device in devices:
        block.join("HAS_UNIT", draw.choice(lots), device)
        block.join("SHIPPED_IN", device, draw.choice(shipments))
    for shipment in shipments:
        block.join("DELIVERED_TO", shipment, draw.choice(customers))
    return block


def told(block: Block) -> str:
    """The whole response."""
    trace: dict[str, Any] = {
        "direction": "forward",
        "start": ["lot:p/RM-1/1"],
        "complete": True,
        "asOf": None,
        "knownAt": 1,
        "timeAware": False,
        "excluded": None,
        "prefer": [],
        "sha256": "0" * 64,
        "exportUrl": "/export/recall?key=lot:p/RM-1/1",
        "ledger": {"size": 1, "root": "0" * 64},
        "counts": [],
        "totals": {"devices": sum(label == "Device" for _, label, _ in block.rows), "byMaterial": []},
        "gaps": [],
        "notes": [],
        "columns": block.columns(),
    }
    return json.dumps({"data": {"recall": trace, "ledgerHead": {"size": 1}}})


def measure(size: str) -> None:
    """Prints medians beside the goals."""
    items = SIZES[size]
    body = told(answer_of(items))
    found: dict[str, list[float]] = {name: [] for name in GOALS}
    with chromium() as browser, serving(Settings(), MemoryStore()) as address:
        for _ in range(ROUNDS):
            context = opened(browser, address)
            page = context.new_page()
            page.route("**/graphql", lambda route: _fulfil(route, body))
            for name, figure in _measured(page).items():
                found[name].append(figure)
            context.close()
    print(f"explorer, {items:,} items, Chromium with software rendering, median of {ROUNDS}:")
    for name, goal in GOALS.items():
        print(f"  {name:30} {statistics.median(found[name]):8.1f}  goal {goal}")


def _fulfil(route: Route, body: str) -> None:
    route.fulfill(body=body, content_type="application/json")


def _measured(page: Page) -> dict[str, float]:
    page.goto("#/trace?key=lot:p/RM-1/1&direction=forward")
    painted = page.evaluate(PAINTED)
    one = page.evaluate(SCROLLED, [".column-device .lines", SECONDS_OF_SCROLLING])
    every = page.evaluate(SCROLLED, [".lines", SECONDS_OF_SCROLLING])
    mapped = page.evaluate(MAPPED)
    panned, redrawn = page.evaluate(PANNED, SECONDS_OF_SCROLLING)
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    scripts = sum(len(gzip.compress(file.read_bytes())) for file in (STATIC / "explorer").glob("*.js"))
    figures = (
        painted,
        1000 / statistics.median(one),
        1000 / statistics.median(every),
        mapped,
        1000 / statistics.median(panned),
        redrawn,
        metrics["JSHeapUsedSize"] / 1e6,
        scripts / 1024,
    )
    return dict(zip(GOALS, figures, strict=True))
