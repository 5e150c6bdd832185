"""Credentials that an address tells: those that botocore would find, fetched early, once for all threads."""

import datetime as dt
import threading
import time

import pytest
from bivelio_core.aws import container, settings
from bivelio_core.aws.refusals import NotConfigured, TryAgain
from bivelio_core.aws_calls import ServiceBusy
from botocore.credentials import ContainerProvider

from tests.aws.scripted import message, says, scripted
from tests.aws.served import PATIENT, client_of

ONCE = PATIENT._replace(again_within=0)


@pytest.fixture
def agent(monkeypatch):
    """What tells credentials, of a function that has no others."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    settings.forget_credentials()
    container.forget()
    with scripted() as server:
        monkeypatch.setenv(container.FULL, f"http://127.0.0.1:{server.port}/v1/credentials?role=a")
        monkeypatch.setenv(container.TOKEN, "secret-of-this-function")
        yield server
    container.forget()


def answer_of(number, seconds):
    """Credentials that end in so many seconds."""
    ends = dt.datetime.fromtimestamp(time.time() + seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"AccessKeyId": f"AKID{number}", "SecretAccessKey": "s", "Token": f"t{number}", "Expiration": ends}


def told(number, seconds):
    """An answer that has them."""
    return says(message(answer_of(number, seconds)))


def lines(head):
    """The request line, and the headers that decide what is told."""
    first, *others = head.decode().split("\r\n")
    named = dict(line.split(": ", 1) for line in others if line)
    return first, named.get("Authorization"), named.get("Accept"), named["Host"]


@pytest.mark.parametrize("from_file", [False, True])
def test_they_are_asked_for_as_botocore_asks(agent, monkeypatch, tmp_path, from_file):
    if from_file:
        (tmp_path / "token").write_text("from-a-file")
        monkeypatch.setenv(container.TOKEN_FILE, str(tmp_path / "token"))
    agent.script = [told(1, 3600), told(1, 3600)]
    ours, theirs = settings.credentials(), ContainerProvider().load()
    assert ours == theirs.get_frozen_credentials()[:3] == ("AKID1", "s", "t1")
    first, second = (lines(head) for _, head, _ in agent.asked)
    assert first == second
    assert first[:2] == (
        "GET /v1/credentials?role=a HTTP/1.1",
        "from-a-file" if from_file else "secret-of-this-function",
    )


def test_a_relative_address_is_of_the_container_s_agent(monkeypatch):
    monkeypatch.setenv(container.FULL, "http://127.0.0.1:1/no")
    monkeypatch.setenv(container.RELATIVE, "/v2/credentials/a")
    assert container.address() == "http://169.254.170.2/v2/credentials/a"


def test_the_variables_of_a_function_come_first(agent, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    assert settings.credentials().access_key == "AKID"
    assert agent.asked == []


def test_they_are_kept_until_five_minutes_before_their_end(agent):
    agent.script = [told(1, 302), told(2, 3600)]
    assert [settings.credentials().access_key for _ in range(3)] == ["AKID1"] * 3
    assert len(agent.asked) == 1
    ((url, lease),) = container._leases.items()
    container._leases[url] = lease._replace(renewed_from=time.time())
    assert [settings.credentials().access_key for _ in range(3)] == ["AKID2"] * 3
    assert len(agent.asked) == 2
    assert lease.ends - lease.renewed_from == 300


def test_those_that_hold_are_used_while_no_new_ones_come(agent):
    agent.script = [told(1, 200), says(message({}, 500)), told(2, 3600)]
    assert [settings.credentials().access_key for _ in range(4)] == ["AKID1"] * 4
    assert len(agent.asked) == 2, "one that failed is not repeated by each request"


def test_a_snapshot_s_credentials_are_not_used_after_their_end(agent):
    agent.script = [told(1, -1), told(2, 3600)]
    settings.credentials()
    assert settings.credentials().access_key == "AKID2"


def test_many_threads_fetch_once(agent):
    agent.script = [says(message(answer_of(1, 3600)), pause=0.2)]
    found = []
    threads = [threading.Thread(target=lambda: found.append(settings.credentials().access_key)) for _ in range(30)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == ["AKID1"] * 30
    assert len(agent.asked) == 1


def test_who_comes_while_new_ones_are_fetched_goes_on_with_the_old(agent):
    agent.script = [told(1, 200)]
    settings.credentials()
    with container._fetching:  # another thread is at it
        assert settings.credentials().access_key == "AKID1"


@pytest.mark.parametrize(
    "reply",
    [
        says(message({}, 500)),
        says(message({}, 429)),
        says(b"", stays=False),
        says(message(b"no")),
        says(message([])),
        says(message({"AccessKeyId": "A"})),
        says(message(answer_of(1, 3600) | {"Expiration": "soon"})),
    ],
)
def test_an_agent_that_tells_none_is_asked_again_and_then_a_busy_service(agent, reply):
    with scripted() as table:
        agent.script = [reply, told(1, 3600)]
        assert client_of(table.port).get_item(TableName="t", Key={})["ResponseMetadata"]["RetryAttempts"] == 1
        assert b"Credential=AKID1/" in table.asked[0][1]
        container.forget()
        agent.script = [reply]
        with pytest.raises(ServiceBusy):
            client_of(table.port, ONCE).get_item(TableName="t", Key={})
        agent.script = [reply]
        with pytest.raises(TryAgain):
            settings.credentials()


def test_an_agent_that_denies_is_a_fault_of_the_configuration(agent):
    agent.script = [says(message({}, 403))]
    with pytest.raises(NotConfigured, match="answers 403"):
        settings.credentials()


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({container.FULL: "http://example.com/a"}, "without TLS"),
        ({container.FULL: "http://169.254.169.254/a"}, "without TLS"),
        ({container.FULL: "ftp://localhost/a"}, "no address"),
        ({container.FULL: "http://"}, "no address"),
        ({container.FULL: "http://localhost:x/a"}, "no address"),
        ({container.TOKEN: "a\r\nX-Injected: 1"}, "characters"),
        ({container.TOKEN_FILE: "/nowhere/token"}, "cannot be read"),
    ],
)
def test_a_secret_goes_only_where_it_may(agent, monkeypatch, variables, sentence):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(NotConfigured, match=sentence):
        settings.credentials()
    assert agent.asked == []


def test_credentials_that_aws_refuses_are_fetched_anew(agent):
    with scripted() as table:
        agent.script = [told(1, 3600), told(2, 3600)]
        error = {"__type": "com.amazonaws.dynamodb.v20120810#ExpiredTokenException", "message": "over"}
        table.script = [says(message(error, 400))]
        client_of(table.port).get_item(TableName="t", Key={})
        assert [b"Credential=AKID2/" in head for _, head, _ in table.asked] == [False, True]
