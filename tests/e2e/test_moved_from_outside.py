"""What starts and moves workflows from outside, on the running platform: a URL, a mailed link, an event."""

import hmac
import json
import re
import secrets
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_workflows import Api
from tests.receiver import Receiver, Reply
from tests.running import Answer, Runtime, until
from tools.deployed import Deployed

pytestmark = pytest.mark.e2e
SIGNING, VALUE = "what both sides know", "erp-value-that-is-shown-to-nobody"
VERIFY = {"method": "hmac", "header": "X-Signature", "prefix": "sha256=", "secret": SIGNING}


def everything_kept(platform: Runtime) -> str:
    """What the platform has in its table, in its bucket and in its logs, as one text."""
    deployed = Deployed(None, platform.settings)
    dynamodb, s3 = platform.client("dynamodb"), platform.client("s3")
    pages = dynamodb.get_paginator("scan").paginate(TableName=deployed.resource("Table"))
    kept = [str(item) for page in pages for item in page["Items"]]
    bucket = deployed.resource("DocumentsBucket")
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for each in page.get("Contents", []):
            content = s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read()
            kept.append(content.decode("utf-8", "replace"))
    kept += [file.read_text("utf-8", "replace") for file in Path(platform.settings.state).glob("*.log")]
    return "\n".join(kept)


def test_a_signed_call_starts_one_run_whose_secret_is_sent_and_kept_nowhere(platform: Runtime) -> None:
    api = Api(platform)
    with Receiver(lambda got: Reply(body=json.dumps({"echo": got.headers["authorization"]}).encode())) as receiver:
        api.call("secrets.set", {"name": "erp", "value": VALUE, "allowed_hosts": [f"127.0.0.1:{receiver.port}"]})
        send: dict[str, Any] = {"url": receiver.url, "json": "{{ input }}"}
        send["auth"] = {"bearer": {"token": "{{ secrets.erp }}"}}
        workflow = api.workflow(
            {"id": "send", "type": "http_request", "input": send},
            trigger_type="inbound",
            trigger={"verify": VERIFY, "dedupe": "input.id"},
        )
        token = api.call("workflows.rotate_url", {"id": workflow})["token"]
        path, body = f"/v1/inbound/workflows/{token}", json.dumps({"id": 7, "name": "Anna"}).encode()
        proof = "sha256=" + hmac.digest(SIGNING.encode(), body, "sha256").hex()
        forged = platform.call(path, body, X_Signature=proof[:-1] + ("0" if proof[-1] != "0" else "1"))
        assert (forged.status, forged.json()["error"]["code"]) == (401, "INBOUND_NOT_VERIFIED")
        another = token[:-1] + ("y" if token[-1] == "x" else "x")
        assert platform.call(f"/v1/inbound/workflows/{another}", body, X_Signature=proof).status == 404
        answers = [platform.call(path, body, X_Signature=proof) for _ in range(2)]
        assert [answer.status for answer in answers] == [202, 202]
        (started,) = {answer.json()["data"]["instance_id"] for answer in answers}
        until(lambda: api.answer("workflows.instances/get", {"instance_id": started})[0] == 200)
        done = api.ended(started)
    assert (done["status"], done["input"]) == ("completed", {"id": 7, "name": "Anna"}), done
    assert [got.headers["authorization"] for got in receiver.received] == [f"Bearer {VALUE}"]
    assert VALUE not in json.dumps(done)
    feed = until(lambda: told_of(api, started))
    assert VALUE not in json.dumps(feed)
    kept = everything_kept(platform)
    assert all(text in kept for text in (workflow, "/inbound/workflows/{token}")), "it looks at the table and the logs"
    assert [text for text in (VALUE, SIGNING, token) if text in kept] == []
    assert len(api.call("workflows.instances", {"workflow_id": workflow})["instances"]) == 1


