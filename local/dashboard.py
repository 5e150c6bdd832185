"""The dashboard at `/app`: built in the background by a process of its own, served from the cache.

While it is built, and where it cannot be (no registry of Python's or Node's packages can be reached), `/app` says what
is going on; the API does not wait for it.
"""

import json
from html import escape
from pathlib import Path
from typing import ClassVar

from local.built import ASK_AGAIN, FOR_A_YEAR, TYPES, Built, Page, file_within
from local.layout import HEADERS, document
from tools.dashboard.build import built
from tools.dashboard.policy import ASSETS, BASE, headers

_RELOAD_SECONDS = 3
_NO_STORE = {"Cache-Control": "no-store"}


class Dashboard(Built):
    """The dashboard."""

    name: ClassVar[str] = "dashboard"
    title: ClassVar[str] = "dashboard"
    path: ClassVar[str] = f"{BASE}/"
    module: ClassVar[str] = "tools.dashboard"

    def cached(self) -> Path | None:
        """Return the built dashboard, if it is in the cache."""
        return built(self.settings.cache)

    def is_wanted(self) -> bool:
        """Tell whether this runtime builds it (not with ``DASHBOARD=off``)."""
        return self.settings.builds_dashboard

    def page(self, path: str) -> Page:
        """Return what is at `/app` or below: a file, or the page that shows what stands at the address."""
        if path == BASE:
            return Page(308, TYPES[""], b"", {"Location": f"{BASE}/"})
        folder = self.look()
        if path == f"{BASE}/config.json":
            return Page(200, TYPES[".json"], json.dumps(self._config()).encode(), self._headers() | _NO_STORE)
        if folder is None:
            page = Page(503, TYPES[".html"], self._notice().encode(), HEADERS | _NO_STORE)
            self.retry()
            return page
        name = path.removeprefix(f"{BASE}/")
        file = file_within(folder, name)
        if file is None or not file.is_file() or file.suffix not in TYPES:
            if name.startswith(ASSETS):
                return Page(
                    404, TYPES[""], b"no such file", _NO_STORE
                )  # of a former build: never the page in its place
            file = folder / "index.html"
        caching = FOR_A_YEAR if name.startswith(ASSETS) else ASK_AGAIN
        return Page(200, TYPES[file.suffix], file.read_bytes(), self._headers() | caching)

    def _headers(self) -> dict[str, str]:
        port = self.settings.emulator_port
        return headers((f"http://localhost:{port}", f"http://127.0.0.1:{port}"))

    def _config(self) -> dict[str, object]:
        """The platform organisation's publishable keys; empty until it is made."""
        file = self.settings.demo_file
        content = json.loads(file.read_text("utf-8")) if file.exists() else {}
        return {"publishable_keys": content.get("dashboard_keys", {})}

    def _notice(self) -> str:
        if self.failure:
            about = (
                f"<p>It could not be built: {escape(self.failure)}</p>"
                "<p><code>make dashboard</code> builds it in a terminal.</p>"
            )
        elif not self.is_wanted():
            about = "<p>It is not built (<code>DASHBOARD=off</code>). Run <code>make dashboard</code>, then reload.</p>"
        else:
            about = f"<p>It is being built: {escape(self.progress())} … This page loads it when it is there.</p>"
        body = (
            f"<h1>The dashboard is not here yet</h1>{about}<p>The API does not need it: see the "
            '<a href="/">start page</a> and the <a href="/docs/">documentation</a>.</p>'
        )
        is_waiting = self.is_wanted() and not self.failure
        return document("Dashboard", body, reload_seconds=_RELOAD_SECONDS if is_waiting else 0)
