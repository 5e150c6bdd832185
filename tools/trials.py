"""functions/workers/check_release/trials.json: an event without effect for each function, from its sample event.

It is what a new version is tried by before it is called (bivelio_core/entrypoints/trial.py). The organisation does not
exist, and the stage is live, where a request makes nothing before it is accepted:

* what only reads is asked its example, and reads under the policy of its version;
* what changes something gets its example with a field that no request has, and refuses it before it does anything;
* providers' calls have signatures and tokens that are not theirs, as the samples have anyway;
* a page that counts who looks gets an address that is none;
* consumers get a batch without messages, sweeps no time to begin anything, steps a run that is not there.
"""

import base64
import gzip
import json
from collections.abc import Mapping
from typing import Any

from bivelio_core.requests.consume import TRIAL_ORGANISATION
from bivelio_core.triggers import EveryMinute, FromLog, FromQueue, FromTable

from tools.endpoints import Operation, operations
from tools.stack_parts.function import declared
from tools.template import ROOT

FILE = ROOT / "functions" / "workers" / "check_release" / "trials.json"
SAMPLE_ORGANISATION = "org_demo000000000000"
EXTRA = "release_check"
SEPARATOR = "~"
"""What separates an organisation and what a page is of, in its address (calendar/booking/links.py)."""
HOOK = "CheckRelease"
"""The hook itself, which nothing tries."""


def text(events: Mapping[str, str]) -> str:
    """Return the file's text.

    Args:
        events: the sample event of each function, by logical id, as JSON.
    """
    endpoints = {each.function.logical_id: each for each in operations()}
    triggers = {each.logical_id: each.needs.fed_by for each in declared()}
    trials = {
        name: _trial(elsewhere(json.loads(event)), endpoints.get(name), triggers[name])
        for name, event in events.items()
        if name != HOOK
    }
    lines = (f"{json.dumps(name)}: {json.dumps(trial, ensure_ascii=False)}" for name, trial in trials.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def elsewhere(value: Any) -> Any:
    """Return a sample as of the organisation that does not exist, in live."""
    match value:
        case dict():
            return {name: elsewhere(each) for name, each in value.items()}
        case list():
            return [elsewhere(each) for each in value]
        case "sandbox":
            return "live"
        case str():
            return value.replace(SAMPLE_ORGANISATION, TRIAL_ORGANISATION)
        case _:
            return value


def _trial(event: dict[str, Any], operation: Operation | None, fed_by: tuple[Any, ...]) -> dict[str, Any]:
    if operation is not None:
        return _of_endpoint(event, operation)
    if any(isinstance(each, FromQueue | FromTable) for each in fed_by):
        event = {"Records": []}
    elif any(isinstance(each, FromLog) for each in fed_by):
        lines = {"messageType": "DATA_MESSAGE", "logEvents": []}
        packed = gzip.compress(json.dumps(lines).encode(), mtime=0)
        event = {"awslogs": {"data": base64.b64encode(packed).decode()}}
    elif any(isinstance(each, EveryMinute) for each in fed_by):
        event["detail"] = {"seconds": 0}
    elif SEPARATOR in (token := (event.get("pathParameters") or {}).get("token", "")):
        event = json.loads(json.dumps(event).replace(token, token.replace(SEPARATOR, "")))
    return {"event": event, "is_refused": False}


def _of_endpoint(event: dict[str, Any], operation: Operation) -> dict[str, Any]:
    context = event["requestContext"]
    context["stage"] = "v1"
    context["authorizer"] |= {"session": "ses_release0000check"}
    event["headers"].pop("Idempotency-Key", None)
    event["path"] = context["resourcePath"]
    if only_reads(operation):
        return {"event": event, "is_refused": False}
    body = json.loads(event["body"])
    for each in (body, body.get("data")):
        if isinstance(each, dict):
            each[EXTRA] = True
    event["body"] = json.dumps(body, ensure_ascii=False)
    return {"event": event, "is_refused": True}


def only_reads(operation: Operation) -> bool:
    """Whether an operation has no effect: it changes nothing, and its function may do no more than read the table.

    What people alone may ask needs the person, who does not exist.
    """
    endpoint, needs = operation.endpoint, operation.endpoint.needs
    effects = (endpoint.writes, needs.writes, needs.also, needs.sends, needs.files, needs.uses)
    return not any(effects) and endpoint.actors != ("user",)
