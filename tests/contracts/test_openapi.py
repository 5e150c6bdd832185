"""openapi.json is correct: it and its examples are valid, and endpoints accept every request that it allows."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from bivelio_core.webhooks import signature
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import ValidationError as PydanticError

from tests.api import call
from tests.for_each import for_each
from tools.endpoints import operations
from tools.openapi_shared import OF_A_PLACE
from tools.sdk.document import Document
from tools.template import ROOT

DOCUMENT: dict[str, Any] = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
SCHEMAS = DOCUMENT["components"]["schemas"]
OPERATIONS = {route: item["post"] for route, item in DOCUMENT["paths"].items()}
every_operation = for_each("route", OPERATIONS)


def check(value: Any, schema: dict[str, Any]) -> None:
    """Fail unless a value is of a schema of the document."""
    resolved = {**schema, "components": DOCUMENT["components"]}
    errors = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(resolved).iter_errors(value)]
    assert not errors, errors


@pytest.mark.fix("tools/openapi.py writes the document: correct it there, then run `make generate`.")
def test_the_document_is_valid():
    OpenAPIV31SpecValidator(DOCUMENT).validate()


@every_operation
@pytest.mark.fix(
    "Correct the example of this operation in docs/examples, or the models of its domain, then run `make generate`."
)
def test_the_examples_of_an_operation_are_of_its_schemas(route):
    operation = OPERATIONS[route]
    shown = [operation["requestBody"], *(answer for answer in operation["responses"].values() if "content" in answer)]
    for part in shown:
        content = part["content"]["application/json"]
        check(content["example"], content["schema"])


@pytest.mark.parametrize("route", ["/calendar/events", "/calendar/free_busy", "/credits/ledger", "/messages/templates"])
@pytest.mark.fix("tools/openapi_operations.py decides which failures an operation has.")
def test_reads_that_refuse_what_they_are_asked_for_say_so(route):
    assert "422" in OPERATIONS[route]["responses"]


@for_each("status", DOCUMENT["components"]["responses"])
@pytest.mark.fix("The failures and their examples are in tools/openapi.py.")
def test_the_example_of_a_failure_is_of_its_schema(status):
    content = DOCUMENT["components"]["responses"][status]["content"]["application/json"]
    check(content["example"], content["schema"])


@for_each("name", DOCUMENT["webhooks"])
@pytest.mark.fix("Correct the example of the event, or the model of its payload, then run `make generate`.")
def test_the_example_of_an_event_is_of_its_schema(name):
    content = DOCUMENT["webhooks"][name]["post"]["requestBody"]["content"]["application/json"]
    check(content["example"], content["schema"])


@pytest.mark.parametrize("secrets", [["now"], ["new", "old"]])
@pytest.mark.fix("tools/openapi.py names the headers, layers/core/bivelio_core/webhooks/signature.py sends them.")
def test_a_delivery_has_the_signatures_that_the_document_names(secrets):
    parameters = DOCUMENT["webhooks"]["contact.created"]["post"]["parameters"]
    sent = set(signature.headers("evn_1", 1, b"{}", secrets))
    assert {each["name"] for each in parameters if each["required"]} <= sent
    assert len(secrets) == 1 or sent == {each["name"] for each in parameters}


@pytest.mark.fix("Describe the field where it is declared, and the model by its docstring, then run `make generate`.")
def test_every_header_schema_and_field_is_described():
    for name, header in DOCUMENT["components"]["headers"].items():
        assert header["description"].endswith("."), name
    for name, schema in SCHEMAS.items():
        assert schema.get("description"), name
        for field, about in schema.get("properties", {}).items():
            assert about.get("description") or "$ref" in about, f"{name}.{field}: give it Field(description=...)"


@for_each("operation", operations, ids=lambda o: o.endpoint.operation)
@pytest.mark.fix(
    "Declare in {models} whether the field takes null: `| None`, and NOT_NULL where it may only be left out."
)
def test_null_is_taken_where_the_document_says_so_and_elsewhere_only_like_a_field_left_out(operation):
    model = operation.endpoint.request
    left_out = {field.alias or name for name, field in model.model_fields.items() if field.default is None}
    for name, about in SCHEMAS[model.__name__].get("properties", {}).items():
        try:
            model.model_validate_json(json.dumps({name: None}))
            refused: set[int | str] = set()
        except PydanticError as error:
            refused = {detail["loc"][0] for detail in error.errors()}
        assert name not in refused if allows_null(about) else name in refused | left_out, name


@pytest.mark.fix("tools/openapi_shared.py names the schemas that several places share.")
def test_what_several_places_share_has_a_name():
    found = list(unnamed(SCHEMAS))
    assert not [one for one in found if "discriminator" in one], "a discriminated union is inside another schema"
    assert [one for one in found if found.count(one) > 1] == []


def unnamed(schemas: Any) -> Iterator[Any]:
    """The enums and discriminated unions inside schemas, without what belongs to their place."""
    for schema in schemas.values():
        yield from _within(schema.get("properties", {}))


def _within(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for each in value:
            yield from _within(each)
    if isinstance(value, dict):
        if {"enum", "discriminator"} & value.keys() and not isinstance(value.get("enum"), dict):
            yield {key: inner for key, inner in value.items() if key not in OF_A_PLACE}
        for each in value.values():
            yield from _within(each)


@pytest.mark.fix("tools/openapi_operations.py writes the security of operations.")
def test_one_credential_is_the_default_and_others_are_named_beside_it():
    assert DOCUMENT["security"] == [{"ApiKey": []}]
    schemes = DOCUMENT["components"]["securitySchemes"]
    for route, operation in OPERATIONS.items():
        (scheme,) = operation.get("security", DOCUMENT["security"])
        assert [*scheme] == operation["x-credentials"][:1], route
        assert set(operation["x-credentials"]) <= schemes.keys(), route


@pytest.mark.fix("SERVERS in tools/openapi.py; local/pages.py names the running platform in what it serves.")
def test_the_sandbox_comes_first_and_no_machine_is_named():
    assert [server["url"] for server in DOCUMENT["servers"]] == [
        "https://sandbox.api.bivelio.com/v1",
        "https://api.bivelio.com/v1",
    ]


def allows_null(about: dict[str, Any]) -> bool:
    """Whether a schema takes null: one that names it, or says nothing of types."""
    if "anyOf" in about:
        return any(map(allows_null, about["anyOf"]))
    return about.get("type") == "null" or not {"type", "enum", "const", "$ref"} & about.keys()


@pytest.mark.usefixtures("table")
@pytest.mark.fix(
    "The schema of a step takes an expression wherever a value may be one: see the step models of workflows."
)
def test_a_definition_with_expressions_anywhere_is_of_the_schema():
    steps = [
        {"id": "a", "type": "contact.create", "input": {"type": "{{ input.type }}", "name": "{{ input.name }}"}},
        {"id": "b", "type": "contact.create", "input": {"type": "person", "name": "B", "email": "{{ input.email }}"}},
        {"id": "c", "type": "contact.update", "input": {"id": "{{ steps.a.output.id }}", "tags": ["{{ input.tag }}"]}},
        {"id": "d", "type": "wait", "input": {"seconds": "{{ input.seconds }}"}},
    ]
    check({"name": "Expressions", "steps": steps}, SCHEMAS["CreateWorkflow"])
    answer = call("workflows.create", {"name": "Expressions", "steps": steps})
    check(answer.data, SCHEMAS["Workflow"])


@pytest.mark.fix("Say in the model's `Field(description=...)` what the field means.")
def test_no_field_is_described_by_its_name_alone():
    """`The type.` of `type` tells a reader nothing."""
    empty = {f"The {word}." for word in ("type", "input", "output", "status", "name", "text", "channel", "contact")}
    named = [
        f"{name}.{field}"
        for name, schema in Document().schemas.items()
        for field, about in schema.get("properties", {}).items()
        if about.get("description") in empty
    ]
    assert named == []
