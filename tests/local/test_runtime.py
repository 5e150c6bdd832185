"""The runtime as a developer meets it: start, front door, restart, kill, reset."""

import json
import os
import resource
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from local import demo
from local.deploy import Deployment
from local.settings import ROOT, Settings, SettingsError, read_settings
from tests.local.conftest import MINIATURE
from tests.running import Runtime, runtime, settings_for, stop, until


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The whole runtime, with the miniature stack."""
    with runtime(settings_for(tmp_path_factory.mktemp("runtime"), MINIATURE)) as started:
        yield started


def test_health_is_200_when_all_is_deployed(running: Runtime):
    answer = running.call("/health", method="GET")
    assert (answer.status, answer.json()) == (200, {"status": "ready"})


def test_the_front_door_leads_to_both_stages(running: Runtime):
    for path, stage in (("/v1/hello", "v1"), ("/sandbox/v1/hello", "sandbox")):
        answer = running.call(path, {}, X_API_Key="good")
        context = answer.json()["context"]
        assert (answer.status, context["stage"], context["path"]) == (200, stage, f"/{stage}/hello")
        assert answer.headers["x-seen"] == "yes"


def test_the_caller_is_the_peer_whatever_a_header_says(running: Runtime):
    answer = running.call("/v1/open", {}, X_Forwarded_For="203.0.113.9")
    assert answer.json()["context"]["identity"]["sourceIp"] == "127.0.0.1"


def test_a_path_that_only_begins_like_a_stage_is_not_the_stage(running: Runtime):
    assert running.call("/v1x/hello", {}, X_API_Key="good").status == 404
    assert running.call("/v2/hello", {}, X_API_Key="good").status == 404


def test_a_large_body_passes_both_ways(running: Runtime):
    text = "é" * 300_000
    answer = running.call("/v1/open", {"mode": "echo", "text": text})
    assert answer.json() == text


def test_the_first_page_says_where_things_are(running: Runtime):
    page = running.call("/", method="GET")
    assert page.status == 200
    assert f"{running.settings.url}/sandbox/v1/" in page.body.decode()


@pytest.mark.parametrize(
    "path", ["/docs/../Makefile", "/docs/%2e%2e/Makefile", "/docs/nothing.md", "/local/", "/.local/demo.json"]
)
def test_only_documentation_is_served_from_the_working_tree(running: Runtime, path: str):
    assert running.call(path, method="GET").status == 404


def test_the_aws_endpoint_is_not_reached_through_the_front_door(running: Runtime):
    answer = running.call("/", b"", method="POST", X_Amz_Target="DynamoDB_20120810.ListTables")
    assert "TableNames" not in answer.body.decode()


def test_a_taken_port_is_said_at_once(running: Runtime, tmp_path: Path):
    port = running.settings.port
    outcome = subprocess.run(
        [sys.executable, "-m", "local.run"],
        cwd=ROOT,
        env={"PATH": "/usr/bin", "PORT": str(port), "LOCAL_STATE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 1
    assert f"Port {port} is taken" in outcome.stderr
    assert list(tmp_path.iterdir()) == [], "nothing was begun"


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1"])
def test_a_port_must_be_one(port: str):
    with pytest.raises(SettingsError, match=f"PORT={port}"):
        read_settings({"PORT": port})


def test_only_the_loopback_address_listens(running: Runtime):
    for port in (running.settings.port, running.settings.emulator_port):
        with socket.socket() as probe:
            probe.settimeout(1)
            assert probe.connect_ex(("127.0.0.2", port)) != 0  # answers when a server listens on all addresses


def test_data_outlives_restart_and_kill(tmp_path: Path):
    settings = settings_for(tmp_path, MINIATURE)
    knobs = {"SNAPSHOT_SECONDS": "0.5"}
    with runtime(settings, knobs) as first:
        first.client("dynamodb").put_item(TableName=table(first), Item={"PK": {"S": "p"}, "SK": {"S": "saved"}})
        until(lambda: "saved" in (settings.state / "services" / "dynamodb.json").read_text())
        stop(first.process, signal.SIGKILL)
    before = processor_seconds()
    with runtime(settings, knobs) as second:
        assert "deploying" not in (settings.state / "terminal.log").read_text()
        assert second.call("/v1/hello", {}, X_API_Key="good").status == 200
        item = {"PK": {"S": "p"}, "SK": {"S": "saved"}}
        assert second.client("dynamodb").get_item(TableName=table(second), Key=item)["Item"] == item
    assert processor_seconds() - before < 10, "a restart is quick: its work, whatever else the machine does"


def test_with_iam_enforced_a_role_may_do_what_its_policy_says(tmp_path: Path):
    with runtime(settings_for(tmp_path, MINIATURE), {"AUTH": "true"}) as guarded:
        bucket = guarded.client("s3").list_buckets()["Buckets"][0]["Name"]
        guarded.client("s3").put_bucket_policy(Bucket=bucket, Policy=json.dumps(TLS_ONLY))
        user = guarded.client("iam")
        user.create_user(UserName="someone")
        key = user.create_access_key(UserName="someone")["AccessKey"]
        files = client_of(guarded, key)
        with pytest.raises(files.exceptions.ClientError, match="AccessDenied"):
            files.put_object(Bucket=bucket, Key="any", Body=b"")
        user.put_user_policy(UserName="someone", PolicyName="writes", PolicyDocument=json.dumps(MAY_WRITE))
        assert files.put_object(Bucket=bucket, Key="any", Body=b"")["ResponseMetadata"]["HTTPStatusCode"] == 200
        assert guarded.call("/v1/hello", {}, X_API_Key="good").status == 200


def test_a_deployment_that_fails_says_why(tmp_path: Path):
    template = tmp_path / "template.yaml"
    template.write_text("Transform: AWS::Serverless-2016-10-31\nResources:\n  Thing: {Type: AWS::No::Thing}\n")
    settings = settings_for(tmp_path / "state", template)
    outcome = run_until_it_ends(settings)
    assert outcome.returncode == 1
    assert "could not be deployed" in outcome.stderr
    assert "AWS::No::Thing" in outcome.stderr


def test_reset_forgets_the_data_but_not_while_it_is_in_use(running: Runtime, tmp_path: Path):
    refused = reset(running.settings)
    assert (refused.returncode, "Stop it first" in refused.stderr) == (1, True)
    settings = settings_for(tmp_path)
    for name in ("services", "files"):
        (tmp_path / name).mkdir()
    (tmp_path / "demo.json").write_text("{}")
    assert reset(settings).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_only_its_owner_reads_the_demo_keys_and_the_data(running: Runtime, tmp_path: Path):
    """Also where an older version had written the file for everybody."""
    settings = settings_for(tmp_path)
    settings.demo_file.write_text('{"organisations": {}}')
    settings.demo_file.chmod(0o644)
    nothing_to_make = Deployment(api_id="none", functions={}, changed=False)
    before = os.umask(0)
    try:
        demo.ensure(settings, nothing_to_make, lambda: None, lambda _slug, _organisation: None)
    finally:
        os.umask(before)
    assert stat.S_IMODE(settings.demo_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(running.settings.state.stat().st_mode) == 0o700


TLS_ONLY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": "*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ],
}
MAY_WRITE = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]}


def client_of(running: Runtime, key: dict[str, str]) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=running.settings.emulator_url,
        region_name="eu-west-1",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )


def run_until_it_ends(settings: Settings) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "local.run"]
    environment = environment_of(settings)
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=180)


def reset(settings: Settings) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "local.reset"]
    environment = environment_of(settings)
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def processor_seconds() -> float:
    """What the processes that this one has started and ended have computed."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def environment_of(settings: Settings) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "PORT": str(settings.port),
        "EMULATOR_PORT": str(settings.emulator_port),
        "LOCAL_STATE": str(settings.state),
        "LOCAL_TEMPLATE": str(settings.template),
    }


def table(running: Runtime) -> str:
    return str(running.client("dynamodb").list_tables()["TableNames"][0])
