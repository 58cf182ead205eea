"""Whose own words a text is where nobody is quoted: letters, opinion pieces, comments in full and interviews.

A tagger finds what somebody is said to have said. Here nobody is said to say anything: the words stand under a name, or
above it, and "I" means whoever bears it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from index import given, marks, segment
from index.model import Attribution, Span
from index.names import plain
from index.roles import is_role, wordset

_UPPER = r"[^\W\d_a-z]"
_NAME = (
    rf"(?:(?:Dr|Mrs?|Ms|Prof|Rev)\.?\s)?{_UPPER}[\w’'-]*\.?"
    rf"(?:\s(?:{_UPPER}\.|{_UPPER}[\w’'-]+|von|van|de|der|den|al|el|bin)){{0,3}}\s{_UPPER}[\w’'-]+(?:,?\s[JS]r\b\.?)?"
)
_FIRST = wordset("i i'm i've i'd i'll me my mine myself we we're we've our ours us ourselves")
_I = re.compile(r"(?<![\w.])I(?:[’'](?:m|ve|d|ll)\b|(?=\s[a-z]))")
_SIGNATURE = re.compile(rf"[—–~-]*\s*(?P<name>{_NAME}|@\w{{2,}})(?:,\s[^.!?]{{2,40}})?\.?")
_LETTERS = re.compile(r"\bletters?\b", re.IGNORECASE)
_BYLINE = re.compile(rf"(?:By|BY)\s(?P<name>{_NAME})\b")
_TAGLINE = re.compile(
    rf"(?P<name>{_NAME})(?:,\s[^.]{{3,120}},)?\s(?:is|was|are|serves|served|teaches|lives|works|writes|leads|chairs"
    r"|directs|represents|founded|has (?:been|served|worked|written))\b"
)
_HEADED = re.compile(rf"(?P<name>{_NAME}),\s[^!?:]{{3,160}}")
_ASKED = re.compile(r"\b(?:in full|edited for|told us|asked|responses?|answers?|comments|in their own words)\b")
_BEHIND = re.compile(r"[^,]*,\s(.*)")
_QUESTION = re.compile(r"Q(?:UESTION)?(?:[:.]\s|(?=[A-Z][a-z]))")
_ANSWER = re.compile(r"A(?:NSWER)?[:.]\s")
_LABELLED = re.compile(rf"({_UPPER}[\w.’'-]+(?:\s{_UPPER}[\w.’'-]+){{0,3}}):\s(?=\S)")
_YOU = re.compile(r"\byour?\b", re.IGNORECASE)
_TERMINAL = re.compile(r"[.!?…][\"”’»)\]]*$")
_WORD = re.compile(r"\w+")
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_SHORT = 60  # characters of a line that is a heading where it ends in no mark
_EDGE = 6  # lines at both ends of a text in which its author is named
_PERSONAL = 3  # lines in the first person that a text by somebody has at least
_TURNS = 2  # sections under names, answers of one interview: at least so many


@dataclass(frozen=True, slots=True)
class Turn:
    """A part of a text that is somebody's own words: its lines, and where whoever speaks them is named."""

    lines: tuple[Span, ...]
    speaker: Span

    @property
    def span(self) -> Span:
        """From its first line to its last."""
        return self.lines[0][0], self.lines[-1][1]


def turns(text: str, said: Sequence[Attribution] = ()) -> list[Turn]:
    """The parts of a text that are the own words of people whom it names. Never raises; linear in its length.

    `said` is who is quoted in it besides, which tells whom an interview is with.
    """
    page = _Page(text, [one.speaker for one in said if one.speaker])
    for form in (_labelled, _interview, _letters, _comments, _opinion):
        if found := [turn for turn in form(page) if turn.lines]:
            return found
    return []


