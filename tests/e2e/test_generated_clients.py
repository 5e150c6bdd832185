"""Clients that generators of others make of the served openapi.json call the running platform with one key."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.judges import programs
from tests.running import Runtime
from tests.sdk.javascript import folder_with_types

pytestmark = pytest.mark.e2e

LONGEST_SECONDS = 240
EXPECTED = {"made": "Generated", "found": True, "cron": "0 9 1 * *", "refused": "VALIDATION_ERROR"}

IN_PYTHON = """
import json, os
from made import AuthenticatedClient
from made.api.contacts import contacts_create, contacts_list
from made.api.workflows import workflows_create
from made.models import *

client = AuthenticatedClient(os.environ["BASE_URL"], os.environ["KEY"], prefix="", auth_header_name="X-API-Key")
contact = CreateContact(type_=ContactType.COMPANY, name="Generated")
made = contacts_create.sync(client=client, body=ContactsCreateBody(data=contact))
found = contacts_list.sync(client=client, body=ContactsListBody(data=ListContacts(search="Generated")))
step = StopStep(id="a", type_="stop", input_=StopInput())
workflow = CreateWorkflow(name="W", trigger_type=TriggerType.CRON, trigger=Trigger(cron="0 9 1 * *"), steps=[step])
saved = workflows_create.sync(client=client, body=WorkflowsCreateBody(data=workflow))
nameless = CreateContact(type_=ContactType.COMPANY, name="")
refused = contacts_create.sync(client=client, body=ContactsCreateBody(data=nameless))
print(json.dumps({
    "made": made.data.name, "found": made.data.id in [each.id for each in found.data.contacts],
    "cron": saved.data.trigger.cron, "refused": refused.error.code,
}))
"""
IN_TYPESCRIPT = """
import { client } from './made/client.gen';
import { contactsCreate, contactsList, workflowsCreate } from './made/sdk.gen';
import type { Step } from './made/types.gen';

async function main(): Promise<void> {
  client.setConfig({ baseUrl: process.env.BASE_URL, auth: process.env.KEY });
  const made = await contactsCreate({ body: { data: { type: 'company', name: 'Generated' } } });
  const found = await contactsList({ body: { data: { search: 'Generated' } } });
  const steps: Step[] = [{ id: 'a', type: 'stop', input: {} }];
  const workflow = { name: 'W', trigger_type: 'cron' as const, trigger: { cron: '0 9 1 * *' }, steps };
  const saved = await workflowsCreate({ body: { data: workflow } });
  const refused = await contactsCreate({ body: { data: { type: 'company', name: '' } } });
  console.log(JSON.stringify({
    made: made.data?.data.name, found: found.data?.data.contacts.some((each) => each.id === made.data?.data.id),
    cron: saved.data?.data.trigger.cron, refused: refused.error?.error.code,
  }));
}
void main();
"""


def run(command: list[str], folder: Path, platform: Runtime) -> str:
    """What a program prints that calls the sandbox; fails with its errors when it fails."""
    key = platform.demo()["organisations"]["demo"]["keys"]["test_secret"]
    found = [f"{programs.HERE / '.venv' / 'bin'}", os.environ["PATH"]]
    url = f"{platform.settings.url}/sandbox/v1"
    settings = {
        "BASE_URL": url,
        "KEY": key,
        "BIVELIO_BASE_URL": url,
        "BIVELIO_API_KEY": key,
        "PATH": os.pathsep.join(found),
    }
    ran = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-3_000:] + ran.stderr[-3_000:]
    return ran.stdout


def served(platform: Runtime, folder: Path) -> str:
    """The document that the platform serves, in a file."""
    answer = platform.call("/openapi.json", method="GET")
    document: dict[str, Any] = answer.json()
    assert document["servers"][0]["url"] == f"{platform.settings.url}/sandbox/v1"
    file = folder / "openapi.json"
    file.write_bytes(answer.body)
    return str(file)


def test_a_client_made_by_openapi_python_client(platform: Runtime, tmp_path: Path):
    asked = ["generate", "--path", served(platform, tmp_path), "--output-path", "made", "--meta", "none"]
    said = run([*programs.python_generator(), *asked], tmp_path, platform)
    assert "Warning" not in said, said
    (tmp_path / "main.py").write_text(IN_PYTHON)
    printed = run([programs.present(programs.PYTHON), "main.py"], tmp_path, platform)
    assert json.loads(printed) == EXPECTED


def test_a_client_made_by_openapi_ts(platform: Runtime, tmp_path: Path):
    run([*programs.typescript_generator(), "-i", served(platform, tmp_path), "-o", "made"], tmp_path, platform)
    (tmp_path / "main.ts").write_text(IN_TYPESCRIPT)
    as_modules = ["--strict", "--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--module", "commonjs"]
    compiled = [*as_modules, "--moduleResolution", "node10", "--outDir", "out", "main.ts"]
    run([*programs.typescript(), *compiled], tmp_path, platform)
    assert json.loads(run([programs.node(), "out/main.js"], tmp_path, platform)) == EXPECTED


def test_a_call_with_the_types_of_openapi_typescript(platform: Runtime, tmp_path: Path):
    folder_with_types(tmp_path, f"{platform.settings.url}/openapi.json")
    as_modules = ["--strict", "--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--module", "nodenext"]
    run([*programs.typescript(), *as_modules, "--outDir", "out", "consumer.ts"], tmp_path, platform)
    assert "Empresa ABC" in run([programs.node(), "out/consumer.js"], tmp_path, platform)
