"""The keyboard of who has no mouse: after every key something has the focus and it is seen; keys are counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.chromium import LONGEST_WAIT
from tests.dashboard.windows import settled

MOST_TABS = 120
"""So many times Tab is pressed to come to something: no job needs a tenth of it."""

LOST = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return 'nothing has the focus';
    if (at.matches('main, dialog, [role=dialog], [role=alertdialog], dialog > input')) return '';
    const {width, height} = at.getBoundingClientRect();
    if (!width || !height) return `what has the focus is not drawn: ${at.outerHTML.slice(0, 200)}`;
    for (let each = at, up = 0; each && up < 4; each = each.parentElement, up += 1) {
        const {outlineStyle, outlineWidth} = getComputedStyle(each);
        if (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) return '';
    }
    if (at.matches('[role^=menuitem][data-highlighted]')) return '';
    return `the focus is not seen: ${at.outerHTML.slice(0, 200)}`;
}"""
"""What is wrong with the focus. An item of a menu shows it by its colour; a page and a dialog have it whole."""

HAS_FOCUS = "each => each === document.activeElement"


class Keyboard:
    """`keys = Keyboard(page)`; `keys.count` is how many were pressed, a key with Ctrl or Shift as two.

    `keys.targets` is to how many things it went: before each of them a person thinks.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.count, self.targets = page, 0, 0

    def press(self, *names: str) -> None:
        """Press keys, one after the other; afterwards something has the focus."""
        for name in names:
            self.page.keyboard.press(name)
            self.count += len(name.split("+"))
        self.look()

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self.page.keyboard.type(text)
        self.count += len(text)
        self.look()

    def look(self) -> None:
        """Something has the focus, and one sees what: at once, or when the page that comes is drawn."""
        wrong = self.page.evaluate(LOST)
        for _ in range(LONGEST_WAIT // 50 if wrong else 0):
            self.page.wait_for_timeout(50)  # a page that comes is drawn, a dialog goes
            if not (wrong := self.page.evaluate(LOST)):
                break
        assert not wrong, wrong

    def to(self, target: Locator, *, back: bool = False) -> None:
        """Press Tab, or Shift and Tab, until something has the focus, and see it all the way."""
        expect(target).to_be_visible()
        self.targets += 1
        for _ in range(MOST_TABS):
            if target.evaluate(HAS_FOCUS):
                return
            self._step("Shift+Tab" if back else "Tab")
        raise AssertionError(f"{target} cannot be reached by Tab")

    def _step(self, key: str) -> None:
        """Go one thing on. After the last one of a page or a dialog the browser's own bar has the focus."""
        self.page.keyboard.press(key)
        self.count += len(key.split("+"))
        if self.page.evaluate("document.activeElement === document.body"):
            self.page.keyboard.press(key)
            self.count += len(key.split("+"))
        self.look()

    def fill(self, target: Locator, text: str, *, back: bool = False) -> None:
        """Go to a field, take out what it has, and type."""
        self.to(target, back=back)
        if target.input_value():
            self.press("Control+a")
        self.type(text)

    def choose(self, target: Locator, label: str) -> None:
        """Go to a list of choices and go up or down in it until one is chosen."""
        self.to(target)
        expect(target.get_by_role("option", name=label, exact=True)).to_have_count(1)  # choices may be read first
        options = target.evaluate("each => [...each.options].map(({ label }) => label)")
        distance = options.index(label) - target.evaluate("each => each.selectedIndex")
        for _ in range(abs(distance)):
            self.press("ArrowDown" if distance > 0 else "ArrowUp")
        expect(target.locator("option:checked")).to_have_text(label)

    def push(self, target: Locator, *, back: bool = False) -> None:
        """Go to a button or a link and press it."""
        self.to(target, back=back)
        self.press("Enter")

    def take(self, target: Locator, file: FilePayload | Path) -> None:
        """Go to a choice of a file, press it, and choose one in the system's dialog, whose keys are not counted."""
        self.to(target)
        with self.page.expect_file_chooser() as chooser:
            self.press("Enter")
        chooser.value.set_files(file)

    def open(self, name: str) -> None:
        """Open a page by its name, from everywhere."""
        self.targets += 1
        self.press("Control+k")
        palette = self.page.get_by_role("dialog").get_by_role("combobox")
        expect(palette).to_be_focused()
        self.type(name)
        expect(self.page.get_by_role("dialog").get_by_role("option").first).to_contain_text(name)
        self.press("Enter")
        expect(self.page.get_by_role("heading", level=1, name=name, exact=True)).to_be_visible()
        settled(self.page)
        self.look()


@contextmanager
def without_mouse(page: Page) -> Iterator[Keyboard]:
    """The keyboard of a page; clicks by a mouse that a test makes all the same fail it."""
    page.evaluate(WATCH)
    page.on(
        "filechooser", lambda _: None
    )  # has choosers caught from now on: asked for with a key, it may come after it
    keys = Keyboard(page)
    yield keys
    assert page.evaluate("window.mouseUsed") is False, "something was clicked by a mouse"


WATCH = """() => {
    window.mouseUsed = false;
    addEventListener('pointerdown', () => { window.mouseUsed = true; }, true);
}"""
