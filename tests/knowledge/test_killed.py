"""Reading a source and putting a collection in order may die at any call of AWS: the next attempt ends it, once."""

import pytest

from tests.erasure.killed import Killed, fused
from tests.functions.documents.world import objects
from tests.knowledge.world import add, add_file, define, forget, order, serve, sources, texts
from tests.receiver import Receiver, Reply
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")
MOST_CALLS = 40


def died(fuse, call, calls, *, carries_out):
    """Whether a call of the worker died at so many calls of AWS."""
    fuse.left, fuse.carries_out = calls, carries_out
    try:
        return not call()
    except Killed:
        return True
    finally:
        fuse.left = 0


def files():
    return [name for name in objects() if "/knowledge/" in name]


@pytest.mark.parametrize("carries_out", [False, True])
def test_a_source_is_read_once_wherever_the_worker_dies(carries_out):
    define()
    bodies = [b"<p>El taller obre a les vuit.</p>"]
    with Receiver(lambda _: Reply(200, {"Content-Type": "text/html"}, bodies[0])) as receiver, fused() as fuse:
        add(url=receiver.url)
        (message,) = received("knowledge")
        for calls in range(1, MOST_CALLS):
            bodies[0] = f"<p>El taller obre a les {calls}.</p>".encode()
            is_dead = died(fuse, lambda: serve(message), calls, carries_out=carries_out)
            assert serve(message)
            (source,) = sources()
            assert (source["status"], source["passages"]) == ("ready", 1)
            assert len([name for name in files() if name.endswith(".json")]) == 1
            assert died(fuse, order, calls, carries_out=carries_out) in (True, False)
            assert order()
            forget()
            assert texts("taller") == [f"El taller obre a les {calls}."]
            if not is_dead:
                break
        assert 3 < calls < MOST_CALLS - 1


def test_one_message_twice_changes_nothing():
    define()
    add_file(b"La botiga obre a les nou.", "horari.txt")
    (message,) = received("knowledge")
    assert serve(message)
    before = sources()
    assert serve(message)
    assert [{**each, "read_at": ""} for each in sources()] == [{**each, "read_at": ""} for each in before]


def test_a_source_that_was_removed_meanwhile_leaves_no_text():
    from tests.api import call

    define()
    source = add_file(b"La caixa forta es obre amb la clau vermella.", "clau.txt")
    (message,) = received("knowledge")
    call("knowledge.remove", {"collection": "botiga", "source_id": source["source_id"]})
    assert serve(message)
    assert order()
    assert not any(b"vermella" in content for name, content in objects().items() if "/knowledge/" in name)
