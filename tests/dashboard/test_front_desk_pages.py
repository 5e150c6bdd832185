"""The front desk as its owner sets it up, by clicks from Home: agent, answers, when a person goes on, a trial."""

import pytest
from playwright.sync_api import expect

from tests.dashboard.windows import call, go, judged, sent, settled

OPENING = "De dilluns a divendres de 9 a 20 h, i dissabtes de 10 a 14 h."


def test_from_nothing_to_a_desk_that_answers_from_the_owners_texts(visit, organisation, platform):
    made = organisation("pro")
    owner, key = made["users"][0], made["keys"]["live_secret"]
    page = visit.sign_in_as(owner["email"], owner["password"])
    visit.allowed += ["400", "422"]
    for operation, about in (
        ("collections/define", {"title": "La botiga"}),
        ("add", {"question": "A quina hora obriu?", "answer": OPENING}),
    ):
        answer = platform.call(f"/v1/knowledge/{operation}", {"data": {"collection": "botiga", **about}}, X_API_Key=key)
        assert answer.status in (200, 201, 202), answer.body
    go(page, "Recepció")
    expect(page.get_by_text("Cal un agent que respongui")).to_be_visible()
    with sent(page, "agents/desk/update"):
        page.get_by_role("button", name="Crea l’agent de la recepció").click()
    form = page.get_by_role("form", name="Com respon")
    page.get_by_role("button", name="Engega’l").click()
    refusal = page.get_by_role("alert").filter(has_text="channels")
    refusal.get_by_role("button", name="Tanca l’avís").click()

    form.get_by_label("WhatsApp").check()
    form.get_by_label("La botiga").check()
    form.get_by_label("Salutació: Català").fill("Hola! Soc l’assistent de la botiga.")
    form.get_by_label("Què no ha de fer mai").fill("Prometre descomptes.\n\nParlar de la competència.")
    form.get_by_label("dilluns").fill("de matí")
    form.get_by_role("button", name="Desa").click()
    expect(form.get_by_text("Escriu-ho així: 9:00-13:00, 15:30-20:00.")).to_be_visible()
    form.get_by_label("dilluns").fill("9-14")
    with sent(page, "agents/desk/update"):
        form.get_by_role("button", name="Desa").click()

    page.get_by_role("tab", name="Quan passa a una persona").click()
    form = page.get_by_role("form", name="Quan passa a una persona")
    form.get_by_label("parla de devolucions, descomptes o pagaments").uncheck()
    form.get_by_label("Què diu: Català").fill("Ara t’atén la Núria.")
    with sent(page, "agents/desk/update"):
        form.get_by_role("button", name="Desa").click()
    page.get_by_role("button", name="Engega’l").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("respon")
    expect(page.get_by_role("button", name="Atura’l")).to_be_visible()

    desk = platform.call("/v1/agents/desk/get", {"data": {}}, X_API_Key=key).json()["data"]
    assert (desk["enabled"], desk["channels"], desk["collections"]) == (True, ["whatsapp"], ["botiga"])
    assert desk["never"] == ["Prometre descomptes.", "Parlar de la competència."]
    assert desk["hours"] == [{"days": ["monday"], "opens": "09:00", "closes": "14:00"}]
    assert "money" not in desk["hand_over_when"]

    page.get_by_role("tab", name="Prova’l").click()
    page.get_by_label("Missatge").fill("Bon dia, a quina hora obriu dissabte?")
    with sent(page, "agents/invoke"):
        page.get_by_role("button", name="Pregunta").click()
    answer = page.get_by_role("log", name="Conversa de prova").get_by_role("article", name="Assistent")
    expect(answer).to_contain_text("dissabtes de 10 a 14 h")
    expect(answer).to_contain_text("passaria a una persona: l’assistent no ho sap")
    page.get_by_role("button", name="Comença de nou").click()
    expect(page.get_by_role("log", name="Conversa de prova")).to_have_count(0)


def test_a_member_reads_the_settings_and_changes_none(windows):
    page = windows().sign_in("member", path="front-desk?env=sandbox")
    expect(page.get_by_text("Per canviar-ho cal el rol d’administrador.")).to_be_visible()
    expect(page.get_by_label("WhatsApp")).to_be_disabled()
    for name in ("Desa", "Engega’l", "Atura’l"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)


def test_settings_are_shown_after_three_requests(visit):
    page = visit.sign_in(path="cases?env=sandbox")
    settled(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/v1/" in request.url else None)
    visit.go("/front-desk?env=sandbox")
    expect(page.get_by_label("WhatsApp")).to_be_visible()
    own = [url.partition("/v1")[2] for url in asked]
    assert [path for path in own if path.startswith(("/agents/", "/knowledge/", "/users/"))] == [
        "/agents/desk/get",
        "/agents/list",
        "/knowledge/collections/list",
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_trial_is_accessible_and_fits_the_screen(windows, artifacts, theme):
    visit = windows(color_scheme=theme, bypass_csp=True)
    page = visit.sign_in(path="front-desk?env=sandbox")
    agent = call(
        visit,
        "agents/create",
        name="Recepció",
        instructions="Respon els clients.",
        category="front_desk",
        tools=["knowledge.search"],
    )
    call(visit, "agents/desk/update", agent_id=agent["id"], collections=["botiga"])
    page.goto("front-desk?env=sandbox&tab=try")
    page.get_by_label("Missatge").fill("A quina hora obriu dissabte?")
    page.get_by_role("button", name="Pregunta").click()
    expect(page.get_by_role("article", name="Assistent")).to_be_visible()
    found = judged(page, "trial", (390, 1440), lambda width: artifacts(page, f"desk-trial-{width}-{theme}"))
    assert found == {}
