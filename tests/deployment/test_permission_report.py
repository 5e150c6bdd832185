"""Rights that nothing uses are reported, unless a sentence says why they stay."""

from bivelio_core.store.writes import Key

from tests import permissions, recorded
from tests.permission_report import REASONS, Reason, Right, faults, reasons, rights, unused
from tests.permissions import with_its_policy

NAME = "ContactsCreate"


def test_what_a_function_asks_the_table_for_is_taken_down_with_the_pattern_that_allowed_it(table, monkeypatch):
    seen: set[tuple[str, str, str]] = set()
    monkeypatch.setattr(recorded, "seen", seen)
    monkeypatch.setattr(permissions, "judged", [recorded.note_partitions])
    with_its_policy("contacts/create", lambda: table.put({"PK": "org_a#live#CT", "SK": "-"}))()
    with_its_policy("contacts/create", lambda: table.get(Key("org_a#live#CT", "-")))()
    assert (NAME, "dynamodb:PutItem", "org_*#CT") in seen
    assert {action for _, action, _ in seen} == {"dynamodb:PutItem", "dynamodb:GetItem"}
    assert "write org_*#CT" not in {f"{each.action} {each.pattern}" for each in unused(seen) if each.function == NAME}


def test_what_it_asks_other_services_for_is_taken_down_as_iam_calls_it(table, monkeypatch):
    seen: set[tuple[str, str, str]] = set()
    monkeypatch.setattr(recorded, "seen", seen)
    with permissions._as_function(NAME):
        for asked in (
            ("s3", "HeadObject"),
            ("scheduler", "CreateSchedule"),
            ("sqs", "SendMessageBatch"),
            ("apigateway", "GetApiKeys", "GET"),
        ):
            recorded.note(*asked)
    assert {action for _, action, _ in seen} == {
        *("s3:GetObject", "kms:Decrypt", "scheduler:CreateSchedule", "iam:PassRole", "sqs:SendMessage"),
        *("kms:GenerateDataKey", "apigateway:GET"),
    }


def test_an_unused_right_fails_without_a_reason_and_a_reason_without_a_right_too():
    left = [Right("A", "dynamodb:Query"), Right("A", "write", "org_*#CT"), Right("B", "write", "org_*#CT")]
    known = [Reason("* write org_*#CT", "repairs"), Reason("C *", "gone")]
    assert list(faults(left, known)) == [
        f"A dynamodb:Query: no test uses it. Take it from the declaration, test it, or say why in {REASONS.name}.",
        f"C *: is used now, or gone: remove it from {REASONS.name}.",
    ]


def test_the_rights_of_a_function_are_its_actions_and_the_partitions_that_it_writes():
    names = {str(right) for right in rights(NAME)}
    assert {f"{NAME} dynamodb:PutItem", f"{NAME} write org_*#CT"} <= names


def test_each_reason_that_is_written_says_something():
    assert all(len(each.text) > 20 for each in reasons(REASONS.read_text(encoding="utf-8")))
