"""Whether a call of an inbound URL comes from whom the workflow's trigger expects: an HMAC or a token in a header."""

import base64
import hmac
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from bivelio_core import clock
from bivelio_core.errors import ApiError
from bivelio_core.faults import Text
from bivelio_core.workflows.definitions.check_trigger import BODY, TIMESTAMP

LONGEST_TIMESTAMP = 12


class NotVerified(ApiError):
    """The call is not signed as the trigger of the workflow asks."""

    code, status = "INBOUND_NOT_VERIFIED", 401
    remedy: ClassVar[Text] = {
        "ca": "Compara la capçalera, el secret, l'algorisme i la codificació amb trigger.verify, i signa els "
        "bytes que s'envien.",
        "es": "Compara la cabecera, el secreto, el algoritmo y la codificación con trigger.verify, y firma los "
        "bytes que se envían.",
        "en": "Compare header, secret, algorithm and encoding with trigger.verify, and sign the very bytes that "
        "are sent.",
    }
    text: ClassVar[Text] = {
        "ca": "La capçalera '{header}' no demostra qui fa la crida.",
        "es": "La cabecera '{header}' no demuestra quién hace la llamada.",
        "en": "The header '{header}' does not prove who is calling.",
    }


class CallTooOld(ApiError):
    """The call was signed at another time than now: somebody repeats it, or a clock is wrong."""

    code, status = "INBOUND_TOO_OLD", 401
    remedy: ClassVar[Text] = {
        "ca": "Signa cada crida quan l'enviïs, i comprova l'hora del teu servidor.",
        "es": "Firma cada llamada cuando la envíes, y comprueba la hora de tu servidor.",
        "en": "Sign each call when it is sent, and check your clock.",
    }
    text: ClassVar[Text] = {
        "ca": "La crida no és d'ara: la capçalera '{header}' s'aparta més de {limit} segons de la nostra hora.",
        "es": "La llamada no es de ahora: la cabecera '{header}' se aparta más de {limit} segundos de nuestra hora.",
        "en": "The call is not of now: the header '{header}' is more than {limit} seconds away from our time.",
    }


class Proof(NamedTuple):
    """What a verified call proved. `once` is a text that only this call can have, where the time is signed too."""

    once: str | None = None


def verified(verify: Mapping[str, Any] | None, secret: str, headers: Mapping[str, str], body: bytes) -> Proof:
    """What a call proves. Header names are lower case. Raises NotVerified or CallTooOld; all is compared at once."""
    if verify is None:
        return Proof()
    name = verify["header"]
    given = headers.get(name.lower(), "")
    if verify["method"] == "token":
        _require(given, verify.get("prefix", "") + secret, name)
        return Proof()
    timed = verify.get("timestamp_header")
    sent_at = headers.get(timed.lower(), "") if timed else ""
    before, _, behind = verify.get("signed", BODY).replace(TIMESTAMP, sent_at).partition(BODY)
    signed = before.encode() + body + behind.encode()
    digest = hmac.digest(secret.encode(), signed, verify.get("algorithm", "sha256"))
    is_base64 = verify.get("encoding") == "base64"
    written = base64.b64encode(digest).decode() if is_base64 else digest.hex()
    _require(given if is_base64 else given.lower(), verify.get("prefix", "") + written, name)
    if timed:
        _require_now(sent_at, timed, verify.get("tolerance_seconds", 300))
    return Proof(f"signature:{given}" if timed else None)


def _require(given: str, expected: str, header: str) -> None:
    if not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
        raise NotVerified(header=header)


def _require_now(sent_at: str, header: str, tolerance: int) -> None:
    is_number = sent_at.isascii() and sent_at.isdigit() and len(sent_at) <= LONGEST_TIMESTAMP
    if not is_number or abs(clock.epoch() - int(sent_at)) > tolerance:
        raise CallTooOld(header=header, limit=tolerance)
