"""Transcripts, chats and logs: whose words stand behind or under the labels of a text, where it has labels at all.

Headings, lists and headlines look like labels, too. So those of one form count together or not at all: where people
recur among them, and where what stands under them is a conversation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from index import given, labels, places
from index.labels import Form, Label
from index.model import Span
from index.names import plain
from index.page import NAMED, TAGLINE, YOU, Page, Turn, is_given, may_be_person
from index.roles import is_courtesy, wordset
from index.words import is_rare

_LOGGED = wordset("debug fatal trace stderr stdout stacktrace todo fixme nb ps url http https ftp")

_TWICE = 2  # turns, speakers, lines that speak to somebody: at least so many
_LIST = re.compile(
    r"(?:(?:corporate|company|conference call|call|meeting)\s)?(?:participants|speakers|executives|analysts|present"
    r"|attendees|in attendance|panel|panell?ists|guests?|hosts?|moderators?|interviewers?)\b(?=\s*(?::|$))",
    re.IGNORECASE,
)
_LIST_WITHIN = re.compile(r"\b(?:Hosts?|Guests?|Moderators?|Interviewers?|Participants|Speakers|Present):\s")
# Lines of a transcript that nobody speaks: the number and the time of a subtitle, "[Applause]".
_UNSPOKEN = re.compile(r"\d+|[\[(][^\])]{1,40}[\])]|[\d:.,]+\s-->\s[\d:.,]+.*|WEBVTT.*|\(?\[?(?:\d+:)?\d+:\d\d\]?\)?")
_MINUTES = re.compile(r"\W*Minutes\b(?:\s(?:of|from)\b|\W*$)")
_CLOSING = re.compile(r"(?<!\s)\s*</v>\s*$")


@dataclass(slots=True)
class _Cast:
    """Who takes part, as a text lists them: their names as they are compared, with what each is."""

    roles: dict[str, Span | None] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    def add(self, name: str, role: Span | None = None) -> None:
        self.roles.setdefault(_key(name), role)
        self.words.update(map(plain, name.split()))

    def has(self, name: str) -> bool:
        """Whether somebody is listed who is called so, or in full by that."""
        return all(plain(word) in self.words for word in name.split())


def labelled(page: Page) -> Iterator[Turn]:
    """The turns of a text whose labels nothing else looks like, or whose labelled lines are a conversation."""
    return _conversation(page, (Form.CHAT, Form.STAMPED, Form.PLAIN))


def headed(page: Page) -> Iterator[Turn]:
    """The turns of a conversation whose speakers are named on lines of their own, without a time or a colon."""
    return _conversation(page, (Form.BARE,))


def _conversation(page: Page, forms: Sequence[Form]) -> Iterator[Turn]:
    read = (labels.read(page.text, at, line) for at, line in enumerate(page.lines))
    found = [label for label in read if label is not None]
    cast = _cast(page) if len(found) >= _TWICE else _Cast()
    for form in forms:
        if kept := _kept(page, [label for label in found if label.form is form], form, cast):
            yield from _turns(page, kept, form, cast)
            return


def _kept(page: Page, found: Sequence[Label], form: Form, cast: _Cast) -> list[Label]:
    """The labels of one form that tell who speaks; none where they do not."""
    if form is Form.BARE:
        found = _without_roles(page, found)
    speaking = _speaking(page, found, form)
    counts = Counter(_named(page, label) for label in speaking)
    title = next((label for label in speaking if label.at == 0 and form is Form.PLAIN), None)
    if title is not None and counts[_named(page, title)] < _TWICE <= max(counts.values()) and found[1].at > 1:
        del speaking[title], counts[_named(page, title)]  # "Slow Miles, Episode 87: Ann Lee", and not who speaks first
    recurring = {name for name, count in counts.items() if count >= _TWICE}
    if len(speaking) < _TWICE:
        return []
    if form is Form.CHAT:
        is_heard = not all(label.alone for label in speaking) or _spoken(page, speaking, form) > 0
        return list(speaking) if is_heard and (recurring or len(counts) >= _TWICE) else []
    company = {name for name in counts if _is_person(page, name, form, cast)}
    is_peopled = bool(company)
    company.update(name for name in counts if labels.is_office(name))
    shouted = bool(recurring) and all(name.isupper() for name in recurring)
    kept = recurring | company | {name for name in counts if shouted and name.isupper()}
    heard = {label: end for label, end in speaking.items() if _named(page, label) in kept}
    if form is not Form.PLAIN or not _is_asking(page, list(heard), recurring):
        listed = sum(map(cast.has, counts)) >= _TWICE
        chosen = recurring or (kept if form is Form.STAMPED or listed else set())
        if not is_peopled or not chosen or 2 * len(company & chosen) < len(chosen):
            return []
        if (form is not Form.STAMPED and len(kept) < _TWICE) or _spoken(page, heard, form) < _TWICE:
            return []
    return list(heard)


def _speaking(page: Page, found: Sequence[Label], form: Form) -> dict[Label, int]:
    """The labels that words stand behind or under, each with the line that they end before."""
    ends = [*(label.at for label in found[1:]), len(page.lines)] if found else []
    return {
        label: end
        for label, end in zip(found, ends, strict=True)
        if not label.alone or (end > label.at + 1 and (form is not Form.BARE or _is_headed(page, label.at)))
    }


def _without_roles(page: Page, found: Sequence[Label]) -> list[Label]:
    """The labels without the lines right under others that say what those who are named there are."""
    below = {label.at + 1 for label in found if label.role is None and _role_below(page, label.at) is not None}
    return [label for label in found if label.at not in below]


def _is_headed(page: Page, at: int) -> bool:
    """Whether words stand under a line: text, or one more line that says what somebody is, and then text."""
    return page.is_text(at + 1) or _role_below(page, at) is not None


def _role_below(page: Page, at: int) -> Span | None:
    """The line right under a name that says what its bearer is, with words right under it."""
    if at + 2 >= len(page.lines) or page.is_text(at + 1) or not page.is_text(at + 2):
        return None
    below = page.lines[at + 1]
    gaps = page.text[page.lines[at][1] : below[0]], page.text[below[1] : page.lines[at + 2][0]]
    return below if all(gap.count("\n") == 1 for gap in gaps) else None


def _is_asking(page: Page, found: Sequence[Label], recurring: set[str]) -> bool:
    """Whether one of several who recur asks again and again: no list does."""
    asking = Counter(_named(page, label) for label in found if not label.alone and page.line(label.at).endswith("?"))
    names = {_named(page, label) for label in found} & recurring
    if all(map(places.mentions, names)):
        return False  # what happens in several countries
    return len(names) >= _TWICE and max(asking.values(), default=0) >= _TWICE


def _is_person(page: Page, name: str, form: Form, cast: _Cast) -> bool:
    """Whether a label's name is somebody's: listed, with a given name, or named in full elsewhere in the text."""
    words = name.split()
    if len(words) == 2 and is_courtesy(words[0]) and form is not Form.BARE:
        return True  # "Mr Lee"
    shown = name.title() if name.isupper() else name
    if cast.has(name):
        return True
    if len(words) == 1:
        is_handle = name[0].islower() and (form is Form.STAMPED or (form is Form.PLAIN and _is_handle(name)))
        return is_handle or given.gender(shown) is not None or plain(name) in page.named
    if not may_be_person(shown):
        return False
    return form is not Form.BARE or is_given(shown) or plain(words[-1]) in page.named


def _is_handle(name: str) -> bool:
    """Whether a word that a line begins with may be how somebody is called in a chat: no log's "error:"."""
    return not name.isalpha() or (name not in _LOGGED and is_rare(name))


