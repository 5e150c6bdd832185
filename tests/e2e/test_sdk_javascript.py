"""The JavaScript lines of the API reference, verbatim but for the key, in the sandbox of the running platform."""

import json
from pathlib import Path

import pytest

from tests.running import Runtime
from tests.sdk.javascript import folder_with_the_package, run, run_module

pytestmark = pytest.mark.e2e

LINES = """import { BiVelio } from '@bivelio/sdk';

const bivelio = new BiVelio({
  apiKey: 'bv_live_sk_a1b2c3d4e5f6...',
});

// Llistar workflows
const workflows = await bivelio.workflows.list({ status: 'active' });

// Executar un workflow
const instance = await bivelio.workflows.execute('wf_a1b2c3d4', {
  client_name: 'Empresa ABC',
  plan: 'pro',
});

// Enviar missatge per WhatsApp
const message = await bivelio.messages.send({
  channel: 'whatsapp',
  to: '+34 612 345 678',
  body: 'La teva comanda ha estat processada.',
});

// Invocar agent IA
const result = await bivelio.agents.invoke('ag_classifier_01', {
  text: 'El client vol canviar el seu pla',
});
"""
TELL = "console.log(JSON.stringify({ workflows, instance, message, result, at: bivelio.baseUrl }));"


@pytest.fixture
def environment(platform: Runtime) -> dict[str, str]:
    """A key of the sandbox, and where the platform is."""
    key = platform.demo()["organisations"]["demo"]["keys"]["test_secret"]
    return {"BIVELIO_API_KEY": key, "BIVELIO_BASE_URL": f"{platform.settings.url}/v1"}


def test_the_lines_of_the_reference_work_in_the_sandbox(environment: dict[str, str], tmp_path: Path):
    lines = LINES.replace("bv_live_sk_a1b2c3d4e5f6...", environment["BIVELIO_API_KEY"])
    found = json.loads(run_module(lines + TELL, folder_with_the_package(tmp_path), **environment))
    assert found["at"].endswith("/sandbox/v1")
    assert found["workflows"]["pagination"]["page"] == 1
    assert found["instance"]["instance_id"].startswith("wfi_")
    assert found["message"]["status"]
    assert found["result"]["execution_id"].startswith("age_")


def test_a_run_is_waited_for_an_answer_streamed_and_a_file_carried(environment: dict[str, str]):
    printed = run(
        """
        const bivelio = new BiVelio();
        const started = new Date().toISOString();
        const steps = [{ id: 'nota', type: 'set', input: { client: '{{ input.client_name }}' } }];
        const own = await bivelio.workflows.create({ name: `Seguit ${started}`, steps });
        const { status } = await bivelio.workflows.execute(own.id, { client_name: 'A' }, { wait: true });
        const kinds = [];
        for await (const event of bivelio.agents.invoke('ag_classifier_01', { text: 'Hola' }, { stream: true })) {
          kinds.push(event.event);
        }
        const content = Buffer.from('%PDF-1.4\\n% a small one\\n');
        const document = await bivelio.documents.upload(content, { filename: 'a.pdf' });
        const blob = await bivelio.documents.download(document.document_id);
        const made = await bivelio.contacts.create({ type: 'person', name: 'Seguida' });
        for await (const event of bivelio.events.follow({ from: started, types: ['contact.created'], pause: 200 })) {
          if (event.data.id === made.id) break;
        }
        const same = Buffer.from(await blob.arrayBuffer()).equals(content);
        console.log(JSON.stringify({ status, last: kinds.at(-1), same }));
        """,
        **environment,
    )
    found = json.loads(printed)
    assert found["status"] in {"completed", "failed"}
    assert found["last"] == "result"
    assert found["same"] is True


def test_a_key_of_nobody_and_a_repeated_write(environment: dict[str, str]):
    wrong = environment["BIVELIO_API_KEY"][:-4] + "0000"
    printed = run(
        f"""
        const error = await new BiVelio({{ apiKey: '{wrong}' }}).contacts.list().catch((found) => found);
        const once = {{ idempotencyKey: 'sdk-javascript-repeated' }};
        const create = () => new BiVelio().contacts.create({{ type: 'person', name: 'Repetida' }}, once).withResponse();
        const [first, second] = [await create(), await create()];
        console.log(error instanceof sdk.AuthenticationError, first.data.id === second.data.id,
          second.response.headers.get('idempotent-replayed'));
        """,
        **environment,
    )
    assert printed == "true true true\n"
