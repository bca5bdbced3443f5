"""Alive and ready."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from app.api.server import create_app
from app.settings import Settings
from graph_store.store import Store
from tests.support.api import RAW, error_of


def test_ready_after_a_read(api: TestClient, plant: Store) -> None:
    head = plant.head()
    assert api.get("/health/ready").json() == {
        "status": "ready",
        "ledger": {"size": head.size, "root": head.root},
    }


def test_not_ready_without_a_store(tmp_path: Path) -> None:
    # Port 1 refuses; a real driver meets it.
    password = tmp_path / "password"
    password.write_text("any")
    settings = Settings(
        data_dir=tmp_path, neo4j_uri="bolt://127.0.0.1:1", neo4j_password_file=password, insecure_bolt=True
    )
    with TestClient(create_app(settings)) as api:
        assert error_of(api, "{ ledgerHead { size } }")["code"] == "STORE_UNAVAILABLE"
        response = api.get("/health/ready")
        assert response.status_code == 503
        assert response.json()["code"] == "STORE_UNAVAILABLE"
        assert response.json()["nextStep"]
        assert api.get("/health/live").status_code == 200
        assert api.get("/export/recall", params={"key": RAW}).status_code == 503
