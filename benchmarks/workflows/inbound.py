"""Calls of a workflow's URL that are accepted a second, beside contacts that are created a second.

What is put on a queue is worked off by other functions, and so is the stream of the table. On AWS these have processors
of their own; here they share those of the machine with what is measured. So both are measured twice: with all of
it running, and with these consumers paused.
"""

import json
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.messages.__main__ import a_second, ask
from tests.running import Runtime

SECONDS, TURNS = 3.0, 3
CONTACT = json.dumps({"data": {"type": "person", "name": "Maria Garcia"}}).encode()
LEAD = json.dumps({"name": "Maria Garcia", "email": "maria@exemple.com"}).encode()


def calls_accepted(platform: Runtime) -> dict[str, Any]:
    """Measure by turns, with consumers running and paused; the ratio is that of the medians."""
    loads = [os.getloadavg()[0]]
    measured = [{"consumers": "consumers on the same processors", **_by_turns(platform)}]
    loads.append(os.getloadavg()[0])
    with paused(platform):
        measured.append({"consumers": "consumers paused", **_by_turns(platform)})
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


def _token(platform: Runtime) -> str:
    step = {"id": "lead", "type": "set", "input": {"name": "{{ input.name }}"}}
    about = {"trigger_type": "inbound", "trigger": {"per_minute": 6_000}, "concurrency": "allow"}
    made = ask(platform, "workflows/create", {"name": "Inbound", "steps": [step], **about})
    return str(ask(platform, "workflows/rotate_url", {"id": made["id"]})["token"])


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
