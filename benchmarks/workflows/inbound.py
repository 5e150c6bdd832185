"""Calls of a workflow's URL that are accepted a second, beside contacts that are created a second.

What is put on a queue is worked off by other functions, and so is the stream of the table. On AWS these have processors
of their own; here they share those of the machine with what is measured. So both are measured twice: with all of
it running, and with these consumers paused. The third time the two functions are called in this process, over the
same emulated services: most of a request here is the emulator's API Gateway and Lambda, which take the same for both.
"""

import contextlib
import io
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bivelio_core import clients
from bivelio_core.store import connect

from benchmarks.messages.__main__ import a_second, ask
from tests.running import Runtime, variables_of
from tools.endpoints import load_handler
from tools.template import ROOT

SECONDS, TURNS = 3.0, 3
WARM_UP_TURNS, SHORT_TURNS, CALLS_A_TURN = 10, 60, 10
CONTACT = json.dumps({"data": {"type": "person", "name": "Maria Garcia"}}).encode()
LEAD = json.dumps({"name": "Maria Garcia", "email": "maria@exemple.com"}).encode()


def calls_accepted(platform: Runtime) -> dict[str, Any]:
    """Measure by turns, with consumers running and paused; the ratio is that of the medians."""
    loads = [os.getloadavg()[0]]
    measured = [{"consumers": "consumers on the same processors", **_by_turns(platform)}]
    loads.append(os.getloadavg()[0])
    with paused(platform):
        measured.append({"consumers": "consumers paused", **_by_turns(platform)})
        measured.append({"consumers": "the functions alone, one call after the other", **_alone(platform)})
    loads.append(os.getloadavg()[0])
    return {"measured": measured, "load": [round(min(loads), 1), round(max(loads), 1)]}


def _by_turns(platform: Runtime) -> dict[str, float]:
    key = {"X-API-Key": platform.demo()["organisations"]["demo"]["keys"]["live_secret"]}
    arrivals, contacts = [], []
    for _ in range(TURNS):
        url = f"/v1/inbound/workflows/{_token(platform)}"  # of its own, so that no turn is limited by those before
        contacts.append(a_second(platform, "/v1/contacts/create", CONTACT, key, SECONDS))
        arrivals.append(a_second(platform, url, LEAD, {}, SECONDS))
    inbound, created = statistics.median(arrivals), statistics.median(contacts)
    return {"inbound": round(inbound), "contacts": round(created), "ratio": round(inbound / created, 2)}


def _alone(platform: Runtime) -> dict[str, float]:
    demo = platform.demo()["organisations"]["demo"]
    organisation = demo["id"]
    caller = {"verdict": "ok", "organisation": organisation, "environment": "live", "actor_kind": "key"}
    caller |= {"actor": "key_benchmark", "scopes": "admin", "plan": "enterprise"}
    with _as_a_function(platform, "InboundWorkflows", "ContactsCreate"):
        create = load_handler(ROOT / "functions/contacts/create/handler.py")
        accept = load_handler(ROOT / "functions/inbound/workflows/handler.py")
        created, inbound = _calls_a_second(
            (create, _event(CONTACT, authorizer=caller)),
            (accept, _event(LEAD, parameters={"token": _token(platform)})),
        )
    return {"inbound": round(inbound), "contacts": round(created), "ratio": round(inbound / created, 2)}


def _event(body: bytes, *, parameters: Any = None, authorizer: Any = None) -> dict[str, Any]:
    """What API Gateway hands to a function."""
    about = {"requestId": "benchmark", "stage": "v1", "identity": {"sourceIp": "192.0.2.1"}, "authorizer": authorizer}
    return {
        "httpMethod": "POST",
        "headers": {"Content-Type": "application/json"},
        "queryStringParameters": None,
        "pathParameters": parameters,
        "body": body.decode(),
        "isBase64Encoded": False,
        "requestContext": about,
    }


def _calls_a_second(*called: tuple[Callable[[Any, Any], Any], dict[str, Any]]) -> list[float]:
    """Successes a second of each handler in this process, by short turns, since other work comes and goes."""
    seconds = [0.0] * len(called)
    for turn in range(-WARM_UP_TURNS, SHORT_TURNS):
        for number, (handler, event) in enumerate(called):
            start = time.perf_counter()
            with contextlib.redirect_stdout(io.StringIO()):  # the line of each request
                answers = [handler(event, None)["statusCode"] for _ in range(CALLS_A_TURN)]
            seconds[number] += (time.perf_counter() - start) * (turn >= 0)
            assert set(answers) <= {200, 202}, answers
    return [SHORT_TURNS * CALLS_A_TURN / took for took in seconds]


@contextmanager
def _as_a_function(platform: Runtime, *names: str) -> Iterator[None]:
    """This process has the variables of functions of the platform."""
    before = dict(os.environ)
    for name in names:
        os.environ.update(variables_of(platform, name))
    os.environ.update(AWS_ENDPOINT_URL=platform.settings.emulator_url, AWS_DEFAULT_REGION="eu-west-1")
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")  # noqa: S106 - the emulator's own
    clients.client.cache_clear()
    connect.table.cache_clear()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        clients.client.cache_clear()
        connect.table.cache_clear()


def _token(platform: Runtime) -> str:
    step = {"id": "lead", "type": "set", "input": {"name": "{{ input.name }}"}}
    about = {"trigger_type": "inbound", "trigger": {"per_minute": 6_000}, "concurrency": "allow"}
    workflow = ask(platform, "workflows/create", {"name": "Inbound", "steps": [step], **about})
    return str(ask(platform, "workflows/rotate_url", {"id": workflow["id"]})["token"])


@contextmanager
def paused(platform: Runtime) -> Iterator[None]:
    """Meanwhile, nothing takes what is on queues and streams."""
    lambdas = platform.client("lambda")
    mappings = [each["UUID"] for each in lambdas.list_event_source_mappings()["EventSourceMappings"]]
    for each in mappings:
        lambdas.update_event_source_mapping(UUID=each, Enabled=False)
    time.sleep(1)  # what was taken before is worked off
    try:
        yield
    finally:
        for each in mappings:
            lambdas.update_event_source_mapping(UUID=each, Enabled=True)
