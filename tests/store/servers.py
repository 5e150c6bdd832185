"""Servers of others that the table's adapters are held to: the emulator, and dynalite, written from DynamoDB alone."""

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from tests.judges import programs
from tests.running import emulated, free_ports, settings_for
from tests.services import REGION

LONGEST_START_SECONDS = 60


@contextmanager
def emulator() -> Iterator[int]:
    """The port of the local platform's emulator, with nothing deployed."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(Path(folder))
        with emulated(settings, repaired=True, deployed=False):
            yield settings.emulator_port


@contextmanager
def dynalite() -> Iterator[int]:
    """The port of a dynalite."""
    (port,) = free_ports(1)
    command = [*programs.dynalite(), "--port", str(port), "--createTableMs", "0", "--deleteTableMs", "0"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + LONGEST_START_SECONDS
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def theirs(port: int) -> Any:
    """boto3's client for a server on this machine."""
    config = Config(connect_timeout=30, read_timeout=30, retries={"total_max_attempts": 1, "mode": "standard"})
    return boto3.client("dynamodb", endpoint_url=f"http://127.0.0.1:{port}", region_name=REGION, config=config)
