"""Move organisations between gateway keys of their own and shared ones, in steps that may die anywhere.

An organisation's mark is due while its keys are not what they are to be. Each step is decided from its item alone, is
repeated until it has happened, and leaves the mark due for the next one:

1. A value of its own is reserved, if fewer than `OwnGatewayKeys` are; otherwise the organisation shares and waits.
2. The key is made and put into its usage plan; the item notes from when it is known everywhere.
3. From then on the organisation names it, and then its API keys do.
4. Values of keys that it does not name any more are taken back, and the keys deleted when no authorizer remembers them.

So whatever an authorizer may name is in a usage plan at every moment.
"""

from collections.abc import Iterator

from bivelio_core import clock, config
from bivelio_core.store import due, keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed, Table, TransactionFailed
from bivelio_core.store.writes import Key, Update, UpdateWrite, absent, all_of, any_of, compare, equals

from . import gateway_keys, gateway_naming, organisations
from .gateway_naming import as_read, value_name
from .usage_plans import OF_ITS_OWN, OWN_KEYS, SHARING, UsagePlan

KNOWN = "gateway_known"
"""The id of the usage plan that an organisation's own keys were put into, and the epoch second from which they work."""
RETIRED = "gateway_retired"
"""The keys, by name and value, that an organisation names no more, and the epoch second of their last use."""


OWN_USAGE_PLANS = (*sorted(SHARING), *(f"{each}{OWN_KEYS}" for each in sorted(SHARING)), "enterprise", OF_ITS_OWN)
"""The usage plans in which an organisation may have keys to itself. The first two are from before there were pools."""


def moving(table: Table) -> Iterator[Key]:
    """The organisations whose gateway keys may not be what they are to be."""
    return due.keys_of(table, [gateway_naming.MOVES])


def waiting(table: Table) -> Iterator[Key]:
    """The organisations that share for want of a free key, the first first; as many as there are free ones now."""
    if (
        table.query_index(gateway_naming.WAITING, limit=1)
        and (room := config.own_gateway_keys() - own_count(table)) > 0
    ):
        yield from table.query_index(gateway_naming.WAITING, limit=room)


def own_count(table: Table) -> int:
    """How many organisations of starter and pro have a gateway key of their own, or are about to."""
    return int((table.get(keys.own_gateway_keys()) or {}).get("count", 0))


def take_up(table: Table, key: Key) -> bool:
    """Take the next steps of an organisation; False when it needs none, or was changed meanwhile and stays due."""
    item = table.get(key)
    if item is None or item.get("GSI1SK", "~") > clock.real_stamp():
        return False
    try:
        _take_up(table, item)
    except (ConditionFailed, TransactionFailed):
        return False
    return True


def _take_up(table: Table, as_due: Item) -> None:
    item, retired_until = _without_retired(table, as_due)
    item, is_own = _with_own_value(table, item)
    known_at = _known_at(table, item) if is_own else 0.0
    if known_at > clock.epoch():
        return _rest(table, as_due, known_at, is_own=is_own)
    item = _renamed(table, item, gateway_naming.value_of(item) if is_own else "")
    if not retired_until:
        retired_until = _deletable_at(_retiring(table, item))
    return _rest(table, as_due, retired_until, is_own=is_own)


def _with_own_value(table: Table, item: Item) -> tuple[Item, bool]:
    """The organisation with a value for a key of its own; whether it may have one."""
    plan, value = gateway_naming.plan_of(item), gateway_naming.value_of(item)
    if value:
        return item, not (plan.is_counted and own_count(table) > config.own_gateway_keys())
    change = Update(set={value_name(plan.name): gateway_keys.new_value()})
    if not plan.is_counted:
        return table.update(_place(item), change, condition=as_read(item)), True
    room = any_of(absent("count"), compare("count", "<", config.own_gateway_keys()))
    reserved = UpdateWrite(_place(item), change, all_of(as_read(item), absent(value_name(plan.name))))
    try:
        if config.own_gateway_keys() > 0:
            table.transact([UpdateWrite(keys.own_gateway_keys(), Update(add={"count": 1}), room), reserved])
            return organisations.load(table, item["id"]), True
    except TransactionFailed as failure:
        if 0 not in failure.items:
            raise
    return item, False


def _known_at(table: Table, item: Item) -> float:
    """From which epoch second the organisation's own keys can be used; makes them before it notes that."""
    plan, notice = gateway_naming.plan_of(item), item.get(KNOWN, {})
    if notice.get("plan") == plan.id:
        return float(notice["at"])
    keyring = gateway_keys.keyring(item["id"], plan, gateway_naming.value_of(item))
    gateway_keys.ensure(each for each in keyring.values() if each.plan == plan)
    known_at = int(clock.epoch() + config.gateway_key_delay_seconds())
    table.update(_place(item), Update(set={KNOWN: {"plan": plan.id, "at": known_at}}), condition=as_read(item))
    return float(known_at)


def _renamed(table: Table, item: Item, value: str) -> Item:
    """The organisation and its API keys, naming its own keys of this value, or shared ones without a value."""
    keyring = gateway_keys.keyring(item["id"], gateway_naming.plan_of(item), value)
    if not gateway_naming.is_named(item, keyring):
        if not value:
            gateway_naming.let_in(table, item["id"], item["plan"])
        table.update(_place(item), Update(set=gateway_naming.names(keyring)), condition=as_read(item))
    return organisations.update_keys(table, item["id"])


