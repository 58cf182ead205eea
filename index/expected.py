"""What kind of thing a question asks for, and whether a sentence has one: a price, a count, a date, a person, a place.

The answer types of question answering (Li & Roth 2002), as far as a sentence shows them on its surface. "How much does
it cost?" is not answered where no sum of money stands, however much of the rest is about the same. English only: of a
question in another language nothing is expected.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index.proper import is_headline, names
from index.terms import term_set, terms

LONGEST = 2_000  # characters of a question that are looked at
Type = Literal["reason", "money", "percent", "age", "count", "measure", "date", "person", "place", "name"]

_NUMBER = (
    r"(?:\d[\d,.]*|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|\w+teen|dozens?|hundreds?|thousands?|millions?|billions?|trillions?|half|third|quarter"
    r"|both|none|no|single|couple|several|pair|twice|double|triple)"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"


def _words(text: str) -> str:
    """A pattern for any of some words, white space between them."""
    return f"(?:{'|'.join(text.split())})"


_LENGTHS = _words(
    "miles? met(?:er|re)s? kilomet(?:er|re)s? centimet(?:er|re)s? millimet(?:er|re)s? km cm mm feet foot ft inch(?:es)?"
    " yards? stor(?:e?y|e?ys|ies) floors?"
)
_WEIGHTS = _words("tons? tonnes? pounds? lbs? kg kilos? kilograms? ounces? oz grams? stone")
_SPEEDS = _words(
    "mph kph km/h kmh knots (?:miles?|kilomet(?:er|re)s?|met(?:er|re)s?|km|feet)\\s(?:per|an?)\\s(?:hour|minute|second)"
)
_DURATIONS = _words("seconds? minutes? hours? days? weeks? months? years? decades? centur(?:y|ies)")
_DEGREES = r"(?:degrees?|°\s?[CF]?|[CF]\b)"
_OTHER_UNITS = _words("acres? hectares? gallons? lit(?:er|re)s? barrels? percent % times fold (?:square|cubic)\\s\\w+")
_UNITS = rf"{_LENGTHS}|{_WEIGHTS}|{_SPEEDS}|{_DURATIONS}|degrees?|{_OTHER_UNITS}"
_SINCE = rf"\b(?:{_DURATIONS}|daily|weekly|always|never)\b"

_WHICH = r"\b(?:whats?|which)\b"
_IS = r"(?:'s| is| are| was| were)?"
_SUMS = _words(
    "money cash debt profit revenue costs? pay pays paid worth charg\\w+ spen[dt] rais\\w+ rent fined? funding tax"
    " earn\\w* ma[dk]e ow(?:e|ed|es) salary price fees? bail sell sold buy bought deal donat\\w+ tickets? parking"
    " admission entry house home gas"
)
_PRICES = _words("price prices cost costs salary fee fine budget revenue wage worth bail rent tuition")
_THE = _words("the an? his her its their")
_STAKES = _words(
    "bounty reward prize ransom fines? budgets? debts? loan grant settlement payout compensation bonus donation profit"
    " loss losses deficit salary wage fees? bail rent tuition price costs? bill contract deal investment"
)
_PEOPLE = _words(
    "man woman person actor actress singer player president judge senator candidate author artist director official"
    " king queen minister"
)
_PLACES = _words(
    "country countries city cities county counties university universities"
    " (?:state|town|place|river|region|continent|province|village|island|location|venue|school|street|neighborhood)s?"
)
# Words behind "which" that begin no noun phrase, and one that may stand before its noun: "which seven states".
_NO_NOUN = _words("of the an? is are was were do does did has have had can could will would it he she they this that")
_KIND = rf"(?:(?!{_NO_NOUN}\b)\w+ )"
_TIMES = _words("year date day month time century decade season")
_WORKS = _words(
    "movie film team company show song album band book drug party agency law group language animal award brand"
)
# What of a question tells its type, the most telling first.
_ASKS: tuple[tuple[Type, str], ...] = (
    ("reason", r"\bwhy\b|\bhow come\b|\bwhat (?:is|was|'s) the reason\b|\bfor what reason\b"),
    ("age", rf"\bhow old\b|{_WHICH}{_IS} (?:[\w']+ ){{0,3}}age\b"),
    (
        "money",
        rf"\bhow (?:much|expensive|cheap)\b.*\b{_SUMS}\b|{_WHICH}.*\b{_PRICES}\b"
        r"|\bwhat (?:do|does|did|would|will)\b(?!.*\bdo\sto\b).*"
        r"\b(?:pay|earn|spend|charge)\b(?!\s+attention)(?!\s+for\W*$)"
        rf"|\bhow (?:big|large|high|steep|small|generous)(?:'s| is| are| was| were) {_THE} (?:\w+ )?{_STAKES}\b",
    ),
    ("percent", r"\b(?:what|which) (?:percent|percentage|share|proportion|fraction)|\bhow (?:many|much) percent"),
    ("count", rf"\bhow many\b|{_WHICH}{_IS} (?:the )?number of\b|\bpopulation\b"),
    (
        "measure",
        r"\bhow (?!long ago)(?:long|far|big|large|tall|high|deep|wide|heavy|hot|cold|fast|often|much)\b"
        rf"|\bwhat (?:size|speed|temperature|score)\b|{_WHICH}{_IS} the (?:\w+ )?score\b",
    ),
    ("date", rf"\bwhen\b|{_WHICH} {_TIMES}\b|\bhow long ago\b"),
    ("person", rf"\bwho(?:m|se|'s|s)?\b|{_WHICH} {_PEOPLE}s?\b"),
    (
        "place",
        rf"\bwhere\b|\b(?:in|to|from) {_WHICH} {_KIND}?{_PLACES}\b"
        rf"|{_WHICH} {_KIND}?(?!state (?:is|are|was|were|of)\b(?! \w+ in\b)){_PLACES}\b",
    ),
    ("name", rf"{_WHICH}.*\b(?:name[ds]?|called|title)\b|\bwhich (?!{_NO_NOUN}\b)\w+|\bwhat {_WORKS}\b"),
)
_TYPES = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _ASKS)
_COUNTED = re.compile(
    r"\bhow many (?:other |more |different |new |of (?:the |his |her |its |their )?)?((?:[\w'’-]+ ?){1,3})",
    re.IGNORECASE,
)

# What is measured, as a question asks for it, and what a sentence gives it in.
_MEASURES: tuple[tuple[str, str], ...] = (
    (r"\bhow heavy\b|\bhow much\b.*\bweigh", rf"\b{_NUMBER}[\s-](?:\w+[\s-])?{_WEIGHTS}\b"),
    (
        r"\bhow fast\b|\bwhat speed\b",
        rf"\b{_NUMBER}[\s-]?(?:\w+[\s-])?(?:{_SPEEDS}|{_DURATIONS}|percent|times)\b|\d\s?%",
    ),
    (r"\bhow (?:hot|cold)\b|\bwhat temperature\b", rf"\b{_NUMBER}[\s-]?(?:\w+[\s-])?{_DEGREES}"),
    (r"\bhow (?:deep|tall|wide)\b", rf"\b{_NUMBER}[\s-]?(?:\w+[\s-])?{_LENGTHS}\b|\d\s?['’′″]"),
    (
        r"\bhow far\b",
        rf"\b{_NUMBER}[\s-]?(?:\w+[\s-])?(?:{_LENGTHS}|{_DURATIONS}|blocks?|stops?)\b|\d\s?%|\b(?:percent|halfway)\b",
    ),
    (
        r"\bhow long\b",
        rf"\b{_NUMBER}[\s-]?(?:\w+[\s-])?(?:{_LENGTHS}|{_DURATIONS}|pages?|words?|episodes?)\b|{_SINCE}"
        r"|\b(?:since|until|till|from)\b|\d:\d\d|\b\d{4}\s?(?:[–—-]|to|and)\s?\d{4}\b",
    ),
)
_MEASURED = tuple((re.compile(ask, re.IGNORECASE), re.compile(give, re.IGNORECASE)) for ask, give in _MEASURES)
_OWN_NAME = re.compile(r"\b(?:first|last|full|real|maiden|middle|family|given) name|\bsurname", re.IGNORECASE)

_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d"
_AT = r"(?:at|from|until|till|by|to|before|after|daily|\w+day)\s"  # what tells that it is no score and no length
_MONTH_OR_SEASON = rf"(?:{_MONTH}|{_DAY}|spring|summer|autumn|fall|winter|week|month|year|century|decade)"
# What people pay with, in games too.
_CURRENCY = _words(
    "dollars? euros? pounds cents? yen yuan rupees roubles rubles francs pesos bucks gold(?!\\smedal) coins? credits?"
    " gems? tokens?"
)
_AMOUNT = rf"\b{_NUMBER}(?:\s(?:million|billion|trillion|thousand|hundred))?[\s-](?:us )?{_CURRENCY}\b"
# Not "since Friday", and not "to the town": a purpose begins with a verb.
_NOT_SINCE = rf"(?:then|last|this|\d|{_DAY}|{_MONTH})"
_NO_VERB = r"(?:the|an?|his|her|its|their|this|that|be|\d|(?-i:[A-Z]))"
_SUBJECT = (
    r"(?:the|an?|he|she|it|they|there|we|his|her|their|its|no|one|[a-z]+ (?:is|was|are|were|had|has|would|could))"
)
_SHOWS: dict[Type, tuple[str, ...]] = {
    "reason": (
        rf"\b(?:because|cos|since(?!\s{_NOT_SINCE})|due to|owing to|so that|so as|in order|as a result|thanks to)\b",
        rf"\b(?:to (?!{_NO_VERB})[a-z]+|as {_SUBJECT}|over (?:the|an?|his|her|its|their)|by [a-z]+ing)\b",
        r"\bfor (?:his|her|its|their|being|having|not|fear|[a-z]+ing)\b|\b(?:after|following|given|too|unless|if)\b",
        r"\b(?:blam|caus|result|prompt|forc|mean|explain|attribut|ascrib|fear|hop|need|avoid|prevent|protect|want|wish"
        r"|tr[yi]|allow|help|risk|lack)\w*|\b(?:reasons?|why|therefore|thus|hence|le(?:d|ads?) to)\b",
        r"\bin (?:protest|response|exchange|return|case|cases|view|fear|the hope)\b|\bout of\b",
        r"\b(?:although|but|cost|so|no longer)\b|\bwhich (?:would|could|might|makes?|made)\b",
        r"[—–;]|\w:\s(?=(?-i:[a-z]))",
    ),
    "money": (r"(?:[$€£¥₹]|\b(?:[SND]Kr|kr|CHF|Rs|HK\$|[AC]\$)\.?)\s?\d", _AMOUNT, r"\b(?:USD|EUR|GBP|free)\b"),
    "percent": (
        rf"\b{_NUMBER}[\s-]?(?:%|percent|per cent)", r"\b(?:half|third|quarter|tenth|fifth|majority|most)\b",
    ),
    "age": (
        r"\b\d{1,3}[\s-]years?[\s-]old", r",\s\d{1,3}\s?,", r"\b(?:aged?|age of|born|\w+-something)\b",
    ),
    "count": (rf"\b{_NUMBER}\b",),
    "measure": (r"\b\d", rf"\b{_NUMBER}[\s-](?:\w+[\s-])?(?:{_UNITS})\b", _SINCE),
    "date": (
        r"\b(?:1[0-9]{3}|20\d{2})s?\b", rf"\b{_MONTH}\s?\d", rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}",
        rf"\b(?:in|on|since|until|by|before|after|last|next|this|every|late|early|mid-?)\s{_MONTH_OR_SEASON}",
        rf"\b{_DAY}\b", r"\b(?:today|yesterday|tomorrow|tonight|midnight|noon|centur(?:y|ies))\b",
        rf"\b{_NUMBER}\s(?:second|minute|hour|day|week|month|year|decade)s?\s(?:ago|later|after|before|earlier)",
        r"\b\d{1,2}(?::\d\d)?\s?[ap]\.?m\b", rf"(?:(?:^|\||\b{_AT})\s*{_CLOCK}\b|\b{_CLOCK}\s?[–—-]\s?{_CLOCK}\b)",
    ),
}  # fmt: skip
# Places on a screen: "#help", "/config", "~/.config/app", "example.org".
_SPOT = re.compile(
    r"(?<![\w&#])#[a-z][\w-]{2,}|(?<![\w/.])~?/(?!(?:month|mo|year|yr|week|day|hour|person|user)\b)[a-z][\w./-]+"
    r"|\b(?:https?://|www\.)\S+|\b[a-z][\w-]+\.(?:com|org|net|io|gg)\b"
)
_HOUR = re.compile(r"\bwhat (?:time|hour)\b(?! (?:of|period|frame|span|zone))", re.IGNORECASE)
_CLOCKED = re.compile(
    rf"\b{_CLOCK}\b|\b\d{{1,2}}(?:[:.]\d\d)?\s?[ap]\.?m\b|o['’]clock\b|\b(?:noon|midnight|dawn|dusk|sunrise|sunset)\b"
    r"|\b(?:at|by|until|till|before|after|from)\s(?:half|quarter|\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten"
    rf"|eleven|twelve)\b(?![.,:]\d|\s?%|\s(?:percent|of|people|[a-z]+s)\b|\s{_MONTH_OR_SEASON})",
    re.IGNORECASE,
)
_GIVES = {kind: re.compile("|".join(patterns), re.IGNORECASE) for kind, patterns in _SHOWS.items()}


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a question expects of its answer: a `type`, and of a count the terms of `what` is counted.

    `given` is what a measure is given in, where the question tells that. `own` is true where more of the name of
    somebody is asked for whom it names.
    """

    type: Type
    what: frozenset[str]
    question: frozenset[str]
    given: re.Pattern[str] | None = None
    own: bool = False

    def met(self, sentence: str) -> float:
        """How much a sentence looks as if it had such a thing: 1, or 0.5 of a count where something else is counted."""
        if self.own and (more := _more_of_a_name(sentence, self.question)) is not None:
            return float(more)
        if self.type in ("person", "place", "name"):
            return _names(sentence, self.type, self.question)
        if self.type == "count" and self.what:
            return _counts(sentence, self.what)
        return float((self.given or _GIVES[self.type]).search(sentence) is not None)


