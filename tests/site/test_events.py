"""The events explorer: each type has its page, whose code verifies and handles it, and says how to cause it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from bivelio import webhooks
from bivelio.cli.own.trigger import CAUSES, UNCAUSED
from bivelio.errors import WebhookVerificationError

from tools.builds import CACHE
from tools.node import NodeAbsentError, install, node
from tools.sdk.document import Document
from tools.site.event_words import MEANINGS, REASONS
from tools.site.events import Event, event_pages, events, javascript, python, reasons
from tools.site.inputs import SITE
from tools.site.pages import LANGUAGES
from tools.template import ROOT

pytestmark = pytest.mark.fix(
    "Add the type to MEANINGS of tools/site/event_words.py, and its reason where it has no trigger."
)
DOCUMENT = Document()
TYPES = events(DOCUMENT)
PAGES = dict(event_pages(DOCUMENT))
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PREFIX = {"en": "", "ca": "ca/", "es": "es/"}
CALL = """
import { readFileSync } from 'node:fs';
const [secret, body, headers] = JSON.parse(readFileSync(0, 'utf8'));
process.env.BIVELIO_WEBHOOK_SECRET = secret;
const receivers = await import('./receivers.js');
for (const [name, receive] of Object.entries(receivers)) {
  const sent = new Request('http://localhost/hook', { method: 'POST', headers: headers[name], body: body[name] });
  console.log('status', (await receive(sent)).status);
}
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_type_has_a_page_with_its_fields_and_its_command(language):
    for event in TYPES:
        text = PAGES[PREFIX[language] + event.slug]
        for field in event.example["data"]:
            assert f"| `{field}` |" in text, (event.name, field)
        assert json.dumps(event.example, ensure_ascii=False, indent=2) in text
        if event.name in CAUSES:
            assert f"\nbivelio trigger {event.name}\n" in text
        else:
            assert REASONS.get(event.name, {}).get(language, UNCAUSED[event.name]) in text
        assert f"](../{event.slug}/): {event.meaning_in(language)}" in PAGES[f"{PREFIX[language]}event-explorer"]


def test_the_command_line_is_read_as_it_is():
    assert reasons() == UNCAUSED
    assert {event.name for event in TYPES} == CAUSES.keys() | UNCAUSED.keys()


def test_what_is_translated_is_a_type_of_today_and_nearly_all_are():
    names = {event.name for event in TYPES}
    assert MEANINGS.keys() <= names
    assert REASONS.keys() <= UNCAUSED.keys()
    assert len(names - MEANINGS.keys()) <= len(names) / 20


def first_value(event: Event) -> Any:
    return next(iter(event.example["data"].values()))


def delivery(event: Event) -> tuple[str, dict[str, str]]:
    """A delivery of the example, as the platform signs one."""
    body = json.dumps(event.example, ensure_ascii=False)
    return body, webhooks.sign(body.encode(), SECRET, event_id=event.example["id"])


def test_the_python_code_handles_each_type_and_refuses_what_is_not_signed(monkeypatch, capsys):
    monkeypatch.setenv("BIVELIO_WEBHOOK_SECRET", SECRET)
    for event in TYPES:
        names: dict[str, Any] = {}
        exec(compile(python(event), event.name, "exec"), names)  # noqa: S102 - what the page says
        body, headers = delivery(event)
        assert names["receive"](body.encode(), headers) == 204
        assert capsys.readouterr().out.strip() == str(first_value(event)), event.name
        with pytest.raises(WebhookVerificationError):
            names["receive"](body.encode() + b" ", headers)


def test_the_javascript_code_handles_each_type(tmp_path: Path):
    try:
        program = node(CACHE)
        install(program, SITE)
    except NodeAbsentError as reason:
        pytest.skip(str(reason))
    names = {event.name: event.name.replace(".", "_") for event in TYPES}
    for event in TYPES:
        (tmp_path / f"{names[event.name]}.js").write_text(javascript(event), encoding="utf-8")
    exports = "".join(f"export {{ receive as {name} }} from './{name}.js';\n" for name in names.values())
    (tmp_path / "all.js").write_text(exports, encoding="utf-8")
    esbuild = SITE / "node_modules" / "esbuild" / "bin" / "esbuild"
    sdk = ROOT / "sdks" / "javascript" / "src" / "index.ts"
    bundle = ["--bundle", "--format=esm", "--platform=node", f"--alias:@bivelio/sdk={sdk}"]
    out = f"--outfile={tmp_path / 'receivers.js'}"
    subprocess.run([program, esbuild, tmp_path / "all.js", *bundle, out], check=True, capture_output=True)
    (tmp_path / "call.mjs").write_text(CALL)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    sent = {names[event.name]: delivery(event) for event in TYPES}
    bodies = {name: body for name, (body, _) in sent.items()}
    asked = json.dumps([SECRET, bodies, {name: headers for name, (_, headers) in sent.items()}])
    ran = subprocess.run([program, tmp_path / "call.mjs"], input=asked, capture_output=True, text=True, check=True)
    lines = ran.stdout.splitlines()
    assert lines.count("status 204") == len(TYPES)
    assert sorted(lines[::2]) == sorted(str(first_value(event)) for event in TYPES)
