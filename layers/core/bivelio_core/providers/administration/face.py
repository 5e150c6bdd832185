"""FACe's REST interface for those who send invoices (`/providers/v1`), with tokens that the sender's certificate signs.

The token is RS256 with the certificate in `x5c`; `username` is the SHA-1 in hex of the certificate's base64, and it is
valid for five minutes at most (FACe, manual of the API for integrators, section 2.3). The paths and the fields of what
is sent are public; those of the answers are read by the names that FACe's interfaces use, in Spanish and in English.
"""

import base64
import hashlib
import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from bivelio_core import clock, provider_urls
from bivelio_core.providers.messaging import http
from bivelio_core.providers.messaging.failures import OutcomeUnknown, Refused, Unavailable

from .port import Filed, Holder, Progress, Receipt, SentBefore

HOSTS = {"production": "https://api.face.gob.es", "test": "https://se-api-face.redsara.es"}
TIMEOUT_SECONDS = 20.0
TOKEN_LIFE = timedelta(minutes=4)
"""Less than the five minutes that FACe allows, for clocks that differ."""
CONFLICT = 409
SENT_BEFORE = re.compile(r"ya (?:ha sido|fue|est[aá]) (?:presentada|registrada)|duplicad", re.IGNORECASE)
"""How FACe says that it has an invoice already: it takes none with the same number of the same seller twice."""
NUMBER = ("numeroRegistro", "registryNumber", "registryCode", "registrationNumber", "numero_registro")
PROCESSING, CANCELLATION = ("tramitacion", "processing", "statusInfo", "status"), ("anulacion", "cancellation")
CODE, REASON = ("codigo", "code", "statusCode"), ("motivo", "reason", "comment")


class Face:
    """FACe, asked with a certificate that is registered there."""

    is_simulated = False
    can_cancel = True

    def __init__(self, holder: Holder, service: str) -> None:
        self._holder = holder
        self._address = f"{provider_urls.face_url(HOSTS[service])}/providers/v1/invoices"

    def hand_in(self, filed: Filed) -> Receipt:
        """See Place. Raises Refused, Unavailable, OutcomeUnknown."""
        document = {
            "filename": filed.name,
            "content": base64.b64encode(filed.content).decode(),
            "email": filed.email,
            "attachments": [],
        }
        headers = self._headers()
        answer = http.send_json(self._address, document, headers=headers, timeout_seconds=TIMEOUT_SECONDS)
        if is_sent_before(answer):
            if number := text_of(answer.document, NUMBER):
                return Receipt(number, number)
            raise SentBefore(sentence_of(answer))
        require_success(answer)
        if number := text_of(answer.document, NUMBER):
            return Receipt(number, number)
        raise OutcomeUnknown("the answer names no registry number")

    def find(self, filed: Filed) -> None:  # noqa: ARG002 - FACe can be asked by its own number alone
        """See Place."""
        return

    def progress(self, reference: str) -> Progress:
        """See Place. Raises Refused, Unavailable, OutcomeUnknown."""
        answer = self._ask(reference)
        processing, cancellation = part_of(answer, PROCESSING), part_of(answer, CANCELLATION)
        code = text_of(processing, CODE)
        if code is None:
            raise OutcomeUnknown("the answer names no state")
        return Progress(
            code,
            text_of(processing, REASON),
            reference,
            text_of(answer, ("numeroRCF", "numeroRegistroRCF", "rcfNumber")),
            text_of(cancellation, CODE),
            text_of(cancellation, REASON),
        )

    def ask_cancellation(self, reference: str, reason: str) -> None:
        """See Place. Raises Refused, Unavailable, OutcomeUnknown."""
        address = f"{self._address}/{quote(reference, safe='')}/cancellation-requests"
        headers, document = self._headers(), {"comment": reason}
        require_success(http.send_json(address, document, headers=headers, timeout_seconds=TIMEOUT_SECONDS))

    def _ask(self, reference: str) -> dict[str, Any]:
        address = f"{self._address}/{quote(reference, safe='')}"
        answer = http.request("GET", address, headers=self._headers(), timeout_seconds=TIMEOUT_SECONDS)
        require_success(answer)
        return answer.document

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {token(self._holder)}"}


def token(holder: Holder) -> str:
    """Return a token by which FACe knows the holder of a certificate."""
    import jwt  # noqa: PLC0415 - only who asks FACe loads it
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    certificate = base64.b64encode(holder.certificate.public_bytes(Encoding.DER)).decode()
    now = clock.real_now()
    claims = {
        "username": hashlib.sha1(certificate.encode(), usedforsecurity=False).hexdigest(),
        "iat": int(now.timestamp()),
        "exp": int((now + TOKEN_LIFE).timestamp()),
    }
    return jwt.encode(claims, holder.key, algorithm="RS256", headers={"x5c": [certificate]})


def is_sent_before(answer: http.Answer) -> bool:
    """Tell whether FACe refuses an invoice because it has it."""
    return answer.status == CONFLICT or (
        answer.status not in http.SUCCESSES and bool(SENT_BEFORE.search(sentence_of(answer)))
    )


def require_success(answer: http.Answer) -> None:
    """Raise for any answer but a success."""
    if answer.status == http.TOO_MANY_REQUESTS:
        raise Unavailable("rate_limited", sentence_of(answer), retry_after=answer.retry_after)
    http.failed(answer)
    if answer.status in http.NOT_ALLOWED:
        raise Refused("credentials_rejected", sentence_of(answer))
    if answer.status not in http.SUCCESSES:
        raise Refused("content_rejected", sentence_of(answer))


def sentence_of(answer: http.Answer) -> str:
    """Return what an answer says for people."""
    names = ("descripcion", "description", "message", "detail", "descripcioError", "error")
    return text_of(answer.document, names) or f"HTTP {answer.status}"


def part_of(document: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the object of the first of some names, wherever in the document."""
    for name in names:
        for each in objects_of(document):
            if isinstance(each.get(name), dict):
                part: dict[str, Any] = each[name]
                return part
    return {}


def text_of(document: Any, names: tuple[str, ...]) -> str | None:
    """Return the text or number of the first of some names, wherever in the document."""
    for name in names:
        for each in objects_of(document):
            if isinstance(each.get(name), str | int) and str(each[name]).strip():
                return str(each[name]).strip()
    return None


def objects_of(document: Any) -> list[dict[str, Any]]:
    """Return the document and the objects in it, the outer ones first."""
    objects, level = [], [document]
    while level:
        objects += [each for each in level if isinstance(each, dict)]
        level = [
            value for each in level if isinstance(each, dict) for value in each.values() if isinstance(value, dict)
        ]
    return objects
