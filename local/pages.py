"""The few pages of the front door that are for people: the welcome page, the documentation, the OpenAPI file."""

from html import escape
from pathlib import Path

from local.settings import ROOT, Settings

_TYPES = {".md": "text/markdown; charset=utf-8", ".json": "application/json", ".yaml": "text/yaml; charset=utf-8"}
Page = tuple[int, str, bytes]


def page_for(path: str, settings: Settings) -> Page:
    """Return status, content type and body of a page that is not the API's."""
    if path == "/":
        return 200, "text/html; charset=utf-8", _welcome(settings).encode()
    if path == "/openapi.json" or path.startswith("/docs/"):
        return _file(ROOT / path.lstrip("/"))
    return 404, "text/plain; charset=utf-8", b"Nothing here. The API is under /v1/ and /sandbox/v1/.\n"


def _file(file: Path) -> Page:
    within = any(file.resolve().is_relative_to(place) for place in (ROOT / "docs", ROOT / "openapi.json"))
    if not within or not file.is_file() or file.suffix not in _TYPES:
        return 404, "text/plain; charset=utf-8", b"There is no such page.\n"
    return 200, _TYPES[file.suffix], file.read_bytes()


def _welcome(settings: Settings) -> str:
    documents = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))
    if (ROOT / "openapi.json").is_file():
        documents.insert(0, "openapi.json")
    links = "\n".join(f'<li><a href="/{escape(name)}">{escape(name)}</a></li>' for name in documents)
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>BiVelio API, local</title>
<style>
body {{ font: 16px/1.5 system-ui; max-width: 44rem; margin: 3rem auto; padding: 0 1rem }}
code {{ background: #8882; padding: .1em .3em }}
</style>
<h1>BiVelio API, local</h1>
<p>The whole platform runs on this machine: the deployment's own API Gateway definition, functions and table.</p>
<ul>
<li>Live: <code>{settings.url}/v1/</code></li>
<li>Sandbox: <code>{settings.url}/sandbox/v1/</code></li>
<li>AWS endpoint for the AWS CLI and SDKs: <code>{settings.emulator_url}</code></li>
<li>Demo organisations and keys: <code>{escape(str(settings.demo_file))}</code></li>
<li><a href="/health">Health</a></li>
</ul>
<h2>Documentation</h2>
<ul>
{links}
</ul>
</html>
"""
