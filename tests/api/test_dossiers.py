"""A dossier over HTTP: that of the command line, for who may audit and see every site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from httpx import Response
from starlette.testclient import TestClient

from app.api.server import create_app
from app.dossier.verifying import verify
from app.identity.people import NewAccount, open_account
from app.settings import Settings
from graph_model.policy import Role
from graph_store.security_log import Kind
from graph_store.store import Store
from ledger.keys import KeyFolder
from ledger.verify_notes import Key, read_key
from tests.api.test_sites import client_of
from tests.questions.test_sites import RAW, SITES, two_plants
from tests.support.identity import Wall, desk_of, make_cheap, open_ada, told
from tests.support.questions import RESIN, whole_plant

PATH = "/export/dossier"


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Key:
    """The ledger's key, in the data folder of the server."""
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(tmp_path))
    return read_key(str(KeyFolder(Settings().key_folder).new("plant.example/ledger")))


def answered(store: Store, login: str, **parameters: str) -> Response:
    """What a program of this account gets."""
    with client_of(store, login) as api:
        response: Response = api.get(PATH, params={"key": RAW, **parameters})
        return response


def test_a_dossier_is_that_of_the_command_line(store: Store, trusted: Key) -> None:
    whole_plant().commit(store)
    with TestClient(create_app(Settings(), store=store)) as api:
        for direction, name, rows in (("forward", "recall", 5), ("backward", "genealogy", 3)):
            response = api.get(PATH, params={"key": RESIN, "direction": direction})
            assert response.status_code == 200
            disposition = response.headers["content-disposition"]
            assert disposition == f'attachment; filename="{name}.dossier"'
            found = verify(response.content, trusted)
            assert (found.direction, found.rows, found.trusted) == (direction, rows, True)
        asked = {"key": RESIN, "as_of": "2025-03-15", "known_at": 1}
        found = verify(api.get(PATH, params=asked).content, trusted)
        assert (found.known_at, found.asked.as_of) == (1, "2025-03-15")
        for wrong, status in (
            ({"key": "lot:t/none/1"}, 404),
            ({"key": RESIN, "direction": "up"}, 400),
            ({"key": RESIN, "known_at": "99"}, 400),
            ({}, 400),
        ):
            response = api.get(PATH, params=wrong)
            told = response.status_code, set(response.json()) - {"zh"}
            assert told == (status, {"code", "message", "nextStep"})


def test_without_a_signing_key_it_is_refused_with_the_next_step(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(tmp_path))
    whole_plant().commit(store)
    with TestClient(create_app(Settings(), store=store)) as api:
        response = api.get(PATH, params={"key": RESIN})
    assert (response.status_code, response.json()) == (
        409,
        {
            "code": "REFUSED",
            "message": "there is no signing key",
            "nextStep": "Make one with `lotgraph key new`.",
        },
    )


def test_it_takes_who_may_audit_and_who_may_see_every_site_or_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch, trusted: Key
) -> None:
    make_cheap(monkeypatch)
    two_plants().commit(store)
    desk = desk_of(store, Wall(store))
    ada = open_ada(desk)
    for login, role, sites in (
        ("kim", Role.INVESTIGATOR, []),
        ("qui", Role.QUALITY_MANAGER, []),
        ("lee", Role.QUALITY_MANAGER, [SITES["A"]]),
    ):
        open_account(desk, NewAccount(login, login, login, [role], sites), ada)
    refused = answered(store, "kim")
    assert (refused.status_code, refused.json()["message"]) == (403, "A dossier takes the permission audit.")
    refused = answered(store, "lee")
    assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")
    whole, beyond = answered(store, "qui"), answered(store, "lee", all_sites="true")
    rows = [json.loads(one.content)["dossier"]["answer"]["rows"] for one in (whole, beyond)]
    assert rows[0] == rows[1]
    assert verify(beyond.content, trusted).trusted
    logged = [(kind, account, detail) for kind, account, _, detail in told(store)]
    assert ("all_sites_recall", "account:lotgraph/lee", f"dossier of {RAW}") in logged
    assert [one[1:] for one in logged if one[0] == Kind.PERMISSION_REFUSED] == [
        ("account:lotgraph/kim", PATH),
        ("account:lotgraph/lee", PATH),
    ]
