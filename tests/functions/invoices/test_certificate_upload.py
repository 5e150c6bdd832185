"""The issuer's certificate is checked, kept sealed, shown without its key, used, and told of before its end."""

import base64
import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.invoices.events import derive_certificate
from bivelio_core.invoices.submission import certificates
from bivelio_core.invoices.submission.https import HttpsAeat
from bivelio_core.invoices.verifactu import answers, soap
from bivelio_core.store.changes import Change
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from tests.api import ORGANISATION, call, load
from tests.invoices.aeat import Aeat
from tests.invoices.aeat_server import authority, certified, key_of, pem, running
from tests.invoices.papers import invoice
from tests.invoices.test_verifactu import chained
from tests.invoices.test_verifactu_messages import HEADER
from tests.invoices.world import settled
from tests.streams import record

pytestmark = pytest.mark.usefixtures("table")
COMPANY = {NameOID.ORGANIZATION_IDENTIFIER: "VATES-B12345674", NameOID.SERIAL_NUMBER: "IDCES-00000000T"}
PASSWORD = "contrasenya-secreta"


def file(parts=COMPANY, who="client", by="authority", key=None, others=None):
    """A PKCS #12 file in base64."""
    certificate = certified(who, by, parts)
    above = [authority()] if others is None else others
    content = pkcs12.serialize_key_and_certificates(
        b"x", key or key_of(who), certificate, above, BestAvailableEncryption(PASSWORD.encode())
    )
    return base64.b64encode(content).decode()


def upload(text=None, password=PASSWORD, **about):
    return call("invoices.certificate_upload", {"pkcs12": text or file(), "password": password, **about})


@pytest.fixture
def store(table):
    settled()
    return SystemStore(table).of(Tenant(ORGANISATION, "live"))


def test_a_certificate_of_the_issuer_is_kept_and_shown_without_its_key(store):
    answer = upload().data
    assert (answer["nif"], answer["as_representative"], answer["is_seal"]) == ("B12345674", False, False)
    assert call("invoices.certificate_get").data == answer
    item = json.dumps(certificates.load(store), default=str)
    assert "PRIVATE KEY" not in item
    assert PASSWORD not in item


def test_it_opens_the_way_to_the_agency(store, tmp_path):
    upload()
    certificate = certificates.client_certificate(store)
    assert certificate is not None
    with running(Aeat(), tmp_path) as server:
        port = HttpsAeat("127.0.0.1", server.server_port, certificate, pem(authority()))
        answer = answers.read(port.send(soap.submission(HEADER, [chained([invoice()])[0].xml])))
    assert isinstance(answer, answers.Answer)


def test_neither_key_nor_password_is_logged(store, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    upload()
    upload(password="una-altra")
    said = caplog.text + capsys.readouterr().out
    assert PASSWORD not in said
    assert "una-altra" not in said
    assert file()[:200] not in said


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("language", ["ca", "es", "en"])
@pytest.mark.parametrize(
    ("request_of", "status", "constraint"),
    [
        (lambda: {"pkcs12": "bm8gw6lz"}, 400, "certificate_file"),
        (lambda: {"pkcs12": "%%%"}, 400, "certificate_file"),
        (lambda: {"pkcs12": file(), "password": "dolenta"}, 400, "certificate_file"),
        (lambda: {"pkcs12": file({NameOID.SERIAL_NUMBER: "IDCES-12345678Z"})}, 422, "certificate_holder"),
        (lambda: {"pkcs12": file({})}, 422, "certificate_holder"),
    ],
    ids=["no file", "no base64", "password", "another holder", "no number"],
)
def test_what_an_issuer_may_not_use_is_refused(language, request_of, status, constraint):
    about = {"password": PASSWORD, **request_of()}
    answer = call("invoices.certificate_upload", about, headers={"Accept-Language": language})
    assert (answer.status, answer.error["details"]["constraint"]) == (status, constraint)
    assert call("invoices.certificate_get").status == 404


@pytest.mark.usefixtures("store")
def test_a_certificate_that_has_ended_or_has_not_begun_is_refused():
    for at in (datetime.now(UTC) + timedelta(days=31), datetime.now(UTC) - timedelta(days=2)):
        with clock.frozen(at):
            answer = upload()
        assert (answer.status, answer.error["details"]["constraint"]) == (422, "certificate_dates")


@pytest.mark.usefixtures("store")
def test_a_chain_that_does_not_hold_is_refused():
    impostor = certified("stranger", "stranger", {NameOID.COMMON_NAME: "authority"})
    answer = upload(file(others=[impostor]))
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "certificate_chain")


@pytest.mark.usefixtures("store")
def test_a_representative_may_submit_who_says_so():
    text = file({NameOID.SERIAL_NUMBER: "IDCES-12345678Z"})
    answer = upload(text, as_representative=True).data
    assert (answer["nif"], answer["as_representative"]) == ("12345678Z", True)


def test_its_end_is_told_sixty_thirty_and_seven_days_before(store, table):
    upload()
    end = clock.parse(call("invoices.certificate_get").data["expires_at"])
    told, before = [], certificates.load(store)
    for days in (40, 30, 29, 20, 7, 6, 1):
        with clock.frozen(end - timedelta(days=days)):
            load("workers/sweep_invoices").handler({}, None)
        after = certificates.load(store)
        told += [each.data["days"] for each in derive_certificate(Change(record(before, after)))]
        before = after
    assert told == [60, 30, 7]
    assert before is not None
    assert "GSI1PK" not in before
