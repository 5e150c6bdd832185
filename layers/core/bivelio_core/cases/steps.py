"""The case steps of workflows. They take what the endpoints take."""

from typing import TYPE_CHECKING

from . import writing
from .models import CaseWithNotes, CreateCase, UpdateCase

if TYPE_CHECKING:
    from bivelio_core.effects import Call


def create(request: CreateCase, call: "Call") -> CaseWithNotes:
    """case.create: the case, made once even if the step is retried."""
    return writing.create(request, call.ctx)


def update(request: UpdateCase, call: "Call") -> CaseWithNotes:
    """case.update: the whole case; a note is added once even if the step is retried."""
    return writing.update(request, call.ctx)
