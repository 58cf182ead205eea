"""Who is quoted how often: one person is one speaker, however often and in however many spellings."""

from __future__ import annotations

from index import Attribution, Speaker, Statement, Voice
from index.storage import StoredStatement
from index.voices import count, fold, matching, of, together

WORDS = Attribution(((0, 5),), "direct")
TUSK = Speaker("Donald Tusk", "Polish Prime Minister", ("PL",))


def statements(*said: tuple[int, Speaker | None]) -> list[StoredStatement]:
    return [StoredStatement(number, source, Statement(WORDS, who)) for number, (source, who) in enumerate(said, 1)]


def test_speakers_are_counted_over_statements_and_sources() -> None:
    scholz, fico = Speaker("Olaf Scholz"), Speaker("Robert Fico")
    said = statements((1, TUSK), (1, scholz), (2, scholz), (2, scholz), (1, None), (3, fico), (4, fico))
    assert count(said) == [Voice(scholz, 3, 2), Voice(fico, 2, 2), Voice(TUSK, 1, 1)]
    assert count([]) == []


def test_equally_quoted_speakers_come_by_sources_then_by_name() -> None:
    a, b, c = Speaker("Ádám"), Speaker("berta"), Speaker("Carl")
    said = statements((1, c), (1, c), (1, b), (1, b), (1, a), (2, a))
    assert [voice.speaker for voice in count(said)] == [a, b, c]


def test_spellings_of_a_name_are_one_speaker() -> None:
    said = statements(
        (1, Speaker("Gabriel Attal", None, ("FR",))),
        (1, Speaker("GABRIEL  ATTAL", "minister", ("FR", "EU"))),
        (2, Speaker("Gabriél\u00a0Attal", "French Prime Minister", ("EU", "FR"))),
        (3, Speaker("Gabriel Attal", "French Prime Minister", ())),
        (3, Speaker("Gabriel Attali", "writer", ("FR",))),
        (3, Speaker("GABRIEL ATTALI", "economist")),
        (3, Speaker("gabriel attali", "writer")),
    )
    assert count(said) == [
        Voice(Speaker("Gabriel Attal", "French Prime Minister", ("FR", "EU")), 4, 3),
        Voice(Speaker("Gabriel Attali", "writer", ("FR",)), 3, 1),
    ]
    assert count(said[::-1]) == count(said)


def test_a_description_that_is_never_given_is_none() -> None:
    assert count(statements((1, Speaker("A", "")), (1, Speaker("A")))) == [Voice(Speaker("A"), 2, 1)]


def test_voices_of_several_libraries() -> None:
    own = count(statements((1, TUSK), (2, TUSK), (2, Speaker("Olaf Scholz"))))
    shared = count(statements((1, Speaker("donald tusk", "leader")), (1, Speaker("Olaf Scholz")), (2, TUSK)))
    assert together(own + shared) == [Voice(TUSK, 4, 4), Voice(Speaker("Olaf Scholz"), 2, 2)]


def test_matching_looks_into_name_and_description() -> None:
    voices = count(statements((1, TUSK), (1, Speaker("Édouard Philippe")), (1, Speaker("The president", "of Poland"))))
    assert [voice.speaker.name for voice in matching(voices, "")] == [
        "Donald Tusk",
        "Édouard Philippe",
        "The president",
    ]
    assert [voice.speaker.name for voice in matching(voices, " PRIME  minister")] == ["Donald Tusk"]
    assert [voice.speaker.name for voice in matching(voices, "edou")] == ["Édouard Philippe"]
    assert [voice.speaker.name for voice in matching(voices, "pol")] == ["Donald Tusk", "The president"]
    assert matching(voices, "%") == []


def test_statements_of_a_speaker() -> None:
    said = [
        Statement(WORDS, TUSK),
        Statement(WORDS, Speaker("Donald Tusk’s spokeswoman")),
        Statement(WORDS),
        Statement(WORDS, Speaker("Donald tusk")),
    ]
    assert of(said, "donald TUSK") == [said[0], said[3]]
    assert of(said, "tusk") == [said[0], said[1], said[3]]
    assert of(said, "Polish") == [said[0]]
    assert of(said, "Orbán") == []


def test_folding() -> None:
    assert fold("  Volodymyr\t ZELENSKÝ ") == "volodymyr zelensky"
    assert fold("Straße") == fold("STRASSE")
    assert fold("İ") == fold("i")
