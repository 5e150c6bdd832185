"""docs/tag-approval-case.md does what it says: each request is sent, in order."""

from typing import Any

import pytest

from tests import guides
from tests.api import Answer, call
from tests.workflows.states import States
from tests.workflows.stream import Stream

SAMPLE = "ct_def456"
OWNER = {"actor_kind": "user", "actor": "usr_maria", "role": "owner"}
MEMBER = {"actor_kind": "user", "actor": "usr_pau", "role": "member"}


class Reader:
    """Somebody who follows the guide with a contact of their own."""

    def __init__(self, states: States, stream: Stream) -> None:
        self.states, self.stream = states, stream
        self.asked = dict(guides.requests("tag-approval-case"))
        person = {"type": "person", "name": "Maria Garcia"}
        self.contact = call("contacts.create", person).data["id"]
        self.workflow = call("workflows.create", self.asked["workflows.create"]["data"]).data["id"]
        self.pass_on()

    def pass_on(self) -> None:
        """Hand over what changed, and let runs go on."""
        self.stream.publish()
        self.states.run()

    def send(self, operation: str, changed: dict[str, Any], caller: dict[str, str] | None = None) -> Answer:
        """Send a request of the guide with what is the reader's own in it."""
        answer = call(operation, {**self.asked[operation]["data"], **changed}, caller=caller)
        self.pass_on()
        return answer

    def tag(self) -> None:
        """Put the tag on."""
        assert self.send("contacts.add_tags", {"id": self.contact}).status == 200

    def waiting(self) -> list[str]:
        """The runs that wait."""
        found = self.send("workflows.instances", {}).data["instances"]
        return [run["instance_id"] for run in found]

    def titles(self) -> list[str]:
        """The cases of the contact."""
        return [case["title"] for case in self.send("cases.list", {"contact_id": self.contact}).data["cases"]]


@pytest.fixture
def reader(states: States, stream: Stream) -> Reader:
    """A reader who has made the workflow."""
    return Reader(states, stream)


def test_a_tag_asks_the_owner_and_an_approval_opens_one_case(reader):
    reader.tag()
    (run,) = reader.waiting()
    assert reader.titles() == []
    for caller in (None, MEMBER):
        refused = reader.send("workflows.approve", {"instance_id": run}, caller)
        assert (refused.status, refused.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")
    assert reader.send("workflows.approve", {"instance_id": run}, OWNER).status == 200
    assert reader.titles() == ["Proposta per a Maria Garcia"]
    ended = call("workflows.instances_get", {"instance_id": run}).data
    (case,) = call("cases.list", {"contact_id": reader.contact}).data["cases"]
    assert (ended["status"], ended["output"]) == ("completed", {"case": case["number"]})


def test_a_contact_that_had_the_tag_or_has_other_changes_starts_nothing(reader):
    reader.tag()
    assert len(reader.waiting()) == 1
    for changed in ({"name": "Maria Garcia Puig"}, {"tags": ["proposta", "lead"]}):
        call("contacts.update", {"id": reader.contact, **changed})
        reader.pass_on()
    assert len(reader.waiting()) == 1


def test_a_rejection_opens_no_case(reader):
    reader.tag()
    (run,) = reader.waiting()
    assert reader.send("workflows.approve", {"instance_id": run, "approved": False}, OWNER).status == 200
    assert (reader.titles(), reader.waiting()) == ([], [])


def test_the_contact_and_the_run_of_the_page_are_those_of_the_reference():
    asked = dict(guides.requests("tag-approval-case"))
    assert asked["contacts.add_tags"]["data"]["id"] == asked["cases.list"]["data"]["contact_id"] == SAMPLE
