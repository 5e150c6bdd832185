"""Every request that docs/cases.md shows is answered in the sandbox."""

import pytest

from tests import guides

pytestmark = pytest.mark.usefixtures("table")


def test_each_request_of_the_guide_is_answered():
    answers = guides.run("cases")
    assert {operation: answer.status for operation, answer in answers} == dict.fromkeys(
        ("cases.create", "cases.update", "cases.list", "cases.get"), 200
    )
