"""An expense on two phones, by touches: who paid photographs the receipt, the owner approves it by a link of a mail."""

import io
import json
import re
import secrets
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from bivelio_core.providers.language_model import registry
from bivelio_core.store.connect import table
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from tests.api import load
from tests.dashboard.jobs import Jobs
from tests.dashboard.phone_photos import number_on, photo
from tests.dashboard.windows import Held, Visit, settled, violations
from tests.front_door import FrontDoor
from tests.providers.gemini_simulator import KEY, Asked, GeminiSimulator
from tests.streams import batch, record
from tests.workflows.inbound import HOST, reach

PHONE = {"has_touch": True, "is_mobile": True}


def tap(target: Locator) -> None:
    """Touch something that is large enough to be touched: 24 pixels, as WCAG 2.2 asks."""
    expect(target).to_be_visible()
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24, (target, box)
    target.tap()


def called(platform: FrontDoor, firm: Any, operation: str, **data: object) -> Any:
    """What an operation answers to a key of the firm."""
    answer = platform.call(f"/v1/{operation}", {"data": data}, X_API_Key=firm["keys"]["live_secret"])
    assert answer.status in (200, 201, 202), answer.body
    return answer.json()["data"]


def tell_of_invoices(platform: FrontDoor, firm: Any) -> None:
    """Have the stream tell of the firm's invoices, and what that starts run; then the mails that are due are sent."""
    items = table().query(f"{firm['id']}#live#INV", consistent=True)
    told = load("workers/publish_events").handler(batch(*(record(None, each) for each in items)))
    assert told == {"batchItemFailures": []}
    platform.work()
    assert load("workers/sweep_workflows").handler({})["failed"] == 0


def link_in(mails: list[Any], address: str) -> str:
    """The link in the newest mail to an address."""
    read = [message_from_bytes(mail.content, policy=policy.default) for mail in mails]
    text = [mail.get_content() for mail in read if mail["To"] == address][-1]
    return str(re.findall(r"https://\S+/inbound/approvals/\S+", text)[0])


def answer(route: Route) -> None:
    """What the API answers under the link."""
    request = route.request
    headers = {name.title(): value for name, value in request.headers.items()}
    content = (request.post_data or "").encode()
    found = reach("approvals", request.url.rpartition("/")[2], content, headers, method=request.method)
    route.fulfill(status=found["statusCode"], headers=found["headers"], body=found["body"])


LINES = ["Papereria Nova S.L.", "NIF B65410011", "Base 100,00", "IVA 21% 21,00", "Total 121,00 EUR"]
READ: dict[str, Any] = {
    "date": "2026-10-01",
    "issuer": {"name": "Papereria Nova S.L.", "nif": "B65410011"},
    "line_items": [],
    "taxes": [{"base": 100, "rate": 21, "amount": 21}],
    "subtotal": 100,
    "tax": 21,
    "total": 121,
    "currency": "EUR",
}
"""What stands on the receipt below its number."""


def read(asked: Asked) -> dict[str, Any]:
    """What a model that sees says of the picture that it was sent, as its pixels lie: the number, by its bars."""
    (file,) = asked.files
    number = f"PN-{number_on(Image.open(io.BytesIO(file.data))):08x}"
    values = {**READ, "invoice_number": number}
    names = (asked.schema or {})["properties"]["fields"]["properties"]
    found = {name: {"value": values.get(name), "confidence": 0.9, "page": 1} for name in names}
    return {"fields": found}


@pytest.fixture
def gemini(platform: FrontDoor, monkeypatch: pytest.MonkeyPatch) -> Iterator[GeminiSimulator]:
    """A Gemini on this machine, which the platform asks in live."""
    with GeminiSimulator(read) as simulator:
        platform.client("secretsmanager").create_secret(Name="a-secret", SecretString=KEY)
        monkeypatch.setenv("AI_SETTINGS", json.dumps(simulator.settings._asdict()))
        registry.adapter.cache_clear()
        yield simulator
        registry.adapter.cache_clear()


def take(page: Page, content: bytes, name: str = "IMG_2041.jpg") -> None:
    """Take a photo by the button for it."""
    tap(page.get_by_role("button", name="Entra’n una de rebuda").first)
    with page.expect_file_chooser() as chooser:
        tap(page.get_by_text("Fes-ne una foto"))
    assert chooser.value.element.get_attribute("capture") == "environment"
    chooser.value.set_files({"name": name, "mimeType": "image/jpeg", "buffer": content})


