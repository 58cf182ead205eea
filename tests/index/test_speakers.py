"""Speakers: who says what in a whole text, in quotations that run on, and in whatever text there is."""

import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model import Attribution, Speaker
from index.speakers import resolve
from index.statements import resolved

from .attributed import attribution, read, speakers

SUMMIT = (
    "European ministers met in Riga on Monday. [Latvian Prime Minister Evika Silina] said {the talks went well}. "
    "{“We will go on,”} [she] added.\n\n"
    "[The NATO chief] warned that {time was short}. NATO Secretary General Mark Rutte arrived late. "
    "{“It is late,”} [he] said.\n\n"
    "[The Kremlin, for its part,] called it {a provocation}. [Kremlin spokesman Dmitry Peskov] said {Russia would "
    "answer}. [The spokesman] gave {no details}.\n\n"
    "[Germany and Poland] said {they agreed}. [Silina and Rutte] promised {another meeting}. "
    "[The Latvian prime minister] hoped {for peace}."
)


def test_a_news_story() -> None:
    silina = Speaker("Evika Silina", "Latvian Prime Minister", ("LV",))
    rutte = Speaker("Mark Rutte", "NATO Secretary General", ("NATO",))
    peskov = Speaker("Dmitry Peskov", "Kremlin spokesman", ("RU",))
    assert speakers(SUMMIT) == [
        silina,
        silina,
        rutte,
        rutte,
        Speaker("Kremlin", None, ("RU",)),
        peskov,
        peskov,
        Speaker("Germany and Poland", None, ("DE", "PL")),
        Speaker("Evika Silina and Mark Rutte", None, ("LV", "NATO")),
        silina,
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("FIBA, which meets in May, was calm. In a [statement it] said {so}.", ["FIBA"]),
        ("The Harbour Board met. [It] said {so}.", ["Harbour Board"]),
        ("Prices rose. [It] said {so}.", [None]),
        ("Ann Lee met Tom Reed. [It] said {so}.", [None]),
        ("The Harbour Board’s rules changed. [It] said {so}.", [None]),
        ("The Harbour Board met.\n\n[It] said {so}.", [None]),
        (
            "Tom Reed was jailed by [a judge]: {it was wrong}.\n\n[Ann Lee], of Main Street, said {so}.",
            ["judge", "Ann Lee"],
        ),
        ("[Minister of Energy and Natural Resources Ann Lee] said {so}.", ["Ann Lee"]),
        ("Borex Inc. met the Forest Industries Federation. [The company] said {so}.", ["Borex Inc"]),
        # whatever else is a union
        (
            "Union Lima won. [The players’ union, FIBA,] said {so}. [The union] said {more}. [It] said {nothing}.",
            ["FIBA", "FIBA", "FIBA"],
        ),
    ],
)
def test_it_is_the_body_that_the_sentence_before_begins_with_and_a_union_is_the_one_that_was_named(
    text: str, names: list[str | None]
) -> None:
    assert [speaker and speaker.name for speaker in speakers(text)] == names


def test_direct_speech_with_nobody_at_it_goes_on_in_its_paragraph() -> None:
    text = "“No,” Ann Lee said. “Not now.”\n\n“Never.”"
    attributions = [
        Attribution(((0, 5),), "direct", (text.index("Ann"), text.index(" said"))),
        Attribution(((text.index("“Not"), text.index("\n")),), "direct"),
        Attribution(((text.index("“Never"), len(text)),), "direct"),
    ]
    assert [speaker and speaker.name for speaker in resolve(text, attributions)] == ["Ann Lee", "Ann Lee", None]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[Bo Ek] said: {“We ran.}\n\n“It rained.\n\nGetty  Wet: Rosa Lind\n\n“It was {cold.”}", "Bo Ek"),
        ("[Bo Ek] said: {“We ran.”}\n\n“It was {cold.”}", None),
        ("[Bo Ek] said: {“We ran.}\n\nIt rained. “It did not.”\n\n“It was {cold.”}", None),
        ("[Bo Ek] said: {“We ran.}\n\nIt was {cold.”}", None),
        ("[Bo Ek] said {so}.\n\n“It was {cold.”}", None),
    ],
)
def test_a_quotation_runs_on_over_paragraphs_that_open_it_anew(text: str, name: str | None) -> None:
    shown, attributions = read(text + "[]")
    attributions[-1] = replace(attributions[-1], kind="direct", speaker=None)
    found = resolve(shown, attributions)[-1]
    assert (found and found.name) == name


