"""A program without a browser shows a code, a person types it, and the program gets tokens (RFC 8628)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from bivelio_core import clock

from tests import gateway
from tests.functions.auth.signing_in import NOW, code, listed
from tests.identity.oauth.asked import Person, good, poll, query, refresh, refused, register, show_code, token
from tests.identity.oauth.attempts import opens
from tests.identity.oauth.removed import Line, removed
from tests.operated import operated
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

pytestmark = pytest.mark.usefixtures("deployment")
SANDBOX = "https://sandbox.api.example.com/v1"
DEVICE, AUTHORIZE = "identity.oauth.device", "identity.actions.authorize"


def unknown(answer) -> bool:
    """Whether a person is told that no program waits for the code."""
    return (answer.status, answer.error["details"].get("constraint")) == (422, "user_code")


def test_a_program_gets_tokens_once_its_person_has_allowed_it():
    shown, person = good(show_code()), Person()
    assert shown["verification_uri"] == "https://app.example.com/app/device"
    assert (shown["expires_in"], shown["interval"]) == (600, 5)
    assert "verification_uri_complete" not in shown
    assert refused(poll(shown["device_code"])) == "authorization_pending"
    asked = person.type_code(shown["user_code"]).data
    assert asked == {
        "app_name": "BiVelio CLI",
        "app_host": None,
        "redirect_host": None,
        "is_local": False,
        "asked_from": "160.79.104.9",
        "is_same_network": False,
        "organisation": "Empresa ABC",
        "environment": "live",
        "resource": "api",
        "scopes": ["admin"],
        "redirect_to": None,
    }
    assert refused(poll(shown["device_code"])) == "slow_down"
    person.type_code(shown["user_code"], decision="allow", access="write", days=30)
    held = good(poll(shown["device_code"]))
    headers = {"Authorization": f"Bearer {held['access_token']}"}
    assert gateway.request("/contacts/list", {"data": {}}, headers=headers).status == 200
    assert gateway.request("/keys/list", {"data": {}}, headers=headers).status == 403, "people alone manage keys"
    assert good(refresh(held["refresh_token"], client_id="bivelio-cli"))["scope"] == "admin"
    (grant,) = [session for session in listed(person.held) if session["app"]]
    assert (grant["app"], grant["browser"], grant["system"]) == ("BiVelio CLI", "BiVelio", "macOS")
    entries = operated("read_audit", organisation=person.place.organisation)["entries"]
    (entry,) = [each for each in entries if each["action"] == "app.connected"]
    assert (entry["details"]["client"], entry["details"]["scopes"]) == ("bivelio-cli", "admin")


def test_a_code_may_be_typed_as_people_type():
    shown, person = good(show_code()), Person()
    typed = shown["user_code"].lower().replace("-", " ")
    assert person.type_code(f" {typed} ").status == 200
    assert person.type_code(shown["user_code"].replace("-", "")).status == 200


def test_a_person_may_allow_reading_alone_or_nothing():
    person = Person()
    read, nothing = good(show_code()), good(show_code())
    person.type_code(read["user_code"], decision="allow", access="read")
    assert good(poll(read["device_code"]))["scope"] == "read"
    assert person.type_code(nothing["user_code"], decision="refuse").status == 200
    assert refused(poll(nothing["device_code"])) == "access_denied"


def test_a_registered_app_may_show_a_code_too_and_for_the_sandbox():
    client = register({"client_name": "Gestoria", "redirect_uris": ["https://gestoria.example/cb"]}).body["client_id"]
    shown = good(show_code(client_id=client, resource=SANDBOX, scope="contacts:read"))
    person = Person(stage="sandbox")
    assert person.type_code(shown["user_code"]).data["app_name"] == "Gestoria"
    person.type_code(shown["user_code"], decision="allow", access="write")
    held = good(poll(shown["device_code"], client_id=client))
    assert held["scope"] == "contacts:read"
    assert opens(held["access_token"], "contacts/list", "sandbox")
    assert not opens(held["access_token"], "contacts/list")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "app_00000000000000000000000000000000"}, "invalid_client"),
        ({"client_id": None}, "invalid_client"),
        ({"resource": "https://api.other.example/v1"}, "invalid_target"),
        ({"scope": "contacts:everything"}, "invalid_scope"),
    ],
)
def test_who_asks_wrongly_is_shown_no_code(changes, error):
    assert refused(show_code(**changes)) == error


def test_who_asks_too_often_is_told_to_slow_down_and_then_has_to():
    with clock.frozen(NOW):
        shown = good(show_code())
        assert refused(poll(shown["device_code"])) == "authorization_pending"
    for seconds, said in (
        (5, "authorization_pending"),
        (8, "slow_down"),
        (14, "slow_down"),
        (29, "authorization_pending"),
    ):
        with clock.frozen(NOW + timedelta(seconds=seconds)):
            assert refused(poll(shown["device_code"])) == said, seconds


def test_a_code_is_good_for_ten_minutes():
    with clock.frozen(NOW):
        shown, person = good(show_code()), Person()
    with clock.frozen(NOW + timedelta(minutes=10)):
        assert refused(poll(shown["device_code"])) == "expired_token"
        assert unknown(person.type_code(shown["user_code"]))


def test_tokens_are_given_once_and_a_second_request_ends_them():
    shown, person = good(show_code()), Person()
    person.type_code(shown["user_code"], decision="allow", access="write")
    held = good(poll(shown["device_code"]))
    assert refused(poll(shown["device_code"])) == "invalid_grant"
    assert not opens(held["access_token"], "contacts/list")


def test_a_decision_is_made_once_and_may_be_sent_again():
    shown, person = good(show_code()), Person()
    for _ in range(2):
        assert person.type_code(shown["user_code"], decision="refuse").status == 200
    assert unknown(person.type_code(shown["user_code"], decision="allow"))
    assert unknown(person.type_code(shown["user_code"]))
    assert unknown(Person().type_code(shown["user_code"], decision="refuse"))


def test_no_code_is_taken_for_one_of_the_other_kinds():
    shown, person = good(show_code()), Person()
    person.type_code(shown["user_code"], decision="allow", access="write")
    typed = shown["user_code"].replace("-", "")
    about = {"client_id": "bivelio-cli", "resource": None, "redirect_uri": None}
    for text in (shown["device_code"], f"device:{shown['device_code']}", typed, f"typed:{typed}"):
        assert refused(token(code=text, **about)) == "invalid_grant", text
    for text in (person.allow(query()), typed, f"typed:{typed}", ""):
        assert refused(poll(text)) == "invalid_grant", text
    for text in (shown["device_code"], "BCDFGHJ", "AEIOUAEI", "\u0392CDFGHJK", "%"):
        assert person.type_code(text[:20]).status == 422, text


def test_a_request_has_a_query_or_a_code():
    person = Person()
    shown = good(show_code())
    assert person.ask(query(), user_code=shown["user_code"]).status == 400
    headers = {"Authorization": f"Bearer {person.held['access_token']}"}
    assert gateway.request("/auth/authorize", {"data": {}}, headers=headers).status == 400


def test_who_is_suspended_before_the_program_asks_again_has_allowed_nothing():
    shown, person = good(show_code()), Person()
    person.type_code(shown["user_code"], decision="allow", access="write")
    about = {"organisation": person.place.organisation, "email": person.place.email}
    operated("set_password", password="another horse battery", **about)
    assert refused(poll(shown["device_code"])) == "invalid_grant"


def guesses_on() -> bool:
    """Whether somebody may try as many codes as they like, also at the same time."""
    person = Person()
    codes = [f"BCDF-GH{one}{other}" for one in "BCDFGHJ" for other in "BCDFGH"]
    with ThreadPoolExecutor(4) as together:
        statuses = [answer.status for answer in together.map(person.type_code, codes)]
    assert set(statuses) <= {422, 429}
    return 429 not in statuses


def shows_codes_without_end() -> bool:
    with clock.frozen(NOW), pytest.MonkeyPatch.context() as patched:
        patched.setattr("bivelio_core.identity.oauth.device.OF_NETWORK", 3)
        return [show_code().status for _ in range(4)][-1] == 200


def polls_as_another_client() -> bool:
    shown, person = good(show_code()), Person()
    person.type_code(shown["user_code"], decision="allow", access="write")
    return poll(shown["device_code"], client_id="app_0").status == 200


def lets_in_with_a_stolen_session() -> bool:
    with clock.frozen(NOW):
        person = Person()
    with clock.frozen(NOW + timedelta(minutes=16)):
        answer = person.type_code(good(show_code())["user_code"], decision="allow")
    assert answer.status == 200 or code(answer) == (403, "AUTH_CONFIRMATION_REQUIRED")
    return answer.status == 200


def lets_the_sandbox_into_live() -> bool:
    answer = Person(stage="sandbox").type_code(good(show_code())["user_code"], decision="allow")
    return answer.status == 200


def decides_for_somebody_else() -> bool:
    """Whoever sees the code of another's program binds it to an organisation of their own afterwards."""
    shown, person, thief = good(show_code()), Person(), Person()
    person.type_code(shown["user_code"], decision="allow", access="write")
    return thief.type_code(shown["user_code"], decision="allow", access="write").status == 200


