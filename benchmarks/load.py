"""A small HTTP client that keeps connections open, and the two ways to press: closed loop and open loop."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlencode

#: Seconds after which a connection is not used again: the server hangs up after two, perhaps just then.
IDLE = 1.0
#: Any secret of this shape; the cookie and the header must be equal, as they are in a browser.
CSRF = "benchmarkbenchmarkbenchmark12345"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    body: bytes


class Connection:
    """One connection to the server, opened anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None
        self.used = 0.0

    async def post(self, path: str, session: str, fields: dict[str, str]) -> Answer:
        """Send a form as a signed-in person's browser does; raises OSError or EOFError when no whole answer comes."""
        body = urlencode(fields).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: sessionid={session}; csrftoken={CSRF}; "
            f"django_language=en\r\n"
            f"X-CSRFToken: {CSRF}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        if time.monotonic() - self.used > IDLE:
            self.close()
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        assert self.reader is not None
        self.writer.write(head.encode() + body)
        try:
            answer = await self._read(self.reader)
            self.used = time.monotonic()
            return answer
        except (OSError, EOFError):
            self.close()
            raise

    async def _read(self, reader: asyncio.StreamReader) -> Answer:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines[1:])
        }
        content = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(int(lines[0].split()[1]), headers.get("location", ""), content)

    def close(self) -> None:
        """Hang up."""
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def closed_loop(
    port: int, seconds: float, connections: int, send: Callable[[Connection, int], Awaitable[None]]
) -> float:
    """Each connection sends as soon as it is answered; `send` gets its number. Returns answers a second."""
    count, began = 0, time.monotonic()

    async def press(number: int) -> None:
        nonlocal count
        connection = Connection(port)
        while time.monotonic() - began < seconds:
            await send(connection, number)
            count += 1
        connection.close()

    await asyncio.gather(*(press(n) for n in range(connections)))
    return count / (time.monotonic() - began)


async def open_loop(
    port: int, count: int, seconds: float, send: Callable[[Connection, int], Awaitable[None]]
) -> list[float]:
    """`count` requests arrive evenly over the seconds, whether the ones before were answered or not.

    Returns how long each took, from the moment it was due.
    """
    idle: list[Connection] = []
    began = time.monotonic()
    took = [0.0] * count

    async def one(number: int, due: float) -> None:
        connection = idle.pop() if idle else Connection(port)
        with contextlib.suppress(OSError, EOFError):
            await send(connection, number)
        took[number] = time.monotonic() - due
        idle.append(connection)

    tasks = []
    for number in range(count):
        due = began + number * seconds / count
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        tasks.append(asyncio.create_task(one(number, due)))
    await asyncio.gather(*tasks)
    for connection in idle:
        connection.close()
    return took
