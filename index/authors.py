"""Whose own words a text is where nobody is quoted: letters, opinion pieces, comments in full and interviews.

A tagger finds what somebody is said to have said. Here nobody is said to say anything: the words stand under a name, or
above it, and "I" means whoever bears it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from index import interviews, labels, segment, transcripts
from index.model import Attribution, Span
from index.names import plain
from index.page import NAME, SHORT, TAGLINE, TERMINAL, Page, Turn, is_given, may_be_person
from index.roles import is_role, wordset

_FIRST = wordset("i i'm i've i'd i'll me my mine myself we we're we've our ours us ourselves")
_SIGNATURE = re.compile(rf"[—–~-]*\s*(?P<name>{NAME}|@\w{{2,}})(?:,\s[^.!?]{{2,40}})?\.?")
_LETTERS = re.compile(r"\bletters?\b", re.IGNORECASE)
_BYLINE = re.compile(rf"(?:By|BY|by)\s(?P<name>{NAME})\b")
# Of the usual form, so that no list of given names needs to know the name: "By Ann Lee, columnist", "— Ann Lee".
_SIGNED = re.compile(
    rf"(?:(?:[Ww]ritten\s)?[Bb]y|BY|[—–~-]{{1,2}})\s*(?P<name>{NAME})(?:\s*[,|·•–—-]\s[^.!?\n]{{2,60}})?\.?"
)
_WRITTEN = re.compile(rf"[^\n]{{0,80}}\bwritten\s(?:in\s[^\n]{{2,40}}\s)?by\s(?P<name>{NAME})\b[^\n]{{0,80}}")
_ALONE = re.compile(rf"(?P<name>{NAME})")
_HEADED = re.compile(rf"(?P<name>{NAME}),\s[^!?:]{{3,160}}")
_ASKED = re.compile(r"\b(?:in full|edited for|told us|asked|responses?|answers?|comments|in their own words)\b")
_BEHIND = re.compile(r"[^,]*,\s(.*)")
_WORD = re.compile(r"\w+")
_EDGE = 6  # lines at both ends of a text in which its author is named
_FOOT = 2  # lines at its end in which the author signs, and at its beginning behind the title
_PERSONAL = 3  # lines in the first person that a text by somebody has at least
_TURNS = 2  # sections under names: at least so many

__all__ = ["Turn", "turns", "with_own_words"]


def turns(text: str, said: Sequence[Attribution] = ()) -> list[Turn]:
    """The parts of a text that are the own words of people whom it names. Never raises; linear in its length.

    `said` is who is quoted in it besides, which tells whom an interview is with.
    """
    page = Page(text, [one.speaker for one in said if one.speaker])
    for form in _FORMS:
        if found := [turn for turn in form(page) if turn.lines]:
            return found
    return []


def with_own_words(text: str, said: Sequence[Attribution], found: Sequence[Turn]) -> list[Attribution]:
    """The attributions of a text with those of its turns, in order: each sentence that is nobody else's direct speech.

    They have no cue. What "I" says in such a sentence is thereby said inside somebody's words.
    """
    if not found:
        return list(said)
    said = _within_turns(said, found)
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


def _within_turns(said: Sequence[Attribution], found: Sequence[Turn]) -> list[Attribution]:
    """The attributions without those of a turn's words to somebody who is named outside of it, but for its speaker.

    A tagger that does not know the labels takes for a speaker whoever stands in front of them.
    """
    if len(found) < _TURNS:
        return list(said)
    starts = [turn.span[0] for turn in found]
    kept = []
    for one in said:
        at = bisect_right(starts, one.content[0][0]) - 1
        turn = found[at] if at >= 0 and one.content[0][0] < found[at].span[1] else None
        where = one.speaker
        if turn is None or where is None or where == turn.speaker or turn.span[0] <= where[0] < turn.span[1]:
            kept.append(one)
    return kept


def _is_first(text: str, speaker: Span | None) -> bool:
    """Whether a speaker is "I" or "we", or belongs to them: "my friend"."""
    words = text[slice(*speaker)].strip(" ,\n").lower().split() if speaker else []
    return bool(words) and words[0] in _FIRST


def _has_letters(page: Page) -> bool:
    """Whether one of the first lines says that letters follow, whose writers' names are under them."""
    lines = map(page.line, range(min(_EDGE, len(page.lines))))
    return any(len(line) < SHORT and _LETTERS.search(line) for line in lines)


