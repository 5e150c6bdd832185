"""POST /v1/messages/suppressions/remove keeps its promises."""

import pytest

from tests.api import call
from tests.functions.messages.world import SANDBOX, send

pytestmark = pytest.mark.usefixtures("table")


def test_an_address_that_is_removed_is_written_to_again_whatever_its_case():
    about = {"channel": "email", "address": "Joan@Exemple.com"}
    call("messages.suppressions_add", {**about, "reason": "bounced"}, caller=SANDBOX)
    call("messages.suppressions_add", {**about, "reason": "by_hand"}, caller=SANDBOX)
    assert send("email", "joan@exemple.com").status == 422
    removed = {"channel": "email", "address": "joan@exemple.com"}
    assert call("messages.suppressions_remove", {**removed, "reason": "by_hand"}, caller=SANDBOX).status == 200
    assert send("email", "joan@exemple.com").status == 422
    for _ in range(2):
        assert call("messages.suppressions_remove", removed, caller=SANDBOX).status == 200
    assert send("email", "joan@exemple.com").status == 200


def test_a_removal_is_in_the_audit_log_and_one_of_nothing_is_not():
    about = {"channel": "email", "address": "joan@exemple.com"}
    call("messages.suppressions_add", about)
    for _ in range(2):
        call("messages.suppressions_remove", about)
    entries = call("audit.list", {}, caller={"role": "owner", "kind": "user"}).data["entries"]
    actions = [each["action"] for each in entries if each["action"].startswith("suppression.")]
    assert sorted(actions) == ["suppression.added", "suppression.removed"]
