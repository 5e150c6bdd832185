"""The generated templates say what the handlers declare, and no more."""

import ast
from pathlib import Path
from typing import Any

import pytest
from bivelio_core import needs, triggers
from bivelio_core.needs import AUDIT, MEMBERS, ONE, Access, Files, Needs
from bivelio_core.store import keys
from bivelio_core.triggers import FromQueue, Parked, Scheduled
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tools.endpoints import operations
from tools.intrinsics import parse
from tools.stack_parts.__main__ import texts
from tools.stack_parts.emit import block
from tools.stack_parts.facilities import FACILITIES
from tools.stack_parts.function import Declared, declared, resource
from tools.stack_parts.root import replaced
from tools.stack_parts.triggers import alarms, queues
from tools.stack_parts.values import of_root
from tools.template import ROOT

CONTRACTS = {each.endpoint.operation: each.endpoint for each in operations()}


def properties(about: Needs, operation: str = "contacts.list") -> dict[str, Any]:
    """The properties of the function of an endpoint that declares these needs; of a worker without an operation."""
    folder = operation.replace(".", "/") if operation else "workers/work_something"
    contract = CONTRACTS[operation]._replace(needs=about) if operation else None
    made: dict[str, Any] = resource(Declared(folder, "Does something.", about, contract))["Properties"]
    return made


def may(about: Needs, operation: str = "contacts.list") -> set[tuple[str, str]]:
    """Each action of a function's policy, with the partition or the resource that it is for."""
    found = set()
    for statement in properties(about, operation)["Policies"][0]["Statement"]:
        named = statement.get("Condition", {}).get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys")
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        found |= {
            (action, place) for action in actions for place in named or [str(*each.values()) for each in resources]
        }
    return found


READS = {(f"dynamodb:{action}", "org_*") for action in ("GetItem", "BatchGetItem", "Query")}
OPENS_DAY = {(f"dynamodb:{action}", "org_*#sandbox#*") for action in ("PutItem", "UpdateItem")}


def changes(*partitions: str) -> set[tuple[str, str]]:
    """The right to put, update and delete items of partitions."""
    return {(f"dynamodb:{action}", each) for action in ("PutItem", "UpdateItem", "DeleteItem") for each in partitions}


def test_what_is_in_git_is_what_the_handlers_declare():
    for name, text in texts().items():
        assert (ROOT / name).read_text(encoding="utf-8") == text, f"{name}: make stacks"


def test_an_endpoint_that_says_nothing_reads_what_its_tenant_has():
    assert may(Needs()) == READS | OPENS_DAY
    assert may(Needs(reads=ONE)) == {("dynamodb:GetItem", "org_*")} | OPENS_DAY


def test_who_writes_a_listed_kind_writes_its_index_and_who_remembers_answers_keeps_them():
    about = Needs(writes=(keys.CONTACT, keys.STEP, AUDIT))
    written = changes("org_*#CT", "org_*#IX#CT", "org_*#WFS#*", "ORG#*#AUDIT")
    assert may(about) == READS | OPENS_DAY | written
    assert may(about, "contacts.create") == READS | OPENS_DAY | written | changes("org_*#IDEM")
    members = Needs(also=(Access((MEMBERS, keys.CONTACT), ("GetItem",)),))
    assert may(members) == READS | OPENS_DAY | {("dynamodb:GetItem", each) for each in ("ORG#*#MEMBERS", "org_*#CT")}


def test_who_reads_or_writes_files_uses_their_key_and_who_sends_knows_the_queue():
    about = Needs(files=(Files("exports", ("read", "write")),), sends=("documents",))
    assert may(about) - READS - OPENS_DAY == {
        ("s3:GetObject", "${DocumentsBucketArn}/*/exports/*"),
        ("s3:PutObject", "${DocumentsBucketArn}/*/exports/*"),
        ("kms:Decrypt", "DataKeyArn"),
        ("kms:GenerateDataKey", "DataKeyArn"),
        ("sqs:SendMessage", "DocumentJobsArn"),
    }
    assert properties(about)["Environment"]["Variables"] == {"DOCUMENTS_QUEUE_URL": {"Ref": "DocumentJobs"}}


