"""POST /v1/invoices/representation/set keeps its promises, from the signed model to the agency's door."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clients, clock
from bivelio_core.invoices.submission import https, submitters, turns
from bivelio_core.invoices.verifactu.soap import Named
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.functions.documents.world import PDF
from tests.functions.documents.world import upload as upload_document
from tests.functions.invoices.test_certificate_upload import upload
from tests.invoices.aeat import Aeat
from tests.invoices.aeat_server import certified, key_pem, pem, running
from tests.invoices.producers import PRODUCER
from tests.invoices.world import issued, settled

NOW = datetime(2026, 4, 7, 13, tzinfo=UTC)
SIGNED = {"annex": "direct", "signed_by": "Maria Garcia", "signed_on": "2026-04-01", "how": "qualified_signature"}


def model(filename="representacio.pdf", content=PDF):
    """The id of a signed model among the documents."""
    return upload_document(content, filename).data["document_id"]


class Listening(Aeat):
    """The agency, which keeps the messages that arrive."""

    def __init__(self):
        super().__init__()
        self.arrived = []

    def answer(self, document):
        self.arrived.append(document)
        return super().answer(document)


def give(headers=None, **about):
    return call("invoices.representation_set", {**SIGNED, **about}, headers=headers)


def seal(**about):
    """Write the platform's certificate into its secret, as an operator does."""
    secret = {"certificate": pem(certified("seal", "authority")), "key": key_pem("seal"), "is_seal": True, **about}
    clients.of_boto3("secretsmanager").create_secret(Name="seal", SecretString=json.dumps(secret))
    submitters.forget()


@pytest.fixture(autouse=True)
def deployment(table, monkeypatch):
    """A deployment whose producer has a seal, and an issuer."""
    for name, value in {
        "DEPLOYMENT": "local",
        "PRODUCER": json.dumps(PRODUCER),
        "AEAT_SERVICE": "test",
        "AEAT_SEAL": "platform",
        "AEAT_SEAL_SECRET_ID": "seal",
    }.items():
        monkeypatch.setenv(name, value)
    with clock.frozen(NOW):
        settled(verifactu="active")
        yield table
    submitters.forget()


@pytest.fixture
def store(deployment):
    return SystemStore(deployment).of(Tenant(ORGANISATION, "live"))


def test_a_signed_model_is_kept_with_the_hash_of_its_file():
    document = model()
    answer = give(document_id=document).data
    assert answer == {
        "state": "given",
        "submits_with": "platform",
        **SIGNED,
        "document_id": document,
        "document_sha256": hashlib.sha256(PDF).hexdigest(),
        "nif": "B12345674",
        "given_at": "2026-04-07T13:00:00Z",
    }
    assert call("invoices.representation_get").data == answer
    assert "representation.given" in {each["action"] for each in call("audit.list", {}).data["entries"]}


@pytest.mark.parametrize("language", ["ca", "es", "en"])
@pytest.mark.parametrize(
    ("about", "status", "field", "constraint"),
    [
        (lambda: {"document_id": model("nota.txt", b"hola")}, 422, "document_id", "not_a_pdf"),
        (lambda: {"document_id": "doc_a1b2c3d4"}, 422, "document_id", "not_found"),
        (lambda: {"document_id": model(), "signed_on": "2026-04-08"}, 422, "signed_on", "in_the_future"),
        (lambda: {"document_id": model(), "how": "click"}, 400, "how", None),
    ],
    ids=["no PDF", "no document", "tomorrow", "a click"],
)
def test_what_is_no_signed_model_is_refused_and_nothing_kept(language, about, status, field, constraint):
    answer = give(headers={"Accept-Language": language}, **about())
    assert (answer.status, answer.error["details"]["field"]) == (status, field)
    assert constraint in (None, answer.error["details"]["constraint"])
    assert call("invoices.representation_get").data["state"] == "none"


def test_under_a_key_it_is_given_once():
    document, key = model(), {"Idempotency-Key": "give-1"}
    first = give(headers=key, document_id=document).data
    call("invoices.representation_end")
    assert give(headers=key, document_id=document).data == first
    assert call("invoices.representation_get").data["state"] == "ended"


def test_the_own_certificate_goes_first_while_it_is_valid(store):
    give(document_id=model())
    seal()
    assert https.service_of(store).representative == Named(PRODUCER["name"], PRODUCER["nif"])
    with clock.frozen(datetime.now(UTC)):
        expires_at = clock.parse(upload().data["expires_at"])
        assert call("invoices.representation_get").data["submits_with"] == "own"
        assert https.service_of(store).representative is None
    with clock.frozen(expires_at + timedelta(seconds=1)):
        assert call("invoices.representation_get").data["submits_with"] == "platform"
        assert https.service_of(store).representative is not None


def test_without_a_representation_or_a_seal_the_records_wait(store, monkeypatch):
    assert https.service_of(store).__class__ is https.Absent
    give(document_id=model())
    seal(certificate="")
    assert https.service_of(store).__class__ is https.Absent
    monkeypatch.setenv("AEAT_SEAL", "none")
    assert call("invoices.representation_get").data["submits_with"] == "none"
    assert https.service_of(store).__class__ is https.Absent


def test_records_reach_the_agency_with_the_seal_and_name_who_represents(store, tmp_path, monkeypatch):
    give(document_id=model())
    seal()
    invoice = issued()
    agency = Listening()
    with running(agency, tmp_path) as server:
        monkeypatch.setenv("AEAT_URL", f"127.0.0.1:{server.server_port}")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        assert turns.serve(store, https.service_of(store)) is None
    (message,) = agency.arrived
    representative = message.partition(b"<sf:Representante>")[2].partition(b"</sf:Representante>")[0].decode()
    assert PRODUCER["name"] in representative
    assert PRODUCER["nif"] in representative
    assert agency.broken == []
    assert call("invoices.get", {"id": invoice["id"]}).data["verifactu"]["state"] == "registered"
    told = call("invoices.settings_get").data["verifactu_submission"]
    assert told == {"pending": 0, "submits_with": "platform", "represented_since": "2026-04-07T13:00:00Z"}
