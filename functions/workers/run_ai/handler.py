"""State machine task: runs the steps of workflows that may ask a model."""

from types import SimpleNamespace

from bivelio_core.agents import steps as agents
from bivelio_core.documents import steps as documents
from bivelio_core.entrypoints.task import step_task

handler = step_task(SimpleNamespace(invoke=agents.invoke, extract=documents.extract, classify=documents.classify))
