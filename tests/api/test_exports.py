"""Answers as files."""

from __future__ import annotations

import csv
import io
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from app.questions import ask
from app.terminal import csv_lines
from graph_store.store import Store
from tests.support.api import MIDDLE, RAW, UNITS, asked
from tests.support.build import Plant, device, lot, step


@pytest.mark.parametrize("question", ["recall", "genealogy"])
@pytest.mark.parametrize("with_links", [True, False])
def test_an_export_is_the_contract_of_the_command_line(
    api: TestClient, plant: Store, question: str, with_links: bool
) -> None:
    keys = [RAW, UNITS[0]]
    with plant.reader() as reader:
        answer = getattr(ask, question)(reader, keys)
    parameters: dict[str, Any] = {"key": keys, "with_links": with_links}
    response = api.get(f"/export/{question}", params=parameters)
    assert response.content == orjson.dumps(answer.to_json(with_links=with_links)) + b"\n"
    table = api.get(f"/export/{question}", params={"key": keys, "format": "csv"})
    wanted = [["" if cell is None else str(cell) for cell in line] for line in csv_lines(answer)]
    assert list(csv.reader(io.StringIO(table.text, newline=""))) == wanted


def test_the_export_url_gives_the_same_answer_later(api: TestClient, plant: Store) -> None:
    query = "query Q($k: [String!]!) { recall(keys: $k) { exportUrl sha256 } }"
    trace = asked(api, query, k=[RAW])["recall"]
    later = Plant("later")
    later.make("30", [MIDDLE], [device("FG", "S99")])
    later.commit(plant)
    assert api.get(trace["exportUrl"]).json()["sha256"] == trace["sha256"]


def test_a_csv_says_what_is_missing(api: TestClient, plant: Store) -> None:
    made = Plant("gap")
    made.link("CONSUMED_IN", lot("RM", "orphan"), step("40"), "1")
    made.commit(plant)
    table = api.get("/export/recall", params={"key": lot("RM", "orphan"), "format": "csv"}).text
    assert "GAP step_without_output" in table


def test_refused_exports(api: TestClient, plant: Store) -> None:
    made = Plant("twins")
    for record in ("1", "2"):
        made.receive(lot("RM", "8", record), "S1", f"T{record}")
    made.commit(plant)
    for address, status, code in (
        ("/export/recall?key=lot:t/x/y", 404, "UNKNOWN_KEY"),
        ("/export/recall?key=lot:t/RM/8", 409, "AMBIGUOUS_KEY"),
        ("/export/recall?key=material:t/RM", 400, "BAD_REQUEST"),
        ("/export/genealogy", 400, "BAD_REQUEST"),
        (f"/export/genealogy?key={RAW}&known_at=x", 400, "BAD_REQUEST"),
        (f"/export/genealogy?key={RAW}&known_at=99", 400, "BAD_REQUEST"),
    ):
        response = api.get(address)
        assert response.status_code == status, address
        assert response.json()["code"] == code
        assert set(response.json()) - {"zh"} == {"code", "message", "nextStep"}
