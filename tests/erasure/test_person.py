"""The erasure of a person leaves nothing that names them but what the law orders to keep, however often it dies."""

import os

import boto3
import pytest
from bivelio_core.erasure import copies, erasures, persons
from bivelio_core.store import keys
from bivelio_core.store.connect import table as the_table
from bivelio_core.store.index import columns
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Tenant

from tests.api import call
from tests.erasure.following import Stream
from tests.erasure.killed import erase_under_kills
from tests.everything import NEIGHBOUR, ORGANISATION, everything, scanned
from tests.there import there

KILLS = int(os.environ.get("ERASE_KILLS", "40"))
CALLER = {"organisation": ORGANISATION, "environment": "sandbox"}
MARIA = "ct_def456"
TEXTS = (MARIA, "maria@exemple.com", "+34600111222", "+34 600 111 222")
BUCKET = "bivelio-documents"


@pytest.fixture
def used():
    """A table with all that an organisation can have."""
    with everything() as table:
        for name, content in (
            ("hers", b'{"from": "MARIA@exemple.com"}'),
            ("another's", b'{"from": "joan@exemple.com"}'),
        ):
            boto3.client("s3").put_object(Bucket=BUCKET, Key=f"sandbox/inbound/{ORGANISATION}/{name}", Body=content)
        yield table


def erase(contact=MARIA):
    answer = call("contacts.erase", {"id": contact}, caller=CALLER)
    return answer, erasures.Subject(Tenant.at(ORGANISATION, "sandbox"), contact).key


def naming(table, kinds):
    """The partitions of the sandbox with an item that names the person, but those of some kinds."""
    left = set()
    for item in scanned(table):
        organisation, _, rest = item["PK"].partition("#sandbox#")
        if organisation == ORGANISATION and any(text in persons.text_of(item) for text in TEXTS):
            kind = rest.split("#")[1 if rest[:1] == "2" else 0]
            if kind not in kinds:
                left.add(item["PK"])
    return left


KEPT = {kind.partition for kind in keys.all_kinds() if persons.treatment(kind) in ("keep", "settings")}


def test_nothing_names_them_but_invoices_and_the_organisations_own_settings(used):
    assert len(naming(used, KEPT)) > 5
    foreign = [item for item in scanned(used) if NEIGHBOUR in str(item)]
    answer, key = erase()
    assert answer.status == 202
    assert answer.data["status"] == "waiting"
    stream = Stream(used)
    erase_under_kills(key, KILLS, between=stream.flow)
    assert naming(used, KEPT) == set()
    assert [item for item in scanned(used) if NEIGHBOUR in str(item)] == foreign
    words = [item["SK"] for item in scanned(used) if f"{ORGANISATION}#sandbox" in item["PK"] and "#IX#CT" in item["PK"]]
    assert [word for word in words if word.startswith(("maria", "garcia", "600111222"))] == []
    orders = [item for item in scanned(used) if item["PK"].startswith(ORGANISATION) and "#IX#CT#order" in item["PK"]]
    assert [key for item in orders for key in columns.decode(item["b"]) if b"garcia" in key] == []
    s3 = boto3.client("s3").list_objects_v2(Bucket=BUCKET, Prefix="sandbox/inbound/")["Contents"]
    assert [each["Key"].rpartition("/")[2] for each in s3] == ["another's"]


def test_what_names_them_by_another_address_or_phone_than_the_primary_ones_is_masked_too(used):
    others = {
        "emails": [{"address": "maria@exemple.com"}, {"address": "maria.casa@exemple.com"}],
        "phones": [{"number": "+34 600 111 222"}, {"number": "972 20 30 40"}],
    }
    call("contacts.update", {"id": MARIA, **others}, caller=CALLER)
    cases = [
        call("cases.create", {"title": title}, caller=CALLER).data["id"]
        for title in ("Escriure a maria.casa@exemple.com", "Trucar al 972 20 30 40", "Trucar al +34972203040")
    ]
    _, key = erase()
    erase_under_kills(key, 0)
    assert [call("cases.get", {"id": each}, caller=CALLER).data["title"] for each in cases] == [persons.MASK] * 3


