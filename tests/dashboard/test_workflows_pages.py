"""The pages of workflows, runs and approvals, as a person uses them."""

import json
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.dashboard.conftest import SLOW, Visit, row, settled, violations
from tests.dashboard.test_built import scripts_of
from tests.running import Runtime

pytestmark = pytest.mark.e2e

SANDBOX = "?env=sandbox"
LOOKED_AT = {
    "workflows": f"/workflows{SANDBOX}",
    "gallery": f"/workflows{SANDBOX}&new=true",
    "graph": f"/workflows/wf_e5f6g7h8{SANDBOX}",
    "stats": f"/workflows/wf_e5f6g7h8{SANDBOX}&tab=stats&days=90",
    "schedule": f"/workflows/wf_e5f6g7h8{SANDBOX}&tab=start",
    "runs-of-one": f"/workflows/wf_a1b2c3d4{SANDBOX}&tab=runs",
    "editor": f"/workflows/wf_e5f6g7h8/edit{SANDBOX}&step=steps%5B2%5D",
    "new": f"/workflows/new{SANDBOX}&template=order-saga",
    "runs": f"/runs{SANDBOX}",
    "failed-run": f"/runs/wfi_r2s3t4u5{SANDBOX}",
    "loop": f"/runs/wfi_c1d2e3f4{SANDBOX}&step=steps%5B2%5D",
    "approvals": f"/approvals{SANDBOX}",
}
APPROVAL = {"id": "ok", "type": "approval", "input": {"message": "{{ input.percent }} % per a {{ input.client }}?"}}
GRANT = {"id": "grant", "type": "set", "input": {"because": "{{ steps.ok.output.comment }}"}}
PLAIN = {"id": "dades", "type": "set", "input": {"x": "{{ input.x }}"}}
FAILING = {
    "id": "crida",
    "type": "http_request",
    "input": {"url": "{{ input.url || 'https://example.com/status/503' }}"},
    "retry": {"attempts": 2, "backoff_seconds": 1},
}
XSS = [
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    '"><svg onload=window.hacked=1>',
    "javascript:window.hacked=1",
    "{{constructor.constructor('window.hacked=1')()}}",
    "</textarea><script>window.hacked=1</script>",
]

BECOME = """hidden => {
  Object.defineProperty(document, 'visibilityState', {value: hidden ? 'hidden' : 'visible', configurable: true})
  for (const target of [window, document]) target.dispatchEvent(new Event('visibilitychange'))
}"""
"""Has the page believe that its tab is hidden, or shown again."""

Call = Callable[..., Any]


@pytest.fixture(scope="module")
def api(platform: Runtime) -> Call:
    """Call an operation in the sandbox of the demo organisation."""
    key = platform.demo()["organisations"]["demo"]["keys"]["test_secret"]

    def call(operation: str, **data: Any) -> Any:
        answer = platform.call(f"/sandbox/v1/{operation}", {"data": data}, X_API_Key=key)
        assert answer.status in {200, 202}, answer.body
        return answer.json()["data"]

    return call


@pytest.fixture(scope="module")
def create(api: Call) -> Callable[..., str]:
    """Create a workflow of a name of its own."""
    numbers = count(1)

    def make(*steps: Any, **about: Any) -> str:
        name = about.pop("name", f"Prova {next(numbers)}")
        return str(api("workflows/create", name=name, concurrency="allow", steps=list(steps), **about)["id"])

    return make


def drawn(page: Page) -> None:
    """Wait until nothing is read or checked, and the graph, where there is one, has its nodes."""
    settled(page)
    if page.get_by_role("group", name="Com es mostra").count():
        expect(page.get_by_test_id("graph").locator("button[aria-pressed]").first).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("S’està comprovant")).to_have_count(0, timeout=SLOW)


def text_of(page: Page) -> Any:
    """The field with the definition."""
    return page.get_by_role("textbox", name="Definició (JSON)")


def is_said(page: Page, words: str) -> None:
    """Wait until the editor says how the definition stands."""
    expect(page.get_by_test_id("state")).to_contain_text(words, timeout=SLOW)


def has_status(page: Page, status: str) -> None:
    """Wait until the page of a run says how it stands."""
    expect(page.locator("main header")).to_contain_text(status, timeout=SLOW)


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_the_tabs_and_panels_are_accessible_and_fit_the_screen(windows, artifacts, width, theme):
    visit = windows(width, color_scheme=theme, bypass_csp=True)
    page = visit.sign_in()
    found: dict[str, object] = {}
    for name, path in LOOKED_AT.items():
        visit.go(path)
        drawn(page)
        page.screenshot(path=artifacts / f"workflows-{name}-{width}-{theme}.png", full_page=True)
        found |= {f"{path} {rule}": html for rule, html in violations(page).items()}
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            found[f"{path} is wider than the screen"] = wide
    assert found == {}


