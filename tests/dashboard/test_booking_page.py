"""The pages of bookings in a browser: read by everybody, at every width, in the visitor's time zone.

The handler answers in this process; nothing else is loaded, since the pages load nothing.
"""

import os
import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.api import ORGANISATION, call, load
from tests.chromium import chromium, context_of
from tests.dashboard.windows import AXE
from tests.functions.calendar.bookable import MONDAY, at, person, service
from tests.functions.calendar.events import listed

HOST = "https://api.example.com"
PICTURES = os.environ.get("BOOKING_PICTURES", "")
"""A folder for pictures of what was looked at, if somebody wants them: then each language at both widths."""
USUAL = [
    (390, "Europe/Madrid", "ca", "09:00"),
    (1440, "America/New_York", "es", "03:00"),
    (390, "Asia/Tokyo", "en", "16:00"),
]
OTHERS = [
    (1440, "Europe/Madrid", "ca", "09:00"),
    (390, "America/New_York", "es", "03:00"),
    (1440, "Asia/Tokyo", "en", "16:00"),
]


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


def _answer(route: Route) -> None:
    url, request = urlsplit(route.request.url), route.request
    event = {
        "httpMethod": request.method,
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "queryStringParameters": {name: values[0] for name, values in parse_qs(url.query).items()},
        "pathParameters": {"token": url.path.rpartition("/")[2]},
        "body": request.post_data or "",
        "isBase64Encoded": False,
        "requestContext": {"requestId": "test", "stage": "v1", "identity": {"sourceIp": "192.0.2.7"}},
    }
    answer = load("inbound/booking").handler(event, SimpleNamespace(aws_request_id="test"))
    route.fulfill(status=answer["statusCode"], headers=answer["headers"], body=answer["body"])


def _window(browser: Browser, width: int, zone: str, language: str) -> tuple[Page, list[str]]:
    context = context_of(
        browser, viewport={"width": width, "height": 844}, timezone_id=zone, locale=language, base_url=HOST
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.route("**/*", _answer)
    return page, faults


def _judge(page: Page, name: str) -> None:
    """Nothing is wider than the window, and axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
    if AXE.exists():
        page.evaluate(AXE.read_text(encoding="utf-8"))
        violations = page.evaluate("axe.run()")["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == [], name


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(("width", "zone", "language", "shown"), [*USUAL, *(OTHERS if PICTURES else ())])
def test_a_visitor_books_moves_and_cancels_in_a_browser(browser, width, zone, language, shown):
    person(weekly=[{"weekday": day, "start": "09:00", "end": "18:00"} for day in ("monday", "tuesday", "friday")])
    about = {"ca": "Parlem mitja hora.", "es": "Hablamos media hora.", "en": "We talk for half an hour."}
    names = {"ca": "Primera visita", "es": "Primera visita", "en": "First visit"}
    texts: dict[str, Any] = {"name": names, "description": about, "price": "45 €", "location": "Carrer Major 1, Vic"}
    visit = service(public=True, duration_minutes=30, **texts)
    page, faults = _window(browser, width, zone, language)
    page.goto(f"{HOST}/v1/inbound/booking/{ORGANISATION}~{visit['id']}?day={MONDAY}")
    expect(page.locator("select")).to_have_value(zone)
    first = page.locator(".times a").first
    expect(first).to_have_text(shown)
    _judge(page, f"times-{width}-{language}")
    first.click()
    page.locator("#name").fill("Maria Garcia i Puigdollers")
    page.locator("#email").fill("maria@exemple.com")
    _judge(page, f"form-{width}-{language}")
    page.locator("button.main").click()
    expect(page.locator(".done")).to_be_visible()
    _judge(page, f"booked-{width}-{language}")
    (event,) = listed("2027-06-01T00:00:00Z", "2027-07-01T00:00:00Z", calendar_id="anna")
    assert (event["start"], event["timezone"]) == (at("07:00"), zone)
    page.locator("main a").last.click()
    expect(page.locator("h1")).to_contain_text(names[language])
    _judge(page, f"booking-{width}-{language}")
    page.locator(".times a").nth(2).click()
    page.locator("button.main").click()
    expect(page.locator(".done")).to_be_visible()
    assert call("calendar.get", {"id": event["id"]}).data["version"] == 2
    page.locator("main a").last.click()
    page.locator("a[href*='cancel=1']").click()
    expect(page).to_have_url(re.compile("cancel=1"))
    expect(page.locator("button.main")).to_be_visible()
    _judge(page, f"cancel-{width}-{language}")
    page.locator("button.main").click()
    expect(page.locator(".done")).to_be_visible()
    assert call("calendar.get", {"id": event["id"]}).data["status"] == "cancelled"
    page.goto(f"{HOST}/v1/inbound/booking/nothing")
    _judge(page, f"gone-{width}-{language}")
    assert [fault for fault in faults if "404" not in fault] == []
    page.context.close()
