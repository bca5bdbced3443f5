"""serve, demo."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
DEMO_SEED = 1


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(demo)
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to bind.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to bind.")] = 8000,
) -> int:
    """Serve the GraphQL API at /graphql.

    Example: lotgraph serve --port 9000
    """
    from app.settings import Settings
    from app.terminal import say

    settings = Settings()
    _check_host(host, settings)
    say(f"lotgraph serves http://{host}:{port}/graphql (Ctrl-C ends it)")
    _run(settings, host, port)
    return 0


def demo(
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the query page.")] = True,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; the next free one is taken.")] = 8000,
) -> int:
    """Load a made-up plant, show an answered recall, serve the API until Ctrl-C.

    Example: lotgraph demo --no-browser
    """
    import threading

    from app import demo as show
    from app.settings import Settings
    from app.terminal import say

    settings = Settings()
    start = show.load_plant(settings, DEMO_SEED)
    chosen = _free_port(port)
    url = f"http://127.0.0.1:{chosen}"
    teller = threading.Thread(target=show.tell, args=(url, start, browser), daemon=True)
    say(f"Starting the API at {url}")
    teller.start()
    _run(settings, "127.0.0.1", chosen)
    return 0


def _check_host(host: str, settings: Settings) -> None:
    from app.errors import ConfigurationError
    from app.terminal import say

    if host in LOOPBACK:
        return
    if not settings.insecure_no_auth:
        raise ConfigurationError(
            f"{host} can be reached from other machines, and there is no authentication yet",
            "Bind 127.0.0.1, or set LOTGRAPH_INSECURE_NO_AUTH=1 if something else guards the port.",
        )
    say(f"WARNING: {host} is served without authentication; whoever reaches the port reads everything.")


def _free_port(wanted: int) -> int:
    for port in [*range(wanted, min(wanted + 50, 65536)), 0]:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no port is free")


def _run(settings: Settings, host: str, port: int) -> None:
    import uvicorn

    from app.api.server import create_app

    uvicorn.run(create_app(settings), host=host, port=port, log_level="warning", access_log=False)