def test_a_signed_form_with_a_file_is_answered_with_what_the_run_makes_of_it(platform: Runtime) -> None:
    api, file = Api(platform), b"%PDF-1.4\n\xff\xfe\x00\n%%EOF\n"
    workflow = api.workflow(
        {"id": "s", "type": "set", "input": {"document": "{{ input.cv.document_id }}", "who": "{{ input.name }}"}},
        trigger_type="inbound",
        trigger={"verify": {"preset": "github", "secret": SIGNING}, "keep_files": True, "answer": "run"},
        output="{{ steps.s.output }}",
    )
    token = api.call("workflows.rotate_url", {"id": workflow})["token"]
    fields = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nN\xc3\xbaria\r\n'
    body = (
        fields
        + b'--x\r\nContent-Disposition: form-data; name="cv"; filename="cv.pdf"\r\n\r\n'
        + file
        + b"\r\n--x--\r\n"
    )
    proof = "sha256=" + hmac.digest(SIGNING.encode(), body, "sha256").hex()
    about = {"Content_Type": "multipart/form-data; boundary=x", "X_Hub_Signature_256": proof}
    answer = platform.call(f"/v1/inbound/workflows/{token}", body, **about)
    assert answer.status == 200, answer
    document = answer.json()["document"]
    assert answer.json() == {"document": document, "who": "Núria"}
    shown = api.call("documents.get", {"document_id": document})
    assert (shown["filename"], shown["mime_type"], shown["size_bytes"]) == ("cv.pdf", "application/pdf", len(file))
    assert platform.call(f"/v1/inbound/workflows/{token}", body[:-8], **about).status == 401


def told_of(api: Api, instance_id: str) -> list[Any]:
    """The newest events about a run, once there are any: by then other tests have left many older ones."""
    events = api.call("events.list", {"types": ["workflow.completed"], "newest_first": True})["events"]
    return [event for event in events if instance_id in json.dumps(event)]


def test_an_approval_is_decided_once_by_the_link_that_was_mailed(platform: Runtime) -> None:
    api, mark = Api(platform), secrets.token_hex(4)
    ask = {"message": f"Pay {mark}?", "roles": ["owner"]}
    wait = {"event": "contact.created", "filter": "data.name == input.name", "timeout_seconds": 3_600}
    workflow = api.workflow(
        {"id": "ask", "type": "approval", "input": ask},
        {"id": "hear", "type": "wait_for_event", "input": wait},
        output={"approved": "{{ steps.ask.output.approved }}", "name": "{{ steps.hear.output.event.data.name }}"},
    )
    started = api.call("workflows.execute", {"workflow_id": workflow, "input": {"name": mark}})["instance_id"]
    until(lambda: status_of(api, started) == "waiting")
    sweep = Deployed(None, platform.settings).resource("SweepWorkflows")
    platform.client("lambda").invoke(FunctionName=sweep, Payload=b"{}")
    link = until(lambda: mailed_link(platform, mark))
    assert platform.call(link, method="GET", Accept_Language="en").status == 200
    assert status_of(api, started) == "waiting", "opening it decides nothing"
    pages = [form_sent(platform, link) for _ in range(2)]
    assert [page.status for page in pages] == [200, 409]
    until(lambda: api.call("workflows.instances/get", {"instance_id": started})["steps"][1]["status"] == "waiting")
    api.call("contacts.create", {"type": "person", "name": mark})
    assert api.ended(started)["output"] == {"approved": True, "name": mark}


def status_of(api: Api, instance_id: str) -> str:
    """How far a run is."""
    return str(api.call("workflows.instances/get", {"instance_id": instance_id})["status"])


def mailed_link(platform: Runtime, mark: str) -> str | None:
    """The path of the link in the newest mail about a question, once it has come."""
    mails = platform.call("/mail", method="GET").body.decode().split("<h2>")
    found = [re.findall(r"(?:/v1)?(/inbound/approvals/[A-Za-z0-9_~.-]+)", mail) for mail in mails if mark in mail]
    return f"/v1{found[0][0]}" if found and found[0] else None


def form_sent(platform: Runtime, link: str) -> Answer:
    """Decide by the form of the page."""
    return platform.call(link, b"decision=approve", Content_Type="application/x-www-form-urlencoded")
