"""A real Neo4j for the tests, with or without a container.

Promises: the first that there is of: the server named by `LOTGRAPH_TEST_NEO4J_URI` (with `..._USER`
and `..._PASSWORD`), Docker if its engine answers, Maven and Java 17. What was started here is
stopped here: by `stop()`, at the interpreter's exit and, without a container, also when the test
run is killed. Where there is none, `start()` gives None, says why on stderr and in `absence()`;
with `LOTGRAPH_REQUIRE_NEO4J=1` that is an error.

Refuses: to kill a server that it did not start.
"""

import atexit
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import LiteralString

import neo4j

from graph_store.endpoint import Endpoint

VERSION = "5.26.30"
IMAGE = "neo4j:5.26-community"
JAVA_AT_LEAST = 17
START_TIMEOUT_S = 180.0
MAVEN_TIMEOUT_S = 900.0
USER = "neo4j"
FIRST_PASSWORD = "neo4j"
SUPPORT = Path(__file__).resolve().parent
COPY_JARS = "org.apache.maven.plugins:maven-dependency-plugin:2.8:copy-dependencies"
HEAP = "768m"
JVM_OPTIONS = (
    "-XX:+UseSerialGC",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
)

_absence = "not asked for yet"


class Absent(Exception):
    """This way of getting a Neo4j is closed, and why."""


class RunningNeo4j(ABC):
    """A Neo4j that answers at `endpoint`, which stays the same over a restart."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint

    can_be_killed = True

    @abstractmethod
    def kill(self) -> None:
        """kill -9: what was not on disk is gone."""

    @abstractmethod
    def restart(self) -> None:
        """Start again on the same data, after `kill()` or instead of it."""

    @abstractmethod
    def stop(self) -> None:
        """Stop for good and forget the data. May be called twice."""


def start(heap: str = HEAP) -> RunningNeo4j | None:
    """A running Neo4j (with this heap if it is started here), or None with the reason in `absence()`."""
    global _absence  # noqa: PLW0603  # one run has one answer; every skipped test quotes it
    reasons = []
    for way in (given_server, partial(docker_server, heap), partial(maven_server, heap)):
        try:
            return way()
        except Absent as reason:
            reasons.append(str(reason))
    _absence = "no Neo4j: " + "; ".join(reasons)
    if os.environ.get("LOTGRAPH_REQUIRE_NEO4J") == "1":
        raise RuntimeError(f"LOTGRAPH_REQUIRE_NEO4J=1, but {_absence}")
    print(_absence, file=sys.stderr)
    return None


def absence() -> str:
    return _absence


# --- given by its address ------------------------------------------------------------------------


class GivenServer(RunningNeo4j):
    can_be_killed = False

    def kill(self) -> None:
        raise RuntimeError(f"{self.endpoint.uri} was not started here, so it is not killed here")

    def restart(self) -> None:
        self.kill()

    def stop(self) -> None:
        """It goes on: it is somebody's."""


def given_server() -> RunningNeo4j:
    uri = os.environ.get("LOTGRAPH_TEST_NEO4J_URI")
    if not uri:
        raise Absent("LOTGRAPH_TEST_NEO4J_URI is not set")
    user = os.environ.get("LOTGRAPH_TEST_NEO4J_USER", USER)
    password = os.environ.get("LOTGRAPH_TEST_NEO4J_PASSWORD", "")
    server = GivenServer(Endpoint("neo4j", uri, "neo4j", user, password))
    await_answer(server.endpoint, wait_s=10)  # an address that was given must work
    return server


# --- Docker --------------------------------------------------------------------------------------


class DockerServer(RunningNeo4j):
    def __init__(self, endpoint: Endpoint, container: str) -> None:
        super().__init__(endpoint)
        self.container = container
        atexit.register(self.stop)

    def kill(self) -> None:
        run_docker("kill", "--signal", "KILL", self.container)

    def restart(self) -> None:
        run_docker("restart", "--time", "0", self.container)
        await_answer(self.endpoint, alive=self.is_running)

    def is_running(self) -> bool:
        state = run_docker("inspect", "--format", "{{.State.Running}}", self.container)
        return state == "true"

    def stop(self) -> None:
        with suppress(Absent):
            run_docker("rm", "--force", "--volumes", self.container)
        atexit.unregister(self.stop)


def docker_server(heap: str = HEAP) -> RunningNeo4j:
    if shutil.which("docker") is None:
        raise Absent("docker is not installed")
    run_docker("info", wait_s=20)
    port, password = free_port(), secrets.token_urlsafe(16)
    container = run_docker(
        *("run", "--detach", "--publish", f"127.0.0.1:{port}:7687", "--label", "lotgraph.test"),
        *("--env", f"NEO4J_AUTH={USER}/{password}"),
        *("--env", f"NEO4J_server_memory_heap_max__size={heap}"),
        *("--env", "NEO4J_server_memory_pagecache_size=256m", IMAGE),
        wait_s=MAVEN_TIMEOUT_S,
    )
    endpoint = Endpoint("neo4j", f"bolt://127.0.0.1:{port}", "neo4j", USER, password)
    server = DockerServer(endpoint, container)
    try:
        await_answer(endpoint, alive=server.is_running)
    except BaseException:
        server.stop()
        raise
    return server


