"""Where the words that a text uses for a speaker begin and end, whatever else a span of them has caught."""

from __future__ import annotations

import re
from dataclasses import replace

from index import labels, places
from index.model import Attribution, Span
from index.roles import DAYS, FUNCTION, LABELS, is_role, is_title, wordset

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
# A dateline, and words that a span may begin with, but no speaker: "which he", "and officials", "’s lawyers", "In March
# Ms. Lee", "today most Danes", "That’s the year President Lee", or the end of another sentence: "U.S. Lee".
_LEAD = re.compile(
    r"(?:(?-i:[A-Z]{3,}(?:[^a-z\n]{0,30}?|, [A-Z][a-z]+(?: [A-Z][a-z]+)?(?: \(\w+\))?))\s*[—–]+"
    rf"|(?:in|on|by|since|last|this) (?:(?:early|mid|late)[ -])?(?:{_DAY}|{_MONTH}|\d{{4}}),?"
    r"|(?:that[’']s )?(?:the )?(?:year|day|week|month)s?(?=(?-i:\s[A-Z]))|(?-i:\.[A-Z]\.)"
    rf"|(?-i:{_WEEKDAY})(?=(?-i:\s[^\n]*\s[a-z]+$))|(?:later|earlier)(?=\s(?:the|an?)\s)"
    r"|(?:an?|one|two|three|four|five|six|\d+|several|a few) (?:minute|hour|day|week|month|year)s?"
    r" (?:later|earlier|before|after|ago),?"
    r"|[’']s|(?-i:today|yesterday|tonight|meanwhile)|(?:today|yesterday|tonight|meanwhile),|which,?|as|and|but|when|what|if|where|after|before|by|to|for|did|does"
    r"|according to|that(?=\s(?:he|she|they|it)\b))\s+",
    re.IGNORECASE,
)
# Where somebody spoke: "In West Virginia, Gov. Ann Lee", "In Elm the mayor, Ann Lee,".
_PLACED = re.compile(
    r"(?:(?:[^\W\d_a-z][\w.’'-]*\s){0,3}[^\W\d_a-z][\w.’'-]*,\s){1,2}(?=[^\W\d_a-z])"
    r"|(?:[^\W\d_a-z][\w.’'-]*\s){1,3}(?=(?:the|an?|its)\s[a-z])"
)
# Words that a span may end in, but no speaker: "the president on", "Ms. Lee, who is", "the Post — which", "Lee’s plan
# stated", "the court last month", "Ms. Lee in May 2022".
_TRAIL = re.compile(
    r"(?<=[\w,)])(?:\s(?:[—–-] )?(?:could|would|can|will|may|might|should"
    r"|that|who|which|whom|and|or|is|are|was|were|has|have|had|told|said|says|stated|also"
    r"|of|for|at|in|on|to|by|from|with|into|as|the|an?|(?:is|are|was|were|do|does|did|has|have|had|would|could)n[’']t?|(?:was|were|did|does)n"
    r"|today|yesterday|tonight|nationwide|statewide|worldwide|last (?:week|month|year|night)"
    rf"|(?:on|last) (?i:{_DAY})|in (?i:{_MONTH}) (?:19|20)\d\d))+,?$"
)
_TAIL = 120  # characters of a span in which these are looked for
# A name and how or what its bearer does: "Ann Lee softly", "Ann Lee interrupted".
_DOING = re.compile(
    r"((?:[^\W\d_a-z][\w.’'-]*\s)*[^\W\d_a-z][\w’'-]+)"
    r"\s(?!(?:family|ally|assembly|supply|monopoly|weekly|daily)$)[a-z]{3,}(?:ly|ed)"
)
# A name and the rest of what its bearer did: "Ann Lee signed an order", but not "Lee’s report published by the Post".
_ACTING = re.compile(
    r"((?:(?:[Tt]he|[Aa]n?)\s)?(?:[a-z]+\s)?(?:[^\W\d_a-z][\w.’'-]*\s|(?:of|and|for|the|von|van|de)\s)*"
    r"[^\W\d_a-z][\w’'-]*)\s(?:[a-z]+ly\s)?(?:[a-z]{2,}ed|had|has|made|took|gave|bought|sold|won|lost|ran|held|kept|paid|sent"
    r"|built|drew|drove|threw|broke|chose|wore)\s"
    r"(?!(?:by|in|on|at|to|for|of|with|from|as|last|this|that|and|or|under|after|before|[A-Z][a-z]+day)\b)\w"
)
# Likewise behind a role, where what it was done to is named: "Tax expert Ann Lee analyzed the plan".
_ROLE_ACTING = re.compile(
    r"((?:[\w’'-]+\s){0,4}?([a-z]+)\s(?:[^\W\d_a-z][\w.’'-]*\s){0,3}[^\W\d_a-z][\w’'-]+)"
    r"\s[a-z]{2,}ed\s(?:the|an?|his|her|their|its)\s"
)
_LEAVING = re.compile(
    r"((?:[^\W\d_a-z][\w.’'-]*\s){1,3}[^\W\d_a-z][\w’'-]+)"
    r"\s(?:resigned|retired|stepped|quit|returned|arrived|appeared|testified|pleaded|apologi[sz]ed)\s"
)
_PUBLISHED = re.compile(
    r"((?:[\w’'-]+\s){0,4}(?:study|survey|poll|report|paper|article|analysis|review|statement|letter))"
    r"\s(?:published|released|issued|commissioned|conducted|obtained|carried)\b"
)
# What follows a name and is no part of who speaks: "Ann Lee before leaving", "the WHO, has killed", "made it clear".
_BESIDES = re.compile(
    r"\s(?:(?:before|after|while|when|upon)\s[a-z]+ing|made\s(?:that|this|it)\s(?:clear|plain|public))\b"
    r"|,\s(?:has|have|had|is|are|was|were)\s|,\s(?:of|for|to|from|in|with|at|by)\s(?:which|whom|whose)\s"
)
# What somebody said about something else: "the striker said of the penalty", but not "the man who said so".
_SAID = re.compile(r"\S(?:(?!\s(?:who|which|that|whom)\s).)*?(?=,?\s(?:said|says)\s)", re.DOTALL)
_SAYS = re.compile(r",\s(?:said|says)\s(?=[^\W\d_a-z])")  # of another clause: "they came, says Ann Lee"
# "a group calling itself Save Our Lake", "a man named Ann Lee"
_CALLED = re.compile(
    r"(?:an?|the)\s(?:[\w’'-]+\s){1,4}?(?:calling\s(?:itself|themselves|himself|herself)|called|named|known\sas)\s"
    r"(?:the\s)?(?=(?-i:[^\W\d_a-z]))",
    re.IGNORECASE,
)
_ONE_OF = re.compile(r"[Oo]ne of (?:them|those|the [a-z]+),\s(?=[^\W\d_a-z])")  # "One of them, Ann Lee,"
# Who says what of somebody else: "the driver, a man aged 51, Slovenian police".
_BODY_LAST = re.compile(
    r"[^\n]+,\s((?:the\s)?((?:[^\W\d_a-z][\w.-]+\s){1,2})"
    r"(?:police|officials|authorities|prosecutors|investigators|firefighters|rescuers|(?:state )?media))"
)
_INITIAL = re.compile(r"[^\W\d_a-z]\.")
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_a-z]\.)+$")
_DOMAIN = re.compile(r"(?<![\w.-])(?:[\w-]+\.)+$")  # of "gazette.com"
_ADVERB = re.compile(r"[^\W\d_a-z][a-z]+ly,\s(?=\S)")  # "Publicly, Ann Lee"
_ADDRESSED = re.compile(r"\b(?:speaking|talking|writing)\s(?:to|with|on|in|for)\s(?:the\s)?$", re.IGNORECASE)
_PRONOUN_LAST = re.compile(r"(?:[\w’'-]+\s)+(he|she|they|it)$")  # of another clause: "the story he", "statement it"
# Somebody, with where they did something: "leaders of twenty countries met in Paris", but not "the man who met with".
_BEING = re.compile(
    r"(\S.*?)(?<!\bwho)(?<!\bwhich)(?<!\bthat)(?<!\bwhom)(?<!\bhe)(?<!\bshe)(?<!\bthey)(?<!\bwe)"
    r"\s(?:met|gathered|convened|assembled|went|came|sat|stood)\s(?:at|in|on|with|for|to|before)\s"
)
_OWNER = re.compile(r"[’']s?$")
# Verbs whose subject stands beside them where direct speech ends: "…,” the memo said", "…,” said Ann Lee.".
_SAYING = re.compile(
    r"(?:also |then |later )?(?:said|says|wrote|writes|added|adds|told|tells|asked|asks|replied|replies|tweeted|tweets"
    r"|posted|explained|explains|noted|notes|argued|argues|insisted|insists|continued|continues|recalled|recalls)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:[”\"»]|[,.?!]'')\s+((?:[\w’'-][\w.’'-]*\s){0,6}?[\w’'-]*\w)\s*$")