def take_from_the_gallery(visit: Visit, owner: dict[str, str]) -> None:
    """Have the owner begin to be asked: a template with its picture, which needs nothing."""
    page = visit.sign_in_as(owner["email"], owner["password"], "workflows")
    settled(page)
    tap(page.get_by_role("button", name="Crea un flux").first)
    tap(page.get_by_role("link", name=re.compile("^Aprovació de tiquets")))
    needs = page.get_by_role("region", name="Què necessita")
    expect(needs).to_contain_text("Res: pot començar ara mateix.")
    assert violations(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    tap(page.get_by_role("button", name="Posa’l en marxa"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Aprovació de tiquets")


def compared(page: Page, number: str) -> Locator:
    """The form of what was read, which stands with the upright picture on a narrow page."""
    form = page.get_by_role("form", name="Dades extretes")
    expect(form.get_by_role("textbox", name="Total", exact=True)).to_have_value("121,00\u00a0€")
    expect(form.get_by_label("Número de la factura")).to_have_value(number)
    picture = page.get_by_role("img", name="IMG_2041.jpg")
    expect(picture).to_be_visible()
    assert picture.evaluate("({ naturalWidth: x, naturalHeight: y }) => [x, y]") == [2250, 3000]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == {}
    return form


def test_a_receipt_is_photographed_on_one_phone_and_approved_on_another(
    windows: Callable[..., Visit],
    platform: FrontDoor,
    organisation: Callable[[str], Any],
    gemini: GeminiSimulator,
    monkeypatch: pytest.MonkeyPatch,
    artifacts: Callable[[Any, str], None],
    jobs: Jobs,
) -> None:
    monkeypatch.setenv("INBOUND_URL", f"https://{HOST}/v1")
    firm = organisation("pro")
    users = {each["role"]: each for each in firm["users"]}
    take_from_the_gallery(windows(390, **PHONE), users["owner"])
    bits = secrets.randbits(32)
    number, taken = f"PN-{bits:08x}", photo(bits, LINES)
    assert len(taken) > 3_000_000

    visit = windows(390, **PHONE)
    visit.allowed += ["422"]  # the file has no data inside
    page = visit.sign_in_as(users["member"]["email"], users["member"]["password"], "invoices")
    settled(page)
    uploads = Held(page, "**/v1/documents/upload")
    with jobs.clicks("approve an expense", page) as person:
        with page.expect_request("**/v1/documents/upload", timeout=60_000):
            take(page, taken)
        expect(page.get_by_role("progressbar", name="Pujada de IMG_2041.jpg")).to_be_visible()
        uploads.let_go()
        form = compared(page, number)
        artifacts(page, "expense-fields-390")
        tap(form.get_by_role("button", name="Entra-la sense comptabilitzar"))
        expect(page.get_by_role("heading", level=1, name=number)).to_be_visible()
        expect(page.get_by_role("img", name="IMG_2041.jpg")).to_be_visible()
        expect(page.get_by_role("button", name="Comptabilitza-la")).to_be_visible()
        assert person.steps == 3

        tell_of_invoices(platform, firm)
        link = link_in(platform.mails, users["owner"]["email"])
        owner = windows(390, **PHONE).page
        owner.route(f"https://{HOST}/**", answer)
        owner.goto(link)
        expect(owner.get_by_role("blockquote")).to_have_text("Papereria Nova S.L.: 121,00\u00a0€")
        expect(owner.get_by_role("main")).to_contain_text(re.compile(r"fins a: \d\d/\d\d/\d{4}, \d\d:\d\d"))
        assert owner.evaluate("document.documentElement.scrollWidth") <= 390
        assert violations(owner) == {}
        person.watch(owner)
        artifacts(owner, "expense-approval-390")
        tap(owner.get_by_role("button", name="Aprova"))
        expect(owner.get_by_role("heading", level=1)).to_have_text("La decisió ha quedat registrada")
        assert person.steps == 4
    platform.work()
    (invoice,) = called(platform, firm, "invoices/list", type="received")["invoices"]
    assert (invoice["number"], bool(invoice["booked_at"])) == (number, True)
    (sent,) = gemini.requests[0].files
    assert (sent.mime_type, len(sent.data) < 2_000_000) == ("image/jpeg", True)
    assert dict(Image.open(io.BytesIO(sent.data)).getexif()) == {}  # neither where it was taken nor by which phone


def test_a_photo_that_the_browser_cannot_open_is_not_sent(
    windows: Callable[..., Visit], platform: FrontDoor, organisation: Callable[[str], Any]
) -> None:
    firm = organisation("pro")
    owner = next(each for each in firm["users"] if each["role"] == "owner")
    page = windows(390, **PHONE).sign_in_as(owner["email"], owner["password"], "invoices")
    settled(page)
    take(page, b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(2_000), "IMG_2041.HEIC")
    expect(page.get_by_role("alert")).to_contain_text("Aquest navegador no pot obrir la foto")
    expect(page.get_by_text("Fes-ne una foto")).to_be_visible()
    assert called(platform, firm, "documents/list")["documents"] == []
