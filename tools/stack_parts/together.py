"""What a function needs that carries out what several functions do."""

from collections.abc import Iterable
from fnmatch import fnmatch
from typing import Any

from bivelio_core.needs import Access, Files, Needs

OF_HTTP = frozenset({"stream_answers"})
"""Facilities of functions that answer requests."""


def together(own: Needs, *others: Needs) -> Needs:
    """Return the needs of a function that does what others do as well; its time and what feeds it are its own."""
    every = (own, *others)
    return Needs(
        reads=own.reads,
        writes=_each_once(each.writes for each in every),
        also=_accesses(every),
        marks=_each_once(each.marks for each in every),
        uses=tuple(each for each in _each_once(each.uses for each in every) if each not in OF_HTTP),
        sends=_each_once(each.sends for each in every),
        files=_files(every),
        layers=_each_once(each.layers for each in every),
        timeout=own.timeout,
        memory=max((each.memory for each in every if each.memory), default=None),
        fed_by=own.fed_by,
    )


def _each_once(parts: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(part for each in parts for part in each))


def _accesses(every: tuple[Needs, ...]) -> tuple[Access, ...]:
    """Merge accesses by the same actions, without what the function may read anyway."""
    merged: dict[tuple[Any, ...], dict[Any, None]] = {}
    own, *others = every
    read = [each.reads for each in others if each.reads is not None]
    for access in (*read, *(each for needs in every for each in needs.also)):
        partitions = [each for each in access.to if not _may_read(own, each, access.by)]
        if partitions:
            merged.setdefault(access.by, {}).update(dict.fromkeys(partitions))
    return tuple(Access(tuple(to), by) for by, to in merged.items())


def _may_read(needs: Needs, partition: Any, by: tuple[Any, ...]) -> bool:
    pattern: str = partition if isinstance(partition, str) else f"org_*#{partition.partition}"
    return (
        needs.reads is not None
        and set(by) <= set(needs.reads.by)
        and any(fnmatch(pattern, str(to)) for to in needs.reads.to)
    )


def _files(every: tuple[Needs, ...]) -> tuple[Files, ...]:
    folders: dict[Any, dict[Any, None]] = {}
    for files in (each for needs in every for each in needs.files):
        folders.setdefault(files.folder, {}).update(dict.fromkeys(files.by))
    return tuple(Files(folder, tuple(by)) for folder, by in folders.items())
