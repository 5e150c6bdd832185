"""A session that ends while somebody is at a page: the sign-in covers it, and they go on where they were."""

import json
import os
import re
import secrets

from playwright.sync_api import Locator, Page, Route, expect

from tests.dashboard.windows import Visit, call, paths, settled, violations

ASKED = re.compile(r"/v1/(?!ui/)")
"""What the dashboard asks the API for, a renewal of the session among it."""

REFUSED = {"code": "AUTH_EXPIRED_TOKEN", "message": "El token ha caducat.", "request_id": "req_7"}
EVERY = 1 if os.environ.get("FAULTS") == "all" else 9
"""`FAULTS=all pytest tests/dashboard/test_session_end.py` opens every page, the suite a sample."""

LACKING = ("/authorize",)
"""A page that is reached from elsewhere alone: it says so."""

NEW_CONTACT = "contacts?env=sandbox&new=true"


def expired(route: Route) -> None:
    """Answer as the API does when the access token is over."""
    route.fulfill(status=401, content_type="application/json", body=json.dumps({"success": False, "error": REFUSED}))


def end(visit: Visit) -> None:
    """End the session: the token is over, and no cookie renews it."""
    settled(visit.page)
    visit.allowed += ["status of 401"]
    visit.page.context.clear_cookies()
    visit.page.route(ASKED, expired)


def cover(page: Page) -> Locator:
    """The sign-in that covers a page."""
    return page.get_by_role("dialog").filter(has=page.get_by_label("Contrasenya"))


def come_back(visit: Visit, role: str = "owner") -> None:
    """Sign in again, as the same person by the password alone."""
    users = visit.platform.demo()["organisations"]["demo"]["users"]
    user = next(each for each in users if each["role"] == role)
    page, asked = visit.page, cover(visit.page)
    expect(asked.get_by_text("La sessió s’ha acabat. Torna a entrar per continuar on eres.")).to_be_visible()
    page.unroute(ASKED)
    if role != "owner":
        asked.get_by_label("Correu electrònic").fill(user["email"])
    expect(asked.get_by_label("Correu electrònic")).to_have_value(user["email"])
    asked.get_by_label("Contrasenya").fill(user["password"])
    asked.get_by_role("button", name="Entra").click()
    expect(asked).to_have_count(0)


def test_what_was_typed_is_there_after_the_sign_in_and_is_sent_once(visit: Visit) -> None:
    page = visit.sign_in(path=NEW_CONTACT)
    form = page.get_by_role("dialog", name="Crea un contacte")
    name = f"Fusteria {secrets.token_hex(3)}"
    form.get_by_label("Nom o raó social").fill(name)
    end(visit)
    form.get_by_role("button", name="Crea el contacte").click()
    asked = cover(page)
    expect(asked.get_by_label("Contrasenya")).to_be_focused()
    box = asked.bounding_box()
    assert box == {"x": 0, "y": 0, "width": 1440, "height": 900}
    for _ in range(2):
        page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").filter(has=page.get_by_role("combobox", name="Què busques?"))).to_have_count(0)
    expect(asked).to_be_visible()
    assert violations(page) == {}
    come_back(visit)
    expect(form.get_by_label("Nom o raó social")).to_have_value(name)
    form.get_by_role("button", name="Crea el contacte").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    assert call(visit, "contacts/list", search=name)["pagination"]["total"] == 1


def test_somebody_else_who_signs_in_finds_nothing_that_was_typed(visit: Visit) -> None:
    page = visit.sign_in(path=NEW_CONTACT)
    form = page.get_by_role("dialog", name="Crea un contacte")
    form.get_by_label("Nom o raó social").fill("Fusteria secreta")
    end(visit)
    form.get_by_role("button", name="Crea el contacte").click()
    come_back(visit, "member")
    expect(form.get_by_label("Nom o raó social")).to_have_value("")


def test_the_other_tabs_wait_too_and_go_on_after_one_sign_in(visit: Visit) -> None:
    page = visit.sign_in(path="contacts?env=sandbox")
    other = page.context.new_page()
    other.goto(NEW_CONTACT)
    typed = other.get_by_role("dialog", name="Crea un contacte").get_by_label("Nom o raó social")
    typed.fill("Fusteria Vila")
    end(visit)
    page.evaluate("for (const one of [window, document]) one.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_role("link", name="Casos", exact=True).first.click()
    expect(cover(page)).to_be_visible()
    expect(cover(other)).to_be_visible()
    come_back(visit)
    expect(cover(other)).to_have_count(0)
    expect(typed).to_have_value("Fusteria Vila")


def test_a_page_that_is_opened_then_is_there_after_the_sign_in(visit: Visit) -> None:
    page, asked = visit.sign_in(path="?env=sandbox"), list[str]()
    page.on("request", lambda request: asked.append(request.url) if ASKED.search(request.url) else None)
    opened = [each for each in paths() if each not in LACKING][1::EVERY]
    without = 0
    for path in opened:
        address = path if "?" in path else f"{path}?env=sandbox"
        end(visit)
        asked.clear()
        visit.go(address)
        if not asked:  # such as a form that begins with a file
            page.unroute(ASKED)
            without += 1
            continue
        come_back(visit)
        settled(page)
        expect(page.locator("main").get_by_role("alert"), path).to_have_count(0)
        expect(page, path).to_have_url(re.compile(re.escape(address) + "$"))
        expect(page, path).not_to_have_title(re.compile("Inicia"))
    assert without < len(opened) / 4
