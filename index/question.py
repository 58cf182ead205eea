"""What is being asked: whom the question is about (`understand`), and which of its words tell what it is about.

A word's rarity in the library says how much it tells, but in a small library "what" and "did" are rare too. They and
their like are a closed class: they can be listed. Leaving them out of a sentence's coverage answers 12 of the 12
questions on a single article instead of 8, and changes nothing to speak of in large libraries.
"""

from __future__ import annotations

import re
from functools import cache

from index.inquiry import Inquiry, understand
from index.terms import analyzer, terms

__all__ = ["FUNCTION_WORDS", "Inquiry", "is_function", "topic", "understand"]

# English function words, the words that questions are made with, and verbs of saying, which every statement has.
FUNCTION_WORDS = {
    "en": """
    a about again against all also an and any anybody anyone anything are as at be because been before being between
    both but by can could did do does doing done during each either else ever every everybody everyone everything for
    from get gets getting give given gives go goes got had has have having he her here hers him his how i if in into is
    it its just let like many may me might mine more most much must my never no nobody none nor not nothing now of off
    often on once only or other our ours out over own please quite rather really same shall she should since so some
    somebody someone something still such than that the their theirs them then there these they thing things this those
    though through to too under until up upon us very was we were what whatever when where whether which while who whom
    whose why will with within without would yes yet you your yours
    s t d ll m re ve don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn ain whats whos
    say says said saying tell tells told telling speak speaks spoke talk talks talked mention mentions mentioned
    quote quotes quoted according
    """,
}


_WORD = re.compile(r"[^\W_]+")
_FUNCTION = frozenset(FUNCTION_WORDS["en"].split())


def topic(text: str, code: str) -> list[str]:
    """The terms of a question that tell what it is about, each once, in order; all terms where none does."""
    unique = list(dict.fromkeys(terms(text, code)))
    return [term for term in unique if term not in _function_terms(code)] or unique


def telling(text: str) -> str:
    """The words of a question that tell what it is about, as they are typed; all where none does."""
    return " ".join(word for word in _WORD.findall(text) if word.lower() not in _FUNCTION) or text


def is_function(term: str, code: str) -> bool:
    """Whether a term is one of the words that questions are made with."""
    return term in _function_terms(code)


@cache
def _function_terms(code: str) -> frozenset[str]:
    """The terms that the function words of a language become."""
    return frozenset(analyzer(code).analyze(FUNCTION_WORDS.get(code, "")))
