"""What some senders sign beside the body: the URL that they called, and the fields of a form by their names.

The URL is not handed over as it was written: API Gateway passes on its host, its path and the decoded parameters of its
query. So there are a few forms in which the sender may know it, and a signature over one of them proves the call. The
path holds the token of the workflow's URL, so a signature made for another URL is of no use here.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

FORM_TYPE = "application/x-www-form-urlencoded"
MOST_FIELDS = 1_000
BODY_HASH = "bodySHA256"
"""The parameter of the URL by which Twilio signs a body that is no form (Twilio, "Webhooks Security")."""

PORTS = {"https": 443, "http": 80}
DECODED = ":/?@!$'()*,;"
"""What HubSpot signs as it is in a query, though it may be sent encoded (HubSpot, "Validating Requests")."""


def forms_of(addresses: Sequence[str], query: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The forms of a URL: at each of the addresses (scheme, host and path), with and without the port."""
    encoded = [urlencode(query, quote_via=quote), urlencode(query, quote_via=quote, safe=DECODED), urlencode(query)]
    return tuple(
        dict.fromkeys(
            f"{start}{'?' if text else ''}{text}"
            for address in addresses
            for start in _with_and_without_port(address)
            for text in dict.fromkeys(encoded)
        )
    )


def _with_and_without_port(address: str) -> Iterator[str]:
    yield address
    parts = urlsplit(address)
    host, port = parts.netloc.partition(":")[0], PORTS.get(parts.scheme)
    if ":" in parts.netloc:
        yield parts._replace(netloc=host).geturl()
    elif port is not None:
        yield parts._replace(netloc=f"{host}:{port}").geturl()


def form_text(content_type: str, body: bytes) -> str | None:
    """The fields of a form as they are signed: sorted names with their sorted values; None for another body."""
    if content_type.partition(";")[0].strip().lower() != FORM_TYPE:
        return None
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    return "".join(name + value for name, value in sorted(set(pairs)))


def body_named_by(url: str, body: bytes) -> str | None:
    """Nothing more to sign where the URL names the hash of a body that is no form; None where it does not.

    A body that is empty need not be named.
    """
    hashes = parse_qs(urlsplit(url).query, keep_blank_values=True).get(BODY_HASH)
    if hashes is None:
        return None if body else ""
    is_named = hmac.compare_digest(hashes[0].encode("utf-8", "replace"), hashlib.sha256(body).hexdigest().encode())
    return "" if is_named else None
