"""Retries are paid from a budget of the process: single failures are retried, most of a storm is not."""

import random
from types import SimpleNamespace

import pytest
from bivelio_core import aws_calls, clients
from bivelio_core.aws_calls import RetryBudget, ServiceBusy
from bivelio_core.store.dynamo import AGAIN_WITHIN_SECONDS, DynamoTable
from bivelio_core.store.table import TableBusy
from bivelio_core.store.writes import Key, Put, absent

from tests.refusing import UNANSWERED, answer_with, refusing

KEY = {"PK": {"S": "a"}, "SK": {"S": "1"}}
THROTTLED = (400, "ProvisionedThroughputExceededException")
CONFLICT = (400, "TransactionConflictException")
MOST = 1.5
CALLS = 400
SECONDS_A_TRY = 0.25


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """Pauses pass at once, and a call that may be tried again is so a thousand times."""
    monkeypatch.setattr("bivelio_core.aws_calls.FIRST_PAUSE_SECONDS", 0.0)


@pytest.fixture(params=["own", "boto3"])
def client(request, table):
    """Either client of the table, as a function has it that has asked nothing yet."""
    return table._client if request.param == "own" else clients.of_boto3("dynamodb")


def is_answered(client, table):
    """Whether a read of the table is answered in the end."""
    try:
        client.get_item(TableName=table.name, Key=KEY)
    except ServiceBusy:
        return False
    return True


@pytest.mark.parametrize("share", [0.1, 0.25, 0.31, 0.4, 0.5, 0.7, 0.9, 1.0])
def test_a_lasting_storm_brings_at_most_one_and_a_half_times_the_load(table, client, share):
    """Whatever share of the tries a partition refuses; what a new process may spend is spent before."""
    decide = random.Random(1)
    client.retries.tokens = 0
    with refusing(client, lambda _: THROTTLED if decide.random() < share else None) as asked:
        answered = sum(is_answered(client, table) for _ in range(CALLS))
    assert len(asked) <= MOST * CALLS
    if share <= 0.25:
        assert answered > 0.97 * CALLS, "as long as most tries are answered, so is nearly every call"


@pytest.mark.parametrize("refusal", [THROTTLED, (500, "InternalServerError"), *UNANSWERED], ids=str)
def test_a_new_process_retries_one_call_as_often_as_its_time_allows(table, client, refusal):
    """Thirteen times by the pauses, and twice when each try waits in vain."""
    refusals = [refusal] * (count := 4 if refusal in UNANSWERED else 13)
    with refusing(client, lambda _: refusals.pop() if refusals else None) as asked:
        assert is_answered(client, table)
    assert len(asked) == count + 1


def test_a_budget_that_is_used_up_fails_at_once_and_grows_with_answers(table, client):
    client.retries.tokens = 4
    with refusing(client, lambda _: THROTTLED) as asked:
        assert not is_answered(client, table)
    assert len(asked) == 1
    assert is_answered(client, table), "a first try is never refused by us"
    refusals = [THROTTLED]
    with refusing(client, lambda _: refusals.pop() if refusals else None) as asked:
        assert is_answered(client, table)
    assert (len(asked), client.retries.tokens) == (2, 5), "what the answered retry took is given back"


@pytest.mark.parametrize(
    ("refusal", "tokens"), [(THROTTLED, 5), (CONFLICT, 0), (UNANSWERED[0], 10), (UNANSWERED[1], 10), (UNANSWERED[2], 5)]
)
def test_a_retry_takes_what_botocore_s_takes_and_nothing_for_a_conflict(table, refusal, tokens):
    """By boto3's client, whose network says how it fails; the next test is of ours."""
    client = clients.of_boto3("dynamodb")
    client.retries.tokens = 100
    refusals = [refusal, refusal]
    with refusing(client, lambda _: refusals.pop() if refusals else None):
        assert is_answered(client, table)
    assert client.retries.tokens == 100 - tokens + (0 if tokens else 1)


def test_a_process_saves_no_more_than_botocore_does():
    budget = RetryBudget()
    for _ in range(1000):
        budget.answered(0)
    assert budget.tokens == aws_calls.BUDGET_TOKENS == 500
    assert budget.pay(500)
    assert not budget.pay(5)
    assert budget.pay(0), "what is free is so for who has nothing"


def test_each_service_has_a_budget_of_its_own(services):
    clients.client("dynamodb").retries.tokens = 0
    assert clients.client("sqs").retries.tokens == aws_calls.NEW_PROCESS_TOKENS
    assert clients.client("s3").retries.tokens == aws_calls.NEW_PROCESS_TOKENS


def cancelled(code):
    """What DynamoDB answers to a transaction that it cancels."""
    kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"
    return lambda request, **_: answer_with(
        400, {"__type": kind, "message": "no", "CancellationReasons": [{"Code": code}]}, request
    )


@pytest.mark.parametrize(("code", "is_paid"), [("ThrottlingError", True), ("TransactionConflict", False)])
def test_a_throttled_transaction_takes_from_the_same_budget(table, code, is_paid, monkeypatch):
    """Time passes by tries alone: how many fit into a time, a busy machine would decide."""
    tries: list[int] = []
    client = table._client
    client.retries.tokens = 20
    passing = SimpleNamespace(monotonic=lambda: SECONDS_A_TRY * len(tries), sleep=lambda _: None)
    monkeypatch.setattr("bivelio_core.store.dynamo.time", passing)

    def answer(request, **_):
        tries.append(1)
        return cancelled(code)(request)

    client.send.events.register_first("before-send", answer)
    with pytest.raises(TableBusy):
        table.transact([Put({"PK": "a", "SK": "1"}, absent())])
    assert len(tries) == (6 if is_paid else AGAIN_WITHIN_SECONDS / SECONDS_A_TRY + 1)  # each answer gives a token back
    assert (client.retries.tokens < 20) == is_paid


def test_an_operator_s_client_without_a_budget_has_a_table_too(table):
    import boto3

    plain = DynamoTable(boto3.client("dynamodb", region_name="eu-west-1"), table.name)
    plain.put({"PK": "a", "SK": "1"})
    assert plain.get(Key("a", "1")) == {"PK": "a", "SK": "1"}