CASES = {
    "guessing": (
        guesses_on,
        Line(AUTHORIZE, '    attempts.take(table, keys.attempts("user_code", ctx.actor.id), TYPED)\n', ""),
    ),
    "a flood of codes": (
        shows_codes_without_end,
        Line(DEVICE, 'if not limits.is_within(table, "device", subject, most):', "if False:"),
    ),
    "another client": (
        polls_as_another_client,
        Line(DEVICE, 'or form.get("client_id") != item["client"]:', "or False:"),
    ),
    "a stolen session": (
        lets_in_with_a_stolen_session,
        Line(AUTHORIZE, "    require_recent(ctx)\n    return {", "    return {"),
    ),
    "live from the sandbox": (
        lets_the_sandbox_into_live,
        Line(AUTHORIZE, '_require_environment("user_code", waiting.resource, ctx)', "pass"),
    ),
    "a decision of another": (decides_for_somebody_else, Line(DEVICE, "any_of(undecided, same)", "present()")),
}


@pytest.mark.parametrize("name", CASES)
def test_an_attack_on_codes_works_only_without_its_defence(name):
    attack, line = CASES[name]
    assert attack() is False
    with removed(line):
        assert attack() is True


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(3))
def test_a_program_whose_request_died_gets_tokens_or_has_begun_nothing_that_stays(number, when):
    shown, person, killer = good(show_code()), Person(), Killer()
    person.type_code(shown["user_code"], decision="allow", access="write")
    with pytest.raises(Killed), killer.armed(lambda *call: call == (number, when)):
        poll(shown["device_code"])
    again = poll(shown["device_code"])
    if (number, when) == (2, "after"):
        assert refused(again) == "invalid_grant"
        assert not [session for session in listed(person.held) if session["app"]]
    else:
        assert opens(good(again)["access_token"], "contacts/list")
