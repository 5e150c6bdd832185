"""The documentation site at `/docs/`: built in the background by a process of its own, served from the cache.

While it is built, and where it cannot be (no registry of Python's or Node's packages can be reached), the guides are
served plainly at their `.md` addresses (`local/pages.py`), and `/docs/` says what is going on.
"""

import json
import logging
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from local.settings import ROOT, Settings
from tools.site.inputs import built

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    "": "text/plain; charset=utf-8",
}
"""Content types by suffix, of every file that the site has."""

_NAMING_US = (".html", ".md", ".txt", ".json")
_DEFAULT_URL = b"http://localhost:8080"
"""The address in the pages, which is replaced by the one in use."""

HEADERS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "frame-ancestors 'none'"}
"""Besides the policy that each page carries itself."""

_FOR_A_YEAR = {"Cache-Control": "public, max-age=31536000, immutable"}
_ASK_AGAIN = {"Cache-Control": "no-cache"}
_KEYS = {"Sandbox": ("test_secret", "test_publishable"), "Live": ("live_read", "live_write", "live_secret")}

logger = logging.getLogger("docs")


@dataclass(frozen=True)
class Page:
    """An answer to a browser."""

    status: int
    content_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class DocsSite:
    """The built site, or how far its build is.

    Attributes:
        folder: where it is, once it is built.
        step: what the build does now.
        failure: why there is no site, if it cannot be built.
    """

    settings: Settings
    folder: Path | None = None
    step: str = "waiting for the platform"
    failure: str | None = None
    _process: subprocess.Popen[str] | None = None

    def find(self) -> None:
        """Serve the site that is in the cache for the files as they are now, if there is one."""
        self.folder = built(self.settings.cache)

    def build(self) -> None:
        """Start the build, unless the site is in the cache. Returns at once."""
        self.find()
        if self.folder is None:
            threading.Thread(target=self._build, name="docs", daemon=True).start()

    def stop(self) -> None:
        """End the build."""
        if self._process is not None:
            self._process.terminate()

    def page(self, path: str) -> Page | None:
        """Return the page or file at a path below `/docs/`; None when the site is not built.

        A runtime that does not build it itself looks whether somebody else has.
        """
        if self.folder is None and not self.settings.builds_docs:
            self.find()
        if self.folder is None:
            return None
        file = (self.folder / path.removeprefix("/docs").lstrip("/")).resolve()
        if not file.is_relative_to(self.folder):
            return self._missing()
        if file.is_dir():
            if not path.endswith("/"):
                return Page(308, TYPES[""], b"", {"Location": f"{path}/"})
            file /= "index.html"
        if file == self.folder / "console.json":
            return Page(200, TYPES[".json"], json.dumps(self._environments()).encode(), {"Cache-Control": "no-store"})
        return self._file(file) if file.is_file() and file.suffix in TYPES else self._missing()

    def _file(self, file: Path, status: int = 200) -> Page:
        body = file.read_bytes()
        if file.suffix in _NAMING_US:
            body = body.replace(_DEFAULT_URL, self.settings.url.encode())
        is_named_by_content = file.parent.name == "_astro"
        return Page(status, TYPES[file.suffix], body, HEADERS | (_FOR_A_YEAR if is_named_by_content else _ASK_AGAIN))

    def _missing(self) -> Page:
        assert self.folder is not None  # noqa: S101 - only asked of a built site
        return self._file(self.folder / "404.html", 404)

    def _environments(self) -> list[dict[str, object]]:
        """Where the form sends, with the demo organisation's keys."""
        places: list[dict[str, object]] = json.loads((self.folder or ROOT).joinpath("console.json").read_text("utf-8"))
        file = self.settings.demo_file
        keys = json.loads(file.read_text("utf-8"))["organisations"]["demo"]["keys"] if file.exists() else {}
        return [
            {**place, "keys": {name: keys[name] for name in _KEYS[str(place["label"])] if name in keys}}
            for place in places
        ]

    def _build(self) -> None:
        command = [sys.executable, "-m", "tools.site"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr is not None  # noqa: S101 - it was asked for
        said = ""
        for line in self._process.stderr:
            said = line.strip() or said
            self.step = said
            logger.info(said)
        if self._process.wait() == 0:
            self.find()
        else:
            self.failure = said
            logger.warning("the documentation site could not be built: %s", said)