def test_of_a_persons_deals_the_figures_stay_and_nobody_is_told(used):
    about = {"amount": 1850, "tags": ["renovació"], "custom_fields": {"nota": "Maria Garcia"}, "stage_id": "lost"}
    company = {"company_id": "ct_abc123", "lost_reason": "La Maria no el vol"}
    deal = call(
        "deals.create", {"title": "Per a la Maria", "contact_id": MARIA, **company, **about}, caller=CALLER
    ).data
    other = call("deals.create", {"title": "Escriure a maria@exemple.com", "amount": 5}, caller=CALLER).data
    before = call("deals.list", {"per_page": 1}, caller=CALLER).data["stages"]
    _, key = erase()
    stream = Stream(used)
    erase_under_kills(key, 10, between=stream.flow)
    after = call("deals.get", {"id": deal["id"]}, caller=CALLER).data
    assert (after["title"], after["tags"], after["custom_fields"]) == (persons.MASK, [], {})
    assert not {"contact_id", "lost_reason"} & after.keys()
    assert {name: after[name] for name in ("amount", "stage_id", "company_id")} == {
        "amount": 1850,
        "stage_id": "lost",
        "company_id": "ct_abc123",
    }
    assert call("deals.get", {"id": other["id"]}, caller=CALLER).data["title"] == persons.MASK
    assert call("deals.list", {"per_page": 1}, caller=CALLER).data["stages"] == before
    assert call("deals.list", {"search": "maria"}, caller=CALLER).data["deals"] == []
    assert [each for each in scanned(used) if "#EVN" in each["PK"] and deal["id"] in str(each)] == []


def test_asked_again_it_tells_how_far_it_is_and_that_it_is_done(used):
    answer, key = erase()
    assert erase()[0].data == answer.data
    erase_under_kills(key, 0)
    again = erase()[0]
    assert again.status == 200
    assert (again.data["id"], again.data["status"]) == (answer.data["id"], "completed")
    assert again.data["erased_items"] > 5
    assert [each["what"] for each in again.data["kept_data"]] == [
        *("invoices", "backups", "arrived_mails", "request_bodies", "documents"),
    ]
    assert MARIA not in str(the_table().get(key))


def test_others_and_lists_stay_as_they_were(used):
    before = call("contacts.get", {"id": "ct_abc123"}, caller=CALLER).data
    _, key = erase()
    erase_under_kills(key, 10, between=Stream(used).flow)
    assert call("contacts.get", {"id": "ct_abc123"}, caller=CALLER).data == before
    names = [each["name"] for each in call("contacts.list", caller=CALLER).data["contacts"]]
    assert "Empresa ABC S.L." in names
    assert "Maria Garcia" not in names
    assert call("contacts.get", {"id": MARIA}, caller=CALLER).status == 404


def test_an_id_that_never_was_a_contacts_is_404(used):
    assert erase("ct_nobody")[0].status == 404


def test_every_kind_has_a_treatment():
    named = (*persons.ERASED, *persons.REDACTED, *persons.KEPT)
    assert len(named) == len(set(named))
    assert {kind.name for kind in keys.all_kinds() if kind.is_business} - {kind.name for kind in named} == {
        *("credit_balance", "credit_entry", "message_charge", "case_number", "clock"),
        *("day_marker", "product", "product_code", "agent_day", "deal_tally", "pipeline"),
        *("canned_reply", "knowledge_collection"),
        *("booking_service", "booking_person", "booking_day", "booking_hold"),
    }


def test_a_name_is_masked_where_the_person_is_named_and_looked_for_nowhere_else():
    person = persons.Person("1", "ct_def456", ("maria@exemple.com",), names=("maria garcia",))
    event = {"title": "Amb Maria Garcia", "attendees": [{"email": "maria@exemple.com"}]}
    assert person.is_named(event)
    assert persons.redacted(event, person) == {"title": persons.MASK, "attendees": []}
    assert not person.is_named({"title": "Amb Maria Garcia"})


