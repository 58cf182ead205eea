"""The order of sentences, beside the sum that it is said to be."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from index import Answer, Document, Encoder, Library, Quote, ranking, testimony
from index.answering import _telling_first
from index.asking import asks, is_courtesy
from index.local import Local
from index.question import topic
from index.ranking import (
    ASKING,
    CONTEXT,
    COVERAGE,
    EXPECTED,
    FIRST,
    HEADING,
    NUMBERED,
    PASSAGE_BM25,
    PASSAGE_COSINE,
    SENTENCE_COSINE,
    TITLED,
    Hit,
)
from index.readers import read_bytes
from index.relevance import Relevance, Texts
from index.terms import terms

from .hashing import HashEncoder, PatternReader, opened

TEXT = (
    "The Sound pupfish lives in one pool. In 2013, 35 were left there. Will the pupfish of the pool survive?\n\n"
    "Rangers count it twice a year. Most counts are done by Ivy Stone of the park."
)
ENCODER = HashEncoder()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path, encoder=ENCODER) as library:
        library.add(Document("Fish", TEXT, id="fish"))
        yield library


def sentence(library: Library, hit: Hit) -> str:
    return library.text("fish")[slice(*hit.span)]


def by_hand(question: str, telling: list[str], asks: float = 0.0) -> dict[str, float]:
    """The scores of the text's sentences, for a question with these telling terms, from nothing but the text.

    All of it is one passage, so that every term is in one of one passage, and weighs ln(1 + 1/3).
    """
    paragraphs = [part.replace("? ", "?|").replace(". ", ".|").split("|") for part in TEXT.split("\n\n")]
    vector = ENCODER.vector(question)
    passage = terms("Fish\n" + TEXT, "en")
    present, absent = math.log(1 + 0.5 / 1.5), math.log(1 + 1.5 / 0.5)
    weights = {term: present if term in passage else absent for term in telling}
    total = sum(weights.values())
    frequencies = {term: passage.count(term) for term in dict.fromkeys(terms(question, "en"))}
    bm25 = sum(present * 2.2 * n / (n + 1.2) for n in frequencies.values())
    above = PASSAGE_COSINE * float(ENCODER.vector("Fish\n" + TEXT) @ vector) + PASSAGE_BM25 * min(
        bm25 / (2.2 * total), 1
    )
    found = {}
    asked = -1.0  # the cosine of the sentence before, where it asks
    for paragraph in paragraphs:
        before: set[str] = set()
        for text in paragraph:
            own = set(terms(text, "en"))
            coverage = sum(weight for term, weight in weights.items() if term in own) / total
            told = sum(weight for term, weight in weights.items() if term in before - own) / total
            in_title = sum(weight for term, weight in weights.items() if term in {"fish"} - before - own) / total
            cosine = float(ENCODER.vector(text) @ vector)
            score = above + SENTENCE_COSINE * max(cosine, asked) + COVERAGE * coverage
            asked = cosine if text.endswith("?") else -1.0
            found[text] = score + CONTEXT * told + TITLED * in_title - (ASKING if text.endswith("?") else 0.0)
            before = own
    return found


@pytest.mark.parametrize(
    ("question", "telling"),
    [
        ("the pupfish", ["pupfish"]),
        ("a count of pupfish zeppelins", ["count", "pupfish", "zeppelin"]),
        ("the fish in the pool", ["fish", "pool"]),
    ],
)
def test_scores_are_the_sum(library: Library, question: str, telling: list[str]) -> None:
    expected = by_hand(question, telling)
    found = {sentence(library, hit): hit.score for hit in library.hits(question)}
    assert found == pytest.approx(expected, abs=1e-4)


def test_what_a_source_is_called_counts_for_all_that_it_says(tmp_path: Path) -> None:
    with Library.open(tmp_path, encoder=ENCODER) as library:
        for title in ("Finch", "Larkspur", "Heron"):
            library.add(Document(title, f"The default port is free. {title} is a program.", id=title.lower()))
        best = library.hits("the default port of larkspur")[0]
        assert (library.numbered(best.stored.source).id, best.text) == ("larkspur", "The default port is free.")


def test_the_best_comes_first(library: Library) -> None:
    scores = [hit.score for hit in library.hits("Who counts the pupfish?")]
    assert scores == sorted(scores, reverse=True)


def test_what_is_expected_is_told_apart(tmp_path: Path) -> None:
    with Library.open(tmp_path, encoder=ENCODER) as library:
        library.add(Document("Fish", TEXT.partition("\n\n")[2], id="fish"))
        hits = {sentence(library, hit): hit for hit in library.hits("Who does the counts?")}
    named = hits["Most counts are done by Ivy Stone of the park."]
    assert named.bonus == EXPECTED["person"]
    assert hits["Rangers count it twice a year."].bonus == 0


@pytest.mark.parametrize("sentence", ["Who?", "Who?”", "谁？", "[Who?!]", "„Wer?“", "¿Quién? "])
def test_questions_are_known_by_their_marks(sentence: str) -> None:
    assert asks(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["Mr Roe asked why the toilets were closed.", "Lee wondered aloud whether it was so", "She inquired who ran"],
)
def test_questions_are_known_where_they_are_told(sentence: str) -> None:
    assert asks(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Who knows.", "“Who?” she asked.", "", "Who", "Asked why it was closed, Roe said that it leaked.",
        "He was asked to say what he knew: nothing.", "Roe asked for money.", "“They asked who I was.”",
    ],
)  # fmt: skip
def test_other_sentences_do_not_ask(sentence: str) -> None:
    assert not asks(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Yes.",
        "Thank you, Ana.",
        "[00:01:21] DANA: (laughs) Okay.",
        "Ana Ruiz – Chair\nThanks.",
        "Ana: Right, sure. ",
        "No!",
    ],
)
def test_what_turns_begin_and_end_with_tells_nothing(sentence: str) -> None:
    assert is_courtesy(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Pets: yes",
        "Weakness: Fire.",
        "No pets.",
        "Yes, on Mondays.",
        "Ana Ruiz.",
        "Fire",
        "Pets | no",
        "",
        "Thanks to Ana.",
    ],
)
def test_other_short_sentences_tell_something(sentence: str) -> None:
    assert not is_courtesy(sentence)


def quote(score: float) -> Quote:
    return Quote("fish", "Fish", None, 0, 4, "Fish", (0, 4), 1, score)


@pytest.mark.parametrize(
    ("scores", "left"),
    [((), ()), ((0.5, 0.4, 0.2), (0.5, 0.4)), ((0.5, 0.3, 0.31), (0.5, 0.3, 0.31)), ((-0.1, -0.2), (-0.1,))],
)
def test_quotes_far_behind_the_first_are_left_out(scores: tuple[float, ...], left: tuple[float, ...]) -> None:
    answer = Answer("What?", tuple(map(quote, scores)), 0.5, True)
    assert tuple(quote.score for quote in answer.leading().quotes) == left


def test_a_sentence_shares_in_the_words_of_the_one_before_it(library: Library) -> None:
    hits = {sentence(library, hit): hit for hit in library.hits("pupfish")}
    after = hits["In 2013, 35 were left there."]
    assert after.coverage == 0
    of_next_paragraph = hits["Most counts are done by Ivy Stone of the park."]
    cosines = SENTENCE_COSINE * (after.sentence_cosine - of_next_paragraph.sentence_cosine)
    assert after.score - of_next_paragraph.score == pytest.approx(CONTEXT + cosines, abs=1e-4)


def test_what_answers_a_question_in_the_text_is_as_near_as_the_question(tmp_path: Path) -> None:
    text = "**Can I move my house?** From May on, yes. It is a lot of work.\n\n**May I paint it?** Only white."
    with Library.open(tmp_path, encoder=ENCODER) as library:
        library.add(Document("Notes", text, id="notes"))
        hits = {hit.text: hit for hit in library.hits("can i move my house")}
        asked, answer, more = hits["**Can I move my house?**"], hits["From May on, yes."], hits["It is a lot of work."]
        assert asked.sentence_cosine == answer.sentence_cosine > more.sentence_cosine
        nearer = SENTENCE_COSINE * (asked.sentence_cosine - more.sentence_cosine)
        assert answer.score - more.score == pytest.approx(nearer + CONTEXT, abs=1e-3)
        assert answer.asked == "**Can I move my house?**"
        assert not asked.asked and not more.asked


NOTES = """# Notes

