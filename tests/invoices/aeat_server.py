"""The tax agency behind HTTPS with mutual TLS on 127.0.0.1, which may drop, redirect, throttle and fail."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import ClassVar

from bivelio_core.invoices.submission.https import PATH
from bivelio_core.invoices.submission.ports import ClientCertificate
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from .aeat import Aeat

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@cache
def key_of(_who: str) -> Key:
    """A key."""
    return ec.generate_private_key(ec.SECP256R1())


def certified(who: str, by: str, parts: dict[x509.ObjectIdentifier, str] | None = None) -> x509.Certificate:
    """A certificate that an authority has signed; `by` its own name is one of an authority."""
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(who, parts))
        .issuer_name(_name(by))
        .public_key(key_of(who).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=who == by, path_length=None), critical=True)
    )
    if who == "server":
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
    return builder.sign(key_of(by), SHA256())


def _name(who: str, parts: dict[x509.ObjectIdentifier, str] | None = None) -> x509.Name:
    names = {NameOID.COMMON_NAME: who, **(parts or {})}
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in names.items()])


def pem(certificate: x509.Certificate) -> str:
    """A certificate as PEM."""
    return certificate.public_bytes(Encoding.PEM).decode()


def key_pem(who: str) -> str:
    """A key as PEM (PKCS #8)."""
    return key_of(who).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def client(by: str = "authority") -> ClientCertificate:
    """The certificate of an issuer."""
    return ClientCertificate(pem(certified("client", by)), key_pem("client"))


class Server(ThreadingHTTPServer):
    """The server. `fate` is what becomes of the next requests."""

    agency: Aeat
    fate: str | None = None
    arrived: ClassVar[list[bytes]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        """Answer a message."""
        assert self.path == PATH
        assert self.headers["SOAPAction"] == '""'
        assert self.headers["Content-Type"] == "text/xml; charset=utf-8"
        message = self.rfile.read(int(self.headers["Content-Length"]))
        fate = self.server.fate
        if fate == "redirect":
            return self._answer(302, b"", Location="https://127.0.0.1/acceso")
        if fate == "throttled":
            return self._answer(429, b"")
        if fate == "broken":
            return self._answer(503, b"<html>Servicio no disponible</html>")
        answer = self.server.agency.answer(message)
        if fate == "dropped":
            self.connection.close()
            return None
        return self._answer(500 if b"soapenv:Fault" in answer else 200, answer)

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "text/xml; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_about: object) -> None:
        """Say nothing."""


@contextmanager
def running(agency: Aeat, folder: Path) -> Iterator[Server]:
    """Run the server, which asks for a certificate of its authority."""
    files = {name: folder / f"{name}.pem" for name in ("server", "authority")}
    files["server"].write_text(key_pem("server") + pem(certified("server", "authority")))
    files["authority"].write_text(pem(authority()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files["server"])
    context.load_verify_locations(files["authority"])
    context.verify_mode = ssl.CERT_REQUIRED
    server = Server(("127.0.0.1", 0), _Handler)
    server.agency = agency
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@cache
def authority() -> x509.Certificate:
    """The authority that the server and its clients trust."""
    return certified("authority", "authority")
