"""The comparison with one server: PostgreSQL with indexes for type, tags (GIN) and the beginnings of words (trigrams).

The server is Debian's, started in a temporary folder, on a Unix socket there, and ended with the benchmark. Where it is
not installed, `--postgres` installs it (Debian, as root). The server itself measures the processor time of each
statement (`log_statement_stats`), which does not depend on what else the machine does; a statement has one processor.
"""

import csv
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bivelio_core import ids
from bivelio_core.contacts.list_criteria import criteria
from bivelio_core.contacts.terms import CONTACTS, TAG, TYPE
from bivelio_core.store.codec import Item
from bivelio_core.store.index.terms import Exact, Part, Prefix
from bivelio_core.store.index.words import TEXT

INSTALLED = Path("/usr/lib/postgresql")
PACKAGE = "postgresql"
USER = "postgres"
READY_SECONDS = 60
REPEATS = 9
LONE_WRITES = 100
SETTINGS = {"listen_addresses": "", "shared_buffers": "1GB", "work_mem": "64MB", "max_wal_size": "4GB", "jit": "off"}
SETTINGS |= {"max_parallel_workers_per_gather": "0"}
"""Durable as it comes (fsync, synchronous commit). `jit` off: it only slows queries this short."""
SCHEMA = """
create extension pg_trgm;
create table contact (id bigint primary key, type text not null, tags text[] not null, words text not null,
                      about jsonb not null);
"""
INDEXES = """
create index by_type on contact (type, id);
create index by_tag on contact using gin (tags);
create index by_word on contact using gin (words gin_trgm_ops);
vacuum analyze contact;
"""
MEASURED = "set client_min_messages = log; set log_statement_stats = on;\n"
SPENT = re.compile(r"^!\s+([\d.]+) s user, ([\d.]+) s system, [\d.]+ s elapsed", re.MULTILINE)


class Postgres:
    """The contacts of one organisation in a table of a running server."""

    def __init__(self, programs: Path, socket: Path, items: Iterable[Item]) -> None:
        self.programs, self.socket = programs, socket
        self._run("drop extension if exists pg_trgm cascade; drop table if exists contact;")
        self._run(SCHEMA)
        rows = socket / "contacts.csv"
        with rows.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for item in items:
                writer.writerow(_row(item))
        self._run(f"\\copy contact from '{rows}' csv")
        rows.unlink()
        self._run(INDEXES)

    def version(self) -> str:
        """Its version, as it tells it."""
        return self._run("show server_version;").split()[0]

    def list(self, query: dict[str, Any]) -> tuple[int, tuple[int, ...], float]:
        """The total, the numbers of the page's rows, and the least milliseconds of both statements together."""
        where = " and ".join(["true", *_conditions(query)])
        offset = (query.get("page", 1) - 1) * query["per_page"]
        page = f"where {where} order by id desc limit {query['per_page']} offset {offset}"
        numbers = self._run(f"select id from contact {page};")  # noqa: S608
        total = self._run(f"select count(*) from contact where {where};")  # noqa: S608
        statements = f"select count(*) from contact where {where};\nselect * from contact {page};\n"  # noqa: S608
        times = self._spent(statements * (REPEATS + 1))
        both = [sum(times[at : at + 2]) for at in range(2, len(times), 2)]  # the first turn reads from the disk
        return int(total), tuple(int(number) for number in numbers.split()), min(both)

    def writes(self, items: Iterable[Item]) -> dict[str, float]:
        """The median milliseconds of processor time to create a contact alone, and to change its tags."""
        rows = [_row(item) for item in items]
        inserts = [f"insert into contact values ({', '.join(map(_quoted, row))});" for row in rows]  # noqa: S608
        updates = [f"update contact set tags = tags || '{{vip,premium}}' where id = {row[0]};" for row in rows]  # noqa: S608
        return {"create": self._median(inserts), "update tags": self._median(updates)}

    def _median(self, statements: Sequence[str]) -> float:
        return statistics.median(self._spent("\n".join(statements)))

    def _spent(self, statements: str) -> Sequence[float]:
        """The milliseconds of the server's processor that each statement took."""
        times = SPENT.findall(self._sent(MEASURED + statements).stderr)
        return [1000 * (float(user) + float(system)) for user, system in times]

    def _run(self, statements: str) -> str:
        return self._sent(statements).stdout

    def _sent(self, statements: str) -> subprocess.CompletedProcess[str]:
        connected = ["-h", str(self.socket), "-U", USER, "-d", "postgres"]
        command = [str(self.programs / "psql"), *connected, "-XqtA", "-v", "ON_ERROR_STOP=1"]
        done = subprocess.run(command, input=statements, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done


def _row(item: Item) -> tuple[str, ...]:
    """A contact as a row. Its words are the terms of our index, so both find the same."""
    words = sorted(_word(term.field.code, term.text) for term in CONTACTS.terms_of(item) if term.field in TEXT)
    about = {name: value for name, value in item.items() if name not in {"PK", "SK"}}
    tags = "{" + ",".join(item["tags"]) + "}"
    return str(ids.decode_sequence(item["SK"])), item["type"], tags, " ".join(["", *words, ""]), json.dumps(about)


def _word(field: str, text: str) -> str:
    return f"{field}:{text}"


def _conditions(query: dict[str, Any]) -> Iterator[str]:
    for clause in criteria(query.get("search"), query.get("type"), query.get("tags", ())):
        yield "(" + " or ".join(_condition(part) for part in clause) + ")"


def _condition(part: Part) -> str:
    match part:
        case Exact(term) if term.field is TYPE:
            return f"type = {_quoted(term.text)}"
        case Exact(term) if term.field is TAG:
            return f"tags @> array[{_quoted(term.text)}]"
        case Exact(term):
            return f"words like {_quoted('% ' + _escaped(_word(term.field.code, term.text)) + ' %')}"
        case Prefix(field, text):
            return f"words like {_quoted('% ' + _escaped(_word(field.code, text)) + '%')}"
        case _:
            raise TypeError(f"no condition for {part!r}")


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def server() -> Iterator[tuple[Path, Path]]:
    """Start a server for as long as it is needed: the folders of its programs and of its socket."""
    programs = _installed()
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        user = USER if os.getuid() == 0 else None  # the server refuses to run as root
        if user:
            shutil.chown(folder, user)
        data = str(folder / "data")
        initdb = [str(programs / "initdb"), "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, user=user)  # noqa: S603
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [str(programs / "postgres"), "-D", data, "-k", str(folder), *options]
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, user=user)  # noqa: S603
        try:
            _wait(programs, folder)
            yield programs, folder
        finally:
            process.send_signal(signal.SIGINT)  # its "fast" shutdown
            process.wait()
    finally:
        shutil.rmtree(folder)


def _installed() -> Path:
    """The folder of the newest version's programs, which are installed first if there are none."""
    if not list(INSTALLED.glob("*/bin/postgres")):
        print(f"installing {PACKAGE}", file=sys.stderr)
        subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", PACKAGE], check=True)  # noqa: S603, S607
    return max(INSTALLED.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3])).parent


def _wait(programs: Path, folder: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while subprocess.run([str(programs / "pg_isready"), "-q", "-h", str(folder)], check=False).returncode:  # noqa: S603
        if time.monotonic() > deadline:
            raise TimeoutError((folder / "log").read_text())
        time.sleep(0.2)
