"""AEAT's service over HTTPS with the issuer's certificate (mutual TLS), by the standard library.

Requests time out after 10 seconds to connect and 120 to answer (AEAT's service has taken more than 30). A redirect is
how the service refuses a certificate; 429 says that nothing was taken. The private key is never written to a disk.
"""

import http.client
import os
import ssl
from contextlib import suppress

from bivelio_core import config
from bivelio_core.invoices.verifactu.soap import HEADERS, Named
from bivelio_core.store.tenant_store import TenantStore

from .ports import AnswerLost, ClientCertificate, NotDelivered

PATH = "/wlpl/TIKE-CONT/ws/SistemaFacturacion/VerifactuSOAP"
HOSTS = {
    ("production", False): "www1.agenciatributaria.gob.es",
    ("production", True): "www10.agenciatributaria.gob.es",
    ("test", False): "prewww1.aeat.es",
    ("test", True): "prewww10.aeat.es",
}
"""SistemaFacturacion.wsdl: by service, and whether the certificate is a seal (sello)."""
CONNECT_SECONDS, ANSWER_SECONDS = 10, 120
MOST_BYTES = 50_000_000
OK, REDIRECTS, THROTTLED, SERVER_ERRORS, FORBIDDEN = 200, range(300, 400), 429, range(500, 600), (401, 403)


class HttpsAeat:
    """The service at a host, asked with a certificate. `authorities` are a test's own, in PEM."""

    is_simulated = False

    def __init__(
        self,
        host: str,
        port: int,
        certificate: ClientCertificate,
        authorities: str | None = None,
        representative: Named | None = None,
    ) -> None:
        self._host, self._port = host, port
        self._certificate, self._authorities = certificate, authorities
        self.representative = representative

    def send(self, message: bytes) -> bytes:
        """Return the answer's body. Raises NotDelivered, AnswerLost."""
        connection = http.client.HTTPSConnection(
            self._host, self._port, timeout=CONNECT_SECONDS, context=self._context()
        )
        try:
            try:
                connection.connect()
            except ssl.SSLError as error:
                is_theirs = isinstance(error, ssl.SSLCertVerificationError)  # the certificate of the server
                raise NotDelivered("unreachable" if is_theirs else "certificate", str(error)) from error
            except OSError as error:
                raise NotDelivered("unreachable", str(error)) from error
            connection.sock.settimeout(ANSWER_SECONDS)
            try:
                connection.request("POST", PATH, message, HEADERS)
                answer = connection.getresponse()
                body = answer.read(MOST_BYTES + 1)
            except ssl.SSLError as error:
                if "ALERT" in str(error):  # TLS 1.3 tells a refused certificate with the first answer
                    raise NotDelivered("certificate", str(error)) from error
                raise AnswerLost(str(error)) from error
            except (OSError, http.client.HTTPException) as error:
                raise AnswerLost(str(error)) from error
        finally:
            connection.close()
        return _body(answer.status, body)

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cadata=self._authorities)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # Python 3.13 asks for RFC 5280 to the letter, which public authorities of Spain have not always followed.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        _load(context, self._certificate)
        return context


def service_of(store: TenantStore) -> "HttpsAeat | Absent":
    """The service of this deployment, with the certificate of a tenant."""
    from . import submitters  # noqa: PLC0415 - reads the table
    from .certificates import client_certificate  # noqa: PLC0415 - reads the table and KMS

    settings = config.aeat_settings()
    if settings.service == "none":
        return Absent("unreachable", "this deployment submits nothing")
    representative = None
    if submitters.is_offered() and submitters.represented(store):
        if (platform := submitters.platform()) is None:
            return Absent("certificate", "the platform's certificate has not been written")
        certificate, representative = platform
    elif (own := client_certificate(store)) is None:
        return Absent("certificate", "the issuer has no certificate")
    else:
        certificate = own
    host, _, port = settings.url.partition(":")
    host = host or HOSTS[settings.service, certificate.is_seal]
    return HttpsAeat(host, int(port or 443), certificate, representative=representative)


class Absent:
    """No service: what is sent waits."""

    is_simulated = False
    representative: Named | None = None

    def __init__(self, problem: str, text: str) -> None:
        self._problem, self._text = problem, text

    def send(self, message: bytes) -> bytes:
        """Raise NotDelivered."""
        raise NotDelivered(self._problem, f"{self._text}; {len(message)} bytes wait")


def _body(status: int, body: bytes) -> bytes:
    """Return the body of an answer; a fault comes with 500. Raises NotDelivered, AnswerLost."""
    if status in REDIRECTS or status in FORBIDDEN:
        raise NotDelivered("certificate", f"status {status}")
    if status == THROTTLED:
        raise NotDelivered("unreachable", "too many requests")
    if len(body) > MOST_BYTES:
        raise AnswerLost("the answer is too large")
    if status != OK and status not in SERVER_ERRORS:
        raise AnswerLost(f"status {status}")
    return body


def _load(context: ssl.SSLContext, certificate: ClientCertificate) -> None:
    """Give a certificate to a context, which reads files only: they are in memory and have no name on a disk."""
    pem = f"{certificate.key.strip()}\n{certificate.chain.strip()}\n".encode()
    handle = os.memfd_create("certificate", os.MFD_CLOEXEC)
    try:
        os.write(handle, pem)
        context.load_cert_chain(f"/proc/self/fd/{handle}")
    except ssl.SSLError as error:
        raise NotDelivered("certificate", str(error)) from error
    finally:
        with suppress(OSError):
            os.close(handle)
