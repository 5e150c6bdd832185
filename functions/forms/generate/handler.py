"""POST /v1/forms/generate"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.forms.actions import generate
from bivelio_core.forms.models import GeneratedForm, GenerateForm
from bivelio_core.needs import PAGE, Needs


@endpoint(
    "forms.generate",
    scope="write",
    step_family="ai",
    needs=Needs(reads=PAGE, uses=("ai", "credits"), layers=("ai",), timeout=29, memory=1024),
)
def handler(request: GenerateForm, ctx: Context) -> GeneratedForm:
    """Make a form from a description."""
    return generate.generate(request, ctx)
