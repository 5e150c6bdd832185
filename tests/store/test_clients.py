"""The AWS clients against another endpoint than AWS's own: the local runtime's, from a process or from a container."""

import pytest
from bivelio_core import clients
from botocore.useragent import UserAgentString

from tests import quick_requests

FILE = {"Bucket": "documents", "Key": "file"}


@pytest.fixture
def fresh():
    """Clients that are made anew, before and after."""
    clients.client.cache_clear()
    yield clients.client
    clients.client.cache_clear()


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:8081", "http://host.docker.internal:8081"])
def test_a_bucket_of_the_local_runtime_is_in_the_path(monkeypatch, fresh, endpoint):
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    assert fresh("s3").generate_presigned_url("get_object", Params=FILE).startswith(f"{endpoint}/documents/file?")


def test_an_empty_endpoint_is_none(monkeypatch, fresh):
    """`sam local invoke` sets a variable that is left out for the cloud to nothing."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "")
    assert fresh("sesv2").meta.endpoint_url == "https://email.eu-west-1.amazonaws.com"
    assert fresh("sqs")._endpoint.authority == "sqs.eu-west-1.amazonaws.com"
    assert "documents.s3." in fresh("s3").generate_presigned_url("get_object", Params=FILE)


@pytest.mark.usefixtures("table")
def test_a_request_names_us_by_a_text_that_is_not_composed_anew(monkeypatch, fresh):
    monkeypatch.setattr(UserAgentString, "to_string", quick_requests.DESCRIBE)
    gateway, sent = fresh("apigateway"), []
    monkeypatch.setattr(UserAgentString, "_build_sdk_metadata", lambda _: pytest.fail("it is composed anew"))
    gateway.meta.events.register("before-send", lambda request, **_: sent.append(request.headers["User-Agent"]))
    gateway.get_usage_plans()
    assert [str(agent, "utf-8").split("/")[0] for agent in sent] == [clients.AGENT + " botocore"]