def test_graph_plots_and_editor_are_chunks_of_their_own(built):
    pages = "src/pages/workflows"
    listed = scripts_of(built, f"{pages}/list/workflows-page.tsx") | scripts_of(built, f"{pages}/runs/runs-page.tsx")
    shown = scripts_of(built, f"{pages}/detail/workflow-page.tsx") | scripts_of(built, f"{pages}/runs/run-page.tsx")
    for large in ("graph/canvas.tsx", "detail/plots.tsx", "editor/edit-page.tsx"):
        (own,) = scripts_of(built, f"{pages}/{large}") & chunk_of(built, f"{pages}/{large}")
        assert own not in listed | shown, large


def chunk_of(built: Path, module: str) -> set[str]:
    """The script that a module is in."""
    return {json.loads((built / ".vite" / "manifest.json").read_text(encoding="utf-8"))[module]["file"]}


def test_a_workflow_with_an_approval_is_built_and_run(windows, artifacts):
    visit = windows(bypass_csp=True)  # axe is brought in
    page = visit.sign_in(path=f"workflows{SANDBOX}")
    page.get_by_role("button", name="Crea un flux").first.click()
    page.get_by_role("link", name="En blanc").click()
    drawn(page)
    is_said(page, "error")  # it has no name yet
    text = text_of(page)
    text.fill(text.input_value().replace('"name": ""', '"name": "Descompte nou"', 1))
    page.get_by_test_id("graph").get_by_role("button", name="Prepara les dades").click()
    page.get_by_role("button", name="Afegeix un pas").click()
    page.get_by_role("menuitem", name="Aprovació").click()
    is_said(page, "Sense errors")
    page.get_by_role("tab", name="Prova").click()
    expect(page.get_by_test_id("tried")).to_have_count(2, timeout=SLOW)
    page.get_by_role("button", name="Crea el flux").click()
    expect(page.locator("main h1")).to_have_text("Descompte nou", timeout=SLOW)

    page.get_by_role("button", name="Executa").click()
    page.get_by_role("textbox", name="Entrada (JSON)").fill('{"name": "Marta"}')
    page.get_by_role("dialog").get_by_role("button", name="Executa").click()
    has_status(page, "en espera")
    decision = page.get_by_role("form", name="Decisió: Ho aproves, Marta?")
    decision.get_by_label("Comentari").fill("Endavant")
    decision.get_by_role("button", name="Aprova").click()
    has_status(page, "completat")
    graph = page.get_by_test_id("graph")
    expect(graph.locator("[class*=taken]")).to_have_count(3)
    graph.get_by_role("button", name="aprova").click()
    expect(page.get_by_role("region", name="Sortida del pas aprova")).to_contain_text("Endavant")
    page.screenshot(path=artifacts / "workflows-approved-1440-light.png", full_page=True)
    page.get_by_role("button", name="Llista").click()
    expect(page.get_by_role("list").get_by_role("button", name="aprova")).to_contain_text("completat")
    assert violations(page) == {}

    page.get_by_role("link", name="Descompte nou, versió 1").click()
    page.get_by_role("tab", name="Estadístiques").click()
    expect(page.get_by_role("img", name=re.compile("1 execucions acabades"))).to_be_visible(timeout=SLOW)
    page.screenshot(path=artifacts / "workflows-counted-1440-light.png", full_page=True)
    assert violations(page) == {}
    page.get_by_role("link", name="Fluxos de treball").first.click()
    expect(row(page, "Descompte nou").first).to_contain_text("1 execució", timeout=SLOW)
    expect(row(page, "Descompte nou").first).to_contain_text("completat")


