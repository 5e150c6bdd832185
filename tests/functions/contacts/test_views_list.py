"""POST /v1/contacts/views/list keeps its promises."""

import pytest

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")
SANDBOX = {"environment": "sandbox"}


def test_views_are_in_the_order_of_their_names():
    for name in ("Zones", "àrees", "Bons clients"):
        call("contacts.views_save", {"name": name})
    assert [view["name"] for view in call("contacts.views_list", {}).data["views"]] == [
        "àrees",
        "Bons clients",
        "Zones",
    ]


def test_organisations_and_environments_have_views_of_their_own():
    call("contacts.views_save", {"name": "VIP", "shared": True})
    assert call("contacts.views_list", {}, caller={"organisation": "org_1111111111111111"}).data == {"views": []}
    names = [view["name"] for view in call("contacts.views_list", {}, caller=SANDBOX).data["views"]]
    assert names == ["Clients", "Leads nous"]


def test_each_example_view_can_be_listed_by():
    for view in call("contacts.views_list", {}, caller=SANDBOX).data["views"]:
        assert call("contacts.list", {"view": view["id"]}, caller=SANDBOX).data["pagination"]["total"] >= 0
    clients = call("contacts.list", {"view": "vw_a1b2c3d4"}, caller=SANDBOX).data["contacts"]
    assert [contact["id"] for contact in clients] == ["ct_abc123"]
