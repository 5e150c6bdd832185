"""The pages on which anybody books a service, and moves or cancels a booking, keep their promises."""

import re
from html import unescape
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from bivelio_core.calendar.booking import links
from bivelio_core.entrypoints import rate_limit

from tests.api import ORGANISATION, OTHER_ORGANISATION, Answer, call, load
from tests.functions.calendar.bookable import MONDAY, at, book, free, person, service
from tests.functions.calendar.events import create, listed, store

pytestmark = pytest.mark.usefixtures("table")


def visit(token, form=None, *, language="en", ip="192.0.2.7", **query):
    """Open a page, or send its form."""
    event = {
        "httpMethod": "GET" if form is None else "POST",
        "headers": {"Accept-Language": language, "Content-Type": "application/x-www-form-urlencoded"},
        "queryStringParameters": query,
        "pathParameters": {"token": token},
        "body": "" if form is None else urlencode(form),
        "isBase64Encoded": False,
        "requestContext": {"requestId": "test-request", "stage": "v1", "identity": {"sourceIp": ip}},
    }
    answer = load("inbound/booking").handler(event, SimpleNamespace(aws_request_id="test"))
    return Answer(answer["statusCode"], answer["headers"], answer["body"])


def public(**change):
    """The token of a service's page."""
    person()
    return f"{ORGANISATION}~{service(public=True, **change)['id']}"


def offered(page):
    """The instants of the times that a page offers, in order, and as it shows them."""
    found = re.findall(r'<li><a href="\?([^"]*)">([^<]*)</a>', page.body)
    return {dict(parse_qsl(unescape(query)))["at"]: shown for query, shown in found}


def fields(page):
    """The hidden fields of a page's form."""
    return {
        name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.body)
    }


WHO = {"name": "Maria Garcia", "email": "maria@exemple.com", "phone": "600 111 222", "notes": "Som dues."}


def book_by_page(token, start, **who):
    """Choose a time on a page, and send the form."""
    page = visit(token, at=start)
    return visit(token, {**fields(page), **WHO, **who})


def change_link(page):
    """The token of a booking that a page links to."""
    return urlsplit(unescape(re.findall(r'<a href="([^"]*~[^"]*)"', page.body)[0])).path


def test_a_service_is_shown_with_its_free_times_in_three_languages():
    token = public(price="45 €", description={"en": "A first talk"}, location="Carrer Major 1")
    page = visit(token, day=MONDAY)
    assert page.status == 200
    assert list(offered(page).items())[:3] == [(at("07:00"), "09:00"), (at("08:00"), "10:00"), (at("09:00"), "11:00")]
    for shown in ("<h1>Visit</h1>", "A first talk", "45 €", "Carrer Major 1", "60 minutes", "Monday, 7 June"):
        assert shown in page.body
    assert "dilluns, 7 de juny" in visit(token, language="ca", day=MONDAY).body
    assert "lunes, 7 de junio" in visit(token, lang="es", day=MONDAY).body


def test_times_are_shown_in_the_zone_that_the_visitor_has():
    token = public()
    assert offered(visit(token, day=MONDAY, tz="America/New_York"))[at("07:00")] == "03:00"
    assert offered(visit(token, day=MONDAY, tz="Nowhere/Land"))[at("07:00")] == "09:00"
    assert 'data-zone=""' in visit(token, tz="America/New_York").body
    assert 'data-zone="Europe/Madrid"' in visit(token).body


def test_a_visitor_books_moves_and_cancels():
    token = public()
    done = book_by_page(token, at("08:00"))
    assert (done.status, "Booked" in done.body) == (200, True)
    (event,) = listed("2027-06-01T00:00:00Z", "2027-07-01T00:00:00Z", calendar_id="anna")
    assert (event["start"], event["description"], event["timezone"]) == (at("08:00"), "Som dues.", "Europe/Madrid")
    assert event["booking"]["name"] == "Maria Garcia"
    own = change_link(done)
    shown = visit(own, day=MONDAY)
    assert at("08:00") in offered(shown), "its own time is free for it"
    assert "Maria Garcia" in shown.body
    question = visit(own, at=at("09:00"))
    moved = visit(own, fields(question))
    assert (moved.status, "moved" in moved.body) == (200, True)
    assert call("calendar.get", {"id": event["id"]}).data["start"] == at("09:00")
    cancelled = visit(own, fields(visit(own, cancel="1")))
    assert (cancelled.status, "cancelled" in cancelled.body) == (200, True)
    assert call("calendar.get", {"id": event["id"]}).data["status"] == "cancelled"
    assert "is cancelled" in visit(own).body
    assert at("09:00") in free(token.partition("~")[2])


