"""POST /v1/invoices/representation/get keeps its promises."""

import pytest

from tests.api import call
from tests.invoices.world import settled

pytestmark = pytest.mark.usefixtures("table")


def test_without_one_and_without_a_certificate_nothing_submits():
    assert call("invoices.representation_get").data == {"state": "none", "submits_with": "none"}
    settled()
    assert call("invoices.representation_get").data == {"state": "none", "submits_with": "none"}
