"""AWS for processes that are measured: moto behind TLS, in this process, whose time is not theirs."""

import datetime as dt
import hashlib
import os
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import boto3
import botocore
from bivelio_core.aws import tls
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.aws.served import Handler

HOST = "127.0.0.1"


def certificate(folder: Path, host: str = HOST) -> tuple[Path, Path, Path]:
    """Write a certificate for a host; return it, its key, and it among all authorities that botocore trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "table of the benchmark")])
    named = x509.IPAddress(ip_address(host)) if host == HOST else x509.DNSName(host)
    now = dt.datetime.now(dt.UTC)
    x509_certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([named]), critical=False)
        .sign(key, hashes.SHA256())
    )
    own, secret, authorities = folder / "certificate.pem", folder / "key.pem", folder / "authorities.pem"
    pem = x509_certificate.public_bytes(serialization.Encoding.PEM)
    own.write_bytes(pem)
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    authorities.write_bytes((Path(botocore.__file__).parent / "cacert.pem").read_bytes() + pem)
    return own, secret, authorities


class Server(ThreadingHTTPServer):
    """A server whose clients end without a word, as processes that are measured do."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of what is no such end."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


@contextmanager
def served(folder: Path) -> Iterator[dict[str, str]]:
    """Serve what moto's mock of this process holds; yield the variables by which a function finds it."""
    own, secret, authorities = certificate(folder)
    few = folder / "few-authorities.pem"
    few.write_bytes(Path(tls.ROOTS).read_bytes() + own.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own, secret)
    with Server((HOST, 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            address = f"https://{HOST}:{server.server_port}"
            yield {"AWS_ENDPOINT_URL": address, "AWS_CA_BUNDLE": str(authorities), "FEW_AUTHORITIES": str(few)}
        finally:
            server.shutdown()


def fill_for_peers(key: str) -> None:
    """Store what the peers read: a contact, a page of them, and a key by its hash."""
    item = {"type": "person", "name": "Maria Garcia", "tags": ["lead"], "custom_fields": {}, "version": 1}
    times = {"created_at": "2026-04-07T12:10:00Z", "updated_at": "2026-04-07T12:10:00Z"}
    table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
    for name in ("ct_abc123", *(f"ct_{number:06}" for number in range(30))):
        table.put_item(Item={"PK": "peer", "SK": name, "id": name, **item, **times})
    hashed = hashlib.sha256(key.encode()).hexdigest()
    table.put_item(Item={"PK": "peer", "SK": hashed, "organisation": "org_peer", "scopes": "admin"})
