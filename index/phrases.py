"""The words that a text uses for a speaker: the noun phrase, its head, and the name that heads it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index import descriptions, places
from index.descriptions import ADJECTIVES, PARTICIPLES, heads, without_article
from index.model import Span
from index.names import LETTERS, Naming
from index.people import People
from index.person import Person
from index.roles import FUNCTION, canon, is_courtesy, is_role, is_title, wordset

AND = re.compile(r"\s+(?:and|&)\s+|\s*,\s+(?:and\s+)?")
# What interrupts an enumeration of names to say more about them.
ASIDE = re.compile(r"\s[—–-]+\s|—|,?\s(?:who|which|whose)\s|,\s(?:the|an?|both)\s")

_KERNEL_END = re.compile(
    r"[,(;:—]|\s[–-]+\s|\s(?:who|which|whose|that|of|for|from|at|in|with|on|to|by|about|including|along|between|like|such"
    r"|speaking|under|behind|against|as|per|via|while|when|whom)\s",
    re.IGNORECASE,
)
_DOING = re.compile(r"\w\s+([a-z]+ing)\s+(?:(?:Mr|Mrs|Ms|Dr)\.?\s+)?$")
_OTHERS = re.compile(r"(?:\s\([^)]{1,20}\))?(?:,\s[^\W\d_a-z][^,’']{1,30})*,?\s(?:and|&|or)\s")
_HOME = re.compile(r"\s(?:of|from|at|with)\s(?:the\s)?(?:non-?partisan\s|[a-z]+-based\s)?([^\W\d_a-z][^,;:\n]{1,60})")
_DEFINITE = re.compile(r"(?:the|this|that|these|those)\s", re.IGNORECASE)
_CLAUSE = re.compile(r",?\s(?:who|which|that|whose|including|—|–|-)\s")
_BESIDES = re.compile(
    r",\s(?:for (?:its|his|her|their) part|who|which|whose|on|in|at|by|including|while|citing|speaking"
    r"|meanwhile|however|too)\b.*$"
)
_APPOSED = re.compile(r",\s(?:the|an?)\s([^,]+?)(?:(?:,|\s(?:who|which|that)\s).*)?$")
_OWNER = re.compile(r"[’']s?$")
_BALANCED = re.compile(r"(?:“[^“”]+”|\"[^\"]+\"|‘[^‘’]+’)\s\w")  # “Today” show anchor
_COMMA = re.compile(r",[\s\xa0]+$")
_BOTH = re.compile(r"(?P<one>[^,]+), (?P<link>the|an?|whose) (?P<other>[^,]+)")
_LONG = 60  # characters: a longer phrase loses the clause that it ends in
_PLURALS = wordset("people police men women some many others")
_ARTICLES = frozenset(("the", "a", "an"))
_OFFICES = wordset(
    "director head chief manager minister secretary chair professor dean officer coordinator commissioner"
)
_SINGULARS = wordset("times series")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase without its article.

    `kernel` are its words as far as the head, which is the last of them: "French president" of "the French president,
    who …". `head` is that as `roles.canon` gives it, `nouns` as `descriptions.heads`. `whole`: nothing belongs to it
    but the kernel. `definite`: with "the".
    """

    start: int
    text: str
    kernel: tuple[str, ...]
    head: str
    nouns: frozenset[str]
    definite: bool
    whole: bool

    @property
    def shortened(self) -> str:
        """The phrase without what is said besides, a long one also without the clause that it ends in."""
        text = self.text
        for pattern in (_BESIDES, _APPOSED, *((_CLAUSE,) if len(text) > _LONG else ())):
            if found := pattern.search(text, 3):
                text = text[: found.start()]
        return text

    @property
    def description(self) -> str | None:
        """The apposition of an organisation: "the Freedom Fund, a political committee"."""
        found = _APPOSED.match(self.text, len(" ".join(self.kernel)))
        return found[1] if found and len(found[1]) <= descriptions.LONGEST else None

    def is_plural(self, people: People) -> bool:
        """Whether it means several."""
        noun = self.kernel[-1]
        low = noun.lower()
        if low in _PLURALS:
            return True
        if not low.endswith("s") or low.endswith(("ss", "us", "is", "news")) or low in _SINGULARS:
            return False
        return noun.islower() or bool(people.surnamed(noun[:-1]))


def parse(text: str, span: Span) -> Phrase | None:
    """The noun phrase of a span, or None where it holds no word but an article."""
    start, end = without_article(text, span)
    if demonstrative := _DEFINITE.match(text, start, end):
        start = demonstrative.end()
    stop = _KERNEL_END.search(text, start + 1, end)
    kernel = tuple(text[start : stop.start() if stop else end].split())
    if not kernel or text[start:end].lower() in _ARTICLES:
        return None
    whole = stop is None or stop[0] in (",", "(") or stop[0].strip() in ("who", "which")
    return Phrase(
        start,
        " ".join(text[start:end].split()),
        kernel,
        canon(kernel[-1]),
        heads(" ".join(kernel)),
        bool(_DEFINITE.match(text, *span)),
        whole,
    )


