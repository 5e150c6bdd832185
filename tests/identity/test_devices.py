"""What is read of a User-Agent: names of a list, whatever it says."""

import pytest
from bivelio_core.identity.devices import LONGEST, UNKNOWN, device_of

from tests.for_each import for_each

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
SAYS = {
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36": ("Chrome", "Windows"),
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Chrome/126.0.0.0 Safari/537.36": ("Chrome", "macOS"),
    f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/126.0.0.0 Safari/537.36": ("Chrome", "ChromeOS"),
    f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/126.0.0.0 Mobile Safari/537.36": ("Chrome", "Android"),
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {SAFARI} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1": (
        "Chrome",
        "iOS",
    ),
    f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/126.0.6478.61 Safari/537.36": ("Chrome", "Linux"),
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.68": (
        "Edge",
        "Windows",
    ),
    f"Mozilla/5.0 (Linux; Android 10; HD1913) {WEBKIT} Chrome/126.0.6478.72 Mobile Safari/537.36 EdgA/125.0.2535.96": (
        "Edge",
        "Android",
    ),
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36 OPR/111.0.0.0": (
        "Opera",
        "Windows",
    ),
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36 Vivaldi/6.8.3381.44": (
        "Vivaldi",
        "Windows",
    ),
    f"Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-S918B) {WEBKIT} SamsungBrowser/25.0 Chrome/121.0.0.0 Safari/537.36": (
        "Samsung Internet",
        "Android",
    ),
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) {SAFARI} Version/17.4.1 Safari/605.1.15": ("Safari", "macOS"),
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {SAFARI} Version/17.5 Mobile/15E148 Safari/604.1": (
        "Safari",
        "iOS",
    ),
    f"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) {SAFARI} Version/17.5 Mobile/15E148 Safari/604.1": (
        "Safari",
        "iPadOS",
    ),
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) {SAFARI} Version/17.4.1 Safari/605.1.15 Ddg/17.4.1": (
        "DuckDuckGo",
        "macOS",
    ),
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0": ("Firefox", "Linux"),
    "Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0": ("Firefox", "Android"),
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 14_5 like Mac OS X) {SAFARI} FxiOS/127.0 Mobile/15E148 Safari/605.1.15": (
        "Firefox",
        "iOS",
    ),
    "bivelio-js/1.0.0 node/22.4.0": ("BiVelio", None),
    "PostmanRuntime/7.39.0": ("Postman", None),
    "curl/8.7.1": ("curl", None),
    "python-httpx/0.27.0": (None, None),
    "Maria Garcia, maria@exemple.com": (None, None),
    "": (None, None),
}


@for_each(("user_agent", "names"), SAYS.items())
def test_browsers_and_programs_are_named_by_their_families(user_agent, names):
    assert device_of(user_agent) == names


@pytest.mark.parametrize("padding", ["x" * LONGEST, "\0" * LONGEST])
def test_what_stands_behind_the_longest_that_is_read_is_not_read(padding):
    assert device_of(f"{padding}Firefox/1 (Windows)") == UNKNOWN