def _spoken(page: Page, speaking: Mapping[Label, int], form: Form) -> int:
    """How many turns are spoken: in the first person, or as a question."""
    return sum(
        any(
            at in page.personal or page.line(at).endswith("?") or (form <= Form.STAMPED and YOU.search(page.line(at)))
            for at in range(label.at + label.alone, end)
        )
        for label, end in speaking.items()
    )


def _cast(page: Page) -> _Cast:
    """Whom a text lists as those who take part: in a line that says so, or in lines of their own under it."""
    cast = _Cast()
    for at, line in enumerate(page.lines):
        heads = _LIST.match(page.text, *line)
        within = heads or _LIST_WITHIN.search(page.text, *line)
        if within:
            for match in NAMED.finditer(page.text, within.end(), line[1]):
                cast.add(match[0])
            for name, role in labels.listed(page.text, within.end(), line[1]):
                cast.add(page.text[slice(*name)], role)
        if heads is None:
            continue
        for below in range(at + 1, len(page.lines)):
            label = labels.read(page.text, below, page.lines[below])
            is_last = below + 1 < len(page.lines) and page.is_text(below + 1)
            if label is None or label.form is not Form.BARE or is_last:
                break
            cast.add(page.text[slice(*label.name)], label.role)
    return cast


def _turns(page: Page, kept: Sequence[Label], form: Form, cast: _Cast) -> Iterator[Turn]:
    roles = {name: role for name, role in cast.roles.items() if role}
    for label in kept:
        role = label.role or (_role_below(page, label.at) if form is Form.BARE else None)
        if role is not None:
            roles.setdefault(_key(_named(page, label)), role)
    ends = [*(label.at for label in kept[1:]), len(page.lines)]
    is_minutes = form is Form.PLAIN and any(map(partial(_tells_minutes, page), range(len(page.lines))))
    for label, after in zip(kept, ends, strict=True):
        is_last = after == len(page.lines)
        lines = tuple(_lines(page, label, after, whole=form <= Form.STAMPED and not is_last, minutes=is_minutes))
        if lines:
            yield Turn(lines, label.name, roles.get(_key(_named(page, label))))


