"""Whom "he", "she", "it", "who" and "I" mean, by what a text has been about."""

import pytest

from index.model import Attribution, Speaker
from index.speakers import resolve

from .attributed import last, names

HIS = (
    "Mr. Peter Marsh lost his hat. He found it. He put it on his head, and his son saw him. He left.\n\nMarsh won.\n\n"
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # the last to speak
        ("[Anna Bell] said {yes}. {“And soon,”} [she] said.", "Anna Bell"),
        # the subject, not the object
        ("Paul Dorn met with Peter Marsh. {“Good,”} [he] said.", "Paul Dorn"),
        # the clause that matters, not the one before it
        ("When Paul Dorn tried to laugh, Peter Marsh objected. {“Bad,”} [he] said.", "Peter Marsh"),
        # gender by title, by role, by another pronoun
        ("Ms. Dorn met Mr. Marsh. {“Good,”} [he] said.", "Marsh"),
        ("Spokeswoman Kim Dorn met Lee Marsh. Lee Marsh had his hat. {“Good,”} [she] said.", "Kim Dorn"),
        # gender by what is said behind a name, whatever stands for its role elsewhere
        ("[Ann Dorn] said {so}. [Jo Marsh, the spokeswoman of the union,] said {no}. {“Bad,”} [she] said.", "Jo Marsh"),
        ("[Ann Dorn] said {so}. [Jo Marsh, the union’s chairman,] said {no}. {“Bad,”} [she] said.", "Ann Dorn"),
        # nobody inside a quotation
        ("Paul Dorn sat down. {“Peter Marsh is late,”} [he] said.", "Paul Dorn"),
        # who is named behind the clause that a sentence opens with
        ("[Paul Dorn] said {so}. Although [he] ruled out {war}, Peter Marsh told the press nothing.", "Peter Marsh"),
        ("[Paul Dorn] said {so}. While [he] denied {it}, Mayor Peter Marsh of Leeds left.", "Peter Marsh"),
        ("[Paul Dorn] said {so}. While [he] denied {it}, Ms. Marsh left.", "Paul Dorn"),
        ("[Paul Dorn] said {so}. But [he] denied {it}, Peter Marsh said.", "Paul Dorn"),
        ("[Paul Dorn] said {so}. While [he] denied {it}, the jury convicted Peter Marsh.", "Paul Dorn"),
        ("[Paul Dorn] said {so}. While [he] denied {it}, lawyers for Peter Marsh left.", "Paul Dorn"),
        ("[Paul Dorn] said {so}. While [he] denied {it}, nobody knew.\n\nPeter Marsh left.", "Paul Dorn"),
        ("[Paul Dorn] said {so}. When [he] announced {it}, Peter Marsh left.", "Paul Dorn"),
        ("[Paul Dorn] said {so}. Although [he], like Peter Marsh, ruled out {it}, all left.", "Paul Dorn"),
        ("[Paul Dorn] said {so}. While [he] said {that in March, Peter Marsh would go}, all left.", "Paul Dorn"),
        ("[Paul Dorn] said {so}. While [he] denied {it}, “Peter Marsh” was a song.", "Paul Dorn"),
        # the only one named in the sentence, however often the text means another; not where another is
        # named too, nor in what is named after him
        (f"{HIS}Pete Dorn alarmed allies when [he] said {{so}}.", "Pete Dorn"),
        (f"{HIS}Pete Dorn alarmed U.S. allies in Poland when [he] said {{so}}.", "Pete Dorn"),
        (f"{HIS}Pete Dorn and Ann Roe argued when [he] said {{so}}.", "Peter Marsh"),
        (f"{HIS}A Pete Dorn rally was where [he] said {{so}}.", "Peter Marsh"),
        # a given name tells a gender that nothing else does
        ("Tricia Dorn and Rick Marsh came. {“Good,”} [he] said.", "Rick Marsh"),
        # and so tells no more than a title, or what a relation is called
        (
            "[Spokesman Paul Dorn] denied {it}. {“No,”} [Dorn] said.\n\n"
            "Mayor Erik Marsh, whose ship it was, was more careful. {“I do not know,”} [he] said.",
            "Erik Marsh",
        ),
        (
            "[Mrs. Anna Bell] said {so}.\n\nHer granddaughter Imogen, nine, had written. {“He did not,”} [she] said.",
            "Imogen",
        ),
        # the only one named in the sentence, rather than who spoke in another paragraph
        (
            "[Paul Dorn] said {no}. {“No,”} [he] said.\n\nPete Marsh’s talk, as [he] put {it}, ended.",
            "Pete Marsh",
        ),
        ("[Paul Dorn] said {no}. {“No,”} [he] said.\n\nAnn Marsh’s talk, as [he] put {it}, ended.", "Paul Dorn"),
        ("[Paul Dorn] said {no}. {“No,”} [he] said.\n\n{Pete Marsh ran}, [he] said.", "Paul Dorn"),
        # a new paragraph
        ("[Paul Dorn] said {yes}.\n\n{“I am sure,”} [he] said.", "Paul Dorn"),
        # who
        ("It was Paul Dorn, the mayor of Leeds, [who] said {so}.", "Paul Dorn"),
        ("They asked the retired teacher [who] said {so}.", "retired teacher"),
        # groups
        ("[The Labour Ministry] said {no}. [It] added {nothing}.", "Labour Ministry"),
        ("[Residents of Leeds] said {no}. [They] added {nothing}.", "Residents of Leeds"),
        # somebody without a name
        ("[A ministry spokeswoman] said {no}. [She] added {nothing}.", "ministry spokeswoman"),
    ],
)
def test_pronouns(text: str, name: str) -> None:
    assert last(text).name == name


def test_it_is_nobody_where_nobody_spoke_before() -> None:
    assert names("The report is long. {Britain faces a shortage}, [it] said.") == [None]
    front = "[The Fleet Owners’ Union] said {no}.\n\n"
    assert names(front + "The Reef Trust was bitter. Its divers saw {61 turtles}, [it] said.")[-1] == "Reef Trust"
    assert names(front + "Prices were bitter. Its divers saw {61 turtles}, [it] said.")[-1] == "Fleet Owners’ Union"
    assert names(front + "[The union] promised {that}.")[-1] == "Fleet Owners’ Union"


def test_i_is_whoever_speaks_the_words_around_it() -> None:
    text = "“I think I know,” Paul Dorn said."
    attributions = [
        Attribution(
            ((text.index("I know"), text.index("I know") + 6),), "direct", (text.index("I t"), text.index("I t") + 1)
        ),
        Attribution(((0, text.index(" Paul")),), "direct", (text.index("Paul"), text.index(" said"))),
    ]
    assert [speaker and speaker.name for speaker in resolve(text, attributions)] == ["Paul Dorn", "Paul Dorn"]
    assert names("[I] think {so}. [My friends] think {so} too.") == [None, None]


def test_us_in_capitals_is_a_country() -> None:
    assert last("[US officials] denied {it}.") == Speaker("US officials", None, ("US",))
    assert names("[US] denied {it}, but [us] did not.")[0] == "US"
