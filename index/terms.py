"""From text to the terms that are indexed and compared: words, lower case, stemmed by language."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import tantivy
from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

IRREGULAR = Path(__file__).with_name("data") / "irregular.txt"
_WONT = re.compile(r"\bwon[’']t\b", re.IGNORECASE)
# Snowball stemmers of tantivy, by ISO 639-1 code; "" is for all other languages: words as they are.
STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip


def stemmed(language: str) -> str:
    """The code that a language's words are analysed under: its own where there is a stemmer, else ""."""
    code = language.lower().replace("_", "-").partition("-")[0]
    code = {"nb": "no", "nn": "no"}.get(code, code)
    return code if code in STEMMERS else ""


@cache
def analyzer(code: str) -> tantivy.TextAnalyzer:
    """Text to terms: words, lower case, accents folded, stemmed."""
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(64)).filter(Filter.lowercase())
    if code:
        builder = builder.filter(Filter.stemmer(STEMMERS[code]))
    return builder.filter(Filter.ascii_fold()).build()


@cache
def as_they_are() -> tantivy.TextAnalyzer:
    """Terms, with spaces between, to the same terms."""
    return TextAnalyzerBuilder(Tokenizer.whitespace()).build()


def terms(text: str, code: str) -> list[str]:
    """The terms of a text, in order."""
    if code == "en":
        text = _WONT.sub("will not", text)  # no form of "win"
    words = analyzer("").analyze(text)
    # Accents are folded behind the stemmer: words that have any are not stemmed as they come here.
    found = [_stem(word, code) for word in words] if text.isascii() else analyzer(code).analyze(text)
    if irregular := _irregular(code):
        # By the words as written: the stem of "range" is that of "rang".
        found = [irregular.get(word, term) for word, term in zip(words, found, strict=False)]
    return [term for term in found if term]  # some stemmers leave nothing of a word


@lru_cache(50_000)  # the words of a language come again and again, whatever is asked
def _stem(word: str, code: str) -> str:
    """The term of a word of ASCII letters and digits, "" where a stemmer leaves nothing of it."""
    return next(iter(analyzer(code).analyze(word)), "")


@cache
def _irregular(code: str) -> dict[str, str]:
    """For irregular forms ("met", "children") the terms of the words they are forms of."""
    if code != "en":
        return {}
    known: dict[str, str] = {}
    for line in IRREGULAR.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        word, *forms = line.split()
        known |= dict.fromkeys(forms, analyzer(code).analyze(word)[0])
    return known


@lru_cache(8192)  # sentences that questions come across again and again
def term_set(text: str, code: str) -> frozenset[str]:
    """The different terms of a text."""
    return frozenset(terms(text, code))
