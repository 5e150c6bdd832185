"""The secret by which the distribution does not prove itself is drawn anew; the one that it sends is left alone."""

import json
from typing import Any

import boto3
import pytest
from moto import mock_aws

from tools.rotate_origin import LETTERS, rotate

NAMES = {f"OriginSecret{letter}": f"{letter.lower()}" * 64 for letter in LETTERS}


class Stack:
    """A stack with some parameters and both secrets, which the emulator's CloudFormation cannot make."""

    def __init__(self, **parameters: str) -> None:
        topic = {"Type": "AWS::SNS::Topic"}
        body = {"Parameters": {name: {"Type": "String"} for name in parameters}, "Resources": {"Topic": topic}}
        passed: Any = [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()]
        boto3.client("cloudformation").create_stack(StackName="ours", TemplateBody=json.dumps(body), Parameters=passed)
        for name, value in NAMES.items():
            boto3.client("secretsmanager").create_secret(Name=f"ours-{name}", SecretString=value)

    def client(self, service: str) -> object:
        return boto3.client(service)  # type: ignore[call-overload]

    def resource(self, logical_id: str) -> str:
        return f"ours-{logical_id}"

    def invoke(self, logical_id: str, event: object) -> object:
        raise NotImplementedError

    def values(self) -> dict[str, str]:
        """The secrets by their letters."""
        store = boto3.client("secretsmanager")
        return {
            letter: store.get_secret_value(SecretId=self.resource(name))["SecretString"]
            for letter, name in zip(LETTERS, NAMES, strict=True)
        }


@mock_aws
@pytest.mark.parametrize(("sent", "idle"), [("A", "B"), ("B", "A")])
def test_the_one_that_is_sent_stays_and_the_other_one_is_new(sent, idle):
    stack = Stack(Dashboard="true", OriginSecret=sent)
    before = stack.values()
    assert before["A"] != before["B"]
    assert rotate(stack, "ours") == idle
    after = stack.values()
    assert after[sent] == before[sent]
    assert after[idle] not in before.values()
    assert after[idle].isalnum()
    assert len(after[idle]) == 64


@mock_aws
def test_a_stack_without_a_dashboard_says_that_it_has_none():
    with pytest.raises(LookupError, match="no dashboard"):
        rotate(Stack(Dashboard="false", OriginSecret="A"), "ours")
