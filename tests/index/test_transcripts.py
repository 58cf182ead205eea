"""Transcripts, chats and logs: labels that say who speaks, and lines that only look like some."""

from dataclasses import replace

import pytest

from index.authors import turns, with_own_words
from index.statements import resolved

from .attributed import attribution, own

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
        ("[20/03/2025 14:02] {nick}\n", 2),
        ("[18-Mar-25 02:02 PM] {name}\n", 0),
        ("{nick} — 12/03/2025 14:02\n", 2),
        ("[14:02] {nick}: ", 2),
        ("{nick}: ", 2),
        ("{nick} [mod]: ", 2),
        ("{name} [dev]: ", 0),
        ("**{name}** [dev]: ", 0),
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


def test_who_stands_in_another_turn_does_not_speak_in_this_one() -> None:
    text = talk("{name}: ")
    wrong = attribution(text, "I brought the bread", "brought", "Runa Oster.")
    right = attribution(text, "She bakes at four", "bakes", "My aunt")
    found = turns(text)
    assert wrong not in with_own_words(text, [wrong, right], found)
    assert right in with_own_words(text, [wrong, right], found)


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


MINUTES = """\
Minutes of the boat club

Present: Runa (chair), Timo, Bexley and Oddmar (boats)

Apologies: Femke

1. The pier

Runa: I think that the pier is too short.

Bexley: It closes at ten.

Timo: I'd rather stay.

{note}: We stay at the pier.

2. The boats

Runa: I counted two boats.

Oddmar reported that four boats leak. It cost forty euros.

Bexley: Two are mine.

The committee chose to sell one."""


@pytest.mark.parametrize("note", ["Decision", "Resolved", "Vote", "Action items"])
def test_of_minutes_only_what_stands_behind_a_name_is_said(note: str) -> None:
    text = MINUTES.format(note=note)
    assert [(text[slice(*turn.speaker)], [text[slice(*line)] for line in turn.lines]) for turn in turns(text)] == [
        ("Runa", ["I think that the pier is too short."]),
        ("Bexley", ["It closes at ten."]),
        ("Timo", ["I'd rather stay."]),
        ("Runa", ["I counted two boats."]),
        ("Bexley", ["Two are mine."]),
    ]
    roles = {text[slice(*turn.speaker)]: turn.role and text[slice(*turn.role)] for turn in turns(text)}
    assert roles == {"Runa": "chair", "Bexley": None, "Timo": None}
    colon = text.index(f"{note}:") + len(note)
    wrong = replace(attribution(text, "We stay at the pier", ":", note), cue=(colon, colon + 1))
    said_by = {text[slice(*one.attribution.speaker)] for one in resolved(text, [wrong]) if one.attribution.speaker}
    assert said_by == {"Runa", "Bexley", "Timo"}


def test_who_is_listed_as_present_is_somebody_whatever_their_name() -> None:
    listed = MINUTES.format(note="Decision")
    assert (
        turns(listed.replace("Present: Runa (chair), Timo, Bexley and Oddmar (boats)", "Present: forty members")) == []
    )


DEBATE = """\
Debate on the ferries

The Speaker: Order. I call the minister.

Mr Vahl (Labour, Minister of Transport): Thank you. I think that the cost is high.

Ms Oster (Green): We welcome the ferries.

Mr Vahl: I know that it is a great deal.

The Speaker: The question is put."""


def test_who_is_called_by_title_and_surname_speaks_and_so_does_the_speaker() -> None:
    found = [(DEBATE[slice(*turn.speaker)], DEBATE[slice(*turn.role)] if turn.role else None) for turn in turns(DEBATE)]
    minister = ("Mr Vahl", "Labour, Minister of Transport")
    assert found == [("The Speaker", None), minister, ("Ms Oster", "Green"), minister, ("The Speaker", None)]
    vague = DEBATE.replace("The Speaker", "The Question")
    assert {vague[slice(*turn.speaker)] for turn in turns(vague)} == {"Mr Vahl", "Ms Oster"}


def test_a_title_with_a_colon_is_nobody() -> None:
    text = talk("{name}: ").replace("The harbour hour", "Slow Miles, Episode 87: Walking with Timo")
    assert {text[slice(*turn.speaker)] for turn in turns(text)} == {"Runa Oster", "Timo Vahl"}
    first = talk("{name}: ").split("\n\n", 2)[2].replace("Runa Oster: Welcome", "Ivo Sand: Welcome", 1)
    assert next(first[slice(*turn.speaker)] for turn in turns(first + "\n\nTimo Vahl: I do.")) == "Ivo Sand"


def test_a_word_of_minutes_makes_no_minutes() -> None:
    text = (
        "Runa Oster: I counted the boats.\n\nIt was a hard winter for us.\n\nVotes were counted by hand.\n\n"
        "Timo Vahl: I brought the bread.\n\nRuna Oster: Who baked it?\n\nTimo Vahl: My aunt did."
    )
    assert [len(turn.lines) for turn in turns(text)] == [3, 1, 1, 1]


def test_a_log_has_no_speakers() -> None:
    log = (
        "error: I could not open the file\ninfo: you can try again\nerror: I gave up\ninfo: did you try again?\n"
        "debug: I am here\ndebug: are you?\n"
    )
    assert resolved(log, []) == []


def test_comments_of_developers_are_theirs() -> None:
    text = (
        "Stagger lasts 0.4 s instead of 0.6 s.\n\n**Developer comment (Hanno, netcode):** We lowered the rate.\n\n"
        "Design note (Mirela): I wanted parries to feel risky.\n\nNote (see below): It rained.\n"
    )
    assert own(text) == [("Hanno", "We lowered the rate."), ("Mirela", "I wanted parries to feel risky.")]
