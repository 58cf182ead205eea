"""What somebody is asked to have said comes first: before what others say, and before what does not tell it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Attribution, Document, Library, Statement, confidence, testimony
from index.local import Local
from index.ranking import ASKING, Said
from index.segment import LONGEST

from .hashing import HashEncoder
from .news import BRIDGE, BUDGET, REBUILT, SPEAKERS, SentenceReader, library_of_news, lit


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_of_news(tmp_path_factory.mktemp("testimony")) as library:
        yield library


@pytest.mark.parametrize(
    ("question", "speaker", "words"),
    [
        (
            "What did Anna Berg say about the bridge?",
            "Anna Berg",
            "Anna Berg said the bridge must be rebuilt by spring.",
        ),
        ("what did norway say about the bridge", "Anna Berg", "Anna Berg said the bridge must be rebuilt by spring."),
        (
            "What did the Norwegian prime minister say about schools?",
            "Anna Berg",
            "Anna Berg said schools get more money.",
        ),
        ("What did Norway say about taxes?", "Oslo", "Oslo denied that taxes will rise."),
        ("What did France promise?", "Pierre Blanc", "Pierre Blanc promised money for the bridge."),
        ("what did the nato chief say", "Mark Rand", "The NATO chief said members must spend more on defence."),
        ("Who said the bridge must be rebuilt?", "Anna Berg", f"{REBUILT}."),
        ("who warned of rotten pillars", "Ivy Stone", "Ivy Stone warned that the pillars are rotten."),
        ("Did Anna Berg say that schools get more money?", "Anna Berg", "Anna Berg said schools get more money."),
        ("What did Ivy Stoen say about pillars?", "Ivy Stone", "Ivy Stone warned that the pillars are rotten."),
    ],
)
def test_the_statement_of_whom_is_meant_leads(library: Library, question: str, speaker: str, words: str) -> None:
    answer = library.ask(question)
    first = answer.quotes[0]
    assert answer.answered
    assert answer.note is None
    assert (first.speaker, lit(first)) == (speaker, words)
    assert library.text(first.source)[first.start : first.end] == first.text
    assert len(first.text) <= LONGEST


def test_officials_lead_where_a_country_is_asked_for(library: Library) -> None:
    quotes = library.ask("What did Norway say?").quotes
    assert [quote.speaker for quote in quotes[:2]] in (["Anna Berg", "Oslo"], ["Oslo", "Anna Berg"])


@pytest.mark.parametrize(
    ("question", "asked", "others"),
    [
        ("What did Anna Berg say about the bridge?", "Anna Berg", {"Nils Dahl", "Pierre Blanc", "Ivy Stone"}),
        ("What did Norway say about the bridge?", "Anna Berg", {"Pierre Blanc", "Ivy Stone"}),
        ("Who said that the bridge must be rebuilt?", None, set()),
        ("What did Hungary say about the bridge?", None, set()),
    ],
)
def test_what_others_say_counts_less_where_somebody_is_asked_for(
    library: Library, monkeypatch: pytest.MonkeyPatch, question: str, asked: str | None, others: set[str]
) -> None:
    def scores() -> dict[str, tuple[str | None, float]]:
        hits = library.hits(question, source="bridge")
        said = {hit.text: hit.said.statement.speaker for hit in hits if hit.said}
        return {hit.text: (speaker.name if (speaker := said.get(hit.text)) else None, hit.score) for hit in hits}

    hearing = library.search(question, source="bridge").hearing
    assert hearing is not None
    assert "Norway" not in question or 0.9 < hearing.quality < 1
    monkeypatch.setattr(testimony, "OTHERS", 0.0)
    before = scores()
    monkeypatch.setattr(testimony, "OTHERS", 0.25)
    after = scores()
    assert len(after) == 9
    assert asked in {name for name, _ in after.values()}
    for sentence, (name, score) in after.items():
        less = 0.25 * hearing.quality if name in others else 0.0
        assert score == pytest.approx(before[sentence][1] - less)


def test_neither_who_is_meant_and_mute_nor_who_has_no_name_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = " ".join(
        f"{who} the treaty on ferries."
        for who in ("Oslo signed", "Anna Berg said", "Experts said", "Pierre Blanc said")
    )
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="One", text=text, id="one"))

        def scores() -> dict[str, float]:
            found = library.search("What did Norway say about the treaty?")
            assert found.hearing is not None and SPEAKERS["Oslo"] in found.hearing.mute
            return {hit.text.split()[0]: hit.score / found.hearing.quality for hit in found.hits}

        monkeypatch.setattr(testimony, "OTHERS", 0.0)
        before = scores()
        monkeypatch.setattr(testimony, "OTHERS", 0.25)
        less = {who: before[who] - score for who, score in scores().items()}
    assert less == pytest.approx({"Oslo": 0, "Anna": 0, "Experts": 0, "Pierre": 0.25})


@pytest.mark.parametrize(
    ("others", "theirs", "fit", "first"),
    [
        ("Nils Dahl", 0.45, 0.95, "theirs"),  # a little worse
        ("Nils Dahl", 0.30, 0.95, "other"),  # much worse
        ("Nils Dahl", 0.45, 0.50, "other"),  # hardly theirs
        ("Experts", 0.45, 0.95, "other"),  # who may be whoever is meant
        ("Some", 0.45, 0.95, "other"),
    ],
)
def test_whose_words_are_asked_for_comes_before_another_who_is_a_little_better(
    library: Library, others: str, theirs: float, fit: float, first: str
) -> None:
    found = library.search("What did Anna Berg say about the bridge?", source="bridge")
    assert found.hearing is not None
    said = (Said(Statement(Attribution(((0, 9),), "direct"), SPEAKERS[who]), 0.0, 1.0) for who in (others, "Anna Berg"))
    other, berg = (hit._replace(said=one) for hit, one in zip(found.hits, said, strict=False))
    hits = [
        other._replace(score=0.5),
        other._replace(score=0.5, said=None),
        berg._replace(score=theirs, said=berg.said and berg.said._replace(quality=fit)),
    ]
    best, *rest = testimony.theirs_first(found.hearing, hits)
    assert best.score == 0.5
    assert [best, *rest] == (hits if first == "other" else [hits[2]._replace(score=0.5), *hits[:2]])
    elsewhere = [*hits[:2], hits[2]._replace(coverage=0.0, sentence_cosine=0.7 * other.sentence_cosine)]
    assert testimony.theirs_first(found.hearing, elsewhere) == elsewhere  # of something else
    in_other_words = [*hits[:2], hits[2]._replace(coverage=0.0, sentence_cosine=0.9 * other.sentence_cosine)]
    assert (testimony.theirs_first(found.hearing, in_other_words) == in_other_words) == (first == "other")


def test_whether_somebody_said_it_is_answered_with_what_they_said(library: Library) -> None:
    """Ivy Stone, not Nils Dahl, warned of the pillars; what he did say comes first all the same."""
    assert library.ask("Did Nils Dahl say that the pillars are rotten?").quotes[0].speaker == "Nils Dahl"


def test_a_deed_in_words_is_told_by_a_sentence_its_cue_or_the_sentence_before(tmp_path: Path) -> None:
    text = "Experts gave a warning. Anna Berg said ice is thin. Nils Dahl said snow is white. Oslo warned rain is near."
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document("Weather", text))

        def told(question: str) -> set[str]:
            found = library.search(question)
            assert found.hearing is not None
            return {hit.text.split()[0] for hit in found.hits if testimony.tells_deed(found.hearing, hit)}

        assert told("Who warned of ice and snow and rain?") == {"Experts", "Anna", "Oslo"}
        assert told("Who denied the ice and snow?") == set()
        assert told("Who said ice is thin?") == set()  # which is no deed


def test_a_deed_may_be_told_by_several_words(tmp_path: Path) -> None:
    text = "Anna Berg said snow is white. Nils Dahl shrugged off snow. Oslo shrugged at snow."
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document("Weather", text))
        found = library.search("Who denied the snow?")
        assert found.hearing is not None
        told = [hit.text.split()[0] for hit in found.hits if testimony._acts(hit, hit.span) == {"deny"}]
        assert told == ["Nils"]


@pytest.mark.parametrize(
    ("question", "as_asked"),
    [
        ("What did Ivy Stone warn of?", True),
        ("What did Ivy Stone promise?", False),
        ("What did Pierre Blanc promise for the bridge?", True),
        ("What did Oslo deny about taxes?", True),
        ("What did Anna Berg deny about schools?", False),
        ("Did Anna Berg deny that schools get more money?", True),
        ("What did Anna Berg say about schools?", True),
        ("What does Anna Berg think about schools?", True),  # whatever it is said with
    ],
)
def test_a_deed_in_words_that_is_asked_for_is_told_or_not(library: Library, question: str, as_asked: bool) -> None:
    found = library.search(question)
    assert found.hearing is not None and found.hearing.is_theirs(found.hits[0])
    assert testimony.is_as_asked(found.hearing, found.hits[0]) == as_asked
    (first,) = library.quotes(found, 1)
    signals = confidence.signals(question, found.hits, first, library.storage, found.hearing)
    assert signals["as_asked"] == as_asked


def test_a_year_that_is_asked_for_is_told_or_not(library: Library) -> None:
    question = "What did Anna Berg say about schools in 2019?"
    found = library.search(question)
    (first,) = library.quotes(found, 1)
    assert confidence.signals(question, found.hits, first, library.storage, found.hearing)["numbered"] == 0


def test_what_an_interviewer_asks_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But where it is asked what was asked."""
    told = "Ivy Stone said the sea worries her most of all. What worries you most of all, somebody asked?"
    with Library(Local(tmp_path, create=True), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="Talk", text=told, id="talk"))

        def scores(question: str) -> tuple[float, float]:
            found = {"?" in hit.text: hit.score for hit in library.hits(question)}
            return found[False], found[True]

        questions = ("What did Ivy Stone say about worries?", "What did Ivy Stone ask about worries?")
        said, asked = map(scores, questions)
        monkeypatch.setattr(testimony, "ASKING", 0.0)
        statement, question = scores(questions[0])
        assert statement == said[0]
        assert question == pytest.approx(said[1] + ASKING)
        assert scores(questions[1]) == asked


