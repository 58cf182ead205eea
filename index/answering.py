"""How a question is answered: what it asks, what is found for it, in which order, and how sure that is an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from index import missing, recency, tongue
from index.encoder import Encoder
from index.inquiry import understand
from index.model import Answer, Quote, Strictness
from index.narrowing import narrow
from index.presumed import presumed
from index.relevance import Relevance, passage
from index.reranker import Reranker
from index.storage import Storage
from index.wording import parse

if TYPE_CHECKING:
    from index.ranking import Hit, Said
    from index.record import Record
    from index.testimony import Hearing

AS_SURELY = 0.8  # of how surely the speaker of the best sentence is meant: whose sentences may come before it
LEFT_OUT = "Every passage has a word that the question leaves out."


class Found(NamedTuple):
    """What of a question is asked, its hits, what is known of whom it means, and its phrases that stand nowhere.

    `passages` are the numbers of those that its wording lets in, None where all are. `absent` is true where nothing is
    known of whom it means, as not all was read for who says what, and no source mentions them.
    """

    asked: str
    hits: list[Hit]
    hearing: Hearing | None
    missing: tuple[str, ...] = ()
    passages: frozenset[int] | None = None
    absent: bool = False


class Answerer:
    """Answers from what a storage holds. Every method blocks and may be called from any thread.

    A source is given by its number, None stands for all. `refuse` raises where the storage was made with another model
    than the encoder's.
    """

    def __init__(
        self, storage: Storage, encoder: Encoder, refuse: Callable[[], None], reranker: Reranker | None = None,
        relevance: Relevance | None = None,
    ) -> None:  # fmt: skip
        self._storage = storage
        self._encoder = encoder
        self._refuse_other_model = refuse
        self._reranker = reranker
        self._relevance = relevance
        self._record: Record | None = None
        self._dates: recency.Dates | None = None

    def answer(self, question: str, number: int | None, count: int, strictness: Strictness) -> Answer:
        """The answer to a question as it is written, with at most `count` quotes.

        Raises ModelMismatch, ModelUnavailable, StorageError.
        """
        from index import confidence, identity, subject  # with them come FAISS and tantivy

        found = self.find(question, number)
        shown = self.quotes(found, count)
        first = shown[0] if shown else None
        judged = confidence.judge(
            found.asked, found.hits, first, self._storage, found.hearing, strictness=strictness
        )  # fmt: skip
        who = identity.asked(found.asked) if found.hearing is None and first is not None else None
        if who is not None and first is not None and self._recorded().is_read(number):
            known = identity.bearers(who, self._recorded(), number, self._storage)
            judged = identity.judged(judged, who, known, found.hits[0], first)
        sure, answered = judged.confidence, judged.answered
        heard = found.hearing if answered else None
        elsewhere = heard is not None and subject.is_elsewhere(heard, found.hits, self._storage)
        # What has not what is asked for is no answer, however near it is.
        if found.missing or found.absent or elsewhere:
            sure, answered = min(sure, judged.threshold / 2), False
        answer = Answer(question, tuple(shown), round(sure, 4), answered, missing=found.missing)
        return answer if answered else self._explained(answer, number, found)

    def find(self, question: str, number: int | None, keep: Callable[[Hit], bool] = lambda hit: True) -> Found:
        """What is found for a question as it is worded, of the hits to `keep`. Raises what `answer` raises."""
        from index import ranking, testimony

        if not any(map(str.isalnum, question)) or not self._storage.model:
            return Found(question, [], None)
        self._refuse_other_model()
        wording = parse(question)
        asked = wording.plain
        encoded = self._encoder.asked(asked)  # on another thread, while this one finds out what is asked
        narrowing = narrow(wording, self._storage, number)
        storage = narrowing.storage
        inquiry = understand(asked)
        hearing = unheard = guessed = None
        storage.refresh()
        if inquiry.kind == "general":
            quoted, unquoted = (
                partial(known, record=self._recorded(), storage=storage, source=number)
                for known in (testimony.quoted, testimony.unquoted)
            )
            guessed = presumed(asked, quoted, unquoted)
            inquiry = guessed or inquiry
        if inquiry.kind != "general":
            hearing = testimony.hear(inquiry, self._recorded(), storage, number)
            if not hearing.fitting and testimony.is_document(inquiry):
                hearing = None  # "what do the rules say about dogs": they are the sources, and nobody
            elif inquiry.speaker is not None and not hearing.fitting and not self._recorded().is_read(number):
                # That they are not quoted would be said of what nobody has looked through for that.
                hearing, unheard = None, hearing
        if hearing is None:
            hits = ranking.select(asked, encoded, storage, number)
        else:
            hits = testimony.select(hearing, asked, encoded, storage)
        hits = self._read(asked, [hit for hit in hits if keep(hit)], hearing, anyone=guessed is not None)
        if (wish := recency.wished(asked, date.today())) is not None:
            hits = self._timely(hits, wish, hearing)
        absent = unheard is not None and testimony.is_nowhere(unheard, hits, storage)
        return Found(asked, narrowing.ordered(hits), hearing, narrowing.missing, narrowing.passages, absent)

    def quotes(self, found: Found, count: int) -> list[Quote]:
        """The best quotes that can be made of what was found, at most `count`. Raises StorageError."""
        from index import quoting

        if not found.hits:
            return []
        hearing = found.hearing
        least = hearing.least if hearing is not None else 0.0
        said = partial(_said, self._recorded(), telling=hearing is None)
        tells = _telling(hearing, found.hits[0])
        return quoting.quotes(found.hits, self._storage, count, said, least=least, fits=tells, passages=found.passages)

    def _read(self, asked: str, hits: list[Hit], hearing: Hearing | None, *, anyone: bool = False) -> list[Hit]:
        """The hits, the best of them in the order that reading them together with the question gives.

        Where somebody is meant these are of theirs, unless `anyone` may tell it: "is Lee leaving?".
        """
        from index.numerals import numbered
        from index.ranking import tells_nothing
        from index.testimony import theirs_first

        if self._reranker is not None:
            theirs = (lambda hit: False) if hearing is None else hearing.is_theirs
            return self._reranker.reordered(asked, hits, self._encoder, theirs)
        asked = _as_read(asked, hearing)
        if self._relevance is None or not hits or not asked:
            return hits
        if hearing is None:
            hits = _telling_first(hits)
        first = hits[0].said.quality if hits[0].said is not None else 0.0
        numbers = numbered(asked, hits[0].heading)
        tells = _telling(hearing, hits[0])

        def fits(hit: Hit) -> bool:
            """Whether it is said by somebody who is meant as surely as who says the first, if anybody is.

            And whether it stands under the same numbers: what holds for version 2.3 is nothing that 2.4 has.
            """
            if not tells(hit):
                return False
            theirs = anyone or not first or (hit.said is not None and hit.said.quality >= AS_SURELY * first)
            if hearing is None and tells_nothing(hit):
                return False
            return theirs and numbered(asked, hit.heading) >= numbers

        read = self._relevance.reordered(asked, hits, self._encoder, fits, partial(self._texts, hearing))
        return read if hearing is None or first else theirs_first(hearing, read)

    def _texts(self, hearing: Hearing | None, hits: Sequence[Hit]) -> list[str]:
        """What is read of hits together with a question: whoever is meant called as the question does."""
        sources = self._storage.many({hit.stored.source for hit in hits})
        titles = {number: source.title for number, source in sources.items()}
        said = partial(_said, self._recorded(), telling=True)

        def called(hit: Hit) -> str | None:
            return hearing.inquiry.speaker if hearing is not None and hearing.is_theirs(hit) else None

        return [
            passage(hit, hit.said or said(hit), titles.get(hit.stored.source, ""), called=called(hit)) for hit in hits
        ]

    def _timely(self, hits: list[Hit], wish: recency.Wish, hearing: Hearing | None) -> list[Hit]:
        """The hits as the time that a question names has them."""
        dates = self._dates
        if dates is None or dates.state != self._storage.state:
            self._dates = dates = recency.Dates(self._storage)
        days = dates.of((hit.stored.source for hit in hits), self._storage)
        if hearing is None or self._reranker is None:
            return recency.weighed(hits, wish, days)
        return recency.weighed(hits, wish, days, hearing.is_theirs)

    def _explained(self, answer: Answer, number: int | None, found: Found) -> Answer:
        """An answer that is none with a sentence that says why, where that can be told."""
        from index import verdict

        said = verdict.note(found.hearing, found.hits) if found.hearing is not None and not answer.missing else None
        if said is None and not answer.missing and self._storage.model:
            wording = parse(answer.question)
            said = LEFT_OUT if wording.narrows and not found.hits else self._foreign(wording.plain, number)
            if said is None:
                answer = replace(answer, missing=missing.missing(wording.plain, self._storage, number))
        return replace(answer, note=said or missing.note(answer.missing, one=number is not None))

    def _foreign(self, question: str, number: int | None) -> str | None:
        """What to say to a question in another language than all sources, where the model knows that one only."""
        code = tongue.guess(question) if self._encoder.is_english else None
        if code in (None, "en"):
            return None
        asked = self._storage.many([number]).values() if number is not None else self._storage.sources()
        if not asked or any(source.language.partition("-")[0].lower() != "en" for source in asked):
            return None
        return tongue.note(code)

    def _recorded(self) -> Record:
        """The statements as they are stored now."""
        from index.record import Record

        record = self._record
        if record is None or record.state != self._storage.state:
            self._record = record = Record(self._storage)
        return record


def _as_read(asked: str, hearing: Hearing | None) -> str:
    """A question as the reader has learned to read it, "" where it has not.

    Whether somebody said something is answered by what comes nearest to it: by what they said about it.
    """
    inquiry = hearing.inquiry if hearing is not None else None
    if inquiry is None or inquiry.kind != "did-say":
        return asked
    return f"What did {inquiry.speaker} say about {inquiry.topic}?" if inquiry.speaker and inquiry.topic else ""


def _telling(hearing: Hearing | None, first: Hit) -> Callable[[Hit], bool]:
    """Whether a hit tells what is asked for: where it is asked who warned, and the first tells a warning, a warning."""
    from index.testimony import tells_deed

    if hearing is None or hearing.inquiry.speaker is not None or not tells_deed(hearing, first):
        return lambda hit: True
    return partial(tells_deed, hearing)


def _said(record: Record, hit: Hit, *, telling: bool) -> Said | None:
    """The statement that a sentence is part of; where `telling`, only one that is said in so many words.

    "Leaders met to discuss troops" is no quote of theirs, unless somebody asks what they did.
    """
    from index.record import is_spoken

    said = record.said(hit.stored.source, hit.span)
    if said is None or not telling:
        return said
    passage, attribution = hit.stored.passage, said.statement.attribution
    return said if is_spoken(attribution, hit.stored.text, passage.start) else None


def _telling_first(hits: list[Hit]) -> list[Hit]:
    """The hits, where the first asks what the question does, behind the best that could be as good and does not.

    Reading both together would take the echo for the answer.
    """
    from index.ranking import tells_nothing
    from index.relevance import SPREAD

    best = hits[0]
    if not tells_nothing(best):
        return hits
    for at, hit in enumerate(hits):
        if hit.score < best.score - SPREAD:
            break
        if not tells_nothing(hit):
            return [hit._replace(score=best.score), *hits[:at], *hits[at + 1 :]]
    return hits