def headed(text: str, people: People, span: Span) -> tuple[Person, str] | None:
    """The person whose name is the head of a phrase, and how the phrase describes them ("" where it does not).

    "Polish Prime Minister Donald Tusk" and "the director, Ann Lee," but not "Tusk’s spokesman" or "Tusk and Macron".
    """
    start, end = span
    stop = _KERNEL_END.search(text, start + 1, end)
    for naming, person in people.within(span):
        if person is None:
            continue
        first, last = naming.span
        described = naming.before is not None and naming.before[0] <= start + 4  # "Secretary of State John Kerry"
        if described:
            stop = _KERNEL_END.search(text, last, end)
        kernel = stop.start() if stop else end
        ends = last >= kernel or all(word in LETTERS for word in text[last:kernel].strip(" .\xa0").split())
        if first <= kernel and ends and (not naming.possessive or last == end):
            if _OTHERS.match(text[last:end]) or _is_done_to(text[start:first]):
                return None
            comma = _COMMA.search(text, start, first)  # "Commission spokesman, Ann Lee" is one
            if (
                not described
                and AND.search(text, start, comma.start() if comma else first)
                and not _is_one(text, people, start, first)
            ):
                return None
            return person, _described(text, start, naming, end)
        if first > kernel and (
            _is_apposed(text, people, start, naming, end) or _is_behind(text, people, (start, end), kernel, naming)
        ):
            return person, _described(text, start, naming, end)
    return None


def _is_done_to(front: str) -> bool:
    """Whether words in front of a name tell what others do to its bearer: "police investigating Ann Lee"."""
    found = _DOING.search(front)
    return found is not None and found[1] not in PARTICIPLES


def _is_one(text: str, people: People, start: int, first: int) -> bool:
    """Whether what stands in front of a name, an "and" in it, is all description: "chairman and CEO John Smith"."""
    return not any(True for _ in people.within((start, first))) or is_role(text[start:first].rsplit(maxsplit=1)[-1])


def _is_apposed(text: str, people: People, start: int, naming: Naming, end: int) -> bool:
    """Whether a name explains the role in front of it: "the director, Ann Lee,", "Roe’s lawyer, Ann Lee"."""
    others = people.within((start, naming.span[0]))
    if naming.possessive or any(
        person is not None and not other.possessive and not _is_modifier(text[other.span[1] : naming.span[0]])
        for other, person in others
    ):
        return False
    first = naming.before[0] if naming.before and naming.before[0] > start else naming.span[0]
    front = text[start:first].rstrip()
    if front.endswith((", the", ", a", ", an")):  # "the head of the committee, the writer Ann Lee,"
        front = front.rpartition(" ")[0]
    while is_title(front.rpartition(" ")[2]):
        front = front.rpartition(" ")[0]
    behind = text[naming.span[1] : end].lstrip()
    return front.endswith(",") and (behind[:1] in ("", ",", "(") or behind.startswith("of "))


def _is_modifier(between: str) -> bool:
    """Whether words behind a name make it that of whom somebody works for: of "IMF mission chief, Carmen Lee"."""
    words = between.strip(", \xa0").split()
    return bool(words) and all(map(str.islower, words)) and is_role(words[-1])


def _is_behind(text: str, people: People, span: Span, kernel: int, naming: Naming) -> bool:
    """Whether a name stands behind a role and what belongs to it: "the envoy to Russia Ann Lee"."""
    start, end = span
    if naming.possessive or any(person is not None for _, person in people.within((start, naming.span[0]))):
        return False
    between = text[kernel : naming.span[0]].split()
    ends = not text[naming.span[1] : end] or _KERNEL_END.match(text, naming.span[1], end)
    role = text[start:kernel].split()[-1:]
    if not ends or not between or not role or not is_role(role[0]):
        return False
    if all(is_role(word) or is_title(word) or word in ADJECTIVES for word in between[1:]) and len(between) > 1:
        return False  # "the wife of former Senator Ann Lee"
    if between[-1][0].isupper():
        return True
    of_what = between[0] == "of" and not is_role(between[-1]) and len(naming.words) > 1
    return of_what and canon(role[0]) in _OFFICES  # "director of communications Ann Lee", not "the wife of"


def _described(text: str, start: int, naming: Naming, end: int) -> str:
    """What stands in front of the name in its phrase; else where it is from: "Paul Krugman of The New York Times"."""
    words = text[start : naming.span[0]].strip(" ,\xa0").split()
    while words and words[0].lower() in FUNCTION and not (words[0].isupper() and places.mentions(words[0])):
        words.pop(0)  # not of "US Navy spokesman"
    while words and (words[-1].lower() in ("named", "called", "like") or is_courtesy(words[-1])):
        words.pop()
    front = " ".join(words).strip(" ,—–-")
    if both := _BOTH.fullmatch(front):  # "head of the committee, the writer": one is enough
        front = both["one"] if " " in both["one"] and both["link"] != "whose" else both["other"]
    front = front if _BALANCED.match(front) else front.strip('‘’“”"')
    if len(words) == 1 or not any(map(is_role, words)):
        front = _OWNER.sub("", front)  # "CNBC’s Becky Quick"
    if front:
        return front if len(front) <= descriptions.LONGEST else ""
    home = _HOME.match(text, naming.span[1], end)
    behind = home if home and (home.end() == end or text[home.end()] == ",") else None
    behind = behind or _APPOSED.match(text, naming.span[1], end)
    if naming.after or naming.party or not behind or len(behind[1]) > descriptions.LONGEST:
        return ""
    return " ".join(behind[1].split())
