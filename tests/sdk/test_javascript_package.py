"""The JavaScript package: its unit tests, its size, its types, its installation, and deliveries of webhooks."""

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from bivelio_core.webhooks import signature

from tests.sdk.javascript import PACKAGE, built, folder_with_types, node, node_24, run, tool
from tools.openapi import FILE as OPENAPI
from tools.sdk.document import Document

LARGEST_GZIPPED_BYTES = 9300
Case = tuple[str, dict[str, str], str, dict[str, float]]
SECRET = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtMTIzNA=="

CONSUMER = """
import { BiVelio, ValidationError, webhooks } from '@bivelio/sdk';
import type { AnyEvent, Contact, CreateContact } from '@bivelio/sdk';

const bivelio = new BiVelio({ apiKey: 'bv_test_sk_1', timeout: 5_000 });

export async function work(signal: AbortSignal): Promise<string[]> {
  const fields: CreateContact = { type: 'person', name: 'Maria' };
  const made: Contact = await bivelio.contacts.create(fields, { signal, idempotencyKey: 'one' });
  const found: string[] = [made.id];
  const page = await bivelio.contacts.list({ type: 'company' });
  found.push(...page.contacts.map((one) => one.name), ...page.items.map((one) => one.id));
  for await (const contact of bivelio.contacts.list({ search: 'a' })) found.push(contact.name);
  const next: number = (await page.page(2)).pagination.total;
  const run = await bivelio.workflows.execute('wf_1', { plan: 'pro' }, { wait: true });
  for await (const event of bivelio.agents.invoke('ag_1', { text: 'a' }, { stream: true })) {
    if (event.event === 'delta') found.push(event.data.text);
  }
  await bivelio.messages.send({ channel: 'whatsapp', to: '+34 612 345 678', body: 'Hola' });
  const { requestId, response } = await bivelio.contacts.get('ct_1').withResponse();
  return [...found, String(next), run.status, requestId ?? '', String(response.status)];
}

export async function receive(request: Request): Promise<string> {
  const event: AnyEvent = await webhooks.verify(await request.text(), request.headers, 'whsec_1');
  return event.event === 'contact.created' ? event.data.name : '';
}

export function told(error: unknown): string | undefined {
  return error instanceof ValidationError ? error.field : undefined;
}

export async function files(stream: ReadableStream<Uint8Array>, chunks: AsyncIterable<Uint8Array>): Promise<string[]> {
  const stored = await bivelio.documents.upload(stream, { filename: 'a.pdf' });
  await bivelio.documents.upload(new Blob(['a']), { filename: 'a.txt' });
  await bivelio.contacts.importFile(chunks);
  await bivelio.contacts.importFile(chunks, { match_on: ['email'], on_match: 'skip', mapping: { Saldo: null } });
  const signed = await webhooks.sign('{}', 'whsec_1', { eventId: 'evn_1' });
  const made = await bivelio.request<{ id: string }>('/robots/make', { name: 'R2' });
  return [stored.document_id, signed['webhook-id'] ?? '', made.id];
}

// @ts-expect-error: there is no such type of contact
void bivelio.contacts.create({ type: 'robot', name: 'R2' });
// @ts-expect-error: the file is the content of the import
void bivelio.contacts.importFile(new Blob(['a']), { csv: 'a' });
// @ts-expect-error: there is no such option
new BiVelio({ api_key: 'bv_test_sk_1' });
"""
OPTIONS = {
    "strict": True,
    "noEmit": True,
    "skipLibCheck": False,
    "target": "es2022",
    "lib": ["es2022", "dom", "dom.iterable"],
    "types": [],
}
ESM = "import { BiVelio, webhooks } from '@bivelio/sdk'; console.log(typeof BiVelio, typeof webhooks.verify);"
COMMON = "const { BiVelio, webhooks } = require('@bivelio/sdk'); console.log(typeof BiVelio, typeof webhooks.verify);"


