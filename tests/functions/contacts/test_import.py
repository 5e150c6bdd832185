"""POST /v1/contacts/import keeps its promises."""

import csv
import io
from itertools import count

import pytest
from bivelio_core import clients
from bivelio_core.contacts.transfer import import_work, records
from bivelio_core.contacts.transfer.storage import files_of
from bivelio_core.store.index import writer
from bivelio_core.store.writes import Key, Update
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, call, lose_answers
from tests.functions.contacts.transfers import deliver, serve, work
from tests.lagging import lag
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")
LIVE = Tenant(ORGANISATION, "live")


def imported(text: str, **more):
    """Import a CSV; answers the import when it is done."""
    begun = call("contacts.import", {"csv": text, **more})
    assert begun.status == 202, begun
    work()
    return call("contacts.import_status", {"id": begun.data["id"]}).data


def report(done) -> list[dict[str, str]]:
    """The report's lines."""
    body = b"".join(files_of(LIVE).read(f"imports/{done['id']}/report.csv"))
    assert done["report_url"].startswith("https://")
    return list(csv.DictReader(io.StringIO(body.decode())))


def results(done) -> list[tuple[str, ...]]:
    return [(line["row"], line["result"], line["field"], line["constraint"]) for line in report(done)]


def listed(**query):
    return call("contacts.list", {"per_page": 100, **query}).data


PEOPLE = """id,type,name,email,phone,tags,custom_fields.nif,company_id
C-1,company,Fusteria Vila S.L.,info@vila.cat,,client|actiu,B12345674,
P-1,person,Anna Roca,anna@vila.cat,+34 600 111 222,lead,,C-1
,,Pere Serra,,,,,
"""


def test_rows_become_contacts_that_keep_their_old_ids():
    done = imported(PEOPLE)
    assert (done["status"], done["progress"], done["rows"], done["created"]) == ("completed", 1.0, 3, 3)
    company, anna = (call("contacts.get", {"id": old}).data for old in ("C-1", "P-1"))
    assert company["custom_fields"] == {"nif": "B12345674"}
    assert (company["id"], company["type"], company["tags"]) == ("C-1", "company", ["client", "actiu"])
    assert (anna["company_id"], anna["phone_e164"]) == ("C-1", "+34600111222")
    names = [contact["name"] for contact in listed()["contacts"]]
    assert names == ["Pere Serra", "Anna Roca", "Fusteria Vila S.L."]
    assert listed(search="roca", tags=["lead"])["pagination"]["total"] == 1
    assert [line["id"] for line in report(done)][:2] == ["C-1", "P-1"]


def test_contacts_of_a_moment_ago_are_changed_and_not_made_again(table):
    ours = call("contacts.create", {"type": "person", "name": "Maria"}).data["id"]
    lag(table)
    theirs = "id,type,name\nold_1,company,Botiga\n"
    assert imported(theirs)["created"] == 1
    made = call("contacts.create", {"type": "person", "name": "Anna"}).data["id"]
    done = imported(theirs.replace("Botiga", "Botiga nova") + f"{ours},person,Maria Puig\n{made},person,Anna Puig\n")
    assert (done["created"], done["updated"], done["failed"]) == (0, 3, 0)
    names = [call("contacts.get", {"id": each}).data["name"] for each in ("old_1", ours, made)]
    assert names == ["Botiga nova", "Maria Puig", "Anna Puig"]


def test_a_dry_run_tells_of_each_row_and_writes_nothing():
    done = imported(
        'name,email,type,"custom_fields"\nAnna,anna@x.cat,,\n,,,\nPere,nothing,dog,"[1]"\n\n"",x@y.cat,,\n',
        dry_run=True,
    )
    assert (done["dry_run"], done["rows"], done["created"], done["failed"]) == (True, 3, 1, 2)
    assert results(done) == [
        ("2", "created", "", ""),
        ("4", "failed", "custom_fields", "object"),
        ("4", "failed", "type", "choice"),
        ("4", "failed", "email", "format"),
        ("6", "failed", "name", "required"),
    ]
    assert done["errors"][0]["row"] == 4
    assert listed()["pagination"]["total"] == 0


def test_an_import_again_changes_what_differs_and_makes_nothing_twice():
    imported(PEOPLE)
    assert [imported(PEOPLE.replace(",,Pere Serra,,,,,\n", ""))[name] for name in ("created", "unchanged")] == [0, 2]
    done = imported("id,name,email,type\nC-1,Fusteria Vila i Fills,,company\nP-1,,,\nP-1,Twice,,\nP-1x,New,,\n")
    assert results(done) == [
        ("2", "updated", "", ""),
        ("3", "failed", "name", "required"),
        ("4", "failed", "id", "duplicate"),
        ("5", "created", "", ""),
    ]
    company = call("contacts.get", {"id": "C-1"}).data
    assert (company["name"], company["version"], "email" in company) == ("Fusteria Vila i Fills", 2, False)
    assert imported("id,name,type\nC-1,X,person\n")["errors"][0]["constraint"] == "immutable"


