"""State machine task: runs the steps of workflows that may ask a model."""

from types import SimpleNamespace

from bivelio_core.documents import steps as documents
from bivelio_core.entrypoints.task import step_task

handler = step_task(SimpleNamespace(extract=documents.extract, classify=documents.classify))
