"""The pages of workflows, runs and approvals, as a person uses them."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.dashboard.editor import (
    APPROVAL,
    GRANT,
    PLAIN,
    SANDBOX,
    Call,
    api,
    create,
    drawn,
    has_status,
    is_said,
    tab_to,
    text_of,
)
from tests.dashboard.test_built import scripts_of
from tests.dashboard.windows import Held, Visit, anew, row, settled

__all__ = ["api", "create"]

XSS = [
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    '"><svg onload=window.hacked=1>',
    "javascript:window.hacked=1",
    "{{constructor.constructor('window.hacked=1')()}}",
    "</textarea><script>window.hacked=1</script>",
]


def test_graph_plots_and_editor_are_chunks_of_their_own(built):
    pages = "src/pages/workflows"
    listed = scripts_of(built, f"{pages}/list/workflows-page.tsx") | scripts_of(built, f"{pages}/runs/runs-page.tsx")
    shown = scripts_of(built, f"{pages}/detail/workflow-page.tsx") | scripts_of(built, f"{pages}/runs/run-page.tsx")
    for large in ("graph/canvas.tsx", "detail/plots.tsx", "editor/edit-page.tsx", "editor/code/code-editor.tsx"):
        (own,) = scripts_of(built, f"{pages}/{large}") & chunk_of(built, f"{pages}/{large}")
        assert own not in listed | shown, large


def chunk_of(built: Path, module: str) -> set[str]:
    """The script that a module is in."""
    return {json.loads((built / ".vite" / "manifest.json").read_text(encoding="utf-8"))[module]["file"]}


def test_a_schedule_shows_its_next_times_and_the_one_that_the_clocks_skip(visit, create):
    identifier = create(PLAIN, name="De nit", trigger_type="cron", trigger={"cron": "30 2 * * *"})
    page = visit.sign_in(path=f"workflows/{identifier}{SANDBOX}&tab=start")
    expect(page.get_by_test_id("next-times").get_by_role("listitem")).to_have_count(5)
    expect(page.get_by_text("els rellotges se salten les 02:30")).to_be_visible()


def test_a_fault_stands_on_its_step_and_on_its_line(visit, artifacts):
    page = visit.sign_in(path=f"workflows/wf_a1b2c3d4/edit{SANDBOX}")
    drawn(page)
    text = text_of(page)
    right = text.value()
    text.fill(right.replace("{{ input.client_email }}", "{{ steps.nobody.output }}", 1))
    is_said(page, "no es pot desar")
    graph = page.get_by_test_id("graph")
    expect(graph.get_by_role("button", name=re.compile("^Cerca el client pel correu"))).to_contain_text("1 error")
    graph.get_by_role("button", name=re.compile("^Cerca el client pel correu")).click()
    page.get_by_role("tab", name="El pas").click()
    expect(page.get_by_test_id("step-faults")).to_contain_text("Correu electrònic")
    expect(page.get_by_role("textbox", name="Correu electrònic")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_test_id("step-faults")).to_contain_text("nobody")
    artifacts(page, "workflows-fault-1440-light")
    page.get_by_role("button", name="Mostra’l en el JSON").click()
    page.get_by_role("button", name=re.compile("Ves a la línia")).first.click()
    assert text.after_the_cursor().startswith('"{{ steps.nobody.output }}"')

    text.fill(right[:-2])
    is_said(page, "encara no és JSON")
    expect(page.get_by_role("button", name="Desa")).to_be_disabled()
    expect(graph.locator("button[aria-pressed]")).to_have_count(8)  # the start, and what was a step in the last JSON
    text.fill(right)
    is_said(page, "Sense errors")


def test_a_workflow_says_what_of_it_could_not_be_saved_today(visit, api, create):
    called = create(PLAIN)
    identifier = create({"id": "crida", "type": "run_workflow", "input": {"workflow_id": called}})
    page = visit.sign_in(path=f"workflows/{identifier}{SANDBOX}")
    drawn(page)
    notice = page.get_by_text("avui no es podria desar")
    expect(notice).to_have_count(0)
    for operation in ("archive", "delete"):
        api(f"workflows/{operation}", id=called)
    page.reload()
    expect(notice).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="steps[0].input.workflow_id")).to_be_visible()


def test_a_step_is_tried_alone_and_expressions_are_helped_with(visit):
    page = visit.sign_in(path=f"workflows/new{SANDBOX}")
    drawn(page)
    text = text_of(page)
    definition = {"name": "Amb ajuda", "steps": [{"id": "a", "type": "set", "input": {"x": "{{ upper(input.name) }}"}}]}
    text.fill(json.dumps(definition, indent=2))
    page.get_by_test_id("graph").get_by_role("button", name="a Valors").click()
    page.get_by_role("tab", name="El pas").click()
    page.get_by_role("button", name="Prova aquest pas").click()
    expect(page.get_by_role("region", name="Sortida del pas a")).to_contain_text("TEXT")
    text = text_of(page)
    text.put_cursor_before("}}")
    page.get_by_role("tab", name="Expressions").click()
    page.get_by_role("searchbox", name="Cerca una funció").fill("working")
    page.get_by_role("button", name="Insereix is_working_day").click()
    expect(text.box).to_contain_text("upper(input.name) is_working_day()}}")


def test_what_somebody_else_saved_is_not_overwritten_by_mistake(visit, api, create):
    identifier = create(PLAIN, name="De dos")
    page = visit.sign_in(path=f"workflows/{identifier}/edit{SANDBOX}")
    visit.allowed.append("409")
    drawn(page)
    api("workflows/update", id=identifier, description="De l'altre")
    text = text_of(page)
    text.fill(text.value().replace('"De dos"', '"De dos, meu"', 1))
    page.get_by_role("button", name="Desa").click()
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("la versió 2")
    expect(notice.get_by_role("region", name="Diferències")).to_contain_text('"De dos, meu"')
    assert api("workflows/get", id=identifier)["version"] == 2
    notice.get_by_role("button", name="Desa la meva igualment").click()
    expect(page.get_by_text("S’ha desat la versió 3.")).to_be_visible()
    assert api("workflows/get", id=identifier)["name"] == "De dos, meu"


def test_leaving_with_changes_is_asked_about(visit, create):
    page = visit.sign_in(path=f"workflows/{create(PLAIN)}/edit{SANDBOX}")
    drawn(page)
    text_of(page).fill(text_of(page).value() + " ")
    page.evaluate("for (const one of [window, document]) one.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_load_state("networkidle")
    assert text_of(page).value().endswith("} ")  # what was typed stays when it is read again
    page.get_by_role("link", name="Execucions").first.click()
    dialog = page.get_by_role("dialog", name="Hi ha canvis sense desar")
    dialog.get_by_role("button", name="Cancel·la").click()
    expect(text_of(page).box).to_be_visible()
    page.get_by_role("link", name="Execucions").first.click()
    dialog.get_by_role("button", name="Surt sense desar").click()
    expect(page.locator("main h1")).to_have_text("Execucions")


def test_the_whole_is_tried_in_the_sandbox_from_live_and_leaves_nothing(visit, api):
    page = visit.sign_in(path="workflows/new")
    drawn(page)
    text_of(page).fill(json.dumps({"name": "Tot sencer", "trigger_type": "api", "steps": [APPROVAL, GRANT]}, indent=2))
    is_said(page, "Sense errors")
    page.get_by_role("tab", name="Prova").click()
    page.get_by_role("textbox", name="Entrada de mostra").fill('{"percent": 10, "client": "ABC"}')
    page.get_by_role("button", name="Executa-ho a l’entorn de proves").click()
    run = page.get_by_test_id("sandbox-run")
    decision = run.get_by_role("form", name="Decisió: 10 % per a ABC?")
    with page.expect_response(re.compile("workflows/delete$")):
        decision.get_by_role("button", name="Aprova").click()
    expect(run.get_by_role("status").first).to_contain_text("completat")
    listed = [*api("workflows/list", per_page=100)["workflows"], *api("workflows/list", status="archived")["workflows"]]
    assert "Prova: Tot sencer" not in [each["name"] for each in listed]


def test_the_graph_is_used_with_the_keyboard(visit):
    page = visit.sign_in(path=f"workflows/wf_a1b2c3d4{SANDBOX}")
    drawn(page)
    step = page.get_by_test_id("graph").get_by_role("button", name="Avisa l'equip")
    tab_to(page, step)
    expect(step).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(step).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("step="))


def test_the_whole_graph_is_shown_again_when_its_place_becomes_narrow_or_wide(visit):
    page = visit.sign_in(path="workflows/wf_a1b2c3d4?env=sandbox")
    drawn(page)
    parts = """graph => {
        const place = graph.getBoundingClientRect();
        const nodes = [...graph.querySelectorAll('button[aria-pressed]')].map(node => node.getBoundingClientRect());
        return nodes.every(({ left, right }) => left >= place.left && right <= place.right);
    }"""
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(f"() => ({parts})(document.querySelector('[data-testid=graph]'))")


def test_a_workflow_is_paused_archived_and_deleted_from_the_list(visit, create):
    flow = anew("De passada")
    create(PLAIN, name=flow)
    page = visit.sign_in(path=f"workflows{SANDBOX}")
    do = lambda name: (  # noqa: E731
        page.get_by_role("button", name=f"Accions de {flow}").click(),
        page.get_by_role("menuitem", name=name).click(),
    )
    do("Posa en pausa")
    expect(row(page, flow)).to_contain_text("en pausa")
    do("Arxiva")
    page.get_by_role("button", name="Arxiva el flux").click()
    expect(row(page, flow)).to_have_count(0)
    page.get_by_label("Estat").select_option("archived")
    expect(row(page, flow)).to_be_visible()
    do("Esborra")
    page.get_by_role("button", name="Esborra el flux").click()
    expect(row(page, flow)).to_have_count(0)


def test_what_is_done_to_a_list_is_sent_one_after_the_other(visit, create):
    flow = anew("Amb molta pressa")
    create(PLAIN, name=flow)
    page = visit.sign_in(path=f"workflows{SANDBOX}")
    pausing = Held(page, "**/workflows/pause")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/archive") else None)
    for name in ("Posa en pausa", "Arxiva"):
        page.get_by_role("button", name=f"Accions de {flow}").click()
        page.get_by_role("menuitem", name=name).click()
    page.get_by_role("button", name="Arxiva el flux").click()
    expect(row(page, flow)).to_have_count(0)
    page.wait_for_timeout(500)
    assert sent == []
    pausing.first().continue_()
    expect(page.get_by_text(f"S’ha arxivat «{flow}».")).to_be_visible()
    assert len(sent) == 1


@pytest.mark.parametrize(("role", "edits", "decides"), [("admin", 1, 1), ("member", 0, 1), ("viewer", 0, 0)])
def test_each_role_sees_what_it_may_do(visit, api, create, role, edits, decides):
    identifier = create(APPROVAL, name=f"Per a {role}")
    run = api("workflows/execute", workflow_id=identifier, input={"percent": 2, "client": role})["instance_id"]
    page = visit.sign_in(role, path=f"workflows{SANDBOX}")
    settled(page)
    expect(page.get_by_role("button", name="Crea un flux")).to_have_count(edits)
    visit.go(f"/workflows/{identifier}{SANDBOX}")
    drawn(page)
    expect(page.get_by_role("link", name="Edita")).to_have_count(edits)
    expect(page.get_by_role("button", name="Executa", exact=True)).to_have_count(decides)
    visit.go(f"/runs/{run}{SANDBOX}")
    has_status(page, "en espera")
    expect(page.get_by_role("button", name="Aprova", exact=True)).to_have_count(decides)
    expect(page.get_by_role("button", name="Cancel·la l’execució")).to_have_count(decides)


def test_no_text_of_a_workflow_or_a_run_runs_as_a_script(visit: Visit, api: Call, create: Callable[..., str]) -> None:
    page = visit.sign_in()
    for text in XSS:
        # `{{` would be an expression of ours: it comes in the input and goes out as it is.
        plain = text.replace("{{", "{ {")
        echo = {"id": "eco", "name": plain[:100], "type": "set", "input": {"echo": "{{ input.text }}"}}
        loop = {
            "id": "cada",
            "name": plain[:100],
            "type": "for_each",
            "input": {"items": "{{ input.list }}", "steps": [echo]},
        }
        ask = {"id": "ok", "name": plain[:100], "type": "approval", "input": {"message": "{{ input.text }}"}}
        identifier = create(loop, ask, name=plain, description=plain)
        run = api("workflows/execute", workflow_id=identifier, input={"text": text, "list": [text]})["instance_id"]
        for path in (
            f"/workflows{SANDBOX}",
            f"/workflows/{identifier}{SANDBOX}",
            f"/workflows/{identifier}/edit{SANDBOX}",
            f"/runs{SANDBOX}",
            f"/runs/{run}{SANDBOX}&step=steps%5B0%5D",
            f"/approvals{SANDBOX}",
        ):
            visit.go(path)
            drawn(page)
        page.get_by_text(text, exact=False).first.wait_for()
        visit.go(f"/runs/{run}{SANDBOX}&step=steps%5B0%5D")
        page.get_by_text("Element 1", exact=True).first.click()
        page.get_by_role("region", name="Sortida del pas eco").wait_for()
    assert page.evaluate("'hacked' in window") is False
    assert page.locator("main script, main svg[onload], main img[onerror], main a[href^=javascript]").count() == 0
