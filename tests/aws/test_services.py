"""Queues, executions, keys, secrets and schedules are asked as the table is: whatever happens, in one of two ends."""

import json

import botocore.session
import pytest
from bivelio_core.aws import refusals, settings
from bivelio_core.aws.services import SERVICES
from bivelio_core.aws_calls import ServiceBusy

from tests.aws.asked import REQUESTS
from tests.aws.scripted import message, refuses, says, scripted, trickles
from tests.aws.served import PATIENT, client_of

ONCE = PATIENT._replace(again_within=0)


@pytest.fixture
def server():
    with scripted() as running:
        yield running


def ask(client, service):
    """The answer to a request of the service, without what is about its transport."""
    answer = getattr(client, REQUESTS[service].method)(**REQUESTS[service].request)
    assert answer.pop("ResponseMetadata")["RequestId"] == "R1"
    return {name: answer[name] for name in REQUESTS[service].told}


def whole(service):
    """What the service answers."""
    return message(REQUESTS[service].answer)


every_service = pytest.mark.parametrize("service", REQUESTS)
FAULTS = {
    "closed before the answer": lambda _: says(b"", stays=False),
    "half an answer": lambda service: says(whole(service)[:-5], stays=False),
    "no JSON": lambda _: says(message(b"<html>Welcome to the hotel</html>")),
    "an internal failure": lambda _: refuses("InternalFailure", 500),
    "a page of a balancer": lambda _: says(message(b"<html>503</html>", 503)),
    "throttling": lambda _: refuses("ThrottlingException"),
    "throttling in a header": lambda _: says(
        message({}, 400, head="x-amzn-ErrorType: ThrottlingException:http://a/\r\n")
    ),
    "too many requests": lambda _: says(message(b"", 429)),
    "credentials that have expired": lambda _: refuses("ExpiredTokenException"),
}
every_fault = pytest.mark.parametrize("fault", FAULTS)


@every_fault
@every_service
def test_what_is_no_answer_is_asked_for_again_in_the_same_words(server, service, fault):
    server.script = [FAULTS[fault](service), trickles(whole(service), 0)]
    assert ask(client_of(server.port, service=service), service) == REQUESTS[service].told
    assert len(server.asked) == 2
    assert len({(head.partition(b"\r\n")[0], body) for _, head, body in server.asked}) == 1, "the same token too"


@every_fault
@every_service
def test_what_stays_no_answer_is_a_busy_service(server, service, fault):
    server.script = [FAULTS[fault](service)] * 2
    busy = refusals.ClientError if fault == "credentials that have expired" else ServiceBusy
    with pytest.raises(busy):
        ask(client_of(server.port, ONCE, service=service), service)
    assert len(server.asked) == 1


REFUSED = {
    "stepfunctions": ["ExecutionAlreadyExists", "ExecutionDoesNotExist"],
    "scheduler": ["ResourceNotFoundException", "ConflictException"],
    "secretsmanager": ["ResourceNotFoundException"],
    "kms": ["InvalidCiphertextException"],
}


@pytest.mark.parametrize(("service", "code"), [(service, code) for service in REFUSED for code in REFUSED[service]])
def test_a_refusal_is_told_at_once_as_the_error_of_its_name(server, service, code):
    server.script = [refuses(code)]
    client = client_of(server.port, service=service)
    with pytest.raises(getattr(client.exceptions, code, client.exceptions.ClientError)) as refused:
        ask(client, service)
    assert refused.value.response["Error"] == {"Code": code, "Message": "not now"}
    assert len(server.asked) == 1


def test_a_refusal_of_a_queue_has_the_code_that_sqs_had_before(server):
    older = "x-amzn-query-error: AWS.SimpleQueueService.NonExistentQueue;Sender\r\n"
    server.script = [says(message({"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "no"}, 400, head=older))]
    client = client_of(server.port, service="sqs")
    with pytest.raises(client.exceptions.ClientError) as refused:
        ask(client, "sqs")
    assert refused.value.code == "AWS.SimpleQueueService.NonExistentQueue"
    assert b"X-Amzn-Query-Mode: true\r\n" in server.asked[0][1]


def test_a_schedule_is_named_in_the_path_and_its_group_in_the_query(server):
    server.script = [says(message({}))] * 2
    client = client_of(server.port, service="scheduler")
    client.update_schedule(**{**REQUESTS["scheduler"].request, "Name": "a b/ç"})
    client.delete_schedule(Name="live-1", GroupName="work flows", ClientToken="t")
    (changed, body), (deleted, nothing) = [(head.partition(b"\r\n")[0], body) for _, head, body in server.asked]
    assert changed == b"PUT /schedules/a%20b%2F%C3%A7 HTTP/1.1"
    assert "Name" not in json.loads(body)
    assert (deleted, nothing) == (b"DELETE /schedules/live-1?clientToken=t&groupName=work%20flows HTTP/1.1", b"")


@pytest.mark.parametrize("body", [b"", {}])
def test_an_answer_without_members_may_have_no_body(server, body):
    server.script = [says(message(body))] * 2
    client_of(server.port, service="scheduler").delete_schedule(Name="live-1", GroupName="workflows")
    client_of(server.port, service="stepfunctions").send_task_success(taskToken="t", output="{}")
    assert len(server.asked) == 2


def test_botocore_knows_the_same_answers_without_members():
    session = botocore.session.Session()
    for name, service in SERVICES.items():
        model = session.get_service_model(name)
        for operation in service.operations.values():
            shape = model.operation_model(operation.name).output_shape
            assert operation.is_silent is (shape is None or not shape.members), operation.name


def test_two_calls_have_two_tokens(server):
    client = client_of(server.port, service="secretsmanager")
    for _ in range(2):
        client.put_secret_value(SecretId="s", SecretString="x")
    assert len({json.loads(body)["ClientRequestToken"] for _, _, body in server.asked}) == 2


def test_an_operation_that_we_do_not_use_is_no_method():
    with pytest.raises(AttributeError, match="no operation list_queues"):
        client_of(1, service="sqs").list_queues()


@pytest.mark.parametrize("service", SERVICES)
def test_an_address_of_a_service_s_own_is_where_botocore_looks_for_it(monkeypatch, service):
    known = SERVICES[service]
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://all:1")
    monkeypatch.setenv(f"AWS_ENDPOINT_URL_{known.variable}", "http://own:2")
    theirs = botocore.session.Session().create_client(service, region_name="eu-west-1").meta.endpoint_url
    assert f"http://{settings.endpoint(known).authority}" == theirs == "http://own:2"


@pytest.mark.parametrize("name", ["HTTP_PROXY", "https_proxy", "ALL_PROXY"])
@every_service
def test_a_proxy_of_the_environment_is_not_used(server, monkeypatch, service, name):
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.script = [says(whole(service))]
    assert ask(client_of(server.port, service=service), service) == REQUESTS[service].told
