"""How a question is worded: phrases, words left out, several questions."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.wording import LONGEST, MOST, Wording, parse, split

MARKS = '"“”„‟«»'
PIECES = [*MARKS, "-", " ", "?", "a", "Bc", "war", "\n", "5", "'", "é", ".", "and ", " -no", "Who said war? "]
texts = st.lists(st.sampled_from(PIECES)).map("".join)


@pytest.mark.parametrize(
    ("question", "plain", "phrases"),
    [
        ('who said "we will not go"?', "who said we will not go?", ("we will not go",)),
        ("who said “we will not go.” in Prague", "who said we will not go. in Prague", ("we will not go",)),
        ("„Wir gehen nicht“ – wer sagte das?", "Wir gehen nicht – wer sagte das?", ("Wir gehen nicht",)),
        ("who said « we  stay »", "who said  we  stay ", ("we stay",)),
        ('"red line" or "red  line" ("green line")', "red line or red  line (green line)", ("red line", "green line")),
    ],
)
def test_phrases_stand_in_quotation_marks(question: str, plain: str, phrases: tuple[str, ...]) -> None:
    assert parse(question) == Wording(plain.strip(), phrases)


@pytest.mark.parametrize(
    "question",
    [
        'a 5" pipe and a 6" pipe', 'who said "we will', 'what is "?"', "who said 'we go'",
        'he said " no " twice', "“”", '""', "", "?", "“ ”",
    ],
)  # fmt: skip
def test_marks_that_hold_no_phrase_are_left_as_they_are(question: str) -> None:
    assert parse(question) == Wording(question)


@pytest.mark.parametrize(
    ("question", "plain", "without"),
    [
        ("what did leaders say -Macron", "what did leaders say", ("Macron",)),
        ("what did leaders say -Macron about war -troops?", "what did leaders say about war?", ("Macron", "troops")),
        ("troops -anti-war -O'Neill", "troops", ("anti-war", "O'Neill")),
        ("troops -war -war", "troops", ("war",)),
        ("Truppen -Übung.", "Truppen.", ("Übung",)),
    ],
)
def test_a_minus_leaves_a_word_out(question: str, plain: str, without: tuple[str, ...]) -> None:
    assert parse(question) == Wording(plain, without=without)


@pytest.mark.parametrize(
    "question",
    [
        "what about anti-war groups", "is it -5 degrees", "war - peace", "war -- peace", "war —peace", "war –peace",
        "-what did Poland say?", "  - what did Poland say?", "troops -as he said- today", "troops -and soldiers",
        "flag -v", "pre- and post-war", "-Macron", "a-b", "the range 5-10 -15", "x -", "x -1a", "x -_y",
    ],
)  # fmt: skip
def test_hyphens_dashes_and_numbers_leave_nothing_out(question: str) -> None:
    assert parse(question) == Wording(question)


def test_a_minus_before_a_phrase_leaves_the_phrase_out() -> None:
    assert parse('what about war -"red line" "green line"') == Wording(
        "what about war green line", ("green line",), (), ("red line",)
    )
    assert parse('war "a -b" c') == Wording("war a -b c", ("a -b",))


def test_no_more_than_a_few_count() -> None:
    many = parse("war " + " ".join(f'"p{number} q" -word{"x" * number}' for number in range(20)))
    assert (len(many.phrases), len(many.without)) == (MOST, MOST)
    assert 'p19 q"' in many.plain


@given(st.one_of(texts, st.text()))
def test_any_text_is_a_question(text: str) -> None:
    wording = parse(text)
    if not wording.narrows:
        assert wording.plain == text  # as it was, white space and all
    assert all(any(map(str.isalnum, phrase)) for phrase in (*wording.phrases, *wording.without_phrases))
    assert all(re.search(rf"\s-{re.escape(word)}", text) for word in wording.without)
    letters = iter(text)
    assert all(sign in letters for sign in wording.plain if sign.isalnum())  # in their order


@given(st.text(alphabet=st.characters(exclude_characters=MARKS + "-")))
def test_without_marks_and_hyphens_a_question_stays_what_it_is(text: str) -> None:
    assert parse(text) == Wording(text)


@pytest.mark.parametrize(
    "text",
    [
        "I live in Springfield. Who is the mayor?",
        "My dog barks. Is that allowed in the flat?",
        'I read "we will not go" today. Who said it to the press?',
        'Did Lee say "My house is big. Who pays for it?" in May',
        "I met Ann Lee. What did the mayor say?",
        "3. Liga standings",
        "What did Poland say about troops? And tanks?",
    ],
)
def test_what_a_question_is_about_is_kept(text: str) -> None:
    assert split(text) == [text]


def test_many_marks_and_lines_are_split_at_once() -> None:
    assert split("What did Poland say? " + "? " * 980) == ["What did Poland say? " + "? " * 980]
    assert split("\n" * 4_000) == ["\n" * 4_000]
    assert split("1. " * 1_300 + "x") == ["1. " * 1_300 + "x"]  # not twice as long with each, nor ever deeper


@given(st.one_of(texts, st.text()))
def test_splitting_loses_no_word(text: str) -> None:
    parts = split(text)
    assert parts
    if len(parts) == 1:
        assert parts == [text] or (text.endswith(parts[0].rstrip()) or text.rstrip().endswith(parts[0]))
        ahead = text[: len(text.rstrip()) - len(parts[0].rstrip())]
        assert (
            parts == [text] or re.fullmatch(r"\s*(?:\(?\d{1,2}[.)]|[-*•–])\s+", ahead) or re.search(r"[.!…]\s+$", ahead)
        )
        return
    joined = " ".join(parts).lower().split()
    remaining = iter(text.lower().split())
    assert all(word in remaining for word in joined)  # in their order
    dropped = set(text.lower().split()) - set(joined)
    assert {word.strip(",") for word in dropped} <= {"and", "also", "but", "or", "then", "plus", "next", "finally"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("What did Poland say? And who warned of war?", ["What did Poland say?", "Who warned of war?"]),
        ("what did tusk say?and what did fico say?", ["what did tusk say?and what did fico say?"]),
        ("what did tusk say? and also, what did fico say", ["what did tusk say? and also, what did fico say"]),
        ("what did tusk say?? and also, did fico agree?! thanks", ["what did tusk say??", "did fico agree?! thanks"]),
        ("Who spoke?\nWhen did he speak in Prague?\nWhere is Brno?",
         ["Who spoke?\nWhen did he speak in Prague?", "Where is Brno?"]),
        ("What did Tusk say? Really? Why did he say that?", ["What did Tusk say? Really? Why did he say that?"]),
        ("What did Germany say? Poland?", ["What did Germany say? Poland?"]),
        ("whats the dutch pm giving and what did fico say?", ["whats the dutch pm giving", "what did fico say?"]),
        ("What did Tusk say, and who warned of war?", ["What did Tusk say", "who warned of war?"]),
        ("what did tusk say\nwho warned of war\n", ["what did tusk say", "who warned of war"]),
        ("what did merkel say about greece and what did she say about spain",
         ["what did merkel say about greece and what did she say about spain"]),
        ("What did Tusk say of it and what it means?", ["What did Tusk say of it and what it means?"]),
        ("what did tusk say\nabout troops", ["what did tusk say\nabout troops"]),
        ("rules and how are they made", ["rules and how are they made"]),
        ("Hello? What did Tusk say? Did Fico agree?", ["Hello? What did Tusk say?", "Did Fico agree?"]),
        ("Macron spoke on Monday. What did Poland say?", ["Macron spoke on Monday. What did Poland say?"]),
        ('Who asked "Are we ready? Are we there?" in Prague?', ['Who asked "Are we ready? Are we there?" in Prague?']),
        ("Was sagte Polen? Und wer warnte vor Krieg?", ["Was sagte Polen?", "Und wer warnte vor Krieg?"]),
        ("According to Tusk, what happened? In Prague, who warned of war?",
         ["According to Tusk, what happened?", "In Prague, who warned of war?"]),
        ("Hi there! What did Tusk say?", ["What did Tusk say?"]),
        ("I read it twice. My bad. What did Tusk say?", ["What did Tusk say?"]),
        ("I read v1. 2 is out?", ["I read v1. 2 is out?"]),
        ("1. What did Tusk say?\n2) Who warned of war?", ["What did Tusk say?", "Who warned of war?"]),
        ("- what did tusk say\n- who warned of war", ["what did tusk say", "who warned of war"]),
        ("What did Poland say? And Germany? what about the Dutch?",
         ["What did Poland say?", "What did Germany say?", "What did the Dutch say?"]),
        ("Who warned of war? And Germany?", ["Who warned of war? And Germany?"]),
        ("", [""]), ("???", ["???"]), ("Who? What? When?", ["Who? What? When?"]),
    ],
)  # fmt: skip
def test_several_questions_are_told_apart(text: str, parts: list[str]) -> None:
    assert split(text) == parts


def test_a_long_text_is_one_question() -> None:
    text = "What did Poland say? " * (LONGEST // 20)
    assert split(text) == [text]


def test_many_empty_lines_are_parted_in_no_time() -> None:
    question = "Who said war?" + "\n" * 3_900
    started = time.perf_counter()
    assert split(question) == [question]
    assert time.perf_counter() - started < 5  # seconds; minutes where each line break looks at all behind it
