"""The table as it is shown: the server's cells, in the order asked, with what it stands on."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from httpx import Response
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from app.api import guard, shown
from app.api.server import create_app
from app.questions.ask import genealogy, recall
from app.questions.certificate import certify
from app.questions.view import View
from app.reports.report import Report
from app.reports.shown import FIELDS
from app.reports.texts import named
from app.settings import Settings
from tests.support.api import CUSTOMER, MIDDLE, RAW, UNITS, small_plant
from tests.support.build import lot
from tests.support.columns import ColumnStore
from tests.support.memory import MemoryStore
from tests.support.paper import pages_of


@pytest.fixture(params=[MemoryStore, ColumnStore])
def store(request: pytest.FixtureRequest) -> MemoryStore:
    made: MemoryStore = request.param()
    small_plant().commit(made)
    return made


@pytest.fixture
def client(store: MemoryStore) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(), store=store)) as made:
        yield made


def asked(client: TestClient, **more: object) -> Response:
    body = {
        "format": "csv",
        "language": "en",
        "keys": [MIDDLE],
        "forward": True,
        "backward": True,
        "knownAt": 1,
        "fields": list(FIELDS),
        "rows": [],
    }
    body |= more
    if "sha256" not in body:
        body["sha256"] = hashes(client, body)
    response: Response = client.post("/export/shown", json=body)
    return response


def hashes(client: TestClient, body: dict[str, object]) -> list[str]:
    """Of the answers that are on the page."""
    found = []
    for way, question in (("forward", "recall"), ("backward", "genealogy")):
        asked = {"key": body["keys"], "known_at": body["knownAt"], "time_aware": body.get("timeAware", False)}
        if way == "backward":
            del asked["time_aware"]
        if body[way]:
            found.append(client.get(f"/export/{question}", params=asked).json().get("sha256", "none"))
    return found or ["none"]


def lines(response: Response) -> list[list[str]]:
    assert response.status_code == 200, response.text
    return [*csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""))]


def both(store: MemoryStore) -> list[str]:
    """Keys as the explorer numbers them."""
    reader = store.reader()
    told = [row.key for ask in (recall, genealogy) for row in ask(reader, [MIDDLE]).rows]
    return list(dict.fromkeys(told))


def test_cells_are_those_of_the_answers_in_the_order_asked(store: MemoryStore, client: TestClient) -> None:
    keys = both(store)
    order = list(reversed(range(len(keys))))
    head, *rows, foot = lines(asked(client, rows=order))
    assert head == ["Type", "Number", "Of", "Name", "Quantity", "Unit", "UDI-DI", "Direction", "Key"]
    assert [row[-1] for row in rows] == list(reversed(keys))
    by_key = {row[-1]: row for row in rows}
    assert by_key[MIDDLE][:3] + by_key[MIDDLE][7:8] == ["Lot", "1", "WIP", "start"]
    assert by_key[UNITS[0]][:3] + by_key[UNITS[0]][7:8] == ["Device", "S1", "FG", "went to"]
    assert by_key[RAW][:3] + by_key[RAW][7:8] == ["Lot", "7", "RM", "made of"]
    assert by_key[CUSTOMER][3] == "Clinic 慈济"
    answer = recall(store.reader(), [MIDDLE])
    told = {row.key: [row.quantity or "", row.unit or ""] for row in answer.rows}
    assert {key: by_key[key][4:6] for key in told} == told
    assert len(foot) == 1


def test_the_foot_says_what_it_stands_on(store: MemoryStore, client: TestClient) -> None:
    *_, [foot] = lines(asked(client, rows=[1, 0]))
    reader = store.reader()
    answers = [ask(reader, [MIDDLE]) for ask in (recall, genealogy)]
    said = dict(pair.split(": ", 1) for pair in foot.split("; "))
    made = said.pop("Made")
    assert made.endswith("Z")
    assert said == {
        "Asked": MIDDLE,
        "Direction": "what it went to, and what it was made of",
        "Answer": "complete",
        "Shown": f"2 of {len(both(store))}",
        "As of": "now",
        "Known at ledger size": "1",
        "Ledger root": reader.root,
        "SHA-256 of the answer": answers[1].sha256,
        "SHA-256 of its certificate": certify(reader, answers[1]).sha256,
        "Made for": "a server without accounts",
    }
    assert f"SHA-256 of the answer: {answers[0].sha256}" in foot


def test_what_is_missing_is_told_with_it(client: TestClient, store: MemoryStore) -> None:
    made = small_plant()
    made.make("30", [lot("LOST", "1")], [lot("NEW", "1")])
    made.commit(store)
    asking: dict[str, Any] = {"keys": [lot("NEW", "1")], "forward": False, "knownAt": 2, "rows": [0]}
    answer = genealogy(store.reader(), [lot("NEW", "1")], View())
    assert answer.gaps
    told = lines(asked(client, **asking))
    at = told.index(["What is missing"])
    assert told[at + 1] == ["Kind", "Type", "Key", "What"]
    assert [[row[0], *row[2:]] for row in told[at + 2 : -1]] == [
        [named("en", "gap", gap.kind), gap.key, gap.message] for gap in answer.gaps
    ]
    assert f"NOT complete, things missing: {len(answer.gaps)}" in told[-1][0]
    pages = pages_of(asked(client, format="pdf", **asking).content)
    assert all("NOT complete" in page for page in pages)


def test_a_time_aware_table_says_so_and_has_no_certificate(client: TestClient) -> None:
    *_, [foot] = lines(asked(client, timeAware=True, backward=False, rows=[0]))
    assert "SHA-256 of its certificate: none: times say what was left out" in foot


def test_a_workbook_and_a_paper_say_the_same_in_chinese(store: MemoryStore, client: TestClient) -> None:
    some = {"language": "zh-CN", "fields": ["type", "number", "name"], "rows": list(range(len(both(store))))}
    expected = lines(asked(client, **some))
    book = CalamineWorkbook.from_filelike(io.BytesIO(asked(client, format="xlsx", **some).content))
    assert book.get_sheet_by_name("受影响的记录").to_python() == expected[:-1]
    paper = asked(client, format="pdf", **some)
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.headers["content-disposition"] == 'attachment; filename="lotgraph-1.pdf"'
    text = pages_of(paper.content)[0]
    assert [cell for row in expected[:-1] for cell in row if cell not in text] == []


@pytest.mark.parametrize(
    ("more", "status", "says"),
    [
        ({"rows": [999]}, 409, "another one was asked for"),
        ({"rows": [-1]}, 409, "another one was asked for"),
        ({"rows": ["1"]}, 400, "rows.0"),
        ({"rows": [1, 1]}, 409, "A row is asked for twice."),
        ({"sha256": ["other", "other"]}, 409, "not the one on the page"),
        ({"sha256": []}, 400, "sha256"),
        ({"fields": []}, 400, "fields"),
        ({"fields": ["key", "key"]}, 400, "each column once"),
        ({"fields": ["key"] * 140, "format": "pdf"}, 400, "fields"),
        ({"fields": ["secret"]}, 400, "fields.0"),
        ({"format": "docx"}, 400, "format"),
        ({"language": "fr"}, 400, "language"),
        ({"forward": False, "backward": False}, 400, "Neither direction"),
        ({"more": 1}, 400, "more"),
    ],
)
def test_what_is_not_as_it_must_be_is_refused(
    client: TestClient, more: dict[str, object], status: int, says: str
) -> None:
    response = asked(client, **more)
    assert (response.status_code, says in response.text) == (status, True), response.text
    assert response.json()["nextStep"]


def test_a_table_may_be_chosen_by_more_than_other_bodies_may_have(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [0] * 600_000
    assert "A row is asked for twice." in asked(client, rows=rows).text
    monkeypatch.setitem(guard._MOST_BYTES_OF, "/export/shown", 1024)
    refused = asked(client, rows=rows)
    assert (refused.status_code, "1024" in refused.json()["message"]) == (413, True)


def test_tables_are_made_one_after_the_other_and_too_many_are_sent_away(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    report = shown._report

    def slow(*given: Any) -> Report:
        begun.set()
        assert go_on.wait(60)
        return report(*given)

    monkeypatch.setattr(shown, "_report", slow)
    monkeypatch.setattr(shown, "MOST_WAITING", 1)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(asked, client, rows=[0])
        assert begun.wait(60)
        second = asked(client, rows=[0])
        go_on.set()
        assert first.result().status_code == 200
    assert (second.status_code, second.json()["code"]) == (503, "STORE_UNAVAILABLE")
    assert asked(client, rows=[0]).status_code == 200
