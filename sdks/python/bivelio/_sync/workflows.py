"""Workflows, with runs that are waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from .. import _transport
from .._omit import OMIT, Omit
from .._waiting import LONGEST_WAIT_SECONDS, Pauses
from .resources import workflows as generated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Unpack

    from .. import models
    from .._settings import RequestOptions

_ENDED = frozenset({"completed", "failed", "cancelled"})


class Workflows(generated.Workflows):
    __doc__ = generated.Workflows.__doc__

    @overload
    def execute(
        self,
        workflow_id: str,
        input: Mapping[str, Any] | Omit = OMIT,
        *,
        async_: bool | Omit = OMIT,
        idempotency_key: str | None = None,
        wait: Literal[False] = False,
        **request_options: Unpack[RequestOptions],
    ) -> models.Execution: ...

    @overload
    def execute(
        self,
        workflow_id: str,
        input: Mapping[str, Any] | Omit = OMIT,
        *,
        idempotency_key: str | None = None,
        wait: Literal[True],
        wait_seconds: float = LONGEST_WAIT_SECONDS,
        **request_options: Unpack[RequestOptions],
    ) -> models.Instance: ...

    def execute(
        self,
        workflow_id: str,
        input: Mapping[str, Any] | Omit = OMIT,
        *,
        async_: bool | Omit = OMIT,
        idempotency_key: str | None = None,
        wait: bool = False,
        wait_seconds: float = LONGEST_WAIT_SECONDS,
        **request_options: Unpack[RequestOptions],
    ) -> models.Execution | models.Instance:
        """Start a run of a workflow, and optionally wait for its end.

        Scope: `write`; with `wait`, `read` too.

        Args:
            workflow_id: The id of the workflow.
            input: The input of the run; expressions read it as `input`.
            async_: `true` responds at once; `false` responds when the run has ended or the longest wait is over.
            idempotency_key: the same key has its effect once; each call makes its own by default.
            wait: Ask until the run has ended, and return it as `instances_get` shows it, whatever its `status`.
            wait_seconds: How long to wait at most, by default an hour. Then WaitTimeoutError is raised; it goes on.
            request_options: `timeout`, `max_retries` and `extra_headers` of each request.
        """
        started = super().execute(workflow_id, input, async_=async_, idempotency_key=idempotency_key, **request_options)
        return self.wait(started.instance_id, wait_seconds=wait_seconds, **request_options) if wait else started

    def wait(
        self, instance_id: str, *, wait_seconds: float = LONGEST_WAIT_SECONDS, **request_options: Unpack[RequestOptions]
    ) -> models.Instance:
        """Wait until a run has ended, and return it, whatever its `status`.

        A run that waits for a person or for time is waited for as well. Pauses grow from a quarter of a second to
        five. Raises WaitTimeoutError, which has the `instance` as it was last.

        Args:
            instance_id: The id of the run.
            wait_seconds: How long to wait at most, by default an hour.
            request_options: `timeout`, `max_retries` and `extra_headers` of each request.
        """
        pauses = Pauses(wait_seconds)
        while True:
            instance = self.instances_get(instance_id, **request_options)
            if instance.status in _ENDED:
                return instance
            message = (
                f"The run {instance_id} is still {instance.status} after {wait_seconds:g} seconds, and goes on: "
                "wait for it again with workflows.wait()."
            )
            _transport.sleep(pauses.before_asking_again(instance, message))
