"""Each tool before each caller that may do less: it gives no more than the API gives to the same credential.

Requests pass the real authorizer. Whatever a tool has operations do is asked of the API again, with the same credential
and the same key of idempotency. The answers are the same, so a tool has read nothing and changed nothing that its
caller could not, and it shows no text that is not in them. Tools and operations come from the server's own lists.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

import pytest
from bivelio_core import clients, clock, domain
from bivelio_core.mcp_server.tool import Tool
from bivelio_core.mcp_server.tools import TOOLS
from bivelio_core.mcp_server.tools.anything import tool_of
from bivelio_core.operations import Operation, operations

from tests import gateway, network
from tests.api import Answer
from tests.conftest import fresh_table
from tests.for_each import for_each
from tests.functions.inbound.test_mcp import EXAMPLES
from tests.mcp_engine.platform import Connection
from tests.operated import access_token, create_deployment, new_key, new_organisation
from tests.table_definition import stored_items
from tools import endpoints

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
CALLERS = ("read key", "viewer", "member", "administrator", "read-only address")
READERS = {"read key", "viewer", "read-only address"}
NOTED = ("KEY#", "#LIMIT", "#RATE", "#ONCE", "#IDEM", "#DAY")
"""In partitions of these a request that changes nothing may write: counts, tokens that it hands out, kept answers."""


class Asked(NamedTuple):
    """An operation that a tool had carried out: its name, the event of its function, and what that answered."""

    operation: str
    event: dict[str, Any]
    answer: dict[str, Any]

    @property
    def document(self) -> Any:
        """The envelope that it answered."""
        return json.loads(self.answer["body"])


class World(NamedTuple):
    """An organisation with its credentials in the sandbox, and those of another one that is live."""

    organisation: str
    connections: dict[str, Connection]
    live: Connection
    stranger: Connection
    other: str
    theirs: dict[str, str]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """One world for the whole matrix, at one moment."""
    with fresh_table(), clock.frozen(NOW):
        create_deployment()
        organisation, other = new_organisation(plan="enterprise"), new_organisation(plan="enterprise")
        administrator = new_key(organisation, "admin", environment="test")
        stranger, live = Connection(new_key(other, "admin")), Connection(new_key(organisation, "admin"))
        credentials = {
            "read key": (new_key(organisation, "read", environment="test"), "/mcp"),
            "viewer": (access_token(organisation, "viewer", "sandbox"), "/mcp"),
            "member": (access_token(organisation, "member", "sandbox"), "/mcp"),
            "administrator": (administrator, "/mcp"),
            "read-only address": (administrator, "/mcp/readonly"),
        }
        connections = {name: Connection(*about, stage="sandbox") for name, about in credentials.items()}
        used(connections["administrator"], "balance", {})  # the day of the sandbox begins
        yield World(organisation, connections, live, stranger, other, things_of(stranger))


WORDS = {"query", "question", "service"}
"""Arguments by which things are looked for."""
SECRET = "Zerafina"
"""A word that is in everything of the other organisation."""


def things_of(connection: Connection) -> dict[str, str]:
    """Things of another organisation: the ids of one of each kind, by their prefix."""

    def made(operation: str, **data: Any) -> Any:
        answer = api(connection, operation, {"data": data})
        assert answer.status == 200, answer.body
        return answer.body["data"]

    contact = made("contacts.create", type="company", name=f"{SECRET} S.L.", email="zerafina@exemple.com")["id"]
    made("contacts.notes_create", contact_id=contact, text=f"Nota de {SECRET}")
    line = {"description": SECRET, "quantity": 1, "unit_price": 50}
    invoice = made("invoices.create", client_id=contact, line_items=[line])
    step = {"id": "espera", "type": "wait", "input": {"seconds": 1}}
    week = [{"weekday": "monday", "start": "09:00", "end": "14:00"}]
    made("calendar.availability_set", person_id="biel", name=SECRET, timezone="Europe/Madrid", weekly=week)
    service = {"name": dict.fromkeys(("ca", "es", "en"), SECRET), "duration_minutes": 30, "people": ["biel"]}
    return {
        "ct": contact,
        "inv": invoice["id"],
        "FAC-2026-042": invoice["number"],
        "wf": made("workflows.create", name=SECRET, steps=[step])["id"],
        "svc": made("calendar.services_save", **service)["id"],
        "cs": made("cases.create", title=SECRET, contact_id=contact)["id"],
    }


def lasting(value: Any) -> Any:
    """An answer without the signatures of its addresses, which every second has anew."""
    if isinstance(value, dict):
        return {name: lasting(part) for name, part in value.items()}
    if isinstance(value, list):
        return [lasting(part) for part in value]
    return value.partition("&X-Amz-")[0] if isinstance(value, str) else value


def api(connection: Connection, operation: str, body: Any, **headers: str) -> Answer:
    """What the API answers to the credential of a connection."""
    route = endpoint_of(operation).endpoint.paths[0]
    sent = {"Authorization": f"Bearer {connection.credential}", "Accept-Language": "en", **headers}
    return gateway.request(route, body, headers=sent, stage=connection.stage)


@cache
def endpoint_of(operation: str) -> endpoints.Operation:
    """The declaration of an operation."""
    (found,) = (each for each in endpoints.operations() if each.endpoint.operation == operation)
    return found


@contextmanager
def watched(connection: Connection) -> Iterator[list[Asked]]:
    """What operations are asked of their functions meanwhile; the API is asked the same, and answers the same."""
    asked: list[Asked] = []

    def compare(place: str, event: dict[str, Any], answer: dict[str, Any]) -> None:
        each = Asked(place.replace("/", "."), event, answer)
        asked.append(each)
        key = event["headers"].get("Idempotency-Key")
        theirs = api(connection, each.operation, event["body"], **({"Idempotency-Key": key} if key else {}))
        assert theirs.status == answer["statusCode"], (each, theirs.body)
        assert theirs.status not in {401, 403}, each
        if theirs.status == 200:
            assert lasting(theirs.body["data"]) == lasting(each.document["data"]), each.operation
        else:
            assert theirs.error["code"] == each.document["error"]["code"]

    network.invoked.append(compare)
    try:
        yield asked
    finally:
        network.invoked.remove(compare)


@contextmanager
def nothing_written() -> Iterator[None]:
    """Fails when anything is written meanwhile but what any request notes."""
    written: list[str] = []

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        parts = [params, *(part for each in params.get("TransactItems", []) for part in each.values())]
        keys = [(part.get("Key") or part.get("Item") or {}).get("PK", {}).get("S", "") for part in parts]
        if model.name not in {"GetItem", "BatchGetItem", "Query", "TransactGetItems"}:
            written.extend(key for key in keys if key and not any(part in key for part in NOTED))

    events = network.events_of(clients.client("dynamodb"))
    events.register("provide-client-params.dynamodb", note)
    yield
    events.unregister("provide-client-params.dynamodb", note)
    assert written == []


def used(connection: Connection, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The body of the answer to a call; what is to be confirmed is confirmed."""
    body: dict[str, Any] = connection.ask("tools/call", {"name": name, "arguments": arguments}, name).body
    token = body.get("result", {}).get("structuredContent", {}).get("confirm")
    if token is not None:
        body = connection.ask(
            "tools/call", {"name": name, "arguments": {**arguments, "confirm": token}}, f"{name} yes"
        ).body
    return body


