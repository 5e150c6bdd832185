"""POST /v1/organisation/export_status keeps its promises."""

import pytest

from tests.api import call
from tests.operated import new_organisation, new_session


@pytest.fixture
def owner(deployment):
    return asking(new_session(new_organisation(), "owner"))


def asking(session):
    return {
        "organisation": session["organisation"],
        "actor_kind": "user",
        "actor": session["user"],
        "session": session["session"],
        "role": session["role"],
    }


def test_owners_alone_read_it(owner):
    export = call("organisation.export", {}, caller=owner).data["id"]
    assert call("organisation.export_status", {"id": export}, caller=owner).data["status"] == "running"
    admin = asking(new_session(owner["organisation"], "admin"))
    assert call("organisation.export_status", {"id": export}, caller=admin).status == 403


def test_an_export_of_a_contact_is_not_shown(owner):
    caller = {"organisation": owner["organisation"]}
    contact = call("contacts.create", {"type": "person", "name": "Núria Roca"}, caller=caller).data["id"]
    export = call("contacts.export_data", {"id": contact}, caller=caller).data["id"]
    assert call("organisation.export_status", {"id": export}, caller=owner).status == 404
