"""Every request that docs/knowledge.md shows is answered in the sandbox."""

import pytest

from tests import guides

pytestmark = pytest.mark.usefixtures("table")


def test_each_request_of_the_guide_is_answered():
    answers = guides.run("knowledge")
    assert {operation: answer.status for operation, answer in answers} == {
        "knowledge.add": 200,
        "knowledge.search": 200,
    }
    (passage, *_) = answers[-1][1].data["passages"]
    assert passage["text"].startswith("Sí: a les Balears")
