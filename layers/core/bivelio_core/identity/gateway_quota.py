"""Count the API Gateway keys in use; an account and region allows 10,000, a quota that cannot be raised.

API Gateway has no metric for it. Only the operator's function makes keys, so it counts them.
"""

from bivelio_core import clients

LARGEST_PAGE = 500


def key_count() -> int:
    """Return the number of keys of all APIs of the account in this region."""
    pages = (
        clients.client("apigateway").get_paginator("get_api_keys").paginate(PaginationConfig={"PageSize": LARGEST_PAGE})
    )
    return sum(len(page["items"]) for page in pages)
