"""A fast receiver in its own process: `/ok/...` and `/slow` accept all, `/hang` never answers, `/report` reports.

`python -m benchmarks.webhooks.receiver` prints its port. The report has, for each delivery, the path, the event's id,
and the seconds between `data.custom_fields.sent_at` and the arrival of the whole request at this socket.
"""

import asyncio
import json
import time

arrived: list[tuple[str, str, float]] = []
TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one connection."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, path, _ = head.split(" ", 2)
        length = next(
            (int(line.partition(":")[2]) for line in head.split("\r\n") if line.lower().startswith("content-length:")),
            0,
        )
        body = await reader.readexactly(length)
        if path == "/report":
            report = json.dumps(arrived).encode()
            arrived.clear()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(report), report)
            )
        elif path.startswith(("/ok", "/slow")):
            note(path, body)
            writer.write(TAKEN)
        elif method:
            note(path, body)
            await reader.read()  # until the sender gives up
        await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass  # the sender has closed the connection
    finally:
        writer.close()


def note(path: str, body: bytes) -> None:
    """Record an event's latency, measured from its own timestamp."""
    now, event = time.time(), json.loads(body)
    arrived.append((path, event["id"], now - event["data"]["custom_fields"]["sent_at"]))


async def main() -> None:
    """Listen on a free port of 127.0.0.1."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