_BEHIND = re.compile(
    r"\s*((?:(?:[Tt]he|an?)\s)?[^\W\d_a-z][\w.’'-]*(?:\s[\w.’'-]*\w){0,5}?)(?=[,.;:\n]|\s(?:of|in|at|on)\s|$)"
)
# "They had counted sixty, said its secretary, Ann Lee; hardly any": who says it stands behind the verb.
_INVERTED = re.compile(
    r"\s((?:(?:the|an?|its|his|her|their)\s(?:[\w’'-]+\s){0,4}?[\w’'-]+,\s)?"
    r"(?:[^\W\d_a-z][\w.’'-]*\s){1,3}[^\W\d_a-z][\w’'-]+)(?=[,.;\n]|$)"
)
_COLON = re.compile(r"(?:^|\n)\s*((?:[^\W\d_a-z][\w.’'-]*\s){0,3}[^\W\d_a-z][\w.’'-]*)\s*$")
_APPOSED = re.compile(r"\s*,?\s*(?:an?|the)\s", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"((?:[^\W\d_a-z][\w.’'-]*\s){1,3}[^\W\d_a-z][\w’'-]+),?\s*$")
_OPENING_NAME = re.compile(
    r"(?:^|[\n.!?”\"]\s*|[a-z],\s)((?:[^\W\d_a-z][\w.’'-]*\s){0,3}[^\W\d_a-z][\w’'-]+),\s$"
)  # right behind the end of a sentence or of what opens it
# A clause that tells of whom it follows: "who runs the trawler out of Lerwick", but not "who officials said".
_RELATIVE = re.compile(
    r"who(?=\s[a-z]+\s(?:the|an?|as|to|in|on|at|for|with|his|her|their|its|\d[\d,.]*)\s)"
    r"|(?:who|which)(?=\s(?:in|on|by|since|last|earlier|later|also)\s)|(?<=, )whose(?=\s[a-z]+\s[a-z]+\s)"
)
_OF_PLACE = re.compile(r"(?:the\s)?([a-z]+)\s(?=(?:Mr|Mrs|Ms|Miss)\.?\s[A-Z])")  # "[Outside] the building Mr Lee"
_SENTENCE = re.compile(r"(?<!\S)([^\W\d_][\w’'-]+)\.\s(?=[^\W\d_a-z])")  # the end of another
_AUTHOR = re.compile(
    r"(?:[Tt]he|[Aa]n?)\s(?:[a-z-]+\s){0,3}[a-z-]+,\sby\s((?:[^\W\d_a-z][\w.’'-]*\s){1,4}[^\W\d_a-z][\w’'-]+)(?=,)"
)
_TITLE_OF_WORK = re.compile(r"([“\"‘])[A-Z][^“”\"‘’]{0,40}[^“”\"‘’,.!?][”\"’]")  # “Today” show anchor Ann Lee
_LINE = re.compile(r"[^\n]+")
_CLOCK = re.compile(r"\s*\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?\s+(?:[–—-]\s+)?", re.IGNORECASE)  # that a line begins with
# Abbreviations that names go on behind, beside titles; not "Del.", which mostly is Delegate.
_SHORT = wordset(
    "St Ste Jr Sr No Mt Ft Inc Ltd Corp Co Bros Dept Asst Univ Assn Assoc vs Pvt Spc Ald Const Dep Cpl Pfc Ala Ariz Ark"
    " Calif Colo Conn Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Tex Vt Va"
    " Wash Wis Wyo"
)
_ARTICLES = frozenset(("the", "a", "an", "some"))
_MARKS = frozenset(',;:“”"—–‘’')


