"""Repairs of the import of an OpenAPI body: key source, gateway responses, any-method, mocks, binary types, the id."""

from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1 as gateway
from ministack.services.cloudformation import provisioners

from local.emulator.patching import restores

_ANY_METHOD = "x-amazon-apigateway-any-method"
_INTEGRATION = "x-amazon-apigateway-integration"
_REST_API = "AWS::ApiGateway::RestApi"


@restores(
    "`Method: any` is a route for every HTTP method.",
    needed_at="1.5.33",
    shown_by="tests/local/test_apigateway_repairs.py::test_method_any_serves_every_verb",
)
def accept_any_method() -> None:
    """Make SAM's ``Method: any`` serve every verb."""
    gateway._OPENAPI_HTTP_METHODS.add(_ANY_METHOD)
    import_operation = gateway._import_operation

    def import_any(api_id: str, resource_id: str, method: str, *rest: Any) -> None:
        import_operation(api_id, resource_id, "ANY" if method == _ANY_METHOD.upper() else method, *rest)

    gateway._import_operation = import_any


@restores(
    "A mock integration answers with the headers of its responses: preflights carry CORS.",
    needed_at="1.5.33",
    shown_by="tests/local/test_apigateway_repairs.py::test_preflights_carry_their_headers",
)
def keep_mock_responses() -> None:
    """Make a mock integration answer with the template's status and headers, which CORS preflights need."""
    import_operation = gateway._import_operation

    def import_whole(api_id: str, resource_id: str, method: str, operation: dict[str, Any] | None, *rest: Any) -> None:
        import_operation(api_id, resource_id, method, operation, *rest)
        source = (operation or {}).get(_INTEGRATION) or {}
        methods = gateway._resources[api_id][resource_id]["resourceMethods"]
        integration = (methods.get(method) or {}).get("methodIntegration")
        if not integration or str(source.get("type", "")).upper() != "MOCK":
            return
        integration["requestTemplates"] = source.get("requestTemplates") or {}
        integration["integrationResponses"] = {
            str(answer["statusCode"]): {
                "statusCode": str(answer["statusCode"]),
                "selectionPattern": "" if pattern == "default" else pattern,
                "responseParameters": answer.get("responseParameters") or {},
                "responseTemplates": answer.get("responseTemplates") or {},
            }
            for pattern, answer in (source.get("responses") or {}).items()
        }

    gateway._import_operation = import_whole


@restores(
    "`x-amazon-apigateway-gateway-responses` of a definition are imported.",
    needed_at="1.5.33",
    shown_by="tests/local/test_apigateway_repairs.py::test_the_template_decides_gateway_responses_and_key_source",
)
def import_gateway_responses() -> None:
    """Import SAM's ``GatewayResponses`` into the API."""
    import_api = gateway._import_rest_api

    def import_with_responses(spec: dict[str, Any], base: dict[str, Any] | None = None) -> str:
        api_id: str = import_api(spec, base)
        for kind, response in (spec.get("x-amazon-apigateway-gateway-responses") or {}).items():
            status = response.get("statusCode")
            data = {**response, "statusCode": str(status)} if status else response
            code, _headers, body = gateway._put_gateway_response(api_id, kind, data)
            if code >= 400:  # noqa: PLR2004 - an HTTP error status
                raise ValueError(f"gateway response {kind}: {body!r}")
        return api_id

    gateway._import_rest_api = import_with_responses


@restores(
    "`x-amazon-apigateway-api-key-source` of a definition is imported.",
    needed_at="1.5.33",
    shown_by="tests/local/test_apigateway_repairs.py::test_the_template_decides_gateway_responses_and_key_source",
)
def keep_the_key_source() -> None:
    """Store the template's ``ApiKeySourceType`` with the API."""
    create = provisioners._apigw_rest_api_create

    def create_with_key_source(logical_id: str, properties: dict[str, Any], stack: str) -> tuple[str, dict[str, Any]]:
        api_id, attributes = create(logical_id, properties, stack)
        gateway._rest_apis[api_id]["apiKeySource"] = properties.get("ApiKeySourceType", "HEADER")
        return api_id, attributes

    provisioners._apigw_rest_api_create = create_with_key_source
    _register(create=create_with_key_source)


@restores(
    "`~1` in the `BinaryMediaTypes` of a template is a slash.",
    needed_at="1.5.33",
    shown_by="tests/local/test_apigateway_repairs.py::test_a_binary_type_of_the_template_has_a_slash",
)
def read_binary_media_types() -> None:
    """Know the template's ``BinaryMediaTypes`` by their names, so that their bodies reach functions as bytes."""
    create = provisioners._apigw_rest_api_create

    def create_with_types(logical_id: str, properties: dict[str, Any], stack: str) -> tuple[str, dict[str, Any]]:
        types = [each.replace("~1", "/") for each in properties.get("BinaryMediaTypes", [])]
        created: tuple[str, dict[str, Any]] = create(logical_id, {**properties, "BinaryMediaTypes": types}, stack)
        return created

    provisioners._apigw_rest_api_create = create_with_types
    _register(create=create_with_types)


@restores(
    "An update of a stack's API keeps its id.",
    needed_at="1.5.33",
    shown_by="tests/local/test_apigateway_repairs.py::test_a_changed_api_keeps_its_id",
)
def keep_the_api_id() -> None:
    """Update an API with a changed body in place, as AWS does; the unrepaired emulator creates another API."""
    update = provisioners._apigw_rest_api_update
    imported = ("_resources", "_authorizers_v1", "_models", "_gateway_responses", "_request_validators")

    def update_in_place(
        api_id: str, old: dict[str, Any], new: dict[str, Any], stack: str, logical_id: str | None = None
    ) -> tuple[str, dict[str, Any]]:
        if new.get("Body") == old.get("Body") or api_id not in gateway._rest_apis:
            return update(api_id, old, new, stack, logical_id)  # type: ignore[no-any-return]
        draft, _attributes = provisioners._apigw_rest_api_create(logical_id or api_id, new, stack)
        identity = {"id": api_id, "createdDate": gateway._rest_apis[api_id]["createdDate"]}
        gateway._rest_apis[api_id] = {**gateway._rest_apis[draft], **identity}
        for store in (getattr(gateway, name) for name in imported):
            if draft in store:
                store[api_id] = store[draft]
        gateway._delete_rest_api(draft)
        return api_id, provisioners._apigw_rest_api_attrs(api_id)

    provisioners._apigw_rest_api_update = update_in_place
    _register(update=update_in_place)


def _register(**handlers: Callable[..., Any]) -> None:
    provisioners._RESOURCE_HANDLERS[_REST_API].update(handlers)