def _headed(page: Page) -> Iterator[Turn]:
    """A conversation whose speakers are named on lines of their own."""
    if not _has_letters(page):
        yield from transcripts.headed(page)


def _letters(page: Page) -> Iterator[Turn]:
    """Letters to an editor: each above the name of who wrote it."""
    count = len(page.lines)
    if not _has_letters(page):
        return
    first = 0
    for at in range(count):
        is_home = at + 1 < count and len(page.line(at + 1)) < SHORT // 2  # where the writer lives
        name = page.name(_SIGNATURE.fullmatch(page.line(at)), at, known=is_home and at > 0 and page.is_text(at - 1))
        if name is not None:
            yield Turn(page.within(first, at), name)
            first = at + 1 + is_home


def _opinion(page: Page) -> Iterator[Turn]:
    """A text in the first person by whom its first or its last lines name."""
    if len(page.personal) < _PERSONAL:
        return
    count = len(page.lines)
    for at in (*range(count - 1, max(-1, count - 1 - _EDGE), -1), *range(min(_EDGE, count))):
        line = page.line(at)
        name = page.name(_BYLINE.match(line) or TAGLINE.match(line), at) or _signature(page, at)
        if name is not None and at not in page.personal:
            feet = _feet(page, page.text[slice(*name)])
            lines = (page.within(one, one + 1) for one in range(count) if one != at and one not in feet)
            yield Turn(tuple(span for found in lines for span in found), name)
            return


def _signature(page: Page, at: int) -> Span | None:
    """Who signs a text on a line of the usual form: "By Margit Senn", or the name alone at its end or under its title.

    Whatever the name, but nothing that a place or an organisation is called.
    """
    count, line = len(page.lines), page.line(at)
    is_end, is_start = at >= count - _FOOT, 0 < at <= _FOOT and not any(map(page.is_text, range(1, at)))
    match = _SIGNED.fullmatch(line) or (_WRITTEN.fullmatch(line) if is_end else None)
    if match is None and (at == count - 1 or is_start) and _is_personal(page):
        match = _ALONE.fullmatch(line)
        if match and not (labels.is_called(line) and page.common.isdisjoint(map(plain, line.split()))):
            return None  # a heading, or what the text is filed under: "Climate Change"
    return page.name(match, at, known=match is not None and may_be_person(match["name"]))


def _is_personal(page: Page) -> bool:
    """Whether one of three lines is in the first person: not of somebody else's story with quotations."""
    return 3 * len(page.personal) >= sum(map(page.is_text, range(len(page.lines))))


def _feet(page: Page, name: str) -> frozenset[int]:
    """The lines at both ends that name the author again: who she is, in the third person."""
    count, surname = len(page.lines), name.rsplit(maxsplit=1)[-1]
    edges = {*range(min(_FOOT + 1, count)), *range(max(0, count - _FOOT - 1), count)}
    return frozenset(at for at in edges if at not in page.personal and _is_foot(page.line(at), surname))


def _is_foot(line: str, surname: str) -> bool:
    match = TAGLINE.match(line) or _SIGNED.fullmatch(line) or _WRITTEN.fullmatch(line)
    return match is not None and match["name"].endswith(surname)


def _comments(page: Page) -> Iterator[Turn]:
    """What several people were asked to write, each under a line with the name and what they are."""
    heads = [
        (at, name)
        for at in range(len(page.lines))
        if not TERMINAL.search(line := page.line(at))
        and (name := page.name(_HEADED.fullmatch(line), at, known=_is_described(line)))
    ]
    if len(heads) < _TURNS or not any(is_given(page.text[slice(*name)]) for _, name in heads):
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


def _is_described(line: str) -> bool:
    """Whether a line says behind a comma what somebody is: "Ann Lee, professor of law, University of Riga"."""
    behind = _BEHIND.fullmatch(line)
    return behind is not None and any(map(is_role, _WORD.findall(behind[1].partition(",")[0])))


# The first that a text has: what nothing else looks like goes before what a name at an edge tells.
_FORMS: tuple[Callable[[Page], Iterator[Turn]], ...] = (
    transcripts.labelled,
    _headed,
    interviews.interview,
    _letters,
    _comments,
    _opinion,
)