def test_an_unknown_or_foreign_id_of_our_form_is_refused():
    foreign = call(
        "contacts.create", {"type": "person", "name": "M"}, caller={"organisation": OTHER_ORGANISATION}
    ).data["id"]
    own = call("contacts.create", {"type": "person", "name": "M"}).data["id"]
    wrong = own[:-9] + ("00000" if own[-9:-4] != "00000" else "11111") + own[-4:]
    done = imported(f"id,name\n{foreign},A\n{wrong},B\n{own},C\n")
    assert [line[1:] for line in results(done)] == [
        ("failed", "id", "not_found"),
        ("failed", "id", "not_found"),
        ("updated", "", ""),
    ]


def test_a_company_that_is_not_there_is_named():
    done = imported("id,name,company_id\nP-1,Anna,C-9\nP-2,Pere,P-1\n,Núria,P-2\n")
    assert [line[1:] for line in results(done)] == [
        ("failed", "company_id", "not_found"),
        ("failed", "company_id", "not_found"),
        ("failed", "company_id", "not_found"),
    ]


def test_the_file_can_be_uploaded_and_written_by_an_old_spreadsheet():
    begun = call("contacts.import", {"dry_run": True}).data
    assert begun["status"] == "awaiting_upload"
    assert begun["upload"]["method"] == "PUT"
    assert f"imports/{begun['id']}/" in begun["upload"]["url"]
    assert call("contacts.import", {"id": begun["id"]}).error["details"]["reason"] == "not_uploaded"
    text = 'NAME;Email;tags;"custom_fields.Nota"\r\n"Núria; ""la Çò""";n@x.cat;a\\|b|c;"two\r\nlines"\r\n'
    files_of(LIVE).put(f"imports/{begun['id']}/contacts.csv", text.encode("cp1252"), "text/csv")
    assert call("contacts.import", {"id": begun["id"]}).status == 202
    work()
    assert call("contacts.import_status", {"id": begun["id"]}).data["created"] == 1
    (contact,) = listed()["contacts"]
    assert contact["name"] == 'Núria; "la Çò"'
    assert contact["tags"] == ["a|b", "c"]
    assert contact["custom_fields"]["Nota"].split() == ["two", "lines"]


@pytest.mark.parametrize(
    ("text", "field", "constraint"),
    [
        ("email\nx@y.cat\n", "name", "required"),
        ("name,name\nA,B\n", "name", "column_twice"),
        (",\nA,B\n", "name", "required"),
        ('"name' + "x" * 300_000, "csv", "format"),
    ],
)
def test_a_first_row_that_cannot_be_used_is_refused_at_once(text, field, constraint):
    answer = call("contacts.import", {"csv": text})
    assert answer.status == 422
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)


def test_a_refused_file_is_not_kept():
    assert call("contacts.import", {"csv": "colour\nblue\n"}).status == 422
    assert clients.client("s3").list_objects_v2(Bucket="bivelio-documents")["KeyCount"] == 0


def test_an_empty_file_is_refused_and_not_a_failure_of_ours():
    begun = call("contacts.import", {}).data
    files_of(LIVE).put(f"imports/{begun['id']}/contacts.csv", b"", "text/csv")
    answer = call("contacts.import", {"id": begun["id"]})
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "format")


def test_a_slice_of_nothing_but_empty_rows_has_an_empty_part_in_the_report():
    done = imported("name,email\nAnna,\n" + ",\n" * (2 * import_work.SLICE_ROWS) + "Pere,\n")
    assert (done["status"], done["created"]) == ("completed", 2)
    assert [line["result"] for line in report(done)] == ["created", "created"]


def test_another_organisation_neither_sees_nor_resumes_an_import():
    done = imported("name\nAnna\n")
    for operation in ("contacts.import_status", "contacts.import"):
        answer = call(operation, {"id": done["id"]}, caller={"organisation": OTHER_ORGANISATION})
        assert answer.status == 403
    assert call("contacts.import_status", {"id": "imp_unknown"}).status == 404


def test_a_quote_that_is_never_closed_ends_the_import_with_its_row():
    done = imported("name\nAnna\n" + '"' + "x" * (records.MAXIMUM_RECORD_BYTES + 1) + "\n")
    assert done["status"] == "failed"
    assert done["errors"][0]["row"] == 2


