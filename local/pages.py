"""The front door's pages for people: the start page, the API reference, the guides, the search."""

import json
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from local.guides import guide, part, title_of
from local.layout import GROUPS, document
from local.mailbox import Mailbox
from local.reference import reference
from local.search import results
from local.settings import ROOT, Settings

_HTML = "text/html; charset=utf-8"
_TYPES = {".json": "application/json", ".yaml": "text/yaml; charset=utf-8", "": "text/plain; charset=utf-8"}
_PUBLIC = (ROOT / "docs", ROOT / "benchmarks", ROOT / "LICENSE", *sorted(ROOT.glob("*.md")))
"""The files that the pages link to: the guides, the figures they quote, the README and the files beside it."""

_ERRORS = "/docs/errors/"
"""Where the pages of error codes are, as `doc_url` names them: `/docs/errors/validation-error`."""

_LONGEST_QUERY = 100
_DEFAULT_URL = "http://localhost:8080"
"""The address in the guides, which a page replaces by the one in use."""

_FOLDERS = {"adr": "Architecture decisions"}

Page = tuple[int, str, bytes]


def page_for(path: str, settings: Settings, query: str = "", mails: Mailbox | None = None) -> Page:
    """Return status, content type and body of a page for people; `query` is the URL's query string, still encoded."""
    if path == "/mail":
        return 200, _HTML, (mails or Mailbox()).page().encode()
    if path == "/":
        return 200, _HTML, _start(settings).encode()
    if path in ("/docs", "/docs/"):
        return 200, _HTML, reference(_openapi(settings), settings.url).encode()
    if path.startswith(_ERRORS):
        heading = path.removeprefix(_ERRORS).upper().replace("-", "_")
        about = part(ROOT / "docs" / "errors.md", heading)
        return (200, _HTML, about.encode()) if about else _missing()
    if path == "/openapi.json":
        return 200, _TYPES[".json"], json.dumps(_openapi(settings), ensure_ascii=False).encode()
    if path == "/search":
        return 200, _HTML, results(" ".join(parse_qs(query).get("q", []))[:_LONGEST_QUERY]).encode()
    return _file((ROOT / path.lstrip("/")).resolve(), settings)


def _openapi(settings: Settings) -> dict[str, Any]:
    """Return openapi.json with the addresses of the running platform, the sandbox first."""
    found: dict[str, Any] = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    servers = [
        {"url": f"{settings.url}/sandbox/v1", "description": "Sandbox: test keys; effects on others are simulated"},
        {"url": f"{settings.url}/v1", "description": "Live keys"},
    ]
    return found | {"servers": servers}


def _file(file: Path, settings: Settings) -> Page:
    if not any(file.is_relative_to(place) for place in _PUBLIC):
        return _missing()
    if file.is_dir():
        return 200, _HTML, _folder(file).encode()
    if not file.is_file():
        return _missing()
    if file.suffix == ".md":
        return 200, _HTML, guide(file).replace(_DEFAULT_URL, settings.url).encode()
    if file.suffix == ".png":
        return 200, "image/png", file.read_bytes()
    return (200, _TYPES[file.suffix], file.read_bytes()) if file.suffix in _TYPES else _missing()


def _missing() -> Page:
    text = (
        "<h1>Page not found</h1><p>The API is under <code>/v1/</code> and <code>/sandbox/v1/</code>. "
        'What is here for people: <a href="/">the start page</a>.</p>'
    )
    return 404, _HTML, document("Page not found", f'<main id="content">{text}</main>').encode()


def _folder(folder: Path) -> str:
    links = "\n".join(
        f'<li><a href="/{escape(file.relative_to(ROOT).as_posix())}">{escape(title_of(file))}</a></li>'
        for file in sorted(folder.glob("*.md"))
    )
    name = escape(_FOLDERS.get(folder.name, folder.name))
    return document(name, f'<main id="content"><h1>{name}</h1><ul>{links}</ul></main>')


def _start(settings: Settings) -> str:
    guides = "\n".join(
        f'<h3>{escape(group)}</h3>\n<ul class="cards">{"".join(_card(*each) for each in names.items())}</ul>'
        for group, names in GROUPS.items()
    )
    first_call = f"""KEY=$(python3 -c '
import json
demo = json.load(open("{settings.demo_file}"))["organisations"]["demo"]
print(demo["keys"]["live_secret"])')

curl {settings.url}/v1/contacts/list \\
  -H "X-API-Key: $KEY" -H 'Content-Type: application/json' -d '{{}}'"""
    return document(
        "BiVelio API, local",
        f"""<main id="content">
<h1>BiVelio API, local</h1>
<p>The whole platform runs on this machine, deployed from the same template as on AWS.
<a href="/health">Health check</a>, <a href="/mail">outgoing mail</a></p>
<dl class="addresses">
<dt>Live</dt><dd><code>{settings.url}/v1/</code> with <code>bv_live_…</code> keys</dd>
<dt>Sandbox</dt><dd><code>{settings.url}/sandbox/v1/</code> with <code>bv_test_…</code> keys</dd>
<dt>AWS endpoint</dt><dd><code>{settings.emulator_url}</code> for the AWS CLI and SDKs</dd>
<dt>Keys and users</dt><dd><code>{escape(str(settings.demo_file))}</code></dd>
</dl>
<h2>A first call</h2>
<pre tabindex="0"><code>{escape(first_call)}</code></pre>
<p>Next: <a href="/docs/getting-started.md">getting started</a> in curl, Python and Node, or every operation with an
example to run in the <a href="/docs">API reference</a>.</p>
<h2 id="guides">Guides</h2>
{guides}
<p>See also <a href="/docs/adr">architecture decisions</a>, <a href="/CONTRIBUTING.md">contributing</a>,
<a href="/SECURITY.md">security</a> and the <a href="/CHANGELOG.md">changelog</a>.</p>
</main>""",
    )


def _card(name: str, about: str) -> str:
    title = title_of(ROOT / "docs" / f"{name}.md")
    return f'<li><a href="/docs/{name}.md">{escape(title)}</a><br><span class="quiet">{escape(about)}</span></li>'
