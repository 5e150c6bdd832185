"""A real SMTP server on 127.0.0.1 with accounts and TLS (aiosmtpd), and the mails that it accepted."""

import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Mail:
    """A mail as it was handed over."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    is_signed_in: bool
    is_under_tls: bool


@dataclass
class MailServer:
    """`with MailServer(folder) as server:`; `answer` is called with each mail and gives the reply to it.

    With `tls` "starttls" it offers STARTTLS and wants it before anything else, with "tls" it speaks TLS from the first
    byte, with "none" neither.
    """

    folder: Path
    tls: str = "starttls"
    user: str = "correu"
    password: str = "contrasenya-secreta"
    answer: Callable[[Mail], str] = lambda _: "250 accepted"
    mails: list[Mail] = field(default_factory=list)
    _controller: Any = None

    def __enter__(self) -> Self:
        context = None if self.tls == "none" else server_context(self.folder)
        options: dict[str, Any] = {"ssl_context": context} if self.tls == "tls" else {"tls_context": context}
        self._controller = _Controller(
            self,
            hostname="127.0.0.1",
            port=0,
            authenticator=self._judge,
            auth_required=self.tls != "none",
            auth_require_tls=self.tls == "starttls",
            require_starttls=self.tls == "starttls",
            **options,
        )
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        """Its port."""
        return int(self._controller.server.sockets[0].getsockname()[1])

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a mail."""
        signed_in = bool(session.authenticated)
        under_tls = session.ssl is not None or self.tls == "tls"
        mail = Mail(envelope.mail_from, tuple(envelope.rcpt_tos), envelope.content, signed_in, under_tls)
        self.mails.append(mail)
        return self.answer(mail)

    def _judge(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            self.user.encode(),
            self.password.encode(),
        )
        return AuthResult(success=right, handled=False)


class _Controller(Controller):
    """aiosmtpd's, which finds out its port by itself."""

    server: Any

    def _trigger_server(self) -> None:
        """Connect once, as aiosmtpd wants to see, to the port that was found."""
        socket.create_connection(self.server.sockets[0].getsockname()).close()


def authority(folder: Path) -> Path:
    """The certificate of the server in a folder, made when first asked for: put it into SSL_CERT_FILE to trust it."""
    file = folder / "certificate.pem"
    if not file.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.com")])
        now = datetime.now(UTC)
        names = [x509.DNSName("mail.example.com"), x509.DNSName("localhost")]
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([*names, address]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / "key.pem").write_bytes(private)
        file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return file


def server_context(folder: Path) -> ssl.SSLContext:
    """The server's side of TLS."""
    file = authority(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, folder / "key.pem")
    return context
