"""Threads that stay: handing work to one that waits takes microseconds, starting one waits for it to run."""

import asyncio
import contextvars
import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

logger = logging.getLogger("crew")

Task = Callable[[], Any]


class Crew:
    """As many threads as there were tasks at once, for any tasks: one that waits for another never waits for a thread.

    Tasks have the context variables of whoever hands them over; what they raise is logged.
    """

    def __init__(self) -> None:
        self._idle: list[SimpleQueue[Task]] = []

    def run(self, function: Callable[..., Any], *args: Any, thread_name: str, **options: Any) -> None:
        """Have a function called, in the place of `ministack.core.concurrency.spawn_background`."""
        context = contextvars.copy_context()
        try:
            inbox = self._idle.pop()
        except IndexError:
            inbox = SimpleQueue()
            threading.Thread(target=self._serve, args=(inbox,), daemon=True, name=f"crew-{thread_name}").start()
        inbox.put(lambda: context.run(lambda: function(*args, **options)))

    async def ran(self, function: Callable[..., Any], *args: Any, thread_name: str = "task") -> Any:
        """Return what a function returns, in the place of `ministack.core.concurrency.run_reentrant`.

        Who is cancelled meanwhile goes on when the function has ended: a thread cannot be.
        """
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[Any] = loop.create_future()

        def call() -> None:
            try:
                result = function(*args)
            except BaseException as error:  # noqa: BLE001 - who waits for it gets it
                loop.call_soon_threadsafe(outcome.set_exception, error)
            else:
                loop.call_soon_threadsafe(outcome.set_result, result)

        self.run(call, thread_name=thread_name)
        try:
            return await asyncio.shield(outcome)
        except asyncio.CancelledError:
            await asyncio.wait([outcome])
            raise

    def _serve(self, inbox: "SimpleQueue[Task]") -> None:
        while True:
            task = inbox.get()
            try:
                task()
            except Exception:  # the thread's entrypoint: the next task must not suffer
                logger.exception("a task failed")
            del task
            self._idle.append(inbox)
