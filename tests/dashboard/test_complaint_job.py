"""A job of an owner, from Home on: answer a complaint that the assistant has handed over, with a file, and close it.

The platform makes the complaint itself: somebody writes on WhatsApp (Meta is simulated), the front desk's worker asks
the agent (its model is scripted), the agent opens a case and hands over.
"""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.agents.desk.arrivals import TurnJob
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.messages.arrivals import Arrival
from bivelio_core.messages.inbound.receive import receive
from bivelio_core.providers import language_model as lm
from bivelio_core.tenancy import Tenant
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.agents.desk_world import says
from tests.agents.world import Scripted, speaking
from tests.api import load
from tests.dashboard.jobs import Jobs
from tests.dashboard.keyboard import without_mouse
from tests.dashboard.people import bearer
from tests.dashboard.test_inbox_pages import NOTE_A_CLICK
from tests.dashboard.windows import Visit, settled
from tests.front_door import FrontDoor
from tests.functions.integrations.connected import BODIES, address, provider
from tests.functions.messages.world import ACCOUNT, wrote
from tests.receiver import Received, Receiver

COMPLAINT = "El vestit ha arribat tacat i ningú no em fa cas. Vull posar una queixa."
SUMMARY = "Diu que el vestit de la comanda A-12 ha arribat tacat, i que ja ho ha dit dues vegades."
PAPER: FilePayload = {"name": "vale.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n% un vale\n%%EOF\n"}
STEPS = 6
"""Home's line, the field, the files, send, close the case, close the conversation."""


@dataclass
class Shop:
    """The demo organisation in live, whose front desk answers on WhatsApp."""

    platform: FrontDoor
    meta: Receiver
    connection: str

    def ask(self, operation: str, **data: object) -> dict[str, Any]:
        """Call the API as the owner."""
        answer = self.platform.call(f"/v1/{operation}", {"data": data}, **bearer(self.platform))
        assert answer.status in (200, 201, 202), answer.body
        return dict(answer.json()["data"])

    def complains(self, phone: str) -> str:
        """Somebody complains, and the assistant hands it over. Returns the id of the contact."""
        organisation = self.platform.demo()["organisations"]["demo"]["id"]
        store, refusals = store_of(Tenant.at(organisation, "live")), list[str]()
        body = base64.b64encode(json.dumps(wrote(phone, COMPLAINT, f"wamid.{phone}")).encode()).decode()
        receive(Arrival("whatsapp", organisation, "live", self.connection, clock.stamp(), body), store, refusals.append)
        assert refusals == []
        newest = self.ask("messages/conversations")["conversations"][0]
        contact, message = newest["contact_id"], newest["last_message"]["id"]
        case = lm.ToolCall("1", "cases.create", {"title": "Queixa: vestit tacat", "description": SUMMARY})
        with speaking(Scripted(case, says("Em sap greu.", "complaint"))):
            turn = TurnJob(organisation, "live", None, contact, message)
            fields = {name: getattr(turn, name) for name in TurnJob.__slots__}
            event = {"Records": [{"messageId": "1", "body": json.dumps(fields)}]}
            assert load("workers/answer_turn").handler(event, None) == {"batchItemFailures": []}
        return str(contact)


