"""Questions about speakers: what X said about Y, who said Z, whether X said Z.

The sentences that the general ranking finds are joined by those of statements whose speaker is X, and all are weighed
again: with what is known of the statement that a sentence is part of. Where X is nobody who speaks, the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache

from index import called, places
from index.asking import asks, is_courtesy
from index.cast import is_by_name, keys
from index.encoder import Vectors
from index.entry import is_named
from index.inquiry import Inquiry
from index.model import Span, Speaker
from index.naming import is_vague, is_word
from index.ranking import ASKING, READ, Hit, Said, candidates, headings, ordered, sentences
from index.record import Record
from index.roles import wordset
from index.storage import Storage, StoredStatement
from index.telling import WORD, acts
from index.terms import stemmed, term_set, terms

# What a sentence's score is made of: fitted on the training questions (conditional logit) and rounded, 1 in all.
SENTENCE_COSINE, PASSAGE_BM25, COVERAGE = 0.40, 0.25, 0.10
QUALITY, SHARE, DIRECT, ACT = 0.12, 0.04, 0.05, 0.04
WHOSE_ACT = 0.08  # of "who warned of war": the act is what is asked for
ACT_BEFORE = 0.12  # likewise where the sentence before tells it
CONTEXT = 0.05  # of the topic in the sentence together with the one before it
OTHERS = 0.06  # against what somebody else says, who has a name, where whoever is meant says something
UNSAID = 0.15  # against a sentence that tells what somebody did not say, where it is asked what they said
ALONE = 0.30  # for the quality of the speaker where no topic is given
MENTION = 0.1  # where whoever is meant says nothing: a sentence that mentions them is the closest
BESIDE = 0.12  # of a score: how far behind somebody else's sentence one of whom is meant comes first nevertheless
AS_NEAR = 0.8  # of that one's cosine: what is about the question without a word of it
CLEARLY = 0.7  # how well they must fit for that
THEIRS = 0.8  # of the best fit: who else is meant
LOWER = 0.3  # how much less well a speaker may fit than the best, so that more of what he says is looked at
_NOT = r"(?:\bnot|n[’']t|\bnever|\b(?:declin|refus)\w+\s+to)\b"
DOCUMENTS = wordset(
    "treaty rule law recipe sign contract policy guideline manual guide handbook term charter constitution faq readme"
    " doc documentation wiki instruction note changelog bylaw regulation code agreement label menu poster page lease"
)
NEGATED = re.compile(_NOT, re.IGNORECASE)
# "did not immediately confirm"; what is not ruled out is told so.
UNTOLD = re.compile(rf"{_NOT}(?!\s+(?:\w+\s+)?(?:rul|deny|denied|exclud))(?:\s+\w+){{1,4}}$", re.IGNORECASE)
BEFORE_CUE = 25  # characters in front of a cue that are looked at for whether it is negated
DEEDS = frozenset(("accuse", "admit", "deny", "joke", "praise", "promise", "warn"))  # that words can be


@dataclass(frozen=True, slots=True)
class Hearing:
    """What is known for one question about speakers: whom it means, how well each fits, and what they say.

    `quality` is how well the best of those who say something fits. `vague` is true where nobody does, but X is no name
    ("the network"): somebody whom the text calls otherwise may be meant. `mute` are those who fit and say nothing.
    """

    inquiry: Inquiry
    record: Record
    qualities: dict[Speaker, float]
    fitting: list[StoredStatement]
    quality: float
    vague: bool
    source: int | None
    mute: frozenset[Speaker] = frozenset()

    @property
    def least(self) -> float:
        """How well a speaker fits at least whose words are more than a neighbour of the answer; 0 for all."""
        return THEIRS * self.quality

    @property
    def places(self) -> frozenset[str]:
        """The places and organisations that are meant."""
        return _places(self.inquiry.speaker or "")

    def is_theirs(self, hit: Hit) -> bool:
        """Whether a sentence is part of what whoever is meant says."""
        return hit.fits(self.least)

    @property
    def silent(self) -> bool:
        """True where somebody is named who says nothing."""
        return self.inquiry.speaker is not None and not self.fitting and not self.vague


def hear(inquiry: Inquiry, record: Record, storage: Storage, source: int | None = None) -> Hearing:
    """Find who is meant, in a source or in all."""
    if inquiry.speaker is None:
        return Hearing(inquiry, record, {}, [], 0.0, False, source)
    fits = record.cast.match(inquiry.speaker, lambda word: is_word(word, storage))
    qualities = {speaker: fit for speaker, fit in fits.items() if record.speaks(speaker, source)}
    heard = {speaker: record.of(speaker, source) for speaker in qualities}
    fitting = [stored for theirs in heard.values() for stored in theirs]
    quality = max((qualities[speaker] for speaker, theirs in heard.items() if theirs), default=0.0)
    vague = not fitting and is_vague(inquiry.speaker, storage)
    mute = frozenset(fits.keys() - qualities.keys())
    return Hearing(inquiry, record, qualities, fitting, quality, vague, source, mute)


def quoted(who: str, record: Record, storage: Storage, source: int | None = None) -> float:
    """How well somebody with a name, who is quoted in a source or in all, fits what is written; 0 where nobody does."""
    return _best(who, record, storage, lambda speaker: record.speaks(speaker, source))


def unquoted(who: str, record: Record, storage: Storage, source: int | None = None) -> float:
    """The same of somebody with a name who is known, and not quoted there."""
    return _best(who, record, storage, lambda speaker: not record.speaks(speaker, source))


def _best(who: str, record: Record, storage: Storage, keep: Callable[[Speaker], bool]) -> float:
    fits = record.cast.match(who, lambda word: is_word(word, storage))
    for speaker, fit in sorted(fits.items(), key=lambda one: -one[1]):
        if is_named(speaker) and keep(speaker) and is_by_name(who, speaker):
            return fit
    return 0.0


def is_document(inquiry: Inquiry) -> bool:
    """Whether what a question asks for the words of is something written, and no person: "the rules", "the treaty"."""
    words = called.words(inquiry.speaker or "")
    if not words:
        return False
    last = words[-1]
    return (last[:-3] + "y" if last.endswith("ies") else last.removesuffix("s")) in DOCUMENTS


def select(hearing: Hearing, question: str, encoded: Future[Vectors], storage: Storage) -> list[Hit]:
    """The sentences that answer a question about speakers, best first, with the statements that they are part of."""
    lowest = hearing.quality - LOWER
    own = {
        number
        for speaker, quality in hearing.qualities.items()
        if quality >= lowest
        for number in hearing.record.passages(speaker, hearing.source)
    }
    speaker = hearing.inquiry.speaker or ""
    # The storage was refreshed when it was found out who is meant.
    naming = [] if hearing.fitting or not speaker else storage.lexical(speaker, READ, source=hearing.source)
    found = candidates(question, encoded, storage, hearing.source)
    vector = encoded.result()
    found.cosines.update(storage.dense(vector, READ, among=sorted(own)))
    nearest = sorted(own & found.cosines.keys(), key=lambda number: -found.cosines[number] - found.share(number))
    wanted = dict.fromkeys((*found.best(READ), *nearest[:READ], *(number for number, _ in naming)))
    hits: list[Hit] = []
    passages = storage.passages(wanted)
    heads = headings(passages, found.topics, storage)
    topics = {code: topic.without(terms(speaker, code)) for code, topic in found.topics.items()}
    for stored in passages:
        topic = topics.get(stemmed(stored.language))
        if topic is not None:  # else its language came a moment ago
            base = PASSAGE_BM25 * found.share(stored.number)
            before: Hit | None = None
            for hit in sentences(stored, vector, topic, heads.get(stored.number, "")):
                words = hit.words | before.words if before is not None else hit.words
                hits.append(_weighed(hearing, hit, before, base + CONTEXT * topic.coverage(words)))
                before = hit
    best = ordered(hits)
    if hearing.inquiry.kind == "did-say" and hearing.fitting:  # what X said, whatever others say of it
        best.sort(key=lambda hit: hit.said is None or hit.said.quality < hearing.least)
    return best


def _weighed(hearing: Hearing, hit: Hit, before: Hit | None, base: float) -> Hit:
    """A sentence with its score and the statement that it is part of; `before` is the sentence before it."""
    said = hearing.record.said(hit.stored.source, hit.span, hearing.qualities)
    score = base + SENTENCE_COSINE * hit.sentence_cosine + COVERAGE * hit.coverage
    if said is not None:
        score += (QUALITY if hearing.inquiry.topic else ALONE) * said.quality + SHARE * said.share
        if _is_others(hearing, said):
            score -= OTHERS * hearing.quality  # which is 0 where whoever is meant says nothing
        if said.statement.attribution.kind != "indirect":
            score += DIRECT
        elif _is_unsaid(hearing, hit, said.statement.attribution.cue):
            score -= UNSAID
        act = ACT if hearing.inquiry.kind != "who-said" else WHOSE_ACT
        if hearing.inquiry.act in _acts(hit, said.statement.attribution.cue):
            score += act
        elif (
            hearing.inquiry.kind == "who-said"
            and hearing.inquiry.act != "think"  # which announces nothing
            and before is not None
            and hearing.inquiry.act in _acts(before, before.span)
        ):
            score += ACT_BEFORE  # "They answered with a warning. War, he said, …"
    if hearing.silent and mentions(hearing, hit):
        score += MENTION
    text = hit.text
    if is_courtesy(text):
        score -= ASKING
    if hearing.inquiry.act != "ask" and not (said and said.quality) and asks(text):
        score -= ASKING  # an interviewer's, to which the answer is what comes next
    return hit._replace(score=score, said=said)


def _is_others(hearing: Hearing, said: Said | None) -> bool:
    """Whether somebody else than is meant says it, who has a name."""
    if said is None or said.quality or said.statement.speaker is None:
        return False
    return said.statement.speaker not in hearing.mute and is_named(said.statement.speaker)


def theirs_first(hearing: Hearing, hits: list[Hit]) -> list[Hit]:
    """The hits, but behind the best of whom is meant where what leads is a little better and somebody else's."""
    if not hits or not hearing.fitting or not _is_others(hearing, hits[0].said):
        return hits
    for at, hit in enumerate(hits):
        if hit.score < hits[0].score - BESIDE:
            break
        near = hit.sentence_cosine >= AS_NEAR * hits[0].sentence_cosine  # in other words
        about = near or hit.coverage > 0 or hearing.inquiry.topic is None
        if about and hit.said is not None and hit.said.quality >= CLEARLY:
            return [hit._replace(score=hits[0].score), *hits[:at], *hits[at + 1 :]]
    return hits


