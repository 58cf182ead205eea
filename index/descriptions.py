"""How a text describes somebody it names: "Polish Prime Minister", "chairman of the board", "D-Mass.".

A description is a slice of the text: what stands in front of a name, or behind it as an apposition, in brackets, or
behind "is".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.model import Span
from index.roles import FUNCTION, LIMITS, ROLES, Gender, canon, gender, is_role, is_title, wordset

LONGEST = 100  # characters
AGE = re.compile(r",\s(?:aged?\s)?\d{1,3}(?=[,.;)])")

_PHRASE = (  # as far as a mark that ends it; the full stop of an abbreviation does not
    r"(?:[^\n,;().?!“”\"—–:']|'(?!')|\.(?=\w)|(?<=\b[A-Z])\.(?!\s+[A-Z][a-z])"
    r"|(?<=\b(?:Inc|Sen|Rep|Gov|Gen|Mrs))\.|(?<=\b(?:Mr|St))\.)"
)
_END = (
    r"\s*(?:[,;)?!“”\"—–:\n]|$|(?<!\b[A-Z])(?<!\bMr)(?<!\bSt)(?<!\bInc)(?<!\bSen)(?<!\bRep)(?<!\bGov)(?<!\bGen)(?<!\bMrs)"
    r"\.(?:[\s”\"]|$)|(?<=\b[A-Z])\.(?:\s+[A-Z][a-z]|\s*$))"
)
_APPOSITION = re.compile(
    rf",\s+({_PHRASE}{{3,300}}?)"
    rf"(?=\s+(?:who|which|whose|that|said|told|says|tells|added|wrote|has|had|is|was|and said)\s|{_END})"
)
_SAYS = re.compile(r"\s+(?:said|told|says|tells|added|wrote)\s")
_IS = re.compile(
    rf"(?:,\s+who)?\s(?:(?:took over|serves|was (?:appointed|elected|named))(?: as)?|is|was|has been|became)"
    rf"\s((?:(?:the|an?)\s)?{_PHRASE}{{3,90}}?)"
    rf"(?=\s+(?:(?:who|said|told|says|tells|added|wrote)\s|(?:in|since)\s(?:\w+\s)?\d{{4}}\b)|{_END})"
)
_CLAUSE = re.compile(
    r",?\s+(who\s+(?:heads|leads|runs|chairs|directs|founded|oversees|represents|teaches|serves|owns|manages|commands"
    r"|coaches|edits|speaks for|works (?:as|at|for))"
    rf"\s{_PHRASE}{{3,90}}?)(?={_END})"
)
_BRACKET = re.compile(r"\s\(([^()\n]{1,80})\)")
_PARTY = re.compile(r"(?:[DRI]|Dem|Rep|Lab|Con|Labour|Republican|Democrat|Green)\b(?:[-–,.\s]|$)")
_PARTY_APPOSED = re.compile(r",\s([DRI]-[A-Z][\w.]*)")
_COMMA_BEFORE = re.compile(r"[^.,;:\n—–“”\"()]{3,120},\s$")
_ARTICLE = re.compile(r"(?:the|an?|his|her|their|its|our|my|one of)\s+", re.IGNORECASE)
_BARE_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_ASKED = re.compile(r"[?!][\"”’')]*\s")  # where another sentence ends for sure
_ITS = re.compile(r"(?:its|their)\s+")
_HEAD_END = re.compile(
    r"\s(?:of|for|at|in|on|to|from|with|by|who|that|which|whose|under|behind|about|against|since|during|as|than"
    r"|when|where|before|after)\s|[,(]"
)
_AND = re.compile(r"\s(?:and|&)\s|/")
_CLAUSAL = re.compile(
    r"\b(?:is|are|was|were|would|could|will|can|has|had|have|did|does|says|said|saying|told|he|she|they|it|not|you|your"
    r"|i|that|if)\b|[’'](?:re|m|ll|ve)\b|\b[a-z]{3,}(?:s|ed)\s(?:the|an?)\s",
    re.IGNORECASE,
)
_ADVERB = re.compile(r"\s*,?\s*(?:already|also|currently|himself|herself)\s+", re.IGNORECASE)
_CUT = re.compile(r"\s(?:and|of|in|for|at|on|to|from|with|who|that|as)\s|,\s|\s(?=\S*$)")
_TOKEN = re.compile(r"\S+")
_MARKUP = re.compile(r"[<>=/\\{}\[\]]|\w[“”\"]\w|[!?]\W*\w|[a-z\d]{2}\.[A-Z][a-z]")
_QUOTED = re.compile(r"“\w[^“”]*”|\"\w[^\"]*\"|‘\w[^‘’]*’")  # the “Today” anchor
_VERBAL = re.compile(r"[a-z]+(?:ed|ing)")

# What a capitalised office may have in front of it in small letters, and participles that are no verbs.
ADJECTIVES = wordset(
    "former then late acting outgoing incoming current senior deputy longtime vice retired fellow freshman "
    "state city county federal presumptive likely"
)
# A rank between an office and a name: "spokesman Lt. Col.".
_RANKS = re.compile(
    r"(?P<office>.*?\b(?P<role>[\w-]+))(?P<comma>,?)(?P<ranks>(?:\s(?:1st|2nd|First|Second|Rear|Vice|Staff|Master"
    r"|(?:Lt|Gen|Brig|Col|Maj|Capt|Sgt|Cpl|Adm|Cmdr)\b\.?"
    r"|Lieutenant|General|Brigadier|Colonel|Major|Captain|Sergeant|Corporal|Admiral))+)"
)
_NO_GENERALS = wordset("president minister premier chief spokesman")  # "President General Reed", "Attorney General"
PARTICIPLES = wordset(
    "retired acting leading visiting ranking elected appointed disgraced embattled convicted outgoing incoming "
    "sitting managing founding presiding supervising attending"
)
_BEFORE_VERBS = wordset(
    "i he she it we you they who which that to not will would can could may might shall should must do does did"
)


@lru_cache(8192)
def heads(description: str) -> frozenset[str]:
    """The nouns that say what somebody is: those of "co-founder and president of X" are "founder" and "president".

    With the word in front of each, "prime-minister" beside "minister".
    """
    found = set()
    for part in _AND.split(_own(description)):
        words = part.split()
        if words:
            last = canon(words[-1])
            found.add(last)
            if len(words) > 1:
                found.add(f"{words[-2].lower()}-{last}")
    return frozenset(found)


def gender_of(description: str) -> Gender | None:
    """What a description says of a gender: its last noun that tells one, as "the minister’s spokeswoman" does.

    What belongs to it tells nothing: "the widow of a king".
    """
    return next(filter(None, map(gender, reversed(_own(description).split()))), None)


def _own(description: str) -> str:
    """A description without what belongs to it: "the widow" of "the widow of a king"."""
    end = _HEAD_END.search(description)
    return description[: end.start()] if end else description


def without_rank(description: str) -> tuple[str, str]:
    """A description without the rank that stands behind an office in it, and that rank: "" where there is none."""
    found = _RANKS.fullmatch(description)
    if found is None or not (is_role(found["role"]) or (found["comma"] and any(map(is_role, heads(found["office"]))))):
        return description, ""
    if found["ranks"] == " General" and found["role"][0].isupper() and canon(found["role"]) not in _NO_GENERALS:
        return description, ""
    return found["office"], found["ranks"].strip()


def is_rank(description: str) -> bool:
    """Whether a description is a rank and nothing else: "Rear Adm."."""
    return without_rank(f"officer {description}") == ("officer", description)


def is_role_phrase(phrase: str) -> bool:
    """Whether a phrase says what somebody is: its head is a role, and it begins like a noun phrase."""
    words = phrase.split()
    if not words or _CLAUSAL.search(phrase):
        return False
    article = _ARTICLE.match(phrase)
    first = words[0].lower()
    if _acts(words) or (first in FUNCTION and not article and first not in ("then", "now", "one")):
        return False
    nouns = [part.split()[-1] for part in _AND.split(_own(phrase)) if part.split()]
    if article:
        return any(map(is_role, nouns))
    return any(canon(noun).rpartition("-")[2] in ROLES for noun in nouns)


def _acts(words: Sequence[str]) -> bool:
    """Whether a phrase begins with what somebody does, or has had done: "citing an envoy", but not "retired envoy"."""
    if words[0] in PARTICIPLES or not _VERBAL.fullmatch(words[0]):
        return False
    if words[0].endswith("ing"):
        return True
    behind = words[1] if len(words) > 1 else ""
    return behind.lower() in FUNCTION or behind.endswith(("’s", "'s"))  # "praised Kenya's president"


def without_article(text: str, span: Span) -> Span:
    """The span less "the", "a" or "an" in front, and less white space and commas around it."""
    start, end = _strip(text, span)
    article = _BARE_ARTICLE.match(text, start, end)
    return (article.end(), end) if article and article.end() < end else (start, end)


def before(text: str, run: int, name: Span) -> Span | None:
    """The description in front of a name: "Polish Prime Minister", "former Obama adviser", "the group’s director,".

    `run` is where the capitalised words begin that the name ends; what stands between is description already.
    """
    line = _ASKED.split(text[max(0, run - 140) : run].rpartition("\n")[2])[-1]
    if run == name[0]:
        if line.endswith((", ", ",\xa0")):
            return _before_comma(text, run, name[1], line)
        last = line.split()[-1:]
        if not last or not is_role(last[0]) or last[0].lower() in LIMITS:
            return None
    words = list(_TOKEN.finditer(line))
    taken: list[tuple[int, str]] = []  # where each word stands, from the name to the left
    whose = is_role(text[run : name[0]].partition(" ")[0])  # "the wife of Senator Ann Lee" is not Ann Lee
    limit = ""
    for at in range(len(words) - 1, max(-1, len(words) - 9), -1):
        token = words[at][0]
        full = whose or any(is_role(token) for _, token in taken if token.islower())
        if _ends(words, at, behind=bool(taken) or run < name[0], office=run < name[0], full=full):
            limit = token.lower()
            break
        opens = token[0] in "“\"(‘'—–" and not _QUOTED.fullmatch(token)
        taken.append((run - len(line) + words[at].start() + opens, token))
        if opens:
            break
    if limit in _BEFORE_VERBS:  # "that he calls Republican Donald Trump"
        while taken and taken[-1][1].islower() and not is_role(taken[-1][1]):
            taken.pop()
    span = _strip(text, (taken[-1][0] if taken else run, name[0]))
    return _trimmed(text, span) if span[0] < span[1] else None


def after(text: str, end: int) -> Span | None:
    """The description behind a name that ends at `end`: an apposition, a bracket, "is the …", "who heads …"."""
    bracket = _BRACKET.match(text, end)
    if bracket and is_role_phrase(bracket[1]):
        return bracket.span(1)
    aside = party(text, end)
    at = end if aside is None else aside[1] + text.startswith(")", aside[1])
    age = AGE.match(text, at)
    at = age.end() if age else at
    apposition = _APPOSITION.match(text, at)
    if apposition and is_role_phrase(apposition[1]) and not _is_clause(text, apposition):
        return _trimmed(text, apposition.span(1))
    for pattern in (_IS, _CLAUSE):
        found = pattern.match(text, at)
        if found and (pattern is _CLAUSE or is_role_phrase(found[1])):
            return _trimmed(text, found.span(1))
    return None


def _is_clause(text: str, apposition: re.Match[str]) -> bool:
    """Whether what looks like an apposition says who says what stands in front: "…Ann Lee, the sheriff said"."""
    return _SAYS.match(text, apposition.end()) is not None and _BARE_ARTICLE.match(apposition[1]) is not None


def party(text: str, end: int) -> Span | None:
    """The party and state behind a name that ends at `end`: "(D-Mass.)", ", R-Utah,"."""
    bracket = _BRACKET.match(text, end)
    if bracket and _PARTY.match(bracket[1]):
        return bracket.span(1)
    apposed = _PARTY_APPOSED.match(text, end)
    return apposed.span(1) if apposed else None


def _ends(words: list[re.Match[str]], at: int, *, behind: bool, office: bool, full: bool) -> bool:
    """Whether a description that is read from the right ends before a word.

    `behind`: some of it was read already. `office`: it has a capitalised role ("Sen."), in front of which small words
    are no nouns. `full`: a role was read already: "the mother of anchor Ann Lee".
    """
    token, low = words[at][0], words[at][0].lower()
    previous = words[at - 1][0] if at else ""
    if low in LIMITS:
        is_office = previous[:1].isupper() and not (full and office and is_role(previous))
        return not (low == "of" and behind and (is_office or (is_role(previous) and not full)))
    if token[-1] in ',;:!?)”"—–’-' and not token.endswith("s’") and not _QUOTED.fullmatch(token):
        return True
    if token[-1] == "." and not is_title(token) and "." not in token[:-1]:
        return True
    if _VERBAL.fullmatch(token) and token not in PARTICIPLES and not _ARTICLE.fullmatch(previous + " "):
        return True
    return bool(_MARKUP.search(token)) or (office and token.islower() and low not in ADJECTIVES and low != "of")


def _before_comma(text: str, run: int, end: int, line: str) -> Span | None:
    """The description that a name between commas explains: "the group’s director, Ann Lee,"."""
    found = _COMMA_BEFORE.search(line)
    if found is None or (text[end : end + 1] not in (",", ".", ";", "") and text[end : end + 2] != " ("):
        return None
    start, stop = _strip(text, (run - len(line) + found.start(), run))
    articles = (
        one.start() for one in _ARTICLE.finditer(text, start, stop) if text[one.start() - 1 : one.start()].isspace()
    )
    for begin in (start, *articles):
        if is_role_phrase(text[begin:stop]):
            return _trimmed(text, (begin, stop))
    return None


def _trimmed(text: str, span: Span) -> Span | None:
    """The description without its article, cut where a phrase ends if it is too long; None where nothing is left."""
    adverb = _ADVERB.match(text, *span)
    start, end = without_article(text, (adverb.end(), span[1]) if adverb else span)
    its = _ITS.match(text, start, end)
    if its and is_role_phrase(text[its.end() : end]):  # not "their then chair"
        start = its.end()
    if end - start > LONGEST:
        cuts = [found.start() for found in _CUT.finditer(text, start + 20, start + LONGEST)]
        start, end = _strip(text, (start, cuts[-1] if cuts else start + LONGEST))
    while start < end and text[start] in "-—–‘’'\"“ " and not _QUOTED.match(text, start, end):
        start += 1
    if text[end - 2 : end] in ("’s", "'s") and text[end : end + 2].strip()[:1] in ("“", '"'):
        end -= 2  # "host of Harbour News’s “Today”"
    return (start, end) if start < end else None


def _strip(text: str, span: Span) -> Span:
    start, end = span
    while start < end and (text[start].isspace() or text[start] == ","):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return start, end
