"""Templates that contradict each other fail `make check` with a sentence that names the file to change."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.declared import FUNCTIONS
from tools import gateway
from tools.endpoints import inbound_paths, operations
from tools.intrinsics import parse
from tools.stacks import findings
from tools.template import NESTED, ROOT, Stack, stacks

CONTACTS = "functions/contacts/template.yaml"
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
    assert list(findings(stacks())) == []


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
            lambda _root, contacts: contacts["Resources"].update(Table={"Type": "AWS::SQS::Queue"}),
            (
                f"{CONTACTS} declares Table, which template.yaml has: "
                "rename it in one of them, since operators name resources without their stack."
            ),
        ),
    ],
)
def test_templates_that_do_not_fit_are_told_in_one_sentence(change: Change, sentence: str):
    assert list(findings(changed(change))) == [sentence]


def test_a_brake_that_no_alarm_has_the_name_of_is_told_in_one_sentence():
    def rename(root: dict[str, Any], _contacts: dict[str, Any]) -> None:
        alarms = root["Globals"]["Function"]["DeploymentPreference"]["Alarms"]
        alarms[0] = {"Fn::Sub": "${AWS::StackName}_ErrorsAlarm"}

    found = list(findings(changed(rename)))
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
    ) + sum(len(each.declared.methods) * len(each.declared.paths) for each in inbound_paths())
