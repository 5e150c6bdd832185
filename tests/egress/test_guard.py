"""The guard refuses every address that is not public, at registration and again at each connection."""

import socket
import time
import unicodedata

import pytest
from bivelio_core import config, egress
from bivelio_core.egress import guard

from tests.egress.hostile import LITERALS, NAMES, SPELLINGS
from tests.egress.nameserver import A
from tests.receiver import Receiver, Reply


@pytest.fixture
def cloud(monkeypatch):
    """The policy of the cloud."""
    monkeypatch.setenv("DEPLOYMENT", "cloud")


def ours(url: str) -> bool:
    """Whether the local runtime may call it: 127.0.0.1, however it is spelled."""
    return unicodedata.normalize("NFKC", url).startswith("https://127.0.0.1")


CASES = [
    pytest.param(deployment, url, id=f"{name}-{deployment}")
    for name, url in LITERALS.items()
    for deployment in ("cloud", "local")
    if deployment == "cloud" or not ours(url)
]


@pytest.mark.parametrize(("deployment", "url"), CASES)
def test_a_hostile_url_is_refused_at_registration_and_at_the_call(monkeypatch, deployment, url):
    monkeypatch.setenv("DEPLOYMENT", deployment)
    with pytest.raises(egress.EgressRefused):
        egress.check(url)
    with pytest.raises(egress.EgressRefused):
        egress.fetch("POST", url)


@pytest.mark.parametrize("deployment", ["cloud", "local"])
@pytest.mark.parametrize("url", SPELLINGS)
def test_a_host_that_only_looks_like_what_is_called_is_refused_when_it_is_saved(monkeypatch, names, deployment, url):
    monkeypatch.setenv("DEPLOYMENT", deployment)
    names.records["hooks.example.com"] = [["93.184.216.34"]]
    for check in (guard.check, guard.check_written):
        with pytest.raises(egress.EgressRefused):
            check(url)
    guard.check("https://hooks.example.com/")


@pytest.mark.parametrize("addresses", NAMES.values(), ids=NAMES.keys())
def test_a_name_with_a_forbidden_address_is_refused(names, addresses):
    names.records["hooks.example.com"] = [addresses]
    with pytest.raises(egress.EgressRefused):
        egress.check("https://hooks.example.com/")
    with pytest.raises(egress.EgressRefused):
        egress.fetch("POST", "https://hooks.example.com/")


def test_a_name_is_asked_for_once_and_the_checked_address_is_the_one_that_is_dialled(names):
    names.records["rebind.example.com"] = [["192.0.2.53"], ["127.0.0.1"]]
    with pytest.raises(egress.EgressRefused):
        egress.fetch("POST", "https://rebind.example.com/")
    names.records["rebind.example.com"] = [["93.184.216.34"], ["127.0.0.1"]]
    names.questions.clear()
    way = guard.route("https://rebind.example.com/", time.monotonic() + 60)
    assert [str(address.ip) for address in way.addresses] == ["93.184.216.34"]
    assert [kind for _, kind in names.questions].count(A) == 1
    with pytest.raises(egress.EgressRefused):  # the name has moved: what was safe at registration is refused now
        egress.fetch("POST", "https://rebind.example.com/")


def test_a_name_that_does_not_resolve_may_be_registered_and_fails_at_the_call(names):
    egress.check("https://not-yet.example.com/hook")
    with pytest.raises(egress.EgressFailed) as failure:
        egress.fetch("POST", "https://not-yet.example.com/hook")
    assert failure.value.kind == "dns"


def test_a_public_address_passes(cloud):
    egress.check("https://93.184.216.34/hook")
    egress.check("https://93.184.216.34:8443/hook?a=b")


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("b\u00fccher.example.com", "xn--bcher-kva.example.com"),
        ("B\u00dcCHER.Example.com", "xn--bcher-kva.example.com"),
        ("example\u3002com", "example.com"),
        ("\uff25xample.com", "example.com"),
    ],
)
def test_an_international_name_is_asked_for_and_called_in_ascii(names, written, host):
    names.records[host] = [["93.184.216.34"]]
    way = guard.route(f"https://{written}/", time.monotonic() + 60)
    assert (way.target.host, {name for name, _ in names.questions}) == (host, {host})


@pytest.mark.parametrize("address", ["2606:4700::1111", "64:ff9b::808:808", "93.184.216.34"])
def test_a_name_of_a_public_address_passes(names, address):
    names.records["hooks.example.com"] = [[address]]
    way = guard.route("https://hooks.example.com/", time.monotonic() + 60)
    assert [str(found.ip) for found in way.addresses] == [address]