@lru_cache(1024)
def expected(question: str) -> Expectation | None:
    """What an English question expects, None where that shows on no surface ("what happened?")."""
    plain = question[:LONGEST].replace("’", "'")
    for kind, pattern in _TYPES:
        if pattern.search(plain):
            counted = _COUNTED.search(plain) if kind == "count" else None
            what = frozenset(terms(counted[1], "en")[:2]) if counted else frozenset[str]()
            given = next((give for ask, give in _MEASURED if ask.search(plain)), None) if kind == "measure" else None
            if kind == "date" and _HOUR.search(plain):
                given = _CLOCKED
            own = kind == "name" and _OWN_NAME.search(plain) is not None
            return Expectation(kind, what, term_set(question, "en"), given, own)
    return None


@lru_cache(8192)
def _numbers(sentence: str) -> tuple[frozenset[str], ...]:
    """For each number of a sentence the terms of the words right behind it."""
    return tuple(
        term_set(sentence[found.end() : found.end() + 45], "en") for found in _GIVES["count"].finditer(sentence)
    )


def _counts(sentence: str, what: frozenset[str]) -> float:
    behind = _numbers(sentence)
    if any(what & near for near in behind):
        return 1.0
    return 0.5 if behind and any(found[0].isdigit() for found in _GIVES["count"].finditer(sentence)) else 0.0


def _more_of_a_name(sentence: str, question: frozenset[str]) -> bool | None:
    """Whether somebody whom a question names has more names in a sentence; None where they are not named there."""
    of_them = [name.terms for name in names(sentence) if name.terms & question]
    return any(terms - question for terms in of_them) if of_them else None


def _names(sentence: str, wanted: Type, question: frozenset[str]) -> float:
    """How much of a kind that is asked for a sentence names what the question does not."""
    if wanted == "place" and any(not term_set(spot[0], "en") <= question for spot in _SPOT.finditer(sentence)):
        return 1.0
    met = 0.0
    for name in names(sentence):
        if name.kind == "time" or name.terms <= question:
            continue
        fits = wanted == "name" or (name.kind == "place" or name.located) == (wanted == "place")
        met = max(met, 1.0 if fits else 0.5)
    return min(met, 0.5) if is_headline(sentence) else met
