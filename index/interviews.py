"""Interviews: the answers of one person, marked as answers or in the first person behind lines that address "you"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from index.model import Span
from index.names import plain
from index.page import NAMED, TAGLINE, YOU, Page, Turn, is_given, may_be_person

_QUESTION = re.compile(r"Q(?:UESTION|uestion)?(?:[:.]\s|(?=[A-Z][a-z]))")
_ANSWER = re.compile(r"A(?:NSWER|nswer)?[:.]\s")
_OWN = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|ours)\b", re.IGNORECASE)
# "You" that is anybody, or whoever listens, and no address: "if you drill", "you need steel", "I tell you".
_ANYBODY = re.compile(
    r"\b(?:(?:if|when|whenever|as|once|that|what|unless|until|because|before|where) you(?:r|[’'](?:re|ve|ll|d))?"
    r"|you (?:need|can|can[’']t|cannot|could|must|should|know|see|get|never|just|might|may|want|go)"
    r"|(?:tell|thank|give|show|promise|assure|ask) you)\b",
    re.IGNORECASE,
)
_INTERVIEWER = re.compile(
    r"\b(?:interview(?:ed)?(?:\sby)?|interviewer|questions(?:\sby)?|by|photos?|text|words|spoke (?:to|with)"
    r"|talked (?:to|with)|told)\s*:?\s*$",
    re.IGNORECASE,
)
_EDITED = re.compile(r"\b(?:interview|conversation|transcript) (?:has been|was|is) [a-z]+", re.IGNORECASE)
_COURTESY = re.compile(r"(?:Dr|Mrs?|Ms|Miss|Prof|Professor|Sir|Madam)\b\.?\s")
_WORD = re.compile(r"\w+")
_TURNS = 2  # answers, and questions, of one interview: at least so many
_REMARK = 240  # characters of what an interviewer says at most, and of that which addresses nobody:
_ASIDE = 120
_OPENING = 4  # words of a line that tell whom it is about
_FOOT = 3  # lines at the end of a text that may say who somebody is
_SALUTED = 60  # characters of a question in which it calls somebody by name


def interview(page: Page) -> Iterator[Turn]:
    """The answers of an interview, without what its interviewer says and what stands under it."""
    count = len(page.lines)
    asked = [at for at in range(count) if _QUESTION.match(page.line(at))]
    marked = [at for at in range(count) if _ANSWER.match(page.line(at))]
    if len(marked) < _TURNS or len(asked) < _TURNS:
        asked = [at for at in range(count) if page.line(at).endswith("?") and YOU.search(page.line(at))]
        marked = [at + 1 for at in asked if at + 1 in page.personal]
        if len(marked) < _TURNS or 2 * len(marked) < len(asked):
            return
        asked = [at for at in range(asked[0], count) if page.line(at).endswith("?")]
        asked.extend(_remarks(page, asked))
        stops = set(asked)
        marked = [at + 1 for at in sorted(asked) if at + 1 < count and at + 1 not in stops]
    who = _whom(page, asked, min(asked[0], marked[0]))
    if who is None:
        return
    stops = {*asked, *marked, *_footers(page, who)}
    for at in marked:
        end = next((other for other in range(at + 1, count) if other in stops or not page.is_text(other)), count)
        start = _ANSWER.match(page.line(at))
        first = page.lines[at][0] + (start.end() if start else 0), page.lines[at][1]
        yield Turn((first, *page.lines[at + 1 : end]), who)


def _remarks(page: Page, asked: list[int]) -> Iterator[int]:
    """The lines between questions that are the interviewer's as well: short ones between answers, that address "you".

    Or that are nobody's in the first person, and much shorter than the answers on both sides of them.
    """
    questions = set(asked)
    before = asked[0]
    for at in range(asked[0] + 2, len(page.lines) - 1):
        if at in questions or at - 1 in questions or at - 1 == before or at + 1 in questions:
            continue
        line, answers = page.line(at), (page.line(at - 1), page.line(at + 1))
        if at in page.personal or not page.is_text(at) or len(line) > _REMARK:
            continue
        is_address = YOU.search(_ANYBODY.sub("", line)) and (at + 1 in page.personal or _OWN.search(answers[1]))
        is_aside = (
            len(line) <= _ASIDE
            and not YOU.search(line)
            and not _OWN.search(line)
            and all(_OWN.search(answer) for answer in answers)
            and 2 * len(line) <= min(map(len, answers))
        )
        if is_address or is_aside:
            before = at
            yield at


def _footers(page: Page, who: Span) -> Iterator[int]:
    """The lines at the end of a text in which whoever answers is somebody else: "Ann Lee is the author of …"."""
    surname = page.text[slice(*who)].rpartition(" ")[2]
    for at in range(max(0, len(page.lines) - _FOOT), len(page.lines)):
        line = page.line(at)
        is_told = surname in _WORD.findall(line)[:_OPENING]
        if (is_told or TAGLINE.match(line) or _EDITED.search(line)) and at not in page.personal:
            yield at


def _whom(page: Page, asked: list[int], end: int) -> Span | None:
    """Whom an interview is with: who is addressed by name in it, or told of at its foot; else whom `_asked` finds."""
    called = _called(page, asked, end)
    return called if called is not None else _asked(page, end)


def _called(page: Page, asked: list[int], end: int) -> Span | None:
    """Who of those named before an interview is called by name in its questions, or told of at its foot."""
    places = _names(page, end, given=False)
    told: Counter[str] = Counter()
    for at in asked:
        words = _WORD.findall(page.line(at)[:_SALUTED])
        if _COURTESY.match(page.line(at)):
            told.update({plain(word) for word in words} & places.keys())
    for at in range(max(end, len(page.lines) - _FOOT), len(page.lines)):
        if (match := TAGLINE.match(page.line(at))) and at not in page.personal:
            told.update({plain(match["name"].split()[-1])} & places.keys())
    best = told.most_common(1)
    return places[best[0][0]] if best else None


def _asked(page: Page, end: int) -> Span | None:
    """Who is quoted most before an interview begins; where nobody is, who is named most there."""
    until = page.lines[end][0]
    spoken = [span for span in page.speakers if span[1] <= until and page.text[span[0]].isupper()]
    counts = Counter(plain(page.text[slice(*span)].split()[-1]) for span in spoken)
    if counts:
        surname = counts.most_common(1)[0][0]
        return next(span for span in spoken if plain(page.text[slice(*span)].split()[-1]) == surname)
    for given in (True, False):
        places = _names(page, end, given=given)
        named = Counter(word for word in map(plain, _WORD.findall(page.text[:until])) if word in places)
        if named:
            return places[named.most_common(1)[0][0]]
    return None


def _names(page: Page, end: int, *, given: bool) -> dict[str, Span]:
    """Where those are first named who are before a line, by their surnames; with given names only where so asked."""
    found: dict[str, Span] = {}
    for start, stop in page.lines[:end]:
        for match in NAMED.finditer(page.text, start, stop):
            is_asking = _INTERVIEWER.search(page.text, max(0, match.start() - 30), match.start())
            is_byline = match.span() == (start, stop)  # a line of its own
            if (is_given(match[0]) if given else may_be_person(match[0])) and not is_byline and not is_asking:
                found.setdefault(plain(match[0].split()[-1]), match.span())
    return found