class Died(Exception):
    """The function was killed here."""


def killed(original, arguments):
    raise Died


def sent_twice(original, arguments):
    """The answer was lost on its way: the client sends the request again."""
    original(**arguments)
    return original(**arguments)


@pytest.mark.parametrize(("trouble", "places"), [(killed, 12), (sent_twice, 12)])
def test_an_import_in_trouble_anywhere_goes_on_and_ends_the_same(monkeypatch, table, trouble, places):
    monkeypatch.setattr(import_work, "SLICE_ROWS", 4)
    lines = [f"old-{n},Contacte {n},{'company' if n % 3 else 'person'}" for n in range(10)]
    text = "id,name,type\n" + "\n".join(lines) + "\n"
    for place in count(1):
        organisation = f"org_{place:016d}"
        caller = {"organisation": organisation}
        begun = call("contacts.import", {"csv": text}, caller=caller).data
        message = received("transfers")[0]
        writes = 0

        def counted(original, *, troubled=place):
            def write(**arguments):
                nonlocal writes
                writes += 1
                return trouble(original, arguments) if writes == troubled else original(**arguments)

            return write

        with monkeypatch.context() as patched:
            dynamo = clients.client("dynamodb")
            for name in ("put_item", "update_item", "batch_write_item"):
                patched.setattr(dynamo, name, counted(getattr(dynamo, name)))
            survived = serve(message)
        if not survived:
            unlock(table, organisation, begun["id"])
            assert serve(message)
        deliver(organisation)
        work(organisation)
        done = call("contacts.import_status", {"id": begun["id"]}, caller=caller).data
        assert (done["status"], done["created"], done["failed"]) == ("completed", 10, 0), place
        contacts = call("contacts.list", {"per_page": 100}, caller=caller).data["contacts"]
        assert [contact["id"] for contact in contacts] == [f"old-{n}" for n in reversed(range(10))]
        if writes < place:
            break
    assert place > places


def unlock(table, organisation, import_id):
    """What time does: the lock of a killed function ends."""
    table.update(Key(f"{organisation}#live#IMP", import_id), Update(remove=["locked_until"]))


def test_an_import_somebody_works_on_is_left_alone(table):
    begun = call("contacts.import", {"csv": "name\nAnna\n"}).data
    key = Key(f"{ORGANISATION}#live#IMP", begun["id"])
    table.update(key, Update(set={"locked_until": 2**40, "locked_by": "somebody"}))
    work()
    assert call("contacts.import_status", {"id": begun["id"]}).data["rows"] == 0
    table.update(key, Update(remove=["locked_until"]))
    assert call("contacts.import", {"id": begun["id"]}).status == 202
    work()
    assert call("contacts.import_status", {"id": begun["id"]}).data["created"] == 1
    assert call("contacts.import", {"id": begun["id"]}).data["status"] == "completed"


def test_a_used_idempotency_key_begins_no_other_import(table):
    keyed = {"headers": {"Idempotency-Key": "import-1"}}
    first = call("contacts.import", {"csv": PEOPLE}, **keyed).data
    lose_answers(table)
    assert call("contacts.import", {"csv": PEOPLE}, **keyed).data["id"] == first["id"]
    for other in ({"csv": PEOPLE + ",,Nora Pla,,,,,\n"}, {"csv": PEOPLE, "dry_run": True}, {}):
        lose_answers(table)
        answer = call("contacts.import", other, **keyed)
        assert (answer.status, answer.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")
    work()
    assert call("contacts.import_status", {"id": first["id"]}).data["created"] == 3


def test_an_import_ends_with_the_index_of_its_last_contact(monkeypatch):
    monkeypatch.setattr(import_work, "SLICE_ROWS", 2)
    monkeypatch.setattr(import_work, "BACKLOG", 2)
    for module in (import_work, writer):
        monkeypatch.setattr(module, "WAITING_ITEMS", 0)
    text = "name\n" + "".join(f"Contacte {n}\n" for n in range(9))
    begun = call("contacts.import", {"csv": text}).data
    rows = []
    for _ in range(20):
        if not (messages := received("transfers")):
            break
        (message,) = messages
        assert serve(message)
        state = call("contacts.import_status", {"id": begun["id"]}).data
        rows.append((state["rows"], state["status"]))
        assert listed()["pagination"]["total"] == state["created"]
        deliver(ORGANISATION)
    assert rows == [(4, "running"), (8, "running"), (9, "running"), (9, "completed")]