def test_a_facility_comes_with_those_that_it_includes():
    made = properties(Needs(uses=("ai",)))["Environment"]["Variables"]
    assert made == {"AI_SETTINGS": {"Ref": "AiSettings"}}
    assert ("kms:Encrypt", "DataKeyArn") in may(Needs(uses=("google",)))


CONSUMER = FromQueue("lanes", batch=2, at_once=(1, 9), hidden=60, tries=3, alarm="Lanes are dead.")


def test_a_queue_comes_with_its_dead_letters_and_their_alarm():
    about = Needs(fed_by=(CONSUMER,))
    made = queues([about])
    assert made.keys() == {"Lanes", "DeadLanes"}
    redrive = {"deadLetterTargetArn": {"Fn::GetAtt": ["DeadLanes", "Arn"]}, "maxReceiveCount": 3}
    assert made["Lanes"]["Properties"]["RedrivePolicy"] == redrive
    assert list(alarms([("Work", about)])) == [
        ("DeadLanesAlarm", "waits", "Lanes are dead.", {"Ref": "DeadLanesQueueName"})
    ]
    ordered = FromQueue("lanes", batch=1, at_once=(1, 9), hidden=60, is_ordered=True, alarm="-")
    assert all(each["Properties"]["FifoQueue"] for each in queues([Needs(fed_by=(ordered,))]).values())


def test_only_a_consumer_that_sends_to_its_own_queue_may_go_round():
    assert "RecursiveLoop" not in properties(Needs(fed_by=(CONSUMER,), sends=("messages",)), "")
    assert properties(Needs(fed_by=(CONSUMER,), sends=("lanes",)), "")["RecursiveLoop"] == "Allow"


def test_what_is_invoked_without_waiting_parks_what_it_cannot_handle():
    made = properties(Needs(fed_by=(Scheduled(parked=Parked("ParkedThings")),)), "")
    on_failure = made["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]
    assert on_failure == {"Type": "SQS", "Destination": {"Ref": "ParkedThingsArn"}}


def literals(module: Any) -> dict[str, set[str]]:
    """The texts of each `Literal` of a module, which are there for mypy alone."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    assigned = [each for each in ast.walk(tree) if isinstance(each, ast.Assign)]
    return {
        each.targets[0].id: {str(value.value) for value in ast.walk(each.value) if isinstance(value, ast.Constant)}
        for each in assigned
        if isinstance(each.targets[0], ast.Name) and isinstance(each.value, ast.Subscript)
    }


def test_the_names_that_mypy_knows_are_those_that_there_are():
    known = {**literals(needs), **literals(triggers)}
    assert known["Facility"] == FACILITIES.keys()
    consumed = {t.queue for each in declared() for t in each.needs.fed_by if isinstance(t, triggers.FromQueue)}
    assert known["Queue"] == consumed
    assert known["Layer"] == {each.parent.name for each in ROOT.glob("layers/*/requirements.in")} - {"dependencies"}


def test_what_the_root_does_not_have_is_refused():
    assert of_root("TableArn", {"Table"}.__contains__) == {"Fn::GetAtt": ["Table", "Arn"]}
    with pytest.raises(ValueError, match="the root has nothing that the parameter ParcelsArn could be"):
        of_root("ParcelsArn", {"Table"}.__contains__)
    with pytest.raises(ValueError, match="there is no section `# >>> generated: toys`"):
        replaced("Resources:\n", "toys", "")


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), max_size=20
) | st.sampled_from(
    [
        "true",
        "off",
        "1",
        "1e3",
        "a: b",
        "a #b",
        "-",
        "*",
        "&x",
        "!Ref",
        "a,b",
        "{a}",
        "'",
        '"',
        "",
        "null",
        "0x1",
        "1_0",
    ]
)
VALUES = st.recursive(
    TEXTS | st.integers() | st.booleans() | TEXTS.map(lambda text: {"Fn::Sub": text}),
    lambda inner: st.lists(inner, min_size=1, max_size=4) | st.dictionaries(TEXTS, inner, min_size=1, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4))
@examples(200)
def test_what_is_written_is_read_as_it_was(value):
    assert parse(block(value, 0)) == value
