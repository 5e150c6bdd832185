"""POST /v1/calendar/settings/get keeps its promises."""

import pytest

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def test_overlaps_are_allowed_until_somebody_says_otherwise():
    assert call("calendar.settings_get").data == {"overlaps": "allow", "calendars": {}, "version": 0}
    changed = call("calendar.settings_update", {"overlaps": "warn", "calendars": {"sales": "refuse"}}).data
    assert call("calendar.settings_get").data == changed
