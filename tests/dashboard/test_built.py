"""What the build makes: small enough, typed, translated, and with what the page declares."""

import gzip
import json
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from bivelio_core import countries, domains

from local.dashboard import Dashboard
from local.settings import read_settings
from tools.builds import CACHE
from tools.dashboard.build import DASHBOARD, prepared
from tools.node import NodeAbsentError, install, node

FIRST_LOAD = 230_000
"""Bytes of script, gzipped, of the sign-in with the frame that follows."""

MOST_FILES = 15
"""Scripts of a page, beside those of the first load."""

MORE_FILES = {"src/pages/workflows/editor/": 20, "src/pages/workflows/runs/run-page.tsx": 17}
"""Of pages whose parts are large: joined, each would load what the others need."""

TRANSLATED = re.compile(r'(?:^msgctxt "(.*)"\n)?^msgid "(.+)"\n^msgstr "(.*)"$', re.MULTILINE)
UNTRANSLATED = re.compile(r'^msgid "(.+)"\nmsgstr ""$', re.MULTILINE)


def scripts_of(built: Path, *entries: str) -> set[str]:
    """The scripts that modules load at once, with all that these import."""
    manifest = json.loads((built / ".vite" / "manifest.json").read_text(encoding="utf-8"))
    wanted, found = list(entries), set()
    while wanted:
        chunk = manifest[wanted.pop()]
        if chunk["file"] not in found:
            found.add(chunk["file"])
            wanted += chunk.get("imports", [])
    return found


FIRST = (
    "index.html",
    "src/app/shell.tsx",
    "src/pages/sign-in/sign-in.tsx",
    "src/pages/start/start.tsx",
    "src/app/locales/es.po?source",
)


def test_the_first_load_is_small(built):
    first = scripts_of(built, *FIRST)
    assert sum(len(gzip.compress((built / name).read_bytes())) for name in first) <= FIRST_LOAD
    assert len(first) <= MOST_FILES


def test_a_page_is_few_files(built):
    first = scripts_of(built, *FIRST)
    manifest = json.loads((built / ".vite" / "manifest.json").read_text(encoding="utf-8"))
    pages = [name for name in manifest if re.fullmatch(r"src/pages/.+-page\.tsx", name)]
    loaded = {name: len(scripts_of(built, name) - first) for name in pages}
    assert len(loaded) > 30
    most = {
        name: next((MORE_FILES[part] for part in MORE_FILES if name.startswith(part)), MOST_FILES) for name in loaded
    }
    assert {name: count for name, count in loaded.items() if count > most[name]} == {}


def test_nothing_is_loaded_from_elsewhere(built):
    html = (built / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'(?:src|href)="(?!/app/)[^"]*"', html) == []
    assert re.search(r"<script(?![^>]*src=)|<style|style=", html) is None


def test_types_are_right(built):
    assert built
    node = prepared(lambda _step: None)
    command = [str(node), "node_modules/typescript/bin/tsc", "--noEmit"]
    checked = subprocess.run(command, cwd=DASHBOARD, capture_output=True, text=True, check=False)
    assert checked.stdout == ""


def test_the_linter_says_nothing(built):
    assert built
    node = prepared(lambda _step: None)
    command = [str(node), "node_modules/@biomejs/biome/bin/biome", "lint", "--error-on-warnings", "--reporter=github"]
    checked = subprocess.run(command, cwd=DASHBOARD, capture_output=True, text=True, check=False)
    assert (checked.returncode, [line for line in checked.stdout.splitlines() if line.startswith("::")]) == (0, [])


def test_every_text_is_in_the_catalogues_and_translated(built, tmp_path):
    assert built
    node = prepared(lambda _step: None)
    before = {file: file.read_text(encoding="utf-8") for file in sorted(DASHBOARD.glob("src/**/*.po"))}
    command = [str(node), "node_modules/@lingui/cli/dist/lingui.js", "extract", "--clean"]
    try:
        subprocess.run(command, cwd=DASHBOARD, capture_output=True, check=True)
        after = {file: file.read_text(encoding="utf-8") for file in sorted(DASHBOARD.glob("src/**/*.po"))}
    finally:
        for file, text in before.items():
            file.write_text(text, encoding="utf-8")
    changed = [str(file) for file in after if texts(after[file]) != texts(before.get(file, ""))]
    assert changed == [], "npm run messages"
    missing = {str(file): UNTRANSLATED.findall(text) for file, text in after.items()}
    assert {file: texts_ for file, texts_ in missing.items() if texts_} == {}


def texts(catalogue: str) -> set[str]:
    """The messages of a catalogue."""
    return set(re.findall(r'^msgid "(.+)"$', catalogue, re.MULTILINE))


def test_a_message_is_translated_the_same_way_on_every_page():
    """All pages share one catalogue in the browser: of two translations, that of the last page would be shown."""
    found: dict[tuple[str, ...], set[str]] = {}
    for file in DASHBOARD.glob("src/**/*.po"):
        for context, message, translation in TRANSLATED.findall(file.read_text(encoding="utf-8")):
            found.setdefault((file.stem, context, message), set()).add(translation)
    assert {each: several for each, several in found.items() if len(several) > 1} == {}


def test_the_lock_names_no_registry():
    assert '"resolved"' not in (DASHBOARD / "package-lock.json").read_text(encoding="utf-8")


def test_without_npms_registry_the_page_says_how_to_get_the_dashboard(built, tmp_path, monkeypatch):
    assert built
    folder = tmp_path / "dashboard"
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(DASHBOARD / name, folder)
    with socket.socket() as nobody:  # bound, and does not listen: connections to it are refused
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{nobody.getsockname()[1]}/")
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
        monkeypatch.setenv("npm_config_fetch_retries", "0")
        with pytest.raises(NodeAbsentError, match="npm could not install the packages") as failure:
            install(node(CACHE), folder)
    assert not (folder / "node_modules" / ".installed").exists()
    page = Dashboard(read_settings({}), failure=str(failure.value)).page("/app/")
    assert page.status == 503
    assert b"make dashboard" in page.body
    assert b"The API does not need it" in page.body


def test_versions_are_exact():
    package = json.loads((DASHBOARD / "package.json").read_text(encoding="utf-8"))
    for version in [*package["dependencies"].values(), *package["devDependencies"].values()]:
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_nothing_renders_html_from_data():
    for file in DASHBOARD.glob("src/**/*.ts*"):
        if ".test." in file.name:
            continue
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write", text), file


def test_the_list_of_countries_is_that_of_the_api():
    source = (DASHBOARD / "src" / "ui" / "countries.ts").read_text(encoding="utf-8")
    codes = source.partition("const CODES = `")[2].partition("`")[0].split()
    assert [code for code in codes if not countries.is_country(code)] == []
    letters = [chr(number) for number in range(ord("A"), ord("Z") + 1)]
    every = {one + other for one in letters for other in letters if countries.is_country(one + other)}
    assert set(codes) == every


def test_the_form_of_keys_knows_every_resource():
    source = (DASHBOARD / "src" / "pages" / "keys" / "scopes.ts").read_text(encoding="utf-8")
    block = source.partition("export const RESOURCES = [")[2].partition("]")[0]
    declared = {scope for domain in domains.DOMAINS for scope in domain.scopes}
    assert set(re.findall(r"'(\w+)'", block)) == declared
