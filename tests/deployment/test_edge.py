"""The API Gateway resources: two stages of one deployment, authorization, plans, logs, domain names."""

import json
import re

import pytest
from bivelio_core import plan_limits
from bivelio_core.identity import gateway_keys

from tests.declared import API, RESOURCES, TEMPLATE, listed, of_type, references, translated
from tools.endpoints import inbound_paths, operations
from tools.watch import objectives

PLANS = of_type("AWS::ApiGateway::UsagePlan")


@pytest.fixture(scope="module")
def served():
    """The operations of the API that CloudFormation gets, by path and method."""
    return {
        (path, method): operation
        for path, methods in translated()["Resources"]["Api"]["Properties"]["Body"]["paths"].items()
        for method, operation in methods.items()
    }


def test_both_stages_serve_the_same_deployment():
    resources = translated()["Resources"]
    stages = {
        resource["Properties"]["StageName"]: resource["Properties"]
        for resource in resources.values()
        if resource["Type"] == "AWS::ApiGateway::Stage"
    }
    deployment = next(name for name, resource in resources.items() if resource["Type"] == "AWS::ApiGateway::Deployment")
    assert {name: stage["DeploymentId"] for name, stage in stages.items()} == {
        "v1": {"Ref": deployment},
        "sandbox": {"Ref": deployment},
    }
    assert all(stage["TracingEnabled"] for stage in stages.values())


def test_every_route_is_there_once_with_a_preflight(served):
    paths = {path for operation in operations() for path in operation.endpoint.paths}
    declared = [each.declared for each in inbound_paths()]
    inbound = {
        (path, method.lower()) for each in declared for path in each.paths for method in (*each.methods, "options")
    }
    assert set(served) == {(path, method) for path in paths for method in ("post", "options")} | inbound


def test_a_route_asks_for_a_credential_and_for_the_organisations_gateway_key(served):
    asked = {path: operation.get("security") for (path, method), operation in served.items() if method == "post"}
    assert {path: {name for scheme in security for name in scheme} for path, security in asked.items()} == {
        path: set() if path.startswith(("/inbound/", "/oauth/", "/{proxy+}")) else {"Credentials", "api_key"}
        for path in asked
    }


def test_a_preflight_asks_for_nothing_and_allows_our_headers(served):
    for (path, method), operation in served.items():
        if method == "options":
            assert not operation.get("security"), path
            allowed = operation["x-amazon-apigateway-integration"]["responses"]["default"]["responseParameters"]
            assert allowed["method.response.header.Access-Control-Allow-Methods"] == "'POST,OPTIONS'"
            assert set(allowed["method.response.header.Access-Control-Allow-Headers"].strip("'").split(",")) == {
                "Authorization",
                "apikey",
                "X-API-Key",
                "Content-Type",
                "Idempotency-Key",
                "Accept-Language",
            }


def test_every_request_reaches_the_authorizer():
    scheme = translated()["Resources"]["Api"]["Properties"]["Body"]["components"]["securitySchemes"]["Credentials"]
    authorizer = scheme["x-amazon-apigateway-authorizer"]
    assert (authorizer["type"], authorizer["authorizerResultTtlInSeconds"]) == ("request", 0)
    assert "identitySource" not in authorizer


def test_the_authorizer_names_the_gateway_key():
    """Also in the definition: it is put whole, and an update with a changed one would take the key from the header."""
    api = translated()["Resources"]["Api"]["Properties"]
    assert api["ApiKeySourceType"] == api["Body"]["x-amazon-apigateway-api-key-source"] == "AUTHORIZER"


def test_an_api_with_names_of_its_own_has_no_other_door():
    body = translated()["Resources"]["Api"]["Properties"]["Body"]
    (server,) = body.get("servers", [body])
    setting = server["x-amazon-apigateway-endpoint-configuration"]["disableExecuteApiEndpoint"]
    assert setting == {"Fn::If": ["HasDomain", True, False]}


def test_large_answers_are_compressed():
    assert translated()["Resources"]["Api"]["Properties"]["MinimumCompressionSize"] == 1024


def test_the_names_are_made_one_after_the_other():
    assert RESOURCES["SandboxDomain"]["DependsOn"] == "LiveDomain"


def test_the_authorizers_executions_can_be_reserved():
    reserved = RESOURCES["Authorizer"]["Properties"]["ReservedConcurrentExecutions"]
    assert reserved["Fn::If"][:2] == ["ReservesAuthorizer", {"Ref": "AuthorizerConcurrency"}]


