"""POST /v1/contacts/export_data_status keeps its promises."""

from tests.api import OTHER_ORGANISATION, call
from tests.data_export import world


def begun():
    contact = call("contacts.create", {"type": "person", "name": "Núria Roca"}).data["id"]
    return call("contacts.export_data", {"id": contact}).data["id"]


def test_it_tells_how_far_the_export_is_and_signs_a_link_once_it_is_written(table):
    export = begun()
    before = call("contacts.export_data_status", {"id": export}).data
    assert (before["status"], before["items"]) == ("running", 0)
    assert "url" not in before
    world.worked_off()
    after = call("contacts.export_data_status", {"id": export}).data
    assert (after["status"], after["items"]) == ("completed", 1)
    assert "X-Amz-Signature" in after["url"]
    assert after["size_bytes"] > 0


def test_an_export_of_another_organisation_is_not_shown(table):
    export = begun()
    stranger = {"organisation": OTHER_ORGANISATION}
    assert call("contacts.export_data_status", {"id": export}, caller=stranger).status == 403
    assert call("contacts.export_data_status", {"id": "dex_unknown"}).status == 404
