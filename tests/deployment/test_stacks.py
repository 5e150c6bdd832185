"""Templates that contradict each other fail `make check` with a sentence that names the file to change."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.declared import FUNCTIONS
from tools import gateway
from tools.endpoints import inbound_paths, operations
from tools.intrinsics import parse
from tools.stacks import findings, folders_of_endpoints
from tools.template import NESTED, ROOT, Stack, stacks

CONTACTS = "functions/contacts/template.yaml"
READ = {
    "Type": "AWS::Serverless::Function",
    "Properties": {"CodeUri": "read/", "FunctionName": {"Fn::Sub": "${Platform}_ContactsRead"}},
}
Change = Callable[[dict[str, Any], dict[str, Any]], Any]


def changed(change: Change) -> tuple[Stack, ...]:
    """Our templates, after a change of the root's and the contacts' (given as they are written)."""
    files = {stack.file: copy.deepcopy(stack.body) for stack in stacks()}
    root, *nested = stacks()
    (contacts,) = (stack for stack in nested if stack.name == "ContactsStack")
    change(files[root.file], files[contacts.file])
    blocks = {name: each for name, each in files[root.file]["Resources"].items() if each["Type"] == NESTED}
    return Stack(root.file, files[root.file]), *(
        Stack(stack.file, files[stack.file], stack.name, blocks[stack.name]["Properties"]["Parameters"])
        for stack in nested
        if stack.name in blocks
    )


def passed(root: dict[str, Any], stack: str = "ContactsStack") -> dict[str, Any]:
    """What the root passes to a stack."""
    given: dict[str, Any] = root["Resources"][stack]["Properties"]["Parameters"]
    return given


def test_our_templates_fit_together():
    assert list(findings(stacks(), folders_of_endpoints())) == []
    assert set(folders_of_endpoints()) >= {"functions/auth/token", "functions/contacts/get"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda _root, contacts: contacts["Parameters"].update(Quota={"Type": "String"}),
            f"template.yaml does not pass Quota to ContactsStack: add it there, or remove it from {CONTACTS}.",
        ),
        (
            lambda root, _contacts: passed(root).update(DataKey={"Ref": "DataKey"}),
            f"{CONTACTS} does not declare DataKey: add it there, or remove it from ContactsStack in template.yaml.",
        ),
        (
            lambda root, _contacts: passed(root).update(TransfersArn={"Fn::GetAtt": ["Deliveries", "Arn"]}),
            (
                "template.yaml passes ContactsStack another thing as TransfersArn than the name says: "
                "pass !Ref X as X, !Ref X.Alias as XAlias, !GetAtt X.Arn as XArn (so for Id and QueueName)."
            ),
        ),
        (
            lambda _root, contacts: contacts["Parameters"].update(LogLevel={"Type": "String", "Default": "DEBUG"}),
            f"{CONTACTS} gives LogLevel a default, which could differ from the root's: remove it there.",
        ),
        (
            lambda _root, contacts: contacts["Globals"]["Function"].update(MemorySize=256),
            f"{CONTACTS} has another Globals.Function.MemorySize than template.yaml: make them equal.",
        ),
        (
            lambda root, _contacts: root["Globals"]["Function"]["Environment"]["Variables"].update(NEW="1"),
            f"{CONTACTS} has another Globals.Function.Environment than template.yaml: make them equal.",
        ),
        (
            lambda _root, contacts: contacts["Resources"].update(Table={"Type": "AWS::SQS::Queue"}),
            (
                f"{CONTACTS} declares Table, which template.yaml has: "
                "rename it in one of them, since operators name resources without their stack."
            ),
        ),
        (
            lambda _root, contacts: contacts["Resources"]["ContactsGet"]["Properties"].pop("FunctionName"),
            (
                f"{CONTACTS} must give ContactsGet the FunctionName !Sub ${{Platform}}_ContactsGet, "
                "by which the API calls it."
            ),
        ),
        (
            lambda _root, contacts: contacts["Resources"].pop("ContactsGet"),
            f"functions/contacts/get/handler.py has no function: add a block for it to {CONTACTS}.",
        ),
        (
            lambda _root, contacts: contacts["Resources"].update(ContactsRead=READ),
            (
                f"{CONTACTS} has a function for functions/contacts/read, which has no handler.py: "
                "write it, or remove the block."
            ),
        ),
        (
            lambda root, _contacts: root["Resources"]["GatewayStack"]["DependsOn"].remove("ContactsStack"),
            (
                "template.yaml must name ContactsStack in DependsOn of GatewayStack: "
                "a route is served only when its function is there."
            ),
        ),
        (
            lambda root, _contacts: root["Resources"].pop("ContactsStack"),
            f"functions/contacts has endpoints but no stack: write {CONTACTS} and add a block for it to template.yaml.",
        ),
    ],
)
def test_templates_that_do_not_fit_are_told_in_one_sentence(change: Change, sentence: str):
    found = list(findings(changed(change), folders_of_endpoints()))
    assert sentence in found
    assert len([each for each in found if "functions/contacts" in each or "ContactsStack" in each]) == 1


def test_a_queue_of_another_name_does_not_reach_the_watch():
    def swap(root: dict[str, Any], _contacts: dict[str, Any]) -> None:
        passed(root, "WatchStack").update(ParkedEventsQueueName={"Fn::GetAtt": ["Deliveries", "QueueName"]})

    (told,) = findings(changed(swap), folders_of_endpoints())
    assert told == (
        "template.yaml passes WatchStack another thing as ParkedEventsQueueName than the name says: "
        "pass !Ref X as X, !Ref X.Alias as XAlias, !GetAtt X.Arn as XArn (so for Id and QueueName)."
    )


def test_a_brake_that_no_alarm_has_the_name_of_is_told_in_one_sentence():
    def rename(root: dict[str, Any], _contacts: dict[str, Any]) -> None:
        alarms = root["Globals"]["Function"]["DeploymentPreference"]["Alarms"]
        alarms[0] = {"Fn::Sub": "${AWS::StackName}_ErrorsAlarm"}

    found = list(findings(changed(rename), folders_of_endpoints()))
    assert (
        "template.yaml brakes gradual releases by the alarm ${AWS::StackName}_ErrorsAlarm, which no template names: "
        "give it this AlarmName, or remove it from Globals.Function.DeploymentPreference."
    ) in found


def test_a_path_that_two_endpoints_claim_is_told_in_one_sentence():
    one, other = operations()[:2]
    endpoint = other.endpoint._replace(paths=one.endpoint.paths)
    with pytest.raises(gateway.ClaimedTwiceError) as refused:
        gateway.text(gateway.SOURCE.read_text(encoding="utf-8"), [one, type(other)(other.function, endpoint, {})])
    assert str(refused.value) == (
        f"{other.function.folder}/handler.py declares the path {one.endpoint.paths[0]}, "
        f"which {one.function.folder}/handler.py serves: change `paths` in one of them."
    )


def test_an_endpoint_that_may_stream_is_invoked_in_either_way():
    """Source: API Gateway Developer Guide, "Set up a Lambda proxy integration with payload response streaming"."""
    (one,) = (each for each in operations() if each.endpoint.operation == "contacts.get")
    streams = type(one)(one.function, one.endpoint._replace(may_stream=True), {})
    made = gateway.text(gateway.SOURCE.read_text(encoding="utf-8"), [streams])
    paths = parse(made)["Resources"]["Api"]["Properties"]["DefinitionBody"]["paths"]
    condition, streamed, at_once = paths["/contacts/get"]["post"]["x-amazon-apigateway-integration"]["Fn::If"]
    assert condition == "StreamsAnswers"
    assert streamed["responseTransferMode"] == "STREAM"
    assert streamed["uri"]["Fn::Sub"].endswith("_ContactsGet:live/response-streaming-invocations")
    assert ":lambda:path/2021-11-15/functions/" in streamed["uri"]["Fn::Sub"]
    assert at_once["uri"] == {"Fn::Sub": "${FunctionsPath}ContactsGet:live/invocations"}
    assert "responseTransferMode" not in at_once
    assert {streamed[name] for name in ("type", "httpMethod")} == {"aws_proxy", "POST"}


@pytest.mark.parametrize(
    "operation", [each for each in operations() if each.endpoint.may_stream], ids=lambda each: each.endpoint.operation
)
def test_a_function_that_may_stream_starts_the_loop_that_can(operation):
    variables = FUNCTIONS[operation.function.logical_id]["Environment"]["Variables"]
    condition, wrapper, _none = variables["AWS_LAMBDA_EXEC_WRAPPER"]["Fn::If"]
    assert condition == "StreamsAnswers"
    file = ROOT / "layers" / "core" / wrapper.removeprefix("/opt/python/")
    assert file.stat().st_mode & 0o111 == 0o111


def test_the_api_that_is_deployed_has_the_paths_that_the_handlers_declare():
    fresh = gateway.text(gateway.SOURCE.read_text(encoding="utf-8"), operations(), inbound_paths())
    assert gateway.FILE.read_text(encoding="utf-8") == fresh, "make generate"
    assert fresh.replace(gateway.NOTE, "").count(":live/invocations") == sum(
        len(o.endpoint.paths) for o in operations()
    ) + sum(len(each.declared.methods) for each in inbound_paths())
