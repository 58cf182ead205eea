"""Which language a question is in, told by its script and its closed-class words.

Questions are short: "Was sagte Polen?" has one word that is German and nothing else, which is too little for
statistics over letters, and enough for a list of the words that questions are made with.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection
from functools import cache, lru_cache
from pathlib import Path

from index.question import FUNCTION_WORDS
from index.roles import wordset

DATA = Path(__file__).with_name("data") / "tongues.json"
ENGLISH_ONLY = "The sources are in English and this model knows little of other languages: try asking in English."
READ = 1_000  # characters of a question
WORD = re.compile(r"[^\W\d_]+")
# The scripts of one language, and the language that a script of several most likely stands for, by ranges of letters.
SCRIPTS = {
    "el": "\u0370-\u03ff\u1f00-\u1fff", "ru": "\u0400-\u052f", "hy": "\u0530-\u058f", "he": "\u0590-\u05ff",
    "ar": "\u0600-\u06ff\u0750-\u077f", "hi": "\u0900-\u097f", "bn": "\u0980-\u09ff", "ta": "\u0b80-\u0bff",
    "th": "\u0e00-\u0e7f", "ka": "\u10a0-\u10ff", "ko": "\u1100-\u11ff\uac00-\ud7af", "ja": "\u3040-\u30ff",
    "zh": "\u3400-\u4dbf\u4e00-\u9fff",
}  # fmt: skip
_SCRIPTS = {code: re.compile(f"[{ranges}]") for code, ranges in SCRIPTS.items()}
_UKRAINIAN = re.compile("[іїєґ]|\\b(?:що|хто|чому|скільки|коли|та|де)\\b", re.IGNORECASE)
_PERSIAN = re.compile("[پچژگ]")
BOTH = wordset("am are come dare den die do fare hat man men once over per side so son van war")  # English words too
# What marks a language where its words without accents are those of a neighbour.
_ONLY = {
    "es": "¿¡ñ",
    "pt": "ãõ",
    "de": "ß",
    "pl": "łśżźęą",
    "cs": "řů",
    "sv": "å",
    "tr": "ığş",
    "hu": "őű",
    "ro": "șță",
}


@lru_cache(256)
def guess(text: str) -> str | None:
    """The ISO 639-1 code of the language that a question is in; None where that does not show. Never raises."""
    text = text[:READ]
    letters = sum(map(str.isalpha, text))
    counts = {code: len(script.findall(text)) for code, script in _SCRIPTS.items()}
    if counts["ja"]:
        counts["ja"] += counts.pop("zh")  # kana stand among Chinese characters
    code = max(counts, key=lambda code: counts[code])
    if counts[code] * 2 > letters:
        if code == "ru" and _UKRAINIAN.search(text):
            return "uk"
        return "fa" if code == "ar" and _PERSIAN.search(text) else code
    return _by_words([_fold(word) for word in WORD.findall(text)], text)


def note(code: str) -> str:
    """A sentence for whoever asks English sources in another language, and the same in that language."""
    sentence = _data()["sentences"].get(code)
    return f"{ENGLISH_ONLY} {sentence}" if sentence else ENGLISH_ONLY


def _by_words(words: Collection[str], text: str) -> str | None:
    english = sum(word in _english() for word in words)
    best, best_rank = "en", (english, False)
    for code, own in _words().items():
        hits = [word for word in words if word in own]
        others = sum(word not in _english() and word not in BOTH for word in hits)
        marked = any(sign in text.lower() for sign in _ONLY.get(code, ""))
        if (others or marked) and len(hits) > english and (len(hits), marked) > best_rank:
            best, best_rank = code, (len(hits), marked)
    return best if best_rank[0] and (best == "en" or 3 * best_rank[0] >= len(words)) else None


def _fold(word: str) -> str:
    """A word in small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", word.lower().replace("ı", "i").replace("ł", "l"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


@cache
def _english() -> frozenset[str]:
    return frozenset(FUNCTION_WORDS["en"].split()) - {"s", "t", "d", "m", "ll", "re", "ve", "don"}


@cache
def _words() -> dict[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in _data()["words"].items()}


@cache
def _data() -> dict[str, dict[str, str]]:
    data: dict[str, dict[str, str]] = json.loads(DATA.read_text("utf-8"))
    return data
