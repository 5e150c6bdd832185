"""The requests about deals that docs/deals.md shows are answered in the sandbox."""

import pytest

from tests import guides

pytestmark = pytest.mark.usefixtures("table")


def test_each_request_of_the_guide_is_answered():
    answers = guides.run("deals")
    assert [(operation, answer.status) for operation, answer in answers] == [
        ("deals.create", 200),
        ("deals.move", 200),
        ("deals.update", 200),
        ("deals.list", 200),
    ]
