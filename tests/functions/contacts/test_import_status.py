"""POST /v1/contacts/import_status keeps its promises; tests of contacts.import follow imports to their end."""

import pytest

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def test_the_example_is_there_in_a_fresh_sandbox():
    found = call("contacts.import_status", {"id": "imp_abc123"}, caller={"environment": "sandbox"}).data
    assert found["status"] == "running"


def test_a_reader_may_look_and_a_stranger_finds_nothing():
    assert call("contacts.import_status", {"id": "imp_abc123"}, caller={"scopes": "read"}).status == 404
    assert call("contacts.import_status", {"id": "imp_abc123"}, caller={"scopes": ""}).status == 403
