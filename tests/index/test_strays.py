"""Quotations that the tagger gave to whoever speaks in the next paragraph."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Attribution
from index.strays import gathered

from .attributed import attribution

TEXT = (
    "Mr Lee said it was early. He added that Bo Ek knew when the bridge would open. “We will see,” and so on. “Soon.”\n"
    "The mayor’s office said she was sorry."
)
LEE = attribution(TEXT, "it was early", "said", "Mr Lee")
HE = attribution(TEXT, "that Bo Ek knew when the bridge would open", "added", "He")
EK = attribution(TEXT, "when the bridge would open", "knew", "Bo Ek")
OFFICE = attribution(TEXT, "“Soon.”", "said she", "The mayor’s office", kind="direct")
OFFICE = replace(OFFICE, cue=(OFFICE.cue[0], OFFICE.cue[0] + 4) if OFFICE.cue else None)


def texts(found: list[Attribution], text: str = TEXT) -> list[tuple[list[str], str | None, str]]:
    return [
        ([text[slice(*span)] for span in one.content], one.speaker and text[slice(*one.speaker)], one.kind)
        for one in found
    ]


def test_what_stands_behind_somebody_in_its_own_paragraph_is_theirs() -> None:
    found = gathered(TEXT, [LEE, HE, EK, OFFICE])
    assert found[:3] == [LEE, HE, EK]
    assert texts(found[3:]) == [(["“Soon.”"], "He", "direct")]  # who speaks first in the sentence, not Bo Ek
    assert found[3].cue == HE.cue


def test_what_is_said_behind_the_cue_stays_with_it() -> None:
    start = TEXT.index("she was sorry")
    both = replace(OFFICE, content=(*OFFICE.content, (start, start + len("she was sorry"))), kind="mixed")
    assert texts(gathered(TEXT, [LEE, both])[1:]) == [
        (["“Soon.”"], "Mr Lee", "direct"),
        (["she was sorry"], "The mayor’s office", "indirect"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It was late. “Soon.”\nThe office said she was sorry.",  # nobody speaks in front of it
        "“Soon.”\nThe office said she was sorry.",
        "Mr Lee said no. “Soon.” The office said she was sorry.",  # the same paragraph
        "Mr Lee said no. “Soon.\n“Later,” the office said.",  # it goes on
        "Mr Lee said no. Soon.\nThe office said she was sorry.",  # no quotation
    ],
)
def test_all_else_stays_as_it_is(text: str) -> None:
    office = "The office" if "The office" in text else "the office"
    content = "“Soon.”" if "“Soon.”" in text else "“Soon." if "“Soon." in text else "Soon."
    at = text.rindex("said")
    said = replace(attribution(text, content, "said", office, kind="direct"), cue=(at, at + 4))
    others = [attribution(text, "no", "said", "Mr Lee")] if "Mr Lee" in text else []
    assert gathered(text, [*others, said]) == [*others, said]


@given(st.text(alphabet="ab.”“\n ", max_size=60), st.data())
def test_any_attributions_keep_all_that_is_said(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text))
    spans = st.tuples(places, places).map(lambda ends: (min(ends), max(ends)))
    made = st.builds(
        Attribution,
        st.lists(spans, min_size=1, max_size=3).map(lambda parts: tuple(sorted(parts))),
        st.sampled_from(("direct", "indirect", "mixed")),
        st.one_of(st.none(), spans),
        st.one_of(st.none(), spans),
    )
    said = data.draw(st.lists(made, max_size=4))
    found = gathered(text, said)
    assert sorted(span for one in found for span in one.content) == sorted(span for one in said for span in one.content)
