"""POST /v1/invoices/books_get keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.world import settled

pytestmark = pytest.mark.usefixtures("table")


def test_books_are_read_with_newly_signed_urls():
    settled()
    books = call("invoices.books_create", {"year": 2026, "quarter": 2}).data
    again = call("invoices.books_get", {"id": books["id"]}).data
    assert (again["id"], again["period"], again["status"]) == (books["id"], "2026-2T", "completed")
    assert "X-Amz-Signature" in again["files"][0]["url"]


def test_another_organisation_does_not_see_them():
    settled()
    books = call("invoices.books_create", {"year": 2026}).data
    assert call("invoices.books_get", {"id": books["id"]}, caller={"organisation": OTHER_ORGANISATION}).status == 403
    assert call("invoices.books_get", {"id": "bks_unknown"}).status == 404
