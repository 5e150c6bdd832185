"""Every operation, called through both Python clients in the sandbox of the running platform.

Its example, a wrong field, and of lists their pages. Each client has an organisation of its own, whose sandbox has the
resources of the examples, which work in any order.
"""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from bivelio import AsyncBiVelio, BiVelio, SignIn, errors
from bivelio._model import Model

from tests.running import Runtime
from tests.sdk.calls import (
    BY_USERS,
    DESCRIBED,
    LISTS,
    OF_PEOPLE,
    arguments,
    is_told,
    method,
    model_of,
    read_all,
    tried_at_once,
    without_page,
    wrong,
)
from tests.shapes import differing
from tools.endpoints import Operation
from tools.sdk.document import attribute

pytestmark = pytest.mark.e2e


class Caller:
    """A client of an organisation's sandbox, whose methods are called alike, be they synchronous or not."""

    def __init__(self, kind: type[Any], url: str, organisation: dict[str, Any], portal: Any) -> None:
        self.user = {name: organisation["users"][0][name] for name in ("email", "password")}
        self.client = kind(organisation["keys"]["test_secret"], base_url=url)
        signing_in = SignIn(**self.user)
        self.signed_in = kind(organisation["keys"]["test_publishable"], base_url=url, sign_in=signing_in)
        self._portal = portal

    def __call__(self, function: Any, *args: Any, **named: Any) -> Any:
        """Return what a method answers."""
        if isinstance(self.client, BiVelio):
            return function(*args, **named)
        return self._portal.call(self._awaited, function, args, named)

    async def _awaited(self, function: Any, args: Any, named: Any) -> Any:
        found = function(*args, **named)
        return await found if inspect.isawaitable(found) else found

    def close(self) -> None:
        for client in (self.client, self.signed_in):
            self(client.close if isinstance(client, BiVelio) else client.aclose)


@pytest.fixture(scope="module", params=[BiVelio, AsyncBiVelio], ids=["synchronous", "asynchronous"])
def caller(
    request: pytest.FixtureRequest, platform: Runtime, organisation: Callable[[str], dict[str, Any]]
) -> Iterator[Caller]:
    """Each client with an organisation of its own."""
    with start_blocking_portal() as portal:
        made = Caller(request.param, f"{platform.settings.url}/v1", organisation("enterprise"), portal)
        yield made
        made.close()


def test_every_operation_works_through_the_client(caller: Caller):
    def tried(operation: Operation) -> str | None:
        name, example = operation.endpoint.operation, operation.example
        try:
            found = caller(method(caller.client, name), **arguments(example))
        except errors.BiVelioError as error:
            return f"{type(error).__name__}: {error}"
        return problem(operation, found)

    found = tried_at_once(tried)
    assert {name: reason for name, reason in found.items() if reason} == {}
    assert found.keys() | BY_USERS == DESCRIBED.keys()


def problem(operation: Operation, found: Model) -> str | None:
    """What an answer lacks."""
    if not isinstance(found, model_of(operation)):
        return f"is a {type(found).__name__}"
    read_all(found)
    lacks = set(differing(operation.example["response"]["data"], found.to_dict(), exact=False))
    return f"lacks {lacks}" if lacks else None


def test_every_operation_refuses_a_wrong_field_by_its_name(caller: Caller):
    def tried(operation: Operation) -> str | None:
        name = operation.endpoint.operation
        field, fields = wrong(DESCRIBED[name], operation.example) or ("", {})
        if not field:
            return None
        try:
            caller(method(caller.client, name), **{attribute(one): value for one, value in fields.items()})
        except errors.ValidationError as error:
            return None if is_told(field, error.errors) and error.request_id else f"{field}: {error.details}"
        except errors.BiVelioError as error:
            return f"{type(error).__name__}: {error}"
        return "was taken"

    found = tried_at_once(tried)
    assert {name: reason for name, reason in found.items() if reason} == {}


def test_every_list_is_walked_over_its_pages(caller: Caller):
    assert len(LISTS) > 10

    def tried(operation: Operation) -> str | None:
        name = operation.endpoint.operation
        fields = without_page(arguments(operation.example), DESCRIBED[name])
        page = caller(method(caller.client, name), **fields)
        if len(page.items) > 1:
            return f"{len(page.items)} items on a page of one"
        if page.has_next():
            following = caller(page.next_page)
            if following.items == page.items:
                return "its second page is its first"
        if "page" in DESCRIBED[name].fields and (page.pagination.page, caller(page.page, 1).pagination.page) != (1, 1):
            return f"{page.pagination}"
        return None

    found = tried_at_once(tried, LISTS)
    assert {name: reason for name, reason in found.items() if reason} == {}


def test_what_takes_a_user_works_for_one_who_signs_in(caller: Caller):
    done = set()

    def call(operation: str, *args: Any, **named: Any) -> Any:
        done.add(operation)
        return caller(method(caller.signed_in, operation), *args, **named)

    made = call("keys.create", name="Botiga", environment="test", scopes=["contacts:write"])
    assert made.key.startswith("bv_test_sk_")
    assert call("keys.update", made.id, rate_limit=30).rate_limit == 30
    rotated = call("keys.rotate", made.id, overlap_seconds=0)
    assert {key.id for key in call("keys.list").items} >= {made.id, rotated.id}
    assert call("keys.revoke", rotated.id).status == "revoked"
    tokens = call("auth.token", grant_type="password", **caller.user)
    sessions = call("auth.sessions_list").items
    assert len(sessions) == 2
    other = next(session for session in sessions if not session.is_current)
    assert call("auth.sessions_end", other.id).status == "ended"
    with pytest.raises(errors.AuthenticationError):
        call("auth.token", grant_type="refresh_token", refresh_token=tokens.refresh_token)
    new = caller.user["password"] + "-nova"
    changed = call("auth.password_change", current_password=caller.user["password"], new_password=new)
    assert changed.email == caller.user["email"]
    assert call("organisation.get").retention.request_days == 7

    def status(operation: str, fields: dict[str, Any]) -> int:
        try:
            return int(call(operation, **fields).http_response.status_code)
        except errors.APIError as error:
            return error.status

    assert {name: status(name, fields) for name, (fields, _) in OF_PEOPLE.items()} == {
        name: expected for name, (_, expected) in OF_PEOPLE.items()
    }
    assert status("auth.confirm", {"password": new}) == 200
    assert len(call("requests.list", limit=1).requests) <= 1
    assert len(call("audit.list", limit=1).entries) <= 1
    assert len(call("usage.get").by_day) == 30
    assert call("auth.logout").http_response.status_code == 200
    assert done == BY_USERS
