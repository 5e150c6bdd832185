"""POST /v1/knowledge/collections/archive keeps its promises."""

import pytest

from tests.api import call
from tests.knowledge.world import add, define, search, work

pytestmark = pytest.mark.usefixtures("table")


def archive(collection="botiga"):
    return call("knowledge.collections_archive", {"collection": collection})


def test_an_archived_collection_answers_nothing_and_keeps_its_sources():
    define()
    add(question="A quina hora obriu?", answer="A les nou.")
    work()
    assert archive().data["status"] == "archived"
    assert search("obriu").error["details"]["field"] == "collection"
    refused = call("knowledge.add", {"collection": "botiga", "question": "q", "answer": "a"})
    assert (refused.status, refused.error["details"]["field"]) == (422, "collection")
    define()
    assert len(search("obriu").data["passages"]) == 1


def test_archiving_again_changes_nothing():
    define()
    assert archive().data == archive().data


def test_an_unknown_collection_is_not_found():
    assert archive("cap").status == 404


def test_it_is_in_the_audit_log():
    define()
    archive()
    archive()
    entries = call("audit.list", {"actions": ["knowledge.archived"]}).data["entries"]
    assert [entry["details"]["collection"] for entry in entries] == ["botiga"]
