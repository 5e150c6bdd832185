"""Every request that docs/integrations.md shows works in the sandbox."""

import pytest

from tests import guides


@pytest.mark.usefixtures("table")
def test_the_requests_of_the_guide_work():
    answered = guides.run("integrations")
    assert [operation for operation, _ in answered] == [
        "integrations.connect",
        "integrations.complete",
        "integrations.uses",
        "integrations.test",
    ]
    assert {answer.status for _, answer in answered} == {200}, answered
