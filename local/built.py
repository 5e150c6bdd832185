"""What another process builds in the background and this one serves: the documentation and the dashboard."""

import logging
import math
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from local import programs
from local.settings import ROOT, Settings

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".atom": "application/atom+xml",
    ".webmanifest": "application/manifest+json",
    ".png": "image/png",
    ".zip": "application/zip",
    "": "text/plain; charset=utf-8",
}
"""Content types by suffix, of every file that they have."""

FOR_A_YEAR = {"Cache-Control": "public, max-age=31536000, immutable"}
ASK_AGAIN = {"Cache-Control": "no-cache"}

RETRY_SECONDS = 10
"""From a failed build to the next try: a page loads many files, and each would start one."""


def file_within(folder: Path, name: str) -> Path | None:
    """Return the file or folder of a URL's path below a folder; None outside it, and for what no file can be called."""
    try:
        file = (folder / name).resolve()
        file.lstat()
    except FileNotFoundError:
        pass
    except (OSError, ValueError):  # a name that is too long, or has a null character
        return None
    return file if file.is_relative_to(folder.resolve()) else None


@dataclass(frozen=True)
class Page:
    """An answer to a browser."""

    status: int
    content_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Built:
    """What was built, or how far its build is.

    Attributes:
        folder: where it is, once it is built.
        step: what the build does now.
        failure: why there is nothing, if it cannot be built, and what to do.
    """

    name: ClassVar[str]
    """What it is called in the log."""

    title: ClassVar[str]
    """What people call it."""

    path: ClassVar[str]
    """Where it is served."""

    module: ClassVar[str]
    """The program that builds it: it says its steps on the error output, then prints the folder."""

    settings: Settings
    folder: Path | None = None
    step: str = "waiting for the platform"
    failure: str | None = None
    _failed_at: float = math.inf
    _step_began: float = field(default_factory=time.monotonic)

    def cached(self) -> Path | None:
        """Return the folder in the cache for the files as they are now, if there is one."""
        raise NotImplementedError

    def is_wanted(self) -> bool:
        """Tell whether this runtime builds it."""
        raise NotImplementedError

    def start(self) -> None:
        """Serve what is in the cache; else start the build, if it is wanted. Returns at once."""
        self.folder = self.cached()
        if self.folder is None and self.is_wanted():
            threading.Thread(target=self._build, name=self.name, daemon=True).start()

    def retry(self) -> None:
        """Build again after a failure that is not of this moment. Returns at once."""
        if self.failure and time.monotonic() - self._failed_at >= RETRY_SECONDS:
            self.failure, self._failed_at, self.step = None, math.inf, "trying again"
            self.start()

    def progress(self) -> str:
        """Return the step in progress, and for how long it has been."""
        return f"{self.step}, for {time.monotonic() - self._step_began:.0f} s"

    def look(self) -> Path | None:
        """Return the folder. A runtime that does not build it itself looks whether somebody else has."""
        if self.folder is None and not self.is_wanted():
            self.folder = self.cached()
        return self.folder

    def _build(self) -> None:
        logger = logging.getLogger(self.name)
        began = time.monotonic()
        try:
            process = programs.start(
                [sys.executable, "-m", self.module], cwd=ROOT, stdout=programs.PIPE, stderr=programs.PIPE
            )
            last_line = self._follow(process, logger)
            folder, _ = programs.finish(process)
        except programs.EndedError:
            return
        took = f"{time.monotonic() - began:.0f} s"
        if process.returncode == 0:
            self.folder = Path(folder.strip())
            logger.info("%s: built in %s", self.name, took)
            print(
                f"The {self.title} is at {self.settings.url}{self.path} ({last_line or 'built'} in {took})", flush=True
            )
        else:
            self.failure, self._failed_at = last_line, time.monotonic()
            logger.warning("%s could not be built, after %s: %s", self.name, took, last_line)
            print(f"The {self.title} could not be built: {last_line}", flush=True)

    def _follow(self, process: programs.Program, logger: logging.Logger) -> str:
        """Note each step that the program says, until it says no more; return the last one."""
        assert process.stderr is not None  # noqa: S101 - it was asked for
        last_line = ""
        for line in process.stderr:
            last_line = line.strip() or last_line
            self.step, self._step_began = last_line, time.monotonic()
            logger.info(last_line)
        return last_line
