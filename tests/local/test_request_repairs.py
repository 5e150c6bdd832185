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


def test_a_call_of_the_table_is_compared_with_no_other_service():
    stock, repaired = (lines := printed(DIRECTNESS))[:3], lines[3:]
    tables, queues, of_another_host = repaired
    assert [line.endswith(" True True") for line in stock] == [True, True, True]
    assert (tables, queues) == (stock[0].removesuffix("True") + "False", stock[1].removesuffix("True") + "False")
    assert of_another_host == stock[2]