@pytest.mark.parametrize(
    ("cue", "question", "less"),
    [
        ("did not yet confirm", "What did Otto Falk say about the ferry?", True),
        ("refused to confirm", "What did Otto Falk say about the ferry?", True),
        ("will confirm", "What did Otto Falk say about the ferry?", False),
        ("did not rule out", "What did Otto Falk say about the ferry?", False),  # which is said of it
        ("did not yet confirm", "What did Otto Falk decline to confirm about the ferry?", False),
        ("did not yet confirm", "What did Otto Falk deny about the ferry?", False),
        ("did not yet confirm", "Did Otto Falk say that the ferry is late?", False),
        ("did not yet confirm", "What did Otto Falk say he did not confirm?", False),
    ],
)
def test_what_somebody_did_not_say_counts_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cue: str, question: str, less: bool
) -> None:
    told = f"Otto Falk {cue} that the ferry is late. Otto Falk said the ferry is slow."
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="Ferry", text=told, id="ferry"))

        def scores() -> dict[bool, float]:
            return {"late" in hit.text: hit.score for hit in library.hits(question)}

        after = scores()
        monkeypatch.setattr(testimony, "UNSAID", 0.0)
        before = scores()
    assert before[True] - after[True] == pytest.approx(0.15 if less else 0.0)
    assert before[False] == after[False]


def test_what_came_or_went_counts_at_once(tmp_path: Path) -> None:
    with Library(Local(tmp_path), tmp_path, HashEncoder(), SentenceReader()) as library:
        library.add(Document(title="News", text=BUDGET, id="budget"))
        question = "What did Pierre Blanc say about the bridge?"
        assert not library.ask(question).answered
        library.add(Document(title="News", text=BRIDGE, id="bridge"))
        assert library.ask(question).quotes[0].speaker == "Pierre Blanc"
        library.remove("bridge")
        assert not library.ask(question).answered
