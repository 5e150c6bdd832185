"""The assistant's part of the inbox: what it did for an answer and why, and drafts that a person changes and sends."""

import pytest
from playwright.sync_api import expect

from tests.dashboard.windows import call, judged

THREAD = "conversations?env=sandbox&with=ct_abc123"
EXECUTION = "age_r4s5t6u7"
CALLS = [
    {
        "tool": "knowledge.search",
        "arguments": {"collection": "botiga", "query": "horari"},
        "result": {
            "passages": [
                {
                    "text": "Obrim de nou a dues.",
                    "page": 2,
                    "source": {"title": "Horaris de la botiga", "kind": "document", "document_id": "doc_d1e2f3g4"},
                }
            ]
        },
    },
    {"tool": "cases.create", "arguments": {"title": "Comanda"}, "result": {"error": {"code": "TOOL_NOT_GRANTED"}}},
]


def with_calls(page):
    """The execution of the examples with calls, which the rules of the sandbox make none of."""

    def answer(route):
        response = route.fetch()
        document = response.json()
        document["data"] |= {"calls": CALLS, "rounds": 1, "agent_version": 3}
        route.fulfill(response=response, json=document)

    page.route("**/agents/executions_get", answer)


def answered(visit):
    """The assistant has answered the contact of the examples."""
    call(
        visit,
        "messages/send",
        channel="email",
        contact_id="ct_abc123",
        body="Obrim de nou a dues.",
        metadata={"front_desk": EXECUTION},
    )


def test_what_the_assistant_did_is_beside_its_answer(visit):
    answered(visit)
    page = visit.sign_in(path="conversations?env=sandbox")
    with_calls(page)
    page.goto(THREAD)
    page.get_by_role("button", name="Què ha fet l’assistent").last.click()
    trace = page.get_by_role("dialog", name="Traça")
    link = trace.get_by_role("link", name="Horaris de la botiga")
    expect(link).to_have_attribute("href", "/app/documents/doc_d1e2f3g4?env=sandbox")
    expect(trace.get_by_text("pàgina 2")).to_be_visible()
    expect(trace.get_by_text("no s’ha fet")).to_be_visible()
    trace.get_by_text("knowledge.search").click()
    expect(trace.get_by_role("region", name="Què ha donat a knowledge.search")).to_contain_text("horari")


def test_a_draft_is_put_into_the_message_and_nothing_is_sent(visit):
    agent = call(visit, "agents/create", name="Recepció", instructions="Respon els clients.", category="front_desk")[
        "id"
    ]
    call(visit, "agents/desk/update", agent_id=agent)
    before = call(visit, "messages/list", contact_id="ct_abc123")["pagination"]["total"]
    page = visit.sign_in(path=THREAD)
    thread = page.get_by_role("region", name="Conversa")
    thread.get_by_label("Canal").select_option("email")
    expect(thread.get_by_text("5 com a màxim. No s’envia res.")).to_be_visible()
    thread.get_by_role("button", name="Suggereix una resposta").click()
    expect(thread.get_by_label("Missatge", exact=True)).to_have_value("Això no ho sé dir amb seguretat.")
    expect(thread.get_by_text("L’assistent la passaria a una persona: no ho sap del cert.")).to_be_visible()
    assert call(visit, "messages/list", contact_id="ct_abc123")["pagination"]["total"] == before


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_trace_and_the_draft_fit_the_screen_and_are_accessible(windows, artifacts, theme):
    visit = windows(color_scheme=theme, bypass_csp=True)
    answered(visit)
    page = visit.sign_in(path="conversations?env=sandbox")
    with_calls(page)
    page.goto(THREAD)
    expect(page.get_by_role("button", name="Suggereix una resposta")).to_be_visible()
    assert judged(page, THREAD, (390, 1440), lambda width: artifacts(page, f"draft-{width}-{theme}")) == {}
    page.get_by_role("button", name="Què ha fet l’assistent").last.click()
    page.get_by_text("knowledge.search").click()
    assert judged(page, "trace", (390, 1440), lambda width: artifacts(page, f"trace-{width}-{theme}")) == {}
