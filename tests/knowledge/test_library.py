"""What people ask of ten documents is answered by one of the first three passages, by words alone."""

import pytest

from tests.knowledge.ten_documents import DOCUMENTS, QUESTIONS
from tests.knowledge.world import add_file, define, search, sources, work

LEAST = 0.9


@pytest.fixture
def _library(table):
    define()
    for name, content in DOCUMENTS.items():
        add_file(content(), name)
    work()
    assert {source["status"] for source in sources()} == {"ready"}


@pytest.mark.usefixtures("_library")
def test_nine_questions_of_ten_are_answered_by_the_first_three_passages():
    missed = []
    for name, question, fragment in QUESTIONS:
        passages = search(question, limit=3).data["passages"]
        texts = [each["text"] for each in passages if each["source"]["title"] == name]
        if not any(fragment in text for text in texts):
            missed.append(question)
    assert len(QUESTIONS) == 60
    assert len(missed) <= (1 - LEAST) * len(QUESTIONS), missed