def with_own_words(text: str, said: Sequence[Attribution], found: Sequence[Turn]) -> list[Attribution]:
    """The attributions of a text with those of its turns, in order: each sentence that is nobody else's direct speech.

    They have no cue. What "I" says in such a sentence is thereby said inside somebody's words.
    """
    if not found:
        return list(said)
    own = list(said)
    names = {turn.speaker for turn in found}
    taken = bytearray(len(text))  # by direct speech, and by what stands behind a speaker's name already
    for one in said:
        if one.speaker in names or (one.kind != "indirect" and not _is_first(text, one.speaker)):
            for start, end in one.content:
                taken[start:end] = b"\1" * (end - start)
    for turn in found:
        for line in turn.lines:
            for start, end in segment.sentences(text, line):
                if 2 * taken.count(1, start, end) < end - start:
                    own.append(Attribution(((start, end),), "direct", turn.speaker))
    return sorted(own, key=lambda one: one.content[0])


def _is_first(text: str, speaker: Span | None) -> bool:
    """Whether a speaker is "I" or "we", or belongs to them: "my friend"."""
    words = text[slice(*speaker)].strip(" ,\n").lower().split() if speaker else []
    return bool(words) and words[0] in _FIRST


class _Page:
    """A text by its lines, and who is named on which."""

    def __init__(self, text: str, speakers: Sequence[Span]) -> None:
        self.text = text
        self.speakers = speakers
        self.lines = [match.span() for match in _LINE.finditer(text)]

    def line(self, number: int) -> str:
        """The text of a line."""
        return self.text[slice(*self.lines[number])]

    def is_text(self, number: int) -> bool:
        """Whether a line is no heading and no part of a list."""
        return len(line := self.line(number)) >= _SHORT or bool(_TERMINAL.search(line))

    def within(self, first: int, last: int) -> tuple[Span, ...]:
        """The lines from `first` up to `last` that are text."""
        return tuple(self.lines[number] for number in range(first, last) if self.is_text(number))

    def name(self, match: re.Match[str] | None, number: int, *, known: bool = False) -> Span | None:
        """Where a pattern found a person's name on a line: by a given name, unless it is `known` to be one."""
        if match is None or not (known or match["name"].startswith("@") or _is_given(match["name"])):
            return None
        start = self.lines[number][0]
        return start + match.start("name"), start + match.end("name")

    @cached_property
    def personal(self) -> frozenset[int]:
        """The numbers of the lines in the first person, outside quote marks."""
        _, inside = marks.read(self.text)
        return frozenset(
            number
            for number, span in enumerate(self.lines)
            if any(not inside[found.start()] for found in _I.finditer(self.text, *span))
        )


def _letters(page: _Page) -> Iterator[Turn]:
    """Letters to an editor: each above the name of who wrote it."""
    count = len(page.lines)
    if not any(len(page.line(at)) < _SHORT and _LETTERS.search(page.line(at)) for at in range(min(_EDGE, count))):
        return
    first = 0
    for at in range(count):
        is_home = at + 1 < count and len(page.line(at + 1)) < _SHORT // 2  # where the writer lives
        name = page.name(_SIGNATURE.fullmatch(page.line(at)), at, known=is_home and at > 0 and page.is_text(at - 1))
        if name is not None:
            yield Turn(page.within(first, at), name)
            first = at + 1 + is_home


def _opinion(page: _Page) -> Iterator[Turn]:
    """A text in the first person by whom its first or its last lines name."""
    if len(page.personal) < _PERSONAL:
        return
    count = len(page.lines)
    for at in (*range(count - 1, max(-1, count - 1 - _EDGE), -1), *range(min(_EDGE, count))):
        line = page.line(at)
        name = page.name(_BYLINE.match(line) or _TAGLINE.match(line), at)
        if name is not None and at not in page.personal:
            yield Turn((*page.within(0, at), *page.within(at + 1, count)), name)
            return


def _comments(page: _Page) -> Iterator[Turn]:
    """What several people were asked to write, each under a line with the name and what they are."""
    heads = [
        (at, name)
        for at in range(len(page.lines))
        if not _TERMINAL.search(line := page.line(at))
        and (name := page.name(_HEADED.fullmatch(line), at, known=_is_described(line)))
    ]
    if len(heads) < _TURNS or not any(_is_given(page.text[slice(*name)]) for _, name in heads):
        return
    asked = any(_ASKED.search(page.line(at)) for at in range(heads[0][0]))
    found = []
    for (at, name), after in zip(heads, [*(at for at, _ in heads[1:]), len(page.lines)], strict=True):
        lines = page.within(at + 1, after)
        surname = page.text[slice(*name)].split()[-1]
        if any(re.search(rf"\b{re.escape(surname)}\b", page.text[slice(*span)]) for span in lines):
            return  # this is about people, not by them
        found.append((Turn(lines, name), any(number in page.personal for number in range(at + 1, after))))
    if asked or sum(personal for _, personal in found) >= _TURNS:
        yield from (turn for turn, _ in found)


