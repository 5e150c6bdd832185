"""Calls of AWS services: the repair, and the unrepaired behaviour that makes it needed."""

from tests.running import printed

DIRECTNESS = """
import asyncio, json
from ministack import app
from local.emulator.request_repairs import go_to_the_named_service

compared = []
stock = app._parse_lambda_url

def parse_lambda_url(host, path):
    compared.append(path)
    return stock(host, path)

app._parse_lambda_url = parse_lambda_url

def call(target, host="127.0.0.1:8081", path="/"):
    compared.clear()
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message):
        sent.append(message)

    headers = [(b"host", host.encode()), (b"content-length", b"2"), (b"x-amz-target", target.encode())]
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
    asyncio.run(app.app(scope, receive, send))
    names = {name for name, _ in sent[0]["headers"]}
    print(sent[0]["status"], json.loads(sent[1]["body"]), b"date" in names, bool(compared))

def calls():
    call("DynamoDB_20120810.ListTables")
    call("AmazonSQS.ListQueues")
    call("DynamoDB_20120810.ListTables", host="abc.lambda-url.eu-west-1.localhost")

calls()
go_to_the_named_service()
calls()
"""

DIRECTLY = """
import asyncio, json
from ministack import app
from ministack.core.responses import get_account_id, get_region
from ministack.services import dynamodb
from local.emulator import request_repairs

passed = []
stock = app._dispatch_service_request

async def dispatch(*request):
    passed.append(request)
    return await stock(*request)

async def handle(method, path, headers, body, query):
    if body == b"[]":
        raise ValueError
    return 200, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps([get_account_id(), get_region(), len(body)])

app._dispatch_service_request = dispatch
dynamodb.handle_request = handle
SIGNED = b"AWS4-HMAC-SHA256 Credential=123456789012/20260101/eu-south-2/dynamodb/aws4_request, SignedHeaders=host"

def call(pieces, *more, target=b"DynamoDB_20120810.GetItem", query=b""):
    passed.clear()
    sent, left = [], list(pieces)

    async def receive():
        piece = left.pop(0)
        if piece is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": bool(left)}

    async def send(message):
        sent.append(message)

    length = str(sum(len(piece or b"") for piece in pieces)).encode()
    headers = [(b"host", b"127.0.0.1:1"), (b"content-length", length), (b"x-amz-target", target), *more]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": query, "headers": headers}
    asyncio.run(app.app(scope, receive, send))
    if not sent:
        print("nothing", bool(passed))
        return
    names = {name.lower() for name, _ in sent[0]["headers"]}
    is_complete = {b"date", b"x-amzn-requestid", b"content-length"} <= names
    print(sent[0]["status"], sent[1]["body"].decode(), is_complete, bool(passed))

def calls():
    call([b"{}"], (b"authorization", SIGNED))
    call([b"{", b"}"])
    call([b"[]"])
    call([b"{}", None])
    call([b"{}"], (b"content-encoding", b"identity"))
    call([b"{}"], target=b"AWSCognitoIdentityProviderService.ListUserPools")
    call([b"{}"], query=b"X-Amz-Algorithm=none")
    app.AUTH = True
    call([b"{}"], (b"authorization", SIGNED))
    app.AUTH = False

calls()
request_repairs.go_to_the_named_service()
request_repairs.answer_the_table_directly()
print()
calls()
"""


def test_a_call_of_the_table_is_answered_directly():
    lines = printed(DIRECTLY)
    stock, repaired = lines[: lines.index("")], lines[lines.index("") + 1 :]
    told = [line.rpartition(" ")[0] for line in stock]
    assert told[0] == '200 ["123456789012", "eu-south-2", 2] True'
    assert [line.rpartition(" ")[0] for line in repaired[:2] + repaired[3:]] == told[:2] + told[3:]
    assert (stock[2][:3], repaired[2][:3]) == ("500", "500")
    assert [line.endswith("True") for line in stock] == [True] * 3 + [False] + [True] * 4
    assert [line.endswith("True") for line in repaired] == [False] * 4 + [True] * 4


def test_a_call_of_the_table_is_compared_with_no_other_service():
    stock, repaired = (lines := printed(DIRECTNESS))[:3], lines[3:]
    tables, queues, of_another_host = repaired
    assert [line.endswith(" True True") for line in stock] == [True, True, True]
    assert (tables, queues) == (stock[0].removesuffix("True") + "False", stock[1].removesuffix("True") + "False")
    assert of_another_host == stock[2]
