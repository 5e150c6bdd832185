"""The link of an approval: opening it shows the question, its form decides once, as the user whom it names."""

import base64
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.catalogue import LANGUAGES
from bivelio_core.store import keys
from bivelio_core.store.connect import table as the_table

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.workflows.calls import APPROVE, CREATE, execute, instance, workflow
from tests.workflows.links import browse, claim_of, link, member, suspend

YES, NO = {"decision": "approve", "comment": "d'acord"}, {"decision": "reject"}


def asks(states, given=None, **who):
    """A run whose approval waits for a user of some kind."""
    step = {**APPROVE, "input": {**APPROVE["input"], "roles": ["admin"], **who}}
    started = execute(workflow(step, CREATE), {"client_name": "ABC", **(given or {})})["instance_id"]
    states.run()
    return started


def decision(started):
    """What the approval of a run was decided as; None while it waits."""
    return instance(started)["steps"][0].get("output")


def test_opening_the_link_shows_the_question_and_decides_nothing(states, table):
    started, ana = asks(states), member("ana", "admin")
    token = link(started, ana)
    before = table.query(f"{ORGANISATION}#live#WFS#{table.query(f'{ORGANISATION}#live#WFI')[0]['SK']}")
    for _ in range(3):
        page = browse(token)
        assert (page.status, page.title) == (200, "Approval needed")
        assert "Send to ABC?" in page.html
        assert "ana@example.com" in page.html
    assert table.query(before[0]["PK"]) == before
    assert instance(started)["status"] == "waiting"


@pytest.mark.parametrize(("form", "approved"), [(YES, True), (NO, False)])
def test_the_form_decides_as_the_user_and_the_link_is_used_then(states, form, approved):
    started, ana = asks(states), member("ana", "admin")
    token = link(started, ana)
    assert browse(token, form).title == "Your decision has been recorded"
    states.run()
    made = decision(started)
    assert (made["approved"], made["decided_by"], made["comment"]) == (approved, f"user:{ana}", form.get("comment"))
    for again in (YES, NO, None):
        page = browse(token, again)
        assert (page.status, page.title) == (409, "Already decided")
    assert decision(started) == made
    logged = [each for each in the_table().query(f"ORG#{ORGANISATION}#AUDIT") if each["action"] == "approval.decided"]
    assert [(each["actor"], each["ip"], each["details"]["approved"]) for each in logged] == [
        (ana, "192.0.2.1", approved)
    ]


@pytest.mark.parametrize(("proof", "ip"), [("s" * 40, "198.51.100.7"), ("x" * 40, "192.0.2.1")])
def test_the_audit_log_names_the_person_behind_the_distribution(states, monkeypatch, proof, ip):
    monkeypatch.setenv("ORIGIN_SECRETS", "s" * 40)
    token = link(asks(states), member("ana", "admin"))
    browse(token, YES, more={"X-BiVelio-Edge": proof, "X-BiVelio-Viewer": "198.51.100.7"})
    logged = [each for each in the_table().query(f"ORG#{ORGANISATION}#AUDIT") if each["action"] == "approval.decided"]
    assert [each["ip"] for each in logged] == [ip]


def test_of_simultaneous_decisions_one_counts(states):
    started = asks(states)
    tokens = [link(started, member(name, "admin")) for name in ("ana", "eva", "pau")]
    with ThreadPoolExecutor(6) as pool:
        pages = list(pool.map(lambda each: browse(*each), [(token, form) for token in tokens for form in (YES, NO)]))
    states.run()
    made = decision(started)["approved"]
    assert {page.status for page in pages} <= {200, 409}
    said = [("It was approved" in page.html) for page in pages if page.status == 200]
    assert set(said) == {made}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("case", "status", "titles"),
    [
        ("tampered", 404, ("Enllaç no vàlid", "Enlace no válido", "Link not valid")),
        ("other organisation", 404, ("Enllaç no vàlid", "Enlace no válido", "Link not valid")),
        ("expired", 410, ("Enllaç caducat", "Enlace caducado", "Link expired")),
        ("removed", 403, ("No pots decidir", "No puedes decidir", "Not yours to decide")),
        ("other role", 403, ("No pots decidir", "No puedes decidir", "Not yours to decide")),
        ("viewer", 403, ("No pots decidir", "No puedes decidir", "Not yours to decide")),
        ("used", 409, ("Ja s'ha decidit", "Ya se ha decidido", "Already decided")),
        ("cancelled", 409, ("Ja no cal decidir", "Ya no hay que decidir", "Nothing to decide")),
        ("undecided form", 400, ("Falta la decisió", "Falta la decisión", "No decision")),
    ],
)
def test_a_link_that_decides_nothing_says_why_in_the_language_of_its_reader(states, language, case, status, titles):
    started, ana = asks(states, users=["usr_vic"]), member("ana", "admin")
    token, form = link(started, ana), YES
    match case:
        case "tampered":
            token = token[:-1] + ("0" if token[-1] != "0" else "1")
        case "other organisation":
            member("ana", "admin", OTHER_ORGANISATION)
            token = link(started, ana, organisation=OTHER_ORGANISATION)
        case "expired":
            token = link(started, ana, seconds=-1)
        case "removed":
            key = keys.organisation_member(ORGANISATION, ana)
            the_table().delete(key)
        case "other role":
            member("ana", "member")
        case "viewer":
            token = link(started, member("vic", "viewer"))
        case "used":
            browse(token, NO)
        case "cancelled":
            call("workflows.cancel", {"instance_id": started})
        case "undecided form":
            form = {"comment": "?"}
    page = browse(token, form, language=language)
    assert (page.status, page.title) == (status, titles[LANGUAGES.index(language)])
    assert f'<html lang="{language}">' in page.html
    if case != "undecided form":
        assert browse(token, language=language).status == status
    if case not in ("used", "cancelled"):
        assert decision(started) is None


