"""The documentation site's stack: off by default, its bucket private, headers strict, addresses lead to files."""

import json
import re
import shutil
import subprocess

import pytest

from tests.declared import references
from tools.template import ROOT, stacks

ROOT_STACK = stacks()[0]
(SITE,) = (stack for stack in stacks() if stack.name == "SiteStack")
PROPERTIES = {name: each["Properties"] for name, each in SITE.body["Resources"].items()}
DISTRIBUTION = PROPERTIES["SiteDistribution"]["DistributionConfig"]
HEADERS = PROPERTIES["SiteHeaders"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
NODE = shutil.which("node")


def test_there_is_no_site_unless_it_is_asked_for():
    assert ROOT_STACK.body["Parameters"]["DocsSite"]["Default"] == "false"
    assert ROOT_STACK.body["Conditions"]["HasDocsSite"] == {"Fn::Equals": [{"Ref": "DocsSite"}, "true"]}
    assert ROOT_STACK.body["Resources"]["SiteStack"]["Condition"] == "HasDocsSite"
    naming = {
        name: each for name, each in ROOT_STACK.body["Outputs"].items() if "SiteStack" in references(each["Value"])
    }
    assert naming.keys() == {"DocsSiteUrl", "DocsHostTarget"}
    assert {each["Condition"] for each in naming.values()} == {"HasDocsSite", "HasDocsHost"}


def test_only_this_distribution_reads_the_bucket():
    assert set(PROPERTIES["SiteBucket"]["PublicAccessBlockConfiguration"].values()) == {True}
    statements = PROPERTIES["SiteBucketPolicy"]["PolicyDocument"]["Statement"]
    (allowed,) = (each for each in statements if each["Effect"] == "Allow")
    assert allowed["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert allowed["Action"] == "s3:GetObject"
    assert allowed["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"].endswith("distribution/${SiteDistribution}")
    assert {"Bool": {"aws:SecureTransport": "false"}} in [each.get("Condition") for each in statements]
    (origin,) = DISTRIBUTION["Origins"]
    assert references(origin["OriginAccessControlId"]) == {"SiteAccess"}
    signing = PROPERTIES["SiteAccess"]["OriginAccessControlConfig"]
    assert (signing["SigningBehavior"], signing["SigningProtocol"]) == ("always", "sigv4")


def test_browsers_are_told_to_be_strict():
    text, origins = HEADERS["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
    assert "\n" not in text
    policy = {rule.split()[0]: rule.split()[1:] for rule in text.split(";")}
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    scripts, (own, *hashes) = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='"), policy["script-src"]
    assert own == "'self'"
    assert hashes
    assert all(scripts.fullmatch(each) for each in hashes)
    assert policy["connect-src"] == ["'self'", "${Origins}"]
    _, ours, amazons = origins["Origins"]["Fn::If"]
    assert all(each.startswith("https://") for each in f"{ours['Fn::Sub']} {amazons['Fn::Sub']}".split())
    assert HEADERS["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 365 * 86400
    assert HEADERS["ReferrerPolicy"]["ReferrerPolicy"] == "strict-origin-when-cross-origin"
    assert HEADERS["FrameOptions"]["FrameOption"] == "DENY"
    assert all(each["Override"] for each in HEADERS.values())
    behavior = DISTRIBUTION["DefaultCacheBehavior"]
    assert references(behavior["ResponseHeadersPolicyId"]) == {"SiteHeaders"}
    assert behavior["ViewerProtocolPolicy"] == "redirect-to-https"
    assert DISTRIBUTION["ViewerCertificate"]["Fn::If"][1]["MinimumProtocolVersion"] == "TLSv1.2_2021"


def test_a_missing_file_is_answered_404():
    answers = {each["ErrorCode"]: each for each in DISTRIBUTION["CustomErrorResponses"]}
    assert answers.keys() == {403, 404}
    assert {(each["ResponseCode"], each["ResponsePagePath"]) for each in answers.values()} == {(404, "/docs/404.html")}


FILES = {
    "/docs/": "/docs/index.html",
    "/docs/ca/webhooks/": "/docs/ca/webhooks/index.html",
    "/docs/openapi.json": "/docs/openapi.json",
    "/docs/webhooks.md": "/docs/webhooks.md",
    "/docs/files/LICENSE": "/docs/files/LICENSE",
    "/.well-known/security.txt": "/.well-known/security.txt",
    "/docs/_astro/page.Ab-1.js": "/docs/_astro/page.Ab-1.js",
}
MOVED = {
    "/": "/docs/",
    "/docs": "/docs/",
    "/docs/webhooks": "/docs/webhooks/",
    "/errors/validation-error": "/docs/errors/validation-error/",
    "/llms.txt": "/docs/llms.txt",
    "/docsother": "/docs/docsother/",
    "//elsewhere.example/x": "/docs//elsewhere.example/x/",
}


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
def test_addresses_lead_to_files():
    code = PROPERTIES["SiteAddresses"]["FunctionCode"]
    call = "console.log(JSON.stringify(paths.map((uri) => handler({ request: { method: 'GET', uri } }))));"
    asked = f"{code}\nconst paths = {json.dumps([*FILES, *MOVED])};\n{call}"
    done = subprocess.run([str(NODE), "-e", asked], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30)
    answers = dict(zip([*FILES, *MOVED], json.loads(done.stdout), strict=True))
    assert {path: answers[path].get("uri") for path in FILES} == FILES
    assert {path: answers[path]["headers"]["location"]["value"] for path in MOVED} == MOVED
    assert {answers[path]["statusCode"] for path in MOVED} == {301}
