"""The operator replaces the keys that sign an organisation's links; what was signed before is valid once more."""

import pytest
from bivelio_core.store import signing_keys
from bivelio_core.store.connect import table
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.operated import new_organisation, operate, operated

pytestmark = pytest.mark.usefixtures("deployment")


def store_of(organisation):
    return SystemStore(table()).of(Tenant.at(organisation, "live"))


@pytest.mark.parametrize("purpose", signing_keys.PURPOSES)
def test_what_was_signed_before_is_valid_until_the_next_time(purpose):
    organisation = new_organisation()
    store = store_of(organisation)
    signed = [signing_keys.sign(store, purpose, "text")]
    for valid in ([True, True], [False, True, True]):
        assert operated("rotate_link_keys", organisation=organisation) == {"rotated": 1}
        signed.append(signing_keys.sign(store, purpose, "text"))
        assert [signing_keys.is_signed(store, purpose, "text", each) for each in signed] == valid
    assert len(set(signed)) == 3


def test_an_organisation_without_links_has_nothing_to_replace_and_another_ones_keys_stay():
    organisation, other = new_organisation(), new_organisation()
    signature = signing_keys.sign(store_of(other), "approvals", "text")
    for _ in range(2):
        assert operated("rotate_link_keys", organisation=organisation) == {"rotated": 0}
    assert signing_keys.is_signed(store_of(other), "approvals", "text", signature)
    assert not signing_keys.is_signed(store_of(organisation), "approvals", "text", signature)


def test_it_is_in_the_audit_log_of_the_organisation_without_the_keys():
    organisation = new_organisation()
    signing_keys.sign(store_of(organisation), "approvals", "text")
    operated("rotate_link_keys", organisation=organisation)
    newest = operated("read_audit", organisation=organisation)["entries"][0]
    assert (newest["action"], newest["details"]) == ("link_keys.rotated", {"environment": "live"})


def test_an_organisation_that_is_not_there_is_told():
    assert operate("rotate_link_keys", organisation="org_nobody")["error"]["code"] == "RESOURCE_NOT_FOUND"
