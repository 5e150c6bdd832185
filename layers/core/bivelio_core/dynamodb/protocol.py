"""DynamoDB's JSON protocol: requests as bytes, and answers as boto3's client would give them.

Bodies are written exactly as botocore writes them. A binary value is base64 in JSON and `bytes` in Python.
Source: DynamoDB Developer Guide, "DynamoDB low-level API"; AWS JSON 1.0 protocol (Smithy).
"""

import binascii
import json
import zlib
from collections.abc import Mapping
from typing import Any

from .connection import Answer
from .refusals import TryAgain

VERSION = "DynamoDB_20120810"
OK = 200


def _in_base64(value: Any) -> str:
    if isinstance(value, bytes | bytearray):
        return binascii.b2a_base64(value, newline=False).decode()
    raise TypeError(f"requests cannot hold {type(value).__name__}")


def with_bytes(found: dict[str, Any]) -> dict[str, Any]:
    """An object of an answer. Only a binary value is an object whose single member is a text of that name."""
    if len(found) == 1:
        if type(text := found.get("B")) is str:
            return {"B": binascii.a2b_base64(text)}
        if type(texts := found.get("BS")) is list and all(type(text) is str for text in texts):
            return {"BS": [binascii.a2b_base64(text) for text in texts]}
    return found


_encode = json.JSONEncoder(default=_in_base64, check_circular=False).encode
_decode = json.JSONDecoder(object_hook=with_bytes).decode


def body_of(request: Mapping[str, Any]) -> bytes:
    """The body of a request. Raises TypeError for a value that JSON has no form for."""
    return _encode(request).encode()


def _document(body: bytes) -> Any:
    """The JSON of a body. Most hold nothing binary: they are not looked through for it, object by object."""
    return (_decode if b'"B"' in body or b'"BS"' in body else json.loads)(body.decode())


def content_of(answer: Answer) -> dict[str, Any]:
    """What an answer says: its own members, and boto3's `ResponseMetadata`; a refusal's have `Error` too.

    Raises TryAgain when the body is damaged on its way, or a success is none of DynamoDB's.
    """
    request_id = answer.headers.get("x-amzn-requestid", "")
    checksum = answer.headers.get("x-amz-crc32")
    if checksum is not None and checksum != str(zlib.crc32(answer.body)):
        raise TryAgain(f"an answer with a wrong checksum (request {request_id})")
    try:
        content = _document(answer.body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        if answer.status == OK:
            raise TryAgain(f"an answer that is no JSON object (request {request_id})")
        content = {}
    if answer.status != OK:
        kind = content.pop("__type", None) or answer.headers.get("x-amzn-errortype") or answer.status
        message = content.get("message") or content.get("Message") or ""
        content["Error"] = {"Code": str(kind).partition(":")[0].rpartition("#")[2], "Message": message}
    content["ResponseMetadata"] = {"RequestId": request_id, "HTTPStatusCode": answer.status}
    return content
