"""Every endpoint against every way a request can be wrong, through the real authorizer and the real handler.

Status, code, envelope and headers are asserted, and that a refused request wrote nothing. What refuses a request before
the service is declared by the endpoint, so one endpoint of each declaration ("shape") meets every wrong value, and each
other endpoint one value of each kind: endpoint_shapes.py has the arithmetic.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from bivelio_core import clients, clock, ids
from bivelio_core.entrypoints.parse import MAXIMUM_FAULTS

from tests import gateway
from tests.api import Answer
from tests.conftest import fresh_table
from tests.contracts.endpoint_shapes import REPRESENTATIVES, against_values, every_operation, operations_where
from tests.network import events_of
from tests.operated import access_token, create_deployment, new_key, new_organisation
from tools.endpoints import Operation, operations

WEAKER = {"write": "viewer", "admin": "member"}
PREFIX_KINDS = {prefix: kind for kind, prefix in ids.PREFIXES.items()}
MALFORMED = (
    "{",
    "[1,",
    "\x00",
    '{"data": {}} trailing',
    '{"data": {"n": NaN}}',
    '{"data": {"n": -Infinity}}',
    '{"data": "\\ud800"}',
    "\ufeff{}",
    "[" * 3_000,
)
READS = {"GetItem", "BatchGetItem", "Query"}
WRONG_VALUES: tuple[Any, ...] = ([], {}, True, "text", 7)
JSON_TYPES = {list: "array", dict: "object", bool: "boolean", str: "string", int: "integer"}

AUTHORIZER = pytest.mark.fix(
    "The route of {function} in the template has no authorizer, or bivelio_core.entrypoints.authorizer lets it in."
)
PARSER = pytest.mark.fix("Every body is read by layers/core/bivelio_core/entrypoints/parse.py.")
HTTP_REQUEST = pytest.mark.fix("Every body is checked by layers/core/bivelio_core/entrypoints/http.py.")
SCOPE = pytest.mark.fix("Declare the scope in {handler}: @endpoint(..., scope=...).")

operations_with_scope = operations_where(lambda endpoint: endpoint.scope is not None)
operations_that_write = operations_where(lambda endpoint: endpoint.writes)


@dataclass
class World:
    """An organisation without rate limit, the credentials of its people, and another organisation."""

    organisation: str
    other: str
    administrator: str
    live_key: str
    test_key: str
    publishable_key: str
    narrow_keys: dict[str, str]
    tokens: dict[str, str]

    def ask(self, operation: Operation, body: Any, *, stage: str = "v1", **headers: Any) -> Answer:
        """The operation's answer to a body; as the administrator, unless another credential is given."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if not {"Authorization", "X-API-Key"} & named.keys():
            named["Authorization"] = f"Bearer {self.administrator}"
        sent = {name: value for name, value in named.items() if value != "none"}
        route, query = operation.endpoint.paths[0], operation.example.get("query")
        return gateway.request(route, body, headers=sent, stage=stage, query=query)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """One world for the whole matrix: what is refused changes nothing in it."""
    with fresh_table():
        create_deployment()
        organisation = new_organisation(plan="enterprise")
        with clock.frozen(datetime.now(UTC) - timedelta(minutes=61)):
            expired = access_token(organisation, "owner")
        yield World(
            organisation=organisation,
            other=new_organisation(plan="enterprise"),
            administrator=access_token(organisation, "owner"),
            live_key=new_key(organisation, "admin"),
            test_key=new_key(organisation, "admin", environment="test"),
            publishable_key=new_key(organisation, "read", type="publishable"),
            narrow_keys={resource: new_key(organisation, f"{resource}:admin") for resource in ("contacts", "invoices")},
            tokens={
                "member": access_token(organisation, "member"),
                "viewer": access_token(organisation, "viewer"),
                "sandbox": access_token(organisation, "owner", "sandbox"),
                "expired": expired,
            },
        )


