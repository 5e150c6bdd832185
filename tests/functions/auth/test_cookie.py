"""The refresh token in a cookie: scripts never see it, other sites cannot use it, and it works like the other."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests import gateway
from tests.functions.auth.signing_in import NOW, code, tokens
from tests.operated import PASSWORD

pytestmark = pytest.mark.usefixtures("deployment")

ATTRIBUTES = {"HttpOnly", "Secure", "SameSite=Strict"}
PAGE = {"Sec-Fetch-Site": "same-origin", "Origin": "https://app.example.com", "Host": "api.internal"}


def ask(place, route="/auth/token", held="", stage="v1", sent_by=PAGE, grant_type="refresh_token", **body):
    """What a page of the dashboard asks, with the cookies that its browser has for it."""
    headers = {"apikey": place.key if stage == "v1" else place.test_key, **sent_by}
    query = {"grant_type": grant_type} if route == "/auth/token" else None
    sent = {"cookie": True, **body}
    return gateway.request(
        route, sent, query=query, headers={**headers, **({"Cookie": held} if held else {})}, stage=stage
    )


def sign_in(place, **more):
    return ask(place, grant_type="password", email=place.email, password=PASSWORD, **more)


def held(answer):
    """What the browser keeps: `name=value`, and the attributes."""
    assert answer.status == 200, answer
    pair, *attributes = answer.headers["Set-Cookie"].split("; ")
    return pair, set(attributes)


def test_the_page_never_has_the_refresh_token(place):
    answer = sign_in(place)
    pair, attributes = held(answer)
    assert set(answer.body) == {"access_token", "token_type", "expires_in", "user"}
    assert pair.startswith("__Secure-bivelio=f.v1.")
    assert attributes == {"Path=/v1/auth", *ATTRIBUTES}


def test_who_stays_signed_in_has_a_cookie_for_thirty_days_and_keeps_that_choice(place):
    first, attributes = held(sign_in(place, stay_signed_in=True))
    assert attributes == {"Path=/v1/auth", "Max-Age=2592000", *ATTRIBUTES}
    assert held(ask(place, held=first))[1] == attributes
    fleeting, _ = held(sign_in(place))
    assert held(ask(place, held=fleeting))[1] == {"Path=/v1/auth", *ATTRIBUTES}


def test_the_cookie_is_used_once_and_its_reuse_ends_the_session(place):
    with clock.frozen(NOW):
        first, _ = held(sign_in(place))
        second, _ = held(ask(place, held=f"theme=dark; {first}"))
        assert second != first
        assert held(ask(place, held=first))[0] == second
    with clock.frozen(NOW + timedelta(seconds=11)):
        assert code(ask(place, held=first)) == (401, "AUTH_INVALID_TOKEN")
        assert code(ask(place, held=second)) == (401, "AUTH_INVALID_TOKEN")


def test_each_environment_has_a_cookie_of_its_own(place):
    pair, attributes = held(sign_in(place, stage="sandbox"))
    assert attributes == {"Path=/sandbox/v1/auth", *ATTRIBUTES}
    assert ask(place, held=pair, stage="sandbox").status == 200
    assert code(ask(place, held=pair)) == (401, "AUTH_INVALID_TOKEN")


def test_signing_out_ends_the_session_and_clears_the_cookie(place):
    pair, _ = held(sign_in(place))
    answer = ask(place, "/auth/logout", held=pair)
    assert answer.body == {"success": True}
    assert held(answer) == ("__Secure-bivelio=", {"Path=/v1/auth", "Max-Age=0", *ATTRIBUTES})
    assert code(ask(place, held=pair)) == (401, "AUTH_INVALID_TOKEN")
    assert held(ask(place, "/auth/logout"))[0] == "__Secure-bivelio="


@pytest.mark.parametrize("held_before", ["", "other=1", "__Secure-bivelio=x", "__Secure-bivelio=", "=;;,\x7f"])
def test_without_the_cookie_there_is_no_session(place, held_before):
    answer = ask(place, held=held_before)
    assert code(answer) == (401, "AUTH_INVALID_TOKEN")
    assert answer.error["details"]["reason"] == "no_cookie"
    assert "Set-Cookie" not in answer.headers


def test_an_old_cookie_does_not_disturb_a_sign_in(place):
    assert sign_in(place, held="__Secure-bivelio=k.v1.old").status == 200


@pytest.mark.parametrize(
    ("sent_by", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://app.example.com"}, 200),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://docs.example.com"}, 401),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 401),
        ({"Sec-Fetch-Site": "none"}, 401),
        ({"Origin": "https://app.example.com", "Host": "app.example.com"}, 200),
        ({"Origin": "http://localhost:8080", "Host": "localhost:8080"}, 200),
        ({"Origin": "https://evil.example", "Host": "app.example.com"}, 401),
        ({"Origin": "null", "Host": "app.example.com"}, 401),
    ],
)
@pytest.mark.parametrize("route", ["/auth/token", "/auth/logout"])
def test_only_pages_of_the_host_itself_use_the_cookie(place, sent_by, status, route):
    pair, _ = held(sign_in(place))
    answer = ask(place, route, held=pair, sent_by=sent_by)
    assert answer.status == status
    if status == 401:
        assert answer.error["details"]["reason"] == "cookie_elsewhere"
        assert ask(place, held=pair).status == 200, "the refused request changed nothing"


def test_the_cookie_counts_only_when_the_body_asks_for_it(place):
    pair, _ = held(sign_in(place))
    answer = gateway.request(
        "/auth/token", {}, query={"grant_type": "refresh_token"}, headers={"apikey": place.key, "Cookie": pair}
    )
    assert code(answer) == (400, "VALIDATION_ERROR")
    assert "Set-Cookie" not in place.sign_in().headers
    assert tokens(place.sign_in())["refresh_token"].startswith("v1.")


def test_a_token_in_the_body_besides_the_cookie_is_refused(place):
    answer = ask(place, held=held(sign_in(place))[0], refresh_token="v1.x")
    assert code(answer) == (400, "VALIDATION_ERROR")
    assert answer.error["details"]["constraint"] == "in_the_cookie"


def test_the_cookie_alone_opens_nothing(place):
    """Without the key in its header, which no form of another site can send."""
    pair, _ = held(sign_in(place))
    answer = gateway.request(
        "/auth/token", {"cookie": True}, query={"grant_type": "refresh_token"}, headers={"Cookie": pair}
    )
    assert code(answer) == (401, "AUTH_INVALID_TOKEN")
