"""The contact steps: what they take. `contact.create` and `contact.update` take what the endpoints take."""

from typing import Annotated

from pydantic import Field

from bivelio_core.contacts.models import ContactId
from bivelio_core.models import Request


class FindContactInput(Request):
    """A contact by `id` or `email`, exactly one of the two. The output is `{found, contact}`."""

    id: ContactId | None = None
    email: Annotated[str, Field(min_length=3, max_length=254)] | None = None