def test_the_state_machine_logs_its_failures_without_the_data_of_runs():
    logging = RESOURCES["WorkflowRunner"]["Properties"]["Logging"]
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ERROR", False)
    allowed = {
        action
        for policy in RESOURCES["WorkflowRunner"]["Properties"]["Policies"]
        for statement in policy["Statement"]
        for action in listed(statement["Action"])
    }
    assert {"logs:CreateLogDelivery", "logs:PutResourcePolicy", "logs:DescribeLogGroups"} <= allowed


def test_a_gateway_keys_value_is_one_api_gateway_takes():
    """API Gateway Developer Guide, "Usage plans and API keys": alphanumeric, between 20 and 128 characters."""
    assert all(re.fullmatch(r"[0-9A-Za-z]{20,128}", gateway_keys.new_value()) for _ in range(100))


@pytest.mark.parametrize(
    ("plan", "throttle"),
    [
        ("StarterPlan", {"RateLimit": 10 * 20, "BurstLimit": 10 * 20}),
        ("ProPlan", {"RateLimit": 5 * 50, "BurstLimit": 5 * 50}),
        ("StarterOwnPlan", {"RateLimit": 2 * 20, "BurstLimit": 2 * 2 * 20}),
        ("ProOwnPlan", {"RateLimit": 2 * 50, "BurstLimit": 2 * 2 * 50}),
        (
            "EnterprisePlan",
            {"RateLimit": {"Ref": "EnterpriseRequestsPerSecond"}, "BurstLimit": {"Ref": "EnterpriseRequestsPerSecond"}},
        ),
    ],
)
def test_a_plan_holds_its_burst_on_both_stages(plan, throttle):
    assert PLANS[plan].get("Throttle") == throttle
    assert [references(stage["Stage"]) for stage in PLANS[plan]["ApiStages"]] == [{"Api"}, {"SandboxStage"}]


def test_a_stage_lets_through_more_than_the_largest_plan():
    largest = max(limits.per_second for limits in plan_limits.PLANS.values() if limits)
    rates = [plan["Throttle"]["RateLimit"] for plan in PLANS.values()]
    of_a_key = max(rate for rate in rates if isinstance(rate, int))
    for settings in (API["MethodSettings"], RESOURCES["SandboxStage"]["Properties"]["MethodSettings"]):
        whole = next(setting for setting in settings if setting["HttpMethod"] == "*")
        assert whole["ThrottlingRateLimit"] >= 10 * largest
        assert whole["ThrottlingRateLimit"] >= 2 * of_a_key, "those who share a key leave half of it to others"


def test_the_access_log_is_json_and_holds_nothing_secret():
    for log in (API["AccessLogSetting"], RESOURCES["SandboxStage"]["Properties"]["AccessLogSetting"]):
        fields = json.loads(log["Format"])
        assert {"request_id", "organisation", "status", "latency_ms", "stage", "path"} <= set(fields)
        assert all(re.fullmatch(r"\$context\.[\w.]+", value) for value in fields.values())
        assert "path" not in {value.removeprefix("$context.") for value in fields.values()}, (
            "a raw path may hold a secret"
        )
        assert fields["organisation"] == "$context.authorizer.organisation"


def test_the_documented_addresses_map_to_the_stages():
    names = {name: domain["DomainName"]["Fn::Sub"] for name, domain in of_type("AWS::ApiGateway::DomainName").items()}
    mapped = [
        (names[mapping["DomainName"]["Ref"]], mapping.get("BasePath"), references(mapping["Stage"]))
        for mapping in of_type("AWS::ApiGateway::BasePathMapping").values()
    ]
    assert mapped == [
        ("api.${DomainName}", "v1", {"Api"}),
        ("sandbox.api.${DomainName}", "v1", {"SandboxStage"}),
        ("mcp.${DomainName}", None, {"Api"}),
        ("mcp.${DomainName}", "sandbox", {"SandboxStage"}),
    ]