def test_a_fault_stands_on_its_step_and_on_its_line(visit, artifacts):
    page = visit.sign_in(path=f"workflows/wf_a1b2c3d4/edit{SANDBOX}")
    drawn(page)
    text = text_of(page)
    right = text.input_value()
    text.fill(right.replace("{{ input.client_email }}", "{{ steps.nobody.output }}", 1))
    is_said(page, "no es pot desar")
    graph = page.get_by_test_id("graph")
    expect(graph.get_by_role("button", name="Cerca el client pel correu")).to_contain_text("1 error")
    graph.get_by_role("button", name="Cerca el client pel correu").click()
    expect(page.get_by_test_id("step-faults")).to_contain_text("input.email")
    expect(page.get_by_test_id("step-faults")).to_contain_text("nobody")
    page.screenshot(path=artifacts / "workflows-fault-1440-light.png", full_page=True)
    page.get_by_role("button", name=re.compile("Ves a la línia")).first.click()
    place = text.evaluate("field => field.value.slice(field.selectionStart).slice(0, 30)")
    assert place.startswith('"{{ steps.nobody.output }}"')

    text.fill(right[:-2])
    is_said(page, "encara no és JSON")
    expect(page.get_by_role("button", name="Desa")).to_be_disabled()
    expect(graph.locator("button[aria-pressed]")).to_have_count(7)  # of the last text that was JSON
    text.fill(right)
    is_said(page, "Sense errors")


def test_a_step_is_tried_alone_and_expressions_are_helped_with(visit):
    page = visit.sign_in(path=f"workflows/new{SANDBOX}")
    drawn(page)
    text = text_of(page)
    definition = {"name": "Amb ajuda", "steps": [{"id": "a", "type": "set", "input": {"x": "{{ upper(input.name) }}"}}]}
    text.fill(json.dumps(definition, indent=2))
    page.get_by_test_id("graph").get_by_role("button", name="a", exact=False).first.click()
    page.get_by_role("button", name="Prova aquest pas").click()
    expect(page.get_by_role("region", name="Sortida del pas a")).to_contain_text("TEXT", timeout=SLOW)
    text.evaluate("field => { const at = field.value.indexOf('}}'); field.focus(); field.setSelectionRange(at, at) }")
    page.get_by_role("tab", name="Expressions").click()
    page.get_by_role("searchbox", name="Cerca una funció").fill("working")
    page.get_by_role("button", name="Insereix is_working_day").click()
    expect(text).to_have_value(re.compile(re.escape("upper(input.name) is_working_day()}}")))


def test_what_somebody_else_saved_is_not_overwritten_by_mistake(visit, api, create):
    identifier = create(PLAIN, name="De dos")
    page = visit.sign_in(path=f"workflows/{identifier}/edit{SANDBOX}")
    visit.allowed.append("409")
    drawn(page)
    api("workflows/update", id=identifier, description="De l'altre")
    text = text_of(page)
    text.fill(text.input_value().replace('"De dos"', '"De dos, meu"', 1))
    page.get_by_role("button", name="Desa").click()
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("la versió 2", timeout=SLOW)
    expect(notice.get_by_role("region", name="Diferències")).to_contain_text('"De dos, meu"', timeout=SLOW)
    assert api("workflows/get", id=identifier)["version"] == 2
    notice.get_by_role("button", name="Desa la meva igualment").click()
    expect(page.get_by_text("S’ha desat la versió 3.")).to_be_visible(timeout=SLOW)
    assert api("workflows/get", id=identifier)["name"] == "De dos, meu"


