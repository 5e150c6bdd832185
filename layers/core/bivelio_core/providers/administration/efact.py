"""e.FACT's REST interface for those who send invoices, of the Consorci AOC (github.com/ConsorciAOC/eFact).

The token is HS256 with the key that the AOC gives a platform: `iss` is the platform, `aud` is `efact`, and it is valid
for 300 seconds at most. A request has at most 10 MB.
"""

import base64
import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from bivelio_core import clients, clock, config, provider_urls
from bivelio_core.providers.messaging import http
from bivelio_core.providers.messaging.failures import OutcomeUnknown, Refused
from bivelio_core.ttl_cache import TtlCache

from .face import require_success
from .port import Filed, Progress, Receipt

HOSTS = {"production": "https://efact.aoc.cat", "test": "https://efact-pre.aoc.cat"}
TIMEOUT_SECONDS = 20.0
TOKEN_LIFE = timedelta(seconds=60)
CREDENTIALS_SECONDS = 300
_credentials: TtlCache[dict[str, str]] = TtlCache(CREDENTIALS_SECONDS, 1)


class Efact:
    """e.FACT, asked as the platform that the deployment has registered there."""

    is_simulated = False
    can_cancel = False

    def __init__(self, service: str) -> None:
        self._address = f"{provider_urls.efact_url(HOSTS[service])}/proveidors"

    def hand_in(self, filed: Filed) -> Receipt:
        """See Place. Raises Refused, Unavailable, OutcomeUnknown."""
        document = {
            "correuElectronic": filed.email,
            "face": False,
            "factura": {"nom": filed.name, "contingut": base64.b64encode(filed.content).decode()},
            "adjunts": [],
        }
        address, headers = f"{self._address}/factura", self._headers()
        answer = http.send_json(address, document, headers=headers, timeout_seconds=TIMEOUT_SECONDS)
        require_success(answer)
        return _receipt(answer.document)

    def find(self, filed: Filed) -> Receipt | None:
        """Look among the changes of state that nobody has marked as read for the invoice's number."""
        pending = self._ask(f"/estats-pendents?nifProveidor={quote(filed.seller_nif, safe='')}")
        ids = dict.fromkeys(str(each["idFactura"]) for each in pending.get("estats", ()) if each.get("idFactura"))
        for reference in ids:
            invoice = self._ask(f"/factura/{quote(reference, safe='')}")
            if f"{invoice.get('serie') or ''}{invoice.get('numero') or ''}" == filed.invoice_number:
                return _receipt(invoice)
        return None

    def progress(self, reference: str) -> Progress:
        """See Place. Raises Refused, Unavailable, OutcomeUnknown."""
        invoice = self._ask(f"/factura/{quote(reference, safe='')}")
        code = _code(invoice)
        if code is None:
            raise OutcomeUnknown("the answer names no state")
        refusal = invoice.get("motiuRebuig") or {}
        reason = ": ".join(filter(None, (refusal.get("codi"), refusal.get("descripcio"))))
        number = (invoice.get("registre") or {}).get("numero")
        return Progress(code, reason or None, number, invoice.get("numeroRegistreRCF"))

    def ask_cancellation(self, reference: str, reason: str) -> None:  # noqa: ARG002 - it takes no such request
        """See Place. Raises Refused, Unavailable, OutcomeUnknown."""
        raise Refused("content_rejected", "e.FACT takes no request for cancellation")

    def _ask(self, path: str) -> dict[str, Any]:
        address = f"{self._address}{path}"
        answer = http.request("GET", address, headers=self._headers(), timeout_seconds=TIMEOUT_SECONDS)
        require_success(answer)
        return answer.document

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {token(**_registered())}"}


def token(user: str, key: str) -> str:
    """Return a token by which e.FACT knows a platform."""
    import jwt  # noqa: PLC0415 - only who asks e.FACT loads it

    now = clock.real_now()
    at = int(now.timestamp())
    claims = {"iss": user, "aud": "efact", "iat": at, "nbf": at, "exp": int((now + TOKEN_LIFE).timestamp())}
    return jwt.encode(claims, key, algorithm="HS256")


def _registered() -> dict[str, str]:
    """Return this deployment's registration at the AOC. Raises Refused when it has none."""
    secret_id = config.efact_secret_id()

    def read() -> dict[str, str]:
        answer: Any = clients.client("secretsmanager").get_secret_value(SecretId=secret_id)
        secrets: dict[str, str] = json.loads(answer["SecretString"])
        return {name: secrets.get(name, "") for name in ("user", "key")}

    registered = _credentials.get(secret_id, read) if secret_id else {}
    if not registered.get("user"):
        raise Refused("not_configured", "e.FACT has not registered this platform")
    return registered


def _receipt(invoice: dict[str, Any]) -> Receipt:
    reference = invoice.get("id")
    if not reference:
        raise OutcomeUnknown("the answer names no id")
    return Receipt(str(reference), (invoice.get("registre") or {}).get("numero"), _code(invoice) or "1000")


def _code(invoice: dict[str, Any]) -> str | None:
    """Return the numeric code of a state; the name of the field is spelled in two ways in e.FACT's own pages."""
    state = invoice.get("estat") or {}
    code = state.get("codiNumeric") or state.get("codiNumneric")
    return str(code) if code else None


def forget() -> None:
    """Clear the cache of registrations; for tests."""
    _credentials.clear()
