"""The comparison: SQLite with FTS5, an embedded search engine, with the same pages and exact totals."""

import sqlite3
from collections.abc import Iterable
from time import process_time
from typing import Any

from bivelio_core import ids
from bivelio_core.store.codec import Item


class Peer:
    """The contacts in an in-memory SQLite database, indexed by type, tag and words."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.database = sqlite3.connect(":memory:")
        self.database.executescript(
            """
            create table contact (id integer primary key, type text, name text, email text);
            create table tagged (tag text, contact integer, primary key (tag, contact)) without rowid;
            create virtual table words using fts5 (name, email, phone, nif, content='', prefix='2 3',
                                                   tokenize='unicode61 remove_diacritics 2');
            create index by_type on contact (type, id);
            """
        )
        for item in items:
            number = ids.decode_sequence(item["SK"])
            row = (number, item["type"], item["name"], item["email"])
            self.database.execute("insert into contact values (?, ?, ?, ?)", row)
            self.database.executemany("insert into tagged values (?, ?)", [(tag, number) for tag in item["tags"]])
            self.database.execute(
                "insert into words (rowid, name, email, phone, nif) values (?, ?, ?, ?, ?)",
                (number, item["name"], item["email"], item["phone"][3:], item["custom_fields"]["nif"]),
            )
        self.database.commit()

    def list(self, query: dict[str, Any]) -> tuple[int, float]:
        """The total, and the milliseconds that total and page took."""
        conditions, values = ["1"], []
        if "type" in query:
            conditions.append("type = ?")
            values.append(query["type"])
        for tag in query.get("tags", ()):
            conditions.append("id in (select contact from tagged where tag = ?)")
            values.append(tag)
        if "search" in query:
            conditions.append("id in (select rowid from words where words match ?)")
            values.append(" ".join(f'"{word}"*' for word in query["search"].split()))
        where = " and ".join(conditions)
        began = process_time()
        ((total,),) = self.database.execute(f"select count(*) from contact where {where}", values)  # noqa: S608
        offset = (query.get("page", 1) - 1) * query["per_page"]
        self.database.execute(
            f"select * from contact where {where} order by id desc limit {query['per_page']} offset {offset}",  # noqa: S608
            values,
        ).fetchall()
        return total, (process_time() - began) * 1000
