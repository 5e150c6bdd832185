"""The resources that hold data are retained, encrypted and not public."""

import itertools
import json
import string
from datetime import timedelta

import pytest
from bivelio_core import clients, config
from bivelio_core.contacts.transfer.storage import RECORDS_KEPT, files_of
from bivelio_core.documents.storage import uploads_of
from bivelio_core.erasure import kept
from bivelio_core.identity import signing
from bivelio_core.messages import arrivals
from bivelio_core.store.files import TenantFiles
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.execution import payloads

from tests.declared import API, ENDPOINTS, FUNCTIONS, RESOURCES, listed, of_type, statements
from tests.table_definition import DEFINITION
from tools.template import stacks

TABLE = RESOURCES["Table"]["Properties"]
BUCKET = RESOURCES["DocumentsBucket"]["Properties"]
ROOT_STACK = stacks()[0]
MAY_DELETE_VERSIONS = frozenset({"Erase"})
"""Functions that may delete for good: those that erase what somebody has a right to have erased."""


@pytest.mark.parametrize("name", ["Table", "DocumentsBucket", "DataKey", "SigningSecret"])
def test_what_cannot_be_made_again_outlives_the_stack(name):
    """And a stack whose creation failed leaves nothing behind that the next one would be in the way of."""
    assert RESOURCES[name]["DeletionPolicy"] == "RetainExceptOnCreate"
    assert RESOURCES[name]["UpdateReplacePolicy"] == "Retain"


