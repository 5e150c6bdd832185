"""Nested stacks: the repair, and the unrepaired behaviour that makes it needed."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.running import Emulated, printed, until

BUCKET = "templates"
WITH_SAM = {
    "Transform": "AWS::Serverless-2016-10-31",
    "Resources": {
        "Hello": {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "FunctionName": "nested_Hello",
                "Runtime": "python3.13",
                "Handler": "index.handler",
                "InlineCode": "def handler(event, context):\n    return 'hello'\n",
                "AutoPublishAlias": "live",
            },
        }
    },
}


def with_roles(*names: str) -> dict[str, Any]:
    """A template of roles, whose output names an attribute of the first one."""
    trust = {"Version": "2012-10-17", "Statement": []}
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}}
    return {
        "Resources": dict.fromkeys(names, role),
        "Outputs": {"First": {"Value": {"Fn::GetAtt": [names[0], "RoleId"]}}},
    }


def deployed(emulated: Emulated, name: str, nested: dict[str, Any], *, again: bool = False) -> dict[str, Any]:
    """The stack that nests a template, once it is created or updated."""
    files, cloudformation = emulated.client("s3"), emulated.client("cloudformation")
    key = f"{name}-{len(nested['Resources'])}.json"
    if BUCKET not in {bucket["Name"] for bucket in files.list_buckets()["Buckets"]}:
        files.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    files.put_object(Bucket=BUCKET, Key=key, Body=json.dumps(nested).encode())
    url = f"https://s3.amazonaws.com/{BUCKET}/{key}"
    outer = {
        "Resources": {"Nested": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}},
        "Outputs": {"First": {"Value": {"Fn::GetAtt": ["Nested", "Outputs.First"]}}} if "Outputs" in nested else {},
    }
    change = cloudformation.update_stack if again else cloudformation.create_stack
    change(StackName=name, TemplateBody=json.dumps(outer), Capabilities=["CAPABILITY_AUTO_EXPAND", "CAPABILITY_IAM"])

    def ended() -> dict[str, Any] | None:
        stack: dict[str, Any] = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        return None if stack["StackStatus"].endswith("IN_PROGRESS") else stack

    found: dict[str, Any] = until(ended)
    return found


def test_a_nested_template_is_transformed_by_sam(stock: Emulated, repaired: Emulated):
    assert deployed(stock, "sam", WITH_SAM)["StackStatus"] != "CREATE_COMPLETE"
    assert deployed(repaired, "sam", WITH_SAM)["StackStatus"] == "CREATE_COMPLETE"
    assert repaired.invoke("nested_Hello:live") == "hello"


def test_a_resource_that_an_update_leaves_alone_keeps_its_attributes(stock: Emulated, repaired: Emulated):
    deployed(stock, "roles", with_roles("One"))
    before = deployed(repaired, "roles", with_roles("One"))
    assert deployed(stock, "roles", with_roles("One", "Two"), again=True)["StackStatus"] != "UPDATE_COMPLETE"
    after = deployed(repaired, "roles", with_roles("One", "Two"), again=True)
    assert (after["StackStatus"], after["Outputs"]) == ("UPDATE_COMPLETE", before["Outputs"])


def test_a_nested_template_that_sam_refuses_fails_with_its_reason(repaired: Emulated):
    broken = {**WITH_SAM, "Resources": {"Hello": {"Type": "AWS::Serverless::Function", "Properties": {}}}}
    assert deployed(repaired, "broken", broken)["StackStatus"] != "CREATE_COMPLETE"
    events = repaired.client("cloudformation").describe_stack_events(StackName="broken")["StackEvents"]
    assert any("Hello" in event.get("ResourceStatusReason", "") for event in events)


TRANSLATE = """
import json, sys
from local.emulator import stack_repairs
from ministack.services.cloudformation import changesets, engine, handlers
stack_repairs.KEPT_TRANSLATIONS = 2
template, repaired = json.loads(sys.argv[1])
if repaired:
    stack_repairs.translate_each_template_once()
made = [module._apply_transforms(template) for module in (changesets, handlers, engine)]
assert made[0] == made[1] == made[2]
print(json.dumps([made[0], "samtranslator.translator.translator" in sys.modules]))
"""


def translation(description: str, *, repaired: bool = True) -> list[Any]:
    """What an emulator that just started makes of a template, and whether it imported SAM's translator for it."""
    given = json.dumps([{**WITH_SAM, "Description": description}, repaired])
    made: list[Any] = json.loads(printed(TRANSLATE, given)[-1])
    return made


def test_a_template_is_translated_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TRANSLATION_FOLDER", str(tmp_path))
    stock = translation("one", repaired=False)
    assert stock[1] is translation("one", repaired=False)[1] is True
    assert translation("one") == [stock[0], True]
    assert translation("one") == [stock[0], False]


def test_another_template_is_translated_anew_and_the_oldest_translation_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TRANSLATION_FOLDER", str(tmp_path))
    for text in ("one", "two", "three"):
        made, has_imported = translation(text)
        assert (made["Description"], has_imported) == (text, True)
    assert len(list(tmp_path.iterdir())) == 2
    assert translation("three")[1] is False
    assert translation("one")[1] is True