@pytest.mark.parametrize(
    ("text", "cue", "name"),
    [
        ("[The deputies] were told {it}.", "were told", None),
        ("[The deputies] had also been told {it}.", "told", None),
        ("[The deputies] were briefed {on it}.", "briefed", None),
        ("[He] was told {it} when Bo Ek came.", "was told", None),
        ("[The deputies] told us {it}.", "told us", "deputies"),
        ("[The deputies] were sure {of it}.", "were sure", "deputies"),
        ("They were told {it} by [the deputies].", "were told", "deputies"),
    ],
)
def test_who_is_told_does_not_say_it(text: str, cue: str, name: str | None) -> None:
    shown, (said,) = read(text)
    start = shown.index(cue)
    (found,) = resolve(shown, [replace(said, cue=(start, start + len(cue)))])
    assert (found and found.name) == name


def test_same_order_whatever_the_order_of_the_attributions() -> None:
    text, attributions = read(SUMMIT)
    assert resolve(text, attributions[::-1]) == resolve(text, attributions)[::-1]
    assert resolve(text, []) == []


_WORDS = (
    "he|she|the chancellor|Mr. Ång|O’Brien|von der Leyen|Dr.|“|”|\"|''|,|.|(|)|\n|\n\n| | | |said|who|and|the|"
    "U.S.|Jr.|’s|—|Sen. Al-Abd (D-Me.)|President|78|İ|ß|A. B. C.|Germany|its|İstanbul’s Mayor|the Dells|Dell|"
    "FOAL|(FOAL)|\x00|\u2028"
)
_PIECES = st.sampled_from(_WORDS.split("|"))
_TEXTS = st.one_of(
    st.text(max_size=200), st.lists(_PIECES, max_size=60).map(" ".join), st.lists(_PIECES, max_size=60).map("".join)
)
_SPANS = st.tuples(st.integers(-5, 260), st.integers(-5, 260))
_ATTRIBUTIONS = st.lists(
    st.builds(
        Attribution,
        st.lists(_SPANS, max_size=2).map(tuple),
        st.sampled_from(["direct", "indirect", "mixed"]),
        st.none() | _SPANS,
    ),
    max_size=8,
)


@given(_TEXTS, _ATTRIBUTIONS)
@settings(max_examples=400, deadline=None)
def test_never_raises_and_gives_the_same_twice(text: str, attributions: list[Attribution]) -> None:
    resolved = resolve(text, attributions)
    assert len(resolved) == len(attributions)
    assert resolved == resolve(text, attributions)
    for speaker in resolved:
        assert speaker is None or (
            speaker.name.strip() and (speaker.description is None or speaker.description.strip())
        )


