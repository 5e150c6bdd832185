"""A site is uploaded with its types and caching, what is left of the former one goes, and CloudFront is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from local.stacks import NoSuchResourceError
from tools.hosting import ASK_AGAIN, FOR_A_YEAR, OLD_ASSETS_KEPT
from tools.node import BuildError
from tools.security_text import PATH
from tools.site.publish import STATUS_KEYS, publish, unknown_scripts

FILES = {"index.html": "<p>", "ca/index.html": "<p>", "_astro/a.js": "1", "openapi.json": "{}", "files/LICENSE": "MIT"}
POLICY = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self' 'sha256-bm9ib2R5IGtub3dzIGl0'\"/>"


class Stack:
    """A stack with a site, whose CloudFront writes down what it is told."""

    def __init__(self, *, has_site: bool = True) -> None:
        self.told: list[Any] = []
        self.has_site = has_site
        boto3.client("s3").create_bucket(Bucket="site", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})

    def client(self, service: str) -> Any:
        return self if service == "cloudfront" else boto3.client(service)  # type: ignore[call-overload]

    def create_invalidation(self, **told: Any) -> None:
        self.told.append(told)

    def resource(self, logical_id: str) -> str:
        if not self.has_site:
            raise NoSuchResourceError(f"no {logical_id}")
        return {"SiteBucket": "site", "SiteDistribution": "E1"}[logical_id]

    def invoke(self, logical_id: str, event: Any) -> Any:
        raise NotImplementedError

    def keys(self) -> set[str]:
        return {each["Key"] for each in boto3.client("s3").list_objects_v2(Bucket="site").get("Contents", [])}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@mock_aws
def test_each_file_has_its_type_and_caching(folder):
    stack = Stack()
    assert publish(folder, stack) == len(FILES)
    assert stack.keys() == {f"docs/{name}" for name in FILES} | {PATH.lstrip("/")} | STATUS_KEYS
    found = {name: boto3.client("s3").head_object(Bucket="site", Key=f"docs/{name}") for name in FILES}
    assert {name: each["ContentType"] for name, each in found.items()} == {
        "index.html": "text/html; charset=utf-8",
        "ca/index.html": "text/html; charset=utf-8",
        "_astro/a.js": "text/javascript; charset=utf-8",
        "openapi.json": "application/json",
        "files/LICENSE": "text/plain; charset=utf-8",
    }
    assert {name for name, each in found.items() if each["CacheControl"] == FOR_A_YEAR} == {"_astro/a.js"}
    assert {each["CacheControl"] for each in found.values()} == {FOR_A_YEAR, ASK_AGAIN}
    (told,) = stack.told
    assert (told["DistributionId"], told["InvalidationBatch"]["Paths"]["Items"]) == ("E1", ["/docs/*", PATH])


@mock_aws
def test_old_pages_go_at_once_and_old_scripts_after_a_while(folder):
    stack = Stack()
    for key in ("docs/gone/index.html", "docs/_astro/old.js", "other.txt"):
        boto3.client("s3").put_object(Bucket="site", Key=key, Body=b"")
    publish(folder, stack)
    kept = {f"docs/{name}" for name in FILES} | {"other.txt", PATH.lstrip("/")} | STATUS_KEYS
    assert stack.keys() == kept | {"docs/_astro/old.js"}
    publish(folder, stack, datetime.now(UTC) + OLD_ASSETS_KEPT + timedelta(minutes=1))
    assert stack.keys() == kept


@mock_aws
@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [("page.html", POLICY, "sha256-bm9ib2R5IGtub3dzIGl0"), ("movie.avi", "", "docs/movie.avi")],
)
def test_nothing_is_uploaded_that_would_not_work(folder, name, text, fault):
    (folder / name).write_text(text, encoding="utf-8")
    stack = Stack()
    with pytest.raises(BuildError, match=fault):
        publish(folder, stack)
    assert (stack.keys(), stack.told) == (set(), [])


@mock_aws
def test_a_stack_without_a_site_is_told_how_to_get_one(folder):
    with pytest.raises(BuildError, match="DocsSite=true"):
        publish(folder, Stack(has_site=False))


def test_the_distributions_policy_allows_every_script_of_the_built_site(site):
    assert unknown_scripts(site) == set()