@pytest.fixture
def shop(platform: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    def meta(request: Received) -> object:
        if request.method == "GET":
            return ACCOUNT
        if request.path.endswith("/media"):
            return {"id": "media-1"}
        return {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.out{len(receiver.received)}"}]}

    with provider(meta) as receiver:
        monkeypatch.setenv("WHATSAPP_URL", address(receiver))
        shop = Shop(platform, receiver, "")
        shop.connection = str(shop.ask("integrations/connect", **BODIES["whatsapp"])["id"])
        about = {"name": "Recepció", "instructions": "Atén els clients.", "category": "general"}
        agent = shop.ask("agents/create", **about, tools=["cases.create"])["id"]
        shop.ask("agents/desk/update", enabled=True, agent_id=agent, channels=["whatsapp"])
        yield shop
        shop.ask("integrations/disconnect", id=shop.connection)


def is_done(shop: Shop, contact: str) -> None:
    """The person got the answer with the file, and nothing is open."""
    conversation = shop.ask("messages/conversations/get", contact_id=contact)
    assert (conversation["state"], conversation["handled_by"]) == ("closed", "person")
    (case,) = shop.ask("cases/list", contact_id=contact)["cases"]
    assert (case["status"], case["description"]) == ("closed", SUMMARY)
    sent = [json.loads(each.body) for each in shop.meta.received if each.path.endswith("/messages")]
    document = next(each["document"] for each in reversed(sent) if "document" in each)
    assert (document["id"], document["filename"], document["caption"]) == ("media-1", "vale.pdf", "T’enviem un vale.")


def opened(page: Page, thread: Locator) -> None:
    """The thread says what there is to know before one answers."""
    expect(thread).to_contain_text("La porta una persona")
    expect(thread).to_contain_text("es queixa")
    expect(thread.get_by_role("list", name="Casos oberts d’aquest contacte")).to_contain_text(SUMMARY)
    expect(thread.get_by_role("article", name="Rebut")).to_contain_text(COMPLAINT)
    settled(page)


@pytest.mark.parametrize(("width", "phone"), [(1440, "34612000001"), (390, "34612000002")])
def test_by_clicks(windows: Callable[..., Visit], shop: Shop, jobs: Jobs, width: int, phone: str) -> None:
    contact = shop.complains(phone)
    page = windows(width=width).sign_in()
    settled(page)
    with jobs.clicks("answer a complaint that the assistant handed over", page) as person:
        page.get_by_role("main").get_by_role("link", name="Maria").first.click()
        thread = page.get_by_role("region", name="Conversa")
        opened(page, thread)
        thread.get_by_label("Missatge", exact=True).click()
        page.keyboard.type("T’enviem un vale.")
        with page.expect_file_chooser() as chooser:
            thread.get_by_text("Adjunta fitxers").click()
        chooser.value.set_files(PAPER)
        expect(thread.get_by_role("button", name="Treu vale.pdf")).to_be_visible()
        thread.get_by_role("button", name="Envia").click()
        expect(thread.get_by_role("article", name="Teu").last).to_contain_text("vale.pdf")
        thread.get_by_role("button", name="Tanca el cas").click()
        expect(thread.get_by_role("list", name="Casos oberts d’aquest contacte")).to_have_count(0)
        thread.get_by_role("button", name="Tanca", exact=True).click()
        expect(page.get_by_text("S’ha desat.").last).to_be_visible()
        expect(thread.get_by_role("button", name="Reobre")).to_be_visible()
    is_done(shop, contact)
    assert person.done.steps == STEPS


MOST_KEYS = 92
"""Of which 17 are the text: Tab goes past the menu of the frame on the way to Home's line."""


def test_by_keys_alone(windows: Callable[..., Visit], shop: Shop, jobs: Jobs) -> None:
    contact = shop.complains("34612000003")
    page = windows().sign_in()
    settled(page)
    with without_mouse(page) as keys:
        keys.push(page.get_by_role("main").get_by_role("link", name="Maria").first)
        thread = page.get_by_role("region", name="Conversa")
        opened(page, thread)
        files = thread.locator("input[type=file]")
        files.evaluate(NOTE_A_CLICK)
        keys.press("f")
        expect(files).to_have_attribute("data-asked", "true")
        files.set_input_files(PAPER)
        expect(thread.get_by_role("button", name="Treu vale.pdf")).to_be_visible()
        keys.press("r")
        expect(thread.get_by_label("Missatge", exact=True)).to_be_focused()
        keys.type("T’enviem un vale.")
        expect(thread.get_by_role("button", name="Envia", exact=True)).to_be_enabled()  # the file is there
        keys.press("Tab", "Enter")
        expect(thread.get_by_role("article", name="Teu").last).to_contain_text("vale.pdf")
        keys.push(thread.get_by_role("button", name="Tanca el cas"), back=True)
        expect(thread.get_by_role("list", name="Casos oberts d’aquest contacte")).to_have_count(0)
        keys.press("e")
        expect(page.get_by_text("S’ha desat.").last).to_be_visible()
        expect(thread.get_by_role("button", name="Reobre")).to_be_visible()
        keys.look()
        jobs.keys("answer a complaint that the assistant handed over", keys)
    is_done(shop, contact)
    assert keys.count <= MOST_KEYS
