"""A load generator that costs little beside the server it shares the cores with: raw HTTP/1.1 over kept connections."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass

CONNECTIONS = 16


@dataclass(frozen=True)
class Request:
    """Bytes to send, and what the answer must be: so that a fast error page is never counted."""

    payload: bytes
    status: int
    word: bytes


class WrongAnswer(Exception):
    """The server answered something else than the figure measures."""


def http(
    method: str,
    path: str,
    *,
    session: str,
    status: int = 200,
    word: str = "",
    body: bytes = b"",
    headers: str = "",
) -> Request:
    """A request of a signed-in person, with a CSRF token that holds; one with a body is JSON both ways."""
    token, accept = "b" * 32, "text/html" if body is None else "application/json"
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nAccept: {accept}\r\n"
        f"Cookie: sessionid={session}; csrftoken={token}\r\n"
    )
    if method == "POST":
        head += f"X-CSRFToken: {token}\r\nContent-Length: {len(body or b'')}\r\n"
    if body is not None:
        head += "Content-Type: application/json\r\n"
    return Request((head + "\r\n").encode() + (body or b""), status, word.encode())


async def _connection(port: int, requests: Iterator[Request], until: float, done: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    try:
        for request in requests:
            if time.perf_counter() >= until:
                return
            began = time.perf_counter()
            writer.write(request.payload)
            head = await reader.readuntil(b"\r\n\r\n")
            status = int(head[9:12])
            lower = head.lower()
            if b"content-length:" in lower:
                length = int(lower.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
                body = await reader.readexactly(length) if length else b""
            else:
                body = b""
                while size := int((await reader.readuntil(b"\r\n")).strip() or b"0", 16):
                    body += await reader.readexactly(size)
                    await reader.readexactly(2)
                await reader.readuntil(b"\r\n")
            if status != request.status or (request.word not in body and request.word not in head):
                raise WrongAnswer(
                    f"{request.payload.split(b' HTTP', 1)[0].decode()}: {status}, wanted {request.status} with {request.word.decode()!r}; "
                    f"{head.decode(errors='replace')[:300]} {body[:300].decode(errors='replace')}"
                )
            done.append(time.perf_counter() - began)
    finally:
        writer.close()


def requests_a_second(port: int, requests: Iterator[Request], *, seconds: float) -> float:
    """How many of these the server answers a second over 16 connections; the iterator may end before the time."""

    async def run() -> float:
        done: list[float] = []
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(CONNECTIONS):
                group.create_task(_connection(port, requests, began + seconds, done))
        return len(done) / (time.perf_counter() - began)

    return asyncio.run(run())