def test_a_form_that_is_sent_twice_books_once():
    token = public()
    form = {**fields(visit(token, at=at("08:00"))), **WHO}
    assert [visit(token, form).status for _ in range(2)] == [200, 200]
    assert len(listed("2027-06-01T00:00:00Z", "2027-07-01T00:00:00Z", calendar_id="anna")) == 1


def test_a_time_that_somebody_else_took_is_told_and_others_are_offered():
    token = public()
    form = {**fields(visit(token, at=at("08:00"))), **WHO}
    book(token.partition("~")[2], at("08:00"))
    page = visit(token, form)
    assert (page.status, "no longer free" in page.body) == (409, True)
    assert visit(token, {**form, "at": "tomorrow"}).status == 409


@pytest.mark.parametrize(
    ("change", "said"),
    [({"email": "nobody"}, "E-mail address"), ({"name": ""}, "Full name"), ({"phone": "x" * 50}, "Phone (optional)")],
)
def test_a_form_that_is_not_right_comes_back_with_what_was_typed(change, said):
    token = public()
    page = book_by_page(token, at("08:00"), **change)
    assert (page.status, f"Check these fields: {said}." in page.body) == (400, True), page.body
    assert 'value="maria@exemple.com"' in page.body or "email" in change
    assert listed("2027-06-01T00:00:00Z", "2027-07-01T00:00:00Z", calendar_id="anna") == []


def test_what_people_write_is_text():
    token = public(name={"en": '<script>alert("x")</script>'}, description={"en": "<img src=x>"})
    page = book_by_page(token, at("08:00"), email="nobody", name='"><script>alert(1)</script>', notes="</textarea><b>")
    for body in (visit(token).body, page.body):
        assert "<script>alert" not in body
        assert "<img" not in body
        assert "<b>" not in body


def test_only_a_service_that_is_public_and_active_has_a_page():
    person()
    hidden, idle = service(), service(public=True, active=False)
    tokens = [hidden["id"], idle["id"], "svc_unknown", "evt_unknown", "ct_def456"]
    for resource in tokens:
        page = visit(f"{ORGANISATION}~{resource}")
        assert (page.status, "Not available" in page.body) == (404, True), resource
    assert visit(f"{OTHER_ORGANISATION}~{hidden['id']}").status in (403, 404)
    for token in ("x", "org_0000000000000000", f"{ORGANISATION}~svc~x~y", "~" * 400):
        assert visit(token).status == 404


def test_a_booking_is_changed_by_its_own_signed_address_alone():
    person()
    visit_id = service()["id"]
    one, other = book(visit_id, at("07:00")), book(visit_id, at("08:00"), 2)
    good = links.booking_url(store(), one["id"]).rpartition("/")[2]
    assert visit(good).status == 200
    forged = good.replace(one["id"], other["id"])
    unsigned = f"{ORGANISATION}~{other['id']}"
    plain = create()
    for token in (forged, unsigned, good[:-1] + ("0" if good[-1] != "0" else "1")):
        assert visit(token, {"action": "cancel"}).status == 404
    assert visit(links.booking_url(store(), plain["id"]).rpartition("/")[2], {"action": "cancel"}).status == 404
    assert call("calendar.get", {"id": other["id"]}).data["status"] == "confirmed"


def test_a_network_may_look_and_book_so_often_a_minute():
    token = public(places=20)
    rate_limit.forget()
    statuses = [book_by_page(token, at("08:00"), email=f"client{n}@exemple.com").status for n in range(7)]
    assert statuses == [200] * 6 + [429]
    refused = visit(token, {"action": "book"})
    assert (refused.status, "Too many" in refused.body, int(refused.headers["Retry-After"]) > 0) == (429, True, True)
    assert visit(token, {**fields(visit(token, at=at("08:00"))), **WHO}, ip="198.51.100.1").status == 200


def test_a_page_loads_nothing_and_runs_its_own_line_alone():
    page = visit(public())
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.body.count("<script>") == page.body.count("<style>") == 1
