"""Password guessing reveals nothing, is soon throttled, and locks no owner out."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from argon2.exceptions import VerifyMismatchError
from bivelio_core import clients, clock
from bivelio_core.identity import attempts, passwords, sessions
from bivelio_core.identity.errors import TooManyAttempts
from bivelio_core.store.memory import MemoryTable
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.functions.auth.signing_in import NOW, Place, code
from tests.operated import PASSWORD

pytestmark = pytest.mark.usefixtures("deployment")


@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(place, known):
    answer = place.sign_in("wrong password") if known else place.sign_in(email="nobody@exemple.cat")
    assert code(answer) == (401, "AUTH_INVALID_TOKEN")
    assert answer.error["details"] == {"reason": "invalid_credentials"}
    assert answer.error["message"] == "El correu electrònic o la contrasenya no són correctes."


def test_an_unknown_address_does_the_same_work(place, monkeypatch):
    place.sign_in()  # the authorizer remembers the key from here on
    hashed = []
    hasher = passwords._hasher()

    def verify(encoded: str, password: str) -> bool:
        hashed.append(encoded)
        return bool(hasher.verify(encoded, password))

    spy = SimpleNamespace(hash=hasher.hash, verify=verify)
    monkeypatch.setattr(passwords, "_hasher", lambda: spy)
    calls = []
    for email in (place.email, "nobody@exemple.cat"):
        before = clients.calls_made()
        place.sign_in("wrong password", email=email)
        calls.append(clients.calls_made() - before)
    assert calls[0] == calls[1]
    assert len(hashed) == 2
    assert {encoded.split("$")[3] for encoded in hashed} == {"m=19456,t=2,p=1"}


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(place):
    with clock.frozen(NOW):
        assert [place.sign_in(f"wrong {n}").status for n in range(5)] == [401] * 5
        answer = place.sign_in()
        assert code(answer) == (429, "RATE_LIMIT_EXCEEDED")
        assert answer.error["retry_after"] == 30
        assert answer.headers["Retry-After"] == "30"
        assert answer.error["message"] == "Massa intents d'inici de sessió. Torna-ho a provar d'aquí a 30 s."
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert place.sign_in().status == 200


def test_the_lock_doubles_up_to_fifteen_minutes(place):
    with clock.frozen(NOW):
        for _ in range(4):
            place.sign_in("wrong")
    instant, waits = NOW, []
    for _ in range(7):
        with clock.frozen(instant):
            assert place.sign_in("wrong").status == 401
            waits.append(place.sign_in("wrong").error["retry_after"])
        instant += timedelta(seconds=waits[-1])
    assert waits == [30, 60, 120, 240, 480, 900, 900]


def test_the_right_password_clears_the_count(place, table):
    for _ in range(3):
        for _ in range(4):
            place.sign_in("wrong")
        assert place.sign_in().status == 200
    assert table.get(attempts.account_key(place.email, "192.0.2.1")) is None


def test_an_unknown_address_is_locked_like_a_known_one(place):
    statuses = [place.sign_in("wrong", email="nobody@exemple.cat").status for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_parallel_guesses_get_no_more_than_their_five(place, table):
    """All have read the counter as empty: the conditional write lets six through at most."""
    key = attempts.account_key(place.email, "192.0.2.1")
    taken = 0
    with clock.frozen(NOW):
        for _ in range(50):
            try:
                attempts.take(table, key, attempts.ACCOUNT)
            except TooManyAttempts:
                continue
            taken += 1
    assert taken == 5


def test_an_address_that_keeps_failing_is_held_up_for_every_account(place):
    with clock.frozen(NOW):
        for number in range(30):
            assert place.sign_in("wrong", email=f"{number}@exemple.cat").status == 401
        assert code(place.sign_in()) == (429, "RATE_LIMIT_EXCEEDED")
        assert place.sign_in(source_ip="203.0.113.9").status == 200


@contextmanager
def compared_at_once(monkeypatch, count):
    """So many sign-ins are all counted before any password is compared; the mock is asked one after the other."""
    everybody, turn = threading.Barrier(count), threading.Lock()

    def verify(_, password):
        turn.release()
        everybody.wait()
        turn.acquire()
        if password != PASSWORD:
            raise VerifyMismatchError

    with monkeypatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: SimpleNamespace(verify=verify, check_needs_rehash=lambda _: False))
        yield turn


def at_once(sign_in, turn, guesses):
    """The statuses of sign-ins that are sent together, by what was sent."""
    statuses = {}

    def work(guess):
        with turn:
            statuses[guess] = sign_in(guess).status

    threads = [threading.Thread(target=work, args=(guess,)) for guess in guesses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def test_parallel_guesses_of_one_network_are_answered_thirty_times_in_all(place, monkeypatch):
    """All read the network's counter as empty: what counts is that nobody is told more than thirty times."""
    with clock.frozen(NOW), compared_at_once(monkeypatch, 60) as turn:
        found = at_once(lambda number: place.sign_in("wrong", email=f"{number}@a.cat"), turn, range(60))
    assert sorted(found.values()) == [401] * 30 + [429] * 30
    with clock.frozen(NOW + timedelta(seconds=29)):
        assert place.sign_in().status == 429
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert place.sign_in().status == 200, "those that were refused did not lengthen the lock"


