"""A temporary failure is retried, reported clearly, and handled as the definition says."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests.api import call
from tests.receiver import Receiver, Reply
from tests.workflows.calls import CREATE, call_to, execute, instance, workflow


def test_a_passing_failure_is_tried_again_with_the_same_key(states):
    answers = [Reply(503), Reply(429), Reply(200)]
    with Receiver(lambda _: answers.pop(0)) as receiver:
        started = execute(workflow(call_to(receiver.url)))
        states.run()
    assert len({got.headers["idempotency-key"] for got in receiver.received}) == 1
    step = instance(started["instance_id"])["steps"][0]
    assert (step["status"], step["attempts"]) == ("completed", 3)
    assert states.entered["Wait"] == 2


def test_a_receiver_that_asks_for_patience_is_called_again_when_it_asked_for(states):
    waits = []
    with Receiver(lambda _: Reply(503, headers={"Retry-After": "1800"})) as receiver, clock.frozen(clock.now()):
        started = execute(workflow(call_to(receiver.url, retry={"attempts": 2})))

        def look(path):
            if path == "workers/run_http":
                waits.append(instance(started["instance_id"])["steps"][0].get("until"))

        states.around = look
        states.run()
        asked = clock.stamp(clock.now() + timedelta(seconds=1_800))
    assert waits == [None, asked]


@pytest.mark.parametrize(
    ("about", "requests"),
    [({}, 1), ({"retry": {"attempts": 2, "on": ["HTTP_STATUS"]}}, 2), ({"retry": {"attempts": 1}}, 1)],
)
def test_a_lasting_failure_fails_the_run(states, about, requests):
    with Receiver(lambda _: Reply(404, body=b"no such thing")) as receiver:
        started = execute(workflow(call_to(receiver.url, **about)))
        states.run()
    failed = instance(started["instance_id"])
    assert len(receiver.received) == requests
    assert (failed["status"], failed["failed_step"]) == ("failed", "call")
    assert failed["error"]["code"] == "HTTP_STATUS"
    assert failed["error"]["details"] == {"status": 404, "body": "no such thing"}


def test_a_failure_is_told_in_the_readers_language_and_to_the_workflow_in_catalan(states):
    tell = {"id": "tell", "type": "set", "input": {"error": "{{ steps.call.error }}"}}
    with Receiver(lambda _: Reply(404)) as receiver:
        ignored = execute(workflow(call_to(receiver.url, on_error="continue"), tell))["instance_id"]
        loop = {"id": "each", "type": "for_each", "input": {"items": [1], "steps": [call_to(receiver.url)]}}
        failed = execute(workflow(loop))["instance_id"]
        states.run()
    for language, answered, one_of_one in (
        ("ca", "El receptor ha respost amb l'estat 404.", "Han fallat 1 de 1 iteracions; la primera, '0': "),
        ("es", "El receptor ha respondido con el estado 404.", "Han fallado 1 de 1 iteraciones; la primera, '0': "),
        ("en", "The receiver answered 404.", "1 of 1 iterations failed; the first, '0': "),
    ):
        headers = {"Accept-Language": language}
        told = call("workflows.instances_get", {"instance_id": failed}, headers=headers).data
        assert (told["error"], told["error"]["message"]) == (told["steps"][0]["error"], one_of_one + answered)
        assert told["error"]["details"]["error"]["message"] == answered
        read = call("workflows.instances_get", {"instance_id": ignored}, headers=headers).data
        assert read["steps"][0]["error"]["message"] == answered
        assert read["output"]["error"]["message"] == "El receptor ha respost amb l'estat 404."
        assert "translations" not in str((told, read))


def test_a_failure_may_be_ignored_or_lead_elsewhere(states):
    saved = {"id": "saved", "type": "set", "input": {"code": "{{ steps.call.error.code }}"}}
    unused = {"id": "unused", "type": "set", "input": {"x": 1}}
    for about in ({"on_error": "continue"}, {"on_error": {"go_to": "saved"}}):
        steps = [call_to("{{ input.url }}", **about), *([unused] if "go_to" in str(about) else []), saved]
        started = execute(workflow(*steps), {"url": "https://192.0.2.1/"})
        states.run()
        done = instance(started["instance_id"])
        assert (done["status"], done["output"]) == ("completed", {"code": "URL_REFUSED"}), done
        assert [step["status"] for step in done["steps"]][-1] == "completed"


def test_a_steps_error_tells_neither_which_private_address_a_host_has_nor_what_the_url_carries(states, names, logged):
    names.records["hooks.example.com"] = [["10.1.2.3"]]
    urls = ("https://hooks.example.com/in?token=hunter2", "https://bot:hunter2@hooks.example.com/")
    for url in urls:
        started = execute(workflow(call_to("{{ input.url }}")), {"url": url})
        states.run()
        failed = instance(started["instance_id"])
        assert failed["error"]["code"] == "URL_REFUSED"
        ended = [{name: of for name, of in step.items() if name != "input"} for step in failed["steps"]]
        for secret in ("10.1.2.3", "hunter2"):
            assert secret not in str(failed["error"]) + str(ended) + logged.getvalue()


def test_retrying_repeats_only_what_failed(states):
    broken = {"B"}
    with Receiver(lambda got: Reply(400 if any(who in got.body.decode() for who in broken) else 200)) as receiver:
        send = {"id": "send", "type": "http_request", "input": {"url": receiver.url, "json": "{{ item }}"}}
        each = {"id": "each", "type": "for_each", "input": {"items": ["A", "B", "C"], "steps": [send]}}
        last = {"id": "last", "type": "http_request", "input": {"url": receiver.url, "json": "end"}}
        started = execute(workflow(CREATE, each, last), {"client_name": "x"})
        states.run()
        failed = instance(started["instance_id"])
        assert (failed["status"], failed["failed_step"]) == ("failed", "each")
        assert failed["error"]["details"]["failed"] == [1]
        broken.clear()
        before = len(receiver.received)
        again = call("workflows.retry", {"instance_id": started["instance_id"]}).data
        assert (again["instance_id"], again["status"]) == (started["instance_id"], "running")
        states.run()
    assert [got.body for got in receiver.received[before:]] == [b'"B"', b'"end"']
    assert (states.entered["Frame"], states.entered["Http"]) == (0, 1 + 2)
    done = instance(started["instance_id"])
    assert (done["status"], [step["status"] for step in done["steps"]]) == ("completed", ["completed"] * 3)
    assert call("contacts.list", {}).data["pagination"]["total"] == 1


def test_retrying_leaves_alone_what_failed_and_was_to_be_ignored(states):
    with Receiver(lambda got: Reply(404 if b"ignored" in got.body else 400)) as receiver:

        def send(step, **about):
            return {"id": step, "type": "http_request", "input": {"url": receiver.url, "json": step}, **about}

        started = execute(workflow(send("ignored", on_error="continue"), send("failed")))
        states.run()
        call("workflows.retry", {"instance_id": started["instance_id"]})
        states.run()
    assert [got.body for got in receiver.received] == [b'"ignored"', b'"failed"', b'"failed"']


def test_retrying_from_the_start_is_another_run(states):
    with Receiver(lambda _: Reply(400)) as receiver:
        started = execute(workflow(call_to(receiver.url)), {"n": 1})
        states.run()
        again = call("workflows.retry", {"instance_id": started["instance_id"], "from": "start"}).data
        states.run()
    assert again["instance_id"] != started["instance_id"]
    assert instance(again["instance_id"])["retry_of"] == started["instance_id"]
    assert [got.headers["idempotency-key"].split(":")[0] for got in receiver.received] == [
        started["instance_id"],
        again["instance_id"],
    ]


def test_a_value_beyond_the_maximum_fails_its_step(states):
    doubled = [{"id": "s0", "type": "set", "input": {"v": "{{ input.big }}"}}]
    doubled += [
        {"id": f"s{n}", "type": "set", "input": {"v": f"{{{{ steps.s{n - 1}.output.v }}}}" * 2}} for n in range(1, 6)
    ]
    started = execute(workflow(*doubled), {"big": "x" * 60_000})
    states.run()
    assert instance(started["instance_id"])["error"]["code"] == "OUTPUT_TOO_LARGE"


def test_why_an_address_may_not_be_called_is_told_in_the_callers_language(states):
    started = execute(workflow(call_to("{{ input.url }}")), {"url": "https://192.0.2.1/"})
    states.run()
    told = {}
    for language in ("ca", "es", "en"):
        read = call(
            "workflows.instances_get", {"instance_id": started["instance_id"]}, headers={"Accept-Language": language}
        ).data
        told[language] = read["error"]["details"]["reason"]
    assert told == {
        "ca": "el host no és un nom públic ni una adreça pública",
        "es": "el host no es un nombre público ni una dirección pública",
        "en": "the host is not a public name or address",
    }