def leaves(value: Any) -> Iterator[str]:
    """The texts in a document, without their marks; those of JSON in a text too."""
    if isinstance(value, dict):
        for part in value.values():
            yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)
    elif isinstance(value, str):
        plain = value.removeprefix("<data>\n").removesuffix("\n</data>")
        try:
            document = json.loads(plain)
        except ValueError:
            document = None
        if isinstance(document, dict | list):
            yield from leaves(document)
        else:
            yield from plain.split(" · ")


def allows(connection: Connection, operation: Operation) -> bool:
    """Whether the API lets the credential ask for an operation at all."""
    return not operation.only_http and api(connection, operation.name, {"data": UNKNOWN}).status not in {401, 403}


UNKNOWN = {"no_such_field": True}
OURS = ("https://app.bivelio.com/", "api_")
"""How texts begin that are the server's own: links to the dashboard, names of tools."""


@pytest.mark.parametrize("caller", CALLERS)
@for_each("tool", TOOLS, ids=lambda each: each.name)
def test_a_tool_gives_what_the_api_gives(world: World, caller: str, tool: Tool) -> None:
    connection, arguments = world.connections[caller], EXAMPLES[tool.name]
    wanted = [operations()[name] for name in tool.needs]
    options = [operations()[name] for name in tool.one_of]
    may = all(allows(connection, each) for each in wanted)
    may = may and (not options or any(allows(connection, each) for each in options))
    if caller in READERS:
        may = may and not any(each.changes for each in wanted) and not tool.changes
    assert (tool.name in connection.names()) is may
    with watched(connection) as asked:
        if caller in READERS:
            with nothing_written():
                body = used(connection, tool.name, arguments)
        else:
            body = used(connection, tool.name, arguments)
    if not may:
        assert (body["error"]["code"], asked) == (-32602, [])
        return
    if body["result"]["isError"] or tool.is_ours:
        return
    known = {leaf for each in asked for leaf in leaves(each.document)}
    known |= {leaf for each in asked for leaf in leaves(json.loads(each.event["body"]))}
    known |= {each.operation for each in asked}
    shown = [leaf for leaf in leaves(body["result"]["structuredContent"]) if not leaf.startswith(OURS)]
    assert [leaf for leaf in shown if leaf not in known] == []


