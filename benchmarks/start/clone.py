"""A clean clone of this repository at some commit, in which the platform is started and stopped as in a terminal."""

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.memory import by_process, server_of, total
from benchmarks.processes import TICKS_A_SECOND, USER, descendants
from local.settings import HOST
from tests.running import free_ports

_LONGEST_SECONDS = 300
_LONGEST_BUILD_SECONDS = 240
_PAGES = {"/app/": "/app/", "/docs/": "/docs/console.json"}
"""What is built, and what is answered once it is there."""
_FAILED = b"could not be built"
_SETTLE_SECONDS = 1.0
"""From the end of the runtime to the look at what is left."""


class Start(NamedTuple):
    """Until the platform was ready."""

    seconds: float
    processor_seconds: float


class Figures(NamedTuple):
    """What a clone has shown; the seconds of builds count from ready, None for one that did not come."""

    ready: Start
    environment_seconds: float
    dashboard_seconds: float | None
    documentation_seconds: float | None
    megabytes: float
    processes: int
    leftovers: int
    second: Start


class Clone:
    """A clone with ports of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.emulator_port = free_ports(2)

    def measure(self, *, builds: bool) -> Figures:
        """Start it twice, and return the figures."""
        with self._running(builds=builds) as process:
            first, environment = self._until_ready(process)
            memory = total(by_process(process.pid))
            dashboard, documentation = self._built() if builds else (None, None)
            self._interrupt(process)
        leftover_count = len(self.leftovers())
        with self._running(builds=builds) as process:
            second, _ = self._until_ready(process)
            self._interrupt(process)
        return Figures(
            first, environment, dashboard, documentation, memory.megabytes, memory.processes, leftover_count, second
        )

    def _built(self) -> tuple[float | None, float | None]:
        """The seconds until the dashboard and the documentation were there, None for a build that failed."""
        began, waiting, seconds = time.monotonic(), set(_PAGES), dict.fromkeys(_PAGES)
        while waiting and time.monotonic() - began < _LONGEST_BUILD_SECONDS:
            for page in list(waiting):
                if self._response(_PAGES[page])[0] == http.client.OK:
                    seconds[page] = time.monotonic() - began
                    waiting.discard(page)
                elif _FAILED in self._response(page)[1]:
                    waiting.discard(page)
            time.sleep(0.2)
        return seconds["/app/"], seconds["/docs/"]

    def interrupted(self, seconds: float, *, alone: bool) -> int:
        """Interrupt a start some seconds after it began; return how many processes are left, and end these.

        `alone` sends the signal to the runtime, as an editor does, not to all that the terminal runs.
        """
        with self._running(builds=True) as process:
            time.sleep(seconds)
            server = server_of(str(self.port)) if alone else None
            if server is None:
                self._interrupt(process)
            else:
                os.kill(server, signal.SIGINT)
                process.wait(60)
        leftovers = self.leftovers()
        for each in leftovers:
            os.kill(each, signal.SIGKILL)
        return len(leftovers)

    def starts_again(self) -> bool:
        """Tell whether the next start gets ready."""
        with self._running(builds=False) as process:
            try:
                self._until_ready(process)
            except RuntimeError:
                return False
            self._interrupt(process)
        return True

    def leftovers(self) -> list[int]:
        """The processes that were started in the clone and run."""
        time.sleep(_SETTLE_SECONDS)
        processes = []
        for process in Path("/proc").iterdir():
            try:
                if process.name.isdigit() and (
                    str(self.folder).encode() in (process / "cmdline").read_bytes()
                    or (process / "cwd").readlink().is_relative_to(self.folder)
                ):
                    processes.append(int(process.name))
            except OSError:
                continue  # it has ended, or is somebody else's
        return [each for each in processes if each != os.getpid()]

    @contextmanager
    def _running(self, *, builds: bool) -> Iterator["subprocess.Popen[bytes]"]:
        """`make run`, in a session of its own like what a terminal starts."""
        skipped = {} if builds else {"DOCS_SITE": "off", "DASHBOARD": "off"}
        ports = {"PORT": str(self.port), "EMULATOR_PORT": str(self.emulator_port)}
        environment = {name: text for name, text in os.environ.items() if not name.startswith(("MAKE", "VIRTUAL_ENV"))}
        with (self.folder / "terminal.log").open("ab") as terminal:
            process = subprocess.Popen(
                ["make", "run"],  # noqa: S607 - the one on the path
                cwd=self.folder,
                env={**environment, **skipped, **ports},
                stdout=terminal,
                stderr=terminal,
                start_new_session=True,
            )
            try:
                yield process
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()

    def _interrupt(self, process: "subprocess.Popen[bytes]") -> None:
        """Ctrl-C: the whole group of the terminal gets the signal."""
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)

    def _until_ready(self, process: "subprocess.Popen[bytes]") -> tuple[Start, float]:
        """Return the time until `/health` answers 200, and until the environment was there."""
        began = time.monotonic()
        environment: float | None = None
        while time.monotonic() - began < _LONGEST_SECONDS and process.poll() is None:
            status, passed = self._status("/health"), time.monotonic() - began
            environment = environment or (passed if (self.folder / ".venv" / "installed").exists() else None)
            if status == http.client.OK:
                return Start(passed, _processor_seconds(process.pid)), environment or 0.0
            time.sleep(0.05)
        raise RuntimeError(f"not ready: {(self.folder / 'terminal.log').read_text(errors='replace')[-2000:]}")

    def _status(self, path: str) -> int | None:
        return self._response(path)[0]

    def _response(self, path: str) -> tuple[int | None, bytes]:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except OSError:
            return None, b""
        finally:
            connection.close()


def _processor_seconds(ancestor: int) -> float:
    """What a process, all it has started and those of them that have ended have used (proc_pid_stat(5))."""
    ticks = sum(int(field) for stat in descendants(ancestor).values() for field in stat[USER : USER + 4])
    return ticks / TICKS_A_SECOND


def cloned(repository: Path, commit: str, folder: Path) -> Clone:
    """Return a clean clone at a commit."""
    clone = ["git", "clone", "--quiet", "--shared", "--no-checkout", str(repository), str(folder)]
    checkout = ["git", "-C", str(folder), "checkout", "--quiet", commit]
    for command in (clone, checkout):
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    return Clone(folder)
