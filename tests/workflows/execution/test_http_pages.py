"""All pages of a list are read once each, whatever dies, and a question is asked again until the answer is as wanted.

HTTP_PAGES_KILLED=100 for the long proof.
"""

import json
import os
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from bivelio_core import clock
from bivelio_core.store import chain_counts
from bivelio_core.workflows.http import pages

from tests.api import ORGANISATION, call
from tests.receiver import Receiver, Reply
from tests.workflows.calls import execute, instance, workflow
from tests.workflows.execution.test_killed import patiently
from tests.workflows.reaper import Reaper

TOTAL, DEEPEST = 7, 12
ROUNDS = int(os.environ.get("HTTP_PAGES_KILLED", "3"))


def listing(got, total=TOTAL, size=2, filler=""):
    """A list of `total` numbers, `size` a page, in every way that services page."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(got.path).query).items()}
    page = int(query.get("page") or query.get("cursor", "c1").removeprefix("c"))
    rows = [{"n": n, "filler": filler} for n in range((page - 1) * size, min(page * size, total))]
    has_more = page * size < total
    body = {"rows": rows, "has_more": has_more, "cursor": f"c{page + 1}" if has_more else None}
    body["next"] = f"/hook?page={page + 1}" if has_more else None
    link = {"Link": f'</hook?page=1>; rel="first", </hook?page={page + 1}>; rel="next"'} if has_more else {}
    return Reply(200, link, json.dumps(body).encode())


def step(receiver, url=None, **about):
    given = {"method": "GET", "url": url or receiver.url, "pagination": {"items": "json.rows[*].n", **about}}
    return {"id": "read", "type": "http_request", "input": given}


def run(states, *steps, given=None):
    started = execute(workflow(*steps), given)["instance_id"]
    states.run()
    return instance(started)


WAYS = [
    {"next_url": "json.next"},
    {"link_header": True},
    {"cursor": "json.cursor"},
    {"while": "json.has_more"},
    {"while": "length(json.rows) == `2`"},
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: next(iter(way.values())))
def test_all_pages_are_read_in_each_way_that_services_page(states, way):
    with Receiver(listing) as receiver:
        done = run(states, step(receiver, **way))
    output = done["steps"][0]["output"]
    assert output == {"items": list(range(TOTAL)), "pages": 4, "next": None, "has_more": False, "status": 200}
    assert len({got.headers["idempotency-key"] for got in receiver.received}) == 4


def test_a_list_with_more_pages_than_are_read_says_where_it_goes_on(states):
    with Receiver(listing) as receiver:
        output = run(states, step(receiver, cursor="json.cursor", max_pages=2))["steps"][0]["output"]
    assert output == {"items": [0, 1, 2, 3], "pages": 2, "next": "c3", "has_more": True, "status": 200}


def listing_by_body(got):
    """The same list, whose place is in the JSON body, deep inside it."""
    variables = json.loads(got.body)["variables"]
    place = variables.get("after") or variables.get("page") or variables.get("offset", 0) // 2 + 1
    page = int(str(place).removeprefix("c"))
    return listing(replace(got, path=f"/hook?page={page}"))


BODY_WAYS = [
    ({"cursor": "json.cursor", "parameter": "variables.after"}, ["c1", "c2", "c3", "c4"]),
    ({"while": "json.has_more", "parameter": "variables.page"}, [1, 2, 3, 4]),
    ({"while": "json.has_more", "parameter": "variables.offset", "start": 0, "step": 2}, [0, 2, 4, 6]),
]


@pytest.mark.parametrize(("way", "places"), BODY_WAYS, ids=["cursor", "page", "offset"])
def test_pages_are_read_by_a_field_of_the_json_body(states, way, places):
    body = {"query": "{ rows }", "variables": {"size": 2, "after": "c1" if "cursor" in way else None}}
    with Receiver(listing_by_body) as receiver:
        read = step(receiver, **{**way, "in": "json"})
        read["input"] |= {"method": "POST", "json": body}
        output = run(states, read)["steps"][0]["output"]
    assert output == {"items": list(range(TOTAL)), "pages": 4, "next": None, "has_more": False, "status": 200}
    sent = [json.loads(got.body) for got in receiver.received]
    name = way["parameter"].partition(".")[2]
    assert [each["variables"][name] for each in sent] == places
    assert {(each["query"], each["variables"]["size"]) for each in sent} == {("{ rows }", 2)}
    assert {urlsplit(got.path).query for got in receiver.received} == {""}
    assert len({got.headers["idempotency-key"] for got in receiver.received}) == 4


def test_pages_in_a_body_that_is_no_object_fail_the_step(states):
    with Receiver(lambda _: Reply(200, {}, b'{"rows": [], "cursor": "c2"}')) as receiver:
        read = step(receiver, **{"cursor": "json.cursor", "in": "json", "parameter": "list.after"})
        read["input"] |= {"method": "POST", "json": {"list": "{{ input.list }}"}}
        done = run(states, read, given={"list": [1]})
    assert (done["error"]["code"], len(receiver.received)) == ("VALIDATION_ERROR", 1)


@pytest.mark.parametrize(
    ("about", "more", "field"),
    [
        ({"next_url": "json.next", "in": "json"}, {}, "pagination"),
        ({"link_header": True, "in": "json"}, {}, "pagination"),
        ({"cursor": "json.cursor", "in": "json"}, {"body": "x"}, "json"),
        ({"cursor": "json.cursor", "in": "json"}, {"form": {"a": 1}}, "json"),
        ({"cursor": "json.cursor", "in": "json"}, {"json": [1]}, "json"),
        ({"cursor": "json.cursor", "in": "json", "parameter": "a..b"}, {"json": {}}, "pagination.parameter"),
        ({"cursor": "json.cursor", "in": "header"}, {"json": {}}, "pagination.in"),
    ],
)
def test_pages_in_a_body_that_cannot_be_are_refused_when_they_are_saved(table, about, more, field):
    given = {"method": "POST", "url": "https://example.com/list", "pagination": about, **more}
    refused = call("workflows.create", {"name": "x", "steps": [{"id": "read", "type": "http_request", "input": given}]})
    assert (refused.status, refused.error["details"]["field"]) == (422, f"steps[0].input.{field}")


def effects_of(table):
    (counter,) = table.query(f"{ORGANISATION}#live#WFR")
    return counter["effects"]


@pytest.mark.parametrize(("method", "count"), [("GET", 1), ("POST", 4)])
def test_each_request_that_may_change_something_counts_in_its_chain(states, table, method, count):
    with Receiver(listing) as receiver:
        read = step(receiver, **{"while": "json.has_more"})
        read["input"]["method"] = method
        assert run(states, read)["status"] == "completed"
        assert (len(receiver.received), effects_of(table)) == (4, count)


@pytest.mark.parametrize("seconds", [-1, 10])
def test_a_chain_at_its_limit_asks_for_no_further_page(states, table, monkeypatch, seconds):
    """Also when another invocation would have gone on."""
    monkeypatch.setattr(pages, "INVOCATION_SECONDS", seconds)
    monkeypatch.setitem(chain_counts.MAXIMUM, "effects", 2)
    with Receiver(listing) as receiver:
        read = step(receiver, **{"while": "json.has_more"})
        read["input"]["method"] = "POST"
        done = run(states, read)
    assert (done["status"], done["error"]["code"]) == ("failed", "CHAIN_LIMIT_REACHED")
    assert (len(receiver.received), effects_of(table)) == (2, 2)


def test_each_question_that_may_change_something_counts_in_its_chain(states, table):
    answers = iter([b'{"done": false}', b'{"done": false}', b'{"done": true}'])
    with Receiver(lambda _: Reply(200, {}, next(answers))) as receiver:
        asking = {"url": receiver.url, "repeat_until": {"condition": "json.done", "every_seconds": 2}}
        assert run(states, {"id": "ask", "type": "http_request", "input": asking})["status"] == "completed"
    assert effects_of(table) == 3


def test_more_than_a_run_can_hold_fails_the_step_in_the_next_invocation_too(states, monkeypatch):
    monkeypatch.setattr(pages, "INVOCATION_SECONDS", -1)
    with Receiver(lambda got: listing(got, total=100, filler="x" * 100_000)) as receiver:
        about = {"items": "json.rows", "while": "json.has_more"}
        assert run(states, step(receiver, **about))["error"]["code"] == "OUTPUT_TOO_LARGE"


def test_at_most_a_hundred_pages_are_read(states):
    with Receiver(lambda got: listing(got, total=1_000)) as receiver:
        output = run(states, step(receiver, **{"while": "json.has_more"}))["steps"][0]["output"]
    assert (output["pages"], output["next"], len(receiver.received)) == (100, 101, 100)
    assert output["items"] == list(range(200))


def test_a_cursor_that_does_not_move_ends_the_list(states):
    with Receiver(lambda _: Reply(200, {}, b'{"rows": [{"n": 1}], "cursor": "same"}')) as receiver:
        output = run(states, step(receiver, cursor="json.cursor"))["steps"][0]["output"]
    assert (output["items"], output["has_more"]) == ([1, 1], True)


def test_an_offset_grows_by_the_size_of_a_page(states):
    with Receiver(lambda _: Reply(200, {}, b'{"rows": []}')) as receiver:
        about = {"while": "page < `3`", "parameter": "offset", "start": 0, "step": 50}
        run(states, step(receiver, **about))
    assert [urlsplit(got.path).query for got in receiver.received] == ["offset=0", "offset=50", "offset=100"]


def test_the_next_page_on_another_host_is_not_asked_for(states):
    with Receiver() as other:
        answer = Reply(200, {}, json.dumps({"rows": [], "next": other.url}).encode())
        with Receiver(lambda _: answer) as receiver:
            done = run(states, step(receiver, next_url="json.next"))
    assert done["error"]["code"] == "URL_REFUSED"
    assert other.received == []


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"items": "json", "while": "json.has_more"}, "VALIDATION_ERROR"),
        ({"items": "json.rows[*].abs(filler)", "while": "json.has_more"}, "EXPRESSION_ERROR"),
    ],
)
def test_pages_that_cannot_be_read_fail_the_step(states, about, code):
    with Receiver(listing) as receiver:
        assert run(states, step(receiver, **about))["error"]["code"] == code


def test_more_than_a_run_can_hold_fails_the_step(states):
    with Receiver(lambda got: listing(got, total=100, filler="x" * 100_000)) as receiver:
        about = {"items": "json.rows", "while": "json.has_more"}
        assert run(states, step(receiver, **about))["error"]["code"] == "OUTPUT_TOO_LARGE"


def test_a_page_that_fails_is_tried_again_and_those_before_it_are_not(states):
    answers: Counter[str] = Counter()

    def flaky(got):
        answers[got.path] += 1
        return Reply(503) if "page=3" in got.path and answers[got.path] < 3 else listing(got)

    with Receiver(flaky) as receiver:
        done = run(states, step(receiver, **{"while": "json.has_more"}))
    assert done["steps"][0]["output"]["items"] == list(range(TOTAL))
    assert answers == {"/hook?page=1": 1, "/hook?page=2": 1, "/hook?page=3": 3, "/hook?page=4": 1}


def test_a_run_that_is_retried_goes_on_at_the_page_that_failed(states):
    broken = [True]
    with Receiver(lambda got: Reply(400) if "page=3" in got.path and broken else listing(got)) as receiver:
        done = run(states, step(receiver, **{"while": "json.has_more"}))
        assert done["status"] == "failed"
        broken.clear()
        call("workflows.retry", {"instance_id": done["instance_id"]})
        states.run()
        done = instance(done["instance_id"])
    assert done["steps"][0]["output"]["items"] == list(range(TOTAL))
    assert [urlsplit(got.path).query[-1] for got in receiver.received] == ["1", "2", "3", "3", "4"]


def test_another_invocation_goes_on_when_the_time_of_one_is_over(states, monkeypatch):
    monkeypatch.setattr(pages, "INVOCATION_SECONDS", -1.0)
    with Receiver(listing) as receiver:
        done = run(states, step(receiver, **{"while": "json.has_more"}))
    assert done["steps"][0]["output"]["items"] == list(range(TOTAL))
    assert done["steps"][0]["attempts"] == 1
    assert states.invoked["workers/run_http"] == len(receiver.received) == 4


class PageReaper(Reaper):
    """Kills at any call of an invocation that reads many pages, each of which makes some calls."""

    def around(self, what):
        """See Reaper.around."""
        disarm = super().around(what)
        if what == "workers/run_http" and self.random.random() < 0.7:
            self.left, self.is_before, self.what = self.random.randint(1, DEEPEST), self.random.random() < 0.5, what
        return disarm


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_killed_anywhere_every_page_is_in_the_output_once(states, table, seed):
    """Each page may be asked for again under its own key, and a large list goes to the bucket."""
    reaper = PageReaper(seed)
    states.around = reaper.around
    filler = "x" * 30_000 if seed % 2 else ""
    with Receiver(lambda got: listing(got, total=19, filler=filler)) as receiver:
        items = {"items": "json.rows"}
        steps = [
            step(receiver, **items, **WAYS[seed % len(WAYS)]),
            {"id": "after", "type": "set", "input": {"ok": "{{ steps.read.output.items[*].n }}"}},
        ]
        identifier = workflow(*steps, concurrency="allow")
        for number in range(3):
            started = patiently(reaper, "workflows.execute", {"workflow_id": identifier}, f"run-{number}").data
            states.run()
            done = instance(started["instance_id"])
            assert done["steps"][1]["output"] == {"ok": list(range(19))}, done
    assert table.query(f"{ORGANISATION}#live#WFL") == []
    by_key: dict[str, set[str]] = {}
    for got in receiver.received:
        by_key.setdefault(got.headers["idempotency-key"], set()).add(got.path)
    assert all(len(paths) == 1 for paths in by_key.values())
    assert len(by_key) == 3 * 10
    print(f"\n{len(receiver.received)} requests for 30 pages, {reaper.killed.total()} killed")  # noqa: T201


# repeat_until


def ask(receiver, **about):
    repeat = {"condition": "json.status == 'done'", **about}
    return {
        "id": "ask",
        "type": "http_request",
        "input": {"method": "GET", "url": receiver.url, "repeat_until": repeat},
    }


def test_a_question_is_asked_again_until_the_answer_is_as_wanted(states):
    waits, answers = [], ["queued", "running", "done"]

    with Receiver(lambda _: Reply(200, {}, json.dumps({"status": answers.pop(0)}).encode())) as receiver:
        started = execute(workflow(ask(receiver, every_seconds=90)))["instance_id"]

        def look(path):
            if path == "workers/run_http":
                waits.append(instance(started)["steps"][0].get("until"))

        with clock.frozen(clock.now()):
            asked = clock.stamp(clock.now() + timedelta(seconds=90))
            states.around = look
            states.run()
    done = instance(started)
    assert done["steps"][0]["output"]["json"] == {"status": "done"}
    assert done["steps"][0]["attempts"] == 1
    assert waits == [None, asked, asked]
    assert len({got.headers["idempotency-key"] for got in receiver.received}) == 3
    assert states.entered["Wait"] == 2


def test_an_answer_that_never_comes_fails_the_step_in_time(states):
    with ExitStack() as stack, Receiver(lambda _: Reply(200, {}, b"{}")) as receiver:
        started = execute(workflow(ask(receiver, every_seconds=60, timeout_seconds=600)))["instance_id"]
        states.around = lambda _: stack.enter_context(clock.frozen(clock.now() + timedelta(seconds=30))) and None
        states.run()
    assert instance(started)["error"]["code"] == "TIMEOUT"
    assert 3 <= len(receiver.received) <= 11


def test_a_failure_between_two_questions_is_tried_again_and_is_no_answer(states):
    answers = [(200, "queued"), (503, ""), (200, "done")]

    def answer(_):
        status, text = answers.pop(0)
        return Reply(status, {}, json.dumps({"status": text}).encode())

    with Receiver(answer) as receiver:
        done = run(states, ask(receiver))
    assert done["steps"][0]["output"]["json"] == {"status": "done"}
    keys = [got.headers["idempotency-key"].rpartition(":")[2] for got in receiver.received]
    assert keys == ["0", "1", "1"]


# what is refused when it is saved


@pytest.mark.usefixtures("states")
@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"pagination": {"items": "json"}}, "pagination"),
        ({"pagination": {"cursor": "json.c", "while": "json.m"}}, "pagination"),
        ({"pagination": {"while": "json.count > 5"}}, "pagination.while"),
        ({"pagination": {"cursor": "lenght(json)"}}, "pagination.cursor"),
        ({"pagination": {"cursor": "json.c", "max_pages": 101}}, "pagination.max_pages"),
        ({"repeat_until": {"condition": "json.n > 5"}}, "repeat_until.condition"),
        ({"repeat_until": {"condition": "json.n", "every_seconds": 1}}, "repeat_until.every_seconds"),
        ({"repeat_until": {"condition": "json.n"}, "pagination": {"cursor": "json.c"}}, "pagination"),
        ({"json": {}, "form": {"a": "b"}}, ""),
        ({"form": {"a": {"b": 1}}}, "form.a"),
    ],
)
def test_what_can_never_work_is_refused_when_it_is_saved(about, field):
    given = {"url": "https://api.example.com/x", **about}
    answer = call("workflows.create", {"name": "T", "steps": [{"id": "s", "type": "http_request", "input": given}]})
    assert answer.status == 422, answer
    assert answer.error["details"]["field"].startswith(f"steps[0].input{'.' if field else ''}{field}")


def test_a_form_is_sent_as_its_fields(states):
    with Receiver() as receiver:
        form = {"name": "{{ input.name }}", "tags": ["a", "b"], "none": None, "n": 1.5, "yes": True}
        send = {"id": "s", "type": "http_request", "input": {"url": receiver.url, "form": form}}
        run(states, send, given={"name": "Puig & Fills"})
    got = receiver.received[0]
    assert got.headers["content-type"] == "application/x-www-form-urlencoded"
    assert got.body == b"name=Puig+%26+Fills&tags=a&tags=b&n=1.5&yes=true"


# save_as


def keep_answer(receiver, **about):
    given = {"method": "GET", "url": receiver.url, "save_as": "informe-{{ input.month }}.pdf", **about}
    return {"id": "keep", "type": "http_request", "input": given}


PDF = b"%PDF-1.7\n" + b"x" * 1_000_000 + b"\n%%EOF\n"


def test_a_large_answer_is_kept_as_a_document_once(states):
    with Receiver(lambda _: Reply(200, {"Content-Type": "application/pdf"}, PDF)) as receiver:
        done = run(states, keep_answer(receiver), given={"month": "2026-03"})
    output = done["steps"][0]["output"]
    assert set(output) == {"status", "headers", "size", "content_type", "document_id"}
    assert output["content_type"] == "application/pdf"
    document = call("documents.get", {"document_id": output["document_id"]}).data
    assert (document["filename"], output["size"]) == ("informe-2026-03.pdf", len(PDF))
    assert call("documents.list").data["pagination"]["total"] == 1


def test_what_is_kept_can_be_named_by_an_object_and_may_be_json(states):
    rows = json.dumps([{"n": number, "text": "x" * 100} for number in range(5_000)]).encode()
    with Receiver(lambda _: Reply(200, {"Content-Type": "application/json"}, rows)) as receiver:
        output = run(states, keep_answer(receiver, save_as={"filename": "{{ input.name }}"}), given={"name": "r.json"})
    output = output["steps"][0]["output"]
    assert (output["size"], output["content_type"]) == (len(rows), "application/json")
    document = call("documents.get", {"document_id": output["document_id"]}).data
    assert (document["filename"], document["size_bytes"]) == ("r.json", len(rows))


def test_in_the_sandbox_the_output_has_the_same_fields(states):
    step = {"id": "keep", "type": "http_request", "input": {"url": "https://example.com/r", "save_as": "r.json"}}
    definition = {"name": "x", "trigger_type": "manual", "steps": [step]}
    tried = call("workflows.validate", {"definition": definition}).data["steps"][0]["output"]
    assert set(tried) == {"status", "headers", "size", "content_type", "document_id"}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ({}, ".filename"),
        ({"filename": ""}, ".filename"),
        ("x" * 201, ".filename"),
        ({"filename": "a", "type": "pdf"}, ".type"),
        (5, ""),
    ],
)
def test_a_name_that_is_none_is_refused_when_it_is_saved(table, name, field):
    about = {"url": "https://example.com/r", "save_as": name}
    refused = call("workflows.create", {"name": "x", "steps": [{"id": "k", "type": "http_request", "input": about}]})
    assert (refused.status, refused.error["details"]["field"]) == (422, f"steps[0].input.save_as{field}")


def test_a_function_that_dies_keeps_no_second_document(states):
    reaper = PageReaper(3)
    states.around = reaper.around
    with Receiver(lambda _: Reply(200, {}, PDF)) as receiver:
        steps = [keep_answer(receiver)]
        for _ in range(5):
            identifier = workflow(*steps)
            started = patiently(reaper, "workflows.execute", {"workflow_id": identifier}, identifier).data
            states.run()
            assert instance(started["instance_id"])["status"] == "completed"
    assert reaper.killed["workers/run_http"] > 1
    assert call("documents.list").data["pagination"]["total"] == 5


def test_who_may_not_write_documents_cannot_keep_answers(states):
    with Receiver() as receiver:
        about = {"name": "T", "steps": [keep_answer(receiver)]}
        refused = call("workflows.create", about, caller={"scopes": "workflows:admin"})
    assert (refused.status, refused.error["details"]["resource"]) == (403, "documents")


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("</2>; rel=next", "/2"),
        ('</1>; rel="prev", </2>; title="a"; REL = "last next"', "/2"),
        ('</1>; rel="nextish"', None),
        ("</1>; title=next", None),
        ("</1>", None),
    ],
)
def test_the_next_page_is_the_link_with_this_relation(header, target):
    assert pages._linked(header) == target
