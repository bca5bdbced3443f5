"""engine status, start, stop."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="The database: where it is, and whether it runs.")


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for scripts.")] = False,
) -> int:
    """Engine, version, Bolt address, user, password file, ledger head. Starts the embedded engine.

    Example: lotgraph engine status --json
    """
    from app.settings import Settings
    from app.terminal import print_json, print_rows, waiting
    from app.wiring import open_store

    with open_store(Settings(), on_wait=waiting) as store:
        endpoint, head = store.connection.endpoint, store.head()
        found: dict[str, object] = {
            "engine": endpoint.engine,
            "version": store.connection.version(),
            "uri": endpoint.uri,
            "database": endpoint.database,
            "user": endpoint.user,
            "password_file": str(endpoint.password_file) if endpoint.password_file else None,
            "ledger": {"size": head.size, "root": head.root},
        }
    if as_json:
        print_json(found)
    else:
        shown = found | {"ledger": f"{head.size} commits, root {head.root}"}
        print_rows(("", ""), [(name, str(value)) for name, value in shown.items()])
    return 0


@app.command()
def start() -> int:
    """Start the embedded engine; it stops by itself 60 seconds after its last user.

    Example: lotgraph engine start
    """
    from app.settings import Settings
    from app.terminal import say, waiting
    from app.wiring import open_store

    with open_store(Settings(), on_wait=waiting) as store:
        say(f"The engine answers at {store.connection.endpoint.uri}.")
    return 0


@app.command()
def stop(
    force: Annotated[bool, typer.Option("--force", help="Even while others use it.")] = False,
) -> int:
    """Stop the embedded engine.

    Example: lotgraph engine stop
    """
    from app.settings import Settings
    from app.terminal import say, waiting
    from graph_store import embedded

    settings = Settings()
    if settings.neo4j_uri:
        say("LOTGRAPH_NEO4J_URI is set: that engine is not ours to stop.")
        return 1
    stopped = embedded.stop(settings.data_dir, force=force, on_wait=waiting)
    say("The engine has stopped." if stopped else "No engine runs for this data folder.")
    return 0
