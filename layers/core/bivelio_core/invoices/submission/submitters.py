"""With which certificate an issuer's records are submitted: its own, or the platform's under a representation.

Its own goes first while it is valid. The platform's is a secret of the deployment, which says that it has one.
"""

import json
from typing import Any, Literal

from bivelio_core import clients, clock, config
from bivelio_core.invoices import settings
from bivelio_core.invoices.verifactu import producer
from bivelio_core.invoices.verifactu.soap import Named
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.ttl_cache import TtlCache

from . import certificates, representations
from .ports import ClientCertificate

Submitter = Literal["own", "platform", "simulated", "none"]
"""`simulated` in the sandbox, where nothing is submitted."""
SECONDS = 300
"""How long the platform's certificate is remembered in a process."""

_seals: TtlCache[ClientCertificate | None] = TtlCache(SECONDS, 1)


def of_issuer(store: TenantStore, nif: str, certificate: Item | None, representation: Item | None) -> Submitter:
    """Tell with which certificate the records of an issuer are submitted."""
    if store.tenant.is_sandbox:
        return "simulated"
    own = certificate if certificate and "sealed_key" in certificate else None
    if own and clock.parse(own["expires_at"]) > clock.real_now():
        return "own"
    if is_offered() and representations.is_given(representation, nif):
        return "platform"
    return "own" if own else "none"


def is_offered() -> bool:
    """Tell whether the deployment has a certificate with which it submits for others, in the producer's name."""
    return config.aeat_seal() == "platform" and producer.producer() is not None


def represented(store: TenantStore) -> bool:
    """Tell whether the platform submits the records of a tenant; 3 reads."""
    nif = settings.load(store).seller.get("nif", "")
    return of_issuer(store, nif, certificates.load(store), representations.load(store)) == "platform"


def platform() -> tuple[ClientCertificate, Named] | None:
    """The platform's certificate, and in whose name it submits; None where the secret has none yet."""
    own, seal = producer.producer(), _seals.get(config.aeat_seal_secret_id(), _read)
    return (seal, Named(own.name, own.nif)) if own and seal else None


def forget() -> None:
    """Clear the memory of the platform's certificate; for tests."""
    _seals.clear()


def _read() -> ClientCertificate | None:
    """Read `{"certificate": PEM with its chain, "key": PEM, "is_seal": true}`, as the operator has written it."""
    answer: Any = clients.client("secretsmanager").get_secret_value(SecretId=config.aeat_seal_secret_id())
    secret: dict[str, Any] = json.loads(answer["SecretString"])
    if not secret.get("certificate"):
        return None
    return ClientCertificate(secret["certificate"], secret["key"], is_seal=bool(secret.get("is_seal", True)))
