"""Which speakers a mark or some typed words mean, and what of them a button can hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pages import cut, nearest
from bot.said import MARK, WORDS_LIMIT, _said, choose, mark, shortened
from bot.shelf import Item
from index import Attribution, Source, Speaker, Statement, Voice
from index.model import Kind

VOICES = [
    Voice(Speaker("Dmitry Peskov", "spokesperson for the Kremlin"), 9, 3),
    Voice(Speaker("Adrienne Watson", "spokesperson for the National Security Council"), 4, 2),
    Voice(Speaker("Volodymyr Zelenskyy"), 3, 3),
    Voice(Speaker("Peskov"), 2, 1),
    Voice(Speaker("Ann Bell", "spokesperson for the Kremlin guards"), 1, 1),
]


def names(wanted: str) -> list[str]:
    return [voice.speaker.name for voice in choose(VOICES, wanted)]


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("peskov", ["Peskov"]),  # the whole name goes before parts of others
        ("Dmitry  PESKÓV", ["Dmitry Peskov"]),
        ("pesk", ["Dmitry Peskov", "Peskov"]),
        ("kremlin", ["Dmitry Peskov", "Ann Bell"]),
        ("Kyiv", []),
        ("who:000000000000", []),
    ],
)
def test_who_is_meant(wanted: str, meant: list[str]) -> None:
    assert names(wanted) == meant


def test_a_mark_means_all_spellings_of_one_name() -> None:
    marks = {mark(Voice(Speaker(name), 1, 1)) for name in ("Émile Noir", "EMILE  NOIR", "emile noir")}
    assert len(marks) == 1 and all(MARK.fullmatch(one) for one in marks)
    assert len({mark(voice) for voice in VOICES}) == len(VOICES)
    assert all(choose(VOICES, mark(voice)) == [voice] for voice in VOICES)


def test_what_a_button_holds_means_the_same_speakers() -> None:
    assert shortened(VOICES, "Volodymyr Zelensky") == mark(VOICES[2])
    assert shortened(VOICES, "pesk") == "pesk"
    kept = shortened(VOICES, "spokesperson for the kremlin")  # its beginning alone would mean one more
    assert len(kept) <= WORDS_LIMIT
    assert choose(VOICES, kept) == choose(VOICES, "spokesperson for the kremlin") == [VOICES[0], VOICES[4]]


@given(st.text(max_size=60))
def test_any_words_become_short_and_lose_nobody(wanted: str) -> None:
    kept = shortened(VOICES, wanted)
    assert len(kept) <= WORDS_LIMIT
    meant = choose(VOICES, wanted)
    assert [voice for voice in choose(VOICES, kept) if voice in meant] == meant
    assert choose(VOICES, shortened(VOICES, kept)) == choose(VOICES, kept)  # on every page the same


SOURCE = Source("s", 1, "T", None, None, None, "en", None, "", "", 1, 1)


@pytest.mark.parametrize(
    ("text", "content", "cue", "kind", "parts"),
    [
        ("He declined to exclude it.", ["to exclude it"], "declined", "indirect", ["declined to exclude it"]),
        ("He told us on Monday that “no” was no.", ["that “no” was no"], "told", "mixed",
         ["told us on Monday that “no” was no"]),
        ("The goal, he said, was peace.", ["The goal", "was peace"], "said", "indirect", ["The goal", "was peace"]),
        (f"He denied, {'x' * 101} that it was so.", ["that it was so"], "denied", "indirect",
         ["denied", "that it was so"]),
        ("He said: “We will,” and, later, “soon.”", ["“We will,”", "“soon.”"], "said", "direct",
         ["“We will,”", "“soon.”"]),
        ("It was so.", ["It was so"], None, "indirect", ["It was so"]),
    ],
)  # fmt: skip
def test_what_is_reported_keeps_the_word_that_reports_it(
    text: str, content: list[str], cue: str | None, kind: Kind, parts: list[str]
) -> None:
    def span(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    statement = Statement(Attribution(tuple(map(span, content)), kind, (0, 2), span(cue) if cue else None))
    said = _said(Item("own", SOURCE), statement, text)
    assert list(said.parts) == parts and said.written == text[:2]
    assert said.stretch.startswith(parts[0]) and said.stretch.endswith(parts[-1]) and said.stretch in text


def test_pages() -> None:
    assert [nearest(number, 13, 6) for number in (-1, 0, 2, 9)] == [(0, 3), (0, 3), (2, 3), (2, 3)]
    assert nearest(4, 0, 6) == (0, 1) and nearest(4, 12, 6) == (1, 2)
    page = cut("abcdefgh", 1, 3)
    assert (page.items, page.number, page.pages, page.total) == ("def", 1, 3, 8)
    assert page.of() == " · page 2 of 3" and cut("abc", 0, 3).of() == ""