def leftovers(item: Item) -> dict[str, str]:
    """Return the values of own keys in the smaller plans that an organisation does not name, by their usage plan."""
    plans = [each for each in OWN_USAGE_PLANS if each.removesuffix(OWN_KEYS) in SHARING]
    values = {each: item[value_name(each)] for each in plans if value_name(each) in item}
    return {plan: value for plan, value in values.items() if value != item["gateway_key"]}


def _retiring(table: Table, item: Item) -> Item:
    """Take back the values of keys that the organisation and its API keys name no more, and note them for deletion."""
    if not (unnamed := leftovers(item)):
        return item
    retired = [[f"{item['id']}-{plan}", value] for plan, value in unnamed.items()]
    forgotten = [value_name(plan) for plan in unnamed]
    if value_name(gateway_naming.plan_of(item).name) in forgotten:
        forgotten.append(KNOWN)
    change = Update(set={RETIRED: {"keys": retired, "at": int(clock.epoch())}}, remove=forgotten)
    same_key = equals("gateway_key", item["gateway_key"])
    writes = [UpdateWrite(_place(item), change, all_of(as_read(item), same_key, absent(RETIRED)))]
    if freed := sum(plan.endswith(OWN_KEYS) for plan in unnamed):
        writes.append(UpdateWrite(keys.own_gateway_keys(), Update(add={"count": -freed})))
    table.transact(writes)
    return organisations.load(table, item["id"])


def _deletable_at(item: Item) -> float:
    """The epoch second from which no authorizer remembers the keys that an organisation names no more; 0 for none."""
    return float(item[RETIRED]["at"]) + config.gateway_key_memory_seconds() if RETIRED in item else 0.0


def _without_retired(table: Table, item: Item) -> tuple[Item, float]:
    """Delete the keys that nothing names any more; returns the organisation, and when that can be done if not yet.

    An API key that was made while the organisation moved may still name one: it is given the others, and the time of
    the last use is now.
    """
    if (until := _deletable_at(item)) == 0:
        return item, 0.0
    if until > clock.epoch():
        return item, until
    retired = item[RETIRED]["keys"]
    if _is_named_by_a_key(table, item, {value for _, value in retired}):
        item = organisations.update_keys(table, item["id"])
        rest = {RETIRED: {"keys": retired, "at": int(clock.epoch())}}
        item = table.update(_place(item), Update(set=rest), condition=as_read(item))
        return item, _deletable_at(item)
    for name, value in retired:
        gateway_keys.delete_named(name, value)
    return table.update(_place(item), Update(remove=[RETIRED]), condition=equals(RETIRED, item[RETIRED])), 0.0


def _is_named_by_a_key(table: Table, item: Item, values: set[str]) -> bool:
    places = [keys.api_key(pointer["digest"]) for pointer in organisations.key_pointers(table, item["id"])]
    named = table.get_many(places, consistent=True).values() if places else ()
    return any(each.get("gateway_key") in values for each in named)


def _rest(table: Table, as_due: Item, again_at: float, *, is_own: bool) -> None:
    """Mark when to look again; without a time, the organisation is done, or waits for a free key.

    Raises ConditionFailed when the operator has marked the organisation anew since it was read as due.
    """
    if again_at:
        change = Update(set=gateway_naming.moves_at(again_at))
    elif is_own:
        change = Update(remove=gateway_naming.MARK)
    else:
        change = Update(set={"GSI1PK": gateway_naming.WAITING}, default={"GSI1SK": clock.real_stamp()})
    same_mark = [equals(name, as_due[name]) for name in gateway_naming.MARK]
    table.update(_place(as_due), change, condition=all_of(as_read(as_due), *same_mark))


def delete_all(table: Table, organisation: str) -> None:
    """Delete the keys that an erased organisation has to itself, named or not, and free their room. Can be repeated.

    None of its credentials may be in use any more: requests that name one of these keys are refused.
    """
    item = organisations.load(table, organisation)
    plans = [each for each in OWN_USAGE_PLANS if value_name(each) in item]
    for plan in plans:
        keyring = gateway_keys.keyring(organisation, UsagePlan(plan, ""), item[value_name(plan)])
        for each in keyring.values():
            if each.plan.name == plan:
                gateway_keys.delete_named(each.name, each.value)
    for name, value in item.get(RETIRED, {}).get("keys", ()):
        gateway_keys.delete_named(name, value)
    if plans:
        gone = Update(remove=[*map(value_name, plans), RETIRED, KNOWN, *gateway_naming.MARK])
        held = all_of(*(equals(value_name(each), item[value_name(each)]) for each in plans))
        freed = sum(each.endswith(OWN_KEYS) for each in plans)
        less = [UpdateWrite(keys.own_gateway_keys(), Update(add={"count": -freed}))] if freed else []
        table.transact([UpdateWrite(_place(item), gone, held), *less])


def _place(item: Item) -> Key:
    return keys.organisation(item["id"])