def mentions(hearing: Hearing, hit: Hit) -> bool:
    """Whether a sentence mentions whom the question means."""
    who, stored = hearing.inquiry.speaker or "", hit.stored
    own = term_set(who, stemmed(stored.language))
    if own and own <= hit.words:
        return True
    wanted = hearing.places
    start, end, base = *hit.span, stored.passage.start
    found = places.mentions(stored.text[start - base : end - base]) if wanted else []
    return any(mention.key in wanted for mention in found)


def is_as_asked(hearing: Hearing, hit: Hit) -> bool:
    """Whether a sentence, or what it is said with, tells the deed in words that is asked for, if one is.

    "What did Fico warn of" asks for a warning. What is merely said, thought, wanted or explained is told in all ways;
    and whether somebody offered to go, "he would go" tells as well.
    """
    if hearing.inquiry.act not in DEEDS or hearing.inquiry.kind == "did-say":
        return True
    cue = hit.said.statement.attribution.cue if hit.said is not None else None
    return hearing.inquiry.act in _acts(hit, hit.span) | _acts(hit, cue)


def tells_deed(hearing: Hearing, hit: Hit) -> bool:
    """Whether a deed in words is asked for, and a sentence, what it is said with, or the sentence before tells it."""
    cue = hit.said.statement.attribution.cue if hit.said is not None else None
    before = hit.stored.passage.sentences[hit.position - 1] if hit.position else None
    return hearing.inquiry.act in DEEDS & (_acts(hit, hit.span) | _acts(hit, cue) | _acts(hit, before))


