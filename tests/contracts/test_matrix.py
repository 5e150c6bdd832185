"""Every endpoint against every way a request can be wrong, through the real authorizer and the real handler.

Status, code, envelope and headers are asserted, and that a refused request wrote nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bivelio_core import clients, clock, ids

from tests import gateway
from tests.api import Answer
from tests.conftest import fresh_table
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
WRONG_VALUES = ([], {}, True, "text", 7)
JSON_TYPES = {list: "array", dict: "object", bool: "boolean", str: "string", int: "integer"}

every_operation = pytest.mark.parametrize("operation", operations(), ids=lambda o: o.endpoint.operation)
operations_with_scope = pytest.mark.parametrize(
    "operation", [o for o in operations() if o.endpoint.scope], ids=lambda o: o.endpoint.operation
)
operations_that_write = pytest.mark.parametrize(
    "operation", [o for o in operations() if o.endpoint.writes], ids=lambda o: o.endpoint.operation
)


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
        route, query = operation.function.routes[0], operation.example.get("query")
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

    events = clients.client("dynamodb").meta.events
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
    assert error.keys() >= {"code", "message", "request_id", "retryable", "doc_url"}
    assert error["request_id"] == answer.headers["X-Request-Id"] == "gateway-request"
    assert error["doc_url"].endswith("#" + code.lower())
    assert error["message"]
    assert "{" not in error["message"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if field is not None:
        assert (error["details"]["field"], error["details"]["constraint"]) == (field, constraint)
        assert error["details"]["errors"][0]["field"] == field


@every_operation
@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "none"},
        {"X_API_Key": "junk"},
        {"X_API_Key": "bv_live_sk_" + "a" * 36},
        {"Authorization": "Bearer junk"},
        {"Authorization": "Bearer a.b.c"},
    ],
    ids=["none", "junk key", "wrong check digits", "junk token", "junk JWT"],
)
def test_without_a_credential_of_ours_it_is_401(world, operation, headers):
    assert_refused(world.ask(operation, body(operation, example(operation)), **headers), 401, "AUTH_INVALID_TOKEN")


@every_operation
def test_an_expired_token_is_told_so(world, operation):
    token = f"Bearer {world.tokens['expired']}"
    answer = world.ask(operation, body(operation, example(operation)), Authorization=token)
    assert_refused(answer, 401, "AUTH_EXPIRED_TOKEN")


@every_operation
def test_the_other_environments_credentials_are_unknown(world, operation):
    sent = body(operation, example(operation))
    assert_refused(world.ask(operation, sent, X_API_Key=world.test_key), 401, "AUTH_INVALID_TOKEN")
    assert_refused(world.ask(operation, sent, X_API_Key=world.live_key, stage="sandbox"), 401, "AUTH_INVALID_TOKEN")
    token = f"Bearer {world.tokens['sandbox']}"
    assert_refused(world.ask(operation, sent, Authorization=token), 401, "AUTH_INVALID_TOKEN")


@every_operation
def test_two_credentials_are_one_too_many(world, operation):
    answer = world.ask(
        operation,
        body(operation, example(operation)),
        X_API_Key=world.live_key,
        Authorization=f"Bearer {world.administrator}",
    )
    assert_refused(answer, 400, "VALIDATION_ERROR", "Authorization", "two_credentials")


@operations_with_scope
def test_a_scope_for_something_else_is_not_enough(world, operation):
    resource = "invoices" if operation.endpoint.resource == "contacts" else "contacts"
    answer = world.ask(operation, body(operation, example(operation)), X_API_Key=world.narrow_keys[resource])
    assert_refused(answer, 403, "AUTH_INSUFFICIENT_SCOPE")


@operations_that_write
def test_a_weaker_role_is_not_enough(world, operation):
    token = world.tokens[WEAKER[str(operation.endpoint.scope)]]
    answer = world.ask(operation, body(operation, example(operation)), Authorization=f"Bearer {token}")
    assert_refused(answer, 403, "AUTH_INSUFFICIENT_SCOPE")
    assert answer.error["details"]["required_scope"] == operation.endpoint.scope


@operations_that_write
def test_a_publishable_key_writes_nothing(world, operation):
    answer = world.ask(operation, body(operation, example(operation)), X_API_Key=world.publishable_key)
    assert_refused(answer, 403, "AUTH_INSUFFICIENT_SCOPE")


@pytest.mark.parametrize(
    "operation",
    [o for o in operations() if o.endpoint.actors == ("user",)],
    ids=lambda o: o.endpoint.operation,
)
def test_what_is_for_users_takes_no_key(world, operation):
    answer = world.ask(operation, body(operation, example(operation)), X_API_Key=world.live_key)
    assert_refused(answer, 403, "AUTH_INSUFFICIENT_SCOPE")


SUBJECT_OF = {"instance": "workflow"}
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
def test_another_organisations_id_is_forbidden_and_an_unknown_one_not_found(world, operation, field, kind):
    """What a field merely refers to is a fault of the field (422) and tells nothing of other organisations."""
    resource = operation.endpoint.resource
    is_subject = field == "id" or (field == f"{kind}_id" and resource.startswith(SUBJECT_OF.get(kind, kind)))
    foreign, unknown, alien = ids.new_id(kind, world.other), ids.new_id(kind, world.organisation), f"{kind[:2]}_none"
    for value, status, code in (
        (foreign, 403, "RESOURCE_FORBIDDEN"),
        (unknown, 404, "RESOURCE_NOT_FOUND"),
        (alien, 404, "RESOURCE_NOT_FOUND"),
    ):
        answer = world.ask(operation, body(operation, {**example(operation), field: value}))
        if is_subject:
            assert_refused(answer, status, code)
        else:
            assert_refused(answer, 422, "VALIDATION_ERROR", field, "not_found")


@every_operation
@pytest.mark.parametrize("text", MALFORMED, ids=range(len(MALFORMED)))
def test_malformed_json_is_400(world, operation, text):
    assert_refused(world.ask(operation, text), 400, "VALIDATION_ERROR", "body", "json")


@every_operation
@pytest.mark.parametrize("document", ["[]", '"text"', "7", "null", "true"])
def test_a_body_that_is_no_object_is_400(world, operation, document):
    assert_refused(world.ask(operation, document), 400, "VALIDATION_ERROR", "body", "object")


@every_operation
def test_text_that_is_not_utf_8_is_400(world, operation):
    answer = world.ask(operation, '{"data": {"name": "\udcff"}}')
    assert_refused(answer, 400, "VALIDATION_ERROR")
    assert answer.error["details"]["field"] == "body"


@every_operation
def test_an_unknown_field_is_named(world, operation):
    answer = world.ask(operation, body(operation, {**example(operation), "surprise": 1}))
    assert_refused(answer, 400, "VALIDATION_ERROR", "surprise", "unknown_field")


@pytest.mark.parametrize(
    "operation", [o for o in operations() if not o.endpoint.is_bare], ids=lambda o: o.endpoint.operation
)
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


def typed_fields() -> list[Any]:
    """Each field of each request, with a value of a type it does not take."""
    found = []
    for operation in operations():
        schema = operation.endpoint.request.model_json_schema()
        for field, about in schema.get("properties", {}).items():
            allowed = json_types(about, schema)
            wrong = next((v for v in WRONG_VALUES if JSON_TYPES[type(v)] not in allowed), None)
            if wrong is not None and field not in operation.endpoint.query:
                found.append(pytest.param(operation, field, wrong, id=f"{operation.endpoint.operation}:{field}"))
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


@pytest.mark.parametrize(("operation", "field", "wrong"), typed_fields())
def test_a_value_of_the_wrong_type_is_named(world, operation, field, wrong):
    answer = world.ask(operation, body(operation, {**example(operation), field: wrong}))
    assert_refused(answer, 400, "VALIDATION_ERROR")
    assert any(error["field"].startswith(field) for error in answer.error["details"]["errors"]), answer.error


@pytest.mark.parametrize(
    ("operation", "field"),
    [
        pytest.param(operation, field, id=f"{operation.endpoint.operation}:{field}")
        for operation in operations()
        for field, about in operation.endpoint.request.model_fields.items()
        if about.is_required() and field not in operation.endpoint.query
    ],
)
def test_a_missing_field_is_named(world, operation, field):
    data = {name: value for name, value in example(operation).items() if name != field}
    answer = world.ask(operation, body(operation, data))
    assert_refused(answer, 400, "VALIDATION_ERROR", field, "required")
    assert answer.error["message"] == f"El camp '{field}' és obligatori."


@every_operation
def test_a_body_that_is_too_large_is_413(world, operation):
    limit = operation.endpoint.maximum_body_bytes
    answer = world.ask(operation, '{"data": "' + "x" * limit + '"}')
    assert_refused(answer, 413, "VALIDATION_ERROR", "body", "max_bytes")
    assert answer.error["details"]["limit"] == limit


@every_operation
@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_needs_its_content_type(world, operation, content_type):
    answer = world.ask(operation, body(operation, example(operation)), Content_Type=content_type)
    assert_refused(answer, 400, "VALIDATION_ERROR", "Content-Type", "content_type")


@every_operation
@pytest.mark.parametrize("key", ["", "x" * 256, "with space", "tab\t", "é"])
def test_a_malformed_idempotency_key_is_400(world, operation, key):
    answer = world.ask(operation, body(operation, example(operation)), Idempotency_Key=key)
    assert_refused(answer, 400, "VALIDATION_ERROR")
    assert answer.error["details"]["field"] == "Idempotency-Key"


@pytest.mark.parametrize("route", ["/", "/contacts/creat", "/contacts/create/", "/v1/contacts/create", "/admin"])
def test_an_unknown_path_is_404(route):
    assert_refused(gateway.request(route), 404, "RESOURCE_NOT_FOUND")


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("ca", "El camp 'surprise' no existeix en aquesta operació."),
        ("es-MX,en;q=0.8", "El campo 'surprise' no existe en esta operación."),
        ("fr, en;q=0.5, *;q=0.1", "The field 'surprise' does not exist in this operation."),
        ("fr", "El camp 'surprise' no existeix en aquesta operació."),
    ],
)
def test_the_fault_is_told_in_the_callers_language(world, language, message):
    operation = next(o for o in operations() if o.endpoint.operation == "contacts.get")
    answer = world.ask(operation, {"data": {"id": "ct_1", "surprise": 1}}, Accept_Language=language)
    assert answer.error["message"] == message
