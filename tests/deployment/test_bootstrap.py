"""What the pipeline may do in an account, and beyond which no role of the platform goes."""

from fnmatch import fnmatch
from typing import Any

import pytest

from tests.declared import listed, translated_stacks
from tools.template import ROOT, parse_file

GRADUAL = "Canary10Percent5Minutes"
RESOURCES: dict[str, Any] = parse_file(ROOT / "bootstrap" / "template.yaml")["Resources"]
ROLE = "AWS::IAM::Role"
BOUNDARY = {"Fn::If": ["IsBounded", {"Ref": "PermissionsBoundary"}, {"Ref": "AWS::NoValue"}]}
SERVICES = {
    "ApiGateway": "apigateway",
    "CertificateManager": "acm",
    "CloudFormation": "cloudformation",
    "IAM": "iam",
    "Route53": "route53",
    "SecretsManager": "secretsmanager",
    "StepFunctions": "states",
    "WAFv2": "wafv2",
    "XRay": "xray",
}
"""What IAM calls the services of resources, where it is not their name in lower case."""

OF_MANAGED = {
    "AWSBackupServiceRolePolicyForBackup": [
        "dynamodb:StartAwsBackupJob",
        "backup:CopyIntoBackupVault",
        "kms:CreateGrant",
    ],
    "AWSBackupServiceRolePolicyForS3Backup": ["s3:GetObjectVersion", "s3:PutBucketNotification", "events:PutRule"],
    "AmazonAPIGatewayPushToCloudWatchLogs": ["logs:PutLogEvents", "logs:CreateLogStream", "logs:DescribeLogGroups"],
    "AWSLambdaBasicExecutionRole": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    "AWSLambdaDynamoDBExecutionRole": ["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"],
    "AWSLambdaSQSQueueExecutionRole": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
    "AWSXrayWriteOnlyAccess": ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules"],
}
"""What the policies of AWS allow that our roles have. Source: AWS Managed Policy Reference."""


def roles() -> dict[tuple[str, str], dict[str, Any]]:
    """The properties of every role that CloudFormation makes of the templates, with gradual releases."""
    return {
        (file, name): resource["Properties"]
        for file, made in translated_stacks(GRADUAL).items()
        for name, resource in made["Resources"].items()
        if resource["Type"] == ROLE
    }


def statements(name: str) -> list[dict[str, Any]]:
    """The statements of a role of the bootstrap, or of its limit."""
    properties = RESOURCES[name]["Properties"]
    documents = [each["PolicyDocument"] for each in properties.get("Policies", [properties])]
    return [statement for document in documents for statement in document["Statement"]]


def allowed(name: str) -> list[str]:
    """The actions that they allow, as IAM writes them."""
    return [action for each in statements(name) if each["Effect"] == "Allow" for action in listed(each["Action"])]


def denied(name: str) -> list[str]:
    """The actions that they deny."""
    return [action for each in statements(name) if each["Effect"] == "Deny" for action in listed(each["Action"])]


def actions_of(role: dict[str, Any]) -> list[str]:
    """The actions that a role of the platform is allowed."""
    own = [
        action
        for policy in role.get("Policies", [])
        for each in policy["PolicyDocument"]["Statement"]
        for action in listed(each["Action"])
    ]
    managed = [str(each).rpartition("/")[2].strip("'}") for each in role.get("ManagedPolicyArns", [])]
    return own + [action for name in managed for action in OF_MANAGED.get(name, [f"{name} is not known here"])]


def test_every_role_of_every_template_is_within_the_boundary():
    assert len(roles()) > 150
    assert [name for name, role in roles().items() if role.get("PermissionsBoundary") != BOUNDARY] == []


def test_the_boundary_allows_all_that_the_roles_of_the_platform_may_do():
    limit, refused = allowed("Limit"), denied("Limit")
    for name, role in roles().items():
        for action in actions_of(role):
            assert any(fnmatch(action, each) for each in limit), (name, action)
            assert not any(fnmatch(action, each) for each in refused), (name, action)


@pytest.mark.parametrize(
    "action", ["iam:CreateUser", "iam:PutRolePolicy", "sts:AssumeRole", "lambda:UpdateFunctionCode", "ec2:RunInstances"]
)
def test_no_role_of_the_platform_can_give_itself_more(action):
    assert not any(fnmatch(action, each) for each in allowed("Limit"))


def test_cloudformation_makes_roles_within_the_boundary_only():
    making = ("iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary")
    for each in statements("StackRole"):
        if each["Effect"] == "Allow" and set(making) & set(listed(each["Action"])):
            assert each["Condition"] == {"StringEquals": {"iam:PermissionsBoundary": {"Ref": "Limit"}}}
    assert "iam:DeleteRolePermissionsBoundary" not in allowed("StackRole")
    assert {*making} <= {*allowed("StackRole")}


def test_cloudformation_may_make_what_the_templates_have_and_no_more_of_iam():
    types = {each["Type"] for made in translated_stacks(GRADUAL).values() for each in made["Resources"].values()}
    services = {SERVICES.get(kind.split("::")[1], kind.split("::")[1].lower()) for kind in types}
    for service in services - {"iam"}:
        assert f"{service}:*" in allowed("StackRole"), service
    assert "iam:*" not in allowed("StackRole")


def test_only_a_job_of_the_repository_in_the_environment_takes_the_role():
    (trust,) = RESOURCES["DeployRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    condition = trust["Condition"]["StringEquals"]
    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert condition == {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": {"Fn::Sub": "repo:${Repository}:environment:${Environment}"},
    }


def test_the_role_of_the_jobs_passes_one_role_and_makes_nothing_itself():
    assert [each for each in allowed("DeployRole") if each.startswith("iam:")] == ["iam:PassRole"]
    (passing,) = (each for each in statements("DeployRole") if each["Action"] == "iam:PassRole")
    assert passing["Resource"] == {"Fn::GetAtt": ["StackRole", "Arn"]}
    assert passing["Condition"] == {"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}}
    assert not any("*" in each for each in allowed("DeployRole"))
