"""The operator's function dies between two calls to AWS."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bivelio_core import clients
from moto.core.models import botocore_stubber

from tests.network import events_of

SERVICES = ("dynamodb", "apigateway")


class Died(Exception):
    """The function ended here."""


@contextmanager
def dying(at: int, *, carried_out: bool) -> Iterator[list[str]]:
    """The function dies at its n-th call to AWS, which was carried out or was not; `calls` counts them."""
    calls: list[str] = []

    def before_send(event_name: str, request: Any, **_: Any) -> None:
        calls.append(event_name)
        if len(calls) == at:
            if carried_out:
                botocore_stubber(event_name, request)
            raise Died

    for service in SERVICES:
        events_of(clients.client(service)).register_first("before-send", before_send)
    try:
        yield calls
    finally:
        for service in SERVICES:
            events_of(clients.client(service)).unregister("before-send", before_send)
