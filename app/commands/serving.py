"""serve, demo."""

from __future__ import annotations

import socket
from pathlib import Path
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
    certificate: Annotated[
        Path | None, typer.Option("--tls-cert", metavar="FILE", help="Certificate chain (PEM) for TLS.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--tls-key", metavar="FILE", help="Its private key (PEM).")
    ] = None,
) -> int:
    """Serve the explorer at / and the GraphQL API at /graphql.

    An address that other machines can reach needs accounts (`lotgraph user add`) or an identity provider, and
    TLS or a proxy that ends it: docs/access.md.

    Example: lotgraph serve --port 9000
    """
    from app.settings import Settings
    from app.terminal import say

    tls = _tls(certificate, key)
    settings = Settings()
    _check_host(host, settings, has_tls=tls is not None)
    say(f"lotgraph serves {'https' if tls else 'http'}://{host}:{port}/graphql (Ctrl-C ends it)")
    _run(settings, host, port, tls)
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


def _tls(certificate: Path | None, key: Path | None) -> tuple[Path, Path] | None:
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise typer.BadParameter("give a certificate and its key", param_hint="--tls-cert, --tls-key")
    for file, option in ((certificate, "--tls-cert"), (key, "--tls-key")):
        if not file.is_file():
            raise typer.BadParameter(f"{file} is no file", param_hint=option)
    return certificate, key


def _check_host(host: str, settings: Settings, *, has_tls: bool) -> None:
    """Refuse to be reached from other machines by who can't be asked who they are, or can be listened to."""
    from app.errors import ConfigurationError
    from app.terminal import say

    is_open = host not in LOOPBACK
    if not is_open and not settings.behind_proxy:
        return
    if settings.insecure_no_auth:
        say(f"WARNING: {host} is served unchecked. Without accounts, whoever reaches the port reads all;")
        say("without TLS, passwords and keys can be listened to.")
        return
    unless = "or LOTGRAPH_INSECURE_NO_AUTH=1 if something else guards the port."
    if is_open and not (has_tls or settings.behind_proxy):
        raise ConfigurationError(
            f"{host} can be reached from other machines, and there is no TLS",
            "Bind 127.0.0.1, give --tls-cert and --tls-key, set LOTGRAPH_BEHIND_PROXY=1 where a proxy ends "
            f"TLS, {unless}",
        )
    if not _has_authentication(settings):
        raise ConfigurationError(
            f"{host} can be reached from other machines, and there is no account yet",
            f"Open one: lotgraph user add; or set LOTGRAPH_OIDC_ISSUER and the like, {unless}",
        )


def _has_authentication(settings: Settings) -> bool:
    from app.identity.tokens import Tokens
    from app.terminal import waiting
    from app.wiring import open_store
    from graph_store.accounts import has_accounts

    if Tokens.of(settings) is not None:
        return True
    with open_store(settings, on_wait=waiting) as store:
        return has_accounts(store)


def _free_port(wanted: int) -> int:
    for port in [*range(wanted, min(wanted + 50, 65536)), 0]:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no port is free")


def _run(settings: Settings, host: str, port: int, tls: tuple[Path, Path] | None = None) -> None:
    import uvicorn

    from app.api.server import create_app

    certificate, key = tls or (None, None)
    uvicorn.run(
        create_app(settings, beyond_loopback=host not in LOOPBACK),
        host=host,
        port=port,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        proxy_headers=False,  # app.api.authentication reads the one address that the proxy itself has seen
        log_level="warning",
        access_log=False,
    )
