"""No function is killed while it waits for AWS: the longest call of each client ends before the function must."""

import pytest
import yaml
from bivelio_core import aws_calls, clients
from bivelio_core.aws.services import SERVICES
from bivelio_core.store import dynamo

from tests.declared import FUNCTIONS, listed, statements
from tests.for_each import for_each
from tools.build_layer import AWS_SERVICES
from tools.endpoints import operations
from tools.template import ROOT, stacks

pytestmark = pytest.mark.fix(
    "Change the limits in layers/core/bivelio_core/aws_calls.py, or the Timeout of the function in its template."
)

CLIENT_OF = {"ses": "sesv2", "states": "stepfunctions"}
"""Clients whose name is not the prefix of IAM's actions."""

NO_CALLS = {"iam:PassRole"}
"""Grants that no client of ours makes a call of."""


def timeouts():
    """Seconds each function may run, by its stack's own default; a parameter counts with its least value."""
    least = {
        name: each["MinValue"] for s in stacks() for name, each in s.body["Parameters"].items() if "MinValue" in each
    }
    for stack in stacks():
        usual = stack.body.get("Globals", {}).get("Function", {}).get("Timeout")
        for name, resource in stack.body["Resources"].items():
            if resource["Type"] == "AWS::Serverless::Function":
                declared = resource["Properties"].get("Timeout", usual)
                yield name, least[declared["Ref"]] if isinstance(declared, dict) else declared


TIMEOUTS = dict(timeouts())


def services(function):
    """The services a function's policy lets it call."""
    actions = {action for each in statements(function) for action in listed(each["Action"])} - NO_CALLS
    return {CLIENT_OF.get(prefix, prefix) for prefix in (action.partition(":")[0] for action in actions)}


LONGEST = {name: waits.longest for name, waits in aws_calls.POLICIES.items()} | {"dynamodb": dynamo.LONGEST_SECONDS}


WITHOUT_PERMISSIONS = {"InboundUnknown", "InboundWellKnown"}
"""Functions that answer from what they have with them."""


@for_each("name", sorted(FUNCTIONS))
def test_the_longest_call_to_each_service_ends_before_the_function_does(name):
    called = services(FUNCTIONS[name])
    assert bool(called) != (name in WITHOUT_PERMISSIONS)
    late = {service for service in called if LONGEST[service] >= TIMEOUTS[name]}
    assert not late


@pytest.mark.parametrize("service", sorted(aws_calls.POLICIES))
def test_a_try_without_an_answer_leaves_time_for_another(service):
    waits = aws_calls.POLICIES[service]
    is_asked_once = waits.again_within == 0
    assert is_asked_once == (service == "lambda")
    assert is_asked_once or waits.connect + waits.read < waits.again_within


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize("service", sorted(AWS_SERVICES))
def test_a_client_of_boto3_has_the_limits_that_are_reckoned_with(service):
    config = clients.client(service).meta.config
    waits = aws_calls.POLICIES[service]
    assert (config.connect_timeout, config.read_timeout) == (waits.connect, waits.read)
    assert config.retries["total_max_attempts"] == 1, "botocore's own retries know no end"


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize("service", sorted(SERVICES))
def test_a_client_of_our_own_has_the_limits_that_are_reckoned_with(service):
    assert clients.client(service)._policy == aws_calls.POLICIES[service]


def test_every_service_has_a_limit_and_one_client():
    assert set(aws_calls.POLICIES) == AWS_SERVICES | SERVICES.keys()
    assert not AWS_SERVICES & SERVICES.keys()


def test_the_state_machine_knows_what_busy_is_called():
    """Step Functions matches the class of what a task raised by its name, and knows no subclasses."""
    named = {"TableBusy", "ServiceBusy", "MachineBusy"}
    operations()  # loads every domain
    assert {kind.__name__ for kind in busy_kinds(aws_calls.ServiceBusy)} == named
    machine = yaml.safe_load((ROOT / "statemachines" / "runner.asl.yaml").read_text(encoding="utf-8"))
    tasks = [state for state in machine["States"].values() if str(state.get("Resource", "")).endswith("Arn}")]
    patient = [state["Retry"][0] for state in [*tasks, machine["States"]["Suspend"]]]
    assert len(patient) >= 4
    for retry in patient:
        assert named <= set(retry["ErrorEquals"])
        assert retry["MaxAttempts"] >= 6


def busy_kinds(kind):
    """A class and all its subclasses."""
    return {kind}.union(*map(busy_kinds, kind.__subclasses__()))
