"""What the README shows, asked of the sample with the packaged models."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index import SAMPLE, Library, readers, shared_encoder


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("sample"), encoder=shared_encoder()) as library:
        library.add(readers.read_path(SAMPLE))
        yield library


@pytest.mark.parametrize(
    ("question", "speaker", "part"),
    [
        ("What did Poland say?", "Donald Tusk", "does not plan to send its troops"),
        ("who warned of war?", "Dmitry Peskov", "inevitability"),
        ("what did stoltenberg deny", "Jens Stoltenberg", "no plans for NATO combat troops"),
        ("who said nothing should be ruled out?", "Emmanuel Macron", "nothing should be ruled out"),
        ("Did Macron rule out sending soldiers?", "Emmanuel Macron", "nothing should be ruled out"),
    ],
)
def test_who_says_it_is_quoted(library: Library, question: str, speaker: str, part: str) -> None:
    answer = library.ask(question)
    assert answer.answered
    first = answer.quotes[0]
    assert first.speaker == speaker
    assert part in first.text
    assert library.text(first.source)[first.start : first.end] == first.text


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("What did Hungary say?", "Hungary is not quoted in these sources. They quote: "),
        (
            "whats the dutch position on troops",
            "The Netherlands (Mark Rutte) is quoted in these sources, but not where ",
        ),
        ("Is Sweden going to send troops?", "No source mentions Sweden."),
    ],
)
def test_what_the_sample_does_not_say_is_not_answered(library: Library, question: str, note: str) -> None:
    answer = library.ask(question)
    assert not answer.answered
    assert answer.note is not None and answer.note.startswith(note)
