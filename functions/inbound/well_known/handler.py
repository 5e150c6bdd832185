"""/.well-known/<document>: where apps learn of the authorization server and of what it protects."""

from bivelio_core.entrypoints.inbound import Call, Reply, inbound
from bivelio_core.entrypoints.oauth_call import unavailable, well_known
from bivelio_core.needs import Needs


@inbound(
    "/.well-known/{proxy+}",
    methods=("GET",),
    maximum_body_bytes=2_000,
    refuse=unavailable,
    needs=Needs(reads=None, uses=("app_url", "oauth")),
)
def handler(call: Call) -> Reply:
    """Show the metadata of the authorization server and of its resources."""
    return well_known(call)
