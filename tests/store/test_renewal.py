"""The lease of renewing a token is one function's, and only as long as the token is the stale one that it read."""

from datetime import timedelta

from bivelio_core import clock
from bivelio_core.store.keys import SECRET_TOKEN
from bivelio_core.store.renewal import take_lease
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Tenant

TENANT = Tenant("org_0000000000000000", "live")
SECONDS = 15


def test_one_of_two_gets_the_lease_until_it_has_run_out(table):
    store = TenantStore(table, TENANT)
    store.put(SECRET_TOKEN, "key", {"access_until": 1})
    item = store.get(SECRET_TOKEN, "key")
    with clock.frozen(clock.now()):
        assert take_lease(store, SECRET_TOKEN, "key", item, SECONDS) == int(clock.epoch()) + SECONDS
        assert take_lease(store, SECRET_TOKEN, "key", item, SECONDS) is None
    with clock.frozen(clock.now() + timedelta(seconds=SECONDS + 2)):
        assert take_lease(store, SECRET_TOKEN, "key", item, SECONDS) is not None


def test_who_read_the_token_before_another_renewed_it_gets_no_lease(table):
    store = TenantStore(table, TENANT)
    assert take_lease(store, SECRET_TOKEN, "key", None, SECONDS) is not None
    store.update(SECRET_TOKEN, "key", Update(set={"access_until": 1}, remove=["renewing_until"]))
    assert take_lease(store, SECRET_TOKEN, "key", None, SECONDS) is None
    before = store.get(SECRET_TOKEN, "key")
    store.update(SECRET_TOKEN, "key", Update(set={"access_until": 2}))
    assert take_lease(store, SECRET_TOKEN, "key", before, SECONDS) is None
    assert take_lease(store, SECRET_TOKEN, "key", store.get(SECRET_TOKEN, "key"), SECONDS) is not None


def test_what_was_removed_meanwhile_is_not_made_again(table):
    store = TenantStore(table, TENANT)
    assert take_lease(store, SECRET_TOKEN, "gone", {"PK": "p", "SK": "gone"}, SECONDS) is None
    assert store.get(SECRET_TOKEN, "gone") is None
