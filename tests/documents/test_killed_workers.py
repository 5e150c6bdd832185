"""Workers and endpoints killed before or after any of their calls: each document is processed and charged once."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from bivelio_core import clients, clock
from bivelio_core.credits import account, sweep
from bivelio_core.documents import pdf
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, lose_answers
from tests.functions.documents.world import balance, encoded, serve, upload, work
from tests.network import events_of
from tests.services import received
from tests.there import there
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

pytestmark = pytest.mark.usefixtures("table", "priced")
LIVE = Tenant(ORGANISATION, "live")
INVOICE = pdf.written([["FACTURA", "Número de factura: F-1", "Data: 02/04/2026", "Total: 121,00 EUR"]])
DOCUMENTS, RISK = 16, 0.05


def begun():
    """An extraction that waits for the worker: its id, and its message."""
    document_id = upload(INVOICE).data["document_id"]
    data = call("documents.extract", {"document_id": document_id}).data
    (message,) = received("documents")
    return data["extraction_id"], message


def read(extraction_id):
    return call("documents.extractions_get", {"extraction_id": extraction_id}).data


def killed(killer, message, wants):
    """Whether the worker was killed while it served a message; its calls are in `killer.calls`."""
    with killer.armed(wants):
        try:
            serve(message)
        except Killed:
            return True
    return False


def after(number: int) -> Callable[[int, str], bool]:
    """Kills when the call of this number was answered. Before a call is after the one before it."""
    return lambda n, when: (n, when) == (number, "after")


def reservations(table):
    return TenantStore(table, LIVE).query(keys.CREDIT_RESERVATION, consistent=True)


def test_a_worker_that_dies_at_any_call_is_repeated_and_charges_once(table):
    killer = Killer()
    balance()  # makes the grant of the month
    _, message = begun()
    assert not killed(killer, message, lambda *_: False)
    calls = list(killer.calls)
    assert {"TransactWriteItems", "GetObject", "PutItem"} <= set(calls)
    for number, name in enumerate(calls):
        before = balance()
        extraction_id, message = begun()
        assert killed(killer, message, after(number)), name
        assert serve(message)
        done = read(extraction_id)
        assert (done["status"], done["credits_consumed"]) == ("completed", 3), name
        assert balance() == before - 3, name
    assert {item["status"] for item in reservations(table)} == {"settled"}


def test_many_deaths_in_a_row_charge_each_document_once(table):
    dice, killer = random.Random(1), Killer()
    before, deaths, ids = balance(), 0, []
    waiting = []
    for _ in range(DOCUMENTS):
        extraction_id, message = begun()
        ids.append(extraction_id)
        waiting += [message] * dice.choice([1, 1, 2])  # some messages are delivered twice
    while waiting:
        message = waiting.pop(dice.randrange(len(waiting)))
        if killed(killer, message, lambda *_: dice.random() < RISK):
            deaths += 1
            waiting.append(message)
    assert deaths > DOCUMENTS / 2, "the workers did die"
    assert {read(extraction_id)["status"] for extraction_id in ids} == {"completed"}
    assert balance() == before - 3 * DOCUMENTS
    assert call("credits.balance", {}).data["reserved"] == 0


def test_credits_that_the_sweeper_gave_back_are_charged_when_the_work_is_done_after_all(table):
    before, killer = balance(), Killer()
    extraction_id, message = begun()
    assert killed(killer, message, lambda n, when: killer.calls[n] == "PutItem" and when == "after")
    assert balance() == before - 3
    with clock.frozen(clock.now() + account.OVERDUE + timedelta(seconds=1)):
        assert sum(sweep.refund_overdue(table, key) for key in sweep.overdue(table)) == 1
        assert balance() == before
        assert serve(message)
        assert read(extraction_id)["credits_consumed"] == 3
        assert balance() == before - 3
        assert call("credits.balance", {}).data["reserved"] == 0


def test_credits_that_are_given_back_while_the_model_answers_are_charged_with_its_result(table):
    """The work takes so long that its reservation is swept after it was made and before it is settled."""
    before = balance()
    extraction_id, message = begun()
    store = TenantStore(table, LIVE)
    swept: list[account.Reservation | None] = []

    def sweep_once(model, **_):
        if model.name == "GetItem" and not swept:
            swept.append(None)  # the calls that follow are this function's own
            open_ = [each for each in store.query(keys.CREDIT_RESERVATION, consistent=True) if "charged" not in each]
            swept[:] = [account.refund(store, there(account.find(store, each["SK"]))) for each in open_]

    events_of(clients.client("dynamodb")).register_first("before-call.dynamodb", sweep_once)
    assert serve(message)
    assert [there(one).status for one in swept] == ["refunded"]
    assert read(extraction_id)["credits_consumed"] == 3
    assert balance() == before - 3
    assert call("credits.balance", {}).data["reserved"] == 0


def test_an_upload_that_dies_at_any_call_begins_its_work_once_under_a_key(table):
    killer = Killer()
    body = {"filename": "a.pdf", "content_base64": encoded(INVOICE), "auto_extract": True}
    balance()
    with killer.armed(lambda *_: False):
        call("documents.upload", body, headers={"Idempotency-Key": "first"})
    calls = len(killer.calls)
    work()
    for number in range(calls):
        before, headers = balance(), {"Idempotency-Key": str(number)}
        with killer.armed(after(number)), pytest.raises(Killed):
            call("documents.upload", body, headers=headers)
        lose_answers(table)
        assert call("documents.upload", body, headers=headers).status == 202
        work()
        assert balance() == before - 3, number
