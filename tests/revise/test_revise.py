"""What changes an item keeps its promises whatever dies, is lost, is refused or comes between, at any of its calls.

Every operation that uses `revise` is tried by the same tests, through its handler and under its policy. By default each
is killed and raced at some of its calls; `EVERY_CALL=1 pytest tests/revise` takes all.
"""

import os

import pytest
from bivelio_core import aws_calls, clients

from tests.lossy import losing_the_first_answer
from tests.refusing import refusing
from tests.revise import enrolled
from tests.revise.operations import BY_NAME, BY_WORKERS, ELSEWHERE, OWN_WAY, REVISIONS
from tests.revise.world import World, contents, forget_answers, shown

EVERY_CALL = "EVERY_CALL" in os.environ
AROUND = 4
"""Of how many calls, the last ones, a usual run tries each: the write and the reads that it depends on are there."""

every_revision = pytest.mark.parametrize("revision", REVISIONS, ids=lambda revision: revision.operation)
every_keyed_revision = pytest.mark.parametrize(
    "revision",
    [
        BY_NAME[name]
        for name in (
            "cases.update",
            "contacts.add_tags",
            "contacts.upsert",
            "invoices.mark_paid",
            "webhooks.rotate_secret",
            "organisation.update",
        )
    ],
    ids=lambda revision: revision.operation,
)


@pytest.fixture
def impatient(monkeypatch):
    """Clients that are made after this do not ask a second time."""
    for service, usual in aws_calls.POLICIES.items():
        monkeypatch.setitem(aws_calls.POLICIES, service, usual._replace(again_within=0.0))


def numbers(calls):
    """The calls that are tried."""
    return range(len(calls)) if EVERY_CALL else range(max(0, len(calls) - AROUND), len(calls))


def test_every_operation_that_revises_is_tried_here():
    assert enrolled.endpoints() == (BY_NAME.keys() - OWN_WAY.keys()) | ELSEWHERE.keys()
    assert enrolled.workers() == BY_WORKERS.keys()


@every_revision
@pytest.mark.usefixtures("table")
def test_what_is_killed_at_any_call_and_repeated_under_its_key_has_one_effect_and_the_same_answer(revision):
    world = World(revision)
    answer, after, calls = world.undisturbed()
    for number in numbers(calls):
        for when in ("before", "after"):
            assert world.is_killed(number, when), (number, when)
            forget_answers()
            again = world.ask(revision.call, "once")
            assert (again.status, shown(again)) == (200, shown(answer)), (number, when)
            assert contents() == after, (number, when)


@every_revision
@pytest.mark.usefixtures("table")
def test_what_loses_the_answers_of_its_writes_has_one_effect_and_the_same_answer(revision):
    world = World(revision)
    answer, after, _ = world.undisturbed()
    world.put_back()
    with losing_the_first_answer(clients.client("dynamodb")):
        assert shown(world.ask(revision.call, "once")) == shown(answer)
    assert contents() == after


@every_revision
@pytest.mark.usefixtures("impatient", "table")
def test_what_the_table_refuses_at_any_call_is_answered_503_and_done_by_a_repetition(revision):
    world = World(revision)
    answer, after, calls = world.undisturbed()
    for number in numbers([name for name in calls if "Queue" not in name and "Message" not in name]):
        world.put_back()
        seen = 0

        def refuse(_operation, number=number):
            nonlocal seen
            seen += 1
            return (400, "ThrottlingException") if seen > number else None

        with refusing(clients.client("dynamodb"), refuse):
            refused = world.ask(revision.call, "once")
        assert refused.status in {200, 503}, number  # 200 when only the answer could not be stored
        forget_answers()
        assert shown(world.ask(revision.call, "once")) == shown(answer), number
        assert contents() == after, number


@every_revision
@pytest.mark.usefixtures("table")
def test_two_changes_at_once_end_as_one_after_the_other(revision):
    world = World(revision)
    _, _, calls = world.undisturbed()
    orders = []
    for is_rival_first in (False, True):
        world.put_back()
        order = [revision.call, revision.rival][:: -1 if is_rival_first else 1]
        statuses = [world.ask(each).status for each in order][:: -1 if is_rival_first else 1]
        orders.append((statuses, contents()))
    for number in numbers(calls):
        world.put_back()
        with world.rival(number, revision.rival) as rivals:
            own = world.ask(revision.call)
        if rivals:  # without a key there are fewer calls
            assert ([own.status, rivals[0].status], contents()) in orders, number


@every_keyed_revision
@pytest.mark.usefixtures("table")
def test_the_same_request_twice_at_once_has_one_effect_and_both_have_its_answer(revision):
    world = World(revision)
    answer, after, calls = world.undisturbed()
    for number in numbers(calls):
        world.put_back()
        with world.rival(number, revision.call, "once") as rivals:
            own = world.ask(revision.call, "once")
        assert {shown(each) for each in (own, *rivals)} == {shown(answer)}, number
        assert contents() == after, number


@pytest.mark.parametrize("name", ["contacts.update", "cases.update", "agents.update", "calendar.update"])
@pytest.mark.usefixtures("table")
def test_who_names_a_version_changes_that_one_or_is_told_of_the_next(name):
    revision = BY_NAME[name]
    world = World(revision)
    answer, _, calls = world.undisturbed()
    version, (operation, data) = answer.data["version"] - 1, revision.call
    world.put_back()
    world.ask(revision.rival)
    rivals_alone = contents()
    for number in numbers(calls):
        world.put_back()
        with world.rival(number, revision.rival) as rivals:
            own = world.ask((operation, {**data, "version": version}))
        if own.status == 409:
            assert own.error["details"] == {"reason": "version", "version": version + 1}
            assert (rivals[0].status, contents()) == (200, rivals_alone), number
        else:
            assert own.data["version"] == version + 1, number
