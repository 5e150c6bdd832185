"""POST /v1/organisation/export: all of an organisation as an archive, for its owner, and no secret."""

import base64
import itertools
import json

import boto3
import pytest
from bivelio_core import config
from bivelio_core.data_export import rules, writing
from bivelio_core.store import connect, holding_accounts, keys
from bivelio_core.store.codec import encode_item
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import call
from tests.data_export import world
from tests.operated import new_key, new_organisation, new_session
from tests.services import received
from tests.there import there

SECRETS = {"token": "tok-3f9c2a77d1", "secret": "whsec-77ab01c94e"}


@pytest.fixture
def owner(deployment):
    return new_session(new_organisation("Empresa ABC", "pro", language="es"), "owner")


def caller_of(session, **about):
    return {
        "organisation": session["organisation"],
        "actor_kind": "user",
        "actor": session["user"],
        "session": session["session"],
        "role": session["role"],
        **about,
    }


def used(organisation):
    """Write through the API what an organisation has, secrets among it."""
    caller = {"organisation": organisation}
    contact = call("contacts.create", {"type": "person", "name": "Núria Roca", "email": "n@exemple.cat"}, caller=caller)
    call("secrets.set", {"name": "erp", "value": SECRETS["token"], "hosts": ["erp.example.com"]}, caller=caller)
    call("webhooks.create", {"url": "https://example.com/hook", "events": ["contact.created"]}, caller=caller)
    call("cases.create", {"title": "Avaria", "contact_id": contact.data["id"]}, caller=caller)
    return new_key(organisation)


def exported(owner, **headers):
    answer = call("organisation.export", {}, caller=caller_of(owner), headers=headers)
    assert (answer.status, answer.data["status"]) == (202, "running")
    world.worked_off()
    shown = call("organisation.export_status", {"id": answer.data["id"]}, caller=caller_of(owner)).data
    assert shown["status"] == "completed"
    return shown, world.archive(Tenant(owner["organisation"], "live"), shown["id"])


def test_the_archive_has_the_items_by_kind_the_files_an_index_and_a_readme(owner):
    used(owner["organisation"])
    name = f"live/documents/{owner['organisation']}/files/contract.pdf"
    boto3.client("s3").put_object(Bucket=config.documents_bucket(), Key=name, Body=b"%PDF contract")
    shown, archive = exported(owner)
    items = world.lines(archive)
    assert [each["name"] for each in items["contact"]] == ["Núria Roca"]
    assert [each["title"] for each in items["case"]] == ["Avaria"]
    assert "organisation.created" in {each["action"] for each in items["audit_entry"]}
    assert archive.read("files/documents/files/contract.pdf") == b"%PDF contract"
    index = json.loads(archive.read("index.json"))
    assert (index["organisation"]["name"], index["organisation"]["plan"]) == ("Empresa ABC", "pro")
    assert [each["role"] for each in items["organisation_member"]] == ["owner"]
    assert index["kinds"] == {kind: {"items": len(each)} for kind, each in sorted(items.items())}
    assert (shown["items"], shown["files"]) == (sum(map(len, items.values())), 1)
    assert index["omitted"]["chain_key"] == rules.OMITTED[keys.CHAIN_KEY]
    assert archive.read("README.txt").decode().startswith("Aquest arxiu"), "the language of who asked"
    assert shown["url"].startswith("https://")


def test_no_secret_is_in_it(owner):
    key = used(owner["organisation"])
    sealed = [
        value["B"]
        for page in boto3.client("dynamodb").get_paginator("scan").paginate(TableName=config.table_name())
        for item in page["Items"]
        for value in item.values()
        if "B" in value
    ]
    assert sealed, "there are secrets"
    password = there(connect.table().get(keys.user(owner["user"])))["password"]
    _, archive = exported(owner)
    text = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (*SECRETS.values(), key, password):
        assert secret.encode() not in text
    for each in sealed:
        assert base64.b64encode(each) not in text
        assert each not in text


