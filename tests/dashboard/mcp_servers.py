"""MCP servers as people connect them in the dashboard."""

from playwright.sync_api import Page, expect

from local.simulated_mcp import SimulatedMcp


def connect(page: Page, server: SimulatedMcp, name: str) -> None:
    """From Home to a server's consent, by clicks."""
    page.get_by_role("link", name="Connexions").first.click()
    page.get_by_role("button", name="Connecta un compte").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Servei").select_option("mcp")
    dialog.get_by_label("Servidor", exact=True).select_option("other")
    dialog.get_by_label("Adreça del servidor").fill(server.url)
    dialog.get_by_label("Nom de la connexió").fill(name)
    page.get_by_role("button", name="Connecta", exact=True).click()
    page.get_by_role("link", name="Ves a donar el consentiment").click()
    expect(page.get_by_text("Aquesta pàgina és simulada")).to_be_visible()