def test_the_right_one_of_many_parallel_guesses_is_not_told_once_the_network_is_locked(place, monkeypatch):
    """It has passed the counters as they were; while it was compared, its network has used up what it had."""
    monkeypatch.setattr(attempts, "ADDRESS", attempts.LockPolicy(free_attempts=3))
    with clock.frozen(NOW):
        for number in range(2):
            place.sign_in("wrong", email=f"{number}@a.cat")
    start = sessions.start

    def overtaken(*arguments):
        monkeypatch.setattr(sessions, "start", start)
        assert place.sign_in("wrong", email="3@a.cat").status == 401
        return start(*arguments)

    monkeypatch.setattr(sessions, "start", overtaken)
    with clock.frozen(NOW):
        answer = place.sign_in()
    assert (code(answer), answer.error["retry_after"]) == ((429, "RATE_LIMIT_EXCEEDED"), 30)
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert place.sign_in().status == 200


def test_the_right_password_without_a_membership_counts_like_a_wrong_one(place, monkeypatch):
    """Otherwise the counter would tell a guesser what the answer does not."""
    monkeypatch.setattr(attempts, "ADDRESS", attempts.LockPolicy(free_attempts=3))
    other = Place()
    with clock.frozen(NOW):
        assert [other.sign_in(email=place.email).status for _ in range(4)] == [401] * 3 + [429]


EMAILS, NETWORKS = ("ana@a.cat", "joan@a.cat"), ("192.0.2.1", "198.51.100.7", "2001:db8::1")
PAUSES = st.sampled_from([1, 30, 899, 900, 3600, 86_399, 86_400, 86_401, 90 * 86_400])
BURSTS = st.lists(
    st.tuples(PAUSES, st.integers(1, 7), st.sampled_from(EMAILS), st.sampled_from(NETWORKS), st.booleans()), max_size=8
)


def waits(table, email, source_ip, is_right):
    """One sign-in as the service counts it: the seconds that it is told to wait, 0 when it is answered."""
    counters = attempts.SignInAttempts(email, source_ip)
    try:
        counters.take(table, table.get_many(counters.keys(), consistent=True))
        if is_right:
            table.transact(counters.on_success())
        else:
            counters.on_failure(table)
    except TooManyAttempts as refusal:
        return refusal.retry_after
    return 0


def delete_expired(table):
    """What DynamoDB does in its own time: here, at once."""
    for email in EMAILS:
        for source_ip in NETWORKS:
            for key, item in table.get_many(attempts.SignInAttempts(email, source_ip).keys()).items():
                if item["ttl"] <= clock.epoch():
                    table.delete(key)


@examples(150)
@given(BURSTS)
def test_a_counter_that_has_expired_and_is_still_there_counts_as_absent(bursts):
    instant, left_behind, swept = NOW, MemoryTable(), MemoryTable()
    for pause, times, *attempt in bursts:
        instant += timedelta(seconds=pause)
        with clock.frozen(instant):
            delete_expired(swept)
            for _ in range(times):
                assert waits(left_behind, *attempt) == waits(swept, *attempt)


def test_a_stranger_does_not_lock_the_owner_out(place):
    with clock.frozen(NOW):
        assert place.sign_in(source_ip="198.51.100.7").status == 200
    with clock.frozen(NOW + timedelta(minutes=1)):
        assert [place.sign_in("wrong").status for _ in range(6)] == [401] * 5 + [429]
        assert place.sign_in(source_ip="198.51.100.7").status == 200
        assert place.sign_in(source_ip="203.0.113.9").status == 200, "nor where the owner has never been"


def test_strangers_on_many_networks_are_limited_together_and_lock_out_strangers_alone(place, monkeypatch):
    monkeypatch.setattr(attempts, "SPREAD", attempts.LockPolicy(free_attempts=7))
    with clock.frozen(NOW):
        assert place.sign_in(source_ip="198.51.100.7").status == 200
        guesses = [place.sign_in("wrong", source_ip=f"203.0.113.{number}").status for number in range(9)]
        assert guesses == [401] * 6 + [429] * 3, "the owner's own sign-in was the first of seven"
        assert place.sign_in(source_ip="198.51.100.7").status == 200
        assert place.sign_in(source_ip="198.51.100.8").error["retry_after"] == 30
        assert place.sign_in("wrong", source_ip="198.51.100.7").status == 401
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert place.sign_in(source_ip="198.51.100.8").status == 200
    with clock.frozen(NOW + timedelta(days=1)):
        assert place.sign_in("wrong", source_ip="203.0.113.1").status == 401


def test_a_familiar_network_has_no_more_guesses_than_any_other(place):
    with clock.frozen(NOW):
        place.sign_in()
        assert [place.sign_in("wrong").status for _ in range(6)] == [401] * 5 + [429]


def test_a_network_is_familiar_for_ninety_days(place, monkeypatch):
    monkeypatch.setattr(attempts, "SPREAD", attempts.LockPolicy(free_attempts=1))
    with clock.frozen(NOW):
        assert place.sign_in(source_ip="198.51.100.7").status == 200
    for days, status in ((89, 200), (89 + 91, 429)):
        with clock.frozen(NOW + timedelta(days=days)):
            assert place.sign_in("wrong", source_ip="203.0.113.9").status == 401
            assert place.sign_in(source_ip="198.51.100.7").status == status


def test_the_hash_of_nobody_is_as_strong_as_all_others_and_matches_nothing():
    assert not passwords.is_outdated(passwords.DUMMY_HASH)
    assert not passwords.matches("", None)


def test_a_network_of_version_six_is_one_address():
    with clock.frozen(NOW):
        assert attempts.address_key("2001:db8::1") == attempts.address_key("2001:db8::ffff:1")
        assert attempts.address_key("2001:db8::1") != attempts.address_key("2001:db8:0:1::1")
        assert attempts.address_key("192.0.2.1") != attempts.address_key("192.0.2.2")
