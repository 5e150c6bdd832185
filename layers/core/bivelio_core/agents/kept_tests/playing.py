"""Play the tests of a run: each turn is an invocation that changes nothing, and what comes of it is compared.

A turn's invocation has a key of its own, so whoever repeats a job that died finds what was answered and charged. What
is done is marked in the run; a job whose time is up queues itself again.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.agents import quoting
from bivelio_core.agents.actions import invoke
from bivelio_core.agents.desk import guidance, phrases
from bivelio_core.agents.desk.stored import load
from bivelio_core.agents.frame import Frame
from bivelio_core.agents.models import AgentInput, Invocation, InvokeAgent
from bivelio_core.context import Actor, Context
from bivelio_core.errors import ApiError, IdempotencyConflict, InternalError, ResourceNotFound
from bivelio_core.json_text import to_json
from bivelio_core.providers import language_model as lm
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import LastingKey
from bivelio_core.store.keys import AGENT, AGENT_TEST, AGENT_TEST_RUN
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, equals

from . import comparing, jobs, stored
from .jobs import TestsJob
from .models import KEPT_VERSIONS, AgentTestResult, AnsweredTestTurn, MissedExpectation

SECONDS_AT_ONCE = 60.0
LONGEST_SAID = 2_000

NOBODY = "ct_nobody"
"""The contact that a test of the front desk is with: the desk's tools are bound to it, and it has nothing."""

UNSETTLED = frozenset({IdempotencyConflict.code, InternalError.code})
"""Errors of an invocation that is perhaps still under way: the job is repeated."""


def serve(job: TestsJob, store: TenantStore) -> None:
    """Play the tests of a run that nobody has played, as long as there is time."""
    run = stored.run_of(store, job.tested_agent_id)
    if run is None or run["run_id"] != job.run_id or not stored.is_under_way(run):
        return
    until = time.monotonic() + SECONDS_AT_ONCE
    for position, sk in enumerate(run["tests"]):
        if stored.mark_of(position) in run:
            continue
        cost = _Playing(run, position, store, lambda: time.monotonic() < until).play(sk)
        if cost is None:
            jobs.send(job)
            return
        with suppress(ConditionFailed):  # a newer run stands in its place
            mark = Update(set={stored.mark_of(position): cost})
            store.update(AGENT_TEST_RUN, run["SK"], mark, condition=equals("run_id", run["run_id"]))


class _Answer(NamedTuple):
    """What a turn was answered, and why it was not."""

    invocation: Invocation | None
    error: str | None = None


class _Playing:
    """The playing of one test of a run."""

    def __init__(self, run: Item, position: int, store: TenantStore, has_time: Callable[[], bool]) -> None:
        self.run, self.position, self.store, self.has_time = run, position, store, has_time
        kind, actor = run["actor"]
        self.ctx = Context(store.tenant, Actor(kind, actor), frozenset(), run["run_id"], run["language"], store)
        self.before: list[lm.Turn] = []
        self.failed = 0

    def play(self, sk: str) -> int | None:
        """What a test has cost, with its result written; None when there was no time to end it."""
        test = self.store.get(AGENT_TEST, sk)
        if test is None:  # it was deleted meanwhile
            return 0
        try:
            version = int(self.store.find(AGENT, self.run["SK"]).get("version", 1))
        except ResourceNotFound:
            return 0
        settings = load(self.store) if test["front_desk"] else None
        turns: list[AnsweredTestTurn] = []
        cost = 0
        for number, turn in enumerate(test["turns"]):
            if not self.has_time():
                return None
            answer = self._answer(turn["text"], number, settings)
            turns.append(self._compared(turn, answer, settings))
            if answer.invocation is None:
                break
            cost += answer.invocation.credits_consumed
        passed = not any(turn.missed for turn in turns)
        about = {"agent_version": version, "passed": passed, "credits_consumed": cost, "run_at": clock.timestamp()}
        self._keep(test, AgentTestResult(**about, turns=turns))
        return cost

    def _answer(self, text: str, number: int, settings: Item | None) -> _Answer:
        def framed(agent: Item) -> Frame:
            letters = sum(len(_text_of(turn)) for turn in self.before)
            frame = Frame(tuple(self.before), letters, is_test=True)
            return frame if settings is None else self._at_desk(frame, settings, agent, text)

        request = InvokeAgent(
            agent_id=self.run["SK"],
            input=AgentInput(text=text if settings is None else quoting.message(text)),
            allow_writes=settings is None or bool(settings["allow_writes"]),
        )
        key = LastingKey(f"agent_test:{self.run['run_id']}:{self.position}:{number}")
        try:
            invocation = invoke.invoke(request, replace(self.ctx, idempotency_key=key), framed)
        except ApiError as error:
            if error.code in UNSETTLED:
                raise
            return _Answer(None, str(error.details.get("reason") or error.code))
        self.before += [lm.UserTurn((request.input.text,)), lm.ModelTurn(_text_said(invocation))]
        while sum(len(_text_of(turn)) for turn in self.before) > stored.BUDGET:
            del self.before[:2]
        return _Answer(invocation)

    def _at_desk(self, frame: Frame, settings: Item, agent: Item, text: str) -> Frame:
        language = phrases.language_of([text], {}, settings)
        acting = replace(self.ctx, scopes=frozenset(agent["scopes"]))
        return replace(
            frame,
            contact_id=NOBODY,
            instructions=guidance.instructions(settings, language),
            schema=guidance.SCHEMA,
            rules=guidance.rules(settings, agent, text, language, acting),
        )

    def _compared(self, turn: Mapping[str, Any], answer: _Answer, settings: Item | None) -> AnsweredTestTurn:
        if answer.invocation is None:
            lacking = MissedExpectation(expectation="answers", value=answer.error or InternalError.code)
            return AnsweredTestTurn(answer="", tools_used=[], missed=[lacking])
        invocation, why = answer.invocation, None
        if settings is not None:
            self.failed = 0 if invocation.output["confident"] else self.failed + 1
            why = guidance.reason_of(invocation.output, settings, self.failed)
        text, used = _text_said(invocation), invocation.tools_used or []
        return AnsweredTestTurn(
            answer=text[:LONGEST_SAID],
            tools_used=used,
            hands_over=why,
            missed=comparing.missed(turn, text, used, why),
            execution_id=invocation.execution_id,
        )

    def _keep(self, test: Item, result: AgentTestResult) -> None:
        """Keep a result in place of that of the same version, unless the test is another by now."""
        others = [each for each in stored.results_of(test) if each["agent_version"] != result.agent_version]
        results = [result.model_dump(), *others][:KEPT_VERSIONS]
        update = Update(set={"results": stored.packed(results)})
        with suppress(ConditionFailed):
            self.store.update(AGENT_TEST, test["SK"], update, condition=equals("updated_at", test["updated_at"]))


def _text_said(invocation: Invocation) -> str:
    output = invocation.output
    if "reply" in output and "hand_over" in output:
        return str(output["reply"])
    return str(output["text"]) if output.keys() == {"text"} else to_json(output)


def _text_of(turn: lm.Turn) -> str:
    match turn:
        case lm.UserTurn(parts):
            return "".join(map(str, parts))
        case lm.ModelTurn(text, _):
            return text
        case _:
            return ""