def test_who_booked_is_gone_from_the_booking_and_its_title():
    person = persons.Person("1", "ct_def456", ("ct_def456", "maria@exemple.com"))
    booking = {"contact_id": "ct_def456", "service_name": "Taller", "name": "Maria", "email": "maria@exemple.com"}
    event = {"PK": "p", "SK": "s", "title": "Taller · Maria", "description": "Soc la Maria", "booking": booking}
    erased = persons.redacted(persons.without_booker(event, person), person)
    assert "Maria" not in str(erased)
    assert "maria" not in str(erased)
    assert (erased["title"], erased["booking"]["service_name"]) == ("Taller", "Taller")
    assert (
        persons.without_booker({**event, "booking": {**booking, "contact_id": "ct_other"}}, person)["title"]
        == event["title"]
    )


def test_what_was_written_with_others_stays_without_who_is_erased(used):
    """Joan is asked to call Maria; what he writes of her is in the head of his conversation too."""

    def send(**content):
        said = {"type": "text", **content}
        asked = {"channel": "email", "to": "joan@exemple.com", "message": said}
        return call("messages.send", asked, caller=CALLER).data

    written = "Truca a la MARIA: Maria@exemple.com o +34 600 111 222, sisplau."
    sent = send(body=written, subject="Per a maria@exemple.com", html=f"<p>{written}</p>")
    joan = sent["contact_id"]
    store = SystemStore(the_table()).of(Tenant.at(ORGANISATION, "sandbox"))
    sk = store.sort_key(keys.CONTACT, joan)
    head = there(store.get(keys.CONVERSATION, "HEAD", sk))
    received = {"message_id": "msg_1", "message": {"type": "text", "body": "maria@exemple.com"}, "from": TEXTS[2]}
    store.update(keys.CONVERSATION, "HEAD", Update(set={"received": received, "labels": ["client"]}), sk)
    _, key = erase()
    erase_under_kills(key, KILLS)
    message = call("messages.get", {"id": sent["message_id"]}, caller=CALLER).data["message"]
    assert message["body"].endswith("… o …, sisplau.")
    assert (message["subject"], message["html"]) == ("Per a …", f"<p>{message['body']}</p>")
    after = there(store.get(keys.CONVERSATION, "HEAD", sk))
    assert (after["email"], after["labels"]) == (head["email"], ["client"])
    assert "received" not in after, "its sender is hers: no text alone"
    assert [each for each in naming(used, KEPT) if "#MSG" in each] == []
    assert call("messages.list", {"contact_id": joan}, caller=CALLER).data["messages"][-1]["message"] == message
    assert send(body="Gràcies")["contact_id"] == joan, "the conversation goes on"


def test_what_others_have_written_is_masked_in_texts_and_nowhere_else():
    item = {"PK": "Maria", "content": {"body": "MARIA, maria@x.cat", "files": [{"caption": "Maria"}], "name": "Maria"}}
    masked = copies.masked(item, ("maria@x.cat", "maria"), "…")
    assert masked == {"PK": "Maria", "content": {"body": "…, …", "files": [{"caption": "…"}], "name": "Maria"}}


def test_who_got_a_copy_is_taken_out_of_mails_to_others_and_the_mails_stay(used):
    """They wrote to Joan; Maria was in copy, openly and not, and left out of one since she had bounced."""

    def send(**copies):
        said = {"type": "text", "body": "Hola", **copies}
        return call(
            "messages.send", {"channel": "email", "to": "joan@exemple.com", "message": said}, caller=CALLER
        ).data

    both = {"cc": ["Maria@exemple.com", "pere@exemple.com"], "bcc": ["maria@exemple.com"]}
    sent = [send(**both), send(bcc=["maria@exemple.com"]), send(cc=["pere@exemple.com"])]
    bounced = {"channel": "email", "address": "maria@exemple.com", "reason": "bounced"}
    assert call("messages.suppressions_add", bounced, caller=CALLER).status == 200
    sent.append(send(**both))
    assert [each["address"].casefold() for each in sent[-1]["left_out"]] == ["maria@exemple.com"]
    _, key = erase()
    erase_under_kills(key, KILLS)
    shown = [call("messages.get", {"id": each["message_id"]}, caller=CALLER).data for each in sent]
    pere = ["pere@exemple.com"]
    assert [each["message"].get("cc") for each in shown] == [pere, None, pere, pere]
    assert not any("bcc" in each["message"] or "left_out" in each for each in shown)
    assert [each for each in naming(used, KEPT) if "#MSG" in each] == []
