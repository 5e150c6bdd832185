"""FACe and e.FACT by their published interfaces, as servers on 127.0.0.1 that judge what they are sent.

FACe's takes a token that its own certificate verifies, of at most five minutes, whose `username` is the SHA-1 of that
certificate; e.FACT's one that its key verifies. Both verify the signature of the Facturae, and take no invoice twice.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
from bivelio_core import clock
from cryptography import x509
from lxml import etree
from signxml.exceptions import InvalidInput, InvalidSignature
from signxml.xades.xades import XAdESVerifier

from tests.receiver import Received, Receiver, Reply

Fault = Callable[[Received], Reply | str | None]
LONGEST_TOKEN_SECONDS = 300
AT_OUR_TIME = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}
"""Tokens are judged by the clock that a test may have stopped."""
NAMES = {
    "1000": "SENT",
    "1200": "REGISTERED",
    "1300": "ANNOTATED",
    "2400": "RECOGNISED",
    "2500": "PAID",
    "2600": "REJECTED",
}
"""e.FACT's names of states."""
KEY = "clau-de-prova-de-la-plataforma-00"


def _json(document: Any, status: int = 200) -> Reply:
    return Reply(status, {"Content-Type": "application/json"}, json.dumps(document).encode())


@dataclass
class Registered:
    """An invoice that was taken."""

    reference: str
    number: str
    document: bytes
    email: str
    code: str = "1200"
    reason: str | None = None
    cancellation: str = "4100"
    comment: str | None = None


@dataclass
class Administration:
    """What both share. `fault` may answer in place of the server; "" has it act, and its answer is lost."""

    invoices: dict[str, Registered] = field(default_factory=dict)
    fault: Fault = lambda _: "go on"
    refusals: list[str] = field(default_factory=list)

    def answer(self, request: Received) -> Reply | None:
        """Serve a request."""
        fault = self.fault(request)
        if not isinstance(fault, str):
            return fault
        try:
            reply = self.served(request)
        except (PermissionError, jwt.InvalidTokenError) as refused:
            self.refusals.append(str(refused))
            reply = _json({"code": "401", "message": str(refused)}, 401)
        except (InvalidInput, InvalidSignature, ValueError) as refused:
            self.refusals.append(str(refused))
            reply = _json({"codi": "3005", "message": f"La firma no es válida: {refused}"}, 400)
        return None if fault == "" else reply

    def served(self, request: Received) -> Reply:
        """Judge and do what a request asks."""
        raise NotImplementedError

    def taken(self, content: str, name: str, email: str) -> Registered | None:
        """Judge a signed Facturae; None when it is here already."""
        assert name.endswith((".xml", ".xsig"))
        document = base64.b64decode(content, validate=True)
        root = etree.fromstring(document)
        certificate = base64.b64decode(root.findtext(".//{*}X509Certificate") or "")
        XAdESVerifier().verify(document, x509_cert=x509.load_der_x509_certificate(certificate))
        number = root.findtext(".//{*}InvoiceHeader/{*}InvoiceNumber") or ""
        roles = {each.findtext("{*}RoleTypeCode") for each in root.iter("{*}AdministrativeCentre")}
        assert {"01", "02", "03"} <= roles
        if any(each.number == number for each in self.invoices.values()):
            return None
        reference = f"2026{len(self.invoices) + 1:08d}"
        self.invoices[reference] = Registered(reference, number, document, email)
        return self.invoices[reference]


