"""What a request of each endpoint asks of AWS: `python -m benchmarks.request_costs [--write]`.

Every example runs through its real handler on a metered table: calls by name, read and write units from the bytes of
the items by AWS's rules (store/sizing.py), and calls to other services. The sandbox day is open, so nothing is counted
that only the day's first request does. `tests/contracts/test_costs.py` holds the table in docs/costs.md to it.
"""

import argparse
import contextlib
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from unittest import mock

from benchmarks.delivery_costs import cells, of_deliveries, of_feed
from tests.conftest import fresh_table
from tests.operated import PASSWORD, access_token, create_deployment, new_key, new_organisation, new_user
from tools.endpoints import Operation, load_handler, operations
from tools.events import CALLER, event_of
from tools.template import ROOT

from bivelio_core import clients  # isort: skip - tools.endpoints has put the layer on the path
from bivelio_core.entrypoints import api, authorizer  # isort: skip
from bivelio_core.identity import sessions  # isort: skip
from bivelio_core.store import connect, keys  # isort: skip
from bivelio_core.store.metered import MeteredTable  # isort: skip

PAGE = ROOT / "docs" / "costs.md"
TEXT = """# What a request costs

Made by `python -m benchmarks.request_costs --write` and held by `tests/contracts/test_costs.py`: calls to the table,
read and write units from the bytes of the documented examples, calls to other services. To each request of an endpoint
comes the authorizer's share, and beside the table AWS charges for one request of API Gateway, two invocations of Lambda
(the authorizer's and the endpoint's), what they log, and one trace a second. There are no prices here: they change and
differ by region. What the stream does afterwards for the index is in [data-model.md](data-model.md).

| request | calls to the table | RCU | WCU | other calls |
|---|---|---:|---:|---:|
{rows}

## What follows from a request: events and deliveries

An event has the data of a documented example, an answer of a receiver 1 KB. The calls of a delivery to the receiver are
not counted.

| work | calls to the table | RCU | WCU | other calls |
|---|---|---:|---:|---:|
{work}
"""
CONTEXT = SimpleNamespace(function_name="f", aws_request_id="r", get_remaining_time_in_millis=lambda: 10_000)


@contextlib.contextmanager
def world() -> Iterator[MeteredTable]:
    """An empty deployment in the mock, whose table counts for the endpoints and the authorizer."""
    with fresh_table() as table:
        create_deployment()
        metered = MeteredTable(table)
        with (
            mock.patch.object(api, "table", return_value=metered),
            mock.patch.object(authorizer, "table", return_value=metered),
        ):
            yield metered


def cost(metered: MeteredTable, carry_out: Callable[[], Any]) -> str:
    """The cells of what an action asks of AWS. Raises AssertionError when the action is not answered with success."""
    seen = Counter[str]()
    events = clients.client("dynamodb").meta.events
    events.register("before-send.dynamodb", lambda **_: seen.update(["table"]), unique_id="costs")
    before = clients.calls_made()
    metered.reset()
    with contextlib.redirect_stdout(io.StringIO()):
        answer = carry_out()
    assert answer.get("statusCode", 200) in {200, 202}, answer
    used = metered.reset()
    events.unregister("before-send.dynamodb", unique_id="costs")
    others = clients.calls_made() - before - seen["table"]
    return cells(used, others)


def of_example(operation: Operation) -> str:
    """The cost of an endpoint's example, as a demo administrator in the sandbox."""
    with world() as metered:
        handler = load_handler(operation.function.handler_file)
        opener = next(o for o in operations() if o.endpoint.operation == "contacts.get")
        with contextlib.redirect_stdout(io.StringIO()):
            load_handler(opener.function.handler_file)(event_of(opener), CONTEXT)
        return cost(metered, lambda: handler(event_of(operation), CONTEXT))


def of_authorizer() -> dict[str, str]:
    """The cost of judging a key and a token: the first time, and within the next 30 seconds."""
    with world() as metered:
        organisation = new_organisation(plan="starter")
        rows = {}
        for kind, headers in (
            ("a key", {"X-API-Key": new_key(organisation)}),
            ("a token", {"Authorization": f"Bearer {access_token(organisation)}"}),
        ):
            event = {
                "methodArn": "arn:aws:execute-api:r:1:a/v1/POST/x",
                "headers": headers,
                "requestContext": {"stage": "v1"},
            }

            def judge(event: dict[str, Any] = event) -> dict[str, Any]:
                return authorizer.authorize_request(event)

            rows[f"authorizer: {kind}, first in 30 s"] = cost(metered, judge)
            rows[f"authorizer: {kind}, again"] = cost(metered, judge)
        return rows


