"""POST /v1/invoices/settings_get keeps its promises."""

import pytest

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def test_a_new_organisation_has_defaults_and_is_told_what_is_missing():
    assert call("invoices.settings_get").data == {
        "has_logo": False,
        "terms_days": 30,
        "series": "FAC",
        "rectification_series": "R",
        "simplified_series": "T",
        "tax_rate": 21.0,
        "language": "ca",
        "verifactu": "off",
        "missing": ["legal_name", "nif", "address"],
    }


def test_a_reader_may_read_them():
    assert call("invoices.settings_get", caller={"scopes": "read"}).status == 200
