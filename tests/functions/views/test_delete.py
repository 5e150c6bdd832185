"""POST /v1/views/delete keeps its promises."""

import pytest

from tests.api import call, lose_answers
from tests.table_definition import stored_items

pytestmark = pytest.mark.usefixtures("table")


def test_a_deletion_may_be_repeated_and_leaves_nothing_of_the_view(table):
    view = call("views.save", {"name": "Noves", "list": "cases", "filters": {"q": ["porta"]}}).data["id"]
    lose_answers(table)
    for _ in range(2):
        assert call("views.delete", {"id": view}).data == {"id": view, "deleted": True}
    assert "porta" not in str(stored_items())
    assert call("views.save", {"id": view, "name": "Noves", "list": "cases"}).status == 404


def test_what_is_no_view_is_not_found():
    assert call("views.delete", {"id": "lv_none"}).status == 404
