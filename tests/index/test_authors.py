"""Whose own words a text is: letters, opinion pieces, comments in full, interviews, signed quotations and headlines."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.authors import turns, with_own_words
from index.lines import signed, unspoken, without_headlines
from index.model import Attribution, Speaker, Statement
from index.nested import within
from index.statements import resolved

LETTERS = (
    "Letters to the editor\n\nThe ferry is late again\n\n"
    "I have taken the ferry for twenty years. It never came on time in March.\n\nClaire Holm\n\nWestport\n\n"
    "Leave our trees alone\n\nThe lime trees on the square are older than the town hall itself.\n\n"
    "Peter Vance\n\nEastbury"
)
OPINION = (
    "The harbour needs its cranes\n\nBy Anna Weller\n\n"
    "I grew up beside the cranes. They were the first thing that I saw each day.\n\n"
    "Now the city wants to sell them, and I think that is wrong. “Nobody needs them,” the mayor said.\n\n"
    "When I told my neighbours, they laughed.\n\n"
    "Anna Weller is a retired pilot."
)
COMMENTS = (
    "We asked two engineers about the dam. Their answers are printed in full.\n\n"
    "Michael Grant, professor of engineering, University of Westport\n\n"
    "The dam is safe for another ten years. We measured every joint of it.\n\n"
    "Laura Stein, director of the water board\n\n"
    "Nobody can promise that the dam holds. I would empty the lake before winter comes."
)
INTERVIEW = (
    "The singer Maria Stone gives her last concert on Friday. Stone talked with us about the end.\n\n"
    "Q: Why do you stop now?\n\nA: Because I am tired. My voice is not.\n\n"
    "Q: What will you miss?\n\nA: The silence before the first note."
)
ASKED = (
    "Robert Finch has run the lighthouse for thirty years. Finch met us on the stairs.\n\n"
    "What do you do all night?\n\nI read, and I listen to the wind.\n\n"
    "Do you ever sleep?\n\nIn summer I do. The nights are short then."
)
TALK = (
    "Harbour master Nils Berg spoke to the Coast Gazette.\n\n"
    "Gazette: Why a new pier?\n\nBerg: The old one sinks. It went down by a hand.\n\n"
    "Gazette: Who pays for it?\n\nBerg: The county pays half."
)


def own(text: str, said: list[Attribution] | None = None) -> list[tuple[str | None, str]]:
    """Who says what in a text, as far as nothing tells that it is said."""
    return [
        (statement.speaker.name if statement.speaker else None, text[slice(*statement.attribution.content[0])])
        for statement in resolved(text, said or [])
        if statement.attribution.cue is None
    ]


def attribution(text: str, content: str, cue: str, speaker: str | None, **other: object) -> Attribution:
    def span(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    found = Attribution((span(content),), "indirect", span(speaker) if speaker else None, span(cue))
    return replace(found, **other)  # type: ignore[arg-type]


def test_a_letter_is_by_whom_its_foot_names() -> None:
    assert own(LETTERS) == [
        ("Claire Holm", "I have taken the ferry for twenty years."),
        ("Claire Holm", "It never came on time in March."),
        ("Peter Vance", "The lime trees on the square are older than the town hall itself."),
    ]


def test_an_opinion_is_by_whom_its_edge_names_but_for_what_others_say() -> None:
    mayor = attribution(OPINION, "“Nobody needs them,”", "said", "the mayor", kind="direct")
    thought = attribution(OPINION, "that is wrong", "think", "I think")
    thought = replace(thought, speaker=(OPINION.index("I think"), OPINION.index("I think") + 1))
    said = resolved(OPINION, [thought, mayor])
    names = {one.speaker.name for one in said if one.speaker and one.attribution.cue is None}
    assert names == {"Anna Weller"}
    assert [one.speaker and one.speaker.name for one in said if one.attribution.cue] == ["Anna Weller", "mayor"]
    assert ("Anna Weller", "“Nobody needs them,” the mayor said.") not in own(OPINION, [mayor])
    weller = next(one.speaker for one in said if one.attribution.cue == thought.cue)
    assert weller == Speaker("Anna Weller", "retired pilot", ())


def test_comments_in_full_are_by_the_names_above_them() -> None:
    assert own(COMMENTS) == [
        ("Michael Grant", "The dam is safe for another ten years."),
        ("Michael Grant", "We measured every joint of it."),
        ("Laura Stein", "Nobody can promise that the dam holds."),
        ("Laura Stein", "I would empty the lake before winter comes."),
    ]


def test_a_text_about_those_whom_its_headings_name_is_not_by_them() -> None:
    profiles = COMMENTS.replace("We measured", "Grant measured").replace("I would", "Stein would")
    assert turns(profiles) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            INTERVIEW,
            [
                ("Maria Stone", "Because I am tired."),
                ("Maria Stone", "My voice is not."),
                ("Maria Stone", "The silence before the first note."),
            ],
        ),
        (
            ASKED,
            [
                ("Robert Finch", "I read, and I listen to the wind."),
                ("Robert Finch", "In summer I do."),
                ("Robert Finch", "The nights are short then."),
            ],
        ),
        (
            TALK,
            [
                ("Gazette", "Why a new pier?"),
                ("Nils Berg", "The old one sinks."),
                ("Nils Berg", "It went down by a hand."),
                ("Gazette", "Who pays for it?"),
                ("Nils Berg", "The county pays half."),
            ],
        ),
    ],
)
def test_answers_are_of_whom_an_interview_is_with(text: str, expected: list[tuple[str, str]]) -> None:
    assert own(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The pier is closed.\n\nAnn Lee",
        "By Anna Weller\n\nThe mayor closed the pier. It was old.\n\nHe will open another.\n\nIt costs a million.",
        "When: Friday\n\nWhere: the pier\n\nWhen: Sunday\n\nWhere: the park",
        "What does it cost?\n\nTen crowns, and more on Sundays.\n\nWhere is it?\n\nBeside the station, on the left.",
    ],
)
def test_other_texts_are_nobodys_own_words(text: str) -> None:
    assert turns(text) == []
    assert with_own_words(text, [], turns(text)) == []


def test_what_belongs_to_an_author_is_not_the_author() -> None:
    text = OPINION.replace("they laughed", "my father said that they were right")
    said = attribution(text, "that they were right", "said that", "my father")
    names = [one.speaker and one.speaker.name for one in resolved(text, [said]) if one.attribution.cue]
    assert names == ["Anna Weller’s father"]


def test_a_quotation_with_a_name_beside_or_under_it_is_of_that_name() -> None:
    text = "“Europe sleeps” — Karin Aldo\n\nThe ministers met.\n\n“I am sorry for it all.”\n\n~ Paul Brand, a baker"
    assert resolved(text, []) == [
        Statement(Attribution(((0, 15),), "direct", (18, 28), (15, 18)), Speaker("Karin Aldo")),
        Statement(
            Attribution(
                ((text.index("“I"), text.index("\n\n~")),),
                "direct",
                (text.index("Paul"), len(text)),
                (text.index("\n\n~"), text.index("Paul")),
            ),
            Speaker("Paul Brand", "baker"),
        ),
    ]


PULLED = "“I am sorry for the whole of it.”"


@pytest.mark.parametrize(
    ("line", "name", "description"),
    [
        ("Mayor Paul Ekholm", "Paul Ekholm", "Mayor"),
        ("Zsora Ekholm, lake inspector", "Zsora Ekholm", "lake inspector"),
        ("Anna Ekholm", "Anna Ekholm", None),
    ],
)
def test_a_pull_quote_is_of_whom_the_line_under_it_names(line: str, name: str, description: str | None) -> None:
    text = f"It rained.\n\n{PULLED}\n{line}\n\nThe ministers met."
    (found,) = resolved(text, [])
    assert found.speaker == Speaker(name, description)
    assert text[slice(*found.attribution.content[0])] == PULLED


@pytest.mark.parametrize(
    "line", ["Best Harbour Film", "Anna Ekholm left.", "Anna Ekholm: no", "They met", "Lake Inspector Fined", "Ekholm"]
)
def test_a_heading_under_a_quotation_has_not_said_it(line: str) -> None:
    assert signed(f"It rained.\n\n{PULLED}\n{line}\n\nThe ministers met.", []) == []


def test_a_pull_quote_is_no_part_of_what_stands_before_it() -> None:
    text = f"They said it would rain.\n\n{PULLED}\nAnna Ekholm\n\nThe ministers met."
    pulled = (text.index(PULLED), text.index("\nAnna"))
    said = attribution(text, "it would rain.", "said", "They")
    both = replace(said, content=(*said.content, pulled), kind="mixed")
    found = signed(text, [both])
    assert [one.content for one in found] == [said.content, (pulled,)]


def test_a_byline_under_a_quotation_that_has_a_speaker_is_not_of_it() -> None:
    text = "“They work hard,” the union wrote. “They are tired.”\n\n– Karin Aldo, Coast Gazette"
    assert signed(text, []) == []
    said = attribution(text, "“They work hard,”", "wrote", "Karin Aldo, Coast Gazette", kind="direct")
    assert [one.speaker and one.speaker.name for one in resolved(text, [said])] == ["union"]


def test_headlines_that_tell_what_happened_are_no_statements() -> None:
    text = "Leaders answer Aldo\n\nLeaders say the pier must stay\n\nLeaders answered Aldo with silence on Monday."
    answer = attribution(text, "Aldo", "answer", "Leaders")
    stay = attribution(text, "the pier must stay", "say", "Leaders")
    body = attribution(text, "Aldo with silence", "answered", "Leaders")
    assert without_headlines(text, [answer, stay, body]) == [stay, body]
    colon = "Aldo: no pier\n\nThe ministers met."
    kept = attribution(colon, "no pier", ":", "Aldo")
    assert without_headlines(colon, [kept]) == [kept]


def test_what_others_report_is_of_whom_they_report() -> None:
    text = "According to the Gazette, the harbour board said the pier would close by autumn."
    outer = attribution(text, text[26:-1], "According to", "the Gazette")
    inner = attribution(text, "the pier would close by autumn", "said", "the harbour board")
    assert within(text, [outer]) == [outer, inner]
    text = "“Nobody will drown,” he said in a speech, according to a recording."
    outer = attribution(text, text[: text.index(", according")], "according to", "a recording")
    inner = attribution(text, "“Nobody will drown,”", "said", "he", kind="direct")
    assert within(text, [outer]) == [inner, outer]
    text = "“It was good manners,” the rector told reporters, according to the Gazette, on the way back."
    outer = attribution(text, text[: text.index(", according")], "according to", "the Gazette")
    inner = attribution(text, "“It was good manners,”", "told", "the rector", kind="direct")
    assert within(text, [outer]) == [inner, outer]
    text = "Boat Sales, a dealer in Dover, had initially predicted that the pier would close, the Gazette reported."
    outer = attribution(text, text[: text.index(", the Gazette")], "reported", "the Gazette")
    inner = attribution(text, "the pier would close", "predicted", "Boat Sales")
    assert within(text, [outer]) == [outer, inner]


@pytest.mark.parametrize(
    ("text", "speaker", "cue", "kept"),
    [
        ("“Divers love the lake. It is deep.”", "Divers", "love", False),
        ("“Divers said that. It is deep.”", "Divers", "said", True),
        ("Divers love it: “It is deep.”", "Divers", "love", True),
        ("“It is deep.” Divers love the lake.", "Divers", "love", True),
    ],
)
def test_who_only_stands_in_a_quotation_does_not_say_it(text: str, speaker: str, cue: str, kept: bool) -> None:
    said = attribution(text, "It is deep.", cue, speaker, kind="direct")
    assert unspoken(text, [said]) == [said if kept else replace(said, speaker=None)]


def test_a_speaker_that_was_not_found_stands_beside_the_verb() -> None:
    text = "''We had no choice,'' the old captain said, and left."
    said = attribution(text, "''We had no choice,''", "said", None)
    assert [one.speaker and one.speaker.name for one in resolved(text, [said])] == ["old captain"]
    text = "“The price fell,” Eva Stone, a market economist, said."
    said = attribution(text, "“The price fell,”", "said", ", a market economist,", kind="direct")
    assert [one.speaker for one in resolved(text, [said])] == [Speaker("Eva Stone", "market economist")]


_SAID = (  # who speaks, in full and in short, and what they say
    ("Runa Oster", "RUNA", "Welcome to the harbour hour. I am Runa Oster."),
    ("Timo Vahl", "TIMO", "I brought the bread."),
    ("Runa Oster", "RUNA", "Who baked it?"),
    ("Timo Vahl", "TIMO", "My aunt did. She bakes at four."),
)


def talk(label: str) -> str:
    """A conversation of two whose lines begin with a label."""
    times = ("00:00:04", "00:01:15", "00:02:56", "01:03:10")
    turned = zip(times, _SAID, strict=True)
    lines = [
        label.format(t=time, name=name, short=short, nick=short.lower()) + said for time, (name, short, said) in turned
    ]
    return "The harbour hour\n\nOn the air are Runa Oster and Timo Vahl.\n\n" + "\n\n".join(lines)


@pytest.mark.parametrize(
    ("label", "called"),
    [
        ("{name}: ", 0),
        ("**{name}:** ", 0),
        ("[{t}] {short}: ", 1),
        ("[{t}] {name}: ", 0),
        ("{t} {name}: ", 0),
        ("{t} - {name}: ", 0),
        ("{name} ({t}): ", 0),
        ("{name} [{t}]: ", 0),
        ("**{name}** [{t}]: ", 0),
        ("12/03/2025, 14:02 - {name}: ", 0),
        ("[12/03/2025, 14:02:11] {name}: ", 0),
        ("{name} ({t}):\n", 0),
        ("{name}  {t}\n", 0),
        ("{t} {name}\n", 0),
        ("{name}:\n", 0),
        ("{name}\n", 0),
        ("**{name}**\n\n", 0),
        ("### {name}\n\n", 0),
        ("{name}, Harbour Radio: ", 0),
        ("{name} (@{nick}): ", 0),
        ("<v {name}>", 0),
        ("1\n00:00:01.000 --> 00:00:04.000\n<v {name}>", 0),
        ("<{nick}> ", 2),
        ("[14:02] <{nick}> ", 2),
        ("{nick} — Today at 14:02\n", 2),
        ("{nick} — 12/03/2025 14:02\n", 2),
        ("[14:02] {nick}: ", 2),
    ],
)
def test_labels_of_transcripts_say_who_speaks(label: str, called: int) -> None:
    text = talk(label)
    found = turns(text)
    names = [(name, short, short.lower())[called] for name, short, _ in _SAID]
    assert [text[slice(*turn.speaker)] for turn in found] == names
    assert [text[slice(*turn.lines[0])] for turn in found] == [said for _, _, said in _SAID]
    assert all(len(turn.lines) == 1 for turn in found)


def test_the_full_name_stands_for_the_short_one_of_a_label() -> None:
    text = talk("[{t}] {short}: ")
    assert own(text)[-1] == ("Timo Vahl", "She bakes at four.")


CALL = (
    "Orrin Mills plc – Results Call\n\nCorporate participants\nGreta Malm – Chief Executive Officer\n"
    "Ivo Sand – Finance\n\nConference call participants\nPell Brock – Tide Capital\n\n"
    "Operator\nGood morning. I hand over to Ivo Sand.\n\n"
    "Ivo Sand – Finance\nThank you all. Greta will begin.\n\n"
    "{label}\nWe sold more flour. I am glad.\n\nThe mill burned in May, and we built it up again.\n\n"
    "Operator\nThe first question is from Pell Brock.\n\n"
    "Pell Brock – Tide Capital\nIs the mill for sale?\n\n{label}\nNo, Pell.\n\n"
    "About Orrin Mills\n\nOrrin Mills is a miller in Westport."
)


@pytest.mark.parametrize(
    "label", ["Greta Malm – Chief Executive Officer", "Greta Malm\nChief Executive Officer", "Greta Malm"]
)
def test_a_label_on_its_own_line_tells_what_somebody_is(label: str) -> None:
    text = CALL.format(label=label)
    found = resolved(text, [])
    said = [(text[slice(*one.attribution.content[0])], one.speaker) for one in found]
    assert [(words, who and who.name) for words, who in said] == [
        ("Good morning.", "Operator"),
        ("I hand over to Ivo Sand.", "Operator"),
        ("Thank you all.", "Ivo Sand"),
        ("Greta will begin.", "Ivo Sand"),
        ("We sold more flour.", "Greta Malm"),
        ("I am glad.", "Greta Malm"),
        ("The mill burned in May, and we built it up again.", "Greta Malm"),
        ("The first question is from Pell Brock.", "Operator"),
        ("Is the mill for sale?", "Pell Brock"),
        ("No, Pell.", "Greta Malm"),
    ]
    descriptions = {who.name: who.description for _, who in said if who}
    assert descriptions == {
        "Operator": None,
        "Ivo Sand": "Finance",
        "Greta Malm": "Chief Executive Officer",
        "Pell Brock": "Tide Capital",
    }


def test_who_stands_in_another_turn_does_not_speak_in_this_one() -> None:
    text = talk("{name}: ")
    wrong = attribution(text, "I brought the bread", "brought", "Runa Oster.")
    right = attribution(text, "She bakes at four", "bakes", "My aunt")
    found = turns(text)
    assert wrong not in with_own_words(text, [wrong, right], found)
    assert right in with_own_words(text, [wrong, right], found)


PORTRAIT = (
    "The joiner Jorun Veld builds boats. Interview: Anna Weller\n\n"
    "Veld meets us in her shed on the quay.\n\n"
    "Ms Veld, you have built forty boats. Do you count them?\n\n"
    "I do, and I remember every one of them, the good ones and the bad ones alike.\n\n"
    "The town wanted a car park here.\n\n"
    "The town wanted my shed gone. I stayed, and they built it somewhere else.\n\n"
    "Do you ever sell one that you love?\n\n"
    "Every time, and I cry on the quay. The salt of it is good for the wood.\n\n"
    "Your former partner has said you are ‘a monk with a plane’.\n\n"
    "I like monks. They get up early, and so do I.\n\n"
    "What will you build next?\n\n"
    "A small one. I want to row it myself.\n\n"
    "Jorun Veld was born in Eastbury in 1961. She has built boats since 1980."
)


def test_an_interviewer_s_remarks_and_the_footer_are_not_of_whom_an_interview_is_with() -> None:
    said = own(PORTRAIT)
    assert {name for name, _ in said} == {"Jorun Veld"}
    assert [words for _, words in said] == [
        "I do, and I remember every one of them, the good ones and the bad ones alike.",
        "The town wanted my shed gone.",
        "I stayed, and they built it somewhere else.",
        "Every time, and I cry on the quay.",
        "The salt of it is good for the wood.",
        "I like monks.",
        "They get up early, and so do I.",
        "A small one.",
        "I want to row it myself.",
    ]


def test_you_that_is_anybody_is_no_address() -> None:
    text = PORTRAIT.replace(
        "Your former partner has said you are ‘a monk with a plane’.",
        "If you sell a boat you must not look back, because the sea takes care of it from that day on.",
    )
    assert (
        "Jorun Veld",
        "If you sell a boat you must not look back, because the sea takes care of it from that day on.",
    ) in own(text)


COLUMN = (
    "Leave the ferry alone\n\n{top}I take the last ferry home. It is late, and so am I.\n\n"
    "The mayor says that it costs too much. I asked him what he pays for the pier.\n\n"
    "I shall stand on the quay in May, and I shall sing.{foot}"
)


@pytest.mark.parametrize(
    ("top", "foot"),
    [
        ("By Margit Senn\n\n", ""),
        ("by Margit Senn\n\n", "\n\nMargit Senn writes every Thursday."),
        ("Opinion\n\nBy Margit Senn, columnist\n\n", ""),
        ("Margit Senn\n\n", ""),
        ("Opinion\n\nMargit Senn\n\n", ""),
        ("", "\n\nMargit Senn"),
        ("", "\n\n— Margit Senn"),
        ("", "\n\nWritten by Margit Senn"),
        ("", "\n\nThe Quay Letter is written in Westport by Margit Senn."),
    ],
)
def test_a_column_is_by_whom_it_is_signed_whatever_the_given_name(top: str, foot: str) -> None:
    said = own(COLUMN.format(top=top, foot=foot))
    assert {name for name, _ in said} == {"Margit Senn"}
    assert [words for _, words in said] == [
        "I take the last ferry home.",
        "It is late, and so am I.",
        "The mayor says that it costs too much.",
        "I asked him what he pays for the pier.",
        "I shall stand on the quay in May, and I shall sing.",
    ]


@pytest.mark.parametrize(
    ("top", "foot"),
    [
        ("By Coast Gazette Staff\n\n", ""),
        ("", "\n\nNew York"),
        ("", "\n\nRelated Stories"),
        ("", "\n\nLast Ferry"),
        ("", "\n\nAssociated Press"),
        ("The Ferry\n\n", ""),
    ],
)
def test_a_column_is_by_no_place_no_organisation_and_no_heading(top: str, foot: str) -> None:
    assert turns(COLUMN.format(top=top, foot=foot)) == []


def test_a_report_is_not_by_whom_its_byline_names() -> None:
    report = "Mayor goes\n\nBy Margit Senn\n\nHe was tired.\n\n“I go,” he said.\n\n“I sleep,” he said.\n\n“I mean it.”"
    assert turns(report) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["Note: Do you have a friend?", "Step 1: I use a coin.", "Note: Did it move?", "Step 2: I push."],
        [
            "Price: 4 crowns. Is it worth it?",
            "Location: Westport",
            "Price: 5 crowns. Would you pay?",
            "Location: Dover",
        ],
        ["Pros: I love it. Does it close?", "Cons: I hate it.", "Pros: I sleep. Would you?", "Cons: I wake up."],
        ["Serves: 4", "Prep Time: 20 minutes", "Ingredients:", "I buy two plums.", "Method:", "I beat an egg."],
        ["Weight: 2 kg", "Battery Life: 4 hours", "Weight: 3 kg", "Battery Life: 5 hours"],
        ["Germany: The papers ask who pays?", "France: Who walks?", "Germany: Who drives?", "France: I do."],
        ["Aldo: Europe must wake up", "Brand: I will stay", "Aldo: Who pays?", "The papers were full of it."],
        ["10:00 Opening Remarks: Ann Lee", "11:00 Panel Discussion: Do you sail?", "12:00 Panel Discussion: Who pays?"],
        ["Westport 10:00", "Eastbury 10:20", "Westport 11:00", "Where do you get off?", "I never missed it."],
        [
            "19:20 Update: The road is closed. Are you safe?",
            "19:30 Update: It is open, I am told.",
            "19:40 Update: Go.",
        ],
        ["Advertisement", "I saw it. Who did not?", "Advertisement", "I asked him."],
        ["The Old Pier", "I walked on it.", "The New Pier", "Who will build it?", "The Old Pier", "I miss it."],
        ["THE PIER", "I walked on it.", "THE PARK", "Who sat there?", "THE PIER", "I came back to it."],
        [
            "Story Continues Below",
            "I said so. Who heard me?",
            "Sign Up Here",
            "I did.",
            "Story Continues Below",
            "I go.",
        ],
        ["When does it open?", "At six, and you swim.", "When does it open?", "See above. I would bring a towel."],
        ["Chapter 1 (12:30)", "I woke up. Who was there?", "Chapter 2 (14:00)", "I slept. Were you there?"],
        ["Ann Lee – painter", "Ann Lee was born in Dover.", "Paul Brand – baker", "Paul Brand bakes bread."],
        ["Ann Lee, Westport: I love the pier.", "It is old."],
    ],
)
def test_headings_lists_and_headlines_are_nobody(lines: list[str]) -> None:
    assert turns("On the pier\n\n" + "\n\n".join(lines)) == []
    assert turns("On the pier\n\n" + "\n".join(lines)) == []


_PIECES = [
    "[00:02] Ann Lee: I do.",
    "<ann> you?",
    "<v Ann Lee>I do.</v>",
    "Ann Lee",
    "Ann Lee:",
    "Ann Lee – Chair",
    "Ann Lee  0:35",
    "ann — Today at 14:02",
    "Participants",
    "Your pier is old.",
    "00:01.000 --> 00:02.000",
    "**Ann Lee** [00:02]:",
    "Q: Why you?",
    "A: I do.",
    "Ann Lee: no?",
    "Anna Weller",
    "By Anna Weller",
    "“No.”",
    "— Ann Lee",
    "I am.",
    "",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("\n\n".join))
def test_any_text_has_own_words_that_are_slices_once(text: str) -> None:
    found = with_own_words(text, [], turns(text))
    spans = [one.content[0] for one in found]
    assert spans == sorted(set(spans))
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize(
    "piece", [*_PIECES, "Anna Weller, director\n\nI know.", "letters\n\nI am Ann.\n\nAnna Weller\n\n"]
)
def test_takes_time_linear_in_the_length(piece: str) -> None:
    def taken(count: int) -> float:
        text = "Letters\n\n" + (piece + "\n\n") * count
        start = time.perf_counter()
        turns(text)
        return time.perf_counter() - start

    few, many = (min(taken(count) for _ in range(5)) for count in (500, 2_000))
    assert many < 8 * max(few, 0.01)