def _tells_minutes(page: Page, at: int) -> bool:
    """Whether a line is of minutes, in which what happened stands beside what is said: "Decision: we stay"."""
    note = labels.note(page.text, page.lines[at])
    return _MINUTES.match(page.line(at)) is not None or (note is not None and labels.tells_outcome(note))


def _lines(page: Page, label: Label, after: int, *, whole: bool, minutes: bool) -> Iterator[Span]:
    """The words behind a label and in the lines under it: the `whole` of them, or as far as a heading or a footer.

    In `minutes` only as far as what is in the first person: "Dov reported that …" stands there as well.
    """
    first = label.at + 1
    if not label.alone:
        closing = _CLOSING.search(page.text, label.end, page.lines[label.at][1])
        yield label.end, closing.start() if closing else page.lines[label.at][1]
    elif label.form is Form.BARE and _role_below(page, label.at) is not None:
        first += 1
    elif label.form is not Form.BARE:
        yield page.lines[first]  # whatever it looks like
        first += 1
    for at in range(first, after):
        if _UNSPOKEN.fullmatch(page.line(at)):
            continue
        if not whole and (not page.is_text(at) or (at > first and is_footer(page, at))):
            return
        is_note = labels.note(page.text, page.lines[at]) is not None
        if not whole and (is_note or (minutes and at not in page.personal)):
            return
        yield page.lines[at]


def is_footer(page: Page, at: int) -> bool:
    """Whether a line at the end of a text says who somebody is: "Ann Lee is the author of …"."""
    return at >= len(page.lines) - 3 and at not in page.personal and TAGLINE.match(page.line(at)) is not None


def _named(page: Page, label: Label) -> str:
    return page.text[slice(*label.name)]


def _key(name: str) -> str:
    return " ".join(map(plain, name.split()))
