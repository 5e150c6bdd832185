"""The declaration of the log of requests and of the usage."""

from bivelio_core.domain import Domain

DOMAIN = Domain(
    name="requests",
    tags={
        "requests": "Requests that failed in the last days, and a sample of the others.",
        "usage": "How much was asked of the API, and how much of the limits is used.",
    },
    scopes=("requests", "usage"),
    texts=("bivelio_core.requests.usage.reading",),
)
