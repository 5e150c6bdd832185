"""The dashboard's stack: off by default, its bucket private, the API behind the same name."""

import json
import shutil
import subprocess

import boto3
import pytest
from moto import mock_aws

from tests.declared import references
from tools.dashboard.policy import headers
from tools.dashboard.publish import CONFIG, publish
from tools.template import ROOT, resources, stacks

ROOT_STACK = stacks()[0]
(DASHBOARD,) = (stack for stack in stacks() if stack.name == "DashboardStack")
PROPERTIES = {name: each["Properties"] for name, each in DASHBOARD.body["Resources"].items()}
DISTRIBUTION = PROPERTIES["DashboardDistribution"]["DistributionConfig"]
BEHAVIORS = {each["PathPattern"]: each for each in DISTRIBUTION["CacheBehaviors"]}
HEADERS = PROPERTIES["DashboardHeaders"]["ResponseHeadersPolicyConfig"]
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_BUT_THE_HOST = "b689b0a8-53d0-40ab-baf2-38738e2966ac"
NODE = shutil.which("node")


def test_there_is_no_dashboard_unless_it_is_asked_for():
    assert ROOT_STACK.body["Parameters"]["Dashboard"]["Default"] == "false"
    assert ROOT_STACK.body["Resources"]["DashboardStack"]["Condition"] == "HasDashboard"
    naming = {
        name: each["Condition"]
        for name, each in ROOT_STACK.body["Outputs"].items()
        if "DashboardStack" in references(each["Value"])
    }
    assert naming == {"DashboardUrl": "HasDashboard", "DashboardHostTarget": "HasDashboardHost"}


