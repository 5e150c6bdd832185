"""POST /v1/forms/generate"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.forms import service
from bivelio_core.forms.models import GeneratedForm, GenerateForm


@endpoint("forms.generate", scope="write", may_fail_with=(402,))
def handler(request: GenerateForm, ctx: Context) -> GeneratedForm:
    """Make a form from a description."""
    return service.generate(request, ctx)
