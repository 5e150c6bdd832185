"""The failures that leave a function are read from its code."""

from pathlib import Path

import pytest
from bivelio_core.errors import Conflict, ResourceForbidden, ResourceNotFound, Unprocessable

from tools.reached import failures_of

CODE = """
from contextlib import suppress
from typing import TYPE_CHECKING

from bivelio_core.errors import ApiError, Conflict, ResourceNotFound, Unprocessable
from bivelio_core.store.keys import CONTACT

if TYPE_CHECKING:
    from bivelio_core.errors import RateLimitExceeded

def find(ctx):
    return ctx.store.find(CONTACT, "ct_1")

def text():
    return "text".find("e")

def turned(ctx):
    try:
        return find(ctx)
    except ResourceNotFound as error:
        raise Unprocessable.of("id", "not_found") from error

def told(ctx):
    try:
        return find(ctx)
    except ApiError:
        raise

def silent(ctx):
    with suppress(ApiError):
        return find(ctx)

def later():
    from bivelio_core.errors import Conflict as Refused
    def inner():
        raise Refused(details={"reason": "later"})
    return inner

class Worker:
    def act(self):
        raise Conflict

def worked():
    return Worker().act()

def unmade(worker):
    return worker.act()

NAMED = (ResourceNotFound, Conflict)

def named():
    try:
        raise Conflict
    except NAMED:
        return None
"""


@pytest.mark.fix("tools/reached.py reads the code.")
@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("find", {ResourceNotFound, ResourceForbidden}),
        ("text", set()),
        ("turned", {ResourceForbidden, Unprocessable}),
        ("told", {ResourceNotFound, ResourceForbidden}),
        ("silent", set()),
        ("later", {Conflict}),
        ("worked", {Conflict}),
        ("unmade", set()),
        ("named", set()),
    ],
)
def test_what_is_called_is_followed_and_what_is_caught_left_out(tmp_path: Path, name, kinds):
    file = tmp_path / "code.py"
    file.write_text(CODE, encoding="utf-8")
    assert failures_of(file, name) == kinds
