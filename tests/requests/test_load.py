"""`make load`: arrivals that no answer delays, requests that the API takes, a page of the figures, no production."""

import itertools
import json
import random
import statistics
from collections import Counter
from typing import Any, cast

import pytest

from benchmarks import monthly
from benchmarks.load import report, world
from benchmarks.load.mix import FLOOR, SHARES, World, arrivals, data_of
from tests.front_door import in_process
from tools.smoke import stack_name

SMALL = World(["ct_1", "ct_2"], "wf_1")
RESULTS: dict[str, Any] = {
    "operations": {
        FLOOR: {"requests": 10, "failures": 0, "milliseconds": [2, 4, 8]},
        "contacts.get": {"requests": 1000, "failures": 7, "milliseconds": [20, 80, 160]},
        "events.list": {"requests": 100, "failures": 5, "milliseconds": [10, 40, 80]},
    },
    "errors": [
        ["contacts.get", "Refused('500 INTERNAL_ERROR')", 7],
        ["events.list", "429 RATE_LIMIT_EXCEEDED", 4],
        ["events.list", "TimeoutError('<slow>')", 1],
    ],
}


def test_arrivals_are_those_of_many_callers_at_the_rate_that_was_asked_for():
    due = [each.due for each in arrivals(50, 400, SMALL, seed=1)]
    assert due == sorted(due)
    assert len(due) == pytest.approx(50 * 400, rel=0.03)
    gaps = [later - earlier for earlier, later in itertools.pairwise(due)]
    assert statistics.stdev(gaps) == pytest.approx(statistics.fmean(gaps), rel=0.05), "exponential, not even"


def test_the_mix_has_the_shares_that_it_says_and_the_order_of_the_page_of_costs():
    counts = Counter(each.operation for each in arrivals(100, 200, SMALL, seed=2))
    for operation, share in SHARES.items():
        assert counts[operation] / counts.total() * 100 == pytest.approx(share, abs=1)
    assert sum(SHARES.values()) == 100
    assert set(monthly.MIX) <= set(SHARES)
    assert FLOOR in {each.operation for each in arrivals(100, 10, SMALL, seed=2, with_floor=True)}


class Platform:
    """A stack as `tools.deployed` sees it, that the front door of this process is."""

    stack = "bivelio-test"

    def __init__(self, door):
        self.operate = door.operate
        self.url = f"http://localhost:{door.settings.port}/sandbox/v1"

    def client(self, service):
        assert service == "cloudformation"
        return self

    def describe_stacks(self, **_):
        return {"Stacks": [{"Outputs": [{"OutputKey": "SandboxUrl", "OutputValue": self.url}]}]}


def test_the_api_takes_every_request_of_the_mix(tmp_path):
    with in_process(tmp_path) as door, world.target(cast("Any", Platform(door)), 60, None) as target:
        assert len(target.world.contacts) == world.CONTACTS
        caller = world.Caller(target.url, target.key)
        for operation in SHARES:  # raises for a refusal
            assert caller.ask(operation, data_of(operation, target.world, random.Random(3))), operation


def test_the_page_tells_latencies_errors_throttles_and_dollars():
    rows = {row.operation: row for row in report.rows_of(RESULTS)}
    assert (rows["contacts.get"].errors, rows["contacts.get"].throttles) == (7, 0)
    assert (rows["events.list"].errors, rows["events.list"].throttles) == (1, 4)
    assert rows["contacts.get"].ratios == [10, 20, 20]
    assert rows["contacts.get"].dollars > 1000 * 3.5e-6
    page = report.page(RESULTS, "a <stack>", 10, 100)
    assert "<td>contacts.get</td><td>1,000</td><td>10.0</td><td>20</td><td>80</td><td>160</td><td>7</td>" in page
    assert "a &lt;stack&gt;" in page
    assert "TimeoutError(&#x27;&lt;slow&gt;&#x27;), 1 times" in page


def test_runs_are_compared_by_their_ratios_to_the_floor_of_their_own_run():
    slower_machine = json.loads(json.dumps(RESULTS))
    for about in slower_machine["operations"].values():
        about["milliseconds"] = [3 * each for each in about["milliseconds"]]
    assert report.compared(slower_machine, RESULTS) == [
        "contacts.get: p50 1.00, p95 1.00, p99 1.00 of before",
        "events.list: p50 1.00, p95 1.00, p99 1.00 of before",
    ]
    on_aws = {**RESULTS, "operations": {"contacts.get": RESULTS["operations"]["contacts.get"]}}
    assert report.rows_of(on_aws)[0].ratios is None


class Stack:
    """A stack on AWS with some tags and parameters."""

    def __init__(self, stack, tags=(), parameters=()):
        self.stack, self._tags, self._parameters = stack, tags, parameters

    def client(self, _service):
        return self

    def describe_stacks(self, **_):
        tags = [{"Key": name, "Value": value} for name, value in self._tags]
        parameters = [{"ParameterKey": name, "ParameterValue": value} for name, value in self._parameters]
        return {"Stacks": [{"Tags": tags, "Parameters": parameters}]}


@pytest.mark.parametrize(
    "stack",
    [
        Stack(stack_name("production")),
        Stack("other", tags=[("environment", "production")]),
        Stack("other", parameters=[("DeletionProtection", "true")]),
    ],
)
def test_a_stack_that_may_have_customers_is_refused(stack):
    with pytest.raises(world.Unsafe, match="PRODUCTION=yes"):
        world.refuse_production(stack)


def test_staging_may_be_loaded():
    staging = Stack(
        stack_name("staging"), tags=[("environment", "staging")], parameters=[("DeletionProtection", "false")]
    )
    world.refuse_production(cast("Any", staging))
