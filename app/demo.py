"""The demonstration: a made-up plant is loaded, and the running server is asked about it."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import webbrowser
from typing import Any
from urllib.parse import quote

from app.load import load
from app.settings import Settings
from app.terminal import print_rows, say, waiting
from app.wiring import open_store
from loaders.plan import plan
from simulator import Truth, build

SECONDS_TO_WAIT = 60
RECALL = """
query Recall($keys: [String!]!) {
  recall(keys: $keys) {
    complete
    totals { devices }
    rows(first: 500) { edges { node { key label name quantity unit } } }
  }
}
"""


def load_plant(settings: Settings, seed: int) -> str:
    """Write and load a small plant; returns the lot the demonstration asks about."""
    folder = settings.data_dir / "demo"
    say("Writing a made-up plant's exports")
    plant = build("small", seed)
    plant.write(folder)
    say(f"Loading {folder}")
    with open_store(settings, on_wait=waiting) as store:
        report = load(
            store,
            plan([folder], profile="canonical", namespace=None),
            actor=settings.who(),
            on_rows=lambda name, rows: None,
            on_reject=lambda name, row: None,
        )
    rows = sum(file.read for file in report.files)
    say(f"{rows} rows read, {report.rejected} rejected; the ledger holds {report.size} commits")
    return _start(plant.interesting_starts(), plant.truth())


def _start(starts: list[str], truth: Truth) -> str:
    """The lot that reaches most customers with nothing missing."""
    answers = {key: truth.recall(key) for key in starts if key.startswith("lot:")}
    whole = {key: answer for key, answer in answers.items() if answer.devices and not answer.gaps}
    return max(whole, key=lambda key: (len(whole[key].customers), whole[key].devices, key))


def tell(url: str, start: str, browser: bool) -> None:
    """Ask the server once it answers, and show what it said."""
    answer = _ask(url, start)
    rows = [edge["node"] for edge in answer["rows"]["edges"]]
    print(f"\nlotgraph recall {start}", flush=True)
    print_rows(
        ("type", "key", "name", "quantity"),
        [
            (r["label"], r["key"], r["name"] or "", f"{r['quantity'] or ''} {r['unit'] or ''}".strip())
            for r in rows
        ],
    )
    state = "complete" if answer["complete"] else "NOT complete"
    print(f"The answer is {state}: {answer['totals']['devices']} devices, {len(rows)} rows.")
    print(f"\nlotgraph is ready at {url}\nGraphQL: {url}/graphql    Ctrl-C ends it.", flush=True)
    if browser:
        webbrowser.open(f"{url}/#/trace?key={quote(start)}")


def _ask(url: str, start: str) -> dict[str, Any]:
    body = json.dumps({"query": RECALL, "variables": {"keys": [start]}}).encode()
    request = urllib.request.Request(  # noqa: S310  # our own loopback address
        f"{url}/graphql", body, {"Content-Type": "application/json", "Accept": "application/json"}
    )
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while True:
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_TO_WAIT) as response:  # noqa: S310
                said = json.load(response)
                if "errors" in said:
                    raise RuntimeError(said["errors"])
                return dict(said["data"]["recall"])
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