@pytest.fixture(autouse=True)
def nothing_is_written(world):
    """Fail when a refused request asks the table for a write, but for when a key was last used."""
    asked: list[Any] = []

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        notes_use = model.name == "UpdateItem" and params["Key"]["PK"]["S"].startswith("KEY#")
        if model.name not in READS and not notes_use:
            asked.append((model.name, params))

    events = events_of(clients.client("dynamodb"))
    events.register("provide-client-params.dynamodb", note)
    yield
    events.unregister("provide-client-params.dynamodb", note)
    assert asked == []


def example(operation: Operation) -> dict[str, Any]:
    """The data of the documented request."""
    request = operation.example["request"]
    return dict(request if operation.endpoint.is_bare else request.get("data", {}))


def body(operation: Operation, data: Any) -> Any:
    """A body that carries some data."""
    return data if operation.endpoint.is_bare else {"data": data}


def assert_refused(answer: Answer, status: int, code: str, field: str | None = None, constraint: str | None = None):
    """The failure is the documented one, in the envelope, with the headers every answer has."""
    assert (answer.status, answer.body["error"]["code"]) == (status, code), answer
    assert answer.body.keys() == {"success", "error"}
    error = answer.error
    assert error.keys() >= {"code", "message", "request_id", "retryable", "remedy", "doc_url"}
    assert error["request_id"] == answer.headers["X-Request-Id"] == "gateway-request"
    assert error["doc_url"].endswith("/errors/" + code.lower().replace("_", "-"))
    assert error["message"]
    assert "{" not in error["message"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if field is not None:
        assert (error["details"]["field"], error["details"]["constraint"]) == (field, constraint)
        assert error["details"]["errors"][0]["field"] == field


@against_values(
    "headers",
    [
        ("none", {"Authorization": "none"}),
        ("junk key", {"X_API_Key": "junk"}),
        ("wrong check digits", {"X_API_Key": "bv_live_sk_" + "a" * 36}),
        ("junk token", {"Authorization": "Bearer junk"}),
        ("junk JWT", {"Authorization": "Bearer a.b.c"}),
    ],
)
@AUTHORIZER
def test_without_a_credential_of_ours_it_is_401(world, operation, headers):
    assert_refused(world.ask(operation, body(operation, example(operation)), **headers), 401, "AUTH_INVALID_TOKEN")


@every_operation
@AUTHORIZER
def test_an_expired_token_is_told_so(world, operation):
    token = f"Bearer {world.tokens['expired']}"
    answer = world.ask(operation, body(operation, example(operation)), Authorization=token)
    assert_refused(answer, 401, "AUTH_EXPIRED_TOKEN")


@every_operation
@AUTHORIZER
def test_the_other_environments_credentials_are_unknown(world, operation):
    sent = body(operation, example(operation))
    assert_refused(world.ask(operation, sent, X_API_Key=world.test_key), 401, "AUTH_INVALID_TOKEN")
    assert_refused(world.ask(operation, sent, X_API_Key=world.live_key, stage="sandbox"), 401, "AUTH_INVALID_TOKEN")
    token = f"Bearer {world.tokens['sandbox']}"
    assert_refused(world.ask(operation, sent, Authorization=token), 401, "AUTH_INVALID_TOKEN")


@every_operation
@AUTHORIZER
def test_two_credentials_are_one_too_many(world, operation):
    answer = world.ask(
        operation,
        body(operation, example(operation)),
        X_API_Key=world.live_key,
        Authorization=f"Bearer {world.administrator}",
    )
    assert_refused(answer, 400, "VALIDATION_ERROR", "Authorization", "two_credentials")


@operations_with_scope
@SCOPE
def test_a_scope_for_something_else_is_not_enough(world, operation):
    resource = "invoices" if operation.endpoint.resource == "contacts" else "contacts"
    answer = world.ask(operation, body(operation, example(operation)), X_API_Key=world.narrow_keys[resource])
    assert_refused(answer, 403, "AUTH_INSUFFICIENT_SCOPE")


@operations_that_write
@SCOPE
def test_a_weaker_role_is_not_enough(world, operation):
    token = world.tokens[WEAKER[str(operation.endpoint.scope)]]
    answer = world.ask(operation, body(operation, example(operation)), Authorization=f"Bearer {token}")
    assert_refused(answer, 403, "AUTH_INSUFFICIENT_SCOPE")
    assert answer.error["details"]["required_scope"] == operation.endpoint.scope


@operations_that_write
@pytest.mark.fix("Declare the scope in {handler}: what changes something takes write or admin.")
def test_a_publishable_key_writes_nothing(world, operation):
    answer = world.ask(operation, body(operation, example(operation)), X_API_Key=world.publishable_key)
    assert_refused(answer, 403, "AUTH_INSUFFICIENT_SCOPE")


@operations_where(lambda endpoint: endpoint.actors == ("user",))
@pytest.mark.fix("Declare the callers in {handler}: @endpoint(..., actors=...).")
def test_what_is_for_users_takes_no_key(world, operation):
    answer = world.ask(operation, body(operation, example(operation)), X_API_Key=world.live_key)
    assert_refused(answer, 403, "AUTH_INSUFFICIENT_SCOPE")


WITHOUT_OWNER = {"session", "user"}
"""Kinds whose ids name no organisation: another's is answered like an unknown one."""

SUBJECT_OF = {
    "instance": "workflow",
    "execution": "agent",
    "extraction": "document",
    "mcp_execution": "mcp",
    "merge": "contact",
    "knowledge_source": "knowledge",
}
"""Kinds that are a subject of another resource's endpoints."""


def named_ids() -> list[Any]:
    """Each field of an example that names a resource, with the kind of the resource."""
    found = []
    for operation in operations():
        for field, value in example(operation).items():
            prefix = value.partition("_")[0] if isinstance(value, str) and "_" in value else ""
            if (field == "id" or field.endswith("_id")) and prefix in PREFIX_KINDS:
                name = f"{operation.endpoint.operation}:{field}"
                found.append(pytest.param(operation, field, PREFIX_KINDS[prefix], id=name))
    return found


@pytest.mark.parametrize(("operation", "field", "kind"), named_ids())
@pytest.mark.fix(
    "Find the resource with `ctx.store.find`, which tells these apart, in the service that {handler} calls. "
    "An id that only refers to a resource is a fault of its field."
)
def test_another_organisations_id_is_forbidden_and_an_unknown_one_not_found(world, operation, field, kind):
    """What a field merely refers to is a fault of the field (422) and tells nothing of other organisations."""
    resource = operation.endpoint.scope_resource
    is_subject = field == "id" or (f"{kind}_id".endswith(field) and resource.startswith(SUBJECT_OF.get(kind, kind)))
    foreign, unknown, alien = ids.new_id(kind, world.other), ids.new_id(kind, world.organisation), f"{kind[:2]}_none"
    of_another = (404, "RESOURCE_NOT_FOUND") if kind in WITHOUT_OWNER else (403, "RESOURCE_FORBIDDEN")
    for value, status, code in (
        (foreign, *of_another),
        (unknown, 404, "RESOURCE_NOT_FOUND"),
        (alien, 404, "RESOURCE_NOT_FOUND"),
    ):
        answer = world.ask(operation, body(operation, {**example(operation), field: value}))
        if is_subject:
            assert_refused(answer, status, code)
            if status == HTTPStatus.NOT_FOUND and value != foreign:
                assert answer.error["details"] | {"kind": kind} == {"kind": kind, "id": value, "field": field}
                assert answer.error["details"]["kind"] in {kind, "resource"}
                assert f"'{value}'" in answer.error["message"]
        else:
            assert_refused(answer, 422, "VALIDATION_ERROR", field, "not_found")


@against_values("text", ((str(number), text) for number, text in enumerate(MALFORMED)))
@PARSER
def test_malformed_json_is_400(world, operation, text):
    assert_refused(world.ask(operation, text), 400, "VALIDATION_ERROR", "body", "json")


@against_values("document", ((document, document) for document in ("[]", '"text"', "7", "null", "true")))
@PARSER
def test_a_body_that_is_no_object_is_400(world, operation, document):
    assert_refused(world.ask(operation, document), 400, "VALIDATION_ERROR", "body", "object")


@every_operation
@HTTP_REQUEST
def test_text_that_is_not_utf_8_is_400(world, operation):
    answer = world.ask(operation, '{"data": {"name": "\udcff"}}')
    assert_refused(answer, 400, "VALIDATION_ERROR")
    assert answer.error["details"]["field"] == "body"


@every_operation
@pytest.mark.fix("Derive the request from Request in {models}: it takes no other fields.")
def test_an_unknown_field_is_named(world, operation):
    answer = world.ask(operation, body(operation, {**example(operation), "surprise": 1}))
    assert_refused(answer, 400, "VALIDATION_ERROR", "surprise", "unknown_field")


@operations_where(lambda endpoint: not endpoint.is_bare)
@PARSER
def test_the_envelope_of_the_request_is_strict(world, operation):
    data = example(operation)
    for sent, field, constraint in (
        ({"data": data, "surprise": 1}, "surprise", "unknown_field"),
        ({"data": data, "action": "something_else"}, "action", "action_mismatch"),
        ({"data": data, "action": 7}, "action", "type"),
        ({"data": [data]}, "data", "object"),
        ({"data": "text"}, "data", "object"),
    ):
        assert_refused(world.ask(operation, sent), 400, "VALIDATION_ERROR", field, constraint)


def wrong_types(operation: Operation) -> dict[str, Any]:
    """Each field of a request that has a wrong type at all, with a value of one."""
    schema = operation.endpoint.request.model_json_schema()
    found = {}
    for field, about in schema.get("properties", {}).items():
        allowed = json_types(about, schema)
        wrong = next((value for value in WRONG_VALUES if JSON_TYPES[type(value)] not in allowed), None)
        if wrong is not None and field not in operation.endpoint.query:
            found[field] = wrong
    return found


def json_types(about: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    """The JSON types a schema allows; all of them where it says nothing."""
    if "$ref" in about:
        return json_types(schema["$defs"][about["$ref"].rpartition("/")[2]], schema)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in about:
            return set().union(*(json_types(part, schema) for part in about[several]))
    if "type" in about:
        return {"number": {"number", "integer"}}.get(about["type"], {about["type"]})
    if "const" in about or "enum" in about:
        return {JSON_TYPES[type(value)] for value in about.get("enum", [about.get("const")])}
    return set(JSON_TYPES.values())


def required(operation: Operation) -> list[str]:
    """The fields that a request must have."""
    fields = operation.endpoint.request.model_fields
    named = ((about.alias or name, about) for name, about in fields.items())
    return [name for name, about in named if about.is_required() and name not in operation.endpoint.query]


def one_or_all(operation: Operation, fields: Sequence[str]) -> Iterator[Any]:
    """The fields one by one for the representative of a shape, all at once for any other."""
    name = operation.endpoint.operation
    if name in REPRESENTATIVES:
        yield from (pytest.param(operation, [field], id=f"{name}:{field}") for field in fields)
    elif fields:
        yield pytest.param(operation, fields, id=name)


def one_or_all_of_each(fields_of: Callable[[Operation], Iterable[str]]) -> pytest.MarkDecorator:
    """A test of some fields of each endpoint, one by one or all at once."""
    cases = [case for operation in operations() for case in one_or_all(operation, list(fields_of(operation)))]
    return pytest.mark.parametrize(("operation", "fields"), cases)


@one_or_all_of_each(wrong_types)
@pytest.mark.fix("Declare the type of the field in {models}; a validator of its own must not take other types.")
def test_a_value_of_the_wrong_type_is_named(world, operation, fields):
    wrong = wrong_types(operation)
    for start in range(0, len(fields), MAXIMUM_FAULTS):
        some = fields[start : start + MAXIMUM_FAULTS]
        sent = {**example(operation), **{field: wrong[field] for field in some}}
        answer = world.ask(operation, body(operation, sent))
        assert_refused(answer, 400, "VALIDATION_ERROR")
        for field in some:
            assert any(error["field"].startswith(field) for error in answer.error["details"]["errors"]), answer.error


@one_or_all_of_each(required)
@pytest.mark.fix("Declare the field in {models} without a default, or give {example} a value for it.")
def test_a_missing_field_is_named(world, operation, fields):
    data = {name: value for name, value in example(operation).items() if name not in fields}
    answer = world.ask(operation, body(operation, data))
    assert_refused(answer, 400, "VALIDATION_ERROR", fields[0], "required")
    assert answer.error["message"] == f"El camp '{fields[0]}' és obligatori."
    assert {(error["field"], error["constraint"]) for error in answer.error["details"]["errors"]} >= {
        (field, "required") for field in fields
    }


@every_operation
@pytest.mark.fix("Declare maximum_body_bytes in {handler}.")
def test_a_body_that_is_too_large_is_413(world, operation):
    limit = operation.endpoint.maximum_body_bytes
    answer = world.ask(operation, '{"data": "' + "x" * limit + '"}')
    assert_refused(answer, 413, "VALIDATION_ERROR", "body", "max_bytes")
    assert answer.error["details"]["limit"] == limit


@against_values(
    "content_type",
    [("none", None), ("text", "text/plain"), ("form", "application/x-www-form-urlencoded")],
)
@HTTP_REQUEST
def test_a_body_needs_its_content_type(world, operation, content_type):
    answer = world.ask(operation, body(operation, example(operation)), Content_Type=content_type)
    assert_refused(answer, 400, "VALIDATION_ERROR", "Content-Type", "content_type")


@against_values("key", [("empty", ""), ("long", "x" * 256), ("space", "with space"), ("tab", "tab\t"), ("accent", "é")])
@pytest.mark.fix("layers/core/bivelio_core/entrypoints/idempotency.py checks the header.")
def test_a_malformed_idempotency_key_is_400(world, operation, key):
    answer = world.ask(operation, body(operation, example(operation)), Idempotency_Key=key)
    assert_refused(answer, 400, "VALIDATION_ERROR")
    assert answer.error["details"]["field"] == "Idempotency-Key"


@pytest.mark.parametrize("route", ["/", "/contacts/creat", "/contacts/create/", "/v1/contacts/create", "/admin"])
@pytest.mark.fix("The gateway's own answers are in the template: GatewayResponses.")
def test_an_unknown_path_is_404(route):
    assert_refused(gateway.request(route), 404, "RESOURCE_NOT_FOUND")


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("ca", "El camp 'surprise' no existeix en aquesta operació. Els camps són: id, external_id."),
        ("es-MX,en;q=0.8", "El campo 'surprise' no existe en esta operación. Los campos son: id, external_id."),
        (
            "fr, en;q=0.5, *;q=0.1",
            "The field 'surprise' does not exist in this operation. The fields are: id, external_id.",
        ),
        ("fr", "El camp 'surprise' no existeix en aquesta operació. Els camps són: id, external_id."),
    ],
)
@pytest.mark.fix(
    "The sentences are in layers/core/bivelio_core/faults.py; bivelio_core.entrypoints.language chooses the language."
)
def test_the_fault_is_told_in_the_callers_language(world, language, message):
    operation = next(o for o in operations() if o.endpoint.operation == "contacts.get")
    answer = world.ask(operation, {"data": {"id": "ct_1", "surprise": 1}}, Accept_Language=language)
    assert answer.error["message"] == message
