"""The examples of docs/workflow-urls.md, called as their senders call them."""

import base64
import hmac
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from bivelio_core import clock

from tests.api import call
from tests.workflows.calls import QUICK
from tests.workflows.inbound import FORM, HOST, encoded, inbound, send, work_off
from tools.template import ROOT

GUIDE = (ROOT / "docs" / "workflow-urls.md").read_text(encoding="utf-8")
BLOCKS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)]
DEFINITIONS = {each["name"]: each for each in BLOCKS if "steps" in each}
SETTINGS = {each["preset"]: each for each in BLOCKS if "preset" in each}
PDF = b"%PDF-1.4\n%%EOF\n"


def saved(name: str) -> tuple[str, str]:
    """The id and the token of the workflow of an example."""
    identifier = call("workflows.create", DEFINITIONS[name]).data["id"]
    return identifier, call("workflows.rotate_url", {"id": identifier}).data["token"]


def run_of(identifier: str, states: Any) -> Any:
    """The only run of a workflow, carried out."""
    work_off(again=2)
    states.run()
    (run,) = call("workflows.instances", {"workflow_id": identifier}).data["instances"]
    return call("workflows.instances_get", {"instance_id": run["instance_id"]}).data


def test_stripes_payments_are_told_once_and_other_events_skip_the_step(states):
    identifier, token = saved("Cobraments de Stripe")
    secret = DEFINITIONS["Cobraments de Stripe"]["trigger"]["verify"]["secret"]
    body = encoded({"id": "evt_1", "type": "charge.refunded", "data": {"object": {"id": "ch_1"}}})
    for at in (int(clock.epoch()) - 60, int(clock.epoch())):
        signature = hmac.digest(secret.encode(), f"{at}.".encode() + body, "sha256").hex()
        assert send(token, body, headers={"Stripe-Signature": f"t={at},v1={signature}"}).status == 202
    run = run_of(identifier, states)
    assert (run["status"], run["steps"][0]["status"]) == ("completed", "skipped")


def test_a_message_at_twilio_becomes_a_case(states):
    identifier, token = saved("SMS que arriben")
    secret = DEFINITIONS["SMS que arriben"]["trigger"]["verify"]["secret"]
    fields = {"MessageSid": "SM1", "From": "+34600111222", "Body": "Bon dia", "NumMedia": "0"}
    text = f"https://{HOST}/v1/inbound/workflows/{token}" + "".join(name + fields[name] for name in sorted(fields))
    signature = base64.b64encode(hmac.digest(secret.encode(), text.encode(), "sha1")).decode()
    headers = {"X-Twilio-Signature": signature}
    assert send(token, urlencode(fields).encode(), kind=FORM, headers=headers).status == 202
    run = run_of(identifier, states)
    assert (run["status"], run["output"]["title"]) == ("completed", "SMS de +34600111222")


def test_each_change_at_hubspot_becomes_a_case(states):
    identifier, token = saved("Canvis a HubSpot")
    secret = DEFINITIONS["Canvis a HubSpot"]["trigger"]["verify"]["secret"]
    body, at = encoded([{"subscriptionType": "contact.creation", "objectId": each} for each in (1, 2)]), clock.epoch()
    sent_at = str(int(at * 1_000))
    url = f"https://{HOST}/v1/inbound/workflows/{token}"
    text = b"POST" + url.encode() + body + sent_at.encode()
    signature = base64.b64encode(hmac.digest(secret.encode(), text, "sha256")).decode()
    headers = {"X-HubSpot-Request-Timestamp": sent_at, "X-HubSpot-Signature-v3": signature}
    assert send(token, body, headers=headers).status == 202
    run = run_of(identifier, states)
    assert (run["status"], run["output"]["count"]) == ("completed", 2)


def by_standard_webhooks(secret: str, body: bytes) -> dict[str, str]:
    at, key = str(int(clock.epoch())), base64.b64decode(secret.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(key, f"msg_1.{at}.".encode() + body, "sha256")).decode()
    return {"webhook-id": "msg_1", "webhook-timestamp": at, "webhook-signature": f"v1,{signature}"}


def by_hand(secret: str, body: bytes) -> dict[str, str]:
    return {"X-Signature": "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()}


@pytest.mark.parametrize(
    ("preset", "headers"),
    [("standard_webhooks", by_standard_webhooks), ("hmac", by_hand), ("microsoft", lambda _secret, _body: {})],
)
def test_settings_that_the_guide_shows_verify_their_sender(
    states: Any, preset: str, headers: Callable[[str, bytes], dict[str, str]]
) -> None:
    verify = SETTINGS[preset]
    _, token = inbound(QUICK, verify=verify)
    body = encoded({"value": [{"clientState": verify["secret"], "changeType": "created"}]})
    signed = headers(verify["secret"], body)
    assert send(token, body, headers=signed).status == 202
    assert send(token, body.replace(b"clientState", b"clientstate"), headers=signed).status == 401


def test_the_shell_signs_as_the_guide_says():
    shell = shutil.which("sh")
    if shell is None or not shutil.which("openssl"):
        pytest.skip("openssl is absent")
    script = GUIDE[GUIDE.index("body='") : GUIDE.index('curl "$URL"')] + 'printf "%s" "$signature"'
    signature = subprocess.run([shell, "-c", script], capture_output=True, text=True, check=True).stdout
    secret = SETTINGS["hmac"]["secret"]
    assert signature == hmac.digest(secret.encode(), b'{"id": 7, "name": "Anna"}', "sha256").hex()


def test_a_file_of_the_form_is_a_document_before_the_run_starts(states):
    identifier, token = saved("Factures pel formulari")
    about = b'--x\r\nContent-Disposition: form-data; name="invoice"; filename="f.pdf"\r\n\r\n'
    assert send(token, about + PDF + b"\r\n--x--\r\n", kind="multipart/form-data; boundary=x").status == 202
    work_off()
    (run,) = call("workflows.instances", {"workflow_id": identifier}).data["instances"]
    assert call("documents.get", {"document_id": run["input"]["invoice"]["document_id"]}).data["filename"] == "f.pdf"


def test_the_price_is_what_the_run_gives(states, monkeypatch):
    monkeypatch.setenv("INBOUND_WAIT_SECONDS", "0")
    identifier, token = saved("Preu de l'enviament")
    assert send(token, {"kg": "3"}).status == 202
    assert run_of(identifier, states)["output"] == {"total": 7.5}
