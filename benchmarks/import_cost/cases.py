"""What is measured: our functions with their events, and what others build that does the same."""

import compileall
import json
import os
import py_compile
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from tools.endpoints import Operation, operations
from tools.events import FOLDER as EVENTS
from tools.events import event_of
from tools.template import ROOT, functions

HERE = Path(__file__).parent
PEERS = ROOT / ".local" / "import-peers"
POWERTOOLS = "Powertools' set"
YARDSTICKS = {
    POWERTOOLS: "powertools",
    "FastAPI + Mangum": "fastapi_mangum",
    "Chalice": "chalice_app",
    "boto3's client": "boto3_client",
    "bare handler": "bare",
}
WITH_PEERS = (POWERTOOLS, "FastAPI + Mangum", "Chalice")
AUTHORIZER = "Authorizer"
SAME_WORK = {
    AUTHORIZER: "authorizer",
    "ContactsList": "contacts_list",
    "ContactsCreate": "contacts_create",
    "ContactsUpdate": "contacts_update",
    "WebhooksCreate": "webhooks_create",
    "PublishEvents": "publish_events",
}
"""The functions whose work a peer of their own does. The peer of what reads one item is Powertools' set."""
LIKE = {"List": "ContactsList", "Create": "ContactsCreate", "Update": "ContactsUpdate", "Archive": "ContactsUpdate"}
"""The function whose peer does the work of others, by the last word of their names."""
SAMPLE_DAY = "#sandbox#2026-04-07"
KEY = "the key of the peers' authorizer"


class Case(NamedTuple):
    """What is measured: a handler's folder, where its packages are, the event of its first request.

    Its variables differ where a process trusts other authorities: ours Amazon's (aws/tls.py), others those of botocore
    or of the system. Each has the certificate of the served table beside as many others as it would read on AWS.
    """

    folder: Path
    packages: tuple[Path, ...]
    event: dict[str, Any]
    variables: Mapping[str, str] = MappingProxyType({})


def install_peers() -> None:
    """Install what others build with, compiled as our layers are."""
    shutil.rmtree(PEERS, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    subprocess.run([*pip, "--target", str(PEERS), "--requirement", str(HERE / "peers.txt")], check=True)  # noqa: S603
    compileall.compile_dir(PEERS, quiet=2, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)


def our_cases(names: list[str], layers: tuple[Path, ...], key: str, source: Path = ROOT) -> dict[str, Case]:
    """Our functions with the events of their examples; the authorizer is asked about a key. `source` has the code."""
    by_name: dict[str, Operation] = {each.function.logical_id: each for each in operations()}
    folders = {function.logical_id: source / function.folder for function in functions()}
    cases = {}
    for name in names:
        if name in by_name:
            event = event_of(by_name[name])
        else:
            event = _of_today((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
        cases[name] = Case(folders[name], layers, _authorizer_event(event, key) if name == AUTHORIZER else event)
    return cases


def _of_today(event: str) -> Any:
    """A sample event, about today's sandbox: what belongs to an earlier day has expired and counts as absent."""
    return json.loads(event.replace(SAMPLE_DAY, f"#sandbox#{datetime.now(UTC):%Y-%m-%d}"))


def _authorizer_event(event: dict[str, Any], key: str) -> dict[str, Any]:
    """The event of the authorizer, about a key."""
    of_live = {**event["requestContext"], "stage": "v1"}
    method = "arn:aws:execute-api:eu-west-1:123456789012:api/v1/POST/contacts/get"
    return {**event, "headers": {"X-API-Key": key}, "requestContext": of_live, "methodArn": method}


def yardsticks(layers: tuple[Path, ...]) -> dict[str, Case]:
    """Those that are there: boto3's client is that of our own, trimmed layer, with the table beside what it has."""
    event = _proxied("get", {"data": {"id": "ct_abc123"}})
    return {
        name: Case(HERE / "peers" / folder, (PEERS,) if name in WITH_PEERS else layers, event)
        for name, folder in YARDSTICKS.items()
        if name not in WITH_PEERS or PEERS.exists()
    }


def peers(names: list[str]) -> dict[str, Case]:
    """What does the work of functions with Powertools and boto3, by `peer_of` of their names; nothing without peers."""
    folders = {peer_of(name) for name in names} - {POWERTOOLS}
    return {name: Case(HERE / "peers" / name, (PEERS,), _event(name)) for name in sorted(folders) if PEERS.exists()}


def peer_of(name: str) -> str:
    """The peer that does a function's work: a folder of peers/, or Powertools' set, which reads an item."""
    like = next((each for word, each in LIKE.items() if name.endswith(word)), name)
    return SAME_WORK.get(name) or SAME_WORK.get(like) or POWERTOOLS


def _event(peer: str) -> dict[str, Any]:
    """The event of a peer: what the function gets whose work it does."""
    function = next(name for name, folder in SAME_WORK.items() if folder == peer)
    if peer in {"authorizer", "publish_events"}:
        event: dict[str, Any] = json.loads((EVENTS / f"{function}.json").read_text(encoding="utf-8"))
        return _authorizer_event(event, KEY) if peer == "authorizer" else event
    sent = json.loads(event_of(next(each for each in operations() if each.function.logical_id == function))["body"])
    domain, verb = peer.split("_")
    if verb == "list":
        sent = {"data": {"limit": 25}}
    return _proxied(verb, {"data": {**sent["data"], **({"id": "ct_abc123"} if verb == "update" else {})}}, domain)


def _proxied(verb: str, body: dict[str, Any], domain: str = "contacts") -> dict[str, Any]:
    """An event of API Gateway with all that its resolvers read."""
    path = f"/{domain}/{verb}"
    return {
        "resource": path,
        "path": path,
        "httpMethod": "POST",
        "headers": {"Content-Type": "application/json", "Host": "peer.example"},
        "multiValueHeaders": {"Content-Type": ["application/json"], "Host": ["peer.example"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": json.dumps(body),
        "isBase64Encoded": False,
        "requestContext": {
            "requestId": "00000000-0000-4000-8000-000000000000",
            "stage": "v1",
            "path": f"/v1{path}",
            "resourcePath": path,
            "httpMethod": "POST",
            "identity": {"sourceIp": "127.0.0.1"},
        },
    }


def source_of(baseline: str, folder: Path) -> Path:
    """The code that is compared with: a folder that is a checkout, or a commit, unpacked into `folder`."""
    if (place := Path(baseline)).is_dir():
        return place.resolve()
    packed = subprocess.run(["git", "archive", baseline], cwd=ROOT, check=True, capture_output=True).stdout  # noqa: S603, S607
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def layers_of(source: Path, out: Path) -> tuple[Path, ...]:
    """Build the layers of other code by its own builder."""
    for name in ("core", "dependencies"):
        builder = [sys.executable, str(source / "tools" / "build_layer.py"), name, "--out", str(out / name), "--host"]
        subprocess.run(builder, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": ""})  # noqa: S603
    return out / "core" / "python", out / "dependencies" / "python"
