"""State machine task with a token: waits for a decision, or for another workflow."""

from bivelio_core.entrypoints.task import suspend_task

handler = suspend_task()