def test_a_name_server_that_never_answers_cannot_outlive_the_deadline(monkeypatch):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        monkeypatch.setenv("EGRESS_NAMESERVER", f"127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(egress.EgressFailed) as failure:
            egress.fetch("POST", "https://hooks.example.com/", timeout_seconds=0.5)
    assert failure.value.kind == "dns"
    assert failure.value.elapsed_ms < 5_000, "the resolver's own patience is longer than that"


def test_the_cloud_never_calls_the_machine_itself(cloud, monkeypatch):
    monkeypatch.setenv("EGRESS_NAMESERVER", "127.0.0.1:53")
    with Receiver() as receiver:
        for host in ("127.0.0.1", "localhost"):
            with pytest.raises(egress.EgressRefused):
                egress.fetch("POST", f"http://{host}:{receiver.port}/")
        assert receiver.received == []


def test_the_local_runtime_calls_127_0_0_1_and_no_name_that_points_there(names):
    names.records["sneaky.example.com"] = [["127.0.0.1"]]
    with Receiver() as receiver:
        assert egress.fetch("POST", receiver.url, body=b"{}").status == 200
        assert egress.fetch("POST", f"http://localhost:{receiver.port}/").status == 200
        for url in (f"http://sneaky.example.com:{receiver.port}/", "https://sneaky.example.com/", "https://[::1]/"):
            with pytest.raises(egress.EgressRefused):
                egress.fetch("POST", url)
        assert len(receiver.received) == 2


@pytest.mark.parametrize(
    ("name", "value"), [("RUNTIME_PORTS", "8080,{port}"), ("AWS_ENDPOINT_URL", "http://127.0.0.1:{port}/")]
)
def test_the_local_runtime_calls_none_of_its_own_ports(monkeypatch, name, value):
    with Receiver() as own, Receiver(lambda _: Reply(307, {"Location": own.url})) as other:
        monkeypatch.setenv(name, value.format(port=own.port))
        for host in ("127.0.0.1", "localhost", "LOCALHOST", "127.0.0.1."):
            url = f"http://{host}:{own.port}/?Action=ListQueues"
            with pytest.raises(egress.EgressRefused):
                egress.check(url)
            with pytest.raises(egress.EgressRefused):
                egress.fetch("POST", url)
        with pytest.raises(egress.EgressRefused, match="the local runtime's own"):
            egress.fetch("POST", other.url, redirects=1)
        assert (len(own.received), len(other.received)) == (0, 1)


def test_ports_of_a_local_runtime_mean_nothing_in_the_cloud(cloud, monkeypatch):
    monkeypatch.setenv("RUNTIME_PORTS", "443")
    monkeypatch.setenv("RUNTIME_API_PORT", "8080")
    egress.check("https://93.184.216.34/hook")
    with pytest.raises(egress.EgressRefused):
        egress.check("http://127.0.0.1:8080/v1/contacts/list")
    assert config.api_hosts() == frozenset()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_local_runtime_calls_its_own_api_and_nothing_else_at_that_port(monkeypatch, host):
    """The pages beside the API tell the demo organisations' keys; another port is the AWS endpoint."""
    with Receiver() as api, Receiver() as aws:
        monkeypatch.setenv("RUNTIME_PORTS", f"{api.port},{aws.port}")
        monkeypatch.setenv("RUNTIME_API_PORT", str(api.port))
        for stage in ("/v1", "/sandbox/v1"):
            egress.check(f"http://{host}:{api.port}{stage}/contacts/list")
            egress.check_written(f"http://{host}:{api.port}{stage}/contacts/list")
            assert (
                egress.fetch("POST", f"http://{host}:{api.port}{stage}/contacts/list?x=../", body=b"{}").status == 200
            )
        beside = ["/", "", "/v1", "/docs/console.json", "/v1/../docs/console.json", "/v1/%2e%2e/docs/console.json"]
        beside += [
            "/v1/%252e%252e/docs/console.json",
            "/v1/..%2fdocs/console.json",
            "/%761/x",
            "/v1/.\\..\\docs",
            "/V1/x",
        ]
        for path in beside:
            with pytest.raises(egress.EgressRefused):
                egress.fetch("GET", f"http://{host}:{api.port}{path}")
        with pytest.raises(egress.EgressRefused):
            egress.fetch("POST", f"http://{host}:{aws.port}/v1/contacts/list")
        assert (len(api.received), len(aws.received)) == (2, 0)
        assert config.api_hosts() == {f"localhost:{api.port}", f"127.0.0.1:{api.port}"}


def test_a_redirect_leaves_the_own_api_no_more_than_a_request_does(monkeypatch):
    with Receiver(lambda _: Reply(302, {"Location": "/docs/console.json"})) as api:
        monkeypatch.setenv("RUNTIME_PORTS", str(api.port))
        monkeypatch.setenv("RUNTIME_API_PORT", str(api.port))
        with pytest.raises(egress.EgressRefused):
            egress.fetch("GET", f"http://localhost:{api.port}/v1/inbound/x", redirects=2)
        assert len(api.received) == 1


@pytest.mark.parametrize(
    "location", ["https://169.254.169.254/latest/", "https://10.0.0.1/", "http://[::1]/", "file:///etc/passwd"]
)
def test_a_redirect_to_a_forbidden_address_is_refused_at_the_hop(location):
    with Receiver(lambda _: Reply(302, {"Location": location})) as receiver:
        assert egress.fetch("POST", receiver.url).status == 302  # as it is: nobody follows it
        with pytest.raises(egress.EgressRefused):
            egress.fetch("GET", receiver.url, redirects=3)
