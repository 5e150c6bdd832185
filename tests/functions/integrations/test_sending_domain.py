"""/v1/integrations/test tells which records of the domain other mail servers look for, and what is wrong with them."""

import pytest
from bivelio_core.providers.name_records import dns as name_servers
from bivelio_core.store import keys
from bivelio_core.store.writes import Update, present

from tests.api import call
from tests.egress.mail_domain import MailDomain
from tests.functions.integrations.connected import BODIES, SANDBOX, SMTP, connect
from tests.functions.messages.world import store_of
from tests.mail_server import MailServer

pytestmark = pytest.mark.usefixtures("table")
SPF, MX = ("exemple.com", "TXT"), ("exemple.com", "MX")
DKIM, DMARC = ("s1._domainkey.exemple.com", "TXT"), ("_dmarc.exemple.com", "TXT")
RIGHT = {
    SPF: ['"google-site-verification=1"', '"v=spf1 include:spf.exemple.com ~all"'],
    DKIM: ['"v=DKIM1; k=rsa; " "p=MIIBIjANBg"'],
    DMARC: ['"v=DMARC1; p=none; rua=mailto:info@exemple.com"'],
    MX: ["10 mx.exemple.com."],
}


@pytest.fixture
def mailbox(tmp_path, monkeypatch):
    """A connected mailbox of exemple.com, and the name server of that domain."""
    with MailServer(tmp_path, tls="none") as server, MailDomain(dict(RIGHT)) as domain:
        monkeypatch.setenv("EGRESS_NAMESERVER", domain.place)
        about = {**SMTP, "host": "127.0.0.1", "port": server.port, "username": None, "password": None}
        about["dkim_selector"] = "s1"
        made = call("integrations.connect", {"provider": "smtp", "smtp": about}).data
        assert "sending_domain" not in made
        yield made["id"], domain


def settings_of(store, connection):
    """What was given to connect it, as it is stored."""
    item = store.get(keys.CONNECTION, connection)
    assert item is not None
    return item["settings"]


def tried(connection, language="ca"):
    """What a test of the connection tells of its domain, by the name of each record."""
    about = call("integrations.test", {"id": connection}, headers={"Accept-Language": language}).data["sending_domain"]
    return about, {each["name"]: each for each in about["records"]}


def test_a_domain_that_has_all_is_told_so_and_shown_from_then_on(mailbox):
    connection, _ = mailbox
    about, records = tried(connection)
    assert (about["domain"], "simulated" in about) == ("exemple.com", False)
    assert {name: each["status"] for name, each in records.items()} == dict.fromkeys(
        ("spf", "dkim", "dmarc", "return_path"), "ok"
    )
    assert records["spf"]["value"] == "v=spf1 include:spf.exemple.com ~all"
    assert "advised" not in records["spf"]
    assert records["return_path"]["value"] == "mx.exemple.com"
    assert call("integrations.get", {"id": connection}).data["sending_domain"] == about


WRONG = {
    "no spf": (SPF, [], "spf", "missing", "servidors envien"),
    "two spf": (SPF, ['"v=spf1 ~all"', '"v=spf1 mx -all"'], "spf", "wrong", "més d'un"),
    "an open spf": (SPF, ['"v=spf1 +all"'], "spf", "wrong", "tothom"),
    "no dkim": (DKIM, [], "dkim", "missing", "clau de DKIM"),
    "a withdrawn key": (DKIM, ['"v=DKIM1; p="'], "dkim", "wrong", "retirada"),
    "no dmarc": (DMARC, [], "dmarc", "missing", "p=none"),
    "a dmarc without a policy": (DMARC, ['"v=DMARC1; rua=mailto:a@exemple.com"'], "dmarc", "wrong", "es pot llegir"),
    "no mx": (MX, [], "return_path", "missing", "MX"),
    "a null mx": (MX, ["0 ."], "return_path", "wrong", "buit"),
}


