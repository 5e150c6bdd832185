"""POST /v1/secrets/list keeps its promises."""

import pytest

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def test_secrets_are_listed_by_name_in_pages():
    for name in ("b", "c", "a"):
        call("secrets.set", {"name": name, "value": "value", "allowed_hosts": ["api.example.com"]})
    first = call("secrets.list", {"per_page": 2}).data
    assert [secret["name"] for secret in first["secrets"]] == ["a", "b"]
    assert first["pagination"] == {"page": 1, "per_page": 2, "total": 3, "total_pages": 2}
    assert [secret["name"] for secret in call("secrets.list", {"page": 2, "per_page": 2}).data["secrets"]] == ["c"]
