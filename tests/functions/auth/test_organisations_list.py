"""POST /v1/auth/organisations/list keeps its promises."""

import pytest

from tests import gateway
from tests.functions.auth.signing_in import Place, tokens
from tests.operated import PASSWORD, operated

pytestmark = pytest.mark.usefixtures("deployment")


def listed(held, **data):
    headers = {"Authorization": f"Bearer {held['access_token']}"}
    return gateway.request("/auth/organisations/list", {"data": data}, headers=headers).data


@pytest.fixture
def second(place):
    """Another organisation of the same user."""
    other = Place(name="Altra")
    operated("create_user", organisation=other.organisation, email=place.email, password=PASSWORD, role="viewer")
    return other


def test_the_dashboard_lists_all_of_them_by_name(place, second):
    platform = Place(name="BiVelio", platform=True)
    held = tokens(platform.sign_in(email=place.email, org_id=place.organisation))
    data = listed(held)
    assert data["organisations"] == [
        {"id": second.organisation, "name": "Altra", "role": "viewer", "status": "active", "is_current": False},
        {"id": place.organisation, "name": "Empresa ABC", "role": "admin", "status": "active", "is_current": True},
    ]
    assert data["pagination"]["total"] == 2
    assert [item["name"] for item in listed(held, page=2, per_page=1)["organisations"]] == ["Empresa ABC"]


def test_a_suspended_one_says_so(place, second):
    platform = Place(name="BiVelio", platform=True)
    held = tokens(platform.sign_in(email=place.email, org_id=place.organisation))
    operated("suspend_organisation", organisation=second.organisation)
    assert listed(held)["organisations"][0]["status"] == "suspended"


def test_an_organisations_own_pages_do_not_learn_of_others(place, second):
    assert [item["id"] for item in listed(tokens(place.sign_in()))["organisations"]] == [place.organisation]
