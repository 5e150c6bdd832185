"""The limits of a chain: how many runs, and how many effects, one root cause may lead to in all its runs together.

The depth of a chain is bounded (store/chains.py), but a run that makes a thousand contacts, each of which starts a run,
is wide instead. So each chain has a counter. A run that another run leads to, and each step with an effect, is counted
in the transaction that begins it, on condition that the limit is not reached, also under concurrency. The
limits leave room for a full loop (1,000 items) with ten effects an item, each item reacted to by two workflows.
"""

from datetime import timedelta
from typing import ClassVar, Literal

from bivelio_core import clock
from bivelio_core.errors import ApiError
from bivelio_core.faults import Text
from bivelio_core.store.chains import MAXIMUM_DEPTH
from bivelio_core.store.keys import CHAIN
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, UpdateWrite, absent, any_of, compare

from . import failure_texts

MAXIMUM = {"runs": 2_000, "effects": 10_000}
KEPT = timedelta(days=400)
"""How long a counter is kept after its last increment: longer than a run can wait (a year)."""


class ChainLimitReached(ApiError):
    """A chain of workflows has started as many runs, or had as many effects, as one cause may."""

    code, status = "CHAIN_LIMIT_REACHED", 409
    remedy: ClassVar[Text] = {
        "ca": "Busca fluxos de treball que s'iniciïn entre ells. Si és volgut, reparteix la feina en diversos "
        "inicis: /workflows/retry amb from: start torna a començar.",
        "es": "Busca flujos de trabajo que se inicien entre ellos. Si es intencionado, reparte el trabajo en "
        "varios inicios: /workflows/retry con from: start vuelve a empezar.",
        "en": "Look for workflows that set each other off. If it is meant, divide the work among several "
        "starts: /workflows/retry with from: start begins anew.",
    }
    text: ClassVar[Text] = {
        "ca": "Una mateixa causa no pot iniciar més de {runs} instàncies ni tenir més de {effects} efectes.",
        "es": "Una misma causa no puede iniciar más de {runs} instancias ni tener más de {effects} efectos.",
        "en": "One cause may not start more than {runs} runs, nor have more than {effects} effects.",
    }

    def __init__(self) -> None:
        super().__init__(details={"runs": MAXIMUM["runs"], "effects": MAXIMUM["effects"]}, **MAXIMUM)


class ChainTooDeep(ApiError):
    """A workflow called the API to start another one, beyond the depth to which workflows may start each other."""

    code, status = "LOOP_DETECTED", 409
    remedy: ClassVar[Text] = {
        "ca": "Busca fluxos de treball que s'iniciïn en cercle.",
        "es": "Busca flujos de trabajo que se inicien en círculo.",
        "en": "Look for workflows that start each other in a circle.",
    }
    text: ClassVar[Text] = failure_texts.CALL_LOOP

    def __init__(self) -> None:
        super().__init__(details={"depth": MAXIMUM_DEPTH}, depth=MAXIMUM_DEPTH)


def counted(store: TenantStore, root: str, what: Literal["runs", "effects"]) -> UpdateWrite:
    """The write that counts one more run or effect; its condition fails when the limit is reached."""
    kept = {} if store.tenant.is_sandbox else {"ttl": clock.ttl(KEPT)}
    room = any_of(absent(what), compare(what, "<", MAXIMUM[what]))
    return store.update_write(CHAIN, root, Update(add={what: 1}, set=kept), condition=room)