@pytest.mark.parametrize(
    ("condition", "types"),
    [
        ("HasDomain", {"AWS::ApiGateway::DomainName", "AWS::ApiGateway::BasePathMapping"}),
        ("HasHostedZone", {"AWS::Route53::RecordSet"}),
        ("RequestsCertificate", {"AWS::CertificateManager::Certificate"}),
        (
            "HasWaf",
            {
                "AWS::WAFv2::WebACL",
                "AWS::WAFv2::WebACLAssociation",
                "AWS::WAFv2::LoggingConfiguration",
                "AWS::Logs::LogGroup",
            },
        ),
        ("HasAlarmEmail", {"AWS::SNS::Topic"}),
    ],
)
def test_what_is_optional_is_made_only_on_request(condition, types):
    found = {resource["Type"] for resource in RESOURCES.values() if resource.get("Condition") == condition}
    assert found == types
    everywhere = {"AWS::Logs::LogGroup"}
    assert all(
        resource.get("Condition") == condition
        for resource in RESOURCES.values()
        if resource["Type"] in types - everywhere
    )


def test_the_stages_wait_for_the_accounts_log_setting_and_it_for_the_api():
    resources = translated()["Resources"]
    assert resources["ApiGatewayAccount"]["DependsOn"] == "Api"
    stages = [each["Properties"] for each in resources.values() if each["Type"] == "AWS::ApiGateway::Stage"]
    assert len(stages) == 2
    for stage in stages:
        assert stage["Variables"]["LogSetting"]["Fn::If"][:2] == [
            "ManagesApiGatewayAccount",
            {"Ref": "ApiGatewayAccount"},
        ]


def test_the_setting_of_the_account_keeps_its_role_when_the_stack_goes():
    for name in ("ApiGatewayAccount", "ApiGatewayLogRole"):
        assert RESOURCES[name]["DeletionPolicy"] == RESOURCES[name]["UpdateReplacePolicy"] == "Retain"


def _metrics(alarm):
    """The metrics that an alarm reads, but for what a query names."""
    if "Metrics" not in alarm:
        return [alarm]
    return [each["MetricStat"]["Metric"] for each in alarm["Metrics"] if "MetricStat" in each]


@pytest.mark.parametrize(
    ("alarm", "metrics"),
    [
        ("LiveSlowestAlarm", {"Latency"}),
        ("LiveErrorRateAlarm", {"5XXError", "Count"}),
        ("ConcurrencyAlarm", {"ConcurrentExecutions"}),
        ("AsyncDropsAlarm", {"AsyncEventsDropped"}),
        ("SchedulerDropsAlarm", {"InvocationDroppedCount"}),
        ("GatewayKeysAlarm", {"GatewayKeys"}),
    ],
)
def test_there_is_an_alarm_on(alarm, metrics):
    assert {metric["MetricName"] for metric in _metrics(RESOURCES[alarm]["Properties"])} == metrics


@pytest.mark.parametrize(("alarm", "least"), [("DeliverySuccessAlarm", 20), ("LiveErrorRateAlarm", 100)])
def test_an_alarm_on_a_share_needs_a_minimum_count(alarm, least):
    """One failed attempt in a quiet quarter of an hour is 100 %."""
    (shown,) = [each for each in RESOURCES[alarm]["Properties"]["Metrics"] if each.get("ReturnData", True)]
    assert re.fullmatch(rf"IF\(\w+ >= {least}, .*, [01]\)", shown["Expression"])


def test_metrics_of_our_own_do_not_mix_with_those_of_another_stack():
    named_by_us = {
        metric["MetricName"]: metric["Namespace"]
        for alarm in of_type("AWS::CloudWatch::Alarm").values()
        for metric in _metrics(alarm)
    }
    ours = {name: space for name, space in named_by_us.items() if not str(space).startswith("AWS/")}
    assert ours.keys() >= {"AuthorizerFailures", "Delivered"}
    service = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]["SERVICE_NAME"]
    assert all(space == service == {"Ref": "AWS::StackName"} for space in ours.values())


def test_every_alarm_tells_when_there_is_somebody_to_tell():
    alarms = of_type("AWS::CloudWatch::Alarm")
    assert {"LiveServerErrorsAlarm", "AuthorizerFailuresAlarm", "FunctionThrottlesAlarm"} < set(alarms)
    del alarms["ReleaseFailuresAlarm"]  # CodeDeploy reads it, and the deployment that it stops tells
    tells = {"Fn::If": ["HasAlarmEmail", [{"Ref": "AlarmTopic"}], []]}
    for name, alarm in alarms.items():
        assert alarm.get("AlarmActions") == (None if name in objectives.windows() else tells), name
        assert alarm["TreatMissingData"] == "notBreaching"
    for alarm in of_type("AWS::CloudWatch::CompositeAlarm").values():
        assert alarm["AlarmActions"] == alarm["OKActions"] == tells
