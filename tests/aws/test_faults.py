"""Whatever a network and a server do, a call ends in time, with the answer or one of the errors that callers know."""

import os
import socket
import threading
import time

import pytest
from bivelio_core import aws_calls, clients
from bivelio_core.aws import connection, refusals, settings
from bivelio_core.aws.client import Client
from bivelio_core.aws.connection import Connections
from bivelio_core.aws.parties import Endpoint
from bivelio_core.aws.services import SERVICES
from bivelio_core.aws_calls import CallPolicy, ServiceBusy

from tests.aws.scripted import message, refuses, says, scripted, trickles
from tests.aws.served import PATIENT, client_of

ASKED = {"TableName": "t", "Key": {"PK": {"S": "a"}, "SK": {"S": "1"}}}
ITEM = {"PK": {"S": "a"}, "raw": {"B": b"\x00\xff"}}
BRIEF = CallPolicy(connect=0.4, read=0.4, again_within=1.5)
ONCE = PATIENT._replace(again_within=0)
SLACK_SECONDS = 3.0
"""For a machine that is busy; what hangs does so for longer."""

WHOLE = message()
CHUNKED = (
    message(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked").partition(b"x-amz-crc32")[0] + b"\r\n"
)


@pytest.fixture
def server():
    with scripted() as running:
        yield running


def get(client):
    return client.get_item(**ASKED)


def idle(client):
    """The connections that a client keeps."""
    return client.send._idle


UNUSABLE = {
    "closed before the answer": says(b"", stays=False),
    "closed in the headers": says(WHOLE[:30], stays=False),
    "half an answer": says(WHOLE[:-10], stays=False),
    "less than its length": says(message(length=len(WHOLE) + 5), stays=False),
    "a wrong checksum": says(message(crc=7)),
    "more than its length": says(message(length=20)),
    "a length that is no number": says(WHOLE.replace(b"Content-Length: ", b"Content-Length: -")),
    "a length without an end": says(message(length=10**12)),
    "no HTTP": says(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", stays=False),
    "headers without an end": says(b"HTTP/1.1 200 OK\r\n" + b"X-Filler: abc\r\n" * 10_000, stays=False),
    "no JSON": says(message(b"<html>Welcome to the hotel</html>")),
    "no object": says(message([1])),
    "no text": says(message(b"\xff\xfe")),
    "nothing": says(message(b"")),
    "an encoding": says(message(head="Content-Encoding: gzip\r\n")),
    "a chunk without a size": says(CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n"),
    "a chunk with a wrong size": says(CHUNKED + b"1\r\n{}\r\n0\r\n\r\n"),
    "half a chunk": says(CHUNKED + b"40\r\n{}", stays=False),
    "an internal failure": refuses("InternalServerError", 500),
    "a page of a balancer": says(message(b"<html>503</html>", 503)),
    "throttling": refuses("ThrottlingException"),
    "a throttled table": refuses("ProvisionedThroughputExceededException"),
    "a conflict": refuses("TransactionConflictException"),
    "too many requests": says(message(b"", 429)),
}
every_unusable = pytest.mark.parametrize("reply", UNUSABLE.values(), ids=UNUSABLE)


@every_unusable
def test_what_is_no_answer_is_asked_for_again(server, reply):
    server.script = [reply, reply]
    answer = get(client_of(server.port))
    assert answer["Item"] == ITEM
    assert answer["ResponseMetadata"] == {"RequestId": "R1", "HTTPStatusCode": 200, "RetryAttempts": 2}
    assert len({body for _, _, body in server.asked}) == 1, "the same request"


@every_unusable
def test_what_stays_no_answer_is_a_busy_service(server, reply):
    server.script = [reply] * 3
    with pytest.raises(ServiceBusy, match="GetItem: "):
        get(client_of(server.port, ONCE))
    assert len(server.asked) == 1
    server.script = []


REFUSALS = {
    "clock skew": (refuses("InvalidSignatureException"), "InvalidSignatureException"),
    "a fault of ours": (refuses("ValidationException"), "ValidationException"),
    "no permission": (refuses("AccessDeniedException"), "AccessDeniedException"),
    "an address in the code": (refuses("ValidationException:http://internal.amazon.com/"), "ValidationException"),
    "a code in a header": (
        says(message({}, 400, head="x-amzn-ErrorType: SerializationException\r\n")),
        "SerializationException",
    ),
    "no JSON": (says(message(b"<html>no</html>", 403)), "403"),
    "another place": (says(message(b"", 302, head="Location: https://example.com/\r\n")), "302"),
}


@pytest.mark.parametrize(("reply", "code"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_told_at_once_with_its_code_and_request(server, reply, code):
    server.script = [reply]
    client = client_of(server.port)
    with pytest.raises(client.exceptions.ClientError) as refused:
        get(client)
    assert len(server.asked) == 1
    assert (refused.value.code, refused.value.request_id) == (code, "R1")
    lacking = ": not now" if code in refusals.DENIED else ""  # any other sentence of DynamoDB may repeat values
    assert str(refused.value) == f"GetItem: {code} (request R1){lacking}"
    assert isinstance(refused.value, aws_calls.PlainCause)


@pytest.mark.parametrize("name", refusals.NAMED)
def test_callers_tell_three_refusals_apart(server, name):
    server.script = [refuses(name, Item={"b": {"B": "AP8="}}, CancellationReasons=[{"Code": "None"}])]
    client = client_of(server.port)
    with pytest.raises(getattr(client.exceptions, name)) as refused:
        get(client)
    assert refused.value.response["Item"] == {"b": {"B": b"\x00\xff"}}
    assert refused.value.response["CancellationReasons"] == [{"Code": "None"}]
    assert refused.value.response["Error"] == {"Code": name, "Message": "not now"}


@pytest.mark.parametrize("code", ["ExpiredTokenException", "UnrecognizedClientException"])
def test_credentials_that_have_expired_are_read_anew(server, code, monkeypatch):
    def renewed(connection):
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDNEW")
        return refuses(code)(connection)

    server.script = [renewed]
    assert get(client_of(server.port))["Item"] == ITEM
    assert [b"Credential=AKIDNEW/" in head for _, head, _ in server.asked] == [False, True]


def test_credentials_that_stay_expired_are_a_refusal_after_one_more_try(server):
    server.script = [refuses("ExpiredTokenException")] * 5
    with pytest.raises(refusals.ClientError, match="ExpiredTokenException"):
        get(client_of(server.port))
    assert len(server.asked) == 2


SILENT = {
    "no answer": says(WHOLE, pause=30),
    "a byte now and then": trickles(WHOLE, every=0.1),
    "headers and then nothing": says(WHOLE[:-30]),
}


@pytest.mark.parametrize("reply", SILENT.values(), ids=SILENT)
def test_a_call_ends_within_its_patience(server, reply):
    server.script = [reply] * 20
    began = time.monotonic()
    with pytest.raises(ServiceBusy):
        get(client_of(server.port, BRIEF))
    assert time.monotonic() - began < BRIEF.longest + SLACK_SECONDS
    assert len(server.asked) > 1, "there is a second try"


def test_an_endpoint_that_nobody_serves_is_a_busy_service():
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    began = time.monotonic()
    with pytest.raises(ServiceBusy, match="refused"):
        get(client_of(port, BRIEF))
    assert time.monotonic() - began < BRIEF.longest + SLACK_SECONDS


def test_a_server_that_takes_no_connection_is_a_busy_service():
    """Its queue is full: further connections are neither taken nor refused."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        address = listening.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(address)
        began = time.monotonic()
        with pytest.raises(ServiceBusy, match="TimeoutError"):
            get(client_of(address[1], BRIEF))
        assert time.monotonic() - began < BRIEF.longest + SLACK_SECONDS
        for each in waiting:
            each.close()


def test_a_name_that_nobody_knows_is_a_busy_service():
    endpoint = Endpoint("dynamodb", "eu-west-1", "nowhere.invalid", "nowhere.invalid", 80, is_secure=False)
    client = Client(SERVICES["dynamodb"], endpoint, ONCE, Connections(endpoint, "tests", 1, 1), lambda: None)
    with pytest.raises(ServiceBusy, match="gaierror"):
        get(client)


def test_a_connection_serves_one_request_after_the_other(server):
    client = client_of(server.port)
    for _ in range(20):
        assert get(client)["Item"] == ITEM
    assert server.connections == 1


LAST = {
    "the answer says so": says(message(head="Connection: close\r\n"), stays=False),
    "an older protocol": says(WHOLE.replace(b"HTTP/1.1", b"HTTP/1.0"), stays=False),
    "there is more than was asked for": says(WHOLE + b"HTTP/1.1 200 OK\r\n"),
    "only its end ends the answer": says(
        b"\r\n".join(line for line in WHOLE.split(b"\r\n") if not line.startswith(b"Content-Length")), stays=False
    ),
}


@pytest.mark.parametrize("reply", LAST.values(), ids=LAST)
def test_a_connection_is_used_no_more_when(server, reply):
    server.script = [reply]
    client = client_of(server.port)
    assert [get(client)["Item"] for _ in range(2)] == [ITEM] * 2
    assert (server.connections, len(server.asked)) == (2, 2)


def test_answers_in_chunks_and_interim_ones_are_read(server):
    body = message().partition(b"\r\n\r\n")[2]
    chunks = (
        b"5;a=b\r\n"
        + body[:5]
        + b"\r\n"
        + f"{len(body) - 5:x}\r\n".encode()
        + body[5:]
        + b"\r\n0\r\nTrailer: x\r\n\r\n"
    )
    server.script = [says(b"HTTP/1.1 100 Continue\r\n\r\n" + CHUNKED + chunks), trickles(CHUNKED + chunks, 0)]
    client = client_of(server.port)
    assert [get(client)["Item"] for _ in range(3)] == [ITEM] * 3
    assert (server.connections, len(server.asked)) == (1, 3)


def test_an_idle_connection_that_was_closed_is_noticed_before_it_is_used(server):
    server.script = [says(WHOLE, stays=False)]
    client = client_of(server.port)
    get(client)
    time.sleep(0.2)
    assert get(client)["ResponseMetadata"]["RetryAttempts"] == 0
    assert len(server.asked) == 2


def test_one_that_is_closed_as_it_is_used_costs_no_pause_and_the_other_idle_ones(server, monkeypatch):
    monkeypatch.setattr("bivelio_core.aws.client.pause_seconds", lambda _: pytest.fail("it waits"))
    client = client_of(server.port)
    together = threading.Barrier(3)

    def meet(connection):
        together.wait(10)
        return says(WHOLE)(connection)

    server.script = [meet] * 3
    threads = [threading.Thread(target=get, args=(client,)) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert server.connections == 3
    server.script = [says(b"", stays=False)]
    assert get(client)["ResponseMetadata"]["RetryAttempts"] == 1
    assert server.connections == 4, "another idle one would be as stale"


def test_a_hundred_threads_share_a_client(server):
    client, found = client_of(server.port), []

    def work():
        for number in range(10):
            answer = client.get_item(
                TableName="t", Key={"PK": {"S": threading.current_thread().name}, "n": {"N": str(number)}}
            )
            found.append(answer["Item"] == ITEM)

    threads = [threading.Thread(target=work) for _ in range(100)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == [True] * 1000
    assert len(server.asked) == 1000
    assert len({body for _, _, body in server.asked}) == 1000
    assert len(idle(client)) <= connection.MOST_IDLE


def test_a_killed_thread_leaves_no_connection_behind_that_others_use(server):
    """What ends a thread in the middle of an answer is none of the client's: the next request has its own answer."""

    class Killed(BaseException):
        pass

    def die(*_):
        raise Killed

    client = client_of(server.port)
    get(client)
    server.script = [says(WHOLE, pause=0.3)]
    (kept,) = idle(client)
    kept._more = die
    with pytest.raises(Killed):
        get(client)
    assert idle(client) == []
    assert get(client)["Item"] == ITEM


def test_every_request_is_counted(server, monkeypatch):
    monkeypatch.setattr(clients, "_networks", [])
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.port}")
    clients.client.cache_clear()
    server.script = [refuses("InternalServerError", 500), says(b"", stays=False)]
    before = clients.calls_made()
    assert get(clients.client("dynamodb"))["Item"] == ITEM
    assert clients.calls_made() - before == len(server.asked) == 3
    assert all(b"User-Agent: bivelio-api\r\n" in head for _, head, _ in server.asked)
    clients.client("dynamodb").send.close()
    clients.client.cache_clear()


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_not_used(server, monkeypatch, name):
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert get(client_of(server.port))["Item"] == ITEM


CONFIGURED = {name: os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION")}
WRONG = {
    "no region": ({"AWS_DEFAULT_REGION": ""}, "no region"),
    "an endpoint without a scheme": ({"AWS_ENDPOINT_URL": "localhost:4566"}, "AWS_ENDPOINT_URL is no address"),
    "an endpoint without a host": ({"AWS_ENDPOINT_URL": "http://"}, "AWS_ENDPOINT_URL is no address"),
    "an endpoint with a path": ({"AWS_ENDPOINT_URL": "http://a/b"}, "AWS_ENDPOINT_URL is no address"),
    "a port that is none": ({"AWS_ENDPOINT_URL_DYNAMODB": "http://a:x"}, "AWS_ENDPOINT_URL_DYNAMODB is no address"),
    "half the credentials": ({"AWS_SECRET_ACCESS_KEY": ""}, "no credentials: Partial"),
    "no credentials": ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "no credentials: set AWS_ACCESS"),
    "a line in them": ({"AWS_SESSION_TOKEN": "a\r\nX-Injected: 1"}, "characters"),
}


@pytest.mark.parametrize(("variables", "sentence"), WRONG.values(), ids=WRONG)
def test_what_is_not_configured_is_one_error_that_says_what_to_set(monkeypatch, variables, sentence):
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    settings.forget_credentials()
    with pytest.raises(refusals.NotConfigured, match=sentence):
        settings.credentials() if settings.endpoint(SERVICES["dynamodb"]) else None


def test_operators_have_the_region_and_credentials_of_their_profile(monkeypatch, tmp_path):
    (tmp_path / "config").write_text(
        "[profile desk]\nregion = eu-south-2\naws_access_key_id = A\naws_secret_access_key = S\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "desk")
    for name in CONFIGURED:
        monkeypatch.delenv(name)
    settings.forget_credentials()
    assert settings.endpoint(SERVICES["dynamodb"]).host == "dynamodb.eu-south-2.amazonaws.com"
    assert settings.credentials() == ("A", "S", "")
    settings.forget_credentials()


@pytest.mark.parametrize("status", [204, 304])
@pytest.mark.parametrize("head", ["", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"], ids=repr)
def test_an_answer_that_has_no_body_by_its_status_ends_with_its_headers(server, status, head):
    """RFC 9112, section 6.3, point 1. The server keeps the connection open, as HTTP/1.1 does."""
    server.script = [says(f"HTTP/1.1 {status} Whatever\r\nx-amzn-RequestId: R1\r\n{head}\r\n".encode())]
    client = client_of(server.port, service="sqs")
    ask = client.change_message_visibility
    if status == 204:
        assert ask(QueueUrl="q", ReceiptHandle="r", VisibilityTimeout=0)["ResponseMetadata"]["HTTPStatusCode"] == 204
    else:
        with pytest.raises(client.exceptions.ClientError, match="304"):
            ask(QueueUrl="q", ReceiptHandle="r", VisibilityTimeout=0)
    assert len(server.asked) == 1
    assert len(idle(client)) == 1, "the connection carries the next request"


def test_a_try_without_an_answer_in_time_takes_twice_as_much_of_the_budget(server):
    client = client_of(server.port, BRIEF)
    for reply, tokens in [(says(WHOLE, pause=1), 10), (refuses("ThrottlingException"), 5)]:
        client.retries.tokens, before = 100, len(server.asked)
        server.script = [reply, reply]
        assert get(client)["Item"] == ITEM
        assert (client.retries.tokens, len(server.asked) - before) == (100 - tokens, 3)
