"""POST /v1/knowledge/collections/list keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.knowledge.world import define

pytestmark = pytest.mark.usefixtures("table")


def test_collections_are_listed_by_name_in_pages():
    for name in ("b", "c", "a"):
        define(name)
    first = call("knowledge.collections_list", {"per_page": 2}).data
    assert [each["collection"] for each in first["collections"]] == ["a", "b"]
    assert first["pagination"] == {"page": 1, "per_page": 2, "total": 3, "total_pages": 2}


def test_another_organisation_has_its_own():
    define()
    other = call("knowledge.collections_list", {}, caller={"organisation": OTHER_ORGANISATION})
    assert other.data["collections"] == []
