"""The chat of a site in a browser: at every width, light and dark, by keyboard, under a strict policy of the site.

The handler answers in this process, as on the page of a booking.
"""

import os
import re
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from bivelio_core.entrypoints import webchat_call
from bivelio_core.messages import webchat
from playwright.sync_api import Browser, Page, Route, expect

from tests.api import ORGANISATION, call, load
from tests.chromium import chromium, context_of
from tests.dashboard.windows import AXE
from tests.functions.inbound.chatting import SITE, connected
from tests.functions.messages.world import work_off
from tools.dashboard.build import DASHBOARD

API = "https://api.example.com"
POLICY = f"default-src 'none'; script-src {API}; connect-src {API}; base-uri 'none'; require-trusted-types-for 'script'"
PICTURES = os.environ.get("WEBCHAT_PICTURES", "")
"""A folder for pictures of what was looked at, if somebody wants them."""

LEFT = "of => of.getBoundingClientRect().x"
WORDS = {
    "ca": ("Obre el xat", "El teu missatge", "Envia", "Tanca el xat"),
    "es": ("Abre el chat", "Tu mensaje", "Envía", "Cierra el chat"),
    "en": ("Open the chat", "Your message", "Send", "Close the chat"),
}


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


def _answer(route: Route) -> None:
    url, request = urlsplit(route.request.url), route.request
    event = {
        "httpMethod": request.method,
        "headers": {**{name.lower(): value for name, value in request.all_headers().items()}, "host": url.netloc},
        "queryStringParameters": {name: values[0] for name, values in parse_qs(url.query).items()},
        "pathParameters": {"token": url.path.rpartition("/")[2]},
        "path": url.path,
        "body": request.post_data or "",
        "isBase64Encoded": False,
        "requestContext": {"requestId": "test", "stage": "v1", "identity": {"sourceIp": "192.0.2.7"}},
    }
    answer = load("inbound/webchat").handler(event, SimpleNamespace(aws_request_id="test"))
    route.fulfill(status=answer["statusCode"], headers=answer["headers"], body=answer["body"])


class Window:
    """A page of the site, with what its console complained of."""

    def __init__(self, browser: Browser, connection: str, *, width: int, language: str, scheme: str = "light") -> None:
        context = context_of(
            browser, viewport={"width": width, "height": 844}, locale=language, color_scheme=scheme, base_url=SITE
        )
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on(
            "console", lambda said: self.faults.append(said.text) if said.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        address = f"{API}/v1/inbound/webchat/{ORGANISATION}~{connection}"
        html = (
            f'<!doctype html><html lang="{language}"><head><title>Botiga</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
            f'<body><main><h1>Botiga</h1></main><script src="{address}.js" async></script></body></html>'
        )
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
        self.page.route(f"{SITE}/**", lambda route: route.fulfill(headers=headers, body=html))
        self.page.route(f"{API}/**", _answer)
        self.page.goto(f"{SITE}/")

    def judge(self, name: str) -> None:
        """Nothing is wider than the window, and axe finds nothing."""
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        if PICTURES:
            self.page.screenshot(path=f"{PICTURES}/{name}.png")
        if AXE.exists():
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
            violations = self.page.evaluate("axe.run()")["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == [], name


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("width", "language", "scheme", "color"),
    [(390, "ca", "light", "#1d4e7c"), (1440, "es", "dark", "#ffd400"), (390, "en", "dark", "#767676")],
)
def test_a_visitor_writes_and_is_answered_under_a_strict_policy(browser, width, language, scheme, color):
    connection = connected(color=color, title="Perruqueria Dolors Puigdollers i Filles", position="left")
    window = Window(browser, connection, width=width, language=language, scheme=scheme)
    page, (to_open, to_write, to_send, to_close) = window.page, WORDS[language]
    expect(page.get_by_role("button", name=to_open)).to_be_visible()
    window.judge(f"closed-{width}-{language}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name=to_write)).to_be_focused()
    page.keyboard.type("Bon dia <b>obriu</b> avui?")
    page.keyboard.press("Enter")
    log = page.get_by_role("log")
    expect(log).to_contain_text("Bon dia <b>obriu</b> avui?")
    expect(page.get_by_role("status")).to_have_text("")
    work_off()
    (message,) = call("messages.list").data["messages"]
    text = "Sí, fins a les 20 h. Pots reservar a https://example.com/reserva?a=1"
    call("messages.send", {"channel": "webchat", "contact_id": message["contact_id"], "body": text})
    expect(log).to_contain_text("fins a les 20 h")  # the chat asks less often the longer it is quiet
    expect(log.get_by_role("link")).to_have_attribute("href", "https://example.com/reserva?a=1")
    assert log.locator("li").count() == 3  # the greeting, the question once, the answer
    window.judge(f"answered-{width}-{language}")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=to_open)).to_be_focused()
    page.reload()
    page.get_by_role("button", name=to_open).click()
    expect(log).to_contain_text("fins a les 20 h")
    page.get_by_role("button", name=to_close).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.get_by_role("button", name=to_send).count() == 0
    assert window.faults == []
    page.context.close()


