"""Texts of strangers that come by providers, receivers and wrong addresses: nothing of them runs."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from local.messengers import Messengers, connect
from tests.dashboard.hostile import CORPUS, HARMLESS, WITHOUT_LINE_ENDS, called_by_program, caught, is_harmless
from tests.dashboard.windows import settled
from tests.front_door import FrontDoor
from tests.receiver import Receiver, Reply
from tests.running import until

pytestmark = pytest.mark.e2e

SENDER = "34600777001"


@pytest.fixture
def call(platform: FrontDoor) -> Callable[..., Any]:
    """Call the live API of the demo organisation as a program does."""
    return called_by_program(platform)


@pytest.fixture
def spoken(platform: FrontDoor, messengers: Messengers, call: Callable[..., Any]) -> str:
    """Somebody who wrote the whole corpus on WhatsApp: the contact."""
    demo = platform.demo()["organisations"]["demo"]
    connect(platform.settings, demo["keys"]["live_secret"], messengers)
    for text in CORPUS:
        messengers.say("whatsapp", SENDER, text)

    def found() -> Any:
        for contact in call("contacts/list", search=f"+{SENDER}")["contacts"]:
            if call("messages/list", contact_id=contact["id"])["pagination"]["total"] >= len(CORPUS):
                return contact["id"]
        return None

    return str(until(found))


def test_messages_of_strangers_are_text(visit, spoken):
    page = visit.sign_in()
    is_harmless(page, "/conversations", f"/conversations?with={spoken}", visit=visit)
    is_harmless(page, f"/contacts/{spoken}", visit=visit, shows=SENDER)
    log = page.get_by_role("log")
    visit.go(f"/conversations?with={spoken}")
    for text in WITHOUT_LINE_ENDS:
        expect(log.get_by_text(text, exact=True).first).to_be_visible()
    assert log.locator("a, img, script, style, iframe").count() == 0


def test_what_a_webhooks_receiver_answers_is_text(visit, call):
    body = "\n".join(CORPUS[:-1]).encode()
    headers = {"Content-Type": "text/html", "X-Powered-By": CORPUS[0], "Location": "javascript:window.hacked=1"}
    with Receiver(lambda _: Reply(500, headers=headers, body=body)) as receiver:
        made = call("webhooks/create", url=receiver.url, events=["contact.created"], description=CORPUS[1])
        call("contacts/create", type="company", name=CORPUS[2], custom_fields={"lloc": CORPUS[3]})
        webhook = made["webhook_id"]

        def attempt() -> Any:
            return call("webhooks/deliveries", webhook_id=webhook)["deliveries"]

        event = until(attempt)[0]["event_id"]
        page = visit.sign_in()
        is_harmless(page, "/webhooks", f"/webhooks/{webhook}", f"/webhooks/{webhook}?event={event}", visit=visit)
        panel = page.get_by_role("dialog")
        expect(panel.get_by_role("region", name="Resposta").first).to_contain_text("window.hacked")
        assert caught(page) == HARMLESS
        is_harmless(page, f"/events?event={event}", visit=visit)


def test_paths_that_are_no_operations_are_text(visit, platform):
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]
    path = "/v1/contacts/%3Cimg%20src=x%20onerror=window.hacked=1%3E"
    refused = platform.call(path, {"data": {}}, X_API_Key=key, User_Agent=CORPUS[0])
    assert refused.status == 404
    page = visit.sign_in(path="logs")
    settled(page)
    assert caught(page) == HARMLESS