def clean(text: str, span: Span | None) -> Span | None:
    """A speaker's span as it lies in the text, without marks and possessive around it; None where nothing is left.

    One that runs over lines is cut to that of its lines which looks most like a name.
    """
    if span is None:
        return None
    start, end = max(0, span[0]), min(len(text), span[1])
    while 0 < start < end and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while start < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    start, end = _unmarked(text, *_in_line(text, start, end))
    start = _with_initials(text, start, end)
    if domain := _DOMAIN.search(text, max(0, start - 40), start) if text[start : start + 1].islower() else None:
        start = domain.start()
    if text[start - 1 : start] in ("’", "'") and text[start : start + 2] == "s ":  # of "the island’s officials"
        start += 2
    tail = max(start, end - _TAIL)
    if trail := _TRAIL.search(text[tail:end]):
        start, end = _unmarked(text, start, tail + trail.start())
    if relative := _RELATIVE.match(text, start, end):
        return relative.span()
    start = _begin(text, start, end)
    end = _end(text, start, end)
    owner = _OWNER.search(text[max(start, end - 2) : end])
    if owner and end - len(owner[0]) > start:
        end -= len(owner[0])
    return (start, end) if start < end else None


def _begin(text: str, start: int, end: int) -> int:
    """Where the speaker begins in a span: behind a dateline, a place, whom they spoke to, or another clause."""
    if _ADDRESSED.search(text, max(0, start - 20), start) and ", " in text[start:end]:
        start = text.index(", ", start) + 2  # "Speaking to the Post, Ann Lee"
    if (lead := _LEAD.match(text, start, end) or _ADVERB.match(text, start, end)) and lead.end() < end:
        start = lead.end()
    if text[max(0, start - 3) : start] == "In " and (placed := _PLACED.match(text, start, end)):
        start = placed.end()
    if says := _SAYS.search(text, start, end):
        start = says.end()
    place = _OF_PLACE.match(text, start, end)
    if place and not is_role(place[1]):
        start = place.end()
    for other in _SENTENCE.finditer(text, start, end):
        if not is_title(other[1]) and other[1] not in _SHORT:
            start = other.end()
    if called := _CALLED.match(text, start, end) or _ONE_OF.match(text, start, end):
        start = called.end()
    body = _BODY_LAST.fullmatch(text, start, end)
    if body and places.mentions(body[2]):
        start = body.start(1)
    pronoun = _PRONOUN_LAST.match(text, start, end)
    return pronoun.start(1) if pronoun else start


