"""A Runtime API of Lambda on 127.0.0.1: hands out events one after the other, and reads what comes back as it comes."""

import json
import queue
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass
class Reply:
    """What a runtime sent for one invocation."""

    path: str
    headers: dict[str, str]
    chunks: list[tuple[float, bytes]] = field(default_factory=list)
    trailers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """All chunks together."""
        return b"".join(chunk for _, chunk in self.chunks)

    def parts(self) -> tuple[dict[str, Any], str]:
        """The status and headers, and the body, as API Gateway separates them."""
        head, _, body = self.body.partition(b"\0" * 8)
        return json.loads(head), body.decode()


class RuntimeApiServer:
    """The server. `put` an event, then `reply()`; `ended` has what was reported as an error."""

    def __init__(self) -> None:
        self.events: queue.Queue[dict[str, Any]] = queue.Queue()
        self.replies: queue.Queue[Reply] = queue.Queue()
        self._number = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True

    @property
    def address(self) -> str:
        """What AWS_LAMBDA_RUNTIME_API is."""
        return f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def reply(self) -> Reply:
        """The next reply, once it is whole."""
        return self.replies.get(timeout=30)

    def number(self) -> int:
        """A number for the next invocation."""
        self._number += 1
        return self._number


def _handler(server: RuntimeApiServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            assert self.path == "/2018-06-01/runtime/invocation/next"
            body = json.dumps(server.events.get()).encode()
            self.send_response(200)
            self.send_header("Lambda-Runtime-Aws-Request-Id", f"request-{server.number()}")
            self.send_header("Lambda-Runtime-Deadline-Ms", str(int(time.time() * 1000) + 10_000))
            self.send_header("Lambda-Runtime-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            reply = Reply(self.path, {name.lower(): value for name, value in self.headers.items()})
            if reply.headers.get("transfer-encoding") == "chunked":
                while size := int(self.rfile.readline(), 16):
                    reply.chunks.append((time.monotonic(), self.rfile.read(size)))
                    assert self.rfile.read(2) == b"\r\n"
                while (line := self.rfile.readline().decode().strip()) != "":
                    name, _, value = line.partition(": ")
                    reply.trailers[name.lower()] = value
            else:
                reply.chunks.append((time.monotonic(), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()
            server.replies.put(reply)

        def log_message(self, *_: Any) -> None:
            """Nothing is printed."""

    return Handler