def test_the_starter_who_is_excluded_may_not_decide_by_link(states):
    ana = member("ana", "admin")
    step = {**APPROVE, "input": {"message": "?", "roles": ["admin"], "exclude_starter": True}}
    caller = {"actor_kind": "user", "actor": ana, "role": "admin", "scopes": "admin"}
    started = call("workflows.execute", {"workflow_id": workflow(step), "input": {}}, caller=caller).data["instance_id"]
    states.run()
    assert browse(link(started, ana), YES).status == 403
    assert browse(link(started, member("eva", "admin")), YES).status == 200


def test_every_part_of_a_link_is_signed(states):
    started, ana = asks(states), member("ana", "admin")
    token, eva = link(started, ana), member("eva", "admin")
    organisation, _, signature = token.split("~")
    for place, value in ((1, "other"), (2, "1"), (3, eva), (4, 9_999_999_999)):
        claim = claim_of(token)
        claim[place] = value
        text = base64.urlsafe_b64encode(json.dumps(claim).encode()).decode().rstrip("=")
        assert browse(f"{organisation}~{text}~{signature}", YES).status == 404
    assert browse(token, YES, stage="sandbox").status == 404
    for text in ("", "~", "x", "org_1", f"{ORGANISATION}~~", "ORG#1~a~b", f"{ORGANISATION}~é~ü", token + "0" * 2_000):
        assert browse(text, YES).status == 404
    assert decision(started) is None


def test_a_page_runs_and_loads_nothing_and_shows_texts_as_texts(states):
    started = asks(states, {"client_name": "<script>alert(1)</script>\"'&"})
    page = browse(link(started, member("ana", "admin")))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;" in page.html
    assert "<script" not in page.html
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "form-action 'self'; base-uri 'none'; frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert re.findall(r'(?:src|href)="([^?"]+)', page.html) == []


def test_a_page_shows_no_credentials_of_a_run(states):
    started = asks(states, {"client_name": "Bearer abcdefghijklmnop12345"})
    assert "abcdefghijklmnop12345" not in browse(link(started, member("ana", "admin"))).html


@pytest.mark.parametrize(("chosen", "language"), [("ca", "ca"), ("es", "es"), ("xx", "en")])
def test_the_page_has_links_to_its_other_languages(states, chosen, language):
    page = browse(link(asks(states), member("ana", "admin")), query={"lang": chosen})
    assert f'<html lang="{language}">' in page.html


@pytest.mark.parametrize(
    "form", [b"\xff=1", b"&".join([b"a=1"] * 1_001), b"x" * 19_000, b"decision=approve&decision=reject"]
)
def test_a_form_that_cannot_be_read_decides_nothing(states, form):
    started = asks(states)
    assert browse(link(started, member("ana", "admin")), form).status == 400
    assert decision(started) is None


def test_a_comment_that_is_too_long_and_a_body_that_is_too_large_are_refused(states):
    started, ana = asks(states), member("ana", "admin")
    assert browse(link(started, ana), {**YES, "comment": "x" * 2_001}).status == 400
    large = browse(link(started, ana), b"comment=" + b"x" * 30_000)
    assert (large.status, large.title) == (413, "Not possible now")
    assert decision(started) is None


@pytest.mark.parametrize("form", [None, YES])
def test_a_suspended_organisation_decides_nothing(states, form):
    started, ana = asks(states), member("ana", "admin")
    token = link(started, ana)
    suspend()
    page = browse(token, form)
    assert (page.status, page.title) == (403, "Account suspended")
    assert instance(started)["status"] == "waiting"


def test_a_link_is_opened_sixty_times_a_minute_at_most_and_others_are_not_held_up(states):
    started, ana, biel = asks(states), member("ana", "admin"), member("biel", "admin")
    token = link(started, ana)
    moment = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=1)
    for second in range(6):
        with clock.frozen(moment + timedelta(seconds=second)):
            assert {browse(token).status for _ in range(10)} == {200}
    with clock.frozen(moment + timedelta(seconds=7)):
        assert {browse(token, language=language).status for language in LANGUAGES} == {429}
        assert browse(token).title == "Too many attempts"
        assert browse(link(started, biel)).status == 200
    with clock.frozen(moment + timedelta(minutes=1)):
        assert browse(token, YES).status == 200
