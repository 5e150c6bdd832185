"""The documentation site at `/docs/`: built in the background by a process of its own, served from the cache.

While it is built, and where it cannot be (no registry of Python's or Node's packages can be reached), the guides are
served plainly at their `.md` addresses (`local/pages.py`), and `/docs/` says what is going on.
"""

import json
from pathlib import Path
from typing import ClassVar

from local.built import ASK_AGAIN, FOR_A_YEAR, TYPES, Built, Page, file_within
from local.settings import ROOT
from tools.site.inputs import built
from tools.site.pages import TRANSLATED

_NAMING_US = (".html", ".md", ".txt", ".json")
_DEFAULT_URL = b"http://localhost:8080"
"""The address in the pages, which is replaced by the one in use."""

HEADERS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "frame-ancestors 'none'"}
"""Besides the policy that each page carries itself."""

_KEYS = {"Sandbox": ("test_secret", "test_publishable"), "Live": ("live_read", "live_write", "live_secret")}


class DocsSite(Built):
    """The documentation site."""

    name: ClassVar[str] = "docs"
    title: ClassVar[str] = "documentation"
    path: ClassVar[str] = "/docs/"
    module: ClassVar[str] = "tools.site"

    def cached(self) -> Path | None:
        """Return the built site, if it is in the cache."""
        return built(self.settings.cache)

    def is_wanted(self) -> bool:
        """Tell whether this runtime builds it (not with ``DOCS_SITE=off``)."""
        return self.settings.builds_docs

    def page(self, path: str) -> Page | None:
        """Return the page or file at a path below `/docs/`; None when the site is not built."""
        folder = self.look()
        if folder is None:
            return None
        file = file_within(folder, path.removeprefix("/docs").lstrip("/"))
        if file is None:
            return self._missing(folder, path)
        if file.is_dir():
            if not path.endswith("/"):
                return Page(308, TYPES[""], b"", {"Location": f"{path}/"})
            file /= "index.html"
        if file == folder / "console.json":
            return Page(200, TYPES[".json"], json.dumps(self._environments()).encode(), {"Cache-Control": "no-store"})
        return self._file(file) if file.is_file() and file.suffix in TYPES else self._missing(folder, path)

    def _file(self, file: Path, status: int = 200) -> Page:
        body = file.read_bytes()
        if file.suffix in _NAMING_US:
            body = body.replace(_DEFAULT_URL, self.settings.url.encode())
        is_named_by_content = file.parent.name == "_astro"
        return Page(status, TYPES[file.suffix], body, HEADERS | (FOR_A_YEAR if is_named_by_content else ASK_AGAIN))

    def _missing(self, folder: Path, path: str) -> Page:
        language = next((each for each in TRANSLATED if path.startswith(f"{self.path}{each}/")), None)
        return self._file(folder / language / "404" / "index.html" if language else folder / "404.html", 404)

    def _environments(self) -> list[dict[str, object]]:
        """Where the form sends, with the demo organisation's keys."""
        places: list[dict[str, object]] = json.loads((self.folder or ROOT).joinpath("console.json").read_text("utf-8"))
        file = self.settings.demo_file
        keys = json.loads(file.read_text("utf-8"))["organisations"]["demo"]["keys"] if file.exists() else {}
        return [
            {**place, "keys": {name: keys[name] for name in _KEYS[str(place["label"])] if name in keys}}
            for place in places
        ]
