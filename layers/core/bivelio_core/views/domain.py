"""The declaration of the domain views."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, lazily

if TYPE_CHECKING:
    from bivelio_core.views import samples
else:
    (samples,) = lazily(__package__, "samples")

DOMAIN = Domain(
    name="views",
    tags={"views": "Filters, order and columns of a list under a name, of one person or of the whole team."},
    scopes=("views",),
    only_http="views are for programs that show lists",
    samples=lambda: samples.writes,
)