@for_each("tool", TOOLS, ids=lambda each: each.name)
def test_a_key_that_lacks_the_scope_of_a_tool_is_not_offered_it(world: World, tool: Tool) -> None:
    named = {name.partition(".")[0] for name in (tool.needs[:1] or tool.one_of)}
    named = named or {EXAMPLES[tool.name].get("operation", "contacts.list").partition(".")[0]}
    connection = Connection(lacking(world.organisation, frozenset(named)), stage="sandbox")
    with watched(connection) as asked:
        body = used(connection, tool.name, EXAMPLES[tool.name])
    if tool.needs or tool.one_of:
        assert tool.name not in connection.names()
        assert (body["error"]["code"], asked) == (-32602, [])
    elif not tool.is_ours:
        assert (body["result"]["isError"], asked) == (True, [])
    assert not [each for each in asked if each.operation.partition(".")[0] in named]


@cache
def lacking(organisation: str, resources: frozenset[str]) -> str:
    """A key that may do everything but with some resources."""
    others = {f"{resource}:admin" for resource in domain.scopes() if resource not in resources}
    return new_key(organisation, *sorted(others), environment="test")


@for_each("operation", lambda: operations().values(), ids=lambda each: each.name)
def test_no_tool_has_an_operation_carried_out_that_the_api_refuses(world: World, operation: Operation) -> None:
    for caller in ("viewer", "member", "read-only address"):
        connection = world.connections[caller]
        may = allows(connection, operation) and not (operation.changes and caller in READERS)
        arguments = {"operation": operation.name, "data": UNKNOWN}
        with watched(connection) as asked:
            body = connection.ask("tools/call", {"name": tool_of(operation), "arguments": arguments}).body
        shown = json.dumps(body)
        assert ("UNKNOWN_OPERATION" not in shown and "error" not in body) is may, caller
        assert may or asked == [], caller
        assert not [each for each in asked if each.answer["statusCode"] < 400 and operations()[each.operation].changes]


@for_each("tool", TOOLS, ids=lambda each: each.name)
def test_no_tool_shows_or_changes_a_thing_of_another_organisation(world: World, tool: Tool) -> None:
    arguments = theirs(EXAMPLES[tool.name], world.theirs)
    names_a_thing = arguments != EXAMPLES[tool.name] and not WORDS & arguments.keys()
    before = stored_of(world.other)
    body = used(world.live, tool.name, arguments)
    assert SECRET not in json.dumps(body).replace(json.dumps(arguments)[1:-1], "")
    assert stored_of(world.other) == before
    if names_a_thing and not tool.is_ours:
        error = json.loads(body["result"]["content"][0]["text"])["error"]
        assert error["code"] in {"RESOURCE_FORBIDDEN", "RESOURCE_NOT_FOUND", "VALIDATION_ERROR"}, error
    else:
        assert body["result"]["isError"] is False, body


def theirs(value: Any, ids: dict[str, str], field: str = "") -> Any:
    """Arguments in which every id is one of the other organisation's, and every word that is looked for its secret."""
    if isinstance(value, dict):
        return {name: theirs(part, ids, name) for name, part in value.items()}
    if isinstance(value, list):
        return [theirs(part, ids, field) for part in value]
    if field in WORDS:
        return SECRET
    return ids.get(value, ids.get(value.partition("_")[0], value)) if isinstance(value, str) else value


def stored_of(organisation: str) -> list[dict[str, Any]]:
    """What the table has of an organisation."""
    return [each for each in stored_items() if organisation in each["PK"]["S"]]


@for_each("tool", TOOLS, ids=lambda each: each.name)
def test_a_key_of_the_sandbox_is_unknown_live_and_a_live_one_in_the_sandbox(world: World, tool: Tool) -> None:
    of_sandbox = world.connections["administrator"]
    for connection in (of_sandbox._replace(stage="v1"), world.live._replace(stage="sandbox")):
        for path in ("/mcp", "/mcp/readonly"):
            with watched(connection) as asked, nothing_written():
                call = {"name": tool.name, "arguments": EXAMPLES[tool.name]}
                answer = connection._replace(path=path).ask("tools/call", call)
            assert (answer.status, asked) == (401, [])
