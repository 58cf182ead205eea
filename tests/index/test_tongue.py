"""Which language a question is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.tongue import ENGLISH_ONLY, guess, note

QUESTIONS = {
    "de": ["Was sagte Polen?", "Wer hat vor einem Krieg gewarnt?", "was sagte polen ueber truppen"],
    "fr": ["Qu’a dit la Pologne ?", "Qui a averti d'une guerre ?", "Combien de soldats seront envoyés ?"],
    "es": ["¿Qué dijo Polonia?", "quien advirtio de la guerra"],
    "it": ["Che cosa ha detto la Polonia?", "Chi ha avvertito della guerra?"],
    "pt": ["O que disse a Polónia?", "Quem avisou sobre a guerra?"],
    "nl": ["Wat zei Polen?", "Wie waarschuwde voor oorlog?"],
    "sv": ["Vad sa Polen?", "Vem varnade för krig?"],
    "da": ["Hvad sagde Polen?", "Hvem advarede mod krig?"],
    "no": ["Hva sa Polen?", "Hvem advarte mot krig?"],
    "fi": ["Mitä Puola sanoi?", "Kuka varoitti sodasta?"],
    "pl": ["Co powiedziała Polska?", "Kto ostrzegał przed wojną?"],
    "cs": ["Co řeklo Polsko?", "Kdo varoval před válkou?"],
    "tr": ["Polonya ne dedi?", "Savaş konusunda kim uyardı?"],
    "hu": ["Mit mondott Lengyelország?", "Ki figyelmeztetett a háborúra?"],
    "ro": ["Ce a spus Polonia?", "Cine a avertizat despre război?"],
    "ru": ["Что сказала Польша?"],
    "uk": ["Що сказала Польща?", "Хто попередив про війну?"],
    "el": ["Τι είπε η Πολωνία;"],
    "ar": ["ماذا قالت بولندا؟"],
    "fa": ["لهستان چه گفت؟"],
    "zh": ["波兰说了什么？"],
    "ja": ["ポーランドは何と言いましたか"],
    "ko": ["폴란드는 뭐라고 말했나요?"],
    "he": ["מה אמרה פולין?"],
}
ENGLISH = [
    "What did Poland say?", "who is Angela Merkel", "what did La Repubblica say about the war", "Did Le Monde say no?",
    "Was war declared in Berlin?", "When will the die be cast?", "Who said “Wir schaffen das”?", "What about El Niño?",
    "How many people live in Rio de Janeiro?", "what did poland say abuot troops", "Who met Kim Jong Un (김정은)?",
]  # fmt: skip


@pytest.mark.parametrize(("code", "question"), [(code, one) for code, some in QUESTIONS.items() for one in some])
def test_questions_are_in_their_language(code: str, question: str) -> None:
    assert guess(question) == code


@pytest.mark.parametrize("question", ENGLISH)
def test_english_with_foreign_words_is_not_foreign(question: str) -> None:
    assert guess(question) in ("en", None)


@pytest.mark.parametrize("question", ["", "?", "Macron", "troops Ukraine", "NATO 2024", "1234", "\n\n"])
def test_a_few_words_are_in_no_language(question: str) -> None:
    assert guess(question) is None


@given(st.text())
def test_any_text_has_a_language_or_none(text: str) -> None:
    code = guess(text)
    assert code is None or len(code) == 2


def test_the_note_is_in_english_and_the_language_asked_in() -> None:
    assert note("de") == f"{ENGLISH_ONLY} Die Quellen sind auf Englisch, und dieses Modell versteht andere Sprachen" \
        " kaum; fragen Sie am besten auf Englisch."  # fmt: skip
    assert note("th") == ENGLISH_ONLY
    for code in QUESTIONS.keys() - {"fa", "he"}:
        sentence = note(code).removeprefix(f"{ENGLISH_ONLY} ")
        assert sentence != note(code) and guess(sentence) in (code, None)
