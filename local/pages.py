"""The few pages of the front door that are for people: the start, the API reference, the guides, the OpenAPI file."""

import json
from html import escape
from pathlib import Path

from local.guides import guide
from local.layout import GUIDES, document
from local.reference import reference
from local.settings import ROOT, Settings

_HTML = "text/html; charset=utf-8"
_TYPES = {".json": "application/json", ".yaml": "text/yaml; charset=utf-8"}
_PUBLIC = (ROOT / "docs", ROOT / "benchmarks", ROOT / "openapi.json", *sorted(ROOT.glob("*.md")))
"""What the pages link to: the guides, the figures they quote, the README and its neighbours."""

Page = tuple[int, str, bytes]


def page_for(path: str, settings: Settings) -> Page:
    """Return status, content type and body of a page that is not the API's."""
    if path == "/":
        return 200, _HTML, _start(settings).encode()
    if path in ("/docs", "/docs/"):
        openapi = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
        return 200, _HTML, reference(openapi, settings.url).encode()
    return _file((ROOT / path.lstrip("/")).resolve())


def _file(file: Path) -> Page:
    if not any(file.is_relative_to(place) for place in _PUBLIC):
        return _missing()
    if file.is_dir():
        return 200, _HTML, _folder(file).encode()
    if not file.is_file():
        return _missing()
    if file.suffix == ".md":
        return 200, _HTML, guide(file).encode()
    if file.suffix == ".png":
        return 200, "image/png", file.read_bytes()
    return (200, _TYPES[file.suffix], file.read_bytes()) if file.suffix in _TYPES else _missing()


def _missing() -> Page:
    text = "<h1>Nothing here</h1><p>The API is under <code>/v1/</code> and <code>/sandbox/v1/</code>.</p>"
    return 404, _HTML, document("Nothing here", f'<main id="content">{text}</main>').encode()


def _folder(folder: Path) -> str:
    links = "\n".join(
        f'<li><a href="/{escape(file.relative_to(ROOT).as_posix())}">{escape(_title(file))}</a></li>'
        for file in sorted(folder.glob("*.md"))
    )
    return document(folder.name, f'<main id="content"><h1>{escape(folder.name)}</h1><ul>{links}</ul></main>')


def _title(file: Path) -> str:
    """The heading of a Markdown file."""
    return file.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")


def _start(settings: Settings) -> str:
    guides = "\n".join(
        f'<li><a href="/docs/{name}.md">{escape(_title(ROOT / "docs" / f"{name}.md"))}</a><br>'
        f'<span class="quiet">{escape(about)}</span></li>'
        for name, about in GUIDES.items()
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
<p>The whole platform runs on this machine: the deployment's own API Gateway definition, functions and table.
<a href="/health">Is it ready?</a></p>
<dl class="addresses">
<dt>Live keys</dt><dd><code>{settings.url}/v1/</code></dd>
<dt>Test keys</dt><dd><code>{settings.url}/sandbox/v1/</code></dd>
<dt>AWS endpoint</dt><dd><code>{settings.emulator_url}</code> for the AWS CLI and SDKs</dd>
<dt>Keys and users</dt><dd><code>{escape(str(settings.demo_file))}</code></dd>
</dl>
<h2>A first call</h2>
<pre tabindex="0"><code>{escape(first_call)}</code></pre>
<p>Every operation, with an example to run: <a href="/docs">API reference</a>.</p>
<h2 id="guides">Guides</h2>
<ul class="cards">
{guides}
</ul>
<p>Why it is so: <a href="/docs/adr">decisions</a>. How to change it: <a href="/CONTRIBUTING.md">contributing</a>.</p>
</main>""",
    )
