"""Where settings become a store."""

from __future__ import annotations

from collections.abc import Callable

from app.errors import ConfigurationError
from app.settings import Settings
from graph_store.connect import open_embedded, open_neo4j
from graph_store.endpoint import Endpoint
from graph_store.store import Store


def open_store(settings: Settings, *, on_wait: Callable[[str], None] | None = None) -> Store:
    """The Neo4j that is configured, else the embedded engine of the data folder."""
    if not settings.neo4j_uri:
        return open_embedded(settings.data_dir, on_wait=on_wait)
    return open_neo4j(neo4j_endpoint(settings), allow_plain=settings.insecure_bolt)


def neo4j_endpoint(settings: Settings) -> Endpoint:
    """Where the configured Neo4j is."""
    if not settings.password():
        raise ConfigurationError(
            "a Neo4j is named and no password is set",
            "Set LOTGRAPH_NEO4J_PASSWORD_FILE or LOTGRAPH_NEO4J_PASSWORD.",
        )
    return Endpoint(
        engine="neo4j",
        uri=settings.neo4j_uri,
        database=settings.neo4j_database,
        user=settings.neo4j_user,
        password=settings.password(),
        password_file=settings.neo4j_password_file,
    )