@pytest.mark.parametrize(("place", "texts", "name", "status", "words"), WRONG.values(), ids=WRONG.keys())
def test_what_is_missing_or_wrong_is_told_with_what_to_do(mailbox, place, texts, name, status, words):
    connection, domain = mailbox
    domain.records[place] = texts
    _, records = tried(connection)
    assert records[name]["status"] == status
    assert words in records[name]["message"]
    assert all(each["status"] == "ok" for other, each in records.items() if other != name)


def test_it_is_told_in_the_callers_language_and_names_what_the_record_could_be(mailbox):
    connection, domain = mailbox
    domain.records.pop(DMARC)
    messages = {language: tried(connection, language)[1]["dmarc"]["message"] for language in ("ca", "es", "en")}
    assert "informes" in messages["es"]
    assert "reports" in messages["en"]
    assert tried(connection)[1]["dmarc"]["advised"] == "v=DMARC1; p=none; rua=mailto:info@exemple.com"


def test_without_a_selector_nobody_knows_the_key(mailbox, table):
    connection, _ = mailbox
    store = store_of(table)
    settings = dict(settings_of(store, connection))
    del settings["dkim_selector"]
    store.update(keys.CONNECTION, connection, Update(set={"settings": settings}), condition=present())
    _, records = tried(connection)
    assert records["dkim"]["status"] == "unknown"
    assert "dkim_selector" in records["dkim"]["message"]


def test_the_policy_of_the_domain_above_counts(mailbox, table):
    connection, domain = mailbox
    store = store_of(table)
    settings = {**settings_of(store, connection), "from_address": "info@correu.exemple.com"}
    store.update(keys.CONNECTION, connection, Update(set={"settings": settings}), condition=present())
    domain.records[("correu.exemple.com", "TXT")] = ['"v=spf1 mx -all"']
    about, records = tried(connection)
    assert about["domain"] == "correu.exemple.com"
    assert (records["dmarc"]["status"], records["dmarc"]["host"]) == ("ok", "_dmarc.exemple.com")


def test_name_servers_that_do_not_answer_break_nothing(mailbox, monkeypatch):
    connection, domain = mailbox
    monkeypatch.setattr(name_servers, "SECONDS", 0.1)
    domain.is_silent = True
    _, records = tried(connection)
    assert {each["status"] for each in records.values()} == {"unknown"}
    assert call("integrations.get", {"id": connection}).data["status"] == "active"


def test_the_domain_of_googles_own_mailboxes_is_nobodys_to_change(mailbox, table):
    connection, _ = mailbox
    store = store_of(table)
    settings = {**settings_of(store, connection), "from_address": "empresa@gmail.com"}
    store.update(keys.CONNECTION, connection, Update(set={"settings": settings}), condition=present())
    assert "sending_domain" not in call("integrations.test", {"id": connection}).data


def test_in_the_sandbox_it_is_simulated_and_says_so():
    made = connect("smtp").data["id"]
    about = call("integrations.test", {"id": made}, caller=SANDBOX).data["sending_domain"]
    assert about["simulated"] is True
    assert {each["status"] for each in about["records"]} == {"ok", "unknown"}, "of DKIM no selector is known"
    without = {**SMTP, "from_address": "info@sense-registres.exemple.com", "dkim_selector": "s1"}
    made = connect("smtp", smtp=without).data["id"]
    about = call("integrations.test", {"id": made}, caller=SANDBOX).data["sending_domain"]
    statuses = {each["name"]: each["status"] for each in about["records"]}
    assert statuses == {"spf": "missing", "dkim": "missing", "dmarc": "ok", "return_path": "missing"}
    assert "sending_domain" not in call("integrations.test", {"id": "cn_t5u6v7w8"}, caller=SANDBOX).data


@pytest.mark.parametrize("selector", ["a b", "s1._domainkey.", "*", "A", "x" * 64])
def test_a_selector_has_the_form_of_a_name(selector):
    answer = call("integrations.connect", {**BODIES["smtp"], "smtp": {**SMTP, "dkim_selector": selector}})
    assert (answer.status, answer.error["details"]["field"]) == (400, "smtp.dkim_selector")
