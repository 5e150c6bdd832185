"""Every operation, called through the JavaScript client in the sandbox of the running platform.

Its example, a wrong field, and of lists their pages; keys and sessions by a user who signs in. The organisation is this
module's own, whose sandbox has the resources of the examples, which work in any order.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from queue import SimpleQueue
from typing import Any

import pytest

from tests.running import Runtime
from tests.sdk.calls import (
    AT_ONCE,
    BY_USERS,
    DESCRIBED,
    LISTS,
    OF_PEOPLE,
    fields_of,
    is_told,
    tried_at_once,
    without_page,
    wrong,
)
from tests.sdk.javascript import arguments, calling, in_javascript, run
from tests.shapes import differing
from tools.endpoints import Operation

pytestmark = pytest.mark.e2e

WALK = """
const client = new BiVelio();
for (const [name, fields] of lists) {
  const [resource, method] = name.split('.');
  const page = await client[resource][method](fields);
  const next = await page.nextPage();
  const told = { name, size: page.items.length, hasNext: page.hasNext() };
  if (next) told.isAnother = JSON.stringify(next.items) !== JSON.stringify(page.items);
  if (page.pagination) told.numbers = [page.pagination.page, (await page.page(1)).pagination.page];
  console.log(JSON.stringify(told));
}
"""

USER = """
const done = [];
const client = new BiVelio({ signIn: { email: user.email, password: user.password } });
const call = (name, ...given) => {
  done.push(name);
  const [resource, method] = name.split('.');
  return client[resource][method](...given);
};
const made = await call('keys.create', { name: 'Botiga', environment: 'test', scopes: ['contacts:write'] });
const limited = await call('keys.update', made.id, { rate_limit: 30 });
const rotated = await call('keys.rotate', made.id, { overlap_seconds: 0 });
const listed = [];
for await (const key of call('keys.list')) listed.push(key.id);
const revoked = await call('keys.revoke', rotated.id);
const tokens = await call('auth.token', { grant_type: 'password', email: user.email, password: user.password });
const sessions = (await call('auth.sessionsList')).items;
const other = sessions.find((session) => !session.is_current);
const ended = await call('auth.sessionsEnd', other.id);
const refused = await call('auth.token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token })
  .then(() => null, (error) => error);
const changed = await call('auth.passwordChange', {
  current_password: user.password, new_password: `${user.password}-nova` });
const own = await call('organisation.get');
const statusOf = (name, ...given) => call(name, ...given).then(() => 200, (error) => error.status);
const aboutItself = [
  await statusOf('requests.list', { outcome: 'failed' }),
  await statusOf('audit.list', { limit: 1 }),
  await statusOf('usage.get'),
];
const ofPeople = [];
for (const [name, given] of people) ofPeople.push(await statusOf(name, ...given));
const out = await call('auth.logout').withResponse();
console.log(JSON.stringify({
  done,
  key: made.key,
  areListed: listed.includes(made.id) && listed.includes(rotated.id),
  revoked: revoked.status,
  sessions: sessions.length,
  ended: ended.status,
  isRefused: refused instanceof sdk.AuthenticationError,
  email: changed.email,
  out: out.response.status,
  organisation: own.id,
  aboutItself,
  ofPeople,
}));
"""


@pytest.fixture(scope="module")
def own(organisation: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """An organisation of this module's."""
    return organisation("enterprise")


@pytest.fixture(scope="module")
def url(platform: Runtime) -> str:
    """What a user gives as the base URL: a test key goes to the sandbox by itself."""
    return f"{platform.settings.url}/v1"


@pytest.fixture(scope="module")
def call(own: dict[str, Any], url: str) -> Iterator[Callable[..., dict[str, Any]]]:
    """Call an operation in one of a few programs, as many as calls are made at the same time."""
    with ExitStack() as stack:
        free = SimpleQueue[Any]()
        for _ in range(AT_ONCE):
            free.put(stack.enter_context(calling(url, own["keys"]["test_secret"])))

        def called(operation: str, *given: Any) -> dict[str, Any]:
            caller = free.get()
            try:
                answered: dict[str, Any] = caller.call(in_javascript(operation), *given)
            finally:
                free.put(caller)
            return answered

        yield called


def test_every_operation_works_through_the_client(call: Callable[..., dict[str, Any]]):
    def tried(operation: Operation) -> str | None:
        name, example = operation.endpoint.operation, operation.example
        answered = call(name, *arguments(name, example))
        if "error" in answered:
            return f"{answered['error']}"
        lacks = set(differing(example["response"]["data"], answered["data"], exact=False))
        return f"lacks {lacks}" if lacks else None

    found = tried_at_once(tried)
    assert {name: reason for name, reason in found.items() if reason} == {}
    assert found.keys() | BY_USERS == DESCRIBED.keys()


def test_every_operation_refuses_a_wrong_field_by_its_name(call: Callable[..., dict[str, Any]]):
    def tried(operation: Operation) -> str | None:
        name = operation.endpoint.operation
        field, fields = wrong(DESCRIBED[name], operation.example) or ("", {})
        if not field:
            return None
        error = call(name, fields).get("error")
        if error is None:
            return "was taken"
        is_clear = error["name"] == "ValidationError" and is_told(field, error["errors"]) and error["requestId"]
        return None if is_clear else f"{field}: {error}"

    found = tried_at_once(tried)
    assert {name: reason for name, reason in found.items() if reason} == {}


def test_every_list_is_walked_over_its_pages(own: dict[str, Any], url: str):
    lists = [
        (in_javascript(name), without_page(fields_of(one.example), DESCRIBED[name]))
        for one, name in ((one, one.endpoint.operation) for one in LISTS)
    ]
    printed = run(
        f"const lists = {json.dumps(lists)};" + WALK,
        BIVELIO_API_KEY=own["keys"]["test_secret"],
        BIVELIO_BASE_URL=url,
    )
    found = [json.loads(line) for line in printed.splitlines()]
    assert [one["name"] for one in found] == [name for name, _ in lists]
    assert [one for one in found if one["size"] > 1 or one["hasNext"] != ("isAnother" in one)] == []
    assert [one for one in found if not one.get("isAnother", True) or one.get("numbers", [1, 1]) != [1, 1]] == []
    assert sum(one["hasNext"] for one in found) > 5


def test_what_takes_a_user_works_for_one_who_signs_in(own: dict[str, Any], url: str):
    user = {name: own["users"][0][name] for name in ("email", "password")}
    asked = {**OF_PEOPLE, "auth.confirm": ({"password": f"{user['password']}-nova"}, 200)}
    people = [
        (in_javascript(name), arguments(name, {"request": {"data": fields}})) for name, (fields, _) in asked.items()
    ]
    printed = run(
        f"const user = {json.dumps(user)}; const people = {json.dumps(people)};" + USER,
        BIVELIO_API_KEY=own["keys"]["test_publishable"],
        BIVELIO_BASE_URL=url,
    )
    found = json.loads(printed)
    assert set(found.pop("done")) == {in_javascript(name) for name in BY_USERS}
    assert found.pop("key").startswith("bv_test_sk_")
    assert found == {
        "areListed": True,
        "revoked": "revoked",
        "sessions": 2,
        "ended": "ended",
        "isRefused": True,
        "email": user["email"],
        "out": 200,
        "organisation": own["id"],
        "aboutItself": [200, 200, 200],
        "ofPeople": [status for _, status in asked.values()],
    }
