"""Connects containers to the AWS endpoint, which listens only on this machine's loopback address.

Docker Desktop routes ``host.docker.internal`` there. On Linux a container reaches no loopback address but its
own, so a forwarder listens on the gateway of the engine's network, which only containers reach, while it is needed.
"""

import socket
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import docker
from docker.errors import NotFound

from local.containers.engine import EngineError
from local.settings import HOST

_DEFAULT_NETWORKS = ("bridge", "podman")
MACHINE = "host.docker.internal"
_FREEBIND = 15  # ip(7): an address that the engine sets up only when the first container starts
_PIECE = 65_536


@contextmanager
def way_to(port: int, client: docker.DockerClient) -> Iterator[tuple[str, ...]]:
    """Let containers reach a port of this machine's loopback address as `host.docker.internal`.

    Yields the options that the SAM CLI needs for it.
    """
    if sys.platform != "linux" or "Docker Desktop" in client.info().get("OperatingSystem", ""):
        yield ()
        return
    gateway = _gateway(client)
    with Forwarder((gateway, port), port) as forwarder:
        threading.Thread(target=forwarder.serve_forever, daemon=True).start()
        try:
            yield ("--add-host", f"{MACHINE}:{gateway}")
        finally:
            forwarder.shutdown()


def _gateway(client: docker.DockerClient) -> str:
    for name in _DEFAULT_NETWORKS:
        try:
            network = client.networks.get(name)
        except NotFound:
            continue
        return str(network.attrs["IPAM"]["Config"][0]["Gateway"])
    raise EngineError(f"The container engine has none of the networks {' and '.join(_DEFAULT_NETWORKS)}.")


class Forwarder(socketserver.ThreadingTCPServer):
    """Listens on an address and forwards to a port of the loopback address; Linux only."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, listen: tuple[str, int], port: int) -> None:
        self.port = port
        super().__init__(listen, _Connection)

    def server_bind(self) -> None:
        """Bind to the address, even before the engine has set it up."""
        self.socket.setsockopt(socket.IPPROTO_IP, _FREEBIND, 1)
        super().server_bind()


class _Connection(socketserver.BaseRequestHandler):
    server: Forwarder

    def handle(self) -> None:
        try:
            connected = socket.create_connection((HOST, self.server.port))
        except OSError:
            return  # nothing listens on the port: close the container's connection
        with connected as endpoint:
            back = threading.Thread(target=_copy, args=(endpoint, self.request), daemon=True)
            back.start()
            _copy(self.request, endpoint)
            back.join()


def _copy(source: Any, target: Any) -> None:
    """Copy from one socket to the other until the first closes, then close the other."""
    try:
        while piece := source.recv(_PIECE):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:  # one side closed its connection; the other direction ends on its own
        source.close()