## 2.4

### Ranger

Camouflage now lasts longer. Pets are faster.

### Mage

Ice is colder.

## 2.3

### Ranger

Camouflage now lasts less. Pets are slower.
"""


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "notes", encoder=ENCODER) as library:
        library.add(read_bytes(NOTES.encode(), "notes.md"))
        yield library


@pytest.mark.parametrize(
    ("question", "heading", "text"),
    [
        ("What of the ranger’s pets in 2.4?", "2.4 › Ranger", "Pets are faster."),
        ("What of the ranger’s pets in 2.3?", "2.3 › Ranger", "Pets are slower."),
        ("Camouflage 2.4", "2.4 › Ranger", "Camouflage now lasts longer."),
        ("Camouflage 2.3", "2.3 › Ranger", "Camouflage now lasts less."),
        ("Mage", "2.4 › Mage", "Ice is colder."),
    ],
)
def test_what_stands_under_the_headings_that_are_asked_for_comes_first(
    notes: Library, question: str, heading: str, text: str
) -> None:
    quote = notes.ask(question).quotes[0]
    assert quote.heading == heading
    assert quote.text[slice(*quote.highlight)] == text


def test_a_heading_that_is_the_question_counts_and_most_for_what_begins_under_it(tmp_path: Path) -> None:
    """The same two sentences under two headings: what their scores differ by is what the heading counts."""
    page = "# Ferry\n\n## {}\n\nAll boats leave early. All boats leave early.\n"
    scores: dict[str, list[float]] = {}
    for name in ("Getting there", "Colours"):
        with Library.open(tmp_path / name, encoder=ENCODER) as library:
            library.add(read_bytes(page.format(name).encode(), "ferry.md"))
            found = sorted(library.hits("getting there"), key=lambda hit: hit.position)
            vector = ENCODER.vector("getting there")
            above = PASSAGE_COSINE * float(library.storage.cosines(vector, [found[0].stored.number])[0])
            ((_, bm25),) = library.storage.lexical("getting there", 1) or ((0, 0.0),)
            above += PASSAGE_BM25 * bm25 / (2.2 * sum(library.storage.weights(topic("getting there", "en"), "en")))
            scores[name] = [hit.score - above - SENTENCE_COSINE * hit.sentence_cosine for hit in found]
    assert HEADING > 0.1 and FIRST > 0.02
    assert scores["Getting there"] == pytest.approx([HEADING + CONTEXT + FIRST, HEADING + CONTEXT], abs=1e-3)
    assert scores["Colours"] == pytest.approx([0, 0], abs=1e-3)


def test_numbers_of_the_question_count_where_a_heading_has_them(notes: Library) -> None:
    with_number, without = (
        {hit.heading.splitlines()[1]: hit.score for hit in notes.hits(question) if hit.text.startswith("Pets")}
        for question in ("pets 2.4", "pets zzz")
    )
    assert with_number["2.4"] - with_number["2.3"] > without["2.4"] - without["2.3"] + NUMBERED > 0.1


def test_what_is_but_taken_for_a_heading_counts_only_where_it_is_asked_for(tmp_path: Path) -> None:
    text = "Ferry times\n\nBoats leave fast at noon.\n\nMore on this\n\nIt is old."
    with Library.open(tmp_path, encoder=ENCODER) as library:
        library.add(Document("Island", text, id="x"))
        for question, heading in {
            "ferry times": "Ferry times",
            "ferry times at noon": "Ferry times",  # two of three telling words, all of which stand in one passage
            "do boats leave fast at ferry times": "",
            "when do boats leave": "",
        }.items():
            assert {hit.text: hit.heading for hit in library.hits(question)}["Boats leave fast at noon."] == heading


def test_an_echo_of_the_question_is_behind_what_could_be_as_good(tmp_path: Path) -> None:
    echo, answer = "Mr Roe asked why the mill was closed.", "The mill was closed for repairs."
    with opened(tmp_path) as library:
        library.add(Document("Mill", f"{echo} {answer}"))
        found = {hit.text: hit for hit in library.hits("Why was the mill closed?")}
    first = found[echo]._replace(score=0.5)
    near, far = (found[answer]._replace(score=score) for score in (0.4, 0.3))
    assert _telling_first([first, near]) == [near._replace(score=0.5), first]
    assert _telling_first([first, far]) == [first, far]
    assert _telling_first([near, first]) == [near, first]
    assert _telling_first([first]) == [first]


@pytest.mark.parametrize(
    ("question", "module"), [("mill closed", ranking), ("what did Ann Lee say of the mill", testimony)]
)
def test_a_courtesy_and_an_echo_count_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: str, module: ModuleType
) -> None:
    thanks, echo = "Thank you, Roe.", "Roe asked why the mill was closed."
    with opened(tmp_path) as library:
        library.add(Document("Mill", f"{thanks}\n\n{echo}\n\nAnn Lee said the mill is old."))
        usual = {hit.text: hit.score for hit in library.hits(question)}
        monkeypatch.setattr(module, "ASKING", 0.0)
        without = {hit.text: hit.score for hit in library.hits(question)}
    less = {text: without[text] - usual[text] for text in usual}
    assert less == pytest.approx({text: ASKING if text in (thanks, echo) else 0.0 for text in usual})
    assert less.keys() >= {thanks, echo}


class Watching(Relevance):
    """Reads nothing, and tells what it was given: the hits in their order, and which may come before the first."""

    def reordered(
        self, question: str, hits: Sequence[Hit], encoder: Encoder, fits: Callable[[Hit], bool], texts: Texts
    ) -> list[Hit]:
        self.seen = {hit.text: fits(hit) for hit in hits}
        return list(hits)


def test_an_echo_is_not_read_before_others(tmp_path: Path) -> None:
    echo, thanks, answer = "Roe asked why the mill was closed.", "Thank you, Roe.", "The mill was old."
    reader = Watching()
    with Library(Local(tmp_path), tmp_path, HashEncoder(), PatternReader(), relevance=reader) as library:
        library.add(Document("Mill", f"{echo}\n\n{thanks}\n\n{answer}"))
        library.ask("why was the mill closed?")
    assert next(iter(reader.seen)) == answer
    assert reader.seen == {answer: True, echo: False, thanks: False}
