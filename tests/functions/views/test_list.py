"""POST /v1/views/list keeps its promises."""

import pytest

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def test_views_are_listed_by_name_and_by_list():
    for name, of in (("òrfenes", "cases"), ("Noves", "cases"), ("Anna", "deals")):
        call("views.save", {"name": name, "list": of})
    assert [view["name"] for view in call("views.list", {}).data["views"]] == ["Anna", "Noves", "òrfenes"]
    assert [view["name"] for view in call("views.list", {"list": "cases"}).data["views"]] == ["Noves", "òrfenes"]
    assert call("views.list", {"list": "documents"}).data == {"views": []}


def test_a_deleted_view_is_in_no_list():
    view = call("views.save", {"name": "Noves", "list": "cases"}).data["id"]
    call("views.delete", {"id": view})
    assert call("views.list", {}).data == {"views": []}
