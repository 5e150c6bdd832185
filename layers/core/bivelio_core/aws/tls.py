"""What verifies the servers that our clients ask: made once for all of them, while Lambda initialises the function.

AWS certifies its endpoints by Amazon's own roots. Reading those five takes 1 ms of processor time, the 127 of the
system 7 (docs/import-cost.md). Should a certificate of AWS come from another authority, the system's are read too.
"""

import logging
import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

OF_AMAZON = (".amazonaws.com", ".api.aws")
"""The domains whose servers Amazon's roots certify; those of China and of the sovereign cloud have others."""

ROOTS = os.path.join(os.path.dirname(__file__), "amazon_roots.pem")  # noqa: PTH118, PTH120 - pathlib is a large import

LOG = logging.getLogger(__name__)


def context(host: str) -> "ssl.SSLContext":
    """What verifies a host: by the authorities of AWS_CA_BUNDLE, else by Amazon's roots or by those of the system."""
    return _verifying(_authorities(host))


def refused(host: str, error: OSError) -> None:
    """Judge the next connections to a host of AWS by the system's authorities too, if Amazon's roots refused one."""
    import ssl  # noqa: PLC0415 - the local runtime speaks without

    if isinstance(error, ssl.SSLCertVerificationError) and _authorities(host) == ROOTS:
        LOG.warning("a server of AWS is not certified by Amazon's roots: those of the system are asked too")
        context(host).load_default_certs()


def _authorities(host: str) -> str | None:
    """The file of a host's authorities; None are the system's."""
    return os.environ.get("AWS_CA_BUNDLE") or (ROOTS if host.endswith(OF_AMAZON) else None)


@cache
def _verifying(authorities: str | None) -> "ssl.SSLContext":
    import ssl  # noqa: PLC0415 - the local runtime speaks without

    return ssl.create_default_context(cafile=authorities)
