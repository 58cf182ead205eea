"""What the encoder does not tell of a token: case, quote marks, where something begins."""

from __future__ import annotations

from index import features, marks

from .pieces import pieces


def test_what_the_encoder_does_not_tell_of_a_token() -> None:
    text = 'NATO\'s chief said: "No."\nThen 3 left.'
    tokens = pieces(text)
    known = features.features(text, marks.read(text), tokens, {0, text.index("Then")}, {0})
    words = [text[start:end] for start, end in tokens]
    assert known[words.index("NATO")].tolist() == [features.UPPER, 0, 0, features.PARAGRAPH, 1]
    assert known[words.index("chief")].tolist() == [features.LOWER, 0, 0, features.SPACED, 0]
    assert known[words.index(":")].tolist() == [features.NO_LETTERS, 0, 0, features.GLUED, 0]
    assert known[words.index("No")].tolist() == [
        features.CAPITALISED, marks.Mark.NONE, marks.Inside.DOUBLE, features.GLUED, 0,
    ]  # fmt: skip
    assert known[words.index("Then")].tolist() == [features.CAPITALISED, 0, 0, features.PARAGRAPH, 0]
    assert known[words.index("3")].tolist() == [features.DIGITS, 0, 0, features.SPACED, 0]
