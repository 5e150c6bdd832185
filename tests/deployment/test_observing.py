"""What the platform observes of itself is bounded by parameters, and what is paid by the hour is off."""

from typing import Any

from tests.declared import ENDPOINTS, FUNCTIONS, RESOURCES, TEMPLATE, of_type, translate, translated
from tools.template import stacks

PARAMETERS = TEMPLATE["Parameters"]
FROM_REQUESTS = ENDPOINTS.keys() | {"Authorizer", "Admin"}
"""What a request starts, and the operator's function, which a person starts."""
LONGEST_RULE_NAME = 32
"""X-Ray API Reference, "SamplingRule"."""
ID_LENGTH = len("0123abcd")
"""The first of the parts of a stack's id."""


def default(name: str) -> Any:
    """The default of a parameter."""
    return PARAMETERS[name]["Default"]


def test_of_requests_a_small_share_is_traced_by_one_rule_for_both_stages():
    (rule,) = (each["SamplingRule"] for each in of_type("AWS::XRay::SamplingRule").values())
    assert (rule["FixedRate"], rule["ReservoirSize"]) == ({"Ref": "TracedShare"}, {"Ref": "TracesPerSecond"})
    assert 0 < default("TracedShare") <= 0.01
    assert default("TracesPerSecond") == 0, "one a second would trace each request of a quiet API"
    assert (PARAMETERS["TracedShare"]["MinValue"], PARAMETERS["TracedShare"]["MaxValue"]) == (0, 1)
    assert (rule["ServiceName"], rule["ServiceType"]) == (
        {"Fn::Sub": "${AWS::StackName}/*"},
        "AWS::ApiGateway::Stage",
    ), "other APIs of the account keep their rules"
    stages = [each for each in translated()["Resources"].values() if each["Type"] == "AWS::ApiGateway::Stage"]
    assert [stage["Properties"]["TracingEnabled"] for stage in stages] == [True, True], "the stages decide"


def test_the_rule_has_a_name_of_its_own_within_the_limit():
    text, parts = RESOURCES["RequestTraces"]["Properties"]["SamplingRule"]["RuleName"]["Fn::Sub"]
    assert "AWS::StackId" in str(parts["Id"])
    assert len(text.replace("${Id}", "0" * ID_LENGTH)) <= LONGEST_RULE_NAME


def test_only_what_a_request_starts_is_traced_unless_workers_are_too():
    for name in FUNCTIONS:
        made = translated()["Resources"][name]["Properties"]["TracingConfig"]["Mode"]
        assert made == ("Active" if name in FROM_REQUESTS else {"Ref": "WorkerTracing"}), name


def test_workers_and_the_state_machine_are_traced_by_one_parameter_that_is_off():
    assert default("WorkerTracing") == "PassThrough"
    enabled = RESOURCES["WorkflowRunner"]["Properties"]["Tracing"]["Enabled"]
    assert enabled == {"Fn::If": ["TracesWorkers", True, False]}
    assert TEMPLATE["Conditions"]["TracesWorkers"] == {"Fn::Equals": [{"Ref": "WorkerTracing"}, "Active"]}


def test_lambda_writes_lines_of_failed_invocations_only():
    assert default("PlatformLogLevel") == "WARN"
    for name in FUNCTIONS:
        logging = translated()["Resources"][name]["Properties"]["LoggingConfig"]
        assert logging["SystemLogLevel"] == {"Ref": "PlatformLogLevel"}, name


def test_lines_of_level_debug_are_sampled_by_one_parameter_that_is_off():
    """Lambda drops what is below its own level, so that is DEBUG then; the logger keeps LogLevel otherwise."""
    assert default("LogSampleRate") == 0
    variables = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
    rate = {"Fn::If": ["SamplesLines", {"Ref": "LogSampleRate"}, {"Ref": "AWS::NoValue"}]}
    assert variables["POWERTOOLS_LOGGER_SAMPLE_RATE"] == rate
    sampled = {"Fn::Not": [{"Fn::Equals": [{"Ref": "LogSampleRate"}, 0]}]}
    for stack in stacks():
        if stack.resources("AWS::Serverless::Function"):
            assert stack.body["Conditions"]["SamplesLines"] == sampled, stack.file


def test_metrics_of_operations_are_off():
    variables = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["OPERATION_METRICS"] == {"Ref": "OperationMetrics"}
    assert default("OperationMetrics") == "false"


def test_no_environment_is_paid_for_while_nothing_is_asked():
    assert (default("SnapStart"), default("AuthorizerProvisioned")) == ("None", 0)
    for name in FUNCTIONS:
        assert translated()["Resources"][name]["Properties"]["SnapStart"] == {"ApplyOn": {"Ref": "SnapStart"}}, name


def test_the_authorizer_alone_can_be_kept_ready():
    aliases = {
        resource["Properties"]["FunctionName"]["Ref"]: resource["Properties"].get("ProvisionedConcurrencyConfig")
        for resource in translate(TEMPLATE)["Resources"].values()
        if resource["Type"] == "AWS::Lambda::Alias"
    }
    assert {name for name, kept in aliases.items() if kept} == {"Authorizer"}
    condition, kept, otherwise = aliases["Authorizer"]["Fn::If"]
    assert TEMPLATE["Conditions"][condition] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "AuthorizerProvisioned"}, 0]}]}
    assert kept == {"ProvisionedConcurrentExecutions": {"Ref": "AuthorizerProvisioned"}}
    assert otherwise == {"Ref": "AWS::NoValue"}


def test_snapshots_and_environments_that_are_kept_ready_exclude_each_other():
    """Lambda Developer Guide, "SnapStart": it does not support provisioned concurrency."""
    rule = TEMPLATE["Rules"]["SnapshotsAreNotProvisioned"]
    assert rule["RuleCondition"] == {"Fn::Equals": [{"Ref": "SnapStart"}, "PublishedVersions"]}
    assert rule["Assertions"][0]["Assert"] == {"Fn::Equals": [{"Ref": "AuthorizerProvisioned"}, 0]}
