"""Signature Version 4 for DynamoDB: a pure function of what is sent, as whom, where to and when.

Every request is a POST of one path without a query, so the canonical request has two parts that change: the headers and
the hash of the body. Source: IAM User Guide, "Create a signed AWS API request".
"""

import hashlib
import hmac
from functools import lru_cache

from .settings import Credentials, Endpoint

CONTENT_TYPE = "application/x-amz-json-1.0"
ALGORITHM = "AWS4-HMAC-SHA256"
DATE_LENGTH = len("20260131")


def signed_headers(
    endpoint: Endpoint, credentials: Credentials, target: str, body: bytes, stamp: str
) -> dict[str, str]:
    """The headers of a request; `stamp` is the time in UTC, as 20260131T235959Z."""
    headers = {
        "Content-Type": CONTENT_TYPE,
        "Host": endpoint.authority,
        "X-Amz-Date": stamp,
        **({"X-Amz-Security-Token": credentials.token} if credentials.token else {}),
        "X-Amz-Target": target,
    }  # in order of their names, in which they are signed
    names = ";".join(headers).lower()
    lines = "".join([f"{name.lower()}:{value}\n" for name, value in headers.items()])
    request = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    day = stamp[:DATE_LENGTH]
    scope = f"{day}/{endpoint.region}/dynamodb/aws4_request"
    signed = f"{ALGORITHM}\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.digest(_key(credentials.secret, day, endpoint.region), signed.encode(), "sha256").hex()
    headers["Authorization"] = (
        f"{ALGORITHM} Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return headers


@lru_cache(maxsize=2)
def _key(secret: str, day: str, region: str) -> bytes:
    """The key of a day."""
    key = f"AWS4{secret}".encode()
    for part in (day, region, "dynamodb", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
