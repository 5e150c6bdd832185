"""State machine task: begins a frame of a workflow run, or continues it after a wait."""

from bivelio_core.entrypoints.task import plan_task

handler = plan_task()
