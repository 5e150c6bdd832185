"""The look of a site's chat, changed by its owner on the page of the connection."""

import pytest
from playwright.sync_api import expect

from tests.dashboard.windows import call, judged

CHAT = "cn_w8c9h0t1"
PANEL = f"settings/integrations?env=sandbox&id={CHAT}"


def test_an_owner_changes_how_the_chat_looks_and_sees_it_beside_the_form(visit):
    page = visit.sign_in(path=PANEL)
    form = page.get_by_role("form", name="Aspecte del xat")
    preview = form.get_by_role("figure", name="Així es veurà")
    expect(preview).to_contain_text("Hola! En què et podem ajudar?")
    form.get_by_label("Salutació en català").fill("Obrim a les 9.")
    expect(preview).to_contain_text("Obrim a les 9.")
    form.get_by_label("Mostra’l a qui parla").select_option("en")
    expect(preview).to_contain_text("Talk to us")
    expect(preview).to_contain_text("Obrim a les 9.")
    form.get_by_label("Color").fill("#ffd400")
    expect(preview.get_by_text("Talk to us")).to_have_css("color", "rgb(0, 0, 0)")
    form.get_by_label("Color").fill("#1d4e7c")
    expect(preview.get_by_text("Talk to us")).to_have_css("color", "rgb(255, 255, 255)")
    form.get_by_label("Color").fill("#ffd400")
    form.get_by_label("A l’esquerra").check()
    expect(preview).to_have_attribute("data-side", "left")
    form.get_by_label("Llengua de les webs que no diuen la seva").select_option("es")
    before = call(visit, "integrations/get", id=CHAT)
    form.get_by_role("button", name="Desa l’aspecte").click()
    expect(page.get_by_text("S’ha desat. Les webs ho mostren d’aquí a mig minut.")).to_be_visible()
    after = call(visit, "integrations/get", id=CHAT)
    assert after["settings"] == {
        **before["settings"],
        "greeting": {**before["settings"]["greeting"], "ca": "Obrim a les 9."},
        "color": "#ffd400",
        "position": "left",
        "languages": ["es", "ca", "en"],
    }
    assert after.get("inbound_url") == before.get("inbound_url")


def test_what_cannot_be_is_said_beside_its_field(visit):
    page = visit.sign_in(path=PANEL)
    visit.allowed += ["status of 400"]
    form = page.get_by_role("form", name="Aspecte del xat")
    before = call(visit, "integrations/get", id=CHAT)["settings"]
    form.get_by_label("Webs que el poden mostrar").fill("www.exemple.com/botiga")
    form.get_by_role("button", name="Desa l’aspecte").click()
    expect(form.get_by_label("Webs que el poden mostrar")).to_have_attribute("aria-invalid", "true")
    assert call(visit, "integrations/get", id=CHAT)["settings"] == before


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_form_is_accessible_and_fits_the_screen(windows, artifacts, theme):
    visit = windows(color_scheme=theme, bypass_csp=True)
    page = visit.sign_in(path=PANEL)
    expect(page.get_by_role("figure", name="Així es veurà")).to_be_visible()
    assert judged(page, PANEL, (390, 1440), lambda width: artifacts(page, f"chat-{width}-{theme}")) == {}
