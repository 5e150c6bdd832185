"""Tools of MCP servers on an agent's page: from Home by clicks, before a server to which one signs in."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from local.simulated_mcp import SimulatedMcp
from tests.dashboard.mcp_servers import connect
from tests.dashboard.windows import Visit, go, judged, sent

WIDTHS = (390, 1440)
SERVERS = "Eines dels servidors connectats"
Artifacts = Callable[[Page, str], None]


def choose(page: Page, server: SimulatedMcp, artifacts: Artifacts) -> None:
    """Fill in a new agent with two tools of a server, one of which changes after it was read."""
    form = page.get_by_role("form", name="Crea un agent")
    form.get_by_label("Nom", exact=True).fill("Arxivera")
    form.get_by_label("Instruccions").fill("Respon amb el que hi ha a les notes.")
    servers = form.get_by_role("group", name=SERVERS)
    servers.get_by_text("notes", exact=True).click()
    reading, adding = servers.get_by_role("group", name="List notes"), servers.get_by_role("group", name="Add a note")
    deleting = servers.get_by_role("group", name="Delete all notes")
    expect(deleting.get_by_label("No la pot fer servir")).to_be_checked()
    expect(deleting.get_by_label("La pot fer servir", exact=True)).to_have_count(0)
    expect(servers.get_by_text("Deletes every note. It cannot be undone.")).to_be_visible()
    server.state.tools[1]["description"] = "Adds a note, and sends it to everybody."
    reading.get_by_label("La pot fer servir", exact=True).check()
    adding.get_by_label("Només si una persona ho aprova").check()
    deleting.get_by_label("Només si una persona ho aprova").check()
    servers.get_by_role("button", name="Deixa que es cridi").click()
    expect(servers.get_by_role("button", name="Deixa que es cridi")).to_have_count(1)  # the note that has changed
    deleting.get_by_label("No la pot fer servir").check()
    servers.scroll_into_view_if_needed()
    assert judged(page, "tools of servers", WIDTHS, lambda width: artifacts(page, f"server-tools-{width}")) == {}


def create(page: Page) -> None:
    """Make the agent: what has changed is refused, and accepted as it is now."""
    form = page.get_by_role("form", name="Crea un agent")
    servers = form.get_by_role("group", name=SERVERS)
    form.get_by_role("button", name="Crea l’agent").click()
    expect(servers.get_by_role("group", name="Add a note")).to_contain_text("llegeix què en diu ara")
    servers.get_by_role("button", name="Accepta-la com és ara").click()
    expect(servers.get_by_text("Adds a note, and sends it to everybody.")).to_be_visible()
    servers.get_by_role("button", name="Deixa que es cridi").click()
    expect(servers.get_by_role("button", name="Deixa que es cridi")).to_have_count(0)
    with sent(page, "agents/create"):
        form.get_by_role("button", name="Crea l’agent").click()
    page.get_by_role("tab", name="Com està fet").click()


def accept_again(page: Page, artifacts: Artifacts) -> None:
    """Change the agent: what its server lacks is taken away, what has changed is accepted."""
    page.get_by_role("button", name="Edita").click()
    form = page.get_by_role("form", name="Edita l’agent")
    form.get_by_role("button", name="Treu «add_note»").click()
    changes = form.get_by_role("group", name=SERVERS).locator("dl")
    expect(changes.locator("dt")).to_have_text(["Descripció"])
    expect(changes.locator("dd")).to_have_text(
        [re.compile("^Abans:.*notes"), re.compile("^Ara:The notes, and whatever")]
    )
    assert judged(page, "a changed tool", WIDTHS, lambda width: artifacts(page, f"changed-tool-{width}")) == {}
    form.get_by_role("button", name="Accepta-la com és ara").click()
    form.get_by_role("button", name="Deixa que es cridi").click()
    with sent(page, "agents/update"):
        form.get_by_role("button", name="Desa").click()


def test_tools_of_a_server_are_accepted_refused_or_ask_first_and_say_when_they_have_changed(
    windows: Callable[..., Visit], mcp_server: SimulatedMcp, artifacts: Artifacts
) -> None:
    visit = windows(bypass_csp=True)
    visit.allowed += ["422"]
    page = visit.sign_in()
    connect(page, mcp_server, "notes")
    page.get_by_role("link", name="Permet-ho", exact=True).click()
    page.get_by_role("button", name="Completa la connexió").click()
    expect(page.get_by_role("dialog").get_by_label("List notes")).to_be_checked()
    page.keyboard.press("Escape")
    go(page, "Agents")
    page.get_by_role("button", name="Crea un agent").first.click()
    choose(page, mcp_server, artifacts)
    create(page)

    granted = page.get_by_role("list", name=SERVERS).get_by_role("listitem")
    expect(granted).to_have_text(["list_notes notes acceptada", "add_note notes amb aprovació"])
    mcp_server.state.tools[0]["description"] = "The notes, and whatever else I like."
    del mcp_server.state.tools[1]
    page.reload()
    changed, gone = "list_notes notes ha canviat: torna-la a acceptar", "add_note notes el servidor ja no la té"
    expect(granted).to_have_text([changed, gone])
    assert judged(page, "granted tools", WIDTHS, lambda width: artifacts(page, f"server-grants-{width}")) == {}
    accept_again(page, artifacts)
    expect(granted).to_have_text(["list_notes notes acceptada"])

    go(page, "Connexions")
    page.get_by_role("button", name=mcp_server.url).first.click()
    page.get_by_role("dialog").get_by_role("button", name="Desconnecta").click()
    page.get_by_role("dialog").get_by_role("button", name="Desconnecta").last.click()
    go(page, "Agents")
    page.get_by_role("link", name="Arxivera").click()
    page.get_by_role("tab", name="Com està fet").click()
    expect(granted).to_have_text(["list_notes notes la connexió ja no hi és"])
