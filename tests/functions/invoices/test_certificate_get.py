"""POST /v1/invoices/certificate/get keeps its promises."""

import pytest

from tests.api import call
from tests.functions.invoices.test_certificate_upload import upload
from tests.invoices.world import settled

pytestmark = pytest.mark.usefixtures("table")


def test_it_shows_the_last_one_that_was_uploaded_and_nothing_of_its_key():
    settled()
    upload()
    last = upload().data
    answer = call("invoices.certificate_get").data
    assert answer == last
    assert not {"chain", "sealed_key", "pkcs12", "password"} & answer.keys()


def test_without_one_there_is_nothing():
    settled()
    assert call("invoices.certificate_get").status == 404