def run_docker(*arguments: str, wait_s: float = 60) -> str:
    return run_tool("docker", *arguments, wait_s=wait_s)


# --- Maven ---------------------------------------------------------------------------------------


class JavaServer(RunningNeo4j):
    """A JVM of our own; it watches a pipe from us and goes when we go."""

    def __init__(self, class_path: str, heap: str) -> None:
        self.class_path, self.heap = class_path, heap
        self.home = Path(tempfile.mkdtemp(prefix="lotgraph-neo4j-"))
        self.log = self.home / "console.log"
        self.port = free_port()
        password = secrets.token_urlsafe(16)
        uri = f"bolt://127.0.0.1:{self.port}"
        super().__init__(Endpoint("neo4j", uri, "neo4j", USER, password))
        self.process: subprocess.Popen[bytes] | None = None
        atexit.register(self.stop)

    def begin(self) -> None:
        self._run()
        first = Endpoint("neo4j", self.endpoint.uri, "system", USER, FIRST_PASSWORD)
        # Until its password is changed, this user may do nothing else, not even be asked for 1.
        await_answer(
            first,
            "ALTER CURRENT USER SET PASSWORD FROM $old TO $new",
            {"old": FIRST_PASSWORD, "new": self.endpoint.password},
            alive=self.is_running,
        )
        await_answer(self.endpoint, alive=self.is_running)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            if self.process.stdin is not None:
                self.process.stdin.close()
            self.process = None

    def restart(self) -> None:
        self.kill()
        self._run()
        await_answer(self.endpoint, alive=self.is_running)

    def stop(self) -> None:
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)
        atexit.unregister(self.stop)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def _run(self) -> None:
        command = ["java", f"-Xmx{self.heap}", *JVM_OPTIONS, "-cp", self.class_path, "Neo4jMain"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, os.fspath(self.home), str(self.port)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C ends the tests first, and they end this
            )


def maven_server(heap: str = HEAP) -> RunningNeo4j:
    check_java()
    server = JavaServer(class_path(), heap)
    try:
        server.begin()
    except BaseException:
        server.stop()
        raise
    return server


def check_java() -> None:
    for tool in ("java", "javac", "mvn"):
        if shutil.which(tool) is None:
            raise Absent(f"{tool} is not on PATH")
    version = run_tool("javac", "-version")
    found = re.search(r"(\d+)", version)
    if found is None or int(found[1]) < JAVA_AT_LEAST:
        raise Absent(f"{version or 'javac'} is older than Java {JAVA_AT_LEAST}")


def class_path() -> str:
    """The jars (fetched once) and our main class (compiled once), in a folder kept over runs."""
    cache = cache_folder()
    pom, main = SUPPORT / "neo4j-pom.xml", SUPPORT / "Neo4jMain.java"
    with locked(cache):
        jars = cache / f"jars-{digest(pom)}"
        if not jars.exists():
            fresh = cache / "jars.new"
            shutil.rmtree(fresh, ignore_errors=True)
            run_tool(
                *("mvn", "--batch-mode", "--quiet", "--file", os.fspath(pom)),
                *(COPY_JARS, f"-DoutputDirectory={fresh}"),
                wait_s=MAVEN_TIMEOUT_S,
            )
            fresh.rename(jars)  # so that a fetch that broke off is never taken for a whole one
        classes = cache / f"classes-{digest(main)}-{jars.name}"
        if not classes.exists():
            fresh = cache / "classes.new"
            shutil.rmtree(fresh, ignore_errors=True)
            run_tool("javac", "-cp", f"{jars}/*", "-d", os.fspath(fresh), os.fspath(main))
            fresh.rename(classes)
    return f"{classes}{os.pathsep}{jars}/*"


def cache_folder() -> Path:
    told = os.environ.get("LOTGRAPH_TEST_CACHE")
    base = Path(told) if told else SUPPORT.parent.parent / ".cache"
    folder = (base / f"neo4j-{VERSION}").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- common --------------------------------------------------------------------------------------


def run_tool(tool: str, *arguments: str, wait_s: float = 120) -> str:
    """What the tool printed; `Absent` with the last line of its complaint when it fails."""
    try:
        command = [tool, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=wait_s, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Absent(f"{tool}: {error}") from error
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise Absent(f"{tool} {arguments[0]}: {said[-1].strip() if said else done.returncode}")
    return (done.stdout or done.stderr).strip()


def driver(endpoint: Endpoint) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(endpoint.uri, auth=endpoint.auth)


def await_answer(
    endpoint: Endpoint,
    query: LiteralString = "RETURN 1",
    parameters: dict[str, str] | None = None,
    *,
    alive: Callable[[], bool] | None = None,
    wait_s: float = START_TIMEOUT_S,
) -> None:
    """Ask until there is an answer; the server's own last error is the reason if there is none."""
    give_up = time.monotonic() + wait_s
    with driver(endpoint) as bolt:
        while True:
            try:
                with bolt.session(database=endpoint.database) as session:
                    session.run(query, parameters).consume()
            except (neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError) as error:
                if time.monotonic() > give_up or not (alive is None or alive()):
                    raise RuntimeError(f"no answer from Neo4j at {endpoint.uri}") from error
                time.sleep(0.2)
            else:
                return


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
