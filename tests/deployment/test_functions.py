"""Every function of the template has a policy of its own, and a route and a folder that match its name."""

import re
from typing import Any

from tests.declared import (
    API,
    ENDPOINTS,
    FUNCTIONS,
    PATHS,
    RESOURCES,
    TEMPLATE,
    listed,
    of_type,
    paths_of,
    references,
    statements,
    translated,
)
from tools.endpoints import inbound_paths
from tools.template import ROOT, routes, stacks

WRITES = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"}
WITHOUT_RESOURCE = {"states:SendTaskSuccess"}
"""Actions that know no resource: who has a task's token may report it, and nobody can guess one."""

LONGEST_STACK_NAME = 36


def test_the_template_declares_functions():
    assert {"Authorizer", "Admin", "ContactsCreate"} < set(FUNCTIONS)
    assert len(ENDPOINTS) >= 10


def test_a_policy_names_each_action_in_full_for_resources_of_this_deployment():
    for name, function in FUNCTIONS.items():
        assert all(set(policy) == {"Statement"} for policy in function.get("Policies", []))
        for statement in statements(function):
            actions = listed(statement["Action"])
            assert statement["Effect"] == "Allow"
            assert all(re.fullmatch(r"[a-z0-9-]+:[A-Z][A-Za-z]+", action) for action in actions), name
            if not set(actions) <= WITHOUT_RESOURCE:
                assert all(references(resource) for resource in listed(statement["Resource"])), name


def test_a_reader_writes_only_the_examples_of_a_sandbox_day():
    day = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["org_*#sandbox#*"]}}
    for name in (name for name in ENDPOINTS if name.endswith(("List", "Get"))):
        writing = [each for each in statements(FUNCTIONS[name]) if WRITES & set(listed(each["Action"]))]
        assert [each["Condition"] for each in writing] in ([], [day]), name


UNLIKE_THEIR_PATHS = {
    "workflows/pause_run": "/workflows/instances/pause",
    "workflows/resume_run": "/workflows/instances/resume",
    "inbound/unknown": "",
    "inbound/mcp": "/mcp",
    "inbound/oauth": "/oauth",
    "inbound/well_known": "/.well-known",
}
"""Folders that are not named like their path: the function's name would be too long, or the path has no name."""


def test_an_endpoint_is_a_post_route_named_like_its_folder():
    for name in ENDPOINTS:
        folder = FUNCTIONS[name]["CodeUri"].removeprefix("functions/").strip("/")
        paths = paths_of(name)
        assert UNLIKE_THEIR_PATHS.get(folder, f"/{folder}").replace("_", "/") in {
            path.partition("/{")[0].replace("_", "/") for path in paths
        }
        assert {PATHS[path]["httpMethod"] for path in paths} == {"POST"}
        open_to = {
            path: [method.lower() for method in each.declared.methods]
            for each in inbound_paths()
            for path in each.declared.paths
        }
        for path in paths:
            assert list(API["DefinitionBody"]["paths"][path]) == open_to.get(path, ["post"])


