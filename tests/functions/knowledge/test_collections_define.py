"""POST /v1/knowledge/collections/define keeps its promises."""

import pytest

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def define(collection="botiga", **about):
    return call("knowledge.collections_define", {"collection": collection, "title": "La botiga", **about})


def test_a_collection_is_made_and_found_by_its_name():
    data = define(description="Horaris").data
    assert (data["collection"], data["title"], data["description"], data["status"]) == (
        "botiga",
        "La botiga",
        "Horaris",
        "active",
    )
    assert (data["sources"], data["passages"], data["is_complete"], data["indexed_at"]) == (0, 0, True, None)
    assert call("knowledge.collections_list", {}).data["collections"] == [data]


def test_the_same_definition_again_changes_nothing_and_another_makes_a_version():
    first = define(description="Horaris").data
    assert define(description="Horaris").data == first
    changed = define(description=None).data
    assert changed["version"] == 2
    assert "description" not in changed


def test_an_archived_collection_becomes_active_again():
    define()
    call("knowledge.collections_archive", {"collection": "botiga"})
    assert define().data["status"] == "active"


def test_there_are_fifty_collections_at_most():
    for number in range(50):
        assert define(f"c{number}").status == 200
    refused = define("c50")
    assert (refused.status, refused.error["details"]["field"]) == (422, "collection")
    assert define("c49", description="Canviada").status == 200


def test_a_name_that_is_none_is_refused():
    refused = define("La Botiga")
    assert (refused.status, refused.error["details"]["field"]) == (400, "collection")
