"""What a message asks: its words without what Discord writes into them, and whether they ask anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from index.roles import wordset

Wish = Literal["question", "help", "nothing"]
Name = Callable[[Literal["user", "role", "channel"], int], str | None]

_SIGNS: dict[str, Literal["user", "role", "channel"]] = {"@": "user", "@!": "user", "@&": "role", "#": "channel"}
# Mentions, custom emoji, times, commands and places of a server: https://discord.com/developers/docs/reference
_MARKUP = re.compile(
    r"<(?:(?P<sign>@[!&]?|#)(?P<id>\d{1,20})|a?:\w{1,40}:\d{1,20}|t:-?\d{1,20}(?::\w)?|/(?P<command>[^:<>]{1,100}):\d{1,20}"
    r"|id:\w{1,20})>"
)
_LINK = re.compile(r"<?https?://[^\s<>]*[^\s<>)\]}?!.,;:'\"’”]>?")  # not the marks of the sentence around it
_HELP = re.compile(
    r"(?:please\s)?(?:help(?:\sme|\splease)?|commands?|about|info|hi|hello|hey|hi\sthere|hello\sthere|hey\sthere"
    r"|good\s(?:morning|afternoon|evening|day)"
    r"|(?:how\sdo\si|how\sto|how\scan\si)\s(?:use|ask)\s(?:this|you|it|the\sbot|a\squestion)|how\sdo(?:es)?\s(?:this|you|it)"
    r"\swork|what\s(?:can|do)\s(?:you|u)\sdo|what\scan\si\sask(?:\syou)?|who\sare\syou|what\sare\syou"
    r"|(?:what|which|show|list)\s(?:are\s)?(?:the\s|your\s|all\s)?sources(?:\s(?:do\syou\shave|are\s(?:there|here)))?"
    r"|what\sdo\syou\sknow(?:\sabout)?)"
)
# Whole words, compared one by one: a pattern of them would try all their combinations.
_THANKS = wordset(
    "thanks thank thx ty tysm cheers ok okay k kk cool nice great perfect awesome wow lol lmao rofl haha hahaha bot bye"
    " goodbye night yes no yep nope same true this f gg np sorry oh hm hmm"
)
_BESIDE = wordset("you so much a lot very good bad")


def plain(text: str, name: Name) -> str:
    """The words of a message, mentions by the names that `name` gives; emoji, times, links and the like left out.

    What it calls "" is left out too.
    """

    def said(found: re.Match[str]) -> str:
        if found["command"]:
            return f"/{found['command']}"
        if not found["sign"]:
            return " "
        kind = _SIGNS[found["sign"]]
        known = name(kind, int(found["id"]))
        if known is None and kind == "user":
            return f"@{found['id']}"  # somebody is meant, whoever that is: nobody else's words answer
        return f"#{known}" if known and kind == "channel" else known or " "

    without = _LINK.sub(" ", _MARKUP.sub(said, text))
    return re.sub(r"[^\S\n]{2,}", " ", without).strip()


def users(text: str) -> list[int]:
    """The ids of the users whom a message mentions, each once."""
    found = (match for match in _MARKUP.finditer(text) if match["sign"] in ("@", "@!"))
    return list(dict.fromkeys(int(match["id"]) for match in found))


def wish(text: str) -> Wish:
    """Whether a message asks the sources anything, how to ask, or nothing at all: "thanks!"."""
    words = " ".join(re.findall(r"[^\W_]+", text.lower().replace("'", "").replace("’", "")))
    if _HELP.fullmatch(words):
        return "help"
    said = set(words.split())
    return "nothing" if said <= _THANKS | _BESIDE and not said.isdisjoint(_THANKS) else "question"
