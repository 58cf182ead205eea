"""The labels of transcripts, chats and logs: what stands on a line to say who speaks there, or from there on.

What a label looks like is one thing; whether a text has labels at all is for `index.transcripts` to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from index.model import Span
from index.page import SHORT, TERMINAL, UPPER
from index.roles import DAYS, FUNCTION, LABELS, is_role, wordset

_LONGEST = 140  # characters of a line that a label ends in at the latest

_TIME = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\b\.?)?"
_DAY = r"(?:Today|Yesterday|Last\s\w+day|\w+day|\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}\s\w{3,9}\s\d{4})"
_WHEN = rf"(?:{_DAY},?\s(?:at\s)?)?{_TIME}"
_STAMP = rf"(?:\[{_WHEN}\]|\({_WHEN}\)|{_WHEN})"
_MARKUP = r"(?:#{1,6}\s)?(?:\*\*|__)?"
_BOLD = r"(?:\*\*|__)?"
_WORD = rf"{UPPER}[\w.’'-]*"
_CALLED = rf"{_WORD}(?:\s(?:{_WORD}|von|van|de|der|den|del|della|di|da|al|el|bin|ibn|\d{{1,2}})){{0,4}}"
_HANDLE = r"\s\(?@[\w.]+\)?"  # what somebody is called elsewhere
_ROLE = (
    r"(?:,\s(?P<apposed>[^\n:!?,;][^\n:!?;]{1,90}?)|\s[–—-]{1,2}\s(?P<dashed>[^\n:!?;]{2,90}?)"
    r"|\s\((?P<bracketed>[^\W\d][^\n()]{1,60})\))"
)
_BADGE = r"(?:\s\[[^\[\]\n]{1,30}\])?"  # "[mod]"
_ROLES = ("apposed", "dashed", "bracketed")
_LEAD = rf"(?:{_STAMP}\s*(?:[–—-]\s+)?)"
_SIDE = r"(?:[QA]\s[–—-]\s)?"  # "Q - Ann Lee"

_CHAT = (
    # "<nick> words", "[14:02] <nick> words", and a voice of WebVTT: "<v Ann Lee>words"
    re.compile(rf"{_LEAD}?<[@+%&~]?(?P<name>[^\W\d][\w.\[\]`^|-]{{1,31}})>\s+(?=\S)"),
    re.compile(r"<v(?:\.[\w-]+)*\s(?P<name>[^<>\n]{2,60})>\s*(?=\S)"),
    # "[20/03/2025 19:02] name", "[18-Mar-25 07:02 PM] name" as exports of chats have it, on a line of its own
    re.compile(
        rf"\[(?:{_DAY}|\d{{1,2}}-\w{{3}}-\d{{2,4}}),?\s{_TIME}\]"
        r"\s(?P<name>[^\s:—\[\]][^\n:—\[\]]{1,31})$"
    ),
    # "**Developer comment (Ann, netcode):** words"
    re.compile(
        rf"{_MARKUP}{_BOLD}(?i:dev|developer|designer|design|balance|team|staff|author|editor)(?i:['’]s)?\s"
        rf"(?i:comments?|notes?|insights?|says)\s\((?P<name>{_CALLED})(?:,\s(?P<apposed>[^()\n]{{1,60}}))?\)"
        rf"{_BOLD}:{_BOLD}(?:\s+(?=\S)|$)"
    ),
    # "name — Today at 14:02" as Discord copies it, on a line of its own
    re.compile(rf"(?P<name>[^\s:—][^\n:—]{{1,38}}?)\s+—\s+\[?(?:{_DAY},?\s(?:at\s)?)?{_TIME}\]?$"),
    re.compile(rf"(?P<name>[^\s:—][^\n:—]{{1,38}}?)\s+(?:Today|Yesterday)\sat\s{_TIME}$"),
)
_STAMPED = (
    re.compile(rf"{_MARKUP}{_LEAD}{_BOLD}(?P<name>{_CALLED})(?:{_HANDLE})?{_ROLE}?{_BOLD}:{_BOLD}(?:\s+(?=\S)|$)"),
    re.compile(rf"{_LEAD}(?P<name>[a-z][\w.-]{{1,31}}):\s+(?=\S)"),
    re.compile(
        rf"{_MARKUP}(?P<name>{_CALLED})(?:{_HANDLE})?{_ROLE}?{_BOLD}:?{_BOLD}\s{{0,3}}[,|·–—-]?\s{{0,3}}{_STAMP}{_BOLD}"
        rf"(?::{_BOLD}(?:\s+(?=\S)|$)|$)"
    ),
    re.compile(rf"{_MARKUP}{_LEAD}{_BOLD}(?P<name>{_CALLED})(?:{_HANDLE})?{_ROLE}?{_BOLD}$"),
)
_PLAIN = (
    re.compile(
        rf"{_MARKUP}{_SIDE}(?P<name>{_CALLED})(?:{_HANDLE})?{_BOLD}{_BADGE}{_ROLE}?{_BOLD}:{_BOLD}(?:\s+(?=\S)|$)"
    ),
    re.compile(rf"(?P<name>[a-z][\w.-]{{1,31}}){_BADGE}:\s+(?=\S)"),  # how people are called in chats
)
_BARE = (re.compile(rf"{_MARKUP}{_SIDE}(?P<name>{_CALLED})(?:{_HANDLE})?{_BOLD}{_ROLE}?{_BOLD}$"),)

# Somebody in a list of those who take part: "Ann (chair), Bob and Cyd Lee (treasurer)"
_LISTED = re.compile(
    rf"\s{{0,3}}(?::\s{{0,3}})?(?:and\s{{1,3}})?(?P<name>{_CALLED})"
    r"(?:\s{0,3}\((?P<role>[^\W\d][^()\n]{1,60})\))?\s{0,3}(?:[,;]|(?=and\s)|\.?$)"
)

# What minutes tell beside what is said.
_OUTCOMES = wordset(
    "decision decisions decided resolved resolution resolutions motion motions vote votes voting outcome outcomes"
    " agreed action actions apologies deadline task tasks todo todos proposal proposals absent excused"
)
# What stands in front of a colon, or on a line of its own, and is nobody.
_NOBODY = (
    FUNCTION
    | _OUTCOMES
    | DAYS
    | LABELS
    | wordset(
        "q a question questions answer answers note notes nb ps tip tips warning caution step steps price "
        "prices location venue address date dates time times duration length source sources photo photograph "
        "picture credit credits caption subject topic re cc bcc title author authors abstract keywords "
        "published posted updated summary introduction conclusion background results methods discussion "
        "chapter section part figure table ingredients ingredient method serves servings makes prep "
        "preparation difficulty yield equipment colour color size weight height width material brand model "
        "year category tags tag filed share read related advertisement pros cons verdict rating score goal "
        "kickoff kick-off half-time full-time lunch break registration doors tickets admission contact phone "
        "email website url total result status priority agenda apologies minutes action item items remember "
        "reminder important example examples fact facts myth claim hint spoiler correction disclaimer "
        "copyright music applause laughter crosstalk silence inaudible end edited transcript translation "
        "hosts host's guest's participants speakers present attendees executives analysts p.s faq copy reply "
        "replies like likes sign click story continue sponsored privacy menu home search next previous "
        "comment comments opening closing welcome"
    )
)
_OFFICES = wordset(  # who speaks in transcripts without a name
    "operator moderator interviewer interviewee host guest presenter narrator announcer chair chairman chairwoman "
    "speaker participant caller reporter analyst attendee clerk audience unidentified unknown judge court counsel"
)
_WORDS = re.compile(r"[\w’'.-]*\w")
_CLAUSAL = re.compile(r"(?:who|which|whose|that|where|when|said|says|is|are|was|were|has|had|and|but|so|if|not)\b")


class Form(IntEnum):
    """How much a label looks like one: only chats have the first, the last may be any heading."""

    CHAT = 0
    STAMPED = 1
    PLAIN = 2
    BARE = 3


@dataclass(frozen=True, slots=True)
class Label:
    """A label on the line of that number: the name in it, what it says about its bearer, where the words begin.

    `alone`: nothing else stands on the line.
    """

    at: int
    form: Form
    name: Span
    role: Span | None
    end: int
    alone: bool


_PATTERNS = ((Form.CHAT, _CHAT), (Form.STAMPED, _STAMPED), (Form.PLAIN, _PLAIN), (Form.BARE, _BARE))


def read(text: str, at: int, line: Span) -> Label | None:
    """The label that a line begins with, or is."""
    start, end = line
    stop = min(end, start + _LONGEST)
    marked = any(text.find(sign, start, stop) >= 0 for sign in ":<")  # as all labels are but bare ones
    for form, patterns in _PATTERNS:
        if form is not Form.BARE and not marked:
            continue
        if form is Form.BARE and (end > stop or (end - start > SHORT and TERMINAL.search(text[start:end]))):
            continue
        for pattern in patterns:
            # A pattern's end is that of the line, not of the part of it that is looked at.
            match = pattern.match(text, start, stop)
            if match is None or (match.end() == stop < end):
                continue
            name = match.span("name")
            if form is not Form.CHAT and not is_called(text[slice(*name)]):
                continue
            role = _role(text, match) if form is not Form.CHAT else None
            if role is not None and _CLAUSAL.match(text, *role):
                continue
            return Label(at, form, name, role, match.end(), match.end() == end)
    return None


def _role(text: str, match: re.Match[str]) -> Span | None:
    """What a label says about whom it names: "Chief Executive Officer"."""
    groups = match.groupdict()
    start, end = next((match.span(group) for group in _ROLES if groups.get(group)), (0, 0))
    while end > start and text[end - 1] in " ,–—-*_":
        end -= 1
    return (start, end) if start < end else None


def is_called(name: str) -> bool:
    """Whether somebody may be called so: not "Note", "Where", "Step 1", "Monday"."""
    words = [word.lower() for word in _WORDS.findall(name)]
    if len(words) > 1 and words[0] == "the" and words[-1] in _OFFICES:
        return True  # "The Speaker"
    return bool(words) and words[0] not in _NOBODY and words[-1] not in _NOBODY


def listed(text: str, start: int, end: int) -> Iterator[tuple[Span, Span | None]]:
    """Who is named in a list between two places of a text, as far as it is one, each with what is said of them."""
    while (found := _LISTED.match(text, start, end)) and is_called(found["name"]):
        yield found.span("name"), found.span("role") if found["role"] else None
        start = found.end()


def tells_outcome(name: str) -> bool:
    """Whether what stands in front of a colon tells what minutes do beside what is said: "Decision", "Action items"."""
    words = [word.lower() for word in _WORDS.findall(name)]
    return bool(words) and words[0] in _OUTCOMES and all(word in _NOBODY for word in words)


def note(text: str, line: Span) -> str | None:
    """The label that a line begins with, where that is nobody's: of "Decision: we stay"."""
    label = _PLAIN[0].match(text, line[0], min(line[1], line[0] + _LONGEST))
    return label["name"] if label is not None and not is_called(label["name"]) else None


def is_office(name: str) -> bool:
    """Whether somebody is called by what they do in the conversation: "Operator", "Speaker 2"."""
    words = [word.lower() for word in _WORDS.findall(name)]
    return bool(words) and (words[0] in _OFFICES or words[-1] in _OFFICES or is_role(words[-1].lower()))
