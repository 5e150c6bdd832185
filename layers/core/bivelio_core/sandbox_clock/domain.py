"""The declaration of the sandbox's clock."""

from bivelio_core.domain import Domain

DOMAIN = Domain(
    name="sandbox_clock",
    tags={"clock": "The sandbox's clock: move it forward, and what falls due until then happens."},
    scopes=("clock",),
    only_http="a run does not move the clock that it waits by",
    texts=("bivelio_core.sandbox_clock.models",),
)
