"""Connections with MCP servers: made by clicks from Home, tools with switches, the sign-in that has ended."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Page, expect

from local.simulated_mcp import SimulatedMcp
from tests.dashboard.mcp_servers import connect
from tests.dashboard.windows import Visit, call, go, judged, row, sent

WIDTHS = (390, 1440)


def test_a_server_is_connected_by_clicks_from_home_and_its_tools_have_switches(
    visit: Visit, mcp_server: SimulatedMcp, artifacts: Callable[[Page, str], None]
) -> None:
    page = visit.sign_in()
    connect(page, mcp_server, "notes")
    page.get_by_role("link", name="Permet-ho", exact=True).click()
    page.get_by_role("button", name="Completa la connexió").click()
    panel = page.get_by_role("dialog")
    reading, deleting = panel.get_by_label("List notes"), panel.get_by_label("Delete all notes")
    expect(reading).to_be_checked()
    expect(deleting).not_to_be_checked()
    assert judged(page, "tools", WIDTHS, lambda width: artifacts(page, f"tools-{width}")) == {}
    deleting.click()
    expect(page.get_by_text("L’eina «delete_notes» es pot cridar.")).to_be_visible()
    mcp_server.state.tools[2]["description"] = "Deletes every note, and tells me."
    page.reload()
    expect(panel.get_by_text("ha canviat: torna-la a permetre")).to_be_visible()
    expect(deleting).not_to_be_checked()
    deleting.click()
    expect(panel.get_by_text("ha canviat: torna-la a permetre")).to_have_count(0)
    reading.click()
    expect(page.get_by_text("L’eina «list_notes» ja no es crida.")).to_be_visible()
    page.reload()
    expect(reading).not_to_be_checked()
    expect(deleting).to_be_checked()


def test_a_consent_that_was_not_given_and_one_that_has_ended_are_asked_for_again(
    visit: Visit, mcp_server: SimulatedMcp
) -> None:
    visit.allowed += ["422"]
    page = visit.sign_in()
    connect(page, mcp_server, "notes_again")
    page.get_by_role("link", name="No ho permetis").click()
    expect(page.get_by_text("El servei no ha donat el consentiment (access_denied)")).to_be_visible()
    page.get_by_role("button", name="D’acord").click()
    page.get_by_role("button", name=mcp_server.url).first.click()
    page.get_by_role("button", name="Torna a iniciar la sessió").click()
    page.get_by_role("link", name="Ves a donar el consentiment").click()
    page.get_by_role("link", name="Permet-ho", exact=True).click()
    page.get_by_role("button", name="Completa la connexió").click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_label("List notes")).to_be_checked()
    mcp_server.withdraw()
    page.reload()
    expect(panel.get_by_role("alert")).to_contain_text("no accepta el token de la connexió")
    page.reload()
    expect(panel.get_by_text("no funciona")).to_be_visible()
    page.get_by_role("button", name="Torna a iniciar la sessió").click()
    expect(page.get_by_role("link", name="Ves a donar el consentiment")).to_be_visible()


def test_known_servers_ask_for_no_address(visit: Visit, artifacts: Callable[[Page, str], None]) -> None:
    page = visit.sign_in(path="settings/integrations?env=sandbox&new=true")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Servei").select_option("mcp")
    for server, asked in (("notion", 0), ("stripe", 0), ("hubspot", 1), ("github", 1)):
        dialog.get_by_label("Servidor", exact=True).select_option(server)
        expect(dialog.get_by_label("Adreça del servidor")).to_have_count(0)
        expect(dialog.get_by_label("Identificador de la teva aplicació")).to_have_count(asked)
    assert judged(page, "servers", WIDTHS, lambda width: artifacts(page, f"servers-{width}")) == {}
    dialog.get_by_label("Servidor", exact=True).select_option("stripe")
    page.get_by_role("button", name="Connecta", exact=True).click()
    expect(page.get_by_text("https://mcp.stripe.com").first).to_be_visible()


def test_an_account_at_google_is_ones_own_and_of_a_calendar(
    visit: Visit, artifacts: Callable[[Page, str], None]
) -> None:
    call(visit, "calendar/availability/set", person_id="anna", name="Anna Roca", calendars=["anna"], weekly=[])
    page = visit.sign_in(path="?env=sandbox")
    go(page, "Connexions")
    page.get_by_role("button", name="Connecta un compte").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Servei").select_option("google_calendar")
    dialog.get_by_label("De qui és el compte").select_option("Meu")
    dialog.get_by_label("Calendari").fill("El meu")
    visit.allowed += ["400"]
    dialog.get_by_role("button", name="Connecta", exact=True).click()
    expect(dialog.get_by_label("Calendari")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("Calendari").fill("anna")
    assert judged(page, "google", WIDTHS, lambda width: artifacts(page, f"google-{width}")) == {}
    with sent(page, "integrations/connect"):
        dialog.get_by_role("button", name="Connecta", exact=True).click()
    consent = page.get_by_role("link", name="Ves a donar el consentiment").get_attribute("href") or ""
    state = parse_qs(urlsplit(consent).query)["state"][0]
    visit.go(f"/settings/integrations?env=sandbox&{urlencode({'state': state, 'code': 'anna'})}")
    page.get_by_role("button", name="Completa la connexió").click()
    panel = page.get_by_role("dialog", name="anna@sandbox.bivelio.com")
    expect(panel).to_contain_text("anna")
    page.keyboard.press("Escape")
    expect(row(page, "anna@sandbox.bivelio.com")).to_contain_text("compte de")
