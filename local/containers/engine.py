"""The container engine: Docker's, or Podman's through the same interface."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import docker
from docker.errors import DockerException

_DEFAULT_ADDRESS = "unix:///var/run/docker.sock"
_LONGEST_START_SECONDS = 20


class EngineError(RuntimeError):
    """No usable container engine was found; the message says what to do."""


@contextmanager
def engine(folder: Path) -> Iterator[docker.DockerClient]:
    """Connect to the running engine, or run Podman's service inside the context.

    Inside the context, ``DOCKER_HOST`` names the engine, also for the SAM CLI.

    Raises:
        EngineError: when there is neither Docker nor Podman.
    """
    if (running := _connected()) is not None:
        with closing(running):
            yield running
    elif "DOCKER_HOST" in os.environ:
        raise EngineError(f"No container engine answers at DOCKER_HOST={os.environ['DOCKER_HOST']}.")
    elif podman := shutil.which("podman"):
        with _podman_service(podman, folder / "podman.sock") as address:
            os.environ["DOCKER_HOST"] = address
            try:
                with closing(docker.DockerClient(address)) as client:
                    yield client
            finally:
                del os.environ["DOCKER_HOST"]
    else:
        raise EngineError("Docker or Podman is needed, and neither is running or installed (docs/local-runtime.md).")


def _connected() -> docker.DockerClient | None:
    address = os.environ.get("DOCKER_HOST", _DEFAULT_ADDRESS)
    if address.startswith("unix://") and not _listens(address.removeprefix("unix://")):
        return None
    try:
        return docker.from_env()  # asks the engine for its version
    except DockerException:
        return None


def _listens(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except OSError:
            return False
    return True


@contextmanager
def _podman_service(podman: str, path: Path) -> Iterator[str]:
    address = f"unix://{path}"
    quiet = {**os.environ, "PODMAN_IGNORE_CGROUPSV1_WARNING": "1"}
    with (path.parent / "podman.log").open("wb") as log:
        service = subprocess.Popen(
            [podman, "system", "service", "--time=0", address], env=quiet, stdout=log, stderr=log
        )
        try:
            deadline = time.monotonic() + _LONGEST_START_SECONDS
            while not path.exists():
                if service.poll() is not None or time.monotonic() > deadline:
                    raise EngineError(f"Podman's service does not start:\n{Path(log.name).read_text().strip()}")
                time.sleep(0.05)
            yield address
        finally:
            service.terminate()
            service.wait()