def test_the_table_is_keyed_as_the_data_model_says():
    assert [(key["AttributeName"], key["KeyType"]) for key in TABLE["KeySchema"]] == [("PK", "HASH"), ("SK", "RANGE")]
    (index,) = TABLE["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "GSI1"
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["GSI1PK", "GSI1SK"]
    assert index["Projection"] == {"ProjectionType": "KEYS_ONLY"}


def test_the_table_of_the_tests_is_this_table():
    for name in ("KeySchema", "GlobalSecondaryIndexes", "BillingMode"):
        assert DEFINITION[name] == TABLE[name]
    assert sorted(map(str, DEFINITION["AttributeDefinitions"])) == sorted(map(str, TABLE["AttributeDefinitions"]))


def test_the_table_streams_expires_and_can_be_restored():
    assert TABLE["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert TABLE["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    assert TABLE["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert TABLE["BillingMode"] == "PAY_PER_REQUEST"


def test_the_table_is_encrypted_with_a_key_whose_use_is_recorded_and_protected_from_deletion():
    assert TABLE["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}
    assert TABLE["DeletionProtectionEnabled"] == {"Fn::If": ["ProtectsTable", True, False]}


def test_the_bucket_is_private():
    assert set(BUCKET["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(BUCKET["PublicAccessBlockConfiguration"]) == 4
    assert BUCKET["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}


def test_the_bucket_is_encrypted_with_our_key():
    (rule,) = BUCKET["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": {"Fn::GetAtt": ["DataKey", "Arn"]},
    }


def test_the_bucket_speaks_tls_only():
    policy = RESOURCES["DocumentsBucketPolicy"]["Properties"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert policy["Bucket"] == {"Ref": "DocumentsBucket"}
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert statement["Resource"] == [
        {"Fn::GetAtt": ["DocumentsBucket", "Arn"]},
        {"Fn::Sub": "${DocumentsBucket.Arn}/*"},
    ]


def test_a_web_page_may_use_the_addresses_it_is_given():
    """The emulator lets every page in; S3 only whom the bucket names (S3 User Guide, "Using CORS")."""
    (rule,) = BUCKET["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedOrigins"] == [API["Cors"]["AllowOrigin"].strip("'")]
    assert set(rule["AllowedMethods"]) == {"GET", "PUT"}, "what download_url and upload_url sign"
    assert rule["AllowedHeaders"] == ["Content-Type", "x-amz-checksum-sha256"], "what upload_url signs"


def test_what_is_temporary_stays_only_for_its_time():
    expiring = {rule.get("Prefix"): rule.get("ExpirationInDays") for rule in BUCKET["LifecycleConfiguration"]["Rules"]}
    transfers = files_of(Tenant("org_0000000000000000", "live")).key("").partition("org_")[0]
    values = TenantFiles.of(Tenant("org_0000000000000000", "live"), payloads.AREA).key("").partition("org_")[0]
    uploads = uploads_of(Tenant("org_0000000000000000", "live")).key("").partition("org_")[0]
    inbound = TenantFiles.of(Tenant("org_0000000000000000", "live"), arrivals.AREA).key("").partition("org_")[0]
    assert expiring == {
        "sandbox/": 2,
        transfers: 35,
        uploads: 16,
        inbound: 15,
        values: 400,
        "kept/": kept.LIFETIME.days,
        None: None,
    }
    assert expiring[inbound] > 14, "a message may wait in the dead letters for 14 days"
    assert expiring[values] > 366, "a run may live a year (Step Functions quota)"
    assert timedelta(days=expiring[transfers]) > RECORDS_KEPT + timedelta(days=2), "the table deletes two days late"


def test_what_a_function_deletes_can_be_brought_back_for_thirty_days():
    """No longer than the table by point-in-time recovery: 35 days (docs/operations.md, "Restoring")."""
    assert BUCKET["VersioningConfiguration"] == {"Status": "Enabled"}
    whole = [rule for rule in BUCKET["LifecycleConfiguration"]["Rules"] if "Prefix" not in rule]
    assert [(rule["Status"], rule["NoncurrentVersionExpiration"]) for rule in whole] == [
        ("Enabled", {"NoncurrentDays": 30})
    ]
    assert whole[0]["ExpiredObjectDeleteMarker"] is True, "a marker without versions is listed for nothing"
    assert whole[0]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}


def test_versions_of_what_is_temporary_go_a_day_later():
    rules = [rule for rule in BUCKET["LifecycleConfiguration"]["Rules"] if "ExpirationInDays" in rule]
    assert [rule["Prefix"] for rule in rules if rule["NoncurrentVersionExpiration"] != {"NoncurrentDays": 1}] == []


def test_no_request_can_delete_a_version():
    """A fault in a function, or a stolen key of one, deletes nothing that cannot be brought back."""
    deleting = {
        name
        for name, function in FUNCTIONS.items()
        for statement in statements(function)
        if any("DeleteObjectVersion" in action or action in {"s3:*", "*"} for action in listed(statement["Action"]))
    }
    assert deleting <= MAY_DELETE_VERSIONS
    assert not deleting & ENDPOINTS.keys()


@pytest.fixture
def files(monkeypatch):
    """A tenant's files, by a client as on AWS."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    clients.client.cache_clear()
    yield files_of(Tenant("org_1", "live"))
    clients.client.cache_clear()


def test_an_address_that_is_given_away_names_the_buckets_region(files):
    """S3 User Guide, "Request redirection": the general address is a redirect for a new bucket, 400 in new regions."""
    signed = (files.upload_url("a.csv", "text/csv", 60), files.download_url("a.csv", "a.csv", 60))
    assert {url.partition("?")[0] for url in signed} == {
        "https://bivelio-documents.s3.eu-west-1.amazonaws.com/live/transfers/org_1/a.csv"
    }


@pytest.mark.usefixtures("services")
def test_large_values_of_the_sandbox_lie_where_they_expire():
    kept = {
        tenant.environment: payloads.keep(tenant, "output", "x" * payloads.INLINE_BYTES)
        for tenant in (Tenant("org_1", "live"), Tenant("org_1", "sandbox", "2026-11-25"))
    }
    days = {
        name: min(
            rule["ExpirationInDays"]
            for rule in BUCKET["LifecycleConfiguration"]["Rules"]
            if "ExpirationInDays" in rule and kept[name]["output_ref"].startswith(rule["Prefix"])
        )
        for name in kept
    }
    assert days == {"live": 400, "sandbox": 2}


def test_the_data_key_is_renewed_every_year():
    assert RESOURCES["DataKey"]["Properties"]["EnableKeyRotation"] is True


def test_a_stack_that_exists_keeps_the_key_it_has():
    """CloudFormation Template Reference, AWS::KMS::Key: an update that changes MultiRegion fails."""
    multi_region = RESOURCES["DataKey"]["Properties"]["MultiRegion"]
    assert multi_region == {"Fn::If": ["HasKeyOfRegions", True, {"Ref": "AWS::NoValue"}]}
    assert ROOT_STACK.body["Parameters"]["DataKeyOfRegions"]["Default"] == "false"


@pytest.mark.parametrize("name", sorted(of_type("AWS::Logs::LogGroup")))
def test_logs_outlive_the_stack_for_as_long_as_they_are_kept(name):
    """Whoever deletes a stack does not delete what tells who did it."""
    assert RESOURCES[name]["DeletionPolicy"] == "RetainExceptOnCreate"
    assert RESOURCES[name]["UpdateReplacePolicy"] == "Retain"
    assert RESOURCES[name]["Properties"]["RetentionInDays"] in ({"Ref": "LogRetentionDays"}, 30)


def test_a_fresh_signing_secret_is_a_keyring_whose_one_key_signs():
    recipe = RESOURCES["SigningSecret"]["Properties"]["GenerateSecretString"]
    usable = sorted(set(string.ascii_letters + string.digits + string.punctuation) - set(recipe["ExcludeCharacters"]))
    assert "".join(usable) == string.digits + string.ascii_uppercase + string.ascii_lowercase
    made = {recipe["GenerateStringKey"]: "".join(itertools.islice(itertools.cycle(usable), recipe["PasswordLength"]))}
    keyring = signing.parse(json.dumps({**json.loads(recipe["SecretStringTemplate"]), **made}))
    assert keyring.signing_kid() == recipe["GenerateStringKey"]
    assert set(keyring.keys) == {keyring.current}


@pytest.mark.usefixtures("services")
def test_a_run_is_shown_without_the_values_that_have_expired():
    kept = payloads.keep(Tenant("org_1", "live"), "output", "x" * payloads.INLINE_BYTES)
    assert payloads.read_if_kept(kept, "output") == "x" * payloads.INLINE_BYTES
    clients.client("s3").delete_object(Bucket=config.documents_bucket(), Key=kept["output_ref"])
    assert payloads.read_if_kept(kept, "output", {}) == {}
