"""events/<LogicalId>.json, a sample event of each function, and trials.py's: `python -m tools.events [--check]`.

An endpoint's event is made from its example; the events of the other functions are written by hand in
`tools/worker_events/`, since their shapes are AWS's. `sam local invoke` and `make invoke` replay them.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tools import trials
from tools.endpoints import Operation, operations
from tools.template import ROOT, functions

FOLDER = ROOT / "events"
WORKER_EVENTS = Path(__file__).parent / "worker_events"

CALLER = {
    "verdict": "ok",
    "organisation": "org_demo000000000000",
    "environment": "sandbox",
    "actor_kind": "user",
    "actor": "usr_demo000000000000",
    "scopes": "admin",
    "plan": "enterprise",
}


def event_of(operation: Operation) -> dict[str, Any]:
    """Return the proxy event of an endpoint's example, sent by a demo administrator in the sandbox."""
    route = operation.endpoint.paths[0]
    return {
        "resource": route,
        "path": route,
        "httpMethod": "POST",
        "headers": {
            "Content-Type": "application/json",
            "Accept-Language": "ca",
            **operation.example.get("headers", {}),
        },
        "queryStringParameters": operation.example.get("query"),
        "body": json.dumps(operation.example["request"], ensure_ascii=False),
        "isBase64Encoded": False,
        "requestContext": {
            "requestId": "00000000-0000-4000-8000-000000000000",
            "stage": "sandbox",
            "resourcePath": route,
            "httpMethod": "POST",
            "identity": {"sourceIp": "127.0.0.1"},
            "authorizer": CALLER,
        },
    }


def all_events() -> dict[str, str]:
    """Return the text of every event, by logical id."""
    events: dict[str, Any] = {o.function.logical_id: event_of(o) for o in operations()}
    for function in functions():
        if function.is_inbound or not function.is_endpoint:
            file = WORKER_EVENTS / f"{function.logical_id}.json"
            events[function.logical_id] = json.loads(file.read_text(encoding="utf-8"))
    return {name: json.dumps(event, indent=2, ensure_ascii=False) + "\n" for name, event in events.items()}


def main() -> None:
    """Write the files, or report that they are stale."""
    parser = argparse.ArgumentParser(description="Generate the sample events.")
    parser.add_argument("--check", action="store_true", help="only compare; exit 1 when a file is stale")
    files = all_events()
    present = {file.stem: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.json")}
    trial_text = trials.text(files)
    if parser.parse_args().check:
        if files != present or not trials.FILE.exists() or trials.FILE.read_text(encoding="utf-8") != trial_text:
            sys.exit("events/ or its trials are stale: run `make events`")
        return
    trials.FILE.write_text(trial_text, encoding="utf-8")
    FOLDER.mkdir(exist_ok=True)
    for stale in present.keys() - files.keys():
        (FOLDER / f"{stale}.json").unlink()
    for name, text in files.items():
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
