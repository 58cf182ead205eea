"""How a question is worded: phrases in quotation marks, words with a minus before them, several questions in one text.

who said "we will not go"?              every quote must have these words, as they stand, or its passage must
what did leaders say about war -Macron  passages with that word are left out
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from index import tongue
from index.english import ENGLISH
from index.follow import inherited
from index.inquiry import understand
from index.model import Span
from index.question import FUNCTION_WORDS
from index.roles import wordset

MOST = 8  # phrases, and words to leave out; more are read as plain words
LONGEST = 4_000  # characters of a text that several questions are looked for in
# A mark opens where nothing is written right before it, so that 5" is a length; «these» and “these” may hold spaces.
PHRASE = re.compile(r"""(?<![^\s(\[{—–:,;/-])(?:"(?!\s)|[“”„‟«])([^"“”„‟«»]+)(?:(?<!\s)"|[“”‟»])(?!\w)""")
# A minus leaves out when white space stands before it and a word right behind it: not in anti-war, -5 or " - ".
MINUS = re.compile(r"(?<=\s)-(?=\S{2})([^\W\d_][^\W_]*(?:[-'’][^\W_]+)*)(?=[\s,.;:!?)]|$)")
DASH_CLOSES = re.compile(r"\w-(?=[\s,.;:!?)]|$)")  # "troops -as he said- today"
ENDS = re.compile(r"""[?？؟][?!？؟…]*["”“»’')\]]*(?=\s|$)""")
JOINER = re.compile(r"\s*(?:(?:and|also|but|or|then|plus|next|finally)\b[\s,]*)+", re.IGNORECASE)
# Where another question may begin without a mark before it: on a line of its own, or behind "and", unless it goes on
# about the same people ("and what did she say about Spain").
_VERB = r"(?:['’]s|s)?\s(?:(?:did|does|do|is|are|was|were|has|have|had|will|would|can|said|says)\b|\w+ed\b)"
JOINED = re.compile(
    rf",?(?=[^\S\n]{{0,50}}\n\s{{0,50}}\S|\s+and\s(?:also\s)?(?:what|who|when|where|why|how|how\smany|how\smuch|which\s\w+){_VERB}"
    r"(?!\s(?:he|she|it|they|that|this|we|you|i)\b))",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W_]+")
SENTENCE = re.compile(r"(?<=[^\W\d_]{2}[.!…])\s+(?=[^\W\d_])")  # the end of one
BULLET = re.compile(r"\A\s*(?:\(?\d{1,2}[.)]|[-*•–])\s+(?=\S)")  # that a question is numbered with

_MYSELF = wordset("i im ive id me my we our")
_WHERE = wordset("in at from on with of to for about has have says said")
_REFERRING = wordset("that this it these those they them he she him her his its their there one so such same")
_NAMED = re.compile(r"[a-z,;]\s(?!I\b)[^\W\d_a-z]")
_GREETING = wordset(
    "hi hello hey there all everyone good morning afternoon evening thanks thank you please sorry bot ok okay so well"
)

_FUNCTION = frozenset(FUNCTION_WORDS["en"].split())
_OPENERS = frozenset(
    word.partition("_")[0]
    for name in ("q", "do", "have", "be", "will")
    for word in ENGLISH.classes.get(name, "").split()
    if word[0].isalpha()
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as it is searched for: `plain` is its text without marks and without what is left out.

    Without phrases and words to leave out, `plain` is the question as it was.
    """

    plain: str
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    without_phrases: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether it keeps passages out."""
        return bool(self.phrases or self.without or self.without_phrases)


def parse(question: str) -> Wording:
    """What a question demands and leaves out. Never raises; what would leave no words to search for is plain text."""
    phrases: list[str] = []
    without_phrases: list[str] = []
    gaps: list[Span] = []  # what is not searched for
    within: list[Span] = []  # phrases: nothing in them is a minus
    for match in PHRASE.finditer(question):
        start, end = match.span()
        phrase = " ".join(match[1].split()).strip(" .,;:!?…")
        if not any(map(str.isalnum, phrase)) or len(within) == MOST:
            continue
        within.append((start, end))
        if start > 1 and question[start - 1] == "-" and question[start - 2].isspace():
            without_phrases.append(phrase)
            gaps.append((start - 1, end))
        else:
            phrases.append(phrase)
            gaps += [(start, match.start(1)), (match.end(1), end)]
    without: list[str] = []
    begin = len(question) - len(question.lstrip())
    closed = max((match.start() for match in DASH_CLOSES.finditer(question)), default=-1)
    for match in MINUS.finditer(question):
        # No minus is a bullet at the beginning, one of two dashes, and what stands before "and".
        is_dash = match.start() == begin or match.end() <= closed or match[1].lower() in _FUNCTION
        if not is_dash and not _is_within(match.start(), within) and len(without) < MOST:
            without.append(match[1])
            gaps.append(match.span())
    if not gaps:
        return Wording(question)
    plain = _less(question, gaps)
    if not any(map(str.isalnum, plain)):
        return Wording(question)
    return Wording(plain, *(tuple(dict.fromkeys(part)) for part in (phrases, without, without_phrases)))


def split(text: str) -> list[str]:
    """The questions of a text that asks several, in order; else the text alone, as it is. Never raises.

    Each begins with a question word or the like and has a word of its own to look for: "Really?" and "Why did he say
    that?" belong to what stands before. "And Germany?" asks the same of Germany. A greeting, what somebody tells of
    themselves, and what a question is numbered with are no part of it.
    """
    if len(text) > LONGEST:
        return [text]
    phrases = [match.span() for match in PHRASE.finditer(text)]
    marked = [match.end() for match in ENDS.finditer(text) if not _is_within(match.start(), phrases)]
    joined = [match.end() for match in JOINED.finditer(text) if not _is_within(match.start(), phrases)]
    ends = [*sorted({*marked[:-1], *joined}), len(text)]
    parts: list[str] = []
    complete = True  # whether the last part is a question by itself
    for start, end in zip([0, *ends], ends, strict=False):
        asked = _is_asked(text[start:end])
        also = inherited(parts[-1], text[start:end]) if parts and complete else None
        if also is not None:
            parts.append(also)
        elif parts and not (complete and asked):
            parts[-1] += text[start:end]
            complete |= asked
        else:
            parts.append(text[start:end])
            complete = asked
    return [_asked(text)] if len(parts) == 1 else [_alone(part) for part in parts]


def _is_within(position: int, spans: list[Span]) -> bool:
    return any(start <= position < end for start, end in spans)


def _less(text: str, gaps: list[Span]) -> str:
    """A text without parts of it, and without the white space that stood before what is gone as a whole."""
    kept, at = "", 0
    for start, end in sorted(gaps):
        kept += text[at:start]
        at = end
        if end - start > 1 and not text[end : end + 1].isalnum():
            kept = kept.rstrip()
    return (kept + text[at:]).strip()


def _is_asked(part: str) -> bool:
    """Whether a part is a question by itself."""
    return _asks(_alone(part))


def _asks(text: str) -> bool:
    """Whether a text with nothing in front of what it asks is a question."""
    words = [word.lower() for word in WORD.findall(text)]
    if all(word in _FUNCTION for word in words):
        return False
    if {words[0], words[0].removesuffix("s")} & _OPENERS or understand(text).kind != "general":
        return True
    return len(words) > 2 and tongue.guess(text) not in (None, "en")


def _asked(text: str) -> str:
    """A text without its number, and what greets or tells of whoever asks in front of its question.

    What that question may be about stays: "I live in Leeds. Who is the mayor?", "My dog barks. Is that allowed?".
    """
    phrases = [match.span() for match in PHRASE.finditer(text)]
    ends = [match.end() for match in SENTENCE.finditer(text) if not _is_within(match.start(), phrases)]
    for start, end in pairwise([*ends, len(text)]):
        if _is_asked(text[start:end]):
            return text[start:].strip() if _is_preface(text[:start], text[start:]) else text
    bare = BULLET.sub("", text, count=1)
    return bare if bare != text and _asks(bare) else text


def _is_preface(front: str, question: str) -> bool:
    """Whether what stands in front of a question greets, or tells of whoever asks what the question is not about."""
    words = WORD.findall(front)
    small = [word.lower() for word in words]
    if all(word in _GREETING for word in small):
        return True
    named = _NAMED.search(front) is not None
    refers = not _REFERRING.isdisjoint(word.lower() for word in WORD.findall(question))
    return (
        not (named or refers or '"' in front or "“" in front)
        and _WHERE.isdisjoint(small)
        and not _MYSELF.isdisjoint(small)
    )


def _alone(part: str) -> str:
    """A question without what joins it to the one before: "And who warned of war?" asks who warned of war."""
    part = BULLET.sub("", _asked(part), count=1).strip().rstrip(",")
    joiner = JOINER.match(part)
    rest = part[joiner.end() :] if joiner else ""
    if not any(map(str.isalnum, rest)):
        return part
    return rest[0].upper() + rest[1:] if part[0].isupper() else rest
