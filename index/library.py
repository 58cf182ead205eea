"""A library: sources in, quoted answers out. The one thing that the command line and the bot talk to."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from index import voices
from index.answering import Answerer, Found
from index.encoder import Encoder, shared_encoder
from index.errors import Conflict, LibraryBusy, ModelMismatch, ReadError, SourceMissing, SourceTaken, VerbatimError
from index.intake import Intake, Made, Prepared, Progress, StatementReader, digest_of
from index.local import Local
from index.model import Added, Answer, Document, Quote, Report, Source, Statement, Strictness, Voice
from index.relevance import Relevance, shared_relevance
from index.reranker import Reranker, shared_reranker
from index.spelling import Speller, respelt
from index.statements import Reader
from index.storage import Entry, Reading, Remade, Storage
from index.validity import is_text, shown, valid

if TYPE_CHECKING:
    from index.ranking import Hit

ATTEMPTS = 5  # at storing what another process changes meanwhile


class Library:
    """The sources in a folder. Every method blocks and may be called from any thread.

    What is embedded and indexed of a passage is its text with the source's title and date and its heading before it;
    what is quoted is the text alone.
    """

    def __init__(
        self, storage: Storage, folder: Path, encoder: Encoder, reader: StatementReader | None = None,
        strictness: Strictness = "balanced", *, reranker: Reranker | None = None, relevance: Relevance | None = None,
    ) -> None:  # fmt: skip
        self.folder = folder
        self._storage = storage
        self._encoder = encoder
        self._reader = reader
        self._intake = Intake(encoder, reader)
        self._adding = threading.Lock()
        self._numbered: dict[str, int] = {}  # the last number of an id that was made, by what stands before it
        self._strictness = strictness
        self._answerer = Answerer(storage, encoder, self._refuse_other_model, reranker, relevance)
        self._speller: Speller | None = None

    @classmethod
    def open(
        cls, folder: Path, *, encoder: Encoder | None = None, create: bool = True, statements: bool = True,
        strictness: Strictness = "balanced", relevance: Relevance | None = None,
    ) -> Library:  # fmt: skip
        """Open the library in a folder; no model is loaded before something is added or asked.

        Sources are read for who says what, unless `statements` is False or the encoder has no tagger. `strictness` says
        how sure an answer must be. The best sentences are read again by the model that RERANKER_MODEL names, if any,
        else by the packaged reader or the `relevance` that is given.
        Raises LibraryMissing when there is none and `create` is False, LibraryTooNew, LibraryBusy, StorageError.
        """
        encoder = encoder or shared_encoder()
        reader = Reader(encoder, encoder.tagger) if statements and encoder.tagger is not None else None
        return cls(
            Local(folder, create=create), folder, encoder, reader, strictness, reranker=shared_reranker(),
            relevance=relevance or shared_relevance(),
        )  # fmt: skip

    @property
    def storage(self) -> Storage:
        """What keeps the sources and searches them: for those who measure."""
        return self._storage

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
        for group in self._intake.groups(map(self._admitted, documents)):
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
            prepared = self._intake.prepare(document)
            (made,) = self._intake.make([prepared], read=False)  # the text is the same, and so are its statements
            self._storage.replace(
                source.number, prepared.passages, made.encoded, title=title, model=self._encoder.fingerprint
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
        found = self._storage.find(id=source_id) if is_text(source_id) else None
        if found is None:
            raise SourceMissing(f"There is no source '{shown(source_id)}' here: list the sources to see their ids.")
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

    # Who says what

    def statements(self, source_id: str, *, speaker: str | None = None) -> list[Statement]:
        """The statements of a source in the order of its text, of one speaker where that is given.

        The speaker is named as `speakers` does, case and accents aside; a name that nobody has stands for everyone
        who has it in name or description. Raises SourceMissing, StorageError.
        """
        said = [stored.statement for stored in self._storage.statements(self.source(source_id).number)]
        return said if speaker is None else voices.of(said, speaker)

    def speakers(self, source_id: str | None = None, *, matching: str = "") -> list[Voice]:
        """Who is quoted in a source or in all, the most quoted first; `matching` is part of name or description.

        Somebody quoted in several sources is one speaker: names may differ in case, accents and white space.
        Raises SourceMissing, StorageError.
        """
        number = self.source(source_id).number if source_id is not None else None
        return voices.matching(voices.count(self._storage.statements(number)), matching)

    def unread(self) -> int:
        """How many sources are not read for who says what, or by another tagger; `check` reads them."""
        return len(self._unread())

    # Questions

    def ask(
        self, question: str, *, source: str | None = None, quotes: int = 3, strictness: Strictness | None = None
    ) -> Answer:
        """The passages that answer a question, word for word, best first, at most `quotes` of them.

        Any string is a question. Phrases in it in quotation marks have to stand in what is quoted, and what has a
        -word is left out; misspelt words are corrected where the sources tell how (`Answer.corrected`).
        `strictness` goes before the one that the library was opened with.
        Raises SourceMissing, ModelMismatch, ModelUnavailable, StorageError.
        """
        question = _sound(question)
        return respelt(
            question,
            [self],
            lambda text: self.ask_as_written(text, source=source, quotes=quotes, strictness=strictness),
        )

    def ask_as_written(
        self, question: str, *, source: str | None = None, quotes: int = 3, strictness: Strictness | None = None
    ) -> Answer:
        """As `ask`, but no word is corrected."""
        question = _sound(question)
        number = self.source(source).number if source is not None else None
        return self._answerer.answer(question, number, quotes, strictness or self._strictness)

    def hits(self, question: str, *, source: str | None = None) -> list[Hit]:
        """The sentences behind an answer with the signals that speak for each, best first. Raises what `ask` raises."""
        return self.search(question, source=source).hits

    def search(
        self, question: str, *, source: str | None = None, keep: Callable[[Hit], bool] = lambda hit: True
    ) -> Found:
        """What is found for a question before it becomes an answer, of the hits to `keep`. Raises what `ask` raises."""
        return self._answerer.find(_sound(question), self.source(source).number if source is not None else None, keep)

    @property
    def speller(self) -> Speller | None:
        """The words of the sources as they are now; None while there are no sources."""
        if not self._storage.model:
            return None
        self._storage.refresh()
        speller = self._speller
        if speller is None or speller.state != self._storage.state:
            self._speller = speller = Speller(self._storage)
        return speller

    def quotes(self, found: Found, count: int) -> list[Quote]:
        """The best quotes that can be made of what was found, at most `count`. Raises StorageError."""
        return self._answerer.quotes(found, count)

    # Care

    def check(self) -> Report:
        """Verify everything that is stored; what is derived and does not match is made anew.

        Of a library without damage, sources that another tagger has read, or none, are read again.
        Raises ModelUnavailable, LibraryBusy, StorageError.
        """
        report = self._storage.check()
        count = self._reread() if report.clean else 0
        if not count:
            return report
        sources = "1 source was" if count == 1 else f"{count:,} sources were"
        return replace(report, mended=(*report.mended, f"{sources} read again for who says what."))

    def reencode(self, *, progress: Progress | None = None) -> int:
        """Cut, encode and read every source anew with the present model; how many passages that made."""
        done = 0

        def remade() -> Iterator[Remade]:
            nonlocal done
            sources = self.sources()
            everything = sum(source.passages for source in sources)
            for source in reversed(sources):
                prepared = self._intake.prepare(self._document(source, source.title))
                (made,) = self._intake.make([prepared])
                yield Remade(source.number, prepared.passages, made.encoded, made.reading)
                done += len(prepared.passages)
                if progress:
                    progress(min(done, everything), everything)

        with self._adding:
            self._storage.replace_all(remade(), model=self._encoder.fingerprint)
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

    # How documents become sources

    def _store(self, group: Sequence[Prepared], added_by: str | None, progress: Progress) -> Iterator[Added]:
        """Encode and store a group in one transaction, up to the first that is refused."""
        made: dict[str, Made] = {}  # by digest of the text
        with self._adding:
            for _ in range(ATTEMPTS):
                self._refuse_other_model()
                new, done, refused = self._decide(group)
                missing = [prepared for sha256, (prepared, _) in new.items() if sha256 not in made]
                for prepared, own in zip(missing, self._intake.make(missing, progress), strict=True):
                    made[prepared.sha256] = own
                entries = [
                    Entry(prepared.document, id, sha256, prepared.passages, own.encoded, own.reading or Reading())
                    for sha256, (prepared, id) in new.items()
                    for own in [made[sha256]]
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
        self, group: Sequence[Prepared]
    ) -> tuple[dict[str, tuple[Prepared, str]], list[Prepared], VerbatimError | None]:
        """What of a group is new (by digest, with the id it gets), what is done up to what is refused, and why."""
        new: dict[str, tuple[Prepared, str]] = {}
        for position, prepared in enumerate(group):
            try:
                pending = {id: digest for digest, (_, id) in new.items()}
                self._refuse_taken(prepared.document.id, prepared.sha256, pending)
            except VerbatimError as error:
                return new, list(group[:position]), error
            if prepared.sha256 not in new and self._storage.find(sha256=prepared.sha256) is None:
                id = prepared.document.id or self._free_id(prepared.document.title, [id for _, id in new.values()])
                new[prepared.sha256] = prepared, id
        return new, list(group), None

    def _known_as(self, prepared: Prepared) -> Source:
        """The source that a document has become, which from now on also answers to the id that was asked for."""
        source = self._storage.find(sha256=prepared.sha256)
        if source is None:
            raise SourceMissing("A source was removed while it was being added: add it again.")
        asked_for = prepared.document.id
        if asked_for is not None and self._storage.find(id=asked_for) is None:
            self._storage.alias(source.number, asked_for)
        return source

    def _document(self, source: Source, title: str) -> Document:
        headings, levels = self._storage.headings(source.number)
        return Document(
            title, self._storage.text(source.number), published=source.published,
            language=source.language, headings=headings, levels=levels,
        )  # fmt: skip

    def _unread(self) -> list[int]:
        return self._storage.unread(self._reader.fingerprint) if self._reader is not None else []

    def _reread(self) -> int:
        """Read again what another tagger has read; how many sources. Each is as it was or as it is after."""
        numbers: deque[int] = deque()
        count = 0

        def documents() -> Iterator[Document]:
            for source in self._storage.many(self._unread()).values():
                try:
                    document = self._document(source, source.title)
                except SourceMissing:  # removed meanwhile
                    continue
                numbers.append(source.number)
                yield document

        for group in self._intake.groups(documents()):
            self._storage.reread([(numbers.popleft(), reading) for reading in self._intake.read(group)])
            count += len(group)
        return count

    # What is refused

    def _refuse_other_model(self) -> None:
        made_with = self._storage.model
        if made_with and made_with != self._encoder.fingerprint:
            raise ModelMismatch(
                f"This library was made with the embedding model '{made_with.partition('@')[0]}', not "
                f"'{self._encoder.fingerprint.partition('@')[0]}': run 'python -m index reencode --library "
                f"{self.folder}', or set EMBEDDING_MODEL back."
            )

    def _admitted(self, document: Document) -> Document:
        """A document that may be stored as far as is known before it is read, which takes longer."""
        if valid(document).id is not None:
            self._refuse_taken(document.id, digest_of(document), {})
        return document

    def _refuse_taken(self, id: str | None, digest: str, pending: dict[str, str]) -> None:
        """Raises SourceTaken where an id is that of another text, of one that is stored or `pending` by its id."""
        if id is None:
            return
        known = self._storage.find(id=id)
        owner = known.sha256 if known else pending.get(id)
        if owner not in (None, digest):
            raise SourceTaken(
                f"The id '{shown(id)}' belongs to another source: remove that one first, or give another id."
            )

    def _free_id(self, title: str, pending: Sequence[str]) -> str:
        """An id made from a title that no source has yet."""
        plain = unicodedata.normalize("NFKD", title).casefold()
        words = re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))
        stem = "-".join(words)[:40].strip("-") or "source"
        number = self._numbered.get(stem, 1)
        if number > 1 and self._storage.find(id=f"{stem}-{number}") is None:
            number = 1  # it was removed, and others may have been
        candidate = stem if number == 1 else f"{stem}-{number}"
        while candidate in pending or self._storage.find(id=candidate) is not None:
            number += 1
            candidate = f"{stem}-{number}"
        self._numbered[stem] = number
        return candidate


def _sound(question: str) -> str:
    """A question as an encoder takes it: a surrogate without its other half is no character."""
    return question.encode("utf-8", "replace").decode()