@pytest.mark.parametrize(
    "piece",
    [
        "[Ann Lee], the mayor, said {no}. {“Never,”} [she] said to the president. [The mayor] left with Bob Lee.\n\n",
        "Smith Jones Brown ",
        "von der De La ",
        "“\"''(« ",
        "President Ann Lee, the president of the president, and ",
        "Mayor Nth{n} Lee, aged 7, the mayor, he and ",
        "[he] said {that} ",
        "[I] said {I} ",
        "The Fund of the Fund for (FF) [the fund] said {so}, ",
        "The Lake{n} Fund met. [The bakers’ union] said {so}. [An envoy] said {no}. ",
    ],
)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    def calls(times: int) -> int:
        numbered = "".join(piece.replace("{n}", f"{number}") for number in range(times))
        text, attributions = read("[Ann Lee] said {so}. " + numbered + " [She] said {so}.")
        count = 0

        def counted(frame: object, event: str, argument: object) -> None:
            nonlocal count
            count += event == "call" or event == "c_call"

        before = sys.getprofile()
        sys.setprofile(counted)
        try:
            resolve(text, attributions)
        finally:
            sys.setprofile(before)
        return count

    calls(10)  # fills the caches
    assert calls(1_000) < 2_000 + 6 * calls(250)


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        # Who has no name is nobody who is named in the next paragraph.
        ("[A bank spokesman] said that {it closed}.\n\n{“I was there,”} said [Ann Lee], who lives near.",
         ["bank spokesman", "Ann Lee"]),
        ("[A bank spokeswoman] said that {it closed}. {“We had to,”} said [Ann Lee].",
         ["Ann Lee, bank spokeswoman", "Ann Lee, bank spokeswoman"]),
        # A mayor of somewhere is not whoever was named last, as the mayor may be.
        ("Tom Reed was charged.\n\n[The mayor of Portmere] said {the harbour stayed open}.", ["mayor of Portmere"]),
        ("Tom Reed came to the pier.\n\n[The mayor] said {the harbour stayed open}.", ["Tom Reed"]),
        # Nobody calls the head of a government the minister.
        ("Ann Lee, Norway’s foreign minister, opened the talks. Bo Ek, the Swedish prime minister, came late.\n\n"
         "[The minister] said {it was late}.", ["Ann Lee, Norway’s foreign minister"]),
        ("Bo Ek, the Swedish prime minister, came late.\n\n[The minister] said {it was late}.",
         ["Bo Ek, Swedish prime minister"]),
        # Whose embassy, and whose spokeswoman.
        ("[Luca Ferri] said {it went on}.\n\n{Moscow regards it as hostile}, [its embassy in Oslo] said.",
         ["Luca Ferri", "Moscow’s embassy in Oslo"]),
        ("[The UN Secretary-General] said {he was sorry}. [His spokeswoman] denied {it}.",
         ["UN Secretary-General", "UN Secretary-General’s spokeswoman"]),
        # The body that somebody speaks for is part of no name.
        ("[A Commission spokesman, Luca Ferri,] said {the boats left}.", ["Luca Ferri, Commission spokesman"]),
        ("[An IMF mission chief, Ann Lee,] said {it was low}. {“Low,”} [she] said.",
         ["Ann Lee, IMF mission chief", "Ann Lee, IMF mission chief"]),
        ("[Its director, Ann Lee,] praised {Kenya’s president}.", ["Ann Lee, director"]),
        # What are ranks elsewhere, and bodies, are names.
        ("[Former striker Dean Akers] said {the club was lost}.", ["Dean Akers, Former striker"]),
        ("[Dean Akers] said {the law school was full}. The dean of the school left.", ["Akers, Dean"]),
        ("[Bill de Blasio] said {it was late}.", ["Bill de Blasio"]),
        # Whose they are, and where from, says something about them.
        ("[Labour’s Denise Attwood] said {it was late}.", ["Denise Attwood, Labour"]),
        ("[Tavita Leota of Samoa, who chairs the group,] said {it was late}.", ["Tavita Leota, Samoa"]),
        ("[One of them] said {it was late}. [Not all] said {it was}.", [None, None]),
        ("{Russia’s economy is calm}, [its finance ministry] said.", ["its finance ministry"]),
        # Who asks, or took the pictures, and who is written to, say nothing.
        ("Interview: Ann Lee on herring\n\n{“Gone,”} [she] said.", ["Ann Lee"]),
        ("It was late.\nPhotos: Ann Lee\n\n[Lee] said {it was late}.", ["Ann Lee"]),
        ("The baker\n\nWe met her at five. Interview: Tom Lee\n\n{“A degree is no apron,”} [he] said.", [None]),
        ("We met Tom Lee at five.\n\n{“A degree is no apron,”} [he] said.", ["Tom Lee"]),
        ("Q: Why?\n\nA: My aunt did. [She] told me that {it was late}.", [None]),
        ("Martha Hale kept the light. But in a letter to her sister Grace, dated 4 May, [she] wrote: {“He lied.”}",
         ["Martha Hale"]),
    ],
)  # fmt: skip
def test_nobody_says_what_another_said(marked: str, found: list[str | None]) -> None:
    said = [one and ", ".join(filter(None, (one.name, one.description))) for one in speakers(marked)]
    assert said == found


@pytest.mark.parametrize("name", ["Will Hurd", "The President", "Mark Search", "So Young", "Vote Leave"])
def test_whoever_stands_in_front_of_a_colon_says_it(name: str) -> None:
    text = f"It was late.\n\n{name}: We stay here now."
    said = attribution(text, "We stay here now", ":", name)
    assert [one.attribution for one in resolved(text, [said])] == [said]


def test_who_is_all_that_is_said_says_nothing() -> None:
    text = "Tom Reed was charged on Monday, police said."
    charged = attribution(text, "Tom Reed", "was charged", "Tom Reed")
    told = attribution(text, "Tom Reed was charged on Monday", "said", "police")
    assert [one.attribution for one in resolved(text, [charged, told])] == [told]
