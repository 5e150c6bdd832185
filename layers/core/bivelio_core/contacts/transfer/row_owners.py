"""The owners that the rows of an import name: members of the organisation, asked for once for a whole slice."""

from collections.abc import Iterable
from functools import partial

from bivelio_core.contacts.fields import NOT_A_MEMBER
from bivelio_core.contacts.warnings import Finding
from bivelio_core.context import Context
from bivelio_core.faults import Fault
from bivelio_core.store import members
from bivelio_core.store.codec import Item
from bivelio_core.store.index.parallel import in_threads

from .repairs import LEFT_OUT


class Owners:
    """Which of some users are members now."""

    def __init__(self, users: Iterable[str | None], ctx: Context) -> None:
        named = sorted({user for user in users if user})
        answers = in_threads([partial(members.is_member, ctx.store, user) for user in named])
        self._strangers = {user for user, is_member in zip(named, answers, strict=True) if not is_member}

    def faults(self, after: Item, before: Item | None) -> tuple[Fault, ...]:
        """The faults of the owner of a contact, if it is another than before: who is one already may have left."""
        owner = after.get("owner_id")
        is_new = before is None or before.get("owner_id") != owner
        return (Fault("owner_id", NOT_A_MEMBER),) if is_new and owner in self._strangers else ()

    def left_out(self, owner: str | None) -> tuple[Finding, ...]:
        """The warning about an owner of a foreign row, who is left out."""
        return (Finding(LEFT_OUT, "owner_id", str(owner)),) if owner in self._strangers else ()