def test_leaving_with_changes_is_asked_about(visit, create):
    page = visit.sign_in(path=f"workflows/{create(PLAIN)}/edit{SANDBOX}")
    drawn(page)
    text_of(page).fill(text_of(page).input_value() + " ")
    page.evaluate("for (const one of [window, document]) one.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_load_state("networkidle")
    expect(text_of(page)).to_have_value(re.compile(r"\} $"))  # what was typed stays when it is read again
    page.get_by_role("link", name="Execucions").first.click()
    dialog = page.get_by_role("dialog", name="Hi ha canvis sense desar")
    dialog.get_by_role("button", name="Cancel·la").click()
    expect(text_of(page)).to_be_visible()
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
    with page.expect_response(re.compile("workflows/delete$"), timeout=SLOW):
        decision.get_by_role("button", name="Aprova").click(timeout=SLOW)
    expect(run.get_by_role("status").first).to_contain_text("completat", timeout=SLOW)
    listed = [*api("workflows/list", per_page=100)["workflows"], *api("workflows/list", status="archived")["workflows"]]
    assert "Prova: Tot sencer" not in [each["name"] for each in listed]


def test_a_failed_run_is_retried_repeated_with_another_input_and_several_at_once(visit, api, create):
    identifier = create(FAILING, name="Que falla")
    first, second = (api("workflows/execute", workflow_id=identifier, input={"n": n})["instance_id"] for n in (1, 2))
    page = visit.sign_in(path=f"runs/{first}{SANDBOX}")
    has_status(page, "fallit")
    expect(page.get_by_role("table", name="Intents del pas crida").get_by_role("row")).to_have_count(3, timeout=SLOW)
    page.get_by_role("button", name="Reintenta").click()
    page.get_by_role("menuitem", name="Des del pas que ha fallat").click()
    expect(page.get_by_role("table", name="Intents del pas crida").get_by_role("row")).to_have_count(5, timeout=SLOW)

    page.get_by_role("button", name="Repeteix amb una altra entrada").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill('{"url": ')
    expect(dialog.get_by_role("button", name="Executa")).to_be_disabled()
    dialog.get_by_role("textbox").fill('{"url": "https://example.com/hook"}')
    dialog.get_by_role("button", name="Executa").click()
    has_status(page, "completat")
    expect(page).not_to_have_url(re.compile(first))

    visit.go(f"/runs{SANDBOX}&workflow={identifier}&status=failed")
    for each in (first, second):
        page.get_by_role("checkbox", name=f"Tria l’execució {each}").check()
    bar = page.get_by_role("region", name="Execucions triades")
    bar.get_by_role("button", name="Reintenta (2)").click()
    expect(page.get_by_text("Fet en 2 de 2 execucions.")).to_be_visible(timeout=SLOW)


def test_a_run_is_paused_resumed_and_cancelled(visit, api, create):
    identifier = create({"id": "espera", "type": "wait", "input": {"seconds": 3_600}}, name="Que espera")
    run = api("workflows/execute", workflow_id=identifier)["instance_id"]
    page = visit.sign_in(path=f"runs/{run}{SANDBOX}")
    has_status(page, "en espera")
    page.get_by_role("button", name="Posa en pausa").click()
    has_status(page, "en pausa")
    page.get_by_role("button", name="Reprèn").click()
    has_status(page, "en espera")
    page.get_by_role("button", name="Cancel·la l’execució").click()
    page.get_by_role("button", name="Cancel·la-la").click()
    has_status(page, "cancel·lat")
    assert api("workflows/instances/get", instance_id=run)["status"] == "cancelled"


def test_iterations_are_read_page_by_page_and_shown_on_the_graph(visit, api, create):
    double = {"id": "doble", "type": "set", "input": {"n": "{{ multiply(item, `2`) }}"}}
    loop = {"id": "cada", "type": "for_each", "input": {"items": "{{ input.list }}", "steps": [double]}}
    run = api("workflows/execute", workflow_id=create(loop), input={"list": list(range(60))}, **{"async": False})
    page = visit.sign_in(path=f"runs/{run['instance_id']}{SANDBOX}")
    drawn(page)
    expect(page.get_by_text("60 en total")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Següents").click()
    expect(page).to_have_url(re.compile("page=2"))
    page.get_by_text("Element 31", exact=True).click()
    expect(page.get_by_role("region", name="Sortida del pas doble")).to_contain_text("60")
    expect(page.get_by_test_id("graph").get_by_role("button", name="doble")).to_contain_text("completat")


def test_the_keyboard_alone_decides_an_approval(visit, api, create):
    run = api("workflows/execute", workflow_id=create(APPROVAL, GRANT), input={"percent": 7, "client": "Teclat"})
    page = visit.sign_in(path=f"approvals{SANDBOX}")
    form = page.get_by_role("form", name="Decisió: 7 % per a Teclat?")
    expect(form).to_be_visible(timeout=SLOW)
    comment = form.get_by_label("Comentari")
    tab_to(page, comment)
    page.keyboard.type("Amb el teclat")
    tab_to(page, form.get_by_role("button", name="Aprova"))
    page.keyboard.press("Enter")
    expect(form).to_have_count(0, timeout=SLOW)
    output = api("workflows/instances/get", instance_id=run["instance_id"])["steps"][0]["output"]
    assert (output["approved"], output["comment"]) == (True, "Amb el teclat")


def tab_to(page: Page, target: Any, most: int = 120) -> None:
    """Press Tab until something has the focus."""
    for _ in range(most):
        if target.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("the keyboard does not get there")


def test_the_graph_is_used_with_the_keyboard(visit):
    page = visit.sign_in(path=f"workflows/wf_a1b2c3d4{SANDBOX}")
    drawn(page)
    step = page.get_by_test_id("graph").get_by_role("button", name="Avisa l'equip")
    tab_to(page, step)
    expect(step).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(step).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("step="))


def test_a_run_is_read_again_by_itself_but_not_in_a_hidden_tab(visit, api, create):
    run = api("workflows/execute", workflow_id=create(APPROVAL), input={"percent": 1, "client": "X"})["instance_id"]
    page = visit.sign_in(path=f"runs/{run}{SANDBOX}")
    has_status(page, "en espera")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("instances/get") else None)
    page.wait_for_timeout(7_000)
    assert 1 <= len(asked) <= 3
    page.evaluate(BECOME, True)
    page.wait_for_timeout(1_000)
    asked.clear()
    page.wait_for_timeout(7_000)
    assert asked == []
    page.evaluate(BECOME, False)
    api("workflows/approve", instance_id=run)
    has_status(page, "completat")


