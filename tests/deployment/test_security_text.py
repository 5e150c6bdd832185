"""security.txt says what RFC 9116 asks for, wherever it is published, and is never out of date where it is."""

import re
from datetime import UTC, datetime, timedelta

import boto3
from moto import mock_aws

from local.docs_site import DocsSite
from local.pages import page_for
from local.settings import read_settings
from tests.deployment.test_hosting_dashboard import Stack
from tools.dashboard import publish
from tools.hosting import upload
from tools.security_text import CONTACT, PATH
from tools.template import ROOT

FIELD = re.compile(r"([A-Za-z-]+): (\S.*)")


def fields(text):
    """The fields of a file, by their names, of which each is there once (section 2.5: none of ours may be twice)."""
    assert text.endswith("\n")
    assert text.isascii()
    pairs = [(match[1], match[2]) for line in text.splitlines() if (match := FIELD.fullmatch(line))]
    assert len(pairs) == len(text.splitlines())
    assert len({name for name, _ in pairs}) == len(pairs)
    return dict(pairs)


def require_valid(text, now):
    """Check a file that was written at a time."""
    said = fields(text)
    assert said.keys() >= {"Contact", "Expires"}, "section 2.3: these must be there"
    assert said["Contact"] == f"mailto:{CONTACT}"
    expires = datetime.fromisoformat(said["Expires"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", said["Expires"]), "RFC 3339"
    assert now + timedelta(days=300) < expires < now + timedelta(days=365)


def test_the_local_platform_serves_it_with_a_date_to_come():
    page = page_for(PATH, DocsSite(read_settings()))
    assert (page.status, page.content_type) == (200, "text/plain; charset=utf-8")
    require_valid(page.body.decode(), datetime.now(UTC))


@mock_aws
def test_each_upload_writes_it_anew(tmp_path):
    (tmp_path / "index.html").write_text("x", encoding="utf-8")
    stack, storage = Stack(), boto3.client("s3")
    for now in (datetime(2027, 1, 1, 12, tzinfo=UTC), datetime(2027, 6, 1, 12, tzinfo=UTC)):
        upload(tmp_path, publish.PLACE, stack, now)
        answer = storage.get_object(Bucket="app", Key=PATH.lstrip("/"))
        assert answer["ContentType"] == "text/plain; charset=utf-8"
        require_valid(answer["Body"].read().decode(), now)


def test_the_address_is_the_one_that_our_page_about_security_names():
    assert f"vulnerability to {CONTACT}." in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