class FaceServer(Administration):
    """FACe's REST interface for those who send invoices."""

    PATH = re.compile(r"/providers/v1/invoices(?:/(?P<number>[^/]+)(?P<cancel>/cancellation-requests)?)?")

    def served(self, request: Received) -> Reply:
        """POST an invoice, GET one, POST a request for cancellation."""
        self.authenticate(request)
        path = self.PATH.fullmatch(request.path)
        if path is None:
            return _json({"message": "not found"}, 404)
        if path["number"] is None:
            return self._handed_in(json.loads(request.body))
        registered = self.invoices.get(path["number"])
        if registered is None:
            return _json({"code": "303", "message": "La factura no existe"}, 404)
        if path["cancel"]:
            registered.cancellation, registered.comment = "4200", json.loads(request.body)["comment"]
            return _json({"numeroRegistro": registered.reference}, 201)
        return _json(
            {
                "numeroRegistro": registered.reference,
                "tramitacion": {"codigo": registered.code, "descripcion": "x", "motivo": registered.reason or ""},
                "anulacion": {"codigo": registered.cancellation, "descripcion": "x", "motivo": ""},
            }
        )

    def authenticate(self, request: Received) -> None:
        """Verify the token by the certificate that it carries. Raises PermissionError, InvalidTokenError."""
        token = request.headers["authorization"].removeprefix("Bearer ")
        (text,) = jwt.get_unverified_header(token)["x5c"]
        certificate = x509.load_der_x509_certificate(base64.b64decode(text))
        claims = jwt.decode(token, certificate.public_key(), ["RS256"], options=AT_OUR_TIME)  # type: ignore[arg-type]
        require_time(claims)
        if claims["username"] != hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest():
            raise PermissionError("the username is not the certificate's")

    def _handed_in(self, document: dict[str, Any]) -> Reply:
        assert document.keys() == {"filename", "content", "email", "attachments"}
        registered = self.taken(document["content"], document["filename"], document["email"])
        if registered is None:
            return _json({"code": "409", "message": "La factura ya ha sido presentada"}, 400)
        return _json({"numeroRegistro": registered.reference, "fechaRecepcion": "2026-04-07T12:00:00Z"}, 201)


class EfactServer(Administration):
    """e.FACT's REST interface for those who send invoices."""

    def served(self, request: Received) -> Reply:
        """POST /factura, GET /factura/:id, GET /estats-pendents."""
        self.authenticate(request)
        path, _, query = request.path.removeprefix("/proveidors").partition("?")
        if request.method == "POST" and path == "/factura":
            return self._handed_in(json.loads(request.body))
        if path == "/estats-pendents":
            assert query.startswith("nifProveidor=")
            states = [{"id": each, "idFactura": each, "estat": {"codi": "SENT"}} for each in self.invoices]
            return _json({"mesEstats": False, "estats": states})
        registered = self.invoices.get(path.removeprefix("/factura/"))
        if registered is None:
            return _json({"codiError": 2001, "descripcioError": "No s'ha trobat la factura especificada"}, 404)
        return _json(self._shown(registered))

    def authenticate(self, request: Received) -> None:
        """Verify the token by the platform's key. Raises PermissionError, InvalidTokenError."""
        token = request.headers["authorization"].removeprefix("Bearer ")
        needed = {"require": ["exp", "iat", "nbf", "iss", "aud"], **AT_OUR_TIME}
        claims = jwt.decode(token, KEY, ["HS256"], audience="efact", options=needed)  # type: ignore[arg-type]
        require_time(claims)
        if claims["iss"] != "hub_0012":
            raise PermissionError("1003")

    def _handed_in(self, document: dict[str, Any]) -> Reply:
        invoice = document["factura"]
        registered = self.taken(invoice["contingut"], invoice["nom"], document["correuElectronic"])
        if registered is None:
            return _json({"codiError": 3011, "descripcioError": "factura repetida"}, 400)
        registered.code = "1000"
        return _json(self._shown(registered))

    def _shown(self, registered: Registered) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": registered.reference,
            "numero": registered.number,
            "serie": "",
            "estat": {"codi": NAMES[registered.code], "codiNumneric": registered.code, "data": "2026-04-07"},
        }
        if registered.code != "1000":
            shown["registre"] = {"numero": f"E{registered.reference}", "data": "2026-04-07T12:00:00Z"}
        if registered.reason:
            shown["motiuRebuig"] = {"codi": "DF01", "descripcio": registered.reason}
        return shown


def require_time(claims: dict[str, Any]) -> None:
    """Raise PermissionError for a token that is not valid now, or for too long."""
    now = clock.real_now().timestamp()
    if claims["exp"] - claims["iat"] > LONGEST_TOKEN_SECONDS or not claims["iat"] - 1 <= now <= claims["exp"]:
        raise PermissionError("the token is not valid now, or for too long")


def served(administration: Administration) -> Receiver:
    """Return the server of an administration, to be entered."""
    return Receiver(administration.answer)
