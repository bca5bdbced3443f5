"""Small questions at a steady pace from a process of its own: `python -m benchmarks.table.pressing PORT`.

Reads the bodies, one a line, from stdin; prints the p99 of the seconds from when a question was due to when
its answer was there, so that a server that stalls is not asked less. Bounded: a fixed number of questions on
a fixed number of connections to 127.0.0.1, and a deadline.
"""

from __future__ import annotations

import asyncio
import math
import subprocess
import sys
from collections.abc import Sequence

import orjson

A_SECOND = 200
SECONDS = 10
CONNECTIONS = 32
DEADLINE = 60.0
WARM_UP = 100
Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def pressed(port: int, bodies: Sequence[bytes]) -> list[float]:
    """Seconds of each question, warm-up left out; what is not answered in time counts as the deadline."""
    free: asyncio.Queue[Stream] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    for number in range(WARM_UP):
        await _asked(free, bodies[number % len(bodies)], asyncio.get_running_loop().time())
    began = asyncio.get_running_loop().time() + 0.1
    tasks = []
    for number in range(A_SECOND * SECONDS):
        due = began + number / A_SECOND
        await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))
        tasks.append(asyncio.create_task(_asked(free, bodies[number % len(bodies)], due)))
    answered, late = await asyncio.wait(tasks, timeout=DEADLINE)
    for task in late:
        task.cancel()
    return [task.result() for task in answered] + [DEADLINE] * len(late)


async def _asked(free: asyncio.Queue[Stream], body: bytes, due: float) -> float:
    reader, writer = stream = await free.get()
    head = f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
    writer.write(f"{head}Content-Type: application/json\r\n\r\n".encode() + body)
    said = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(said.partition(b"content-length:")[2].partition(b"\r\n")[0])
    answer = orjson.loads(await reader.readexactly(length))
    seconds = asyncio.get_running_loop().time() - due
    if not said.startswith(b"http/1.1 200") or "errors" in answer:
        raise AssertionError(f"{said[:40]!r} {str(answer)[:400]}")
    free.put_nowait(stream)
    return seconds


def p99(seconds: Sequence[float]) -> float:
    """The smallest that 99 of 100 do not exceed."""
    return sorted(seconds)[math.ceil(len(seconds) * 0.99) - 1]


def p99_at(port: int, bodies: Sequence[bytes]) -> float:
    """The p99 of small questions to the server on this port, asked by another process."""
    command = [sys.executable, "-m", "benchmarks.table.pressing", str(port)]
    done = subprocess.run(
        command, input=b"\n".join(bodies), stdout=subprocess.PIPE, timeout=4 * DEADLINE, check=True
    )
    return float(done.stdout)


def main(port: int) -> None:
    """Ask, and print the p99."""
    bodies = sys.stdin.buffer.read().split(b"\n")
    print(p99(asyncio.run(pressed(port, bodies))))


if __name__ == "__main__":
    main(int(sys.argv[1]))
