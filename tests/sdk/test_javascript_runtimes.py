"""The JavaScript SDK in Deno, Bun and a worker of workerd: faults, errors, webhooks. `make runtimes` installs these."""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest
from bivelio import webhooks

from tests.sdk.javascript import BUILT, PACKAGE, built, node, tool
from tests.sdk.server import faulty
from tools.template import ROOT

HERE = ROOT / "tests" / "runtimes"
SECRET = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtMTIzNA=="
BODY = json.dumps({"id": "evn_1", "event": "contact.created", "timestamp": "2026-04-07T12:00:00Z", "data": {}})
WORK = """
import { BiVelio, RateLimitError, webhooks } from %(sdk)s;

async function work() {
  const client = new BiVelio({ apiKey: 'bv_test_sk_1', baseUrl: %(url)s, retryDelay: 0, maxRetries: 3 });
  const made = await client.contacts.create({ type: 'person', name: 'Núria' });
  const event = await webhooks.verify(%(body)s, %(headers)s, %(secret)s);
  const forged = await webhooks.verify(%(body)s + ' ', %(headers)s, %(secret)s).catch((error) => error.name);
  const refused = await client.contacts.get('ct_1', { maxRetries: 0 }).catch((error) => error);
  const reason = new Error('enough');
  const stopped = await client.contacts.get('ct_1', { signal: AbortSignal.abort(reason) }).catch((error) => error);
  return JSON.stringify({
    id: made.id, event: event.event, forged, isTyped: refused instanceof RateLimitError, isOwn: stopped === reason,
  });
}
"""
PRINTED = WORK + "console.log(await work());\n"
SERVED = WORK + "export default { fetch: async () => new Response(await work()) };\n"
FAULTS = ("throttled", "dropped_after", "html", None, "throttled")
FOUND = {
    "id": "ct_1",
    "event": "contact.created",
    "forged": "WebhookVerificationError",
    "isTyped": True,
    "isOwn": True,
}


def program(name: str) -> str:
    """A runtime. Skips the test without it."""
    path = HERE / "node_modules" / ".bin" / name
    if not path.exists():
        pytest.skip(f"{name} is absent: make runtimes")
    return str(path)


def lines(text: str, url: str, sdk: str) -> str:
    """A program with what it is to use."""
    headers = webhooks.sign(BODY, SECRET, event_id="evn_1", moment=int(time.time()))
    values = {"sdk": sdk, "url": url, "body": BODY, "headers": headers, "secret": SECRET}
    return text % {name: json.dumps(value) for name, value in values.items()}


def printed(*command: str, cwd: Path) -> str:
    """What a program printed; variables of the client are not there."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BIVELIO_")}
    done = subprocess.run(command, cwd=cwd, env=kept, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("words", [("deno", "run", "--no-prompt", "--allow-net=127.0.0.1"), ("bun", "run")])
def test_it_works_in_a_runtime_beside_node(tmp_path: Path, words: tuple[str, ...]):
    command, file = program(words[0]), tmp_path / "program.mjs"
    built()
    with faulty(*FAULTS) as server:
        file.write_text(lines(PRINTED, server.url, BUILT.as_uri()))
        assert json.loads(printed(command, *words[1:], str(file), cwd=tmp_path)) == FOUND
        assert set(server.effects.values()) == {1}


def test_it_works_in_a_worker(tmp_path: Path):
    program("miniflare")
    built()
    with faulty(*FAULTS) as server:
        bundle, text = tmp_path / "worker.mjs", lines(SERVED, server.url, "@bivelio/sdk")
        command = [tool("esbuild"), "--bundle", "--format=esm", "--target=es2022", f"--outfile={bundle}"]
        subprocess.run(command, input=text, cwd=PACKAGE, text=True, check=True, capture_output=True)
        assert json.loads(printed(node(), "worker.mjs", str(bundle), cwd=HERE)) == FOUND
        assert set(server.effects.values()) == {1}
