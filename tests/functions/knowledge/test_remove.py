"""POST /v1/knowledge/remove keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call, lose_answers
from tests.functions.documents.world import objects
from tests.knowledge.world import add, add_file, define, orders_to_come, sources, texts, work

pytestmark = pytest.mark.usefixtures("table")


def remove(source, **more):
    return call("knowledge.remove", {"collection": "botiga", "source_id": source["source_id"]}, **more)


def test_what_is_removed_is_no_answer_from_that_moment_and_leaves_no_text():
    define()
    source = add_file(b"La caixa forta es obre amb la clau vermella.", "clau.txt")
    add(question="Teniu gos?", answer="Sí.")
    work()
    assert texts("clau vermella") == ["La caixa forta es obre amb la clau vermella."]
    assert remove(source).data == {"source_id": source["source_id"], "deleted": True}
    assert texts("clau vermella") == []
    assert orders_to_come() > 0
    work()
    kept = {name: content for name, content in objects().items() if "/knowledge/" in name}
    assert not any(b"vermella" in content for content in kept.values())
    assert len(sources()) == 1


def test_a_repeated_request_removes_once(table):
    define()
    source = add(question="Teniu gos?", answer="Sí.")
    headers = {"Idempotency-Key": "k-1"}
    first = remove(source, headers=headers).data
    lose_answers(table)
    assert remove(source, headers=headers).data == first
    assert call("knowledge.collections_list", {}).data["collections"][0]["sources"] == 0
    assert remove(source).status == 404


def test_a_foreign_source_is_forbidden():
    define()
    source = add(question="Teniu gos?", answer="Sí.")
    assert remove(source, caller={"organisation": OTHER_ORGANISATION}).status == 403