def test_its_owner_alone_may_export_it_and_from_live(owner):
    admin = new_session(owner["organisation"], "admin")
    assert call("organisation.export", {}, caller=caller_of(admin)).status == 403
    assert call("organisation.export", {}, caller={"organisation": owner["organisation"]}).status == 403
    assert call("organisation.export", {}, caller=caller_of(owner, environment="sandbox")).status == 422
    assert received("transfers") == []


def test_an_owner_proves_who_it_is_before(owner):
    stale = keys.refresh_family(owner["session"])
    family = {**there(connect.table().get(stale)), "confirmed_at": 1}
    connect.table().put(family)
    answer = call("organisation.export", {}, caller=caller_of(owner))
    assert (answer.status, answer.error["code"]) == (403, "AUTH_CONFIRMATION_REQUIRED")


def test_the_owner_gets_a_link_once_and_it_is_audited(owner, monkeypatch):
    sent = []

    class Mailbox:
        """What the platform has sent."""

        def __init__(self, *, is_sandbox):
            assert not is_sandbox

        def send(self, mail):
            sent.append(mail)

    monkeypatch.setattr("bivelio_core.providers.mail.links.mailer", Mailbox)
    shown, _ = exported(owner)
    assert [mail.to for mail in sent] == [shown["sent_to"]]
    assert "https://" in sent[0].text
    log = call("audit.list", {}, caller=caller_of(owner)).data["entries"]
    assert [each["details"]["export"] for each in log if each["action"] == "data.exported"] == [shown["id"]]


def test_a_repeated_request_begins_no_second_export(owner):
    ids = {
        call("organisation.export", {}, caller=caller_of(owner), headers={"Idempotency-Key": "once"}).data["id"]
        for _ in range(2)
    }
    assert len(ids) == 1


def interrupted(owner, each):
    """An export whose function ends after so many looks at the clock; and how often."""
    answer = call("organisation.export", {}, caller=caller_of(owner))
    store = TenantStore(connect.table(), Tenant(owner["organisation"], "live"))
    looks = itertools.count(1)
    for number in itertools.count(1):
        state = there(store.get(keys.DATA_EXPORT, answer.data["id"]))
        if writing.go_on(writing.Work(store, state, None, lambda: next(looks) % each != 0)):
            return number, world.archive(store.tenant, answer.data["id"])
    raise AssertionError


def test_an_export_that_is_interrupted_has_the_same_items(owner, monkeypatch):
    for number in range(30):
        contact = {"type": "person", "name": f"Contact {number}"}
        call("contacts.create", contact, caller={"organisation": owner["organisation"]})
    _, whole = exported(owner)
    monkeypatch.setattr(writing, "PIECE_BYTES", 100)
    rounds, pieces = interrupted(owner, 50)
    own = {"audit_entry", "data_export"}
    assert rounds > 3
    assert pieces.testzip() is None
    assert {kind: each for kind, each in world.lines(pieces).items() if kind not in own} == {
        kind: each for kind, each in world.lines(whole).items() if kind not in own
    }


def test_each_kind_is_exported_or_says_why_not():
    names = {kind.name for kind in keys.all_kinds()}
    omitted = {kind.name for kind in rules.OMITTED}
    assert {name for name in names if not rules.is_exported(name)} == omitted
    assert rules.ACCOUNTS | rules.OMITTED_ACCOUNTS.keys() >= {*holding_accounts.PLATFORM.values()}
    assert not rules.ACCOUNTS & rules.OMITTED_ACCOUNTS.keys()
    assert all(reason.endswith(".") for reason in [*rules.OMITTED.values(), *rules.OMITTED_ACCOUNTS.values()])


def test_what_is_of_another_organisation_is_not_in_it(owner):
    other = new_organisation("Altra")
    call("contacts.create", {"type": "person", "name": "Foreign"}, caller={"organisation": other})
    item = {"PK": f"USER#{owner['user']}", "SK": f"ORG#{other}", "role": "owner", "organisation": other}
    boto3.client("dynamodb").put_item(TableName=config.table_name(), Item=encode_item(item))
    _, archive = exported(owner)
    text = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    assert other not in text
    assert "Foreign" not in text
