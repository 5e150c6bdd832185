"""The vectors of the passages of a collection, for the worker: made once for a text, kept while a source says it.

They are in files of fifty at most, each with the texts that they are of: so a text that stays is not embedded again
when its source changes, and whoever erases a person finds its addresses in the file (erasure/person_files.py). The name
of a file follows from its texts.

The order is: set the credits of some texts aside; ask for their vectors; write the file; settle. Whoever goes on after
a death finds the same texts without vectors, and the same reservation: what was charged is not charged again. A file
whose credits were not settled any more is settled by the next attempt, unless it comes so late that they went back.
"""

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.credits import account, prices
from bivelio_core.credits.errors import CreditsExhausted
from bivelio_core.language_models import DIMENSIONS, EMBEDDING_MODELS
from bivelio_core.providers import language_model as lm
from bivelio_core.store import effect_marker
from bivelio_core.store.effect_marker import EffectKey

from . import storage
from .packing import Passage, Vectors
from .vectors import in_bytes

BATCH, BATCH_CHARACTERS = 50, 200_000
"""So many texts, with so many characters, are embedded by one request and kept in one file."""
MOST_SMALL = 8
"""When more files than these are less than half full, they are put together."""
SECONDS, REQUEST_SECONDS = 60.0, 30.0
"""No request begins after this time, and none takes longer than that. The worker has 150 seconds."""
AT_ONCE = 8
Reason = str


class Embedded(NamedTuple):
    """What passages have of vectors: why some have none, and whether only time is missing."""

    vectors: Vectors | None
    failure: Reason | None = None
    has_more: bool = False


NO_VECTORS = Embedded(None)


class Text(NamedTuple):
    """What a passage says, with all that is written above it."""

    title: str
    text: str

    @classmethod
    def of(cls, passage: Passage) -> "Text":
        """The text of a passage."""
        return cls(" > ".join(dict.fromkeys(filter(None, (passage.title, *passage.headings)))), passage.text)

    def written(self, model: str) -> str:
        """The text as a model reads it."""
        about = EMBEDDING_MODELS[model]
        return about.passage.format(title=self.title or "none", text=self.text)[: about.characters]

    @property
    def characters(self) -> int:
        """How many it has."""
        return len(self.title) + len(self.text)


class _File(NamedTuple):
    name: str
    vectors: Mapping[Text, bytes]


def embedded(collection: str, texts: Sequence[Text], embedder: lm.Embedder, ctx: Context) -> Embedded:
    """The vectors of texts by their places; those that lack one are made as far as credits, provider and time go."""
    files, paid = _files(collection, embedder.model, ctx)
    vectors = {text: vector for file in files for text, vector in file.vectors.items()}
    failure, has_more, end = None, False, time.monotonic() + SECONDS
    missing = [text for text in dict.fromkeys(texts) if text not in vectors]
    for is_paid, batch in _batches(missing, paid):
        if has_more := time.monotonic() > end:
            break
        try:
            file = _embed(collection, batch, embedder, ctx, is_paid=is_paid)
        except CreditsExhausted:
            failure = "credits_exhausted"
            break
        except (lm.ModelRefused, lm.ModelUnavailable) as error:
            failure = str(error.reason)
            break
        files.append(file)
        vectors |= file.vectors
    _tidy(collection, files, frozenset(texts), embedder.model, ctx)
    if failure is None and not has_more:
        _forget_others(collection, embedder.model, ctx)
    by_number = {number: vectors[text] for number, text in enumerate(texts) if text in vectors}
    return Embedded(Vectors(embedder.model, by_number), failure, has_more)


def forget(collection: str, ctx: Context) -> None:
    """Delete all vectors of a collection."""
    files = storage.files_of(ctx.tenant)
    for each in files.listed(storage.vector_files(ctx.tenant, collection)):
        files.delete(each.name)


def _files(collection: str, model: str, ctx: Context) -> tuple[list[_File], frozenset[Text]]:
    """The files of a model, and what others have vectors of: the organisation has paid for these."""
    files, own = storage.files_of(ctx.tenant), storage.vector_file(ctx.tenant, collection, model, "")
    listed = files.listed(storage.vector_files(ctx.tenant, collection))
    for each in listed:
        if each.name.startswith(own) and each.written > clock.real_now().timestamp() - account.OVERDUE.total_seconds():
            _settle(collection, model, each.name.removeprefix(own), ctx)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        contents = list(pool.map(lambda each: files.whole(each.name), listed))
    read = [_File(each.name, _read(got[0])) for each, got in zip(listed, contents, strict=True) if got is not None]
    others = (text for file in read if not file.name.startswith(own) for text in file.vectors)
    return [file for file in read if file.name.startswith(own)], frozenset(others)


