"""All pages become contacts, once each, however often the sync runs."""

from urllib.parse import parse_qs, urlsplit

from tests.api import call
from tests.workflows.gallery.harness import document

PAGES = 7


def customers(got):
    page = int(parse_qs(urlsplit(got.path).query).get("cursor", ["1"])[0])
    data = [{"name": f"Client {page}-{n}", "email": f"Client{page}.{n}@Example.com"} for n in range(3)]
    return document({"data": data, "next": str(page + 1) if page < PAGES else None})


def test_every_customer_of_every_page_is_a_contact_and_only_one(shop):
    shop.secret("erp_token", "tok-of-the-erp")
    shop.service.answer = customers
    shop.create("nightly-sync")
    for _ in range(2):
        done = shop.run()
        assert done["status"] == "completed", done
    assert len(shop.service.received) == 2 * PAGES
    assert {got.headers["authorization"] for got in shop.service.received} == {"Bearer tok-of-the-erp"}
    found = call("contacts.list", {"per_page": 100}).data
    assert found["pagination"]["total"] == 3 * PAGES
    assert "client7.2@example.com" in {contact["email"] for contact in found["contacts"]}
