"""The log lines of a refused or failed request contain no credential of its URL and no address of its host."""

import traceback
from functools import partial

import pytest
from bivelio_core import egress

from tests.api import call
from tests.egress.hostile import LITERALS, NAMES
from tests.functions.webhooks.registered import register
from tests.receiver import Received, Receiver, Reply

SECRET = "hunter2"
CARRYING = {
    "a password": f"https://bot:{SECRET}@hooks.example.com/",
    "a user name": f"https://{SECRET}@hooks.example.com/",
    "a query value": f"https://10.0.0.5/in?token={SECRET}",
    "a query value, http": f"http://hooks.example.com/in?token={SECRET}",
    "a fragment": f"https://hooks.example.com:22/#{SECRET}",
    "a password that breaks the port": f"https://bot:{SECRET}/x@hooks.example.com/",
    "a password that breaks the brackets": f"https://bot:[{SECRET}@hooks.example.com/",
    "a password that changes under NFKC": f"https://bot:{SECRET}\u2100@hooks.example.com/",
    "a control character": f"https://hooks.example.com/\x01?token={SECRET}",
    "too much": f"https://hooks.example.com/?token={SECRET}{'x' * 3000}",
}
WELL_FORMED = {name: url for name, url in CARRYING.items() if name not in {"a control character", "too much"}}
"""Those that the request's model lets through to the guard."""

ADDRESS = "10.1.2.3"
HOST = "hooks.example.com"


def told(failing) -> str:
    """Everything that an exception says, with its traceback and causes, as a log would have it."""
    with pytest.raises((egress.EgressRefused, egress.EgressFailed)) as failure:
        failing()
    return "".join(line for line in traceback.format_exception(failure.value) if not line.startswith("  File")) + repr(
        failure.value
    )


@pytest.mark.parametrize("deployment", ["cloud", "local"])
@pytest.mark.parametrize("url", CARRYING.values(), ids=CARRYING.keys())
def test_a_refusal_does_not_repeat_what_the_url_carries(monkeypatch, deployment, url):
    monkeypatch.setenv("DEPLOYMENT", deployment)
    for failing in (lambda: egress.check(url), lambda: egress.fetch("POST", url)):
        assert SECRET not in told(failing)


@pytest.mark.parametrize("url", LITERALS.values(), ids=LITERALS.keys())
def test_a_refusal_names_the_rule_and_not_the_url(monkeypatch, url):
    monkeypatch.setenv("DEPLOYMENT", "cloud")
    with pytest.raises(egress.EgressRefused) as refusal:
        egress.check(url)
    reason = refusal.value.reason
    assert reason.startswith(("the ", "'ß'", "'\\u200d'")), reason
    assert "/" not in reason, reason
    assert "169.254" not in reason, reason


@pytest.mark.parametrize("addresses", NAMES.values(), ids=NAMES.keys())
def test_a_refusal_does_not_tell_which_address_a_name_has(names, addresses):
    names.records[HOST] = [addresses]
    text = told(lambda: egress.fetch("POST", f"https://{HOST}/"))
    assert not [address for address in addresses if address in text]


def test_a_failure_names_no_name_server_and_no_address(names):
    port = str(names.port)
    assert port not in told(lambda: egress.fetch("POST", "https://nobody.example.com/", timeout_seconds=2))
    assert "127.0.0.1:9" not in told(lambda: egress.fetch("POST", "http://localhost:9/"))


def redirect(location: str, _: Received) -> Reply:
    return Reply(302, {"Location": location})


def test_a_redirect_to_a_url_with_a_secret_is_not_repeated():
    for location in (f"http://[bad?token={SECRET}", f"https://10.0.0.5/?token={SECRET}"):
        with Receiver(partial(redirect, location)) as receiver:
            assert SECRET not in told(partial(egress.fetch, "GET", receiver.url, redirects=1))


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("url", WELL_FORMED.values(), ids=WELL_FORMED.keys())
def test_the_log_of_a_refused_webhook_has_the_rule_without_the_secret(logged, capsys, url):
    answer = call("webhooks.create", {"url": url, "events": ["contact.created"]})
    assert answer.error["details"]["constraint"] == "url_not_allowed"
    assert "EgressRefused: the " in logged.getvalue()
    assert SECRET not in logged.getvalue() + str(capsys.readouterr()) + str(answer.body)


@pytest.mark.usefixtures("table")
def test_a_delivery_log_does_not_tell_which_private_address_a_host_has(names, logged):
    names.records[HOST] = [["93.184.216.34"]]
    webhook = register(f"https://{HOST}/in?token={SECRET}")
    names.records[HOST] = [[ADDRESS]]
    tried = call("webhooks.test", {"webhook_id": webhook["webhook_id"]}).data
    (attempt,) = call("webhooks.deliveries", {"webhook_id": webhook["webhook_id"]}).data["deliveries"]
    assert tried["error"] == attempt["error"] == "refused: the host has an address that is not public"
    assert ADDRESS not in logged.getvalue()
    assert SECRET not in logged.getvalue()
