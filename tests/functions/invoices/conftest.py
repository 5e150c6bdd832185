"""Places of administrations that tests of invoices hand in to: FACe and e.FACT as servers on 127.0.0.1."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from bivelio_core import clients
from bivelio_core.invoices.submission import certificates
from bivelio_core.providers.administration import efact
from bivelio_core.store.keys import ISSUER_CERTIFICATE
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.api import ORGANISATION
from tests.invoices.administration import MAIL
from tests.invoices.administrations import KEY, EfactServer, FaceServer, served
from tests.invoices.certificates import holder
from tests.invoices.world import settled


def certified(table: Any) -> None:
    """The organisation has a certificate."""
    store = SystemStore(table).of(Tenant.at(ORGANISATION, "live"))
    credentials = holder()
    chain = "".join(each.public_bytes(Encoding.PEM).decode() for each in (credentials.certificate, *credentials.chain))
    key = credentials.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store.put(ISSUER_CERTIFICATE, certificates.SK, {"chain": chain, "sealed_key": certificates.sealed(store, key)})


@pytest.fixture
def live(table: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deployment that hands live invoices in to the test services."""
    monkeypatch.setenv("ADMINISTRATIONS_SERVICE", "test")
    settled(email=MAIL)
    certified(table)


@pytest.fixture
def face(live: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaceServer]:
    """FACe."""
    administration = FaceServer()
    with served(administration) as server:
        monkeypatch.setenv("FACE_URL", f"http://127.0.0.1:{server.port}")
        yield administration


@pytest.fixture
def hub(live: None, deployment: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[EfactServer]:
    """e.FACT, where the platform is registered."""
    secret = {"Name": "efact", "SecretString": json.dumps({"user": "hub_0012", "key": KEY})}
    clients.of_boto3("secretsmanager").create_secret(**secret)
    monkeypatch.setenv("EFACT_SECRET_ID", "efact")
    efact.forget()
    administration = EfactServer()
    with served(administration) as server:
        monkeypatch.setenv("EFACT_URL", f"http://127.0.0.1:{server.port}")
        yield administration
    efact.forget()
