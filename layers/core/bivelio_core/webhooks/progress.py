"""The progress of a replay, stored with its webhook and written whenever an invocation of the replay ends."""

from typing import Any, Literal

from bivelio_core import clock
from bivelio_core.events import log
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, absent, all_of, any_of, compare, equals

from .queues import Replay

Status = Literal["running", "finished", "stopped"]


def initial_attributes(replay: Replay, count: int, *, is_exact: bool) -> dict[str, Any]:
    """The attributes of a webhook whose replay has just been asked for."""
    about = {"since": replay.position, "until": replay.until, "count": count, "count_is_exact": is_exact}
    return {
        "replay": replay.replay,
        "replay_hand": handover_number(replay),
        "replay_progress": {**about, **_state(replay, "running")},
    }


def note(store: TenantStore, webhook: Item, replay: Replay, status: Status) -> bool:
    """Write the progress of a replay; False when a newer replay, or a later copy of this one, has replaced it.

    The counts come from the message, so a message that is served twice writes the same counts.
    """
    progress = {**webhook.get("replay_progress", {}), **_state(replay, status)}
    of_another = any_of(
        compare("replay_hand", "<", f"{replay.replay}#"), compare("replay_hand", ">", f"{replay.replay}#~")
    )
    is_newest = any_of(absent("replay_hand"), of_another, compare("replay_hand", "<=", handover_number(replay)))
    try:
        store.update(
            keys.WEBHOOK,
            replay.webhook,
            Update(set={"replay_progress": progress, "replay_hand": handover_number(replay)}),
            condition=all_of(equals("replay", replay.replay), is_newest),
        )
    except ConditionFailed:
        return False
    return True


def handover_number(replay: Replay) -> str:
    """Return a text for how often a replay was handed over; within one replay these texts sort like the numbers."""
    return f"{replay.replay}#{replay.hand:08d}"


def last_hand(webhook: Item, replay: Replay) -> int:
    """Return how often a replay was handed over, according to the stored progress."""
    name, _, number = str(webhook.get("replay_hand", "")).partition("#")
    return int(number) if name == replay.replay else 0


def public_progress(webhook: Item) -> dict[str, Any] | None:
    """The progress of a webhook's newest replay, as the API shows it."""
    progress = webhook.get("replay_progress")
    if progress is None:
        return None
    times = {name: _time(progress[name]) for name in ("since", "until", "reached") if progress.get(name)}
    return {**progress, **times}


def _state(replay: Replay, status: Status) -> dict[str, Any]:
    return {
        "status": status,
        "reached": replay.position.partition("#")[0],
        "delivered": replay.delivered,
        "failed": replay.failed,
        "updated_at": clock.timestamp(),
    }


def _time(position: str) -> str:
    return clock.timestamp(log.instant_of(position))
