"""An approval that asks several people: each decides once, by whatever way, and one rejection rejects."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from bivelio_core import clock
from bivelio_core.catalogue import LANGUAGES
from bivelio_core.store.connect import table as the_table

from tests.api import ORGANISATION, call, load
from tests.workflows.calls import APPROVE, CREATE, execute, instance, workflow
from tests.workflows.killer import Killer
from tests.workflows.links import browse, link, member
from tests.workflows.states import Killed, ended

YES, NO = {"decision": "approve", "comment": "d'acord"}, {"decision": "reject"}


def user(name, role="admin"):
    """The authorizer's context of a member."""
    member(name, role)
    return {"actor_kind": "user", "actor": f"usr_{name}", "role": role, "scopes": "admin"}


def asks(states, *more, caller=None, **about):
    """A run whose approval waits for two people."""
    step = {**APPROVE, "input": {**APPROVE["input"], "approvals": 2, **about}}
    asked = {"workflow_id": workflow(step, *more), "input": {"client_name": "ABC"}}
    started = call("workflows.execute", asked, caller=caller or {}).data["instance_id"]
    states.run()
    return started


def decide(started, caller, *, approved=True, **about):
    return call("workflows.approve", {"instance_id": started, "approved": approved, **about}, caller=caller)


def logged(action="approval.decided"):
    """Who is in the audit log with it; entries of one moment are in no order."""
    return sorted(each["actor"] for each in the_table().query(f"ORG#{ORGANISATION}#AUDIT") if each["action"] == action)


def made_contacts(table):
    return [item["name"] for item in table.query(f"{ORGANISATION}#live#CT")]


def test_two_people_approve_by_different_ways_and_the_run_shows_who(states, table):
    started, ana = asks(states, CREATE), user("ana")
    first = decide(started, ana, comment="fine").data
    assert (first["approved"], first["decided_by"], first["remaining"]) == (True, "user:usr_ana", 1)
    states.run()
    shown = instance(started)
    (waiting,) = shown["waiting"]
    assert (shown["status"], waiting["deciders"]["approvals"]) == ("waiting", 2)
    assert [(each["decided_by"], each["comment"]) for each in waiting["decisions"]] == [("user:usr_ana", "fine")]
    assert waiting["decisions"] == shown["steps"][0]["decisions"]
    listed = call("workflows.instances", {"with_waiting": True}).data["instances"][0]["waiting"]
    assert listed == shown["waiting"]
    assert decide(started, ana, comment="again").data == first, "the same decision again is answered like the first"
    token = link(started, member("eva", "admin"))
    page = browse(token)
    assert "Approvals: 1 of 2 (ana@example.com)" in page.html
    thanks = browse(token, YES)
    assert (thanks.status, "It was approved." in thanks.html) == (200, True)
    states.run()
    done = instance(started)
    assert (done["status"], made_contacts(table)) == ("completed", ["ABC"])
    output = done["steps"][0]["output"]
    assert (output["approved"], output["decided_by"], output["comment"]) == (True, "user:usr_eva", "d'acord")
    assert [(each["decided_by"], each["approved"]) for each in output["decisions"]] == [
        ("user:usr_ana", True),
        ("user:usr_eva", True),
    ]
    assert done["steps"][0]["decisions"] == output["decisions"]
    assert logged() == ["usr_ana", "usr_eva"]
    assert decide(started, ana).data == {**first, "remaining": 0}, "also when the run has gone on"


def test_nobody_is_counted_twice_not_even_by_another_way(states):
    started, ana = asks(states, CREATE), user("ana")
    token = link(started, "usr_ana")
    page = browse(token, YES)
    assert (page.status, "You approved it; other people still have to." in page.html) == (200, True)
    assert decide(started, ana).data["remaining"] == 1
    again = browse(token, YES)
    assert (again.status, again.title) == (409, "You have decided already")
    changed = decide(started, ana, approved=False)
    assert (changed.status, changed.error["details"]["reason"]) == (409, "decided_by_you")
    states.run()
    assert (instance(started)["status"], logged()) == ("waiting", ["usr_ana"])


@pytest.mark.parametrize("before", [0, 1])
def test_one_rejection_rejects(states, table, before):
    started = asks(states, {**CREATE, "when": "steps.ok.output.approved"})
    ana, eva = user("ana"), user("eva")
    if before:
        assert decide(started, ana).status == 200
    refused = decide(started, eva, approved=False).data
    assert (refused["approved"], refused["remaining"]) == (False, 0)
    late = decide(started, user("pau"))
    assert (late.status, late.error["details"]["reason"]) == (409, "decided")
    states.run()
    done = instance(started)
    assert (done["status"], done["steps"][0]["output"]["approved"], made_contacts(table)) == ("completed", False, [])
    assert len(done["steps"][0]["output"]["decisions"]) == before + 1


