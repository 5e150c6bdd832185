"""A browser keeps the session's cookie on the platform's own address, and no script or other operation gets it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.chromium import chromium
from tests.running import Runtime

SEND = """async ([path, body, headers]) => {
  const sent = { 'Content-Type': 'application/json', ...headers };
  const answer = await fetch(path, { method: 'POST', headers: sent, body: JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}"""

pytestmark = pytest.mark.e2e


@pytest.fixture
def page(platform: Runtime) -> Iterator[Page]:
    """A page of the platform's address."""
    with chromium() as browser:
        page = browser.new_page()
        page.goto(f"{platform.settings.url.replace('127.0.0.1', 'localhost')}/health")
        yield page


def test_a_reload_stays_signed_in_and_signing_out_ends_it(platform: Runtime, page: Page):
    demo = platform.demo()["organisations"]["demo"]
    user, key = demo["users"][0], {"apikey": demo["keys"]["live_publishable"]}

    def send(path: str, body: dict[str, Any], headers: dict[str, str] = key) -> Any:
        return page.evaluate(SEND, [path, body, headers])

    def refresh(stage: str = "/v1") -> Any:
        kind = "live_publishable" if stage == "/v1" else "test_publishable"
        return send(f"{stage}/auth/token?grant_type=refresh_token", {"cookie": True}, {"apikey": demo["keys"][kind]})

    assert refresh()["status"] == 401
    who = {"email": user["email"], "password": user["password"], "cookie": True, "stay_signed_in": True}
    signed_in = send("/v1/auth/token?grant_type=password", who)
    assert (signed_in["status"], "refresh_token" in signed_in["body"]) == (200, False)
    assert page.evaluate("document.cookie") == ""
    (cookie,) = page.context.cookies(f"{page.url.rpartition('/')[0]}/v1/auth/token")
    assert {name: cookie[name] for name in ("name", "path", "httpOnly", "secure", "sameSite")} == {
        "name": "__Secure-bivelio",
        "path": "/v1/auth",
        "httpOnly": True,
        "secure": True,
        "sameSite": "Strict",
    }
    assert page.context.cookies(f"{page.url.rpartition('/')[0]}/v1/contacts/list") == []
    page.reload()
    token = refresh()["body"]["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert send("/v1/auth/me", {}, bearer)["body"]["data"]["email"] == user["email"]

    switched = send("/v1/auth/switch", {"data": {"environment": "sandbox", "cookie": True}}, bearer)
    assert switched["body"]["data"]["environment"] == "sandbox"
    assert (refresh("/sandbox/v1")["status"], refresh()["status"]) == (200, 200)

    assert send("/v1/auth/logout", {"cookie": True})["status"] == 200
    assert (refresh()["status"], refresh("/sandbox/v1")["status"]) == (401, 200)