def _end(text: str, start: int, end: int) -> int:
    """Where the speaker ends in a span: before what they did, where and when."""
    if besides := _BESIDES.search(text, start + 3, end):
        end = besides.start()
    if leaving := _LEAVING.match(text, start, end) or _PUBLISHED.match(text, start, end):
        end = leaving.end(1)
    if (doing := _DOING.fullmatch(text, start, end)) and doing[1].split()[0].lower() not in FUNCTION:
        end = doing.end(1)
    if (acting := _ROLE_ACTING.match(text, start, end)) and is_role(acting[2]):
        end = acting.end(1)
    acting = _ACTING.match(text, start, end)
    if acting and text[acting.end(1) - 1] not in "’'" and acting[1].lower() not in _ARTICLES:  # "The wounded diver"
        end = acting.end(1)
    if said := _SAID.match(text, start, end):
        end = said.end()
    being = _BEING.match(text, start, end)
    return being.end(1) if being else end


def _with_initials(text: str, start: int, end: int) -> int:
    """Where a span begins whose first letter is one of "U.S."."""
    front = _INITIALS.search(text, max(0, start - 8), start) if _INITIAL.match(text, start, end) else None
    return front.start() if front else start


def _in_line(text: str, start: int, end: int) -> Span:
    """A span, or of several lines the one that looks most like a name, without the time that a line begins with."""
    lines = list(_LINE.finditer(text, start, end)) if start < end else []
    if len(lines) > 1:
        line = max(lines, key=lambda line: (line[0].lstrip()[:1].isupper(), len(line[0])))
        start, end = line.span()
    clock = _CLOCK.match(text, text.rfind("\n", 0, start) + 1)
    return (clock.end(), end) if clock and start < clock.end() < end else (start, end)


def mended(text: str, said: Attribution) -> Attribution:
    """An attribution with the speaker that stands beside its cue, where it has none, or one of another line as well.

    An apposition alone is joined by the name that it explains: "Ann Lee" before ", a Farm Bureau economist,".
    """
    speaker = said.speaker
    if speaker is not None and said.cue is not None and "\n" in text[slice(*speaker)].strip():
        lines = list(_LINE.finditer(text, *speaker))  # a heading, and who speaks under it
        speaker = lines[-1 if said.cue[0] >= speaker[1] else 0].span()
    if said.cue is not None and (speaker is None or _is_apart(text, speaker, said.cue)):
        speaker = _beside(text, said.cue) or speaker
    elif said.cue is not None and speaker is not None and (behind := _inverted(text, said, speaker, said.cue)):
        speaker = behind
        said = replace(said, content=tuple(_past(text, part, behind) for part in said.content))
    if speaker is not None and text[slice(*speaker)].lstrip()[:1] == "," and _APPOSED.match(text, *speaker):
        name = _NAME_BEFORE.search(text, max(0, speaker[0] - 60), speaker[0])
        speaker = (name.start(), speaker[1]) if name else speaker
    if speaker is not None:
        speaker = _named_before(text, speaker) or _written_by(text, speaker) or speaker
    return said if speaker == said.speaker else replace(said, speaker=speaker)