def done(*command: str, cwd: Path = PACKAGE) -> str:
    """What a program printed. Fails with all of it when the program fails."""
    ended = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project with the packed package installed."""
    folder = tmp_path_factory.mktemp("project")
    built()
    packed = done("npm", "pack", "--silent", "--pack-destination", str(folder)).strip()
    (folder / "package.json").write_text('{"name": "empty", "private": true}')
    done("npm", "install", "--silent", "--offline", "--no-audit", "--no-fund", f"./{packed}", cwd=folder)
    return folder


def test_the_unit_tests_pass():
    built()
    done(node(), "--test", "test/")


def test_the_client_with_all_operations_is_small():
    built()
    size = json.loads(done(node(), "scripts/size.mjs"))
    assert size["gzipped"] <= LARGEST_GZIPPED_BYTES, size


def test_an_application_bundles_the_classes_of_codes_that_it_names_alone():
    built()
    lines = """
      import { BiVelio, RateLimitError, TooManyRequestsError, ValidationError } from '@bivelio/sdk';
      import { WorkflowQueueFullError } from '@bivelio/sdk';
      const error = { code: 'RATE_LIMIT_EXCEEDED', message: 'M' };
      const fetch = async () => Response.json({ error }, { status: 429 });
      const client = new BiVelio({ apiKey: 'bv_test_sk_1', fetch, maxRetries: 0 });
      const found = await client.contacts.list().catch((one) => one);
      const kinds = [RateLimitError, TooManyRequestsError, ValidationError, WorkflowQueueFullError];
      class Own extends RateLimitError {}
      console.log(kinds.map((kind) => found instanceof kind), error instanceof RateLimitError, found instanceof Own);
    """
    command = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--platform=browser"]
    text = subprocess.run(
        [tool("esbuild"), *command], input=lines, cwd=PACKAGE, capture_output=True, text=True, check=True
    )
    assert {code for code in Document().statuses if f"code={json.dumps(code)}" in text.stdout} == {
        "RATE_LIMIT_EXCEEDED",
        "VALIDATION_ERROR",
        "WORKFLOW_QUEUE_FULL",
    }
    found = done(node(), "--input-type=module", "-e", text.stdout)
    assert found == "[ true, true, false, false ] false false\n"


def test_it_has_no_dependencies_and_the_lock_no_addresses():
    package = json.loads((PACKAGE / "package.json").read_text())
    assert not {"dependencies", "peerDependencies", "optionalDependencies"} & package.keys()
    assert "resolved" not in (PACKAGE / "package-lock.json").read_text()


@pytest.mark.parametrize("command", [("publint", "--strict"), ("attw", "--pack", ".", "--format", "ascii")])
def test_others_find_nothing_wrong_with_the_package(command):
    built()
    done(tool(command[0]), *command[1:])


@pytest.mark.parametrize("kind", ["commonjs", "module"])
def test_a_strict_consumer_compiles(project, kind):
    folder = project / kind
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps({"type": kind}))
    (folder / "consumer.ts").write_text(CONSUMER)
    options = OPTIONS | {"module": "nodenext", "moduleResolution": "nodenext"}
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["consumer.ts"]}))
    done(tool("tsc"), "-p", ".", cwd=folder)


@pytest.mark.parametrize("kind", ["commonjs", "module"])
@pytest.mark.parametrize("types", ["types-node-20", "types-node-22"])
@pytest.mark.parametrize("resolution", ["nodenext", "bundler"])
def test_a_strict_consumer_compiles_beside_the_types_of_node(project, tmp_path, kind, types, resolution):
    installed = tmp_path / "node_modules"
    shutil.copytree(project / "node_modules", installed)
    shutil.copytree(PACKAGE / "node_modules" / types, installed / "@types" / "node")
    shutil.copytree(PACKAGE / "node_modules" / "undici-types", installed / "undici-types")
    (tmp_path / "package.json").write_text(json.dumps({"type": kind}))
    of_node = "export const own = new BiVelio({ apiKey: process.env.BIVELIO_API_KEY, language: undefined });\n"
    (tmp_path / "consumer.ts").write_text(CONSUMER + of_node)
    module = "nodenext" if resolution == "nodenext" else "preserve"
    options = OPTIONS | {"lib": ["es2022"], "types": ["node"], "exactOptionalPropertyTypes": True}
    options |= {"module": module, "moduleResolution": resolution}
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["consumer.ts"]}))
    done(tool("tsc"), "-p", ".", cwd=tmp_path)


@pytest.mark.parametrize("types", ["types-node-20", "types-node-22"])
def test_the_types_of_openapi_typescript_compile_as_the_guide_says(tmp_path, types):
    folder_with_types(tmp_path, OPENAPI)
    shutil.copytree(PACKAGE / "node_modules" / types, tmp_path / "node_modules" / "@types" / "node")
    shutil.copytree(PACKAGE / "node_modules" / "undici-types", tmp_path / "node_modules" / "undici-types")
    options = OPTIONS | {"types": ["node"], "module": "nodenext", "moduleResolution": "nodenext"}
    options |= {"exactOptionalPropertyTypes": True, "noUncheckedIndexedAccess": True}
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["consumer.ts"]}))
    done(tool("tsc"), "-p", ".", cwd=tmp_path)
    (tmp_path / "consumer.ts").write_text((tmp_path / "consumer.ts").read_text().replace("search: '", "type: '"))
    with pytest.raises(AssertionError, match="Empresa ABC"):
        done(tool("tsc"), "-p", ".", cwd=tmp_path)


@pytest.mark.parametrize("version", [20, 24])
def test_it_is_installed_in_an_empty_project(project, version):
    program = node() if version == 20 else node_24()
    found = done(program, "--version")
    if not found.startswith(f"v{version}."):
        pytest.skip(f"the Node of this machine is {found.strip()}, not {version}")
    for kind, lines in (("module", ESM), ("commonjs", COMMON)):
        assert done(program, f"--input-type={kind}", "-e", lines, cwd=project) == "function function\n"


def delivery(secrets: list[str], *, age: int = 0) -> tuple[str, dict[str, str]]:
    """A delivery as the platform signs it."""
    moment = int(time.time()) - age
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))
    body = json.dumps({"id": "evn_1", "event": "contact.created", "timestamp": stamp, "data": {"name": "Núria"}})
    return body, signature.headers("evn_1", moment, body.encode(), secrets)


def outcomes(*cases: Case) -> list[str]:
    """What verifying tells of each case: the type of the event, or the name of the error."""
    lines = f"""
      for (const arguments_ of {json.dumps(cases)}) {{
        const found = await sdk.webhooks.verify(...arguments_).then((event) => event.event, (error) => error.name);
        console.log(found);
      }}"""
    return run(lines).split()


@pytest.mark.parametrize("kind", ["both", "standard", "documented"])
@pytest.mark.parametrize("secret", [SECRET, "a text of my own, not base64!"])
def test_a_delivery_of_the_platform_is_verified_by_either_signature(kind, secret):
    prefix = {"standard": "webhook", "documented": "X-", "both": ""}[kind]
    one, (body, two) = delivery([secret]), delivery([secret, "the older one"])
    kept = [{name: value for name, value in headers.items() if name.startswith(prefix)} for headers in (one[1], two)]
    cases: list[Case] = [
        (one[0], kept[0], secret, {}),
        (body, kept[1], secret, {}),
        (body, kept[1], "the older one", {}),
    ]
    assert outcomes(*cases) == ["contact.created"] * 3


@pytest.mark.parametrize("prefix", ["webhook", "X-"])
def test_what_was_changed_or_is_old_or_of_another_is_refused(prefix):
    (body, headers), (old, old_headers) = delivery([SECRET]), delivery([SECRET], age=400)
    kept = {name: value for name, value in headers.items() if name.startswith(prefix)}
    aged = {name: old_headers[name] for name in kept}
    refused: list[Case] = [(body + " ", kept, SECRET, {}), (body, kept, "whsec_b3RoZXI=", {}), (body, {}, SECRET, {})]
    refused += [(old, aged, SECRET, {}), (body, kept, "", {})]
    assert outcomes(*refused, (old, aged, SECRET, {"tolerance": 500})) == [
        *["WebhookVerificationError"] * 5,
        "contact.created",
    ]


@pytest.mark.parametrize("secret", [SECRET, "a text of my own, not base64!"])
def test_a_delivery_is_signed_as_the_platform_signs_it(secret):
    body, headers = delivery([secret])
    moment = int(headers["webhook-timestamp"])
    options = {"eventId": "evn_1", "moment": moment}
    signed = json.loads(
        run(f"console.log(JSON.stringify(await sdk.webhooks.sign(...{json.dumps([body, secret, options])})))")
    )
    assert signed == {"Content-Type": "application/json", **{name: headers[name] for name in signed if name in headers}}
    assert "webhook-signature" in signed
    assert "X-BiVelio-Signature" in signed
