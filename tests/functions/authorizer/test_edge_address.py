"""Behind our distribution people have their own address; nobody else can say which one he has."""

import os

import pytest
from bivelio_core.entrypoints import viewer
from bivelio_core.identity import attempts
from bivelio_core.workflows.triggers import deliveries

from tests import edge, gateway
from tests.functions.auth.signing_in import Place, code, tokens
from tests.functions.authorizer.judged import judge
from tests.operated import PASSWORD, new_key, new_organisation, new_user, operated
from tools.template import ROOT

pytestmark = pytest.mark.usefixtures("deployment")
LAYER = ROOT / "layers" / "core" / "bivelio_core"
SECRET, OTHER = "s" * 40, "t" * 40
PROVED = {"X-BiVelio-Edge": SECRET}
PEOPLE = int(os.environ.get("PEOPLE_BEHIND_EDGE", "12"))
"""How many sign in through one edge: some in the suite, 1,000 when it is to be shown."""

LIMIT = attempts.ADDRESS.free_attempts
FORGERIES = [{}, {"X-BiVelio-Edge": ""}, {"X-BiVelio-Edge": "x" * 40}, {"X-BiVelio-Edge": f"{SECRET} {OTHER}"}]


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("ORIGIN_SECRETS", f"{SECRET} {OTHER}")


def naming(address):
    """All headers in which somebody could say an address."""
    return {
        "X-BiVelio-Viewer": address,
        "CloudFront-Viewer-Address": f"{address}:443",
        "X-Forwarded-For": address,
    }


def address_of_person(number):
    """One of many addresses, of either kind."""
    return f"198.51.{number // 250}.{1 + number % 250}" if number % 2 else f"2001:db8:{number:x}::1"


def sign_in(place, email, password, viewer, **headers):
    """A sign-in as it comes from CloudFront's address."""
    return gateway.request(
        "/auth/token",
        {"email": email, "password": password},
        query={"grant_type": "password"},
        headers={"apikey": place.key, "X-BiVelio-Viewer": viewer, **headers},
        source_ip=edge.ADDRESS,
    )


def test_wrong_passwords_of_one_lock_nobody_else_at_the_same_edge():
    place = Place()
    for number in range(45):
        sign_in(place, f"nobody{number}@exemple.cat", "wrong", "198.51.100.1", **PROVED)
    assert code(sign_in(place, place.email, PASSWORD, "198.51.100.1", **PROVED)) == (429, "RATE_LIMIT_EXCEEDED")
    tokens(sign_in(place, place.email, PASSWORD, "198.51.100.2", **PROVED))
    assert place.sign_in(source_ip=edge.ADDRESS).status == 200, "the edge itself has tried nothing"
    entries = operated("read_audit", organisation=place.organisation)["entries"]
    assert {entry["ip"] for entry in entries if entry["action"] == "user.signed_in"} <= {"198.51.100.2", edge.ADDRESS}


def test_a_guesser_locks_none_of_the_many_who_share_its_edge():
    place = Place()
    guesses = 4 * PEOPLE if PEOPLE < 250 else 1000
    answers = [
        code(sign_in(place, f"nobody{number}@exemple.cat", "wrong", "198.51.100.200", **PROVED))
        for number in range(guesses)
    ]
    assert [status for status, _ in answers].index(429) == LIMIT, "the guesser waits as soon as always"
    assert {status for status, _ in answers[LIMIT:]} == {429}
    for number in range(PEOPLE):
        email = new_user(place.organisation, "member", f"p{number}@exemple.cat")
        assert sign_in(place, email, PASSWORD, address_of_person(number), **PROVED).status == 200, number
    assert sign_in(place, place.email, PASSWORD, "198.51.100.200", **PROVED).status == 429


def test_through_the_edge_a_forged_viewer_is_replaced_by_the_true_one():
    key = new_key(new_organisation())
    sent = edge.Edge(SECRET).headers("198.51.100.1", {"X-API-Key": key, "x-bivelio-edge": "x", **naming("192.0.2.66")})
    assert (
        judge(**{name.replace("-", "_"): value for name, value in sent.items()})["context"]["address"] == "198.51.100.1"
    )


def test_a_forged_viewer_changes_nothing_of_what_its_connection_may():
    """Beside an attacker who sends no header at all, one who names a new address each time is answered the same."""
    place = Place()
    plain = [
        code(place.sign_in("wrong", f"n{number}@exemple.cat", source_ip="192.0.2.8")) for number in range(LIMIT + 6)
    ]
    for proof in FORGERIES:
        forged = [
            code(
                gateway.request(
                    "/auth/token",
                    {"email": f"n{number}@exemple.cat", "password": "wrong"},
                    query={"grant_type": "password"},
                    headers={"apikey": place.key, **naming(f"198.51.100.{number}"), **proof},
                    source_ip=f"192.0.2.{20 + FORGERIES.index(proof)}",
                )
            )
            for number in range(LIMIT + 6)
        ]
        assert forged == plain, proof


