"""Bodies that an organisation does not want kept are in no line of the log, whatever function writes it."""

import pytest
from bivelio_core.entrypoints import failed_request
from bivelio_core.requests import bodies, body_keys
from bivelio_core.requests.settings import RequestSettings

from tests.api import ORGANISATION, call
from tests.requests.logs import requests
from tools.endpoints import operations

WRONG = {"no_such_field": "a text of the client"}
OF_OTHERS = sorted(
    each.endpoint.operation
    for each in operations()
    if each.endpoint.resource not in bodies.NEVER and not each.endpoint.is_bare
)


def lines_of_failures(capsys, environment: str) -> dict[str, bool]:
    """For each operation, whether the line of a failed request has its bodies."""
    written = {}
    for operation in OF_OTHERS:
        capsys.readouterr()
        failed_request.forget()  # each function is a process of its own
        caller = {"environment": environment, "actor_kind": "user", "actor": "usr_1", "role": "owner"}
        call(operation, WRONG, caller=caller)
        (line,) = requests(capsys)
        written[operation] = "bodies" in line
    return written


@pytest.mark.parametrize("environment", ["live", "sandbox"])
def test_every_function_writes_the_bodies_of_failures_only_where_they_are_wanted(table, capsys, environment):
    body_keys.ensure(table, ORGANISATION)
    without = [operation for operation, has in lines_of_failures(capsys, environment).items() if not has]
    assert without == [], "these functions may not read what the organisation wants"


@pytest.mark.parametrize("environment", ["live", "sandbox"])
def test_no_function_writes_bodies_that_are_not_wanted(table, capsys, environment):
    body_keys.ensure(table, ORGANISATION)
    wanted = RequestSettings(keeps_bodies=False).write(ORGANISATION)
    table.update(wanted.key, wanted.update)
    assert not any(lines_of_failures(capsys, environment).values())


def test_where_it_cannot_be_asked_no_body_is_written(table, capsys, monkeypatch):
    body_keys.ensure(table, ORGANISATION)
    monkeypatch.setattr(type(table), "get", lambda *_, **__: (_ for _ in ()).throw(TimeoutError("no answer")))
    call("contacts.create", WRONG)
    (line,) = requests(capsys)
    assert "bodies" not in line
