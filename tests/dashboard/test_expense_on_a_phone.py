"""An expense on two phones, by touches: who paid enters the receipt, the owner approves it by the link of the mail."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any

import pytest
from bivelio_core.documents import pdf
from bivelio_core.store.connect import table
from playwright.sync_api import Locator, Route, expect

from tests.api import load
from tests.dashboard.jobs import Jobs
from tests.dashboard.test_received_pages import PAPER, number_of
from tests.dashboard.windows import Visit, settled, violations
from tests.front_door import FrontDoor
from tests.streams import batch, record
from tests.workflows.inbound import HOST, reach

PHONE = {"has_touch": True, "is_mobile": True}
ASK_THE_OWNER = [
    {
        "id": "ask",
        "type": "approval",
        "input": {
            "message": "{{ input.client.name }}: {{ format_money(input.total, 'EUR', 'ca') }}",
            "roles": ["owner"],
            "on_expiry": "reject",
        },
    },
    {
        "id": "book",
        "type": "invoices.book",
        "when": "steps.ask.output.approved",
        "input": {"id": "{{ input.id }}"},
    },
]


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


def test_a_receipt_is_entered_on_one_phone_and_approved_on_another(
    windows: Callable[..., Visit],
    platform: FrontDoor,
    organisation: Callable[[str], Any],
    monkeypatch: pytest.MonkeyPatch,
    artifacts: Callable[[Any, str], None],
    jobs: Jobs,
) -> None:
    monkeypatch.setenv("INBOUND_URL", f"https://{HOST}/v1")
    firm = organisation("pro")
    users = {each["role"]: each for each in firm["users"]}
    trigger = {"event": "invoice.created", "filter": "data.type == 'received'"}
    flow = {"name": "Aprovació de despeses", "trigger_type": "event", "trigger": trigger, "steps": ASK_THE_OWNER}
    called(platform, firm, "workflows/create", **flow)
    number = number_of()

    visit = windows(390, **PHONE)
    visit.allowed += ["422"]  # the file has no data inside
    page = visit.sign_in_as(users["member"]["email"], users["member"]["password"], "invoices")
    settled(page)
    with jobs.clicks("approve an expense", page) as person:
        tap(page.get_by_role("button", name="Entra’n una de rebuda").first)
        receipt = pdf.written([PAPER.format(number=number).splitlines()])
        with page.expect_file_chooser() as chooser:
            tap(page.get_by_text("Tria un fitxer"))
        chooser.value.set_files({"name": "tiquet.pdf", "mimeType": "application/pdf", "buffer": receipt})
        form = page.get_by_role("form", name="Dades extretes")
        expect(form.get_by_role("textbox", name="Total", exact=True)).to_have_value("121,00\u00a0€")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        artifacts(page, "expense-fields-390")
        tap(form.get_by_role("button", name="Entra-la sense comptabilitzar"))
        expect(page.get_by_role("heading", level=1, name=number)).to_be_visible()
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
