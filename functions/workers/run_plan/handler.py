"""State machine task: begin a frame of a workflow run, or go on after a wait."""

from bivelio_core.entrypoints.task import plan_task

handler = plan_task()
