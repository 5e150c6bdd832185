"""The AWS clients against another endpoint than AWS's own: the local runtime's, from a process or from a container."""

import pytest
from bivelio_core import clients

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
    assert fresh("sqs").meta.endpoint_url == "https://sqs.eu-west-1.amazonaws.com"
    assert "documents.s3." in fresh("s3").generate_presigned_url("get_object", Params=FILE)
