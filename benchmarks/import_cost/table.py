"""AWS for processes that are measured: moto behind TLS, in this process, whose time is not theirs."""

import datetime as dt
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import botocore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.aws.served import Handler

HOST = "127.0.0.1"


def certificate(folder: Path) -> tuple[Path, Path, Path]:
    """Write a certificate for this machine; return it, its key, and it among all authorities that botocore trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "table of the benchmark")])
    now = dt.datetime.now(dt.UTC)
    x509_certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    own, secret, authorities = folder / "certificate.pem", folder / "key.pem", folder / "authorities.pem"
    pem = x509_certificate.public_bytes(serialization.Encoding.PEM)
    own.write_bytes(pem)
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    authorities.write_bytes((Path(botocore.__file__).parent / "cacert.pem").read_bytes() + pem)
    return own, secret, authorities


@contextmanager
def served(folder: Path) -> Iterator[dict[str, str]]:
    """Serve what moto's mock of this process holds; yield the variables by which a function finds it."""
    own, secret, authorities = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own, secret)
    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield {"AWS_ENDPOINT_URL": f"https://{HOST}:{server.server_port}", "AWS_CA_BUNDLE": str(authorities)}
        finally:
            server.shutdown()
