"""What the reference promises of domains that are still to be built.

Their scopes were accepted from the first day, so keys may hold them: none may go. A domain that is built takes its part
from here into its own `domain.py`.
"""

from bivelio_core.domain import Domain

OTHERS = Domain(
    name="planned",
    scopes=("imports",),
)
