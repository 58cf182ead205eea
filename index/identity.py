"""Who somebody is: "who is the NATO chief?", where the sources say so of somebody whom they quote.

That "Jens Stoltenberg, NATO Secretary General" is the NATO chief is known from reading who said what, and that "Polish
Prime Minister Donald Tusk" is not the foreign minister of Poland as well. The confidence takes it into account.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index import places
from index.confidence import Judgement
from index.descriptions import is_role_phrase
from index.model import Quote, Speaker
from index.naming import is_word
from index.question import is_function
from index.ranking import Hit
from index.record import Record
from index.storage import Storage
from index.telling import WORD
from index.terms import stemmed, term_set, terms

KNOWN = 0.8  # how well a speaker fits who surely is asked for: 97 in 100 of them, and 2 in 100 of others do
# The confidence where such a speaker is named in the first quote, which was right for 94 in 100 descriptions in
# training articles; and at most, where nobody fits and the best sentence lacks a part of what is asked for.
SURE, DOUBTFUL = 0.8, 0.3
_ASKS = re.compile(
    r"\s*(?:and |so )?who(?:['’]?s| is| was| are| were)\s+(?P<who>(?:the |an? )?[^?!.;:]{3,80}?)[\s?!.]*", re.IGNORECASE
)


def asked(question: str) -> str | None:
    """The role that an English question asks the bearer of ("NATO chief"), or None where it asks something else."""
    found = _ASKS.fullmatch(question)
    return found["who"] if found and is_role_phrase(found["who"]) else None


def bearers(who: str, record: Record, source: int | None, storage: Storage) -> list[Speaker]:
    """The speakers of a source, or of all, who surely are who is asked for."""
    fits = record.cast.match(who, lambda word: is_word(word, storage))
    surely = [speaker for speaker, fit in fits.items() if fit >= KNOWN]
    return [one for one in surely if source is None or any(said.source == source for said in record.by_speaker[one])]


def judged(judgement: Judgement, who: str, known: Sequence[Speaker], best: Hit, first: Quote) -> Judgement:
    """The judgement, surer where the first quote names a speaker who is known to be who is asked for.

    Less sure where there is none, and the best sentence does not say who that is either.
    """
    words = set(WORD.findall(first.text))
    if any(word in words for speaker in known for word in WORD.findall(speaker.name)[-1:]):
        return replace(judgement, confidence=max(judgement.confidence, SURE))
    if not known and not _says(best, first.title, who):
        return replace(judgement, confidence=min(judgement.confidence, DOUBTFUL))
    return judgement


def _says(hit: Hit, title: str, who: str) -> bool:
    """Whether a sentence has all words of a role, and its places by whatever name, with what stands above it."""
    code = stemmed(hit.stored.language)
    text = f"{title}\n{hit.heading}\n{hit.columns}\n{hit.text}"
    there = {mention.key for mention in places.mentions(text)}
    words = who
    for mention in reversed(places.mentions(who, cased=False)):
        if mention.key not in there:
            return False
        words = words[: mention.span[0]] + words[mention.span[1] :]
    return {term for term in terms(words, code) if not is_function(term, code)} <= term_set(text, code)
