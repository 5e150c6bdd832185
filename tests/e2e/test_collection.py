"""The collections for Postman and for Bruno, run whole by their programs in the sandbox of the running platform."""

import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.judges import programs
from tests.running import Runtime
from tools.connect.bruno import archive
from tools.sdk.document import Document
from tools.site.machines import postman

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.fix("tools/site/machines.py writes the collection, docs/examples has its requests."),
]

LONGEST_SECONDS = 800
REFUSED = {
    "auth.confirm": 422,
    "auth.email_confirm": 422,
    "auth.mfa_confirm": 409,
    "auth.mfa_recovery_codes": 409,
    "auth.password_change": 422,
    "auth.password_reset": 422,
    "auth.sessions_end": 404,
    "auth.switch": 401,
    "keys.revoke": 403,
    "keys.rotate": 403,
    "keys.update": 403,
    "organisation.erase": 422,
    "organisation.erase_cancel": 422,
    "organisation.export": 422,
    "organisation.export_status": 404,
    "organisation.update": 422,
    "requests.get": 404,
    "users.accept": 422,
    "users.invitation_get": 422,
    "users.invite": 422,
    "users.leave": 422,
    "users.remove": 422,
    "users.update": 422,
}
"""What the example of an operation of people is answered with, whose link, session, key or password nobody has: people
and the organisation are changed from live alone. All others are answered with what they ask for."""


def variables_of(made: dict[str, Any], platform: Runtime) -> dict[str, str]:
    """What a person fills in: where to send, the key, and with what to sign in."""
    person = made["users"][0]
    variables = {"base_url": f"{platform.settings.url}/sandbox/v1", "api_key": made["keys"]["test_secret"]}
    return variables | {"email": person["email"], "password": person["password"]}


def test_newman_has_every_request_answered(
    platform: Runtime, organisation: Callable[[str], dict[str, Any]], tmp_path: Path
):
    document, made = Document(), organisation("enterprise")
    (tmp_path / "postman.json").write_text(json.dumps(postman(document)), encoding="utf-8")
    variables = variables_of(made, platform)
    given = [part for name, value in variables.items() for part in ("--env-var", f"{name}={value}")]
    report = ["--reporters", "json", "--reporter-json-export", str(tmp_path / "report.json")]
    command = [*programs.newman(), "run", str(tmp_path / "postman.json"), *report, *given]
    subprocess.run(command, capture_output=True, timeout=LONGEST_SECONDS, check=False)
    run = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["run"]

    operations = {method.path: method.operation for method in document.methods}
    statuses, told = {}, {}
    for each in run["executions"]:
        operation = operations["/" + "/".join(each["request"]["url"]["path"]).removeprefix("sandbox/v1/")]
        statuses[operation] = each.get("response", {}).get("code")
        told[operation] = [one["assertion"] for one in each["assertions"] if "error" in one]
    assert statuses.keys() == set(operations.values())
    assert {name: status for name, status in statuses.items() if status not in {200, 202}} == REFUSED
    assert {name for name, failed in told.items() if failed} == REFUSED.keys()


def test_bruno_has_every_request_answered(
    platform: Runtime, organisation: Callable[[str], dict[str, Any]], tmp_path: Path
):
    document = Document()
    variables = variables_of(organisation("enterprise"), platform)
    with zipfile.ZipFile(io.BytesIO(archive(postman(document)))) as folder:
        folder.extractall(tmp_path)
    given = [part for name, value in variables.items() for part in ("--env-var", f"{name}={value}")]
    report = ["--reporter-json", str(tmp_path / "report.json")]
    command = [*programs.bruno(), "run", "-r", "--env", "Sandbox", *given, *report]
    subprocess.run(command, cwd=tmp_path / "bivelio", capture_output=True, timeout=LONGEST_SECONDS, check=False)
    (run,) = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))

    operations = {f"{variables['base_url']}{method.path}": method.operation for method in document.methods}
    statuses, told = {}, set()
    for each in run["results"]:
        operation = operations[each["request"]["url"].partition("?")[0]]
        statuses[operation] = each["response"]["status"]
        told |= {operation for one in each["testResults"] if one["status"] != "pass"}
    assert statuses.keys() == set(operations.values())
    assert {name: status for name, status in statuses.items() if status not in {200, 202}} == REFUSED
    assert told == REFUSED.keys()
