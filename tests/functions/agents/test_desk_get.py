"""agents.desk_get: the usual settings until somebody changes them."""

import pytest

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def test_the_desk_is_closed_until_somebody_opens_it():
    desk = call("agents.desk_get", {}).data
    assert (desk["enabled"], desk["channels"], desk["version"]) == (False, [], 0)
    assert "agent_id" not in desk