def test_a_key_does_not_count_as_a_person(states):
    started = asks(states)
    refused = decide(started, {})
    assert (refused.status, refused.error["details"]) == (403, {"reason": "users_only"})


@pytest.mark.parametrize(("on_expiry", "approved"), [("reject", False), ("approve", True), ("fail", None)])
def test_half_an_approval_expires_as_any_other(states, on_expiry, approved):
    started, ana = asks(states, on_expiry=on_expiry), user("ana")
    decide(started, ana)
    states.expires.add("token-1")
    states.run()
    done = instance(started)
    output = done["steps"][0]["output"]
    assert (output["approved"], output["expired"], len(output["decisions"])) == (approved, True, 1)
    assert decide(started, user("eva")).status == 409
    if approved is None:
        call("workflows.retry", {"instance_id": started})
        states.run()
        assert instance(started)["waiting"][0]["decisions"] == [], "it is asked anew"


def test_of_simultaneous_approvals_of_two_people_each_counts_once_and_the_run_goes_on_once(states, table):
    started = asks(states, CREATE)
    people = [user(name) for name in ("ana", "eva")]
    tokens = [link(started, each["actor"]) for each in people]

    def once(number):
        person = number % 2
        return decide(started, people[person]) if number % 4 < 2 else browse(tokens[person], YES)

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(once, range(24)))
    assert {answer.status for answer in answers} <= {200, 409}
    states.run()
    output = instance(started)["steps"][0]["output"]
    assert sorted(each["decided_by"] for each in output["decisions"]) == ["user:usr_ana", "user:usr_eva"]
    assert (logged(), made_contacts(table)) == (["usr_ana", "usr_eva"], ["ABC"])


def test_of_three_at_once_two_approve(states, table):
    started = asks(states, CREATE)
    people = [user(name) for name in ("ana", "eva", "pau")]
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda each: decide(started, each), people))
    assert {answer.status for answer in answers} == {200}
    states.run()
    assert len(instance(started)["steps"][0]["output"]["decisions"]) == 2
    assert (len(logged()), made_contacts(table)) == (2, ["ABC"])


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", range(14))
def test_a_decision_whose_function_dies_at_any_call_counts_once(states, table, mails, at, when):
    started, ana = asks(states, CREATE, roles=["admin"]), user("ana")
    token = link(started, member("eva", "admin"))
    killer = Killer()
    for way in (lambda: decide(started, ana), lambda: browse(token, YES)):
        with killer.armed(lambda number, now: (number, now) == (at, when)), suppress(Killed):
            way()
        way()
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        load("workers/sweep_workflows").handler({})
        states.run()
    output = instance(started)["steps"][0]["output"]
    assert [each["decided_by"] for each in output["decisions"]] == ["user:usr_ana", "user:usr_eva"]
    assert (logged(), made_contacts(table)) == (["usr_ana", "usr_eva"], ["ABC"])
    assert mails is not None


def test_what_was_decided_while_no_execution_was_there_is_kept(states):
    started, ana = asks(states), user("ana")
    decide(started, ana)
    (execution,) = states.executions.values()
    states.queue.clear()
    execution.status = "FAILED"
    load("workers/interrupt_run").handler(ended(execution))
    call("workflows.retry", {"instance_id": started})
    states.run()
    assert decide(started, user("eva")).data["remaining"] == 0
    states.run()
    assert instance(started)["status"] == "completed"


def test_who_has_approved_gets_no_reminder(states, mails):
    ana = user("ana")
    member("eva", "admin")
    started = asks(states, roles=["admin"], remind_every_seconds=3_600)
    load("workers/sweep_workflows").handler({})
    decide(started, ana)
    with clock.frozen(clock.now() + timedelta(hours=1, minutes=1)):
        load("workers/sweep_workflows").handler({})
    to = [str(message_from_bytes(mail.content, policy=policy.default)["To"]) for mail in mails.mails]
    assert (to.count("ana@example.com"), to.count("eva@example.com")) == (1, 2)


SECOND = {"id": "second", "type": "approval"}


def second(**about):
    return {**SECOND, "input": {"message": "Pay?", "exclude_deciders_of": ["ok"], **about}}


