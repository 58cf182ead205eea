"""A library: sources in, quoted answers out. The one thing that the command line and the bot talk to."""

from __future__ import annotations

import hashlib
import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from index import segment
from index.encoder import Embeddable, Encoded, Encoder, shared_encoder
from index.errors import Conflict, LibraryBusy, ModelMismatch, ReadError, SourceMissing, SourceTaken, VerbatimError
from index.local import Local
from index.model import Added, Answer, Document, Passage, Place, Quote, Report, Source
from index.storage import Storage
from index.store import Entry

if TYPE_CHECKING:
    from index.ranking import Hit

Progress = Callable[[int, int], None]
"""Called with the number of passages done and of passages in all."""

LONGEST_TEXT = 20_000_000  # characters of a source
ATTEMPTS = 5  # at storing what another process changes meanwhile
ID_LENGTH = 100  # what a choice of a Discord command can carry
CONTEXT_PIECES = 50  # word pieces of title and heading before a passage: what MiniLM's 256 leave beside 200
ENCODE_AT_ONCE = 256  # passages; long enough to form batches of like lengths, short enough to show progress


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A document, the digest of its text, and its passages."""

    document: Document
    sha256: str
    passages: Sequence[Passage]


class Library:
    """The sources in a folder. Every method blocks and may be called from any thread.

    What is embedded and indexed of a passage is its text with the source's title and date and its heading before it;
    what is quoted is the text alone.
    """

    def __init__(self, storage: Storage, folder: Path, encoder: Encoder) -> None:
        self.folder = folder
        self._storage = storage
        self._encoder = encoder
        self._adding = threading.Lock()

    @classmethod
    def open(cls, folder: Path, *, encoder: Encoder | None = None, create: bool = True) -> Library:
        """Open the library in a folder; no model is loaded before something is added or asked.

        Raises LibraryMissing when there is none and `create` is False, LibraryTooNew, LibraryBusy, StorageError.
        """
        return cls(Local(folder, create=create), folder, encoder or shared_encoder())

    # Sources

    def add(self, document: Document, *, added_by: str | None = None, progress: Progress | None = None) -> Added:
        """Store a document as a source. The same text again is the source that is there already.

        Raises ReadError (nothing to read in it), SourceTaken (its id is another source's), ModelMismatch,
        ModelUnavailable, LibraryBusy, StorageError.
        """
        return next(self.add_many([document], added_by=added_by, progress=progress))

    def add_many(
        self, documents: Iterable[Document], *, added_by: str | None = None, progress: Progress | None = None
    ) -> Iterator[Added]:
        """Store documents as `add` does, but many short ones at once; each is stored when it is yielded.

        What comes before a document that is refused is stored.
        """
        counted = 0
        for group in self._groups(documents):
            size = sum(len(prepared.passages) for prepared in group)
            before = counted

            def report(done: int, _: int, before: int = before, size: int = size) -> None:
                if progress:
                    progress(before + done, before + size)

            yield from self._store(group, added_by, report)
            counted += size

    def remove(self, source_id: str) -> Source:
        """Remove a source; what it was. One that was added under several ids goes with the last of them.

        Raises SourceMissing, LibraryBusy, StorageError.
        """
        source = self.source(source_id)
        if not self._storage.release(source.number, source_id):
            self._storage.remove(source.number)
        return source

    def forget(self, number: int) -> Source:
        """Remove a source under all its ids; what it was. Raises SourceMissing, LibraryBusy, StorageError."""
        source = self.numbered(number)
        self._storage.remove(number)
        return source

    def rename(self, source_id: str, title: str) -> Source:
        """Give a source another title. As passages are embedded with it, this encodes the source again.

        Raises what `add` raises, and SourceMissing.
        """
        title = " ".join(title.split())
        if not title:
            raise ReadError("A title needs at least one character: give the source a title.")
        with self._adding:
            source = self.source(source_id)
            self._refuse_other_model()
            document = self._document(source, title)
            prepared = self._prepare(document)
            encoded = self._encode([prepared], None)[0]
            self._storage.replace(
                source.number, prepared.passages, encoded, title=title, model=self._encoder.fingerprint
            )
        return self.numbered(source.number)

    def sources(self, *, matching: str = "", offset: int = 0, limit: int | None = None) -> list[Source]:
        """Sources, newest first; `matching` is part of the title or the id, case aside."""
        return self._storage.sources(matching=matching, offset=offset, limit=limit)

    def count(self, *, matching: str = "") -> int:
        """How many sources `sources` would give."""
        return self._storage.count(matching=matching)

    def source(self, source_id: str) -> Source:
        """The source with this id. Raises SourceMissing."""
        found = self._storage.find(id=source_id) if _is_text(source_id) else None
        if found is None:
            raise SourceMissing(f"There is no source '{_shown(source_id)}' here: list the sources to see their ids.")
        return found

    def numbered(self, number: int) -> Source:
        """The source with this number. Raises SourceMissing."""
        found = self._storage.find(number=number)
        if found is None:
            raise SourceMissing("That source is not here any more: list the sources to see what is.")
        return found

    def text(self, source_id: str) -> str:
        """The whole text of a source. Raises SourceMissing."""
        return self._storage.text(self.source(source_id).number)

    # Questions

    def ask(self, question: str, *, source: str | None = None, quotes: int = 3) -> Answer:
        """The passages that answer a question, word for word, best first, at most `quotes` of them.

        Any string is a question. Raises SourceMissing, ModelMismatch, ModelUnavailable, StorageError.
        """
        from index import ranking  # with it come FAISS and tantivy

        # A surrogate without its other half is no character, and no encoder takes it.
        question = question.encode("utf-8", "replace").decode()
        hits = self.hits(question, source=source)
        sources = self._storage.many({hit.stored.source for hit in hits})
        found = ranking.quotes(hits, sources, quotes)
        confidence = ranking.confidence(hits)
        answered = confidence >= ranking.threshold()
        return Answer(question, tuple(found), round(confidence, 4), answered)

    def hits(self, question: str, *, source: str | None = None) -> list[Hit]:
        """The sentences behind an answer with the signals that speak for each, best first. Raises what `ask` raises."""
        from index import ranking

        number = self.source(source).number if source is not None else None
        if not any(map(str.isalnum, question)) or not self._storage.model:
            return []
        self._refuse_other_model()
        return ranking.select(question, self._encoder.question(question), self._storage, number)

    # Care

    def check(self) -> Report:
        """Verify everything that is stored; what is derived and does not match is made anew."""
        return self._storage.check()

    def reencode(self, *, progress: Progress | None = None) -> int:
        """Cut and encode every source anew with the present model; how many passages that made."""
        done = 0

        def made() -> Iterator[tuple[int, Sequence[Passage], Sequence[Encoded]]]:
            nonlocal done
            sources = self.sources()
            everything = sum(source.passages for source in sources)
            for source in reversed(sources):
                prepared = self._prepare(self._document(source, source.title))
                yield source.number, prepared.passages, self._encode([prepared], None)[0]
                done += len(prepared.passages)
                if progress:
                    progress(min(done, everything), everything)

        with self._adding:
            self._storage.replace_all(made(), model=self._encoder.fingerprint)
        return done

    def close(self) -> None:
        """Save what is derived and let go of the folder."""
        self._storage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # How documents become passages with vectors

    def _groups(self, documents: Iterable[Document]) -> Iterator[list[_Prepared]]:
        """Documents in groups of enough passages to fill batches; one that is refused comes after those before it."""
        group: list[_Prepared] = []
        try:
            for document in documents:
                _validate(document)
                group.append(self._prepare(document))
                if sum(len(prepared.passages) for prepared in group) >= ENCODE_AT_ONCE:
                    yield group
                    group = []
        except VerbatimError as error:
            if group:
                yield group
            raise error
        if group:
            yield group

    def _prepare(self, document: Document) -> _Prepared:
        passages = segment.passages(
            document.text, self._encoder.piece_spans, headings=document.headings,
            language=document.language or "en", limit=self._encoder.limit,
        )  # fmt: skip
        return _Prepared(document, hashlib.sha256(document.text.encode()).hexdigest(), passages)

    def _store(self, group: Sequence[_Prepared], added_by: str | None, progress: Progress) -> Iterator[Added]:
        """Encode and store a group in one transaction, up to the first that is refused."""
        vectors: dict[str, list[Encoded]] = {}  # by digest of the text
        with self._adding:
            for _ in range(ATTEMPTS):
                self._refuse_other_model()
                new, done, refused = self._decide(group)
                missing = [prepared for sha256, (prepared, _) in new.items() if sha256 not in vectors]
                encoded = self._encode(missing, progress)
                vectors.update((prepared.sha256, own) for prepared, own in zip(missing, encoded, strict=True))
                entries = [
                    Entry(prepared.document, id, sha256, prepared.passages, vectors[sha256])
                    for sha256, (prepared, id) in new.items()
                ]
                try:
                    if entries:
                        self._storage.put(entries, added_by=added_by, model=self._encoder.fingerprint)
                    break
                except Conflict:  # another process was quicker: decide again on what there is now
                    continue
            else:
                raise LibraryBusy("Another process is changing this library all the time: try again later.")
            stored = [self._known_as(prepared) for prepared in done]
        for source in stored:
            yield Added(source, new=new.pop(source.sha256, None) is not None)
        if refused:
            raise refused

    def _decide(
        self, group: Sequence[_Prepared]
    ) -> tuple[dict[str, tuple[_Prepared, str]], list[_Prepared], VerbatimError | None]:
        """What of a group is new (by digest, with the id it gets), what is done up to what is refused, and why."""
        new: dict[str, tuple[_Prepared, str]] = {}
        for position, prepared in enumerate(group):
            try:
                self._refuse_taken(prepared, {id: sha256 for sha256, (_, id) in new.items()})
            except VerbatimError as error:
                return new, list(group[:position]), error
            if prepared.sha256 not in new and self._storage.find(sha256=prepared.sha256) is None:
                id = prepared.document.id or self._free_id(prepared.document.title, [id for _, id in new.values()])
                new[prepared.sha256] = prepared, id
        return new, list(group), None

    def _known_as(self, prepared: _Prepared) -> Source:
        """The source that a document has become, which from now on also answers to the id that was asked for."""
        source = self._storage.find(sha256=prepared.sha256)
        if source is None:
            raise SourceMissing("A source was removed while it was being added: add it again.")
        asked_for = prepared.document.id
        if asked_for is not None and self._storage.find(id=asked_for) is None:
            self._storage.alias(source.number, asked_for)
        return source

    def _encode(self, group: Sequence[_Prepared], progress: Progress | None) -> list[list[Encoded]]:
        """The vectors of each document's passages."""
        items = [self._embeddable(prepared.document, passage) for prepared in group for passage in prepared.passages]
        contexts = self._shortened([item.context for item in items])
        items = [replace(item, context=context) for item, context in zip(items, contexts, strict=True)]
        encoded: list[Encoded] = []
        for start in range(0, len(items), ENCODE_AT_ONCE):
            encoded.extend(self._encoder.passages(items[start : start + ENCODE_AT_ONCE]))
            if progress:
                progress(len(encoded), len(items))
        vectors = iter(encoded)
        return [list(islice(vectors, len(prepared.passages))) for prepared in group]

    def _embeddable(self, document: Document, passage: Passage) -> Embeddable:
        lines = [document.title]
        if document.published:
            lines[0] += f" ({document.published[:10]})"
        if passage.heading and passage.heading[0] < passage.start:
            lines.append(document.text[slice(*passage.heading)])
        start = passage.start
        sentences = tuple((begin - start, end - start) for begin, end in passage.sentences)
        return Embeddable("\n".join(lines) + "\n", document.text[start : passage.end], sentences)

    def _shortened(self, contexts: Sequence[str]) -> list[str]:
        """Contexts cut so that the passage after them still fits the model."""
        unique = list(dict.fromkeys(contexts))
        room = CONTEXT_PIECES * self._encoder.limit // 200
        cut = {
            context: context if len(spans) <= room else context[: spans[room - 1][1]] + "\n"
            for context, spans in zip(unique, self._encoder.piece_spans(unique), strict=True)
        }
        return [cut[context] for context in contexts]

    def _document(self, source: Source, title: str) -> Document:
        return Document(
            title, self._storage.text(source.number), published=source.published,
            language=source.language, headings=self._storage.headings(source.number),
        )  # fmt: skip

    # What is refused

    def _refuse_other_model(self) -> None:
        made_with = self._storage.model
        if made_with and made_with != self._encoder.fingerprint:
            raise ModelMismatch(
                f"This library was made with the embedding model '{made_with.partition('@')[0]}', not "
                f"'{self._encoder.fingerprint.partition('@')[0]}': run 'python -m index reencode --library "
                f"{self.folder}', or set EMBEDDING_MODEL back."
            )

    def _refuse_taken(self, prepared: _Prepared, pending: dict[str, str]) -> None:
        id = prepared.document.id
        if id is None:
            return
        known = self._storage.find(id=id)
        owner = known.sha256 if known else pending.get(id)
        if owner not in (None, prepared.sha256):
            raise SourceTaken(
                f"The id '{_shown(id)}' belongs to another source: remove that one first, or give another id."
            )

    def _free_id(self, title: str, pending: Sequence[str]) -> str:
        """An id made from a title that no source has yet."""
        plain = unicodedata.normalize("NFKD", title).casefold()
        words = re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))
        stem = "-".join(words)[:40].strip("-") or "source"
        candidate, number = stem, 1
        while candidate in pending or self._storage.find(id=candidate) is not None:
            number += 1
            candidate = f"{stem}-{number}"
        return candidate