@pytest.mark.usefixtures("table")
def test_what_an_owner_changes_is_what_a_visitor_sees_next(browser):
    connection = connected(position="right", greeting={"es": "Abrimos de 9 a 20 h."}, languages=["ca", "en"])
    window = Window(browser, connection, width=1440, language="en")
    page = window.page
    page.get_by_role("button", name="Open the chat").click()
    said = page.get_by_text("Abrimos de 9 a 20 h.")
    expect(said).to_have_attribute("lang", "es")  # as it was written: there is no greeting in a language of the chat
    header = page.locator("header").first
    expect(header).to_have_css("color", "rgb(255, 255, 255)")
    assert header.evaluate(LEFT) > 700
    looks = {"origins": [SITE], "color": "#ffd400", "position": "left", "greeting": {"en": "We open at nine."}}
    call("integrations.connect", {"provider": "webchat", "id": connection, "webchat": looks})
    webchat_call.forget()
    page.reload()
    page.get_by_role("button", name="Open the chat").click()
    expect(page.get_by_role("log")).to_contain_text("We open at nine.")
    expect(header).to_have_css("color", "rgb(0, 0, 0)")
    expect(header).to_have_css("background-color", "rgb(255, 212, 0)")
    assert header.evaluate(LEFT) < 100
    window.judge("changed-1440-en")
    assert window.faults == []
    page.context.close()


def test_the_words_beside_the_form_are_those_of_the_chat():
    script = (Path(webchat.__file__).parent / "widget.js").read_text(encoding="utf-8")
    beside = (DASHBOARD / "src/pages/integrations/chat-looks.ts").read_text(encoding="utf-8")
    words = re.findall(r"(?:title|hello|visitor): '([^']+)'", beside)
    assert len(words) == 9
    assert [each for each in words if f"'{each}'" not in script] == []


@pytest.mark.usefixtures("table")
def test_a_message_that_fails_stays_and_can_be_sent_again(browser):
    window = Window(browser, connected(), width=390, language="ca")
    page = window.page
    page.get_by_role("button", name="Obre el xat").click()
    expect(page.get_by_role("log")).to_contain_text("Hola!")
    page.route("**/*do=send*", lambda route: route.abort())
    page.get_by_role("textbox").fill("Hola")
    page.get_by_role("button", name="Envia").click()
    expect(page.get_by_role("status")).to_have_text("No s’ha enviat.")
    window.judge("failed-390-ca")
    page.unroute("**/*do=send*")
    page.get_by_role("button", name="Torna-ho a provar").click()
    expect(page.get_by_role("status")).to_have_text("")
    work_off()
    assert [each["message"]["body"] for each in call("messages.list").data["messages"]] == ["Hola"]
    page.context.close()


@pytest.mark.usefixtures("table")
def test_the_page_of_the_chat_opens_it(browser):
    connection = connected()
    context = context_of(browser, viewport={"width": 1440, "height": 844}, locale="ca", base_url=API)
    page = context.new_page()
    page.route("**/*", _answer)
    page.goto(f"{API}/v1/inbound/webchat/{ORGANISATION}~{connection}")
    expect(page.get_by_role("dialog", name="Parla amb nosaltres")).to_be_visible()
    expect(page.get_by_role("log")).to_contain_text("Hola!")
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/page-1440-ca.png")
    context.close()
