"""What a run does by calling our own API belongs to its chain; no other receiver learns it, no header forges it."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bivelio_core import clock
from bivelio_core.contacts.transfer.storage import files_of
from bivelio_core.entrypoints import chained
from bivelio_core.store import chain_header
from bivelio_core.store.chain_counts import MAXIMUM
from bivelio_core.store.chains import MAXIMUM_DEPTH, Chain, chain_of
from bivelio_core.store.keys import CHAIN, CHAIN_KEY, CONTACT, INSTANCE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, call, event, invoke
from tests.functions.contacts.transfers import work
from tests.receiver import Receiver, Reply
from tests.workflows.calls import QUICK, execute, instance, workflow
from tests.workflows.stream import instances

ON_CONTACT = {"trigger_type": "event", "trigger": {"event": "contact.created"}}
NAME = chain_header.NAME.lower()
PLACE = Chain(2, "run:abc")


@pytest.fixture
def store(states, table):
    return TenantStore(table, Tenant(ORGANISATION, "live"))


@pytest.fixture
def api(states, monkeypatch):
    """Our own API, served over HTTP to what runs call."""

    def serve(got):
        path = urlsplit(got.path).path.removeprefix("/v1").strip("/")
        answer = invoke(path, event(got.body.decode(), headers=got.headers))
        return Reply(answer.status, {"Content-Type": "application/json"}, event(answer.body)["body"].encode())

    with Receiver(serve) as receiver:
        monkeypatch.setenv("API_HOSTS", f"api.example.com, 127.0.0.1:{receiver.port}")
        yield receiver


def calling(api, path, data, **about):
    url = f"http://127.0.0.1:{api.port}{path}"
    return {"id": "call", "type": "http_request", "input": {"url": url, "json": {"data": data}, **about}}


def create(api, **about):
    return calling(api, "/contacts/create", {"type": "company", "name": "{{ input.name || 'Made' }}"}, **about)


def run_of(store, started):
    items = store.query(INSTANCE, consistent=True)
    return next(item for item in items if item["workflow_id"] == started["workflow_id"])


def places(store):
    return [tuple(chain_of(None, item)) for item in store.query(CONTACT, consistent=True)]


def test_a_write_over_http_is_in_the_chain_of_the_run(store, states, stream, api):
    reacting = workflow(QUICK, **ON_CONTACT)
    started = execute(workflow(create(api)))
    root = run_of(store, started)["root"]
    states.run()
    assert places(store) == [(0, root)]
    stream.publish()
    (reaction,) = [item for item in store.query(INSTANCE, consistent=True) if item["workflow_id"] == reacting]
    assert (reaction["depth"], reaction["root"]) == (1, root)
    assert store.get(CHAIN, root)["runs"] == 1


def test_on_the_local_runtime_its_own_api_is_called_and_told_the_chain(store, states, api, monkeypatch):
    monkeypatch.setenv("API_HOSTS", "")
    monkeypatch.setenv("RUNTIME_PORTS", str(api.port))
    monkeypatch.setenv("RUNTIME_API_PORT", str(api.port))
    started = execute(workflow(calling(api, "/v1/contacts/create", {"type": "company", "name": "Made"})))
    root = run_of(store, started)["root"]
    states.run()
    assert instance(started["instance_id"])["status"] == "completed"
    assert places(store) == [(0, root)]


def test_a_workflow_that_feeds_itself_over_http_ends_at_the_depth_limit(store, states, stream, api):
    feeding = workflow(create(api), **ON_CONTACT)
    call("contacts.create", {"type": "company", "name": "By hand"})
    for _ in range(12):
        states.run()
        if not stream.publish():
            break
    runs = instances(feeding)
    assert [run["status"] for run in runs].count("completed") == MAXIMUM_DEPTH
    assert runs[0]["error"]["code"] == "LOOP_DETECTED"


def test_a_run_that_is_started_over_http_is_counted_and_limited(store, states, api):
    inner = workflow(QUICK, concurrency="allow")
    step = calling(api, "/workflows/execute", {"workflow_id": inner})
    each = {"id": "each", "type": "for_each", "input": {"items": [1, 2, 3], "concurrency": 1, "steps": [step]}}
    started = execute(workflow(each))
    store.update(CHAIN, run_of(store, started)["root"], Update(set={"runs": MAXIMUM["runs"] - 2}))
    states.run()
    assert len(instances(inner)) == 2
    assert {item["depth"] for item in store.query(INSTANCE, consistent=True) if item["workflow_id"] == inner} == {1}
    assert instance(started["instance_id"])["error"]["code"] == "ITERATION_FAILED"
    assert store.get(CHAIN, run_of(store, started)["root"])["runs"] == MAXIMUM["runs"]


def test_runs_that_start_and_retry_each_other_over_http_end_at_the_depth_limit(store, states):
    own = workflow(QUICK, concurrency="allow")
    headers = {NAME: chain_header.signed(store, Chain(MAXIMUM_DEPTH, "run:abc"))}
    refused = call("workflows.execute", {"workflow_id": own}, headers=headers)
    assert (refused.status, refused.error["code"], refused.error["details"]) == (409, "LOOP_DETECTED", {"depth": 5})
    done = execute(own)
    states.run()
    again = call("workflows.retry", {"instance_id": done["instance_id"], "from": "start"}, headers=headers)
    assert again.error["code"] == "LOOP_DETECTED"
    headers = {NAME: chain_header.signed(store, PLACE)}
    call("workflows.retry", {"instance_id": done["instance_id"], "from": "start"}, headers=headers)
    assert [(item["depth"], item["root"]) for item in store.query(INSTANCE, descending=True, limit=1)] == [
        (3, "run:abc")
    ]


def test_the_rows_of_an_import_that_a_run_begins_are_in_its_chain(store, states, api):
    call("contacts.import", {"csv": "name\nBy hand\n"})
    work()
    started = execute(workflow(calling(api, "/contacts/import", {"csv": "name\nAnna\nPere\n"})))
    states.run()
    work()
    root = run_of(store, started)["root"]
    assert places(store) == [(0, None), (0, root), (0, root)]


def test_an_import_that_a_run_starts_after_its_upload_is_in_its_chain(store):
    begun = call("contacts.import", {}).data
    files_of(store.tenant).put(f"imports/{begun['id']}/contacts.csv", b"name\nAnna\n", "text/csv")
    call("contacts.import", {"id": begun["id"]}, headers={NAME: chain_header.signed(store, PLACE)})
    work()
    assert places(store) == [PLACE]


def test_no_other_receiver_is_told_and_no_step_can_tell(store, states, api, monkeypatch):
    """The setting names hosts with their port: another port of the host is another receiver."""
    with Receiver() as other:
        step = calling(api, "/", {}, url=other.url, headers={"x-BIVELIO-chain": "1.0.run:x.00"})
        assert instance_after(states, step)["status"] == "completed"
    forged = {"X-BiVelio-Chain": "9999999999.0.run:x.00", "idempotency-key": "mine"}
    instance_after(states, create(api, headers=forged))
    assert NAME not in other.received[0].headers
    assert api.received[0].headers[NAME] != forged["X-BiVelio-Chain"]
    assert api.received[0].header_names.count("Idempotency-Key") == 1
    assert "idempotency-key" not in api.received[0].header_names


def instance_after(states, step):
    started = execute(workflow(step))
    states.run()
    return instance(started["instance_id"])


def forged(store):
    """Headers that prove nothing, and why."""
    good = chain_header.signed(store, PLACE)
    expires, rest = good.split(".", 1)
    other = TenantStore(store.table, Tenant(OTHER_ORGANISATION, "live"))
    sandbox = TenantStore(store.table, Tenant.at(ORGANISATION, "sandbox"))
    return {
        "another organisation's": chain_header.signed(other, PLACE),
        "another environment's": chain_header.signed(sandbox, PLACE),
        "a later expiry": f"{int(expires) + 1}.{rest}",
        "another depth": good.replace(".2.", ".0."),
        "another root": good.replace("run:abc", "run:abd"),
        "no signature": good.rpartition(".")[0],
        "text": "é" * 30,
        "empty": "",
        "too long": good + "0" * 300,
        "no number": "1e9.2.run:abc.00",
        "other digits": "²³.2.run:abc.00",
    }


WHY = (
    *("another organisation's", "another environment's", "a later expiry", "another depth", "another root"),
    *("no signature", "text", "empty", "too long", "no number", "other digits"),
)


@pytest.mark.parametrize("why", WHY)
def test_a_header_that_proves_nothing_is_as_none(store, why):
    sent = forged(store)[why]
    answer = call("contacts.create", {"type": "company", "name": "X"}, headers={NAME: sent})
    assert answer.status == 200
    assert places(store) == [(0, None)]


def test_a_header_expires(store):
    sent = chain_header.signed(store, PLACE)
    assert chain_header.read(store, sent) == PLACE
    with clock.frozen(clock.now() + timedelta(seconds=chain_header.LIFETIME_SECONDS + 1)):
        assert chain_header.read(store, sent) is None


def test_a_tenant_without_a_key_believes_no_header(store):
    assert chain_header.read(store, f"{int(clock.epoch()) + 60}.0.run:abc.{'0' * 64}") is None
    assert store.get(CHAIN_KEY, chain_header.KEY_SK) is None


def test_both_sides_mean_the_same_header():
    assert chain_header.NAME.lower() == chained.HEADER


def test_the_key_is_made_once(store):
    first = chain_header.signed(store, PLACE)
    key = store.get(CHAIN_KEY, chain_header.KEY_SK)["key"]
    chain_header.signed(store, PLACE)
    assert store.get(CHAIN_KEY, chain_header.KEY_SK)["key"] == key
    assert chain_header.read(store, first) == PLACE
