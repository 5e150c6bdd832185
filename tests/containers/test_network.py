"""Containers reach the AWS endpoint, and a missing container engine is reported."""

import socket
import sys
import threading
from pathlib import Path

import pytest

from local.containers import engine as engines
from local.containers.network import Forwarder
from tests.running import free_ports

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the engine forwards by itself")


@on_linux
def test_what_a_container_sends_is_forwarded_both_ways():
    here, there = free_ports(2)
    with socket.create_server(("127.0.0.1", there)) as endpoint, Forwarder(("127.0.0.2", here), there) as forwarder:
        threading.Thread(target=forwarder.serve_forever, daemon=True).start()
        with socket.create_connection(("127.0.0.2", here), timeout=10) as container:
            container.sendall(b"question")
            served, _ = endpoint.accept()
            with served:
                assert served.recv(100) == b"question"
                served.sendall(b"answer" * 50_000)
                served.shutdown(socket.SHUT_WR)
                with container.makefile("rb") as answer:
                    assert answer.read() == b"answer" * 50_000
        forwarder.shutdown()


@on_linux
def test_an_endpoint_that_is_not_there_closes_the_connection():
    here, there = free_ports(2)
    with Forwarder(("127.0.0.2", here), there) as forwarder:
        threading.Thread(target=forwarder.serve_forever, daemon=True).start()
        with socket.create_connection(("127.0.0.2", here), timeout=10) as container:
            assert container.recv(1) == b""
        forwarder.shutdown()


def test_without_an_engine_it_is_said_what_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nothing.sock")
    with (
        pytest.raises(engines.EngineError, match="No container engine answers at DOCKER_HOST"),
        engines.engine(tmp_path),
    ):
        pass
