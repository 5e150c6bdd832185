"""The jobs of an owner and of a developer: what a person does for each is counted, with the minutes that it takes.

A test that walks a job says so (`with jobs.clicks("rectify it", page):`); the browser sees what is clicked, chosen and
typed. `pytest --jobs tests/dashboard tests/e2e/dashboard` prints the table of all (`tests/walked.py`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

import pytest
from playwright.sync_api import Page

from tests.dashboard.keyboard import Keyboard
from tests.walked import CLICKS, JOBS, KEYS, Done

WATCH = """() => {
    const former = new WeakMap();
    let clicked, field, hand = 'mouse', asks, isTold = false;
    const all = { steps: 0, stops: 0, did: '' };
    const keep = () => { sessionStorage.allDone = JSON.stringify(all); };
    keep();
    const act = (operators, isStep, by = 'mouse') => {
        all.did += (hand === by ? '' : 'H') + operators;
        hand = by;
        if (isStep) {
            all.steps += 1;
            isTold = false;
        }
        keep();
    };
    const on = (type, listen) => addEventListener(type, listen, true);
    let from;
    on('pointerdown', (event) => {
        act('MPK', true);
        clicked = event.target.closest('label')?.control ?? event.target;
        field = asks = undefined;
        from = event;
    });
    on('pointerup', ({ x, y }) => from && Math.hypot(x - from.x, y - from.y) > 8 && act('PK'));
    on('drop', () => act('MPKPK', true));
    on('focusin', ({ target }) => former.set(target, target.value));
    on('click', ({ target }) => { if (target.type === 'file') asks = target; });
    on('change', ({ target }) => {
        if (target.type === 'file') act(asks === target ? 'MPKPK' : 'MPKMPKPK', asks !== target);
        if (target.matches('select')) act('MPKPK', true);
    });
    on('input', ({ target }) => {
        if (!('value' in target) || target.matches('select, [type=file], [type=radio], [type=checkbox]')) return;
        const before = former.get(target) ?? '', { value } = target;
        former.set(target, value);
        if (field !== target && clicked !== target) act('MPK', true);
        field = target;
        clicked = undefined;
        const keys = value.startsWith(before) ? value.length - before.length : value.length + (before ? 2 : 0);
        act('K'.repeat(keys), false, 'keyboard');
    });
    on('keydown', ({ key, ctrlKey, isTrusted }) => {
        const typesNothing = key.length > 1 && !['Control', 'Shift', 'Alt'].includes(key);
        if (isTrusted && (typesNothing || ctrlKey)) act(hand === 'mouse' ? 'MK' : 'K', hand === 'mouse', 'keyboard');
    });
    let wrong = 0;
    const WRONG = '[role=alert], [aria-invalid=true]';
    new MutationObserver(() => {
        const count = document.querySelectorAll(WRONG).length;
        if (count > wrong && !isTold) {
            all.stops += 1;
            isTold = true;
            keep();
        }
        wrong = count;
    }).observe(document, { subtree: true, childList: true, attributeFilter: ['aria-invalid', 'role'] });
}"""
"""Sees what is done in a window. A step is a click, a choice, a field that is filled in, a file; a stop is a step after
which the page says that something is wrong. What is counted outlives the page: the last click may leave it."""


class Person:
    """Who works in windows by clicks or touches, each watched from now on."""

    def __init__(self, page: Page) -> None:
        self.pages = list[Page]()
        self.watch(page)

    def watch(self, page: Page) -> None:
        """Watch one more window."""
        page.evaluate(WATCH)
        self.pages.append(page)

    @property
    def done(self) -> Done:
        """What they have done until now."""
        each = (Done(**page.evaluate("JSON.parse(sessionStorage.allDone)")) for page in self.pages)
        return sum(each, Done(0, 0, ""))

    @property
    def steps(self) -> int:
        """How many steps they have taken until now."""
        return self.done.steps


class Jobs:
    """Where the walks of a test are written down: `with jobs.clicks("roll a key", page) as person:`."""

    def __init__(self, record: Callable[[str, object], None]) -> None:
        self._record = record

    @contextmanager
    def clicks(self, name: str, page: Page) -> Iterator[Person]:
        """What is done inside, in a page that is shown and in those that the person is given, is a job."""
        person = Person(page)
        yield person
        self._write(name, CLICKS, person.done)

    def keys(self, name: str, keys: Keyboard) -> None:
        """What was done without a mouse was a job: before each thing that they went to, they thought."""
        self._write(name, KEYS, Done(keys.targets, 0, "K" * keys.count + "M" * keys.targets))

    def _write(self, name: str, way: str, done: Done) -> None:
        assert name in JOBS, f"{name} is no job of the table"
        self._record("job", (name, way, asdict(done)))


@pytest.fixture
def jobs(record_property: Callable[[str, object], None]) -> Jobs:
    """Where walks are written down."""
    return Jobs(record_property)
