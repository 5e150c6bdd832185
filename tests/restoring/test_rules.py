"""Every kind of item has a rule for when an organisation is brought back."""

import pytest
from bivelio_core.store import keys
from bivelio_core.store.holding_accounts import PLATFORM

from tools.restoring import rules
from tools.restoring.rules import Rule

pytestmark = pytest.mark.fix(
    "Say in tools/restoring/rules.py what becomes of the kind, and why: add it to one of the lists."
)


def test_every_kind_has_a_rule():
    assert set(rules.OF_KINDS) == set(keys.all_kinds())


def test_everything_else_that_an_organisation_has_has_a_rule():
    assert {*PLATFORM.values(), "membership", "index"} <= set(rules.OF_ACCOUNTS)


def test_what_happened_is_never_removed_or_overwritten():
    """Money, invoices, their records and the audit log."""
    lasting = (
        *(keys.INVOICE, keys.INVOICE_CONTENT, keys.INVOICE_NUMBER, keys.INVOICE_RECORD, keys.INVOICE_SETTINGS),
        *(keys.CREDIT_BALANCE, keys.CREDIT_ENTRY, keys.INVOICE_ISSUER, keys.REPRESENTATION),
    )
    assert {rules.OF_KINDS[kind] for kind in lasting} == {Rule.HAPPENED}
    assert rules.of("audit_entry") is Rule.HAPPENED


def test_who_may_enter_comes_back_only_when_that_is_asked_for():
    assert rules.of("api_key") is rules.of("organisation", "KEY#1") is rules.of("user") is Rule.ACCESS
    assert rules.of("organisation_member") is rules.of("invitation") is Rule.ACCESS
    assert rules.of("session") is rules.of("link") is Rule.PASSING
