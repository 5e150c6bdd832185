"""POST /v1/auth/me/update keeps its promises."""

import pytest

from tests import gateway
from tests.functions.auth.signing_in import code, tokens
from tests.operated import new_user

pytestmark = pytest.mark.usefixtures("deployment")


def ask(held, **data):
    headers = {"Authorization": f"Bearer {held['access_token']}"}
    return gateway.request("/auth/me/update", {"data": data}, headers=headers)


def test_only_what_is_sent_changes(place):
    held = tokens(place.sign_in())
    assert (ask(held, name="Anna Puig").data["name"], ask(held, language="es").data["language"]) == ("Anna Puig", "es")
    data = ask(held).data
    assert (data["name"], data["language"], data["email"]) == ("Anna Puig", "es", place.email)


def test_a_viewer_changes_itself_and_nobody_else(place):
    email = new_user(place.organisation, "viewer", f"joan@{place.organisation}.cat")
    held = tokens(place.sign_in(email=email))
    assert ask(held, name="Joan").data["id"] == held["user"]["id"]
    assert ask(tokens(place.sign_in())).data["name"] is None


@pytest.mark.parametrize(
    "data",
    [{"name": ""}, {"name": None}, {"name": "x" * 101}, {"name": "a\nb"}, {"language": "fr"}, {"email": "a@b.cat"}],
)
def test_what_cannot_be_is_refused(place, data):
    assert code(ask(tokens(place.sign_in()), **data)) == (400, "VALIDATION_ERROR")
