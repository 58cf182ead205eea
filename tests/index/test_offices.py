"""Whether a speaker holds the office that somebody is called by."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Document, Library
from index.encoder import Encoder
from index.model import Speaker
from index.offices import differs

PREMIER = Speaker("Zora Hriv", "Prime Minister")
GREEK = Speaker("Eleni Stavr", "Greek Prime Minister", ("GR",))
HEALTH = Speaker("Finland's Ministry of Health", None, ("FI",))


@pytest.mark.parametrize(
    ("who", "speaker", "expected"),
    [
        ("the czech prime minister", PREMIER, True),  # of nobody knows where
        ("the prime minister", PREMIER, False),
        ("greek prime minister", GREEK, False),
        ("greek foreign minister", GREEK, True),
        ("greece", GREEK, False),
        ("swedish health ministry", HEALTH, True),
        ("finnish health ministry", HEALTH, False),
        ("finnish finance ministry", HEALTH, True),
        ("prime minister hriv", PREMIER, False),  # called by name
        ("laurie pressman", Speaker("Pressman", None), False),  # who is no pressman
        ("nordvakt's chief executive", Speaker("Saskia Ommer", "chief executive of Halden"), True),
        ("halden's ceo", Speaker("Saskia Ommer", "chief executive of Halden"), False),
        ("the tarnbrook manager", Speaker("Emmanuel Quaye", "Tarnbrook striker"), True),
        ("the tarnbrook striker", Speaker("Emmanuel Quaye", "Tarnbrook striker"), False),
        ("the governor of texas", Speaker("state of Texas", None, ("US-TX",)), False),
        ("the governor's office", Speaker("Newsom's office", None), False),
        ("the governor of texas", Speaker("Kim Ode", "spokesman for the Texas governor", ("US-TX",)), False),
        ("the governor of texas", Speaker("Kim Ode", "Texas senator", ("US-TX",)), True),
        ("the us defense secretary", Speaker("Lee Ray", "defence secretary", ("US",)), False),
        ("britain's envoy", Speaker("Barb Wood", "UK’s ambassador", ("GB",)), False),
        ("ohio officials", Speaker("election officials", None, ("US",)), False),
    ],
)
def test_who_holds_another_office_is_not_who_is_meant(who: str, speaker: Speaker, expected: bool) -> None:
    assert differs(who, speaker) is expected


SUMMIT = (
    "“We will not sign,” said Prime Minister Zora Hriv, who came late to the summit of the island states.\n\n"
    "Greek Prime Minister Eleni Stavrou accused the north of forgetting the islands.\n\n"
    "The lifeboat was launched twice, and the town thanked the lifeboat crew. Lowri Penhale, a diver, was there.\n\n"
    "“I was frightened of losing my job,” the cook, Coral Dunn, told the court."
)


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("what did the greek prime minister say", "Eleni Stavrou"),
        ("what did the greek foreign minister say", None),
        ("what did the czech prime minister say", None),
        ("what did the cook say", "Coral Dunn"),
        ("what did the anonymous diver say", None),
        ("what did penhale tell the court", None),  # a name, though it stands there once
    ],
)
def test_others_do_not_answer_for_who_is_meant(
    packaged: Encoder, tmp_path: Path, question: str, speaker: str | None
) -> None:
    with Library.open(tmp_path, encoder=packaged) as library:
        library.add(Document("Summit", SUMMIT))
        answer = library.ask(question)
    assert (answer.quotes[0].speaker if answer.answered else None) == speaker