def ask_together(libraries: Sequence[Library], question: str, *, quotes: int = 3) -> Answer:
    """One answer from several libraries: the best quotes of all, as sure as the surest. Raises what `ask` raises."""
    answers = [library.ask(question, quotes=quotes) for library in libraries]
    decided = [answer for answer in answers if answer.answered] or answers
    merged: dict[str, Quote] = {}  # by the words of the highlight
    for quote in sorted((quote for answer in decided for quote in answer.quotes), key=lambda quote: -quote.score):
        begin, end = quote.highlight
        words = " ".join(quote.text[begin:end].casefold().split())
        if words in merged:
            place = Place(quote.source, quote.title, quote.url, quote.start + begin, quote.start + end)
            merged[words] = replace(merged[words], also=(*merged[words].also, place, *quote.also))
        else:
            merged[words] = quote
    confidence = max((answer.confidence for answer in answers), default=0.0)
    best = tuple(merged.values())[:quotes]
    return Answer(question, best, confidence, any(answer.answered for answer in answers))


def _validate(document: Document) -> None:
    if not document.text.strip():
        raise ReadError(f"'{_shown(document.title)}' has no text: give a document with something to read in it.")
    if len(document.text) > LONGEST_TEXT:
        raise ReadError(
            f"'{_shown(document.title)}' is longer than {LONGEST_TEXT // 10**6} million characters: split it."
        )
    if not document.title.strip():
        raise ReadError("A source needs a title: give it one.")
    known = (document.text, document.title, document.id, document.url, document.author, document.published)
    if not all(_is_text(part) for part in known if part is not None):
        raise ReadError(
            f"'{_shown(document.title)}' has half a surrogate pair in it, which is no character: save it as UTF-8."
        )
    if document.id is not None:
        printable = document.id.isprintable() and document.id == document.id.strip()
        if not (0 < len(document.id) <= ID_LENGTH and printable):
            raise ReadError(
                f"The id '{_shown(document.id)}' cannot be used: an id has 1 to {ID_LENGTH} printable characters."
            )


def _is_text(text: str) -> bool:
    """Whether it has no half of a surrogate pair, which nothing can store."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(text: str) -> str:
    """Something a user wrote, fit for one line of an error."""
    line = " ".join(text.encode("utf-8", "replace").decode().split())
    return line if len(line) <= 60 else line[:59] + "…"
