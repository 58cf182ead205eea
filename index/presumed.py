"""Questions that ask for what somebody says without a word of saying: "kevin hays on the parties", "why is Cruz against
it?", "who should go, in Merkel's eyes?".

Their words alone do not tell them from other questions, so they count as such only where whom they name is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from index.english import ENGLISH
from index.inquiry import TRIMMED, Inquiry
from index.roles import wordset

LONGEST = 400  # characters of a question that are looked at
SURELY, BARELY = 0.9, 0.7  # how well somebody fits who could be anything in a question, and who can only be a speaker

_AUXILIARY = "do|does|did|is|are|was|were|will|would|has|have|had|can|could|should|may|might"
_WHOSE = r"(?:['’]s?|s)?\s+"
_LAST = r"[\s?!.]*$"
# "…, says the NHS", "…, lee says", "… per lee", "as Lee sees it"; "in Lee's view", "by the AP's count".
_SAYS = re.compile(
    r",\s*says?\s+(?P<a>[^,?]{2,50}?)" + _LAST + r"|,\s*(?P<b>[^,?]{2,40}?)\s+says?" + _LAST
    + r"|\s+per\s+(?P<d>[^,?\s]{2,40}?)" + _LAST
    + r"|,?\s*\bas\s+(?P<c>[^,?]{2,40}?)\s+(?:sees|saw|tells|told|puts|put|has)\s+it\b",
    re.IGNORECASE,
)  # fmt: skip
_VIEW = re.compile(
    r"(?:,\s*)?\b(?:in|by|from|to)\s+(?P<a>[^,?]{2,50}?)" + _WHOSE + r"(?:own\s+)?(?:view|eyes|opinion|words|telling"
    r"|mind|book|estimation|estimate|judge?ment|reckoning|count|tally|figures|numbers|account|survey|poll)\b",
    re.IGNORECASE,
)  # fmt: skip
# What begins with whom it is about: "lee on taxes", "lee: what about taxes", "lee - any plans?", "lees main worry".
_LABEL = re.compile(
    r"(?i)(?P<a>[^,:?]{2,60}?)(?:\s+(?:on|about|regarding)\s+|\s*:\s+|\s+[-–—]\s+|,\s+)(?P<rest>\S.*)", re.DOTALL
)
_OWNER = re.compile(r"(?P<a>(?:[^\s,:?]+\s+){0,2}?[^\s,:?]+?)(?:['’]s?|s)\s+(?P<rest>\S.*)", re.DOTALL)
_ASKING = re.compile(
    rf"\W*(?:what|why|how|who|which|whose|when|where|tell|whats|whos|{_AUXILIARY})\b",
    re.IGNORECASE,
)
# The subject of a question that asks for no time, place or number: "why did lee …", "is Lee …".
_FRONT = re.compile(
    r"\W*(?:(?:and|so|but|ok|okay|hey|hi)\s+)*"
    r"(?:why|how|what(?!\s+(?:is|are|was|were)\b)|on what grounds|for what reason)?\s*"
    rf"\b(?:(?:{_AUXILIARY})(?:n['’]?t)?|(?:ca|wo)n['’]?t)\s+",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s?$")
_WORDS = 5  # of a subject at most
# What happens to people, or they do, which they hardly tell themselves: "how did Lee die?", "why was Lee fired?"
_LIVES = wordset(
    "die died dying dead born marry married marrying divorce divorced resign resigned resigning retire retired quit"
    " emigrate emigrated join joined found founded build built invent invented discover discovered design designed"
    " walk walked fired dismissed sacked suspended arrested jailed convicted sentenced charged killed murdered shot"
    " buried drown drowned survive survived escape escaped injured hurt studied trained raised hired appointed elected"
    " become became won lost lose know knew meet met famous children kids siblings wife husband known nominated awarded"
)
_NO_END = wordset("own the of a an in on for to and with by from at his her its their")


def presumed(
    question: str, quoted: Callable[[str], float], unquoted: Callable[[str], float] = lambda who: 0.0
) -> Inquiry | None:
    """What a question that fits no pattern asks of somebody who is quoted, None where it names nobody like that.

    `quoted` says how well somebody who is quoted fits what is written (0 to 1), `unquoted` how well somebody else who
    is known does: "why is Ann Lee late" is about her, and not about another Ann.
    """
    text = question.strip()
    if len(text) > LONGEST:
        return None
    for who, topic, least in _readings(text):
        if quoted(who) >= least:
            return Inquiry("speaker", who, " ".join(topic.split()).strip(TRIMMED) or None, "say")
        if unquoted(who) >= SURELY:
            return None
    return None


def _readings(text: str) -> Iterator[tuple[str, str, float]]:
    """Whom the question may be about and what about, with how well somebody must fit."""
    for pattern in (_SAYS, _VIEW):
        if found := pattern.search(text):
            who = next(filter(None, found.groups()))
            if (word := ENGLISH.words.get((who.lower(),))) and "unit" in word.classes:
                continue  # "how many boats leave per day"
            yield who, f"{text[: found.start()]} {text[found.end() :]}", BARELY
    if front := _FRONT.match(text):
        words = text[front.end() :].rstrip(TRIMMED).split()
        for count in range(min(_WORDS, len(words) - 1), 0, -1):
            who = words[:count]
            if words[count].lower() in _LIVES:
                continue  # what somebody did is told by others
            if who[-1].lower() not in _NO_END and not any(map(_POSSESSIVE.search, words[count - 1 : count + 1])):
                yield " ".join(who), f"{front[0]}{' '.join(words[count:])}", SURELY
    elif not _ASKING.match(text):
        for pattern in (_LABEL, _OWNER):
            if found := pattern.fullmatch(text):
                yield found["a"], found["rest"], SURELY
