"""What Lambda calls: plain in its failures, and made ready for its first request while Lambda initialises the function.

An initialisation has a whole processor, an invocation the part that the function's memory buys (0.29 of one at 512 MB):
what the first request would import or connect to takes a third of the time before it (docs/import-cost.md). What that
is stands beside each handler, in a list that is generated from its sample event (`make first-requests`).

A snapshot (SnapStart) has the modules alone: connections do not outlive it, credentials are not there yet, and what
draws random numbers for TLS would draw the same ones in all environments (snapshot.py).
Source: Lambda Developer Guide, "Understanding the Lambda execution environment lifecycle", "Handling uniqueness with
Lambda SnapStart".
"""

import json
import os
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from bivelio_core import clients

from .plain_failures import fails_plainly

Result = TypeVar("Result")
LIST = "first_request.json"
"""The list beside a handler: `modules` to import, in this order, `models` of pydantic's to build, `services` to ask."""


def lambda_handler(handler: Callable[..., Result], also: Callable[[], object] | None = None) -> Callable[..., Result]:
    """Make a function what Lambda calls (`fails_plainly`), and prepare its process for the first request.

    Nothing is prepared where the services are an emulator without TLS: that has processes start on one machine.
    `also` is called to prepare what no list can name.
    """
    if (folder := os.environ.get("LAMBDA_TASK_ROOT")) and not _is_plain(os.environ.get("AWS_ENDPOINT_URL", "")):
        prepare(folder, os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE", ""))
        if also is not None:
            also()
    return fails_plainly(handler)


def prepare(folder: str, initialization: str) -> None:
    """Import and connect to what the list of a handler's folder names; a folder without a list needs nothing.

    `initialization` is Lambda's AWS_LAMBDA_INITIALIZATION_TYPE.
    """
    first = _first_request(os.path.join(folder, LIST))  # noqa: PTH118 - pathlib is a large import
    for name in first.get("modules", ()):
        import_module(name)
    for place in first.get("models", ()):
        module, _, model = place.partition(":")
        getattr(import_module(module), model).model_rebuild()
    if initialization == "snap-start":
        import_module("ssl")
        return
    for service in first.get("services", ()):
        clients.connect(service)


def _first_request(file: str) -> dict[str, Any]:
    try:
        with open(file, encoding="utf-8") as opened:  # noqa: PTH123
            first: dict[str, Any] = json.load(opened)
    except FileNotFoundError:
        return {}
    return first


def _is_plain(address: str) -> bool:
    return address.startswith("http://")