def _named_before(text: str, speaker: Span) -> Span | None:
    """The speaker with the name that opens the sentence, and that the span explains: "Ann Lee, the mayor said".

    One word is a name where the text has it elsewhere, and the apposition ends: "Lee, an angry farmer, said".
    """
    start, end = speaker
    opening = _OPENING_NAME.search(text, max(0, start - 60), start)
    phrase, ends = text[start:end].strip(" ,"), "," in text[end - 1 : end + 1]
    if opening is None or not _APPOSED.match(text, start, end) or not is_role(phrase.rpartition(" ")[2]):
        return None
    name = opening[1]
    if set(name.lower().split()) & (FUNCTION | DAYS) or places.mentions(name):
        return None
    if " " not in name and (phrase[:2].lower() not in ("a ", "an") or not ends or name[-2:] == "ly"):
        return None
    return opening.start(1), end


def _written_by(text: str, speaker: Span) -> Span | None:
    """Who wrote the document that a span is: "The order, by Ann Lee, said"."""
    author = _AUTHOR.match(text, speaker[0])
    return author.span(1) if author and author.end() >= speaker[1] - 2 else None


def _is_apart(text: str, speaker: Span, cue: Span) -> bool:
    """Whether a speaker stands in another paragraph than the cue."""
    return "\n" in text[min(speaker[1], cue[1]) : max(speaker[0], cue[0])]


def _beside(text: str, cue: Span) -> Span | None:
    """The noun phrase that stands between direct speech and a verb of saying, or right behind both, or at a colon."""
    start, end = cue
    if text[start:end].strip() == ":":
        label = _COLON.search(text, max(0, start - 80), start)
        return label.span(1) if label else None
    if not _SAYING.match(text, start, end):
        return None
    if before := _BEFORE.search(text, max(0, start - 90), start):
        return before.span(1)
    direct = text[max(0, start - 4) : start].rstrip().endswith(("”", '"', "»", "''"))
    behind = _BEHIND.match(text, end) if direct else None
    return behind.span(1) if behind else None


def _inverted(text: str, said: Attribution, speaker: Span, cue: Span) -> Span | None:
    """Who stands behind a verb of saying that follows on what is said, where the speaker is but part of that."""
    within = any(start <= speaker[0] < end for start, end in said.content)
    start, end = cue
    if not within or not text.startswith(", ", start - 2) or not _SAYING.fullmatch(text, start, end):
        return None
    behind = _INVERTED.match(text, end)
    return behind.span(1) if behind else None


def _past(text: str, part: Span, speaker: Span) -> Span:
    """A part of what is said, behind the speaker where it begins with that."""
    start, end = part
    if not speaker[0] <= start < speaker[1] < end:
        return part
    start = speaker[1]
    while start < end - 1 and (text[start].isspace() or text[start] in ",;:"):
        start += 1
    return start, end


def is_label(text: str, said: Attribution) -> bool:
    """Whether a label says what follows, not who speaks: "Interview: a woman counts whales", "Decision: we stay"."""
    if said.speaker is None or said.cue is None or text[slice(*said.cue)].strip() != ":":
        return False
    start, end = said.speaker
    opens = text[text.rfind("\n", 0, start) + 1 : start].strip(" *_#") == "" and text[end : end + 1] in ":*_"
    name = text[start:end].strip()
    return name.rpartition(" ")[2].lower() in LABELS or (opens and labels.tells_outcome(name))


def is_circular(said: Attribution) -> bool:
    """Whether what is said is but who says it: "Tom Reed was charged"."""
    if said.speaker is None or not said.content:
        return False
    return all(said.speaker[0] <= start and end <= said.speaker[1] for start, end in said.content)


def _unmarked(text: str, start: int, end: int) -> Span:
    """Without white space and marks at both ends, but for a pair of them that says what somebody works for."""
    while start < end and (text[start].isspace() or text[start] in _MARKS or text[start] in "()"):
        work = _TITLE_OF_WORK.match(text, start, end)
        if work and text[work.end() : end].strip():
            break
        start += 1
    if text[start : start + 1] == "." and not _LEAD.match(text, start, end):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in _MARKS):
        if text[end - 1] == "”" and text.rfind("“", start, end) > text.rfind("”", start, end - 1):
            break  # who calls herself “Ann Lee”
        end -= 1
    return start, end
