"""/v1/inbound/whatsapp keeps its promises."""

import base64

import pytest
from bivelio_core.messages.inbound import doors

from tests.api import OTHER_ORGANISATION, call
from tests.functions.inbound.called import arrive, signature, to_json
from tests.functions.integrations.connected import BODIES, SANDBOX, SECRETS, WHATSAPP
from tests.functions.messages.world import served, whatsapp, work_off, wrote
from tests.services import waiting

pytestmark = pytest.mark.usefixtures("table")
BODY = to_json(wrote("34699000111", text="Bon dia, Núria €"))


@pytest.fixture(autouse=True)
def _forget():
    doors.forget()


@pytest.fixture
def connection(monkeypatch):
    """A connected number."""
    with whatsapp(monkeypatch) as (_, made):
        yield made


def test_a_signed_webhook_is_put_on_the_queue_as_its_bytes_and_becomes_a_message(connection):
    answer = arrive("whatsapp", BODY, connection=connection, headers=signature(BODY))
    assert (answer.status, answer.body) == (200, "")
    assert call("messages.list").data["pagination"]["total"] == 0, "it is stored by a worker"
    work_off()
    (message,) = call("messages.list").data["messages"]
    assert (message["direction"], message["status"], message["from"]) == ("inbound", "received", "+34699000111")
    assert message["message"]["body"] == "Bon dia, Núria €"


def test_the_challenge_is_answered_as_plain_text(connection):
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    right = {**asked, "hub.verify_token": WHATSAPP["verify_token"]}
    answer = arrive("whatsapp", connection=connection, method="GET", query=right)
    assert (answer.status, answer.body) == (200, "1158201444")
    assert answer.headers["Content-Type"].startswith("text/plain")
    scripted = {**right, "hub.challenge": "<script>"}
    for wrong in (asked, {**asked, "hub.verify_token": "other"}, {**right, "hub.mode": "x"}, scripted):
        assert arrive("whatsapp", connection=connection, method="GET", query=wrong).status == 403


FORGED = {
    "without a signature": (BODY, {}),
    "an empty signature": (BODY, {"X-Hub-Signature-256": ""}),
    "another secret": (BODY, signature(BODY, "another")),
    "another body": (BODY + b" ", signature(BODY)),
    "no prefix": (BODY, {"X-Hub-Signature-256": signature(BODY)["X-Hub-Signature-256"][7:]}),
    "SHA-1": (BODY, {"X-Hub-Signature": signature(BODY)["X-Hub-Signature-256"]}),
    "letters beyond ASCII": (BODY, {"X-Hub-Signature-256": "sha256=\u00e9"}),
    "written again with other escapes": (BODY.replace(b"\\u00fa", "ú".encode()), signature(BODY)),
}


@pytest.mark.parametrize(("body", "headers"), FORGED.values(), ids=FORGED.keys())
def test_what_meta_has_not_signed_is_refused(connection, body, headers):
    assert arrive("whatsapp", body, connection=connection, headers=headers).status == 403
    assert waiting("arrivals") + waiting("ordered_arrivals") == []


def test_nobody_elses_connection_or_environment_is_ever_usable(connection):
    sandbox = call("integrations.connect", BODIES["telegram"], caller=SANDBOX).data["id"]
    for about in (
        {"connection": connection, "organisation": OTHER_ORGANISATION},
        {"connection": connection, "stage": "sandbox"},
        {"connection": sandbox, "stage": "sandbox"},
        {"connection": "cn_none"},
        {"connection": ""},
        {"connection": "../../ORG", "organisation": "ORG#1"},
    ):
        assert arrive("whatsapp", BODY, headers=signature(BODY), **about).status == 403
    assert waiting("arrivals") + waiting("ordered_arrivals") == []


def test_a_removed_connection_takes_nothing_more(connection):
    call("integrations.disconnect", {"id": connection})
    assert arrive("whatsapp", BODY, connection=connection, headers=signature(BODY)).status == 403


def test_more_than_three_megabytes_are_too_many(connection):
    body = b" " * 3_145_729
    assert arrive("whatsapp", body, connection=connection, headers=signature(body)).status == 413


def test_a_large_webhook_goes_by_the_bucket(connection):
    body = to_json({**wrote("34699000111"), "padding": "x" * 1_000_000})
    assert arrive("whatsapp", body, connection=connection, headers=signature(body)).status == 200
    (queued,) = waiting("ordered_arrivals")
    assert queued["body"] == ""
    assert queued["file"].startswith(connection)
    served("receive_message", [queued])
    assert call("messages.list").data["pagination"]["total"] == 1


NONSENSE = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"object":"page"}',
    b"[" * 3_000,
    b'{"object":"whatsapp_business_account","entry":7}',
)


@pytest.mark.parametrize("body", NONSENSE, ids=range(len(NONSENSE)))
def test_signed_nonsense_is_refused_by_the_worker_with_a_reason(connection, body, logged):
    assert arrive("whatsapp", body, connection=connection, headers=signature(body)).status == 200
    work_off()
    assert call("messages.list").data["pagination"]["total"] == 0


def test_no_secret_is_logged(connection, logged):
    arrive("whatsapp", BODY, connection=connection, headers=signature(BODY))
    arrive("whatsapp", BODY, connection=connection, headers=signature(BODY, "another"))
    (queued,) = waiting("ordered_arrivals")
    assert base64.b64decode(queued["body"]) == BODY
    assert not any(secret in logged.getvalue() for secret in SECRETS)
