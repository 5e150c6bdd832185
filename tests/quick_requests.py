"""A request from boto3 to moto's table takes the short way: both ends are in this process, and nobody is between them.

On the way as it comes, botocore signs each request and describes itself, and moto makes a request of a web server from
it, looks for the service by patterns, lists all methods of a class, and looks for some forty names in each value that
it answers. What is asked, what is refused and what botocore reads of an answer stay as they are.
tests/store/test_quick_moto.py compares the answers.
"""

import base64
import json
from functools import cache
from typing import Any

from botocore.signers import RequestSigner
from botocore.useragent import UserAgentString
from moto.core import responses as core
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.models import botocore_stubber
from moto.core.parse import JSONParser
from moto.core.responses import ActionResult
from moto.core.utils import camelcase_to_underscores, get_service_model, method_names_from_class
from moto.dynamodb.responses import DynamoHandler
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException

from tests.services import ACCOUNT, REGION, one_at_a_time

TABLE = f"https://dynamodb.{REGION}.amazonaws.com/"
CONTENT_TYPE = "application/x-amz-json-1.0"
READ = ("X-Amz-Target", "Content-Type")
"""The headers that moto reads of a request to the table."""

NAMED_AS_ANSWERED = frozenset(
    {
        "BatchGetItem",
        "BatchWriteItem",
        "DeleteItem",
        "GetItem",
        "PutItem",
        "Query",
        "Scan",
        "TransactGetItems",
        "TransactWriteItems",
        "UpdateItem",
    }
)
"""Operations whose results moto keeps by the names of the answer. botocore ignores what else moto leaves there."""

_process, _serialized = BotocoreStubber.process_request, DynamoHandler.serialized
_sign, DESCRIBE = RequestSigner.handler, UserAgentString.to_string


def _answer(stubber: BotocoreStubber, request: Any) -> Any:
    """Status, headers and body for a request; one for the table goes to its handler at once."""
    if request.url != TABLE or not isinstance(request.body, bytes):
        return _process(stubber, request)
    handler = DynamoHandler()
    handler.headers = Headers([(name, _text(request.headers[name])) for name in READ])
    handler.querystring, handler.uri_match, handler.response_headers = {}, {}, {"server": "amazon.com"}
    handler.region, handler.partition, handler.current_account = REGION, "aws", ACCOUNT
    handler.params = _parser(handler._get_action()).parse({"body": request.body})  # type: ignore[typeddict-item]
    with one_at_a_time:
        try:
            return handler.call_action()
        except HTTPException as refusal:
            return refusal.code, refusal.get_headers(), refusal.get_body()


def _text(header: str | bytes) -> str:
    return header.decode() if isinstance(header, bytes) else header


@cache
def _parser(operation: str) -> JSONParser:
    """What reads the requests of an operation."""
    return JSONParser(get_service_model("dynamodb").operation_model(operation))


def _serialize(handler: DynamoHandler, result: ActionResult) -> Any:
    """Write a result of plain values as it is; any other as moto does."""
    if handler._get_action() not in NAMED_AS_ANSWERED or not isinstance(result.result, dict):
        return _serialized(handler, result)
    body = json.dumps(result.result, default=_encoded)
    return 200, {"Content-Type": CONTENT_TYPE, **handler.response_headers}, body


def _encoded(value: Any) -> str:
    """What JSON has no form for: bytes."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"{value!r} in an answer of moto")


def _sign_for_others(signer: RequestSigner, *arguments: Any, **named: Any) -> Any:
    """Sign a request unless it is to moto's table, which reads no signature."""
    is_unread = botocore_stubber.enabled and signer.signing_name == "dynamodb"
    return None if is_unread else _sign(signer, *arguments, **named)


def _describe_to_others(agent: UserAgentString) -> str:
    """Describe Python, botocore and this machine, unless moto answers, which does not ask."""
    return "tests" if botocore_stubber.enabled else DESCRIBE(agent)


CHANGES: tuple[tuple[Any, str, Any], ...] = (
    (BotocoreStubber, "process_request", _answer),
    (DynamoHandler, "serialized", _serialize),
    (RequestSigner, "handler", _sign_for_others),
    (UserAgentString, "to_string", _describe_to_others),
    (core, "method_names_from_class", cache(method_names_from_class)),
    (core, "camelcase_to_underscores", cache(camelcase_to_underscores)),
)
