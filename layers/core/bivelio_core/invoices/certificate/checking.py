"""Open a PKCS #12 file and check what is in it: that key, holder, dates and chain are as they must be.

Needs the layer `signing`. Whether AEAT trusts the authority is AEAT's to say: an authority that is not qualified is
refused when something is submitted.
"""

import base64
import binascii
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from bivelio_core import clock
from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.invoices.errors import (
    CERTIFICATE_CHAIN,
    CERTIFICATE_DATES,
    CERTIFICATE_FILE,
    CERTIFICATE_HOLDER,
    CERTIFICATE_KEY,
)
from bivelio_core.invoices.tax_numbers import spanish_nif

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

ORGANISATION_IDENTIFIER, SERIAL_NUMBER, COMMON_NAME = "2.5.4.97", "2.5.4.5", "2.5.4.3"
SEAL_POLICY = "0.4.0.194112.1.1"
"""qcp-legal: a qualified certificate of a legal person (ETSI EN 319 411-2), of which seals are made."""
LONGEST_KEY = 3_000
"""Bytes of a key that KMS seals in one piece, as base64."""
_NIF = re.compile(r"(?:IDCES-|VATES-)?([0-9A-Z][0-9]{7}[0-9A-Z])$")
_COMPANY = re.compile(r"\(R:\s*([0-9A-Z]{9})\)")


class Opened(NamedTuple):
    """A file that was opened: the private key as DER (PKCS #8), the certificates as PEM, and what they say."""

    key: bytes
    chain: str
    about: dict[str, Any]


def opened(text: str, password: str, issuer_nif: str, *, as_representative: bool) -> Opened:
    """Open a file in base64. Raises ValidationError for none, Unprocessable for one that an issuer may not use."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - only who uploads loads it
        Encoding,
        NoEncryption,
        PrivateFormat,
        pkcs12,
    )

    try:
        content = base64.b64decode(text, validate=True)
        key, certificate, others = pkcs12.load_key_and_certificates(content, password.encode())
    except (ValueError, binascii.Error, TypeError) as error:  # a wrong password too
        raise ValidationError.of("pkcs12", CERTIFICATE_FILE) from error
    if key is None or certificate is None or key.public_key() != certificate.public_key():
        raise Unprocessable.of("pkcs12", CERTIFICATE_KEY)
    now = clock.real_now()
    if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
        raise Unprocessable.of("pkcs12", CERTIFICATE_DATES, limit=clock.timestamp(certificate.not_valid_after_utc))
    numbers = _numbers(certificate)
    is_issuer = spanish_nif(issuer_nif) in numbers
    if not numbers or (not is_issuer and not as_representative):
        raise Unprocessable.of("pkcs12", CERTIFICATE_HOLDER, limit=spanish_nif(issuer_nif))
    chain = _chain(certificate, others)
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    if len(der) > LONGEST_KEY:
        raise Unprocessable.of("pkcs12", CERTIFICATE_KEY)
    about = {
        "holder": _named(certificate.subject) or numbers[0],
        "nif": spanish_nif(issuer_nif) if is_issuer else numbers[0],
        "issued_by": _named(certificate.issuer) or certificate.issuer.rfc4514_string(),
        "serial_number": f"{certificate.serial_number:X}",
        "valid_from": _at(certificate.not_valid_before_utc),
        "expires_at": _at(certificate.not_valid_after_utc),
        "as_representative": not is_issuer,
        "is_seal": _is_seal(certificate),
    }
    return Opened(der, "".join(each.public_bytes(Encoding.PEM).decode() for each in chain), about)


def _numbers(certificate: "Certificate") -> list[str]:
    """The tax numbers of the holder: of the company that is represented first, then of the person."""
    texts = {each.oid.dotted_string: str(each.value) for each in certificate.subject}
    own = (_NIF.search(texts.get(name, "").upper()) for name in (ORGANISATION_IDENTIFIER, SERIAL_NUMBER))
    numbers = [match[1] for match in own if match]
    if match := _COMPANY.search(texts.get(COMMON_NAME, "").upper()):
        numbers.insert(0, match[1])
    return list(dict.fromkeys(numbers))


def _chain(certificate: "Certificate", others: "Sequence[Certificate]") -> "list[Certificate]":
    """The certificate and those above it, in order. Raises Unprocessable for one that has not signed the one below."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415

    chain, rest = [certificate], list(others)
    while above := next((each for each in rest if each.subject == chain[-1].issuer), None):
        rest.remove(above)
        try:
            chain[-1].verify_directly_issued_by(above)
        except (ValueError, TypeError, InvalidSignature) as error:
            raise Unprocessable.of("pkcs12", CERTIFICATE_CHAIN) from error
        chain.append(above)
    return chain


def _is_seal(certificate: "Certificate") -> bool:
    from cryptography import x509  # noqa: PLC0415

    try:
        policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return False
    return SEAL_POLICY in {each.policy_identifier.dotted_string for each in policies}


def _named(name: Any) -> str:
    return next((str(each.value) for each in name if each.oid.dotted_string == COMMON_NAME), "")


def _at(moment: datetime) -> str:
    return clock.timestamp(moment)
