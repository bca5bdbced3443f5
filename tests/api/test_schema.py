"""The committed schema is the one that is served, and says what everything is."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from app.api.nodes import TYPES
from app.api.schema import sdl
from app.api.server import create_app
from app.settings import Settings
from graph_model.nodes import NODES
from tests.support.api import Broken, asked


def test_the_committed_schema_is_current() -> None:
    committed = Path(__file__).resolve().parents[2] / "docs" / "schema.graphql"
    assert committed.read_text("utf-8") == sdl()
    assert set(TYPES) == {declared.label for declared in NODES}


def test_everything_in_the_schema_is_described() -> None:
    with TestClient(create_app(Settings(), store=Broken(RuntimeError()))) as api:
        types = asked(api, "{ __schema { types { name description fields { name description } } } }")
    for found in types["__schema"]["types"]:
        if not found["name"].startswith("__") and found["fields"]:
            assert found["description"], found["name"]
            # PageInfo and ids are Relay's.
            assert [f["name"] for f in found["fields"] if not f["description"]] == [], found["name"]


def test_whatever_has_the_fields_of_an_answer_is_one() -> None:
    kinds = "{ __schema { types { kind name fields { name } interfaces { name } } } }"
    with TestClient(create_app(Settings(), store=Broken(RuntimeError()))) as api:
        types = {found["name"]: found for found in asked(api, kinds)["__schema"]["types"]}
    own = {field["name"] for field in types["Answer"]["fields"]}
    objects = [found for found in types.values() if found["kind"] == "OBJECT"]
    alike = {t["name"] for t in objects if own <= {field["name"] for field in t["fields"]}}
    assert alike == {t["name"] for t in objects if {"name": "Answer"} in t["interfaces"]}
    assert {"Trace", "Evidence", "CommonCause", "HoldBoard"} <= alike