def test_filters_live_in_the_address(visit):
    page = visit.sign_in(path=f"runs{SANDBOX}")
    settled(page)
    page.get_by_label("Estat").select_option("failed")
    expect(page).to_have_url(re.compile("status=failed"))
    page.get_by_role("searchbox", name="Cerca en l’entrada").fill("ct_abc123")
    expect(page).to_have_url(re.compile("q=ct_abc123"))
    page.go_back()
    expect(page).not_to_have_url(re.compile("q=ct_abc123"))
    expect(page.get_by_label("Estat")).to_have_value("failed")


def test_an_inbound_url_is_made_shown_once_and_works(visit, platform, api, create):
    identifier = create(PLAIN, name="Per URL", trigger_type="inbound")
    page = visit.sign_in(path=f"workflows/{identifier}{SANDBOX}&tab=start")
    page.get_by_role("button", name="Fes un URL nou").click()
    page.get_by_role("button", name="Fes l’URL").click()
    shown = page.get_by_role("region", name="L’URL nou")
    address = shown.inner_text(timeout=SLOW).strip()
    assert address.startswith(f"{platform.settings.url}/sandbox/v1/inbound/workflows/wfu_")
    assert platform.call(address.removeprefix(platform.settings.url), {"a": 1}).status == 202
    page.get_by_role("button", name="Ja l’he copiat").click()
    expect(shown).to_have_count(0)


def test_a_workflow_is_paused_archived_and_deleted_from_the_list(visit, create):
    create(PLAIN, name="De passada")
    page = visit.sign_in(path=f"workflows{SANDBOX}")
    do = lambda name: (  # noqa: E731
        page.get_by_role("button", name="Accions de De passada").click(),
        page.get_by_role("menuitem", name=name).click(),
    )
    do("Posa en pausa")
    expect(row(page, "De passada")).to_contain_text("en pausa", timeout=SLOW)
    do("Arxiva")
    page.get_by_role("button", name="Arxiva el flux").click()
    expect(row(page, "De passada")).to_have_count(0, timeout=SLOW)
    page.get_by_label("Estat").select_option("archived")
    expect(row(page, "De passada")).to_be_visible(timeout=SLOW)
    do("Esborra")
    page.get_by_role("button", name="Esborra el flux").click()
    expect(row(page, "De passada")).to_have_count(0, timeout=SLOW)


def test_what_is_done_to_a_list_is_sent_one_after_the_other(visit, create):
    create(PLAIN, name="Amb molta pressa")
    page = visit.sign_in(path=f"workflows{SANDBOX}")
    held: list[Route] = []
    sent: list[str] = []
    page.route("**/workflows/pause", lambda route: held.append(route))  # noqa: PLW0108 - its signature is read
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/archive") else None)
    for name in ("Posa en pausa", "Arxiva"):
        page.get_by_role("button", name="Accions de Amb molta pressa").click(timeout=SLOW)
        page.get_by_role("menuitem", name=name).click()
    page.get_by_role("button", name="Arxiva el flux").click()
    expect(row(page, "Amb molta pressa")).to_have_count(0)
    page.wait_for_timeout(500)
    assert sent == []
    held[0].continue_()
    expect(page.get_by_text("S’ha arxivat «Amb molta pressa».")).to_be_visible(timeout=SLOW)
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
        page.get_by_text(text, exact=False).first.wait_for(timeout=SLOW)
        visit.go(f"/runs/{run}{SANDBOX}&step=steps%5B0%5D")
        page.get_by_text("Element 1", exact=True).first.click(timeout=SLOW)
        page.get_by_role("region", name="Sortida del pas eco").wait_for(timeout=SLOW)
    assert page.evaluate("'hacked' in window") is False
    assert page.locator("main script, main svg[onload], main img[onerror], main a[href^=javascript]").count() == 0


def test_a_run_says_that_who_started_it_is_gone(visit):
    page = visit.sign_in(path="runs/wfi_c1d2e3f4?env=sandbox")
    expect(page.get_by_text("algú que ja no és a l’equip")).to_be_visible(timeout=SLOW)
    expect(page.locator("main dl").first).not_to_contain_text("usr_")
