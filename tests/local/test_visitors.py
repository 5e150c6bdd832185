"""No page of the web reaches the runtime: who may send requests to its two ports, by what a browser says of a page."""

import http.client
from collections.abc import Iterator

import boto3
import pytest
from botocore.config import Config

from local.settings import SettingsError, read_settings
from local.visitors import Visitors, is_file_link
from tests.local.conftest import MINIATURE
from tests.running import Answer, Runtime, request, runtime, settings_for

OWN = "tunnel.example"
AWS_COMMAND = "/?Action=CreateQueue&QueueName=made-by-a-page&Version=2012-11-05"
FOREIGN_ORIGINS = (
    "https://evil.example",
    "http://localhost.evil.example",
    "http://evil.example:8080",
    "http://127.0.0.1.evil.example",
    "http://evillocalhost",
    "https://evil.example@localhost.evil.example",
    "null",
    "file://",
    "",
    "http://[",
)
KNOWN_ORIGINS = (
    "http://localhost:3000",
    "http://127.0.0.1:5173",
    "http://[::1]:3000",
    "http://app.localhost:3000",
    f"https://{OWN}",
)
FOREIGN_HOSTS = (
    "evil.example",
    "evil.example:8080",
    "localhost.evil.example",
    "127.0.0.1.nip.example",
    "192.168.1.7",
    "",
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The whole runtime, with the miniature stack and a name of its own."""
    with runtime(settings_for(tmp_path_factory.mktemp("visitors"), MINIATURE), {"LOCAL_NAMES": OWN}) as started:
        yield started


def both_ports(running: Runtime) -> tuple[tuple[int, str], ...]:
    """A request that works on each port."""
    return (running.settings.port, "/health"), (running.settings.emulator_port, "/?Action=ListQueues")


def ask(running: Runtime, port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    """Send a request as from this machine, unless a header says otherwise."""
    return request(port, path, b"" if method == "POST" else None, method=method, **headers)


def signed(running: Runtime, operation: str) -> str:
    """The path and query of a signed address, in the version that our functions sign with."""
    url = running.settings.emulator_url
    files = boto3.client(
        "s3",
        endpoint_url=url,
        config=Config(signature_version="s3v4"),
        aws_access_key_id="test",
        aws_secret_access_key="test",
        region_name="eu-west-1",
    )
    address = files.generate_presigned_url(operation, Params={"Bucket": "linked", "Key": "file"})
    return str(address).removeprefix(url)


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_foreign_origin_is_refused_on_both_ports(running: Runtime, origin: str):
    for port, path in both_ports(running):
        for method in ("GET", "POST", "OPTIONS"):
            answer = ask(running, port, path, method, Origin=origin)
            assert (answer.status, answer.json()["status"]) == (403, "refused"), (port, method)


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_foreign_host_is_refused_on_both_ports(running: Runtime, host: str):
    for port, path in both_ports(running):
        answer = ask(running, port, path, Host=host)
        assert (answer.status, answer.json()["status"]) == (403, "refused"), port


@pytest.mark.parametrize("headers", [[], ["localhost", "evil.example"]])
def test_a_request_without_one_host_is_refused(running: Runtime, headers: list[str]):
    refused = Visitors().refusal([(b"host", host.encode()) for host in headers], only_reads=True)
    assert refused is not None


@pytest.mark.parametrize("origin", KNOWN_ORIGINS)
def test_pages_of_this_machine_and_of_a_configured_name_reach_the_front_door_alone(running: Runtime, origin: str):
    for port, path in both_ports(running):
        answer = ask(running, port, path, Origin=origin, Sec_Fetch_Site="cross-site")
        assert answer.status == (200 if port == running.settings.port else 403)


@pytest.mark.parametrize("site", ["same-origin", "same-site", "cross-site"])
def test_a_page_of_this_machine_that_a_browser_tells_of_reaches_no_command(running: Runtime, site: str):
    port = running.settings.emulator_port
    assert ask(running, port, AWS_COMMAND, Sec_Fetch_Site=site).status == 403
    assert ask(running, port, "/?X-Amz-Signature=0", "POST", Sec_Fetch_Site=site).status == 403
    assert (
        ask(running, port, "/?X-Amz-Signature=0", Sec_Fetch_Site=site, X_Amz_Target="AmazonSQS.ListQueues").status
        == 403
    )
    assert not running.client("sqs").list_queues(QueueNamePrefix="made-by-a-page").get("QueueUrls")
    assert ask(running, port, "/?Action=ListQueues", Sec_Fetch_Site="none").status == 200  # typed by a person


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "sqs.localhost", "host.docker.internal", OWN])
def test_names_of_this_machine_are_answered(running: Runtime, name: str):
    for port, path in both_ports(running):
        assert ask(running, port, path, Host=f"{name}:{port}").status == 200


@pytest.mark.parametrize(("mode", "dest"), [("no-cors", "image"), ("navigate", "iframe"), ("navigate", "document")])
def test_what_another_site_makes_a_browser_ask_reaches_no_command(running: Runtime, mode: str, dest: str):
    browser = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": mode, "Sec_Fetch_Dest": dest}
    for command in (AWS_COMMAND, f"{AWS_COMMAND}&X-Amz-Signature=0"):
        assert ask(running, running.settings.emulator_port, command, **browser).status == 403
    assert not running.client("sqs").list_queues(QueueNamePrefix="made-by-a-page").get("QueueUrls")
    assert ask(running, running.settings.port, "/v1/hello", "POST", **browser).status == 403


def test_a_link_may_lead_to_the_pages_and_to_a_signed_file(running: Runtime):
    followed = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert ask(running, running.settings.port, "/docs/", **followed).status == 200
    assert ask(running, running.settings.port, "/docs/", **followed | {"Sec_Fetch_Dest": "iframe"}).status == 403
    files = running.client("s3")
    files.create_bucket(Bucket="linked", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    files.put_object(Bucket="linked", Key="file", Body=b"content")
    answer = ask(running, running.settings.emulator_port, signed(running, "get_object"), **followed)
    assert (answer.status, answer.body) == (200, b"content")


def test_no_page_may_read_what_the_aws_endpoint_answers(running: Runtime):
    for method in ("GET", "POST", "OPTIONS"):
        answer = ask(running, running.settings.emulator_port, "/?Action=ListQueues", method)
        assert answer.status == 200
        assert not [name for name in answer.headers if name.startswith("access-control-")], method


def test_a_page_of_this_machine_may_read_the_api_and_a_signed_file(running: Runtime):
    origin = "http://localhost:3000"
    preflight = ask(
        running, running.settings.port, "/v1/hello", "OPTIONS", Origin=origin, Access_Control_Request_Method="POST"
    )
    assert preflight.headers["access-control-allow-origin"] == "*"
    preflight = ask(running, running.settings.emulator_port, signed(running, "put_object"), "OPTIONS", Origin=origin)
    assert preflight.headers["access-control-allow-origin"] == "*"


def test_a_signature_makes_no_command_a_file():
    signed = b"X-Amz-Date=1&X-Amz-Signature=0"
    assert is_file_link("GET", signed, [(b"host", b"localhost")])
    for query in (b"", b"a=X-Amz-Signature", b"X-Amz-Signature=0&Action=CreateUser", b"action=x&X-Amz-Signature=0"):
        assert not is_file_link("GET", query, [])
    assert not is_file_link("POST", signed, [])
    assert not is_file_link("PUT", signed, [(b"x-amz-target", b"DynamoDB_20120810.Scan")])


@pytest.mark.parametrize("names", ["http://tunnel.example", "tunnel.example:8080", "*", "a b"])
def test_a_configured_name_is_a_host_name(names: str):
    with pytest.raises(SettingsError, match="LOCAL_NAMES"):
        read_settings({"LOCAL_NAMES": names})


def test_configured_names_are_read_as_a_browser_writes_them():
    assert read_settings({"LOCAL_NAMES": "Tunnel.Example, second.example"}).names == (
        "tunnel.example",
        "second.example",
    )


class OldConnection(http.client.HTTPConnection):
    """HTTP before 1.1, which needs no host."""

    _http_vsn, _http_vsn_str = 10, "HTTP/1.0"


def test_http_without_a_host_is_refused(running: Runtime):
    connection = OldConnection("127.0.0.1", running.settings.emulator_port)
    connection.putrequest("GET", "/?Action=ListQueues", skip_host=True)
    connection.endheaders()
    assert connection.getresponse().status == 403
    connection.close()
