"""Policies are enforced in every test that runs a function's real handler: what IAM would refuse is refused.

It covers the table, whose conditions about partitions (`dynamodb:LeadingKeys`) only show once a handler runs. The other
services are asked in the end-to-end tests.
"""

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any, NamedTuple

from bivelio_core import clients
from botocore.exceptions import ClientError

from local.emulator.leading_keys import leading_keys
from tests.network import events_of
from tools.template import functions

TRANSACTED = {
    "ConditionCheck": "ConditionCheckItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "Get": "GetItem",
}
STATED = {"INSERT": "PartiQLInsert", "UPDATE": "PartiQLUpdate", "DELETE": "PartiQLDelete", "SELECT": "PartiQLSelect"}
CONDITION, KEY = "ForAllValues:StringLike", "dynamodb:LeadingKeys"


class Grant(NamedTuple):
    """A statement: actions on the table, or on its index, for partitions like one of the patterns."""

    actions: frozenset[str]
    is_for_index: bool
    patterns: tuple[str, ...]


judged: list[Callable[[str, str, list[str] | None], None]] = []
"""Who is told of each request that a policy allows: the function, the action, the partitions (tests/recorded.py)."""

_running: list[str] = []
_thread = threading.local()


def with_its_policy(folder: str, handler: Callable[..., Any]) -> Callable[..., Any]:
    """The handler of a folder below `functions`, which may do no more to the table than its policy allows."""
    place = folder.strip("/").removeprefix("functions/")
    (function,) = (each.logical_id for each in functions() if each.folder.strip("/") == f"functions/{place}")

    @wraps(handler)
    def enforced(*event: Any, **named: Any) -> Any:
        events_of(clients.client("dynamodb")).register_first(
            "before-parameter-build.dynamodb", _judge, unique_id="policies"
        )
        with _as_function(function):
            return handler(*event, **named)

    return enforced


@contextmanager
def _as_function(name: str) -> Iterator[None]:
    """What this thread asks for is asked by the function; a thread that it starts asks for all that are running."""
    own = _thread.__dict__.setdefault("stack", [])
    own.append(name)
    _running.append(name)
    try:
        yield
    finally:
        own.pop()
        _running.remove(name)


def asking() -> list[str]:
    """The functions of which one sends the request of this moment."""
    own = _thread.__dict__.get("stack")
    return own[-1:] if own else [*_running]


def _judge(params: dict[str, Any], model: Any, **_: Any) -> None:
    if not (callers := asking()):
        return
    for action in actions(model.name, params):
        permitted = [name for name in callers if allows(name, action, params)]
        if not permitted:
            about = f"{' or '.join(callers)} may not {action} {leading_keys(params, partition_key)}"
            raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": about}}, model.name)
        for tell in judged:
            tell(permitted[-1], action, leading_keys(params, partition_key))


def actions(operation: str, request: Mapping[str, Any]) -> set[str]:
    """The actions of IAM that a request takes."""
    if items := request.get("TransactItems"):
        return {f"dynamodb:{TRANSACTED[member]}" for item in items for member in item}
    if statements := request.get("Statements"):
        return {f"dynamodb:{STATED[each['Statement'].split(maxsplit=1)[0].upper()]}" for each in statements}
    return {f"dynamodb:{operation}"}


def allows(function: str, action: str, request: Mapping[str, Any]) -> bool:
    """Whether one statement of a function's policy allows an action on all that a request names."""
    asked = leading_keys(request, partition_key)
    return any(
        action in each.actions and each.is_for_index is ("IndexName" in request) and matches(asked or (), each.patterns)
        for each in grants(function)
    )


def partition_key(_table: str, index: str | None) -> str:
    """The name of the partition key of our table, and of its index."""
    return f"{index}PK" if index else "PK"


def matches(partitions: Iterable[str], patterns: Iterable[str]) -> bool:
    """Whether each partition is like one of the patterns (IAM User Guide, `StringLike`; no key of ours has a `?`)."""
    likes = [re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL) for pattern in patterns]
    return all(any(like.fullmatch(partition) for like in likes) for partition in partitions)


@cache
def grants(function: str) -> tuple[Grant, ...]:
    """What a function's policy allows it to do to the table."""
    from tests.declared import FUNCTIONS, listed, statements  # reads every template

    return tuple(
        Grant(
            frozenset(listed(each["Action"])),
            "/index/" in str(each["Resource"]),
            tuple(listed(each["Condition"][CONDITION][KEY])),
        )
        for each in statements(FUNCTIONS[function])
        if "dynamodb:" in str(each["Action"])
    )
