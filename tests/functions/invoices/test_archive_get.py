"""POST /v1/invoices/archive_get keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.world import settled

pytestmark = pytest.mark.usefixtures("table")


def test_an_archive_is_running_until_the_worker_has_written_it():
    settled()
    begun = call("invoices.archive_create", {"year": 2026, "month": 4}).data
    archive = call("invoices.archive_get", {"id": begun["id"]}).data
    assert (archive["status"], archive["progress"]) == ("running", 0.0)
    assert "url" not in archive


def test_another_organisation_does_not_see_it():
    settled()
    begun = call("invoices.archive_create", {"year": 2026, "month": 4}).data
    assert call("invoices.archive_get", {"id": begun["id"]}, caller={"organisation": OTHER_ORGANISATION}).status == 403
    assert call("invoices.archive_get", {"id": "arc_unknown"}).status == 404