@pytest.mark.parametrize("secret", [SECRET, OTHER])
def test_both_secrets_are_valid_while_one_is_replaced(secret, monkeypatch):
    key = new_key(new_organisation())
    named = {"X_BiVelio_Edge": secret, "X_BiVelio_Viewer": "198.51.100.1"}
    assert judge(X_API_Key=key, **named)["context"]["address"] == "198.51.100.1"
    monkeypatch.setenv("ORIGIN_SECRETS", f"{'u' * 40} {'v' * 40}")
    assert judge(X_API_Key=key, **named)["context"]["address"] == "192.0.2.1"


@pytest.mark.parametrize("proof", [{}, {"X-BiVelio-Edge": ""}, {"X-BiVelio-Edge": "x" * 40}, {"X-BiVelio-Edge": "é"}])
def test_who_says_so_without_the_secret_has_the_address_of_the_connection(proof):
    place = Place()
    for number in range(45):
        sign_in(place, f"nobody{number}@exemple.cat", "wrong", f"198.51.100.{number}", **proof)
    assert code(sign_in(place, place.email, PASSWORD, "198.51.100.99", **proof)) == (429, "RATE_LIMIT_EXCEEDED")


def test_without_a_secret_nobody_is_believed(monkeypatch):
    monkeypatch.setenv("ORIGIN_SECRETS", "")
    answer = judge(X_API_Key=new_key(new_organisation()), X_BiVelio_Edge="", X_BiVelio_Viewer="198.51.100.1")
    assert answer["context"].get("address", "192.0.2.1") == "192.0.2.1"


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"X_BiVelio_Viewer": "198.51.100.1"}, "198.51.100.1"),
        ({"X_BiVelio_Viewer": "2001:DB8::1"}, "2001:db8::1"),
        ({"CloudFront_Viewer_Address": "198.51.100.1:46532"}, "198.51.100.1"),
        ({"CloudFront_Viewer_Address": "[2001:db8::1]:443"}, "2001:db8::1"),
        ({"CloudFront_Viewer_Address": "2001:db8:0:0:0:0:0:1:443"}, "2001:db8::1"),
        ({"X_BiVelio_Viewer": "somebody"}, "192.0.2.1"),
        ({"X_BiVelio_Viewer": "::ffff:198.51.100.1"}, "198.51.100.1"),
        ({"CloudFront_Viewer_Address": "46532"}, "192.0.2.1"),
        ({}, "192.0.2.1"),
    ],
)
def test_the_viewer_is_read_as_cloudfront_writes_it(headers, address):
    key = new_key(new_organisation())
    assert judge(X_API_Key=key, X_BiVelio_Edge=SECRET, **headers)["context"]["address"] == address


def test_the_networks_of_a_page_are_those_of_its_viewers():
    key = new_key(new_organisation(), "read", type="publishable")
    left = [
        judge(X_API_Key=key, X_BiVelio_Edge=SECRET, X_BiVelio_Viewer=f"198.51.100.{number}")["context"]["remaining"]
        for number in (1, 1, 2)
    ]
    assert left == ["24", "23", "24"]


def test_a_session_and_the_audit_log_name_the_person():
    place = Place()
    email = new_user(place.organisation, "admin", "b@exemple.cat")
    held = tokens(sign_in(place, email, PASSWORD, "198.51.100.7", **PROVED))
    headers = {"Authorization": f"Bearer {held['access_token']}"}
    (session,) = gateway.request("/auth/sessions/list", headers=headers).data["sessions"]
    assert session["ip_address"] == "198.51.100.7"


def test_the_secret_is_one_header_which_no_run_of_a_workflow_reads():
    assert viewer.EDGE == deliveries.EDGE
    assert viewer.EDGE in deliveries.CREDENTIALS


def test_nothing_else_reads_the_address_of_a_connection():
    """What read it by itself would take the edge for the person: `operation_calls` only hands on what was read."""
    reading = {
        file.relative_to(LAYER).as_posix()
        for file in LAYER.rglob("*.py")
        if "sourceIp" in file.read_text(encoding="utf-8")
    }
    assert reading == {"entrypoints/viewer.py", "operation_calls.py"}