def of_identity() -> dict[str, str]:
    """The cost of the endpoints whose examples need a user, a session or a key."""
    with world() as metered:
        organisation = new_organisation(plan="enterprise")
        email = new_user(organisation)
        caller = {**CALLER, "organisation": organisation, "environment": "live"}

        def asked(operation: str, body: Any, **query: str) -> Callable[[], Any]:
            found = next(o for o in operations() if o.endpoint.operation == operation)
            event = {**event_of(found), "body": json.dumps(body), "queryStringParameters": query}
            event["requestContext"] = {**event["requestContext"], "stage": "v1", "authorizer": caller}
            return lambda: load_handler(found.function.handler_file)(event, CONTEXT)

        def made(operation: str, body: Any, **query: str) -> Any:
            with contextlib.redirect_stdout(io.StringIO()):
                return json.loads(asked(operation, body, **query)()["body"])

        credentials = {"email": email, "password": PASSWORD}
        made("auth.token", credentials, grant_type="password")  # the organisation is remembered, the signing key read
        token = made("auth.token", credentials, grant_type="password")["refresh_token"]
        new = {"name": "Botiga", "environment": "live", "scopes": ["contacts:read"]}
        first, second = (made("keys.create", {"data": new})["data"]["id"] for _ in range(2))
        session = sessions.present_token(connect.table(), token).session
        rows = {
            "auth.token: password": cost(metered, asked("auth.token", credentials, grant_type="password")),
            "auth.token: refresh_token": cost(
                metered, asked("auth.token", {"refresh_token": token}, grant_type="refresh_token")
            ),
            "auth.logout": cost(metered, asked("auth.logout", {"refresh_token": token})),
            "keys.create": cost(metered, asked("keys.create", {"data": new})),
            "keys.list": cost(metered, asked("keys.list", {})),
            "keys.rotate": cost(metered, asked("keys.rotate", {"data": {"id": first}})),
            "keys.revoke": cost(metered, asked("keys.revoke", {"data": {"id": second}})),
        }
        assert "revoked_at" in (connect.table().get(keys.refresh_family(session.id)) or {})
        return rows


def of_simplest_contact() -> dict[str, str]:
    """The cost of a contact that refers to nothing, made and read by the id we gave it."""

    def asked(operation: str, data: Any) -> Callable[[], Any]:
        found = next(o for o in operations() if o.endpoint.operation == operation)
        event = {**event_of(found), "body": json.dumps({"data": data})}
        caller = {**CALLER, "environment": "live"}
        event["requestContext"] = {**event["requestContext"], "stage": "v1", "authorizer": caller}
        return lambda: load_handler(found.function.handler_file)(event, CONTEXT)

    contact = {"type": "person", "name": "Maria Garcia", "tags": ["lead"]}
    with world() as metered:
        rows = {"contacts.create: refers to nothing": cost(metered, asked("contacts.create", contact))}
        with contextlib.redirect_stdout(io.StringIO()):
            made = json.loads(asked("contacts.create", contact)()["body"])["data"]["id"]
        return {**rows, "contacts.get: an id of ours": cost(metered, asked("contacts.get", {"id": made}))}


def work() -> dict[str, str]:
    """Every line of the table of what follows."""
    return of_feed() | of_deliveries()


def rows() -> dict[str, str]:
    """Every line of the table, by request."""
    found = {**of_authorizer(), **of_identity(), **of_simplest_contact()}
    for operation in operations():
        if operation.endpoint.resource not in {"auth", "keys"}:
            found[operation.endpoint.operation] = of_example(operation)
    return found


def page() -> str:
    """The whole page."""
    return TEXT.format(rows=lines(rows()), work=lines(work()))


def lines(found: dict[str, str]) -> str:
    """Rows of a table."""
    return "\n".join(f"| {name} | {cells} |" for name, cells in found.items())


def main() -> None:
    """Print the page, and keep it if asked."""
    parser = argparse.ArgumentParser(description="AWS calls, read and write units of every endpoint.")
    parser.add_argument("--write", action="store_true", help=f"replace {PAGE.relative_to(ROOT)}")
    text = page()
    print(text)
    if parser.parse_args().write:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