def _labelled(page: _Page) -> Iterator[Turn]:
    """A conversation whose lines begin with who speaks: "Berg: The old one is sinking."."""
    found = [(at, _LABELLED.match(page.line(at))) for at in range(len(page.lines))]
    marked = [(at, match) for at, match in found if match]
    counts = Counter(match[1] for _, match in marked)
    marked = [(at, match) for at, match in marked if counts[match[1]] >= _TURNS]
    asking = Counter(match[1] for at, match in marked if page.line(at).endswith("?"))
    if max(asking.values(), default=0) < _TURNS or len({match[1] for _, match in marked}) < 2:
        return  # a list: "When: … Where: …"
    ends = [*(at for at, _ in marked[1:]), len(page.lines)]
    for (at, match), after in zip(marked, ends, strict=True):
        start = page.lines[at][0]
        end = next((other for other in range(at + 1, after) if not page.is_text(other)), after)
        first = start + match.end(), page.lines[at][1]
        yield Turn((first, *page.lines[at + 1 : end]), (start, start + match.end(1)))


def _interview(page: _Page) -> Iterator[Turn]:
    """The answers of an interview: those marked as answers, or in the first person behind a line that asks "you"."""
    count = len(page.lines)
    marked = [at for at in range(count) if _ANSWER.match(page.line(at))]
    asked = [at for at in range(count) if _QUESTION.match(page.line(at))]
    if len(marked) < _TURNS or len(asked) < _TURNS:
        asked = [at for at in range(count) if page.line(at).endswith("?") and _YOU.search(page.line(at))]
        marked = [at + 1 for at in asked if at + 1 in page.personal]
        if len(marked) < _TURNS or 2 * len(marked) < len(asked):
            return
        asked = [at for at in range(asked[0], count) if page.line(at).endswith("?")]
        marked = [at + 1 for at in asked if at + 1 < count and not page.line(at + 1).endswith("?")]
    who = _asked(page, min(asked[0], marked[0]))
    if who is None:
        return
    stops = {*asked, *marked}
    for at in marked:
        end = next((other for other in range(at + 1, count) if other in stops or not page.is_text(other)), count)
        start = _ANSWER.match(page.line(at))
        first = page.lines[at][0] + (start.end() if start else 0), page.lines[at][1]
        yield Turn((first, *page.lines[at + 1 : end]), who)


def _asked(page: _Page, end: int) -> Span | None:
    """Whom an interview is with: who is quoted most before it begins; where nobody is, who is named most there."""
    until = page.lines[end][0]
    spoken = [span for span in page.speakers if span[1] <= until and page.text[span[0]].isupper()]
    counts = Counter(plain(page.text[slice(*span)].split()[-1]) for span in spoken)
    if counts:
        surname = counts.most_common(1)[0][0]
        return next(span for span in spoken if plain(page.text[slice(*span)].split()[-1]) == surname)
    places: dict[str, Span] = {}
    for start, stop in page.lines[:end]:
        for match in re.compile(_NAME).finditer(page.text, start, stop):
            if _is_given(match[0]) and match.span() != (start, stop):  # a line of its own is a byline
                places.setdefault(plain(match[0].split()[-1]), match.span())
    named = Counter(word for word in map(plain, _WORD.findall(page.text[:until])) if word in places)
    return places[named.most_common(1)[0][0]] if named else None


def _is_given(name: str) -> bool:
    """Whether one of the first words of a name is a given name."""
    words = [word for word in name.split() if not word.endswith(".")]
    return len(words) > 1 and any(given.gender(word) for word in words[:-1])


def _is_described(line: str) -> bool:
    """Whether a line says behind a comma what somebody is: "Ann Lee, professor of law, University of Riga"."""
    behind = _BEHIND.fullmatch(line)
    return behind is not None and any(map(is_role, _WORD.findall(behind[1].partition(",")[0])))
