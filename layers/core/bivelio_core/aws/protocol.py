"""AWS's JSON protocols: requests before they are signed, and answers as boto3's clients would give them.

Bodies are written exactly as botocore writes them. A binary value is base64 in JSON and `bytes` in Python; a time of an
answer stays the number that JSON has, for none of our callers reads one.
Source: DynamoDB Developer Guide, "DynamoDB low-level API"; AWS JSON 1.0, JSON 1.1 and restJson1 protocols (Smithy).
"""

import binascii
import json
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from .connection import Answer
from .refusals import TryAgain
from .services import Operation, Service

REFUSED = 300
"""Answers below are what was asked for."""

UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class Request(NamedTuple):
    """A request before it is signed; its path and query are percent-encoded, the query in order of its names."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


def request_of(service: Service, operation: Operation, parameters: Mapping[str, Any]) -> Request:
    """The request of an operation. Raises TypeError for a value that JSON has no form for."""
    if service.target:
        target = f"{service.target}.{operation.name}"
        headers = {"Content-Type": service.content_type, "X-Amz-Target": target, **service.headers}
        return Request("POST", "/", "", headers, body_of(parameters))
    body_members = dict(parameters)
    path = operation.path + percent_encoded(body_members.pop(operation.named)) + operation.after
    if operation.payload:
        return Request(operation.method, path, "", {}, body_members[operation.payload])
    query = [
        f"{name}={percent_encoded(body_members.pop(member))}"
        for member, name in operation.query.items()
        if member in body_members
    ]
    headers = {"Content-Type": service.content_type} if body_members else {}
    return Request(
        operation.method, path, "&".join(sorted(query)), headers, body_of(body_members) if body_members else b""
    )


def percent_encoded(text: str, also: bytes = b"") -> str:
    """A text as a part of an address: all but letters, digits, `-._~` and what else may stay is encoded."""
    return "".join([chr(byte) if byte in UNRESERVED or byte in also else f"%{byte:02X}" for byte in text.encode()])


def _in_base64(value: Any) -> str:
    if isinstance(value, bytes | bytearray):
        return binascii.b2a_base64(value, newline=False).decode()
    raise TypeError(f"requests cannot hold {type(value).__name__}")


def with_bytes(document: dict[str, Any]) -> dict[str, Any]:
    """An object of an answer. Only an item's binary value is an object whose single member is a text of that name."""
    if len(document) == 1:
        if type(text := document.get("B")) is str:
            return {"B": binascii.a2b_base64(text)}
        if type(texts := document.get("BS")) is list and all(type(text) is str for text in texts):
            return {"BS": [binascii.a2b_base64(text) for text in texts]}
    return document


_encode = json.JSONEncoder(default=_in_base64, check_circular=False).encode
_decode = json.JSONDecoder(object_hook=with_bytes).decode


def body_of(request: Mapping[str, Any]) -> bytes:
    """The body of a request. Raises TypeError for a value that JSON has no form for."""
    return _encode(request).encode()


def _document(body: bytes) -> Any:
    """The JSON of a body. Most hold nothing binary: they are not looked through for it, object by object."""
    return (_decode if b'"B"' in body or b'"BS"' in body else json.loads)(body.decode())


def content_of(answer: Answer, operation: Operation) -> dict[str, Any]:
    """What an answer says: its own members, and boto3's `ResponseMetadata`; a refusal's have `Error` too.

    Raises TryAgain when the body is damaged on its way, or a success is none of AWS's.
    """
    request_id = answer.headers.get("x-amzn-requestid", "")
    checksum = answer.headers.get("x-amz-crc32")
    if checksum is not None and checksum != str(zlib.crc32(answer.body)):
        raise TryAgain(f"an answer with a wrong checksum (request {request_id})")
    is_refused = answer.status >= REFUSED
    try:
        if operation.payload and not is_refused:
            content = _with_payload(answer, operation)
        else:
            content = {} if operation.is_silent and not answer.body else _document(answer.body)
        if not is_refused:
            content |= {name: binascii.a2b_base64(content[name]) for name in operation.binary if name in content}
    except (ValueError, TypeError):
        content = None
    if not isinstance(content, dict):
        if not is_refused:
            raise TryAgain(f"an answer that is no JSON object (request {request_id})")
        content = {}
    if is_refused:
        kind = content.pop("__type", None) or answer.headers.get("x-amzn-errortype") or answer.status
        message = content.get("message") or content.get("Message") or ""
        content["Error"] = {"Code": _code(str(kind), answer.headers), "Message": message}
    content["ResponseMetadata"] = {"RequestId": request_id, "HTTPStatusCode": answer.status}
    return content


def _with_payload(answer: Answer, operation: Operation) -> dict[str, Any]:
    named = {member: answer.headers[name] for member, name in operation.in_headers.items() if name in answer.headers}
    return {operation.payload: answer.body, **named}


def _code(kind: str, headers: Mapping[str, str]) -> str:
    """The code of a refusal: that of the older protocol, where a service has had one and says it."""
    older, _, fault = headers.get("x-amzn-query-error", "").partition(";")
    return older if older and fault else kind.partition(":")[0].rpartition("#")[2]
