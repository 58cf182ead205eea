"""From what the network says of tokens to spans of the text, whatever it says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Attribution, decoding, marks
from index.model import Span
from index.network import BEGINS_CUE, CONTENT, CUE

from .pieces import TEXTS, pieces


def related(text: str, seed: int) -> tuple[list[Span], decoding.Related]:
    """What a network that has learned nothing may say of a text."""
    chance = np.random.default_rng(seed)
    tokens = pieces(text)
    tags = chance.random((len(tokens), 5), dtype=np.float32)
    cues = decoding.suspects(tags)
    said, says = chance.random((2, len(cues), len(tokens)), dtype=np.float32)
    return tokens, decoding.Related(cues, said, says, chance.random(len(cues), dtype=np.float32))


@given(TEXTS, st.integers(0, 2**32 - 1))
@settings(max_examples=300)
def test_whatever_the_network_says_all_spans_are_slices_and_no_words_are_said_twice(text: str, seed: int) -> None:
    tokens, found = related(text, seed)
    said = [said for _, said in decoding.attributions(text, tokens, found, marks.read(text)[1])]
    taken: set[int] = set()
    for attribution in said:
        assert attribution.content
        for spans in (attribution.content, *([span] for span in (attribution.speaker, attribution.cue) if span)):
            for start, end in spans:
                assert 0 <= start < end <= len(text)
                assert text[start:end].strip() == text[start:end]
        assert all(one[1] <= other[0] for one, other in zip(attribution.content, attribution.content[1:], strict=False))
        for start, end in attribution.content:
            assert not taken & set(range(start, end))
            taken |= set(range(start, end))


def decided(text: str, cues: Sequence[str], said: Sequence[str], says: Sequence[str]) -> list[Attribution]:
    """The attributions where the network is certain of these words, one of each for a cue."""
    tokens = pieces(text)

    def sure(words: Sequence[str]) -> decoding.Floats:
        rows = np.zeros((len(words), len(tokens)), dtype=np.float32)
        for row, part in enumerate(words):
            start = text.index(part) if part else 0
            for column, (first, last) in enumerate(tokens):
                rows[row, column] = bool(part) and start <= first and last <= start + len(part)
        return rows

    runs = [tuple(np.flatnonzero(row)[[0, -1]].tolist()) for row in sure(cues)]
    found = decoding.Related([(run[0], run[1]) for run in runs], sure(said), sure(says), np.ones(len(cues), np.float32))
    return [own for _, own in decoding.attributions(text, tokens, found, marks.read(text)[1])]


def test_tokens_become_the_words_of_the_text() -> None:
    text = "Mayor Ana Ruiz said the bridge, built in 1901, will close. “We will mend it,” her deputy added."
    first, second = decided(
        text,
        ["said", "added"],
        ["the bridge, built in 1901, will close", "“We will mend it,”"],
        ["Ana Ruiz", "her deputy"],
    )
    assert [text[slice(*span)] for span in first.content] == ["the bridge, built in 1901, will close"]
    assert (text[slice(*first.speaker or ())], text[slice(*first.cue or ())], first.kind) == (
        "Ana Ruiz", "said", "indirect",
    )  # fmt: skip
    assert [text[slice(*span)] for span in second.content] == ["“We will mend it,”"]
    assert (text[slice(*second.speaker or ())], second.kind) == ("her deputy", "direct")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“All of it.”", "direct"),
        ('"All of it."', "direct"),
        ("«All of it.»", "direct"),
        ("that “some” of it is", "mixed"),
        ("that none of it is", "indirect"),
        ("the players' pay", "indirect"),
    ],
)
def test_the_kind_follows_the_marks(text: str, kind: str) -> None:
    assert decoding.kind(text, [(0, len(text))], marks.read(text)[1]) == kind


def test_what_is_said_without_quote_marks_ends_with_its_paragraph() -> None:
    text = "Ruiz: no bridge for Dover\n\nDOVER (Wire) The talks ended."
    (said,) = decided(text, [":"], ["no bridge for Dover\n\nDOVER (Wire)"], ["Ruiz"])
    assert [text[slice(*span)] for span in said.content] == ["no bridge for Dover"]
    text = "Weather desk\n\nIt will rain, the office said."
    (said,) = decided(text, ["said"], [text[: text.index(", the")]], ["the office"])
    assert [text[slice(*span)] for span in said.content] == ["It will rain"]
    text = "“It will rain.\n\n“It will snow,” the office said."
    (said,) = decided(text, ["said"], [text[: text.index(" the")]], ["the office"])
    assert [text[slice(*span)] for span in said.content] == [text[: text.index(" the")]]


@pytest.mark.parametrize(
    ("before", "said", "behind", "parts"),
    [
        ("they said ", "it rained.\n\n“It will snow.”", "", ["it rained.", "“It will snow.”"]),
        ("", "Good weather\n\n“It will snow,”", " they said.", ["“It will snow,”"]),
        ("they said ", "“it rained.\n\n“It will snow.”", "", ["“it rained.\n\n“It will snow.”"]),
    ],
)
def test_a_quotation_that_a_paragraph_opens_is_a_part_of_its_own(
    before: str, said: str, behind: str, parts: list[str]
) -> None:
    text = before + said + behind
    (found,) = decided(text, ["said"], [said], ["they"])
    assert [text[slice(*span)] for span in found.content] == parts


def test_who_stands_behind_a_dash_has_said_it() -> None:
    text = "“We will mend the bridge.” — Ana Ruiz, mayor\nDover slept."
    (said,) = decided(text, ["—"], ["“We will mend the bridge.”"], [""])
    assert text[slice(*said.speaker or ())] == "Ana Ruiz, mayor"


@pytest.mark.parametrize(("text", "speaker"), [("“We will mend it,” Ruiz said.", "Ruiz"), ("Ruiz was accused.", None)])
def test_a_quotation_is_by_somebody_however_unsure(text: str, speaker: str | None) -> None:
    tokens = pieces(text)
    cue = next(at for at, (start, end) in enumerate(tokens) if text[start:end] in ("said", "was"))
    said, says = np.zeros((1, len(tokens)), np.float32), np.zeros((1, len(tokens)), np.float32)
    said[0, : cue - 1] = said[0, cue + 1 : -1] = 1.0 if speaker is None else 0.0
    if speaker:
        said[0, : cue - 1] = 1.0
    says[0, cue - 1] = 0.1
    found = decoding.Related([(cue, cue)], said, says, np.ones(1, np.float32))
    ((_, own),) = decoding.attributions(text, tokens, found, marks.read(text)[1])
    assert (own.speaker and text[slice(*own.speaker)]) == speaker


def test_a_stray_word_beside_a_quotation_is_no_part_of_it() -> None:
    text = "“No bridge,” Ruiz said. “Never,” she added."
    tokens = pieces(text)
    said = np.array([[text[start:end] in ("“", "Never", ",", "”", "Ruiz") and start > 12 for start, end in tokens]])
    cue = next(at for at, (start, end) in enumerate(tokens) if text[start:end] == "added")
    found = decoding.Related([(cue, cue)], said.astype(np.float32), 0 * said.astype(np.float32), np.ones(1, np.float32))
    ((_, own),) = decoding.attributions(text, tokens, found, marks.read(text)[1])
    assert [text[slice(*span)] for span in own.content] == ["“Never,”"]


def test_a_comma_that_was_taken_along_is_left_out() -> None:
    text = "It is, he said, not so."
    (said,) = decided(text, ["he said"], [", not so."], ["he"])
    assert [text[slice(*span)] for span in said.content] == ["not so."]


def test_neighbouring_cues_are_told_apart_where_a_second_begins() -> None:
    tags = np.zeros((6, 5), dtype=np.float32)
    tags[1:5, CUE] = 0.9
    tags[1, BEGINS_CUE] = tags[3, BEGINS_CUE] = 0.9
    assert decoding.suspects(tags) == [(1, 2), (3, 4)]


def test_a_quotation_that_nobody_claims_goes_on_or_goes_with_what_stands_beside_it() -> None:
    text = "“One two three four.”\n“Five six seven eight.” — Ana\n“Nine ten eleven twelve.”"
    tokens = pieces(text)
    starts = [start for start, _ in tokens]
    tags = np.zeros((len(tokens), 5), dtype=np.float32)
    tags[:, CONTENT] = [0.0 if text[start] in "—A" or start == text.index("na") else 1.0 for start in starts]
    dash = starts.index(text.index("—"))
    tags[dash, CUE] = 0.02
    inside = marks.read(text)[1]
    quoted = inside[starts] > 0
    said = np.zeros((1, len(tokens)), dtype=np.float32)
    said[0, : starts.index(text.index("“Five"))] = 1.0
    claimed = decoding.Related([(0, 0)], said, np.zeros_like(said), np.ones(1, np.float32))
    second, third = decoding.unclaimed(tags, claimed, quoted)
    assert [text[starts[first] : tokens[last][1]] for first, last in (second, third)] == [
        "“Five six seven eight.”",
        "“Nine ten eleven twelve.”",
    ]
    assert decoding.continued(text, tokens, second, claimed, inside) == 0
    assert decoding.continued(text, tokens, third, claimed, inside) is None
    assert decoding.nearest_cue(tags, third) == dash


ANNA = (
    "“We ran,” said Ann Lee, 28, a teacher.\n\n“It was loud.”\n\n“It was,” he said.\n\nRain fell.\n\n"
    "“Very loud indeed.”"
)


@pytest.mark.parametrize(
    ("run", "owner"),
    [("It was loud", 0), ("It was,", None), ("Very loud indeed", None)],
    ids=["all of its paragraph", "said by somebody there", "behind a paragraph that quotes nobody"],
)
def test_a_paragraph_that_is_a_quotation_goes_on_the_last_of_the_one_before(run: str, owner: int | None) -> None:
    tokens = pieces(ANNA)
    places = {ANNA[slice(*span)]: place for place, span in reversed(list(enumerate(tokens)))}
    said, says = np.zeros((1, len(tokens)), dtype=np.float32), np.zeros((1, len(tokens)), dtype=np.float32)
    said[0, : places["ran"] + 1] = 1.0
    cue = places["said"]
    inside = marks.read(ANNA)[1]
    start = ANNA.index(run)
    quoted = [place for place, span in enumerate(tokens) if start <= span[0] < start + len(run)]
    lost = quoted[0], quoted[-1]
    nobody = decoding.Related([(cue, cue)], said, says, np.ones(1, np.float32))
    assert decoding.continued(ANNA, tokens, lost, nobody, inside) is None
    says[0, places["Ann"]] = 1.0
    somebody = decoding.Related([(cue, cue)], said, says, np.ones(1, np.float32))
    assert decoding.continued(ANNA, tokens, lost, somebody, inside) == owner
