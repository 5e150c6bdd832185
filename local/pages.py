"""The front door's pages for people: the start page, the site at /docs/, and what can be read without the site."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from local import layout
from local.built import Page, file_within
from local.docs_site import DocsSite
from local.guides import guide, part, title_of
from local.layout import GROUPS, document
from local.mailbox import Mailbox
from local.settings import ROOT, Settings
from tools import security_text

_HTML = "text/html; charset=utf-8"
_TYPES = {".json": "application/json", ".yaml": "text/yaml; charset=utf-8", "": "text/plain; charset=utf-8"}
_PUBLIC = (ROOT / "docs", ROOT / "benchmarks", ROOT / "LICENSE", *sorted(ROOT.glob("*.md")))
"""The files that the pages link to: the guides, the figures they quote, the README and the files beside it."""

_DEFAULT_URL = "http://localhost:8080"
"""The address in the guides, which a page replaces by the one in use."""

_FOLDERS = {"adr": "Architecture decisions"}
_RELOAD_SECONDS = 3
_ATOM = "application/atom+xml"
STATUS_TYPES = {"/docs/status.json": "application/json"} | {
    f"/docs/status.{each}.atom": _ATOM for each in ("ca", "es", "en")
}
_ERROR = re.compile(r"/docs/(?:\w\w/)?errors/([a-z-]+)/?")
"""The page of an error code, as `doc_url` names it."""


def page_for(path: str, site: DocsSite, mails: Mailbox | None = None) -> Page:
    """Return the page for people at a path."""
    page = _page_for(path, site, mails)
    return replace(page, headers=layout.HEADERS | page.headers) if page.content_type == _HTML else page


def _page_for(path: str, site: DocsSite, mails: Mailbox | None) -> Page:
    if path == "/mail":
        return Page(200, _HTML, (mails or Mailbox()).page().encode())
    if path == "/":
        return Page(200, _HTML, _start(site.settings).encode())
    if path == security_text.PATH:
        return Page(200, security_text.CONTENT_TYPE, security_text.text(datetime.now(UTC)).encode())
    if path == "/docs":
        return _moved("/docs/")
    if path in ("/openapi.json", "/docs/openapi.json"):
        return Page(200, _TYPES[".json"], json.dumps(_openapi(site.settings), ensure_ascii=False).encode())
    if path in STATUS_TYPES:
        return _status(path, site.settings)
    if path.startswith("/docs/"):
        if (page := site.page(path)) is None:
            page = _without_the_site(path, site)
            site.retry()
        return page
    return _file(file_within(ROOT, path.lstrip("/")), site)


def _status(path: str, settings: Settings) -> Page:
    """The status page's document, which `make incident` has written; one without incidents until then."""
    from tools.watch import incident, status  # noqa: PLC0415 - for this page alone

    files = incident.Folder(settings.state, f"{settings.url}{incident.LOCAL_PAGE}")
    if files.read(status.FILE) is None:
        incident.save(files, status.fresh(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")))
    body = files.read(path.removeprefix("/docs/")) or b""
    return Page(200, STATUS_TYPES[path], body, {"Cache-Control": "no-cache"})


def _openapi(settings: Settings) -> dict[str, Any]:
    """Return openapi.json with the addresses of the running platform, the sandbox first."""
    document: dict[str, Any] = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    servers = [
        {"url": f"{settings.url}/sandbox/v1", "description": "Sandbox: test keys; effects on others are simulated"},
        {"url": f"{settings.url}/v1", "description": "Live keys"},
    ]
    return document | {"servers": servers}


def _without_the_site(path: str, site: DocsSite) -> Page:
    """Return what stands for a page of the site: the guide in plain, or a page that says how far the build is."""
    plain = file_within(ROOT / "docs", f"{path.removeprefix('/docs').strip('/')}.md")
    if plain is not None and plain.is_file() and path.endswith("/"):
        return _moved(f"{path.rstrip('/')}.md")
    if match := _ERROR.fullmatch(path):
        about = part(ROOT / "docs" / "errors.md", match[1].upper().replace("-", "_"), _notice(site))
        return Page(200, _HTML, about.encode()) if about else _missing()
    if path != "/docs/" and not path.startswith(("/docs/reference/", "/docs/ca/", "/docs/es/")):
        return _file(file_within(ROOT, path.lstrip("/")), site)
    guides = "\n".join(
        f"<h2>{escape(group)}</h2>\n<ul>{''.join(_link(*each) for each in names.items())}</ul>"
        for group, names in GROUPS.items()
    )
    body = f"<h1>Documentation</h1>{_notice(site)}<p>The guides can be read already:</p>\n{guides}"
    seconds = 0 if site.failure else _RELOAD_SECONDS
    return Page(200, _HTML, document("Documentation", body, reload_seconds=seconds).encode())


def _notice(site: DocsSite) -> str:
    if site.failure:
        failure = escape(site.failure)
        return f'<p class="notice">The site with the reference and the search could not be built: {failure}</p>'
    return (
        f'<p class="notice">The site with the reference and the search is being built: {escape(site.progress())} …</p>'
    )


def _file(file: Path | None, site: DocsSite) -> Page:
    if file is None or not any(file.is_relative_to(place) for place in _PUBLIC):
        return _missing()
    if file.is_dir():
        return Page(200, _HTML, _folder(file).encode())
    if not file.is_file():
        return _missing()
    if file.suffix == ".md":
        about = "" if site.folder else _notice(site)
        return Page(200, _HTML, guide(file, about).replace(_DEFAULT_URL, site.settings.url).encode())
    if file.suffix == ".png":
        return Page(200, "image/png", file.read_bytes())
    return Page(200, _TYPES[file.suffix], file.read_bytes()) if file.suffix in _TYPES else _missing()


def _moved(target: str) -> Page:
    return Page(307, _TYPES[""], b"", {"Location": target})


def _missing() -> Page:
    text = (
        "<h1>Page not found</h1><p>The API is under <code>/v1/</code> and <code>/sandbox/v1/</code>. "
        'What is here for people: <a href="/">the start page</a>.</p>'
    )
    return Page(404, _HTML, document("Page not found", text).encode())


def _folder(folder: Path) -> str:
    links = "\n".join(
        f'<li><a href="/{escape(file.relative_to(ROOT).as_posix())}">{escape(title_of(file))}</a></li>'
        for file in sorted(folder.glob("*.md"))
    )
    name = escape(_FOLDERS.get(folder.name, folder.name))
    return document(name, f"<h1>{name}</h1><ul>{links}</ul>")


def _start(settings: Settings) -> str:
    first_call = f"""export BIVELIO_BASE_URL={settings.url}/sandbox/v1
export BIVELIO_API_KEY=$(python3 -c '
import json
demo = json.load(open("{settings.demo_file}"))["organisations"]["demo"]
print(demo["keys"]["test_secret"])')

curl "$BIVELIO_BASE_URL/contacts/list" \\
  -H "X-API-Key: $BIVELIO_API_KEY" -H 'Content-Type: application/json' \\
  -d '{{"data": {{"search": "Empresa ABC", "type": "company"}}}}'"""
    return document(
        "BiVelio API, local",
        f"""<h1>BiVelio API, local</h1>
<p>The whole platform runs on this machine, deployed from the same template as on AWS.
<a href="/app/">Dashboard</a>, <a href="/mail">mail</a>, <a href="/health">health check</a></p>
<dl class="addresses">
<dt>Sandbox</dt><dd><code>{settings.url}/sandbox/v1/</code> with <code>bv_test_…</code> keys</dd>
<dt>Live</dt><dd><code>{settings.url}/v1/</code> with <code>bv_live_…</code> keys</dd>
<dt>AWS endpoint</dt><dd><code>{settings.emulator_url}</code> for the AWS CLI and SDKs</dd>
<dt>Keys and users</dt><dd><code>{escape(str(settings.demo_file))}</code></dd>
</dl>
<h2>A first call</h2>
<pre tabindex="0"><code>{escape(first_call)}</code></pre>
<p>Next, in the <a href="/docs/">documentation</a>: <a href="/docs/getting-started/">getting started</a>, or
<a href="/docs/reference/">every operation</a> with its code and a form that sends it.</p>""",
    )


def _link(name: str, about: str) -> str:
    title = title_of(ROOT / "docs" / f"{name}.md")
    return f'<li><a href="/docs/{name}.md">{escape(title)}</a> <span class="quiet">{escape(about)}</span></li>'
