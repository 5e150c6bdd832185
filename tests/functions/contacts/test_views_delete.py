"""POST /v1/contacts/views/delete keeps its promises."""

import pytest

from tests.api import call
from tests.table_definition import stored_items

pytestmark = pytest.mark.usefixtures("table")


def test_a_deleted_view_is_gone_with_its_conditions_and_may_be_deleted_again():
    conditions = {"field": "email", "equals": "esborrada@exemple.com"}
    view = call("contacts.views_save", {"name": "VIP", "filter": conditions}).data["id"]
    for _ in range(2):
        assert call("contacts.views_delete", {"id": view}).data == {"id": view, "deleted": True}
    assert call("contacts.views_list", {}).data == {"views": []}
    assert call("contacts.list", {"view": view}).error["details"]["field"] == "view"
    assert call("contacts.views_save", {"id": view, "name": "VIP"}).status == 404
    assert "esborrada@exemple.com" not in str(stored_items())


def test_the_id_of_no_view_and_of_another_organisations_one_is_refused():
    other = {"organisation": "org_1111111111111111"}
    foreign = call("contacts.views_save", {"name": "VIP", "shared": True}, caller=other).data["id"]
    assert call("contacts.views_delete", {"id": "vw_none"}).status == 404
    assert call("contacts.views_delete", {"id": foreign}).status == 403