def test_only_this_distribution_reads_the_bucket():
    assert set(PROPERTIES["DashboardBucket"]["PublicAccessBlockConfiguration"].values()) == {True}
    statements = PROPERTIES["DashboardBucketPolicy"]["PolicyDocument"]["Statement"]
    (allowed,) = (each for each in statements if each["Effect"] == "Allow")
    assert (allowed["Principal"], allowed["Action"]) == ({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject")
    source = allowed["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"]
    assert source.endswith("distribution/${DashboardDistribution}")
    assert {"Bool": {"aws:SecureTransport": "false"}} in [each.get("Condition") for each in statements]


def test_the_policy_is_the_one_that_the_local_platform_sends():
    text, given = HEADERS["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
    assert given.keys() == {"Files"}
    ours = headers(("${Files}",))
    assert text == ours["Content-Security-Policy"]
    custom = {each["Header"]: each["Value"] for each in HEADERS["CustomHeadersConfig"]["Items"]}
    assert custom.items() <= ours.items()
    assert HEADERS["SecurityHeadersConfig"]["ReferrerPolicy"]["ReferrerPolicy"] == ours["Referrer-Policy"]
    assert DISTRIBUTION["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"


def test_the_api_answers_at_the_same_name_with_cookies_and_its_own_errors():
    assert BEHAVIORS.keys() == {"/v1/*", "/sandbox/v1/*"}
    for path, behavior in BEHAVIORS.items():
        assert behavior["CachePolicyId"] == CACHING_DISABLED, path
        assert behavior["OriginRequestPolicyId"] == ALL_BUT_THE_HOST, path
        assert behavior["ViewerProtocolPolicy"] == "https-only", path
        assert "POST" in behavior["AllowedMethods"], path
        assert "ResponseHeadersPolicyId" not in behavior, path
    origins = {each["Id"]: each for each in DISTRIBUTION["Origins"]}
    assert BEHAVIORS["/v1/*"]["TargetOriginId"] == "live"
    for name in ("live", "sandbox"):
        assert origins[name]["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
        assert origins[name]["DomainName"]["Fn::If"][0] == "HasDomain"
    assert "CustomErrorResponses" not in DISTRIBUTION


def run(code: str, paths: list[str]) -> list[dict[str, object]]:
    """What a function at the edge makes of the requests for some paths."""
    call = (
        "console.log(JSON.stringify(paths.map((uri) => handler("
        "{ request: { method: 'GET', uri, headers: { 'x-bivelio-viewer': { value: 'forged' } } },"
        " viewer: { ip: '2001:db8::7' } }"
        "))));"
    )
    asked = f"{code}\nconst paths = {json.dumps(paths)};\n{call}"
    done = subprocess.run([str(NODE), "-e", asked], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30)
    answers: list[dict[str, object]] = json.loads(done.stdout)
    return answers


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
def test_every_address_of_a_page_leads_to_the_page():
    code = PROPERTIES["DashboardAddresses"]["FunctionCode"]["Fn::Sub"].replace("${DocsUrl}", "https://docs.example.com")
    pages = {
        "/app/": "/app/index.html",
        "/app/settings/api": "/app/index.html",
        "/app/webhooks/wh_1": "/app/index.html",
        "/app/assets/index-Ab1.js": "/app/assets/index-Ab1.js",
        "/app/config.json": "/app/config.json",
        "/.well-known/security.txt": "/.well-known/security.txt",
    }
    assert [each["uri"] for each in run(code, list(pages))] == list(pages.values())
    moved = {"/": "/app/", "/app": "/app/", "/docs/webhooks/": "https://docs.example.com/webhooks/"}
    answers = run(code, list(moved))
    assert [each["headers"] for each in answers] == [{"location": {"value": to}} for to in moved.values()]


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
def test_the_sandbox_is_led_to_its_own_stage_or_name():
    text, given = PROPERTIES["SandboxAddresses"]["FunctionCode"]["Fn::Sub"]
    _, own_name, stage = given["Path"]["Fn::If"]
    for path in (own_name, stage):
        (answer,) = run(text.replace("${Path}", path), ["/sandbox/v1/contacts/list"])
        assert answer["uri"] == f"{path}contacts/list"
    assert (own_name, stage) == ("/v1/", "/sandbox/")


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
@pytest.mark.parametrize("name", ["LiveAddresses", "SandboxAddresses"])
def test_the_api_is_told_the_viewer_whatever_the_viewer_says(name):
    code = PROPERTIES[name]["FunctionCode"]
    (answer,) = run(code if isinstance(code, str) else code["Fn::Sub"][0], ["/v1/auth/token"])
    assert answer["headers"] == {"x-bivelio-viewer": {"value": "2001:db8::7"}}


def test_the_distribution_proves_itself_by_one_of_two_secrets_that_the_api_takes():
    origins = {each["Id"]: each.get("OriginCustomHeaders") for each in DISTRIBUTION["Origins"]}
    value = {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}:SecretString}}"}
    proof = [{"HeaderName": "X-BiVelio-Edge", "HeaderValue": value}]
    assert origins == {"dashboard": None, "live": proof, "sandbox": proof}
    sent = {"Fn::If": ["SendsOriginSecretB", {"Ref": "OriginSecretB"}, {"Ref": "OriginSecretA"}]}
    assert DASHBOARD.passed["OriginSecret"] == sent
    both = " ".join(f"{{{{resolve:secretsmanager:${{OriginSecret{each}}}:SecretString}}}}" for each in "AB")
    for function in ("Authorizer", "InboundApprovals"):
        variables = resources("AWS::Serverless::Function")[function]["Environment"]["Variables"]
        assert variables["ORIGIN_SECRETS"] == {"Fn::If": ["HasDashboard", {"Fn::Sub": both}, ""]}, function


def test_a_secret_of_the_origin_is_nobodys_to_choose_and_is_there_with_the_dashboard_alone():
    for name in ("OriginSecretA", "OriginSecretB"):
        secret = ROOT_STACK.body["Resources"][name]
        assert (secret["Type"], secret["Condition"]) == ("AWS::SecretsManager::Secret", "HasDashboard")
        assert "SecretString" not in secret["Properties"]
        drawn = secret["Properties"]["GenerateSecretString"]
        assert drawn["PasswordLength"] >= 32
        assert drawn["ExcludePunctuation"], "a header takes it as it is"


class Stack:
    """A stack with a dashboard, whose operator writes down what is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, object]]] = []
        boto3.client("s3").create_bucket(Bucket="app", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})

    def client(self, service: str) -> object:
        return self if service == "cloudfront" else boto3.client(service)  # type: ignore[call-overload]

    def create_invalidation(self, **told: object) -> None:
        """CloudFront's operation."""

    def resource(self, logical_id: str) -> str:
        return {"DashboardBucket": "app", "DashboardDistribution": "E1"}[logical_id]

    def invoke(self, logical_id: str, event: object) -> object:
        raise NotImplementedError

    def operate(self, operation: str, data: dict[str, object]) -> dict[str, object]:
        self.asked.append((operation, data))
        return {"id": "org_platform", "key": f"bv_{data.get('environment')}_pk_{len(self.asked)}"}


@mock_aws
def test_the_first_run_makes_keys_for_this_address_and_later_ones_keep_them(tmp_path):
    for name in ("index.html", "assets/index-1.js", ".vite/manifest.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    stack, storage = Stack(), boto3.client("s3")
    for _ in range(2):
        assert publish(tmp_path, stack, "https://app.example.com/app/") == 2
    operations = [operation for operation, _ in stack.asked]
    assert operations == ["create_organisation", "create_api_key", "create_api_key"]
    for _, asked in stack.asked[1:]:
        assert (asked["type"], asked["allowed_origins"]) == ("publishable", ["https://app.example.com"])
    config = json.loads(storage.get_object(Bucket="app", Key=CONFIG)["Body"].read())
    assert config == {"publishable_keys": {"live": "bv_live_pk_2", "sandbox": "bv_test_pk_3"}}
    kept = {each["Key"] for each in storage.list_objects_v2(Bucket="app")["Contents"]}
    assert kept == {"app/index.html", "app/assets/index-1.js", "app/config.json", ".well-known/security.txt"}