def _batches(texts: Iterable[Text], paid: frozenset[Text]) -> Iterator[tuple[bool, list[Text]]]:
    """Some texts at a time, those that were paid apart."""
    open_batches: dict[bool, list[Text]] = {False: [], True: []}
    for text in texts:
        batch = open_batches[text in paid]
        if len(batch) == BATCH or sum(each.characters for each in (*batch, text)) > BATCH_CHARACTERS:
            yield text in paid, batch.copy()
            batch.clear()
        batch.append(text)
    yield from ((is_paid, batch) for is_paid, batch in open_batches.items() if batch)


def _embed(collection: str, texts: list[Text], embedder: lm.Embedder, ctx: Context, *, is_paid: bool) -> _File:
    """A new file of some texts. Raises CreditsExhausted, ModelRefused, ModelUnavailable."""
    digest = _digest(texts)
    held = None
    if not is_paid:
        price = prices.embed(sum(text.characters for text in texts))
        held = account.reserve(ctx.store, _key(collection, embedder.model, digest), price=price, reference=collection)
    try:
        written = [text.written(embedder.model) for text in texts]
        answers = embedder.vectors(written, "passage", lm.Deadline.after(REQUEST_SECONDS))
    except (lm.ModelRefused, lm.ModelUnavailable):
        if held is not None and held.status == "reserved":
            account.release(ctx.store, held)
        raise
    vectors = {text: in_bytes(vector) for text, vector in zip(texts, answers, strict=True)}
    file = _File(storage.vector_file(ctx.tenant, collection, embedder.model, digest), vectors)
    storage.files_of(ctx.tenant).put(file.name, _content(vectors), storage.BINARY)
    if held is not None:
        _settle(collection, embedder.model, digest, ctx)
    return file


def _settle(collection: str, model: str, digest: str, ctx: Context) -> None:
    """Charge what a file has cost, unless that was done."""
    held = account.find(ctx.store, effect_marker.digest(_key(collection, model, digest)))
    if held is not None and held.status == "reserved":
        with suppress(account.ReservationClosed):
            account.settle(ctx.store, held)


def _tidy(collection: str, files: list[_File], texts: frozenset[Text], model: str, ctx: Context) -> None:
    """Have no file say what no source says, nor too many files little: these are written anew, then deleted."""
    former, small, current = list[_File](), list[_File](), set[Text]()
    for file in files:
        current_vectors = {
            text: vector for text, vector in file.vectors.items() if text in texts and text not in current
        }
        current.update(current_vectors)
        if len(current_vectors) < len(file.vectors):
            former.append(_File(file.name, current_vectors))
        elif len(current_vectors) * 2 < BATCH:
            small.append(file)
    former += small if len(small) > MOST_SMALL else []
    lasting = {text: vector for file in former for text, vector in file.vectors.items()}
    store, names = storage.files_of(ctx.tenant), set[str]()
    for _, batch in _batches(lasting, frozenset()):
        name = storage.vector_file(ctx.tenant, collection, model, _digest(batch))
        store.put(name, _content({text: lasting[text] for text in batch}), storage.BINARY)
        names.add(name)
    for file in former:
        if file.name not in names:
            store.delete(file.name)


def _forget_others(collection: str, model: str, ctx: Context) -> None:
    """Delete the vectors of other models, once all passages have one of this."""
    files, own = storage.files_of(ctx.tenant), storage.vector_file(ctx.tenant, collection, model, "")
    for each in files.listed(storage.vector_files(ctx.tenant, collection)):
        if not each.name.startswith(own):
            files.delete(each.name)


def _key(collection: str, model: str, digest: str) -> EffectKey:
    return EffectKey("knowledge.embed", f"{collection}/{model}/{digest}")


def _digest(texts: Sequence[Text]) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:32]


def _content(vectors: Mapping[Text, bytes]) -> bytes:
    """A file: the length of the texts, these as JSON, and the vector of each."""
    header = json.dumps(list(vectors), ensure_ascii=False).encode()
    return b"".join([len(header).to_bytes(4, "little"), header, *vectors.values()])


def _read(content: bytes) -> dict[Text, bytes]:
    start = 4 + int.from_bytes(content[:4], "little")
    texts = [Text(*fields) for fields in json.loads(content[4:start])]
    places = range(start, len(content), DIMENSIONS)
    return {text: content[at : at + DIMENSIONS] for text, at in zip(texts, places, strict=True)}
