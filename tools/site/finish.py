"""What is done to the built pages: scrollable parts take the keyboard, and each page names the scripts it may run."""

import base64
import hashlib
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

from tools.site.pages import BASE, Page

_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_CHARSET = '<meta charset="utf-8"/>'
LOCAL = ("/sandbox/v1", "/v1")
"""Where the form sends from pages that the local platform serves."""


def finish(folder: Path, pages: tuple[Page, ...], environments: tuple[str, str] = LOCAL) -> None:
    """Finish all pages of a built site.

    Args:
        folder: the built site.
        pages: the Markdown files; each is copied to its address with `.md`.
        environments: the base URLs of the sandbox and of live, which the form sends to.
    """
    origins = sorted({f"{url.scheme}://{url.netloc}" for url in map(urlsplit, environments) if url.netloc})
    for file in folder.rglob("*.html"):
        file.write_text(_finished(file.read_text(encoding="utf-8"), origins), encoding="utf-8")
    for page in pages:
        copy = folder / f"{page.address}.md"
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(page.text, encoding="utf-8")
    console = [
        {"label": label, "url": url, "keys": {}} for label, url in zip(("Sandbox", "Live"), environments, strict=True)
    ]
    (folder / "console.json").write_text(json.dumps(console), encoding="utf-8")


def policy(html: str, origins: list[str]) -> str:
    """Return the Content-Security-Policy of a page: its own files, and its inline scripts by their hashes."""
    digests = {hashlib.sha256(text.encode()).digest() for text in _SCRIPT.findall(html)}
    hashes = sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            " ".join(["connect-src 'self'", *origins]),
            "base-uri 'none'",
            "form-action 'self'",
        ]
    )


def _finished(html: str, origins: list[str]) -> str:
    html = html.replace("<pre>", '<pre tabindex="0">').replace("<th></th>", "<td></td>")
    html = html.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")
    if _CHARSET not in html:
        raise ValueError(f"a page of {BASE} has no {_CHARSET}")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(html, origins)}"/>'
    return html.replace(_CHARSET, _CHARSET + meta, 1)