def test_the_gateway_invokes_what_the_templates_declare_by_one_role_for_their_aliases_only():
    """API Gateway checks neither function nor role before the first call, and the emulator checks no role at all."""
    for path, function in routes().items():
        assert FUNCTIONS[function]["FunctionName"] == {"Fn::Sub": f"${{AWS::StackName}}_{function}"}
        assert PATHS[path]["credentials"] == {"Fn::GetAtt": ["InvokeRole", "Arn"]}
    assert {*routes().values()} == ENDPOINTS.keys()
    (policy,) = RESOURCES["InvokeRole"]["Properties"]["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == "lambda:InvokeFunction"
    invokable = statement["Resource"]["Fn::Sub"].rpartition(":function:")[2]
    assert invokable == "${AWS::StackName}_*:live"
    named = {name for name, function in FUNCTIONS.items() if "_" in str(function.get("FunctionName"))}
    assert named == {*ENDPOINTS, "Authorizer"}
    assert [each for each in translated()["Resources"].values() if _lets_the_gateway_in(each)] == []


def _lets_the_gateway_in(resource: dict[str, Any]) -> bool:
    return resource["Type"] == "AWS::Lambda::Permission" and "apigateway" in resource["Properties"]["Principal"]


LONGEST_FUNCTION_NAME = 64
"""Lambda API Reference, CreateFunction, `FunctionName`."""


def test_a_functions_name_leaves_room_for_the_stacks():
    longest = max(len(f"_{name}") for name in (*ENDPOINTS, "Authorizer"))
    assert longest + LONGEST_STACK_NAME <= LONGEST_FUNCTION_NAME
    assert str(LONGEST_STACK_NAME) in (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")


def test_the_authorizer_writes_nothing_but_counters_and_the_use_of_keys():
    writing = [each for each in statements(FUNCTIONS["Authorizer"]) if WRITES & set(listed(each["Action"]))]
    assert [each["Condition"] for each in writing] == [
        {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["KEY#*", "org_*#RL"]}}
    ]


def test_only_providers_are_let_in_without_a_credential():
    for name in ENDPOINTS:
        body = translated()["Resources"]["Api"]["Properties"]["Body"]
        for path in paths_of(name):
            for method in body["paths"][path].keys() - {"options"}:
                is_open = not body["paths"][path][method].get("security")
                assert is_open == path.startswith(("/inbound/", "/oauth/", "/.well-known/", "/{proxy+}")), (
                    method,
                    path,
                )


def test_an_endpoint_ends_before_the_gateway_gives_up_on_it():
    for name in ENDPOINTS:
        timeout = FUNCTIONS[name].get("Timeout", TEMPLATE["Globals"]["Function"]["Timeout"])
        if isinstance(timeout, dict):  # a parameter, for accounts whose gateway waits longer
            timeout = TEMPLATE["Parameters"][timeout["Ref"]]["Default"]
        assert timeout <= 29


def test_the_gateway_waits_for_a_run_as_long_as_the_function_may():
    """A raised quota alone changes no integration, and only what is written in the template is deployed."""
    execute = FUNCTIONS["WorkflowsExecute"]
    (path,) = paths_of("WorkflowsExecute")
    waits = 1000 * TEMPLATE["Parameters"][execute["Timeout"]["Ref"]]["Default"]
    operation = translated()["Resources"]["Api"]["Properties"]["Body"]["paths"][path]["post"]
    assert operation["x-amazon-apigateway-integration"]["timeoutInMillis"] == PATHS[path]["timeoutInMillis"] == waits


def test_no_parameter_leads_functions_in_the_cloud_to_another_endpoint():
    endpoint = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]["AWS_ENDPOINT_URL"]
    assert endpoint == {"Fn::If": ["IsLocal", {"Ref": "AwsEndpoint"}, {"Ref": "AWS::NoValue"}]}
    for stack in stacks():
        if stack.resources("AWS::Serverless::Function"):
            assert stack.body["Conditions"]["IsLocal"] == {"Fn::Equals": [{"Ref": "Deployment"}, "local"]}, stack.file


def test_log_lines_are_json_in_a_group_that_forgets():
    assert TEMPLATE["Globals"]["Function"]["LoggingConfig"] == {
        "LogFormat": "JSON",
        "ApplicationLogLevel": {"Fn::If": ["SamplesLines", "DEBUG", {"Ref": "LogLevel"}]},
        "SystemLogLevel": {"Ref": "PlatformLogLevel"},
        "LogGroup": {"Ref": "FunctionsLogGroup"},
    }
    for name in ("FunctionsLogGroup", "AccessLogGroup"):
        assert RESOURCES[name]["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_no_log_level_drops_the_metrics():
    """They are lines without a level: INFO to Lambda, which drops what is below the function's level."""
    assert TEMPLATE["Parameters"]["LogLevel"]["AllowedValues"] == ["DEBUG", "INFO"]


PULLING_POLICIES = {"DynamoDB": "AWSLambdaDynamoDBExecutionRole", "SQS": "AWSLambdaSQSQueueExecutionRole"}
"""What SAM adds for a function that is fed from a stream or a queue."""


def events(role: str) -> list[dict[str, Any]]:
    """What feeds the function of a role."""
    return list(FUNCTIONS[role.removesuffix("Role")].get("Events", {}).values())


def test_a_role_has_nothing_beside_its_own_policy_but_logs_and_traces():
    roles = {
        name: resource["Properties"]
        for name, resource in translated()["Resources"].items()
        if resource["Type"] == "AWS::IAM::Role" and name.removesuffix("Role") in FUNCTIONS
    }
    assert len(roles) == len(FUNCTIONS)
    for name, role in roles.items():
        sources = {event["Type"] for event in events(name)}
        pulls = {PULLING_POLICIES[kind] for kind in sources & PULLING_POLICIES.keys()}
        attached = {
            listed(arn.get("Fn::Sub", arn) if isinstance(arn, dict) else arn)[0] for arn in role["ManagedPolicyArns"]
        }
        assert {arn.rpartition("/")[2] for arn in attached} == {
            "AWSLambdaBasicExecutionRole",
            "AWSXrayWriteOnlyAccess",
            *pulls,
        }
        parks = "EventInvokeConfig" in FUNCTIONS[name.removesuffix("Role")] or any(
            "DestinationConfig" in event["Properties"] for event in events(name)
        )
        asks_for = "Policies" in FUNCTIONS[name.removesuffix("Role")]
        assert len(role.get("Policies", [])) == asks_for + parks


INVOKED_BY_OUR_SCHEDULES = {"StartWorkflow"}
"""Functions whose asynchronous invocations no `Events` entry declares."""


def test_no_event_of_an_asynchronous_invocation_is_dropped_in_silence():
    for name, function in FUNCTIONS.items():
        kinds = {event["Type"] for event in function.get("Events", {}).values()}
        if "EventBridgeRule" in kinds or name in INVOKED_BY_OUR_SCHEDULES:
            destination = function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]
            assert destination["Type"] == "SQS", name


