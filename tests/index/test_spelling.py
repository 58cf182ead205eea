"""Misspelt words are corrected by the library's own, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Answer, Document, Library, ask_together
from index.spelling import correct, respelt

from .hashing import opened

TROOPS = """Emmanuel Macron spoke of ground troops in Paris. President Macron named no country.

Stoltenberg said that no government of the alliance plans combat troops. Jens Stoltenberg repeated it.

The government of Poland agreed. The Élysée said nothing. Olaf Scholz said that the troops stay. Macron left."""
MELONS = "The melon harvest was poor. A melon costs twice as much, the growers said. Zelenskyy bought one."


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with opened(tmp_path_factory.mktemp("spelling") / "library") as library:
        library.add(Document(title="Troops", text=TROOPS, id="troops", language="en"))
        library.add(Document(title="Harvest", text=MELONS, id="melons", language="en"))
        yield library


@pytest.mark.parametrize(
    ("question", "corrected"),
    [
        ("what did marcon say", "what did macron say"),
        ("What did Marcon say?", "What did Macron say?"),
        ("Marcon on trops?", "Macron on troops?"),
        ("What about Macorn’s troops?", "What about Macron’s troops?"),
        ("what did stoltenburgh say", "what did stoltenberg say"),  # two slips in a long word
        ("which goverment sends troosp", "which government sends troops"),
        ("what did zelensky buy", "what did zelenskyy buy"),
        ("what did the elysee say abuot troops", None),  # an accent is no slip, and the sources have no "about"
        ("WHAT DID Marcon SAY", "WHAT DID Macron SAY"),
        ("what did amcron say", "what did macron say"),  # the first two letters swapped
        ("who said “trops in Pariss”", None),  # phrases are taken at their word
    ],
)
def test_a_slip_is_corrected(library: Library, question: str, corrected: str | None) -> None:
    assert correct(question, [library]) == corrected


@pytest.mark.parametrize(
    "question",
    [
        "what did Macron say about troops", "who is Elysée", "what do governments plan",  # they stand there
        "what did hungry people say", "which troupe spoke", "is the county poor", "what of micron",  # English words
        "what did Schulz say", "what did scholl say",  # another name, not a slip
        "what did Meloni say",  # a name is no melon
        "what did Orban say", "what does tiktok want", "who is zqxj", "what did France say",  # nothing is near
        "what is at example.org/trops", "#trops", "@marcon", "trops@marcon", "marc'on", "dosen't he", "MARCON",
        "x-trops",
        "arent troops there", "who is tro", "", "?", "1234 troops",
        "Was sagte Marcon über die Truppen?", "¿Qué dijo Marcon?",  # in another language than the sources
    ],
)  # fmt: skip
def test_all_else_stays(library: Library, question: str) -> None:
    assert correct(question, [library]) is None


def test_words_of_chats_are_read_in_full_where_no_source_has_them(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        text = "The moderators meet at night. Nobody asks for a password. A pic was lost, and two hours."
        library.add(Document(title="Rules", text=text, language="en"))
        assert correct("who are the mods", [library]) == "who are the moderators"
        assert correct("forgot my pw", [library]) == "forgot my password"
        assert correct("when is game nite", [library]) == "when is game night"
        for question in (
            "which vid was lost", "which pic was lost", "who are “the mods”", "who is Mods", "who is Nite Owl",
            "how long is 5 mins", "wat is het pw van de server die u voor ons heeft gemaakt",
        ):  # fmt: skip
            assert correct(question, [library]) is None, question


def test_of_two_likely_words_neither_is_taken(tmp_path: Path) -> None:
    with opened(tmp_path / "library") as library:
        library.add(Document(title="A", text="Tranter spoke. Trunter spoke.", language="en"))
        assert correct("what did trnter say", [library]) is None
        for number in range(4):
            library.add(Document(title="B", text=f"Trunter spoke {number} times.", language="en"))
        assert correct("what did trnter say", [library]) == "what did trunter say"


def test_a_word_that_stands_once_is_near_enough_only_when_it_is_long(tmp_path: Path) -> None:
    with opened(tmp_path / "library") as library:
        library.add(Document(title="A", text="Fiala met Korčok there.", language="en"))
        assert correct("what did Fialla say", [library]) == "what did Fiala say"
        assert correct("what did Fila say", [library]) is None
        assert correct("what did Korčokk say", [library]) == "what did Korčok say"


def test_what_one_library_has_is_not_misspelt_in_the_other(tmp_path: Path, library: Library) -> None:
    with opened(tmp_path / "other") as other, opened(tmp_path / "empty") as empty:
        other.add(Document(title="A", text="Marcon is a town near Venice.", language="en"))
        assert correct("where is marcon", [library, empty]) == "where is macron"
        assert correct("where is marcon", [library, other]) is None
        assert correct("where is stoltenbergg", [other, library]) == "where is stoltenberg"
        assert correct("where is marcon", [empty]) is None


def test_other_languages_are_corrected_where_there_is_a_dictionary(tmp_path: Path) -> None:
    with opened(tmp_path / "german") as german, opened(tmp_path / "finnish") as finnish:
        german.add(Document(title="A", text="Die Regierung sagte, dass Hromada kommt. Hromada kam.", language="de"))
        finnish.add(Document(title="A", text="Hallitus sanoi, että Hromada tulee. Hromada tuli.", language="fi"))
        assert correct("Was sagte Hormada?", [german]) == "Was sagte Hromada?"
        assert correct("Was sagte die Reggierung?", [german]) == "Was sagte die Regierung?"
        assert correct("Was sagten Regierungen im Haus?", [german]) is None
        assert correct("What did Hormada say?", [german]) is None
        assert correct("Mitä Hormada sanoi?", [finnish]) is None


def test_words_are_forgotten_with_their_source_and_learnt_with_it(tmp_path: Path) -> None:
    with opened(tmp_path / "library") as library:
        library.add(Document(title="A", text="Hromada spoke. Hromada left.", id="a", language="en"))
        assert correct("what did hormada say", [library]) == "what did hromada say"
        library.add(Document(title="B", text="Kubilius spoke. Kubilius left.", id="b", language="en"))
        assert correct("what did kubillius say to hormada", [library]) == "what did kubilius say to hromada"
        library.remove("a")
        assert correct("what did kubillius say to hormada", [library]) == "what did kubilius say to hormada"


@given(st.text(alphabet="macronAtrops ’'-\"?.é\n"))
@settings(max_examples=200)
def test_any_text_is_corrected_or_not(library: Library, text: str) -> None:
    corrected = correct(text, [library])
    if corrected is not None:
        assert corrected != text and len(corrected.split()) == len(text.split())


def test_the_answer_says_how_it_was_corrected(library: Library) -> None:
    answer = library.ask("what did marcon name")
    assert (answer.question, answer.corrected) == ("what did marcon name", "what did macron name")
    right = library.ask("what did macron name")
    assert right.corrected is None
    assert (answer.quotes, answer.confidence) == (right.quotes, right.confidence)
    together = ask_together([library], "what did marcon name")
    assert (together.question, together.corrected) == (answer.question, answer.corrected)


def test_what_gives_nothing_better_is_asked_as_it_was(library: Library) -> None:
    def ask(sure: dict[str, float]) -> tuple[str | None, str, list[str]]:
        asked: list[str] = []

        def answer(question: str) -> Answer:
            asked.append(question)
            return Answer(question, (), sure[question], sure[question] >= 0.5)

        given = respelt("is marcon here", [library], answer)
        return given.corrected, given.question, asked

    typed, mended = "is marcon here", "is macron here"
    assert ask({mended: 0.6, typed: 0.9}) == (mended, typed, [mended])
    assert ask({mended: 0.3, typed: 0.2}) == (mended, typed, [mended, typed])
    assert ask({mended: 0.3, typed: 0.3}) == (None, typed, [mended, typed])
    assert ask({mended: 0.3, typed: 0.7}) == (None, typed, [mended, typed])
