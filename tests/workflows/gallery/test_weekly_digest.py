"""Everybody gets one mail with what they closed in the week before."""

from urllib.parse import parse_qs, urlsplit

from tests.workflows.gallery.harness import document

TASKS = [
    {"owner": "anna@example.com", "project": "Web", "title": "Traduir la portada"},
    {"owner": "pere@example.com", "project": "ERP", "title": "Tancar l'any"},
    {"owner": "anna@example.com", "project": "ERP", "title": "Revisar factures"},
]


def test_one_mail_for_each_person(shop):
    shop.service.answer = lambda _: document(TASKS)
    shop.create("weekly-digest")
    done = shop.run()
    assert done["output"] == {"people": 2}, done
    assert sorted(shop.sent()) == [
        ("anna@example.com", "2 tasques, setmana 9", "ERP: Revisar factures\nWeb: Traduir la portada"),
        ("pere@example.com", "1 tasques, setmana 9", "ERP: Tancar l'any"),
    ]
    asked = parse_qs(urlsplit(shop.service.received[0].path).query)
    assert asked == {"closed_from": ["2026-02-23"], "closed_before": ["2026-03-02"]}


def test_a_week_without_tasks_sends_nothing(shop):
    shop.service.answer = lambda _: document([])
    shop.create("weekly-digest")
    assert shop.run()["output"] == {"people": 0}
    assert shop.sent() == []
