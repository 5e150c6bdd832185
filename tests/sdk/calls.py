"""Operations as calls of the SDKs: their methods, the fields of their examples, and all that an answer has."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import bivelio.models
from bivelio._model import Model

from tests.contracts.answered import RUN_BY_THE_TABLE
from tools.endpoints import Operation, operations
from tools.sdk.document import Document, Method, attribute

AT_ONCE = 3
NOTHING = {"of": ["no", "type"]}
"""What no text, number, truth value or list is."""

DESCRIBED = {described.operation: described for described in Document().methods}
LISTS = [one for one in RUN_BY_THE_TABLE if DESCRIBED[one.endpoint.operation].listing]
BY_USERS = {one.endpoint.operation for one in operations()} - {one.endpoint.operation for one in RUN_BY_THE_TABLE}
"""What keys and sessions can do, which takes a user."""
_UNKNOWN = {"token": "A" * 43}
OF_PEOPLE: dict[str, tuple[dict[str, Any], int]] = {
    "auth.authorize": ({"query": "response_type=code"}, 422),
    "auth.me": ({}, 200),
    "auth.me_update": ({"name": "Anna Puig"}, 200),
    "auth.organisations_list": ({}, 200),
    "auth.switch": ({"environment": "sandbox", "refresh_token": "v1.nobody"}, 401),
    "auth.password_forgot": ({"email": "ningu@exemple.cat"}, 200),
    "auth.email_change": ({"email": "nova@exemple.cat"}, 200),
    "auth.email_confirm": (_UNKNOWN, 422),
    "auth.password_reset": ({**_UNKNOWN, "new_password": "una contrasenya nova"}, 422),
    "auth.mfa_enroll": ({}, 200),
    "auth.mfa_confirm": ({"code": "12345"}, 400),
    "auth.mfa_recovery_codes": ({}, 409),
    "auth.mfa_disable": ({}, 200),
    "users.list": ({}, 200),
    "users.invite": ({"email": "pere@exemple.cat", "role": "member"}, 422),
    "users.update": ({"id": "usr_0123456789abcdef", "role": "admin"}, 422),
    "users.remove": ({"id": "usr_0123456789abcdef"}, 422),
    "users.leave": ({}, 422),
    "users.invitation_get": (_UNKNOWN, 422),
    "users.accept": (_UNKNOWN, 422),
    "organisation.update": ({"name": "Empresa Nova"}, 422),
    "organisation.export": ({}, 422),
    "organisation.export_status": ({"id": "dex_none"}, 404),
    "organisation.erase": ({}, 422),
    "organisation.erase_cancel": ({}, 422),
    "requests.get": ({"id": "none"}, 404),
}
"""Fields of what the person who is signed in to the sandbox asks for, and the status: people and the organisation are
changed from live, by links of mails. tests/e2e/test_accounts.py has them go on to their end."""


def method(client: Any, operation: str) -> Any:
    """The method of an operation."""
    resource, _, verb = operation.partition(".")
    return getattr(getattr(client, resource), attribute(verb))


def fields_of(example: dict[str, Any]) -> dict[str, Any]:
    """The fields of an example's request and of its query, without `stream: false`."""
    request = example["request"]
    has_envelope = "query" not in example and set(request) <= {"action", "data"}
    fields: dict[str, Any] = request.get("data", {}) if has_envelope else request
    query: dict[str, Any] = example.get("query", {})
    return {name: value for name, value in fields.items() if name != "stream"} | query


def arguments(example: dict[str, Any]) -> dict[str, Any]:
    """The same as keywords of Python."""
    return {attribute(name): value for name, value in fields_of(example).items()}


def without_page(fields: dict[str, Any], described: Method) -> dict[str, Any]:
    """The fields of a list's request, such that each page has one item and the first one comes."""
    kept = {name: value for name, value in fields.items() if name not in {"page", "per_page", "limit", "after"}}
    return kept | ({"per_page": 1} if "per_page" in described.fields else {"limit": 1})


def model_of(operation: Operation) -> type[Model]:
    """The class of an operation's answer."""
    found: type[Model] = getattr(bivelio.models, operation.endpoint.response.__name__)
    return found


def read_all(model: Model) -> None:
    """Read every field of an answer that the class declares, and those of the objects inside it."""
    for field in model._fields:
        value = getattr(model, attribute(field))
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Model):
                read_all(one)


def wrong(described: Method, example: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """A field of an operation and the fields of its example with a wrong value there; None without such a field."""
    plain = {name for name, about in described.fields.items() if _is_plain(about)}
    if not plain:
        return None
    field = min(plain, key=lambda name: (name not in described.required, name))
    return field, fields_of(example) | {field: NOTHING}


def is_told(field: str, errors: list[dict[str, Any]]) -> bool:
    """Whether the errors of a refusal name a field, or what is inside it."""
    return field in {one["field"].partition("[")[0].partition(".")[0] for one in errors}


def tried_at_once(
    tried: Callable[[Operation], str | None], among: list[Operation] = RUN_BY_THE_TABLE
) -> dict[str, str | None]:
    """What became of each operation, some of them at the same time: functions start side by side."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return dict(zip((one.endpoint.operation for one in among), threads.map(tried, among), strict=True))


def _is_plain(about: dict[str, Any]) -> bool:
    kinds = about.get("anyOf", [about])
    return all(kind.get("type") in {"string", "integer", "number", "boolean", "array", "null"} for kind in kinds)