@pytest.mark.parametrize("approvals", [1, 2])
def test_who_decided_an_earlier_approval_does_not_decide_the_later_one(states, mails, approvals):
    people = [user(name) for name in ("ana", "eva", "pau")]
    started = asks(states, second(roles=["admin"]), approvals=approvals)
    for person in people[:approvals]:
        assert decide(started, person, step_id="ok").status == 200
    states.run()
    for person in people[:approvals]:
        for approved in (True, False):
            refused = decide(started, person, approved=approved, step_id="second")
            assert (refused.status, refused.error["details"]) == (403, {"reason": "decided_earlier_by_you"})
        page = browse(link(started, person["actor"], step="second"), YES)
        assert (page.status, page.title) == (403, "Not yours to decide")
    assert instance(started)["waiting"][0]["deciders"]["exclude_deciders_of"] == ["ok"]
    load("workers/sweep_workflows").handler({})
    to = {str(message_from_bytes(mail.content, policy=policy.default)["To"]) for mail in mails.mails}
    assert to == {f"{person['actor'].removeprefix('usr_')}@example.com" for person in people[approvals:]}
    assert decide(started, people[-1], step_id="second").status == 200
    states.run()
    assert instance(started)["status"] == "completed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_refusal_says_why_in_the_language_of_the_caller(states, language):
    ana, started = user("ana"), asks(states, second(), approvals=1)
    decide(started, ana, step_id="ok")
    states.run()
    asked = {"instance_id": started, "step_id": "second"}
    refused = call("workflows.approve", asked, caller=ana, headers={"Accept-Language": language})
    words = {"ca": "altra persona", "es": "otra persona", "en": "somebody else"}
    assert words[language] in refused.error["message"]


def test_whose_decider_is_excluded_later_is_decided_by_users_only(states):
    """Else the owner of a key could decide the first as the key, and the second as themselves."""
    started = asks(states, second(), approvals=1)
    refused = decide(started, {}, step_id="ok")
    assert (refused.status, refused.error["details"]) == (403, {"reason": "users_only"})
    assert instance(started)["waiting"][0]["deciders"] == {"exclude_starter": False}


def test_an_earlier_approval_that_was_skipped_or_expired_excludes_nobody(states):
    ana = user("ana")
    skipped = {**APPROVE, "when": "`false`"}
    started = execute(workflow(skipped, second()), {"client_name": "x"})["instance_id"]
    states.run()
    assert decide(started, ana, step_id="second").status == 200
    expired = {**APPROVE, "input": {"message": "?", "on_expiry": "approve"}}
    started = execute(workflow(expired, second()))["instance_id"]
    states.run()
    states.expires.update(token for execution in states.queue for token in execution.waits_for)
    states.run()
    states.expires.clear()
    assert decide(started, ana, step_id="second").status == 200


def test_an_approval_in_a_loop_excludes_who_decided_in_the_same_iteration(states):
    ana, eva = user("ana"), user("eva")
    first = {**APPROVE, "input": {"message": "{{ item }}?"}}
    loop = {"id": "each", "type": "for_each", "input": {"items": ["a", "b"], "steps": [first, second()]}}
    started = execute(workflow(loop))["instance_id"]
    states.run()
    for iteration, person in (("0", ana), ("1", eva)):
        assert decide(started, person, step_id="ok", iteration=iteration).status == 200
    states.run()
    for iteration, person, status in (("0", ana, 403), ("1", eva, 403), ("0", eva, 200), ("1", ana, 200)):
        assert decide(started, person, step_id="second", iteration=iteration).status == status
    states.run()
    assert instance(started)["status"] == "completed"


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"approvals": 0}, "approvals"),
        ({"approvals": 11}, "approvals"),
        ({"approvals": "two"}, "approvals"),
        ({"approvals": 2, "users": ["usr_ana"]}, "approvals"),
        ({"approvals": 2, "users": ["usr_ana", "usr_ana"]}, "approvals"),
        ({"exclude_deciders_of": ["later"]}, "exclude_deciders_of[0]"),
        ({"exclude_deciders_of": ["first", "made"]}, "exclude_deciders_of[1]"),
        ({"exclude_deciders_of": ["ok"]}, "exclude_deciders_of[0]"),
        ({"exclude_deciders_of": ["{{ input.step }}"]}, "exclude_deciders_of[0]"),
        ({"exclude_deciders_of": []}, "exclude_deciders_of"),
    ],
)
def test_what_nobody_could_ever_decide_is_refused_when_it_is_saved(table, about, field):
    first, later = ({**APPROVE, "id": name} for name in ("first", "later"))
    made = {"id": "made", "type": "set", "input": {}}
    step = {**APPROVE, "input": {**APPROVE["input"], **about}}
    answer = call("workflows.create", {"name": "x", "steps": [first, made, step, later]})
    assert (answer.status, answer.error["details"]["field"]) == (422, f"steps[2].input.{field}")


def test_a_trial_takes_an_approval_of_several_people(table):
    steps = [APPROVE, {**SECOND, "input": {"message": "?", "approvals": 2, "exclude_deciders_of": ["ok"]}}]
    definition = {"name": "x", "trigger_type": "manual", "steps": steps}
    tried = call("workflows.validate", {"definition": definition, "input": {"client_name": "x"}}).data
    assert (tried["valid"], [step["output"]["approved"] for step in tried["steps"]]) == (True, [True, True])
