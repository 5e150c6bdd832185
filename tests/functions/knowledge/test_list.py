"""POST /v1/knowledge/list keeps its promises."""

import pytest
from bivelio_core import clock

from tests.api import call
from tests.knowledge.world import add, add_file, define, sources, work

pytestmark = pytest.mark.usefixtures("table")


def test_sources_are_listed_newest_first_by_status_in_pages():
    define()
    for minute, question in enumerate(("a?", "b?", "c?")):
        with clock.frozen(clock.parse(f"2026-04-07T10:0{minute}:00Z")):
            add(question=question, answer="Sí.")
    assert [each["question"] for each in sources()] == ["c?", "b?", "a?"]
    page = call("knowledge.list", {"collection": "botiga", "per_page": 2, "page": 2}).data
    assert [each["question"] for each in page["sources"]] == ["a?"]
    assert page["pagination"] == {"page": 2, "per_page": 2, "total": 3, "total_pages": 2}


def test_progress_is_the_status_of_each_source():
    define()
    add_file(b"La botiga obre a les nou.", "horari.txt")
    assert [each["status"] for each in sources(status="waiting")] == ["waiting"]
    (collection,) = call("knowledge.collections_list", {}).data["collections"]
    assert (collection["sources"], collection["passages"], collection["is_complete"]) == (1, 0, False)
    work()
    assert sources(status="waiting") == []
    (collection,) = call("knowledge.collections_list", {}).data["collections"]
    assert (collection["sources"], collection["passages"], collection["is_complete"]) == (1, 1, True)


def test_an_unknown_collection_is_not_found():
    assert call("knowledge.list", {"collection": "cap"}).status == 404