def test_an_event_whose_function_cannot_even_be_invoked_is_kept():
    """By the queue of a rule's target; our schedules name theirs when they are made (workflows/schedules.py)."""
    rules = [
        event["Properties"]
        for function in FUNCTIONS.values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "EventBridgeRule"
    ]
    assert rules
    assert {str(references(rule["DeadLetterConfig"]["Arn"])) for rule in rules} == {"{'ParkedWorkflowEvents'}"}
    policies = of_type("AWS::SQS::QueuePolicy").values()
    (policy,) = (each for each in policies if each["Queues"] == [{"Ref": "ParkedWorkflowEvents"}])
    (statement,) = policy["PolicyDocument"]["Statement"]
    rule = references(statement["Condition"]["ArnEquals"]["aws:SourceArn"]).pop()
    assert translated()["Resources"][rule]["Type"] == "AWS::Events::Rule"
    assert (policy["Queues"], statement["Action"]) == ([{"Ref": "ParkedWorkflowEvents"}], "sqs:SendMessage")
    allowed = RESOURCES["WorkflowScheduleRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    assert {each["Action"]: references(each["Resource"]) for each in allowed} == {
        "lambda:InvokeFunction": {"StartWorkflow"},
        "sqs:SendMessage": {"ParkedWorkflowEvents"},
    }


QUEUES = of_type("AWS::SQS::Queue")
PULLED = {
    name: event["Properties"]
    for name, function in FUNCTIONS.items()
    for event in function.get("Events", {}).values()
    if event["Type"] in PULLING_POLICIES
}
"""What feeds each function that is fed from a stream or a queue."""


def test_what_a_consumer_cannot_handle_ends_in_a_queue_with_an_alarm():
    for source in PULLED.values():
        if "Stream" in source:
            last = references(source["DestinationConfig"]["OnFailure"]["Destination"]).pop()
            assert source["BisectBatchOnFunctionError"]
        else:
            queue = QUEUES[references(source["Queue"]).pop()]
            last = references(queue["RedrivePolicy"]["deadLetterTargetArn"]).pop()
        watched = {
            references(alarm["Dimensions"][0]["Value"]).pop()
            for alarm in of_type("AWS::CloudWatch::Alarm").values()
            if alarm.get("MetricName") == "ApproximateNumberOfMessagesVisible"
        }
        assert last in watched
        assert QUEUES[last]["MessageRetentionPeriod"] == 14 * 86_400
        assert "ReportBatchItemFailures" in source["FunctionResponseTypes"]


def test_a_message_stays_hidden_longer_than_its_function_may_take():
    for name, source in PULLED.items():
        if "Queue" in source:
            hidden = QUEUES[references(source["Queue"]).pop()]["VisibilityTimeout"]
            assert hidden > FUNCTIONS[name]["Timeout"], name


def test_each_step_task_can_be_kept_from_using_up_the_accounts_concurrency():
    called = translated()["Resources"]["WorkflowRunner"]["Properties"]["DefinitionSubstitutions"].values()
    tasks = {reference.removesuffix("Aliaslive") for arn in called for reference in references(arn)}
    assert {name for name, each in FUNCTIONS.items() if "WorkflowConcurrency" in str(each)} == tasks


def test_the_parameter_says_how_many_functions_reserve_the_concurrency_of_workflows():
    (root,) = (stack.body for stack in stacks() if "WorkflowConcurrency" in stack.body["Parameters"])
    reserving = [name for name, each in FUNCTIONS.items() if "WorkflowConcurrency" in str(each)]
    about = root["Parameters"]["WorkflowConcurrency"]["Description"]
    assert f"for each of the {len(reserving)} functions that run steps" in about
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    assert f"for each of {len(reserving)} functions that run steps" in page
