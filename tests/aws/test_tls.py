"""Servers of AWS are verified by Amazon's own roots, and by the system's where those do not know them."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import botocore
import pytest
from bivelio_core.aws import tls
from bivelio_core.aws.client import Client
from bivelio_core.aws.connection import Connections
from bivelio_core.aws.parties import Endpoint
from bivelio_core.aws.services import SERVICES
from bivelio_core.aws_calls import ServiceBusy
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from benchmarks.import_cost.table import Server, certificate
from tests.aws.served import MADE, PATIENT, Handler

HOST = "dynamodb.eu-west-1.amazonaws.com"
PUBLISHED = {
    "Amazon Root CA 1": "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
    "Amazon Root CA 2": "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
    "Amazon Root CA 3": "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
    "Amazon Root CA 4": "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
    "Starfield Services Root Certificate Authority - G2": (
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5"
    ),
}
"""SHA-256 of the certificates, as https://www.amazontrust.com/repository/ gives them."""

ABSENT = {"TableName": "bivelio", "Key": {"PK": {"S": "a"}, "SK": {"S": "b"}}}

pytestmark = pytest.mark.filterwarnings("ignore:Parsed a serial number")  # that of Starfield's is 0


def certificates(file):
    return x509.load_pem_x509_certificates(Path(file).read_bytes())


def common_name(known):
    names = known.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return names[0].value if names else ""


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """No context is there, and no file of the environment says whom to trust."""
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    tls._verifying.cache_clear()
    yield
    tls._verifying.cache_clear()


def test_the_roots_are_those_that_amazon_publishes():
    found = {common_name(each): each.fingerprint(hashes.SHA256()).hex() for each in certificates(tls.ROOTS)}
    assert found == PUBLISHED


def test_the_roots_hold_for_years():
    """A failure leaves two years to replace one."""
    ends = {common_name(each): each.not_valid_after_utc for each in certificates(tls.ROOTS)}
    assert {name for name, end in ends.items() if end < datetime.now(UTC) + timedelta(days=730)} == set()


def test_botocore_trusts_no_other_root_of_amazon():
    """Its list is Mozilla's and comes anew with each of its versions: a new root of Amazon's fails here."""
    listed = certificates(Path(botocore.__file__).parent / "cacert.pem")
    known = {each.fingerprint(hashes.SHA256()).hex() for each in listed}
    of_amazon = {each for each in listed if "O=Amazon" in each.subject.rfc4514_string()}
    assert {common_name(each) for each in of_amazon} <= set(PUBLISHED)
    assert set(PUBLISHED.values()) <= known


def subjects(host):
    return {str(each["subject"]) for each in tls.context(host).get_ca_certs()}


def test_hosts_of_aws_are_judged_by_its_roots_alone(monkeypatch):
    assert len(subjects(HOST)) == len(subjects("sqs.eu-west-1.api.aws")) == len(PUBLISHED)
    of_system = {str(each["subject"]) for each in ssl.create_default_context().get_ca_certs()}
    assert subjects("dynamodb.cn-north-1.amazonaws.com.cn") == subjects("amazonaws.com.evil.example") == of_system
    monkeypatch.setenv("AWS_CA_BUNDLE", tls.ROOTS)
    assert tls.context(HOST) is tls.context("127.0.0.1")


@pytest.fixture
def other_authority(tmp_path, monkeypatch):
    """A client of a server of AWS whose certificate the system's authorities know, and Amazon's roots do not."""
    own, secret, _ = certificate(tmp_path, HOST)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own, secret)
    monkeypatch.setenv("SSL_CERT_FILE", str(own))
    with Server(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        place = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.server_port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: place)
        endpoint = Endpoint("dynamodb", "eu-west-1", HOST, HOST, server.server_port, is_secure=True)
        MADE.append(Connections(endpoint, "tests", PATIENT.connect, PATIENT.read))
        yield Client(SERVICES["dynamodb"], endpoint, PATIENT, MADE[-1], lambda: None)
        server.shutdown()


@pytest.mark.usefixtures("table")
def test_a_server_that_amazons_roots_do_not_know_is_judged_by_the_systems(other_authority, caplog):
    assert "Item" not in other_authority.get_item(**ABSENT)
    assert [each.levelname for each in caplog.records if each.name == "bivelio_core.aws.tls"] == ["WARNING"]


@pytest.mark.usefixtures("table")
def test_a_server_that_nobody_certifies_is_refused(other_authority, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", tls.ROOTS)
    other_authority._policy = PATIENT._replace(again_within=0.3)
    with pytest.raises(ServiceBusy, match="CERTIFICATE_VERIFY_FAILED"):
        other_authority.get_item(**ABSENT)
