"""An organisation's files come back from the versions of the bucket; those of others are not looked at."""

from datetime import timedelta

import boto3
import pytest
from bivelio_core import clock, config
from bivelio_core.store import holdings
from moto.s3.models import s3_backends

from tests.api import ORGANISATION, OTHER_ORGANISATION
from tests.services import ACCOUNT
from tools.restoring.files import brought_back


@pytest.fixture
def storage(services):
    """The bucket with versions, as the template has it."""
    client = boto3.client("s3")
    client.put_bucket_versioning(Bucket=config.documents_bucket(), VersioningConfiguration={"Status": "Enabled"})
    return client


def key(name, organisation=ORGANISATION, area="documents"):
    return f"live/{area}/{organisation}/{name}"


def put(storage, name, text, **about):
    storage.put_object(Bucket=config.documents_bucket(), Key=key(name, **about), Body=text.encode())


def delete(storage, name, **about):
    storage.delete_object(Bucket=config.documents_bucket(), Key=key(name, **about))


def read(storage, name):
    return storage.get_object(Bucket=config.documents_bucket(), Key=key(name))["Body"].read().decode()


def passed():
    """Let two hours pass since all that was done; returns the time one hour ago."""
    for _, versions in s3_backends[ACCOUNT]["aws"].get_bucket(config.documents_bucket()).keys.iterlists():
        for state in versions:
            state.last_modified -= timedelta(hours=2)
    return clock.real_now() - timedelta(hours=1)


def bring_back(storage, at, *, overwrites=False):
    prefixes = holdings.file_prefixes(ORGANISATION)
    return brought_back(storage, config.documents_bucket(), prefixes, at, overwrites=overwrites)


def test_what_was_deleted_since_comes_back_once(storage):
    put(storage, "a", "then")
    put(storage, "b", "another", organisation=OTHER_ORGANISATION)
    put(storage, "c", "exported", area="transfers")
    at = passed()
    delete(storage, "a")
    delete(storage, "b", organisation=OTHER_ORGANISATION)
    delete(storage, "c", area="transfers")
    assert bring_back(storage, at) == [key("a")]
    assert read(storage, "a") == "then"
    assert bring_back(storage, at) == []


def test_what_was_overwritten_since_comes_back_where_all_is_to_be_as_it_was(storage):
    put(storage, "a", "then")
    at = passed()
    put(storage, "a", "now")
    assert bring_back(storage, at) == []
    assert bring_back(storage, at, overwrites=True) == [key("a")]
    assert read(storage, "a") == "then"
    assert bring_back(storage, at, overwrites=True) == [], "it is what it was"


def test_what_was_deleted_before_stays_deleted(storage):
    put(storage, "a", "then")
    delete(storage, "a")
    at = passed()
    put(storage, "b", "later")
    assert bring_back(storage, at, overwrites=True) == []