def is_nowhere(hearing: Hearing, hits: Iterable[Hit], storage: Storage) -> bool:
    """Whether somebody is named of whom no source has a word, nor any of the hits another name for their place."""
    words = WORD.findall(hearing.inquiry.speaker or "")
    return not any(is_word(word, storage) for word in words) and not any(mentions(hearing, hit) for hit in hits)


@lru_cache(maxsize=256)
def _places(who: str) -> frozenset[str]:
    return frozenset(keys(who))


def _is_unsaid(hearing: Hearing, hit: Hit, cue: Span | None) -> bool:
    """Whether a cue tells that somebody did not say something, where the question does not ask for that."""
    inquiry = hearing.inquiry
    if cue is None or not hearing.fitting or inquiry.kind != "speaker":
        return False
    if inquiry.act == "deny" or NEGATED.search(inquiry.topic or ""):
        return False
    start = hit.stored.passage.start
    first = max(cue[0] - BEFORE_CUE, hit.span[0]) - start
    return UNTOLD.search(hit.stored.text[max(first, 0) : max(cue[1] - start, 0)]) is not None


def _acts(hit: Hit, cue: Span | None) -> set[str]:
    """What kinds of saying a cue tells, but for mere saying."""
    if cue is None:
        return set()
    start = hit.stored.passage.start
    text = hit.stored.text[max(cue[0] - start, 0) : max(cue[1] - start, 0)].lower()
    return acts(text) - {"say"}
