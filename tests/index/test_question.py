"""What a question asks, and which of its words tell what it is about."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.grammar import Language, expression, inflected
from index.inquiry import LANGUAGES
from index.question import Inquiry, topic, understand


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Poland say?", ["poland"]),
        ("whats Germany's position on troops", ["germani", "posit", "troop"]),
        ("Who said that NATO has 31 members?", ["nato", "31", "member"]),
        ("Who will win the election?", ["win", "elect"]),
        ("who said the ferry won’t win?", ["ferri", "win"]),
        ("what did they say about it", ["what", "did", "they", "say", "about", "it"]),
        ("", []),
    ],
)
def test_topic_of_english_questions(question: str, expected: list[str]) -> None:
    assert topic(question, "en") == expected


def test_other_languages_keep_all_words() -> None:
    assert topic("Was sagte Polen?", "de") == ["was", "sagt", "pol"]


SPEAKER = [
    ("what is the council warning about", "council", None, "warn"),
    ("what did the first minister say about travel", "first minister", "travel", "say"),
    # the question, whom, what about, act
    ("What was Kenya's own argument against the rafts?", "Kenya", "the rafts", "say"),
    ("what position did ann lee take on the handover", "ann lee", "the handover", "think"),
    ("what argument does the professor use against the dam", "professor", "the dam", "say"),
    ("what assurance did ann lee give about jobs", "ann lee", "jobs", "promise"),
    ("what conditions does hungary set for its consent", "hungary", "its consent", "want"),
    ("what line does poland take on troops", "poland", "troops", "think"),
    ("why is hungary against the plan", "hungary", "the plan", "think"),
    ("whats macron saying about the pipeline", "macron", "the pipeline", "say"),
    ("whats tusk say about the ferry", "tusk", "the ferry", "say"),
    ("did merz say anything about conscription", "merz", "conscription", "say"),
    ("has the kremlin said anything yet about the ceasefire", "kremlin", "the ceasefire", "say"),
    ("anything from zelensky on the talks", "zelensky", "the talks", "say"),
    ("any word from nato on the drones", "nato", "the drones", "say"),
    ("any comment from boeing about the door", "boeing", "the door", "say"),
    ("got any quotes from lagarde about rates", "lagarde", "rates", "say"),
    ("was there any reaction from beijing to the chip ban", "beijing", "the chip ban", "say"),
    ("what's the word from berlin on migration", "berlin", "migration", "say"),
    ("wat did orban say bout the veto", "orban", "the veto", "say"),
    ("waht does starmer think about tariffs", "starmer", "tariffs", "think"),
    ("summarize what nehammer said about schengen", "nehammer", "schengen", "say"),
    ("pls what did the coach say after the match", "coach", "the match", "say"),
    ("and finland? what do they say on nato", "finland", "nato", "say"),
    ("Will Malta pay, according to its government?", "Malta's government", "Will Malta pay", "say"),
    ("Why isn't Weller going? what does her campaign say", "Weller's campaign", "Why isn't Weller going", "say"),
    ("anything merz said on conscription", "merz", "conscription", "say"),
    ("What did Serie A say on bets?", "Serie A", "bets", "say"),
    ("how's ankara responding to the sanctions", "ankara", "the sanctions", "answer"),
    ("how come the vatican opposes the law", "vatican", "the law", "think"),
    ("according to the police what happened", "police", "happened", "say"),
    ("acc to the police what happened", "police", "happened", "say"),
    ("what happened acording to the police", "police", "what happened", "say"),
    ("in the ceos own words why did sales fall", "ceos", "why did sales fall", "say"),
    ("What are the two ways Lisbon thinks the strike could end?", "Lisbon", "the strike could end", "think"),
    ("what are the three things unicef says kids need", "unicef", "kids need", "say"),
    ("what odds does the bank give a default", "bank", "a default", "think"),
    ("whats poland gotta say about the border", "poland", "the border", "say"),
    ("spanish pm on gaza?", "spanish pm", "gaza", "say"),
    ("wheres rutte stand on spending", "rutte", "spending", "think"),
    ("How long does Oslo say it'll take to dig the tunnel?", "Oslo", "it'll take to dig the tunnel", "say"),
    ("What's Lake City's mayor's view on ferries?", "Lake City's mayor", "ferries", "think"),
    ("What did the sheriff say about fishing as a right?", "sheriff", "fishing as a right", "say"),
    ("can u find what rutte said re spending", "rutte", "spending", "say"),
    ("give me what scholz said about taurus", "scholz", "taurus", "say"),
    ("What did Poland say?", "Poland", None, "say"),
    ("What did Sweden say about submarines?", "Sweden", "submarines", "say"),
    ("what does the pope think about chess", "pope", "chess", "think"),
    ("What has Lima denied?", "Lima", None, "deny"),
    ("what's Rossi claiming?", "Rossi", None, "say"),
    ("What did Oslo promise the fishermen?", "Oslo", "the fishermen", "promise"),
    ("What exactly did the spokesman for the ministry warn about?", "spokesman for the ministry", None, "warn"),
    ("what does Kenya want from Uganda", "Kenya", "Uganda", "want"),
    ("What was the minister quoted as saying about eels?", "minister", "eels", "say"),
    ("what does Bern have to say about cheese", "Bern", "cheese", "say"),
    ("What did the study find?", "study", None, "find"),
    ("What did the State Department say?", "State Department", None, "say"),
    ("What did the police report say about the key?", "police report", "the key", "say"),
    ("What did Washington state officials say about ferries?", "Washington state officials", "ferries", "say"),
    ("What did Dr. Vogel of St. Gallen say about masks?", "Dr. Vogel of St. Gallen", "masks", "say"),
    ("What did the U.S. say about the talks?", "U.S.", "the talks", "say"),
    ("What did Germany and Poland say about the border?", "Germany and Poland", "the border", "say"),
    (
        "What did Peru's foreign minister say when asked about guano?",
        "Peru's foreign minister",
        "asked about guano",
        "say",
    ),
    ("How did Malta react to the storm?", "Malta", "the storm", "answer"),
    ("How has Berlin responded?", "Berlin", None, "answer"),
    ("how did the kremlin justify the delay", "kremlin", "the delay", "explain"),
    ("Why does Moreau think the bridge will fall?", "Moreau", "the bridge will fall", "think"),
    ("whats Chile's stance on oil", "Chile", "oil", "think"),
    ("whats the us position on tea", "us", "tea", "think"),
    ("what is Hungary's stance regarding beavers?", "Hungary", "beavers", "think"),
    ("What was the response of France to the flood?", "France", "the flood", "answer"),
    ("What reason did Finland give for closing the port?", "Finland", "closing the port", "explain"),
    ("Where does Japan stand on whaling?", "Japan", "whaling", "think"),
    ("what is Ruiz worried about?", "Ruiz", None, "think"),
    ("did the EU say anything about honey?", "EU", "honey", "say"),
    ("Has Lukas said anything?", "Lukas", None, "say"),
    ("did the harbour master promise something", "harbour master", None, "promise"),
    ("does the palace threaten anybody?", "palace", None, "warn"),
    ("what did Nowak tell people", "Nowak", None, "say"),
    ("what are the police warning drivers", "police", "drivers", "warn"),
    ("what is the council warning residents of", "council", "residents of", "warn"),
    ("what did the first mate of the otter say", "first mate of the otter", None, "say"),
    ("what did Nowak tell the town about the dam", "Nowak", "the dam", "say"),
    ("what has Nowak promised the fishermen that live there", "Nowak", "the fishermen that live there", "promise"),
    ("what did Nowak tell the court that he would do", "Nowak", "he would do", "say"),
    ("what did Nowak warn Kyiv about the dam", "Nowak", "Kyiv about the dam", "warn"),  # who has a name may matter
    ("what did Nowak tell Bo Ek about the dam", "Nowak", "Bo Ek about the dam", "say"),
    ("what did Nowak warn the west about", "Nowak", "the west about", "warn"),  # nothing is left
    ("what did Nowak tell people who ask about the dam", "Nowak", "people who ask about the dam", "say"),
    ("According to the WHO, how many fell ill?", "WHO", "how many fell ill", "say"),
    ("how many fell ill according to the who", "who", "how many fell ill", "say"),
    ("How full are the dams, per the water board?", "water board", "How full are the dams", "say"),
    ("how full are the dams, per usda", "usda", "how full are the dams", "say"),
    ("how many boats left per France", "France", "how many boats left", "say"),
    ("is there a statement by tusk", "tusk", None, "say"),
    ("did Tusk and Fiala say the same?", "Tusk and Fiala", None, "say"),
    ("did tusk say the same about troops", "tusk", "troops", "say"),
    ("How many visitors does the museum expect?", "museum", "visitors", "think"),
    ("Who does Costa blame for the fire?", "Costa", "the fire", "accuse"),
    ("What was said by Silva about salt?", "Silva", "salt", "say"),
    ("statements from the IMF about growth", "IMF", "growth", "say"),
    ("quotes by Ada Lovelace", "Ada Lovelace", None, "say"),
    ("anything from Rome on olives?", "Rome", "olives", "say"),
    ("Novak's take on grass?", "Novak", "grass", "think"),
    ("poland reaction to the hail", "poland", "the hail", "answer"),
    ("Tusk on troops?", "Tusk", "troops", "say"),
    ("Ada Lovelace on engines", "Ada Lovelace", "engines", "say"),
    ("white house on the hail?", "white house", "the hail", "say"),
    ("tell me what the vatican said about bells", "vatican", "bells", "say"),
    ("Tusk said what about troops?", "Tusk", "troops", "say"),
    ("hey, can you tell me what did Oslo say about cod pls", "Oslo", "cod", "say"),
    ("In the article about the summit, what did Rutte say about cost?", "Rutte", "cost the summit", "say"),
    ("At the fair in Brno, what did Weber say about pigs?", "Weber", "pigs At the fair in Brno", "say"),
    ("Will it rain? what does the weather office say", "weather office", "Will it rain", "say"),
    ("what did us say about tea", "us", "tea", "say"),
    ("what did who say about flu", "who", "flu", "say"),
    ("what did will smith say", "will smith", None, "say"),
    ("WHAT DID POLAND SAY?", "POLAND", None, "say"),
    ("What Did Poland Say About Rye?", "Poland", "Rye", "say"),
    ("waht did polnad say abuot rye", "polnad", "rye", "say"),
    ("wat did usa say", "usa", None, "say"),
    ("what did she say about the vote?", None, "the vote", "say"),
    ("how did they respond", None, None, "answer"),
]
WHO_SAID = [
    ("who pointed to the cheap devices", "the cheap devices", "say"),
    ("who turned down the plea for a longer window", "the plea for a longer window", "deny"),
    ("who's asking for the land back", "the land back", "want"),
    ("who spoke of a war over stickers", "a war over stickers", "say"),
    ("who made a joke about the pie", "the pie", "joke"),
    ("Who contradicts the claim that nobody came?", "the claim that nobody came", "deny"),
    ("who tf said the war ends in may", "the war ends in may", "say"),
    ("who's the one who called it a disgrace", "it a disgrace", "say"),
    ("whos against the mine", "the mine", "think"),
    ("did anyone warn about the dam", "the dam", "warn"),
    ("what did people say about the new stadium", "the new stadium", "say"),
    ("Who said that war is near?", "war is near", "say"),
    ("who claimed the bridge was unsafe", "the bridge was unsafe", "say"),
    ("Who has denied the talks?", "the talks", "deny"),
    ("Who is warning of floods?", "floods", "warn"),
    ("who was it that said cheese is a drink", "cheese is a drink", "say"),
    ("Which minister said the budget is a joke?", "the budget is a joke", "say"),
    ("which country is against the ban", "the ban", "think"),
    ("Who said not one ship came?", "not one ship came", "say"),
    ("In 2014, who said war was over?", "war was over In 2014", "say"),
    ("Who wrote that grass is blue?", "grass is blue", "say"),
    ("who spoke about eels?", "eels", "say"),
    ("Whose words are “we shall see”?", "we shall see", "say"),
    ("“We shall see.” Who said that?", "We shall see", "say"),
    ("Did anyone deny the theft?", "the theft", "deny"),
    ("what do people think about the law?", "the law", "think"),
    ("what has been said about salt?", "salt", "say"),
    ("quotes about salt", "salt", "say"),
    ("the person who said salt is sweet", "salt is sweet", "say"),
    ("who siad salt is sweet", "salt is sweet", "say"),
]
DID_SAY = [
    ("is the imf worried about debt", "imf", "debt", "think"),
    ("so did putin ever respond to the letter", "putin", "the letter", "answer"),
    ("did the fed hint at a cut", "fed", "at a cut", "say"),
    ("Did Spain say that it opposes the deal?", "Spain", "it opposes the deal", "say"),
    ("Has Italy denied the report?", "Italy", "the report", "deny"),
    ("is Serbia against joining?", "Serbia", "joining", "think"),
    ("Does the union want a strike?", "union", "a strike", "want"),
    ("poland says no troops", "poland", "no troops", "say"),
    ("Did the State Department deny the theft?", "State Department", "the theft", "deny"),
]
GENERAL = [
    "Who would sooner explain a bill than an empty platform?",
    "why is the club against dogs",
    "How much did the bank cut its forecast?",
    "How did Lima cast its votes in the roll call?",
    "When did the war begin?",
    "How many soldiers died?",
    "how many troops did Poland send?",
    "Who won the election?",
    "Who wrote the book?",
    "Who maintained the roads?",
    "Who built the mill?",
    "Which state has two rivers?",
    "Which clerk did Ann Wantt meet in Graz?",
    "Where is the summit?",
    "What happened in Prague on Tuesday?",
    "Will Poland send troops?",
    "Did Poland win?",
    "What does NATO stand for?",
    "What is the fee for seeing the cave?",
    "How much was the fine per year?",
    "how many pics per recipe",
    "whats the limit per server",
    "how many boats left per merkel",
    "is there a family plan",
    "is there a concert on saturday",
    "what does the article say about Kyiv",
    "what did it say",
    "what do you think about Poland?",
    "what do u need to get in",
    "what do ya want for the quest",
    "what do ppl need to bring",
    "war on drugs?",
    "sanctions on steel",
    "what about Poland?",
    "Poland troops",
    "Who said it?",
    "latest on the ferry",
    "the latest on storm Ada",
    "anything on refunds",
    "did Malta get a request for help",
    "will they put it back on the shelf",
    "what did she throw back at the crowd",
    "when was the flood warning lifted",
    "why was the red warning so late",
    "when is the next reading at the library",
]


@pytest.mark.parametrize(("question", "speaker", "topic", "act"), SPEAKER)
def test_what_somebody_said(question: str, speaker: str | None, topic: str | None, act: str) -> None:
    assert understand(question) == Inquiry("speaker", speaker, topic, act)


@pytest.mark.parametrize(("question", "topic", "act"), WHO_SAID)
def test_who_said_something(question: str, topic: str, act: str) -> None:
    assert understand(question) == Inquiry("who-said", None, topic, act)


@pytest.mark.parametrize(("question", "speaker", "topic", "act"), DID_SAY)
def test_whether_somebody_said_something(question: str, speaker: str, topic: str, act: str) -> None:
    assert understand(question) == Inquiry("did-say", speaker, topic, act)


@pytest.mark.parametrize("question", GENERAL)
def test_other_questions_are_general(question: str) -> None:
    assert understand(question) == Inquiry("general", None, question.rstrip("?"), None)


@pytest.mark.parametrize("question", ["", "?", " \n", "…"])
def test_questions_of_nothing(question: str) -> None:
    assert understand(question).kind == "general"
    assert understand(question).speaker is None


def made_of_slices(words: str, text: str, slices: int = 3) -> bool:
    """True when words are so many slices of a text at most, joined by spaces."""
    if words in text:
        return True
    spaces = [at for at, sign in enumerate(words) if sign == " "]
    return slices > 1 and any(words[:at] in text and made_of_slices(words[at + 1 :], text, slices - 1) for at in spaces)


PIECES = st.sampled_from(
    """
    What did Poland say about troops ? who said that ' 's , according to the U.S. us think “ ” . how has does view on
    and don't İstanbul ﬁ whats wat polnad
    """.split()  # noqa: SIM905
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map(" ".join), st.lists(PIECES, max_size=20).map("".join)))
def test_any_text_is_understood_and_parts_are_slices(text: str) -> None:
    inquiry = understand(text)
    assert inquiry.speaker is None or (inquiry.speaker and inquiry.speaker in text)
    assert inquiry.topic is None or (inquiry.topic and made_of_slices(inquiry.topic, text))
    assert (inquiry.act is None) == (inquiry.kind == "general")
    if inquiry.kind in {"who-said", "did-say"}:
        assert inquiry.topic
    if inquiry.kind in {"who-said", "general"}:
        assert inquiry.speaker is None


@pytest.mark.parametrize("part", ["what did ", "'s ", ", ", "Poland ", "which a b c ", "did x say ", "is the view of "])
def test_long_questions_take_no_time(part: str) -> None:
    began = time.perf_counter()
    understand(part * 2000)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("deny", ("deny", "denies", "denied", "denied", "denying")),
        ("claim", ("claim", "claims", "claimed", "claimed", "claiming")),
        ("slam", ("slam", "slams", "slammed", "slammed", "slamming")),
        ("urge", ("urge", "urges", "urged", "urged", "urging")),
        ("admit", ("admit", "admits", "admitted", "admitted", "admitting")),
        ("call_for", ("call_for", "calls_for", "called_for", "called_for", "calling_for")),
        ("say/says/said/said/saying", ("say", "says", "said", "said", "saying")),
    ],
)
def test_forms_of_verbs(verb: str, forms: tuple[str, ...]) -> None:
    assert inflected(verb) == forms


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_all_that_its_patterns_and_groups_are_made_of(language: Language) -> None:
    labels = {label for word in language.words.values() for label in word.classes}
    for _, pattern in language.patterns:
        for element in re.findall(r"<([^>]+)>", pattern):
            assert set(element.split("|")) <= labels, pattern
    verbs = {entry.partition("/")[0] for text in language.verbs.values() for entry in text.split()}
    for text in language.groups.values():
        assert set(text.split()) <= verbs


def test_a_pattern_of_unknown_elements_is_refused() -> None:
    with pytest.raises(ValueError, match="not an element of a pattern: what"):
        expression("<what> what")
