"""Whichever call of the table is a function's last: an administration gets an invoice once, and we learn of it."""

from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.context import Actor, Context
from bivelio_core.invoices.actions import cancel_delivery, confirm_delivery, deliver
from bivelio_core.invoices.delivery import work
from bivelio_core.invoices.delivery.models import CancelDelivery, ConfirmDelivery, DeliverInvoice
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION
from tests.functions.invoices.conftest import face, hub, live  # noqa: F401 - fixtures
from tests.invoices.administration import delivery, hang_up_after_acting, issued_to, public_body

pytestmark = pytest.mark.usefixtures("table")


class Killed(BaseException):
    """The process is gone: nothing catches it, nothing is cleaned up."""


class Mortal:
    """A table at whose n-th call the process ends, before or after it."""

    def __init__(self, table, last, when):
        self._table, self._last, self._when = table, last, when
        self.calls = 0

    def __getattr__(self, name):
        method = getattr(self._table, name)

        def call(*args, **kwargs):
            self.calls += 1
            if self.calls == self._last and self._when == "before":
                raise Killed
            result = method(*args, **kwargs)
            if self.calls == self._last and self._when == "after":
                raise Killed
            return result

        return call


def context(table, invoice):
    tenant = Tenant(ORGANISATION, "live")
    return Context(
        tenant=tenant,
        actor=Actor("api_key", "key_test"),
        scopes=frozenset({"admin"}),
        request_id="test",
        language="ca",
        store=TenantStore(table, tenant),
        idempotency_key=invoice["id"],
    )


def each_end(table, run):
    """Run something once for each call of the table and each side of it, until none is the last; yields at each end."""
    last = 1
    while True:
        for when in ("before", "after"):
            mortal = Mortal(table, last, when)
            try:
                run(mortal)
            except Killed:
                yield (last, when)
        if mortal.calls < last:
            return
        last += 1


def settle(table, later=timedelta(minutes=3)):
    """What sweepers do in the time that follows."""
    with clock.frozen(clock.real_now() + later):
        for key in list(work.due(table)):
            work.take_up(table, key)


def test_e_fact_gets_an_invoice_once_wherever_the_request_dies(hub, table):  # noqa: F811
    client: str = public_body()
    made: list[Any] = []

    def run(mortal):
        made.append(issued_to(client))
        deliver.deliver(DeliverInvoice(id=made[-1]["id"], channel="efact"), context(mortal, made[-1]))

    ends = 0
    for end in each_end(table, run):
        ends += 1
        again = DeliverInvoice(id=made[-1]["id"], channel="efact")
        deliver.deliver(again, context(table, made[-1]))
        settle(table)
        known = delivery(made[-1])
        assert (known["status"], known["state"]["code"]) == ("sent", "1000"), end
        assert [each.number for each in hub.invoices.values()].count(made[-1]["number"]) == 1, end
    assert ends > 10


def test_face_gets_an_invoice_once_wherever_the_request_dies(face, table):  # noqa: F811
    client: str = public_body()
    made: list[Any] = []

    def run(mortal):
        made.append(issued_to(client))
        deliver.deliver(DeliverInvoice(id=made[-1]["id"], channel="face"), context(mortal, made[-1]))

    for end in each_end(table, run):
        deliver.deliver(DeliverInvoice(id=made[-1]["id"], channel="face"), context(table, made[-1]))
        settle(table)
        assert delivery(made[-1])["status"] in {"registered", "unconfirmed"}, end
        assert [each.number for each in face.invoices.values()].count(made[-1]["number"]) == 1, end


def test_a_sweeper_that_dies_learns_the_state_later(face, table):  # noqa: F811
    made = issued_to(public_body())
    deliver.deliver(DeliverInvoice(id=made["id"], channel="face"), context(table, made))
    (registered,) = face.invoices.values()

    def run(mortal):
        settle(mortal, timedelta(hours=2))

    for end in each_end(table, run):
        settle(table, timedelta(hours=3))
        assert delivery(made)["status"] == "registered", end
    registered.code = "2500"
    settle(table, timedelta(hours=30))
    assert delivery(made)["status"] == "paid"


def test_a_cancellation_is_asked_for_wherever_the_request_dies(face, table):  # noqa: F811
    client: str = public_body()
    made: list[Any] = []

    def run(mortal):
        made.append(issued_to(client))
        deliver.deliver(DeliverInvoice(id=made[-1]["id"], channel="face"), context(table, made[-1]))
        asked = CancelDelivery(id=made[-1]["id"], channel="face", reason="Error.")
        cancel_delivery.cancel_delivery(asked, context(mortal, made[-1]))

    for end in each_end(table, run):
        asked = CancelDelivery(id=made[-1]["id"], channel="face", reason="Error.")
        cancel_delivery.cancel_delivery(asked, context(table, made[-1]))
        settle(table)
        assert delivery(made[-1])["cancellation"]["code"] == "4200", end
        (registered,) = [each for each in face.invoices.values() if each.number == made[-1]["number"]]
        assert registered.comment == "Error.", end


def test_a_number_is_confirmed_wherever_the_request_dies(face, table):  # noqa: F811
    client: str = public_body()
    made: list[Any] = []

    def request():
        (registered,) = [each for each in face.invoices.values() if each.number == made[-1]["number"]]
        return ConfirmDelivery(id=made[-1]["id"], channel="face", registry_number=registered.reference)

    def run(mortal):
        made.append(issued_to(client))
        hang_up_after_acting(face)
        deliver.deliver(DeliverInvoice(id=made[-1]["id"], channel="face"), context(table, made[-1]))
        confirm_delivery.confirm_delivery(request(), context(mortal, made[-1]))

    for end in each_end(table, run):
        assert confirm_delivery.confirm_delivery(request(), context(table, made[-1])).status == "registered", end
