"""POST /v1/messages/templates keeps its promises."""

import json

import pytest
from bivelio_core.messages import templates

from tests.api import call
from tests.functions.messages.world import SANDBOX, failing, whatsapp
from tests.receiver import Reply

pytestmark = pytest.mark.usefixtures("table")
BODY = {"type": "BODY", "text": "{{1}} {{2}} {{1}}"}
LISTED = {"data": [{"name": "cita", "language": "ca", "status": "APPROVED", "components": [BODY]}]}


@pytest.fixture(autouse=True)
def forget():
    templates.forget()


def test_all_pages_of_the_templates_are_read(monkeypatch):
    def page(request):
        number = int(request.path.partition("after=c")[2] or 0)
        more = {"cursors": {"after": f"c{number + 1}"}, **({"next": "https://..."} if number < 2 else {})}
        template = {"name": f"cita_{number}", "language": "ca", "status": "APPROVED", "components": [BODY]}
        return Reply(200, {}, json.dumps({"data": [template], "paging": more}).encode())

    with whatsapp(monkeypatch) as (meta, _):
        meta.answer = page
        listed = call("messages.templates").data["templates"]
    assert [each["name"] for each in listed] == ["cita_0", "cita_1", "cita_2"]


def test_the_templates_are_metas_with_the_number_of_their_variables(monkeypatch):
    with whatsapp(monkeypatch) as (meta, _):
        meta.answer = lambda _: Reply(200, {}, json.dumps(LISTED).encode())
        (template,) = call("messages.templates").data["templates"]
        assert call("messages.templates").data["pagination"]["total"] == 1
    assert (template["name"], template["parameters"]) == ("cita", 2)
    assert len(meta.received) == 1, "they are remembered for a while"


def test_meta_that_cannot_be_asked_is_told(monkeypatch):
    with whatsapp(monkeypatch) as (meta, _):
        meta.answer = lambda _: failing(503)
        answer = call("messages.templates")
    assert (answer.status, answer.error["details"]["reason"]) == (503, "provider_unavailable")


def test_a_connection_of_another_channel_has_none():
    answer = call("messages.templates", {"connection_id": "cn_t5u6v7w8"}, caller=SANDBOX)
    assert answer.error["details"]["reason"] == "not_connected"
    assert call("messages.templates", {"connection_id": "cn_none"}, caller=SANDBOX).status == 422
